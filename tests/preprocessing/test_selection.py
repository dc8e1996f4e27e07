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
        ("date = 2019", 'no document has "2019" as date'),
        ("level = county seat", r'expected `and` or the end after "level = county", found "seat"'),
        ("level", 'expected =, !=, <, <=, >, >= or in after "level", found the end'),
        ("level =", 'expected a value after "level =", found the end'),
        ("= central", 'expected the name of an attribute, found "="'),
        ("level in central", r"expected \( after `in`"),
        ("level in (central", r"expected , or \)"),
        ("level in ()", "expected a value"),
        ("level = central or level = local", 'expected `and` or the end after "level = central", found "or"'),
        ("level = central and", "expected the name of an attribute"),
        ('level = "central', "a quotation mark is not closed"),
        ("level ! central", "expected =, !=, <"),
        ("", "expected the name of an attribute, found the end"),
        ("a" * 3000, "3000 characters is too long"),
        (" and ".join(["level = local"] * 60), "may have 50 conditions"),
        ("source = press and level = 'county seat'", "no document fulfils source = press and level"),
    ],
)
def test_what_cannot_be_selected_is_refused_with_the_nearest(where: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        selected(DOCUMENTS, where)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        told = canonical(text)
    except ModelError:
        return
    assert [str(one) for one in conditions(told)] == [str(one) for one in conditions(text)]
