"""Page furniture: lines that belong to the page and not to the document.

Two sources. `FURNITURE` is a documented list of lines that occur on pages of any source. Other lines are learned per
source: a line at the edges of several documents of one source belongs to the source, not to the documents. Neither ever
takes a running sentence; sentences that a page says about itself, such as its copyright notice, are in `notices.py`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.sentences import is_sentence_of_words, letters, running_lines, sentences
from topics.themes import Theme

# Whole lines, in cleaned and simplified form.
FURNITURE = (
    r"[（(【]?(?:责任|栏目|本期|执行|文字|图片|美术|网络|微信)?编辑[:：丨|].{0,20}",
    r"[（(【]?(?:责编|校对|审核|审校|监制|排版|供稿|撰稿)[:：丨|].{0,30}",
    r"[（(【]?(?:文章|稿件|信息|资料|图片|内容|本文|原文)?来源[:：丨|].{0,40}",
    r"(?:发布|发表|更新|发稿)(?:时间|日期)[:：].{0,60}",
    r"(?:您(?:现在)?(?:所在)?的?|当前|现在)位置[:：].{0,80}",
    r"(?:字号|字体)[:：].{0,20}",
    r"(?:【?(?:打印|关闭|关闭窗口|收藏|纠错|我要纠错|返回顶部|返回)】?[ |]*)+",
    r"分享(?:到|至)?[:：].{0,40}",
    r"(?:原文链接|详情点击|详情链接|阅读更多)[:：]?.{0,40}",
    r"(?:相关链接|相关阅读|延伸阅读|推荐阅读|上一篇|下一篇|往期回顾)[:：].{0,60}",
    r"预览时标签不可点.{0,10}|(?:轻触)?阅读原文|继续滑动看下一个|向上滑动看下一个|[，,]?轻点两下取消.{0,10}|使用完整服务",
    r"(?:收录于)?(?:合集|话题).{0,4}#.{0,40}|点击.{0,12}(?:关注|蓝字).{0,12}|点击(?:上图|下图|图片|标题).{0,12}",
    r"(?:关注|点赞|在看|分享|收藏|赞|知道了|取消|允许|视频|小程序|留言|听过|分析|转发|评论)|以下为全文[:：]?",
    r"版权所有.{0,80}",
    r"(?:网站地图|联系我们|网站首页|设为首页|加入收藏|关于我们|[ |])+",
    r"(?:[A-Z]{2}备|.ICP备|.公网安备).{0,40}",
    r"【法宝引证码】.{0,40}",
    r"(?:网站|官网|网址|(?:联系|咨询|合作|投稿)?(?:电话|传真|邮箱|微信|方式))[:：][^\u4e00-\u9fff]{0,80}",
    r"“?(?:投稿|合作)(?:联系方式|邮箱|微信|热线)[:：].{0,60}",
    r"本报(?:见习)?记者[ \u4e00-\u9fff]{2,12}|[\u4e00-\u9fff]{2,4} ?[/／]?摄",
    r"(?:扫码)?(?:关注(?:该|本)?公众号|使用小程序)",
    r"[—\-–·]+ ?\d{1,3} ?[—\-–·]+|第 ?\d{1,4} ?页(?:[ ,，/]*共 ?\d{1,4} ?页)?",
    r"[\W_]+",
)
# Lines recognised by a word inside them; searched only in texts that contain the word.
FURNITURE_WITH = {
    "扫一扫": r".{0,12}微信扫一扫.{0,30}|扫一扫.{0,30}",
    "二维码": r".{0,10}(?:扫描|识别|长按).{0,8}二维码.{0,20}",
    "未经": r".{0,20}未经(?:许可|授权).{0,10}不得.{0,30}",
    "ICP备": r".{0,30}ICP备\d+.{0,30}",
}
_LINE = re.compile("|".join(f"(?:{p})" for p in FURNITURE))
_LINE_WITH = {word: re.compile(pattern) for word, pattern in FURNITURE_WITH.items()}
_LONGEST = 120  # characters of a line of furniture
# The same credits at the end of the last paragraph, to which some pages attach them.
_CREDIT = re.compile(
    r"(?<=[。！？；”）…])[ ]*(?:[（(]完[^）)]{0,12}[）)]|"
    r"[（(【]?(?:(?:责任|栏目|本期|文字)?编辑|责编|(?:文章|稿件|信息)?来源|作者)[:：][^。；！？，]{1,20})$"
)
_CREDIT_WORDS = re.compile("完|编辑|责编|来源|作者")  # every credit contains one of them
_CREDIT_LENGTH = 40
_READING = re.compile(
    r"(?:相关|推荐|延伸|精彩|往期)(?:阅读|推荐|链接|新闻|文章|回顾|内容)|更多(?:阅读|新闻|推荐)|[热猜]你喜欢"
)
_LONGEST_LIST, _LONGEST_TITLE = 30, 90
# The openings of agency reports. `dates.py` reads the day in them from the original text.
_DATELINE = re.compile(
    r"(?:(?:央视网|人民网|新华网|中新网|中国网|光明网|央广网)[^。，：:]{0,12}(?:消息|电|讯)(?=[ （(:：，])"
    r"|(?:新华社|中新社|人民网)[^。，：:]{1,14}日电|本报(?!告)[^。，：:]{0,12}[日地]?[电讯](?=[ （(:：，]|记者))"
    r"(?:[ ]?[（(][^）)]{1,30}[）)])?[ ]?[:：，]?[ ]?(?=.{20})"
)


@REPAIRS.register("furniture", after="spaces", takes="furniture")
def furniture(text: str) -> tuple[str, int]:
    """Lines of `FURNITURE`, credits behind a paragraph, agencies' datelines and closing lists of other pages removed.

    >>> furniture("结果每周公布。（责任编辑：略）\\n来源：本刊整理\\n微信扫一扫关注该公众号")
    ('结果每周公布。', 3)
    """
    repaired = [_without_furniture(line) for line in text.split("\n")]
    changes = sum(n for _, n in repaired)
    kept = [line for line, _ in repaired if line is not None]
    listed = _reading_list(kept)
    return ("\n".join(kept[: len(kept) - listed]), changes + listed) if changes + listed else (text, 0)


# Cached, since after a change in one line all other lines of the text are repaired again.
@lru_cache(maxsize=1024)
def _without_furniture(line: str) -> tuple[str | None, int]:
    """A line without its credits and dateline, or None for a line of furniture; and the number of changes."""
    if _is_furniture(line):
        return None, 1
    end, credits = line[-_CREDIT_LENGTH:], 0
    if _CREDIT_WORDS.search(end):
        end, credits = _CREDIT.subn("", end)
    if credits:
        line = line[:-_CREDIT_LENGTH] + end
    dateline = _DATELINE.match(line)
    return line[dateline.end() :] if dateline else line, credits + bool(dateline)


def _reading_list(lines: Sequence[str]) -> int:
    """The number of lines at the end that list other pages: a heading, then only titles without a sentence."""
    for number in range(len(lines) - 1, max(-1, len(lines) - _LONGEST_LIST), -1):
        if _READING.fullmatch(lines[number]):
            return len(lines) - number
        # A title may end in ！ or ？, but not in a full stop.
        if "。" in lines[number] or len(lines[number]) > _LONGEST_TITLE or is_sentence_of_words(lines[number]):
            return 0
    return 0


def _is_furniture(line: str) -> bool:
    if len(line) > _LONGEST:
        return False
    matches = _LINE.fullmatch(line) or any(w in line and p.fullmatch(line) for w, p in _LINE_WITH.items())
    return bool(matches) and not sentences(line)


# --- learned --------------------------------------------------------------------------------------------------------

LEAST_DOCUMENTS = 3
LEAST_SHARE = 1 / 3
_HEAD, _TAIL = 6, 12  # lines at the two edges in which furniture is searched
_HEADING = re.compile(r"[（(]?(?:第?[一二三四五六七八九十\d]+)[章节条、.．）)]")
_DIGITS = re.compile("[0-9]+")
# What has other figures on each page and is still the same furniture: labels of contacts, dates and counters.
_LABEL = (
    "电话|传真|邮编|邮政编码|邮箱|地址|网址|热线|联系人|联系方式|编辑|校对|审核|来源|作者|记者|时间|日期|索引号|编号|文号|刊号|字号|序号|次数|分类"
    "|浏览量?|阅读量?|点击[量数]?|访问量?|下载量?|关键词|期号"
    "|tel|telephone|phone|fax|e-?mail|contact|address|published|updated|date|views?|reads?|page|ref|reference|issn|isbn"
    "|vol|volume|issue|downloads?|file size|author|source"
)
_COUNTER = re.compile(
    rf"\W*(?:.{{0,6}}(?:{_LABEL})) ?[:：|#] ?.*"
    r"|.*(?:\d{3,4}[-－—)）]\d{6,8}|(?<!\d)1\d{10}(?!\d)|\w@\w|https?:|www\.|ICP备|公网安备|备案号|©|版权所有"
    r"|copyright|all rights reserved).*"
    r"|(?:last )?(?:published|updated|modified|posted)\W.{0,40}"
    r"|.{0,4}(?:浏览|阅读|点击|访问|下载|评论|点赞|转发|views?|reads?|shares?|comments?)\W{0,3}\d+\W{0,3}次?"
    r"|\d+ ?(?:views?|reads?|shares?|comments?|likes?|次浏览|次阅读)"
    r"|\W*(?:第? ?\d+ ?[页期]|page ?\d+|p\. ?\d+)(?:\W*(?:共|of|/)? ?\d+ ?页?)?\W*"
    r"|[\W\d年月日时分]*(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*)?[\W\d]*",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[，；：、,;:]")
_CLAUSE_WORDS = 12  # ideographs or words of a line with a comma that is read as text, whether or not it ends


def learned_furniture(
    documents: Iterable[tuple[str, Sequence[str]]], themes: Sequence[Theme] = ()
) -> dict[str, frozenset[str]]:
    """Lines that recur at the edges of a source's documents, by source.

    `documents` are pairs (source, lines). A line is learned when it is among the first `_HEAD` or last `_TAIL` lines of
    at least `LEAST_DOCUMENTS` documents and of a `LEAST_SHARE` of all documents of the source. Documents with the same
    longest line are copies of each other and count as one, so that nothing is learned from re-publications. Never
    learned are lines of running text, numbered headings, which documents of one kind share, and lines with a term of
    one of the `themes`. Figures count as equal only in lines that have others on each page: contacts, dates, counters.
    """
    seen: dict[str, dict[str, set[str]]] = {}
    for source, lines in documents:
        if lines:
            edges = {_key(lines[n]) for n in _edges(lines) - running_lines(lines)}
            seen.setdefault(source, {})[max(lines, key=len)] = edges
    learned = {}
    for source, by_document in seen.items():
        needed = max(LEAST_DOCUMENTS, LEAST_SHARE * len(by_document))
        counts = Counter(line for edge in by_document.values() for line in edge)
        lines_of_source = frozenset(
            line
            for line, count in counts.items()
            if count >= needed and line and not any(theme.count(line) for theme in themes)
        )
        if lines_of_source:
            learned[source] = lines_of_source
    return learned


def without_learned(lines: Sequence[str], source: str, learned: Mapping[str, frozenset[str]]) -> list[str]:
    """The lines without those learned for the source; lines are removed only at the edges.

    >>> without_learned(["正文在此。", "电话：010-1"], "某刊", {"某刊": frozenset(["电话：0-0"])})
    ['正文在此。']
    """
    known = learned.get(source)
    if not known:
        return list(lines)
    edges = {n for n in _edges(lines) if _key(lines[n]) in known}
    gone = edges - running_lines(lines) if edges else edges
    return [line for n, line in enumerate(lines) if n not in gone]


def _edges(lines: Sequence[str]) -> set[int]:
    return {*range(min(_HEAD, len(lines))), *range(max(0, len(lines) - _TAIL), len(lines))}


def _key(line: str) -> str:
    """The key under which lines of furniture are equal; "" for a line that cannot be furniture."""
    if _HEADING.match(line):
        return ""
    if _COUNTER.fullmatch(line):
        return _DIGITS.sub("0", line)
    return "" if _CLAUSES.search(line) and letters(line) >= _CLAUSE_WORDS else line
