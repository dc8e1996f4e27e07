"""The worlds of coded samples, in a short form: what whole periods share is not taken for a change."""

import numpy as np
import pytest
from coded_worlds import ALPHA, WORLDS, World, claimed

SHOCKED = [world for world in WORLDS if world.shock and world.units < 1000]


@pytest.mark.slow
@pytest.mark.parametrize("world", SHOCKED, ids=lambda world: f"{world.name}, {world.periods} of {world.coded}")
def test_what_whole_periods_share_is_no_change_of_corrected_shares(world: World) -> None:
    n = 60
    difference, now, _ = np.mean([claimed(world, seed, rising=False) for seed in range(n)], axis=0)
    assert now <= ALPHA + 2 * np.sqrt(ALPHA * (1 - ALPHA) / n)
    assert difference >= now


def test_the_difference_alone_takes_it_for_one() -> None:
    world = World("periods differ", 3, 400, 150, 2.7)
    assert np.mean([claimed(world, seed, rising=False)[0] for seed in range(12)]) > 0.1


@pytest.mark.slow
def test_a_steady_rise_over_many_periods_is_claimed() -> None:
    world = World("nothing", 10, 2000, 400)
    assert np.mean([claimed(world, seed, rising=True)[1] for seed in range(6)]) > 0.3
