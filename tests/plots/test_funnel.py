import csv

import pandas as pd
import pytest

from topics.errors import FigureError
from topics.plots.funnel import MOST_SOURCES, draw_documents, draw_funnel, funnel_rows, largest_sources
from topics.plots.style import journal, new_figure
from topics.report.drawing import draw

DOCUMENTS = pd.DataFrame(
    [("2020", "甲报", 3), ("2020", "", 1), ("2022", "甲报", 2), ("2022", "乙网", 4)],
    columns=["year", "source", "n_documents"],
)
FUNNEL = pd.DataFrame(
    [
        ("files", "found", "", 12),
        ("files", "found", 'no reader for ".xyz" files', -2),
        ("files", "decoded", "", 10),
        ("documents", "found", "", 20),
        ("documents", "found", "no date", -5),
        ("documents", "found", "repeats an earlier document", -5),
        ("documents", "unique", "", 10),
        ("passages", "counted", "", 100),
    ],
    columns=["level", "stage", "reason", "total"],
)


def test_years_without_a_document_are_there_and_the_largest_source_comes_first() -> None:
    table = largest_sources(DOCUMENTS)
    assert table.to_numpy().tolist() == [
        ["2020", "甲报", 3], ["2020", "乙网", 0], ["2020", "source not stated", 1],
        ["2021", "甲报", 0], ["2021", "乙网", 0], ["2021", "source not stated", 0],
        ["2022", "甲报", 2], ["2022", "乙网", 4], ["2022", "source not stated", 0],
    ]  # fmt: skip


def test_small_sources_are_taken_together_and_none_is_lost() -> None:
    many = pd.DataFrame([("2020", f"s{i}", 20 - i) for i in range(12)], columns=["year", "source", "n_documents"])
    table = largest_sources(many)
    assert table["source"].tolist() == ["s0", "s1", "s2", "s3", "s4", "other sources"]
    assert len(table) == MOST_SOURCES
    assert table["n_documents"].sum() == many["n_documents"].sum()


@pytest.mark.parametrize(("named", "title"), [(6, "by year and source"), (4, "by year")])
def test_sources_are_told_apart_only_where_most_documents_are_of_a_named_one(named, title) -> None:
    table = pd.DataFrame(
        [("2020", "甲报", named), ("2020", "", 5), ("2021", "甲报", 1), ("2021", "", 1)],
        columns=["year", "source", "n_documents"],
    )
    with journal():
        ax = new_figure().subplots()
        draw_documents(ax, largest_sources(table))
    assert ax.get_title(loc="left") == f"Unique documents {title}"
    assert (ax.get_legend() is None) is (title == "by year")
    assert len(ax.patches) == (4 if title != "by year" else 2)


def test_losses_hang_where_they_were_lost() -> None:
    rows = funnel_rows(FUNNEL, "zh")
    assert rows["label"].tolist()[:6] == [
        "文件：找到",
        'no reader for ".xyz" files',
        "文件：可读取",
        "文档：找到",
        "没有日期",
        "与更早的文档重复",
    ]
    assert rows["left"].tolist() == pytest.approx([0, 10 / 12, 0, 0, 0.75, 0.5, 0, 0])
    assert rows["right"].tolist() == pytest.approx([1, 1, 10 / 12, 1, 1, 0.75, 0.5, 1])


def test_the_panels_show_the_tables_numbers() -> None:
    with journal():
        above, below = new_figure().subplots(2, 1)
        draw_documents(above, largest_sources(DOCUMENTS))
        draw_funnel(below, funnel_rows(FUNNEL))
    assert [text.get_text() for text in above.texts] == ["4", "0", "6"]
    hatches = {bars.get_label(): bars.patches[0].get_hatch() for bars in above.containers}
    assert len(set(hatches.values())) == len(hatches) > 1
    assert [text.get_text() for text in below.texts] == ["12", "−2", "10", "20", "−5", "−5", "10", "100"]
    assert [bar.get_width() for bar in below.patches] == pytest.approx([1, 2 / 12, 10 / 12, 1, 0.25, 0.25, 0.5, 1])


def test_the_figure_is_saved_with_its_numbers_in_both_languages(tmp_path) -> None:  # type: ignore[no-untyped-def]
    tables = {"documents": DOCUMENTS, "funnel": FUNNEL}
    for language, said in (("en", "12 files found, 10 unique documents"), ("zh", "共 12 个文件")):
        paths = draw("fig6_corpus", tables, (), tmp_path, language, ["png"])
        assert said in paths[-1].read_text(encoding="utf-8")
    rows = list(csv.DictReader((tmp_path / "fig6_corpus.csv").read_text(encoding="utf-8").splitlines()))
    assert sum(int(row["n"]) for row in rows if row["source"]) == 10
    assert [int(row["n"]) for row in rows if not row["source"]] == FUNNEL["total"].tolist()


def test_no_document_is_no_figure() -> None:
    with pytest.raises(FigureError, match="no unique document"):
        largest_sources(DOCUMENTS.head(0))
