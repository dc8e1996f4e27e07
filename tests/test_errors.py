"""What every message to a person keeps to."""

from topics.errors import StudyError


def test_short_messages_are_whole() -> None:
    assert str(StudyError("themes.toml, line 3: a theme needs terms.")) == "themes.toml, line 3: a theme needs terms."


def test_a_long_message_keeps_the_file_and_the_advice() -> None:
    said = str(StudyError(f"gold.csv, line 1: found {'x' * 200_000}; save it as CSV."))
    assert said.startswith("gold.csv, line 1: found xxx")
    assert said.endswith("xxx; save it as CSV.")
    assert len(said) < 2010
