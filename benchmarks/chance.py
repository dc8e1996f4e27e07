"""Which fits does the check against chance call chance? Real texts, the same texts dealt anew, and their words.

    python benchmarks/chance.py CORPORA [--topics 5 10 20 50 100 200] [--corpus NAME] [--model NAME] [--resume FOLDER]
        [--words]

CORPORA is the folder of real texts; the sample study is among the corpora. Three seeds a fit, two above 50 topics. On
the text dealt anew (with another seed than that of the floor) every fit is chance. `gain` and `floor` are of coherence,
`seeds` is the agreement of main topics and `words` that of topics' words, beyond chance and without the prior. With
--words the likeliest words of the best, the middle and the worst topic of every fit are printed, so that a person may
judge: texts of others, so they are for reading and not for a page.
"""

import argparse
import json
import warnings
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np
import pandas as pd
from lda_engines import CORPORA as OTHERS
from lda_engines import SAMPLE, Labelled, of_texts, word_agreement
from threadpoolctl import threadpool_limits

from topics.evaluation.chance import ByChance, chance_check, coherence_gain, dealt
from topics.models import FittedTopics, ModelInput, fit
from topics.preprocessing.words.segmentation import segment_all
from topics.preprocessing.words.tokens import Tokens, build_tokens
from topics.report.tables import to_markdown

MODELS: dict[str, tuple[str, dict[str, Any]]] = {
    "LDA, collapsed": ("lda", {}),
    "LDA, variational": ("lda", {"inference": "variational"}),
    "NMF": ("nmf", {}),
}
MOST_NMF = 50  # more topics of NMF take minutes


def wechat(folder: Path) -> Labelled:
    """Paragraphs of 16 posts."""
    lines = (folder / "wechat-posts" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines]
    return of_texts([part for text in texts for part in text.splitlines() if len(part) >= 20]), None


def manifestos(folder: Path) -> Labelled:
    """Five sentences a passage."""
    stop = (SAMPLE.parent / "sample-en" / "stop_words.txt").read_text(encoding="utf-8").splitlines()
    passages = []
    for file in sorted((folder / "uk-manifestos" / "texts").glob("*.txt")):
        lines = [line for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
        passages += [" ".join(lines[start : start + 5]) for start in range(0, len(lines), 5)]
    pieces = segment_all(passages, segmenter="words")
    ids = [str(number) for number in range(len(passages))]
    return build_tokens(ids, pieces, stop_words=[word.strip() for word in stop], min_passages=5, max_share=0.5), None


CORPORA = {name: OTHERS[name] for name in ("central-policies", "daily-news", "bbc-news", "sample")} | {
    "wechat-posts": wechat,
    "uk-manifestos": manifestos,
}


def cell(tokens: Tokens, model: str, k: int) -> dict[str, Any]:
    """One model and number of topics, on the text and on the text dealt anew."""
    kind, options = MODELS[model]
    numbers: dict[str, Any] = {"K": k, "model": model}
    for what, read in (("", tokens), (" dealt", dealt(tokens, seed=7))):
        data = ModelInput(read, ("",) * read.n_passages)
        fits = [fit(data, kind, topics=k, seed=seed, **options) for seed in range(1, 4 if k <= 50 else 3)]
        found: ByChance = chance_check(fits, read, kind)
        numbers |= {f"gain{what}": found.gain, f"floor{what}": found.floor, f"seeds{what}": found.agreement}
        numbers[f"words{what}"] = word_agreement(fits)
        numbers[f"chance{what}"] = "yes" if found.is_chance else "no"
        if not what:
            numbers["read"] = words_of(fits[0], read)
    return numbers


def words_of(fitted: FittedTopics, tokens: Tokens) -> list[str]:
    """Gain and ten likeliest words of the best, the middle and the worst topic."""
    gains = coherence_gain(fitted, tokens)
    order = [k for k in np.argsort(-gains) if np.isfinite(gains[k])]
    chosen = [order[0], order[len(order) // 2], order[-1]] if order else []
    best = [np.argsort(-fitted.topic_words[k], kind="stable")[:10] for k in chosen]
    return [
        f"{gains[k]:.3f} " + " ".join(tokens.vocabulary[w] for w in words)
        for k, words in zip(chosen, best, strict=True)
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--topics", type=int, nargs="+", default=[5, 10, 20, 50, 100, 200])
    parser.add_argument("--corpus", nargs="+", default=list(CORPORA), choices=list(CORPORA))
    parser.add_argument("--model", nargs="+", default=list(MODELS), choices=list(MODELS))
    parser.add_argument("--resume", type=Path, help="a folder for what is known already")
    parser.add_argument("--words", action="store_true")
    given = parser.parse_args()
    folder = given.resume or Path(mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    threadpool_limits(1)
    warnings.simplefilter("ignore")
    for name in given.corpus:
        tokens, _ = CORPORA[name](given.corpora)
        rows = []
        for k in given.topics:
            for model in given.model:
                if k >= tokens.n_passages or (model == "NMF" and k > MOST_NMF):
                    continue
                path = folder / f"{name}-{k}-{list(MODELS).index(model)}.json"
                if not path.exists():
                    path.write_text(json.dumps(cell(tokens, model, k), ensure_ascii=False), encoding="utf-8")
                rows.append(json.loads(path.read_text(encoding="utf-8")))
        table = pd.DataFrame(rows)
        told = table.drop(columns="read").map(lambda x: f"{x:.3f}" if isinstance(x, float) else x)
        size = f"{tokens.n_passages:,} passages, {len(tokens.word_ids):,} tokens, {tokens.n_words:,} words"
        print(f"## {name}: {size}\n\n{to_markdown(told)}", flush=True)
        if given.words:
            print("\n".join(f"{row['model']}, K = {row['K']}\n  " + "\n  ".join(row["read"]) for row in rows))


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
