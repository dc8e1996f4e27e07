"""What do the estimators measure in English? Each against the codes that a crowd gave every sentence of manifestos.

    python benchmarks/uk_manifestos.py CORPORA [--embedder lsa] [--folder FOLDER] [--out PAGE.md]

CORPORA is a folder that holds uk-manifestos/: nine British manifestos, a sentence a line in `texts/`, `codes.csv`
(`year, party, line, code`; the line is counted without the empty ones) and `themes.toml`, whose terms were written from
the coders' instructions before any code was looked at. The sentences are the only texts that the models see, and each
is a passage. Scores and shares by document are those of `topics gold score`; in FOLDER fits are kept, and --out writes
the page of documentation.
"""

import argparse
import csv
import json
from pathlib import Path

from coded_paragraphs import BASELINE, folder_for, show_scores, write_page

from topics.study.study import load_study
from topics.study.template import new_study

MODELS = f"""
[[models]]
kind = "lexicon"
name = "{BASELINE}"

[[models]]
kind = "clause-extent"

[[models]]
kind = "lda"
name = "lda-guided"
guided = true
seeds = [1, 2, 3]

[[models]]
kind = "lda"
name = "lda-guided, own scale"
guided = true
scale = "own"
seeds = [1, 2, 3]

[[models]]
kind = "lda"
name = "lda-guided, whole, own scale"
guided = true
start = "whole"
scale = "own"
seeds = [1, 2, 3]

[[models]]
kind = "keyatm"
iterations = 500

[[models]]
kind = "keyatm"
name = "keyatm, own scale"
iterations = 500
scale = "own"

[[models]]
kind = "nmf"
topics = 20

[[models]]
kind = "nmf"
name = "nmf-guided, own scale"
topics = 20
guided = true
scale = "own"

[[models]]
kind = "seeded-vectors"
embedder = "EMBEDDER"

[[models]]
kind = "bertopic"
embedder = "EMBEDDER"
"""


ABOUT = """\
# UK manifestos

Every estimator against {texts} sentences of {documents} British manifestos, each coded by several people of a crowd as
economic, social or neither. The sentences are the only texts that the models see, and each is a passage; the terms were
written from the coders' instructions before any code was looked at. A draw of nine documents makes intervals narrow and
rough.
"""


def main(corpora: Path, embedder: str, kept: Path | None, out: Path | None) -> None:
    source = corpora / "uk-manifestos"
    with folder_for(kept) as folder:
        table = folder / "sentences.jsonl"
        table.write_text("\n".join(json.dumps(row) for row in coded_sentences(source)) + "\n", encoding="utf-8")
        study = folder / "study"
        if not study.exists():
            new_study(study, title="Manifestos", language="en")
            whole = (study / "study.toml").read_text(encoding="utf-8")
            settings = whole.split("# Fewer than")[0].split("[[models]]")[0]
            (study / "study.toml").write_text(settings + MODELS.replace("EMBEDDER", embedder), encoding="utf-8")
            (study / "themes.toml").write_bytes((source / "themes.toml").read_bytes())
        found = show_scores(load_study(study), table, folder, alone=True)
    if out:
        write_page(out, ABOUT, "uk_manifestos.py", found)


def coded_sentences(source: Path) -> list[dict[str, str]]:
    """`doc_id, date, text, code` of every sentence, in the order of the codes."""
    texts: dict[str, list[str]] = {}
    rows = []
    with (source / "codes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            name = f"{row['party']}_{row['year']}"
            if name not in texts:
                lines = (source / "texts" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
                texts[name] = [line for line in lines if line.strip()]
            text = texts[name][int(row["line"]) - 1]
            rows.append({"doc_id": name, "date": row["year"], "text": text, "code": row["code"]})
    return rows


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA")
    parser.add_argument("--embedder", default="lsa", metavar="NAME")
    parser.add_argument("--folder", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="PAGE.md")
    arguments = parser.parse_args()
    main(arguments.corpora, arguments.embedder, arguments.folder, arguments.out)
