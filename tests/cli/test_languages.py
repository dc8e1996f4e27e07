"""What commands print in Chinese: the same numbers as in English, and labels for ids."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app

ENGLISH = re.compile(r"(?<![\w`./-])[a-z]{4,}(?![\w/`.-])")
NUMBER = re.compile(r"[−+]?\d+\.\d+%?")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toy study and its runs."""
    place = tmp_path_factory.mktemp("languages")
    write_toy_study(place / "toy")
    assert CliRunner().invoke(app, ["run", str(place / "toy"), "--store", str(place / "runs")]).exit_code == 0
    return place


def printed(place: Path, *words: str) -> str:
    """The output of a command that reads the study."""
    result = CliRunner().invoke(app, [words[0], str(place / "toy"), *words[1:], "--store", str(place / "runs")])
    assert result.exit_code == 0, result.output
    return re.sub(r"`[^`]*`", "", result.output.replace(str(place), ""))


@pytest.mark.parametrize("words", ["shares", "shares --duplicates both", "shares --by month", "trends", "checklist"])
def test_chinese_has_the_numbers_of_english_and_none_of_its_words(words: str, place: Path) -> None:
    english, chinese = printed(place, *words.split()), printed(place, *words.split(), "--lang", "zh")
    alone = re.sub(r"\([a-z-]+\)|study\.toml|[a-z_]+\.(csv|toml|txt|md)|Toy|Kendall", "", chinese)
    libraries = alone.partition("程序库")[0]  # the names of libraries are the same in both
    assert set(ENGLISH.findall(libraries)) <= {
        "toy",
        "definition",
        "delta",
        "claims",
        "events",
        "docs",
        "utf",
        "jieba",
        "topics",
    }
    if words != "checklist":  # trends in English say some numbers twice more
        table = chinese.partition("可得出的结论")[0]
        assert set(NUMBER.findall(table)) <= set(NUMBER.findall(english))
        assert len(NUMBER.findall(table)) > 5


def test_machines_read_the_same_in_any_language(place: Path) -> None:
    for words in (("shares", "--json"), ("trends", "--csv")):
        run = [
            CliRunner().invoke(app, [words[0], str(place / "toy"), words[1], *more, "--store", str(place / "runs")])
            for more in ((), ("--lang", "zh"))
        ]
        assert run[0].stdout == run[1].stdout
        assert run[0].stdout.count("\n") > 5
