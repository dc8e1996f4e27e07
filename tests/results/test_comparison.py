import re
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.evaluation.windows.coherence import MEAN, RANDOM, coherence_table
from topics.jobs.run import run
from topics.models.fitted import FittedTopics
from topics.report.layouts.comparison_layouts import differences_layout, fits_layout, models_layout, pair_layout
from topics.report.tables import render
from topics.results import comparison
from topics.results.comparison import (
    Pair,
    aligned_topics,
    compare_pair,
    compare_runs,
    differing_settings,
    runs_by_model,
    same_settings,
)
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.wording import number_interval


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job]:
    place = tmp_path_factory.mktemp("pairs")
    write_toy_study(place / "toy")
    study = place / "toy" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace("topics = 3", "topics = 3\nseeds = [1, 2]"), "utf-8")
    store = Store(place / "runs")
    return store, run(load_study(place / "toy"), store)


@pytest.fixture(scope="module")
def pair(kept: tuple[Store, Job]) -> Pair:
    return compare_pair(kept[0], "nmf", "lexicon")


def test_two_models_of_any_kind_are_compared_in_four_tables(pair: Pair, kept: tuple[Store, Job]) -> None:
    assert list(pair.tables) == ["Settings", "Scores", "Topics", "Shares"]
    assert pair.refused == ()
    assert pair.tables["Settings"]["run"].tolist() == [run.name for run in (*pair.first.runs, *pair.second.runs)]
    assert pair.tables["Settings"]["kind"].tolist() == ["nmf", "nmf", "lexicon"]
    # The differences are those of the shares that the job kept, whatever the interval.
    shares = kept[1].table("shares").query("weighting == 'text'").set_index(["estimator", "theme", "period"])["share"]
    for row in pair.tables["Shares"].itertuples():
        own, other = shares["nmf", row.theme, row.period], shares["lexicon", row.theme, row.period]
        assert row.share_difference == pytest.approx(own - other, abs=1e-12)
    assert pair.tables["Shares"][["n_seeds", "n_seeds_minus"]].drop_duplicates().to_numpy().tolist() == [[2, 1]]


LDA = """
[[models]]
kind = "lda"
topics = 3
passes = 5
"""


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ("", "inference collapsed eta 0.1"),
        ('inference = "gibbs"', "inference gibbs eta 0.1"),
        ('inference = "variational"', "inference variational eta 0.01"),
        ("guided = true", "inference variational eta 0.01"),
        ("eta = 0.3", "inference collapsed eta 0.3"),
    ],
)
def test_settings_are_those_that_the_fit_used(more: str, told: str, toy_study: Path, tmp_path: Path) -> None:
    settings = toy_study / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").split("[[models]]")[0] + LDA + more, encoding="utf-8")
    store = Store(tmp_path / "runs")
    run(load_study(toy_study), store, workers=1)
    said = dict(part.split(" ", 1) for part in compare_runs(store, [])["Settings"]["settings"][0].split(", "))
    assert f"inference {said['inference']} eta {said['eta']}" == told


def test_a_run_beside_itself_differs_in_nothing(kept: tuple[Store, Job]) -> None:
    name = kept[0].run("nmf").name
    tables = compare_pair(kept[0], name, name).tables
    assert tables["Topics"]["topic"].tolist() == tables["Topics"]["matched"].tolist()
    assert tables["Topics"]["similarity"].tolist() == pytest.approx([1, 1, 1])
    assert set(tables["Topics"]["gained"]) == set(tables["Topics"]["lost"]) == {""}
    seen = tables["Shares"].query("share > 0")
    assert (seen[["share_difference", "lower", "upper"]] == 0).all(axis=None)
    assert set(seen["theme"]) >= {"wind", "rail"}
    assert len(tables["Scores"]) == 1


def test_scores_are_those_of_the_corpus_of_both(pair: Pair, kept: tuple[Store, Job]) -> None:
    corpus, tokens = kept[0].corpus(kept[1].corpus_key)
    documents = corpus.passages["doc_id"].tolist()
    for scores, found in zip(pair.tables["Scores"].itertuples(), (*pair.first.runs, *pair.second.runs), strict=True):
        table = coherence_table(found.fitted, tokens, measures=("npmi",), documents=documents).set_index("topic")
        own = table.loc[MEAN, ["value", "lower", "upper"]].tolist()
        assert [scores.npmi, scores.npmi_lower, scores.npmi_upper] == own
        assert scores.npmi_random == table.loc[RANDOM, "value"] < scores.npmi_lower
    # Fewer draws behind the bounds of many runs, the same numbers.
    many = compare_runs(kept[0], [])["Scores"].set_index("run")["npmi"]
    assert many.to_dict() == pair.tables["Scores"].set_index("run")["npmi"].to_dict()


def test_words_gained_and_lost() -> None:
    def fitted(prefix: str, *rows: list[float]) -> FittedTopics:
        words = np.array(rows, dtype=np.float32)
        ids = tuple(f"{prefix}{i}" for i in range(len(rows)))
        return FittedTopics(ids, words, np.zeros((1, len(rows)), np.float32), ("p",), ("a", "b", "c", "d"))

    first = fitted("x", [0.5, 0.3, 0.2, 0], [0, 0, 0, 1])
    second = fitted("y", [0, 0.1, 0, 0.9], [0.3, 0.6, 0, 0.1], [0, 0, 1, 0])
    table = aligned_topics(first, second)
    assert table[["topic", "matched", "kept", "gained", "lost"]].to_numpy().tolist() == [
        ["x0", "y1", "a b", "d", "c"],
        ["x1", "y0", "d", "b", ""],
        ["", "y2", "", "c", ""],
    ]


def test_runs_of_two_corpora_still_show_their_settings(kept: tuple[Store, Job], tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    (tmp_path / "toy" / "documents" / "doc-7.md").unlink()
    (tmp_path / "other").mkdir()
    other = Store(tmp_path / "other")
    strange = run(load_study(tmp_path / "toy"), other).runs[1]
    (kept[0].root / "fits" / strange.name).symlink_to(strange.folder)
    try:
        found = compare_pair(kept[0], "nmf", strange.name)
        several = compare_runs(kept[0], ["nmf", "lexicon", strange.name])
    finally:
        (kept[0].root / "fits" / strange.name).unlink()
    assert list(found.tables) == ["Settings", "Scores"]
    assert "corpus" in found.tables["Settings"]
    assert found.tables["Scores"]["npmi"].isna().all()
    assert several["Scores"]["npmi"].isna().all()
    (sentence,) = found.refused
    assert re.search("nmf and .* are of different corpora", sentence)
    differing, scores = pair_layout(found)
    assert differing.startswith("What the two differ in (settings and versions that are the same: ")
    assert scores == "Scores"


def test_a_run_of_no_job_and_jobs_that_count_otherwise_have_no_shares(kept: tuple[Store, Job], tmp_path: Path) -> None:
    store, job = kept
    nmf = store.run("nmf")
    orphan = store.save_run("nmf-3-s9-00000000", _settings(nmf), 9, nmf.fitted, nmf.provenance)
    try:
        found = compare_pair(store, "lexicon", orphan.name)
    finally:
        for path in orphan.folder.iterdir():
            path.unlink()
        orphan.folder.rmdir()
    assert list(found.tables) == ["Settings", "Scores", "Topics"]
    assert re.match(f"{orphan.name}: in no complete job", found.refused[0])
    record = {**job.record, "periods": {"by": "month", "start": "2020-01", "end": "2021-12"}}
    copy = Job(tmp_path)
    copy.__dict__["record"] = record
    from topics.results import comparison

    nmf_side, lexicon = comparison._sides(store, "nmf", "lexicon", None)
    sides = (nmf_side, replace(lexicon, job=copy))
    assert "jobs that differ in periods" in comparison._no_shares(sides, comparison._REFUSED["en"])
    assert "其时期不同" in comparison._no_shares(sides, comparison._REFUSED["zh"])


def _settings(found):
    from topics.study.settings import ModelSettings

    return ModelSettings(kind=found.settings["kind"], name="x", options=found.settings["options"])


def test_tables_to_be_read_carry_labels_and_compile(pair: Pair) -> None:
    tables = pair_layout(pair, {"wind": "风电_&", "rail": "高铁"})
    shares = next(table for title, table in tables.items() if title.startswith("nmf − lexicon, percentage points"))
    assert list(shares) == ["theme", "period", "nmf", "lexicon", "difference, points"]
    assert list(dict.fromkeys(shares["theme"])) == ["风电_&", "高铁", "none of the themes"]
    assert shares["period"].tolist() == ["2020", "2021"] * 3
    first = shares.iloc[0]
    assert all(re.fullmatch(r"\d+\.\d", first[name]) for name in ("nmf", "lexicon"))
    assert re.fullmatch(r"[+−]?\d+\.\d \[[+−]?\d+\.\d, [+−]?\d+\.\d\]", first["difference, points"])
    for title, table in tables.items():
        text = render(table, "latex", title)
        bare = re.sub(r"\\[&%$#_{}]", "", text)
        assert bare.count("{") == bare.count("}")
        assert text.count(r"\begin") == text.count(r"\end") == 2
        assert "−" not in text
    assert r"风电\_\&" in render(shares, "latex")


def test_by_month_the_periods_stand_below_each_other(kept: tuple[Store, Job]) -> None:
    found = compare_pair(kept[0], "nmf", "lexicon", by="month", weighting="document")
    *_, shares = pair_layout(found).values()
    assert list(shares) == ["theme", "period", "nmf", "lexicon", "difference, points"]
    assert len(shares) == 3 * 24
    assert shares.loc[0, ["nmf", "lexicon", "difference, points"]].tolist() == ["–"] * 3


def test_a_model_is_a_row_and_what_models_differ_in_a_table(kept: tuple[Store, Job]) -> None:
    store, _ = kept
    models = runs_by_model(store, [])
    assert {name: len(runs) for name, runs in models.items()} == {"lexicon": 1, "nmf": 2}
    scores = compare_runs(store, [])["Scores"]
    shown = models_layout(scores, models).set_index("model")
    assert shown["seeds"].to_dict() == {"lexicon": "–", "nmf": "2"}
    assert shown[["topics", "flagged"]].loc["lexicon"].tolist() == ["–", "–"]  # it only counts terms
    by_run = fits_layout(compare_runs(kept[0], ["lexicon", "nmf"]), "en")
    (of_runs,) = (table.set_index("run") for title, table in by_run.items() if title.startswith("Scores"))
    is_counted = of_runs.index.str.startswith("lexicon")
    assert set(of_runs.loc[is_counted, ["topics", "flagged"]].to_numpy().ravel()) == {"–"}
    assert "–" not in of_runs.loc[~is_counted, ["topics", "flagged"]].to_numpy()
    assert shown["notes"].str.contains("Draws no random numbers.").to_dict() == {"lexicon": True, "nmf": False}
    of_zh = models_layout(scores, models, "zh").set_index("model")
    assert of_zh.loc["lexicon", "notes"].startswith("不使用随机数。")
    own = scores[scores["run"].isin([run.name for run in models["nmf"]])]["npmi"]
    expected = f"{own.mean():.2f}" if own.nunique() == 1 else number_interval(own.mean(), own.min(), own.max())
    assert shown.loc["nmf", "NPMI"] == expected.replace("-", "−")
    differing = differing_settings(models).set_index("setting")
    assert differing.loc["kind"].to_dict() == {"lexicon": "lexicon", "nmf": "nmf"}
    assert differing.loc["seeds"].to_dict() == {"lexicon": "–", "nmf": "2"}
    assert "topics" not in differing.index  # the lexicon has no such setting, so that it is no difference
    alone = runs_by_model(store, [models["nmf"][1].name, "lexicon"])
    assert list(alone) == [models["nmf"][1].name, "lexicon"]


def test_two_are_shown_with_what_they_differ_in_and_the_number_of_what_they_do_not(
    pair: Pair, kept: tuple[Store, Job]
) -> None:
    title, table = next(iter(pair_layout(pair).items()))
    assert table.to_dict("records") == [
        {"setting": "kind", "nmf": "nmf", "lexicon": "lexicon"},
        {"setting": "seeds", "nmf": "2", "lexicon": "–"},
    ]
    same = same_settings({"nmf": pair.first.runs, "lexicon": pair.second.runs}, pair.first.job)
    assert {"python", "scale", "version of topics"} <= set(same)
    assert not {"kind", "seeds", "topics", "iterations"} & set(same)
    assert title == f"What the two differ in (settings and versions that are the same: {len(same)})"
    assert next(iter(pair_layout(pair, language="zh"))) == f"两者的不同之处（其余 {len(same)} 项设置与版本相同）"
    itself = next(iter(pair_layout(compare_pair(kept[0], "nmf", "nmf")).values()))
    assert list(itself) == ["setting", "nmf", "nmf (2)"]


def test_topics_without_a_counterpart_are_counted_and_not_listed(pair: Pair) -> None:
    first = pair.tables["Topics"].index == 0
    lone = pair.tables["Topics"].assign(matched=pair.tables["Topics"]["matched"].mask(first, ""))
    pair = replace(pair, tables={**pair.tables, "Topics": lone})
    name = pair.first.runs[0].name
    for language, said in (
        ("en", f"; 1 of {name} without a counterpart"),
        ("zh", f"；{name} 另有 1 个话题没有对应话题"),
    ):
        title, shown = list(pair_layout(pair, language=language).items())[2]
        assert title.endswith(said)
        assert shown["topic"].tolist() == ["t02", "t03"]


def test_a_scale_has_one_name_in_chinese() -> None:
    shown = differences_layout(pd.DataFrame({"setting": ["scale"], "a": ["none"], "b": ["own"]}), "zh")
    assert shown.to_dict("records") == [{"setting": "权重标度", "a": "无", "b": "自身标度"}]


def test_scores_read_from_the_store_are_those_that_were_computed(
    kept: tuple[Store, Job], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, job = kept
    shutil.rmtree(store.root / "derived", ignore_errors=True)
    computed = compare_runs(store, [], str(job.study))["Scores"]
    monkeypatch.setattr(comparison, "_numbers", None)  # computing anew would fail
    pd.testing.assert_frame_equal(compare_runs(store, [], str(job.study))["Scores"], computed, check_exact=True)
    with pytest.raises(TypeError):  # other runs have another key
        compare_runs(store, [job.runs[0].name], str(job.study))


def test_models_with_other_numbers_of_topics_differ_in_them() -> None:
    """The version of topics, which every fit names, does not stand in the place of the number of topics."""
    provenance = {"topics": "0.2.0", "inputs": {}, "versions": {}}
    models = {
        f"lda-{n}": [
            SimpleNamespace(
                settings={"kind": "lda", "seed": 1},
                used_options={"topics": n},
                scale="none",
                seedless=False,
                provenance=provenance,
            )
        ]
        for n in (10, 20)
    }
    told = differing_settings(models).set_index("setting")  # type: ignore[arg-type]
    assert told.loc["topics"].tolist() == ["10", "20"]
    assert "version of topics" not in told.index
    assert "seed" not in told.index
    models["lda-20"][0].settings["seed"] = 2
    assert differing_settings(models).set_index("setting").loc["seed"].tolist() == ["1", "2"]  # type: ignore[arg-type]
