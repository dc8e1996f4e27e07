"""Numbers of documents: their parts, the document's own among others, the year against the date."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topics.preprocessing.cleaning.header_number import number_lines
from topics.preprocessing.cleaning.number import DocumentNumber, folded, parse_labelled, parse_number
from topics.preprocessing.cleaning.own_number import document_number
from topics.preprocessing.dating.chronology import dated
from topics.preprocessing.document import Document
from topics.preprocessing.reading import read_bytes

RUNNING = "为加快推进数据要素市场化配置改革，充分释放数据要素价值，各地区要健全制度，完善标准，请认真贯彻执行。"
# Headers with the number that is the document's own, and texts that cite others: composed, none is of a real document.
_TABLE = Path(__file__).parents[2] / "data" / "document_numbers.tsv"
HEADERS = [
    (number, text.replace("\\n", "\n").replace("\\t", "\t"))
    for number, text in (line.split("\t") for line in _TABLE.read_text(encoding="utf-8").splitlines()[1:])
]


def test_a_document_has_its_own_number_and_no_other_which_is_read_again_as_it_is_written() -> None:
    for number, text in HEADERS:
        found = document_number(text)
        assert (text, found.text if found else "") == (text, number)
        assert found is None or parse_labelled(found.text) == found, text


@pytest.mark.parametrize(
    ("text", "mark", "year", "serial"),
    [
        ("国办发〔2020〕31号", "国办发", 2020, 31),
        ("工信部联信管函[2021]12号", "工信部联信管函", 2021, 12),
        ("财税（2021）14号", "财税", 2021, 14),
        ("银发﹝２０２０﹞０３１号", "银发", 2020, 31),
        ("国 办 发 〔 2020 〕 3 1 号", "国办发", 2020, 31),
        ("国务院办公厅 国办发〔2020〕31号", "国办发", 2020, 31),
        ("國辦發〔二〇二〇〕31號", "国办发", 2020, 31),
        ("發(fā)改財金〔2018〕1806號", "发改财金", 2018, 1806),
        ("〔2020〕第3号", "", 2020, 3),
        ("（94）财税字第020号", "财税字", 1994, 20),
        ("（2020）京01民终123号", "京01民终", 2020, 123),
        ("公告（2021年第3号）", "公告", 2021, 3),
        ("国家某局2020年第 5 号公告", "国家某局公告", 2020, 5),
        ("财政部 税务总局公告2021年第12号", "财政部税务总局公告", 2021, 12),
        ("中国证券监督管理委员会公告〔2020〕5号", "中国证券监督管理委员会公告", 2020, 5),
        ("中华人民共和国主席令（第八十四号）", "中华人民共和国主席令", None, 84),
        ("某市人大常委会公告〔十三届〕第一百一十二号", "某市人大常委会公告", None, 112),
        ("国务院令第745号", "国务院令", None, 745),
        ("院臺經字第1090012345號", "院台经字", None, 1090012345),
        ("Regulation (EU) 2016/679", "Regulation (EU)", 2016, 679),
        ("Regulation (EC) No 45/2001", "Regulation (EC)", 2001, 45),
        ("Directive 95/46/EC", "Directive", 1995, 46),
        ("COM(2021) 206 final", "COM", 2021, 206),
        ("Executive Order 14028", "Executive Order", None, 14028),
        ("Public Law 116–92", "Public Law 116", None, 92),
        ("S.I. 2021/123", "S.I.", 2021, 123),
        ("2021 No. 123", "", 2021, 123),
        ("Circular No. 12 of 2020", "Circular", 2020, 12),
        ("S/RES/2334 (2016)", "S/RES", 2016, 2334),
        ("Cm 9876", "Cm", None, 9876),
        ("HC 123", "HC", None, 123),
    ],
)
def test_a_number_has_mark_year_and_serial(text: str, mark: str, year: int | None, serial: int) -> None:
    found = parse_number(text)
    assert found is not None
    assert found[1:] == (mark, year, serial)


@pytest.mark.parametrize(
    "text",
    ["", "号", "双清路83号", "京ICP证030173号", "总第123号", "神舟十八号", "国发〔5353〕9号", "2021年3月1号", "5 of 7",
     "2020", "根据国发〔2020〕1号", "某通知国发〔2020〕1号", "国发〔2020〕1号、2号", "x" * 10_000 + "〔2020〕1号"],
)  # fmt: skip
def test_other_texts_are_no_numbers(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("QMS-2021-003", ("QMS", 2021, 3)),
        ("FG21/1", ("FG", None, 1)),
        ("国办发〔2020〕31号", ("国办发", 2020, 31)),
        ("2021-03-01", None),
        ("2021年3月1日", None),
        ("无", None),
        ("1.总则", None),
        ("see page three", None),
    ],
)
def test_a_label_makes_a_number_of_any_code(text: str, expected: tuple[str, int | None, int] | None) -> None:
    found = parse_labelled(text)
    assert (found[1:] if found else None) == expected


@pytest.mark.parametrize(
    ("fields", "number"),
    [
        ({"文号": "某发[2021]5号"}, "某发〔2021〕5号"),
        ({"发文字号": "某发〔2021〕 5 号", "number": "17"}, "某发〔2021〕5号"),
        ({"document_number": "DOC-2021-045"}, "DOC-2021-045"),
        ({"page header": "发文字号：\n某发〔2021〕5号"}, "某发〔2021〕5号"),
        ({"文号": "—"}, ""),
        ({"编号": "A-017"}, ""),  # of the row, it may be
        ({"No.": "1017"}, ""),
        ({"引用文号": "国发〔2020〕1号"}, ""),
        ({"文号" * 999: "国发〔2020〕1号"}, ""),
    ],
)
def test_fields_of_a_record_hold_the_number(fields: dict[str, str], number: str) -> None:
    found = document_number(RUNNING, fields=fields)
    assert (found.text if found else "") == number


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("某厅关于某事的通知（某厅发〔2021〕5号）", "某厅发〔2021〕5号"),
        ("某厅关于某事的通知（某厅发〔2021〕5号）_政策文件_某网", "某厅发〔2021〕5号"),
        ("某市转发《某厅关于某事的通知》（某厅发〔2021〕5号）", ""),
        ("解读《关于某事的通知》（某厅发〔2021〕5号）", ""),
        ("Digital strategy (Cm 9453)", "Cm 9453"),
        ("Response to the report (HC 123)", ""),
    ],
)
def test_a_title_holds_the_number(title: str, number: str) -> None:
    found = document_number(RUNNING, title)
    assert (found.text if found else "") == number


def test_a_box_beside_the_text_holds_the_number_only_behind_a_label() -> None:
    box = "发文机关：\n某厅\n发文字号：\n某厅发〔2021〕5号"
    assert document_number(RUNNING, around=box) == DocumentNumber("某厅发〔2021〕5号", "某厅发", 2021, 5)
    assert document_number(RUNNING, around="相关文件\n某厅发〔2021〕5号") is None


def test_the_number_in_the_cells_of_a_page_and_of_a_table_reaches_the_document() -> None:
    page = (
        "<html><head><title>关于某事的通知</title></head><body><table><tr><td>发文机关：</td><td>某厅</td></tr>"
        "<tr><td>发文字号：</td><td>某厅[2021]5号</td><td>发布日期：</td><td>2021年04月02日</td></tr></table>"
        f"<div><h1>关于某事的通知</h1><p>{RUNNING}</p><p>{RUNNING[10:]}</p></div></body></html>"
    )
    table = f"标题,文号,正文\n关于某事的通知,某厅[2021]5号,{RUNNING}\n"
    for name, data in (("a.html", page), ("a.csv", table)):
        [document] = read_bytes(data.encode(), name).documents
        assert dated(document).number == "某厅〔2021〕5号"


def test_a_column_of_the_manifest_has_the_last_word() -> None:
    document = Document("d", f"关于某事的通知\n某厅〔2021〕5号\n{RUNNING}", attributes={"文号": "某厅〔2021〕6号"})
    assert dated(document).number == "某厅〔2021〕6号"
    assert dated(document, {"文号": "某厅[2021]7号"}).number == "某厅〔2021〕7号"
    assert dated(document, {"文号": ""}).number == "某厅〔2021〕6号"


@pytest.mark.parametrize(
    ("number", "date", "problem"),
    [
        ("某发〔2021〕5号", "2021-03-01", ""),
        ("某发〔2021〕5号", "2022-01-10", ""),  # numbered in December, published in January
        ("某发〔2021〕5号", "2020-12-31", ""),
        ("某发〔2021〕5号", "2023-03-01", "the year of its own number, and it is dated 2023-03-01"),
        ("国务院令第745号", "2023-03-01", ""),
        ("某发〔2021〕5号", "", ""),
    ],
)
def test_a_number_of_another_year_is_a_problem(number: str, date: str, problem: str) -> None:
    document = Document("d", f"关于某事的通知\n{number}\n{RUNNING}", date=date, date_source="record" if date else "")
    assert "".join(what for finding, what in dated(document).evidence if finding.words == number) == problem


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("某部令\n第 5 号\n正文", {0, 1}),
        ("某部\n公告\n2021年第5号\n正文", {0, 1, 2}),
        ("某部关于某事的公告\n2021年第5号\n正文", {1}),  # the title stays
        ("发文字号：国发〔2020〕1号\n正文", {0}),
        ("按照《某意见》\n（国发〔2020〕1号）\n和有关要求，做好工作。", set()),  # a sentence that lines break
        ("各区要落实《办法》（国发〔2020〕1号）。", set()),
    ],
)
def test_lines_that_hold_only_a_number_are_known(text: str, expected: set[int]) -> None:
    assert number_lines(text.split("\n")) == expected


_PIECES = [
    "国发", "〔", "2020", "〕", "31", "号", "（", ")", "\n", " ", "令", "公告", "第", "年", "文号：", "No.", "/", "五",
]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES) | st.text(max_size=2), max_size=20).map("".join))
def test_whatever_is_found_is_a_number(text: str) -> None:
    number = document_number(text, title=text[:10], around=text)
    assert number is None or parse_labelled(number.text) == number


@given(st.text(alphabet=st.sampled_from("中。《〇か\u3099ｶﾞe\u0301\u0323①，５Ａ ㎡각\u1100\u1161")))
def test_texts_are_normalised_as_a_whole_between_ideographs_too(text: str) -> None:
    assert folded(text) == " ".join(unicodedata.normalize("NFKC", text).split())
