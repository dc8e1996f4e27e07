"""Key words: hand-computed toys, scipy on the same counts, and planted words that one document repeats."""

from collections.abc import Sequence
from math import log, log2, sqrt

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import chi2_contingency, false_discovery_control
from typer.testing import CliRunner

from tests.reading.conftest import make_job
from topics.cli import app
from topics.errors import ModelError, StoreError
from topics.reading.chosen import choice
from topics.reading.compared import FEW
from topics.reading.keyness import Side, adjusted_for_all, g2, keyness
from topics.reading.ratios import ratio_bounds
from topics.store.job import Job
from topics.unmeasured import ONE_CLUSTER


def side(counts: Sequence[Sequence[int]], sizes: Sequence[int]) -> Side:
    return Side(csr_matrix(np.array(counts)), np.array(sizes, dtype=float))


def test_measures_of_a_toy_are_those_counted_by_hand() -> None:
    # Two documents of 10 words on each side; the word stands 3 and 1 times in a, 0 and 1 times in b.
    a, b = side([[3], [1]], [10, 10]), side([[0], [1]], [10, 10])
    found = keyness(a, b)
    # The prior is one document of 10 words, 10 · 5/40 = 1.25 of them the word.
    rate_a, rate_b = (4 + 1.25) / 30, (1 + 1.25) / 30
    assert found.log_ratio[0] == pytest.approx(log2(rate_a / rate_b))
    var_a = max(2 * sum((y - 10 * rate_a) ** 2 for y in (3, 1, 1.25)) / 900, rate_a * (1 - rate_a) / 30)
    var_b = max(2 * sum((y - 10 * rate_b) ** 2 for y in (0, 1, 1.25)) / 900, rate_b * (1 - rate_b) / 30)
    few = (rate_a - rate_b) / sqrt(var_a + var_b)
    assert np.isnan(found.z[0]), "two documents hold it on one side and one on the other: too few to test"
    assert found.log_odds[0] == pytest.approx(log(5.25 / 24.75) - log(2.25 / 27.75))
    assert found.log_odds_z[0] == pytest.approx(found.log_odds[0] / sqrt(1 / 5.25 + 1 / 2.25))
    # The same documents three times over are enough.
    many = keyness(side([[3], [1]] * 3, [10] * 6), side([[0], [1]] * 3, [10] * 6))
    assert 0 < few < many.z[0]


@pytest.mark.parametrize("table", [(10, 1000, 20, 900), (0, 50, 7, 60), (300, 1000, 299, 1001), (1, 10, 1, 10)])
def test_g2_is_the_log_likelihood_ratio_of_scipy(table: tuple[int, int, int, int]) -> None:
    y_a, n_a, y_b, n_b = table
    found = g2(side([[y_a]], [n_a]), side([[y_b]], [n_b]))[0]
    cells = [[y_a, n_a - y_a], [y_b, n_b - y_b]]
    peer = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert found == pytest.approx(peer, abs=1e-9)


@pytest.mark.parametrize(
    ("above", "below", "var_above", "var_below", "expected"),
    [
        (4, 2, 1, 0, (1, 3)),  # (4 ± 2 · 1) / 2
        (4, 2, 0, 0.25, (4 / 3, 4)),  # 4 / (2 ± 2 · .5)
        (4, 2, 4, 0, (0, 4)),  # what is above cannot be told from 0
        (4, 2, 0, 1, (1, np.inf)),  # what is below cannot
        (4, 2, 5, 2, (0, np.inf)),  # neither can
        (4, 0, 0, 1, (2, np.inf)),
    ],
)
def test_bounds_of_a_ratio(
    above: float, below: float, var_above: float, var_below: float, expected: tuple[float, float]
) -> None:
    args = (np.array([float(x)]) for x in (above, below, var_above, var_below))
    lower, upper = ratio_bounds(*args, 0.0, 2.0)
    assert (lower[0], upper[0]) == pytest.approx(expected)


@pytest.mark.parametrize("repeats", [10, 200, 5000])
@pytest.mark.parametrize("documents", [6, 40])
def test_a_word_that_one_document_repeats_is_not_key(repeats: int, documents: int) -> None:
    usual = [[1, 9]] * documents
    loud = [[repeats, 9], *usual[1:]]
    a, b = side(loud, [10_000] * documents), side(usual, [10_000] * documents)
    found = keyness(a, b)
    assert found.g2[0] > 3.84 or repeats == 10
    assert abs(found.z[0]) <= sqrt(documents / (documents - 1)), "carried by one document"
    assert found.adjusted[0] > 0.05
    assert found.lower[0] <= 0


@pytest.mark.parametrize("language", ["few long documents", "many short ones"])
def test_a_word_that_most_documents_use_more_is_key(language: str) -> None:
    m, size = (15, 4000) if language == "few long documents" else (200, 100)
    random = np.random.default_rng(3)
    rates_a, rates_b = random.gamma(4, 0.01 / 4, m), random.gamma(4, 0.003 / 4, m)
    a = side(random.poisson(rates_a * size)[:, None].tolist(), [size] * m)
    b = side(random.poisson(rates_b * size)[:, None].tolist(), [size] * m)
    found = keyness(a, b)
    assert found.p[0] < 0.01
    assert found.lower[0] < log2(0.01 / 0.003) < found.upper[0]


@pytest.mark.parametrize(("m", "size", "shape"), [(30, 200, 0.3), (30, 2000, 1.0), (100, 50, 0.5)])
def test_words_that_cluster_by_chance_are_key_no_more_often_than_said(m: int, size: int, shape: float) -> None:
    """Words of equal use on both sides, in some documents more than in others; G² calls many of them key."""
    random = np.random.default_rng(5)
    n_words = 1500
    rates = random.uniform(0.002, 0.02, n_words)
    sides = [
        Side(
            csr_matrix(random.poisson(random.gamma(shape, size * rates / shape, (m, n_words)))), np.full(m, float(size))
        )
        for _ in "ab"
    ]
    found = keyness(*sides)
    tested = np.isfinite(found.p)
    assert tested.mean() > 0.8
    assert (found.p[tested] < 0.05).mean() < 0.065
    assert (found.g2 > 3.84).mean() > 0.1
    assert (found.adjusted[tested] < 0.05).sum() <= 3
    # The interval leaves out 0 where the test rejects.
    assert (((found.lower > 0) | (found.upper < 0)) == (found.p < 0.05)).mean() > 0.999


@pytest.mark.parametrize("n", [1, 2, 7, 300])
def test_p_values_are_adjusted_as_scipy_adjusts_them(n: int) -> None:
    p = np.random.default_rng(n).random(n) ** 3
    p[n // 2 :] = p[n // 2]  # ties
    assert adjusted_for_all(p).tolist() == pytest.approx(false_discovery_control(p, method="bh").tolist(), rel=1e-15)
    unknown = np.array([np.nan, 0.01, np.nan, 0.04, 0.03])
    assert adjusted_for_all(unknown)[[1, 3, 4]].tolist() == pytest.approx([0.03, 0.04, 0.04])  # by hand
    assert np.isnan(adjusted_for_all(unknown)[[0, 2]]).all()


def test_a_side_without_words_is_refused() -> None:
    full, empty = side([[1]], [10]), Side(csr_matrix((0, 1)), np.zeros(0))
    with pytest.raises(ModelError, match="a side without a word"):
        keyness(full, empty)


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ("2021", "date = 2021"),
        ("2020Q1..2021", "date >= 2020Q1 and date <= 2021"),
        ("..2020-05", "date <= 2020-05"),
        ("2020H2..", "date >= 2020H2"),
        ("level=central", "level = central"),
    ],
)
def test_a_choice_is_a_time_or_a_selection(text: str, selection: str) -> None:
    assert choice(text) == selection


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Twelve documents: 渔业 in all of 2021, 火山 many times in one of them, 会议 everywhere."""
    documents = {}
    for n in range(12):
        year = 2020 + n // 6
        words = [
            "会议讨论了预算问题。",
            *(
                ["渔业发展，渔业增产，渔业增收，渔业升级。"]
                if year == 2021
                else ["森林防火，森林巡查，森林养护，森林监测。"]
            ),
        ]
        words += ["火山。"] * 30 if n == 11 else []
        level = "central" if n % 2 else "local"
        documents[f"d{n:02d}"] = f"{year}-03-{n + 1:02d}\nlevel: {level}\n\n{''.join(words)}数据安全有了保障{n}。"
    return make_job(tmp_path_factory.mktemp("planted"), documents, '[data]\nterms = ["数据安全"]\n')


def test_words_of_a_year_are_found_and_the_loud_document_is_not(planted: Job) -> None:
    found = planted.keyness("2021", "2020")
    table = found.table.set_index("word")
    assert found.documents == (6, 6)
    assert table.loc["渔业", ["more_in", "key", "documents_a", "documents_b"]].tolist() == ["a", True, 6, 0]
    assert table.loc["森林", ["more_in", "key"]].tolist() == ["b", True]
    assert table.loc["火山", ["key", "why"]].tolist() == [False, FEW]
    assert table.loc["火山", "g2"] > table.loc["渔业", "g2"]
    assert not table.loc["会议", "key"]


def test_sides_are_groups_or_all_other_documents_and_inside_a_theme(planted: Job) -> None:
    assert planted.keyness("level = central").documents == (6, 6)
    inside = planted.keyness("2021", "2020", theme="data", where="level = local")
    assert (inside.documents, inside.theme, inside.estimator) == ((3, 3), "data", "lexicon")
    alone = planted.keyness("2021-03-12")
    assert set(alone.table["why"]) == {ONE_CLUSTER}
    assert alone.table["p"].isna().all()


@pytest.mark.parametrize(
    ("a", "b", "how", "error", "message"),
    [
        ("2021", "2020..", {}, ModelError, "6 documents are on both sides, such as d06"),
        ("2020..", "", {}, ModelError, "holds all documents"),
        ("2019", "", {}, ModelError, 'no document has "2019" as date'),
        ("2021", "", {"theme": "wind"}, StoreError, 'no theme "wind"'),
    ],
)
def test_what_cannot_be_compared_is_refused(
    planted: Job, a: str, b: str, how: dict[str, str], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        planted.keyness(a, b, **how)


def test_the_command_says_how_many_words_are_key_and_why_others_are_not(
    planted: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    args = ["keyness", "study", "--a", "2021", "--b", "2020", "--store", str(planted.root)]
    shown = CliRunner().invoke(app, args)
    assert shown.exit_code == 0, shown.output
    assert "More in a: date = 2021" in shown.stdout
    assert "not tested: few documents" in shown.stderr
    table = CliRunner().invoke(app, [*args, "--csv"]).stdout.splitlines()
    assert table[0].startswith("word,more_in,key,")
    assert len(table) == 1 + len(planted.keyness("2021", "2020").table)
