"""Measurement cards as Markdown; the same study always gives the same text."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topics.report.captions import estimand_caption
from topics.report.layouts.share_layouts import shares_layout
from topics.report.page_wording import WORDING
from topics.report.tables import to_markdown
from topics.themes import in_language
from topics.wording import number_interval

if TYPE_CHECKING:
    import pandas as pd

    from topics.claims.card import Card
    from topics.claims.verdicts import Claim
    from topics.store.job import Job

# Headings, and the fields of a theme below them.
TOLD = {"Definition": "definitions", "Counts": "includes", "Does not count": "excludes"}


def card_markdown(card: "Card", job: "Job", language: str = "en") -> str:
    """The Markdown text of one theme's card."""
    theme = card.theme
    parts = [
        f"# {theme.label(language)} (`{theme.id}`)",
        f"Measurement card. Study: {job.title}; job {job.name}.",
        estimand_caption(card.shares),
        "## What it is",
        "\n".join(_told(name, in_language(getattr(theme, part), language)) for name, part in TOLD.items()),
        "## Keywords",
        _table(card.keywords, "no term"),
        "## How terms are used",
        "What follows a term, beside what follows the theme's name, on all passages; see docs/methods.md.",
        _table(card.term_uses, "no term"),
        "## Shares by estimator",
        "Per cent of the text of the period [95 % band]; uncorrected model output, level not validated.",
        _table(_shares_layout(card), "no share"),
        "## Do estimators agree?",
        "Absolute differences between shares of a period, in percentage points.",
        _table(card.differences, "One estimator: nothing to compare."),
        "## Against human codes, by period",
        f"{card.coded:,} of {card.passages:,} counted passages have a code. Means over seeds; [Wilson 95 % interval].",
        _table(rates_layout(card), f"Not done: {_NO_FILE}."),
        "## Confused with",
        "Passages coded as this theme but estimated as another (missed), and estimated as this theme but coded as "
        "another (mistaken).",
        _table(card.confusions, "With none." if len(card.rates) else f"Not known: {_NO_FILE}."),
        "## What may be said",
        "\n".join(_claim(claim, language) for claim in card.claims),
    ]
    return "\n\n".join(parts) + "\n"


def cards_markdown(cards: "Sequence[Card]", job: "Job", language: str = "en") -> str:
    """The Markdown text of several cards, with a rule between them."""
    return "\n---\n\n".join(card_markdown(card, job, language) for card in cards)


_NO_FILE = "the study has no file of codes; those of a sample correct shares (`topics gold estimate`)"


def _claim(claim: "Claim", language: str) -> str:
    said, why = claim.said.in_language(language), claim.why.in_language(language)
    if language == "zh":
        return f"- {said}：**{WORDING['zh'][claim.verdict]}**。{why}"
    return f"- {said}: **{claim.verdict}**. {why}"


def _told(name: str, text: str) -> str:
    return f"- {name}: {text or 'not written; themes.toml may have it.'}"


def _table(table: "pd.DataFrame", nothing: str) -> str:
    return to_markdown(table).strip() if len(table) else nothing


def _shares_layout(card: "Card") -> "pd.DataFrame":
    table = shares_layout(card.shares).drop(columns="theme", errors="ignore")
    return table.assign(estimator=table["estimator"].replace("", "documents"))


def rates_layout(card: "Card") -> "pd.DataFrame":
    """The layout of a card's rates: `estimator, period, precision, recall, coded, estimated`; no rows without codes."""
    if not len(card.rates):
        return card.rates
    table = card.rates[["estimator", "period"]].copy()
    for name in ("precision", "recall"):
        numbers = zip(*(card.rates[name + end] for end in ("", "_lower", "_upper")), strict=True)
        table[name] = [number_interval(*bounds) for bounds in numbers]
    return table.assign(coded=card.rates["n_coded"], estimated=card.rates["n_estimated"])
