"""Furniture of a web page: menus, side boxes, forms, banners, and lines about the site.

Conventions. An element is furniture by its tag, its role, or a word in its class or id; never where it holds the page's
`h1`, its `main` element, or the element with the usual name of an article. A line is furniture by its words only where
nothing else keeps it. Steps of `FURNITURE_STEPS` are no losses of text, even where they hold whole sentences.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice
from typing import Any

from topics.preprocessing.readers.blocks import Line
from topics.preprocessing.readers.steps import (
    AROUND,
    COOKIES,
    FORMS,
    MENUS,
    NOTE_MARKS,
    OUTSIDE,
    READINGS,
    REPEATS,
    SHORT,
    SIDES,
    TITLE,
    UNMARKED,
)
from topics.preprocessing.sentences import sentences

FURNITURE_STEPS = frozenset(
    (MENUS, SIDES, FORMS, COOKIES, AROUND, READINGS, NOTE_MARKS, TITLE, REPEATS, SHORT, UNMARKED)
)

_TAGS = {
    "nav": MENUS, "footer": SIDES, "aside": SIDES, "header": SIDES, "select": FORMS, "button": FORMS, "option": FORMS,
    "textarea": FORMS,
}  # fmt: skip
_ROLES = {
    "navigation": MENUS, "menu": MENUS, "menubar": MENUS, "contentinfo": SIDES, "complementary": SIDES,
    "banner": SIDES, "search": FORMS, "button": FORMS, "dialog": COOKIES, "alertdialog": COOKIES,
}  # fmt: skip
_WORDS = {
    word: step
    for step, words in (
        (MENUS, "nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs pager pagination sitemap daohang"),
        (SIDES, "footer foot sidebar widget-area copyright copyrights topbar toolbar masthead header banquan dibu"),
        (FORMS, "search login signin signup"),
        (COOKIES, "cookie cookies consent gdpr"),
        (AROUND, "comment comments commentlist respond share sharing related recommend recommended recommendation"),
        (AROUND, "recommendations bdsharebuttonbox bdshare newsletter subscribe advert adverts advertisement"),
        (AROUND, "sponsored disqus pinglun fenxiang"),
    )
    for word in words.split()
}
# Words of a class that says how the page is laid out: "no-sidebar", "comments-open".
_LAYOUT = frozenset(
    ("has", "with", "without", "no", "is", "on", "off", "open", "closed", "enabled", "disabled", "show", "hide",
     "layout")
)  # fmt: skip
# With one of these, a header is the article's own: "post-header".
_OF_ARTICLE = frozenset(("article", "post", "entry", "story", "content", "news"))
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_USUAL = frozenset(
    ("article", "artibody", "article-content", "articlecontent", "content", "js_content", "main", "maincontent",
     "newscontent", "textcontent", "trs_editor", "ucap-content", "zoom")
)  # fmt: skip
# Laws speak of rights and of permission too, but not of reprints and not with numbers of registration.
_SITE = re.compile(
    r"版权所有(?![者人权])|©|\(c\) ?(?:19|20)\d\d|all rights reserved|copyright (?:©|\(c\)|(?:19|20)\d\d)"
    r"|[I1l]CP[备证].{0,4}\d{5}|公网安备.{0,2}\d{5}|网站标识码.{0,2}\w{6}"
    r"|建议使用.{0,24}(?:浏览器|分辨率|像素)|best viewed (?:with|in|using)"
    r"|未经.{0,16}(?:授权|许可|同意|允许).{0,12}(?:转载|镜像|摘编)",
    re.IGNORECASE,
)
# A site that speaks of its own cookies; an article about cookies does not say "we".
_COOKIE = re.compile(
    r"(?:\b(?:we|our|this (?:web)?site|by (?:continuing|using)|accept(?: all)?)\b"
    r"|wir verwenden|nous utilisons|(?:usa|utiliza)mos|usiamo|utilizziamo|当サイト"
    r"|本网站|本站|我们|本網站|我們|接受|继续浏览).{0,80}(?<![a-z])cookies?(?![a-z])"
    r"|(?<![a-z])cookies?(?![a-z]).{0,80}"
    r"(?:\bwe\b|\bour (?:site|website|service)|by (?:continuing|using)|继续(?:浏览|使用|访问))",
    re.IGNORECASE,
)
_LINE_OF_SITE = 200  # characters
_OF_A_HEADER = 200  # elements
_LINKS_OF_A_SITE = 3


def furniture_places(tree: Any, *, by_name: bool) -> dict[Any, str]:
    """The elements of a page that are furniture by tag or role, or by name as well, each with its step."""
    keeping: set[Any] = set()
    for element in tree.xpath("//h1 | //main | //*[@itemprop='articleBody'] | //*[@id]"):
        if element.tag in ("h1", "main") or _is_article(element):
            above: Any = element
            while above is not None and above not in keeping:
                keeping.add(above)
                above = above.getparent()
    places = {}
    for element in tree.iter():
        step = _place_by_tag(element, element in keeping)
        if not step and by_name and element not in keeping and element.tag not in ("html", "body", "article"):
            step = _step_by_name(f"{element.get('class') or ''} {element.get('id') or ''}") if element.attrib else ""
        if step:
            places[element] = step
    return places


def _is_article(element: Any) -> bool:
    return element.get("itemprop") == "articleBody" or (element.get("id") or "").lower() in _USUAL


def _place_by_tag(element: Any, keeping: bool) -> str:
    tag = element.tag
    if tag == "header" and (keeping or not _is_of_the_site(element)):
        return ""
    return _TAGS.get(tag) or ("" if keeping else _ROLES.get(element.get("role") or "", ""))


def _is_of_the_site(header: Any) -> bool:
    """Whether a header leads to other pages, as the one of a site does and the one of an article does not."""
    first = [element.tag for element in islice(header.iter(), _OF_A_HEADER)]
    return first.count("a") >= _LINKS_OF_A_SITE or bool({"nav", "form", "input"}.intersection(first))


@lru_cache(maxsize=4_096)
def _step_by_name(names: str) -> str:
    for name in names.split():
        words = [word.lower() for word in _WORD.findall(name)]
        if _LAYOUT.intersection(words) or ("header" in words and _OF_ARTICLE.intersection(words)):
            continue
        if found := next((_WORDS[word] for word in (name.lower(), *words) if word in _WORDS), ""):
            return found
    return ""


def about_the_site(text: str) -> str:
    """The step of a line that speaks of the site by its words: its rights or its cookies; "" for any other line."""
    if len(text) > _LINE_OF_SITE:
        return ""
    if _COOKIE.search(text):
        return COOKIES
    return SIDES if _SITE.search(text) else ""


# What a page says in place of its text: that its scripts have not run, or that it is not there.
_WANTED = (
    r"(?:enable|activ|turn(?:ed)? (?:it )?on|requir|need|without|allow|support|disabl|aktivier|habilit|abilita|ativ"
    r"|включ|启用|开启|打开|允许|支持|需要|禁用|关闭|运行|啟用|開啟|支援|停用|有効|無効|활성|사용)"
)
_SHELL = re.compile(
    rf"{_WANTED}.{{0,40}}(?:java ?script|\bscripts\b|脚本|腳本)|(?:java ?script|脚本|腳本).{{0,40}}{_WANTED}"
    r"|(?:enable|turn on|启用|开启|啟用).{0,12}cookies?|please wait|^loading|checking your browser|turn it on"
    r"|process is automatic|just a moment|click here if"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|redirecting|(?:be|being|are|not) (?:automatically )?redirected"
    r"|(?:正在|自动|页面|頁面|秒后).{0,10}(?:加载|載入|跳转|跳轉)|请稍[候后等]|請稍[候後等]"
    r"|如果.{0,20}(?:没有|未).{0,10}跳转"
    r"|(?:浏览器|瀏覽器).{0,20}(?:版本|不支持|过低|太旧|升级|不支援|框架)|(?:升级|更换).{0,8}浏览器"
    r"|\b(?:browser|page) .{0,40}\bi?frames\b|(?:outdated|unsupported|upgrade your) browser"
    r"|browser is (?:not supported|out of date)|您?访问的.{0,8}(?:不存在|已(?:被|经)?删除)|找不到.{0,8}(?:页面|网页)"
    r"|(?:页面|网页|頁面).{0,8}(?:不存在|已(?:被|经)?删除|找不到|无法访问)"
    r"|\bpage\b.{0,60}(?:not (?:be )?found|not exist|no longer (?:exists|available)|been (?:moved|removed))",
    re.IGNORECASE,
)
_LONGEST_SHELL = 1_000  # characters


def is_shell(text: str) -> bool:
    """Whether each sentence of a text asks for scripts, patience or another browser, or says that no page is there."""
    if len(text) > _LONGEST_SHELL:
        return False
    said = sentences(text) or [line for line in text.split("\n") if line]
    return all(_SHELL.search(sentence) for sentence in said)


def taken(lines: Iterable[Line]) -> list[tuple[str, str]]:
    """What is visible on the page and not kept, as (step, text) in page order."""
    found = []
    for line in lines:
        if line.text and not line.kept:
            found.append((line.place or (OUTSIDE if sentences(line.text) else SHORT), line.text))
        found += line.apart
    return found
