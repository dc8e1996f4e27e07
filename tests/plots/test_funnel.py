import csv

import pandas as pd
import pytest
from matplotlib.figure import Figure

from topics.errors import FigureError
from topics.plots.document_bars import bar_rows, draw_bars
from topics.plots.flow import draw_flow, flow_steps
from topics.plots.funnel import MOST_SOURCES, funnel_rows, largest_sources
from topics.plots.style import journal
from topics.report.drawing import draw
from topics.report.sections.corpus_flow import flow

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
        ["2020", "甲报", 3], ["2020", "乙网", 0], ["2020", "source not stated, signatures aside", 1],
        ["2021", "甲报", 0], ["2021", "乙网", 0], ["2021", "source not stated, signatures aside", 0],
        ["2022", "甲报", 2], ["2022", "乙网", 4], ["2022", "source not stated, signatures aside", 0],
    ]  # fmt: skip


def test_small_sources_are_taken_together_and_none_is_lost() -> None:
    many = pd.DataFrame([("2020", f"s{i}", 20 - i) for i in range(12)], columns=["year", "source", "n_documents"])
    table = largest_sources(many)
    assert table["source"].tolist() == ["s0", "s1", "s2", "s3", "s4", "other sources"]
    assert len(table) == MOST_SOURCES
    assert table["n_documents"].sum() == many["n_documents"].sum()


@pytest.mark.parametrize(
    ("named", "labels"),
    [(6, ["documents by year", "甲报", "source not stated, signatures aside"]), (4, ["documents by year"])],
)
def test_sources_are_told_apart_only_where_most_documents_are_of_a_named_one(named, labels) -> None:
    table = pd.DataFrame(
        [("2020", "甲报", named), ("2020", "", 5), ("2021", "甲报", 1), ("2021", "", 1)],
        columns=["year", "source", "n_documents"],
    )
    rows = bar_rows(largest_sources(table))
    assert [label for label, _ in rows] == labels
    assert rows[0][1] == [named + 5, 2]


def test_losses_hang_where_they_were_lost() -> None:
    rows = funnel_rows(FUNNEL, "zh")
    assert rows["label"].tolist()[:6] == [
        "收集到的文件",
        "不支持“.xyz”格式",
        "可读取的文件",
        "文件中的文档",
        "没有日期",
        "与另一文档重复，只计一份",
    ]
    assert rows["left"].tolist() == pytest.approx([0, 10 / 12, 0, 0, 0.75, 0.5, 0, 0])
    assert rows["right"].tolist() == pytest.approx([1, 1, 10 / 12, 1, 1, 0.75, 0.5, 1])


def test_a_flow_has_a_box_where_something_was_lost_and_one_at_the_end() -> None:
    steps = flow_steps(FUNNEL, ["files", "documents", "passages"])
    assert [(step.label, step.total, step.losses) for step in steps] == [
        ("files found", 12, ((-2, 'no reader for ".xyz" files'),)),
        ("files read", 10, ()),
        ("documents in them", 20, ((-5, "no date"), (-5, "repeats an earlier document"))),
        ("documents told once", 10, ()),
        ("passages counted", 100, ()),
    ]
    assert [step.part for step in steps] == pytest.approx([1, 10 / 12, 1, 0.5, 1])


@pytest.mark.parametrize(
    ("language", "beside"),
    [
        ("en", ["12 files found", '−2 no reader for ".xyz" files', "10 files read"]),
        ("zh", ["12 个文件（收集到）", "−2 不支持“.xyz”格式", "10 个文件（可读取）"]),
    ],
)
def test_the_page_counts_files_as_a_sentence_does(language: str, beside: list[str]) -> None:
    (steps, *_) = flow(FUNNEL, language)
    assert [f"{step['total']} {step['beside']}" for step in steps] == beside


def test_a_single_file_and_a_single_document_are_singular() -> None:
    table = FUNNEL.assign(total=[1, 0, 1, 20, -5, -14, 1, 100]).drop(index=1)  # a table of documents, say
    labels = [step.label for step in flow_steps(table, ["files", "documents", "passages"])]
    assert labels == ["file read", "documents in it", "document told once", "passages counted"]
    stages = [label for label in funnel_rows(table)["label"] if ": " in label]
    assert stages == ["file: found", "file: decoded", "documents: found", "document: unique", "passages: counted"]


def test_of_many_losses_the_largest_are_named_and_none_is_lost() -> None:
    losses = [("files", "found", f"reason {k}", -k - 1) for k in range(9)]
    table = pd.DataFrame(
        [("files", "found", "", 100), *losses, ("files", "decoded", "", 55)], columns=FUNNEL.columns.tolist()
    )
    first, last = flow_steps(table, ["files"], "zh")
    assert [reason for _, reason in first.losses] == [f"reason {k}" for k in range(4, 9)] + ["其他 4 种原因"]
    assert first.total + sum(n for n, _ in first.losses) == last.total


def test_the_bars_and_boxes_show_the_tables_numbers() -> None:
    rows, steps = bar_rows(largest_sources(DOCUMENTS)), flow_steps(FUNNEL, ["files", "documents"])
    with journal():
        flow, *bars = Figure(figsize=(6, 6)).subplots(1 + len(rows), 1)
        draw_bars(bars, rows, ["2020", "2021", "2022"], 100)
        draw_flow(flow, steps, 100)
    heights = [[bar.get_height() for bar in ax.patches] for ax in bars]
    assert heights == [[4, 0, 6], [3, 0, 2], [0, 0, 4], [1, 0, 0]]
    assert [text.get_text() for text in bars[0].texts] == ["documents by year", "4", "0", "6"]
    assert [ax.texts[-1].get_text() for ax in bars[1:]] == ["5", "4", "1"]
    told = [text.get_text() for text in flow.texts if text.get_text()]
    numbers = [text for text in told if text.strip("−").isdigit()]
    assert numbers == ["12", "−2", "10", "20", "−5", "−5", "10"]
    assert [text for text in told if "%" in text] == ["83.3%", "50.0%"]


def test_the_figure_is_saved_with_its_numbers_in_both_languages(tmp_path) -> None:  # type: ignore[no-untyped-def]
    tables = {"documents": DOCUMENTS, "funnel": FUNNEL}
    for language, said in (
        ("en", "from 12 files to the counted text, 10 documents"),
        ("zh", "自 12 个文件至计入的 10 篇文档"),
    ):
        paths = draw("fig6_corpus", tables, (), tmp_path, language, ["png"])
        assert said in paths[-1].read_text(encoding="utf-8")
    rows = list(csv.DictReader((tmp_path / "fig6_corpus.csv").read_text(encoding="utf-8").splitlines()))
    assert sum(int(row["n"]) for row in rows if row["source"]) == 10
    assert [int(row["n"]) for row in rows if not row["source"]] == FUNNEL["total"].tolist()


def test_no_document_is_no_figure() -> None:
    with pytest.raises(FigureError, match="no unique document"):
        largest_sources(DOCUMENTS.head(0))
