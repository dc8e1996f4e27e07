"""Themes that stand together: counts and chance by hand, shuffled text, and planted pairs."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import t

from tests.reading.conftest import make_job
from topics.errors import ModelError
from topics.reading.together import job_together
from topics.reading.togetherness import togetherness
from topics.store.job import Job

THEMES = '[wind]\nterms = ["风电"]\n\n[rail]\nterms = ["高铁"]\n\n[sea]\nterms = ["海运"]\n'
WIND, RAIL, BOTH = "第{}次会议部署风电项目建设。", "第{}次会议部署高铁项目建设。", "第{}次会议要求风电与高铁并举。"
NONE = "第{}次会议听取了{}的预算说明。"


def column(*values: float) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_the_ratio_by_hand() -> None:
    """Two documents of four units: 2 and 2 of them, both in 2; 1 and 2, both in 0. By chance 1 and a half."""
    found = togetherness(column(2, 1), column(2, 2), column(2, 0), np.array([4.0, 4.0]))
    assert (found.together[0], found.expected[0], found.ratio[0], found.documents[0]) == (2, 1.5, 2 / 1.5, 2)
    assert np.isnan([found.p[0], found.lower[0], found.upper[0]]).all()  # two documents are too few


def test_z_and_the_floor_of_its_variance_by_hand() -> None:
    """Six documents of two units, each theme in one of them, never both: no document differs, chance does."""
    six = np.ones((6, 1))
    found = togetherness(six, six, 0 * six, np.full(6, 2.0))
    by_documents, by_chance = 6 / 5 * 6 * 0.5**2, 6 * 0.25  # a unit of two is hit with a half: variance a quarter
    assert found.p[0] == pytest.approx(2 * t.sf(3 / np.sqrt(max(by_documents, by_chance)), 5))
    assert found.ratio[0] == found.lower[0] == 0
    assert found.upper[0] == pytest.approx(t.ppf(0.975, 5) * np.sqrt(by_chance) / 3)


def test_a_theme_that_stands_nowhere_is_not_measured() -> None:
    found = togetherness(np.ones((6, 1)), np.zeros((6, 1)), np.zeros((6, 1)), np.full(6, 3.0))
    assert (found.together[0], found.expected[0], found.documents[0]) == (0, 0, 0)
    assert np.isnan(found.ratio[0])
    assert np.isnan(found.p[0])


def test_shuffled_units_are_found_together_about_as_often_as_the_level_says() -> None:
    random, false, inside, n = np.random.default_rng(7), 0, 0, 400
    for _ in range(n):
        sizes = random.integers(4, 30, size=40)
        a, b = random.binomial(sizes, 0.25), random.binomial(sizes, random.uniform(0.1, 0.4, size=40))
        both = random.hypergeometric(a, sizes - a, b)
        found = togetherness(*(column(*values) for values in (a, b, both)), sizes.astype(float))
        false += found.p[0] < 0.05
        inside += found.lower[0] <= 1 <= found.upper[0]
    assert 0.02 <= false / n <= 0.08
    assert 0.92 <= inside / n <= 0.99


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Twelve documents: wind and rail in the same sentence, or (rail without wind) in others; sea in one document."""
    texts = {}
    for k in range(1, 13):
        other = [NONE.format(k, what) for what in ("水利", "教育", "卫生", "农业", "文化")]
        both, wind, rail = (sentence.format(k) for sentence in (BOTH, WIND, RAIL))
        passages = [both + other[0], wind + rail, other[1], other[2] + other[3], other[4]]
        texts[f"d{k:02}"] = f"2020-{k:02}-01\n\n" + "\n\n".join(passages)
    texts["d01"] += "\n\n今年还要加快海运项目建设。"
    return make_job(tmp_path_factory.mktemp("together"), texts, THEMES)


def test_a_job_is_read_by_passage_and_by_sentence(job: Job) -> None:
    table = job_together(job).set_index(["unit", "theme_a", "theme_b"])
    passages, sentences = table.loc[("passage", "wind", "rail")], table.loc[("sentence", "wind", "rail")]
    assert passages["units_a"] == passages["units_b"] == passages["together"] == 24  # two of five or six passages each
    assert passages["expected"] == pytest.approx(11 * 4 / 5 + 4 / 6)
    assert (sentences["units"], sentences["together"]) == (8 * 12 + 1, 12)
    assert sentences["expected"] == pytest.approx(11 * 4 / 8 + 4 / 9)
    assert passages["lower"] > 1
    assert passages["p_adjusted"] < 0.01
    assert table.loc[("passage", "wind", "sea"), "why"] == "few documents"
    assert job_together(job, period="2020-01..2020-03")["documents"].max() == 3


def test_it_takes_two_themes(tmp_path: Path) -> None:
    alone = make_job(tmp_path, {"one": f"2020-01-01\n\n{WIND}"}, '[wind]\nterms = ["风电"]\n')
    with pytest.raises(ModelError, match="it takes two"):
        job_together(alone)
