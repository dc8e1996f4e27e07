"""The type of an attribute by its values, and the table that lists attributes."""

import re

import pandas as pd
import pytest

from topics.errors import ModelError
from topics.preprocessing.attribute_table import attribute_values, attributes_table, beside
from topics.preprocessing.attribute_types import infer_type

TITLES = [f"关于做好第{n}批工业互联网平台建设有关工作的通知（征求意见稿）" for n in range(9)]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["central", "local", ""], "category"),
        (["中央", "地方", "地方"], "category"),
        (["1", "25", "3.5", ""], "number"),
        (["1,200", "12", "-3", "+4", "1e3", "１２"], "number"),
        (["0", "0.5", "10"], "number"),
        (["01", "02", "11"], "category"),
        (["1", "2", "3a"], "category"),
        (["100871", "200433", "510275"], "category"),
        (["100871", "98", "1204"], "number"),
        (["10001", "10001"], "number"),  # one value is no list of codes
        (["2020", "2021", "2021"], "date"),
        (["1,850", "2020", "12000"], "number"),
        (["1850", "420", "12"], "number"),
        (["2020-03-01", "2021/4/5", "2019"], "date"),
        (["2020年3月1日", "二〇二一年四月"], "date"),
        (["20200301", "20191231"], "date"),
        (["国发〔2020〕1号", "2021年第3期"], "category"),
        (["2020-03-01 and 2021", "2020"], "category"),
        (["n/a", "2020-03-01"], "category"),
        (["2021年3月4日 星期四", "2020-11-30（周一）"], "date"),
        (["Thu, 04 Mar 2021 12:33:05 GMT", "Monday, 30 November 2020"], "date"),
        (["2021Q1", "2021年上半年", "2021-W05"], "date"),
        (["2020/1/1-2020/12/31", "2021/1/1-2021/12/31"], "category"),
        (["2020 (est.)", "2021"], "category"),
        (["2019-20", "2020-21"], "category"),
        (["1234567890", "1456789012"], "category"),  # ids, although seconds since 1970 look the same
        (["03/04/2021", "05/06/2021"], "category"),
        (TITLES, "text"),
        ([f"A long free note about case {n}, as it was told by the office" for n in range(9)], "text"),
        (["Ministry of Industry and Information Technology"] * 5, "category"),
        (["Anna Berg", "Ben Ode", "Cleo Fox"], "category"),
        (["", "  "], "category"),
        ([], "category"),
        (["∞", "NaN"], "category"),
        (["9" * 5000], "category"),
    ],
)
def test_a_type_is_that_of_all_filled_values(values: list[str], kind: str) -> None:
    assert infer_type(values) == kind


def test_days_are_read_in_the_order_of_the_study() -> None:
    assert infer_type(["03/04/2021", "15/06/2021"], "dmy") == "date"
    assert infer_type(["03/04/2021", "15/06/2021"], "mdy") == "category"
    table = attributes_table(documents().assign(agreed=["03/04/2021", "05/06/2021", "", ""]), "dmy")
    assert table.set_index("attribute").loc["agreed", "type"] == "date"


def test_values_that_look_the_same_are_one() -> None:
    told = ["Ministry  of\nHealth", "Ministry\u00a0of Health", " Ile\u0302 ", "Îl\u200be"]
    assert attribute_values(documents().assign(who=told), "who").tolist() == [
        "Ministry of Health",
        "Ministry of Health",
        "Ilê",
        "Îl\u200be",
    ]


def test_a_column_of_every_document_is_no_attribute() -> None:
    with pytest.raises(
        ModelError, match="date is no attribute but a column that every document has; name an attribute"
    ):
        attribute_values(documents(), "date")


def documents() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "doc_id": list("abcd"),
            "date": "2020-01-01",
            "source": ["press", "press", "", "office"],
            "level": ["central", "local", "local", ""],
            "n_tokens": [1, 2, 3, 4],
        }
    )


def test_attributes_are_listed_with_their_commonest_values() -> None:
    chinese = attributes_table(documents(), language="zh")["commonest"].str.cat()
    assert "（" in chinese
    assert "、" in chinese
    assert not re.search(r", | \(", chinese)
    table = attributes_table(documents())
    assert table.values.tolist() == [
        ["source", "category", 3, 2, "press (2), office (1)"],
        ["level", "category", 3, 2, "local (2), central (1)"],
        ["n_tokens", "number", 4, 4, "1 (1), 2 (1), 3 (1), 4 (1)"],
    ]


def test_lists_of_values_are_bounded() -> None:
    many = documents().assign(level=["x" * 500, "b\nc", "d", "e"], **{f"a{n}": "1" for n in range(500)})
    table = attributes_table(many)
    assert len(table) == 200
    assert table["commonest"][1] == f"b c (1), d (1), e (1), {'x' * 24}… (1)"


def test_an_unknown_attribute_is_refused_with_the_nearest() -> None:
    with pytest.raises(ModelError, match=r'no document has an attribute "levle".* did you mean "level"'):
        attribute_values(documents(), "levle")


def test_attributes_beside_passages_keep_their_own_names_apart() -> None:
    told = beside(documents().assign(wind="x"), ["b", "a", "b"], ("doc_id", "wind"))
    assert told["level"].tolist() == ["local", "central", "local"]
    assert list(told) == ["level", "n_tokens", "wind (attribute)"]
