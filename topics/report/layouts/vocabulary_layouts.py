"""The layout of a vocabulary: parts of terms by period, the change without each term, words in a term's place."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from topics.results.vocabulary import Vocabulary
from topics.wording import count, number, p_value, percent, points_interval, span, text_width

if TYPE_CHECKING:
    import pandas as pd

_COLUMNS = 80
_MOST = 24  # columns of a term that are not folded
_GAP = 3


def vocabulary_layout(vocabulary: Vocabulary) -> "dict[str, pd.DataFrame]":
    """The layout of a vocabulary, tables by title, none wider than 80 columns unless a word is."""
    shown = {}
    for theme in dict.fromkeys(vocabulary.parts["theme"]):
        own = vocabulary.of_theme(theme)
        for periods in _in_parts(own.parts):
            over = span(periods[0], periods[-1])
            shown[f"{theme}, {over}: parts of its terms, per cent of occurrences"] = _parts(own.parts, periods)
        shown[f"{theme}: its change in text that holds a term, without each term"] = _without(own.without)
    if len(vocabulary.replaced):
        shown["Words that stand where a term stood, and move against it"] = _words(vocabulary.replaced)
    return shown


def replaced_sentences(vocabulary: Vocabulary) -> list[str]:
    """A sentence per theme about its change when words in the place of terms are counted; and what was looked for."""
    told = []
    for theme, rows in vocabulary.replaced.groupby("theme", sort=False):
        row = rows.iloc[0]
        change = points_interval(row["change"], row["lower"], row["upper"])
        told.append(f"{theme}: with such words counted the change is {change} points, p {p_value(row['p_change'])}.")
    return told or ["No word stands where a term stood and moves against it."]


def absent_sentence(vocabulary: Vocabulary) -> str:
    """A sentence about terms that occur in no counted passage; empty where all do."""
    total = vocabulary.parts.groupby(["theme", "term"], sort=False)["occurrences"].sum()
    terms = total.index.get_level_values("term")[total == 0].tolist()
    return f"{count(len(terms), 'term occurs', 'terms occur')} in no period: {', '.join(terms)}." if terms else ""


def _in_parts(rows: "pd.DataFrame") -> Iterator[list[str]]:
    """The periods of as many columns as fit beside the terms, in order."""
    periods = [str(period) for period in rows["period"].unique()]
    beside = min(max([text_width(term) for term in rows["term"]] + [len("occurrences")]), _MOST)
    most = max(1, (_COLUMNS - beside) // (_GAP + max([4, *map(len, periods)])))
    for first in range(0, len(periods), most):
        yield periods[first : first + most]


def _parts(rows: "pd.DataFrame", periods: Sequence[str]) -> "pd.DataFrame":
    """One row per term that occurs at all, one column per period, and a row of occurrences."""
    import pandas as pd

    found = rows.groupby("term", sort=False)["occurrences"].sum()
    table: dict[str, list[str]] = {"term": [*found.index[found > 0], "occurrences"]}
    for period in periods:
        own = rows[rows["period"] == period].set_index("term")
        cells = [percent(part, 0, sign="") for part in own.loc[table["term"][:-1], "part"]]
        table[period] = [*cells, f"{own['theme_occurrences'].iloc[0]:,}"]
    return pd.DataFrame(table)


def _without(rows: "pd.DataFrame") -> "pd.DataFrame":
    """Terms that occur, the largest first, below a row that counts all of them."""
    import pandas as pd

    rows = rows[(rows["part"] > 0) & rows["change"].notna()]
    rows = rows.sort_values("part", ascending=False, kind="stable")
    cells = zip(rows["change"], rows["lower"], rows["upper"], strict=True)
    return pd.DataFrame(
        {
            "without": rows["term"].replace("", "(all counted)"),
            "part": [percent(part, 0) for part in rows["part"]],
            "change, points": [points_interval(*cell) for cell in cells],
            "p": [p_value(p) for p in rows["p_change"]],
        }
    )


def _words(rows: "pd.DataFrame") -> "pd.DataFrame":
    """One row per word; the shares of documents with the term and with the word, first and last, stand behind them."""
    import pandas as pd

    def moved(name: str) -> list[str]:
        ends = zip(rows[name], rows[f"{name}_first"], rows[f"{name}_last"], strict=True)
        return [f"{word} {percent(a, 0, sign='')} → {percent(b, 0)}" for word, a, b in ends]

    likeness = [f"{number(a, 2)}, {number(b, 2)}" for a, b in zip(rows["neighbours"], rows["company"], strict=True)]
    return pd.DataFrame(
        {
            "theme": rows["theme"],
            "term, documents": moved("term"),
            "word, documents": moved("word"),
            "likeness": likeness,
        }
    )
