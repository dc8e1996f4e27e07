"""Composed files of many articles, in every form that is read, from articles whose fields are known."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

_ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


@dataclass(frozen=True)
class Known:
    """An article, and what must come out of it."""

    title: str
    source: str
    day: date
    author: str
    text: tuple[str, ...]
    number: int
    chinese: bool = False


_TITLES = (
    "Wind plan delayed by objections", "Care homes lose staff", "A plan for data",
    "Who pays for the reform of the coast?",
    "工业互联网平台提速", "养老服务体系完善", "数据安全有了新规",
)  # fmt: skip
_SOURCES = ("The Guardian", "The Times (London)", "Financial Times", "人民日报", "光明日报")
_PARAGRAPHS = (
    "Offshore wind farms have spread along the northern coasts this year; permits were delayed by local objections.",
    "Subject: not a label, but the paragraph of an article in which the chairman speaks at length about his plans.",
    "Document 12 of 40 was not found, he said. Nobody had seen it for years.",
    "IN the north the permits of five farms are delayed. Copyright 2019 stood on each of them, it was said.",
    "Care homes in rural districts lost staff after the reform. The end of document was near, one of them wrote.",
    "On March 1, 2019 the ministry promised 812 words of comment. It has not kept its promise so far.",
)
_CHINESE_PARAGRAPHS = (
    "各地加快推进工业互联网平台建设，企业数字化水平不断提升。",
    "来源：记者现场采访得到的材料，有关数据由企业提供。",
    "社区照料与机构照料衔接，养老服务体系继续完善，发布日期：另行通知。",
    "第一条 为了规范数据处理活动，保障数据安全，制定本办法。",
    "2019年3月1日，有关部门要求各地按季度公开资金的使用情况。",
)


def known_articles(rng: random.Random, *, chinese: bool | None = None) -> list[Known]:
    """Two to five articles."""
    found = []
    for number in range(rng.randrange(2, 6)):
        zh = rng.random() < 0.5 if chinese is None else chinese
        paragraphs = _CHINESE_PARAGRAPHS if zh else _PARAGRAPHS
        text = rng.sample(paragraphs, rng.randrange(1, 4))
        # The last paragraph of an article is not one that looks like a label.
        text.sort(key=lambda line: line[:3] not in ("Sub", "来源："[:3]))
        found.append(
            Known(
                title=rng.choice(_TITLES[4:] if zh else _TITLES[:4]),
                source=rng.choice(_SOURCES[3:] if zh else _SOURCES[:3]),
                day=date(rng.randrange(2001, 2024), rng.randrange(1, 13), rng.randrange(1, 29)),
                author="张三" if zh else "Jane Example",
                text=tuple(text),
                number=1000 + number,
                chinese=zh,
            )
        )
    return found


def _american(day: date) -> str:
    return f"{_ENGLISH[day.month - 1]} {day.day}, {day.year}"


def _british(day: date) -> str:
    return f"{day.day} {_ENGLISH[day.month - 1]} {day.year}"


def _hanzi(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _gap(rng: random.Random) -> str:
    return "\n" * rng.choice((1, 2, 2, 3))


Written = tuple[str, list[str]]  # a file, and the date of each article as it stands there


def nexis(articles: Sequence[Known], rng: random.Random) -> Written:
    gap, dates, parts = _gap(rng), [], []
    if rng.random() < 0.5:
        listed = "\n".join(f"{n}. {a.title}\nClient/Matter: -None-" for n, a in enumerate(articles, start=1))
        parts.append(
            f"User Name: X\nDate and Time: Tuesday, March 16, 2021 3:14:00 PM GMT\nJob Number: 1\n\n"
            f"Documents ({len(articles)})\n\n{listed}\nSearch Terms: wind"
        )
    for article in articles:
        day = rng.choice((_american, _british))(article.day) + rng.choice(("", " Monday", " Monday 3:45 PM GMT"))
        day = f"{_hanzi(article.day)} 星期一" if article.chinese else day
        dates.append(day)
        lines = [article.title, article.source, day]
        lines += rng.choice(([], ["Edition 1; National Edition"]))
        lines += [f"Copyright {article.day.year} Example Ltd All Rights Reserved", "Section: NEWS; Pg. 3"]
        lines += ["Length: 812 words", f"Byline: {article.author}", "Body", *article.text]
        lines += rng.choice(([], ["Classification", "Language: ENGLISH", "Subject: WIND (90%); PERMITS"]))
        lines += ["Load-Date: March 1, 2024", "End of Document"]
        parts.append(gap.join(lines))
    return f"{gap}".join(parts), dates


def nexis_numbered(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts, first, top = [], [], rng.choice((1, 201)), rng.random() < 0.5
    for number, article in enumerate(articles, start=first):
        day = rng.choice((_american, _british))(article.day) + rng.choice(("", " Monday", " Monday"))
        dates.append(day)
        rights = f"{' ' * 20}Copyright {article.day.year} Example Ltd\n{' ' * 26}All Rights Reserved\n"
        lines = [f"{' ' * 30}{number} of {first + len(articles) - 1} DOCUMENTS\n\n"]
        lines += [rights] if top else []
        edition = rng.choice(("", f"\n{' ' * 35}Late Edition - Final"))
        lines += [f"{' ' * 30}{article.source}\n", f"{' ' * 28}{day}{edition}\n", article.title + "\n"]
        lines += [f"BYLINE: {article.author}\n", "SECTION: NEWS; Pg. 6\n", "LENGTH: 677 words\n"]
        lines += [f"{paragraph}\n" for paragraph in article.text]
        lines += ["LOAD-DATE: January 12, 2024\n", "LANGUAGE: ENGLISH\n", *([] if top else [rights])]
        parts.append("\n".join(lines))
    return "\n" + "\n".join(parts), dates


def _accession(article: Known) -> str:
    return f"GRDN0000{article.day:%Y%m%d}eh3f0{article.number}"


def factiva(articles: Sequence[Known], rng: random.Random) -> Written:
    gap, dates, parts, section = _gap(rng), [], [], rng.random() < 0.5
    for article in articles:
        day = _hanzi(article.day) if article.chinese else _british(article.day)
        dates.append(day)
        lines = ["News"] if section and not article.chinese else []
        lines += [article.title, f"{'记者' if article.chinese else 'By'} {article.author}"]
        lines += ["812 字" if article.chinese else "1,812 words", day, *rng.choice(([], ["08:30"])), article.source]
        lines += ["GRDN", *rng.choice(([], ["12"])), "Chinese" if article.chinese else "English"]
        lines += [f"{rng.choice(('(c)', '© Copyright', 'Copyright'))} {article.day.year} Example Ltd", *article.text]
        lines += [f"{'文件' if article.chinese else 'Document'} {_accession(article)}"]
        parts.append(gap.join(lines))
    return f"{gap}\n".join([*parts, *rng.choice(([], ["Search Summary\nText\twind"]))]), dates


def factiva_codes(articles: Sequence[Known], rng: random.Random) -> Written:
    gap, dates, parts = rng.choice(("\t", "   ", "\n")), [], []
    for article in articles:
        day = _hanzi(article.day) if article.chinese else _british(article.day)
        dates.append(day)
        lead, *rest = article.text
        fields = [("HD", article.title), ("BY", article.author), ("WC", "812 words"), ("PD", day)]
        fields += [("SN", article.source), ("SC", "GRDN"), ("LA", "English"), ("CY", "(c) Example Ltd"), ("LP", lead)]
        fields += [("TD", "\n\n".join(rest))] if rest else []
        fields += [("CO", "govt : Government"), ("IN", "i16 : Energy"), ("RE", "uk : United Kingdom")]
        fields += [("AN", f"Document {_accession(article)}")]
        parts.append("\n".join(f"{code}{gap}{value}" for code, value in fields))
    return "\n\n".join(parts), dates


def proquest(articles: Sequence[Known], rng: random.Random) -> Written:
    rule, dates, parts = "_" * 60, [], ["Report Information from ProQuest", "Table of contents\n\n1. One\n2. Two"]
    for number, article in enumerate(articles, start=1):
        day = f"{_ENGLISH[article.day.month - 1][:3]} {article.day.day}, {article.day.year}"
        dates.append(day)
        lines = [f"Document {number} of {len(articles)}", article.title, f"Author: {article.author}"]
        if rng.random() < 0.7:
            lines += rng.choice(([], ["Abstract: Another text says in short what this one says at length."]))
            lines += ["Full text: " + "\n\n".join(article.text)]
        else:
            lines += ["Abstract: " + "\n\n".join(article.text), "Full text: Not available."]
        lines += ["Subject: Wind power; Permits", f"Title: {article.title}", f"Publication title: {article.source}"]
        lines += [f"Publication year: {article.day.year}", f"Publication date: {day}", "Section: News"]
        lines += [f"ProQuest document ID: {article.number}", "Database: ProQuest Central"]
        parts.append("\n\n".join(lines))
    parts.append("Contact us at: http://www.proquest.com/go/contactsupport\n\nDatabase copyright © 2022 ProQuest LLC.")
    return f"{rule}\n\n" + f"\n\n{rule}\n\n".join(parts), dates


def ris(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts, title, where = [], [], rng.choice(("TI", "T1")), rng.choice(("JO", "JF", "T2"))
    for article in articles:
        tag, day = rng.choice((("DA", f"{article.day:%Y/%m/%d}"), ("Y1", f"{article.day:%Y/%m/%d}"), ("PY", "")))
        dates.append(day or str(article.day.year))
        lines = ["TY  - JOUR", f"AU  - {article.author}", f"{title}  - {article.title}", f"{where}  - {article.source}"]
        lines += [f"PY  - {article.day.year}", *([f"{tag}  - {day}{rng.choice(('', '/'))}"] if day else [])]
        lines += [f"AB  - {article.text[0]}", *article.text[1:], "KW  - wind", f"AN  - {article.number}", "ER  - ", ""]
        parts.append("\n".join(lines))
    return "\n".join(parts), dates


def web_of_science(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], ["FN Clarivate Analytics Web of Science\nVR 1.0"]
    for article in articles:
        month = _ENGLISH[article.day.month - 1][:3].upper()
        day, iso = rng.choice(
            ((f"{month} {article.day.day}", f"{article.day}"), (month, f"{article.day:%Y-%m}"), ("", ""))
        )
        dates.append(iso or str(article.day.year))
        lines = ["PT J", f"AU {article.author}\n   Sample, M", f"TI {article.title}", f"SO {article.source}"]
        lines += [f"AB {article.text[0]}", *(f"   {line}" for line in article.text[1:]), f"PY {article.day.year}"]
        lines += [*([f"PD {day}"] if day else []), f"UT WOS:{article.number}", "ER", ""]
        parts.append("\n".join(lines))
    return "\n".join([*parts, "EF"]), dates


def pubmed(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], []
    for article in articles:
        month = _ENGLISH[article.day.month - 1][:3]
        day, iso = rng.choice(
            ((f" {month} {article.day.day}", f"{article.day}"), (f" {month}", f"{article.day:%Y-%m}"))
        )
        dates.append(iso)
        lines = [f"PMID- {article.number}", "OWN - NLM", f"DP  - {article.day.year}{day}", f"TI  - {article.title}"]
        lines += [f"AB  - {article.text[0]}", *(f"      {line}" for line in article.text[1:]), "LA  - eng"]
        lines += [f"FAU - {article.author}", f"JT  - {article.source}", "TA  - J Ex", ""]
        parts.append("\n".join(lines))
    return "\n" + "\n".join(parts), dates


def endnote(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], []
    for article in articles:
        day = rng.choice(("", f"{article.day}", f"{_american(article.day)}"))
        dates.append(day or str(article.day.year))
        lines = ["%0 Journal Article", f"%A {article.author}", f"%T {article.title}", f"%J {article.source}"]
        lines += [f"%D {article.day.year}", *([f"%8 {day}"] if day else []), f"%X {article.text[0]}", *article.text[1:]]
        parts.append("\n".join([*lines, f"%M {article.number}", "%W CNKI", ""]))
    return "\n".join(parts), dates


def refworks(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], []
    for article in articles:
        day = rng.choice(("", f"{article.day}"))
        dates.append(day or str(article.day.year))
        lines = ["RT Journal Article", "SR 1", f"A1 {article.author}", f"T1 {article.title}", f"JF {article.source}"]
        lines += [f"YR {article.day.year}", *([f"FD {day}"] if day else []), f"AB {' '.join(article.text)}"]
        parts.append("\n".join([*lines, f"DO {article.number}", "LA 中文;", "DS CNKI", ""]))
    return "\n".join(parts), dates


def cnki(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts, study = [], [], rng.random() < 0.5
    for article in articles:
        day = rng.choice(("", f"{article.day}"))
        dates.append(day or str(article.day.year))
        lines = ["DataType: 1"] if study else ["SrcDatabase-来源库: 期刊"]
        lines += [f"Title-题名: {article.title}", f"Author-作者: {article.author};"]
        lines += [f"Source-{'刊名' if study else '文献来源'}: {article.source}", f"Year-年: {article.day.year}"]
        lines += [f"PubTime-{'出版时间' if study else '发表时间'}: {day}"] if day else []
        lines += [f"Summary-摘要: {' '.join(article.text)}", f"DOI-DOI: {article.number}", ""]
        parts.append("\n".join(lines))
    return "\n".join(parts), dates


def note_express(articles: Sequence[Known], rng: random.Random) -> Written:
    parts = []
    for article in articles:
        lines = ["{Reference Type}: Journal Article", f"{{Title}}: {article.title}", f"{{Author}}: {article.author}"]
        lines += [f"{{Journal}}: {article.source}", f"{{Year}}: {article.day.year}"]
        lines += [f"{{Abstract}}: {article.text[0]}", *article.text[1:], f"{{DOI}}: {article.number}", ""]
        parts.append("\n".join(lines))
    return "\n".join(parts), [str(article.day.year) for article in articles]


def pkulaw(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], []
    title, of = rng.choice(("法规标题", "标题")), rng.choice(("发布日期", "公布日期"))
    one, colon, headed = rng.random() < 0.5, rng.choice(("", "：")), rng.random() < 0.5
    for article in articles:
        day = f"{article.day:%Y.%m.%d}"
        dates.append(day)
        labels = [
            f"【{of}】{colon}{day}",
            "【实施日期】2024.01.01",
            "【时效性】现行有效",
            f"【发布部门】{article.source}",
        ]
        head = [f"【{title}】{colon}{article.title}", f"【法宝引证码】CLI.{article.number}"]
        lines = [*head, " ".join(labels)] if one else [*head, *labels]
        parts.append("\n".join([*lines, *(["【全文】"] if headed else [""]), *article.text, ""]))
    return "\n".join(parts), dates


def pkulaw_texts(articles: Sequence[Known], rng: random.Random) -> Written:
    parts = []
    for article in articles:
        lines = [f"    【法宝引证码】 CLI.12.{article.number}", "原文链接：https://example.org/lar/a.html"]
        parts.append("\n".join([*lines, article.title, *article.text, ""]))
    return _gap(rng).join(parts), [""] * len(articles)


def wisenews(articles: Sequence[Known], rng: random.Random) -> Written:
    parts, above = [], rng.random() < 0.5
    for article in articles:
        place = f"A12 | 要聞 | {article.day}"
        lines = (
            [article.source, article.title, place] if above else [article.source, place, "字數: 812 字", article.title]
        )
        parts.append("\n".join([*lines, *article.text, f"文章編號: {article.day:%Y%m%d}003{article.number}", ""]))
    return "\n".join(parts), [str(article.day) for article in articles]


def labelled_blocks(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], []
    for article in articles:
        day = rng.choice((str(article.day), _hanzi(article.day)))
        dates.append(day)
        lines = [f"标题：{article.title}", f"来源：{article.source}", f"发布日期：{day}", "正文："]
        parts.append("\n".join([*lines, *article.text, ""]))
    return "\n".join(parts), dates


def bibtex(articles: Sequence[Known], rng: random.Random) -> Written:
    dates, parts = [], []
    for number, article in enumerate(articles):
        month, iso = rng.choice((("", ""), (f"{_ENGLISH[article.day.month - 1][:3].lower()}", f"-{article.day:%m}")))
        dates.append(f"{article.day.year}{iso}")
        a, b = rng.choice(("{}", '""'))
        lines = [f"@article{{key{number},", f"  title = {a}{article.title}{b},", f"  journal={a}{article.source}{b},"]
        lines += [f"  year = {article.day.year},", *([f"  month = {month},"] if month else [])]
        lines += [
            f"  doi = {{{article.number}}},",
            f"  abstract = {{{' '.join(article.text)}}}{rng.choice((',', ''))}",
            "}",
        ]
        parts.append("\n".join(lines))
    return "\n\n".join(parts), dates


Writer = Callable[[Sequence[Known], random.Random], Written]
# The name of each form, with what writes it, the ending of its files, and the languages of its articles.
FORMS: dict[str, tuple[Writer, str, bool | None]] = {
    "Nexis": (nexis, ".txt", None),
    "LexisNexis": (nexis_numbered, ".txt", False),
    "Factiva": (factiva, ".txt", None),
    "Factiva, codes": (factiva_codes, ".txt", None),
    "ProQuest": (proquest, ".txt", None),
    "RIS": (ris, ".ris", None),
    "Web of Science": (web_of_science, ".ciw", None),
    "PubMed": (pubmed, ".nbib", None),
    "EndNote": (endnote, ".enw", None),
    "RefWorks": (refworks, ".txt", None),
    "CNKI": (cnki, ".txt", None),
    "NoteExpress": (note_express, ".txt", None),
    "PKULaw": (pkulaw, ".txt", True),
    "PKULaw, texts": (pkulaw_texts, ".txt", True),
    "WiseNews": (wisenews, ".txt", True),
    "labelled blocks": (labelled_blocks, ".txt", True),
    "BibTeX": (bibtex, ".bib", None),
}
