"""Krippendorff's α against published worked examples and the `krippendorff` package."""

import numpy as np
import pytest

from topics.errors import ScoreError
from topics.evaluation.people.krippendorff import alpha, alpha_interval

# A digit a code, a dot for none, a word a coder; then α.
PUBLISHED = [
    # Krippendorff 2011, four coders and missing codes.
    ("123321412... 1233224125.3 .3332342251. 12332441251.", 0.743),
    # The example of the `krippendorff` package's own documentation, three coders.
    (".....34121133.3 1.213343....... ..21344.21133.4", 0.691),
]
# Computed with `krippendorff` 0.9.0.
COMPUTED = [
    ("1.1.0000..11 11111111.110", -0.363636363636),
    ("112200.200.1 ..02010.0021 1122.0220.21", 0.697841726619),
    ("3101..101232 303021021210 ..223102333. ..0..1.22333", 0.13048855906),
    ("5011.56.0023 50111564022.", 0.866141732283),
    (".1111.100100 111011010100 .00.11101.11", -0.074074074074),
    ("2202.1102.01 2100010.2001 0202.210000. 2.0.11.0200.", 0.444676409186),
    (".221.1211..2 12.1.2102033", -0.065573770492),
    ("6446.55102.6 6.4645510.16 6.464551.215", 0.916417910448),
]


def table(text: str) -> np.ndarray:
    """Codes of coders by units."""
    return np.array([[np.nan if c == "." else float(c) for c in row] for row in text.split()])


@pytest.mark.parametrize(("text", "expected"), PUBLISHED)
def test_published_examples(text, expected):
    assert alpha(table(text)) == pytest.approx(expected, abs=5e-4)


@pytest.mark.parametrize(("text", "expected"), COMPUTED)
def test_equals_the_package(text, expected):
    assert alpha(table(text)) == pytest.approx(expected, abs=1e-11)


def test_two_coders_by_hand():
    # One of four units differs: D_o = 2 of 8 pairs, D_e = 2·5·3 / (8·7).
    assert alpha([[0, 0, 1, 1], [0, 0, 1, 0]]) == pytest.approx(1 - (2 / 8) / (30 / 56))


def test_full_agreement_is_one_and_the_order_of_coders_and_units_is_nothing():
    codes = table(COMPUTED[1][0])
    assert alpha([[1, 2, 3], [1, 2, 3]]) == 1
    assert alpha(codes[::-1, ::-1]) == pytest.approx(alpha(codes))


@pytest.mark.parametrize("codes", [[[1, 1], [1, 1]], [[1, np.nan], [np.nan, 2]], np.full((2, 3), np.nan)])
def test_nothing_to_agree_on_is_no_number(codes):
    assert np.isnan(alpha(codes))
    assert np.isnan(alpha_interval(codes)).all()


def test_interval_is_seeded_and_covers_the_truth():
    # Two coders each right with probability .9 about a fair coin agree on .82: α = 1 − .18/.5 = .64.
    covered = 0
    for trial in range(100):
        rng = np.random.default_rng(trial)
        truth = rng.random(150) < 0.5
        codes = np.array([np.where(rng.random(150) < 0.9, truth, ~truth) for _ in range(2)], dtype=float)
        point, lower, upper = alpha_interval(codes, draws=300, seed=trial)
        assert lower < point < upper
        covered += lower <= 0.64 <= upper
    assert 88 <= covered <= 100
    assert alpha_interval(codes, draws=300, seed=7) == alpha_interval(codes, draws=300, seed=7)
    assert alpha_interval(codes, draws=300, seed=7) != alpha_interval(codes, draws=300, seed=8)


def test_wrong_tables_are_refused():
    with pytest.raises(ScoreError, match="coders by units, with two dimensions; found 1"):
        alpha([1, 2, 3])
