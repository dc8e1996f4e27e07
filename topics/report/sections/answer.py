"""The answer: for each theme one sentence, its line in small, and whether the change may be claimed.

No sentence says more than the claims engine allows: a direction is named only where a change is allowed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.claims.evidence import Evidence, ThemeEvidence
from topics.claims.peak_claims import against_ends
from topics.claims.text import listed, sentence
from topics.claims.verdicts import ALLOWED, NOT_KNOWN, Claim
from topics.report.card_text import TOLD
from topics.report.headings import estimator_labels, labelled
from topics.shares.coded.corrected_change import CODES_ALONE
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.themes import Theme, in_language
from topics.unmeasured import REASONS, with_why
from topics.wording import band_in_brackets, percent, period, points

if TYPE_CHECKING:
    import pandas as pd

_WIDTH, _HEIGHT, _EDGE = 120, 34, 4  # of a small line


@dataclass(frozen=True)
class Ends:
    """The shares of the first and the last period, as text, from corrected shares where there are such."""

    first: str
    last: str
    shares: tuple[float, float]
    bands: tuple[str, str] = ("", "")  # such as `[0.0–27.3]`, of shares that codes state
    some: bool = False  # whether a share of any period is measured

    @property
    def texts(self) -> tuple[str, str]:
        """Both shares in per cent, each with its band behind it where it has one."""
        first, last = (f"{percent(share)} {band}".strip() for share, band in zip(self.shares, self.bands, strict=True))
        return first, last

    @property
    def known(self) -> bool:
        """Whether both are measured."""
        return all(share == share for share in self.shares)


def answers(
    evidence: Evidence,
    claims: Mapping[str, Sequence[Claim]],
    findings: "pd.DataFrame",
    say: Mapping[str, str],
    language: str,
) -> list[dict[str, Any]]:
    """One entry per theme."""
    rows = {row["theme"]: row for row in findings.to_dict("records")}
    labels = estimator_labels(evidence.job, language)
    return [
        _answer(evidence.of_theme(theme.id), place, theme, claims[theme.id], rows[theme.id], say, language, labels)
        for place, theme in enumerate(evidence.job.themes)
    ]


def _answer(
    evidence: ThemeEvidence,
    place: int,
    theme: Theme,
    claims: Sequence[Claim],
    finding: Mapping[Any, Any],
    say: Mapping[str, str],
    language: str,
    labels: Mapping[str, str],
) -> dict[str, Any]:
    ends = _ends(evidence, finding)
    kind = verdict_of(finding, ends)
    against = against_ends(evidence) if kind == "apart" else []
    return {
        "id": theme.id,
        "place": place,
        "label": theme.label(language),
        "line": _line(evidence, _series(evidence, finding)),
        "first": percent(ends.shares[0]) if ends.known else "",
        "last": percent(ends.shares[1]) if ends.known else "",
        "by": _stating(finding),
        "bands": [band for band in ends.bands if band] if ends.known else [],
        "sentence": say["space"].join(
            [
                _sentence(kind, evidence, theme, finding, ends, say, language),
                *([labelled(sentence(listed(against)).in_language(language), labels)] if against else []),
            ]
        ),
        "kind": kind,
        "chip": say[f"chip_{kind}"],
        "claims": [
            {
                "verdict": say[claim.verdict],
                "kind": claim.verdict.replace(" ", "-"),
                "claim": labelled(claim.said.in_language(language), labels),
                "ground": labelled(claim.why.in_language(language), labels),
            }
            for claim in sorted(claims, key=lambda claim: claim.verdict != ALLOWED)
        ],
        "told": [(say[name], in_language(getattr(theme, part), language)) for name, part in TOLD.items()],
    }


def verdict_of(finding: Mapping[Any, Any], ends: Ends) -> str:
    """What may be said of a change in a word.

    One of `allowed`, `ends` (they differ), `apart` (they lie apart, and something speaks against a difference),
    `unknown`, `none` (no method tells a change), `some` (some do, others do not), `signs` (all do, in opposite
    directions), `open`, `few` (documents in every period), `one` (period), `gap` (at an end) and `unmeasured`.
    """
    kind = _verdict(finding, ends)
    few = finding.get("few", -1) == finding.get("periods")
    return "few" if few and kind in ("none", "open", "apart") else kind


def _verdict(finding: Mapping[Any, Any], ends: Ends) -> str:
    """The verdict, however few documents there are."""
    if finding["first"] == finding["last"]:
        return "one" if ends.shares[0] == ends.shares[0] else "unmeasured"
    if not ends.known:
        return "gap" if ends.some else "unmeasured"
    if finding["change_verdict"] == ALLOWED:
        return "allowed"
    if finding["ends_told"]:
        return "ends"
    if finding.get("ends_apart"):
        return "apart"
    if finding["change_verdict"] == NOT_KNOWN:
        return "unknown"
    if finding["corrected"] or not finding["of"]:
        return "open"
    if finding["tell"] < finding["tested"]:
        return "some" if finding["tell"] else "none"
    return "signs" if finding["agree"] < finding["of"] else "open"


def _stating(finding: Mapping[Any, Any]) -> str:
    """What the levels of the answer are of: `codes` alone, `corrected` shares, or "" for the study's own estimator."""
    if not finding["ends_by_codes"]:
        return ""
    return "codes" if finding.get("series") == CODES_ALONE else "corrected"


def _series(evidence: ThemeEvidence, finding: Mapping[Any, Any]) -> "pd.Series":
    """The shares by period that the sentence and its small line are of: those that codes state, or the own ones."""
    rows = evidence.shares[evidence.shares["estimator"] == evidence.own]
    if evidence.own not in evidence.seen:
        rows = rows.assign(share=float("nan"))
    if evidence.gold is not None and finding["ends_by_codes"]:
        rows = evidence.gold.shares
    return rows.drop_duplicates("period").set_index("period")["share"]


def _ends(evidence: ThemeEvidence, finding: Mapping[Any, Any]) -> Ends:
    by_period = _series(evidence, finding)
    first, last = (str(finding[end]) for end in ("first", "last"))
    shares = (float(by_period.get(first, float("nan"))), float(by_period.get(last, float("nan"))))
    return Ends(first, last, shares, _bands(evidence, finding), bool(by_period.notna().any()))


def _bands(evidence: ThemeEvidence, finding: Mapping[Any, Any]) -> tuple[str, str]:
    """The bands of both ends as text where codes state them: few codes tell little, and a 0 of them is no absence."""
    if evidence.gold is None or not finding["ends_by_codes"]:
        return "", ""
    rows = evidence.gold.shares.drop_duplicates("period").set_index("period")
    bounds = {
        str(period): (low, high) for period, low, high in zip(rows.index, rows["lower"], rows["upper"], strict=True)
    }
    first, last = (band_in_brackets(*bounds[str(finding[end])]) for end in ("first", "last"))
    return first, last


def _sentence(
    kind: str,
    evidence: ThemeEvidence,
    theme: Theme,
    finding: Mapping[Any, Any],
    ends: Ends,
    say: Mapping[str, str],
    language: str,
) -> str:
    if kind in ("unmeasured", "gap"):
        told = {"theme": theme.label(language), "why": _why(evidence, language)}
        first, last = period(ends.first, language), period(ends.last, language)
        return say[f"says_{kind}"].format(**told, first=first, last=last)
    change = float(finding["change"])
    way = ("rise" if change > 0 else "fall") if kind == "allowed" else kind
    by = "codes" if finding.get("series") == CODES_ALONE else "corrected"
    grounds = by if finding["corrected"] else "methods" if finding["of"] > 1 else "method"
    name = theme.label(language)
    if kind != "allowed" and finding["ends_by_codes"]:
        name = say["theme_by"].format(theme=name, by=say[f"ground_{by}"])
    return say[f"says_{way}"].format(
        theme=name,
        a=ends.texts[0],
        b=ends.texts[1],
        first=period(ends.first, language),
        last=period(ends.last, language),
        points=points(float(finding["difference"])),
        grounds=say[f"ground_{grounds}"].format(agree=finding["agree"], of=finding["of"]),
        few=FEW_DOCUMENTS,
    )


def _why(evidence: ThemeEvidence, language: str) -> str:
    """Why the study's own estimator does not measure the theme."""
    if reason := evidence.unfit.get(evidence.own):
        return str(reason if isinstance(reason, str) else reason.in_language(language))
    rows = with_why(evidence.shares[evidence.shares["estimator"] == evidence.own])
    reasons = [why for why in rows.loc[rows["share"].isna(), "why"].fillna("").tolist() if why]
    return REASONS.get(reasons[0], {}).get(language, reasons[0]) if reasons else "–"


def _line(evidence: ThemeEvidence, rows: "pd.Series") -> list[str]:
    """Points of the line of shares by period in a box of 120 × 34, one list per stretch without a gap."""
    shares = [float(rows.get(period, float("nan"))) for period in evidence.periods]
    known = [share for share in shares if share == share]
    if not known:
        return []
    most, step = max(*known, 1e-9), (_WIDTH - 2 * _EDGE) / max(len(shares) - 1, 1)
    stretches: list[list[str]] = [[]]
    for at, share in enumerate(shares):
        if share != share:
            stretches.append([])
        else:
            y = _HEIGHT - _EDGE - share / most * (_HEIGHT - 2 * _EDGE)
            stretches[-1].append(f"{_EDGE + at * step:.1f},{y:.1f}")
    return [" ".join(points) for points in stretches if points]
