"""Measurement cards for the report page: the numbers of `topics card`, arranged for a template."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from topics.report.card_text import TOLD, rates_layout
from topics.report.tables import to_html
from topics.themes import in_language

if TYPE_CHECKING:
    import pandas as pd

    from topics.claims.card import Card


def page_cards(cards: "Sequence[Card]", say: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    """Per theme: `id`, `label`, `told` (headings and texts of its definition), `claims`, and `tables` with titles."""
    return [
        {
            "id": card.theme.id,
            "label": card.theme.label(language),
            "told": [
                (say[name], in_language(getattr(card.theme, part), language) or say["not_written"])
                for name, part in TOLD.items()
            ],
            "claims": [
                {
                    "verdict": say[c.verdict],
                    "kind": c.verdict.replace(" ", "-"),
                    "claim": c.said.in_language(language),
                    "ground": c.why.in_language(language),
                }
                for c in card.claims
            ],
            "tables": _tables(card, say),
        }
        for card in cards
    ]


def _tables(card: "Card", say: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Keywords, the use of terms, performance by period and confusions, by title: a table or why there is none."""
    coded = say["coded_of"].format(coded=f"{card.coded:,}", passages=f"{card.passages:,}")
    return [
        (say["keywords"], _table(card.keywords, say["no_term"])),
        (say["term_uses"], _table(card.term_uses, say["no_term"])),
        (f"{say['performance']} ({coded})", _table(_by_period(rates_layout(card)), say["not_coded"])),
        (say["confusions"], _table(card.confusions, say["with_none"] if len(card.rates) else say["not_coded"])),
    ]


def _by_period(rates: "pd.DataFrame") -> "pd.DataFrame":
    """Rates with one row per estimator and measure, one column per period."""
    if not len(rates):
        return rates
    long = rates.melt(["estimator", "period"], ["precision", "recall"], var_name="measure")
    order = [(e, m) for e in dict.fromkeys(rates["estimator"]) for m in ("precision", "recall")]
    wide = long.pivot(index=["estimator", "measure"], columns="period", values="value").reindex(order)
    return wide.reset_index().rename_axis(columns=None)


def _table(table: "pd.DataFrame", nothing: str) -> Any:
    from markupsafe import Markup, escape

    return Markup(to_html(table)) if len(table) else escape(nothing)
