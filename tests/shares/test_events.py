"""Shares before and after events: planted steps at known months."""

import numpy as np
import pandas as pd
import pytest

from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.periods import Periods
from topics.shares.trend.events import EVENTS, Event, theme_events

MONTHS = [f"{year}-{month:02}" for year in (2019, 2020, 2021) for month in range(1, 13)]


def found(events: list[Event], n: int = 20, step: float = 0.2, seed: int = 1) -> pd.DataFrame:
    """36 months of documents: x rises by `step` in 2020-07, y never does; each has the same spread in every month."""
    random = np.random.default_rng(seed)
    rows, weights = [], []
    for month in MONTHS:
        for item in range(n):
            x = 0.2 + step * (month >= "2020-07") + random.normal(0, 0.05)
            rows.append((f"{month}-{item}", f"{month}-{item % 28 + 1:02}", 100, True))
            weights.append([x, 0.2 + random.normal(0, 0.05)])
    passages = pd.DataFrame(rows, columns=["doc_id", "date", "n_tokens", "counted"])
    passages["passage_id"] = passages["doc_id"]
    values = np.clip(weights, 0, 0.5)
    scores = ThemeScores(("x", "y"), tuple(passages["passage_id"]), values, values, np.zeros(len(values)))
    design = Design(Periods("year", 2019, 2021), draws=200)
    table = theme_events(events, [scores], passages, passages[["doc_id", "date"]], estimator="e", design=design)
    return EVENTS.check(table).set_index("theme")


@pytest.mark.parametrize(
    ("date", "before", "after"),
    [("2020-07-01", 6, 6), ("2020-07", 6, 6), ("2020-06-15", 6, 6)],  # in the middle of a month: that month is left out
)
def test_a_step_is_found_where_it_was_planted(date: str, before: int, after: int) -> None:
    table = found([Event("law", date, ("x",), "rise", 6)])
    x = table.loc["x"]
    assert (x["months_before"], x["months_after"], x["touched"]) == (before, after, True)
    assert x["step"] == pytest.approx(0.2, abs=0.02)
    assert x["step_lower"] < 0.2 < x["step_upper"]
    assert x["p_step"] == x["p_step_holm"] < 0.01
    assert (x["placebos_as_large"], table.loc["y", "touched"]) == (0, False)
    assert x["placebos"] > 5
    assert table.loc["y", "p_step"] > 0.05
    assert np.isnan(table.loc["y", "p_step_holm"])


def test_an_event_without_a_step_shows_none() -> None:
    x = found([Event("law", "2019-07-01", ("x",), "rise", 6)]).loc["x"]
    assert abs(x["step"]) < 0.03
    assert x["p_step"] > 0.05
    assert x["placebos_as_large"] > 0  # the planted step is among the other dates


def test_the_family_is_all_pairs_that_were_planned() -> None:
    table = found([Event("law", "2020-07-01", ("x", "y"), "rise", 6), Event("fair", "2019-07-01", ("x",), "fall", 6)])
    planned = table[table["touched"]]
    assert len(planned) == 3
    x = planned[(planned["event"] == "law") & (planned.index == "x")].iloc[0]
    assert x["p_step_holm"] == pytest.approx(3 * x["p_step"])


@pytest.mark.parametrize(
    ("event", "n", "refused"),
    [
        (Event("early", "2019-02-01", ("x",), "rise", 6), 20, "few-months"),
        (Event("late", "2021-11-01", ("x",), "rise", 6), 20, "few-months"),
        (Event("outside", "2025-01-01", ("x",), "rise", 6), 20, "few-months"),
        (Event("thin", "2020-07-01", ("x",), "rise", 6), 4, "few-documents"),
    ],
)
def test_an_event_with_too_little_on_a_side_is_refused(event: Event, n: int, refused: str) -> None:
    x = found([event], n).loc["x"]
    assert x["refused"] == refused
    assert np.isnan(x["step"])
