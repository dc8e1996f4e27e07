"""Numbers, counts and lists of names as text: one function per kind, so that a kind looks the same everywhere.

Conventions. Shares, changes of shares and their bounds are fractions (0.123, −1 to 1) and are printed in per cent or in
percentage points. A missing number (None, NaN) is printed as `MISSING`; a number whose bounds are missing is printed
without bounds. Negative numbers have the true minus sign −, which is as wide as +; an en dash joins the two ends of a
range of numbers without a sign. Halves are rounded as Python rounds them: by the binary value, and to even where that
is exact.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from math import copysign, floor, isinf, log10
from typing import TypeGuard

MISSING = "–"


@cache
def character_width(character: str) -> int:
    """The half-width columns that a character takes: two for a Chinese one, else one."""
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def text_width(text: str) -> int:
    """The half-width columns that a text takes.

    >>> text_width("5G网络")
    6
    """
    return len(text) if text.isascii() else sum(map(character_width, text))


def number(value: float | None, decimals: int = 0) -> str:
    """A number with thousands separators and a fixed number of decimals.

    >>> number(1234.5, 1), number(-0.25, 2), number(float("nan"))
    ('1,234.5', '−0.25', '–')
    """
    return _minus(f"{value:,.{decimals}f}") if _known(value) else MISSING


def figures(value: float | None, most: int = 3) -> str:
    """A number with that many figures or, where it has more before the point, all of these.

    >>> figures(-3061.4), figures(0.01234), figures(2.5), figures(0.00001234)
    ('−3,061', '0.0123', '2.5', '1.23e−05')
    """
    if not _known(value):
        return MISSING
    if isinf(value):
        return "∞" if value > 0 else "−∞"
    if 0 < abs(value) < 1e-4:
        return _minus(f"{value:.{most}g}")
    decimals = max(most - 1 - floor(log10(abs(value))), 0) if value else 0
    text = f"{value:,.{decimals}f}"
    return _minus(text.rstrip("0").rstrip(".") if "." in text else text)


def of_all(n: int, of: int) -> str:
    """A number of a whole.

    >>> of_all(900, 1200)
    '900 of 1,200'
    """
    return f"{n:,} of {of:,}"


def percent(share: float | None, decimals: int = 1, *, sign: str = "%") -> str:
    """A share in per cent; `sign` follows the number: `%`, ` %`, or nothing where a heading already has it.

    >>> percent(0.123), percent(0.95, 0), percent(0.123, sign="")
    ('12.3%', '95%', '12.3')
    """
    return _minus(f"{100 * share:.{decimals}f}") + sign if _known(share) else MISSING


def points(change: float | None) -> str:
    """A change of a share in percentage points, always with its sign.

    >>> points(0.012), points(-0.003)
    ('+1.2', '−0.3')
    """
    return _minus(f"{100 * change:+.1f}") if _known(change) else MISSING


def printed_difference(first: float | None, last: float | None, decimals: int = 1, unit: float = 100) -> float:
    """The last number less the first, both as they are printed, so that the three add up on paper; NaN if one is.

    Both are printed with that many decimals, in per cent or, with a `unit` of 1, as they are. Of two that look alike
    the difference keeps its sign and is printed as 0.

    >>> percent(0.1396), percent(0.3154), points(printed_difference(0.1396, 0.3154)), points(0.3154 - 0.1396)
    ('14.0%', '31.5%', '+17.5', '+17.6')
    """
    if not (_known(first) and _known(last)):
        return float("nan")
    one, other = (float(f"{unit * value:.{decimals}f}") for value in (first, last))
    alike = copysign(min(abs(last - first), 0.4 * 10.0**-decimals / unit), last - first)
    return (other - one) / unit if one != other else alike


def number_interval(value: float | None, lower: float, upper: float, decimals: int = 2) -> str:
    """A number and the bounds of its interval.

    >>> number_interval(0.714, 0.6, 0.81)
    '0.71 [0.60, 0.81]'
    """
    return _interval(partial(number, decimals=decimals), (value, lower, upper), ", ")


def share_interval(share: float | None, lower: float, upper: float, bounds: int = 1) -> str:
    """A share and the bounds of its interval, which have that many decimals, in per cent without the sign.

    >>> share_interval(0.123, 0.101, 0.139), share_interval(0.299, 0.25, 0.35, 0)
    ('12.3 [10.1–13.9]', '29.9 [25–35]')
    """
    if not (_known(share) and _known(lower) and _known(upper)):
        return percent(share, sign="")
    return f"{percent(share, sign='')} {band_in_brackets(lower, upper, bounds)}"


def band_in_brackets(lower: float, upper: float, bounds: int = 1) -> str:
    """The bounds of a share's interval in per cent with that many decimals, as they follow the share.

    >>> band_in_brackets(0.0, 0.2731)
    '[0.0–27.3]'
    """
    return f"[{percent(lower, bounds, sign='')}–{percent(upper, bounds, sign='')}]"


def points_interval(change: float | None, lower: float, upper: float) -> str:
    """A change of a share and the bounds of its interval, in percentage points.

    >>> points_interval(0.012, -0.003, 0.027), points_interval(0.143, -0.0004, 0.275)
    ('+1.2 [−0.3, +2.7]', '+14.3 [−0.04, +27.5]')
    """
    if not (_known(change) and _known(lower) and _known(upper)):
        return points(change)
    return f"{points(change)} [{bound(lower)}, {bound(upper)}]"


def bound(value: float | None) -> str:
    """An end of an interval of a change in percentage points; one beside 0 has the digits that show on which side.

    >>> bound(-0.003), bound(-0.0004), bound(0.00002), bound(-0.0000001), bound(0.0)
    ('−0.3', '−0.04', '+0.002', '−0.00', '+0.0')
    """
    if not _known(value) or not value or f"{100 * abs(value):.1f}" != "0.0":
        return points(value)
    decimals = next((n for n in (2, 3, 4) if float(f"{100 * value:.{n}f}")), 2)
    return _minus(f"{100 * value:+.{decimals}f}")


def difference_interval(first: float | None, last: float | None, lower: float, upper: float) -> str:
    """The printed difference of two shares and the bounds of its interval, which never leave it out.

    >>> difference_interval(0.1396, 0.3154, 0.1, 0.25)
    '+17.5 [+10.0, +25.0]'
    """
    change = printed_difference(first, last)
    return points_interval(change, min(lower, change), max(upper, change))


def among_han(name: str) -> str:
    """A name as it stands between Chinese characters: with a space on a side where it is no Chinese itself.

    >>> among_han("CCTV 新闻联播"), among_han("央视网"), among_han("level")
    (' CCTV 新闻联播', '央视网', ' level ')
    """
    return f"{' ' if name[:1].isascii() else ''}{name}{' ' if name[-1:].isascii() else ''}"


def with_zeros(text: str) -> str:
    """A Chinese text with the 0 before each decimal point, which GB/T 15835 asks for; commands in it stay.

    >>> with_zeros("经 Holm 校正 p = .081，`--least .5`，2.5")
    '经 Holm 校正 p = 0.081，`--least .5`，2.5'
    """
    return _NO_ZERO.sub(lambda found: found[0] if found[1] else f"0{found[0]}", text) if "." in text else text


_NO_ZERO = re.compile(r"(`[^`]*`)|(?<![\w./\\:,-])\.(?=\d)", re.ASCII)


def p_value(p: float | None, *, equals: bool = False, language: str = "en") -> str:
    """A p-value as papers print it; with `equals`, in the form that follows the letter p.

    >>> p_value(0.017), p_value(0.017, equals=True), p_value(0.0004, equals=True), p_value(0.017, language="zh")
    ('.017', '= .017', '< .001', '0.017')

    One that rounds to .050 has the digits that show on which side of .05 it is.

    >>> p_value(0.0503), p_value(0.0496, equals=True), p_value(0.05)
    ('.0503', '= .0496', '.050')
    """
    if not _known(p):
        return MISSING
    decimals = 3
    if f"{p:.3f}" == "0.050" and p != 0.05:
        decimals = next((n for n in (4, 5) if float(f"{p:.{n}f}") != 0.05), 3)
    exact = ("= " if equals else "") + (f"{p:.{decimals}f}".lstrip("0") if p < 0.9995 else "1")
    told = "< .001" if p < 0.001 else exact
    return with_zeros(told) if language == "zh" else told


def span(first: str, last: str) -> str:
    """The two ends of a range joined by a dash, or the text alone where the ends are the same.

    >>> span("2020", "2024"), span("48", "48")
    ('2020–2024', '48')
    """
    return first if first == last else f"{first}–{last}"


def count(n: int, one: str, several: str | None = None) -> str:
    """A number with its noun, singular or plural; `several` is the plural where it is not `one` with an s.

    >>> count(1, "document"), count(2000, "document"), count(0, "file is", "files are")
    ('1 document', '2,000 documents', '0 files are')
    """
    return f"{n:,} {one if n == 1 else several or f'{one}s'}"


def label_of(n: int, several: str) -> str:
    """The label beside a number: its first word, a plural that ends in s, is the singular beside 1.

    >>> label_of(1, "files found"), label_of(2, "files found")
    ('file found', 'files found')
    """
    return re.sub(r"^(\w+)s\b", r"\1", several) if n == 1 else several


def duration(seconds: float, language: str = "en") -> str:
    """A time in words, as exact as it is worth knowing.

    >>> duration(0.4), duration(42), duration(200), duration(5400)
    ('1 s', '42 s', '3 min', '1.5 h')
    >>> duration(42, "zh"), duration(200, "zh"), duration(5400, "zh")
    ('42 秒', '3 分钟', '1.5 小时')
    """
    second, minute, hour = ("秒", "分钟", "小时") if language == "zh" else ("s", "min", "h")
    if seconds < 59.5:
        return f"{max(1, round(seconds))} {second}"
    return f"{max(1, round(seconds / 60))} {minute}" if seconds < 3570 else f"{seconds / 3600:.1f} {hour}"


def times(n: int) -> str:
    """A number of occurrences in words.

    >>> times(1), times(2)
    ('once', '2 times')
    """
    return "once" if n == 1 else f"{n:,} times"


def listed(names: Sequence[str], most: int | None = None, *, last: str = " and ") -> str:
    """Names as a list in a sentence; of more than `most`, the first ones and the number of the others.

    `last` joins the last name to the others when the list is complete.

    >>> listed(["wind", "rail", "sea"]), listed(["wind", "rail", "sea"], most=2)
    ('wind, rail and sea', 'wind, rail and 1 more')
    """
    if most is not None and len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])}{last}{names[-1]}"


def words_in_line(words: Iterable[str]) -> str:
    """Words of a vocabulary with a space between them, and `_` for a space within one.

    >>> words_in_line(["wind farm", "turbine"]), words_in_line(["海上风电", "5g"])
    ('wind_farm turbine', '海上风电 5g')
    """
    return " ".join(word.replace(" ", "_") for word in words)


def pairs(values: Mapping[str, object]) -> str:
    """Names with their values, such as settings or versions.

    >>> pairs({"topics": 20, "alpha": 0.1})
    'topics 20, alpha 0.1'
    """
    return ", ".join(f"{name} {value}" for name, value in values.items())


_PERIODS_ZH = (
    (re.compile(r"(\d{4})"), "{} 年"),
    (re.compile(r"(\d{4})H1"), "{} 年上半年"),
    (re.compile(r"(\d{4})H2"), "{} 年下半年"),
    (re.compile(r"(\d{4})Q([1-4])"), "{} 年第 {} 季度"),
    (re.compile(r"(\d{4})-0?(\d+)"), "{} 年 {} 月"),
)


def period(name: str, language: str = "en") -> str:
    """A period as a sentence names it; any other name stays as it is.

    >>> period("2020Q1"), period("2020", "zh"), period("2020H2", "zh"), period("2020Q1", "zh"), period("2020-03", "zh")
    ('2020Q1', '2020 年', '2020 年下半年', '2020 年第 1 季度', '2020 年 3 月')
    """
    if language == "zh":
        for form, words in _PERIODS_ZH:
            if found := form.fullmatch(name):
                return words.format(*found.groups())
    return name


def yes_no(flag: bool) -> str:
    """A truth value as a word.

    >>> yes_no(True)
    'yes'
    """
    return "yes" if flag else "no"


def _interval(text: Callable[[float | None], str], numbers: tuple[float | None, float, float], between: str) -> str:
    value, lower, upper = numbers
    if not (_known(value) and _known(lower) and _known(upper)):
        return text(value)
    return f"{text(value)} [{text(lower)}{between}{text(upper)}]"


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and value == value


def _minus(text: str) -> str:
    """The text with a minus sign that is as wide as a plus."""
    return text.replace("-", "−")
