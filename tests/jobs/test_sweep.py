"""A sweep: sizes × seeds, resumed, judged, kept apart from the study's own job."""

import numpy as np
import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.errors import StoreError, StudyError
from topics.jobs.prepare import prepare
from topics.jobs.sweep import _split, grid, sizes_of, sweep
from topics.report.layouts.sweep_layouts import sizes_sentence, sweep_layout
from topics.store.job import Job
from topics.store.store import Store
from topics.study.settings import option_from_text
from topics.study.study import Study, load_study


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("sweep") / "toy"
    write_toy_study(folder)
    return load_study(folder)


@pytest.fixture(scope="module")
def store(study: Study) -> Store:
    return Store(study.folder.parent / "runs")


@pytest.fixture(scope="module")
def job(study: Study, store: Store) -> Job:
    return sweep(study, store, grid(study, "lda", [3, 2], 2, {"passes": "5"}))


def test_every_measure_of_every_size_with_the_range_of_its_seeds(job: Job) -> None:
    table = job.table("sweep")
    assert table.groupby("topics")["measure"].apply(list).to_dict() == {
        size: ["npmi", "word_agreement", "diversity", "perplexity"] for size in (2, 3)
    }
    assert ((table["lower"] <= table["value"]) & (table["value"] <= table["upper"])).all()
    assert (table["n"] == 2).all()
    assert (table.query("measure == 'perplexity'")["value"] > 1).all()
    assert sweep_layout(table)["topics"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("measure", "values", "spread", "said"),
    [
        ("perplexity", {5: 900, 10: 800, 20: 790, 40: 785}, 8, "best with 40 topics and no worse with 10."),
        ("perplexity", {5: 900, 10: 800, 20: 790, 40: 785}, 2, "best with 40 topics."),
        ("perplexity", {40: 700, 5: 700, 20: 650}, 5, "best with 20 topics."),
        ("npmi", {5: 0.1, 10: 0.2, 20: 0.19}, 0.01, "best with 10 topics."),
        ("word_agreement", {5: 0.7, 10: 0.71, 20: 0.4}, 0.02, "best with 10 topics and no worse with 5."),
        ("macro_f1", {5: 0.0, 10: 0.0, 20: 0.6}, 0.1, "best with 20 topics."),
        ("diversity", {5: 0.9, 10: 0.8}, 0, ""),
        ("npmi", {5: float("nan"), 10: 0.1}, 0, "best with 10 topics."),
    ],
)
def test_the_smallest_size_that_seeds_cannot_tell_from_the_best(measure, values, spread, said):
    table = pd.DataFrame(
        {"topics": list(values), "measure": measure, "value": list(values.values())},
        columns=["topics", "measure", "value"],
    )
    table = table.assign(lower=table["value"] - spread, upper=table["value"] + spread)
    assert sizes_sentence(table) == (said and f"{measure.replace('_', ' ')} is {said}")


def test_paths_lead_from_each_size_to_the_next(job: Job, study: Study, store: Store) -> None:
    paths = job.table("paths")
    assert paths.groupby("topics")["origin"].apply(sorted).to_dict() == {
        2: ["starts", "starts"],
        3: ["continues", "continues", "splits"],
    }
    assert set(paths.loc[paths["topics"] == 3, "path"]) == {1, 2, 3}
    assert (paths["top_words"].str.split().str.len() == 6).all()
    assert sweep(study, store, grid(study, "lda", [2], 2, {"passes": "5"})).table("paths").empty


def test_nothing_is_fitted_twice_and_a_larger_sweep_fits_only_what_is_new(study: Study, store: Store, job: Job) -> None:
    before = {run.name for run in store.runs()}
    assert len(before) == 2 * 2 * 2  # sizes, seeds, with all documents and without a tenth of them
    again = sweep(study, store, grid(study, "lda", [2, 3], 2, {"passes": "5"}))
    assert {run.name for run in store.runs()} == before
    assert again.table("sweep").equals(job.table("sweep"))
    sweep(study, store, grid(study, "lda", [2, 3, 4], 2, {"passes": "5"}), held_out=False)
    assert len({run.name for run in store.runs()} - before) == 2


def test_a_sweep_is_not_taken_for_the_studys_own_job(store: Store, job: Job) -> None:
    assert job.kind == "sweep"
    assert store.latest_job("toy", "sweep").kind == "sweep"
    with pytest.raises(StoreError, match="no complete run here yet"):
        store.latest_job("toy")


def test_documents_that_share_text_are_held_out_together(study: Study, store: Store) -> None:
    prepared = prepare(study, store)
    seen, unseen = _split(prepared)
    passages = prepared.corpus.passages
    assert sorted([*seen, *unseen]) == list(range(len(passages)))
    assert not set(passages["doc_id"].iloc[seen]) & set(passages["doc_id"].iloc[unseen])
    assert passages["doc_id"].iloc[unseen].nunique() == 1
    copied = passages["duplicate_of"].where(np.arange(len(passages)) != unseen[0], passages["passage_id"].iloc[seen[0]])
    prepared.corpus.passages["duplicate_of"] = copied
    one, other = passages["doc_id"].iloc[unseen[0]], passages["doc_id"].iloc[seen[0]]
    hidden = set(passages["doc_id"].iloc[_split(prepared)[1]])
    assert (one in hidden) == (other in hidden)


def test_sizes() -> None:
    assert sizes_of("5:20:5") == [5, 10, 15, 20]
    assert sizes_of("3,8") == [3, 8]
    with pytest.raises(StudyError, match="names no numbers of topics"):
        sizes_of("5-20")


@pytest.mark.parametrize(
    ("model", "sizes", "options", "said"),
    [
        ("ldaa", [2], {}, 'no model "ldaa" to sweep; did you mean "lda"'),
        ("lexicon", [2], {}, "has no number of topics"),
        ("lda", [], {}, "at least one number of topics"),
        ("lda", [2], {"pases": "3"}, 'no setting "pases"; did you mean "passes"'),
        ("lda", [2], {"passes": "many"}, 'passes = "many"'),
    ],
)
def test_what_cannot_be_swept_is_said(study: Study, model: str, sizes: list[int], options: dict, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        grid(study, model, sizes, 1, options)


def test_an_option_is_read_as_its_type() -> None:
    assert option_from_text("lda", "guided", "true") is True
    assert option_from_text("lda", "alpha", "0.1") == 0.1
    assert option_from_text("lda", "alpha_form", "auto") == "auto"
