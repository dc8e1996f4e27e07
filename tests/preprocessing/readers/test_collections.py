"""Files that hold many articles: each with its own date, source and text, and no other file split."""

import random

import pytest

from tests.preprocessing.readers.collection_files import FORMS, known_articles
from topics.preprocessing.document import COLLECTION
from topics.preprocessing.reading import read_bytes
from topics.preprocessing.sentences import characters


def solid(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("seed", range(12))
def test_articles_come_out_as_they_went_in(form: str, seed: int) -> None:
    write, suffix, chinese = FORMS[form]
    rng = random.Random(seed)
    articles = known_articles(rng, chinese=chinese)
    text, dates = write(articles, rng)
    if seed % 3 == 2:
        text = text.replace("\n", "\r\n")
    file = read_bytes(text.encode(), f"2024-01-01 download{suffix}")
    assert [d.title for d in file.documents] == [a.title for a in articles]
    assert [d.source for d in file.documents] == [a.source for a in articles]
    assert [d.date for d in file.documents] == dates
    assert [solid(d.text) for d in file.documents] == [solid("".join(a.text)) for a in articles]
    assert {d.date_source for d in file.documents} == {COLLECTION}
    assert {d.meta[COLLECTION] for d in file.documents} == {form.partition(",")[0]}
    assert file.losses == ()
    if form != "BibTeX":  # of which signs are not seen
        kept = sum(characters(d.text) + sum(characters(t) for _, t in d.taken) for d in file.documents)
        assert kept == characters(text)
