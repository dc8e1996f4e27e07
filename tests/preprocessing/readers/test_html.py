"""Layouts as sites have them, with text written for the tests."""

import json
from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.dating.chronology import dated
from topics.preprocessing.document import Document
from topics.preprocessing.readers.html import read_html, stated_names
from topics.preprocessing.reading import read_bytes

P = [
    "省里出台意见，支持企业把老旧设备接入平台，三年内改造两千条产线，并按实际投入给予补助。",
    "试点从纺织和机械两个行业起步，县区分批申报，专家评审之后公示名单，资金年底前拨付到位。",
    "有关负责人表示，改造不是买几台机器人，而是让数据在车间里流动起来，减少等待，也减少浪费。",
]
SHORT = "昨天，第一批名单公布，四十七家企业入选。"
NAV = "<nav><ul><li><a href='/'>首页</a></li><li><a href='/n'>要闻</a></li></ul></nav>"
LINKS = "".join(
    f"<li><a href='/{i}'>另一条新闻的标题写得很长很长，足有一整句话那么长，还带着句号。</a></li>" for i in range(9)
)
RELATED = f"<div class='list'><h3>相关新闻</h3><ul>{LINKS}</ul></div>"
FOOT = "<div class='bottom'><p>版权所有 某省人民政府办公厅 网站标识码 1234567890</p></div>"


def page(body: str, head: str = "") -> bytes:
    title = "产线改造意见出台_某省政府网"
    start = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
    return f"{start}<body>{NAV}{body}{RELATED}{FOOT}</body></html>".encode()


def paragraphs(texts: list[str] = P) -> str:
    return "".join(f"<p>　　{text}</p>" for text in texts)


def read(data: bytes) -> Document:
    [document] = read_bytes(data, "a.html").documents
    return document


TITLE = "<h1>产线改造意见出台</h1>"
LAYOUTS = {
    "article": f"<article>{TITLE}{paragraphs()}</article>",
    "div of paragraphs": f"<div class='main'>{TITLE}<div id='zoom'>{paragraphs()}</div></div>",
    "broken by lines": f"<div>{TITLE}<div id='UCAP-CONTENT'>{'<br><br>　　'.join(P)}<br></div></div>",
    "table of old sites": f"<table><tr><td>{TITLE}</td></tr><tr><td class='b12c'>{paragraphs()}</td></tr></table>",
    "a div a paragraph": f"{TITLE}<div class='TRS_Editor'>" + "".join(f"<div>{p}</div>" for p in P) + "</div>",
    "spans in paragraphs": f"{TITLE}<div>" + "".join(f"<p><span><font>{p}</font></span></p>" for p in P) + "</div>",
    "all in a form": f"<form action='?'><div>{TITLE}<div>{paragraphs()}</div></div></form>",
    "two sections": f"<main>{TITLE}<section><h2>一、背景</h2>{paragraphs(P[:1])}</section>"
    f"<section><h2>二、内容</h2>{paragraphs(P[1:])}</section></main>",
    "with a summary": f"<div>{TITLE}<div class='brief'><p>简介：{P[0]}</p></div><div>{paragraphs()}</div></div>",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_body_is_read_and_nothing_else(layout: str) -> None:
    document = read(page(LAYOUTS[layout]))
    lines = [line.strip() for line in document.text.split("\n")]
    assert [line for line in lines if line in P] == P
    assert set(lines) - set(P) <= {"产线改造意见出台", "一、背景", "二、内容"}
    assert document.title == "产线改造意见出台"


def test_a_page_of_one_short_paragraph() -> None:
    body = f"<div>{TITLE}<div class='time'>2021-03-04</div><div>{paragraphs([SHORT + P[0]])}</div></div>"
    assert read(page(body)).text.strip() == SHORT + P[0]


def test_the_marked_body_goes_before_a_longer_text() -> None:
    body = f"<div><div itemprop='articleBody'>{paragraphs(P[:1])}</div><div>{paragraphs(P[1:] * 3)}</div></div>"
    assert read(page(body)).text.strip() == P[0]


def test_an_article_in_the_structured_data_alone_is_read_and_said() -> None:
    data = {
        "@graph": [{"@type": "NewsArticle", "headline": "标题", "datePublished": "2021-03-04", "articleBody": P[0]}]
    }
    document = read(page("<div id='app'></div>", f"<script type='application/ld+json'>{json.dumps(data)}</script>"))
    assert (document.text, document.date, document.meta["text from"]) == (P[0], "2021-03-04", "JSON-LD")
    assert read(page(LAYOUTS["article"])).meta["text from"] == "page"


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"a\.html: no running text was found in this web page"):
        read_html(b"<html><body><script>var a = 1;</script></body></html>", "a.html")


@pytest.mark.parametrize(
    "head",
    [
        '<meta name="PubDate" content="2021-03-04 10:00">',
        '<meta property="article:published_time" content="2021-03-04T10:00:00+08:00">',
        '<script type="application/ld+json">{"headline": "x", "datePublished": "2021-03-04T02:00:00Z"}</script>',
        '<script type="application/ld+json">not json</script><meta itemprop="datePublished" content="2021-03-04">',
    ],
)
def test_the_day_in_the_metadata(head: str) -> None:
    document = dated(read(page(LAYOUTS["article"], head)))
    assert (document.date, document.date_precision, document.date_source) == ("2021-03-04", "day", "html metadata")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("<p>发布时间：<span>2021-03-04 10:00</span>　来源：<i>某报</i></p>", "header label"),
        ("<div><span>来源 : 某报</span><br><span>2021年03月04日</span></div>", "page header"),
        ("<ul><li>2021/3/4</li><li>字号：大 中 小</li></ul>", "page header"),
    ],
)
def test_the_day_below_the_visible_title(line: str, place: str) -> None:
    document = dated(read(page(f"<div>{TITLE}{line}<div>{paragraphs()}</div></div>")))
    assert (document.date, document.date_source) == ("2021-03-04", place)


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("[视频]产线改造意见出台", "产线改造意见出台"),
        ("【图文】产线改造意见出台", "产线改造意见出台"),
        ("【一线调研】产线改造记", "【一线调研】产线改造记"),
        ("（十四五）产线改造规划", "（十四五）产线改造规划"),
    ],
)
def test_a_medium_is_no_part_of_the_title(title: str, found: str) -> None:
    head = f'<meta property="og:title" content="{title}">'
    assert read(page(LAYOUTS["article"].replace("产线改造意见出台", title), head)).title == found


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
@pytest.mark.parametrize("said", ["utf-8", "gb2312", 'gb2312"><meta charset="utf-8', "no-such", "base64"])
def test_bytes_decide_between_declarations(said: str, encoding: str) -> None:
    text = page(LAYOUTS["article"]).decode().replace("charset='utf-8'", f'charset="{said}"')
    file = read_bytes(text.encode(encoding), "a.html")
    assert file.encoding == encoding
    assert P[2] in file.documents[0].text


def test_a_declared_european_encoding_is_believed_where_it_gives_letters() -> None:
    text = "Le gouvernement a présenté une stratégie numérique; l'économie y tient déjà une grande place. " * 3
    data = f'<html><head><meta charset="iso-8859-1"></head><body><p>{text}</p></body></html>'.encode("latin-1")
    file = read_bytes(data, "a.html")
    assert (file.encoding, file.documents[0].text[:29]) == ("cp1252", "Le gouvernement a présenté un")
    with pytest.raises(DocumentError, match="the encoding cannot be told"):
        read_bytes(data.replace(b"iso-8859-1", b"utf-8"), "a.html")


def test_real_pages_are_read_whole_and_alone(corpora: Path) -> None:
    from news_pages import score_pages

    pages = score_pages(corpora)
    assert len(pages) == 24
    assert pages["body"].mean() >= 0.98
    assert pages["body"].min() >= 0.90
    assert pages["title"].all()
    assert pages["date"].all()
    assert pages["unexplained"].sum() == 0


def test_wide_and_deep_pages_are_read_and_the_deepest_refused() -> None:
    wide = "".join(f"<div><p>{number}号材料，{P[0]}</p></div>" for number in range(2_000))
    deep = "<font>" * 500 + paragraphs() + "</font>" * 500
    for body in (wide, deep):
        assert P[0] in read(page(body)).text
    with pytest.raises(DocumentError, match="the tags of this web page are nested too deeply"):
        read(page("<div>" * 5_000 + paragraphs()))


PAGES_WITH_NAMES = [
    "<html><head><title>建设方案 - 某报</title></head><body><h1>关于建设的方案</h1><p>正文。</p></body></html>",
    "<html><head><title>Rail fares rise | The Daily Example.com</title></head><body><h2>Fares</h2></body></html>",
    '<html><head><meta property="og:title" content="标题&amp;一"><meta property="og:site_name" content="@某网">'
    '<meta property="og:url" content="https://www.example.org/a/1"></head><body><h1>甲</h1><h1>乙</h1></body></html>',
    '<html><head><meta name="publisher" content="the example"><link rel="canonical" href="/news/7">'
    '<meta property="og:image" content="https://example.org/i.png"></head><body><h1> A  title </h1></body></html>',
    '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "From data", "publisher": '
    '{"@type": "Organization", "name": "example wire"}, "author": "A B"}</script></head><body>x</body></html>',
    '<html><head><script type="application/ld+json">{"@type": "NewsArticle", "headline": "Broken</script>'
    '<link rel="canonical" href="https://w3.example.net/x?y=1"></head><body><h2>Second</h2></body></html>',
    '<html><head><meta name="twitter:site" content="@example"><meta itemprop="headline" content="By property">'
    "</head><body><h1></h1></body></html>",
    "<html><body><p>无题</p></body></html>",
]


@pytest.mark.parametrize("page", PAGES_WITH_NAMES)
def test_names_of_a_page_are_those_of_trafilatura(page):
    from lxml.html import fromstring, tostring
    from trafilatura.metadata import extract_metadata

    tree = fromstring(page)
    before = tostring(tree)
    found = extract_metadata(fromstring(page))
    assert stated_names(tree) == (found.title or "", found.sitename or "", found.url or "")
    assert tostring(tree) == before
