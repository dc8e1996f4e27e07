"""Claims from codes: nothing is said from codes that people do not share.

Krippendorff (2004) lets conclusions rest on α of at least .667 and no less. Where α reaches it and its interval does
not, as of few units, whether coders agree is not known. Units on which coders differ stand for the first coder alone
until they are adjudicated. A coder who drifts makes a change of their own.
"""

from typing import TYPE_CHECKING, Any

from topics.claims.items import many
from topics.claims.text import Text, say
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN
from topics.evaluation.people.krippendorff import RELY, TENTATIVE
from topics.store.corrected import KeptGold
from topics.wording import number_interval, p_value, percent

if TYPE_CHECKING:
    import pandas as pd

_ALPHA = 0.05
_CORRECTED, _CODES_ALONE = Text("the corrected shares", "校正后的占比"), Text("the codes alone", "人工编码")


def stated_by(gold: KeptGold) -> Text:
    """The series that states a theme, of the tables of one theme."""
    return _CODES_ALONE if gold.by_codes_alone else _CORRECTED


def alpha_verdict(alpha: float | None, lower: float | None) -> str:
    """The verdict that Krippendorff's α alone allows, given the lower end of its interval; None for what is unknown.

    >>> alpha_verdict(0.6, 0.5), alpha_verdict(0.9, 0.49), alpha_verdict(0.9, 0.7)
    ('not allowed', 'not known', 'allowed')
    """
    if not (alpha or 0) >= TENTATIVE:
        return NOT_ALLOWED
    return ALLOWED if (lower or 0) >= TENTATIVE else NOT_KNOWN


def codes_verdict(coders: "pd.DataFrame | None", *, change: bool) -> tuple[str, Text]:
    """The verdict on a theme's codes, and its ground: for a level, or for a `change`, which needs the test of drift.

    `coders` is the theme's row of `topics.coding.gold.coders.CODERS`; None if nothing was kept.
    """
    if coders is None or not len(coders):
        return NOT_KNOWN, say(
            "how far coders agree was not kept; call `topics gold estimate` again",
            "没有保存编码员间信度，请重新运行 `topics gold estimate`",
        )
    row = coders.iloc[0]
    lower, upper = (float(row.get(end, float("nan"))) for end in ("alpha_lower", "alpha_upper"))
    about = {"alpha": number_interval(row["alpha"], lower, upper), "limit": TENTATIVE}
    about |= {name: f"{row[f'n_{name}']:,.0f}" for name in ("twice", "open")}
    agreed = _agreed(row, about)
    if not row["n_twice"]:
        return NOT_KNOWN, say(
            "one person has coded: whether others would code alike is not known",
            "仅有一名编码员，编码员间信度无从评估",
        )
    known = row["alpha"] == row["alpha"]
    by_alpha = alpha_verdict(row["alpha"], lower)
    if known and by_alpha == NOT_ALLOWED:
        return NOT_ALLOWED, say(
            "coders agree too little on the theme: {agreed}, less than {limit}",
            "该主题的编码员间信度过低：{agreed}，低于 {limit}",
            agreed=agreed,
            **about,
        )
    if row["n_open"] > 0:
        return NOT_ALLOWED, say(
            "coders differ about {open} of the {twice} units that several have coded, which {wait} for a decision "
            "({agreed})",
            "由多人编码的 {twice} 个编码单位中有 {open} 个编码不一致，尚待裁定（{agreed}）",
            agreed=agreed,
            wait="waits" if row["n_open"] == 1 else "wait",
            **about,
        )
    if row["p_drift"] < _ALPHA:
        p = p_value(row["p_drift"], equals=True)
        return NOT_ALLOWED, say(
            "coders differ otherwise in some periods than in others: p {p} after Holm",
            "编码员之间的分歧因时期而异：p {p}（经 Holm 校正）",
            p=p,
        )
    if not known:
        return NOT_KNOWN, say(
            "coders gave one and the same code throughout: α has nothing to agree on",
            "编码员自始至终只使用一个编码，α 无从计算",
        )
    if change and row["p_drift"] != row["p_drift"]:
        return NOT_KNOWN, say(
            "{agreed}; fewer than ten of these: whether coders drift from period to period is not known",
            "{agreed}；双人编码的单位不足十个，编码标准是否随时间漂移尚不可知",
            agreed=agreed,
        )
    return _by_interval(row, agreed, by_alpha, change)


def _by_interval(row: "pd.Series", agreed: Text, by_alpha: str, change: bool) -> tuple[str, Text]:
    """The verdict where α and all else allow one: what the interval of α allows."""
    if "alpha_lower" not in row:
        return NOT_KNOWN, say(
            "{agreed}, whose interval was not computed; `topics gold estimate` computes it",
            "{agreed}，其区间尚未计算，请重新运行 `topics gold estimate`",
            agreed=agreed,
        )
    if by_alpha == NOT_KNOWN:
        return NOT_KNOWN, say(
            "whether coders agree enough is not known: {agreed}, whose interval is not above {limit} throughout",
            "编码员间信度是否足够尚不可知：{agreed}，其区间并非全部高于 {limit}",
            agreed=agreed,
            limit=TENTATIVE,
        )
    if not row["alpha_lower"] >= RELY:
        agreed = say("{agreed}, enough for tentative conclusions only", "{agreed}，仅可作初步结论", agreed=agreed)
    if change:
        return ALLOWED, agreed
    return ALLOWED, say(
        "{agreed}; what coders miss or add alike is not known",
        "{agreed}；各编码员共同的漏判与误判无从得知",
        agreed=agreed,
    )


def _agreed(row: "pd.Series", about: dict[str, Any]) -> Text:
    """How far coders agree on a theme, and who finds it more often in the same units where that is clear."""
    agreed = say(
        "Krippendorff's α {alpha} over {units}",
        "编码员间信度 Krippendorff α = {alpha}（{units}）",
        alpha=about["alpha"],
        units=many(int(row["n_twice"]), "unit", "个编码单位"),
    )
    if row.get("p_found", 1.0) < _ALPHA:
        agreed = say(
            "{agreed}; of the same units one coder gives the theme to {least}, another to {most} (p {p} after Holm)",
            "{agreed}；同一批单位中，一名编码员将 {least} 归入该主题，另一名为 {most}（p {p}，经 Holm 校正）",
            agreed=agreed,
            least=percent(row["found_least"], 0),
            most=percent(row["found_most"], 0),
            p=p_value(row["p_found"], equals=True),
        )
    return agreed
