"""validate, card and checklist as a person meets them."""

import json
from pathlib import Path

import pytest

from tests.cli.test_cli import assert_one_sentence, topics
from tests.conftest import write_toy_study


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toy study and its runs."""
    place = tmp_path_factory.mktemp("kept")
    write_toy_study(place / "toy")
    assert topics("run", "toy", cwd=place).returncode == 0
    return place


def test_from_sheets_to_scores(place: Path) -> None:
    made = topics("validate", "make", "toy", "--task", "best-label", "--format", "csv", "--coders", "1", cwd=place)
    assert made.returncode == 0, made.stderr
    folder = place / "toy" / "validation" / "best-label-lexicon"
    assert made.stdout.split() == [str(Path("toy/validation/best-label-lexicon/coder-1.csv"))]
    assert "24 items about 3 topics or themes" in made.stderr
    again = topics("validate", "make", "toy", "--task", "best-label", cwd=place)
    assert_one_sentence(again, "there is a validation here already")
    assert_one_sentence(topics("validate", "score", folder), "no sheet has an answer yet")

    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    lines = (folder / "coder-1.csv").read_text(encoding="utf-8-sig").splitlines()
    answer = lines[0].split(",").index("answer")
    for number, line in enumerate(lines[1:], start=1):
        cells = line.split(",")
        cells[answer] = "abc"[key["items"][cells[0]]["answer"]] if number > 1 else "a"
        lines[number] = ",".join(cells)
    (folder / "coder-1.csv").write_text("\n".join(lines), encoding="gb18030")
    scored = topics("validate", "score", folder, "--json", "--missed")
    assert scored.returncode == 0, scored.stderr
    precision, subjects, missed = json.loads(scored.stdout).values()
    assert precision[0]["items"] == 24
    assert precision[0]["precision"] >= 23 / 24
    assert [row["subject"] for row in subjects] == ["none of the themes", "rail", "wind"]
    assert len(missed) <= 1
    assert "Precision" in topics("validate", "score", folder).stdout


def test_card_and_checklist(place: Path) -> None:
    printed = topics("card", "toy", "rail", "--markdown", cwd=place)
    assert printed.stdout.startswith("# High-speed rail (`rail`)\n")
    written = topics("card", "toy", "--out", "cards", cwd=place)
    assert written.stdout.split() == ["cards/card-wind.md", "cards/card-rail.md"]
    assert (place / "cards" / "card-rail.md").read_text(encoding="utf-8") == printed.stdout
    rows = json.loads(topics("checklist", "toy", "--json", cwd=place).stdout)
    assert [row["value"].split(":")[0] for row in rows if row["item"] == "coded sample"] == ["not done"]
    assert r"\toprule" in topics("checklist", "toy", "--latex", cwd=place).stdout


def test_what_cannot_be_done_is_one_sentence(place: Path) -> None:
    assert_one_sentence(topics("card", "toy", "rial", cwd=place), 'no theme "rial"; did you mean "rail"')
    assert_one_sentence(
        topics("validate", "make", "toy", "--task", "topic-intrusion", cwd=place), "there is nothing to ask"
    )
    assert_one_sentence(topics("validate", "score", "nowhere", cwd=place), "nowhere/key.json: there is no key")
