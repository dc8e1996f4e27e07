"""Ids of rows without a column of ids: filling an empty row in moves none, and with them no date given by id."""

import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd
import pytest

from topics.errors import DocumentError
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.dating.chronology import undated_sentence
from topics.preprocessing.document import Document
from topics.preprocessing.ledger.severe import loss_lines
from topics.preprocessing.reading import read_bytes

Rows = Sequence[Sequence[str]]

ZH = [
    ["标题", "日期", "正文"],
    ["甲", "2021-01-01", "各县要在年底前完成海上风电场址普查，结果报省能源局备案。"],
    ["乙", "2021-02-01", "储能电站应当通过安全评估后投运，鼓励社会资本参与建设。"],
    ["丙", "2021-03-01", "会议强调，要把数据安全放在突出位置，加强个人信息保护。"],
]
EN = [
    ["Title", "Date", "Text"],
    ["Ports", "2021-01-01", "The county pays for the new port from its rents and fees."],
    ["Homes", "2021-02-01", "Carers are leaving because the city pays more than the county."],
    ["Wards", "2021-03-01", "The ward has twelve beds and four nurses at night."],
]


def separated(rows: Rows, sign: str = ",") -> bytes:
    return "".join(f"{sign.join(row)}\n" for row in rows).encode()


def lines(rows: Rows) -> bytes:
    return "".join(json.dumps(dict(zip(rows[0], row, strict=True))) + "\n" for row in rows[1:]).encode()


def workbook(*sheets: Rows) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append([cell or None for cell in row])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def page(rows: Rows) -> bytes:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<html><meta charset="utf-8"><table>{cells}</table></html>'.encode()


def parquet(rows: Rows) -> bytes:
    saved = io.BytesIO()
    pd.DataFrame(rows[1:], columns=rows[0]).to_parquet(saved)
    return saved.getvalue()


WRITERS: dict[str, Callable[[Rows], bytes]] = {
    "a.csv": separated,
    "a.tsv": lambda rows: separated(rows, "\t"),
    "a.jsonl": lines,
    "a.json": lambda rows: json.dumps([dict(zip(rows[0], row, strict=True)) for row in rows[1:]]).encode(),
    "a.xlsx": workbook,
    "a.xls": page,
    "a.parquet": parquet,
}


def ids(data: bytes, name: str) -> dict[str, str]:
    return {document.title: document.id for document in read_bytes(data, name).documents}


@pytest.mark.parametrize("name", WRITERS)
@pytest.mark.parametrize("rows", [ZH, EN], ids=["zh", "en"])
@pytest.mark.parametrize("mark", ["", "[removed]"])
def test_a_row_that_is_filled_in_moves_no_id(name: str, rows: Rows, mark: str) -> None:
    whole = ids(WRITERS[name](rows), name)
    gap = [*rows[:2], [*rows[2][:2], mark], rows[3]]
    assert list(whole.values()) == ["a-1", "a-2", "a-3"]
    assert ids(WRITERS[name](gap), name) == {title: name for title, name in whole.items() if title != rows[2][0]}
    last = ids(WRITERS[name]([*rows[:2], [*rows[2][:2], mark]]), name)
    assert last == {rows[1][0]: "a-1"}


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.xlsx", "a.xls"])
def test_a_row_of_empty_cells_counts_too(name: str) -> None:
    found = ids(WRITERS[name]([*EN[:2], ["", "", ""], EN[3]]), name)
    assert found == {"Ports": "a-1", "Wards": "a-3"}


def test_a_broken_row_counts_too() -> None:
    broken = lines(EN).replace(b'{"Title": "Homes"', b'{"Title: "Homes"')
    assert ids(broken, "a.jsonl") == {"Ports": "a-1", "Wards": "a-3"}


def test_a_row_that_is_added_to_one_sheet_moves_no_id_of_another() -> None:
    other = [EN[0], ["Roads", "2021-04-01", "The road to the port was closed for a year."]]
    before, after = workbook(EN[:3], other), workbook(EN, other)
    assert ids(before, "a.xlsx") == {"Ports": "a-1", "Homes": "a-2", "Roads": "a-Sheet1-1"}
    assert ids(before, "a.xlsx").items() <= ids(after, "a.xlsx").items()


def test_one_document_alone_has_its_file_for_id() -> None:
    assert ids(separated(EN[:2]), "a.csv") == {"Ports": "a"}


def test_an_undated_row_is_named_with_its_line_and_title(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(separated([*EN[:2], ["Homes", "", EN[2][2]], EN[3]]))
    with pytest.raises(DocumentError, match=r"a\.csv, line 3, “Homes” \(a-2\): no year was found"):
        read_corpus([tmp_path / "a.csv"])
    assert "a.txt (a): " in undated_sentence([Document("a", "No day.", path="a.txt", title="Homes")])


def test_ids_and_paths_that_are_gone_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "renamed"
    folder.mkdir()
    (folder / "ports.txt").write_text(EN[1][2])
    (tmp_path / "a.csv").write_bytes(separated([*EN[:3], ["Wards", "2021-03-01", ""]]))
    said = "id,date\nold/ports,2021-05-01\nrenamed/ports,2021-06-01\na-3,2020-01-01\n"
    (tmp_path / "documents.csv").write_text(said)
    corpus = read_corpus([tmp_path], manifest=tmp_path / "documents.csv", root=tmp_path)
    assert any('old/ports (did you mean "renamed/ports"?) and a-3.' in line for line in loss_lines(corpus))
