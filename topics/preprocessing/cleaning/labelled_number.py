"""Numbers of documents behind labels such as `发文字号：` and `Reference:`, in lines, cells and fields of a record."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice

from topics.preprocessing.cleaning.characters import HAN
from topics.preprocessing.cleaning.number import (
    LONGEST,
    DocumentNumber,
    folded,
    parse_folded,
    parse_labelled,
    parse_number,
)

_LONGEST_NAME = 40  # characters of the name of a field
_MOST_LABELS = 4  # in one line, so that hostile text costs little


def _spaced(*words: str) -> str:
    return "|".join(" ?".join(word) for word in words)


_NAMES = (
    f"(?:(?:{_spaced('发文', '发布', '颁布', '制发', '文件', '公文', '公告')}) ?)?(?:{_spaced('文号', '字号', '编号')})"
    f"|{_spaced('发文号', '文件号', '公文号', '公告号', '令号', '案号')}"
)
_ENGLISH_NAMES = (
    r"(?:(?:our|document|doc\.?|report|paper|publication|notice|circular|file|case|order|directive|policy|bulletin"
    r"|instruction|memorandum|official|command paper) )?(?:reference|ref\.?|number|no\.?|№)(?: (?:number|no\.?))?"
    r"|document id|request for comments|docket no\.?|command paper"
)
# The label of another document's number ends in the same word: 原文号, 废止文号.
LABEL = re.compile(
    rf"(?:(?<![{HAN}])|(?<=[{HAN}] ))(?:{_NAMES}) ?(?P<colon>[\]】)]? ?[:：]|[\]】])?"
    rf"|^(?i:{_ENGLISH_NAMES}) ?(?P<sign>[:：])"
)
_OTHER_LABEL = re.compile(rf"[{HAN}](?: ?[{HAN}]){{1,7}} ?[:：】\]]")
# What such a label names may be something else, so that only the known forms are believed.
_LOOSE = re.compile(_spaced("字号", "编号", "令号", "案号"))
_COUNTS = re.compile(r"(?:number|no\.?|№) ?:", re.IGNORECASE)  # the number may be that of a row or a page
_LIST = re.compile("序 ?号")  # the head of a table whose rows are other documents


def labelled(lines: Sequence[str]) -> Iterator[DocumentNumber]:
    """The numbers behind labels: on the label's line, on the next one, or below it in a row of cells."""
    for n, line in enumerate(lines):
        if _LIST.match(line):
            return
        if "号" not in line and ":" not in line:  # in one of which every label ends
            continue
        for label in islice(LABEL.finditer(line), _MOST_LABELS):
            rest = line[label.end() :].strip(" |,")
            below = lines[n + 1] if n + 1 < len(lines) else ""
            loose = _LOOSE.match(label.group()) or (_COUNTS.match(label.group()) and rest.isdecimal())
            any_form = bool(label["colon"] or label["sign"]) and not loose
            if rest:
                yield from _at_start(rest, any_form=any_form)
            elif not _OTHER_LABEL.match(below):
                yield from _at_start(below, any_form=any_form)
            if not label["colon"] and not label["sign"] and len(line) <= LONGEST:
                yield from filter(None, (parse_folded(piece) for piece in below.split(" ")))


def _at_start(text: str, *, any_form: bool) -> Iterator[DocumentNumber]:
    """The number with which a text begins; of any form, when it is alone or another label follows."""
    text = text[: 2 * LONGEST]
    for end in re.finditer("号[)]*(?:公告|令)?|$", text):
        if found := parse_folded(text[: end.end()]):
            yield found
            return
    alone = _OTHER_LABEL.split(text, maxsplit=1)[0].strip(" |")
    english = re.match(r"(?:[A-Z][\w.()/-]* )*[\w()/.-]*[0-9][\w()/-]*(?: of [0-9]{4}| final)?", alone)
    if any_form and (found := parse_folded(alone) or parse_labelled(english.group() if english else alone)):
        yield found


def in_fields(fields: Mapping[str, str]) -> DocumentNumber | None:
    """The number in the first field of a record whose name is a label of one; of a loose name, only a known form."""
    for name, value in fields.items():
        if len(name) <= _LONGEST_NAME and (parse := _parser(name)) and (found := parse(value)):
            return found
    return None


# Cached, since all records of a table have the same fields.
@lru_cache(maxsize=1024)
def _parser(name: str) -> Callable[[str], DocumentNumber | None] | None:
    """What reads the value of the field with this name; None if the name is no label of a number."""
    label = f"{folded(name).replace('_', ' ')}:"
    if not LABEL.fullmatch(label):
        return None
    return parse_number if _LOOSE.match(label) or _COUNTS.match(label) else parse_labelled
