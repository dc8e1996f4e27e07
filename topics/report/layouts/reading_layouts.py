"""Layouts of what is read: words in context, key words, themes together."""

from typing import TYPE_CHECKING

from topics.reading.concordance import Concordance, beginning, ending
from topics.report.wrapping import width
from topics.wording import MISSING, count, number

if TYPE_CHECKING:
    import pandas as pd

_GAP = 2  # columns of the screen between two of the table
_ID, _SOURCE, _FOUND = 16, 14, 24  # most columns of an id, a source and a text that was found


def concordance_layout(lines: "pd.DataFrame", room: int) -> "pd.DataFrame":
    """The layout of lines of a concordance in a window of `room` columns: the text found stands below itself.

    Ids and sources are cut where they are long; a source that no document has, or all have, has no column.
    """
    import pandas as pd

    about = {"date": lines["date"].tolist(), "document": [_cut(name, _ID) for name in lines["doc_id"]]}
    if lines["source"].nunique() > 1:
        about["source"] = [_cut(name, _SOURCE) or MISSING for name in lines["source"]]
    if "weight" in lines:
        about["weight"] = [number(weight, 2) for weight in lines["weight"]]
    found = [_cut(text, _FOUND) for text in lines["found"]]
    used = sum(max(map(width, (name, *cells))) + _GAP for name, cells in (*about.items(), ("found", found)))
    side = max(8, (room - used - _GAP) // 2)
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
    shown = "" if len(found.lines) == found.total else f", {len(found.lines)} of them shown, evenly spaced over time"
    return f"{what}: {count(found.total, 'occurrence')}{shown}; {found.where}"


def occurrences_layout(counts: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of occurrences by period."""
    import pandas as pd

    return pd.DataFrame(
        {
            "period": counts["period"],
            "occurrences": counts["occurrences"],
            "passages": counts["passages"],
            "documents": [f"{n} of {of}" for n, of in zip(counts["documents"], counts["of_documents"], strict=True)],
            "per million words": [
                why or number(rate) for rate, why in zip(counts["per_million"], counts["why"], strict=True)
            ],
        }
    )
