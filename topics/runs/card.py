"""The measurement card of a theme: what it is, how it is measured, how well, and what may be said of it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import StudyError, nearest
from topics.evaluation.confusion import confused_with, confusion, rates_by_period
from topics.models.keywords import KEYWORDS, keyword_tables
from topics.runs.change import job_trends
from topics.runs.claims import Claim, theme_claims
from topics.runs.files import reading
from topics.runs.job import gold_path
from topics.runs.results import job_scores
from topics.runs.store import Job, Store
from topics.runs.validation_scores import SCORES
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Card:
    """One theme's card.

    `keywords`: `term, occurrences, theme_share, passages, warning`. `confusions`: `estimator, other, missed, mistaken` and
    `rates`: `estimator, period, precision …` of `topics.evaluation.confusion`, both without rows where nothing is coded.
    `shares`: the theme's rows of the job's shares of text. `differences`: `estimator, minus, mean_difference,
    largest_difference`, absolute, between yearly shares in percentage points. `coded` of `passages` have a code.
    """

    theme: Theme
    keywords: "pd.DataFrame"
    confusions: "pd.DataFrame"
    rates: "pd.DataFrame"
    shares: "pd.DataFrame"
    differences: "pd.DataFrame"
    claims: tuple[Claim, ...]
    coded: int
    passages: int


def theme_cards(store: Store, job: Job, themes: Sequence[str] = (), validations: Path | None = None) -> list[Card]:
    """Cards of the themes named, of all without; `validations` is a folder of scored `topics validate` folders.

    Raises StudyError for a theme that the study lacks.
    """
    known = {theme.id: theme for theme in job.themes}
    for name in themes:
        if name not in known:
            raise StudyError(f'{job.record["title"]}: there is no theme "{name}"; {nearest(name, known)}')
    corpus, tokens = store.corpus(job.record["corpus"])
    keywords = keyword_tables(corpus.passages["text"], tokens, job.themes)[KEYWORDS]
    trends, shares = job_trends(store, job), job.table("shares").query("weighting == 'text'")
    tables, coded = _confusions(store, job)
    judged, fixed = kept_scores(validations, job), corrected_shares(store, job)
    counted = int(corpus.passages["counted"].sum())
    cards = []
    for name in themes or known:
        own, rates = shares[shares["theme"] == name].reset_index(drop=True), _of_each(tables, rates_by_period, name)
        labels = [row for record in judged for row in _label_rows(record, name)]
        levels = None if fixed is None else fixed[fixed["theme"] == name]
        claims = theme_claims(name, own, trends[trends["theme"] == name], rates, (coded, counted), labels, levels)
        words = keywords[keywords["theme"] == name]
        cards.append(
            Card(
                theme=known[name],
                keywords=words[["term", "occurrences", "theme_share", "passages", "warning"]].reset_index(drop=True),
                confusions=_of_each(tables, confused_with, name),
                rates=rates,
                shares=own,
                differences=_differences(own),
                claims=tuple(claims),
                coded=coded,
                passages=counted,
            )
        )
    return cards


def corrected_shares(store: Store, job: Job) -> "pd.DataFrame | None":
    """The shares that `topics gold estimate` corrected for the job's study and corpus; None where it did not."""
    import pandas as pd

    if not job.validated:
        return None
    path = gold_path(store.root, job.record["place"], job.record["corpus"])
    table = reading(path, lambda: pd.read_csv(path, dtype={"period": str}))
    return table[table["method"] == "corrected"].reset_index(drop=True)


def kept_scores(folder: Path | None, job: Job) -> list[dict[str, Any]]:
    """What `topics validate score` kept about this study in the folders below one, in the order of their names."""
    if folder is None or not folder.is_dir():
        return []
    paths = sorted(folder.glob(f"*/{SCORES}"))
    found = [reading(path, lambda path=path: json.loads(path.read_text(encoding="utf-8"))) for path in paths]  # type: ignore[misc]
    return [record for record in found if record["study"] == job.record["study"]]


def _label_rows(record: dict[str, Any], theme: str) -> list[dict[str, Any]]:
    if record["task"] != "best-label":
        return []
    alpha = next((row["alpha"] for row in record.get("reliability", ())), None)
    of_theme = [row for row in record["subjects"] if row["subject"] == theme]
    return [{**row, "model": record["model"], "alpha": alpha} for row in of_theme]


def _confusions(store: Store, job: Job) -> "tuple[dict[str, pd.DataFrame], int]":
    """The confusion of every estimator, and how many counted passages have a code."""
    if not job.has("gold"):
        return {}, 0
    corpus, tokens = store.corpus(job.record["corpus"])
    passages = corpus.passages[corpus.passages["counted"]]
    period_of = job.periods.of_documents(corpus.documents.set_index("doc_id"))
    gold = job.table("gold").merge(passages[["passage_id"]], on="passage_id")
    gold["period"] = gold["doc_id"].map(period_of)
    gold = gold[gold["period"] != ""]
    scores = job_scores(store.run, job.record, job.table("codebook"), job.themes, tokens.lengths)
    return {name: confusion(seeds, gold) for name, seeds in scores.items()}, len(gold)


def _of_each(tables: "dict[str, pd.DataFrame]", measure: Any, theme: str) -> "pd.DataFrame":
    import pandas as pd

    found = [measure(table, theme) for table in tables.values()]
    for name, table in zip(tables, found, strict=True):
        table.insert(0, "estimator", name)
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame()


def _differences(shares: "pd.DataFrame") -> "pd.DataFrame":
    """How far estimators' shares of a theme are apart, pair by pair, over periods."""
    import pandas as pd

    wide = 100 * shares.pivot(index="period", columns="estimator", values="share")
    rows = []
    for one, other in combinations(dict.fromkeys(shares["estimator"]), 2):
        apart = (wide[one] - wide[other]).abs()
        rows.append((one, other, apart.mean(), apart.max()))
    return pd.DataFrame(rows, columns=["estimator", "minus", "mean_difference", "largest_difference"])
