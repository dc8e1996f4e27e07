"""The measurement card of a theme: its definition, how and how well it is measured, and claims about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from topics.claims.claims import theme_claims
from topics.claims.coded_passages import confusions_of
from topics.claims.evidence import job_evidence
from topics.claims.verdicts import Claim
from topics.coding.gold.folder import GoldFolder
from topics.errors import StudyError, meant, nearest
from topics.models.counting.term_table import TERM_USES, term_use_table
from topics.models.keywords import KEYWORDS, TERMS, keyword_tables
from topics.schema import POINTS, Column, Table, declare
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

    `keywords`, `term_uses`, `confusions`, `rates` and `differences`: columns as declared in `CARD_KEYWORDS` and so on,
    and in `topics.claims.coded_passages`; `confusions` and `rates` have no rows where nothing is coded.
    `shares`: the theme's rows of the job's shares of text. `coded` of `passages` counted passages have a code.
    `corrected`: whether codes of a sample correct the levels.
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
    corrected: bool


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
    import numpy as np

    known = {theme.id: theme for theme in job.themes}
    for name in themes:
        if not _meant(name, known):
            raise StudyError(f'{job.title}: there is no theme "{name}"; {nearest(name, known)}')
    themes = [_meant(name, known) for name in themes]
    corpus, counted_rows = job.corpus, np.flatnonzero(job.counted)
    texts, tokens = corpus.passages["text"].iloc[counted_rows], job.tokens.of_passages(counted_rows)
    keywords = keyword_tables(texts, tokens, job.themes)[KEYWORDS]
    uses = term_use_table(tuple(corpus.passages["text"]), job.themes, tuple(corpus.passages["doc_id"]))
    evidence = job_evidence(job, validations=validations, sample=sample)
    cards = []
    for name in themes or known:
        own = evidence.of_theme(name)
        coded, counted = own.coded
        assert own.rates is not None
        cards.append(
            Card(
                theme=known[name],
                keywords=_of_theme(keywords, name, CARD_KEYWORDS),
                term_uses=_of_theme(uses, name, CARD_TERM_USES),
                confusions=confusions_of(evidence.confusions, name),
                rates=own.rates,
                shares=own.shares,
                differences=_differences(own.shares),
                claims=tuple(theme_claims(own)),
                coded=coded,
                passages=counted,
                corrected=own.gold is not None,
            )
        )
    return cards


def _meant(name: str, known: Mapping[str, Theme]) -> str:
    """The id of the theme that an id, its beginning or a label names; "" for none."""
    labelled = (theme.id for theme in known.values() if name in dict(theme.labels).values())
    return meant(name, known) or next(labelled, "")


def _of_theme(table: "pd.DataFrame", theme: str, declared: Table) -> "pd.DataFrame":
    return declared.check(table.loc[table["theme"] == theme, list(declared.names)].reset_index(drop=True))


def _differences(shares: "pd.DataFrame") -> "pd.DataFrame":
    """Differences of estimators' shares of a theme over periods, one row per pair of estimators."""
    wide = 100 * shares.pivot(index="period", columns="estimator", values="share")
    rows = []
    for one, other in combinations(dict.fromkeys(shares["estimator"]), 2):
        apart = (wide[one] - wide[other]).abs()
        rows.append((one, other, apart.mean(), apart.max()))
    return CARD_DIFFERENCES.frame(rows)
