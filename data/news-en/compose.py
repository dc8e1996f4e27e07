"""Compose the newspaper study: one table of articles, and the codes of a sample of their paragraphs.

Run it from the root of the repository; it writes the same files every time:

    python data/news-en/compose.py                # or another folder: python data/news-en/compose.py FOLDER

The sentences are those of the English sample study. `SHARES` says how many paragraphs of a year are about which theme.
Two coders read the same paragraphs, drawn by chance within each year; the second errs in one of fifteen at most, and
both have settled what they differed about.
"""

import csv
import random
import runpy
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SAMPLE = runpy.run_path(str(HERE.parent / "sample-en" / "compose.py"))
YEARS = range(2019, 2025)
ARTICLES, PARAGRAPHS = 40, 3  # a year, an article
SHARES = {
    "offshore-wind": (0.10, 0.125, 0.15, 0.20, 0.225, 0.275),
    "data-protection": (0.10, 0.10, 0.10, 0.10, 0.10, 0.10),
    "care-homes": (0.25, 0.25, 0.225, 0.20, 0.15, 0.10),
    "rail-freight": (0.05, 0.05, 0.05, 0.075, 0.075, 0.10),
}
PAPERS = ("The Lennshire Courier", "Kelby Evening Post", "The Vale Gazette")
HEADLINES = ("Council round-up", "The week in brief", "What the county decides", "From our reporters", "In the chamber")
CODED, ERRS = 40, 15  # paragraphs of a year that are coded; the second coder guesses at one of so many


def articles(seed: int = 7) -> list[dict[str, Any]]:
    """The articles in the order of their days; `themes` has the main theme of each paragraph."""
    writer = SAMPLE["Writer"](seed)
    made = [article for index, year in enumerate(YEARS) for article in _of_year(writer, index, year)]
    return [{"id": f"a{number:03}", **one} for number, one in enumerate(sorted(made, key=lambda a: a["day"]), 1)]


def _of_year(writer: Any, index: int, year: int) -> list[dict[str, Any]]:
    rng, size = writer.random, ARTICLES * PARAGRAPHS
    themes = [theme for theme, shares in SHARES.items() for _ in range(round(shares[index] * size))]
    themes += ["other"] * (size - len(themes))
    rng.shuffle(themes)
    return [
        {
            "day": date(year, 1, 4) + timedelta(days=9 * number + rng.randrange(8)),
            "paper": rng.choice(PAPERS),
            "headline": rng.choice(HEADLINES),
            "themes": (own := themes[number * PARAGRAPHS : (number + 1) * PARAGRAPHS]),
            "paragraphs": [writer.passage(theme) for theme in own],
        }
        for number in range(ARTICLES)
    ]


def codes(made: list[dict[str, Any]], seed: int = 8) -> list[list[str]]:
    """The codes of a sample: the article, the paragraph, and its main theme by each coder."""
    rng, rows = random.Random(seed), []
    for year in YEARS:
        own = [(a["id"], text, theme) for a in made if a["day"].year == year
               for text, theme in zip(a["paragraphs"], a["themes"], strict=True)]  # fmt: skip
        for name, text, theme in rng.sample(own, CODED):
            theme = "none" if theme == "other" else theme
            second = rng.choice([*SHARES, "none"]) if rng.random() < 1 / ERRS else theme
            rows.append([name, text, theme, second, theme])
    return rows


def write(folder: Path) -> None:
    """Write articles.csv and codes.csv into the folder."""
    made = articles()
    table = [[a["id"], a["day"].isoformat(), a["paper"], a["headline"], "\n".join(a["paragraphs"])] for a in made]
    _write(folder / "articles.csv", ["id", "published", "newspaper", "headline", "text"], table)
    _write(folder / "codes.csv", ["doc_id", "text", "ann", "ben", "final"], codes(made))


def _write(path: Path, columns: list[str], rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([columns, *rows])


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
