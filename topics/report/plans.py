"""Plans of tables that people see: which column is a heading, which stands below its row, which is left out first.

One plan serves terminal, LaTeX, Markdown and HTML alike. A table has the first plan of `PLANS` whose `columns` it has,
by their own names or by the Chinese ones of `topics.report.headings`. Names of columns that a table lacks are passed
over, so that a plan serves a table with and without its optional columns. A table without a plan is shown whole, and is
folded as it must be: see `topics.report.screen`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.report.headings import HEADINGS

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Plan:
    """Where the columns of a table go.

    `columns` are those by which the table is known. `block`: the column whose value is a heading above its rows.
    `under`: columns of sentences, each below its row. `last`: columns that are left out where there is no room, first
    to last; the line below the table names them. `right`: columns of text that end at one place, as numbers do.
    `language`: that of the columns' names.
    """

    columns: frozenset[str]
    block: str = ""
    under: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    language: str = "en"

    def in_chinese(self) -> "Plan":
        """The plan of the same table with Chinese headings."""
        parts = ([HEADINGS.get(name, name) for name in of] for of in (self.columns, self.under, self.last, self.right))
        columns, under, last, right = map(tuple, parts)
        return Plan(frozenset(columns), HEADINGS.get(self.block, self.block), under, last, right, "zh")


def plan_of(table: "pd.DataFrame") -> Plan:
    """The plan of a table, found by its columns."""
    names = frozenset(map(str, table.columns))
    if found := next((plan for plan in PLANS if plan.columns <= names), None):
        return found
    chinese = bool(names & {*HEADINGS.values()} - {*HEADINGS})
    plans = (plan.in_chinese() for plan in PLANS) if chinese else ()
    return next((plan for plan in plans if plan.columns <= names), Plan(names, language="zh" if chinese else "en"))


_BESIDE_A_CHANGE = ("Kendall's tau", "by the model, points", "detectable, points")


def _plan(
    *columns: str,
    block: str = "",
    under: tuple[str, ...] = (),
    last: tuple[str, ...] = (),
    right: tuple[str, ...] = (),
) -> Plan:
    return Plan(frozenset(columns), block, under, last, right)


PLANS: tuple[Plan, ...] = (
    # Reading: a line per occurrence, the text that was found below itself; a block per side that a word is of.
    _plan("date", "before", "found", "behind", right=("before",)),
    _plan("more in", "word", "log ratio", block="more in", last=("G²", "log odds, z")),
    # Shares: a block per theme.
    _plan("theme", "why not measured", block="theme", under=("why not measured",)),
    # Specifications: a block per theme.
    _plan("theme", "specification", "change, points", block="theme"),
    _plan("theme", "choice", "value", block="theme"),
    _plan("theme", "specifications", last=("same sign as median", "others of the same result", "without the theme")),
    # Changes: a line per theme of one estimator, a block per theme of several.
    _plan("theme", "estimator", "fitted change, points", block="theme", last=_BESIDE_A_CHANGE),
    _plan("theme", "fitted change, points", last=_BESIDE_A_CHANGE),
    _plan("theme", "estimator", "difference of both, points", block="theme"),
    _plan("theme", "together, points", block="theme"),
    _plan("theme", "claim", "verdict", "ground", block="theme", under=("ground",)),
    _plan("theme", "statement", under=("statement",)),
    _plan("why not", under=("why not",)),
    _plan("event", "theme", "step, points", block="event", last=("months", "before", "after", "p")),
    # Comparisons: a row per model; a row per run; two runs.
    _plan("model", "seeds", "NPMI", under=("notes",), last=("inverted RBO", "flagged", "diversity")),
    _plan(
        *("run", "diversity"),
        under=("unfit", "apart", "chance", "own"),
        last=("inverted RBO", "passages", "random words"),
    ),
    _plan("run", "kind", "settings", under=("settings",)),
    _plan("topic", "matched", "kept", under=("kept", "gained", "lost")),
    _plan("theme", "period", "difference, points", block="theme"),
    _plan("estimator", "code", "theme", "precision", block="estimator"),
    # Runs, their topics and passages.
    _plan("run", "model", "seed", "created", under=("note",), last=("unassigned", "seconds", "topics", "tags")),
    _plan("topic", "share", "top_words", under=("top_words",), last=("exclusivity", "term_mass")),
    _plan("passage_id", "text", under=("text",)),
    # Stability.
    _plan("theme", "similarity", "margin", "largest range in", last=("n_topics", "n_runs", "margin")),
    # Terms: a block per theme.
    _plan("theme", "term", "raw", "vocabulary", block="theme", under=("whereabouts",), last=("segmented",)),
    _plan("theme", "term", "keywords", block="theme", under=("warning",), last=("per_million_words", "passage_share")),
    _plan("theme", "term", "follows", block="theme"),
    _plan("theme", "term", block="theme"),
    # Coded samples: a block per theme, or per estimator.
    _plan("theme", "method", block="theme"),
    _plan("estimator", "theme", "measure", "p constant", block="estimator"),
    # Figures, the checklist, the corpus.
    _plan("figure", "shows", under=("shows",)),
    _plan("section", "item", "value", block="section", under=("value",)),
    _plan("level", "stage", "reason", block="level"),
    _plan("step", "characters", "example", under=("example",)),
    _plan(
        *("level", "canonical", "member"),
        under=("begins",),
        last=("figures_kept", "figures_changed", "back", "in_canonical", "in_member", "n_passages", "longest"),
    ),
)
