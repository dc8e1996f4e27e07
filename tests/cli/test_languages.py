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
    """A folder with the toy study, which accepts the loss of two files, and its runs; documents are of two regions."""
    place = tmp_path_factory.mktemp("languages")
    study = place / "toy"
    write_toy_study(study)
    for number, path in enumerate(sorted((study / "documents").iterdir())):
        region = f"\nregion: {'内陆' if number % 2 else '沿海'}\n---\n\n"
        path.write_text(path.read_text(encoding="utf-8").replace("\n---\n\n", region, 1), encoding="utf-8")
    (study / "documents" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (study / "documents" / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    settings = (study / "study.toml").read_text(encoding="utf-8")
    (study / "study.toml").write_text(f'{settings}\n[corpus]\nlosses = "accept"\n', encoding="utf-8")
    assert CliRunner().invoke(app, ["run", str(study), "--store", str(place / "runs")]).exit_code == 0
    return place


def printed(place: Path, *words: str) -> str:
    """The output of a command that reads the study."""
    result = CliRunner().invoke(app, [words[0], str(place / "toy"), *words[1:], "--store", str(place / "runs")])
    assert result.exit_code == 0, result.output
    return re.sub(r"`[^`]*`", "", result.output.replace(str(place), ""))


COMMANDS = (
    *("shares", "shares --duplicates both", "shares --by month", "trends", "checklist"),
    *("shares --group region", "shares --group region --against 沿海", "shares --dates all", "shares --unassigned all"),
    *("trends --split source", "trends --split region", "trends --every", "trends --by month"),
    "shares --where region=沿海",
    *("compare", "compare --seeds", "compare lexicon nmf", "card", "figures --list"),
)


@pytest.mark.parametrize("words", COMMANDS)
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
        "region",  # an attribute of the study
    }
    if words.startswith("shares") or words == "trends":  # trends in English say some numbers twice more
        table = chinese.partition("可得出的结论")[0]
        assert set(NUMBER.findall(table)) <= set(NUMBER.findall(english))
        assert len(NUMBER.findall(table)) > 5


def test_the_page_and_captions_of_a_study_with_losses_have_no_english_sentence(place: Path) -> None:
    printed(place, "report", "--lang", "zh", "--out", str(place / "page.html"))
    printed(place, "figures", "fig6_corpus", "--lang", "zh", "--out", str(place / "figures"))
    page = re.sub(r"(?s)<(script|style|svg|pre|code).*?</\1>", " ", (place / "page.html").read_text(encoding="utf-8"))
    told = re.findall(r'(?:data-told|title|aria-label)="([^"]*)"', page)
    captions = [path.read_text(encoding="utf-8") for path in sorted((place / "figures").glob("*.txt"))]
    assert len(captions) == 1
    found = {
        word
        for text in [*re.split("<[^>]+>", page), *told, *captions]
        for word in ENGLISH.findall(re.sub("`[^`]*`", "", text))
    }
    assert found <= {"region", "topics", "numpy", "pyarrow", "scipy", "gensim", "numba", "topica"}


def test_machines_read_the_same_in_any_language(place: Path) -> None:
    for words in (("shares", "--json"), ("trends", "--csv")):
        run = [
            CliRunner().invoke(app, [words[0], str(place / "toy"), words[1], *more, "--store", str(place / "runs")])
            for more in ((), ("--lang", "zh"))
        ]
        assert run[0].stdout == run[1].stdout
        assert run[0].stdout.count("\n") > 5
