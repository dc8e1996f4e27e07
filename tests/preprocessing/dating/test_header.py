"""A header line is a row of labels or a bare date, and never running text that the width of a page broke."""

import textwrap
from pathlib import Path

import pytest

from tests.pdf_maker import Page, file_of
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.dating.chronology import candidate_years, dated
from topics.preprocessing.dating.header import bare_day
from topics.preprocessing.document import Document
from topics.preprocessing.passages import split_header
from topics.preprocessing.reading import read_bytes

CASES = Path(__file__).parents[2] / "data" / "cases"
ZH = (
    (
        "关于推进平台建设的实施意见",
        "为贯彻落实国务院2015年7月4日印发的《关于积极推进行动的指导意见》，加快人工智能平台建设，结合我市实际，现就有关工作"
        "提出以下意见，请各单位按照分工抓好落实，并于2019年底前报送情况。",
    ),
    (
        "平台建设工作方案",
        "按照甲市第十次会议于2015年7月4日通过的决定和2015 年 8 月 4 日召开的推进会精神，各区要建立联席会议制度，"
        "统筹资金、人才和数据资源，自2019年起每年报送情况。",
    ),
    (
        "甲市数据条例说明",
        "条例草案（征求意见稿）的发布日期为2015年7月4日，截止日期为2015年9月1日，其间共收到意见三百余条，2019年起草组逐条研究，"
        "形成了送审稿。",
    ),
)
EN = (
    (
        "Guidance on networks",
        "This guidance follows the order of the Council published on 4 July 2015 and the rules that were issued "
        "2015-08-04 by the Ministry, and asks every authority to report on its networks before the end of 2019.",
    ),
    (
        "Rural Transport Review",
        "The committee met on 4 July 2015 and again on 2015-08-04 to hear the evidence of towns and villages, and its "
        "report was first published 2015-09-01 and amended in the year 2019 by order of the Council.",
    ),
    (
        "Statement on Ports",
        "Ports that were licensed before 2015-07-04 under the Act, which was adopted 2015-08-04 and has been in force "
        "from 2015-09-01, must renew their licence by the end of 2019 or hand it back to the office.",
    ),
)


def wrapped(title: str, text: str, width: int, gap: bool) -> str:
    cut = [text[n : n + width] for n in range(0, len(text), width)]
    lines = textwrap.wrap(text, width) if title.isascii() else cut
    return "\n".join([title, *([""] if gap else []), *lines])


@pytest.mark.parametrize("gap", [False, True])
@pytest.mark.parametrize("width", [9, 10, 11, 12, 14, 16, 18, 20, 23, 27, 32, 38])
@pytest.mark.parametrize(("title", "text"), [*ZH, *EN])
def test_a_day_in_a_wrapped_sentence_dates_nothing(title: str, text: str, width: int, gap: bool) -> None:
    width = 2 * width if title.isascii() else width
    found = dated(Document("a", wrapped(title, text, width, gap), path="a.txt"))
    assert (found.date, found.issued) == ("", "")
    assert {year for year, _ in candidate_years(found)} <= {"2019", "2015"}
    lines, taken = split_header(wrapped(title, text, width, gap), title)
    assert [line for _, line in taken] in ([title], [])
    assert "".join(lines).replace(" ", "") == text.replace(" ", "") or not taken


@pytest.mark.parametrize("width", [12, 18, 26])
@pytest.mark.parametrize(("title", "text"), [ZH[0], ZH[1], EN[0], EN[1]])
def test_a_day_in_a_sentence_of_a_narrow_column_dates_no_pdf(title: str, text: str, width: int) -> None:
    page = Page()
    lines = wrapped(title, text, 2 * width if title.isascii() else width, gap=False).split("\n")
    for n, line in enumerate(lines):
        page.draw(72, 760 - 16 * n, line)
    found = dated(read_bytes(file_of([page]), "a.pdf").documents[0])
    assert found.date == ""
    assert candidate_years(found)[0][0] == "2019"


def test_the_known_case_is_undated_in_text_and_pdf(tmp_path: Path) -> None:
    (tmp_path / "z.txt").write_text("2020-01-02\n数据安全保障能力得到提升，企业开展了风险评估。", encoding="utf-8")
    corpus = read_corpus([CASES / "date-from-wrapped-text", tmp_path], undated="leave out", workers=1)
    assert corpus.documents["doc_id"].str.endswith("z").all()
    years = {document.id.rpartition("/")[2]: candidate_years(document)[0][0] for document in corpus.left_out}
    assert years == {"wrapped-zh": "2019", "zh_wrapped": "2019"}
    assert "2015年7月4日" in corpus.dates.loc[corpus.dates["date"] == "2015", "words"].iloc[0]


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("2021-03-04", "2021-03-04"),
        ("（2021年3月4日）", "2021年3月4日"),
        ("某报 | 2021年3月4日 星期四", "2021年3月4日"),
        ("２０２１年３月４日 10:30", "２０２１年３月４日"),
        ("The Daily Observer, 2021-03-04", "2021-03-04"),
        ("为贯彻落实国务院2015年7月4日印发的", ""),
        ("按照国务院 2015年7月4日", ""),
        ("the rules of 2015-07-04", ""),
        ("会议时间：2021年3月4日", ""),
        ("2021-03-04 至 2021-04-04", ""),
        ("2021年工作要点", ""),
        ("行动计划（2021—2023年）", ""),
    ],
)
def test_bare_days(line: str, day: str) -> None:
    assert bare_day(line) == day


@pytest.mark.parametrize(
    "header",
    [
        "发布日期：2021-03-04　来源：某报",
        "发布日期：\n2021-03-04",
        "某报 2021-03-04 10:00",
        "发布日期\t文号\n2021-03-04\t某〔2021〕1号",
    ],
)
def test_rows_of_a_header_are_taken_and_its_text_stays(header: str) -> None:
    text = "各地区主管部门要落实数据安全责任，做好目录备案工作。"
    lines, taken = split_header(f"平台\n{header}\n{text}\n一、要求\n{text}", "平台")
    assert lines == [text, "一、要求", text]
    assert [line for step, line in taken if step == "bylines"] == header.split("\n")
