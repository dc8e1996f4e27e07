"""Files that hold many articles: each with its own date, source and text, and no other file split."""

import io
import random
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.preprocessing.readers.collection_files import FORMS, known_articles
from topics.errors import DocumentError
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.dating.chronology import dated
from topics.preprocessing.document import COLLECTION
from topics.preprocessing.ledger.severe import severe_losses
from topics.preprocessing.reading import read_bytes
from topics.preprocessing.sentences import characters


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(12))
def test_articles_come_out_as_they_went_in(form: str, seed: int) -> None:
    write, suffix, chinese = FORMS[form]
    rng = random.Random(seed)
    articles = known_articles(rng, chinese=chinese)
    text, dates = write(articles, rng)
    if seed % 3 == 2:
        text = text.replace("\n", "\r\n")
    file = read_bytes(text.encode(), f"2024-01-01 download{suffix}")
    assert [d.title for d in file.documents] == [a.title for a in articles]
    if form != "PKULaw, texts":  # whose sources and dates are in the texts
        assert [d.source for d in file.documents] == [a.source for a in articles]
        assert {d.date_source for d in file.documents} == {COLLECTION}
    assert [d.date for d in file.documents] == dates
    assert [solid(d.text) for d in file.documents] == [solid("".join(a.text)) for a in articles]
    assert {d.meta[COLLECTION] for d in file.documents} == {form.partition(",")[0]}
    assert file.losses == ()
    if form != "BibTeX":  # of which signs are not seen
        kept = sum(characters(d.text) + sum(characters(t) for _, t in d.taken) for d in file.documents)
        assert kept == characters(text)


WIND = "Offshore wind farms have spread along the northern coasts; permits were delayed by local objections."
CARE = "Care homes in rural districts lost staff after the reform. Interviews show that pay explains little of it."
ZH = "各地要加快推进工业互联网平台建设，确保数据安全，按季度报告进展情况。"


NEXIS = f"""\
Wind plan delayed
and care reformed
The Guardian
{{day}}
Copyright 2021 Guardian
Length: 812 words
Body
{WIND}
Load-Date: March 1, 2024
End of Document
"""


@pytest.mark.parametrize(
    ("day", "read"),
    [
        ("March 15, 2021 Monday", "March 15, 2021 Monday"),
        ("Monday 15 March 2021", "Monday 15 March 2021"),
        ("March 15, 2021 Monday 12:15 AM EST", "March 15, 2021 Monday 12:15 AM EST"),
        ("March 15, 2021 Monday, Late Edition - Final", "March 15, 2021"),
        ("March 2021", "March 2021"),
        ("2021年3月15日 星期一", "2021年3月15日 星期一"),
        ("Montag 15. März 2021", "2021-03-15"),
        ("15. März 2021 Montag 08:30 AM GMT+1", "2021-03-15"),
        ("lundi 15 mars 2021", "2021-03-15"),
        ("1er avril 2021", "2021-04-01"),
        ("15 de marzo de 2021 lunes", "2021-03-15"),
        ("maandag 15 maart 2021", "2021-03-15"),
    ],
)
def test_the_day_of_an_article_is_its_own_and_never_that_of_loading(day: str, read: str) -> None:
    [document] = read_bytes(NEXIS.format(day=day).encode(), "2024-01-01 download.txt").documents
    assert (document.title, document.date) == ("Wind plan delayed and care reformed", read)
    assert document.attributes["load date"] == "March 1, 2024"


def test_the_name_of_a_file_dates_no_article_in_it() -> None:
    [document] = read_bytes(NEXIS.format(day="undated, alas").encode(), "2024-01-01 download.txt").documents
    assert COLLECTION not in document.meta
    text = "TY  - JOUR\nTI  - A\nAB  - The plan covers all of the regions.\nER  -\n"
    [document] = read_bytes(text.encode(), "2024-01-01 download.ris").documents
    assert dated(document).date == ""
    text = text.replace("AB", "PY  - 2020\nAB")
    [document] = read_bytes(text.encode(), "2024-01-01 download.ris").documents
    assert (dated(document).date, dated(document).date_source) == ("2020-01-01", COLLECTION)


def test_a_download_in_word_is_dated_by_its_articles(tmp_path: Path) -> None:
    days = ("2021年3月15日 星期一", "2022年6月1日 星期三")
    text = "".join(NEXIS.replace(WIND, words).format(day=day) for day, words in zip(days, (WIND, CARE), strict=True))
    (tmp_path / "2023-01-01 download.docx").write_bytes(as_docx(text))
    corpus = read_corpus(tmp_path, language="en", workers=1)
    assert corpus.documents[["date", "date_source"]].to_numpy().tolist() == [
        ["2021-03-15", COLLECTION], ["2022-06-01", COLLECTION],
    ]  # fmt: skip
    assert corpus.passages["text"].tolist() == [WIND, CARE]
    assert severe_losses(corpus).empty


@pytest.mark.parametrize(
    ("above", "title", "section", "author"),
    [
        (["Wind plan delayed"], "Wind plan delayed", "", ""),
        (["News", "Wind plan delayed by objections"], "Wind plan delayed by objections", "News", ""),
        (["Business News", "Wind plan delayed by objections"], "Wind plan delayed by objections", "Business News", ""),
        (["Wind plan delayed", "Jane Example and Max Sample"], "Wind plan delayed", "", "Jane Example and Max Sample"),
        (["Wind stalls", "Jane Example"], "Wind stalls", "", "Jane Example"),
        (["Wind plan delayed", "By Jane Example in Leeds"], "Wind plan delayed", "", "Jane Example in Leeds"),
        (["World", "Wind plan delayed", "Jane Example"], "Wind plan delayed", "World", "Jane Example"),
        (["要闻", "工业互联网平台提速"], "工业互联网平台提速", "要闻", ""),
        (["工业互联网平台提速", "本报记者 张三"], "工业互联网平台提速", "", "本报记者 张三"),
        (["经济", "工业互联网平台提速", "张三"], "工业互联网平台提速", "经济", "张三"),
    ],
)
def test_section_headline_and_byline_of_factiva(above: list[str], title: str, section: str, author: str) -> None:
    lines = [*above, "812 words", "15 March 2021", "The Times", "T", "English", "(c) 2021 Times", WIND, "Page 1 of 2"]
    lines += ["© 2021 Factiva, Inc. All rights reserved.", CARE, "Document T000000020210315ei610002x"]
    [document] = read_bytes("\n".join(lines).encode(), "a.txt").documents
    found = (document.title, document.attributes.get("section", ""), document.attributes.get("author", ""))
    assert found == (title, section, author)
    assert document.text == f"{WIND}\n{CARE}"


def test_printed_pages_of_nexis_are_no_text() -> None:
    page = "Page 2 of 3\nWind plan delayed and care reformed\n"
    text = NEXIS.format(day="March 15, 2021").replace(WIND, f"{WIND}\n{page}\n{CARE}")
    [document] = read_bytes(text.encode(), "a.txt").documents
    assert document.text.split("\n") == [WIND, "", CARE]


def test_older_forms_of_nexis() -> None:
    text = f"""
                               1 of 2 DOCUMENTS

                     Copyright 2002 The New York Times Company
                               The New York Times

                             March 15, 2002 Friday
                              Late Edition - Final

SECTION: Section A; Column 1

LENGTH: 1200 words

HEADLINE: Care homes lose staff

BYLINE:  By JOHN EXAMPLE

BODY:
{CARE}
NOTE: he wrote this in capitals, and goes on to speak about it at some length.

LOAD-DATE: March 16, 2002

                              2 of 2 DOCUMENTS

                              Süddeutsche Zeitung

                            Montag 15. März 2010

Die Energiewende
stockt

LÄNGE: 300 Wörter

HIGHLIGHT: Die Ausbauziele wurden auch in diesem Jahr weit verfehlt.

{WIND}

UPDATE: 16. März 2010

SPRACHE: GERMAN; DEUTSCH

                   Copyright 2010 Süddeutsche Zeitung GmbH
"""
    first, second = read_bytes(text.encode(), "a.txt").documents
    assert (first.title, first.source, first.date) == (
        "Care homes lose staff", "The New York Times", "March 15, 2002 Friday",
    )  # fmt: skip
    assert first.text == f"{CARE}\nNOTE: he wrote this in capitals, and goes on to speak about it at some length."
    assert (second.title, second.source, second.date) == (
        "Die Energiewende stockt", "Süddeutsche Zeitung", "2010-03-15",
    )  # fmt: skip
    assert second.text.split("\n")[0] == "Die Ausbauziele wurden auch in diesem Jahr weit verfehlt."
    assert second.text.endswith(WIND)


def test_an_article_that_is_not_understood_or_has_no_text_is_a_loss_with_its_place() -> None:
    empty = NEXIS.format(day="March 15, 2021 Monday").replace(WIND, "")
    good = NEXIS.format(day="March 16, 2021 Tuesday")
    file = read_bytes(f"{good}nothing of an article\nEnd of Document\n{empty}{good}{WIND}\n".encode(), "a.txt")
    assert [d.date for d in file.documents] == ["March 16, 2021 Tuesday"] * 2
    assert [reason for _, reason in file.losses] == [
        "an article of a collection is not understood; article 2, “nothing of an article”",
        "text below the last article of a collection is not understood, "
        "“Offshore wind farms have spread along the northern coasts; p…”",
        "no text in the article; article 3, “Wind plan delayed and care reformed”",
    ]


def test_bibtex_as_people_write_it() -> None:
    text = r"""
% comment
@comment{ nothing @article }
@string{jod = {Journal of Data}}
@article{example2021,
  author = {Example, J{\"o}rg and M{\'\i}guez, Ana},
  title = {{Data} Security in {P}ractice},
  journal = jod, year = 2021, month = mar # "~15",
  abstract = {We find that 5\% of rules
     alone change little -- or nothing in the {\ss} districts.},
}
@InProceedings{sample:2020, title = "Care", booktitle = "Proc.", date = {2020-06-01},
  abstract = "Care homes lose staff ``after'' the {"}reform{"}." }
@misc{none, title = {No abstract}, year = {2019}}
@article{broken, title = {Never closed, abstract = {x},
"""
    file = read_bytes(text.encode(), "a.bib")
    assert [(d.id, d.title, d.source, d.date) for d in file.documents] == [
        ("a-example2021", "Data Security in Practice", "Journal of Data", "2021-03-15"),
        ("a-sample:2020", "Care", "Proc.", "2020-06-01"),
    ]
    assert solid(file.documents[0].text) == solid(
        "We find that 5% of rules alone change little – or nothing in the ß districts."
    )
    assert file.documents[1].text == 'Care homes lose staff “after” the "reform".'
    assert file.documents[0].attributes["author"] == "Example, Jörg and Míguez, Ana"
    assert len(file.losses) == 2


def test_the_longer_of_two_texts_is_the_text_and_the_other_is_named() -> None:
    text = f"TY  - NEWS\nT1  - A\nJF  - B\nY1  - 2022/06/01/\nN2  - {WIND} {CARE}\nAB  - {WIND}\nER  - \n"
    [document] = read_bytes(text.encode(), "a.ris").documents
    assert document.text == f"{WIND} {CARE}"
    assert dict(document.taken)["abstracts beside full texts"] == f"AB  - {WIND}"


def test_ids_are_numbers_of_the_database_below_the_file_s_name() -> None:
    one = f"TY  - JOUR\nTI  - A\nPY  - 2020\nDO  - 10.1000/a.1\nAB  - {WIND}\nER  -\n"
    other = f"TY  - JOUR\nTI  - B\nPY  - 2020\nAB  - {CARE}\nER  -\n"
    ids = [d.id for d in read_bytes(f"{one}{other}{one}".encode(), "scopus.ris").documents]
    assert ids == ["scopus-10.1000/a.1", "scopus-2", "scopus-3"]
    assert [d.id for d in read_bytes(one.encode(), "again.ris").documents] == ["again"]


def test_one_article_in_two_files_stops_nothing_and_is_a_copy(tmp_path: Path) -> None:
    record = f"TY  - JOUR\nTI  - A\nPY  - 2020\nDO  - 10.1000/a.1\nAB  - {WIND} {CARE}\nER  -\n"
    other = f"TY  - JOUR\nTI  - B\nPY  - 2021\nDO  - 10.1000/b.1\nAB  - {CARE[::-1]}\nER  -\n"
    for name in ("one", "two"):
        (tmp_path / f"{name}.ris").write_text(record + other * (name == "one"), encoding="utf-8")
    documents = read_corpus(tmp_path, language="en", workers=1).documents.set_index("doc_id")
    assert documents["duplicate_of"].to_dict() == {
        "one-10.1000/a.1": "",
        "two": "one-10.1000/a.1",
        "one-10.1000/b.1": "",
    }


# --- files that are one document --------------------------------------------------------------------------------------

ONE_DOCUMENT = {
    "end of document once": f"A report\nMarch 15, 2021\n{CARE}\nEnd of Document\n{WIND}",
    "novel with labels": f"CHAPTER ONE\nLENGTH: two yards of cloth, she wrote.\n{CARE}\nLOAD-DATE: unknown.\n{WIND}",
    "numbers of documents": f"We found 12 of 250 documents.\n1 of 3 DOCUMENTS\nwas written on a page.\n{WIND}",
    "two copyrights": f"Copyright 2021 A All Rights Reserved\n{CARE}\nCopyright 2022 A All Rights Reserved\n{WIND}",
    "how to read nexis": f"# Nexis\nIt ends with\n\nEnd of Document\n\nLength: 812 words\nBody\n{CARE}",
    "ris in prose": f"A record looks like this:\n\nTY  - JOUR\n\nand ends with ER. {CARE}",
    "bibtex in prose": f"Write @article{{key, title = {{…}}}} there.\n@book a room before you come. {CARE}",
    "one label of a law": f"关于某项工作的通知\n【发布日期】2021-03-15\n{ZH}\n【注意】请认真贯彻落实本通知的各项要求。",
    "one block": f"标题：海上风电\n发布日期：2021-03-15\n{ZH}",
    "percent signs": f"%0 of people agreed, and\n%T was not asked. {CARE}",
    "retweets": f"RT @someone: the plan covers all regions\nRT @other: it will be paid for\nAB testing. {CARE}",
    "words in capitals": f"HD television sells. {CARE}\nAN old man said so. PD was not asked.\nIN the north. {WIND}",
    "a document's number": f"Document ABCD20210315abcde\n{CARE}\n812 words\n{WIND}",
    "two letters": f"PT Barnum opened a museum.\nTI is a firm.\nER doctors were asked too. {CARE}\nER\n",
    "rules": f"{'_' * 40}\nTitle: A report\nAbstract: {CARE}\n{'_' * 40}\n{WIND}",
    "pmid": f"References. PMID: 33712345.\nPMID- 1\n{CARE}",
    "minutes": f"会议纪要\n时间：2021年3月15日\n标题：无\n内容：{ZH}\n时间：2021年3月16日\n内容：{ZH}",
    "diary": f"March 15, 2021 Monday\n{CARE}\nMarch 16, 2021 Tuesday\n{WIND}\nMarch 17, 2021 Wednesday\n{CARE}",
    "numbered pages": f"{CARE}\nPage 1 of 3\n{WIND}\nPage 2 of 3\n{CARE}\nPage 3 of 3",
    "a number of an article": f"本報訊 | 2021-03-15 | A12\n{ZH}\n參見文章編號: 202103150040012",
    "labels explained": f"格式说明\nTitle-题名: 是题名字段。\n本文说明如何导出题录。\nAuthor-作者: 是作者字段。\n{ZH}",
    "list of dates": f"附件\n发布日期：2020-03-01\n发布日期：2020-04-01\n发布日期：2020-05-01\n{ZH}",
    "brackets": f"【标题】海上风电\n【摘要】{ZH}\n【标题】高铁\n【摘要】{ZH}",
    "factiva explained": f"Each shows 812 words and Document GRDN000020210315eh3f0001p in its last line. {CARE}",
}


@pytest.mark.parametrize("name", ONE_DOCUMENT)
def test_a_text_with_marks_of_collections_is_one_document(name: str) -> None:
    file = read_bytes(ONE_DOCUMENT[name].encode(), "2021-03-04 a.txt")
    [document] = file.documents
    assert document.text == ONE_DOCUMENT[name]
    assert (document.meta, file.losses) == ({}, ())


LOOKS_LIKE_MANY = {
    "numbers": "Document {n} of 4\nHeading\n{text}",
    "numbers behind": "{n} of 4 ARTICLES\n{text}",
    "numbers in german": "Dokument {n} von 4\n{text}",
    "chinese labels": "标题{n}\n发布日期：2021-03-0{n}\n" + ZH,
    "other chinese labels": "第{n}篇\n公布日期：2021年3月{n}日\n" + ZH,
    "english labels": "Title {n}\nPublished: March {n}, 2021\n{text}",
    "copyright and day": "Heading {n}\nMarch 1{n}, 2021\n(c) 2021 Example Ltd\n{text}",
    "ends": "Heading {n}\n{text}\n*END OF DOCUMENT*",
    "mail": "From: a@example.org\nDate: Mon, 1{n} Mar 2021 10:00:00 +0000\n\n{text}",
    "days below titles": "Heading {n}\nThe Post, March 1{n}, 2021\n{text}",
    "days below rules": "-----\n2021-03-1{n}\n" + ZH,
    "labels of their own": "=====\n标题：第{n}篇\n公众号：某某观察\n时间：2021-03-1{n}\n=====\n" + ZH,
    "records with a year": "【篇名】第{n}篇\n【刊名】某学报\n【年】202{n}\n【摘要】" + ZH,
    "accession": "Title {n}\nAccession number: 123{n}\n{text}",
}


@pytest.mark.parametrize("name", LOOKS_LIKE_MANY)
@pytest.mark.parametrize("suffix", [".txt", ".docx", ".rtf"])
def test_a_file_that_looks_like_a_collection_is_told(name: str, suffix: str) -> None:
    text = "\n".join(LOOKS_LIKE_MANY[name].format(n=n, text=WIND) for n in range(1, 5))
    file = read_bytes(IN_FORMAT[suffix](text), f"2021-03-04 a{suffix}")
    [(stage, reason)] = file.losses
    assert len(file.documents) == 1
    assert (stage, reason.partition(";")[0]) == (
        "text", "the file looks like a collection of articles, and is read as one document",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "会议时间：2021年3月1{n}日\n会议地点：某厅\n" + ZH,  # of events
        ZH + "\n2021年3月1{n}日\n",  # a chronicle
        "{n}. Wind\nGrowth in 2021: {n} per cent\n{text}",
    ],
)
def test_days_in_one_text_make_no_collection(text: str) -> None:
    whole = "\n".join(text.format(n=n, text=WIND) for n in range(1, 5))
    assert read_bytes(whole.encode(), "2021-03-04 a.txt").losses == ()


def test_records_whose_end_a_program_leaves_out() -> None:
    text = "".join(f"TY  - JOUR\nTI  - T{n}\nPY  - 2021\nAB  - {WIND}\n" for n in range(3))
    assert [d.text for d in read_bytes(text.encode(), "a.ris").documents] == [WIND] * 3


def test_it_stops_a_run_until_it_is_accepted(tmp_path: Path) -> None:
    text = "\n".join(f"Document {n} of 3\n{WIND}" for n in range(1, 4))
    (tmp_path / "2021-03-04 a.txt").write_text(text, encoding="utf-8")
    [told] = severe_losses(read_corpus(tmp_path, language="en", workers=1))["sentence"]
    assert "looks like a collection of articles" in told
    assert "“Document 1 of 3”" in told


# --- formats ----------------------------------------------------------------------------------------------------------


def as_docx(text: str) -> bytes:
    import docx

    word, out = docx.Document(), io.BytesIO()
    for line in text.split("\n"):
        word.add_paragraph(line)
    word.sections[0].header.paragraphs[0].text = "Page of the download"
    word.save(out)
    return out.getvalue()


def as_rtf(text: str) -> bytes:
    body = "".join(
        c if c.isascii() and c not in "\\{}\n" else rf"\u{ord(c)}?" if c != "\n" else "\\par\n" for c in text
    )
    return rf"{{\rtf1\ansi{{\header Page of the download}}{body}}}".encode()


IN_FORMAT = {".txt": str.encode, ".docx": as_docx, ".rtf": as_rtf}


@pytest.mark.parametrize("form", ["Nexis", "Factiva", "Factiva, codes", "ProQuest", "PKULaw"])
@pytest.mark.parametrize("suffix", [".docx", ".rtf"])
def test_articles_in_documents_of_word_processors(form: str, suffix: str) -> None:
    write, _, chinese = FORMS[form]
    rng = random.Random(5)
    articles = known_articles(rng, chinese=chinese)
    text, dates = write(articles, rng)
    file = read_bytes(IN_FORMAT[suffix](text), f"2024-01-01 a{suffix}")
    assert [(d.title, d.source) for d in file.documents] == [(a.title, a.source) for a in articles]
    assert [d.date for d in file.documents] == dates
    kept = sum(characters(d.text) + sum(characters(t) for _, t in d.taken) for d in file.documents)
    assert kept == characters(text) + characters("Page of the download")
    assert dict(file.documents[0].taken)["headers and footers"] == "Page of the download"


def test_articles_in_a_web_page() -> None:
    article = (
        "<div class='article'><div id='hd'><span>{title}</span></div><div>812 words</div><div>15 March 2021</div>"
        "<div>The Guardian</div><div>GRDN</div><div>English</div><div>(c) 2021 Guardian</div><p>{text}</p>"
        "<p>Document GRDN000020210315eh3f000{n}p</p></div>"
    )
    page = "".join(article.format(title=f"Title {n}", text=text, n=n) for n, text in enumerate((WIND, CARE)))
    file = read_bytes(f"<html><body>{page}</body></html>".encode(), "2024-01-01 a.html")
    assert [(d.title, d.date, d.text) for d in file.documents] == [
        ("Title 0", "15 March 2021", WIND), ("Title 1", "15 March 2021", CARE),
    ]  # fmt: skip


def test_a_bibliography_without_records_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"a\.ris: no records were found in this bibliography"):
        read_bytes(CARE.encode(), "a.ris")


PIECES = [
    "End of Document", "March 15, 2021", "Length: 8 words", "Body", "Load-Date: March 1, 2021", "Classification", "",
    "1 of 2 DOCUMENTS", "2 of 2 DOCUMENTS", "Document GRDN000020210315eh3f0001p", "812 words", "HD A", "PD 1", "AN",
    "_" * 30, "ProQuest document ID: 1", "Full text: a", "Abstract: b", "Title: c", "TY  - JOUR", "AB  - a", "ER  - ",
    "PT J", "TI a", "SO b", "PY 2021", "ER", "PMID- 1", "%0 A", "%T b", "%D 1", "RT A", "T1 b", "YR 1", "@article{a,",
    "title = {b},", "abstract = \"c", "}", "Title-题名: a", "Year-年: 1", "{Title}: a", "{Year}: 1", "【标题】a",
    "【发布日期】1", "【时效性】b", "文章編號: 202103150040012", "甲 | 2021-03-15", "标题：a", "发布日期：b",
    "正文：c", WIND, "\r", "\x0c", "\\",
]  # fmt: skip


@settings(deadline=timedelta(seconds=5), max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=40).map("\n".join))
def test_any_marks_are_read_and_no_character_is_lost(text: str) -> None:
    file = read_bytes(text.encode(), "a.txt")
    kept = sum(characters(d.text) + sum(characters(t) for _, t in d.taken) for d in file.documents)
    if not file.losses and "@article" not in text:
        assert kept == characters(text)
    assert kept <= characters(text)


EXAMPLES = {
    "RIS": f"TY  - JOUR\nTI  - A title\nPY  - 2019\nAB  - {WIND}\nER  - ",
    "BibTeX": f"@article{{a,\n title = {{A title}},\n year = {{2019}},\n abstract = {{{WIND}}}\n}}",
    "EndNote": f"%0 Journal Article\n%T A title\n%D 2019\n%X {WIND}",
    "CNKI": f"Title-题名: 题\nAuthor-作者: 张\nSource-文献来源: 学报\nSummary-摘要: {ZH}\nPubTime-发表时间: 2019-01-01",
}


@pytest.mark.parametrize("form", EXAMPLES)
def test_a_record_that_an_article_shows_is_no_collection(form: str) -> None:
    article = f"How to cite\n\n{CARE} {WIND}\n\n{EXAMPLES[form]}\n\n{CARE}\n"
    [document] = read_bytes(article.encode(), "a.md").documents
    assert document.text == article
    [alone] = read_bytes(EXAMPLES[form].encode(), "a.txt").documents
    assert alone.meta[COLLECTION] == form


def test_a_bibliography_may_begin_with_a_long_comment() -> None:
    [document] = read_bytes(f"{CARE} {WIND}\n\n{EXAMPLES['BibTeX']}\n".encode(), "a.bib").documents
    assert document.text == WIND


def test_an_article_below_the_last_end_is_told() -> None:
    whole = "Wind plan delayed\n\n230 words\n{day} March 2021\nThe Times\nTMS\nEnglish\n© 2021 Media.\n\n{text}\n\n"
    ended = whole.format(day=5, text=WIND) + "Document TMS000020210305eh3500001\n\n"
    file = read_bytes((ended + whole.format(day=6, text=f"{CARE} {WIND}")).encode(), "a.txt")
    assert file.losses == (
        ("with text", "an article of a collection is not understood; below the last one, “Wind plan delayed”"),
    )
    assert read_bytes(f"{ended}© 2021 Factiva, Inc. All rights reserved.\n".encode(), "a.txt").losses == ()


def test_settings_name_labels_of_collections() -> None:
    said = Conventions(columns={"kind": ("M3",), "terms": ("KW",), "date": ("ET",), "source": ("PB",)})
    lines = ["TY  - JOUR", "TI  - A", "T2  - Energy", "PB  - Press", "PY  - 2021", "ET  - 2019-05-06", "M3  - Review",
             "KW  - wind", f"AB  - {WIND}", "ER  - "]  # fmt: skip
    file = read_bytes("\n".join(lines).encode(), "a.ris", conventions=said)
    [document] = file.documents
    assert document.attributes == {"kind": "Review", "terms": "wind", "year": "2021"}
    assert (document.date, document.source, document.date_source) == ("2019-05-06", "Press", COLLECTION)
    [columns] = file.columns
    assert columns.understood[0].taken_for("M3") == 'attribute "kind"'
    assert columns.understood[0].taken_for("TI") == "title"


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ("school = {某大学}", "某大学"),
        ("institution = {NREL}", "NREL"),
        ("publisher = {CUP}, booktitle = {Handbook}", "Handbook"),
    ],
)
def test_what_no_journal_published_has_its_school_as_source(fields: str, source: str) -> None:
    [document] = read_bytes(f"@misc{{a, title = {{T}}, {fields}, abstract = {{{WIND}}}}}".encode(), "a.bib").documents
    assert document.source == source
