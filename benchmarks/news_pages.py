"""How well are web pages read? Body, title and date of real pages against what they should be.

    python benchmarks/news_pages.py CORPORA

CORPORA holds `news-pages/html/` and `news-pages/expected.jsonl` (`html_file, title, date, text`). The body's score is
the F1 of its characters (spaces aside, each as often as it occurs) against the expected ones, before any cleaning.
`left out` counts the running sentences of the page that its reader left out, `unexplained` those that stand in no
furniture of the page.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path

import pandas as pd

from topics.preprocessing.dating.chronology import dated
from topics.preprocessing.readers.furniture import FURNITURE_STEPS
from topics.preprocessing.reading import read_files
from topics.preprocessing.sentences import sentences
from topics.report.tables import print_table


def score_pages(corpora: Path) -> pd.DataFrame:
    """A row a page: page, characters, body (F1), title and date (read as expected?), and the sentences left out."""
    folder = corpora / "news-pages"
    rows = []
    for line in (folder / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        expected = json.loads(line)
        [file] = read_files(folder / "html" / expected["html_file"])
        page = dated(file.documents[0])
        rows.append(
            (
                Path(expected["html_file"]).stem,
                len(expected["text"]),
                character_f1(page.text, expected["text"]),
                page.title == expected["title"],
                page.date == expected["date"],
                sum(len(sentences(text)) for _, text in page.taken),
                sum(len(sentences(text)) for step, text in page.taken if step not in FURNITURE_STEPS),
            )
        )
    return pd.DataFrame(rows, columns=["page", "characters", "body", "title", "date", "left out", "unexplained"])


def character_f1(found: str, expected: str) -> float:
    """F1 of two bags of characters; 1 when they are the same, spaces aside."""
    one, other = (Counter(re.sub(r"\s", "", text)) for text in (found, expected))
    return 2 * (one & other).total() / max(1, one.total() + other.total())


def main(corpora: Path) -> None:
    pages = score_pages(corpora)
    print_table(pages, "table", "Web pages read, against what they should say")
    summary = pd.DataFrame(
        {
            "pages": [len(pages)],
            "body, mean": [pages["body"].mean()],
            "body, worst": [pages["body"].min()],
            "titles": [pages["title"].sum()],
            "dates": [pages["date"].sum()],
            "left out": [pages["left out"].sum()],
            "unexplained": [pages["unexplained"].sum()],
        }
    )
    print_table(summary, "table", "In all")


if __name__ == "__main__":
    from machine import begin

    begin()
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
