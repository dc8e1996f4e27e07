"""What is not measured is never 0 and never without its reason, in any export of a study that has every reason."""

import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app
from topics.jobs.run import run
from topics.report.captions import theme_shares_caption
from topics.report.drawing import draw_figures
from topics.report.figures.fig1_theme_shares import theme_share_rows
from topics.report.layouts.share_layouts import shares_layout
from topics.report.numbers import numbers, numbers_macros
from topics.report.page import write_report
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.unmeasured import REASONS, NotMeasured, value, with_why

BLIND, SEEN = "ghost", "wind"
GHOST = '\n[ghost]\nlabel = { zh = "幽灵", en = "Ghost" }\nterms = ["检修"]\n'
"""A theme whose one term stands in every passage about wind, so that no topic of NMF is named after it."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy study, its last year with one document and a year without any, with a theme that has no topic."""
    place = tmp_path_factory.mktemp("missing")
    write_toy_study(place / "toy")
    themes = place / "toy" / "themes.toml"
    themes.write_text(themes.read_text(encoding="utf-8") + GHOST, encoding="utf-8")
    study = place / "toy" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8") + "\n[periods]\nstart = 2019\nend = 2022\n", encoding="utf-8")
    one = (place / "toy" / "documents" / "doc-7.md").read_text(encoding="utf-8")
    (place / "toy" / "documents" / "doc-7.md").write_text(one.replace("2021-", "2022-"), encoding="utf-8")
    return place


@pytest.fixture(scope="module")
def job(place: Path) -> Job:
    return run(load_study(place / "toy"), Store(place / "runs"), workers=1)


def text_of(job: Job) -> pd.DataFrame:
    shares = job.table("shares")
    return shares[shares["weighting"] == "text"]


def test_the_study_has_the_reasons(job: Job) -> None:
    shares = text_of(job)
    of_nmf = shares[shares["estimator"] == "nmf"].set_index(["theme", "period"])["why"]
    assert of_nmf[BLIND].tolist() == ["no document", "no topic", "no topic", "no topic"]
    assert of_nmf[SEEN].tolist() == ["no document", "", "", "one cluster"]
    assert set(of_nmf["unassigned"]) == {"no document", "by definition"}


def test_a_number_is_missing_exactly_where_there_is_a_reason(job: Job) -> None:
    for table in (job.shares(), job.shares(by="half-year"), job.shares(membership="weight", duplicates="keep")):
        missing = table["why"].isin(("no document", "no topic", "nothing assigned"))
        assert table["share"].isna().equals(missing)
        assert (table["why"] != "")[table["lower"].isna()].all()


KEPT: dict[str, Callable[[pd.DataFrame, Path], pd.DataFrame]] = {
    "parquet": lambda table, path: (table.to_parquet(path), pd.read_parquet(path))[1],
    "csv": lambda table, path: pd.read_csv(
        StringIO(table.to_csv(index=False)), keep_default_na=False, na_values={"share": ""}
    ),
    "json": lambda table, path: pd.DataFrame(json.loads(table.to_json(orient="records"))).astype({"share": float}),
}


@pytest.mark.parametrize("form", KEPT)
def test_reasons_survive_every_form(job: Job, form: str, tmp_path: Path) -> None:
    shares = text_of(job).reset_index(drop=True)[["theme", "period", "share", "why"]]
    back = KEPT[form](shares, tmp_path / "table")
    assert back["why"].tolist() == shares["why"].tolist()
    np.testing.assert_array_equal(back["share"].isna(), shares["share"].isna())
    doubled = 2 * back["share"] - back["share"]
    assert doubled.isna().equals(shares["share"].isna())


@pytest.mark.parametrize("form", ["--csv", "--json"])
def test_commands_print_the_reason_beside_the_number(job: Job, place: Path, form: str) -> None:
    words = ["shares", str(place / "toy"), form, "--store", str(job.root)]
    told = CliRunner().invoke(app, words, catch_exceptions=False).stdout
    rows = pd.read_csv(StringIO(told), keep_default_na=False) if form == "--csv" else pd.DataFrame(json.loads(told))
    ghost = rows[(rows["theme"] == BLIND) & (rows["estimator"] == "nmf")]
    assert ghost["why"].tolist() == ["no document", "no topic", "no topic", "no topic"]
    assert all(share in ("", None) or share != share for share in ghost["share"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_tables_and_captions_name_the_reason(job: Job, language: str) -> None:
    wide = shares_layout(text_of(job), language).set_index(["estimator", "theme"]).loc[("nmf", BLIND)]
    assert wide["2020"] == {"en": "no topic", "zh": "无对应话题"}[language]
    assert wide["2019"] == {"en": "no document", "zh": "无文档"}[language]
    caption = theme_shares_caption(theme_share_rows(text_of(job), job.themes), job.themes, language)
    said = {
        "en": "no topic of the estimator stands for the theme: NMF: Ghost",
        "zh": "没有与该主题对应的话题）：NMF：幽灵",
    }
    assert said[language] in caption


@pytest.mark.parametrize("language", ["en", "zh"])
def test_figures_save_no_zero_for_it(job: Job, tmp_path: Path, language: str) -> None:
    draw_figures(job, ["fig1_theme_shares"], tmp_path, language=language, formats=["svg"])
    (saved,) = tmp_path.glob("fig1*.csv")
    rows = pd.read_csv(saved, keep_default_na=False)
    assert set(rows.loc[(rows["theme"] == BLIND) & (rows["estimator"] == "nmf"), "share"]) == {""}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_has_the_reason_for_every_missing_number(job: Job, tmp_path: Path, language: str) -> None:
    page = write_report(job, tmp_path / "page.html", language).read_text(encoding="utf-8")
    data = json.loads(re.search(r'<script[^>]*type="application/json"[^>]*>(.*?)</script>', page, re.S)[1])
    of_theme = data["shares"]["nmf"]["text"][BLIND]
    assert of_theme["share"] == [None] * 4
    assert of_theme["why"][0] == NotMeasured("no document").in_language(language)
    assert of_theme["why"][1] == NotMeasured("no topic").in_language(language)
    if language == "zh":
        assert not re.search("[A-Za-z]", "".join(of_theme["why"]))


def test_numbers_and_macros_for_a_text(job: Job) -> None:
    known = numbers(job)["shares"]["text"]["nmf"]
    assert known[BLIND]["2020"] == known[BLIND]["2020"] | {"share": None, "lower": None, "why": "no topic"}
    assert known[SEEN]["2022"]["share"] is not None
    assert (known[SEEN]["2022"]["lower"], known[SEEN]["2022"]["why"]) == (None, "one cluster")
    macros = dict(re.findall(r"\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}", numbers_macros(job)))
    nowhere = "not measured: the estimator gives the theme to no passage of any period"
    assert macros["topicsShareNmfGhostTwoZeroTwoZero"] == nowhere
    assert macros["topicsShareNmfGhostTwoZeroOneNine"] == "not measured: no counted document in the period"
    assert macros["topicsShareNmfWindTwoZeroTwoTwoLower"] == "not measured: a single cluster, so that there is no band"


def test_unfit_and_unstable_shares_are_there_and_left_out_where_they_would_be_used() -> None:
    shares = pd.DataFrame(
        {
            "theme": ["a", "b", "c", "d"],
            "share": [0.1, 0.2, 0.3, np.nan],
            "lower": [0.0, 0.1, np.nan, np.nan],
            "why": ["", "", "one cluster", "no topic"],
            "unstable": [True, False, True, True],
            "unfit": ["", "sees nothing", "", "sees nothing"],
        }
    )
    told = with_why(shares)
    assert told["why"].tolist() == ["unstable", "unfit", "unstable", "no topic"]
    assert told["share"].equals(shares["share"])
    assert value(0.1, "unstable") == NotMeasured("unstable")


@pytest.mark.parametrize("reason", REASONS)
def test_arithmetic_gives_the_reason_back(reason: str) -> None:
    it = NotMeasured(reason)
    for found in (it + 1, 1 + it, it - 1, 1 - it, 2 * it, it / 2, 1 / it, it**2, -it, abs(it), round(it), it + it):
        assert found == it
    assert [it > 0, it < 0, it >= 0, it <= 0] == [False] * 4
    assert np.isnan(np.array([it, 1.0], dtype=float)).tolist() == [True, False]
    assert it.in_language("zh").startswith("未测量：")
    assert not re.search("[A-Za-z]", it.in_language("zh"))
