"""The sentence at the foot of a figure that says what its numbers are."""

from topics.plots.figure_words import words


def not_validated(language: str = "en", *, beside: bool = False) -> str:
    """The sentence that stands with uncorrected shares; `beside` says whether what codes state stands with them."""
    phrase = words(language)["not validated beside codes" if beside else "not validated"]
    return phrase[0].upper() + phrase[1:] + ("。" if language == "zh" else ".")
