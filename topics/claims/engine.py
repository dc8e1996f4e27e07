"""The engine of claims: from the kept numbers of a job to what may be said, what may not, and what is not known.

`topics trends`, `topics shares`, the card, the checklist, the report, captions of figures and the macros of a paper ask
`job_claims` or `theme_claims`, and have no rule of their own. What claims read is `topics.claims.evidence`; which kept
number is read by which claim, and why the others are not, is `topics.claims.reading`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.claims.claims import theme_claims
from topics.claims.evidence import Evidence, job_evidence
from topics.claims.text import Text, listed, names, say
from topics.claims.verdicts import ALLOWED, CHANGE, EVENT, PEAK, TROUGH, WITHIN, Claim
from topics.coding.gold.folder import GoldFolder
from topics.schema import Column, declare
from topics.shares.estimand import Weighting
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

CLAIMS = declare(
    "claims",
    "one claim about a theme",
    (
        Column("theme", "text", "", "id of the theme"),
        Column("kind", "text", "", "`level`, `change`, `within` a margin, `peak`, `trough`, `event` or `other`"),
        Column("claim", "text", "", "what would be said"),
        Column("verdict", "text", "", "`allowed`, `not allowed` or `not known`"),
        Column("ground", "text", "", "the numbers that decide"),
        Column("read", "list", "tables and columns", "the numbers that the verdict rests on, as `table.column`"),
    ),
)
OVER_TIME = (CHANGE, WITHIN, PEAK, TROUGH, EVENT)  # kinds that are about periods


def claims_of(evidence: Evidence) -> dict[str, list[Claim]]:
    """The claims of each theme, from evidence that was gathered before."""
    return {theme.id: theme_claims(evidence.of_theme(theme.id)) for theme in evidence.job.themes}


def job_claims(
    job: Job,
    weighting: Weighting = "text",
    *,
    validations: Path | None = None,
    sample: GoldFolder | None = None,
    **changes: Any,
) -> dict[str, list[Claim]]:
    """The claims of every theme of a job; arguments as for `topics.claims.evidence.job_evidence`.

    >>> claims = job_claims(topics.open_store().latest_job("my-study"))
    >>> [(claim.kind, claim.verdict) for claim in claims["wind"]][:2]
    [('level', 'not known'), ('change', 'not allowed')]
    """
    return claims_of(job_evidence(job, weighting, validations=validations, sample=sample, **changes))


def claims_table(
    claims: Mapping[str, Sequence[Claim]], kinds: Sequence[str] = (), language: str = "en"
) -> "pd.DataFrame":
    """Claims of several themes, of some kinds or of all: columns as declared in `CLAIMS`."""
    rows = [
        (theme, c.kind, c.said.in_language(language), c.verdict, c.why.in_language(language), list(c.read))
        for theme, of_theme in claims.items()
        for c in of_theme
        if not kinds or c.kind in kinds
    ]
    return CLAIMS.frame(rows)


def allowed(claims: Mapping[str, Sequence[Claim]], kinds: Sequence[str] = OVER_TIME) -> dict[str, list[Claim]]:
    """The claims of some kinds that are allowed, by theme; themes without one are left out."""
    found = {theme: [c for c in some if c.verdict == ALLOWED and c.kind in kinds] for theme, some in claims.items()}
    return {theme: some for theme, some in found.items() if some}


def may_be_said(claims: Mapping[str, Sequence[Claim]], themes: Sequence[Theme], language: str = "en") -> str:
    """One paragraph: what may be said of periods, theme by theme, and of which themes nothing may."""
    found, label = allowed(claims), {theme.id: theme.label(language) for theme in themes}
    told = [
        say("{theme}: {claims}.", "{theme}：{claims}。", theme=label[name], claims=listed([one.said for one in some]))
        for name, some in found.items()
    ]
    lead = [Text("What may be said of periods:", "就各时期可得出以下结论。")] if told else []
    silent = names([label[name] for name in claims if name not in found])
    nothing = say(
        "No change, peak or event may be claimed of {themes}; `topics trends` says why.",
        "{themes}：不能就变化、高低点或事件得出任何结论，理由见 `topics trends`。",
        themes=silent,
    )
    return listed([*lead, *told, *([nothing] if silent.en else [])], " ", "").in_language(language)
