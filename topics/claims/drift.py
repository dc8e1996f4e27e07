"""Grounds against a change that is one of wording: it rests on one term, or a word has taken a term's place.

A change of a theme is one of its terms together. It should stand, in its direction at 5 % (one-sided, since the
direction is named), when any single term is left out; and also when the words are counted with it that took the place
of its terms. Of two changes one of which is told and the other not, none is known to be the larger: such a ground also
takes half of the change away. Whatever counts the terms shares their change of wording, so that these grounds hold
against all such estimators at once.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from topics.claims.text import Text, listed, say
from topics.results.vocabulary import Vocabulary
from topics.wording import p_value, percent, points

if TYPE_CHECKING:
    import pandas as pd

ONE_SIDED = 0.1  # two-sided p of a change in a direction that is named at 5 %
LEAST_LEFT = 0.5  # part of a change that stands


def drift_grounds(vocabulary: Vocabulary) -> list[Text] | None:
    """Grounds against a change of one theme, from its rows of the vocabulary; none where it is not one of wording.

    None where that cannot be told: fewer than two terms occur, and no word is known to have taken a term's place.
    """
    without, replaced = vocabulary.without, vocabulary.replaced
    terms = without[(without["term"] != "") & (without["part"] > 0)]
    grounds = [*_carried(without), *_taken_over(without, replaced)]
    return None if len(terms) < 2 and not grounds else grounds


def _carried(without: "pd.DataFrame") -> list[Text]:
    """A ground for the terms without which the change is another or none; only what is told with all can be lost."""
    rows = without.to_dict("records")
    way = next((_way(row) for row in rows if row["term"] == ""), 0)
    most = LEAST_LEFT * max((abs(row["change"]) for row in rows if row["term"] == ""), default=0.0)
    carriers = [
        row for row in rows
        if row["term"] and way and 0 < row["part"] < 1 and _way(row) != way and way * row["change"] < most
    ]  # fmt: skip
    if not carriers:
        return []
    told = [
        say(
            "“{term}”, {part} of its occurrences ({change} points, p {p})",
            "“{term}”（占出现次数的 {part}；{change} 个百分点，p {p}）",
            term=row["term"],
            part=percent(row["part"], 0),
            change=points(row["change"]),
            p=p_value(row["p_change"], equals=True),
        )
        for row in carriers
    ]
    return [
        say(
            "counted by its terms, less than half of the theme's change is left without {terms}",
            "按词项计数，去掉{terms}后，所余变化不足一半",
            terms=listed(told, ", or without ", "或"),
        )
    ]


def _taken_over(without: "pd.DataFrame", replaced: "pd.DataFrame") -> list[Text]:
    """A ground for words in the place of terms, where one of the changes without and with them is told.

    The other is then of the other sign, or less than half as large.
    """
    if not len(replaced):
        return []
    alone, together = without.iloc[0], replaced.iloc[0]
    ways = {_way(alone.to_dict()), _way(together.to_dict())}
    small, large = sorted((float(alone["change"]), float(together["change"])), key=abs)
    if ways == {0} or (ways != {1, -1} and small * large >= LEAST_LEFT * large**2):
        return []
    told = listed([_swapped(row) for row in replaced.to_dict("records")], ", ", "，")
    return [
        say(
            "{told}: with such words counted the change is {change} points, p {p}",
            "{told}；计入这些词后，变化为 {change} 个百分点，p {p}",
            told=told,
            change=points(together["change"]),
            p=p_value(together["p_change"], equals=True),
        )
    ]


def _swapped(row: Mapping[Any, Any]) -> Text:
    old, new = ("term", "word") if row["rises"] else ("word", "term")
    return say(
        "“{new}” ({new_first} → {new_last} of documents) takes the place of “{old}” ({old_first} → {old_last})",
        "“{new}”（文档占比 {new_first} → {new_last}）取代“{old}”（{old_first} → {old_last}）",
        new=row[new],
        old=row[old],
        **{
            f"{name}_{end}": percent(row[f"{which}_{end}"], 0)
            for name, which in (("old", old), ("new", new))
            for end in ("first", "last")
        },
    )


def _way(row: Mapping[Any, Any]) -> int:
    """1 for a rise and −1 for a fall that is told from no change in that direction, else 0."""
    change, p = float(row["change"]), float(row["p_change"])
    return (1 if change > 0 else -1) if p < ONE_SIDED else 0
