"""Questions about topics: what is shown, and that only the model knows the answer."""

import numpy as np
import pytest

from topics.errors import ScoreError
from topics.evaluation.people.intrusion import (
    best_label,
    label_intrusion,
    topic_intrusion,
    word_intrusion,
    word_set_intrusion,
)
from topics.models.fitted import FittedTopics
from topics.themes import NONE_OF_THE_THEMES

WORDS = 25  # of each topic, likeliest first; no word is part of another


def fitted(n_topics: int = 6, n_passages: int = 60) -> FittedTopics:
    """Topics with 25 words of their own each; passage p has topics p, p + 1, p + 2 (modulo) at .5, .3, .15."""
    vocabulary = tuple(f"{chr(97 + k)}{w:02}" for k in range(n_topics) for w in range(WORDS))
    words = np.kron(np.eye(n_topics), np.linspace(2, 1, WORDS))
    weights = np.zeros((n_passages, n_topics))
    for p in range(n_passages):
        for step, weight in enumerate((0.5, 0.3, 0.15)):
            weights[p, (p + step) % n_topics] = weight
    ids = tuple(f"t{k:02}" for k in range(n_topics))
    return FittedTopics(
        ids,
        (words / words.sum(axis=1, keepdims=True)).astype(np.float32),
        weights.astype(np.float32),
        tuple(f"p{p}" for p in range(n_passages)),
        vocabulary,
    )


def topic_of(word: str) -> int:
    return ord(word[0]) - 97


def test_word_intrusion_shows_five_top_words_and_a_stranger() -> None:
    items = word_intrusion(fitted())
    assert sorted(item.subject for item in items) == [f"t{k:02}" for k in range(6)]
    for item in items:
        k = int(item.subject[1:])
        own = [o for i, o in enumerate(item.options) if i != item.answer]
        assert sorted(own) == [f"{chr(97 + k)}{w:02}" for w in range(5)]
        intruder = item.options[item.answer]
        assert topic_of(intruder) != k
        assert int(intruder[1:]) < 10


def test_more_word_items_show_further_words_and_none_twice() -> None:
    items = word_intrusion(fitted(), n=24)
    shown = [o for item in items for i, o in enumerate(item.options) if i != item.answer]
    assert len(items) == 24
    assert len(set(shown)) == len(shown) == 6 * 20


def test_an_intruder_is_no_part_of_a_word_shown() -> None:
    model = fitted(2)
    vocabulary = list(model.vocabulary)
    vocabulary[WORDS : WORDS + 9] = [f"xx{w}a0{w % 5}" for w in range(9)]  # hold a top word of the other topic
    model = FittedTopics(model.topic_ids, model.topic_words, model.passage_topics, model.passage_ids, tuple(vocabulary))
    for seed in range(20):
        (item,) = [i for i in word_intrusion(model, seed=seed) if i.subject == "t00"]
        assert item.options[item.answer] == "b09"


def test_word_sets_are_three_of_the_topic_and_one_of_another() -> None:
    items = word_set_intrusion(fitted(), n=30)
    assert len(items) == 30
    assert [sum(i.subject == f"t{k:02}" for i in items) for k in range(6)] == [5] * 6
    for item in items:
        k = int(item.subject[1:])
        sets = [option.split() for option in item.options]
        assert [len(words) for words in sets] == [4] * 4
        words = [w for i, s in enumerate(sets) if i != item.answer for w in s]
        assert len(set(words)) == 12
        assert all(topic_of(w) == k and int(w[1:]) < 20 for w in words)
        (other,) = {topic_of(w) for w in sets[item.answer]}
        assert other != k


def test_topic_intrusion_shows_three_topics_of_the_passage_and_an_improbable_one() -> None:
    model = fitted(8)
    items = topic_intrusion(model, range(0, 60, 2), n=20)
    assert len(items) == len({item.passage_id for item in items}) == 20
    for item in items:
        row = int(item.passage_id[1:])
        assert row % 2 == 0
        assert item.subject == f"t{row % 8:02}"
        assert item.weights[item.answer] == 0
        assert sorted(item.weights)[1:] == pytest.approx([0.15, 0.3, 0.5])
        for option, weight in zip(item.options, item.weights, strict=True):
            assert weight == model.passage_topics[row, topic_of(option)]
            assert len(option.split()) == 8


LABELS = {"a": "Wind", "b": "Rail", "c": "Farm", "d": "Sea"}


def test_label_intrusion_shows_the_passages_themes_and_one_it_has_not() -> None:
    weights = np.array([[0.6, 0.3, 0, 0], [0.4, 0.3, 0.3, 0], [0.9, 0.04, 0, 0], [0.5, 0.3, 0.07, 0.08]])
    items = label_intrusion(weights, ["p0", "p1", "p2", "p3"], LABELS, range(4))
    found = {item.passage_id: item for item in items}
    assert sorted(found) == ["p0", "p1"]  # p2 has one theme; of p3 nobody knows what it has not
    assert set(found["p1"].options) == {*LABELS.values()}
    assert found["p1"].options[found["p1"].answer] == "Sea"
    assert set(found["p0"].options) > {"Wind", "Rail"}
    assert len(found["p0"].options) == 3
    assert found["p0"].options[found["p0"].answer] in ("Farm", "Sea")


def test_best_label_offers_none_of_the_themes_always_and_shows_subjects_evenly() -> None:
    labels = {**LABELS, NONE_OF_THE_THEMES: "None"}
    primary = np.array([0] * 30 + [1] * 5 + [2] * 5 + [3] * 1 + [4] * 60 + [5] * 9)
    items = best_label(primary, [f"p{i}" for i in range(len(primary))], labels, range(len(primary)), n=21)
    counts = {theme: sum(item.subject == theme for item in items) for theme in labels}
    assert counts == {"a": 5, "b": 5, "c": 5, "d": 1, NONE_OF_THE_THEMES: 5}
    for item in items:
        assert item.options[item.answer] == labels[item.subject]
        assert "None" in item.options
        assert len(set(item.options)) == 4
        assert primary[int(item.passage_id[1:])] == list(labels).index(item.subject)


@pytest.mark.parametrize("ask", [word_intrusion, word_set_intrusion])
def test_the_seed_decides_and_the_answer_stands_anywhere(ask) -> None:
    assert ask(fitted(), 24, 3) == ask(fitted(), 24, 3)
    assert ask(fitted(), 24, 3) != ask(fitted(), 24, 4)
    places = [item.answer for seed in range(50) for item in ask(fitted(), 24, seed)]
    size = len(ask(fitted())[0].options)
    counts = np.bincount(places, minlength=size)
    # χ² with size − 1 degrees of freedom stays below its .9999 point.
    assert ((counts - counts.mean()) ** 2 / counts.mean()).sum() < {6: 25.7, 4: 21.1}[size]


def test_models_without_anything_to_ask_are_refused() -> None:
    one = fitted(1)
    with pytest.raises(ScoreError, match="word intrusion needs topics of five words and a word that another topic"):
        word_intrusion(one)
    with pytest.raises(ScoreError, match="three topics likelier than the rest"):
        topic_intrusion(one, range(10))
    with pytest.raises(ScoreError, match="passages with two themes"):
        label_intrusion(np.eye(4), ["p0", "p1", "p2", "p3"], LABELS, range(4))
