"""Repairs: a table of small named functions, applied in order.

Conventions. Each repair takes text with one paragraph a line and returns it; each is explained to a reviewer by its
docstring's example. `clean_text` applies the table until nothing changes, so it is idempotent. It serves
documents and gold labels alike: whatever is compared went through the same repairs.

Widths, decided: NFKC makes `５Ｇ` 5G and `＋` +, but would also turn Chinese punctuation into ASCII, on which sentence
and clause splitting depend. The marks in `KEPT` therefore stay, and a half-width `, ; : ! ?` behind a Chinese
character becomes full-width, so that there is one form of each.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any

KEPT = "，：；！？（）～…①②③④⑤⑥⑦⑧⑨⑩"
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f〇"

Repair = Callable[[str], str]


def controls(text: str) -> str:
    """Line ends made one; byte-order marks, zero-width, soft-hyphen, replacement and control characters removed.

    >>> controls("工业\\u200b互联网\\r\\n")
    '工业互联网\\n'
    """
    text = re.sub(r"\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text)
    return re.sub(
        r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff\ufffd]", "", text
    )


def widths(text: str) -> str:
    """NFKC, Chinese punctuation excepted.

    >>> widths("５Ｇ＋工业互联网，（ＡＰＰ）")
    '5G+工业互联网，（APP）'
    """
    if text.isascii():
        return text
    pieces = re.split(f"([{KEPT}]+)", text)
    return "".join(p if i % 2 else unicodedata.normalize("NFKC", p) for i, p in enumerate(pieces))


_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)")
_LINK = re.compile(r"\[([^\]\n]*)\]\((?:https?:|/|#|javascript:|mailto:)[^)\n]*\)")
_URL = re.compile(r"(?:https?://|www\.)[\w\-./?%&=#:~+@!$,;*]*", re.ASCII | re.IGNORECASE)
_IMAGE_FILE = re.compile(r"^[ \t]*[\w\-]+\.(?:jpe?g|png|gif|bmp|webp|mp4)[ \t]*$", re.IGNORECASE | re.MULTILINE)


def links(text: str) -> str:
    """Images, addresses and lone image names removed; the words of a link stay.

    >>> links("见[通知](https://example.org/a)，全文 https://example.org/v?id=5G01")
    '见通知，全文 '
    """
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    return _IMAGE_FILE.sub("", _URL.sub("", text))


_LINE_MARK = re.compile(r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|(?:[-*_][ \t]*){3,}$)", re.MULTILINE)
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)([^\n]+?)(?<=\S)\1")


def markup(text: str) -> str:
    """The marks of Markdown removed: headings, emphasis, quotes, rules, bullets.

    >>> markup("## 一、**总体**要求")
    '一、总体要求'
    """
    return _EMPHASIS.sub(r"\2", _LINE_MARK.sub("", text))


_SYLLABLE = re.compile(
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ang|i?ong|uang|[iu]?an|[iuü]?e|eng?|ing?|i?ao|u?ai|ia|ua|uo|ei|ou|iu|ui|un|ün|er|[aiouüv])r?"
)
_GLOSS = re.compile(rf"(?<=[{HAN}])\(([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡɑ]{{1,7}})\)")
_TONES = re.compile("[\u0300\u0301\u0304\u030c]")


def glosses(text: str) -> str:
    """Readings in brackets behind a character, as converted pages carry them.

    A bracket is a gloss when it holds one syllable of pinyin; a syllable without its tone mark only counts on a page
    that has others with one.

    >>> glosses("工業(yè)和信息化、轉(zhuǎn)段，客户端(APP)于(2021年)发布")
    '工業和信息化、轉段，客户端(APP)于(2021年)发布'
    """
    found = [(m, *_syllable(m.group(1))) for m in _GLOSS.finditer(text)]
    if not any(toned and valid for _, toned, valid in found):
        return text
    valid_spans = {m.span() for m, _, valid in found if valid}
    return _GLOSS.sub(lambda m: "" if m.span() in valid_spans else m.group(), text)


def _syllable(letters: str) -> tuple[bool, bool]:
    apart = unicodedata.normalize("NFD", letters.replace("ɡ", "g").replace("ɑ", "a"))
    plain = unicodedata.normalize("NFC", _TONES.sub("", apart))
    return bool(_TONES.search(apart)), bool(_SYLLABLE.fullmatch(plain))


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplified(text: str) -> str:
    """Traditional characters to simplified ones (opencc, t2s: by phrase, then by character).

    >>> simplified("工業互聯網")
    '工业互联网'
    """
    return text if text.isascii() else str(_converter().convert(text))


_HALF = str.maketrans(",;:!?", "，；：！？")


def punctuation(text: str) -> str:
    """Half-width marks behind a Chinese character, full-width.

    >>> punctuation("会议指出,比例为3:2;要加快5G, 6G")
    '会议指出，比例为3:2;要加快5G, 6G'
    """
    return re.sub(rf"(?<=[{HAN}”》）])[,;:!?]", lambda m: m.group().translate(_HALF), text)


_STRAY = re.compile(rf"(?<=[{HAN}，。；：！？、）”》])[ \t]+(?=[{HAN}（“《，。；：！？、）”》])")


def spaces(text: str) -> str:
    """Spaces between Chinese characters removed, other runs made one, lines trimmed, empty lines dropped.

    >>> spaces("  推进数 据安全  5G　建设 ")
    '推进数据安全 5G 建设'
    """
    text = _STRAY.sub("", re.sub(r"[^\S\n]+", " ", text))
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)


# Whole lines that belong to the page and not to the document. Patterns are for cleaned, simplified lines.
FURNITURE = (
    r"[（(【]?(?:责任|栏目|本期|执行|文字|图片|美术|网络|微信)?编辑[:：丨|].{0,20}",
    r"[（(【]?(?:责编|校对|审核|审校|监制|排版|供稿|撰稿)[:：丨|].{0,30}",
    r"[（(【]?(?:文章|稿件|信息|资料|图片|内容|本文)?来源[:：丨|].{0,40}",
    r"(?:发布|发表|更新|发稿)(?:时间|日期)[:：].{0,60}",
    r"(?:您(?:现在)?(?:所在)?的?|当前|现在)位置[:：].{0,80}",
    r"(?:字号|字体)[:：].{0,20}",
    r"(?:【?(?:打印|关闭|关闭窗口|收藏|纠错|我要纠错|返回顶部|返回)】?[ |]*)+",
    r"分享(?:到|至)?[:：].{0,40}",
    r"(?:原文链接|详情点击|详情链接|阅读更多)[:：]?.{0,40}",
    r"(?:相关链接|相关阅读|延伸阅读|推荐阅读|上一篇|下一篇|往期回顾)[:：].{0,60}",
    r".{0,12}微信扫一扫.{0,30}|扫一扫.{0,30}|.{0,10}(?:扫描|识别|长按).{0,8}二维码.{0,20}",
    r"预览时标签不可点.{0,10}|(?:轻触)?阅读原文|继续滑动看下一个|向上滑动看下一个|[，,]?轻点两下取消.{0,10}|使用完整服务",
    r"(?:收录于)?(?:合集|话题).{0,4}#.{0,40}|点击.{0,12}(?:关注|蓝字).{0,12}|(?:关注|点赞|在看|分享|收藏|赞|知道了|取消|允许|视频|小程序|留言|听过|分析|转发|评论)",
    r"(?:特别|免责|版权)声明[:：].{0,200}|本站内容除特别声明.*|版权所有.{0,80}|.{0,20}未经(?:许可|授权).{0,10}不得.{0,30}",
    r"(?:网站地图|联系我们|网站首页|设为首页|加入收藏|关于我们|[ |])+",
    r"(?:[A-Z]{2}备|.ICP备|.公网安备).{0,40}|.{0,30}ICP备\d+.{0,30}",
    r"[\W_]+",
)
_FURNITURE_LINE = re.compile("|".join(f"(?:{p})" for p in FURNITURE))
# The same credits where a page glues them to the end of the last paragraph.
_CREDIT = re.compile(
    r"(?<=[。！？；”）…])[ ]*(?:[（(]完[^）)\n]{0,12}[）)]|"
    r"[（(【]?(?:(?:责任|栏目|本期|文字)?编辑|责编|(?:文章|稿件|信息)?来源|作者)[:：][^。；！？，\n]{1,20})$",
    re.MULTILINE,
)


def furniture(text: str) -> str:
    """Lines of `FURNITURE` and credits at the end of a paragraph removed.

    >>> furniture("结果每周公布。（责任编辑：略）\\n来源：本刊整理\\n微信扫一扫关注该公众号")
    '结果每周公布。'
    """
    lines = (line for line in text.split("\n") if not _FURNITURE_LINE.fullmatch(line))
    return _CREDIT.sub("", "\n".join(lines))


_ADDRESSEE = re.compile(
    r"^(?:各|有关)[^。\n]{0,80}(?:单位|部门|局|厅|委|办|会|院|府|企业|公司|机构|院校|省|市|区|县|组|中心)[:：](?=\n)|"
    r"^(?:(?:各|有关)[^。\n]{0,80}[:：])?现将[^。\n]{1,120}(?:转发|印发)给?(?:你们|各单位|各地)[^。\n]{0,60}。?$",
    re.MULTILINE,
)


def addressees(text: str) -> str:
    """The line that passes a document on, and the line of those it is addressed to.

    >>> addressees("各有关单位：现将上述文件转发给你们，请结合实际抓好落实。\\n为避免重复投资……")
    '为避免重复投资……'
    """
    return _ADDRESSEE.sub("", text).strip("\n")


REPAIRS: dict[str, Repair] = {
    repair.__name__: repair
    for repair in (controls, widths, links, markup, glosses, simplified, punctuation, spaces, furniture, addressees)
}
_CHINESE_ONLY = {"glosses", "simplified", "punctuation", "addressees"}
_MOST_ROUNDS = 5


def clean_text(text: str, language: str = "zh") -> str:
    """All repairs in order; applied to its own result it changes nothing.

    >>> clean_text("推進工業(yè)互聯網,建設５Ｇ 網絡。")
    '推进工业互联网，建设5G 网络。'
    """
    repairs = [r for name, r in REPAIRS.items() if language == "zh" or name not in _CHINESE_ONLY]
    for _ in range(_MOST_ROUNDS):
        before = text
        for repair in repairs:
            text = repair(text)
        if text == before:
            break
    return text
