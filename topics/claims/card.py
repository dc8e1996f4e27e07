"""The measurement card of a theme: its definition, how and how well it is measured, and claims about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.claims.change_evidence import change_evidence
from topics.claims.claims import theme_claims
from topics.claims.verdicts import Claim
from topics.coding.gold.folder import GoldFolder
from topics.coding.validation.score import KeptScores, kept_scores
from topics.errors import StudyError, nearest
from topics.evaluation.people.confusion import CONFUSED_WITH, RATES, confused_with, confusion, rates_by_period
from topics.models.counting.term_table import TERM_USES, term_use_table
from topics.models.keywords import KEYWORDS, TERMS, keyword_tables
from topics.results.fitness import job_fitness, unfit_reasons
from topics.schema import ESTIMATOR, POINTS, Column, Table, declare
from topics.shares.differences import DIFFERENCES
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd


CARD_KEYWORDS = declare(
    "card keywords",
    "one term of the theme",
    TERMS.only("term", "occurrences", "theme_share", "passages", "warning"),
)
CARD_TERM_USES = declare(
    "card term uses",
    "one term of the theme that occurs",
    TERM_USES.only("term", "passages", "beside_name", "follows", "specificity", "counts_as"),
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

    `keywords`, `term_uses`, `confusions`, `rates` and `differences`: columns as declared in `CARD_KEYWORDS` and so on;
    `confusions` and `rates` have no rows where nothing is coded. `shares`: the theme's rows of the job's shares of
    text. `coded` of `passages` counted passages have a code.
    """

    theme: Theme
    keywords: "pd.DataFrame"
    term_uses: "pd.DataFrame"
    confusions: "pd.DataFrame"
    rates: "pd.DataFrame"
    shares: "pd.DataFrame"
    differences: "pd.DataFrame"
    claims: tuple[Claim, ...]
    coded: int
    passages: int


def theme_cards(
    job: Job,
    themes: Sequence[str] = (),
    validations: Path | None = None,
    sample: GoldFolder | None = None,
) -> list[Card]:
    """Cards of the themes named, or of all themes.

    `validations` is a folder of scored `topics validate` folders. `sample` is the folder of the study's coded sample;
    corrected shares are used only if they were made from its codes. Raises StudyError for a theme that the study lacks.

    >>> job = topics.open_store().latest_job("my-study")
    >>> [card.theme.id for card in theme_cards(job, ["wind"])]
    ['wind']
    """
    known = {theme.id: theme for theme in job.themes}
    for name in themes:
        if name not in known:
            raise StudyError(f'{job.title}: there is no theme "{name}"; {nearest(name, known)}')
    corpus = job.corpus
    keywords = keyword_tables(corpus.passages["text"], job.tokens, job.themes)[KEYWORDS]
    uses = term_use_table(tuple(corpus.passages["text"]), job.themes, tuple(corpus.passages["doc_id"]))
    evidence, shares = change_evidence(job), job.table("shares").query("weighting == 'text'")
    tables, coded = job_confusions(job)
    coded |= _sampled(job, sample)
    judged, (gold, unused) = kept_scores(validations, job), job.gold(codes=sample.codes if sample else None)
    counted = int(corpus.passages["counted"].sum())
    unfit = unfit_reasons(job_fitness(job))
    cards = []
    for name in themes or known:
        own = shares[shares["theme"] == name].reset_index(drop=True)
        rates = rates_of(tables, name)
        labels = [row for scores in judged for row in _label_rows(scores, name)]
        of_theme = gold.of_theme(name) if gold else None
        change = evidence.of_theme(name)
        reasons = {estimator: why for (estimator, theme), why in unfit.items() if theme == name}
        claims = theme_claims(
            name,
            own,
            change.trends,
            rates,
            (len(coded), counted),
            labels,
            of_theme,
            unused,
            reasons,
            beside=change.beside,
            held=change.held,
        )
        cards.append(
            Card(
                theme=known[name],
                keywords=_of_theme(keywords, name, CARD_KEYWORDS),
                term_uses=_of_theme(uses, name, CARD_TERM_USES),
                confusions=_of_each(tables, confused_with, name, CARD_CONFUSIONS),
                rates=rates,
                shares=own,
                differences=_differences(own),
                claims=tuple(claims),
                coded=len(coded),
                passages=counted,
            )
        )
    return cards


def _of_theme(table: "pd.DataFrame", theme: str, declared: Table) -> "pd.DataFrame":
    return declared.check(table.loc[table["theme"] == theme, list(declared.names)].reset_index(drop=True))


def _label_rows(scores: KeptScores, theme: str) -> list[dict[str, Any]]:
    if scores.task != "best-label":
        return []
    alpha = next((row["alpha"] for row in scores.reliability), None)
    return [{**row, "model": scores.model, "alpha": alpha} for row in scores.subjects if row["subject"] == theme]


def job_confusions(job: Job) -> "tuple[dict[str, pd.DataFrame], set[str]]":
    """The confusion table of every estimator with the study's file of codes, and the counted passages with a code."""
    if not job.has("gold"):
        return {}, set()
    corpus = job.corpus
    passages = corpus.passages[corpus.passages["counted"]]
    period_of = job.periods.of_documents(corpus.documents.set_index("doc_id"))
    gold = job.table("gold").merge(passages[["passage_id"]], on="passage_id")
    gold["period"] = gold["doc_id"].map(period_of)
    gold = gold[gold["period"] != ""]
    return {model.name: confusion(job.scores(model.name), gold) for model in job.models}, set(gold["passage_id"])


def rates_of(tables: "dict[str, pd.DataFrame]", theme: str) -> "pd.DataFrame":
    """Precision and recall of a theme by estimator and period: columns as declared in `CARD_RATES`."""
    return _of_each(tables, rates_by_period, theme, CARD_RATES)


def _sampled(job: Job, sample: GoldFolder | None) -> set[str]:
    """The counted passages with a code in the sample; a coded document codes all of its passages."""
    if sample is None or not sample.codes.is_file():
        return set()
    units = set(sample.table("codes.csv", ("unit",))["unit"])
    passages = job.corpus.passages[job.corpus.passages["counted"]]
    return set(passages.loc[passages["passage_id"].isin(units) | passages["doc_id"].isin(units), "passage_id"])


def _of_each(tables: "dict[str, pd.DataFrame]", measure: Any, theme: str, declared: Table) -> "pd.DataFrame":
    import pandas as pd

    found = [measure(table, theme) for table in tables.values()]
    for name, table in zip(tables, found, strict=True):
        table.insert(0, "estimator", name)
    return declared.check(pd.concat(found, ignore_index=True)) if found else declared.frame()


def _differences(shares: "pd.DataFrame") -> "pd.DataFrame":
    """Differences of estimators' shares of a theme over periods, one row per pair of estimators."""
    wide = 100 * shares.pivot(index="period", columns="estimator", values="share")
    rows = []
    for one, other in combinations(dict.fromkeys(shares["estimator"]), 2):
        apart = (wide[one] - wide[other]).abs()
        rows.append((one, other, apart.mean(), apart.max()))
    return CARD_DIFFERENCES.frame(rows)
