"""Evidence about one theme in which everything speaks for a rise, for tests that change one part of it."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from topics.claims.evidence import ThemeEvidence
from topics.claims.specification import Curve
from topics.claims.voices import TERMS, WORDS
from topics.shares.estimand import Estimand
from topics.store.corrected import KeptGold

NAMES = ("lexicon", "lda")
PERIODS = ("2020", "2021", "2022", "2023")
RISE = (0.10, 0.14, 0.18, 0.30)


def shares(of: tuple[float, ...] = RISE, n: int = 200) -> pd.DataFrame:
    rows = [(name, "text", "wind", period, share) for name in NAMES for period, share in zip(PERIODS, of, strict=True)]
    table = pd.DataFrame(rows, columns=["estimator", "weighting", "theme", "period", "share"])
    return table.assign(lower=table["share"] - 0.02, upper=table["share"] + 0.02, n_clusters=n, n_documents=n)


def trends(change: float = 0.2, p: float = 0.001, **columns: Any) -> pd.DataFrame:
    row = {
        "theme": "wind",
        "first": "2020",
        "last": "2023",
        "n_periods": 4,
        "fewest_documents": 200,
        "fitted_change": change,
        "fitted_change_lower": change - 0.05,
        "fitted_change_upper": change + 0.05,
        "p_change": p,
        "p_change_holm": p,
        "detectable_change": 0.06,
        "share_first": 0.3,
        "share_last": 0.3 + change,
        **{f"{name}_for_{size}": 20.0 for name in ("periods", "documents") for size in (2, 5)},
        "margin": np.nan,
        "p_within": np.nan,
        "p_within_holm": np.nan,
        "statement": "said",
        "refused": "",
        "refused_for": "",
    }
    return pd.DataFrame([{"estimator": name, **row, **columns} for name in NAMES])


def held(change: float = 0.18, p: float = 0.002, attribute: str = "source") -> pd.DataFrame:
    rows = [(name, "wind", attribute, change, p) for name in NAMES]
    return pd.DataFrame(rows, columns=["estimator", "theme", "attribute", "fitted_change", "p_change"])


def split(mix: float = 0.01, within: float = 0.19, attribute: str = "source") -> pd.DataFrame:
    rows = [(name, "wind", mix, within, mix + within, attribute) for name in NAMES]
    columns = ["estimator", "theme", "share_change_mix", "share_change_within", "share_change", "attribute"]
    return pd.DataFrame(rows, columns=columns)


def rates(recall: tuple[float, ...] = (0.8, 0.8, 0.8, 0.8), half: float = 0.05, n: int = 200) -> pd.DataFrame:
    rows = [
        {
            "estimator": name,
            "period": period,
            **dict(zip(("precision", "precision_lower", "precision_upper"), (0.8, 0.75, 0.85), strict=True)),
            **dict(zip(("recall", "recall_lower", "recall_upper"), (value, value - half, value + half), strict=True)),
            "n_coded": n,
            "n_estimated": n,
        }
        for name in NAMES
        for period, value in zip(PERIODS, recall, strict=True)
    ]
    return pd.DataFrame(rows)


def coders(alpha: float = 0.9, twice: int = 40, left: int = 0, drift: float = 0.5, found: float = 0.5) -> pd.DataFrame:
    columns = ["theme", "alpha", "n_coded", "n_twice", "n_open", "p_drift", "found_least", "found_most", "p_found"]
    columns += ["alpha_lower", "alpha_upper"]
    row = ("wind", alpha, 200, twice, left, drift, 0.12, 0.2, found, alpha - 0.1, alpha + 0.05)
    return pd.DataFrame([row], columns=columns)


def gold(
    people: pd.DataFrame | None = None,
    p: float = 0.001,
    of: tuple[float, ...] = RISE,
    population: str = "process",
) -> KeptGold:
    rows = [
        ("corrected", "wind", period, share, share - 0.02, share + 0.02, 50)
        for period, share in zip(PERIODS, of, strict=True)
    ]
    columns = ["method", "theme", "period", "share", "lower", "upper", "n_coded"]
    about = Estimand(membership="primary").columns
    rise = of[-1] - of[0]
    fitted = {"fitted_change": rise, "fitted_change_lower": rise - 0.05, "fitted_change_upper": rise + 0.05}
    fitted |= {"p_change": p, "p_change_holm": p, "detectable_change": 0.06}
    fitted |= {"share_first": of[0], "share_last": of[-1]}
    fitted |= {f"{name}_for_{size}": 20.0 for name in ("periods", "documents") for size in (2, 5)}
    row = ("corrected", "wind", "2020", "2023", rise, rise - 0.04, rise + 0.04, p, population, "")
    changes = ["method", "theme", "first", "last", "change", "lower", "upper", "p_holm", "population", "problem"]
    errors = [
        ("lexicon", "wind", measure, period, 0.8, 0.75, 0.85, 100, 0.5)
        for measure in ("precision", "recall")
        for period in PERIODS
    ]
    names = ["estimator", "theme", "measure", "period", "value", "lower", "upper", "n", "p_constant"]
    return KeptGold(
        "job",
        "codes",
        pd.DataFrame(rows, columns=columns).assign(**about, n_units=500, se_coders=0.0),
        pd.DataFrame([row], columns=changes).assign(**fitted),
        pd.DataFrame(errors, columns=names),
        coders=coders() if people is None else people,
    )


def curve(agree: float = 1.0, median: float = 0.15) -> Curve:
    columns = ["theme", "n_specifications", "share_agree_own", "share_change_median"]
    return Curve(pd.DataFrame([("wind", 208, agree, median)], columns=columns))


def funnel(taken: tuple[int, ...] = (0, 0, 0, 0), lost: int = 0) -> pd.DataFrame:
    rows = [
        ("documents", "found", "", 800 + lost, *[None] * 4),
        ("documents", "found", "a file that cannot be read", -lost, *[None] * 4),
        ("terms", "visible", "lines of the page", -sum(taken), *[-n for n in taken]),
        ("terms", "counted", "", 400, *[100] * 4),
    ]
    return pd.DataFrame(rows, columns=["level", "stage", "reason", "total", *PERIODS])


def events(step: float = 0.1, p: float = 0.001, **columns: Any) -> pd.DataFrame:
    """The law of 2021-07, which was to raise the share of wind and not to touch that of rail, by both estimators."""
    about = {
        "event": "law",
        "date": "2021-07-01",
        "window": 12,
        "step": step,
        "p_step": p,
        "p_step_holm": p,
        "detectable_step": 0.04,
        "placebos": 20,
        "placebos_as_large": 0,
        "refused": "",
    }
    wind, rail = (
        {"theme": "wind", "touched": True, "expected": "rise"},
        {"theme": "rail", "touched": False, "expected": ""},
    )
    rows = [{"estimator": name, **theme, **about, **columns} for name in NAMES for theme in (wind, rail)]
    return pd.DataFrame(rows).assign(p_step=[p, 0.6] * len(NAMES))


def rising(**parts: Any) -> ThemeEvidence:
    """Evidence of a rise of 20 points that two kinds of evidence show and nothing speaks against."""
    whole = ThemeEvidence(
        theme="wind",
        periods=PERIODS,
        shares=shares(),
        trends=trends(),
        own="lexicon",
        beside=trends(0.19),
        copies=trends(0.21),
        held=held(),
        split=split(),
        rates=rates(),
        voices=dict(zip(NAMES, (TERMS, WORDS), strict=True)),
        curve=curve(),
        funnel=funnel(),
        severe=pd.DataFrame({"kind": [], "sentence": []}),
        outside=pd.DataFrame({"doc_id": [], "date": [], "reason": pd.Series([], dtype="str")}),
        n_themes=1,
    )
    return replace(whole, **parts)
