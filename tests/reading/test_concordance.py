"""Words in context, against what a naive search finds."""

import csv
import io
import json
import re
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from tests.reading.conftest import make_job
from topics.claims.card import theme_cards
from topics.claims.checklist import checklist
from topics.cli import app
from topics.errors import ModelError, StudyError
from topics.preprocessing.words.forms import with_forms
from topics.reading.concordance import beginning, concordance_in_parts, context, ending, on_one_line
from topics.reading.sought import as_theme, other_forms
from topics.report.layouts.reading_layouts import concordance_layout
from topics.report.tables import in_parts
from topics.report.wrapping import width
from topics.store.job import Job
from topics.themes import Theme


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("数据安全", ["数据安全", "数据安全", "数据安全"]),  # of the theme data, a form of another term too
        ("預算", ["预算"]),  # typed in the other script, and no term of the study
        ("工业互联网", ["工业互联网", "工業互聯網"]),  # in both scripts
        ("5G", ["5G", "5g"]),  # in any case and width, never inside 15G
        ("５ｇ", ["5G", "5g"]),
        ("会议听取了", ["会议听取了"]),  # across words
        ("人工智能", []),
    ],
)
def test_a_word_is_found_where_it_stands(chinese: Job, what: str, found: list[str]) -> None:
    assert chinese.concordance(what, word=True).lines["found"].tolist() == found


@pytest.mark.parametrize(
    ("what", "found"),
    [
        ("US", ["US"]),  # capitals are a word of their own
        ("tax*", ["taxation", "taxes"]),
        ("wind farm", ["wind-farm", "wind farm"]),
        ("data security", ["data security", "Data Security"]),
        ("plan for", ["plan for"]),
        ("tax", []),
    ],
)
def test_an_english_word_is_a_whole_word(english: Job, what: str, found: list[str]) -> None:
    assert english.concordance(what, word=True).lines["found"].tolist() == found


def test_a_theme_is_all_its_terms_the_longest_first(chinese: Job) -> None:
    data = chinese.concordance("data")
    assert data.lines["found"].tolist() == ["数据安全", "数据安全法", "数据安全"]
    assert data.lines["term"].tolist() == ["数据安全", "数据安全法", "数据安全"]
    assert chinese.concordance("Networks").lines["found"].tolist() == ["5G", "工业互联网", "工業互聯網", "5g"]


def test_lines_say_when_and_where_and_periods_are_counted(chinese: Job) -> None:
    found = chinese.concordance("数据安全", word=True, width=8)
    assert found.lines.loc[2, ["date", "period", "doc_id", "title", "left", "right"]].tolist() == [
        "2021-02-01",
        "2021",
        "three",
        "three",
        "今年重视",
        "，也重视",
    ]
    counts = found.counts.set_index("period")
    assert counts["occurrences"].to_dict() == {"2020": 2, "2021": 1}
    assert counts["passages"].to_dict() == {"2020": 1, "2021": 1}
    assert counts["documents"].to_dict() == {"2020": 1, "2021": 1}
    assert counts["of_documents"].to_dict() == {"2020": 2, "2021": 1}
    tokens = dict(zip(chinese.tokens.passage_ids, chinese.tokens.lengths.tolist(), strict=True))
    of_2021 = sum(n for name, n in tokens.items() if name.startswith("three"))
    assert counts.loc["2021", "per_million"] == pytest.approx(1e6 / of_2021)


@pytest.mark.parametrize(
    ("choice", "documents"),
    [
        ({"period": "2020"}, ["one"]),
        ({"period": "2020Q2..2021"}, ["three"]),
        ({"period": "2021.."}, ["three"]),
        ({"where": "level = central"}, ["one", "three"]),
        ({"period": "2021", "where": "level = central"}, ["three"]),
    ],
)
def test_documents_are_chosen_by_time_and_attribute(chinese: Job, choice: dict[str, str], documents: list[str]) -> None:
    assert list(dict.fromkeys(chinese.concordance("data", **choice).lines["doc_id"])) == documents


def test_lines_are_sorted_by_what_stands_beside(english: Job) -> None:
    by_right = english.concordance("data", sort="right").lines["right"].tolist()
    assert [text.split()[0] for text in by_right] == ["first.", "matters."]
    by_left = english.concordance("wind farm", word=True, sort="left").lines["left"].tolist()
    assert [text.split()[-1] for text in by_left] == ["a", "on"]


def test_an_estimator_restricts_a_theme_to_its_passages(chinese: Job) -> None:
    weighed = chinese.concordance("data", estimator="lexicon").lines
    assert weighed["weight"].tolist() == [1.0, 1.0, 1.0]
    with pytest.raises(ModelError, match=r"预算.* is no theme, and an estimator weighs themes"):
        chinese.concordance("预算", estimator="lexicon")


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("", "there is no word to look for"),
        (" \n", "there is no word to look for"),
        ("数" * 201, "a phrase of 201 characters is too long"),
        ("*", "stands for the rest of a word"),
        ("数据*", "stands for the rest of a word"),
        ("ta*x", "stands for the rest of a word"),
    ],
)
def test_what_cannot_be_looked_for_is_refused(chinese: Job, what: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        chinese.concordance(what)


def test_no_document_chosen_is_said(chinese: Job) -> None:
    with pytest.raises(ModelError, match='no document has "2031" as date'):
        chinese.concordance("data", period="2031")


@pytest.mark.parametrize(
    ("text", "room", "end", "begin"),
    [
        ("数据安全法", 5, "全法", "数据"),  # an odd column is left empty
        ("one two three", 8, "three", "one two"),
        ("one two three", 9, "two three", "one two"),
        ("incomprehensibilities", 8, "", ""),  # a word is shown whole or not at all
        ("数据security法", 7, "法", "数据"),
        ("", 5, "", ""),
    ],
)
def test_context_is_cut_by_characters_and_by_words(text: str, room: int, end: str, begin: str) -> None:
    assert (ending(text, room), beginning(text, room)) == (end, begin)


def test_context_next_to_a_place() -> None:
    assert context("the new law on data security came into force", 15, 28, 9) == ("law on", "came into")
    assert context("数据安全", 0, 4, 10) == ("", "")


@pytest.mark.parametrize("hidden", ["\x1b[31m", "\u202e", "\r\n", "\x07", "\u2028", "\x9b2J"])
def test_controls_never_reach_the_screen(hidden: str) -> None:
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u202a-\u202e]", on_one_line(f"前{hidden}后"))
    assert on_one_line("soft\u00adware\u200b") == "software"


def test_hostile_text_is_inert_in_a_window_and_in_a_spreadsheet(tmp_path: Path) -> None:
    text = "2020-03-01\n\n=HYPERLINK(1) 数据安全\u202e@SUM(1)是各地今年的重点工作。"
    job = make_job(tmp_path, {"one": text}, '[data]\nterms = ["数据安全"]\n')
    told = "".join(in_parts(concordance_in_parts(job, "data"), "csv"))
    (row,) = csv.DictReader(io.StringIO(told))
    assert row["left"].startswith("'=")
    assert row["right"].startswith("'@")
    assert not set("\x1b\u202e") & set(told)


@pytest.mark.parametrize(("room", "source"), [(80, False), (100, True)])
def test_context_is_worth_more_than_a_source(room: int, source: bool) -> None:
    told = {"date": "2020-03-26", "doc_id": "meeting-2020-03", "left": "必须管住，" * 9, "right": "并且落实，" * 9}
    lines = pd.DataFrame([{**told, "source": name, "found": "工业互联网"} for name in ("某省通信管理局", "矿业新闻")])
    layout = concordance_layout(lines, room)
    assert ("source" in layout) == source
    assert layout["before"].map(width).min() >= 16


@pytest.mark.parametrize("room", [80, 100])
def test_lines_fit_the_window_and_what_was_found_stands_below_itself(
    chinese: Job, room: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(room))
    lines = chinese.concordance("net", width=room).lines
    assert concordance_layout(lines, room)["found"].tolist() == ["5G", "工业互联网", "工業互聯網", "5g"]
    result = CliRunner().invoke(app, ["concordance", "study", "net", "--store", str(chinese.root)])
    assert result.exit_code == 0, result.output
    shown = [line for line in result.stdout.splitlines() if line.startswith(("2020-", "2021-"))]
    assert len(shown) == 4
    assert max(map(width, shown)) <= room
    (header,) = (line for line in result.stdout.splitlines() if line.startswith("date"))
    at = width(header[: header.index("found")])
    behind = [next(line[n:] for n in range(len(line)) if width(line[:n]) == at) for line in shown]
    assert [text.split()[0] for text in behind] == ["5G", "工业互联网", "工業互聯網", "5g"]


def test_many_lines_are_shown_evenly_spaced_and_all_are_counted(tmp_path: Path) -> None:
    documents = {f"d{n:02d}": f"20{10 + n}-03-01\n\n第{n}份文件强调数据安全和人才工作。" for n in range(14)}
    job = make_job(tmp_path, documents, '[data]\nterms = ["数据安全"]\n')
    few = job.concordance("data", most=4)
    assert (few.total, few.counts["occurrences"].sum()) == (14, 14)
    years = [int(date[:4]) for date in few.lines["date"]]
    assert len(years) == 4
    assert max(b - a for a, b in pairwise(years)) <= 4
    parts = list(concordance_in_parts(job, "data"))
    assert [len(part) for part in parts] == [14]
    assert len(json.loads("".join(in_parts(parts, "json")))) == 14


def test_parts_are_one_table(chinese: Job) -> None:
    (whole,) = concordance_in_parts(chinese, "data")
    halves = [whole[:2], whole[2:]]
    assert "".join(in_parts(halves, "csv")) == "".join(in_parts([whole], "csv"))
    assert json.loads("".join(in_parts(halves, "json"))) == json.loads("".join(in_parts([whole], "json")))
    (nothing,) = concordance_in_parts(chinese, "没有的词")
    assert json.loads("".join(in_parts([nothing], "json"))) == []


def test_repeated_text_is_counted_once_and_told(tmp_path: Path) -> None:
    text = "各地加快建设新型基础设施，把数据安全放在首位，今年完成全部改造任务。"
    job = make_job(
        tmp_path, {"one": f"2020-03-01\n\n{text}", "two": f"2020-04-01\n\n{text}"}, '[data]\nterms = ["数据安全"]\n'
    )
    found = job.concordance("data")
    assert (found.total, found.repeated) == (1, 1)
    assert job.concordance("data", duplicates="keep").total == 2


@pytest.mark.parametrize("what", ["数据安全", "工业互联网", "企业", "5G", "的"])
def test_lines_are_those_of_a_naive_search_in_real_documents(corpora: Path, tmp_path: Path, what: str) -> None:
    with (corpora / "central-policies" / "documents.jsonl").open(encoding="utf-8") as file:
        read = [json.loads(line) for line in file][:12]
    documents = {
        one["id"]: f"20{13 + n}-03-01\n\n" + "\n\n".join(one["text"].split("\n")) for n, one in enumerate(read)
    }
    job = make_job(tmp_path, documents, '[data]\nterms = ["数据安全"]\n')
    passages = job.corpus.passages[job.counted]
    # Letters and digits end a word of an alphabet; a word of Chinese may stand right behind a number.
    edges = (r"(?<![a-z0-9])", r"(?![a-z0-9])") if what.isascii() else ("", "")
    naive = [
        (passage_id, text[at.start() - 1 : at.start()], text[at.end() : at.end() + 1])
        for passage_id, text in zip(passages["passage_id"], passages["text"], strict=True)
        for at in re.finditer(f"(?i){what.join(edges)}", text)
    ]
    lines = job.concordance(what, word=True).lines
    assert len(naive) > 0
    assert lines["passage_id"].tolist() == [one[0] for one in naive]


@pytest.mark.parametrize(
    ("language", "theme", "term", "more"),
    [
        ("en", Theme("cycling", ("cycle lane",), inflected=True), "Cycle lane", "“cycle lanes”"),
        ("en", Theme("cycling", ("policy", "tax"), inflected=True), "policy", "“policies”"),
        ("en", Theme("cycling", ("cycle lane",)), "cycle lane", ""),
        ("en", Theme("tax", ("tax*",)), "tax*", ""),
        ("zh", Theme("net", ("工业互联网",)), "工業互聯網", ""),
    ],
)
def test_forms_that_a_theme_counts_beside_a_phrase_are_told(language: str, theme: Theme, term: str, more: str) -> None:
    told = other_forms(as_theme(term, language), with_forms([theme], language))
    assert [more in line for line in told] == [True] * bool(more)


FIRST = "各地加快建设网络，推进工业互联网发展，要求各区按照计划抓好落实，确保按期完成任务。"
SECOND = "会议听取了预算说明，讨论了明年的支出安排，并听取了代表们的意见。"


def test_documents_are_those_that_shares_count(tmp_path: Path) -> None:
    texts = {
        f"d{number}": f"2020-0{number}-01\n\n{text}" for number, text in enumerate((FIRST, SECOND, FIRST), start=1)
    }
    job = make_job(tmp_path, texts, '[net]\nterms = ["工业互联网"]\n')
    found = job.concordance("net").counts.set_index("period").loc["2020"]
    counts = job.table("shares").iloc[0]
    assert (found["of_documents"], found["n_tokens"]) == (counts["n_documents"], counts["n_tokens"])
    assert found["of_documents"] == 2
    size = checklist(job).set_index("item")["value"]["size"]
    assert size.startswith("2 counted documents of 3, 2 counted passages of 3, ")
    (card,) = theme_cards(job)
    assert card.keywords["occurrences"].tolist() == [found["occurrences"]] == [1]
