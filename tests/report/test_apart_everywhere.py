"""An estimator that lies apart from the study's own is called so wherever its numbers stand."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import topics.results.apart as apart_results
from tests.conftest import asked, write_toy_study
from topics.report.drawing import draw_figures
from topics.report.page import report_page
from topics.results.apart import job_apart, reservations
from topics.shares.apart import Apart
from topics.store.job import Job
from topics.store.store import Store

PLANTED = (
    Apart("nmf", "wind", "weight", "2020", 0.631, 0.222),
    Apart("nmf", "wind", "primary", "2021", 0.777, 0.111),
    Apart("nmf", "rail", "primary", "2021", 0.532, 0.044),
)
WIND, RAIL = "63.1% in 2020 (22.2%)", "53.2% in 2021 (4.4%) by main theme"
WIND_ZH, RAIL_ZH = "2020 年 63.1%（22.2%）", "按首要主题计 2021 年 53.2%（4.4%）"


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, Job]]:
    """The toy study, of which NMF is said to lie apart: on wind by both memberships, on rail by main theme alone."""
    from topics.jobs.run import run
    from topics.study.study import load_study

    place = tmp_path_factory.mktemp("apart")
    write_toy_study(place / "toy")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(apart_results, "lying_apart", lambda shares, own: list(PLANTED))
        store = Store(place / "runs")
        yield store, run(load_study(place / "toy"), store)


@pytest.mark.parametrize(
    "command",
    [
        ["show", "nmf"],
        ["passages", "nmf"],
        ["compare"],
        ["compare", "lexicon", "nmf"],
        ["compare", "--json"],
        ["shares"],
        ["shares", "--estimator", "nmf"],
        ["trends", "--every"],
        ["checklist"],
    ],
    ids=" ".join,
)
def test_commands_say_both_shares(apart: tuple[Store, Job], command: list[str]) -> None:
    said = asked(apart[0], *command)
    assert WIND in said
    assert RAIL in said
    assert "77.7%" not in said  # one membership is told, the study's own where it has both


@pytest.mark.parametrize("command", [["shares", "--estimator", "lexicon"], ["trends", "--estimator", "lexicon"]])
def test_nothing_is_said_where_it_is_not_shown(apart: tuple[Store, Job], command: list[str]) -> None:
    assert WIND not in asked(apart[0], *command)


def test_the_membership_that_is_asked_about_comes_first(apart: tuple[Store, Job]) -> None:
    store, job = apart
    assert [one.told() for one in job_apart(job, "primary")] == ["77.7% in 2021 (11.1%)", "53.2% in 2021 (4.4%)"]
    assert "77.7% in 2021 (11.1%)" in asked(store, "shares", "--membership", "primary")
    assert reservations(job, "nmf") == reservations(job, job.model("nmf").run_names[0])


def test_claims_the_page_the_notebook_the_export_and_the_macros_say_so(
    apart: tuple[Store, Job], tmp_path: Path
) -> None:
    store, job = apart
    for language, told in (("en", WIND), ("zh", WIND_ZH)):
        claims = job.claims(language=language)
        mine = claims[claims["ground"].str.contains(told, regex=False)]
        assert mine["claim"].tolist() == [{"en": "A level by nmf", "zh": "以 nmf 所得的占比水平"}[language]]
        assert mine["verdict"].tolist() == ["not allowed"]
    page = report_page(job)
    assert f"{WIND} and " in page
    assert f"{RAIL}. Read before use." in page
    page = report_page(job, "zh")
    assert f"{WIND_ZH}；" in page
    assert f"{RAIL_ZH}。使用前请核对原文。" in page
    assert WIND in job._repr_html_()
    asked(store, "export", "nmf", str(tmp_path / "exported"))
    told = json.loads((tmp_path / "exported" / "provenance.json").read_text(encoding="utf-8"))
    assert told["apart"] == [f"apart from lexicon on wind: {WIND}", f"apart from lexicon on rail: {RAIL}"]
    asked(store, "report", "--numbers", str(tmp_path / "numbers.tex"))
    assert f"% nmf is apart from lexicon on wind: {WIND}." in (tmp_path / "numbers.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize(("language", "told"), [("en", WIND), ("zh", WIND_ZH)])
@pytest.mark.parametrize("name", ["fig1_theme_shares", "fig2_change"])
def test_captions_of_figures_say_so(
    apart: tuple[Store, Job], tmp_path: Path, name: str, language: str, told: str
) -> None:
    draw_figures(apart[1], [name], tmp_path, language=language, formats=["svg"])
    assert told in next(tmp_path.glob(f"{name}*.txt")).read_text(encoding="utf-8")
