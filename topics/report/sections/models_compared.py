"""Models compared: the change of each theme by each of them, how well they agree with codes, and their scores."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from topics.claims.evidence import Evidence
from topics.evaluation.chance import ByChance
from topics.plots.figure_words import estimator_label
from topics.report.layouts.comparison_layouts import counting, models_layout, scores_layout
from topics.results.chance import chance_statement
from topics.results.coded_agreement import gold_agreement
from topics.results.comparison import side_by_side
from topics.shares.trend.trends import by_model
from topics.store.derived import derived
from topics.wording import number, points_interval

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job


def forest(evidence: Evidence, language: str) -> list[dict[str, Any]]:
    """Per theme the change of share by every estimator with its interval, placed on one scale for all themes."""
    trends, models = by_model(evidence.trends), evidence.job.models
    most = _largest(trends[trends["theme"].isin([theme.id for theme in evidence.job.themes])])
    blocks = []
    for place, theme in enumerate(evidence.job.themes):
        its = evidence.of_theme(theme.id)
        mine = {str(row["estimator"]): row for row in trends[trends["theme"] == theme.id].to_dict("records")}
        rows = []
        for model in models:
            row = mine.get(model.name) if model.name in its.seen else None
            change, low, high = (_number(row, f"share_change{end}") for end in ("", "_lower", "_upper"))
            rows.append(
                {
                    "label": estimator_label(model.name, language),
                    "own": model.name == its.own,
                    "known": change == change,
                    "at": _place(change, most),
                    "from": _place(low, most),
                    "width": round(_place(high, most) - _place(low, most), 2) if low == low else 0,
                    "cut": [side for side, end in (("left", -low), ("right", high)) if end > most],
                    "told": points_interval(change, low, high),
                }
            )
        blocks.append(
            {
                "id": theme.id,
                "place": place,
                "label": theme.label(language),
                "rows": rows,
                "ticks": ticks(most),
                "cut": any(r["cut"] for r in rows),
            }
        )
    return blocks


def ticks(most: float) -> list[dict[str, Any]]:
    """Three marks of a scale from −most to most: nought, and the largest 1, 2 or 5 of a power of ten on both sides.

    >>> [(tick["told"], tick["at"]) for tick in ticks(0.25)]
    [('−20', 10.0), ('0', 50.0), ('+20', 90.0)]
    """
    steps = [leading * 10.0**power for power in range(-2, 3) for leading in (1, 2, 5)]
    step = max(step for step in steps if step <= 100 * most)
    places = ((-step, f"−{step:g}"), (0.0, "0"), (step, f"+{step:g}"))
    return [{"at": _place(at / 100, most), "told": told} for at, told in places]


def _largest(trends: "pd.DataFrame") -> float:
    """The end of the scale: the widest interval, but no more than 2.5 times the largest change."""
    changes = float(trends["share_change"].abs().max()) if len(trends) else 0.0
    ends = [float(trends[f"share_change_{end}"].abs().max()) for end in ("lower", "upper")] if len(trends) else []
    known = [end for end in ends if end == end]
    most = min(max(known), 2.5 * changes) if known else changes
    return max(most, changes, 0.001) if changes == changes else 0.001


def _number(row: Mapping[Any, Any] | None, name: str) -> float:
    return float("nan") if row is None else float(row[name])


def _place(change: float, most: float) -> float:
    """Where a change lies between −most (0) and most (100), in per cent."""
    return round(min(max(50 + 50 * change / most, 0.0), 100.0), 2) if change == change else 50.0


def accuracy(confusions: "pd.DataFrame | None", job: "Job", language: str) -> list[dict[str, Any]]:
    """Macro-F1 of each estimator on the coded passages and F1 by theme, the best first; empty without codes."""
    if confusions is None or confusions.empty:
        return []
    themes, labels = [theme.id for theme in job.themes], [theme.label(language) for theme in job.themes]
    found = []
    for name, rows in confusions.groupby("estimator", sort=False):
        each = [_f1(rows, theme) for theme in themes]
        known = [value for value in each if value == value]
        mean = sum(known) / len(known) if known else float("nan")
        dots = [
            {
                "place": at,
                "at": round(100 * value, 1),
                "label": labels[at],
                "told": number(value, 2),
            }
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


def comparison_tables(
    job: "Job", evidence: Evidence, say: Mapping[str, str], language: str
) -> "tuple[dict[str, pd.DataFrame], list[str]]":
    """Tables by title (models and runs with their scores, settings, agreement with codes), and sentences on chance."""
    tables = side_by_side(job.runs, [job] * len(job.runs), language=language)
    scores = tables["Scores"]
    found = {
        "models": models_layout(scores, {model.name: model.runs for model in job.models}, language),
        **_gold(job),
        "scores": scores_layout(scores, counting(tables["Settings"])),
        "settings": tables["Settings"],
    }
    return {say[f"table_{name}"]: table for name, table in found.items()}, _chance(job, scores, language)


def _chance(job: "Job", scores: "pd.DataFrame", language: str) -> list[str]:
    """What the check against chance says of each model whose topics are of words, from the kept scores."""
    rows, found = scores.set_index("run").to_dict("index"), []
    for model in job.topic_models:
        row = rows[model.runs[0].name]
        check = ByChance(float(row["gain"]), float(row["agreement"]), float(row["floor"]))
        if said := chance_statement(check, language, estimator_label(model.name, language)):
            found.append(said)
    return found


def _gold(job: "Job") -> "dict[str, pd.DataFrame]":
    """Agreement with the study's codes, computed once for a job and kept with it; empty without codes."""

    def made() -> "dict[str, pd.DataFrame]":
        found = gold_agreement(job)
        return {"by_period": found.by_period, "by_passage": found.by_passage}

    return derived(job, "agreement", {}, made) if job.has("gold") else {}
