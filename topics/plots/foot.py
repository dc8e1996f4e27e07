"""The sentence at the foot of a figure that says what its numbers are."""

from topics.plots.figure_words import words


def not_validated(language: str = "en") -> str:
    """The sentence that stands on every figure of uncorrected shares."""
    phrase = words(language)["not validated"]
    return phrase[0].upper() + phrase[1:] + ("。" if language == "zh" else ".")
