"""The numbers of a text: as JSON and as macros that TeX takes."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.awkward import Shape, years
from tests.conftest import write_toy_study
from tests.report.latex import assert_typesets
from topics.claims.engine import claims_of
from topics.claims.evidence import job_evidence
from topics.cli import app
from topics.errors import FigureError
from topics.jobs.run import run
from topics.report.numbers import _letters, _told, numbers, numbers_in, numbers_macros
from topics.store.corrected import KeptGold
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.wording import p_value, points


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    place = tmp_path_factory.mktemp("numbers")
    write_toy_study(place / "toy")
    study = place / "toy" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace('"Toy"', '"Toy & 50 %_#"'), encoding="utf-8")
    return run(load_study(place / "toy"), Store(place / "runs"))


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("5g", "FiveG"),
        ("lda-guided", "LdaGuided"),
        ("2020Q1", "TwoZeroTwoZeroQOne"),
        ("风", "UThreeNineOneOneEight"),
        ("a_B", "AB"),
    ],
)
def test_names_hold_letters_only(name: str, letters: str) -> None:
    assert _letters(name) == letters


def test_macros_and_json_say_what_the_table_says(job: Job) -> None:
    known = numbers(job)
    assert (known["documents"], known["passages"], known["runs"]) == (8, 24, 2)
    row = (
        job.table("shares")
        .query("estimator == 'nmf' and weighting == 'text' and theme == 'wind' and period == '2020'")
        .iloc[0]
    )
    assert known["shares"]["text"]["nmf"]["wind"]["2020"]["share"] == row["share"]
    text = numbers_macros(job)
    found = dict(re.findall(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}", text))
    assert len(found) == len([line for line in text.splitlines() if not line.startswith("%")])
    assert found["topicsShareNmfWindTwoZeroTwoZero"] == f"{100 * row['share']:.1f}"
    assert found["topicsShareNmfWindTwoZeroTwoZeroUpper"] == f"{100 * row['upper']:.1f}"
    unassigned = found["topicsShareLexiconUnassignedTwoZeroTwoZeroLower"]
    assert unassigned == "not measured: 0 by definition, which has no band"
    assert found["topicsDocumentsTwoZeroTwoOne"] == "4"
    assert found["topicsTitle"] == r"Toy \& 50 \%\_\#"
    for value in found.values():
        assert_typesets(value)


def test_json_in_chinese_has_the_same_numbers_and_its_sentences_in_chinese(job: Job) -> None:
    english, chinese = (json.loads(numbers_in(".json")(job, language)) for language in ("en", "zh"))
    assert english["shares"] == chinese["shares"]
    assert [row["verdict"] for row in english["claims"]] == [row["verdict"] for row in chinese["claims"]]
    whys = [cell["why"] for themes in chinese["changes"].values() for cell in themes.values()]
    told = [*whys, *(row[name] for row in chinese["claims"] for name in ("claim", "ground"))]
    assert len(told) > 8
    assert [text for text in told if not re.search("[一-鿿]", text) or re.search(r"[a-z]{4,} [a-z]{4,}", text)] == []


def test_a_change_has_its_interval_its_p_and_whether_it_may_be_claimed(tmp_path: Path) -> None:
    Shape({"wind": ("风电",), "rail": ("高铁",)}, years(*range(2018, 2022), documents=30)).write(tmp_path / "study")
    job = run(load_study(tmp_path / "study"), Store(tmp_path / "runs"))
    row = job.trends().query("estimator == 'nmf' and theme == 'wind'").iloc[0]
    found = dict(re.findall(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}", numbers_macros(job)))
    of = {name.removeprefix("topicsChangeNmfWind"): told for name, told in found.items() if "ChangeNmfWind" in name}
    told = {"": "fitted_change", "Lower": "fitted_change_lower", "Upper": "fitted_change_upper"}
    assert row["fitted_change"] == row["fitted_change"]
    assert {name: of[name].replace("$-$", "−") for name in told} == {n: points(row[c]) for n, c in told.items()}
    assert (of["P"], of["PHolm"]) == (p_value(row["p_change"]), p_value(row["p_change_holm"]))
    assert found["topicsVerdictWindChange"] == "not allowed"
    assert numbers(job)["changes"]["nmf"]["wind"]["change"] == row["fitted_change"]


def test_a_change_that_nothing_is_said_of_has_the_reason(job: Job) -> None:
    found = dict(re.findall(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}", numbers_macros(job)))
    assert found["topicsChangeNmfWind"].startswith("not measured: Fewer than 30 documents in 2020 (4), 2021 (4)")
    assert numbers(job)["changes"]["nmf"]["wind"]["change"] is None


@pytest.mark.parametrize(("population", "change", "p"), [("process", "+5.0", ".400"), ("corpus", "+2.0", ".030")])
def test_a_corrected_change_is_the_one_that_its_claim_is_about(
    job: Job, monkeypatch: pytest.MonkeyPatch, population: str, change: str, p: str
) -> None:
    difference = {"change": 0.02, "lower": 0.01, "upper": 0.03, "p": 0.02, "p_holm": 0.03}
    difference |= {"share_first": 0.10049, "share_last": 0.11951}  # 10.0 and 12.0: 2.0, and not 1.9
    model = {"fitted_change": 0.05, "fitted_change_lower": -0.05, "fitted_change_upper": 0.15}
    row = {"theme": "wind", "first": "2020", "last": "2021", **difference, **model, "p_change": 0.2}
    changes = pd.DataFrame([{**row, "p_change_holm": 0.4, "population": population, "problem": ""}])
    evidence = job_evidence(job)
    shares = {"theme": "wind", "method": "gold only", "share": 0.138, "lower": 0.047, "upper": [0.341, float("nan")]}
    gold = KeptGold("job", "codes", pd.DataFrame({**shares, "period": ["2020", "2021"]}), changes)
    corrected = replace(evidence, whole=replace(evidence.whole, gold=gold))
    monkeypatch.setattr("topics.report.numbers.job_evidence", lambda _: corrected)
    monkeypatch.setattr("topics.report.numbers.claims_of", lambda _: claims_of(evidence))
    found = dict(re.findall(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}", numbers_macros(job)))
    assert (found["topicsChangeCorrectedWind"], found["topicsChangeCorrectedWindPHolm"]) == (change, p)
    assert (found["topicsChangeStatedWind"], found["topicsChangeStatedWindPHolm"]) == (change, p)
    assert found["topicsShareCorrectedWindTwoZeroTwoZero"] == "13.8"  # the old name
    level = "topicsShareStatedWindTwoZeroTwo"
    assert [found[f"{level}Zero{end}"] for end in ("", "Lower", "Upper")] == ["13.8", "4.7", "34.1"]
    assert found[f"{level}OneUpper"] == "not measured: no interval is known"
    text = numbers_macros(job)
    assert "% Stated, of wind: the codes alone, whose bands are narrower." in text
    assert ("the last of its shares less the first" in text) == (population == "corpus")


def test_names_that_would_be_one_macro_are_refused(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.report.numbers._letters", lambda text: "X")
    with pytest.raises(FigureError, match="would be the macro topicsX"):
        numbers_macros(job)


def test_the_command_writes_both_and_no_page(job: Job, tmp_path, capsys: pytest.CaptureFixture[str]) -> None:
    files = tmp_path / "numbers.tex", tmp_path / "numbers.json"
    words = ["report", "--store", str(job.folder.parents[1]), "--numbers", str(files[0]), "--numbers", str(files[1])]
    app(words, standalone_mode=False)
    assert capsys.readouterr().out.split() == [str(file) for file in files]
    assert json.loads(files[1].read_text(encoding="utf-8")) == numbers(job)
    assert files[0].read_text(encoding="utf-8") == numbers_macros(job)
    assert sorted(tmp_path.iterdir()) == sorted(files)


def test_the_end_of_an_interval_beside_0_shows_its_side_as_everywhere_else() -> None:
    """A macro of +0.0 beside +0.01 on the page leaves open whether 0 is in the interval."""
    cell = {"change": -0.057, "lower": -0.114, "upper": 0.0001, "p": 0.2}
    assert [_told(cell, name, "en") for name in cell] == ["−5.7", "−11.4", "+0.01", ".200"]
