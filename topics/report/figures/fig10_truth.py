"""Figure 10, shares from human codes beside those of each estimator."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from topics.report.captions import theme_shares_caption
from topics.report.figures import FIGURES, Drawing, Tables
from topics.report.figures.fig1_theme_shares import SHARE_ROWS, theme_share_pages, theme_share_rows
from topics.schema import declare
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig10_truth",
    "one estimator, or the codes, by theme and period",
    # Codes have no seeds, clusters or instability: these are numbers, missing there.
    tuple(
        replace(c, dtype="number", unit=c.unit or "0 or 1") if c.dtype in ("integer", "flag") else c for c in SHARE_ROWS
    ),
)

_CAPTION = {
    "en": "The shares that human codes of every passage give (no band: nothing is estimated) beside each estimator's.",
    "zh": "逐段人工编码给出的占比（无区间，因其不是估计）与各估计方法并列。",
}


def truth(job: Job) -> "pd.DataFrame | None":
    """Theme shares by period from human codes; None unless every counted passage has a code."""
    return job.coded_shares()


@FIGURES.register(
    "fig10_truth",
    label={
        "en": "Truth against estimate: the shares that human codes give beside each estimator's.",
        "zh": "真值与估计：人工编码给出的占比与各估计方法并列。",
    },
    tables=("shares", truth),
    rows=ROWS,
    lacking="not every passage of this study has a human code, so there is no truth to draw.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """The panels of figure 1 with human codes as the first estimator."""
    import pandas as pd

    from topics.plots.style import CODES

    rows = theme_share_rows(tables["shares"], themes)
    known = theme_share_rows(tables["truth"], themes).assign(estimator=CODES)
    both = pd.concat([known.reindex(columns=rows.columns), rows], ignore_index=True)
    beside = {"coded": tables["truth"], "own": rows[:1]}
    figure, *further = theme_share_pages(rows, themes, language, note=note, beside=beside)
    return Drawing(
        figure, both, _CAPTION[language] + "\n\n" + theme_shares_caption(rows, themes, language), tuple(further)
    )
