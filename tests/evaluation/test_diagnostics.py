import numpy as np
import pytest

from topics.evaluation.diagnostics import topic_diagnostics
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import build_tokens


def test_junk_is_flagged_and_good_topics_are_not():
    """Two subjects of 20 words; a topic of each, one of the whole corpus everywhere, an even one, a small one."""
    random = np.random.default_rng(1)
    subjects = [[f"{letter}{i:02d}" for i in range(20)] for letter in "ab"]
    tokens = build_tokens(
        [f"d{n}" for n in range(80)], [random.choice(subjects[n % 2], 30).tolist() for n in range(80)]
    )
    own = np.array([word[0] == "a" for word in tokens.vocabulary])
    corpus = np.bincount(tokens.word_ids) / len(tokens.word_ids)
    first = np.where(own, np.linspace(1, 20, 40) ** 3, 0)
    second = np.where(own, 0, np.linspace(20, 1, 40) ** 3)
    words = np.array([first, second, corpus, np.ones(40), first[::-1] + second])
    even = np.arange(80) % 2 == 0
    passages = np.zeros((80, 5))
    passages[:, 0], passages[:, 1], passages[:, 2] = 0.5 * even, 0.5 * ~even, 0.3
    passages[:4, 3], passages[4, 4] = 0.2, 0.1
    fitted = FittedTopics(
        ("a", "b", "background", "even", "rare"),
        (words / words.sum(axis=1, keepdims=True)).astype(np.float32),
        passages.astype(np.float32),
        tokens.passage_ids,
        tokens.vocabulary,
    )
    table = topic_diagnostics(fitted, tokens).set_index("topic")
    assert table["reasons"].to_dict() == {
        "a": "",
        "b": "",
        "background": "flat; like the corpus; everywhere",
        "even": "small; flat; like the corpus",
        "rare": "small",
    }
    assert table["size"].tolist() == pytest.approx([0.25, 0.25, 0.3, 0.01, 0.1 / 80])
    assert table.loc["even", "effective_words"] == pytest.approx(40, rel=1e-4)
    assert table.loc["background", "spread"] == pytest.approx(1)
    assert table.loc["even", "spread"] == pytest.approx(np.log(4) / np.log(80))
