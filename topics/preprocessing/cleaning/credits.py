"""Credits: what a page states of a document beside its text: editors, source, day of publication, agency.

Dates and sources are read from the uncleaned text; the credits are removed here, so that the name of a publisher does
not count as text. A running sentence is never a credit.
"""

import re
from functools import lru_cache

from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.sentences import sentences

# Whole lines, in cleaned and simplified form.
CREDITS = (
    r"[（(【]?(?:责任|栏目|本期|执行|文字|图片|美术|网络|微信)?编辑[:：丨|].{0,20}",
    r"[（(【]?(?:责编|校对|审核|审校|监制|排版|供稿|撰稿)[:：丨|].{0,30}",
    r"[（(【]?(?:文章|稿件|信息|资料|图片|内容|本文|原文)?来源[:：丨|].{0,40}",
    r"(?:发布|发表|更新|发稿)(?:时间|日期)[:：].{0,60}",
    r"本报(?:见习)?记者[ \u4e00-\u9fff]{2,12}|[\u4e00-\u9fff]{2,4} ?[/／]?摄",
)
_LINE = re.compile("|".join(f"(?:{p})" for p in CREDITS))
_LONGEST = 120  # characters of a line of credits
# The same credits at the end of the last paragraph, to which some pages attach them.
_CREDIT = re.compile(
    r"(?<=[。！？；”）…])[ ]*(?:[（(]完[^）)]{0,12}[）)]|"
    r"[（(【]?(?:(?:责任|栏目|本期|文字)?编辑|责编|(?:文章|稿件|信息)?来源|作者)[:：][^。；！？，]{1,20})$"
)
_CREDIT_WORDS = re.compile("完|编辑|责编|来源|作者")  # every credit contains one of them
_NO_CREDIT = tuple("。；！？，")  # no credit ends in one of them
_CREDIT_LENGTH = 40
# The openings of agency reports. `dates.py` reads the day in them from the original text.
_DATELINE = re.compile(
    r"(?:(?:央视网|人民网|新华网|中新网|中国网|光明网|央广网)[^。，：:]{0,12}(?:消息|电|讯)(?=[ （(:：，])"
    r"|(?:新华社|中新社|人民网)[^。，：:]{1,14}日电|本报(?!告)[^。，：:]{0,12}[日地]?[电讯](?=[ （(:：，]|记者))"
    r"(?:[ ]?[（(][^）)]{1,30}[）)])?[ ]?[:：，]?[ ]?(?=.{20})"
)
# Whether a line of a text may be one of credits, begin with a dateline or end in a credit; most texts are done with
# that. The search jumps from line to line, or to the next credit's word.
_BEGINS = re.compile(rf"\n(?:(?:{_LINE.pattern})(?=\n)|{_DATELINE.pattern})")
_MAY_END = re.compile(rf"(?:{_CREDIT_WORDS.pattern})[^\n]{{0,{_CREDIT_LENGTH}}}(?<![{''.join(_NO_CREDIT)}])\n")


@REPAIRS.register("credits", after="spaces", takes="record")
def credits_of_pages(text: str) -> tuple[str, int]:
    """Lines of `CREDITS`, credits behind a paragraph and agencies' datelines removed.

    >>> credits_of_pages("新华社北京3月1日电（记者某）检测结果将于每周一在网站上向社会公布并接受监督。\\n来源：某报")
    ('检测结果将于每周一在网站上向社会公布并接受监督。', 2)
    """
    whole_lines = f"\n{text}\n"
    if not (_BEGINS.search(whole_lines) or _MAY_END.search(whole_lines)):
        return text, 0
    repaired = [_without_credits(line) for line in text.split("\n")]
    changes = sum(n for _, n in repaired)
    return ("\n".join(line for line, _ in repaired if line is not None), changes) if changes else (text, 0)


# Cached, since after a change in one line all other lines of the text are repaired again.
@lru_cache(maxsize=1024)
def _without_credits(line: str) -> tuple[str | None, int]:
    """A line without its credits and dateline, or None for a line of credits; and the number of changes."""
    if len(line) <= _LONGEST and _LINE.fullmatch(line) and not sentences(line):
        return None, 1
    end, credits = line[-_CREDIT_LENGTH:], 0
    if not line.endswith(_NO_CREDIT) and _CREDIT_WORDS.search(end):
        end, credits = _CREDIT.subn("", end)
    if credits:
        line = line[:-_CREDIT_LENGTH] + end
    dateline = _DATELINE.match(line)
    return line[dateline.end() :] if dateline else line, credits + bool(dateline)
