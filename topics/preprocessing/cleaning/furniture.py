"""Page furniture: lines that occur on pages of any source and belong to the page, not to the document.

`FURNITURE` lists them. A running sentence is never one; those that a page says about itself, such as its copyright
notice, are in `notices.py`. Lines that belong to the pages of one source are learned from it in `learned.py`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.sentences import is_sentence_of_words, sentences

# Whole lines, in cleaned and simplified form.
FURNITURE = (
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
_READING = re.compile(
    r"(?:相关|推荐|延伸|精彩|往期)(?:阅读|推荐|链接|新闻|文章|回顾|内容)|更多(?:阅读|新闻|推荐)|[热猜]你喜欢"
)
_LONGEST_LIST, _LONGEST_TITLE = 30, 90
# Whether a line may be furniture or head a list of other pages; the search jumps from line to line.
_MAY_HOLD = re.compile(rf"\n(?:{_LINE.pattern}|{_READING.pattern})(?=\n)")


@REPAIRS.register("furniture", after="credits", takes="furniture")
def furniture(text: str) -> tuple[str, int]:
    """Lines of `FURNITURE` and closing lists of other pages removed.

    >>> furniture("结果每周公布。\\n打印 关闭\\n微信扫一扫关注该公众号")
    ('结果每周公布。', 2)
    """
    with_word = any(word in text for word in _LINE_WITH)
    if not (with_word or _MAY_HOLD.search(f"\n{text}\n")):
        return text, 0
    lines = text.split("\n")
    is_furniture = _is_furniture if with_word else _is_plain_furniture
    kept = [line for line in lines if len(line) > _LONGEST or not is_furniture(line)]
    kept = kept[: len(kept) - _reading_list(kept)]
    return ("\n".join(kept), len(lines) - len(kept)) if len(kept) < len(lines) else (text, 0)


def _reading_list(lines: Sequence[str]) -> int:
    """The number of lines at the end that list other pages: a heading, then only titles without a sentence."""
    for number in range(len(lines) - 1, max(-1, len(lines) - _LONGEST_LIST), -1):
        if _READING.fullmatch(lines[number]):
            return len(lines) - number
        # A title may end in ！ or ？, but not in a full stop.
        if "。" in lines[number] or len(lines[number]) > _LONGEST_TITLE or is_sentence_of_words(lines[number]):
            return 0
    return 0


# Cached, since after a change in one line all other lines of the text are examined again.
@lru_cache(maxsize=1024)
def _is_plain_furniture(line: str) -> bool:
    return bool(_LINE.fullmatch(line)) and not sentences(line)


def _is_furniture(line: str) -> bool:
    if _is_plain_furniture(line):
        return True
    return any(w in line and p.fullmatch(line) for w, p in _LINE_WITH.items()) and not sentences(line)
