"""The door for CSV files: what a table says, row by row, whatever program wrote it, and which rows cannot be read."""

import csv
import io
import re
from itertools import pairwise

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from topics.errors import DocumentError, StudyError
from topics.files.csv import read_grid, read_table, whole_rows
from topics.files.dialects import NOT_CLOSED, TOO_FEW, TOO_MANY

Read = tuple[list[list[str]], list[tuple[str, str]]]

T = "id\tdate\ttext\n"
C = "id,date,text\n"
Z = "编号,日期,正文\n"
LAST = ["9", "2021", "末行"]


def read(text: str) -> Read:
    """The rows, and (place, problem) of those with a problem; short rows are in both."""
    table = list(read_table(text, "a.csv", DocumentError))
    return [list(row.values.values()) for row in table if not row.lost], [
        (row.place, row.problem) for row in table if row.problem
    ]


STRAY_IN_TABS = {
    "at the start": (f'{T}1\t2020\t"Open" access grew\n9\t2021\t末行\n', [["1", "2020", '"Open" access grew'], LAST]),
    "never closed": (f'{T}1\t2020\t"Caring for\n9\t2021\t末行\n', [["1", "2020", '"Caring for'], LAST]),
    "in the middle": (f'{T}1\t2020\ta 12" pipe\n9\t2021\t末行\n', [["1", "2020", 'a 12" pipe'], LAST]),
    "at the end": (f'{T}1\t2020\tthe pipe of 12"\n9\t2021\t末行\n', [["1", "2020", 'the pipe of 12"'], LAST]),
    "two that seem to close": (
        f'{T}1\t2020\t"一带\n2\t2020\t中\n3\t2020\t一路"\n9\t2021\t末行\n',
        [["1", "2020", '"一带'], ["2", "2020", "中"], ["3", "2020", '一路"'], LAST],
    ),
    "two openings": (
        f'{T}1\t2020\t"数据" 安全\n2\t2020\t"网络\n9\t2021\t末行\n',
        [["1", "2020", '"数据" 安全'], ["2", "2020", '"网络'], LAST],
    ),
    "a whole cell": (
        f'{T}1\t2020\t"标题"\n2\t2020\t"Left\n9\t2021\t末行\n', [["1", "2020", '"标题"'], ["2", "2020", '"Left'], LAST]
    ),
    "in a title": ('id\ttitle\ttext\n1\t"十四五"规划\t甲\n2\tb\t乙\n', [["1", '"十四五"规划', "甲"], ["2", "b", "乙"]]),
}  # fmt: skip
QUOTED_TABS = {
    "a tab": (f'{T}1\t2020\t"a\tb"\n9\t2021\t末行\n', [["1", "2020", "a\tb"], LAST]),
    "a line break": (f'{T}1\t2020\t"a\nb"\n9\t2021\t末行\n', [["1", "2020", "a\nb"], LAST]),
    "doubled marks": (f'{T}1\t2020\t"他说""好"""\n9\t2021\t末行\n', [["1", "2020", '他说"好"'], LAST]),
    "every cell": ('"id"\t"text"\n"1"\t"a"\n"2"\t"b"\n', [["1", "a"], ["2", "b"]]),
    "empty lines": (f'{T}1\t2020\t"第一段\n\n第二段"\n9\t2021\t末行\n', [["1", "2020", "第一段\n\n第二段"], LAST]),
}
ESCAPES = {
    "marks": (f'{C}1,2020,"he said \\"hi, you\\""\n9,2021,末行\n', [["1", "2020", 'he said "hi, you"'], LAST]),
    "zh": (f'{Z}1,2020,"他说\\"好,的\\""\n9,2021,末行\n', [["1", "2020", '他说"好,的"'], LAST]),
    "a separator": (f"{C}1,2020,a\\,b\n9,2021,末行\n", [["1", "2020", "a,b"], LAST]),
    "outside quotation": (f'{C}1,2020,say \\"hi\\"\n9,2021,末行\n', [["1", "2020", 'say "hi"'], LAST]),
    "a folder is none": (f'{C}1,2020,"C:\\x\\"\n9,2021,"末行"\n', [["1", "2020", "C:\\x\\"], LAST]),
    "a space before": ('id, text\n1, "a, b"\n2, "c"\n', [["1", "a, b"], ["2", "c"]]),
}
LINE_ENDS = {
    "CR": ('id,text\r1,"a\nb"\r2,c\r', [["1", "a\nb"], ["2", "c"]]),
    "CR without a last": ("编号,正文\r1,甲\r2,乙", [["1", "甲"], ["2", "乙"]]),
    "CR LF": ('id,text\r\n1,"a\r\nb"\r\n2,c\r\n', [["1", "a\r\nb"], ["2", "c"]]),
    "CR CR LF": ("id,text\r\r\n1,a\r\r\n2,b\r\r\n", [["1", "a"], ["2", "b"]]),
    "a CR in a cell": ("id,text\n1,a\rb\n2,c\n", [["1", "a\rb"], ["2", "c"]]),
    "a line separator": ("id,text\n1,a\u2028b\x85c\n2,d\x0ce\n", [["1", "a\u2028b\x85c"], ["2", "d\x0ce"]]),
    "a byte-order mark": ("\ufeff编号,正文\n1,甲\n", [["1", "甲"]]),
    "a NUL": ("id,text\n1,a\x00b\n2,c\n", [["1", "a\x00b"], ["2", "c"]]),
    "blank lines": ("\n\nid,text\n\n1,a\n  \n\n2,b\n\n", [["1", "a"], ["2", "b"]]),
    "mixed": ("id,text\r\n1,a\n2,b\r\n", [["1", "a"], ["2", "b"]]),
}
SEPARATORS = {
    "sep": ("sep=;\nid;text\n1;a,b\n", [["1", "a,b"]]),
    "any sep": ("SEP=^\r\n编号^正文\r\n1^甲,乙;丙\r\n", [["1", "甲,乙;丙"]]),
    "sep in marks": ('"sep=|"\nid|text\n1|a\n', [["1", "a"]]),
    "sep is a tab": ("sep=\t\nid\ttext\n1\ta,b\n", [["1", "a,b"]]),
    "a sep that is not so": ("sep=;\nid,text\n1,甲\n2,乙\n", [["1", "甲"], ["2", "乙"]]),
    "decimal commas": ("id;share;text\n1;0,5;a, b\n2;1,25;c\n", [["1", "0,5", "a, b"], ["2", "1,25", "c"]]),
    "two in the header": ('title;date,text\na;b,"x, y; z"\nc,d\n', [["a;b", "x, y; z"], ["c", "d"]]),
    "a header with commas": ("id;a, b, c and d;text\n1;x;甲\n2;y;乙\n", [["1", "x", "甲"], ["2", "y", "乙"]]),
    "bars": ("id|text\n1|a, b; c\n", [["1", "a, b; c"]]),
    "one column": ("text\nHello, world; or\nb\n", [["Hello, world; or"], ["b"]]),
    "one column in marks": ('正文\n"甲,乙\n丙"\n"他说""好"""\n', [["甲,乙\n丙"], ['他说"好"']]),
    "full-width commas are text": ("编号,正文\n1,甲，乙\n2,丙，丁\n", [["1", "甲，乙"], ["2", "丙，丁"]]),
    "spaces between names in marks": ('"id" "a text"\n1 "a b"\n2 c\n', [["1", "a b"], ["2", "c"]]),
    "a column without a name": (
        '"id","text"\n"1","x","甲"\n"2","y","乙"\n',
        [["1", "x", "甲"], ["2", "y", "乙"]],
    ),
    "the same with escapes": (
        '"id"\t"text"\n"1"\t"x"\t"a \\"b\\" c"\n"2"\t"y"\t"d"\n',
        [["1", "x", 'a "b" c'], ["2", "y", "d"]],
    ),
    "a last separator": ("id,text,\n1,a,\n2,b,\n", [["1", "a"], ["2", "b"]]),
    "empty columns": ("id,text,,\n1,a,,\n2,b,,x\n", [["1", "a"], ["2", "b", "x"]]),
}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(case, id=f"{kind}: {name}")
        for kind, cases in [
            ("stray in tabs", STRAY_IN_TABS), ("quoted tabs", QUOTED_TABS), ("escapes", ESCAPES),
            ("line ends", LINE_ENDS), ("separators", SEPARATORS),
        ]
        for name, case in cases.items()
    ],
)  # fmt: skip
def test_a_table_is_read_whole(case: tuple[str, list[list[str]]]) -> None:
    text, rows = case
    assert read(text) == (rows, [])


LOSSES = {
    "a mark inside": (f'{C}1,2020,"Second "text" here."\n9,2021,"末行"\n', [LAST], [("line 2", NOT_CLOSED)]),
    "text after a quoted cell": (f'{C}1,2020,"abc"def\n9,2021,"末行"\n', [LAST], [("line 2", NOT_CLOSED)]),
    "not closed at the end": (
        f'{C}8,2021,"a, b"\n9,2021,"末行"\n1,2020,"last, \nof all\n',
        [["8", "2021", "a, b"], LAST],
        [("lines 4 to 5", NOT_CLOSED)],
    ),
    "not closed in between": (
        f'{Z}8,2021,"甲,乙"\n1,2020,"未完\n9,2021,"末行"\n', [["8", "2021", "甲,乙"], LAST], [("line 3", NOT_CLOSED)]
    ),
    "in a cell of several lines": (
        f'{C}1,2020,"First "para\n\nsecond, para\nend"\n9,2021,"末行"\n', [LAST], [("lines 2 to 5", NOT_CLOSED)]
    ),
    "a wrong mark in the first column": (
        'text,id,date\n"甲"乙\n丙",1,2020\n"末行",9,2021\n', [["末行", "9", "2021"]], [("lines 2 to 3", NOT_CLOSED)]
    ),
    "two rows": (
        f'{C}1,2020,"a" b\n2,2020,"c" d\n9,2021,"末行"\n', [LAST], [("line 2", NOT_CLOSED), ("line 3", NOT_CLOSED)]
    ),
    "a cell too many": (f"{C}1,2020,a, b\n9,2021,末行\n", [LAST], [("line 2", TOO_MANY)]),
    "a cell too few": (f"{C}1,2020\n9,2021,末行\n", [["1", "2020", ""], LAST], [("line 2", TOO_FEW)]),
    "a comma in each text": ('"id","text"\n1,a, b\n2,c, d\n', [], [("line 2", TOO_MANY), ("line 3", TOO_MANY)]),
    "a tab too many": (f"{T}1\t2020\ta\tb\n9\t2021\t末行\n", [LAST], [("line 2", TOO_MANY)]),
    "empty cells too many": (f"{C}1,2020,a,,\n9,2021,末行\n", [["1", "2020", "a"], LAST], []),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_a_row_that_is_not_whole_is_named(name: str) -> None:
    text, rows, lost = LOSSES[name]
    assert read(text) == (rows, lost)


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", " \n", "\r"])
def test_an_empty_file_has_no_column(text: str) -> None:
    table = read_table(text, "a.csv", DocumentError)
    assert (table.columns, list(table)) == ((), [])


def test_a_header_alone_has_columns_and_no_row() -> None:
    table = read_table("id,正文\n", "a.csv", DocumentError)
    assert (table.columns, list(table)) == (("id", "正文"), [])


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("id,text,text", 'line 1: the columns 2 and 3 are both called "text"'),
        ("id,Text,date, text ", 'the columns 2 and 4 are both called "text"'),
        ("正文,id,正文", 'the columns 1 and 3 are both called "正文"'),
        ("\nid\tTEXT\ttext", "line 2: the columns 2 and 3"),
        ("id;\u3000日期;日期", 'the columns 2 and 3 are both called "日期"'),
        ('"text","id","text"', "the columns 1 and 3"),
    ],
)
def test_two_columns_of_one_name_are_refused(header: str, message: str) -> None:
    with pytest.raises(StudyError, match=rf"a\.csv, .*{message}.*; give one another name"):
        read_table(f"{header}\n1,2,3\n", "a.csv", StudyError)


@pytest.mark.parametrize("row", ['1,2020,"a" b', "1,2020,a,b"])
def test_where_no_row_may_be_lost_the_first_is_an_error_with_its_line(row: str) -> None:
    table = read_table(f'{C}"9",2021,末行\n{row}\n', "a.csv", StudyError)
    with pytest.raises(StudyError, match=r"^a\.csv, line 3: "):
        list(whole_rows(table, "a.csv", StudyError))


def test_a_sheet_may_have_a_title_above_its_header_and_keeps_its_blank_lines() -> None:
    grid = [record.cells for record in read_grid("Coding, round 1\n\nid;text;theme\na;x, y;\n", 20)]
    assert grid == [["Coding, round 1"], [], ["id", "text", "theme"], ["a", "x, y", ""]]


def test_a_huge_cell_is_read() -> None:
    cell = "字" * 3_000_000
    assert read(f'id,text\n1,"{cell}"\n') == ([["1", cell]], [])


@pytest.mark.parametrize("row", ['x,"""\n', 'x,"a\n', '"\n', '"",""b\n', "x,'\"\n"])
def test_thousands_of_stray_marks_take_no_quadratic_time(row: str) -> None:
    n = 60_000
    assert len(list(read_table(f"id,text\n{row * n}", "a.csv", DocumentError))) <= n


DIALECTS = {
    "excel": {"dialect": "excel"},
    "excel-tab": {"dialect": "excel-tab"},
    "unix": {"dialect": "unix"},
    "semicolon": {"delimiter": ";"},
    "bar": {"delimiter": "|"},
    "quoted tabs": {"delimiter": "\t", "quoting": csv.QUOTE_ALL},
}
CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text('",;\t\n\r a文', max_size=8)
# A cell that begins with a separator makes a stray mark before it look like the end of a cell, and tabs or bars beside
# line breaks make a cell look like rows.
_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="|"), max_size=12)
ORDINARY = st.builds("{}{}".format, st.sampled_from(["a", "文", "7"]), _TEXT | st.text('",;\n\r a文\\', max_size=8))
NAMES = st.lists(st.text("abc文本期号", min_size=1, max_size=4), min_size=2, max_size=5, unique=True)


@st.composite
def tables(draw: st.DrawFn, cell: st.SearchStrategy[str] = CELL) -> list[list[str]]:
    names = draw(NAMES)
    row = st.lists(cell, min_size=len(names), max_size=len(names))
    return [names, *draw(st.lists(row, min_size=1, max_size=6))]


def may_be_rows(rows: list[list[str]]) -> bool:
    """Whether the last line of a cell has tabs: two marks astray make whole rows look so."""
    return any(len(lines := re.split("[\r\n]+", cell)) > 1 and "\t" in lines[-1] for row in rows for cell in row)


def written(rows: list[list[str]], name: str) -> str:
    text = io.StringIO()
    csv.writer(text, **DIALECTS[name]).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


@pytest.mark.parametrize("name", DIALECTS)
@settings(deadline=None)
@given(rows=tables())
@example([["a", "b"], ["x", "1\n2\t3"], ["y", '"']])
@example([["a", "b"], ["", "\n"], ["\r", '""']])
def test_whatever_python_writes_is_read_back_exactly(name: str, rows: list[list[str]]) -> None:
    assume("tab" not in name or not may_be_rows(rows))
    assert read(written(rows, name)) == (rows[1:], [])


@pytest.mark.parametrize("name", DIALECTS)
@settings(deadline=None)
@given(rows=tables(ORDINARY), data=st.data())
def test_one_stray_mark_loses_one_row_at_most(name: str, rows: list[list[str]], data: st.DataObject) -> None:
    text = written(rows, name)
    ends = [len(written(rows[:n], name)) for n in range(1, len(rows) + 1)]
    hit = data.draw(st.integers(0, len(rows) - 2))
    start, end = list(pairwise(ends))[hit]
    place = data.draw(st.integers(start, end - 1))
    kept, _ = read(text[:place] + '"' + text[place:])
    for row in [*rows[1 : hit + 1], *rows[hit + 2 :]]:
        assert row in kept
