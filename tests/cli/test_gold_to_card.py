"""The way from a coded sample to claims: no level is stated before people have coded, or after codes have changed."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.cli import app
from topics.store.store import Store

LEVEL = "A level: what per cent of the text is about the theme"
ONE = "One person has coded: whether others would code alike is not known."
CORRECTED = f"- {LEVEL}, from the corrected shares: **not known**. {ONE} Corrected from 24 coded units"


def topics(*words: object) -> str:
    """What a command prints, on both streams."""
    result = CliRunner().invoke(app, [str(word) for word in words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())


def fill(sheet: Path, say: Callable[[str], str]) -> None:
    rows = list(csv.DictReader(io.StringIO(sheet.read_text("utf-8-sig"), newline="")))
    for row in rows:
        row["theme"] = say(row["text"])
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def truth(text: str) -> str:
    return "wind" if "风电" in text else "rail" if "高铁" in text else "none of the themes"


def test_a_level_rests_on_corrected_shares_of_the_codes_as_they_stand(
    toy_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topics("run", "toy")
    before = topics("card", "toy", "wind", "--markdown")
    assert f"- {LEVEL}: **not allowed**. Level not validated: no coded sample." in before
    assert "levels by a coded sample" not in " ".join(topics("shares", "toy").split())

    topics("gold", "sample", "toy", "--per-period", 12, "--coders", 1)
    assert f"- {LEVEL}: **not allowed**" in topics("card", "toy", "wind", "--markdown")
    sheet = toy_here / "toy" / "gold" / "sheets" / "batch-1-coder-1.csv"
    fill(sheet, truth)
    topics("gold", "read", "toy")
    read = topics("card", "toy", "wind", "--markdown")  # every passage has a code, of one person
    assert f"- {LEVEL}, from the codes alone: **not known**. All 24 counted passages have a code" in read
    assert "not validated" not in topics("gold", "estimate", "toy")

    after = topics("card", "toy", "wind", "--markdown")
    assert CORRECTED in after
    assert "24 of 24 counted passages have a code" in after
    assert "The levels that codes correct are below" in after
    assert "no codes" not in after
    assert "By sample, not by period: `topics gold score`" in after
    told = topics("checklist", "toy")
    assert "24 coded units of a sample" in told
    assert "the study has no codes" not in told
    (toy_here / "aside").mkdir()
    with monkeypatch.context() as beside:  # where only the store knows of the codes
        beside.chdir(toy_here / "aside")
        told = topics("checklist", "toy", "--store", toy_here / "runs")
    assert "24 coded units of a sample" in told
    assert "name that in place of the study" in told
    assert "Estimators' own shares stay uncorrected." in after
    # An estimator's shares stay what they are, wherever they are shown.
    shown = " ".join(topics("shares", "toy").split())
    assert "level not validated; levels by a coded sample: `topics gold estimate`" in shown
    paper = topics("shares", "toy", "--latex")  # what a paper prints states what codes state, and names no command
    assert "levels are stated by the rows corrected and codes alone (each paragraph under its main theme)" in paper
    assert "topics gold" not in paper
    assert paper.index("corrected & ") < paper.index("lexicon & ")
    quarters = topics("shares", "toy", "--latex", "--by", "quarter")
    assert "levels that rest on coded text are not in this table" in quarters
    tables = topics("gold", "estimate", "toy", "--latex")
    assert "each paragraph under its main theme" in tables
    assert "estimated from 24 coded units" in tables
    assert "corrected (lexicon) $\\dagger$ & " in tables
    topics("report", "toy")
    page = (toy_here / "report-toy.html").read_text("utf-8")
    assert f"{LEVEL}, from the corrected shares" in page
    assert (
        "Estimators: uncorrected model output; what is called corrected or by the codes rests on coded passages" in page
    )
    assert "level not validated" not in page
    assert "Levels by a coded sample of this corpus are in `topics gold estimate`." in page

    # Codes of the whole corpus say nothing of a part of it.
    assert "what may be said rests on the coded sample" in topics("trends", "toy")
    for command in ("trends", "shares"):
        part = topics(command, "toy", "--where", "date >= 2020-02-01")
        assert "Levels: codes of the whole corpus state neither levels nor changes of the documents where" in part
        assert "what may be said rests on the coded sample" not in part
        assert "Corrected, " not in part
        assert "codes alone" not in part
        assert "corrected shares" not in part
    halves = topics("trends", "toy", "--by", "half-year", "--every")
    assert "with others as `[periods] by` in study.toml, `topics run` and `topics gold estimate` give one" in halves

    # A coder who changes their mind: what was corrected by the former codes is no level now.
    fill(sheet, lambda text: "rail" if "高铁" in text else "none of the themes")
    topics("gold", "read", "toy")
    stale = "the codes have changed since `topics gold estimate`; run it again"
    assert f"- {LEVEL}: **not allowed**. Level not validated: {stale}." in topics("card", "toy", "wind", "--markdown")
    assert Store(toy_here / "runs").latest_job().gold() == (None, stale)  # the store knows without the sample
    assert f"Levels: {stale}." in topics("shares", "toy")
    fill(sheet, truth)
    topics("gold", "read", "toy")
    assert CORRECTED in topics("card", "toy", "wind", "--markdown")  # the codes it was made of

    # Another run of the study has other predictions.
    study = toy_here / "toy" / "study.toml"
    study.write_text(study.read_text("utf-8").replace("topics = 3", "topics = 4"), "utf-8")
    topics("run", "toy")
    said = "Level not validated: settings have changed, models.nmf."
    assert said in topics("card", "toy", "wind", "--markdown")
    topics("gold", "estimate", "toy")
    assert CORRECTED in topics("card", "toy", "wind", "--markdown")
