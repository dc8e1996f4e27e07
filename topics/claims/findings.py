"""Findings: the change of each theme as the title of a figure may state it, with the verdict of the claims engine."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.change_claims import ALPHA
from topics.claims.evidence import Evidence, ThemeEvidence
from topics.claims.peak_claims import against_ends, ends_told
from topics.claims.verdicts import ALLOWED, CHANGE, LEVEL, Claim
from topics.schema import THEME, Column, declare
from topics.shares.coded.corrected_change import CODES_ALONE, change_told, difference_told
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.shares.trend.trends import by_model
from topics.wording import printed_difference

if TYPE_CHECKING:
    import pandas as pd

FINDINGS = declare(
    "findings",
    "one theme",
    (
        THEME,
        Column("estimator", "text", "", "the study's own estimator"),
        Column("first", "text", "", "name of the first period"),
        Column("last", "text", "", "name of the last period"),
        Column(
            "change",
            "number",
            "share, −1 to 1",
            "change over the periods, by the model or the codes; missing if unknown",
        ),
        Column("difference", "number", "share, −1 to 1", "share of the last period less that of the first, as printed"),
        Column("corrected", "flag", "", "whether the change is that of shares corrected by a coded sample"),
        Column("agree", "integer", "estimators", "how many that measure the theme have a change of the same sign"),
        Column("of", "integer", "estimators", "how many measure the theme"),
        Column("tested", "integer", "estimators", "how many of them have a test of their change"),
        Column("tell", "integer", "estimators", "how many tell their change from none, after Holm over themes"),
        Column(
            "change_verdict", "text", "", "`allowed`, `not allowed` or `not known`: whether a change may be claimed"
        ),
        Column("level_verdict", "text", "", "the same for levels"),
        Column("ends_told", "flag", "", "whether a claim that is allowed tells the first period from the last"),
        Column(
            "ends_apart",
            "flag",
            "",
            "whether the shares of both lie apart and something is known that speaks against a difference",
            optional=True,
        ),
        Column(
            "few",
            "integer",
            "periods",
            "periods with fewer than 30 documents, for which no change is claimed",
            optional=True,
        ),
        Column("periods", "integer", "periods", "periods with documents", optional=True),
        Column(
            "series",
            "text",
            "",
            "what states the theme: `corrected` shares, `gold only` for those of the codes alone, or empty",
            optional=True,
        ),
        Column(
            "ends_by_codes",
            "flag",
            "",
            "whether the codes state the shares of the first and the last period, as where a level or a change may be "
            "claimed",
            optional=True,
        ),
    ),
)


def findings_of(evidence: Evidence, claims_by_theme: Mapping[str, Sequence[Claim]]) -> "pd.DataFrame":
    """The finding about each theme of a job, from its claims: columns as declared in `FINDINGS`."""
    rows = []
    for theme in evidence.job.themes:
        its = evidence.of_theme(theme.id)
        claims = claims_by_theme[theme.id]
        told = {"ends_told": ends_told(its, claims), "ends_apart": bool(against_ends(its))}
        found = {"theme": theme.id, **_change(its), **_verdicts(claims), **told, **_few(its)}
        rows.append({**found, "ends_by_codes": _ends_by_codes(its, found)})
    return FINDINGS.frame(rows)


def _ends_by_codes(evidence: ThemeEvidence, found: Mapping[str, Any]) -> bool:
    """Whether the levels of both ends are stated by codes: a level or a change may be claimed, and both have a band."""
    if evidence.gold is None or ALLOWED not in (found["change_verdict"], found["level_verdict"]):
        return False
    return bool(found["corrected"]) and {str(found["first"]), str(found["last"])} <= {*evidence.gold.banded["period"]}


def _change(evidence: ThemeEvidence) -> dict[str, Any]:
    """The change by corrected shares, or else by the study's own estimator, and how many estimators agree with it."""
    trends = by_model(evidence.trends).set_index("estimator")
    own: Any = trends.loc[evidence.own]
    known = trends.loc[evidence.seen, "share_change"].dropna()
    change: Any = own["share_change"] if evidence.own in evidence.seen else float("nan")
    apart = printed_difference(own["share_first"], own["share_last"]) if change == change else float("nan")
    corrected, series = False, ""
    if evidence.gold is not None and evidence.gold.change is not None:
        row, corrected = evidence.gold.change_between(str(own["first"]), str(own["last"])), True
        series = CODES_ALONE if evidence.gold.by_codes_alone else "corrected"
        apart = difference_told(row) if row else float("nan")
        told = change_told(row)["change"] if row else float("nan")
        change = told if told == told else apart
    return {
        "estimator": evidence.own,
        "first": own["first"],
        "last": own["last"],
        "change": float(change),
        "difference": float(apart),
        "corrected": corrected,
        "series": series,
        "agree": int((known * change > 0).sum()),
        "of": len(known),
        "tested": int(trends.loc[known.index, "p_change_holm"].notna().sum()),
        "tell": int((trends.loc[known.index, "p_change_holm"] < ALPHA).sum()),
    }


def _few(evidence: ThemeEvidence) -> dict[str, int]:
    documents = evidence.shares.groupby("period")["n_documents"].max()
    return {"few": int(documents.between(1, FEW_DOCUMENTS - 1).sum()), "periods": int((documents > 0).sum())}


def _verdicts(claims: Sequence[Claim]) -> dict[str, str]:
    found = {claim.kind: claim.verdict for claim in reversed(claims)}
    return {"change_verdict": found[CHANGE], "level_verdict": found[LEVEL]}
