"""Items of the checklist on how shares were counted and tested, told from the tables that came of it."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from topics.claims.evidence import ThemeEvidence
from topics.claims.preparation import Item, not_done
from topics.claims.text import Text
from topics.shares.intervals import LEVEL
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.job import Job
from topics.wording import count, listed, pairs, percent

if TYPE_CHECKING:
    import pandas as pd

_REFUSED = {
    "blind": "the estimator gives the theme to no passage",
    "one-period": "there is one period",
    "empty-end": "the first or the last period has no document",
    "few-documents": f"fewer than {FEW_DOCUMENTS} documents in a period",
    "two-periods": "two periods have documents",
    "few-clusters": "few clusters of documents carry the theme",
    "not-told": "change and no change cannot be told apart",
}


def periods(job: Job) -> Iterator[Item]:
    """The periods, the documents in each, and the documents in none."""
    names = job.periods.names
    of_period = job.table("shares").drop_duplicates("period").set_index("period")["n_documents"]
    empty = [str(period) for period, n in of_period.items() if not n]
    told = f"{count(len(names), job.periods.by)}, {names[0]} to {names[-1]}"
    yield (
        "periods",
        f"{told}; without a document: {listed(empty, 5, last=', ')}" if empty else f"{told}, all with documents",
    )
    yield "documents by period", pairs({str(period): int(n) for period, n in of_period.items()})
    outside = Counter(job.table("outside")["reason"])
    yield "documents in no period", listed([f"{n} {why}" for why, n in outside.most_common()], last=", ") or "none"


def estimand(job: Job) -> Iterator[Item]:
    """What a share is a share of, by the table of shares, and what its intervals rest on."""
    shares = job.table("shares")
    row = shares.iloc[0]
    beside = {"membership": _membership(job), "duplicates": _duplicates(job)}
    for name in ("unit", "membership", "population", "date_type", "duplicates", "standardised"):
        yield name.replace("_", " "), f"{row[name]}{beside.get(name, '')}"
    denominators = shares[["weighting", "denominator"]].drop_duplicates().to_numpy()
    yield "weightings", "; ".join(f"{weighting}: per {total}" for weighting, total in denominators)
    yield "intervals", _intervals(job, shares)


def _membership(job: Job) -> str:
    """Whether a passage's main theme is the only one it has, so that one membership counts like the other."""
    counted = job.counted
    whole = all(
        bool(((scores.composition[counted] < 1e-9) | (scores.composition[counted] > 1 - 1e-9)).all())
        for model in job.models
        for scores in job.scores(model.name)
    )
    return "; no passage is divided, so that weight and primary give the same shares" if whole else ""


def _duplicates(job: Job) -> str:
    return (
        "; no text is published twice, so that once and keep give the same shares"
        if (job.corpus.passages["counted"].all())
        else ""
    )


def _intervals(job: Job, shares: "pd.DataFrame") -> str:
    """What was resampled, how often, and in how many periods there was something to resample."""
    design, of_period = job.design, shares.drop_duplicates("period")
    kind = str(shares["clusters"].iloc[0])
    known = of_period[of_period["n_clusters"] > 1]
    if not len(known):
        return not_done(f"no period has two clusters ({kind}) that could be resampled")
    same = kind != "document" and (of_period["n_clusters"] == of_period["n_documents"]).all()
    without = len(of_period) - len(known)
    several = sorted({int(n) for n in shares["n_seeds"]})
    told = [
        f"{percent(LEVEL, 0)}, {design.draws:,} resamples of clusters ({kind}), seed {design.seed}",
        *(["every cluster is one document, as if documents were resampled"] if same else []),
        *([f"none in {count(without, 'period')} without two clusters"] if without else []),
        "no model has seeds to pool" if several == [1] else "seeds pooled",
    ]
    return "; ".join(told)


def tests(job: Job, evidence: ThemeEvidence) -> Iterator[Item]:
    """The tests of change that were made, by the tables that hold them, and what was refused."""
    names, trends = job.periods.names, evidence.trends
    made = int(trends["p_change"].notna().sum())
    family = f"{count(len(job.themes), 'theme')}, by estimator and test; raw and Holm-adjusted p beside each other"
    yield "family", family if made else not_done("no test of change was made")
    contrast = f"{names[-1]} minus {names[0]}, the same in every study: last minus first period"
    yield "contrast", contrast if len(names) > 1 else not_done("there is one period")
    yield "tests", _tests_made(made, evidence) if made else not_done(f"none was made; {_refusals(trends)}")
    yield "refusals", _refusals(trends)
    yield "events", _events(evidence.events, evidence.deviations)
    yield "pre-registration", not_done("no pre-analysis file is part of a study; say in the paper whether there is one")


def _tests_made(made: int, evidence: ThemeEvidence) -> str:
    def known(table: "pd.DataFrame | None") -> int:
        return 0 if table is None else int(table["p_change"].notna().sum())

    told = [f"change beside variation of whole periods, steady or at once, which decides claims: {made} made"]
    told.append(f"by the other weighting: {known(evidence.beside)}")
    if evidence.copies is None:
        told.append("with copies counted the other way: none, since no text is published twice")
    else:
        told.append(f"with copies counted the other way: {known(evidence.copies)}")
    held = evidence.held
    attributes = list(dict.fromkeys(held["attribute"])) if held is not None else []
    if attributes:
        told.append(f"with the mix of {listed(attributes)} held fixed: {known(held)}")
    else:
        told.append("with the mix of an attribute held fixed: none, since no attribute has two values")
    return "; ".join(told)


def _refusals(trends: "pd.DataFrame") -> str:
    """The reasons why nothing was said of a theme by an estimator, with how many there are."""
    reasons = Counter(name for told in trends["refused_for"] for name in str(told).split())
    if not reasons:
        return f"none of {count(len(trends), 'series', 'series')}"
    told = [f"{_REFUSED.get(name, name)}: {n}" for name, n in reasons.most_common()]
    return f"of {count(len(trends), 'series', 'series')}, {'; '.join(told)}"


def _events(events: "pd.DataFrame | None", deviations: "Mapping[str, Text | str]") -> str:
    if events is None or not len(events):
        return not_done("study.toml named none when the job ran ([[events]])")
    told = [
        f"{event} ({count(int(rows['p_step'].notna().sum()), 'test')}"
        + (f"; {deviations[event]})" if event in deviations else "; as planned)")
        for event in dict.fromkeys(events["event"])
        for rows in [events[events["event"] == event]]
    ]
    return "; ".join(
        [*told, *(f"{name}: {how}" for name, how in deviations.items() if name not in set(events["event"]))]
    )
