"""Composed headers of documents in twenty forms, with the day, issue, number and source that each states known."""

import html
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_ZH_TITLES = ("关于加强数据安全管理的通知", "平台建设实施意见", "推动算力网络发展行动计划（2021—2023年）", "工作要点")
_ZH_OFFICES = ("某某部办公厅", "甲市经济和信息化局", "乙省人民政府", "丙县发展和改革委员会")
_ZH_SITES = ("某某部网站", "某日报", "甲市政府门户网", "数字观察")
_ZH_TEXT = (
    "各地区主管部门要落实数据安全责任，做好重要数据识别和目录备案工作，提升工业企业数据安全保障能力。",
    "企业应当在{year}年{month}月底前建立数据分类分级保护制度，定期开展风险评估，并报送有关情况。",
)
_ZH_PUBLISHED = ("发布日期", "发布时间", "公开日期", "刊发日期", "发表时间", "上网日期", "發佈時間")
_EN_TITLES = ("Guidance on data protection", "Rural Broadband Action Plan 2021-2023", "Statement on ports policy")
_EN_OFFICES = ("Department of Transport", "Ministry of Digital Affairs", "Office for Rural Policy")
_EN_SITES = ("The Daily Observer", "Press Office", "Government Gazette Online")
_EN_TEXT = (
    "The department asks all local authorities to report on the state of their networks and the use of the grant.",
    "Reports must reach the department by the end of {month} {year} and must name a person who can answer questions.",
)
_ZH_DAYS: tuple[Callable[[date], str], ...] = (
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month:02}月{d.day:02}日",
    lambda d: d.isoformat(),
    lambda d: f"{d.year}/{d.month:02}/{d.day:02}",
    lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    lambda d: f"{d.isoformat()} 10:{d.day:02}",
    lambda d: "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in f"{d.year}年{d.month}月{d.day}日"),
)
_EN_DAYS: tuple[Callable[[date], str], ...] = (
    lambda d: d.isoformat(),
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.isoformat()} 09:{d.day:02}",
)


@dataclass(frozen=True)
class Composed:
    """One document: its form, the name and content of its file, and what its header states."""

    form: str
    name: str
    content: str
    date: str
    issued: str
    number: str
    source: str


@dataclass(frozen=True)
class _Block:
    """The labels of one header with their values, in the order in which they stand; the title and the text."""

    title: str
    pairs: list[tuple[str, str]]
    text: tuple[str, ...]


def _lines(block: _Block) -> str:
    return _page(block, *(f"{label}：{value}" for label, value in block.pairs))


def _page(block: _Block, *header: str) -> str:
    return "\n".join([block.title, *header, "", *block.text])


def _spaced(label: str) -> str:
    """A label as tables of notices set it: 文 号, 来  源."""
    return "　".join(label) if len(label) == 2 else label


_TEXT_FORMS: dict[str, Callable[[_Block], str]] = {
    "one pair per line": _lines,
    "half-width colons": lambda b: _page(b, *(f"{label}: {value}" for label, value in b.pairs)),
    "one line": lambda b: _page(b, "　".join(f"{label}：{value}" for label, value in b.pairs)),
    "one line with bars": lambda b: _page(b, " | ".join(f"{label}：{value}" for label, value in b.pairs)),
    "one line with tabs": lambda b: _page(b, "\t".join(f"{label}:{value}" for label, value in b.pairs)),
    "brackets": lambda b: _page(b, *(f"【{label}】{value}" for label, value in b.pairs)),
    "spaced labels": lambda b: _page(b, *(f"{_spaced(label)} ：{value}" for label, value in b.pairs)),
    "two lines": lambda b: _page(b, *(line for label, value in b.pairs for line in (f"{label}：", value))),
    "two lines without colons": lambda b: _page(b, *(line for pair in b.pairs for line in pair)),
    "labels in a row": lambda b: _page(b, "\t".join(k for k, _ in b.pairs), "\t".join(v for _, v in b.pairs)),
    "above the title": lambda b: "\n".join([*(f"{k}：{v}" for k, v in b.pairs), b.title, *b.text]),
    "pairs of pairs": lambda b: _page(b, *_by_two(b.pairs, "　　")),
}


def _by_two(pairs: list[tuple[str, str]], between: str) -> list[str]:
    said = [f"{label}：{value}" for label, value in pairs]
    return [between.join(said[n : n + 2]) for n in range(0, len(said), 2)]


def _html(block: _Block, header: str, *, above: bool = False) -> str:
    title = f"<h1>{block.title}</h1>"
    text = "".join(f"<p>{line}</p>" for line in block.text)
    body = header + title if above else title + header
    return f"<html><head><title>{block.title}</title></head><body><div>{body}<div>{text}</div></div></body></html>"


def _cells(tag: str, words: list[str]) -> str:
    return "<tr>" + "".join(f"<{tag}>{html.escape(word)}</{tag}>" for word in words) + "</tr>"


def _table(pairs: list[tuple[str, str]], in_a_row: int, mark: str = "：") -> str:
    cells = [word for label, value in pairs for word in (label + mark, value)]
    rows = (_cells("td", cells[n : n + 2 * in_a_row]) for n in range(0, len(cells), 2 * in_a_row))
    return f"<table>{''.join(rows)}</table>"


_HTML_FORMS: dict[str, Callable[[_Block], str]] = {
    "table": lambda b: _html(b, _table(b.pairs, 1)),
    "wide table without colons": lambda b: _html(b, _table(b.pairs, 2, "")),
    "table above the title": lambda b: _html(b, _table(b.pairs, 2), above=True),
    "labels above values": lambda b: _html(
        b, f"<table>{_cells('th', [k for k, _ in b.pairs])}{_cells('td', [v for _, v in b.pairs])}</table>"
    ),
    "spans": lambda b: _html(b, "<div>" + "　".join(f"<span>{k}：{v}</span>" for k, v in b.pairs) + "</div>"),
    "list": lambda b: _html(b, "<ul>" + "".join(f"<li><b>{k}：</b>{v}</li>" for k, v in b.pairs) + "</ul>"),
    "definitions": lambda b: _html(b, f"<dl>{''.join(f'<dt>{k}</dt><dd>{v}</dd>' for k, v in b.pairs)}</dl>"),
    "lines broken": lambda b: _html(b, "<p>" + "<br>".join(f"{k}：{v}" for k, v in b.pairs) + "</p>"),
}

FORMS = (*_TEXT_FORMS, *_HTML_FORMS)


def headers(per_form: int = 10, seed: int = 7) -> list[Composed]:
    """Documents in each form, every second in English; labels, their order and what is left out vary."""
    made = []
    for form in FORMS:
        for number in range(per_form):
            rng = random.Random(f"{seed} {form} {number}")
            made.append(_composed(form, number, rng, english=number % 2 == 1))
    return made


def _composed(form: str, number: int, rng: random.Random, *, english: bool) -> Composed:
    published = date(2019, 1, 1) + timedelta(days=rng.randrange(1800))
    issued = published - timedelta(days=rng.randrange(1, 60))
    day = rng.choice(_EN_DAYS if english else _ZH_DAYS)
    words = _english(published, issued, day, rng) if english else _chinese(published, issued, day, rng)
    title, pairs, text, stated = words
    rng.shuffle(pairs)
    when = {"year": published.year - 3, "month": rng.randrange(1, 13)}
    block = _Block(title, pairs, tuple(line.format(**when) for line in text))
    in_html = form in _HTML_FORMS
    content = (_HTML_FORMS if in_html else _TEXT_FORMS)[form](block)
    name = f"{FORMS.index(form):02}-{number}.{'html' if in_html else 'txt'}"
    return Composed(form, name, content, published.isoformat(), stated[0], stated[1], stated[2])


Words = tuple[str, list[tuple[str, str]], tuple[str, ...], tuple[str, str, str]]


def _chinese(published: date, issued: date, day: Callable[[date], str], rng: random.Random) -> Words:
    office, site = rng.choice(_ZH_OFFICES), rng.choice(_ZH_SITES)
    number = f"{office[:1]}{rng.choice('发办厅')}〔{issued.year}〕{rng.randrange(1, 200)}号"
    pairs = [
        (rng.choice(_ZH_PUBLISHED), day(published)),
        (rng.choice(("发文机关", "发布机构", "制定机关")), office),
    ]
    said = ["", "", office]
    if rng.random() < 0.8:
        pairs.append((rng.choice(("成文日期", "印发日期", "发文日期", "签发日期", "制定日期")), day(issued)))
        said[0] = issued.isoformat()
    if rng.random() < 0.8:
        pairs.append((rng.choice(("发文字号", "文号")), number))
        said[1] = number
    if rng.random() < 0.7:
        pairs.append((rng.choice(("来源", "信息来源")), site))
        said[2] = site
    others = (
        ("索引号", f"000014349/{published.year}-00{rng.randrange(100, 999)}"),
        ("主题分类", "工业、交通"),
        (rng.choice(("更新时间", "最后更新")), day(published + timedelta(days=400))),
        ("废止日期", day(published + timedelta(days=1500))),
        ("实施日期", day(published + timedelta(days=30))),
        ("浏览次数", str(rng.randrange(10, 9999))),
    )
    pairs += rng.sample(others, rng.randrange(1, 4))
    return rng.choice(_ZH_TITLES), pairs, _ZH_TEXT, (said[0], said[1], said[2])


def _english(published: date, issued: date, day: Callable[[date], str], rng: random.Random) -> Words:
    office, site = rng.choice(_EN_OFFICES), rng.choice(_EN_SITES)
    number = f"{office[:3].upper()} {issued.year}/{rng.randrange(1, 200)}"
    labels = ("Published", "Publication date", "Date published", "Posted on", "First published", "Released")
    pairs = [(rng.choice(labels), day(published)), (rng.choice(("Issued by", "Publisher")), office)]
    said = ["", "", office]
    if rng.random() < 0.8:
        pairs.append((rng.choice(("Dated", "Date of issue", "Adopted", "Issued")), day(issued)))
        said[0] = issued.isoformat()
    if rng.random() < 0.8:
        pairs.append(("Document number", number))
        said[1] = number
    if rng.random() < 0.7:
        pairs.append(("Source", site))
        said[2] = site
    others = (
        (rng.choice(("Last updated", "Modified")), day(published + timedelta(days=400))),
        (rng.choice(("Retrieved", "Accessed", "Load date")), day(published + timedelta(days=800))),
        ("Effective date", day(published + timedelta(days=30))),
        (rng.choice(("Deadline", "Expires")), day(published + timedelta(days=90))),
        ("Author", "Jane Example"),
    )
    pairs += rng.sample(others, rng.randrange(1, 4))
    return rng.choice(_EN_TITLES), pairs, _EN_TEXT, (said[0], said[1], said[2])
