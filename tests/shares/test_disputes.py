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
    rate = waiting.mean(axis=1)
    return told_by_predictions(one, waiting, predicted, np.ones(one.shape[1]), one.mean(axis=1), rate, kept)


@pytest.mark.parametrize("right", [0.0, 0.25, 0.5, 1.0])
def test_predictions_that_know_the_codes_tell_who_is_right(right):
    mean, variance = told(*planted(right))
    assert mean[[0, 2]] == pytest.approx([right, 1 - right], abs=0.06)
    assert (variance[[0, 2]] < 0.07**2).all()


def test_what_is_told_of_a_few_disputes_by_a_perfect_prediction_is_a_beta_posterior():
    # Uniform beforehand; of 8 disputes the label is right in 2: Beta(3, 7).
    mean, variance = told(*planted(0.25, knows=1.0, disputes=8))
    assert mean[0] == pytest.approx(3 / 10, abs=0.02)
    assert variance[0] == pytest.approx(3 * 7 / (10**2 * 11), abs=0.002)


def test_predictions_that_know_nothing_tell_next_to_nothing():
    mean, variance = told(*planted(0.0, knows=0.0, disputes=20))
    assert mean == pytest.approx([0.5] * 3, abs=0.1)
    assert variance == pytest.approx([1 / 12] * 3, abs=0.015)


def test_a_label_about_which_nobody_differs_stays_as_it_was():
    mean, variance = told(*planted(0.25))
    assert mean[1] == 0.5
    assert variance[1] == 1 / 12


def test_the_grid_is_fine_enough_for_a_uniform_variance():
    cells = (np.arange(CELLS[0]) + 0.5) / CELLS[0]
    assert cells.var() == pytest.approx(1 / 12, rel=0.001)


def test_labels_add_to_what_they_did_and_the_less_certain_one_gives_way():
    part, variance, rate = np.array([0.9, 0.4, 0.5]), np.array([0.01, 0.04, 0.0]), np.array([0.2, 0.1, 0.0])
    found = adding_up(part, variance, rate)
    assert ((found - 0.5) * rate).sum() == pytest.approx(0)
    # Both moves have the variance 0.0004, so that either takes half of the excess of 0.07.
    assert found == pytest.approx([0.9 - 0.175, 0.4 - 0.35, 0.5])
