"""Intrusion and label tasks: questions for people about the word, topic or label that does not belong, or that fits.

Conventions. An item shows options in random order, one of which is the answer; a coder who guesses is right with
probability 1 / options. Items are drawn with a seed and come in random order, evenly over subjects (topics or themes),
so that a score over all items is a mean over topics rather than over passages. A word is *low here* if its probability
is at most the median of the topic's words, and *high elsewhere* if it is among the likeliest words of another topic.

Sources: Chang, Boyd-Graber, Wang, Gerrish & Blei 2009, Reading tea leaves (word and topic intrusion); Ying, Montgomery
& Stewart 2022, Topics, concepts, and measurement (word-set intrusion, label intrusion, best label).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.models.fitted import FittedTopics
from topics.terms import fold
from topics.themes import NONE_OF_THE_THEMES
from topics.wording import words_in_line

SHOWN_WORDS, SET_WORDS, SETS, TOP = 5, 4, 4, 20
_HIGH_ELSEWHERE = 10
_TOPICS, _TOPIC_WORDS = 3, 8  # of a passage beside the intruder; words by which a topic is shown
_LABELS = 4  # options of best label
_RELEVANT, _IMPROBABLE = 0.1, 0.05  # weights of themes that a passage has, and has not

Floats = NDArray[np.float64]
Random = np.random.Generator


@dataclass(frozen=True)
class Item:
    """One question. If the options are topics, `weights` are their weights in the passage."""

    subject: str
    options: tuple[str, ...]
    answer: int
    passage_id: str = ""
    weights: tuple[float, ...] = ()


def word_intrusion(fitted: FittedTopics, n: int | None = None, seed: int = 1) -> list[Item]:
    """Items with a topic's five likeliest words and one word that is low here and high elsewhere; chance 1/6.

    One item per topic unless `n` asks for more: further items of a topic show words 6–10, 11–15 and 16–20, so that no
    word repeats. Topics with fewer than five words, or without an intruder, have no item.
    """
    rng, top = np.random.default_rng(seed), _top(fitted, TOP)
    blocks: list[tuple[int, list[int]]] = []
    for start in range(0, TOP, SHOWN_WORDS):
        rows = [(k, words[start : start + SHOWN_WORDS]) for k, words in enumerate(top)]
        full = [(k, words) for k, words in rows if len(words) == SHOWN_WORDS]
        blocks += [full[i] for i in rng.permutation(len(full))]
    items = []
    for k, words in islice(blocks, fitted.n_topics if n is None else n):
        high = {w for j, likely in enumerate(top) if j != k for w in likely[:_HIGH_ELSEWHERE]}
        strangers = _strangers(fitted, k, high, words)
        if strangers:
            options = [fitted.vocabulary[w] for w in (*words, rng.choice(strangers))]
            items.append(_shuffled(rng, fitted.topic_ids[k], options, len(words)))
    return _in_any_order(
        rng, items, "word intrusion needs topics of five words and a word that another topic has alone"
    )


def word_set_intrusion(fitted: FittedTopics, n: int = 100, seed: int = 1) -> list[Item]:
    """Items with four sets of four words: three of the topic's twenty likeliest, one of another topic's; chance 1/4.

    Words of the fourth set are low here. Topics with fewer than twelve words have no item.
    """
    rng = np.random.default_rng(seed)
    top = _top(fitted, TOP)
    pools = {
        k: [s for j in range(fitted.n_topics) if j != k and len(s := _strangers(fitted, k, top[j], words)) >= SET_WORDS]
        for k, words in enumerate(top)
        if len(words) >= (SETS - 1) * SET_WORDS
    }
    items = []
    for k in _evenly(rng, [k for k, pool in pools.items() if pool], n):
        own = rng.permutation(top[k])[: (SETS - 1) * SET_WORDS]
        other = rng.permutation(pools[k][rng.integers(len(pools[k]))])[:SET_WORDS]
        sets = [words_in_line(fitted.vocabulary[w] for w in words) for words in (*np.split(own, SETS - 1), other)]
        items.append(_shuffled(rng, fitted.topic_ids[k], sets, SETS - 1))
    return _in_any_order(rng, items, "word-set intrusion needs topics of at least twelve words")


def topic_intrusion(
    fitted: FittedTopics, rows: Sequence[int] | NDArray[np.intp], n: int = 100, seed: int = 1
) -> list[Item]:
    """Items with a passage, its three likeliest topics and one topic of its improbable half; chance 1/4.

    Topics are shown by their eight likeliest words. `rows` are the passages that may be shown; the subject of an item
    is the likeliest topic of its passage. Passages without three topics that are likelier than the rest are not shown.
    """
    rng = np.random.default_rng(seed)
    names = [words_in_line(words) for words in fitted.top_words(_TOPIC_WORDS)]
    weights = fitted.passage_topics.astype(np.float64)
    order = np.argsort(-weights, axis=1, kind="stable")
    rest = order[:, _TOPICS:]
    improbable = rest[:, rest.shape[1] // 2 :]
    enough = improbable.shape[1] > 0
    fit = [r for r in rows if enough and weights[r, order[r, _TOPICS - 1]] > 2 * weights[r, improbable[r, 0]]]
    items = []
    for row in _evenly_by(rng, {r: int(order[r, 0]) for r in fit}, n):
        shown = [*order[row, :_TOPICS], rng.choice(improbable[row])]
        item = _shuffled(rng, fitted.topic_ids[shown[0]], [names[k] for k in shown], _TOPICS, weights[row, shown])
        items.append(_of_passage(item, fitted.passage_ids[row]))
    why = "topic intrusion needs passages with three topics likelier than the rest; this model gives a passage fewer"
    return _in_any_order(rng, items, why)


def label_intrusion(
    weights: Floats,
    passage_ids: Sequence[str],
    labels: Mapping[str, str],
    rows: Sequence[int] | NDArray[np.intp],
    n: int = 100,
    seed: int = 1,
) -> list[Item]:
    """Items with a passage, the labels of its two or three themes and the label of an absent theme; chance 1/3 or 1/4.

    `weights (n_passages, n_themes)` in the order of `labels` (theme → label). A theme is present from a weight of .1
    and absent up to .05. The subject of an item is one of its passage's themes, drawn at random.
    """
    rng = np.random.default_rng(seed)
    themes, names = list(labels), list(labels.values())
    order = np.argsort(-weights, axis=1, kind="stable")
    has, has_not = weights >= _RELEVANT, weights <= _IMPROBABLE
    fit = [r for r in rows if has[r].sum() >= 2 and has_not[r].any()]
    items = []
    subject_of = {int(r): int(rng.choice(np.flatnonzero(has[r]))) for r in fit}
    for row in _evenly_by(rng, subject_of, n):
        own = subject_of[row]
        shown = [own, *(int(k) for k in order[row] if has[row, k] and k != own)][:_TOPICS]
        options = [names[k] for k in (*shown, rng.choice(np.flatnonzero(has_not[row])))]
        item = _shuffled(rng, themes[own], options, len(shown))
        items.append(_of_passage(item, passage_ids[row]))
    why = (
        "label intrusion needs passages with two themes and without a third; this estimator finds none. Use best-label"
    )
    return _in_any_order(rng, items, why)


def best_label(
    primary: NDArray[np.intp],
    passage_ids: Sequence[str],
    labels: Mapping[str, str],
    rows: Sequence[int] | NDArray[np.intp],
    n: int = 100,
    seed: int = 1,
) -> list[Item]:
    """Items with a passage and four labels: its theme's, two other themes', and "none of the themes"; chance 1/4.

    `primary (n_passages)` is the number of each passage's theme in the order of `labels` (theme → label), whose last is
    `NONE_OF_THE_THEMES`; passages with a larger number are unassigned and not shown. Passages about none of the themes
    are shown as often as those of a theme, with three themes and "none" to choose from. A study with fewer themes has
    fewer labels.
    """
    rng = np.random.default_rng(seed)
    themes, names = list(labels), list(labels.values())
    none = themes.index(NONE_OF_THE_THEMES)
    items = []
    for row in _evenly_by(rng, {r: int(primary[r]) for r in rows if primary[r] <= none}, n):
        own = int(primary[row])
        others = rng.permutation([k for k in range(none) if k != own])
        fixed = [own] if own == none else [own, none]
        options = [names[k] for k in [*fixed, *others][:_LABELS]]
        items.append(_of_passage(_shuffled(rng, themes[own], options, 0), passage_ids[row]))
    return _in_any_order(rng, items, "best label needs passages that have a theme or none")


TASKS: Mapping[str, Callable[..., list[Item]]] = {
    "word-intrusion": word_intrusion,
    "topic-intrusion": topic_intrusion,
    "word-set-intrusion": word_set_intrusion,
    "label-intrusion": label_intrusion,
    "best-label": best_label,
}


def _top(fitted: FittedTopics, n: int) -> list[list[int]]:
    """Numbers of each topic's likeliest words; words without weight are left out."""
    order = np.argsort(-fitted.topic_words, axis=1, kind="stable")[:, :n]
    return [[int(w) for w in row if words[w] > 0] for row, words in zip(order, fitted.topic_words, strict=True)]


def _strangers(fitted: FittedTopics, topic: int, high: Iterable[int], shown: Sequence[int]) -> list[int]:
    """Words of `high` that are low in `topic` and neither contain a word shown nor are contained in one."""
    own = fitted.topic_words[topic]
    middle = np.median(own)
    known = [fold(fitted.vocabulary[w]) for w in shown]

    def alike(word: str) -> bool:
        return any(word in other or other in word for other in known)

    return sorted(w for w in high if own[w] <= middle and not alike(fold(fitted.vocabulary[w])))


def _shuffled(
    rng: Random, subject: str, options: Sequence[str], answer: int, weights: Floats | Sequence[float] = ()
) -> Item:
    order = rng.permutation(len(options)).tolist()
    weighed = tuple(float(weights[i]) for i in order) if len(weights) else ()
    return Item(subject, tuple(options[i] for i in order), order.index(answer), weights=weighed)


def _of_passage(item: Item, passage_id: str) -> Item:
    return Item(item.subject, item.options, item.answer, passage_id, item.weights)


def _evenly(rng: Random, subjects: Sequence[int], n: int) -> list[int]:
    """`n` subjects, each as often as any other or once more."""
    if not len(subjects):
        return []
    rounds = [rng.permutation(subjects).tolist() for _ in range(-(-n // len(subjects)))]
    return [k for once in rounds for k in once][:n]


def _evenly_by(rng: Random, subject_of: Mapping[int, int], n: int) -> list[int]:
    """`n` passages or all, evenly over subjects while these have any left; `subject_of` maps a row to its subject."""
    rows = rng.permutation(sorted(subject_of)).tolist()
    times: dict[int, int] = {}
    turn: dict[int, tuple[int, int]] = {}
    for place, row in enumerate(rows):
        times[subject_of[row]] = times.get(subject_of[row], 0) + 1
        turn[row] = (times[subject_of[row]], place)
    return sorted(rows, key=turn.__getitem__)[:n]


def _in_any_order(rng: Random, items: list[Item], why: str) -> list[Item]:
    if not items:
        raise ScoreError(f"there is nothing to ask: {why}.")
    return [items[i] for i in rng.permutation(len(items))]
