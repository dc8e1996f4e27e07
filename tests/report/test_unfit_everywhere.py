"""An unfit estimator is called so, with the reason, wherever its numbers would stand."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

import topics.jobs.keep as job_keep
import topics.jobs.run as job_run
from tests.conftest import asked, write_toy_study
from topics.cli import app
from topics.report.drawing import draw_figures, figure_states
from topics.report.page import report_page
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

REASON, REASON_ZH = "finds 3 % of the 200 passages that name it", "在含该主题词项的 200 个段落中找出 3 %"


@pytest.fixture(scope="module")
def unfit(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job]:
    """The toy study, of which NMF is said to be unfit for wind."""
    place = tmp_path_factory.mktemp("unfit")
    write_toy_study(place / "toy")
    judge = job_keep.fitness_of

    def unfit_for_wind(*given: Any) -> pd.DataFrame:
        table = judge(*given)
        here = (table["estimator"] == "nmf") & (table["theme"] == "wind")
        table.loc[here, ["verdict", "reason", "reason_zh"]] = ["unfit", REASON, REASON_ZH]
        return table

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(job_keep, "fitness_of", unfit_for_wind)
        store = Store(place / "runs")
        return store, job_run.run(load_study(place / "toy"), store)


@pytest.mark.parametrize(
    "command",
    [
        ["show", "nmf"],
        ["passages", "nmf"],
        ["compare"],
        ["compare", "lexicon", "nmf"],
        ["shares"],
        ["trends", "--json"],
        ["trends", "--split", "source", "--json"],
        ["compare", "--json"],
    ],
    ids=" ".join,
)
def test_commands_give_the_reason(unfit: tuple[Store, Job], command: list[str]) -> None:
    assert REASON in asked(unfit[0], *command)


@pytest.mark.parametrize(
    ("command", "numbers"),
    [
        (["compare", "lexicon", "nmf"], ("share_minus", "share_difference", "lower")),
        (["shares"], ("share", "lower")),
        (["trends", "--split", "source"], ("share_first", "share_change")),
    ],
)
def test_numbers_are_left_out_unless_they_are_asked_for(
    unfit: tuple[Store, Job], command: list[str], numbers: tuple[str, ...]
) -> None:
    for more, shown in ((), False), (("--unfit",), True):
        given = [*command, *more, "--json", "--store", str(unfit[0].root)]
        rows = json.loads(CliRunner().invoke(app, given, catch_exceptions=False).stdout)
        rows = rows["Shares"] if isinstance(rows, dict) else rows
        hidden = [row for row in rows if row["theme"] == "wind" and row["unfit"]]
        assert hidden
        assert any(row[name] is not None for row in hidden for name in numbers) == shown
        assert all(row[numbers[0]] is not None for row in rows if row["theme"] == "rail" and row.get("n_documents", 1))


def test_the_page_the_notebook_the_export_and_the_macros_say_so(unfit: tuple[Store, Job], tmp_path: Path) -> None:
    store, job = unfit
    assert REASON in report_page(job)
    page = report_page(job, "zh")
    assert f"不适用：{REASON_ZH}" in page
    grounds = job.claims(language="zh")["ground"]
    assert f"该方法不适用于本主题：{REASON_ZH}。" in grounds.tolist()
    assert not grounds.str.contains(REASON).any()
    assert REASON_ZH in job._repr_html_() or REASON in job._repr_html_()
    asked(store, "export", "nmf", str(tmp_path / "exported"))
    told = json.loads((tmp_path / "exported" / "provenance.json").read_text(encoding="utf-8"))
    assert told["unfit"] == [f"unfit for wind: {REASON}"]
    asked(store, "report", "--numbers", str(tmp_path / "numbers.tex"))
    assert f"% nmf is unfit for wind: {REASON}." in (tmp_path / "numbers.tex").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ["fig1_theme_shares", "fig2_change", "fig3_top_words"])
def test_figures_draw_it_only_if_asked_and_then_as_unfit(
    unfit: tuple[Store, Job], tmp_path: Path, name: str, language: str
) -> None:
    _, job = unfit
    for shown in (False, True):
        draw_figures(job, [name], tmp_path, language=language, formats=["svg"], unfit=shown)
        assert figure_states(job, tmp_path, language, unfit=shown)[name] in ("fresh", "最新")
        rows = pd.read_csv(tmp_path / f"{name}.csv")
        value = {"fig3_top_words": "weight", "fig2_change": "share_change"}.get(name, "share")
        drawn = rows.loc[(rows["estimator"] == "nmf") & (rows["theme"] == "wind"), value]
        assert bool(drawn.notna().any()) == shown
    caption = next(tmp_path.glob(f"{name}*.txt")).read_text(encoding="utf-8")
    assert {"en": "unfit", "zh": "不适用"}[language] in caption.lower()


def test_months_have_no_mark_of_the_own_estimator_where_it_is_unfit(
    unfit: tuple[Store, Job], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, job = unfit
    monkeypatch.setattr(Job, "own", property(lambda self: self.model("nmf")))
    for shown in (False, True):
        draw_figures(job, ["fig9_months"], tmp_path, formats=["svg"], unfit=shown)
        rows = pd.read_csv(tmp_path / "fig9_months.csv").query("by == 'month'").set_index("theme")
        assert bool(rows.loc["wind", "share"].notna().any()) == shown
        assert rows.loc["rail", "share"].notna().any()
    assert "unfit" in (tmp_path / "fig9_months.txt").read_text(encoding="utf-8")
