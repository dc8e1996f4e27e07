"""The day of publication in the metadata of web pages."""

import json
from typing import Any

import lxml.html
import pytest

from topics.preprocessing.dating.dates import parse_date
from topics.preprocessing.readers.page_dates import published
from topics.preprocessing.readers.structured import structured_data

PARSED = ("2021-03-15", "day")


def dates(head: str, body: str = "") -> tuple[str, str]:
    tree = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}<p>text</p></body></html>")
    return published(tree, structured_data(tree))


def meta(**named: str) -> str:
    return "".join(
        f'<meta name="{name.replace("__", ":").replace("_", ".")}" content="{text}">' for name, text in named.items()
    )


def json_ld(value: Any) -> str:
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


def script(text: str) -> str:
    return f"<script>{text}</script>"


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="Mon, 15 Mar 2021 08:00:00 GMT">',
        '<meta property="og:published_time" content="2021-03-15T08:00:00+08:00">',
        '<meta name="PubDate" content="2021-03-15 10:00">',
        '<meta name="publishdate" content="2021年3月15日">',
        '<meta name="firstpublishedtime" content="2021-03-15-10:00:00">',
        '<meta name="DC.date.issued" content="March 15, 2021">',
        '<meta name="DCTERMS.issued" content="15 Mar 2021">',
        '<meta name="dc.date" content="2021-03-15" scheme="W3CDTF">',
        '<meta name="citation_publication_date" content="2021/03/15">',
        '<meta name="citation_online_date" content="2021/3/15">',
        '<meta name="parsely-pub-date" content="2021-03-15T08:00:00Z">',
        '<meta name="sailthru.date" content="Mon, 15 Mar 2021 10:00:00 -0500">',
        '<meta name="weibo: article:create_at" content="2021-03-15 10:00:00">',
        '<meta name="dc:date.issued" content="2021-03-15"><meta name="og:time " content="2021-03-15 10:00">',
        '<meta name="article-published-time" content="2021-03-15">',
        '<meta itemprop="datePublished" content="15.03.2021">',
        '<meta name="date" content="15/03/2021">',
        '<meta name="date" content="二〇二一年三月十五日">',
        '<meta name="pubdate" content="1615795200000">',
        json_ld({"@type": "NewsArticle", "headline": "x", "datePublished": "2021-03-15T08:00:00+08:00"}),
        json_ld({"@graph": [{"@type": "WebSite"}, {"@type": "WebPage", "datePublished": "2021-03-15"}]}),
        json_ld([{"@type": "Organization"}, {"headline": "x", "datePublished": ["2021-03-15"]}]),
        json_ld({"@type": "WebPage", "mainEntity": {"headline": "x", "datePublished": "15 March 2021"}}),
        json_ld('{"title": "a\nb", "pubDate": "2021-03-15T10:00:00", "upDate": "2022-03-15T10:00:00"}'),
        json_ld('//<![CDATA[\n{"headline": "x", "datePublished": "2021-03-15"}\n//]]>'),
        script('var ct = "1615795200";'),
        script('var ct = "1615737600";'),  # midnight in China
        script("window.ct='1615795200'; var svr_time = '1715795200';"),
        script("d.ct = xml ? getXmlValue('create_time') : '1615795200';"),
        script("var createTime = '2021-03-15 16:00';"),
        script('var publish_time = "2021-03-15" || "";'),
        script('{"publishTime": 1615795200000, "updateTime": 1715795200000}'),
    ],
)
def test_the_day_of_publication_is_read(head: str) -> None:
    text, others = dates(head)
    assert parse_date(text) == PARSED
    assert others == ""


@pytest.mark.parametrize(
    "body",
    [
        '<time datetime="2021-03-15T08:00" pubdate>Monday</time>',
        '<time class="entry-date published" datetime="2021-03-15">x</time>',
        '<span itemprop="datePublished">发布于 2021年3月15日</span>',
        '<span itemprop="datePublished" content="2021-03-15"><b>15</b></span>',
        '<abbr class="published" title="2021-03-15">a year ago</abbr>',
        '<em id="publish_time">2021-03-15 18:00</em>',
        '<a class="u-url dt-published" datetime="2021-03-15">15 March</a>',
        '<i id="js_content"></i><script>window.x = {createTime: JsDecode("2021-03-15 16:00")}</script>',
    ],
)
def test_the_day_in_marked_elements(body: str) -> None:
    assert parse_date(dates("", body)[0]) == PARSED


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2022-01-01">',
        '<meta property="og:updated_time" content="2022-01-01">',
        '<meta name="dc.date.modified" content="2022-01-01"><meta name="lastmod" content="2022-01-01">',
        '<meta http-equiv="last-modified" content="2022-01-01"><meta name="crawldate" content="2022-01-01">',
        '<meta name="expires" content="2022-01-01"><meta name="printdate" content="2022-01-01">',
        json_ld({"headline": "x", "dateModified": "2022-01-01"}),
        script('var svr_time = "1615795200"; var oriCreateTime = "1515795200"; var product = "2021-03-15";'),
        script('{"user": {"createTime": 1500000000}}'),
        script('{"publishTime": "2021-03-15"}, {"publishTime": "2020-01-02"}'),  # a list of other articles
        '<time class="updated" datetime="2022-01-01">x</time>',
        json_ld([{"datePublished": "2021-03-15"}, {"datePublished": "2020-01-02"}]),
    ],
)
def test_days_of_other_things_are_never_taken(head: str) -> None:
    assert dates(head) == ("", "")


@pytest.mark.parametrize(
    ("head", "text", "others"),
    [
        # The first place of the list that can be read.
        (meta(date="2019-01-01", article__published="2021-03-15"), "2021-03-15", "date: 2019-01-01"),
        (meta(date="2021-03-15", pubdate="spring"), "2021-03-15", "pubdate: spring"),
        (meta(pubdate="03/04/2021", date="2021-04-03"), "2021-04-03", "pubdate: 03/04/2021"),
        # Within a day it is one date; a more exact one in the same month or year is taken.
        (meta(pubdate="2021-03-15T23:00Z", date="2021-03-16"), "2021-03-15T23:00Z", ""),
        (meta(pubdate="2021-03", date="2021-03-15"), "2021-03-15", ""),
        (meta(pubdate="2021", date="2021-03"), "2021-03", ""),
        (meta(pubdate="2021-03", date="2021-05-15"), "2021-03", "date: 2021-05-15"),
        (meta(pubdate="2021-03-15", date="2022"), "2021-03-15", "date: 2022"),
        # What cannot be read is passed on as it stands.
        (meta(date="03/04/2021"), "03/04/2021", ""),
        ('<time datetime="2021-03-15T10:00">3 days ago</time>', "", "time: 2021-03-15T10:00"),
        (meta(pubdate="昨天", date="近日"), "昨天", "date: 近日"),
        (meta(pubdate="9999-12-31", date="2021-03-15"), "2021-03-15", "pubdate: 9999-12-31"),
        (meta(pubdate=" 2021-03-15\n 10:00 "), "2021-03-15 10:00", ""),
    ],
)
def test_contradictions_and_what_cannot_be_read_are_passed_on(head: str, text: str, others: str) -> None:
    assert dates(head) == (text, others)
