# ruff: noqa: E501 - a page is written in one line
"""Every paragraph and list item of a page once, in page order, whatever markup holds it; text written for the tests."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.errors import DocumentError
from topics.preprocessing.readers import blocks, html
from topics.preprocessing.readers.furniture import FURNITURE_STEPS
from topics.preprocessing.readers.html import read_html
from topics.preprocessing.sentences import characters, sentences

P = [
    "省里出台意见，支持企业把老旧设备接入平台，三年内改造两千条产线，并按实际投入给予补助。",
    "试点从纺织和机械两个行业起步，县区分批申报，专家评审之后公示名单，资金年底前拨付到位。",
    "有关负责人表示，改造不是买几台机器人，而是让数据在车间里流动起来，减少等待，也减少浪费。",
    "附则规定，本办法自公布之日起施行，由主管部门负责解释，此前规定与本办法不一致的同时废止。",
]
E = [
    "The council adopted a plan for wind power that sets targets for each region until the year 2035.",
    "Grid operators must publish their waiting times every quarter, and explain delays of more than a year.",
    "Smaller towns may pool their permits, which the ministry expects to halve the cost of planning.",
]
MENU = "<div class='menu'><a href='/'>首页</a> <a href='/n'>要闻</a> <a href='/p'>政策文件</a></div>"
LIST = (
    "<ul>" + "".join(f"<li><a href='/{i}'>另一条新闻的标题，写得很长，带着句号。</a></li>" for i in range(5)) + "</ul>"
)
FOOT = "<div id='footer'>版权所有：某省人民政府办公厅　未经许可不得转载。</div>"
TITLE = "产线改造意见出台"


def page(body: str, *, title: str = TITLE, head: str = "") -> str:
    start = f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head><body>"
    return f"{start}{body}</body></html>"


def framed(body: str) -> str:
    return page(f"{MENU}{body}{LIST}{FOOT}")


def read(text: str, encoding: str = "utf-8") -> list[str]:
    [record] = read_html(text.encode(encoding), "a.html").records
    return str(record["text"]).split("\n")


def p(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def li(*texts: str) -> str:
    return "".join(f"<li>{text}</li>" for text in texts)


BR = "<br>".join(P)
SHORT = ["会议昨天举行。", "市长到会讲话。", "名单下月公布。"]
ITEMS = ["加快平台建设", "培养技术人才", "完善统计制度"]
RULES = ["第一条 为了规范管理，制定本办法。", "第二条 下列情形适用本办法：", "（一）平台建设", "（二）人才培养"]
COUNTIES = [
    f"{name}县今年计划改造产线{number}条，安排补助资金{number}千万元，其中纺织行业{number}条，由县工信局负责实施。"
    for name, number in (("甲山", 123), ("乙水", 456), ("丙林", 789), ("丁原", 321))
]

KINDS: dict[str, tuple[str, list[str]]] = {
    # bare text in containers
    "bare br in td": (f"<table><tr><td>{TITLE}</td></tr><tr><td>{BR}</td></tr></table>", P),
    "bare text then p": (f"<div class='content'>{P[0]}{p(*P[1:])}</div>", P),
    "bare text between p": (f"<div>{p(P[0])}{P[1]}{p(P[2])}{P[3]}</div>", P),
    "bare in div": (f"<div>{P[0]}</div><div>{P[1]}</div><div>{P[2]}</div>", P[:3]),
    "bare in section": (f"<section>{P[0]}<section>{P[1]}</section></section>", P[:2]),
    "bare in center and font": (f"<center><font size=3>{P[0]}<br><br>{P[1]}</font></center>", P[:2]),
    "bare in body": (f"{P[0]}<hr>{P[1]}<hr>{P[2]}", P[:3]),
    "bare in body with br": (BR, P),
    "bare in span": (f"<div><span>{P[0]}</span><br/><span>{P[1]}</span></div>", P[:2]),
    "one br": (f"<div>{P[0]}<br>{P[1]}</div>", P[:2]),
    "br twice": (f"<div>{'<br><br>'.join(P)}</div>", P),
    "text before a list": (f"<div>{P[0]}<ul>{li(*ITEMS)}</ul>{P[1]}</div>", [P[0], *ITEMS, P[1]]),
    "text in a form": (f"<form>{P[0]}{p(P[1])}</form>", P[:2]),
    "div in p": (f"<p>{P[0]}<div>{P[1]}</div>{P[2]}</p>", P[:3]),
    "wrapped by br": (
        f"<td>{P[0][:20]}<br>{P[0][20:]}<br>{P[1][:18]}<br>{P[1][18:]}</td>",
        [P[0][:20], P[0][20:], P[1][:18], P[1][18:]],
    ),
    "english bare": (f"<div>{E[0]}<br><br>{E[1]}<p>{E[2]}</p></div>", E),
    "english table": (f"<table><tr><td>{E[0]}</td></tr><tr><td>{E[1]}</td></tr></table>", E[:2]),
    # layout tables
    "table of a row per paragraph": (
        "<table>" + "".join(f"<tr><td>{t}</td></tr>" for t in P) + "</table>",
        P,
    ),
    "nested tables": (
        f"<table><tr><td width=100>{LIST}</td><td><table><tr><td><b>{TITLE}</b></td></tr>"
        f"<tr><td><table><tr><td>{BR}</td></tr></table></td></tr></table></td></tr></table>",
        P,
    ),
    "paragraph and list in cells": (
        f"<table><tr><td>{p(P[0])}</td></tr><tr><td><ul>{li(*P[1:3])}</ul></td></tr></table>",
        P[:3],
    ),
    "last section in its own cell": (
        f"<table><tr><td>{p(*P[:3] * 2)}</td></tr><tr><td>{p(P[3])}</td></tr></table>",
        [*P[:3] * 2, P[3]],
    ),
    "two columns": (f"<table><tr><td>{p(P[0], P[1])}</td><td>{p(P[2], P[3])}</td></tr></table>", P),
    "short items in a cell": (
        f"<table><tr><td><p>{P[0]}</p><ol>{li(*ITEMS)}</ol></td></tr></table>",
        [P[0], *ITEMS],
    ),
    "items in a cell of their own": (
        f"<table><tr><td><p>{P[0]}</p></td></tr><tr><td><ul>{li(*ITEMS)}</ul></td></tr></table>",
        [P[0], *ITEMS],
    ),
    "items in a cell above": (
        f"<table><tr><td><ul>{li(*ITEMS)}</ul></td></tr><tr><td><p>{P[0]}</p></td></tr></table>",
        [*ITEMS, P[0]],
    ),
    "terms in a cell of their own": (
        f"<table><tr><td>{P[0]}</td></tr><tr><td><dl><dt>范围</dt><dd>全省</dd></dl></td></tr></table>",
        [P[0], "范围", "全省"],
    ),
    "a row per line": (
        f"<table>{''.join(f'<tr><td>{t}</td></tr>' for t in RULES)}</table>",
        RULES,
    ),
    "signature in rows": (
        f"<table><tr><td>{P[0]}<br>{P[1]}</td></tr><tr><td>某省工信厅</td></tr><tr><td>2021年3月4日</td></tr></table>",
        [*P[:2], "某省工信厅", "2021年3月4日"],
    ),
    "figures below": (
        f"<article>{p(*P[:2])}<table><tr><th>指标</th><th>2020年</th></tr><tr><td>产线</td><td>47</td></tr></table></article>",
        [*P[:2], "指标", "2020年", "产线", "47"],
    ),
    # lists
    "rules in paragraphs": (f"<div>{p(*RULES)}</div>", RULES),
    "rules in bare lines": (f"<div>{'<br>'.join(RULES)}</div>", RULES),
    "headed lists": (
        f"<div>{''.join(f'<h3>{t}</h3><ul>{li(*ITEMS)}</ul>' for t in ('其一', '其二'))}<p>{P[0]}</p></div>",
        ["其一", *ITEMS, "其二", *ITEMS, P[0]],
    ),
    "questions": (
        f"<div>{''.join(f'<div><h3>问{n}</h3><div>{t}</div></div>' for n, t in enumerate(SHORT))}</div>",
        ["问0", SHORT[0], "问1", SHORT[1], "问2", SHORT[2]],
    ),
    "list of sentences": (f"<ul>{li(*P)}</ul>", P),
    "list of short sentences": (f"<ol>{li(*SHORT)}</ol>", SHORT),
    "nested list": (f"<ul><li>{P[0]}<ul>{li(*ITEMS)}</ul></li><li>{P[1]}</li></ul>", [P[0], *ITEMS, P[1]]),
    "short list below an intro": (f"{p(P[0], '重点任务如下：')}<ul>{li(*ITEMS)}</ul>", [P[0], "重点任务如下：", *ITEMS]),
    "short list above the end": (f"<div><ul>{li(*ITEMS)}</ul>{p(*P[:2])}</div>", P[:2]),
    "unclosed items": (f"<UL><LI>{P[0]}<LI>{P[1]}<LI>{P[2]}</UL>", P[:3]),
    "definition list": (
        f"<dl><dt>范围</dt><dd>{P[0]}</dd><dt>资金</dt><dd>{P[1]}</dd></dl>",
        ["范围", P[0], "资金", P[1]],
    ),
    "definition list below text": (
        f"<div>{p(P[2])}<dl><dt>范围</dt><dd>{P[0]}</dd><dt>资金</dt><dd>见附件</dd></dl></div>",
        [P[2], "范围", P[0], "资金", "见附件"],
    ),
    "english definition list": (f"<dl><dt>Targets</dt><dd>{E[0]}</dd></dl>", ["Targets", E[0]]),
    "short definition list": ("<dl><dt>问</dt><dd>何时申报项目？三月开始申报。</dd></dl>", ["问", "何时申报项目？三月开始申报。"]),
    # other blocks
    "blockquote": (f"<article>{p(P[0])}<blockquote>{P[1]}</blockquote>{p(P[2])}</article>", P[:3]),
    "blockquote alone": (f"<blockquote>{P[0]}</blockquote>", P[:1]),
    "pre": (f"<pre>{P[0]}\n{P[1]}</pre>", P[:2]),
    "details": (f"<div>{p(P[0])}<details><summary>说明</summary>{P[1]}</details></div>", [P[0], "说明", P[1]]),
    "details alone": (f"<details><summary>何时施行</summary><p>{P[3]}</p></details>", ["何时施行", P[3]]),
    "figcaption": (
        f"<article>{p(P[0])}<figure><img src=a><figcaption>改造后的车间</figcaption></figure>{p(P[1])}</article>",
        [P[0], "改造后的车间", P[1]],
    ),
    "headings": (
        f"<article><h1>{TITLE}</h1><h2>一、背景</h2>{p(P[0])}<h3>二、内容</h3>{p(P[1])}<h6>三、附则</h6>{P[3]}</article>",
        ["一、背景", P[0], "二、内容", P[1], "三、附则", P[3]],
    ),
    "headings of bare text": (f"<div><h2>一、背景</h2>{P[0]}<h2>二、内容</h2>{P[1]}</div>", ["一、背景", P[0], "二、内容", P[1]]),
    "running table": (
        f"<article>{p(P[0])}<table><tr><th>任务</th><th>分工</th></tr><tr><td>{P[1]}</td><td>工信厅</td></tr></table></article>",
        [P[0], "任务", "分工", P[1], "工信厅"],
    ),
    "frame that holds its page": (f"<div>{p(*P[:2])}<iframe srcdoc='{p(P[2], P[3])}'></iframe></div>", P[:4]),
    "frame that holds a whole page": (
        f"<p>{E[0]}</p><iframe srcdoc='<html><head><title>x</title></head><body>{p(*E[1:])}</body></html>'>no frames</iframe>",
        E,
    ),
    "frame in a frame": (
        f"<p>{E[0]}</p><iframe srcdoc='<p>{E[1]}</p><iframe srcdoc=&quot;<p>{E[2]}</p>&quot;></iframe>'></iframe>",
        E,
    ),
    "shadow tree": (f"<div>{p(P[0])}<x-text><template shadowrootmode='open'>{p(*P[1:3])}</template></x-text></div>", P[:3]),
    "shadow tree in English": (
        f"<article><x-a><template shadowrootmode='closed'><p>{E[0]}</p></template></x-a><p>{E[1]}</p></article>",
        E[:2],
    ),
    "address element": (f"<div>{p(*P[:2])}<address>某省工信厅办公室</address></div>", [*P[:2], "某省工信厅办公室"]),
    "signature": (f"<div>{p(P[0], '某省工信厅', '2021年3月4日')}</div>", [P[0], "某省工信厅", "2021年3月4日"]),
    "signature by br": (f"<td>{P[0]}<br>某省工信厅<br>2021年3月4日</td>", [P[0], "某省工信厅", "2021年3月4日"]),
    "salutation": (f"<div>各县（区）人民政府：{p(*P[:2])}</div>", ["各县（区）人民政府：", *P[:2]]),
    # lead in another container
    "lead": (f"<h1>{TITLE}</h1><div class='lead'><p>{P[3]}</p></div><div>{p(*P[:3])}</div>", [P[3], *P[:3]]),
    "bare lead": (f"<h1>{TITLE}</h1><div class='summary'>{P[3]}</div><div class='b'>{p(*P[:3])}</div>", [P[3], *P[:3]]),
    "lead in a header": (
        f"<article><header><h2>{TITLE}</h2><p>{P[3]}</p></header><div>{p(*P[:3] * 2)}</div></article>",
        [P[3], *P[:3] * 2],
    ),
    "strong lead": (f"<div><strong>{E[0]}</strong></div><div><p>{E[1]}</p><p>{E[2]}</p></div>", E),
    "editor's note below": (f"<div>{p(*P[:3] * 2)}</div><div class='note'>{P[3]}</div>", [*P[:3] * 2, P[3]]),
    # short
    "one sentence": ("<p>本站定于五月一日停机维护。</p>", ["本站定于五月一日停机维护。"]),
    "one bare sentence": ("<div>本站定于五月一日停机维护。</div>", ["本站定于五月一日停机维护。"]),
    "one english sentence": ("<p>The office is closed on Monday.</p>", ["The office is closed on Monday."]),
    "short paragraphs": (f"<div>{p(*SHORT)}</div>", SHORT),
    "short bare lines": (f"<div>{'<br>'.join(SHORT)}</div>", SHORT),
    "short between long": (f"<div>{p(P[0], SHORT[0], P[1], SHORT[1])}</div>", [P[0], SHORT[0], P[1], SHORT[1]]),
    "short bare before long": (f"<div>{SHORT[0]}<br>{P[0]}{p(P[1])}</div>", [SHORT[0], P[0], P[1]]),
    "a div per line": (
        f"<div class=a>{''.join(f'<div>{t}</div>' for t in (P[0][:24], P[0][24:], P[1][:24], P[1][24:]))}</div>",
        [P[0][:24], P[0][24:], P[1][:24], P[1][24:]],
    ),
    "script in a paragraph": (
        f"<div><p>{P[0][:20]}<script>var a;</script>{P[0][20:]}</p>{P[1][:20]}<style>a</style>{P[1][20:]}</div>",
        P[:2],
    ),
    # links that are none
    "unclosed target": (f"<A NAME=top><P>{P[0]}<P>{P[1]}", P[:2]),
    "unclosed link": (f"<a href=a>上一页<div>{p(*P[:3])}{p(*P[:3])}</div>", [*P[:3], *P[:3]]),
    "target in a paragraph": (f"<p><a name=one>{P[0]}</a></p><p><a id=two>{P[1]}</a></p>", P[:2]),
    "a paragraph that is a link": (f"<div>{p(P[0])}<p><a href=x>{E[0] * 4}</a></p>{p(P[1])}</div>", [P[0], E[0] * 4, P[1]]),
    "formulaic rows": (
        f"<table>{''.join(f'<tr><td>{t}</td></tr>' for t in COUNTIES)}</table>",
        COUNTIES,
    ),
    "formulaic boxes": (f"<div>{''.join(f'<div class=box><div>{t}</div></div>' for t in COUNTIES)}</div>", COUNTIES),
    "text after the end of the page": (f"<div>{p(P[0])}</div></body></html><p>{P[1]}</p></body></html>{P[2]}", P[:3]),
    "page in a page": (f"<div>{p(P[0])}</div></body></html><html><head><title>x</title></head><body>{p(P[1])}", P[:2]),
    # furniture by name that is none
    "shown by a script": (f"<div id='js_content' style='visibility: hidden; opacity: 0'><section>{P[0]}</section>{p(P[1])}</div>", P[:2]),
    "all in a box for sharing": (f"<div class='share'>{p(*P[:2])}</div>", P[:2]),
    "all in a box of the layout": (f"<div class='nav-dark header-fixed'><div>{p(*P[:2])}</div></div>", P[:2]),
    "page builder": (f"<div class='elementor-widget widget-text'><div class=widget-container>{p(*P[:2])}</div></div>", P[:2]),
    "header of a box": (f"<div><header><h2>标题</h2>{P[3]}</header><div>{p(*P[:3])}</div></div>", [P[3], *P[:3]]),
    "menu as a list": (f"<MENU><LI>{P[0]}<LI>{P[1]}</MENU><DIR><LI>{ITEMS[0]}<LI>{ITEMS[1]}</DIR>", [*P[:2], *ITEMS[:2]]),
    "form of the whole page": (
        f"<form id=aspnetForm method=post><input type=hidden><input type=text><div>{P[0]}<br>{P[1]}</div></form>",
        P[:2],
    ),
    "labels above the article": (
        f"<table><tr><td>索引号：</td><td>000/2021</td></tr></table><table><tr><td>{BR}</td></tr></table>",
        P,
    ),
    "notes of an export": (
        f"<div class=WordSection1><p class=MsoNormal>{P[0][:20]}<a href='#_ftn1'><sup>[1]</sup></a>{P[0][20:]}</p></div>"
        f"<div><hr><div id=ftn1><p class=MsoFootnoteText><a href='#_ftnref1'>[1]</a> {P[1]}</p></div></div>",
        P[:2],
    ),
    "layout classes": (f"<div class='page has-sidebar comments-open'><div>{p(*P[:2])}</div></div>", P[:2]),
    "article in an aside-like id": (f"<div class='share-page'><h1>{TITLE}</h1>{p(*P[:2])}</div>", P[:2]),
    # textarea and escaped markup
    "textarea": (f"<textarea rows=20>{P[0]}\n{P[1]}</textarea>", P[:2]),
    "textarea with tags": (f"<textarea><p>{P[0]}</p><p>{P[1]}</p></textarea>", P[:2]),
    "textarea with escaped tags": (f"<textarea>&lt;p&gt;{P[0]}&lt;/p&gt;&lt;p&gt;{P[1]}&lt;/p&gt;</textarea>", P[:2]),
    "textarea that a script unpacks": (
        f"<textarea id=c style='display:none'>&lt;p&gt;{P[0]}&lt;/p&gt;<p>{P[1]}</p></textarea><div id=show></div>",
        P[:2],
    ),
    "textarea in what is hidden": (f"<div style='display:none'><textarea>{P[0]}\n{P[1]}</textarea></div>", P[:2]),
    "noscript, where all else is hidden": (f"<div id=app></div><noscript>{p(*P)}</noscript>", P),
    "noframes, where all else is hidden": (f"<frameset><frame src=a></frameset><noframes>{p(*P)}</noframes>", P),
    "copy in a hidden textarea": (f"<textarea hidden>{P[0]}</textarea><div>{p(P[0])}</div>", P[:1]),
    "escaped twice": (f"<div>&amp;lt;p&amp;gt;{P[0]}&amp;lt;/p&amp;gt;&amp;lt;p&amp;gt;{P[1]}</div>", P[:2]),
    "pre with empty lines": (f"<pre>\n{P[0]}\n\n\n\n    {P[1]}\n</pre>", P[:2]),
    "escaped paragraphs": (f"<div>&lt;p&gt;{P[0]}&lt;/p&gt;&lt;p&gt;{P[1]}&lt;/p&gt;</div>", P[:2]),
    "escaped with attributes": (
        f"<div>&lt;p style=&quot;text-indent: 2em&quot;&gt;{P[0]}&lt;/p&gt;&lt;div&gt;&lt;span&gt;{P[1]}&lt;/span&gt;&lt;/div&gt;</div>",
        P[:2],
    ),
    "escaped by numbers": (f"<div>&#60;p&#62;{P[0]}&#60;/p&#62;&#x3c;p&#x3E;{P[1]}</div>", P[:2]),
    "escaped breaks": (f"<div>{P[0]}&lt;br/&gt;{P[1]}&lt;br&gt;{P[2]}</div>", P[:3]),
    "escaped after a break": (f"<div>{P[2]}<br>&lt;p&gt;{P[0]}&lt;/p&gt;</div>", [P[2], P[0]]),
    "escaped english": (f"<div>&lt;p&gt;{E[0]}&lt;/p&gt;&lt;p&gt;{E[1]}&lt;/p&gt;</div>", E[:2]),
    "text about tags": (
        "<p>网页编辑用 &lt;p&gt; 和 &lt;br&gt; 两个标签分段，其余标签一律不用，以免样式混乱。</p>",
        ["网页编辑用 <p> 和 <br> 两个标签分段，其余标签一律不用，以免样式混乱。"],
    ),
    "less than": ("<p>当 a &lt; b 且 c &gt; d 时，按较低的一档计算补助金额，不再另行通知。</p>", ["当 a < b 且 c > d 时，按较低的一档计算补助金额，不再另行通知。"]),
    # raised, lowered and above
    "ruby": ("<p>推进<ruby>人工<rp>(</rp><rt>réngōng</rt><rp>)</rp></ruby>智能建设，加快应用。</p>", ["推进人工智能建设，加快应用。"]),
    "ruby of several": ("<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>の学習を進める計画だ。</p>", ["漢字の学習を進める計画だ。"]),
    "ruby unclosed": ("<p>推进<ruby>人<rt>ren<rb>工<rt>gong</ruby>智能建设，加快应用。</p>", ["推进人工智能建设，加快应用。"]),
    "ruby with rtc": ("<p>推进<ruby><rb>人工</rb><rtc><rt>réngōng</rt></rtc></ruby>智能建设，加快应用。</p>", ["推进人工智能建设，加快应用。"]),
    "ruby in english": ("<p>The term <ruby>AI<rt>A-I</rt></ruby> is used in all of our plans.</p>", ["The term AI is used in all of our plans."]),
    "marks": (
        "<p>平台<sup>[1]</sup>建设<sup>①</sup>加快<sup>2</sup>推进，数据<sup><a href='#n3'>3</a></sup>安全<a href='#_ftn4'>[4]</a>并重。<sup>5</sup></p>",
        ["平台建设加快推进，数据安全并重。"],
    ),
    "marks in english": (
        "<p>The policy<sup>1</sup> was adopted,<sup>2</sup> and the GDP<sup>[3]</sup> of all regions* grew.<sup>4,5</sup></p>",
        ["The policy was adopted, and the GDP of all regions* grew."],
    ),
    "marks of other looks": (
        "<p>平台<sup>〔1〕</sup>建设<sup>（2）</sup>加快<sup>注3</sup>推进<sup>*</sup>，到2025<sup>6</sup>年建成<sup>[7-9]</sup>。</p>",
        ["平台建设加快推进，到2025年建成。"],
    ),
    "formulae": (
        "<p>排放CO<sub>2</sub>和H<sub>2</sub>O，占地10<sup>4</sup>m<sup>2</sup>，x<sup>n</sup>，R<sup>2</sup>高，PM<sub>2.5</sub>下降。</p>",
        ["排放CO2和H2O，占地104m2，xn，R2高，PM2.5下降。"],
    ),
    "units": (
        "<p>The park covers 12 km<sup>2</sup> on the 1<sup>st</sup> floor<sub>a</sub> and uses 5 m<sup>3</sup> of water.</p>",
        ["The park covers 12 km2 on the 1st floora and uses 5 m3 of water."],
    ),
    "units in chinese": ("<p>新建厂房三百米<sup>2</sup>，另有仓库和绿地若干。</p>", ["新建厂房三百米2，另有仓库和绿地若干。"]),
    "more formulae": (
        "<p>E=mc<sup>2</sup>，a<sup>2</sup>+b<sup>2</sup>，sin<sup>2</sup>x，SO<sub>4</sub><sup>2-</sup>，10<sup>-3</sup>，3Nm<sup>3</sup>/h，μg/m<sup>3</sup>均应标注。</p>",
        ["E=mc2，a2+b2，sin2x，SO42-，10-3，3Nm3/h，μg/m3均应标注。"],
    ),
    "more marks": (
        "<p>5G<sup>1</sup>和R&amp;D<sup>2</sup>投入<sup>[3],[4]</sup>增长<sup>5)</sup>，占比<sup>（6）</sup>提高12.5%<sup>7</sup>。<a href='n.html#8'><sup>8</sup></a></p>",
        ["5G和R&D投入增长，占比提高12.5%。"],
    ),
    # old and strict markup
    "capitals": (f"<CENTER><H2>{TITLE}</H2></CENTER><FONT FACE=宋体><P>{P[0]}<P>{P[1]}<BR>{P[2]}</FONT>", P[:3]),
    "capital table": (f"<TABLE BORDER=0><TR><TD>{P[0]}<TR><TD>{P[1]}</TABLE>", P[:2]),
    "word tags": (f"<p class=MsoNormal>{P[0][:9]}<o:p></o:p><st1:date w:st='on'>{P[0][9:]}</st1:date></p>{p(P[1])}", P[:2]),
    "bold and links in a paragraph": (
        f"<div><p><b>{P[0][:10]}</b><a href='/x'>{P[0][10:14]}</a>{P[0][14:]}</p>{p(P[1])}</div>",
        P[:2],
    ),
}  # fmt: skip


NONE = "style='display:none'"
FOLDS = {
    "tab beside a tab": f"<div class='tab on'>{p(P[0])}</div><div class=tab {NONE}>{p(P[1])}</div>",
    "tab by its role": f"<article>{p(P[0])}</article><section role=tabpanel hidden>{p(P[1])}</section>",
    "named by a link": f"<a href='#b'>第二章</a>{p(P[0])}<div id=b {NONE}>{p(P[1])}</div>",
    "named by a button": f"{p(P[0])}<button aria-controls=b>下一部分</button><div id=b hidden>{p(P[1])}</div>",
    "named in a script": f"{p(P[0])}<a onclick=\"toggle('b2')\">下一部分</a><div id=b2 {NONE}>{p(P[1])}</div>",
    "below a label": f"{p(P[0])}<span>展开全文</span><div style='color: red; DISPLAY: none'>{p(P[1])}</div>",
    "items of a list": f"{p(P[0])}<ul><li class=i>{P[1]}</li><li class=i {NONE}>{P[2]}</li></ul>",
    "in english": f"{p(E[0])}<div {NONE}>{p(E[1])}</div><a href='#'>Read more</a>",
}


@pytest.mark.parametrize("kind", FOLDS)
def test_text_that_a_reader_can_open_is_read(kind: str) -> None:
    lines = [line for line in read(page(FOLDS[kind])) if line in {*P, *E}]
    assert lines == [*P[:3]] if kind == "items of a list" else lines in (P[:2], E[:2])


@pytest.mark.parametrize(
    "body",
    [
        f"<div id=draft {NONE}>{P[1]}</div>",
        f"<a data-target='#login'>登录</a><div class='modal fade' id=login {NONE}>{P[1]}</div>",
        f"<a href='#x'>打开</a><div role=alertdialog id=x hidden>{P[1]}</div>",
        f"<button aria-controls=m>栏目</button><div class=menu id=m {NONE}><a href=a>{P[1]}</a><a href=b>{P[2]}</a></div>",
    ],
)
def test_what_no_reader_opens_is_no_text(body: str) -> None:
    assert P[1] not in read(page(p(P[0]) + body))


@pytest.mark.parametrize(
    "beside",
    [
        f"<object data=a.pdf type='application/pdf'><p>{P[1]}</p></object>",
        f"<div><object data=b><object data=c>{P[1]}</object></object></div>",
        f"<p><![CDATA[{P[1]}]]></p>",
        f"<div><![CDATA[<p>{P[1]}</p>]]></div>",
        f"<p>{P[1][:8]}<![CDATA[{P[1][8:]}]]></p><script>//<![CDATA[\nvar a = 1 && 2;\n//]]></script>",
    ],
)
def test_text_of_an_object_or_a_section_of_characters_is_read(beside: str) -> None:
    assert [line for line in read(page(p(P[0]) + beside)) if line in P] == P[:2]


@pytest.mark.parametrize(
    "tag", ["template", "noscript", "video src=a", "canvas", "iframe src=a", "div hidden", "p style='display:none'"]
)
def test_running_text_that_no_browser_shows_is_a_loss(tag: str) -> None:
    said = f"<{tag}>{P[1]}</{tag.split()[0]}"
    [(stage, reason)] = read_html(page(f"{p(P[0])}{said}>").encode(), "a.html").losses
    assert stage == "text"
    assert reason.startswith(f"running text that browsers do not show is not read; “{P[1][:8]}")
    shell = f"<{tag}>您的浏览器版本过低，请升级您的浏览器后再访问本页面。</{tag.split()[0]}>"
    copy = f"<{tag}>{P[0]}</{tag.split()[0]}>"
    assert read_html(page(p(P[0]) + shell + copy).encode(), "a.html").losses == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("frame", [page, framed])
def test_every_paragraph_once(kind: str, frame: object) -> None:
    body, wanted = KINDS[kind]
    lines = read(frame(body))  # type: ignore[operator]
    for line in wanted:
        assert lines.count(line) == wanted.count(line), line
    assert [line for line in lines if line in wanted] == wanted
    assert not {"首页 要闻 政策文件", "另一条新闻的标题，写得很长，带着句号。"} & set(lines)
    assert not any("版权所有" in line for line in lines)


SHELLS = {
    "noscript": "<div id='root'></div><noscript>请启用JavaScript以查看此网站的全部内容，谢谢您的支持与配合。</noscript>",
    "noscript in english": "<div id=app></div><noscript><p>You need to enable JavaScript to run this app.</p></noscript>",
    "noscript of a kit": "<div id=app></div><noscript><strong>We're sorry but the portal doesn't work properly without "
    "JavaScript enabled. Please enable it to continue.</strong></noscript>",
    "noscript in other words": "<div id=app></div><noscript>Your browser does not support scripts, or they are switched "
    "off. This page needs them in order to show the register.</noscript>",
    "empty root": "<div id='__next'></div><script>window.a = '一句话。两句话。三句话。'</script>",
    "root with spinner": "<div id='app'><div class='spinner'>Loading…</div></div>",
    "root with waiting": "<div id='app'>正在加载，请稍候……</div>",
    "visible request": "<div>Please enable JavaScript to view the content of this page.</div>",
    "visible request in chinese": "<p>您的浏览器未开启JavaScript，请开启后刷新本页面。</p>",
    "request in japanese": "<p>このサイトを利用するにはJavaScriptを有効にしてください。</p>",
    "request in german": "<p>Bitte aktivieren Sie JavaScript in Ihrem Browser, um diese Seite zu sehen.</p>",
    "request in french": "<p>Veuillez activer JavaScript dans votre navigateur pour afficher cette page.</p>",
    "request in spanish": "<p>Es necesario habilitar JavaScript en su navegador para ver esta página.</p>",
    "request in traditional": "<p>您的瀏覽器不支援JavaScript，請啟用JavaScript功能後再瀏覽本網站。</p>",
    "doubled request": "<h1>JavaScript is disabled</h1><p>This site requires JavaScript. Please turn it on and reload.</p>",
    "checking": "<p>Checking your browser before accessing the site.</p><p>This process is automatic. "
    "Your browser will redirect to your requested content shortly.</p>",
    "cookies wall": "<h2>Just a moment...</h2><p>Enable JavaScript and cookies to continue reading this page.</p>",
    "frameset": "<frameset cols='20%,*'><frame src=a><frame src=b><noframes>本网页使用了框架，但您的浏览器不支持框架。</noframes></frameset>",
    "frameset with body": "<frameset rows=*><frame src=a><noframes><body><p>This page uses frames, but your browser does "
    "not support them.</p></body></noframes></frameset>",
    "iframe": "<iframe src='a.html'>您的浏览器不支持嵌入式框架，或者当前配置为不显示嵌入式框架。</iframe>",
    "old browser": "<div>您的浏览器版本过低，为了更好的浏览体验，请升级您的浏览器。</div><div id=app></div>",
    "old browser in english": "<p>You are using an outdated browser. Please upgrade your browser to improve your experience.</p>",
    "refresh": "<meta http-equiv=refresh content='0;url=b.html'><p>页面正在跳转，如果没有自动跳转，请点击<a href=b>这里</a>。</p>",
    "refresh in english": "<p>You are being redirected to another page. If you are not redirected, <a href=b>click here</a>.</p>",
    "root between menus": f"{MENU}<div id=app></div>{LIST}{FOOT}",
    "root above plain rights": "<h1>产线改造意见出台</h1><div id=app></div><p>版权所有：某省人民政府。未经授权不得转载。</p>"
    "<p>主办单位：某省人民政府办公厅　承办单位：某省大数据中心　网站标识码：1234567890</p>",
    "cookie banner": "<div id=root></div><div class='cookie-banner'>We use cookies to improve your experience on our site.</div>",
    "plain cookie banner": "<div id=root></div><div>This site uses cookies. By continuing you accept our use of cookies.</div>",
    "cookie banner in german": "<div id=root></div><div>Wir verwenden Cookies, um unsere Seite zu verbessern.</div>",
    "cookie banner in chinese": "<div id=root></div><div>我们使用cookies来改善您的浏览体验，继续浏览即表示您同意。</div>",
    "not found": "<h1>404</h1><p>抱歉，您访问的页面不存在或已删除。</p><p><a href='/'>返回首页</a></p>",
    "not found in english": "<h1>Not found</h1><p>The page you are looking for could not be found on this site.</p>",
    "address of the office": "<div id=app></div><div class=foot><p>联系电话：010-12345678（工作日9:00至17:00）</p></div>",
    "hidden text": f"<div hidden><p>{P[0]}</p></div><div style='display: none'>{P[1]}</div><template>{P[2]}</template>",
    "comment": f"<!-- <p>{P[0]}</p> --><div id=app></div>",
    "search form": "<form><input value='搜索'><button>搜索</button><select><option>全部栏目<option>政策文件</select></form>",
    "blank": "<p>&nbsp;</p>　<br>",
    "links only": LIST,
    "next data": f"<div id='root'></div><script id='__NEXT_DATA__' type='application/json'>{{\"a\": \"{P[0]}\"}}</script>",
}  # fmt: skip


@pytest.mark.parametrize("kind", SHELLS)
def test_a_shell_of_a_page_is_refused(kind: str) -> None:
    with pytest.raises(DocumentError, match=r"a\.html: no running text was found in this web page"):
        read(page(SHELLS[kind]))


@pytest.mark.parametrize(
    "body",
    [
        f"<noscript>请启用JavaScript。</noscript>{p(*P[:2])}",
        f"<noscript><p>You need to enable JavaScript to run this app.</p></noscript><div>{BR}</div>",
        f"<div class='cookie-consent'><p>We use cookies to improve your visit. Read our policy.</p></div><div>{E[0]}</div>",
        "<div>This site uses cookies. By continuing you accept our use of cookies.</div>" + p(*E),
        p(*P[:2]) + "<p>本网站使用Cookie改善您的体验，继续浏览即表示您同意我们的隐私政策。</p>",
        f"<div id='root'><article>{p(P[0])}</article></div>",
        f"<div hidden>草稿不得引用，以正式公布的文本为准。</div>{p(P[0])}",
        f"{p(P[0])}<div class='comments'><p>写得好，支持这样的政策！</p><p>希望早日落实到县里来。</p></div>",
        f"<h1>{TITLE}</h1>{p(P[0])}<div class='related'><p>另有一篇报道说明了资金的来源。</p></div>",
        f"{p(P[0])}<div class='x'><div><a href=a>甲地的做法</a><p>甲地的做法得到推广。</p></div>"
        "<div><a href=b>乙地的做法</a><p>乙地的做法也得到推广。</p></div></div>",
    ],
)
def test_what_is_beside_an_article_does_not_become_its_text(body: str) -> None:
    lines = read(page(body))
    assert lines
    assert set(lines) <= {*P, *E}


@pytest.mark.parametrize(
    "said",
    [
        "双方签署战略合作框架协议，支持企业发展。",
        "The council will redirect its funds to wind power.",
        "现将第五条第二款的内容删除。",
        "我国经济正在由高速增长转向高质量发展。",
        "该市要求各单位关闭落后产线。",
        "未经权利人许可使用其数据的，责令停止侵权。",
        "网站应当在首页显著位置标明ICP备案编号。",
        "网站使用Cookie收集个人信息的，应当征得同意。",
        "The law requires consent before a site sets cookies, and fines those that do not ask.",
        "Public comment is open until May.",
    ],
)
def test_a_short_notice_is_no_shell(said: str) -> None:
    for body in (f"<p>{said}</p>", f"<td>{said}</td>", f"<div>{said}<br></div>"):
        assert read(page(body)) == [said]


GOV = f"""<html lang=en><head><title>Wind power plan - GOV</title></head><body>
<div class="gem-c-cookie-banner" role=region><h2>Cookies on GOV</h2><p>We use some essential cookies to make this website
work.</p><button>Accept</button></div><a href="#content">Skip to main content</a>
<header role=banner><a href=/>GOV</a><nav><ul><li><a href=/a>Departments</a></ul></nav></header><div id=wrapper>
<main id=content><h1>Wind power plan</h1><p class=lead>The council plans wind power in each region.</p>
<div class=govspeak><h2>Targets</h2><p>{E[0]}</p><ul><li>onshore wind</li><li>offshore wind</li></ul>
<p>{E[1]}<sup id=fnref:1><a href="#fn:1">[footnote 1]</a></sup></p></div>
<div class="share"><h2>Share this page</h2><a href=f>Share on Facebook</a></div></main>
<aside><h2>Related content</h2><ul><li><a href=1>Solar plan</a></li></ul></aside>
<form><h2>Is this page useful?</h2><p>Help us improve this site by telling us what you think of it.</p><button>Yes</button>
<label>Email address</label></form></div><footer><p>All content is available under the licence, except where otherwise
stated.</p></footer></body></html>"""


def test_what_is_left_out_of_a_page_is_named_by_its_place() -> None:
    [record] = read_html(GOV.encode(), "a.html").records
    lead = ["Wind power plan", "The council plans wind power in each region."]
    assert record["text"].split("\n") == [*lead, "Targets", E[0], "onshore wind", "offshore wind", E[1]]
    left = dict.fromkeys(step for step, text in record["taken"] if sentences(text))
    assert list(left) == ["cookie banners", "forms and buttons", "headers, footers and side boxes"]
    assert left.keys() <= FURNITURE_STEPS
    assert ("note marks", "[footnote 1]") in record["taken"]
    assert ("comments, sharing and related pages", "Share on Facebook") in record["taken"]


def test_a_table_of_figures_is_read_and_a_list_of_links_is_not() -> None:
    rows = "".join(f"<tr><td>{name}</td><td>{number}.5</td></tr>" for number, name in enumerate(ITEMS * 2))
    assert read(page(f"<h1>{TITLE}</h1><table>{rows}</table>"))[-1] == "5.5"
    links = "".join(f"<li><a href={i}>关于第{i}批改造项目的通知</a> 2021-03-0{i}</li>" for i in range(1, 9))
    with pytest.raises(DocumentError):
        read(page(f"<h1>政策文件</h1><ul>{links}</ul><div>共8条　第1页</div>"))


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-16", "big5"])
def test_a_page_of_the_nineties_in_any_encoding(encoding: str) -> None:
    said = (
        ["人工智能改造生產線", "省里出臺意見，支持企業把設備接入平臺，三年內改造兩千條產線。"]
        if encoding == "big5"
        else [TITLE, P[0]]
    )
    text = (
        f'<HTML><HEAD><META HTTP-EQUIV="Content-Type" CONTENT="text/html; charset={encoding}"><TITLE>{said[0]}</TITLE></HEAD>'
        f"<BODY BGCOLOR=#FFFFFF><TABLE><TR><TD><FONT SIZE=3>{said[1]}<BR>{said[1]}</FONT></TABLE></BODY></HTML>"
    )
    assert read(text, encoding) == [said[1], said[1]]


@pytest.mark.parametrize("start", ['<?xml version="1.0" encoding="utf-8"?>', ""])
def test_xhtml_with_elements_closed_at_once(start: str) -> None:
    text = (
        f'{start}<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js"/><title>{TITLE}</title></head><body>'
        f'<a name="top"/><div class="x" /><p/><iframe src="b"/>{p(*P[:2])}<script src="b.js" /><p>{P[2]}</p></body></html>'
    )
    assert read(text) == P[:3]


@pytest.mark.parametrize("start", ['<?xml version="1.0" encoding="utf-8"?>', ""])
def test_xhtml_with_sections_of_characters(start: str) -> None:
    text = (
        f'{start}<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
        f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{TITLE}</title></head><body><p><![CDATA[{P[0]}]]></p><br />'
        f"<script>//<![CDATA[\nvar a = 1 && 2;\n//]]></script><p>{P[1]}</p></body></html>"
    )
    assert read(text) == P[:2]


@pytest.mark.parametrize(
    "body",
    [
        "\\n".join(P[:2]),
        f"<p>{P[0]}</p><p>{P[1]}</p>",
        f"&lt;p&gt;{P[0]}&lt;/p&gt;&lt;p&gt;{P[1]}&lt;/p&gt;",
        f"{P[0]}<br>{P[1]}",
        f"<div><div>{P[0]}</div>{P[1]}</div>",
    ],
)
def test_an_article_in_the_structured_data_is_read_without_its_markup(body: str) -> None:
    script = f'<script type="application/ld+json">{{"headline": "{TITLE}", "articleBody": "{body}"}}</script>'
    shell = f"{MENU}<div id='root'></div><noscript>请启用JavaScript。</noscript>{FOOT}"
    assert read(page(shell, head=script)) == P[:2]


_WORDS = st.text("甲乙丙丁。，：ab .1\n", min_size=1, max_size=12) | st.sampled_from(
    [*P, *E, "版权所有", "[1]", "&lt;p&gt;"]
)
_TAGS = st.sampled_from(
    [
        "p",
        "div",
        "td",
        "table",
        "tr",
        "ul",
        "li",
        "a",
        "b",
        "span",
        "br",
        "sup",
        "sub",
        "ruby",
        "rt",
        "rp",
        "h1",
        "h2",
        "nav",
        "aside",
        "footer",
        "form",
        "button",
        "select",
        "textarea",
        "pre",
        "dl",
        "dd",
        "article",
        "section",
        "center",
        "font",
        "blockquote",
        "details",
        "summary",
        "figcaption",
        "o:p",
        "x-app",
        "iframe",
    ]
)
_HIDDEN = ("script", "style", "noscript", "template", "div hidden", "p style='color: red; DISPLAY: none'", "rp")
_HTML = st.recursive(
    _WORDS,
    lambda inner: st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>", _TAGS, st.lists(inner, max_size=4)),
    max_leaves=25,
)


@given(st.lists(_HTML, max_size=6), st.sampled_from(_HIDDEN))
@settings(max_examples=150, deadline=None)
def test_text_and_what_is_left_out_are_what_is_visible(parts: list[str], hidden: str) -> None:
    unseen = f"<{hidden}>不可见。</{hidden.split()[0]}>"
    text = page(unseen.join(parts) + p(P[0]))
    [record] = read_html(text.encode(), "a.html").records
    said = record["text"] + "".join(text for _, text in record["taken"])
    tree = html._tree(text, "a.html")
    for element in list(tree.iter()):
        if blocks.is_unseen(element):
            element.clear(keep_tail=True)
    assert Counter("".join(said.split())) == Counter("".join("".join(tree.itertext()).split()))
    assert "不可见" not in said


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "script unpacks" not in kind and "is hidden" not in kind])
def test_nothing_that_is_visible_is_lost_from_the_account(kind: str) -> None:
    body = KINDS[kind][0]
    [record] = read_html(framed(body).encode(), "a.html").records
    visible = blocks.visible_lines(html._tree(framed(body), "a.html"))
    said = record["text"] + "".join(text for _, text in record["taken"])
    assert characters(said) == sum(characters(line.whole) for line in visible)
