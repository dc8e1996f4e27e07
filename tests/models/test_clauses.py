"""Claims counted by hand: which characters a theme's terms claim, and whether that is a mention."""

import pytest

from topics.models.counting.clauses import claims
from topics.themes import Theme

WIND = Theme("wind", ("风电", "风机"))
GREEN = Theme("green", ("高端化、智能化、绿色化",))
ENGLISH = Theme("en", ("wind power",))


@pytest.mark.parametrize(
    ("text", "claimed", "mentioned"),
    [
        ("今年风电成片投运，高铁延伸。", 9, True),  # a clause with its sign
        ("今年风电投运，风机出海。", 12, True),  # two clauses
        ("今年风电和风机投运。", 10, True),  # one clause, once
        ("铁路：风电。", 3, True),
        ("铁路；水运！风电？", 3, True),
        ("总体要求\n发展风电", 4, True),  # a line is a clause; white space is no character
        ("“发展风电。”铁路", 7, True),  # closing quotes belong to the clause they close
        ("推进铁路、风电、港口建设", 2, False),  # one item of three
        ("推进风电设备、铁路、港口建设", 6, False),
        ("推进铁路、港口、风机建设", 4, False),
        ("推进风电、港口、风机建设", 8, False),  # two items of three, without the signs
        ("推进铁路、风电建设", 9, True),  # two things are no list
        ("按照《风电、铁路、水运管理办法》检修", 2, False),  # a name
        ("按照《风电办法》发展风机", 12, True),  # a name and a clause of its own
        ("铁路、《风电办法》、港口", 2, False),
        ("铁路、水运、《港口、风电办法》的风机", 12, False),  # signs in a name list nothing
        ("没有", 0, False),
        ("", 0, False),
    ],
)
def test_claims_by_hand(text: str, claimed: int, mentioned: bool) -> None:
    found = claims([text], [WIND])
    assert (found.claimed[0, 0], bool(found.mentioned[0, 0])) == (claimed, mentioned)
    assert found.characters[0] == len(text.replace("\n", ""))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("More wind power, less rail.", 14),
        ("Rail grew by 3.5 % with wind power; the port did not.", 28),
        ("At 10:30 wind power was up. Rail was not.", 22),
        ("wind power", 9),
    ],
)
def test_western_signs_end_a_clause_unless_they_stand_within_a_number(text: str, claimed: int) -> None:
    assert claims([text], [ENGLISH]).claimed[0, 0] == claimed


def test_signs_within_a_term_list_nothing() -> None:
    found = claims(["推动高端化、智能化、绿色化转型，铁路", "推动高端化、智能化、绿色化转型、铁路、港口"], [GREEN])
    assert found.claimed[:, 0].tolist() == [16, 15]
    assert found.mentioned[:, 0].tolist() == [True, False]


def test_a_clause_with_terms_of_two_themes_is_claimed_by_both() -> None:
    found = claims(["风电与高铁并进，到此为止"], [WIND, Theme("rail", ("高铁",))])
    assert found.claimed.tolist() == [[8, 8]]
    assert found.share.tolist() == [[8 / 12, 8 / 12]]
