"""How long does BERTopic take on 30,000 passages, and where does the time go?

    python benchmarks/bertopic_stages.py CORPORA [--passages 30000] [--characters 80] [--topics 0]

CORPORA is a folder that holds daily-news/documents.jsonl and central-policies/documents.jsonl. Their texts are cut at
sentence ends into passages of at most `--characters` characters (80: shorter than a study's, since paragraphs of
ordinary length would be fewer than 30,000); the first `--passages` are used and the script says how many there are.
One fresh process, one thread: seconds include what numba compiles where nothing of it is on disk yet.
"""

import argparse
import json
import re
import resource
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from topics.models import ModelInput, fit
from topics.models.bertopic import bertopic
from topics.models.embeddings.embedders import embed
from topics.preprocessing.words.segmenters import cut_jieba
from topics.preprocessing.words.tokens import build_tokens
from topics.preprocessing.words.word_lists import stop_list
from topics.report.tables import print_table

SOURCES = ("daily-news", "central-policies")


def passages(corpora: Path, characters: int) -> list[str]:
    found = []
    for source in SOURCES:
        for line in (corpora / source / "documents.jsonl").read_text(encoding="utf-8").splitlines():
            passage = ""
            for sentence in re.findall(r"[^。！？；\n]+[。！？；\n]*", json.loads(line)["text"]):
                if passage and len(passage) + len(sentence) > characters:
                    found.append(passage)
                    passage = ""
                passage += sentence
            found += [passage] if passage.strip() else []
    return found


class Clock:
    """Seconds by the clock and of the processor, and the peak of memory, after each stage."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def time(self, stage: str, work: Callable[..., Any], *arguments: Any, **options: Any) -> Any:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work(*arguments, **options)
        self.rows.append(
            {
                "stage": stage,
                "seconds": round(time.perf_counter() - wall, 1),
                "processor s": round(time.process_time() - cpu, 1),
                "peak MB so far": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            }
        )
        return result

    def watch(self, module: Any, name: str, stage: str) -> None:
        """Time a function of a module whenever it is called."""
        function = getattr(module, name)
        setattr(module, name, lambda *arguments, **options: self.time(stage, function, *arguments, **options))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--passages", type=int, default=30_000)
    parser.add_argument("--characters", type=int, default=80)
    parser.add_argument("--topics", type=int, default=0)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    clock = Clock()
    every = passages(options.corpora, options.characters)
    texts = every[: options.passages]
    words = clock.time("segment and count", lambda: [cut_jieba(text) for text in texts])
    ids = [str(n) for n in range(len(texts))]
    tokens = build_tokens(ids, words, stop_words=frozenset(stop_list("zh")), min_length=2, min_passages=5)
    vectors = clock.time("lsa", embed, texts, tokens, "lsa")
    clock.watch(bertopic, "_reduced", "UMAP")
    clock.watch(bertopic, "_clusters", "HDBSCAN")
    clock.watch(bertopic, "_class_tf_idf", "c-TF-IDF")
    data = ModelInput(tokens, tuple(texts), (), lambda _: vectors)
    found = clock.time("fit as a whole", fit, data, "bertopic", topics=options.topics)
    title = (
        f"{len(texts)} of {len(every)} passages of at most {options.characters} characters, {tokens.n_words} words, "
        f"{vectors.shape[1]} dimensions: {found.n_topics} topics, {np.mean(found.unassigned):.0%} unassigned"
    )
    print_table(pd.DataFrame(clock.rows), "table", title)


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
