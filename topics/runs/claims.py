"""What a study's kept numbers allow to be said about a theme, and what they do not, by rule.

A claim is allowed, or not, on a ground that is a number in the store. No claim says why anything moves: shares of text
describe text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.evaluation.krippendorff import TENTATIVE
from topics.shares.statements import FEW_DOCUMENTS

if TYPE_CHECKING:
    import pandas as pd

ALLOWED, NOT_ALLOWED = "allowed", "not allowed"
_MORE_OFTEN_THAN_NOT = 0.5


@dataclass(frozen=True)
class Claim:
    """Something one might want to say, whether it may be said, and the ground."""

    claim: str
    verdict: str
    ground: str


def theme_claims(
    theme: str,
    shares: "pd.DataFrame",
    trends: "pd.DataFrame",
    rates: "pd.DataFrame",
    coded: tuple[int, int],
    labels: Sequence[Mapping[str, Any]] = (),
    corrected: "pd.DataFrame | None" = None,
) -> list[Claim]:
    """Claims about one theme.

    `shares` are its rows of one weighting, `trends` its rows of `topics.shares.trends.theme_trends`, `rates` precision and
    recall by period of every estimator (`topics.evaluation.confusion`, with a column `estimator`; no rows without codes),
    `coded` how many of how many counted passages have a code, `labels` what people's judgement of the theme's label gave,
    `corrected` the theme's shares as corrected from a coded sample (`topics gold estimate`), where there are any.
    """
    seen = _seen(shares)
    blind = sorted(set(shares["estimator"]) - set(seen))
    found = [_level(coded, corrected), _change(trends[trends["estimator"].isin(seen)])]
    found += _by_period(shares, rates)
    found.append(_label(labels))
    if blind:
        ground = f"{', '.join(blind)} give the theme to no passage: their zeros are no measurement."
        found.append(Claim("The theme is absent from the texts", NOT_ALLOWED, ground))
    found.append(
        Claim(
            "Why the share moves, or what it does outside these texts",
            NOT_ALLOWED,
            "Shares describe what was written in this corpus; no number here bears on reasons.",
        )
    )
    return found


def _seen(shares: "pd.DataFrame") -> list[str]:
    most = shares.groupby("estimator", sort=False)["share"].max()
    return [str(name) for name in most.index[most > 0]]


def _level(coded: tuple[int, int], corrected: "pd.DataFrame | None") -> Claim:
    claim, (n, of) = "A level: what per cent of the text is about the theme", coded
    if corrected is not None and corrected["lower"].notna().any():
        known = corrected[corrected["lower"].notna()]
        cells = zip(known["period"], *(100 * known[part] for part in ("share", "lower", "upper")), strict=True)
        shares = "; ".join(f"{period} {share:.1f} [{low:.1f}, {high:.1f}]" for period, share, low, high in cells)
        without = ", ".join(corrected.loc[corrected["lower"].isna(), "period"])
        ground = (
            f"Corrected from {int(known['n_coded'].sum()):,} coded units, per cent [95 %]: {shares}. Estimators' own shares "
            f"stay uncorrected{f'; nothing for {without}' if without else ''}."
        )
        return Claim(f"{claim}, from the corrected shares alone", ALLOWED, ground)
    if not n:
        return Claim(
            claim,
            NOT_ALLOWED,
            "Level not validated: no coded sample. Print a share only as the output of a named estimator.",
        )
    if n == of:
        return Claim(
            f"{claim}, from the codes alone",
            ALLOWED,
            f"All {of:,} counted passages have a code. Shares by estimators stay uncorrected model output.",
        )
    ground = (
        f"{n:,} of {of:,} counted passages have a code, but shares here are uncorrected model output. A level needs a sample "
        "with known probabilities and the corrected estimate of `topics gold`."
    )
    return Claim(claim, NOT_ALLOWED, ground)


def _change(trends: "pd.DataFrame") -> Claim:
    """Allowed where nothing is refused and the bands of all estimators exclude 0 on the same side."""
    first, last = trends["first"].iloc[0], trends["last"].iloc[0]
    claim = f"A change from {first} to {last}"
    said = trends[trends["statement"] != ""]
    if not len(said):
        reasons = "; ".join(dict.fromkeys(trends["refused"]))
        return Claim(claim, NOT_ALLOWED, reasons or "No estimator gives the theme to any passage.")
    above = said.loc[said["share_change_lower"] > 0, "estimator"].tolist()
    below = said.loc[said["share_change_upper"] < 0, "estimator"].tolist()
    neither = [name for name in said["estimator"] if name not in above and name not in below]
    parts = [
        f"{words} for {', '.join(names)}"
        for words, names in (("bands lie above 0", above), ("bands lie below 0", below), ("bands include 0", neither))
        if names
    ]
    refused = [name for name in trends["estimator"] if name not in set(said["estimator"])]
    parts += [f"nothing is said by {', '.join(refused)}"] if refused else []
    agreed = not neither and not refused and not (above and below)
    direction = f": a {'rise' if above else 'fall'}" if agreed else ""
    return Claim(claim + direction, ALLOWED if agreed else NOT_ALLOWED, "95 % " + "; ".join(parts) + ".")


def _by_period(shares: "pd.DataFrame", rates: "pd.DataFrame") -> list[Claim]:
    """Differences between periods rest on an estimator that errs alike in all of them, and on enough documents."""
    found = []
    claim = "Differences between periods are of the texts and not of the estimator"
    if not len(rates):
        found.append(Claim(claim, NOT_ALLOWED, "Precision and recall by period are not known: no coded sample."))
    else:
        apart = {
            str(estimator): [n for n in ("precision", "recall") if rows[f"{n}_lower"].max() > rows[f"{n}_upper"].min()]
            for estimator, rows in rates.groupby("estimator", sort=False)
        }
        moving = [f"{estimator} ({', '.join(names)})" for estimator, names in apart.items() if names]
        still = [estimator for estimator, names in apart.items() if not names]
        if moving:
            ground = f"Intervals of some periods lie apart: {', '.join(moving)}."
            found.append(Claim(claim, NOT_ALLOWED, ground))
        if still:
            ground = "No period's precision or recall has an interval apart from another's; few codes show little."
            found.append(Claim(f"{claim}, by {', '.join(still)}", ALLOWED, ground))
    few = shares.loc[shares["n_documents"].between(1, FEW_DOCUMENTS - 1), "period"].unique().tolist()
    if few:
        found.append(
            Claim(f"Anything about {', '.join(few)} alone", NOT_ALLOWED, f"Fewer than {FEW_DOCUMENTS} documents.")
        )
    return found


def _label(labels: Sequence[Mapping[str, Any]]) -> Claim:
    """Allowed where two people who agree chose the label more often than not, beyond the error of the sample."""
    claim = "The label fits the passages that are counted under it"
    if not labels:
        return Claim(claim, NOT_ALLOWED, "Not validated on text: no scored `topics validate make --task best-label`.")
    parts = [
        f"{row['model']}: {row['items']} items, precision {row['precision']:.2f} [{row['lower']:.2f}, {row['upper']:.2f}], "
        f"chance {row['chance']:.2f}, {_agreed(row['alpha'])}"
        for row in labels
    ]
    fits = all(row["lower"] > _MORE_OFTEN_THAN_NOT and (row["alpha"] or 0) >= TENTATIVE for row in labels)
    return Claim(claim, ALLOWED if fits else NOT_ALLOWED, "; ".join(parts) + ".")


def _agreed(alpha: float | None) -> str:
    return "agreement of coders not known" if alpha is None else f"Krippendorff's α of all labels {alpha:.2f}"
