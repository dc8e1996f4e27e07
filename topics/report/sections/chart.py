"""The data of the live chart: shares by estimator, weighting, theme and period, and what codes state."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from topics.plots.figure_words import estimator_label
from topics.plots.roles import THEME_COLOURS, legible, muted
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.unmeasured import NO_DOCUMENT, NotMeasured, with_why
from topics.wording import period

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.corrected import KeptGold
    from topics.store.job import Job

_DIGITS = 5
_DRAWN = ("share", "lower", "upper")


def chart_data(
    job: "Job",
    shares: "pd.DataFrame",
    mute: Collection[str],
    say: Mapping[str, str],
    language: str,
    gold: "KeptGold | None" = None,
    by_codes: Collection[str] = (),
) -> dict[str, Any]:
    """What the script needs to draw; `mute` are the ids of the themes drawn paler.

    `gold` holds what a coded sample states, `by_codes` the ids of the themes whose answer states that.
    """
    n = shares.drop_duplicates("period").set_index("period")["n_documents"].reindex(job.periods.names)
    return {
        "periods": job.periods.names,
        "named": [period(name, language) for name in job.periods.names],
        "n": n.fillna(0).astype(int).tolist(),
        "few": FEW_DOCUMENTS,
        "own": job.own.name,
        "study": job.study,
        "membership": job.estimand.membership,
        "themes": [
            {"id": theme.id, "place": place, "label": theme.label(language), "muted": theme.id in mute}
            for place, theme in enumerate(job.themes)
        ],
        "estimators": [{"id": model.name, "label": estimator_label(model.name, language)} for model in job.models],
        "shares": _nested(job, shares, language),
        "known": _known(job) if gold is None else _stated(job, gold, by_codes, say),
        "words": {name.removeprefix("js_"): text for name, text in say.items() if name.startswith("js_")},
    }


def _nested(job: "Job", shares: "pd.DataFrame", language: str) -> dict[str, Any]:
    """Shares with their bounds by estimator, weighting and theme, and why what is missing is not measured.

    A period that the table lacks has no document.
    """
    places = {name: at for at, name in enumerate(job.periods.names)}
    empty = NotMeasured(NO_DOCUMENT).in_language(language)
    nested: dict[str, Any] = {}
    wanted = {theme.id for theme in job.themes}
    for row in with_why(shares[shares["theme"].isin(wanted)]).to_dict("records"):
        by_theme = nested.setdefault(row["estimator"], {}).setdefault(row["weighting"], {})
        line = by_theme.setdefault(row["theme"], _no_line(len(places), empty))
        at = places[row["period"]]
        for name in _DRAWN:
            line[name][at] = _rounded(row[name])
        missing = row["share"] != row["share"]
        line["why"][at] = NotMeasured(row["why"] or NO_DOCUMENT).in_language(language) if missing else ""
        line["grey"] = line["grey"] or bool(row.get("unstable")) or bool(row.get("unfit"))
    return nested


def _no_line(periods: int, why: str) -> dict[str, Any]:
    return {**{name: [None] * periods for name in _DRAWN}, "why": [why] * periods, "grey": False}


def _rounded(value: float) -> float | None:
    return None if value != value else round(float(value), _DIGITS)


def _known(job: "Job") -> dict[str, dict[str, Any]]:
    """Shares as people coded them, by weighting and theme; empty without codes."""
    table = job.coded_shares()
    if table is None:
        return {}
    found: dict[str, dict[str, Any]] = {}
    for key, rows in table.groupby(["weighting", "theme"], sort=False):
        weighting, theme = map(str, key)
        by_period = rows.drop_duplicates("period").set_index("period")["share"].reindex(job.periods.names)
        found.setdefault(weighting, {})[theme] = {"share": [_rounded(share) for share in by_period]}
    return found


def _stated(
    job: "Job", gold: "KeptGold", by_codes: Collection[str], say: Mapping[str, str]
) -> dict[str, dict[str, Any]]:
    """The text shares that a coded sample states, by theme, with their bounds, what they are called, and whether the
    answer states them."""
    found: dict[str, Any] = {}
    for theme in job.themes:
        if not len((its := gold.of_theme(theme.id)).shares):
            continue
        rows = its.shares.drop_duplicates("period").set_index("period").reindex(job.periods.names)
        found[theme.id] = {
            **{name: [_rounded(number) for number in rows[name]] for name in _DRAWN},
            "by": say["ground_codes" if its.by_codes_alone else "ground_corrected"],
            "told": theme.id in by_codes,
        }
    return {"text": found}


def theme_colours(n: int) -> list[tuple[str, str, str]]:
    """For each of `n` themes its colour on light and on dark paper, both legible as text, and that of a line of which
    nothing is claimed, on either."""
    colours = [THEME_COLOURS[place % len(THEME_COLOURS)] for place in range(n)]
    return [(legible(colour), _lighter(colour), muted(colour)) for colour in colours]


def _lighter(colour: str) -> str:
    """A colour mixed half and half with white, as it is seen on dark paper."""
    parts = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{(part + 255) // 2:02x}" for part in parts)
