"""Labels of headers decide: which day is which, where it stands, and what is not taken."""

from pathlib import Path

import pytest

from tests.preprocessing.composed_headers import FORMS, Composed, headers
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.dating.chronology import date_rows, dated
from topics.preprocessing.dating.labels import day_of, label_pairs
from topics.preprocessing.document import Document
from topics.preprocessing.reading import read_bytes

CASES = Path(__file__).parents[2] / "data" / "cases"
BOTH = [("publication", "2021-03-04"), ("issue", "2021-02-01")]
ZH = "各地区主管部门要落实数据安全责任，做好重要数据识别和目录备案工作，提升工业企业数据安全保障能力。"
EN = "The department asks all local authorities to report on the state of their networks and the use of the grant."


def read(content: str, name: str = "a.txt") -> Document:
    return dated(read_bytes(content.encode(), name).documents[0])


def judged(header: str, text: str = ZH, title: str = "关于平台的通知", **rest: object) -> Document:
    return dated(Document("a", f"{title}\n{header}\n{text}", path="a.txt", **rest))  # type: ignore[arg-type]


def problems(document: Document) -> list[tuple[str, str]]:
    return [(finding.date, problem) for finding, problem in document.evidence if problem]


@pytest.fixture(scope="module")
def composed() -> list[tuple[Composed, Document]]:
    return [(made, read(made.content, made.name)) for made in headers()]


def test_composed_headers_are_read_in_every_form(composed: list[tuple[Composed, Document]]) -> None:
    assert (len(composed), len(FORMS)) == (200, 20)
    right = [
        (said.date == made.date, said.issued == made.issued, said.number == made.number, said.source == made.source)
        for made, said in composed
    ]
    for field in zip(*right, strict=True):
        assert sum(field) >= 0.98 * len(composed)


def test_no_composed_header_is_read_wrong_in_silence(composed: list[tuple[Composed, Document]]) -> None:
    silent = [
        made.name
        for made, said in composed
        if said.date and (said.date, said.issued) != (made.date, made.issued) and not problems(said)
    ]
    assert silent == []


def test_pages_and_texts_of_the_known_case() -> None:
    corpus = read_corpus(CASES / "label-block", workers=1)
    columns = ["date", "date_precision", "date_source", "issued", "source", "number"]
    assert corpus.documents.sort_values("path")[columns].to_numpy().tolist() == [
        ["2021-01-05", "day", "header label", "2020-12-30", "某某部办公厅", ""],
        ["2020-04-02", "day", "header label", "2020-03-18", "某某部网站", "某厅〔2020〕10号"],
    ]


@pytest.mark.parametrize(
    ("header", "date", "issued", "source", "number"),
    [
        ("时间：2021-03-04 来源：某报", "2021-03-04", "", "某报", ""),
        ("来源：某报　2021-03-04", "2021-03-04", "", "某报", ""),
        ("2021-03-04 15:30:20来源：某报作者：李四", "2021-03-04", "", "某报", ""),
        ("2021年03月04日 09:00 | 来源：某报", "2021-03-04", "", "某报", ""),
        ("发布机构：某部\t发布时间：2021-03-04\t有效性：有效", "2021-03-04", "", "某部", ""),
        ("文    号：国办发〔2021〕5号\n发 布 日 期：2021年3月4日", "2021-03-04", "", "", "国办发〔2021〕5号"),
        ("發布時間\n2021-03-04\n來源\n某報", "2021-03-04", "", "某報", ""),
        ("发布于2021年3月4日 | 阅读 100", "2021-03-04", "", "", ""),
        ("〖发布日期〗2021-03-04 〖成文日期〗2021-02-01", "2021-03-04", "2021-02-01", "", ""),
        ("**发布日期：** 2021-03-04  \n**来源：** 某报", "2021-03-04", "", "某报", ""),
        ("| 文号 | 某发〔2021〕1号 | 发布日期 | 2021-03-04 |", "2021-03-04", "", "", "某发〔2021〕1号"),
        ("公布日期：2021.03.04\n施行日期：2021.05.01", "2021-03-04", "", "", ""),
        ("公布日期：2021-03-04\n发布日期：2021-03-09", "2021-03-09", "2021-03-04", "", ""),
        ("发布日期：2021年3月", "2021-03-01", "", "", ""),
        ("发布日期：见正文\n成文日期：2021-03-04", "2021-03-04", "2021-03-04", "", ""),
        ("Published 2021-03-04 | Last updated 2022-03-04", "2021-03-04", "", "", ""),
        ("Adopted 2021-02-01, published 2021-03-04", "2021-03-04", "2021-02-01", "", ""),
        ("Issued: 2021-02-01\nDocument No. 12/2021", "2021-02-01", "2021-02-01", "", "12/2021"),
        ("PUBLISHED: 2021-03-04\nSOURCE: THE PRESS", "2021-03-04", "", "THE PRESS", ""),
        ("The Press, 2021-03-04", "2021-03-04", "", "", ""),
    ],
)  # fmt: skip
def test_lines_of_labels(header: str, date: str, issued: str, source: str, number: str) -> None:
    found = judged(header)
    assert (found.date, found.issued, found.source, found.number) == (date, issued, source, number)


@pytest.mark.parametrize(
    ("header", "words", "why"),
    [
        ("更新时间：2021-03-04", "更新时间: 2021-03-04", "the day of an update"),
        ("打印时间：2021-03-04", "打印时间: 2021-03-04", "the day of printing"),
        ("采集时间：2021-03-04", "采集时间: 2021-03-04", "the day on which the page was fetched"),
        ("截止日期：2021-03-04", "截止日期: 2021-03-04", "a deadline or an end"),
        ("废止日期：2021-03-04", "废止日期: 2021-03-04", "a deadline or an end"),
        ("访问日期：2021-03-04", "访问日期: 2021-03-04", "the day on which the page was fetched"),
        ("Last updated: 2021-03-04", "Last updated: 2021-03-04", "the day of an update"),
        ("Load-Date: 2021-03-04", "Load-Date: 2021-03-04", "the day on which the page was fetched"),
        ("Accessed 2021-03-04", "Accessed: 2021-03-04", "the day on which the page was fetched"),
        ("发布日期：2021-13-04", "发布日期: 2021-13-04", "2021-13-04"),
        ("公开日期：2021-03-04 至 2021-03-10", "公开日期: 2021-03-04 至 2021-03-10", "no single date"),
        ("2021年3月4日\n2021年4月4日", "2021年3月4日", "one of several days in the header, which differ"),
        ("2021年3月", "2021年3月", "a month in a header without a label"),
    ],
)
def test_what_dates_nothing_is_quoted_with_the_reason(header: str, words: str, why: str) -> None:
    found = judged(header)
    assert found.date == ""
    assert any(row[5] == words and why in row[6] for row in date_rows(found))


@pytest.mark.parametrize("header", ["生效日期：2021-03-04", "In force from 2021-03-04"])
def test_a_day_of_effect_is_kept_and_dates_nothing(header: str) -> None:
    found = judged(header)
    assert (found.date, found.effective) == ("", "2021-03-04")


@pytest.mark.parametrize(
    "header", ["时间：2021年3月4日\n地点：甲市", "Date: 2021-03-04\nVenue: Town Hall", "会议时间：2021-03-04"]
)
def test_the_day_of_an_event_dates_nothing(header: str) -> None:
    assert judged(header).date == ""


@pytest.mark.parametrize(
    ("header", "rest", "date", "listed"),
    [
        ("发布日期：2021-03-04\n公开日期：2021-03-09", {}, "2021-03-04", "2021-03-09"),
        ("发布日期：2021-03-04", {"date": "2021-03-05", "date_source": "record"}, "2021-03-05", "2021-03-04"),
        ("发布日期：2021-03-04", {"date": "2022-03-04", "date_source": "html metadata"}, "2021-03-04", "2022-03-04"),
        ("成文日期：2021-03-04\n印发日期：2021-03-06", {}, "2021-03-04", "2021-03-06"),
        ("发布日期：2099-03-04", {}, "2099-03-04", "2099-03-04"),
    ],
)
def test_contradictions_are_listed(header: str, rest: dict[str, str], date: str, listed: str) -> None:
    found = judged(header, **rest)
    assert (found.date, [when for when, _ in problems(found)]) == (date, [listed])


def test_dates_that_agree_are_no_contradiction() -> None:
    assert problems(judged("发布日期：2021年3月", date="2021-03-05", date_source="record")) == []


def test_other_dates_of_a_page_are_listed() -> None:
    found = judged("发布日期：2021-03-04", meta={"other dates": "pubdate: 2020-01-01\nct: soon"})
    assert [when for when, _ in problems(found)] == ["2020-01-01", ""]


def test_the_source_of_the_label_comes_before_the_site_and_after_the_record() -> None:
    assert judged("来源：某报", source="某网", meta={"text from": "page"}).source == "某报"
    assert judged("来源：某报", source="某网").source == "某网"
    assert judged("发文机关：某部\n发布机构：某厅\n来源：某报").source == "某报"
    assert judged("发文机关：某部").source == "某部"


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        (["成文日期：", "发布日期：", "2021-03-04"], [("publication", "2021-03-04")]),
        (["发布日期", "成文日期", "2021-03-04", "2021-02-01"], BOTH),
        (["文号：", "发布日期：2021-03-04"], [("publication", "2021-03-04")]),
        (["成文日期\t\t发布日期\t2021-03-04"], [("publication", "2021-03-04")]),
        (["发布日期\t文号\t成文日期", "2021-03-04\t\t2021-02-01"], BOTH),
        (["文件已于发布日期：2021-03-04前报送，请核对。"], []),
        (["Effective", "The plan covers all regions"], []),
        (["关于平台的通知", "各有关单位："], []),
    ],
)  # fmt: skip
def test_values_belong_to_their_labels(rows: list[str], pairs: list[tuple[str, str]]) -> None:
    assert [(pair.kind, pair.value) for pair in label_pairs(rows)[0]] == pairs


@pytest.mark.parametrize("value", ["2021年1月5日国务院令", "2021-01-05 至 2021-02-05", "自2021年", "见附件", ""])
def test_a_value_that_is_no_single_day_is_none(value: str) -> None:
    assert day_of(value) == ""


def test_hostile_headers_are_read_in_no_time() -> None:
    for line in (":" * 200_000, "发布日期：" * 40_000, "发 " * 100_000, "2021-" * 50_000, ("发布日期\n" * 50_000)):
        assert read(f"甲\n{line}\n{ZH}").date == ""
