"""How fast is the way from raw texts to word counts, beside the script that everybody writes?

    python benchmarks/preprocessing.py CORPORA [--peer PYTHON] [--repeats N]

The script is jieba.lcut, a list filter (stop words, at least two characters), gensim's Dictionary and doc2bow. PYTHON
is an interpreter that has jieba (this one by default); gensim is taken from this one where that has none. Both sides
get the texts of CORPORA/daily-news and the same stop words, each in a process of its own, one after the other,
`--repeats` times; the medians are compared. Seconds are user + system, so that a second thread is no gain; memory is
the process's peak.

- `tmtoolkit`: the same steps in its manner, each over all documents before the next, with its functions, where PYTHON
  has it (`pip install --no-deps tmtoolkit bidict globre`: it asks for an old numpy). Its own corpus takes spaCy and is
  slower.

- `equal steps`: segment, filter, count the texts as they are, without themes or lexicon: what the script does.
- `repaired`: the same texts after all repairs, with the sample's themes and lexicon protected.
- `raw file to tokens`: what a study does, `read_corpus` and `tokenize`. It also reads records, dates every document by
  evidence and looks for near-duplicates, for which the script has no step; one worker.
"""

import argparse
import json
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

SAMPLE = Path(__file__).parents[1] / "data" / "sample"


class Clock:
    """Seconds of this process by step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, step: str, work: Callable[[], Any]) -> Any:
        before = _used()
        result = work()
        self.seconds[step] = _used() - before
        return result


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def texts_of(file: Path) -> list[str]:
    return [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]


def script(file: Path, stop_file: Path, clock: Clock) -> tuple[int, int]:
    texts, stop = texts_of(file), set(stop_file.read_text(encoding="utf-8").split("\n"))

    def load() -> Any:
        import jieba
        from gensim.corpora import Dictionary

        jieba.setLogLevel("ERROR")
        jieba.initialize()
        return jieba, Dictionary

    jieba, dictionary_of = clock.time("load", load)

    def work() -> tuple[int, int]:
        words = [[w for w in jieba.lcut(text) if w not in stop and len(w) >= 2] for text in texts]
        dictionary = dictionary_of(words)
        bags = [dictionary.doc2bow(w) for w in words]
        return len(dictionary), sum(n for bag in bags for _, n in bag)

    return clock.time("equal steps", work)


def tmtoolkit(file: Path, stop_file: Path, clock: Clock) -> tuple[int, int]:
    texts, stop = texts_of(file), set(stop_file.read_text(encoding="utf-8").split("\n"))

    def load() -> Any:
        import jieba
        from tmtoolkit.bow.dtm import create_sparse_dtm
        from tmtoolkit.tokenseq import token_lengths

        jieba.setLogLevel("ERROR")
        jieba.initialize()
        return jieba, token_lengths, create_sparse_dtm

    jieba, token_lengths, create_sparse_dtm = clock.time("load", load)

    def work() -> tuple[int, int]:
        documents = {str(number): jieba.lcut(text) for number, text in enumerate(texts)}
        documents = {name: [word for word in words if word not in stop] for name, words in documents.items()}
        lengths = {name: token_lengths(words) for name, words in documents.items()}
        documents = {
            name: [word for word, length in zip(words, lengths[name], strict=True) if length >= 2]
            for name, words in documents.items()
        }
        # As its own `dtm` calls it, with a list, which it makes an array of for every document.
        vocabulary = sorted(set().union(*documents.values()))
        different = sum(len(set(words)) for words in documents.values())
        counts = create_sparse_dtm(vocabulary, list(documents.values()), different, vocab_is_sorted=True)
        return len(vocabulary), int(counts.sum())

    return clock.time("equal steps", work)


def equal_steps(file: Path, stop_file: Path, clock: Clock) -> tuple[int, int]:
    texts, stop = texts_of(file), frozenset(stop_file.read_text(encoding="utf-8").split("\n"))

    def load() -> Any:
        import pandas  # noqa: F401
        import scipy.sparse  # noqa: F401

        from topics.preprocessing.words.segmentation import segment_all
        from topics.preprocessing.words.segmenters import cut_jieba
        from topics.preprocessing.words.tokens import build_tokens

        cut_jieba("一")
        return segment_all, build_tokens

    segment_all, build_tokens = clock.time("load", load)

    def work() -> tuple[int, int]:
        segmented = segment_all(texts, workers=1)
        ids = list(map(str, range(len(texts))))
        tokens = build_tokens(ids, segmented, stop_words=stop, min_length=2, min_passages=1, max_share=1.0)
        return tokens.n_words, int(tokens.counts.sum())

    return clock.time("equal steps", work)


def repaired(file: Path, stop_file: Path, clock: Clock) -> tuple[int, int]:
    texts, stop = texts_of(file), frozenset(stop_file.read_text(encoding="utf-8").split("\n"))

    def load() -> Any:
        import pandas  # noqa: F401
        import scipy.sparse  # noqa: F401

        from topics.preprocessing.cleaning.repairs import clean_text
        from topics.preprocessing.words.segmentation import segment_all
        from topics.preprocessing.words.segmenters import cut_jieba
        from topics.preprocessing.words.tokens import build_tokens
        from topics.preprocessing.words.word_lists import read_lexicon
        from topics.themes import read_themes

        cut_jieba("一")
        clean_text("工業")
        protected = {"themes": read_themes(SAMPLE / "themes.toml"), "lexicon": read_lexicon(SAMPLE / "lexicon.txt")}
        return clean_text, segment_all, build_tokens, protected

    clean_text, segment_all, build_tokens, protected = clock.time("load", load)

    def work() -> tuple[int, int]:
        clean = clock.time("repairs", lambda: [clean_text(text) for text in texts])
        segmented = segment_all(clean, workers=1, **protected)
        ids = list(map(str, range(len(texts))))
        tokens = build_tokens(ids, segmented, stop_words=stop, min_length=2, min_passages=1, max_share=1.0)
        return tokens.n_words, int(tokens.counts.sum())

    return clock.time("equal steps", work)


def raw_to_tokens(file: Path, stop_file: Path, clock: Clock) -> tuple[int, int]:
    stop = stop_file.read_text(encoding="utf-8").split("\n")

    def load() -> Any:
        import pandas  # noqa: F401

        from topics.preprocessing.cleaning.repairs import clean_text
        from topics.preprocessing.corpus import read_corpus
        from topics.preprocessing.words.segmentation import tokenize
        from topics.preprocessing.words.segmenters import cut_jieba
        from topics.preprocessing.words.word_lists import read_lexicon
        from topics.themes import read_themes

        cut_jieba("一")
        clean_text("工業")
        return read_corpus, tokenize, read_themes(SAMPLE / "themes.toml"), read_lexicon(SAMPLE / "lexicon.txt")

    read_corpus, tokenize, themes, lexicon = clock.time("load", load)

    def work() -> tuple[int, int]:
        corpus = clock.time("read_corpus", lambda: read_corpus(file, undated="leave out", workers=1))
        tokens = clock.time(
            "tokenize", lambda: tokenize(corpus, themes=themes, lexicon=lexicon, stop_words=stop, workers=1)
        )
        return tokens.n_words, int(tokens.counts.sum())

    return clock.time("raw to tokens", work)


SIDES = {
    "script": script,
    "tmtoolkit": tmtoolkit,
    "equal steps": equal_steps,
    "repaired": repaired,
    "raw to tokens": raw_to_tokens,
}
PEERS = ("script", "tmtoolkit")


def one_side(name: str, file: Path, stop_file: Path) -> None:
    clock = Clock()
    words, tokens = SIDES[name](file, stop_file, clock)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({**clock.seconds, "peak": peak / 1024, "words": words, "tokens": tokens}))


def measured(name: str, python: str, file: Path, stop_file: Path) -> dict[str, float]:
    import gensim

    site = Path(gensim.__file__).parents[1]
    command = [python, __file__, str(file), "--side", name, "--stop", str(stop_file), "--also", str(site)]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    numbers: dict[str, float] = json.loads(output.splitlines()[-1])
    return numbers


def main(corpora: Path, peer: str, repeats: int) -> None:
    import tempfile

    import pandas as pd
    from ratios import Ratio, print_ratios

    from topics.report.tables import print_table
    from topics.study.study import load_study

    file = corpora / "daily-news" / "documents.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        stop_file = Path(folder) / "stop.txt"
        stop_file.write_text("\n".join(load_study(SAMPLE).stop_words), encoding="utf-8")
        sides = [name for name in SIDES if name != "tmtoolkit" or has_tmtoolkit(peer)]
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in sides}
        for _ in range(repeats):
            for name in sides:
                runs[name].append(measured(name, peer if name in PEERS else sys.executable, file, stop_file))
    found = {name: {key: median(run[key] for run in all_of) for key in all_of[0]} for name, all_of in runs.items()}
    rows = [
        {"side": name, "load": n["load"], "work": n.get("equal steps", n.get("raw to tokens")), "peak MB": n["peak"],
         "vocabulary": int(n["words"]), "tokens": int(n["tokens"])}
        for name, n in found.items()
    ]  # fmt: skip
    print_table(pd.DataFrame(rows), "table", f"Seconds of processor time (medians of {repeats})")
    whole, ours, theirs = found["raw to tokens"], found["equal steps"], found["script"]
    inside = pd.DataFrame([{"step": k, "seconds": whole[k]} for k in ("read_corpus", "tokenize")])
    print_table(inside, "table", "Inside raw to tokens")
    lean = found["repaired"]["equal steps"]
    steps_whole, steps = _whole(theirs, "equal steps"), theirs["equal steps"]
    rows = [
        ("texts to counts, equal steps", steps, ours["equal steps"], "processor s"),
        ("texts to counts, loading too", steps_whole, _whole(ours, "equal steps"), "processor s"),
        ("raw texts to counts, our repairs too", steps, lean, "processor s"),
        ("raw file to counts, dates and copies too", steps, whole["raw to tokens"], "processor s"),
        ("raw file to counts, loading too", steps_whole, _whole(whole, "raw to tokens"), "processor s"),
        ("texts to counts, equal steps", theirs["peak"], ours["peak"], "peak MB"),
        ("raw file to counts", theirs["peak"], whole["peak"], "peak MB"),
    ]
    ratios = [Ratio(what, "jieba, Dictionary", a, b, unit, repeats) for what, a, b, unit in rows]
    if "tmtoolkit" in found:
        theirs = found["tmtoolkit"]
        for key, unit in (("equal steps", "processor s"), ("peak", "peak MB")):
            ratios.append(
                Ratio("texts to counts, equal steps", "jieba, tmtoolkit", theirs[key], ours[key], unit, repeats)
            )
    print_ratios(ratios)


def has_tmtoolkit(python: str) -> bool:
    """Whether that interpreter can import it."""
    there = subprocess.run([python, "-c", "import tmtoolkit.bow"], capture_output=True).returncode == 0
    if not there:
        print("tmtoolkit is not here: not compared")
    return there


def _whole(numbers: dict[str, float], work: str) -> float:
    return numbers["load"] + numbers[work]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA")
    parser.add_argument("--peer", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--side", choices=SIDES, help=argparse.SUPPRESS)
    parser.add_argument("--stop", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--also", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.side:
        sys.path.append(given.also)
        if given.side not in PEERS:
            sys.path.insert(0, str(Path(__file__).parents[1]))
        one_side(given.side, given.corpora, given.stop)
    else:
        from machine import begin

        begin()
        main(given.corpora, given.peer, given.repeats)
