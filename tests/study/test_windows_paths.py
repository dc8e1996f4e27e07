"""Studies written on Windows: paths, line ends, byte-order marks and encodings of their files."""

from pathlib import Path

import pytest

import topics
from topics.errors import StudyError, TopicsError

TEXT = "The county pays for the new port from its rents and fees, and so it will for years. "
THEMES = '[ports]\nlabel = { en = "Ports" }\nterms = ["port"]\n'


def study(folder: Path, documents: str, themes: str = THEMES, end: str = "\n", encoding: str = "utf-8") -> topics.Study:
    (folder / "texts" / "2021").mkdir(parents=True)
    (folder / "texts" / "2021" / "2021-01-01-a.txt").write_text(TEXT, encoding="utf-8")
    settings = f'[corpus]\ndocuments = [{documents}]\nlanguage = "en"\n\n[[models]]\nkind = "lexicon"\n'
    for name, text in (("study.toml", settings), ("themes.toml", themes)):
        (folder / name).write_bytes(text.replace("\n", end).encode(encoding))
    return topics.load_study(folder)


@pytest.mark.parametrize(
    "documents",
    [
        r"'texts\2021'",
        r"'.\texts\2021\2021-01-01-a.txt'",
        r"'texts\*\*.txt'",
        r"'texts\**'",
        r'"texts\\2021"',
        '"texts/2021"',
    ],
)
def test_paths_in_settings_may_have_the_signs_of_windows(tmp_path: Path, documents: str) -> None:
    assert len(study(tmp_path, documents).corpus().documents) == 1


def test_a_manifest_that_settings_name_may_too(tmp_path: Path) -> None:
    opened = study(tmp_path, r"'texts'")
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "dates.csv").write_text("path,date\n..\\texts\\2021\\2021-01-01-a.txt,2020-05-05\n")
    opened.file.write_text(opened.file.read_text().replace("[corpus]\n", "[corpus]\nmanifest = 'lists\\dates.csv'\n"))
    assert topics.load_study(tmp_path).corpus().documents["date"].tolist() == ["2020-05-05"]


@pytest.mark.parametrize("documents", [r'"C:\Users\Li\texts"', r'"D:\data\texts"', r'"texts\2021"'])
def test_backslashes_in_double_quotes_are_explained(tmp_path: Path, documents: str) -> None:
    with pytest.raises(StudyError, match=r"write paths with / for .*single quotes"):
        study(tmp_path, documents)


@pytest.mark.parametrize("documents", [r"'C:\Users\Li\texts'", r"'\\server\share\texts'", r"'C:texts'"])
def test_a_place_on_another_machine_is_named(tmp_path: Path, documents: str) -> None:
    with pytest.raises(TopicsError, match=r"there is no such file or folder"):
        study(tmp_path, documents).corpus()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_settings_and_themes_may_have_a_mark_and_line_ends_of_windows(tmp_path: Path, encoding: str) -> None:
    opened = study(tmp_path, '"texts"', end="\r\n", encoding=encoding)
    assert [theme.terms for theme in opened.themes] == [("port",)]
    assert len(opened.corpus().documents) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252", "gb18030"])
def test_settings_in_another_encoding_are_refused_with_the_file(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(TopicsError, match=r"\.toml: this is not text in UTF-8; open it in an editor and save it"):
        _ = study(tmp_path, '"texts"', themes=THEMES.replace("port", "ports é"), encoding=encoding).themes
