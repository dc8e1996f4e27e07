"""Topics that have a place in the text are told from those that are left over."""

import numpy as np
import pytest

from topics.models.presence import present


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[0.9, 0.1], [0.95, 0.05]], [True, True]),
        ([[0.96, 0.04], [0.95, 0.05]], [True, False]),
        ([[0.0, 0.0]], [True, True]),
        ([[1.0]], [True]),
        ([[*[0.97 / 2] * 2, *[0.03 / 98] * 98]], [True] * 2 + [False] * 98),
        ([[0.01] * 100], [False] * 100),  # all alike: what a fit to text without topics ends in
        ([[*[0.02] * 40, *[0.2 / 60] * 60], [*[0.2 / 60] * 60, *[0.02] * 40]], [False] * 100),
        ([[*[0.04] * 20, *[0.2 / 80] * 80]], [True] * 20 + [False] * 80),
    ],
)
def test_a_topic_has_a_place_where_it_has_more_than_a_trace_of_some_passage(rows, expected):
    assert present(np.array(rows, dtype=np.float32)).tolist() == expected
