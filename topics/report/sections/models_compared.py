"""Models compared: the change of each theme by each of them, how well they agree with codes, and their scores."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.evidence import Evidence
from topics.evaluation.chance import ByChance
from topics.plots.figure_words import estimator_label
from topics.report.layouts.comparison_layouts import gold_tables, models_layout, scores_layout
from topics.results.chance import chance_statement
from topics.results.coded_agreement import GoldAgreement, gold_agreement
from topics.results.comparison import own_scores, side_by_side
from topics.store.derived import derived
from topics.wording import number, points_interval

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job


def forest(evidence: Evidence, order: Sequence[str], language: str) -> list[dict[str, Any]]:
    """Per theme the change of share by every estimator with its interval, placed on one scale for all themes."""
    trends = evidence.trends
    most = _largest(trends[trends["theme"].isin(order)])
    themes = {theme.id: (at, theme.label(language)) for at, theme in enumerate(evidence.job.themes)}
    blocks = []
    for name in order:
        its, mine = evidence.of_theme(name), trends[trends["theme"] == name].set_index("estimator")
        rows = []
        for model in evidence.job.models:
            row = mine.loc[model.name] if model.name in mine.index else None
            change = float("nan") if row is None or model.name not in its.seen else float(row["share_change"])
            low, high = (_bound(row, end) for end in ("lower", "upper"))
            rows.append(
                {
                    "label": estimator_label(model.name, language),
                    "own": model.name == its.own,
                    "known": change == change,
                    "at": _place(change, most),
                    "from": _place(low, most),
                    "width": round(_place(high, most) - _place(low, most), 2) if low == low else 0,
                    "told": points_interval(change, low, high),
                }
            )
        place, label = themes[name]
        blocks.append({"id": name, "place": place, "label": label, "rows": rows})
    return blocks


def _largest(trends: "pd.DataFrame") -> float:
    """The end of the scale: the widest interval, but no more than 2.5 times the largest change."""
    changes = float(trends["share_change"].abs().max()) if len(trends) else 0.0
    bounds = trends[["share_change_lower", "share_change_upper"]].abs().max().max() if len(trends) else 0.0
    most = min(float(bounds), 2.5 * changes) if bounds == bounds else changes
    return max(most, changes, 0.001) if changes == changes else 0.001


def _bound(row: Any, end: str) -> float:
    name = f"share_change_{end}"
    return float(row[name]) if row is not None and name in row.index else float("nan")


def _place(change: float, most: float) -> float:
    """Where a change lies between −most (0) and most (100), in per cent."""
    return round(min(max(50 + 50 * change / most, 0.0), 100.0), 2) if change == change else 50.0


def accuracy(confusions: "pd.DataFrame | None", job: "Job", language: str) -> list[dict[str, Any]]:
    """Macro-F1 of each estimator on the coded passages and F1 by theme, the best first; empty without codes."""
    if confusions is None or confusions.empty:
        return []
    themes, found = [theme.id for theme in job.themes], []
    for name, rows in confusions.groupby("estimator", sort=False):
        each = [_f1(rows, theme) for theme in themes]
        known = [value for value in each if value == value]
        mean = sum(known) / len(known) if known else float("nan")
        dots = [
            {"place": at, "at": round(100 * value, 1), "label": job.themes[at].label(language), "told": number(value, 2)}
            for at, value in enumerate(each)
            if value == value
        ]
        found.append({"label": estimator_label(str(name), language), "f1": mean, "told": number(mean, 2), "dots": dots})
    return sorted(found, key=lambda row: -row["f1"] if row["f1"] == row["f1"] else 1.0)


def _f1(rows: "pd.DataFrame", theme: str) -> float:
    coded, given = rows["code"] == theme, rows["estimate"] == theme
    right, either = rows.loc[coded & given, "passages"].sum(), rows.loc[coded, "passages"].sum()
    either += rows.loc[given, "passages"].sum()
    return float(2 * right / either) if either else float("nan")


def comparison_tables(job: "Job", evidence: Evidence, language: str) -> "tuple[dict[str, pd.DataFrame], list[str]]":
    """Tables by title (models and runs with their scores, settings, agreement with codes), and sentences on chance."""
    tables = side_by_side(job.runs, [job] * len(job.runs), language=language)
    scores = tables["Scores"]
    models = models_layout(scores, {model.name: [run.name for run in model.runs] for model in job.models})
    found = {"Models": models, **_gold(job, evidence), "Scores": scores_layout(scores), "Settings": tables["Settings"]}
    return found, _chance(job, scores, language)


def _chance(job: "Job", scores: "pd.DataFrame", language: str) -> list[str]:
    """What the check against chance says of each model whose topics are of words, from the kept scores."""
    rows, found = scores.set_index("run"), []
    for model in job.topic_models:
        row = rows.loc[model.runs[0].name]
        check = ByChance(float(row["gain"]), float(row["agreement"]), float(row["floor"]))
        if said := chance_statement(check, language):
            mark = "：" if language == "zh" else ": "
            found.append(f"{estimator_label(model.name, language)}{mark}{said}")
    return found


def _gold(job: "Job", evidence: Evidence) -> "dict[str, pd.DataFrame]":
    """Agreement with the study's codes, computed once for a job and kept with it."""
    if not job.has("gold"):
        return {}
    found: list[GoldAgreement] = []

    def made() -> "dict[str, pd.DataFrame]":
        found.append(gold_agreement(job))
        return {"by_period": found[0].by_period, "by_passage": found[0].by_passage}

    kept = derived(job, "agreement", {}, made)
    coded, of = evidence.whole.coded
    known = GoldAgreement(kept["by_period"], kept["by_passage"], coded, of, kept["by_passage"].iloc[:0])
    return gold_tables(known)


def fit_scores(job: "Job") -> Mapping[str, str]:
    """What each model says itself about its first fit."""
    return {model.name: own_scores(job, model.runs[0]) for model in job.models}
