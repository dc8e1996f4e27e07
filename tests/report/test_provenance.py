"""The end of a caption: what one figure rests on, and nothing else."""

import re

import pandas as pd
import pytest

from tests.conftest import write_toy_study
from topics.jobs.run import run
from topics.report.figures import FIGURES
from topics.report.provenance import estimators_of, provenance
from topics.report.sections.provenance import provenance as of_the_page
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    folder = tmp_path_factory.mktemp("provenance")
    write_toy_study(folder / "toy")
    return run(load_study(folder / "toy"), Store(folder / "runs"))


def test_an_estimator_without_a_number_is_not_drawn_from() -> None:
    table = pd.DataFrame({"estimator": ["lexicon", "nmf", "nmf", "lda"], "share": [0.1, None, None, 0.0]})
    assert estimators_of(table) == ["lexicon", "lda"]
    assert estimators_of(pd.DataFrame({"model_a": ["lda"], "model_b": ["nmf"]})) == ["lda", "nmf"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_figure_names_the_runs_of_its_estimators_alone(job: Job, language: str) -> None:
    shares = job.table("shares")
    (nmf,) = (model for model in job.models if model.name == "nmf")
    told = provenance(job, "shares", shares[shares["estimator"] == "nmf"], language)
    assert nmf.runs[0].name in told
    assert "lexicon" not in told
    assert job.name in told
    assert re.search(r"2,000", told)
    assert not re.search(r"2,000|nmf", provenance(job, "corpus", job.table("funnel"), language))


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("rests", ["sweep", "robustness", "codes"])
def test_what_was_not_made_is_not_named(job: Job, rests: str, language: str) -> None:
    told = provenance(job, rests, pd.DataFrame(), language)  # type: ignore[arg-type]
    assert told.count(".") + told.count("。") <= 2
    assert "runs" not in told.lower()


def test_every_figure_says_what_it_rests_on() -> None:
    assert {name: FIGURES[name].rests for name in FIGURES if FIGURES[name].rests != "shares"} == {
        "fig3_top_words": "first seed",
        "fig4_sizes": "sweep",
        "fig5_alignment": "first seed",
        "fig6_corpus": "corpus",
        "fig7_specifications": "robustness",
        "fig8_topic_tree": "first seed",
        "fig11_vocabulary": "corpus",
        "fig12_corrected": "codes",
        "fig14_together": "corpus",
    }


@pytest.mark.parametrize(
    ("language", "lexicon", "nmf"),
    [
        ("en", ("counts the themes' terms and has no topics", "no random numbers"), ("K = 3", "no random numbers")),
        ("zh", ("对主题词项计数，不设话题", "不使用随机数"), ("K = 3", "不使用随机数")),
    ],
)
def test_the_page_gives_no_number_of_topics_to_a_dictionary(
    job: Job, language: str, lexicon: tuple[str, str], nmf: tuple[str, str]
) -> None:
    told = {model["name"]: (model["topics"], model["seeds"]) for model in of_the_page(job, language)}
    assert told == {"lexicon": lexicon, "nmf": nmf}
