"""The language of --where: what it selects, how it is written, and what it refuses."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.errors import ModelError
from topics.preprocessing.selection import EVERY, canonical, conditions, selected

DOCUMENTS = pd.DataFrame(
    {
        "doc_id": list("abcde"),
        "date": ["2020-01-31", "2020-03-01", "2020-12-31", "2021-03-15", "2022-01-01"],
        "issued": ["2019-12-30", "", "", "2021-03", "2021"],
        "title": ["甲", "乙", "丙", "丁", "戊"],
        "source": ["press", "press", "", "office", "office"],
        "level": ["central", "local", "local", "", "county seat"],
        "级别": ["中央", "地方", "地方", "", "县"],
        "pages": ["9", "10", "1,200", "", "10.0"],
        "code": ["01", "02", "10", "11", "1"],
        "number": "",
        'it\'s "x"': ["5' 6\"", "b", "b", "b", "b"],
        "who": ["Ministry  of\nHealth", "Ministry\u00a0of Health", "Ａ类", "B类", "I\u0302le"],
        "enacted": ["2020", "2020-03", "2020-03-15", "2021-07-01", ""],
        "signed": ["03/04/2021", "05/04/2021", "04/05/2021", "", ""],
        "sheets": ["1", "2", "3", "n/a", "n/a"],
    }
)


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        (EVERY, "abcde"),
        ("level = central", "a"),
        ("level=central", "a"),
        ("level == central", "a"),
        ("level != central", "bcde"),
        ('level = ""', "d"),
        ('level != ""', "abce"),
        ("level in (central, local)", "abc"),
        ('level IN (central, "county seat")', "ae"),
        ("level = local and source = press", "b"),
        ("level = local AND source = ''", "c"),
        ("级别 = 中央", "a"),
        ("级别＝“地方”　and　pages ＞ 10", "c"),
        ("级别 in（中央，县）", "ae"),
        ("级别 in (中央、县)", "ae"),
        ("pages > 9", "bce"),
        ("pages >= 9", "abce"),
        ("pages < 10", "a"),
        ("pages ≤ 10", "abe"),
        ("pages = 10", "be"),
        ("pages = 1200", "c"),
        ("pages != 10", "acd"),
        ("date = 2020", "abc"),
        ("date != 2020", "de"),
        ("date = 2020-03", "b"),
        ("date < 2020-03", "a"),
        ("date <= 2020", "abc"),
        ("date > 2020", "de"),
        ("date >= 2020-03-02 and date < 2022", "cd"),
        ("date = 2020年3月1日", "b"),
        ("issued < 2021", "a"),
        ("issued >= 2021", "de"),
        ("code = 01", "a"),
        ("code = 1", "e"),
        ("title in (甲, 乙)", "ab"),
        ("who = 'Ministry of Health'", "ab"),
        ("who = 'Ministry of\u3000Health'", "ab"),
        ("who = Ａ类", "c"),
        ("who in (A类, B类)", "cd"),
        ("who = Île", "e"),
        ('“it\'s "x"” = 「5\' 6"」', "a"),
        ("code != ''", "abcde"),
        ("enacted = 2020", "abc"),
        ("enacted = 2020Q1", "bc"),
        ("enacted = 2020-03", "bc"),
        ("enacted < 2020-04", "bc"),
        ("enacted <= 2020-04", "bc"),
        ("enacted >= 2020-02", "bcd"),
        ("enacted > 2020", "d"),
        ("doc_id != a", "bcde"),
    ],
)
def test_documents_that_are_selected(where: str, ids: str) -> None:
    assert "".join(DOCUMENTS["doc_id"][selected(DOCUMENTS, where)]) == ids
    again = canonical(where)
    assert canonical(again) == again
    assert "".join(DOCUMENTS["doc_id"][selected(DOCUMENTS, again)]) == ids


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        ("levle = central", 'no document has an attribute "levle"; did you mean "level"'),
        ("level = Central", 'no document has "Central" as level; nearest: central'),
        ("level = centrall", "nearest: central"),
        ("level in (central, lokal)", 'no document has "lokal" as level; nearest: local'),
        ("level = xyz", 'known are: local, central, "county seat"'),
        ("级别 = 中", 'no document has "中" as 级别'),
        ("level < local", "level is a category, whose values have no order"),
        ("title > 甲", "title is a text, whose values have no order"),
        ("pages > many", 'pages holds numbers, and "many" is none'),
        ("pages > 5000", "no document fulfils pages > 5000"),
        ("date > soon", 'date holds dates, and "soon" is none; write 2020, 2020-03 or 2020-03-01'),
        ("date = 2019", 'no document has "2019" as date; they run from [-0-9]{10} to [-0-9]{10}'),
        ("number = x", "none states its number"),
        ("enacted = 2020-01", 'no document has "2020-01" as enacted'),
        ("enacted = 01/02/2020", 'enacted holds dates, and "01/02/2020" may be .* set date_order; write 2020'),
        (
            "signed >= 2021",
            'signed cannot be read as dates: "03/04/2021" may be .* set date_order',
        ),
        ("sheets > 1", "sheets would hold numbers, but for n/a; leave such cells empty, or correct them"),
        ("level = 'not stated'", 'level = "" finds those that state none'),
        ("level = county seat", r'expected `and` or the end after "level = county", found "seat"'),
        ("level", 'expected =, !=, <, <=, >, >= or in after "level", found the end'),
        ("level =", 'expected a value after "level =", found the end'),
        ("= central", 'expected the name of an attribute, found "="'),
        ("level in central", r"expected \( after `in`"),
        ("level in (central", r"expected , or \)"),
        ("level in ()", "expected a value"),
        ("level = central or level = local", r'found "or"\. .* one of several values is: level in \(central, local\)'),
        ("level not in (central)", r'found "not"\. What is to be left out is written level != central'),
        ("level = central 且 pages > 5", r'found "且"\. Conditions are joined by `and`'),
        ("level = central and", "expected the name of an attribute"),
        ('level = "central', "a quotation mark is not closed"),
        ("level ! central", "expected =, !=, <"),
        ("", "expected the name of an attribute, found the end"),
        ("a" * 3000, "3000 characters is too long"),
        (" and ".join(["level = local"] * 60), "at most 50 conditions"),
        ("source = press and level = 'county seat'", "no document fulfils source = press and level"),
    ],
)
def test_what_cannot_be_selected_is_refused_with_the_nearest(where: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        selected(DOCUMENTS, where)


def test_days_are_read_in_the_order_of_the_study() -> None:
    assert "".join(DOCUMENTS["doc_id"][selected(DOCUMENTS, "signed = 2021-04", "dmy")]) == "ab"
    assert "".join(DOCUMENTS["doc_id"][selected(DOCUMENTS, "signed = 04/05/2021", "dmy")]) == "c"


@pytest.mark.parametrize(
    ("where", "ids"),
    [("date = 2020", "abcd"), ("date = 2020-01", "bc"), ("date < 2020-07", "bc"), ("date >= 2020-07", "d")],
)
def test_a_document_lies_in_no_time_shorter_than_what_is_known_of_its_date(where: str, ids: str) -> None:
    documents = pd.DataFrame(
        {
            "doc_id": list("abcd"),
            "date": ["2020-01-01", "2020-01-01", "2020-01-01", "2020-07-01"],
            "date_precision": ["year", "month", "day", "half-year"],
        }
    )
    assert "".join(documents["doc_id"][selected(documents, where)]) == ids


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        told = canonical(text)
    except ModelError:
        return
    assert [str(one) for one in conditions(told)] == [str(one) for one in conditions(text)]
