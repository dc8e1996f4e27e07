"""Compose the English sample study: its documents, its codes and the shares that were set for it.

Run it from the root of the repository; it writes the same files every time:

    python data/sample-en/compose.py                # or another folder: python data/sample-en/compose.py FOLDER

Every passage has one main theme, and `SHARES` says how many passages of a year have which. Its sentences come from
sentences.toml, whose blanks are filled in anew each time. One in twelve passages of a theme holds none of its terms, and
one in twenty-five of the others names a theme in passing: counting terms cannot be wholly right.
"""

import csv
import random
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parents[1])]

from formats import WRITERS, news, questions  # noqa: E402

YEARS = range(2019, 2024)
PASSAGES = 160  # a year
SHARES = {
    "offshore-wind": (0.15, 0.20, 0.225, 0.25, 0.30),
    "data-protection": (0.10, 0.125, 0.15, 0.125, 0.10),
    "care-homes": (0.25, 0.30, 0.20, 0.15, 0.10),
    "rail-freight": (0.05, 0.05, 0.075, 0.10, 0.125),
}
SIZES = (4, 5, 6, 5)  # passages of a document, in turn
KINDS = ("minutes",) * 8 + ("briefing",) * 6 + ("notice",) * 5 + ("report",) * 4 + ("reply",) * 4 + ("question",) * 3 + ("news",) * 2  # fmt: skip # noqa: E501
SUFFIXES = {"minutes": ".txt", "briefing": ".md", "notice": ".html", "report": ".pdf", "reply": ".docx"}
TITLES = {
    "minutes": ("Cabinet", "Scrutiny Panel", "Area Board", "Joint Committee"),
    "briefing": ("Weekly briefing", "Note to members", "Situation report"),
    "notice": ("News from County Hall", "What was decided", "From the Leader's desk"),
    "report": ("Review of services", "State of the county", "Performance report"),
    "reply": ("Reply to the consultation", "Evidence to the inquiry"),
    "question": ("Question to the Leader", "Question to the Chair", "Question from the gallery"),
    "news": ("The week in Lennshire", "Council round-up"),
}
LEVELS = {"minutes": ("county", "district"), "reply": ("parish",), "question": ("county", "district", "parish")}
REGIONS = ("Coast", "Vale", "Moors")
TAILS = (
    ", members heard", ", the paper says", ", against the advice given", ", as {group} had said it would",
    ", and more is to come", ", which surprised no one", ", according to {firm}", ", the first time since {month}",
)  # fmt: skip
UNDATED = ("minutes-2020-05", "briefing-2021-03", "report-2022-02")  # their dates stand in documents.csv alone


@dataclass(frozen=True)
class Document:
    """One document before it is a file; `themes` has the main theme of each passage, "other" for none of them."""

    id: str
    kind: str
    day: date
    title: str
    source: str
    region: str
    level: str
    passages: tuple[str, ...]
    themes: tuple[str, ...]
    number: int  # of its kind in its year, from 1
    copied: int = 0  # how many of its passages repeat an earlier document

    @property
    def dated(self) -> bool:
        """Whether the file says when it was published."""
        return self.id not in UNDATED


class Writer:
    """The hand that writes passages: the sentences of a pool take turns."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.pools = tomllib.loads((HERE / "sentences.toml").read_text(encoding="utf-8"))
        self.slots = self.pools.pop("slots")
        self.decks: dict[tuple[str, str], list[str]] = {}

    def passage(self, theme: str) -> str:
        """A passage of three or four sentences about one theme, or about one subject that is none of them."""
        length = self.random.choice((3, 3, 4))
        if theme == "other":
            drawn = self._draw("other", self.random.choice(list(self.pools["other"])), length)
            if self.random.random() < 1 / 25:
                drawn[-1:] = self._draw(self.random.choice(list(SHARES)), "passing", 1)
        else:
            named = 0 if self.random.random() < 1 / 12 else self.random.choice((1, 2, 2))
            drawn = self._draw(theme, "named", named) + self._draw(theme, "around", length - named)
            self.random.shuffle(drawn)
        return " ".join(self._filled(sentence) for sentence in drawn)

    def _draw(self, of: str, pool: str, number: int) -> list[str]:
        deck = self.decks.setdefault((of, pool), [])
        if len(deck) < number:
            deck[:] = self.random.sample(self.pools[of][pool], len(self.pools[of][pool]))
        return [deck.pop() for _ in range(number)]

    def _filled(self, sentence: str) -> str:
        if self.random.random() < 0.3:
            sentence = sentence[:-1] + self.random.choice(TAILS) + "."
        text = re.sub(r"\{(\w+)\}", lambda found: self._slot(found[1]), sentence)
        return re.sub(r"(?<=[a-z,] )(The|A|Friends)(?= (?:Kelby|Thornsea|Larkstoke|Pennard|cooperative))", _small, text)

    def _slot(self, name: str) -> str:
        if name in self.slots:
            return str(self.random.choice(self.slots[name]))
        drawn = self.random.random()
        return {
            "some": f"{3 + int(drawn * 60)}",
            "count": f"{120 + int(drawn * 1900):,}",
            "percent": f"{4 + int(drawn * 70)} per cent",
            "money": f"£{round(0.2 + drawn * 40, 1)} million",
        }[name]


def _small(found: re.Match[str]) -> str:
    return found[0].lower()


def documents(seed: int = 1) -> list[Document]:
    """The documents, re-issues at the end."""
    writer = Writer(seed)
    made = [document for index, year in enumerate(YEARS) for document in _of_year(writer, index, year)]
    return [*made, *_reissues(writer, {document.id: document for document in made})]


def _of_year(writer: Writer, index: int, year: int) -> Iterator[Document]:
    rng = writer.random
    counts = {theme: round(shares[index] * PASSAGES) for theme, shares in SHARES.items()}
    themes = [theme for theme, count in counts.items() for _ in range(count)]
    themes += ["other"] * (PASSAGES - len(themes))
    rng.shuffle(themes)
    numbers: Counter[str] = Counter()
    for place, kind in enumerate(rng.sample(KINDS, len(KINDS))):
        numbers[kind] += 1
        own, themes = themes[: SIZES[place % len(SIZES)]], themes[SIZES[place % len(SIZES)] :]
        region, level = rng.choice(REGIONS), rng.choice(LEVELS.get(kind, ("county",)))
        day = date(year, 1, 8) + timedelta(days=rng.randrange(340))
        yield Document(
            f"{kind}-{year}-{numbers[kind]:02}", kind, day, rng.choice(TITLES[kind]), _source(kind, region, level),
            region, level, tuple(writer.passage(theme) for theme in own), tuple(own), numbers[kind],
        )  # fmt: skip


def _source(kind: str, region: str, level: str) -> str:
    if kind == "news":
        return "The Lennshire Courier"
    return {"county": "Lennshire County Council", "district": f"{region} District Council"}.get(
        level, f"Parish Councils of the {region}"
    )


def _reissues(writer: Writer, known: dict[str, Document]) -> Iterator[Document]:
    """Later documents that repeat an earlier one: as it was, in another format, or with a passage of their own."""
    plan = [
        ("briefing-2019-02", "notice", ""), ("minutes-2019-04", "briefing", ""), ("notice-2020-03", "notice", ""),
        ("reply-2021-02", "minutes", ""), ("report-2021-01", "briefing", "rail-freight"),
        ("minutes-2022-06", "notice", "other"), ("notice-2022-01", "briefing", "offshore-wind"),
    ]  # fmt: skip
    for number, (earlier, kind, more) in enumerate(plan, 1):
        first = known[earlier]
        yield replace(
            first, id=f"reissue-{number:02}", kind=kind, number=number, day=first.day + timedelta(days=20 + 9 * number),
            title=f"{first.title}, re-issued", copied=len(first.passages),
            passages=first.passages + ((writer.passage(more),) if more else ()),
            themes=first.themes + ((more,) if more else ()),
        )  # fmt: skip


def words(text: str) -> int:
    """Number of words, as the shares of words in truth.csv count them."""
    return len(re.findall(r"[^\W_]+(?:['’,.][^\W_]+)*", text))


def truth(made: Sequence[Document]) -> list[list[object]]:
    """The shares that were set, by passages and by words; passages that repeat earlier ones are not counted."""
    rows: list[list[object]] = []
    for year in YEARS:
        own = [
            (theme, words(text))
            for document in made
            if document.day.year == year
            for theme, text in list(zip(document.themes, document.passages, strict=True))[document.copied :]
        ]
        for theme in (*SHARES, "other"):
            lengths = [length for name, length in own if name == theme]
            rows.append([year, theme, round(len(lengths) / len(own), 4), round(sum(lengths) / sum(n for _, n in own), 4)])
    return rows


def manifest(made: Sequence[Document]) -> list[list[object]]:
    """The rows of documents.csv: attributes of each file, and dates of those that state none."""
    rows: list[list[object]] = []
    for document in made:
        if document.kind in SUFFIXES:
            day = "" if document.dated else document.day.isoformat()
            path = f"documents/{document.id}{SUFFIXES[document.kind]}"
            rows.append([path, "", day, document.source, "", document.region, document.level, document.kind])
    rows.append(["documents/lennshire-courier.rtf", "", "", "", "", "", "press", "news"])
    return rows


def write(folder: Path) -> None:
    """Write documents/, documents.csv, gold.csv and truth.csv into the folder."""
    made = documents()
    (folder / "documents").mkdir(parents=True, exist_ok=True)
    for document in made:
        if document.kind in SUFFIXES:
            suffix = SUFFIXES[document.kind]
            (folder / "documents" / f"{document.id}{suffix}").write_bytes(WRITERS[suffix](document))
    for name, kind, writer in (("questions.csv", "question", questions), ("lennshire-courier.rtf", "news", news)):
        own = sorted((d for d in made if d.kind == kind), key=lambda d: d.day)
        (folder / "documents" / name).write_bytes(writer(own))
    columns = "path,id,date,source,title,region,level,doc_type".split(",")
    _write_rows(folder / "documents.csv", columns, manifest(made))
    _write_rows(folder / "truth.csv", ["year", "theme", "share_of_passages", "share_of_words"], truth(made))
    _write_rows(folder / "gold.csv", ["doc_id", "position", "theme", "starts"], _codes(made))


def _codes(made: Sequence[Document]) -> Iterator[list[object]]:
    courier = {d.id: f"lennshire-courier-{n}" for n, d in enumerate(sorted((d for d in made if d.kind == "news"), key=lambda d: d.day), 1)}  # fmt: skip # noqa: E501
    for document in made:
        for position, (theme, text) in enumerate(zip(document.themes, document.passages, strict=True), 1):
            yield [courier.get(document.id, document.id), position, theme, text[:40]]


def _write_rows(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
