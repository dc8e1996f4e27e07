import pytest

from topics.preprocessing.duplicates import find_duplicates, fingerprint

A, B, C, D, E = ("甲" * 40, "乙" * 40, "丙" * 40, "丁" * 40, "戊" * 40)


def test_fingerprints_hold_letters_and_digits_only() -> None:
    assert fingerprint("（五）“5G+工业 互联网”。\n") == "五5g工业互联网"


@pytest.mark.parametrize(
    ("later", "is_copy"),
    [
        ([A, B, C, D], True),
        ([A, B, C, D, E], True),  # exactly 80 % of its characters
        ([A, B, C, E], False),  # 75 %
        ([E, "己" * 40], False),
    ],
)
def test_a_document_is_a_copy_from_eighty_per_cent_on(later: list[str], is_copy: bool) -> None:
    whole, _ = find_duplicates({"first": [A, B, C, D], "later": later})
    assert whole == ({"later": "first"} if is_copy else {})


def test_passages_point_to_their_first_occurrence_also_in_their_own_document() -> None:
    whole, repeated = find_duplicates({"x": [A, B, A], "y": [C, A]})
    assert whole == {}
    assert repeated == {("x", 2): ("x", 0), ("y", 1): ("x", 0)}


def test_a_copy_of_a_copy_points_to_the_original() -> None:
    whole, _ = find_duplicates({"x": [A, B, C, D], "y": [A, B, C, D, E], "z": [E, D, A, B, C]})
    assert whole == {"y": "x", "z": "x"}


def test_parts_of_several_earlier_documents_make_no_copy() -> None:
    whole, repeated = find_duplicates({"x": [A, C], "y": [B, D], "digest": [A, B]})
    assert whole == {}
    assert len(repeated) == 2


def test_passages_without_letters_are_nobodys_copy() -> None:
    assert find_duplicates({"x": ["……"], "y": ["……"]}) == ({}, {})
