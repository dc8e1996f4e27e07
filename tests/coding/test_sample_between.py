"""A sample drawn between the values of an attribute: its difference is that of the codes, and no job keeps it."""

from pathlib import Path

import numpy as np
import pytest

from tests.coding.test_gold import Toy
from topics.coding.gold.estimate import GoldEstimates, gold_estimates
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.power import expected_widths
from topics.coding.gold.units import units_of
from topics.errors import ModelError, StudyError
from topics.jobs.run import run
from topics.report.layouts.coding_layouts import change_layout
from topics.study.study import load_study

PLACES = ("east", "east", "east", "north", "east", "north", "west", "west")  # by document


class Places(Toy):
    """The toy study, whose documents are of three places."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        for number, place in enumerate(PLACES):
            path = root / "toy" / "documents" / f"doc-{number}.md"
            path.write_text(path.read_text("utf-8").replace("---\n", f"---\nplace: {place}\nall: one\n", 1), "utf-8")
        self.study = load_study(root / "toy")
        self.job = run(self.study, self.store)

    def estimates(self) -> GoldEstimates:
        return gold_estimates(self.place, self.store, self.study, population="corpus")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Places:
    return Places(tmp_path_factory.mktemp("places"))


@pytest.fixture
def toy(made: Places, tmp_path: Path) -> Places:
    made.place = GoldFolder(tmp_path / "gold")
    return made


def test_where_all_is_coded_the_difference_is_that_of_the_codes(toy: Places) -> None:
    toy.draw(24, between="place", coders=1)
    toy.fill()
    toy.read()
    found = toy.estimates()
    assert sorted(set(found.shares["period"])) == ["east", "north", "west"]
    units = units_of(toy.job, "passage")
    place, tokens = units["doc_id"].map(lambda name: PLACES[int(name[-1])]), units["n_tokens"]
    wind = units["unit"].map(toy.truth) == "wind"
    share = {name: np.average(wind[place == name], weights=tokens[place == name]) for name in ("east", "west")}
    row = found.change.query("theme == 'wind' and method == 'corrected'").iloc[0]
    assert (row["first"], row["last"]) == ("east", "west")
    assert row[["change", "lower", "upper"]].tolist() == pytest.approx([share["west"] - share["east"]] * 3)
    # Values of an attribute follow no order, so that there is no model of change over them.
    assert found.change["p_change"].isna().all()
    assert set(change_layout(found.change, found.shares)["p beyond periods"]) == {"–"}


def test_shares_between_places_are_none_of_the_jobs(toy: Places) -> None:
    toy.draw(4, coders=1)
    toy.fill()
    toy.read()
    toy.estimates()
    kept, _ = toy.job.gold()
    toy.place = GoldFolder(toy.place.root.parent / "between")
    toy.draw(3, between="place", coders=1)
    toy.fill()
    toy.read()
    toy.estimates()
    now, why = toy.job.gold()
    assert (why, now is not None and kept is not None and now.codes == kept.codes) == ("", True)
    assert set(toy.place.table("estimates.csv", ("period",))["period"]) == {"east", "north", "west"}


def test_units_are_allotted_to_the_places_that_are_compared(toy: Places) -> None:
    toy.draw(2, between="place", coders=1, strata="none")
    toy.fill()
    toy.read()
    toy.draw(4, between="place", coders=1, strata="none", aim="change")
    of = toy.place.table("key.csv", ("period",))["period"].value_counts()
    assert (of["north"], of.sum()) == (2, 12)
    level, change = expected_widths(
        toy.store, toy.study, [4], between="place", aim="change", strata="none", population="corpus", draws=4
    )
    assert set(level["period"]) == {"east", "north", "west"}
    assert (change["first"] + change["last"]).tolist() == ["eastwest"] * 2


def test_another_attribute_and_one_value_are_refused(toy: Places) -> None:
    toy.draw(2, between="place", coders=1)
    with pytest.raises(StudyError, match='were drawn with between = "place", not ""'):
        toy.draw(4, coders=1)
    toy.place = GoldFolder(toy.place.root.parent / "other")
    with pytest.raises(StudyError, match='all documents have one value of "all"'):
        toy.draw(2, between="all", coders=1)
    with pytest.raises(ModelError, match="plaice"):
        toy.draw(2, between="plaice", coders=1)
