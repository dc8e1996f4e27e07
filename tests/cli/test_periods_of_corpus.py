"""What `topics corpus` says of a study's periods: documents in none of them, and periods of few documents."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from topics.cli import app
from topics.study.study import load_study


@pytest.mark.parametrize(
    ("periods", "outside", "reason", "few"),
    [
        ('by = "year"', 0, "", "2020 (4), 2021 (4)"),
        ('by = "half-year"', 1, "only the year of its date is known", "2020H1 (3)"),
        ('by = "quarter"', 1, "only the year of its date is known", "2020Q1 (3)"),
        ('by = "month"', 1, "only the year of its date is known", "2020-03 (3)"),
        ('by = "year"\nstart = 2021', 4, "before 2021", "2021 (4)"),
    ],
)
def test_a_document_in_no_period_is_told_and_not_counted(
    toy_study: Path, periods: str, outside: int, reason: str, few: str
) -> None:
    first = toy_study / "documents" / "doc-0.md"
    first.write_text(re.sub(r"2020-\d\d-\d\d", "2020", first.read_text(encoding="utf-8")), encoding="utf-8")
    settings = toy_study / "study.toml"
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n[periods]\n{periods}\n", encoding="utf-8")
    study = load_study(toy_study)
    read = study.corpus()
    table = study.funnel(read).set_index(["level", "stage", "reason"])["total"]
    assert table["documents", "counted", ""] == 8 - outside
    counted = [period for period in study.passage_periods(read) if period]
    assert table["passages", "counted", ""] == len(counted)
    result = CliRunner().invoke(app, ["corpus", str(toy_study)])
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert ("in no period and in no share" in said) == bool(outside)
    assert f"{outside} {reason}." in said or not outside
    assert f"Fewer than 30 documents in {few}" in said


@pytest.mark.parametrize(("place", "named"), [("..", "toy"), (".", "."), ("../elsewhere", "{study}")])
def test_a_command_to_go_on_with_names_the_study_as_it_is_typed_here(
    toy_study: Path, monkeypatch: pytest.MonkeyPatch, place: str, named: str
) -> None:
    (toy_study / "documents" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (toy_study.parent / "elsewhere").mkdir()
    monkeypatch.chdir(toy_study / place)
    said = " ".join(CliRunner().invoke(app, ["corpus", str(toy_study)]).output.split())
    assert f"`topics corpus {named.format(study=toy_study)} --losses` says which and why" in said
