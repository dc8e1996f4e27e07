"""Names of themes with words between their parts: 数据安全 in 数据和网络安全.

Texts that are wholly about a theme often part its name (数据全流程安全, 数据资源安全). Such a place counts as the name.
Only names of four ideographs and more are parted, behind the second, where Chinese compounds part; in other scripts
words between are a matter of the theme's terms. A conjunction may stand between directly behind the first part
(数据和网络安全) and nowhere else, since 数据增长与生产安全 and 人工操作到智能控制 are two things each.
"""

import re
from functools import lru_cache

from topics.models.counting.specificity import name_of
from topics.models.counting.writing import in_ideographs
from topics.themes import Theme

Span = tuple[int, int]
_APART = "[到至向从往和与及或使让]|推动|带动|促进|影响|危及|引领"  # words that part two things
_FEWEST, _FIRST, _BETWEEN = 4, 2, 6  # letters of the name, of its first part, and at most between the parts


def spans_with_parted(theme: Theme, text: str) -> list[tuple[Span, str]]:
    """The places of a theme's terms in a text, left to right, each with its term; parted names among them.

    >>> spans_with_parted(Theme("data", ("数据安全",), (("zh", "数据安全"),)), "数据和网络安全")
    [((0, 7), '数据安全')]
    """
    spans = theme.spans(text)
    found = [((start, end), theme.form(text[start:end]).term) for start, end in spans]
    name = name_of(theme)
    parted = [m.span() for m in _parted(name).finditer(text)]
    free = [(a, b) for a, b in parted if not any(start < b and a < end for start, end in spans)]
    return sorted([*found, *((span, name) for span in free)])


@lru_cache(maxsize=256)
def _parted(name: str) -> re.Pattern[str]:
    if len(name) < _FEWEST or not all(map(in_ideographs, name)):
        return re.compile("(?!)")
    return re.compile(f"{name[:_FIRST]}(?:以及|[和与及])?(?:(?!{_APART})\\w){{1,{_BETWEEN}}}?{name[_FIRST:]}")
