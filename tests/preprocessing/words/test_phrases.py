import math
from pathlib import Path

import pytest

from topics.errors import StudyError
from topics.preprocessing.words.phrases import phrases, write_phrases
from topics.preprocessing.words.segmentation import segment_all
from topics.preprocessing.words.tokens import from_words


def test_the_score_is_the_published_formula() -> None:
    # Pairs: a b (3), b c (1), c a (1), a d (1): p(ab) = 3/6, a is first in 4, b second in 3.
    table = phrases(from_words([["a", "b"], ["a", "b", "c", "a", "d"], ["a", "b"]]), min_count=2, min_npmi=0.0)
    assert table[["phrase", "n", "words"]].to_numpy().tolist() == [["a b", 3, "a + b"]]
    assert table["npmi"][0] == pytest.approx(math.log((3 / 6) / ((4 / 6) * (3 / 6))) / -math.log(3 / 6))


def test_a_pair_that_is_all_there_is_scores_one() -> None:
    assert phrases(from_words([["a", "b"]] * 3), min_count=2)["npmi"].tolist() == [1.0]


def test_phrases_grow_and_stop_at_commas_and_at_passages() -> None:
    texts = ["链 长 制 推广", "链 长 制 试点", "链 长 制 经验"] * 4 + ["链", "长，制"]
    table = phrases(segment_all(texts, segmenter="characters"), min_count=5, min_npmi=0.3)
    assert table[["phrase", "n"]].to_numpy().tolist()[:3] == [["链长", 12], ["链长制", 12], ["长制", 12]]


@pytest.mark.parametrize(
    "text",
    [
        "the calm, sea of the north",
        "the calm. Sea winds of the north",
        "a calm (sea) of the north",
        "the firm of Calm & Sea in the north",
        "out of the calms' seas in the north",
        "the calm – sea of the north",
        "the calm / sea of the north",
        "a “calm” sea of the north",
        "the calm_sea of the north",
    ],
)
def test_words_that_a_mark_parts_are_no_phrase_in_a_language_with_spaces(text: str) -> None:
    assert "calm sea" not in text
    table = phrases(segment_all([text] * 12, segmenter="words"), min_npmi=0.0)
    assert not [phrase for phrase in table["phrase"] if phrase.startswith("calm")]
    assert "calm sea" in set(phrases(segment_all(["the calm sea"] * 12, segmenter="words"), min_npmi=0.0)["phrase"])


def test_banned_words_are_part_of_no_phrase() -> None:
    table = phrases(from_words([["a", "b"]] * 3), min_count=2, without=["b"])
    assert table.empty


def test_the_proposal_can_be_copied_line_by_line_and_is_never_written_over(tmp_path: Path) -> None:
    table = phrases(from_words([["链", "长制"]] * 3), min_count=2)
    path = tmp_path / "phrases.txt"
    write_phrases(table, path)
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[-1] == "链长制  # 3 times, NPMI 1.00: 链 + 长制"
    assert "no command reads this file" in text
    with pytest.raises(StudyError, match="there is such a file already"):
        write_phrases(table, path)
