"""A short form of `benchmarks/claims.py`: constant shares of worlds drawn at random are not taken for change."""

import change_levels
import claims
import numpy as np
import pytest

STUDIES = 200
WORLDS = [world for world in claims.fresh(seed=77) if world.periods <= 11]


@pytest.mark.slow
def test_a_constant_share_is_not_taken_for_change():
    rates = [claims.simulated(world, STUDIES)[1] for world in WORLDS]
    # Three standard errors for each world, and less than 5 % in all of them together.
    assert max(rates) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / STUDIES)
    assert np.mean(rates) < 0.03


@pytest.mark.slow
@pytest.mark.parametrize("form", claims.FORMS)
def test_power_rises_with_the_change(form):
    world = claims.World(8, (150,), 0.0, form=form)
    sizes = [claims.simulated(claims.replace(world, change=(change,) * 4), STUDIES)[1] for change in (0, 0.1, 0.3)]
    assert sizes[0] < sizes[1] < sizes[2]
    assert sizes[2] > 0.9


@pytest.mark.slow
def test_the_levels_of_the_table_are_those_that_are_simulated(monkeypatch):
    monkeypatch.setattr(change_levels, "EFFECTS", (16.0, 128.0, 1e4))
    monkeypatch.setattr(change_levels, "DRAWN", 200_000)
    _, searched = change_levels.levels(5)
    assert searched[:2] == pytest.approx(change_levels.tail_levels.searched(5).tails[:2], rel=0.15)
