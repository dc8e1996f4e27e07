"""Sentences on the interval and the p of a change: what they cover beyond the bands of shares, and when p are equal."""

from typing import TYPE_CHECKING

from topics.claims.text import Text, listed

if TYPE_CHECKING:
    import pandas as pd

_FITTED = Text(
    "The fitted change is that of the model of change over all periods; the difference of the first and the last share "
    "is another number. Its interval is the model's, and may reach past the room that a share has.",
    "拟合变化由变化模型据全部时期估计，与首末两期占比之差不是同一个数；其区间亦出自模型，可能超出占比本身的变动余地。",
)
_DETECTABLE = Text(
    "Detectable is the smallest change in equal steps that is found with a probability of 80%. It follows from a model "
    "of a line, which leaves more between periods where a share moves at once: two intervals of one width need not "
    "have the same.",
    "可检出变化指功效为 80% 时可检出的最小匀速变化，由直线模型得出；若占比为突变，直线之外的波动较大，"
    "因此区间宽度相同的主题，可检出变化不一定相同。",
)
_COVERS = Text(
    "The interval of a change also covers how much whole periods differ by themselves, and rests on all periods: it "
    "can be wider or narrower than the bands of its two ends suggest.",
    "变化量的区间还计入各期自身的波动，并依据全部时期估计，因此可能比首末两期的占比区间所示的更宽，也可能更窄。",
)
_OF_ONE = Text(
    "It is of one theme by itself, and holds 0 where its p is above .05; what may be said rests on p after Holm over "
    "all themes.",
    "区间只针对单个主题，p 大于 0.05 时含 0；能否得出结论，以全部主题经 Holm 校正后的 p 为准。",
)
_CUT = Text(
    "An interval that ends at ±100 points is cut there, since no share can change by more.",
    "止于 ±100 个百分点的区间在该处截断：占比的变化不可能更大。",
)
_EQUAL = Text(
    "After Holm two themes may have the same p, since none is below that of a theme with a smaller one.",
    "经 Holm 校正后，两个主题的 p 值可能相同：原 p 值较大者，其校正值不会小于原 p 值较小者的校正值。",
)


def _shown(trends: "pd.DataFrame") -> "pd.DataFrame":
    """The rows whose change is shown: not those without a document in the first or the last period."""
    return trends[trends["share_change"].notna()]


def fitted_note(trends: "pd.DataFrame") -> Text:
    """What a fitted change is beside the difference of two shares, and a detectable one; empty where none is shown."""
    known = _shown(trends)
    known = known[known["fitted_change"].notna()]
    if not len(known):
        return Text("", "")
    return listed([_FITTED, *([_DETECTABLE] if known["detectable_change"].notna().any() else [])], " ", "")


def interval_note(trends: "pd.DataFrame") -> Text:
    """What the intervals of changes cover, in plain sentences; an empty text where none is shown."""
    known = _shown(trends)
    known = known[known["fitted_change_lower"].notna()]
    if not len(known):
        return Text("", "")
    equal = "p_change_holm" in known and bool(
        known[known["p_change_holm"] < 1].duplicated(["estimator", "p_change_holm"]).any()
    )
    cut = (known["fitted_change_lower"] <= -1).any() or (known["fitted_change_upper"] >= 1).any()
    return listed([_COVERS, *([_CUT] if cut else []), _OF_ONE, *([_EQUAL] if equal else [])], " ", "")
