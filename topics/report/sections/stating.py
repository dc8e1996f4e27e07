"""Sentences on what the numbers of the page are of, made from what the answer about each theme states."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.evidence import Evidence
from topics.claims.verdicts import ALLOWED
from topics.plots.figure_words import estimator_label

if TYPE_CHECKING:
    import pandas as pd


def lead(
    evidence: Evidence,
    findings: "pd.DataFrame",
    told: Sequence[Mapping[str, Any]],
    say: Mapping[str, str],
    language: str,
) -> list[str]:
    """What the shares are of, and how far they may be believed; `told` are the answers.

    Themes are named where not all are alike.
    """
    own, (coded, of) = estimator_label(evidence.whole.own, language), evidence.whole.coded
    kept = evidence.whole.gold
    agreed = kept is not None and kept.coders is not None and kept.coders["alpha"].notna().any()
    open_level = "levels_coded" if coded and coded == of and not agreed else "levels_open"
    validated = set(findings.loc[findings["level_verdict"] == ALLOWED, "theme"])
    series = [(f"stated_{one['by'] or 'own'}", one) for one in told]
    # Codes may allow a level and yet lack the ends, whose shares are then the estimator's own.
    known = [one["id"] for one in told if one["by"] and one["id"] in validated]
    levels = [("levels_by_codes" if one["by"] else open_level, one) for one in told if one["id"] not in known]
    return [
        *(
            _capital(say[kind].format(own=own, of=f"{of:,}", themes=themes))
            for pairs in (series, levels)
            for kind, themes in _by_kind(pairs, len(told), language)
        ),
        say["brackets"],
    ]


def circles(evidence: Evidence, told: Sequence[Mapping[str, Any]], say: Mapping[str, str], language: str) -> list[str]:
    """What the circles of the chart are; empty where it has none."""
    if evidence.whole.gold is None:
        return [say["circles_coded"]] if evidence.job.coded_shares() is not None else []
    kinds = []
    for one in told:
        if (gold := evidence.of_theme(one["id"]).gold) is None or not len(gold.shares):
            continue
        by = "ground_codes" if gold.by_codes_alone else "ground_corrected"
        kinds.append((f"circles_{'told' if one['by'] else 'beside'} {by}", one))
    found = []
    for kind, themes in _by_kind(kinds, len(told), language):
        sentence, by = kind.split(" ")
        found.append(_capital(say[sentence].format(themes=themes, by=say[by])))
    return found


def _by_kind(pairs: Iterable[tuple[str, Mapping[str, Any]]], of: int, language: str) -> list[tuple[str, str]]:
    """Each kind with the names of its themes and a colon, or with nothing where it is the kind of all themes."""
    found: dict[str, list[str]] = {}
    for kind, one in pairs:
        found.setdefault(kind, []).append(one["label"])
    comma, colon = ("、", "：") if language == "zh" else (", ", ": ")
    return [(kind, "" if len(names) == of else f"{comma.join(names)}{colon}") for kind, names in found.items()]


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]
