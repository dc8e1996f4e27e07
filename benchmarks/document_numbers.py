"""Are the documents' own numbers found, and no others? Real documents against what their readers noted.

    python benchmarks/document_numbers.py CORPORA

CORPORA holds the corpora that `document_numbers.csv` names. Its rows (`corpus, document, number`) were written by
reading each document before any program had looked for a number; `number` is empty where the document states none of
its own. `document` is the id, the code in the file's name, or, for posts, the line of `documents.jsonl`. The 100
documents of central-policies and the 15 of daily-news are random samples; of the other corpora all are there.

Recall is the share of the numbers stated that were found, precision the share of those found that are right; both by
text, where a wrong number is an error of both kinds.
"""

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from topics.preprocessing.dating.chronology import dated
from topics.preprocessing.document import Document
from topics.preprocessing.reading import read_files
from topics.report.tables import print_table

TRUTH = Path(__file__).with_suffix(".csv")


def read_truth() -> list[dict[str, str]]:
    """The rows of the file of facts."""
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def documents(corpora: Path, corpus: str) -> Iterator[tuple[str, Document]]:
    """The documents of one corpus, each with the name that the file of facts gives it."""
    table = corpora / corpus / "documents.jsonl"
    if table.is_file():
        rows = [json.loads(line) for line in table.read_text(encoding="utf-8").splitlines()]
        for line, row in enumerate(rows, start=1):
            name = str(line) if corpus == "wechat-posts" else row["id"]
            yield name, Document(row["id"], row["text"], title=row["title"], date=row["date"], date_source="record")
        return
    for path in sorted((corpora / corpus).iterdir()):
        [file] = read_files(path)
        name = path.name.partition("(FBM-")[2].partition(")")[0] or path.name
        yield from ((name, document) for document in file.documents)


def score_numbers(corpora: Path) -> pd.DataFrame:
    """One row per document of the file of facts: corpus, document, its number, and the one that was found."""
    truth = read_truth()
    names = list(dict.fromkeys(row["corpus"] for row in truth))
    held = {(corpus, name): document for corpus in names for name, document in documents(corpora, corpus)}
    rows = [
        (row["corpus"], row["document"], row["number"], dated(held[row["corpus"], row["document"]]).number)
        for row in truth
    ]
    return pd.DataFrame(rows, columns=["corpus", "document", "number", "found"])


def summary(scores: pd.DataFrame) -> pd.DataFrame:
    """One row per corpus: documents, those with a number, found, right, recall and precision."""
    rows = []
    for corpus, part in scores.groupby("corpus", sort=False):
        numbered, found = (part["number"] != "").sum(), (part["found"] != "").sum()
        right = ((part["number"] == part["found"]) & (part["found"] != "")).sum()
        recall, precision = (right / n if n else float("nan") for n in (numbered, found))
        rows.append((corpus, len(part), numbered, found, right, recall, precision))
    return pd.DataFrame(rows, columns=["corpus", "documents", "numbered", "found", "right", "recall", "precision"])


def main(corpora: Path) -> None:
    scores = score_numbers(corpora)
    wrong = scores[scores["number"] != scores["found"]]
    if len(wrong):
        print_table(wrong, "table", "Numbers that differ")
    print_table(summary(scores), "table", "Documents' own numbers")


if __name__ == "__main__":
    from machine import begin

    begin()
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
