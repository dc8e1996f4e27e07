"""`topics gold` as a person meets it: drawing, a broken sheet, reading, shares."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app
from topics.errors import StudyError
from topics.store.store import Store
from topics.themes import NONE_OF_THE_THEMES

COMMANDS = ("import", "sample", "read", "estimate", "power", "score")


def topics(*words: object) -> str:
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=True)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert f"Example:  topics gold {command} data/sample" in topics("gold", command, "--help")
    assert command in topics("gold", "--help")


@pytest.fixture
def passages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """The passages of the toy study, which was run in the working directory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOPICS_STORE", raising=False)
    write_toy_study(tmp_path / "toy")
    topics("run", "toy")
    return list(csv.DictReader(io.StringIO(topics("passages", "toy", "lexicon", "--csv"))))


@pytest.mark.parametrize(("final", "told"), [("", False), ("wind", True)])
def test_what_coders_miss_is_shown_once_a_difference_was_decided(
    final: str, told: bool, passages: list[dict[str, str]]
) -> None:
    rows = [[row["passage_id"], "wind", "wind" if place else "rail", ""] for place, row in enumerate(passages)]
    rows[0][-1] = final
    with Path("codes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["unit", "ann", "ben", "final"], *rows])
    named = ("--column", "code=ann", "--column", "code=ben", "--column", "final=final")
    printed = topics("gold", "import", "toy", "codes.csv", *named)
    assert "Reliability" in printed
    assert ("coder ben: missed, added" in " ".join(printed.split())) == told


def test_the_codes_of_a_sample_are_those_of_the_study_where_it_says_so(
    passages: list[dict[str, str]], tmp_path: Path
) -> None:
    said = {row["passage_id"]: "wind" if "风电" in row["text"] else "none" for row in passages}
    Path("codes.csv").write_text("unit,code\n" + "".join(f"{u},{c}\n" for u, c in said.items()), encoding="utf-8")
    topics("gold", "import", "toy", "codes.csv")
    settings = (tmp_path / "toy" / "study.toml").read_text(encoding="utf-8")
    assert "[themes]" not in settings
    (tmp_path / "toy" / "study.toml").write_text(f'{settings}\n[themes]\ngold = "gold/codes.csv"\n', encoding="utf-8")
    topics("run", "toy")
    kept = Store(tmp_path / "runs").latest_job("toy").table("gold")
    assert dict(zip(kept["passage_id"], kept["theme"].replace(NONE_OF_THE_THEMES, "none"), strict=True)) == said
    assert not kept["problem"].any()


def test_from_drawing_to_shares(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TOPICS_STORE", raising=False)
    write_toy_study(tmp_path / "toy")
    topics("run", "toy")
    power = json.loads(topics("gold", "power", "toy", "--per-year", "6", "--json"))
    levels, change = power.values()
    assert {row["coded"] for row in levels} == {6}
    assert {row["theme"] for row in change} == {"wind", "rail"}
    assert "Levels at precision 80%" in topics("gold", "power", "toy", "--per-year", "6")

    listed = topics("gold", "sample", "toy", "--per-year", "12", "--overlap", "1").split()
    kinds = ("csv", "html", "xlsx")
    assert [Path(line).name for line in sorted(listed)] == [f"batch-1-coder-{c}.{s}" for c in (1, 2) for s in kinds]
    sheet = Path(next(line for line in listed if line.endswith("coder-1.csv")))
    with pytest.raises(StudyError, match="nobody has filled in a sheet"):
        topics("gold", "read", "toy")

    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
    for row in rows:
        row["theme"] = "wind" if "风电" in row["text"] else "rail" if "高铁" in row["text"] else "none of the themes"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    tables = json.loads(topics("gold", "read", "toy", "--json"))
    assert {row["reading"][:9] for row in tables["Reliability"]} == {"not known"}

    scores = json.loads(topics("gold", "score", "toy", "--json"))
    [lexicon] = [row for row in scores["Macro-F1"] if row["estimator"] == "lexicon"]
    assert (lexicon["f1"], lexicon["lower"], lexicon["upper"], lexicon["difference"]) == (1, 1, 1, None)
    [error] = {row["largest_error"] for row in scores["Shares"] if row["estimator"] == "lexicon"}
    assert error == 0

    shares = json.loads(topics("gold", "estimate", "toy", "--json", "--weighting", "document"))["Shares"]
    corrected = {(r["theme"], r["period"]): r["share"] for r in shares if r["method"] == "corrected"}
    assert corrected["wind", "2020"] == pytest.approx(2 / 3, abs=0.02)
    assert corrected["rail", "2021"] == pytest.approx(1 / 3, abs=0.02)
    printed = topics("gold", "estimate", "toy")
    assert "codes alone" in printed
    assert "gold only" not in printed
    assert "12 of 12" in printed
    assert "levels by a coded sample: `topics gold estimate`" in " ".join(topics("shares", "toy").split())
