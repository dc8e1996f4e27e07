"""Layouts of what is read: words in context, key words, and themes that stand together."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.reading.compared import KEY, Compared
from topics.reading.concordance import Concordance, beginning, ending
from topics.reading.together import TOLD, UNITS
from topics.report.wrapping import width
from topics.themes import Theme, terms_of_several
from topics.wording import MISSING, count, listed, number, number_interval, of_all, p_value, percent

if TYPE_CHECKING:
    import pandas as pd

_GAP = 2  # columns of the screen between two of the table
_ID, _SOURCE, _FOUND = 16, 14, 24  # most columns of an id, a source and a text that was found
_SIDE = 16  # columns of context below which the source is left out


def concordance_layout(lines: "pd.DataFrame", room: int) -> "pd.DataFrame":
    """The layout of lines of a concordance in a window of `room` columns: the text found stands below itself.

    Ids and sources are cut where they are long. A source that no document has, or all have, has no column, nor has one
    that would leave the context hardly a word.
    """
    import pandas as pd

    about = {"date": lines["date"].tolist(), "document": [_cut(name, _ID) for name in lines["doc_id"]]}
    if lines["source"].nunique() > 1:
        about["source"] = [_cut(name, _SOURCE) or MISSING for name in lines["source"]]
    if "weight" in lines:
        about["weight"] = [number(weight, 2) for weight in lines["weight"]]
    found = [_cut(text, _FOUND) for text in lines["found"]]
    taken = {name: max(map(width, (name, *cells))) + _GAP for name, cells in (*about.items(), ("found", found))}
    if "source" in about and (room - sum(taken.values()) - _GAP) // 2 < _SIDE:
        del about["source"], taken["source"]
    side = max(_SIDE // 2, (room - sum(taken.values()) - _GAP) // 2)
    before, behind = (
        [cut(text, side) for text in lines[name]] for cut, name in ((ending, "left"), (beginning, "right"))
    )
    return pd.DataFrame({**about, "before": before, "found": found, "behind": behind}, dtype="str")


def _cut(text: str, room: int) -> str:
    line = " ".join(text.split())
    if width(line) <= room:
        return line
    while width(line) > room - 1:
        line = line[:-1]
    return line + "…"


def concordance_sentence(found: Concordance) -> str:
    """What was looked for, where, and how much of it is shown."""
    what = f"{found.theme.id} ({', '.join(found.theme.terms)})" if found.is_theme else found.theme.terms[0]
    shown = "" if len(found.lines) == found.total else f", {len(found.lines):,} of them shown, evenly spaced"
    return f"{what}: {count(found.total, 'occurrence')}{shown}; {found.where}"


def occurrences_layout(counts: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of occurrences by period."""
    import pandas as pd

    return pd.DataFrame(
        {
            "period": counts["period"],
            "occurrences": counts["occurrences"],
            "passages": counts["passages"],
            "documents": [of_all(n, of) for n, of in zip(counts["documents"], counts["of_documents"], strict=True)],
            "per million words": [
                why or number(rate) for rate, why in zip(counts["per_million"], counts["why"], strict=True)
            ],
        }
    )


def keyness_layout(found: Compared, top: int) -> "pd.DataFrame":
    """The layout of key words: the surest `top` of each side, a block per side."""
    import pandas as pd

    names = {"a": f"More in a: {found.a}", "b": f"More in b: {found.b}"}
    table = pd.concat([found.table[found.table["more_in"] == side][:top] for side in names])
    intervals = zip(table["log_ratio"], table["lower"], table["upper"], strict=True)
    return pd.DataFrame(
        {
            "more in": table["more_in"].map(names),
            "word": table["word"],
            **{
                f"{side} per million (documents)": [
                    f"{number(rate)} ({n:,})"
                    for rate, n in zip(table[f"per_million_{side}"], table[f"documents_{side}"], strict=True)
                ]
                for side in names
            },
            "log ratio": [_log_interval(*numbers) for numbers in intervals],
            "G²": [number(value, 1) for value in table["g2"]],
            "log odds, z": [number(value, 1) for value in table["log_odds_z"]],
            "p (adjusted)": [why or p_value(p) for p, why in zip(table["p_adjusted"], table["why"], strict=True)],
        }
    )


def _log_interval(value: float, lower: float, upper: float) -> str:
    """A log ratio with its interval, of which an end may be infinite."""
    if lower != lower:
        return number(value, 1)
    ends = [number(end, 1) if abs(end) < float("inf") else "∞" if end > 0 else "−∞" for end in (lower, upper)]
    return f"{number(value, 1)} [{ends[0]}, {ends[1]}]"


def keyness_sentences(found: Compared) -> list[str]:
    """What was compared, how many words are key, how many G² alone would call so, and what was not tested."""
    about = f"passages about {found.theme} by {found.estimator}" if found.theme else "all text"
    sizes = [
        f"{count(n, 'document')} with {number(words)} words"
        for n, words in zip(found.documents, found.tokens, strict=True)
    ]
    said = [
        f"{about[0].upper()}{about[1:]}: a is {found.a} ({sizes[0]}), b is {found.b} ({sizes[1]}).",
        f"{count(found.key, 'word is', 'words are')} key of {found.tested:,} tested, by documents, at a false "
        f"discovery rate of {percent(KEY, 0)}; G² would call {found.key_by_words:,} so, were words independent of "
        "their documents.",
    ]
    if rest := len(found.table) - found.tested:
        why = found.table.loc[found.table["p"].isna(), "why"].unique().tolist()
        said.append(f"{count(rest, 'word is', 'words are')} not tested: {listed(why)}.")
    return said


def together_layout(table: "pd.DataFrame") -> "dict[str, pd.DataFrame]":
    """The layout of themes that stand together: a table per unit of text, the surest pairs first."""
    import pandas as pd

    found = {}
    for unit in UNITS:
        its = table[table["unit"] == unit]
        bounds = zip(its["ratio"], its["lower"], its["upper"], its["why"], strict=True)
        found[f"Pairs of themes in one {unit}, of {number(int(its['units'].max()))}"] = pd.DataFrame(
            {
                "themes": [f"{a} + {b}" for a, b in zip(its["theme_a"], its["theme_b"], strict=True)],
                "together": [number(int(n)) for n in its["together"]],
                "by chance": [number(float(n), 1) for n in its["expected"]],
                "times chance": [why or number_interval(*three) for *three, why in bounds],
                "p (adjusted)": [p_value(p) if p == p else MISSING for p in its["p_adjusted"]],
                "documents": its["documents"],
            }
        )
    return found


def together_sentences(table: "pd.DataFrame", themes: Sequence[Theme] = ()) -> list[str]:
    """How many pairs are told from chance, by unit of text, what chance is, and which terms are of several `themes`."""
    said = []
    for unit in UNITS:
        its = table[table["unit"] == unit]
        told = its[its["p_adjusted"] < TOLD]
        more = int((told["ratio"] > 1).sum())
        said.append(
            f"{more} of {count(len(its), 'pair')} of themes share a {unit} more often than by chance, "
            f"{len(told) - more} less often, at a false discovery rate of {percent(TOLD, 0)}."
        )
    said += terms_in_common(themes, {theme.id: theme.id for theme in themes})
    return [*said, f"By chance: the units of each document shuffled. {MISSING}: not tested."]


def terms_in_common(themes: Sequence[Theme], names: Mapping[str, str], language: str = "en") -> list[str]:
    """For each term of several themes that these stand together wherever it stands; `names` are those of the themes."""
    said = []
    for term, of in terms_of_several(themes):
        quoted = [f"“{names[theme]}”" for theme in of]
        if language == "zh":
            said.append(f"“{term}”同为{'、'.join(quoted)}的词项，凡出现之处，这些主题即算共现。")
        else:
            said.append(f"“{term}” is a term of {listed(quoted)}, which stand together wherever it stands.")
    return said
