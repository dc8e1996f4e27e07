"""The measurement card of a theme: what it is, how it is measured, how well, and what may be said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.claims.claims import theme_claims
from topics.claims.verdicts import Claim
from topics.coding.gold.folder import GoldFolder
from topics.coding.validation.make import OF_LABELS
from topics.coding.validation.score import SCORES
from topics.errors import StudyError, nearest
from topics.evaluation.confusion import CONFUSED_WITH, RATES, confused_with, confusion, rates_by_period
from topics.files.records import read_json
from topics.models.keywords import KEYWORDS, TERMS, keyword_tables
from topics.results.change import job_trends
from topics.results.scores import job_scores
from topics.schema import ESTIMATOR, POINTS, Column, Table, declare
from topics.shares.differences import DIFFERENCES
from topics.store.job import Job
from topics.store.store import Store
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd


CARD_KEYWORDS = declare(
    "card keywords",
    "one term of the theme",
    TERMS.only("term", "occurrences", "theme_share", "passages", "warning"),
)
CARD_CONFUSIONS = declare("card confusions", "one estimator and other theme", (ESTIMATOR, *CONFUSED_WITH.columns))
CARD_RATES = declare("card rates", "one estimator and period", (ESTIMATOR, *RATES.columns))
CARD_DIFFERENCES = declare(
    "card differences",
    "one pair of estimators",
    (
        *DIFFERENCES.only("estimator", "minus"),
        Column("mean_difference", "number", POINTS, "mean absolute difference of their shares over periods"),
        Column("largest_difference", "number", POINTS, "largest absolute difference of their shares in a period"),
    ),
)


@dataclass(frozen=True)
class Card:
    """One theme's card.

    `keywords`, `confusions`, `rates` and `differences`: columns as declared in `CARD_KEYWORDS` and so on; the second and
    third are without rows where nothing is coded. `shares`: the theme's rows of the job's shares of text. `coded` of `passages` have a code.
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


def theme_cards(
    store: Store,
    job: Job,
    themes: Sequence[str] = (),
    validations: Path | None = None,
    sample: GoldFolder | None = None,
) -> list[Card]:
    """Cards of the themes named, of all without; `validations` is a folder of scored `topics validate` folders, `sample`
    that of the study's coded sample, whose codes must be those that shares were corrected by.

    Raises StudyError for a theme that the study lacks.

    >>> store = topics.open_store()
    >>> job = store.latest_job("my-study")
    >>> [card.theme.id for card in theme_cards(store, job, ["wind"])]
    ['wind']
    """
    known = {theme.id: theme for theme in job.themes}
    for name in themes:
        if name not in known:
            raise StudyError(f'{job.record["title"]}: there is no theme "{name}"; {nearest(name, known)}')
    corpus, tokens = store.corpus(job.record["corpus"])
    keywords = keyword_tables(corpus.passages["text"], tokens, job.themes)[KEYWORDS]
    trends, shares = job_trends(store, job), job.table("shares").query("weighting == 'text'")
    tables, coded = _confusions(store, job)
    judged, (gold, unused) = kept_scores(validations, job), job.gold(codes=sample.codes if sample else None)
    counted = int(corpus.passages["counted"].sum())
    cards = []
    for name in themes or known:
        own, rates = (
            shares[shares["theme"] == name].reset_index(drop=True),
            _of_each(tables, rates_by_period, name, CARD_RATES),
        )
        labels = [row for record in judged for row in _label_rows(record, name)]
        of_theme = gold.of_theme(name) if gold else None
        change = trends[trends["theme"] == name]
        claims = theme_claims(name, own, change, rates, (coded, counted), labels, of_theme, unused)
        words = keywords[keywords["theme"] == name]
        cards.append(
            Card(
                theme=known[name],
                keywords=CARD_KEYWORDS.check(words[list(CARD_KEYWORDS.names)].reset_index(drop=True)),
                confusions=_of_each(tables, confused_with, name, CARD_CONFUSIONS),
                rates=rates,
                shares=own,
                differences=_differences(own),
                claims=tuple(claims),
                coded=coded,
                passages=counted,
            )
        )
    return cards


def kept_scores(folder: Path | None, job: Job) -> list[dict[str, Any]]:
    """What `topics validate score` kept about this job in the folders below one, in the order of their names.

    Answers about topics belong to their run, whatever job has it; those about themes' labels to the job besides, since its
    codebook says which passages a theme has.
    """
    return [record for record in all_scores(folder, job) if _is_about(record, job)]


def all_scores(folder: Path | None, job: Job) -> list[dict[str, Any]]:
    """The same of all jobs of a study of that name."""
    if folder is None or not folder.is_dir():
        return []
    paths = sorted(folder.glob(f"*/{SCORES}"))
    found = [read_json(path, "study", "job", "run", "task", "model") for path in paths]
    return [record for record in found if record["study"] == job.record["study"]]


def _is_about(record: Mapping[str, Any], job: Job) -> bool:
    return record["run"] in job.runs and (record["task"] not in OF_LABELS or record["job"] == job.name)


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


def _of_each(tables: "dict[str, pd.DataFrame]", measure: Any, theme: str, declared: Table) -> "pd.DataFrame":
    import pandas as pd

    found = [measure(table, theme) for table in tables.values()]
    for name, table in zip(tables, found, strict=True):
        table.insert(0, "estimator", name)
    return declared.check(pd.concat(found, ignore_index=True)) if found else declared.frame()


def _differences(shares: "pd.DataFrame") -> "pd.DataFrame":
    """How far estimators' shares of a theme are apart, pair by pair, over periods."""
    wide = 100 * shares.pivot(index="period", columns="estimator", values="share")
    rows = []
    for one, other in combinations(dict.fromkeys(shares["estimator"]), 2):
        apart = (wide[one] - wide[other]).abs()
        rows.append((one, other, apart.mean(), apart.max()))
    return CARD_DIFFERENCES.frame(rows)
