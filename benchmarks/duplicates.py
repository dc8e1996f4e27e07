"""Are re-published documents found, and only they?

    python benchmarks/duplicates.py CORPORA [--peer PYTHON] [--seed N]

1. The real ones: what repeats what in CORPORA/central-policies; and how many of the formulaic short notices of
   CORPORA/daily-news are taken for copies of one another.
2. Planted ones: of every other document of central-policies that repeats nothing, a later copy is planted, edited in 5
or
   10 % of its characters (here and there, or by phrases), cut short, or with a header added. A found pair counts when
   it is the planted one; every other pair among documents is a false one.
3. MinHash LSH by rensa and by datasketch (with `--peer`, an interpreter that has it) over the same passages.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.duplicates import BANDS, NEAR, find_duplicates, fingerprint
from topics.preprocessing.minhash import Shingles
from topics.preprocessing.passages import paragraphs
from topics.report.tables import print_table

Passages = dict[str, list[str]]


def read(file: Path) -> Passages:
    """Passages by document, in order of date and id."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    rows.sort(key=lambda row: (row["date"], row["id"]))
    texts = {row["id"]: clean_text(row["text"]) for row in rows}
    return {name: paragraphs(text.split("\n"), 30, 800) for name, text in texts.items() if text}


# --- ways to re-publish a text ----------------------------------------------------------------------------------------


def edited(text: str, share: float, draw: random.Random, phrase: int = 1) -> str:
    """Characters replaced, left out or put in, in runs of up to `phrase`, `share` of the text in all."""
    alphabet, characters, left = sorted(set(text) - {"\n"}), list(text), int(share * len(text))
    while left > 0:
        run = min(left, draw.randint(1, phrase))
        place = draw.randrange(len(characters) - run)
        new = draw.choices(alphabet, k=run)
        kind = draw.choice(("replace", "delete", "insert"))
        characters[place : place + (0 if kind == "insert" else run)] = [] if kind == "delete" else new
        left -= run
    return "".join(characters)


def truncated(text: str, kept: float) -> str:
    return text[: int(kept * len(text))]


def headed(text: str, draw: random.Random, texts: list[str]) -> str:
    """A header of another document's words, a tenth of the text long, and a line that passes the text on."""
    other = draw.choice(texts).replace("\n", "")
    start = draw.randrange(max(1, len(other) - len(text) // 10))
    return f"转发下列文件的通知\n{other[start : start + len(text) // 10]}\n现转发如下。\n{text}"


WAYS: dict[str, Callable[[str, random.Random, list[str]], str]] = {
    "edits, 5 % here and there": lambda text, draw, _: edited(text, 0.05, draw),
    "edits, 10 % here and there": lambda text, draw, _: edited(text, 0.10, draw),
    "edits, 5 % in phrases": lambda text, draw, _: edited(text, 0.05, draw, 8),
    "edits, 10 % in phrases": lambda text, draw, _: edited(text, 0.10, draw, 8),
    "cut to 80 %": lambda text, draw, _: truncated(text, 0.8),
    "cut to 50 %": lambda text, draw, _: truncated(text, 0.5),
    "cut to 20 %": lambda text, draw, _: truncated(text, 0.2),
    "header added": headed,
    "header added, 5 % edited": lambda text, draw, texts: headed(edited(text, 0.05, draw), draw, texts),
}


def planted(documents: Passages, seed: int) -> pd.DataFrame:
    """By way of re-publishing: planted, found, and of the whole: pairs found, of them right."""
    real, _ = find_duplicates(documents)
    originals = {name: "\n".join(passages) for name, passages in documents.items() if name not in real}
    chosen, texts = list(originals)[::2], list(originals.values())
    rows, right, pairs = [], 0, 0
    for way, republish in WAYS.items():
        draw = random.Random(f"{seed} {way}")
        copies = {f"{name} copy": republish(originals[name], draw, texts) for name in chosen}
        every = {name: paragraphs(text.split("\n"), 30, 800) for name, text in {**originals, **copies}.items()}
        whole, _ = find_duplicates(every)
        good = sum(whole.get(copy) == copy.removesuffix(" copy") for copy in copies)
        rows.append((way, len(copies), good, len(whole), good / len(copies), good / max(len(whole), 1)))
        right, pairs = right + good, pairs + len(whole)
    n = len(chosen) * len(WAYS)
    rows.append(("all", n, right, pairs, right / n, right / pairs))
    return pd.DataFrame(rows, columns=["re-published", "planted", "found", "pairs named", "recall", "precision"])


def real_pairs(documents: Passages) -> pd.DataFrame:
    whole, _ = find_duplicates(documents)
    shingles = Shingles([fingerprint("".join(passages)) for passages in documents.values()])
    place = {name: number for number, name in enumerate(documents)}
    rows = [
        (
            name,
            original,
            shingles.jaccard(place[original], place[name]),
            shingles.shared(place[name], place[original]).mean(),
        )
        for name, original in whole.items()
    ]
    return pd.DataFrame(rows, columns=["document", "repeats", "jaccard", "contained"])


# --- two libraries ----------------------------------------------------------------------------------------------------

PEER = """
import json, sys, time
from datasketch import MinHash, MinHashLSH
texts = json.load(sys.stdin)
start = time.process_time()
index, pairs = MinHashLSH(num_perm=24, params=(8, 3)), 0
for number, text in enumerate(texts):
    sketch = MinHash(num_perm=24)
    sketch.update_batch([text[i:i + 5].encode() for i in range(len(text) - 4)])
    pairs += len(index.query(sketch))
    index.insert(number, sketch)
print(json.dumps([time.process_time() - start, pairs]))
"""


def libraries(documents: Passages, peer: str | None) -> pd.DataFrame:
    keys = {fingerprint(passage) for passages in documents.values() for passage in passages}
    texts = sorted(key for key in keys if len(key) >= 5)
    start = time.process_time()
    candidates = Shingles(texts).candidates(**BANDS)
    rows = [("rensa", len(texts), time.process_time() - start, len(candidates))]
    if peer:
        run = subprocess.run([peer, "-c", PEER], input=json.dumps(texts), capture_output=True, text=True, check=True)
        seconds, pairs = json.loads(run.stdout)
        rows.append(("datasketch", len(texts), seconds, pairs))
    return pd.DataFrame(rows, columns=["library", "passages", "seconds", "candidate pairs"])


def main(corpora: Path, peer: str | None, seed: int) -> None:
    policies = read(corpora / "central-policies" / "documents.jsonl")
    news = read(corpora / "daily-news" / "documents.jsonl")
    print_table(
        real_pairs(policies), "table", f"Real re-publications among {len(policies)} policy documents (t = {NEAR})"
    )
    whole, repeated = find_duplicates(news)
    print(f"Of {len(news)} news items {len(whole)} are taken for copies, {len(repeated)} passages for repeated ones.")
    print_table(planted(policies, seed), "table", "Planted re-publications")
    print_table(libraries(news, peer), "table", "MinHash LSH, 24 permutations in 8 bands, over the news' passages")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA")
    parser.add_argument("--peer", default=None, metavar="PYTHON")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    sys.exit(main(given.corpora, given.peer, given.seed))
