"""What `topics sweep` says of one seed and of several, and what it says comes next."""

import pytest

from tests.cli.test_gold_to_card import topics


@pytest.mark.usefixtures("toy_here")
def test_one_seed_has_no_range_and_a_run_is_asked_for_where_there_is_none() -> None:
    one = topics("sweep", "toy", "--model", "nmf", "--topics", "2,3", "--seeds", 1)
    assert "nmf by number of topics: of one seed" in one
    assert "By one seed alone, " in one
    assert "After a `topics run` of the study, `topics figures toy fig4_sizes` draws it." in one
    topics("run", "toy")
    two = topics("sweep", "toy", "--model", "nmf", "--topics", "2,3", "--seeds", 2)
    assert "mean and range over 2 seeds" in two
    assert "By the range of its seeds, " in two
    assert "After a `topics run`" not in two
