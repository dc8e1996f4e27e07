from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.claims.refused import refused
from topics.errors import StoreError
from topics.jobs.run import run
from topics.report.layouts.change_layouts import events_layout, split_layout, split_note, trends_layout
from topics.report.layouts.share_layouts import estimand_sentence, shares_layout
from topics.results.change import job_split, job_trends, shares_beside
from topics.shares.estimand import Estimand
from topics.shares.trend.composition import ALL
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job]:
    place = tmp_path_factory.mktemp("change")
    write_toy_study(place / "toy")
    store = Store(place / "runs")
    return store, run(load_study(place / "toy"), store)


def test_a_kept_table_says_what_its_shares_are_of(kept: tuple[Store, Job]) -> None:
    shares = kept[1].table("shares")
    assert Estimand.of(shares[shares["weighting"] == "text"]) == Estimand("text")
    assert estimand_sentence("Toy", shares[shares["weighting"] == "document"]) == (
        "Toy: per cent of documents, each counting one, each paragraph by its theme weights, "
        "any re-publications counted once; "
        "95% intervals in brackets; uncorrected model output, level not validated"
    )


def test_ways_of_counting_stand_side_by_side_and_the_studys_own_is_unchanged(kept: tuple[Store, Job]) -> None:
    _, job = kept
    alone = job.table("shares").query("weighting == 'text' and estimator == 'lexicon'").reset_index(drop=True)
    both = shares_beside(job, estimators=["lexicon"], duplicates="both")
    assert set(zip(both["duplicates"], both["clusters"], strict=True)) == {("once", "document"), ("keep", "family")}
    pd.testing.assert_frame_equal(both[both["duplicates"] == "once"].reset_index(drop=True), alone)
    assert estimand_sentence("T", both).startswith(
        "T: per cent of words of text, each paragraph by its theme weights; 95"
    )
    named = shares_layout(both)
    assert list(dict.fromkeys(named["estimator"])) == ["lexicon, copies once", "lexicon, copies each time", ""]
    dates = shares_beside(job, estimators=["lexicon"], dates="all")
    assert list(dates["date_type"].unique()) == ["publication", "issue", "effect", "described"]
    treated = shares_beside(job, estimators=["nmf"], unassigned="all")
    assert list(treated["unassigned"].unique()) == ["own", "excluded", "reassigned"]
    assert list(dict.fromkeys(shares_layout(treated)["estimator"])) == [
        "nmf, unassigned apart",
        "nmf, unassigned left out",
        "nmf, unassigned to the nearest",
        "",
    ]
    assert estimand_sentence("T", treated).startswith(
        "T: per cent of words of text, each paragraph by its theme weights, any re-publications counted once; 95"
    )
    mixes = shares_beside(job, estimators=["lexicon"], standardise=True)
    assert list(mixes["standardised"].unique()) == ["none", "source"]
    # No document of the toy names a source: one stratum, so the mix cannot move.
    crude, fixed = (mixes.loc[mixes["standardised"] == s, "share"].tolist() for s in ("none", "source"))
    assert crude == pytest.approx(fixed)


def test_trends_of_a_job(kept: tuple[Store, Job]) -> None:
    _, job = kept
    table = job_trends(job)
    assert list(table["estimator"].unique()) == ["lexicon", "nmf"]
    wind = table.query("estimator == 'lexicon' and theme == 'wind'").iloc[0]
    assert wind["share_change"] == pytest.approx(-1 / 3, abs=0.06)
    assert "Fewer than 30 documents in 2020 (4), 2021 (4)" in wind["refused"]
    shown = trends_layout(table)
    assert list(shown) == [
        "Change from 2020 to 2021",
        "What each estimator measures",
        "What uncorrected shares do not show, and why",
    ]
    assert len(shown["What each estimator measures"]) == 0
    numbers = shown["Change from 2020 to 2021"]  # two periods have no model of change, and so no fitted one
    assert "fitted change, points" not in numbers
    assert numbers.iloc[0]["difference of both, points"].startswith("−3")
    refused = shown["What uncorrected shares do not show, and why"]
    few = refused[refused["why not"].str.startswith("Fewer than 30 documents in 2020 (4), 2021 (4)")]
    assert few["estimator: themes"].tolist() == ["lexicon, nmf: wind, rail"]
    assert refused["why not"].is_unique
    assert not refused["why not"].str.contains(r"\. [A-Z]").any()  # a reason a line
    chinese = trends_layout(table, language="zh")
    assert list(chinese) == ["2020 年至 2021 年的变化", "未经校正的占比不能支持的结论及原因"]
    why = chinese["未经校正的占比不能支持的结论及原因"]
    few = why[why["refused"].str.contains("文档过少（最少的一期 4 篇，不足 30 篇），不宜就变化下结论")]
    assert few["theme"].tolist() == ["wind、rail"] * 2  # a reason is said once for the themes of an estimator
    assert not why.duplicated(["estimator", "refused"]).any()
    assert (why["refused"].str.count("。") == 1).all()
    with pytest.raises(StoreError, match='no estimator "lexikon" in this job; did you mean "lexicon"'):
        job_trends(job, estimators=["lexikon"])


@pytest.mark.parametrize(
    ("language", "title"),
    [("en", "What uncorrected shares do not show, and why"), ("zh", "未经校正的占比不能支持的结论及原因")],
)
def test_what_the_verdict_has_said_is_not_said_again(language: str, title: str, kept: tuple[Store, Job]) -> None:
    table = job_trends(kept[1], estimators=["lexicon"])
    rows = {row["theme"]: refused(row).in_language(language) for row in table.to_dict("records") if row["refused"]}
    assert {*rows} >= {"wind", "rail"}
    verdicts = pd.DataFrame({"theme": ["wind"], "claim": "a change", "verdict": "not allowed", "ground": rows["wind"]})
    left = trends_layout(table, verdicts, language)[title]
    assert {*left.iloc[:, 0]} == {"rail"}
    assert left.iloc[:, 1].is_unique
    both = verdicts.loc[[0, 0]].assign(theme=["wind", "rail"], ground=[rows["wind"], rows["rail"]])
    assert len(trends_layout(table, both, language).get(title, [])) == 0


def test_events_are_laid_out_in_the_words_of_the_language() -> None:
    shares = {"share_before": 0.1, "share_after": 0.2, "step": 0.1, "step_lower": 0.02, "step_upper": 0.18}
    tests = {"p_step": 0.02, "p_step_holm": 0.04, "placebos_as_large": 1, "placebos": 1200}
    months = {"months_before": 12, "months_after": 9, "expected": "rise"}
    names = {"event": "通知", "date": "2021-06", "estimator": "lexicon", "theme": "wind"}
    table = pd.DataFrame([{**names, **months, **shares, **tests}])
    (english,), (chinese,) = (events_layout(table, language).values() for language in ("en", "zh"))
    shown = ["event", "expected", "other dates as large"]
    assert english.loc[0, shown].tolist() == ["通知, 2021-06", "rise", "1 of 1,200"]
    assert chinese.loc[0, shown].tolist() == ["通知（2021-06）", "上升", "1/1,200"]


def test_the_split_of_a_job(kept: tuple[Store, Job]) -> None:
    table = split_layout(job_split(kept[1], estimators=["lexicon"]))
    assert table["source"].tolist() == [ALL, "not stated"] * 3  # nothing is unassigned
    assert {*table["by mix, points"]} <= {"+0.0", "−0.0"}
    assert split_layout(job_split(kept[1], estimators=["lexicon"]), language="zh").columns.tolist() == [
        *("theme", "来源", "占全部 2020", "占全部 2021", "主题占比 2020", "主题占比 2021"),
        *("构成 百分点", "内部 百分点", "合计 百分点"),
    ]


def test_a_split_change_has_sources_in_one_order_and_points_that_are_no_shares() -> None:
    rows = [
        (theme, source, *mix, *rates, of_mix, within, of_mix + within)
        for theme, of in {"a": (0.012, 0.087, -0.012, 0.039), "b": (0.009, -0.051, -0.01, -0.08)}.items()
        for source, mix, rates, of_mix, within in (
            (ALL, (1.0, 1.0), (0.2, 0.3), of[0] + of[2], of[1] + of[3]),
            ("small", (0.4, 0.45), (0.139, 0.329), of[0], of[1]),
            ("large", (0.6, 0.55), (0.2, 0.1), of[2], of[3]),
            ("none", (0.0, 0.0), (float("nan"), float("nan")), 0.0, 0.0),
        )
    ]
    ends = ["mix_share_first", "mix_share_last", "share_first", "share_last"]
    names = ["theme", "source", *ends, "share_change_mix", "share_change_within", "share_change"]
    table = pd.DataFrame(rows, columns=names).assign(estimator="lexicon", first="2015", last="2022")
    found = split_layout(table)
    assert found["source"].tolist() == [ALL, "large", "small"] * 2
    small = found[found["source"] == "small"].iloc[0].tolist()
    assert small[2:] == ["40.0%", "45.0%", "13.9%", "32.9%", "+1.2", "+8.7", "+9.9"]
    assert "They are not how far the theme's share in that source moved" in split_note(table)
    assert "某一来源" in split_note(table, "zh")


def test_a_study_says_what_its_bands_resample(toy_study: Path, tmp_path: Path) -> None:
    path = toy_study / "study.toml"
    path.write_text(path.read_text(encoding="utf-8") + '\n[shares]\nclusters = "source"\n', encoding="utf-8")
    for document in sorted((toy_study / "documents").iterdir())[:6]:
        text = document.read_text(encoding="utf-8")
        document.write_text(text.replace("---\n", "---\nsource: 甲\n", 1), encoding="utf-8")
    table = run(load_study(toy_study), Store(tmp_path / "runs")).table("shares")
    assert set(table["clusters"]) == {"source"}
    assert table.groupby("period")["n_clusters"].first().to_dict() == {"2020": 1, "2021": 3}
    assert table.loc[table["period"] == "2020", "lower"].isna().all()  # one source says nothing about others
