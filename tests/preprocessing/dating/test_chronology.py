from pathlib import Path

import pytest

from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.dating.chronology import candidate_years, dated
from topics.preprocessing.dating.evidence import dateline, events
from topics.preprocessing.document import Document
from topics.preprocessing.ledger.conflicts import date_conflicts

RUNNING = (
    "为加快推进数据要素市场化配置改革，充分释放数据要素价值，我局制定了《若干意见》，现印发给你们，请认真贯彻执行。"
)


def judged(text: str, date: str = "", source: str = "record", **rest: object) -> Document:
    return dated(Document("d", text, date=date, date_source=source if date else "", **rest))  # type: ignore[arg-type]


def problems(document: Document) -> list[tuple[str, str]]:
    return [(finding.date, finding.source) for finding, problem in document.evidence if problem]


def test_publication_issue_effect_and_described_years_are_kept_apart() -> None:
    text = (
        f"关于印发某办法的通知\n工信部〔2022〕87号\n{RUNNING}\n某市经济和信息化局\n2022年11月21日\n"
        "本办法自2023年1月1日起施行。"
    )
    found = judged(text, "2022-12-01", title="2022年度某办法")
    assert (found.date, found.date_source) == ("2022-12-01", "record")
    assert (found.issued, found.effective, found.described) == ("2022-11-21", "2023-01-01", "2022")
    assert found.number == "工信部〔2022〕87号"
    assert problems(found) == []


def test_without_a_publication_the_signature_dates_the_document() -> None:
    found = judged(
        f"关于印发某办法的通知\n{RUNNING}\n某市人民政府办公室\n二〇二一年十月十一日\n本办法自印发之日起施行。"
    )
    assert (found.date, found.date_precision, found.date_source) == ("2021-10-11", "day", "signature")
    assert found.effective == "2021-10-11"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1月11日，全国工作会议在某地召开。会议总结2022年工作，部署2023年重点任务，各地负责同志参加了会议并作了发言。",
         "2023-01-11"),
        ("12月26日，全国工作会议在某地召开。会议总结2022年工作，部署2023年重点任务，各地负责同志参加了会议并作了发言。",
         "2022-12-26"),
        ("新华社某地2021年3月1日电 记者从有关部门获悉，今年将继续扩大覆盖范围，并且把质量放在更加突出的位置上来。",
         "2021-03-01"),
        # nothing says which year; a frame of years in summer says nothing; a year in the text without an agency
        ("12月24日，有关部门举行发布会，介绍了有关情况并回答了记者的提问，现场气氛热烈，各方面代表参加了这一次活动。",
         ""),
        ("6月11日，会议在某地召开。会议总结2022年工作，部署2023年重点任务，各地负责同志参加了会议并作了交流发言。", ""),
        ("2019年3月1日，某公司成立，从此走上了发展的快车道，经过多年的努力，现在已经成为这个行业里的一家重要企业。",
         ""),
    ],
)  # fmt: skip
def test_a_dateline_dates_a_report_only_with_its_year(text: str, day: str) -> None:
    found = dateline(text)
    assert (found.date if found else "") == day


def test_a_whole_day_in_the_file_name_is_the_last_resort() -> None:
    found = judged("无", path="x/通知_20210304.txt")
    assert (found.date, found.date_source) == ("2021-03-04", "file name")
    assert judged("无", "2020-01-01", path="x/通知_20210304.txt").date == "2020-01-01"


@pytest.mark.parametrize(
    ("text", "title", "date", "found"),
    [
        ("党的二十届三中全会指出，要加快建设。", "", "2013-04-19", [("2024-07", "event")]),
        ("党的二十大报告指出，要加快建设。", "", "2023-01-01", []),
        ("以优异成绩迎接党的二十大胜利召开。", "", "2022-05-01", []),
        ("根据《办法》（国发〔2022〕5号）制定。", "", "2020-05-01", [("2022", "document number")]),
        ("该系统已于2023年5月4日通过验收。", "", "2022-05-01", [("2023-05-04", "text")]),
        ("请于2023年5月4日前报送，有效期至2026年12月31日。", "", "2022-05-01", []),
        ("截至2022年底，已建成一批项目。", "", "2020-05-01", [("2022", "count")]),
        ("到2035年，基本实现目标。", "", "2020-05-01", []),
        ("内容。", "某指南（2024版）", "2013-05-01", [("2024", "edition")]),
        ("根据“十二五”规划制定。", "", "2024-09-19", [("2015", "plan")]),
        (f"{RUNNING}\n某市经济和信息化局\n2022年11月21日", "", "2020-01-01", [("2022-11-21", "signature")]),
    ],
)  # fmt: skip
def test_what_a_text_cannot_have_known_is_a_problem(
    text: str, title: str, date: str, found: list[tuple[str, str]]
) -> None:
    assert problems(judged(text, date, title=title)) == found


def test_two_dates_of_publication_that_disagree_are_a_problem_and_the_first_stays() -> None:
    found = judged("某通知\n2020-04-24 来源：某报\n正文在此。", "2021-01-01", source="front matter")
    assert found.date == "2021-01-01"
    assert problems(found) == [("2020-04-24", "page header")]


def test_an_address_that_names_another_month_is_a_problem() -> None:
    address = {"url": "http://www.example.cn/article/202404/20240403506347.shtml"}
    assert problems(judged("内容。", "2024-07-12", meta=address)) == [("2024-04", "address")]
    assert problems(judged("内容。", "2024-04-12", meta=address)) == []


def test_the_last_event_named_suggests_a_year_and_never_dates() -> None:
    document = judged(
        "12月24日，有关部门举行发布会，介绍贯彻党的十九届五中全会精神的有关情况，并且回答了多位记者的提问。",
        path="a.txt",
    )
    assert document.date == ""
    assert candidate_years(document) == [
        ("2020", "opens with “12月24日”; the first one after “十九届五中全会”, of 2020-10")
    ]
    assert events("党的二十大精神，党的十八大以来") == {"党的二十大": "2022-10", "党的十八大": "2012-11"}


# --- real documents -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ministry(corpora: Path) -> Corpus:
    return read_corpus(corpora / "miit-documents", undated="leave out")


def test_three_of_the_five_ministry_documents_date_themselves(ministry: Corpus) -> None:
    found = ministry.documents.set_index("doc_id")[["date", "date_source"]]
    assert {doc_id: tuple(row) for doc_id, row in found.iterrows()} == {
        "miit-2020-web-page-traditional": ("2020-04-24", "page header"),
        "miit-2023-work-conference": ("2023-01-11", "dateline"),
        "miit-2024-wechat-page": ("2024-08-24", "front matter"),
    }


def test_the_other_two_are_listed_with_the_right_candidates(ministry: Corpus) -> None:
    listed = date_conflicts(ministry)
    assert listed.groupby("doc_id")["date"].agg(list).to_dict() == {
        "miit-2020-newspaper-pdf-text": ["2020"],
        "miit-2024-glossed-traditional": ["2024", "2023"],
    }


def test_signatures_date_exports_of_a_database(corpora: Path) -> None:
    found = read_corpus(corpora / "database-exports").documents
    assert found["date"].tolist() == ["2020-05-15", "2021-10-11", "2022-03-23", "2022-11-21"]
    assert set(found["date_source"]) == {"signature"}
    assert found["number"].str.contains("〔20|令第").all()


def test_wrong_dates_of_policies_are_listed(corpora: Path) -> None:
    found = read_corpus(corpora / "central-policies", near_duplicates=0)
    listed = set(date_conflicts(found)["doc_id"])
    assert {"central-161", "central-164", "shandong-030", "central-002", "central-006"} <= listed
    assert len(listed) <= 10
