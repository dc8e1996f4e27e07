import io
import json
import re
import sys
from datetime import date

import numpy as np
import pandas as pd
import pytest
from rich.cells import cell_len

from tests.report.latex import assert_latex_takes
from topics.errors import TopicsError
from topics.report.tables import print_table, render

TABLE = pd.DataFrame(
    {
        "estimator": ["lda", "词典|x"],
        "share": [0.1234, np.nan],
        "lower": [0.1, np.nan],
        "n_tokens": [12345, 0],
        "correlation": [0.97123, -1.0],
        "top_words": ["=SUM(A1)", "50% & [5G]_\\"],
    }
)

GOLDEN = {
    "table": (
        "Shares\n"
        "estimator   share   lower   n tokens   correlation   top words\n"
        "─────────────────────────────────────────────────────────────────\n"
        "lda         12.3%   10.0%     12,345          0.97   =SUM(A1)\n"
        "词典|x          –       –          0         −1.00   50% & [5G]_\\\n"
    ),
    "json": (
        "[\n"
        '  {\n    "estimator": "lda",\n    "share": 0.1234,\n    "lower": 0.1,\n    "n_tokens": 12345,\n'
        '    "correlation": 0.97123,\n    "top_words": "=SUM(A1)"\n  },\n'
        '  {\n    "estimator": "词典|x",\n    "share": null,\n    "lower": null,\n    "n_tokens": 0,\n'
        '    "correlation": -1.0,\n    "top_words": "50% & [5G]_\\\\"\n  }\n'
        "]\n"
    ),
    "csv": (
        "estimator,share,lower,n_tokens,correlation,top_words\n"
        "lda,0.1234,0.1,12345,0.97123,'=SUM(A1)\n"
        "词典|x,,,0,-1.0,50% & [5G]_\\\n"
    ),
    "latex": (
        "% Chinese: \\usepackage{ctex} (or xeCJK) and XeLaTeX or LuaLaTeX\n"
        "\\begin{table}\n\\centering\n\\caption{Shares}\n"
        "\\begin{tabular}{lrrrrl}\n\\toprule\n"
        "estimator & share & lower & n tokens & correlation & top words \\\\\n\\midrule\n"
        "lda & 12.3\\% & 10.0\\% & 12,345 & 0.97 & =SUM(A1) \\\\\n"
        "词典\\textbar{}x & -- & -- & 0 & $-$1.00 & 50\\% \\& {[}5G]\\_\\textbackslash{} \\\\\n"
        "\\bottomrule\n\\end{tabular}\n\\end{table}\n"
    ),
    "markdown": (
        "**Shares**\n\n"
        "| estimator | share | lower | n tokens | correlation | top words |\n"
        "| --- | ---: | ---: | ---: | ---: | --- |\n"
        "| lda | 12.3% | 10.0% | 12,345 | 0.97 | =SUM(A1) |\n"
        "| 词典\\|x | – | – | 0 | −1.00 | 50% & \\[5G\\]\\_\\\\ |\n"
    ),
}


@pytest.mark.parametrize("format", GOLDEN)
def test_golden(format):
    assert render(TABLE, format, "Shares") == GOLDEN[format]


def test_latex_holds_nothing_that_latex_does_not_typeset_as_it_stands():
    table = pd.DataFrame({"a_b": ["−1.2 [−2.0, +0.4]", "p < .001 > 5% & #1 {x} ~ ^ $ \\\\ 新型|工业化", None]})
    text = render(table, "latex", "A − B: 5G & 数据安全 {50%}")
    bare = re.sub(r"\\[&%$#_{}]", "", text)
    assert bare.count("{") == bare.count("}")
    assert not re.search(r"[−–<>|^~#]", bare)
    assert bare.count("$") == 2 * text.count("$-$") == 2 * 3
    assert assert_latex_takes(text) == assert_latex_takes(render(table, "latex")) == 1
    body = text.split("\\midrule\n")[1].split("\\bottomrule")[0]
    assert [line.endswith(r" \\") for line in body.splitlines()] == [True] * 3
    assert "新型" in body


@pytest.mark.parametrize(
    "broken",
    [
        "\\begin{tabular}{l}\na & b \\\\\n\\end{tabular}\n",  # a cell too many
        "\\begin{tabular}{l}\n5% \\\\\n\\end{tabular}\n",
        "\\begin{tabular}{l}\n{a \\\\\n\\end{tabular}\n",
        "\\begin{tabular}{l}\na \\\\\n",  # never ended
        "\\begin{tabular}{l}\na\n\\end{tabular}\n",  # a row without an end
        "\\begin{tabular}{l}\n\\textqed a \\\\\n\\end{tabular}\n",
    ],
)
def test_the_check_of_latex_sees_what_would_not_compile(broken):
    with pytest.raises(AssertionError):
        assert_latex_takes(broken)


def test_a_table_above_a_page_is_a_longtable_that_repeats_its_head():
    long = pd.DataFrame({"item": [f"n° {n}" for n in range(60)], "share": 0.5})
    text = render(long, "latex", "Every item & its share")
    assert text.startswith("% Above a page: \\usepackage{longtable}\n\\begin{longtable}{lr}\n\\caption{Every item")
    assert text.count(r"item & share \\") == 2
    assert assert_latex_takes(text) == assert_latex_takes(render(long, "latex")) == 1
    assert "longtable" not in render(long[:30], "latex", "Every item")


def test_latex_without_a_title_is_a_bare_tabular():
    assert render(TABLE[["share"]], "latex").startswith("\\begin{tabular}")


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@cmd", "'@cmd"),
        ("-cmd", "'-cmd"),
        ("\tx", "'\tx"),
        ("＝1+1", "'＝1+1"),
        ("-0.5", "-0.5"),
        ("+1e3", "+1e3"),
        ("5G", "5G"),
        (-0.5, "-0.5"),
        (None, '""'),
        (True, "True"),
    ],
)
def test_no_cell_is_a_formula(cell, written):
    assert render(pd.DataFrame({"x": pd.Series([cell], dtype=object)}), "csv") == f"x\n{written}\n"


def test_a_carriage_return_is_neutralised_and_quoted():
    assert render(pd.DataFrame({"x": ["\r=1"]}), "csv") == "x\n\"'\n'=1\"\n"


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        (np.float64("inf"), None),
        (pd.NaT, None),
        (pd.NA, None),
        (np.int64(3), 3),
        (np.bool_(True), True),
        (date(2020, 3, 1), "2020-03-01"),
        (["a", np.float32(0.5), float("nan")], ["a", 0.5, None]),
    ],
)
def test_json_holds_plain_values(cell, plain):
    table = pd.DataFrame({"x": pd.Series([cell], dtype=object)})
    assert json.loads(render(table, "json")) == [{"x": plain}]


def test_percent_only_where_the_name_says_share():
    table = pd.DataFrame({"max_share": [0.5], "shared_words": [0.5], "lower": [0.5], "se_seeds": [0.5]})
    assert render(table).split("\n")[2].split() == ["50.0%", "0.500", "0.500", "0.500"]


def test_a_terminal_cannot_be_driven_by_a_cell():
    shown = render(pd.DataFrame({"title": ["a\x1b[31m\nb [bold]c[/bold]"]}), title="x\x07y")
    assert shown.splitlines()[0] == "x y"
    assert shown.splitlines()[-1] == "a [31m b [bold]c[/bold]"


@pytest.mark.parametrize(("format", "text"), [("json", "[]\n"), ("csv", "a,b\n")])
def test_no_rows(format, text):
    assert render(pd.DataFrame({"a": [], "b": []}), format) == text
    assert "(no rows)" in render(pd.DataFrame({"a": [], "b": []}))


def test_an_unknown_format_is_refused():
    with pytest.raises(TopicsError, match='did you mean "latex"'):
        render(TABLE, "latx")


def test_printing_to_a_pipe_is_plain(capsys):
    print_table(TABLE, title="Shares")
    assert capsys.readouterr().out == GOLDEN["table"]


def test_a_narrow_terminal_never_cuts_a_number(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "20")
    print_table(TABLE.assign(title=["工业互联网" * 10, "one two " * 10]), title="Shares")
    shown = terminal.getvalue()
    assert all(cell in shown for cell in ("12.3%", "12,345", "−1.00", "=SUM(A1)", "50% & [5G]_\\"))
    assert shown.count("业") == 10
    assert shown.count("two") == 10


def test_a_table_wider_than_the_window_stands_in_parts_with_the_columns_that_tell_rows_apart(monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", "80")
    themes, groups = ["wind"] * 2 + ["rail"] * 2, ["中央", "地方"] * 2
    cells = {f"20{n}": [f"{n}.{row} [0.0–84.2]" for row in range(4)] for n in range(10, 24)}
    print_table(pd.DataFrame({"theme": themes, "level": groups, **cells}), title="Shares")
    lines = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in terminal.getvalue().splitlines()]
    assert max(cell_len(line.rstrip()) for line in lines) <= 80
    parts = [line.split() for line in lines if line.startswith("theme")]
    assert [part[:2] for part in parts] == [["theme", "level"]] * len(parts)
    assert [period for part in parts for period in part[2:]] == list(cells)
    assert sum(line.split()[:2] == ["wind", "中央"] for line in lines) == len(parts) > 1
    assert "".join(lines).count("Shares") == 1
    assert all(cell in "".join(lines) for column in cells.values() for cell in column)
