"""Coverage of bands in a dozen of the worlds of `benchmarks/bands.py`."""

import bands
import numpy as np
import pytest

REPLICATIONS, BY_CHANCE = 1000, 2.0  # about three Monte Carlo standard errors of a coverage, in points
WORLDS = [
    ("even", 0.05, 5),
    ("even", 0.2, 10),
    ("even", 0.6, 100),
    ("skewed", 0.05, 30),
    ("skewed", 0.2, 10),
    ("by_document", 0.2, 5),
    ("wholly", 0.05, 100),
    ("wholly", 0.2, 30),
    ("a_third", 0.05, 30),
    ("passages", 0.05, 30),
    ("long_wholly", 0.2, 30),
    ("long_more", 0.05, 30),
    ("long_more", 0.2, 10),
    ("sources", 0.2, 30),
]


@pytest.mark.slow
@pytest.mark.parametrize(("world", "share", "n"), WORLDS)
def test_the_band_holds_the_share(world: str, share: float, n: int) -> None:
    drawn = getattr(bands, world)
    found = bands.judged(bands.present(bands.periods(drawn, n, share, REPLICATIONS)), bands.true_share(drawn, share))
    assert found["holds"] >= 93 - BY_CHANCE


@pytest.mark.slow
@pytest.mark.parametrize(("world", "share", "n"), [("even", 0.05, 10), ("long_more", 0.05, 30)])
def test_the_rules_that_were_left_do_not(world: str, share: float, n: int) -> None:
    drawn = getattr(bands, world)
    of = bands.periods(drawn, n, share, REPLICATIONS)
    holds = {rule.__name__: bands.judged(rule(of), bands.true_share(drawn, share))["holds"] for rule in bands.RULES}
    assert holds["present"] > max(holds["earlier"], holds["bootstrap_t"])


@pytest.mark.slow
@pytest.mark.parametrize("design", [(3, 40, 20, 0.1, 0.3), (3, 40, 60, 0.3, 0.3), (60, 5, 80, 0.02, 0.0)])
def test_corrected_bands_hold_the_share_of_corpus_and_process(design: tuple[float, ...]) -> None:
    for (method, population, rule), (lower, upper, truth) in bands.coded_world(*design, 3.5, 200).items():
        if rule == "present":
            found = bands.judged((lower, upper), truth)
            assert found["holds"] >= 93 - BY_CHANCE, (method, population)
            assert (lower <= upper).all()
            assert np.isfinite(upper).all()
