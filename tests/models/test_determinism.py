"""Every model, in fresh processes, from the same files in another order: the same arrays by passage id, bit for bit.

All models of a process share one corpus and one start. BERTopic pays fifteen seconds of compilation in each and is
marked slow.
"""

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.models.conftest import planted_data
from tests.models.test_models import PLANTED, kind_of
from topics.models import MODELS

ROOT = Path(__file__).parents[2]
COMPILED = [name for name in PLANTED if "umap-learn" in MODELS[kind_of(name)].libraries]
QUICK = [name for name in PLANTED if name not in COMPILED]

PROGRAM = """
import hashlib, json, sys
from pathlib import Path
import numpy as np
from tests.models.test_models import PLANTED, kind_of
from topics.models import ModelInput, fit
from topics.models.codes import PassageCodes
from topics.models.embeddings.lsa import lsa_vectors
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.words.segmentation import tokenize
from topics.themes import Theme, count_terms

corpus = read_corpus([Path(line) for line in sys.stdin.read().splitlines()], language="en")
themes = (Theme("radio", ("antenna",)), Theme("safety", ("vault",)))
tokens = tokenize(corpus, segmenter="words", lexicon={}, stop_words=(), min_passages=2, max_share=1.0, themes=themes)
texts = tuple(corpus.passages["text"])
codes = PassageCodes(np.arange(len(texts)), count_terms(texts, themes) > 0)
def vectors(_):
    return lsa_vectors(tokens, dimensions=10)
def scores(_):
    return (count_terms(texts, themes) > 0).astype(np.float32)
data = ModelInput(tokens, texts, themes, vectors, codes=codes, scores=scores)
answers = {"passages": len(texts)}
for name in sys.argv[1:]:
    fitted = fit(data, kind_of(name), seed=3, **PLANTED[name])
    order = np.argsort(fitted.passage_ids)
    arrays = [fitted.topic_words, fitted.passage_topics[order]]
    said = [sorted(fitted.passage_ids), fitted.topic_ids, fitted.vocabulary, sorted(fitted.theme_of.items())]
    answers[name] = hashlib.sha256(repr(said).encode() + b"".join(a.tobytes() for a in arrays)).hexdigest()
print(json.dumps(answers))
"""


def write_files(folder: Path, shuffle: int) -> list[Path]:
    """The planted passages as thirty dated files, written and listed in an order of their own."""
    # Letters for digits: lines that differ in numbers alone are taken for page furniture.
    letters = str.maketrans("0123456789", "bcdfghjklm")
    texts = [f"{text.translate(letters)}." for text in planted_data().texts if text != "once"]
    numbers = list(range(30))
    random.Random(shuffle).shuffle(numbers)
    folder.mkdir()
    for n in numbers:
        head = f"---\ntitle: paper {n}\ndate: 2020-01-{n // 2 + 1:02}\n---\n\n"  # two of each day
        (folder / f"d{n:02}.md").write_text(head + "\n\n".join(texts[4 * n : 4 * n + 4]) + "\n", encoding="utf-8")
    return [folder / f"d{n:02}.md" for n in numbers]


def in_fresh_processes(names: list[str], place: Path) -> list[dict[str, object]]:
    command = [sys.executable, "-c", PROGRAM, *names]
    files = [write_files(place / str(shuffle), shuffle) for shuffle in range(2)]
    assert [path.name for path in files[0]] != [path.name for path in files[1]]
    started = [
        subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in files
    ]
    said = [process.communicate("\n".join(map(str, paths)))[0] for process, paths in zip(started, files, strict=True)]
    assert [process.returncode for process in started] == [0, 0]
    return [json.loads(text) for text in said]


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, object]]:
    return in_fresh_processes(QUICK, tmp_path_factory.mktemp("shuffled"))


@pytest.mark.parametrize("name", QUICK)
def test_the_order_of_files_changes_nothing(answers: list[dict[str, object]], name: str) -> None:
    assert [answer["passages"] for answer in answers] == [120, 120]
    assert len({answer[name] for answer in answers}) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", COMPILED)
def test_the_order_of_files_changes_nothing_of_what_is_compiled(tmp_path: Path, name: str) -> None:
    one, two = in_fresh_processes([name], tmp_path)
    assert one[name] == two[name]


def test_the_arrays_are_looked_at(answers: list[dict[str, object]]) -> None:
    # Two models with one answer would mean that the answer is of something else; counting terms and claiming clauses
    # are one thing where a passage is one clause.
    assert answers[0]["lexicon"] == answers[0]["clause-extent"]
    others = [name for name in QUICK if name != "clause-extent"]
    assert len({answers[0][name] for name in others}) == len(others)
