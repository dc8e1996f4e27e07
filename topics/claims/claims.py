"""Claims about a theme, each allowed or not by a rule over the study's kept numbers.

The ground of every verdict is a number in the store. No claim says why anything changes: shares of text describe text.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.claims.change_claims import change_claims
from topics.claims.coders import codes_verdict
from topics.claims.verdicts import ALLOWED, NOT_ALLOWED, NOT_KNOWN, Claim
from topics.evaluation.people.krippendorff import TENTATIVE
from topics.shares.estimand import Estimand
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.corrected import KeptGold
from topics.wording import number_interval

if TYPE_CHECKING:
    import pandas as pd

_MORE_OFTEN_THAN_NOT = 0.5


def theme_claims(
    theme: str,
    shares: "pd.DataFrame",
    trends: "pd.DataFrame",
    rates: "pd.DataFrame",
    coded: tuple[int, int],
    labels: Sequence[Mapping[str, Any]] = (),
    gold: KeptGold | None = None,
    unused: str = "",
    unfit: Mapping[str, str] | None = None,
    *,
    beside: "pd.DataFrame | None" = None,
    held: "pd.DataFrame | None" = None,
) -> list[Claim]:
    """Claims about one theme.

    `shares`: the theme's rows of one weighting. `trends`: its rows of `topics.shares.trend.trends.theme_trends`.
    `rates`: precision and recall by period and estimator (`topics.evaluation.people.confusion` with a column
    `estimator`; no rows without codes). `coded`: the number of counted passages with a code, and of all counted
    passages. `labels`: scores of people's judgement of the theme's label. `gold`: its rows of the estimates that
    `topics gold estimate` kept for the same estimand; `unused` says why kept estimates are not used. `unfit`: the
    reason why an estimator is unfit for the theme, by its name (`topics.shares.fitness`). `beside` and `held`: as for
    `topics.claims.change_claims.change_claims`.
    """
    seen = _seen(shares)
    blind = sorted(set(shares["estimator"]) - set(seen))
    fit = [name for name in seen if name not in (unfit or {})]
    periods = [str(period) for period in shares["period"].unique()]
    found = [_level(coded, gold, unused), *change_claims(periods, fit, trends, rates, gold, beside=beside, held=held)]
    found += _few(shares)
    found.append(_label(labels))
    found.extend(_unfit(unfit or {}))
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


def _unfit(reasons: Mapping[str, str]) -> list[Claim]:
    """A claim for each estimator that passes over the theme where it is named."""
    return [
        Claim(f"Anything from the shares of {name}", NOT_ALLOWED, f"Unfit here: {reason}.")
        for name, reason in reasons.items()
    ]


def _seen(shares: "pd.DataFrame") -> list[str]:
    most = shares.groupby("estimator", sort=False)["share"].max()
    return [str(name) for name in most.index[most > 0]]


def _level(coded: tuple[int, int], gold: KeptGold | None, unused: str) -> Claim:
    claim, (n, of) = "A level: what per cent of the text is about the theme", coded
    if gold is not None and gold.shares["lower"].notna().any():
        known = gold.shares[gold.shares["lower"].notna()]
        cells = zip(known["period"], *(100 * known[part] for part in ("share", "lower", "upper")), strict=True)
        shares = "; ".join(f"{period} {number_interval(share, low, high, 1)}" for period, share, low, high in cells)
        without = ", ".join(gold.shares.loc[gold.shares["lower"].isna(), "period"])
        ground = (
            f"Corrected from {int(known['n_coded'].sum()):,} coded units, {_estimand(known)}, "
            f"per cent [95 %]: {shares}. "
            f"Estimators' own shares stay uncorrected{f'; nothing for {without}' if without else ''}."
        )
        verdict, agreed = codes_verdict(gold.coders, change=False)
        return Claim(f"{claim}, from the corrected shares alone", verdict, f"{agreed[0].upper()}{agreed[1:]}. {ground}")
    if unused:
        return Claim(claim, NOT_ALLOWED, f"Level not validated: {unused}.")
    if n and n == of:
        return Claim(
            f"{claim}, from the codes alone",
            NOT_KNOWN,
            f"All {of:,} counted passages have a code, but how far coders agree on them is not known. "
            "Shares by estimators stay uncorrected model output.",
        )
    if not n:
        return Claim(
            claim,
            NOT_ALLOWED,
            "Level not validated: no coded sample. Print a share only as the output of a named estimator.",
        )
    ground = (
        f"{n:,} of {of:,} counted passages have a code, but shares here are uncorrected model output. "
        "A level needs a sample with known probabilities and the corrected estimate of `topics gold`."
    )
    return Claim(claim, NOT_ALLOWED, ground)


def _estimand(rows: "pd.DataFrame") -> str:
    """The estimand of corrected shares, in words."""
    estimand = Estimand.of(rows)
    weighed = {"text": "every word counting one", "document": "every document counting one"}[estimand.weighting]
    belongs = "under its main theme" if estimand.membership == "primary" else "by its theme weights"
    bands = {"corpus": "this corpus alone", "process": "what might have been written"}[estimand.population]
    return f"{weighed}, each {estimand.unit} {belongs}, bands for {bands}"


def _few(shares: "pd.DataFrame") -> list[Claim]:
    few = shares.loc[shares["n_documents"].between(1, FEW_DOCUMENTS - 1), "period"].unique().tolist()
    ground = f"Fewer than {FEW_DOCUMENTS} documents."
    return [Claim(f"Anything about {', '.join(few)} alone", NOT_ALLOWED, ground)] if few else []


def _label(labels: Sequence[Mapping[str, Any]]) -> Claim:
    """The claim about the label: allowed where coders who agree chose it more often than not, beyond sampling error."""
    claim = "The label fits the passages that are counted under it"
    if not labels:
        return Claim(claim, NOT_ALLOWED, "Not validated on text: no scored `topics validate make --task best-label`.")
    parts = [
        f"{row['model']}: {row['items']} items, "
        f"precision {number_interval(row['precision'], row['lower'], row['upper'])}, "
        f"chance {row['chance']:.2f}, {_agreed(row['alpha'])}"
        for row in labels
    ]
    fits = all(row["lower"] > _MORE_OFTEN_THAN_NOT and (row["alpha"] or 0) >= TENTATIVE for row in labels)
    return Claim(claim, ALLOWED if fits else NOT_ALLOWED, "; ".join(parts) + ".")


def _agreed(alpha: float | None) -> str:
    return "agreement of coders not known" if alpha is None else f"Krippendorff's α of all labels {alpha:.2f}"
