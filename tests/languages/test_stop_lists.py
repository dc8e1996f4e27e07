"""Stop lists of the toolkit: one word a line, each once, in the form in which words are compared."""

import pytest

from topics.languages import STOP_LISTS
from topics.preprocessing.words.segmentation import segment
from topics.terms import fold

CONTENT = {
    "en": "sun bill fire system interest market detail mill cry energy wind data state war law health school us-based",
    "zh": "数据 安全 工业 网络 经济 市场 教育 法律 能源 企业",
}


@pytest.mark.parametrize("name", STOP_LISTS)
def test_words_are_folded_and_stand_there_once(name: str) -> None:
    words = STOP_LISTS[name].words
    assert len(words) == len(set(words)) > 400
    assert list(words) == [fold(word) for word in words]
    assert STOP_LISTS[name].source


@pytest.mark.parametrize("name", STOP_LISTS)
def test_no_word_tells_one_subject_from_another(name: str) -> None:
    assert not set(CONTENT[name].split()) & set(STOP_LISTS[name].words)


def test_english_words_are_what_the_segmenter_cuts() -> None:
    assert [word for word in STOP_LISTS["en"].words if segment(word, "words") != [word]] == []
