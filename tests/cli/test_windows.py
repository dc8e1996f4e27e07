"""Every printing command in windows of 80, 100 and 140 columns, on three studies that are nothing like each other."""

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from rich.cells import cell_len

from tests.conftest import write_toy_study
from tests.report.screens import assert_fits
from topics.cli import main
from topics.jobs.run import run
from topics.report import tables as printing
from topics.store.store import Store
from topics.study.study import load_study

WINDOWS = (80, 100, 140)
COMMANDS = (
    "shares {study}",
    "shares {study} --every --by half-year",
    "shares {study} --duplicates both",
    "shares {study} --pool",
    "trends {study}",
    "trends {study} --every",
    "trends {study} --split source",
    "compare {study}",
    "compare {study} --seeds",
    "compare {study} lexicon nmf",
    "show {study} nmf",
    "show {study} nmf --topic t01",
    "runs",
    "passages {study} nmf",
    "stability {study}",
    "checklist {study}",
    "check {study}",
    "check {study} --by-period",
    "corpus {study}",
    "corpus {study} --ledger",
    "corpus {study} --duplicates",
    "corpus {study} --dates",
    "corpus {study} --attributes",
    "corpus {study} --repairs",
    "verify",
)

_LABELS = {
    "climate-adaptation": "Climate adaptation and disaster risk reduction",
    "migration": "Migration, asylum and the external border",
    "health": "Public health and pandemic preparedness",
    "digital-markets-and-artificial-intelligence": "Digital markets and artificial intelligence",
    "housing": "Housing",
    "education": "التعليم والتدريب المهني",
    "agriculture": "Agriculture and rural development",
    "defence": "Defence",
    "energy": "Energy transition",
}
_WORDS = ("flood", "asylum", "vaccine", "algorithm", "tenants", "school", "farmers", "army", "hydrogen")
_SECOND = ("drought", "refugees", "hospital", "broadband", "mortgage", "teachers", "harvest", "missile", "grid")
_REST = [
    "committee",
    "members",
    "thanked",
    "chair",
    "session",
    "report",
    "budget",
    "comments",
    "written",
    "agreed",
    "matters",
    "patience",
]


def _long_study(folder: Path) -> None:
    """Nine themes with long names and ids over fourteen years, of which one has no document; English."""
    (folder / "documents").mkdir(parents=True)
    for year in range(2008, 2022):
        for number in range(0 if year == 2012 else 2):
            seed = 7 * year + 3 * number
            words = [_WORDS[seed % 9], _SECOND[seed % 9], _WORDS[(seed + number + 1) % 9]]
            rest = [" ".join(_REST[(seed + 5 * place) % 12] for place in range(n, n + 14)) for n in range(3)]
            text = "\n\n".join(
                f"The {word} of the {few} was before the {word}." for word, few in zip(words, rest, strict=True)
            )
            name = f"{year}-a-rather-long-name-of-a-document-{number}"
            (folder / "documents" / f"{name}.md").write_text(
                f"---\ntitle: {name}\ndate: {year}-0{number + 3}-11\nsource: A department of words\n---\n\n{text}\n"
            )
    (folder / "study.toml").write_text(
        'title = "Long"\n[corpus]\nlanguage = "en"\n[periods]\nby = "year"\nstart = 2008\nend = 2021\n'
        "[tokens]\nmin_passages = 1\nmax_share = 1.0\n"
        '[[models]]\nkind = "lexicon"\n[[models]]\nkind = "nmf"\ntopics = 9\nseeds = [1, 2]\n'
        '[[models]]\nkind = "lda"\nname = "lda-guided"\nguided = true\nseeds = [1, 2]\n'
    )
    themes = zip(_LABELS.items(), _WORDS, _SECOND, strict=True)
    (folder / "themes.toml").write_text(
        "\n".join(f'[{name}]\nlabel = {{ en = "{label}" }}\nterms = ["{a}", "{b}"]' for (name, label), a, b in themes),
        encoding="utf-8",
    )


def _one_document(folder: Path) -> None:
    """One document, of one period; the counting model alone has passages enough."""
    write_toy_study(folder)
    for path in sorted((folder / "documents").iterdir())[1:]:
        path.unlink()
    toml = folder / "study.toml"
    toml.write_text(toml.read_text().replace("topics = 3", "topics = 2"))


STUDIES: dict[str, Callable[[Path], None]] = {"toy": write_toy_study, "long": _long_study, "one": _one_document}


# What one document or Chinese may change of a table; every command on every study is slow.
QUICK = {
    "long": COMMANDS,
    "toy": ("shares {study}", "compare {study} lexicon nmf", "show {study} nmf --topic t01", "checklist {study}"),
    "one": ("shares {study}", "trends {study}", "compare {study}", "stability {study}", "check {study} --by-period"),
}
CELLS = [
    pytest.param(name, command, marks=() if command in QUICK[name] else pytest.mark.slow)
    for name in STUDIES
    for command in COMMANDS
]


@pytest.fixture(scope="module", params=STUDIES)
def study(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("windows") / request.param
    STUDIES[request.param](folder)
    run(load_study(folder), Store(folder.parent / "runs"))
    return folder


@pytest.mark.parametrize(("study", "command"), CELLS, indirect=["study"], scope="module")
def test_every_table_of_a_command_fits_every_window(
    study: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A command ends well or in a sentence, and each of its tables fits: the tables are caught and then printed."""
    caught: list[tuple[pd.DataFrame, str | None]] = []
    monkeypatch.setattr(printing, "print_table", lambda table, _format, title: caught.append((table, title)))
    status, _, err = _said(command.format(study=study), study, monkeypatch, capsys)
    assert "Traceback" not in err
    assert status == 0 or err.count("Error: ") == 1, err
    for table, _ in caught:
        assert not len(table) or "[]" not in table.to_string()  # no representation of a Python object
        for room in WINDOWS:
            assert_fits(table, room)


@pytest.mark.parametrize("room", WINDOWS)
def test_what_a_command_prints_fits_the_window_that_columns_names(
    study: Path, room: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(room))
    for command in ("shares {study}", "card {study}", "compare {study}"):
        status, out, err = _said(command.format(study=study), study, monkeypatch, capsys)
        assert status == 0, err
        assert all(cell_len(line) <= room or len(line.split()) == 1 for line in out.splitlines())


def test_a_card_is_shown_as_it_is_read_and_its_source_on_demand(
    study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, shown, _ = _said(f"card {study}", study, monkeypatch, capsys)
    _, source, _ = _said(f"card {study} --markdown", study, monkeypatch, capsys)
    assert "| ---" in source
    assert "## What may be said" in source
    assert "**" in source
    assert not {"|", "#", "*"} & {piece for line in shown.splitlines() for piece in line.split()}
    assert "What may be said" in shown.splitlines()


def _said(
    command: str, study: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setenv("TOPICS_STORE", str(study.parent / "runs"))
    monkeypatch.setattr(sys, "argv", ["topics", *command.split()])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0), *capsys.readouterr()
