"""What themes.toml may say."""

from pathlib import Path

import pytest

from topics.errors import StudyError
from topics.reading.together import TOGETHER
from topics.report.layouts.reading_layouts import together_sentences
from topics.themes import Theme, read_themes, terms_of_several

WIND = '[wind]\nterms = ["风电"]\n'


def themes_of(folder: Path, text: str):
    path = folder / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return read_themes(path)


def test_a_theme_tells_coders_what_it_is(tmp_path: Path) -> None:
    told = 'definition = { zh = "风力发电", en = "Power from wind" }\ninclude = "turbines, farms"\n'
    (theme,) = themes_of(tmp_path, WIND + told)
    assert dict(theme.definitions) == {"zh": "风力发电", "en": "Power from wind"}
    assert theme.includes == (("en", "turbines, farms"),)
    assert theme.excludes == ()


@pytest.mark.parametrize(
    ("told", "complaint"),
    [
        ('exlude = "solar"', r'\[wind\]: unknown key "exlude"; did you mean "exclude"\?'),
        ('definition = ["solar"]', r"\[wind\]: `definition` is a text, or a text by language"),
        ("include = { en = 3 }", r"\[wind\]: `include` is a text, or a text by language"),
    ],
)
def test_what_it_may_not_say(tmp_path: Path, told: str, complaint: str) -> None:
    with pytest.raises(StudyError, match=complaint):
        themes_of(tmp_path, WIND + told)


def test_a_term_of_several_themes_is_named_wherever_they_are_said_to_stand_together() -> None:
    """Each occurrence of it would count as both themes in one sentence, without a word."""
    bus, rail = Theme("bus", ("bus", "tram")), Theme("rail", ("rail", "tram"))
    assert terms_of_several([bus, rail]) == [("tram", ("bus", "rail"))]
    assert terms_of_several([bus, Theme("rail", ("rail",))]) == []
    table = TOGETHER.frame([])
    [said] = [sentence for sentence in together_sentences(table, [bus, rail]) if "tram" in sentence]
    assert said == "“tram” is a term of “bus” and “rail”, which stand together wherever it stands."
    assert not any("term of" in sentence for sentence in together_sentences(table))
