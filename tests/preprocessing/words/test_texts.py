import numpy as np
import pandas as pd
import pytest

from topics.parallel.workers import blocks
from topics.preprocessing.grouped_texts import GroupedTexts
from topics.preprocessing.words.texts import Texts

TEXTS = ["", "5G基站", "𠀀 e\u0301", "", "a"]


@pytest.mark.parametrize(
    "made", [TEXTS, tuple(TEXTS), pd.Series(TEXTS, dtype="str"), pd.Series(["x", *TEXTS, "y"], dtype="str")[1:-1]]
)
def test_texts_are_what_they_were_made_from(made: object) -> None:
    texts = Texts.of(made)  # type: ignore[arg-type]
    assert list(texts) == TEXTS
    assert [texts[i] for i in range(5)] == TEXTS
    assert texts[-1] == "a"
    for rows in (slice(1, 3), slice(2, None), slice(3, 1), slice(None, None, -2), slice(9, 12)):
        assert list(texts[rows]) == list(texts[rows][:]) == TEXTS[rows]
    assert list(texts.of_rows(np.array([4, 1]))) == ["a", "5G基站"]
    with pytest.raises(IndexError):
        texts[5]


def test_no_text_at_all() -> None:
    assert list(Texts.of([])) == []
    assert list(Texts.of(["a"]).of_rows(np.zeros(0, dtype=np.intp))) == []


def test_blocks_cover_all_rows_once_within_their_size() -> None:
    sizes = np.random.default_rng(1).integers(0, 9, 500)
    rows = list(blocks(sizes, 20))
    assert [i for part in rows for i in range(part.start, part.stop)] == list(range(500))
    assert all(sizes[part].sum() <= 20 for part in rows)
    assert len(rows) < 500 / 2


def test_grouped_texts_are_groups_over_one_column() -> None:
    groups = {"a": ["甲", "", "b\n𠀀"], "b": [], "丙": ["5G"]}
    found = GroupedTexts.of((name, iter(texts)) for name, texts in groups.items())
    assert {name: list(texts) for name, texts in found.items()} == groups
    column = found.column()
    assert (column.dtype, column.tolist()) == (pd.Series(["x"], dtype="str").dtype, ["甲", "", "b\n𠀀", "5G"])
    assert GroupedTexts.of([]).column().tolist() == []
