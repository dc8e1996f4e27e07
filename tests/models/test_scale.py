"""The own scale by hand: where half of a theme's text stands, and what becomes of shares."""

import numpy as np
import pytest

from topics.models import ModelInput, fit
from topics.models.counting.scale import composition_of, extents, own_rates, rates_of_equal_text
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme


def test_the_rate_is_the_share_above_which_half_of_the_text_stands() -> None:
    # Text 40, 20, 10, 10: half of 80 is held by the densest passage alone. One theme is its own pool.
    shares = np.array([[0.4], [0.2], [0.1], [0.1], [0.0]])
    assert own_rates(shares, np.full(5, 100)) == pytest.approx([0.4])
    # Longer passages hold more: now 40 of 140 and 100 with the next.
    assert own_rates(shares, np.array([100, 300, 200, 200, 900])) == pytest.approx([0.2])


def test_passing_mentions_do_not_move_the_rate_as_they_move_a_mean() -> None:
    shares = np.concatenate([np.full((40, 1), 0.3), np.full((100, 1), 0.02)])
    assert own_rates(shares, np.full(140, 50)) == pytest.approx([0.3])


def test_a_theme_borrows_from_the_others_by_its_number_of_passages() -> None:
    # 300 passages of one theme at .2 and 100 of another at .6, text in equal parts; the pool's half is at .6.
    shares = np.zeros((400, 2))
    shares[:300, 0], shares[300:, 1] = 0.2, 0.6
    expected = [(300 * 0.2 + 100 * 0.6) / 400, 0.6]
    assert own_rates(shares, np.full(400, 10)) == pytest.approx(expected)


def test_a_theme_without_text_has_the_rate_of_the_others_and_no_text_at_all_is_no_error() -> None:
    shares = np.array([[0.5, 0.0], [0.5, 0.0]])
    assert own_rates(shares, np.array([10, 10])) == pytest.approx([0.5, 0.5])
    assert own_rates(np.zeros((3, 2)), np.ones(3, dtype=int)) == pytest.approx([1, 1])


def test_extents_are_shares_by_rate_and_at_most_1() -> None:
    found = extents(np.array([[0.1, 0.1], [0.4, 0.0]]), np.array([0.2, 0.4]))
    assert found == pytest.approx(np.array([[0.5, 0.25], [1, 0]]))


@pytest.mark.parametrize(
    ("extent", "parts"),
    [
        ([0.3, 0.0], [0.3, 0.0]),  # one theme: its extent, the rest is about none
        ([1.0, 0.0], [1.0, 0.0]),
        ([1.0, 1.0], [0.5, 0.5]),
        ([0.5, 0.5], [1 / 3, 1 / 3]),
        ([0.0, 0.0], [0.0, 0.0]),
    ],
)
def test_parts_by_hand(extent: list[float], parts: list[float]) -> None:
    assert composition_of(np.array([extent]))[0] == pytest.approx(parts)
    assert composition_of(np.array([extent]), np.array([0.5]))[0] == pytest.approx(np.array(parts) / 2)


def test_a_theme_is_the_largest_part_exactly_where_its_extent_is_largest_and_half() -> None:
    grid = np.stack(np.meshgrid(*[np.linspace(0, 1, 21)] * 3), axis=-1).reshape(-1, 3)
    parts = composition_of(grid)
    none = 1 - parts.sum(axis=1)
    assert (none >= -1e-12).all()
    mainly = np.round(parts.max(axis=1), 9) >= np.round(none, 9)
    assert (mainly == (grid.max(axis=1) >= 0.5)).all()
    assert (grid[np.arange(len(grid)), parts.argmax(axis=1)] == grid.max(axis=1)).all()


def test_clause_extent_of_a_passage_by_hand() -> None:
    texts = ("发展风电，建设铁路。", "推进铁路、港口、风电。", "春耕开始了。", "发展风电，建设铁路。")
    tokens = build_tokens([f"p{i}" for i in range(4)], [["风电", "铁路"]] * 4, min_passages=1, max_share=1.0)
    found = fit(ModelInput(tokens, texts, (Theme("wind", ("风电",)),)), "clause-extent")
    # Shares 5/10, 3/11 (its item, the full stop in it), 0, 5/10: half of the 13 characters stand at .5 and above.
    assert found.scores["rates"] == {"wind": 0.5}
    assert found.passage_topics[:, 0] == pytest.approx([1, 6 / 11, 0, 1])
    assert found.passage_present is not None
    assert found.passage_present.tolist() == [[1, 0], [0, 1], [0, 1], [1, 0]]
    assert found.scores["passages_with_a_mention"] == 2


@pytest.mark.parametrize("kind", ["lexicon", "clause-extent"])
def test_parts_that_round_to_more_than_one_leave_no_rest(kind: str) -> None:
    # In single precision 4/15 + 5/15 + 6/15 and their like sum to a hair more than 1, in double some extents do.
    names = ("风电", "铁路", "港口")
    divided = [(a, b, c) for a in range(8) for b in range(8) for c in range(1, 8)]
    texts = tuple("，".join(name for name, n in zip(names, d, strict=True) for _ in range(n)) + "。" for d in divided)
    tokens = build_tokens([f"p{i}" for i in range(len(texts))], [names] * len(texts), min_passages=1, max_share=1.0)
    themes = tuple(Theme(f"theme-{k}", (name,)) for k, name in enumerate(names))
    found = fit(ModelInput(tokens, texts, themes), kind)
    assert found.passage_topics.min() == 0
    assert found.passage_topics.sum(axis=1) == pytest.approx(1)


def test_more_claims_leave_a_theme_its_text() -> None:
    # By terms alone the rate is .2 and the extents 1, 1, ½, ½ of 10, 30, 20, 20 letters: 60 in all. With more claims in
    # the first and third passage 10 + (30 × .2 + 20 × .2 + 20 × .1) / r = 60.
    by_terms = np.array([[0.2], [0.2], [0.1], [0.1]])
    more = np.array([[0.4], [0.2], [0.2], [0.1]])
    lengths = np.array([10, 30, 20, 20])
    assert own_rates(by_terms, lengths) == pytest.approx([0.2])
    rates = rates_of_equal_text(more, lengths, by_terms)
    assert rates == pytest.approx([(30 * 0.2 + 20 * 0.2 + 20 * 0.1) / 50])
    assert (extents(more, rates) * lengths[:, None]).sum() == pytest.approx(10 + 30 + 10 + 10)


@pytest.mark.parametrize("seed", range(8))
def test_text_is_equal_whatever_is_claimed_beyond_terms(seed: int) -> None:
    random = np.random.default_rng(seed)
    by_terms = random.random((50, 3)) * (random.random((50, 3)) < 0.4) * [1, 0.3, 0]
    more = np.minimum(1, by_terms + random.random((50, 3)) * (by_terms > 0) * (random.random((50, 3)) < 0.5))
    lengths = random.integers(1, 200, 50)
    least, rates = own_rates(by_terms, lengths), rates_of_equal_text(more, lengths, by_terms)
    text = (extents(more, rates) * lengths[:, None]).sum(axis=0)
    assert text == pytest.approx((extents(by_terms, least) * lengths[:, None]).sum(axis=0))
    assert (rates >= least - 1e-12).all()
    assert rates_of_equal_text(by_terms, lengths, by_terms) == pytest.approx(least)
