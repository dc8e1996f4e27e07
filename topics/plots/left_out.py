"""The estimators that a figure does not draw, in a sentence for its foot, and why a theme is not measured.

The table read has `estimator, theme, share` and, where they are known, `unstable` and `unfit`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.plots.figure_words import estimator_label, in_figures
from topics.themes import Theme
from topics.unmeasured import NO_TOPIC, unfit_in

if TYPE_CHECKING:
    import pandas as pd

_WORDS = {
    "en": {
        "unstable": "unstable over seeds",
        "unfit": "unfit",
        "blind": "no topic",
        "every": "all themes",
        "lead": "Not drawn: {series}.",
        "one": "{estimator}, {why} ({themes})",
        "missing": "not measured: {why}",
        "missing unfit": "not measured: unfit",
        "unknown": "no number",
        "nothing": "no document",
        "stop": "; ",
        "comma": ", ",
    },
    "zh": {
        "unstable": "因随机种子而不稳定",
        "unfit": "不适用",
        "blind": "无对应话题",
        "every": "全部主题",
        "lead": "未绘制：{series}。",
        "one": "{estimator}，{why}（{themes}）",
        "missing": "未测量：{why}",
        "missing unfit": "不适用",
        "unknown": "没有数值",
        "nothing": "没有文档",
        "stop": "；",
        "comma": "、",
    },
}


def left_out(rows: "pd.DataFrame", themes: Sequence[Theme], language: str = "en") -> str:
    """The estimators that are not drawn for some themes, with the reason; "" where all are drawn."""
    say, label = in_figures(_WORDS, language), {theme.id: theme.label(language) for theme in themes}
    parts = []
    for name, its in rows[rows["theme"].isin(label)].groupby("estimator", sort=False):
        why = {theme: _why(of) for theme, of in its.groupby("theme", sort=False)}
        for reason in ("unstable", "unfit", "blind"):
            named = [theme for theme in label if why.get(theme) == reason]
            told = say["every"] if len(named) == len(label) > 1 else say["comma"].join(map(label.__getitem__, named))
            if named:
                estimator = estimator_label(str(name), language)
                parts.append(say["one"].format(estimator=estimator, why=say[reason], themes=told))
    return say["lead"].format(series=say["stop"].join(parts)) if parts else ""


def not_measured(rows: "pd.DataFrame", language: str = "en", reason: str = "") -> str:
    """Why the own estimator's rows of one theme hold no measurement; "" where they do.

    `reason` is the sentence that says why the estimator is unfit, in the language, where it is known.
    """
    say, why = in_figures(_WORDS, language), _why(rows)
    if not why:
        return ""
    if why == "unfit":
        return unfit_in(reason, language) if reason else say["missing unfit"]
    return say["missing"].format(why=say[why])


def _why(rows: "pd.DataFrame") -> str:
    """The reason why rows of one estimator and theme are not drawn, as a key of the phrases; "" where they are."""
    if "unfit" in rows and rows["unfit"].fillna("").ne("").any():
        return "unfit"
    if not rows["share"].notna().any():
        if "why" in rows and rows["why"].eq(NO_TOPIC).any():
            return "blind"
        return "nothing" if "n_documents" in rows and not rows["n_documents"].gt(0).any() else "unknown"
    if "unstable" in rows and rows["unstable"].eq(True).any():
        return "unstable"
    return "" if rows["share"].max() > 0 else "blind"
