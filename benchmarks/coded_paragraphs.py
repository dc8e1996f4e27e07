"""What do the estimators measure on real text? Each against paragraphs coded with a written codebook.

    python benchmarks/coded_paragraphs.py CODED.jsonl DOCUMENTS [DOCUMENTS ...]

CODED holds a line a paragraph: `doc_id, text, primary, mentions`. DOCUMENTS are the files or folders the paragraphs
come from; the models are fitted to all of their passages. Themes, lexicon and stop words are the sample study's.
A paragraph is joined by document and its first characters; those that do not join are counted, not dropped unseen.
"""

import csv
import json
import shutil
import sys
import tempfile
from pathlib import Path

from topics.report.tables import print_table
from topics.runs.compare import gold_tables
from topics.runs.new_study import new_study
from topics.runs.pipeline import run
from topics.runs.results import gold_agreement
from topics.runs.store import Store
from topics.runs.study import load_study

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
STARTS = 40  # characters


def main(coded: Path, documents: list[Path]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / "coded"
        new_study(study, [str(path.resolve()) for path in documents], "Coded paragraphs")
        for name in ("themes.toml", "lexicon.txt", "stop_words.txt"):
            shutil.copyfile(SAMPLE / name, study / name)
        gold = write_gold(coded, study / "gold.csv")
        add_dates(study)
        job = run(load_study(study), store := Store(Path(folder) / "runs"))
        found = gold_agreement(store, job)
        print(f"{gold - len(found.unmatched)} of {gold} coded paragraphs join a passage")
        # Paragraphs were sampled by whether a term occurs in them: shares by period would mean nothing.
        title, table = list(gold_tables(found).items())[1]
        print_table(table, "table", title)


def write_gold(coded: Path, path: Path) -> int:
    """The codes as a gold file of this toolkit; returns how many."""
    rows = [json.loads(line) for line in coded.read_text(encoding="utf-8").splitlines()]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["doc_id", "theme", "mentions", "starts"])
        for row in rows:
            doc_id = row["doc_id"].removesuffix(".txt").removesuffix(".md")
            writer.writerow([doc_id, row["primary"], ";".join(row["mentions"]), row["text"].strip()[:STARTS]])
    return len(rows)


def add_dates(study: Path) -> None:
    """Date what is undated: only passages matter here, not when they were written."""
    (study / "documents.csv").write_text(
        "id,date\n"
        "miit-2020-newspaper-pdf-text,2020-12-25\n"
        "miit-2023-work-conference,2023-01-11\n"
        "miit-2024-glossed-traditional,2024-01\n",
        encoding="utf-8",
    )
    settings = study / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("# start = 2020", "start = 2020").replace("# end = 2024", "end = 2024"))


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), [Path(argument) for argument in sys.argv[2:]])
