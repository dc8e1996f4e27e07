"""What may be about a theme where none of its terms stands, and what has nothing of it."""

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from topics.shares.beyond_terms import foreign_text, likeness, most_text


def test_most_text_is_the_upper_end_of_chao() -> None:
    """f1 = 20, f2 = 40: 5 missed; variance 40 (1/8 + 1/8 + 1/64), so 5 exp(1.96 sqrt(log(1 + 10.625 / 25))) at most."""
    terms = np.repeat([1, 2, 0], [20, 40, 140])
    missed = 5 * np.exp(1.96 * np.sqrt(np.log(1 + 10.625 / 25)))
    assert most_text(terms, np.full(200, 7)) == pytest.approx((60 + missed) / 200)


@pytest.mark.parametrize(("once", "twice"), [(100, 0), (100, 2), (0, 2)])
def test_where_hardly_a_passage_holds_a_term_twice_nothing_is_known(once: int, twice: int) -> None:
    assert np.isnan(most_text(np.repeat([1, 2, 0], [once, twice, 50]), np.full(once + twice + 50, 5)))


def test_terms_that_never_stand_alone_leave_none_out() -> None:
    assert most_text(np.repeat([2, 0], [30, 70]), np.full(100, 5)) == 0.3


@pytest.mark.parametrize(("foreign", "expected"), [(0, 0.0), (50, 0.1), (100, 0.2)])
def test_foreign_text_is_that_of_passages_unlike_those_that_name_the_theme(foreign: int, expected: float) -> None:
    """500 passages: 100 name the theme, 100 are given it besides, of which `foreign` are like the other 300."""
    named, given = np.arange(500) < 100, (np.arange(500) >= 100) & (np.arange(500) < 200)
    like = np.where(named | given, 0.9, 0.4)
    like[100 : 100 + foreign] = 0.4
    weights = np.where(named | given, 1.0, 0.0)
    assert foreign_text(weights, named, like, np.full(500, 6)) == pytest.approx(expected)


def test_where_likeness_tells_nothing_apart_nothing_is_known() -> None:
    named = np.arange(100) < 30
    assert np.isnan(
        foreign_text(np.full(100, 0.05) + 0.5 * (np.arange(100) < 60), named, np.full(100, 0.5), np.ones(100, int))
    )


def test_passages_with_the_theme_s_other_words_are_the_more_alike() -> None:
    draw = np.random.default_rng(3)
    about = np.arange(300) < 150
    words = csr_matrix(draw.random((300, 40)) < np.where(about[:, None] == (np.arange(40) < 20), 0.3, 0.05))
    like = likeness(words.astype(float), np.arange(300) < 100)
    assert like[100:150].mean() > 0.7  # about it, without a term
    assert like[150:].mean() < 0.35
    assert 0 < like.min() <= like.max() == 1
