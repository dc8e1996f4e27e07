"""Furniture, header rules and named rules take no running sentence, on texts that are like no sample."""

from pathlib import Path

import pytest

from tests.preprocessing.composed_notices import yearly_series
from topics.preprocessing.cleaning.learned import learned_furniture, without_learned
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.corpus import read_corpus


def test_yearly_series_lose_no_sentence_and_nearly_all_their_furniture() -> None:
    notices = yearly_series()
    assert len(notices) == 200
    learned = learned_furniture((notice.source, notice.lines) for notice in notices)
    lost = found = furniture = 0
    for notice in notices:
        left = without_learned(notice.lines, notice.source, learned)
        lost += sum(sentence not in left for sentence in notice.sentences)
        found += sum(line not in left for line in notice.furniture)
        furniture += len(notice.furniture)
    assert lost == 0
    assert found / furniture >= 0.95


@pytest.mark.parametrize("english", [False, True])
def test_yearly_notices_are_documents_with_all_their_sentences(tmp_path: Path, english: bool) -> None:
    notices = [n for n in yearly_series(seed=9) if n.source.startswith("Office") == english]
    for n, notice in enumerate(notices):
        (tmp_path / f"{notice.year}-03-01-{n}.txt").write_text("\n".join(notice.lines), encoding="utf-8")
    corpus = read_corpus(tmp_path, language="en" if english else "zh", workers=1)
    text = "\n".join(corpus.passages["text"])
    assert len(corpus.documents) == len(notices)
    for notice in notices:
        for sentence in notice.sentences:
            assert clean_text(sentence, "en" if english else "zh") in text
