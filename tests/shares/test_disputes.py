"""Who is right where coders differ: planted truths, and a posterior that is known."""

import numpy as np
import pytest

from topics.shares.coded.disputes import CELLS, adding_up, told_by_predictions

SHARES = (0.2, 0.05, 0.75)


def planted(right, *, knows=0.95, disputes=60, n=4000, seed=1):
    """Codes of a coder who never errs elsewhere, and `disputes` units of two labels, of which the first is right
    in `right`; predictions know the part `knows` and guess the others."""
    random = np.random.default_rng(seed)
    truth = random.choice(3, size=n, p=SHARES)
    truth[:disputes] = np.where(np.arange(disputes) < right * disputes, 0, 2)
    has = np.eye(3)[truth].T
    waiting = np.zeros_like(has)
    waiting[[0, 2], :disputes] = 1
    one = np.where(waiting > 0, 0.5, has)
    named = np.where(random.random(n) < knows, truth, random.integers(0, 3, n))
    predicted = np.where(np.eye(3)[named].T > 0, 0.8, 0.1)
    return one, waiting, predicted


def told(one, waiting, predicted, kept=1.0):
    """The part of each label's disputes in which it is right, that of each unit, and the variance of the former."""
    every = np.ones(one.shape[1], dtype=bool)
    right, variance = told_by_predictions(one, waiting, predicted, np.ones(len(every)), every, one.mean(axis=1), kept)
    rate = np.maximum(waiting.mean(axis=1), 1e-9)
    return (right * waiting).mean(axis=1) / rate, right, variance / rate**2


@pytest.mark.parametrize("right", [0.0, 0.25, 0.5, 1.0])
def test_predictions_that_know_the_codes_tell_who_is_right(right):
    part, _, variance = told(*planted(right))
    assert part[[0, 2]] == pytest.approx([right, 1 - right], abs=0.06)
    assert (variance[[0, 2]] < 0.04**2).all()


def test_a_perfect_prediction_decides_every_unit_and_leaves_little_doubt():
    one, waiting, predicted = planted(0.25, knows=1.0, disputes=8)
    _, right, variance = told(one, waiting, predicted)
    assert right[0, :8] == pytest.approx([1, 1, 0, 0, 0, 0, 0, 0], abs=0.08)
    assert right[2, :8] == pytest.approx([0, 0, 1, 1, 1, 1, 1, 1], abs=0.08)
    assert (variance[[0, 2]] < 0.12**2).all()


def test_predictions_that_know_nothing_leave_jeffreys_prior_and_what_chance_does_to_the_units():
    # λ ~ Beta(½, ½) has variance 1/8; the mean of 20 units adds E λ (1 − λ) / 20.
    part, _, variance = told(*planted(0.0, knows=0.0, disputes=20))
    assert part[[0, 2]] == pytest.approx([0.5] * 2, abs=0.1)
    assert variance[[0, 2]] == pytest.approx([1 / 8 + 1 / 8 / 20] * 2, abs=0.02)


def test_a_label_about_which_nobody_differs_stays_as_it_was():
    _, right, variance = told(*planted(0.25))
    assert (right[1] == 0.5).all()
    assert variance[1] == 0


def test_the_rival_that_is_named_tells_more_than_a_label_of_which_nobody_speaks():
    one, waiting, predicted = planted(0.5, disputes=60)
    predicted[:, :2] = 0.1
    predicted[2, 0] = predicted[1, 1] = 0.8
    _, right, _ = told(one, waiting, predicted)
    assert right[0, 0] < 0.1
    assert 0.2 < right[0, 1] < 0.8


def test_the_grid_is_fine_enough_for_the_variance_of_jeffreys_prior():
    cells = np.sin(np.pi / 2 * (np.arange(CELLS[0]) + 0.5) / CELLS[0]) ** 2
    assert cells.var() == pytest.approx(1 / 8, rel=0.001)


def test_labels_add_to_what_they_did_and_the_less_certain_one_gives_way():
    weighed = np.array([[0.2, 0.0], [0.0, 0.1], [0.0, 0.0]])
    right = np.array([[0.9, 0.5], [0.5, 0.4], [0.5, 0.5]])
    found = adding_up(right, weighed, np.array([0.0004, 0.0004, 0.0]))
    assert ((found - 0.5) * weighed).sum() == pytest.approx(0)
    # Both means have the variance 0.0004, so that either takes half of the excess of 0.07.
    assert found[0, 0] == pytest.approx(0.9 - 0.175)
    assert found[1, 1] == pytest.approx(0.4 - 0.35)
    assert found[2].tolist() == [0.5, 0.5]
