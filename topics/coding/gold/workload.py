"""The work that a drawn sample asks of its coders: texts for each, and the time that reading them takes.

Conventions. Minutes are those of reading aloud, which leaves some time to think: 228 words or 255 Chinese characters a
minute. Of writing codes down nothing is known. Source. Trauzettel-Klosinski & Dietz 2012, Investigative Ophthalmology
& Visual Science 53, 5452 (texts of one level in 17 languages).
"""

import re
from collections.abc import Sequence

from topics.coding.gold.folder import FRAME, KEY, GoldFolder
from topics.wording import count, duration, listed

_WORDS, _CHARACTERS = 228, 255  # a minute
_CHARACTER = re.compile(r"[\u3400-\u9fff]")


def reading_minutes(text: str) -> float:
    """Minutes that reading a text takes.

    >>> reading_minutes("研" * 510), reading_minutes("word " * 114)
    (2.0, 0.5)
    """
    return len(_CHARACTER.findall(text)) / _CHARACTERS + len(_CHARACTER.sub(" ", text).split()) / _WORDS


def workload(place: GoldFolder, texts: dict[str, str]) -> Sequence[str]:
    """Sentences about what was drawn last: how many texts for each coder, of how many units, and how long they are.

    `texts` are those of the units by id, as `topics.coding.gold.units.unit_texts` gives them.
    """
    design, key, frame = place.drawn(), place.table("key.csv", KEY), place.table("frame.csv", FRAME)
    drawn = key[key["batch"] == str(len(design.batches))]
    if drawn.empty:
        return []
    coders = drawn["coders"].astype(int)
    mine = [count(int((coders >= n).sum()), "text") for n in range(1, len(design.batches[-1].sheets) + 1)]
    who = [place.coder_name(len(design.batches), n) or f"coder {n}" for n in range(1, len(mine) + 1)]
    shares = listed([f"{name}: {texts_of}" for name, texts_of in zip(who, mine, strict=True)], len(mine))
    shares = shares if place.coder_name(len(design.batches), 1) else f"{shares[0].upper()}{shares[1:]}"
    minutes = sum(reading_minutes(texts[unit]) for unit in drawn["unit"])
    what, periods = f"{design.between} value" if design.between else "period", frame["period"].nunique()
    both = ["How often coders err is read from the texts that several of them code."] if len(mine) > 1 else []
    return [
        f"{shares}; of {count(len(frame), design.unit)}, up to "
        f"{design.batches[-1].per_period} in each of {count(periods, what)}. What so many can tell: "
        "`topics gold power`.",
        f"Reading takes {who[0]} about {duration(60 * minutes)} ({duration(60 * minutes / len(drawn))} a text), "
        "without the time to decide.",
        *both,
    ]
