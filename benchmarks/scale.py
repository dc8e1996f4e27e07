"""What a passage costs, and how much memory all of them need, from ten thousand to a million.

    python benchmarks/scale.py FOLDER [--passages 10000,100000,1000000] [--keep]

FOLDER takes the corpora that are written and read (a million passages: 0.5 GB of JSON lines and 2 GB of store). Their
text is drawn: words of the segmenter's dictionary by Zipf's law, four themes whose share of the passages rises or falls
from 2020 to 2024, named in a passage about them by a term that stands nowhere else, beside words that the theme
favours. Each corpus goes through `topics run` in a process of its own: JSON lines → clean, date, find duplicates →
words → lexicon, clause extent and guided online LDA → shares with bands. Then its page, the lines of a theme and the
figures are made. Memory is that of the process and its workers together, proportional set size, looked at twice a
second; mapped files that the system could drop at any moment are counted too. `all.py` puts the table on its page.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from topics.preprocessing.words.dictionary import is_word
from topics.report.tables import print_table

YEARS = tuple(range(2020, 2025))
SHARES = {"alpha": (0.05, 0.15), "beta": (0.15, 0.05), "gamma": (0.08, 0.08), "delta": (0.01, 0.04)}  # first, last year
TERMS = {"alpha": "鲲鹏网格", "beta": "琥珀协议", "gamma": "青鸾引擎", "delta": "玄武矩阵"}
COLUMNS = ["passages", "stage", "seconds", "processor s", "MB at most", "processor µs a passage"]
N_WORDS, FAVOURED = 8000, 60
PASSAGES = 20  # a document
A_FILE = 2500  # documents
LOOKS = 0.5  # seconds between looks at memory
STUDY = """\
title = "{n} passages"
[corpus]
documents = ["documents"]
[tokens]
lexicon = "lexicon.txt"
{tokens}
[periods]
start = 2020
end = 2024
[shares]
draws = 200
{models}
"""
MODELS = """
[[models]]
kind = "lexicon"
[[models]]
kind = "clause-extent"
[[models]]
kind = "lda"
name = "lda-guided"
guided = true
topics = 20
{lda}
"""


def words(rng: np.random.Generator) -> list[str]:
    """Two-character words of the segmenter's dictionary, of the most usual characters (GB 2312, level 1)."""
    characters = [bytes([row, cell]).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFA)]
    found: dict[str, None] = {}
    while len(found) < N_WORDS:
        pairs = rng.choice(len(characters), size=(200_000, 2))
        found.update((w, None) for a, b in pairs if a != b and is_word(w := characters[a] + characters[b]))
    return list(found)[:N_WORDS]


def write_study(folder: Path, n: int, *, tokens: str = "", lda: str = "") -> pd.DataFrame:
    """Write a study of `n` passages; returns the planted shares `theme, period, share` of characters."""
    rng = np.random.default_rng(n)
    vocabulary = np.array(words(np.random.default_rng(1)), dtype=object)
    usual = 1 / np.arange(10, N_WORDS + 10)
    cumulative = np.cumsum(usual / usual.sum())
    favoured = {t: rng.choice(np.arange(200, N_WORDS), FAVOURED, replace=False) for t in SHARES}
    (folder / "documents").mkdir(parents=True)
    sizes = np.zeros((len(YEARS), len(SHARES) + 1))
    n_documents = n // PASSAGES
    for first in range(0, n_documents, A_FILE):
        with (folder / "documents" / f"part-{first // A_FILE:04}.jsonl").open("w", encoding="utf-8") as file:
            for number in range(first, min(first + A_FILE, n_documents)):
                year = number % len(YEARS)
                texts = []
                for _ in range(PASSAGES):
                    theme, text = _passage(rng, year, vocabulary, cumulative, favoured)
                    sizes[year, theme] += len(text)
                    texts.append(text)
                date = f"{YEARS[year]}-{1 + number // 5 % 12:02}-{1 + number // 60 % 28:02}"
                record = {"id": f"d{number:06}", "date": date, "text": "\n\n".join(texts)}
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
    (folder / "study.toml").write_text(
        STUDY.format(n=n, tokens=tokens, models=MODELS.format(lda=lda)), encoding="utf-8"
    )
    (folder / "themes.toml").write_text("".join(f'[{t}]\nterms = ["{TERMS[t]}"]\n' for t in SHARES), encoding="utf-8")
    (folder / "lexicon.txt").write_text("\n".join(TERMS.values()), encoding="utf-8")
    share = sizes[:, :-1] / sizes.sum(axis=1, keepdims=True)
    rows = [(t, str(y), share[i, k]) for k, t in enumerate(SHARES) for i, y in enumerate(YEARS)]
    return pd.DataFrame(rows, columns=["theme", "period", "planted"])


def _passage(
    rng: np.random.Generator, year: int, vocabulary: np.ndarray, cumulative: np.ndarray, favoured: dict
) -> tuple[int, str]:
    """The number of the theme (the last for none) and the text of a passage: 5 to 12 clauses of 4 to 7 words."""
    along = year / (len(YEARS) - 1)
    bounds = np.cumsum([a + (b - a) * along for a, b in SHARES.values()])
    theme = int(np.searchsorted(bounds, rng.random()))
    lengths = rng.integers(4, 8, size=rng.integers(5, 13))
    drawn = np.searchsorted(cumulative, rng.random(lengths.sum())).clip(max=N_WORDS - 1)
    about = theme < len(SHARES)
    name = list(SHARES)[theme] if about else ""
    if about:
        mine = rng.random(len(drawn)) < 0.3
        drawn[mine] = rng.choice(favoured[name], mine.sum())
    chosen, clauses, start = vocabulary[drawn], [], 0
    for length in lengths:
        clause = "".join(chosen[start : start + length])
        # The clauses of a passage about a theme name it, four times in five.
        clauses.append(clause + TERMS[name] if about and rng.random() < 0.8 else clause)
        start += length
    return theme, "，".join(clauses) + "。"


@dataclass
class Stage:
    """A stage of a command: when it began, most megabytes in it, seconds of processor of each process to its end."""

    name: str
    start: float
    most: float = 0.0
    used: dict[int, float] = field(default_factory=dict)


def run(words: list[str], log: Path) -> list[Stage]:
    """A `topics` command, stage by stage as it tells them; the last one is its end. What it says goes into `log`."""
    command = [sys.executable, "-c", "from topics.cli import main; main()", *words]
    start = time.perf_counter()
    stages = [Stage("rest", 0.0)]
    with log.open("a") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, text=True)

        def listen() -> None:
            for line in process.stderr or ():
                now = time.perf_counter() - start
                if match := re.match(r"(.*): [\d,]+ in ", line):  # a stage is told at its end
                    stages[-1].name = match[1]
                    stages.append(Stage("rest", now))
                out.write(f"{now:8.1f} {line}")
                out.flush()

        thread = threading.Thread(target=listen)
        thread.start()
        used: dict[int, float] = {}
        while process.poll() is None:
            stage = stages[-1]
            stage.most = max(stage.most, look(process.pid, used))
            stage.used = dict(used)
            time.sleep(LOOKS)
        thread.join()
    if process.returncode:
        raise SystemExit(f"{log}: topics {words[0]} ended with {process.returncode}")
    return [*stages, Stage("end", time.perf_counter() - start)]


def commands(folder: Path) -> list[list[str]]:
    """The main job, then what people read of it: the page, the lines of a theme, the figures."""
    store = ["--store", str(folder / "runs")]
    return [
        ["run", str(folder), *store],
        ["report", str(folder), *store, "--out", str(folder / "page.html")],
        ["concordance", str(folder), next(iter(SHARES)), *store],
        ["figures", str(folder), *store, "--out", str(folder / "figures")],
    ]


def by_stage(command: str, told: list[Stage]) -> list[tuple[str, float, float, float]]:
    """`stage, seconds, processor s, MB at most` of each stage of a command, and of all of them."""
    *stages, end = told
    before, rows = 0.0, []
    for stage, after in zip(stages, [*stages[1:], end], strict=True):
        used = max(before, sum(stage.used.values()))
        rows.append((f"{command}: {stage.name}", after.start - stage.start, used - before, stage.most))
        before = used
    whole = (command, end.start, before, max(stage.most for stage in stages))
    return [*rows, whole] if len(rows) > 1 else [whole]


def look(pid: int, used: dict[int, float]) -> float:
    """Megabytes of a process and all that it started (Linux); seconds of processor of each so far go into `used`."""
    total, todo = 0, [pid]
    while todo:
        number = todo.pop()
        place = Path("/proc") / str(number)
        try:
            total += int(re.search(r"^Pss:\s+(\d+)", (place / "smaps_rollup").read_text(), re.M)[1])  # type: ignore[index]
            times = (place / "stat").read_text().rpartition(")")[2].split()[11:13]
            used[number] = sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
            todo += [
                int(child) for task in (place / "task").iterdir() for child in (task / "children").read_text().split()
            ]
        except (OSError, TypeError):
            continue  # it has just ended
    return total / 1024


def furthest(folder: Path, planted: pd.DataFrame) -> str:
    """How far the text shares are from the planted ones, at most, by estimator."""
    from topics.store.store import Store

    shares = Store(folder / "runs").latest_job().table("shares")
    shares = shares[shares["weighting"] == "text"].astype({"period": str})
    joined = shares.merge(planted, on=["theme", "period"])
    off = (joined["share"] - joined["planted"]).abs().groupby(joined["estimator"]).max()
    return ", ".join(f"{name} {value:.3f}" for name, value in off.items())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", default="10000,100000")
    parser.add_argument("--tokens", default="", help="lines for [tokens]")
    parser.add_argument("--lda", default="chunk = 10000", help="lines for the LDA")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    rows, off = [], []
    for n in map(int, given.passages.split(",")):
        place = given.folder / f"scale-{n}"
        shutil.rmtree(place, ignore_errors=True)
        log = given.folder / f"scale-{n}.log"
        log.unlink(missing_ok=True)
        planted = write_study(place, n, tokens=given.tokens, lda=given.lda)
        for words in commands(place):
            rows += [(n, *row, 1e6 * row[2] / n) for row in by_stage(words[0], run(words, log))]
        off.append(f"{n:,} passages: {furthest(place, planted)}")
        page = (place / "page.html").stat().st_size / 1e6
        print(f"{off[-1]}; page of {page:.0f} MB", file=sys.stderr, flush=True)
        if not given.keep:
            shutil.rmtree(place)
    table = pd.DataFrame(rows, columns=COLUMNS)
    print_table(table, title=f"Stages of the main job; furthest from planted: {'; '.join(off)}")


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
