"""Numbers that were not measured: the reasons, the column that holds them in tables, and the value that stands for one.

Conventions. A number that was not measured is never 0. In a table it is NaN, and the column `why` beside it has one of
`REASONS`; so it survives Parquet, CSV and the arithmetic of pandas. A single value is a `NotMeasured` with its reason:
arithmetic with it gives it back, and as a number it is NaN. `why` is "" where a number is measured. Two reasons are
told of numbers that are there: an estimator that is unfit or unstable for a theme has a share, which says nothing of
the theme. Where numbers are printed for use in a text, it is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING, Any

from topics.schema import Column

if TYPE_CHECKING:
    import pandas as pd

NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED = "no document", "no topic", "nothing assigned"
ONE_CLUSTER, BY_DEFINITION, UNFIT, UNSTABLE = "one cluster", "by definition", "unfit", "unstable"
REASONS: Mapping[str, Mapping[str, str]] = {
    NO_DOCUMENT: {"en": "no counted document in the period", "zh": "该期没有计入的文档"},
    NO_TOPIC: {
        "en": "the estimator gives the theme to no passage of any period",
        "zh": "该方法在各期均未将任何段落归入该主题",
    },
    NOTHING_ASSIGNED: {"en": "no text of the period has a topic", "zh": "该期没有任何文本归入话题"},
    ONE_CLUSTER: {"en": "a single cluster, so that there is no band", "zh": "仅有一个文档簇，无法给出区间"},
    BY_DEFINITION: {"en": "0 by definition, which has no band", "zh": "按定义为 0，无区间"},
    UNFIT: {"en": "the estimator is unfit for the theme", "zh": "该方法不适用于该主题"},
    UNSTABLE: {
        "en": "other topics stand for the theme from seed to seed",
        "zh": "不同随机种子下，与该主题对应的话题不同",
    },
}
NO_CHANGE, NO_INTERVAL = "no change was estimated", "no interval is known"  # where nothing says more
FEW_CODED = "fewer than two units coded"
EMPTY_STRATUM = "a stratum without a coded unit: code the batches drawn before, or draw more"
ONE_PERIOD = "one period alone: nothing changes"
PARTLY_MEASURED = "text about themes that the estimator does not measure is part of it"
NOT_MEASURED = {"en": "not measured", "zh": "未测量"}
_OF_NUMBERS = {
    NO_CHANGE: {"en": NO_CHANGE, "zh": "未估计变化"},
    NO_INTERVAL: {"en": NO_INTERVAL, "zh": "没有区间"},
    FEW_CODED: {"en": FEW_CODED, "zh": "编码单位不足两个"},
    EMPTY_STRATUM: {"en": EMPTY_STRATUM, "zh": "有分层尚无编码单位，请先完成此前抽取的各批编码，或补充抽样"},
    ONE_PERIOD: {"en": ONE_PERIOD, "zh": "仅有一个时期，无从谈变化"},
    PARTLY_MEASURED: {"en": PARTLY_MEASURED, "zh": "其中含有该方法未能测量的主题的文本"},
}
WITHHELD = (UNFIT, UNSTABLE)  # reasons of numbers that are there and say nothing
WHY = Column(
    "why",
    "text",
    "",
    "why the share is missing, or its band alone (`one cluster`, `by definition`), or says nothing: "
    + ", ".join(f"`{name}`" for name in REASONS)
    + "; empty where it is measured",
    optional=True,
)


@dataclass(frozen=True)
class NotMeasured:
    """A number that was not measured, with the reason: one of `REASONS`, or a sentence of its own.

    >>> blind = NotMeasured("no topic")
    >>> str(1 - 2 * blind), float(blind), bool(blind), blind > 0
    ('not measured: the estimator gives the theme to no passage of any period', nan, False, False)
    """

    reason: str

    def in_language(self, language: str = "en") -> str:
        """The words for it: that it is not measured, and why."""
        return f"{NOT_MEASURED[language]}{'：' if language == 'zh' else ': '}{reason_in(self.reason, language)}"

    def __str__(self) -> str:
        return self.in_language()

    def __float__(self) -> float:
        return nan

    def __bool__(self) -> bool:
        return False

    def _same(self, *others: Any) -> "NotMeasured":
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _same
    __truediv__ = __rtruediv__ = __pow__ = __rpow__ = __neg__ = __abs__ = __round__ = _same

    def _never(self, other: Any) -> bool:
        """No order holds with a number that is not known."""
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never


def reason_in(reason: str, language: str) -> str:
    """The words for a reason in a language; a sentence of its own stays as it is."""
    return (_OF_NUMBERS.get(reason) or REASONS.get(reason, {})).get(language, reason)


def unfit_in(reason: str, language: str) -> str:
    """The words for a number that is missing because its estimator is unfit, with the sentence that says why.

    Chinese has one word for it beside tables, in them and in figures.
    """
    return f"不适用：{reason_in(reason, language)}" if language == "zh" else NotMeasured(reason).in_language(language)


def value(number: float, why: str) -> "float | NotMeasured":
    """A number of a table with its `why`: itself where it is measured, else a `NotMeasured`.

    >>> value(0.25, ""), value(0.25, "one cluster"), value(float("nan"), "no document")
    (0.25, 0.25, NotMeasured(reason='no document'))
    """
    return NotMeasured(why) if why in WITHHELD or number != number else float(number)


def with_why(shares: "pd.DataFrame") -> "pd.DataFrame":
    """A table of shares whose `why` also says what its columns `unfit` and `unstable` say of numbers that are there.

    Raises KeyError for a table without the columns of shares. Tables that were kept before there was a `why` get one.
    """
    nothing = shares["share"].isna() & False
    unfit = shares["unfit"].fillna("").ne("") if "unfit" in shares else nothing
    unstable = shares["unstable"].eq(True) if "unstable" in shares else nothing
    empty = (shares["share"].isna() & ~unfit).map({True: NO_DOCUMENT, False: ""})
    why = shares.get("why", empty)
    missing = why.isin((NO_DOCUMENT, NO_TOPIC, NOTHING_ASSIGNED, BY_DEFINITION))
    told = why.mask(~missing & unstable, UNSTABLE).mask(~missing & unfit, UNFIT)
    return shares.assign(why=told.astype("str"))
