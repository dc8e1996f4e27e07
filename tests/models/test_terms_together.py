"""Whether the terms of a theme belong together, before any model is guided by them."""

import numpy as np
import pytest

from topics.models.keywords import TOGETHER, keyword_tables, keyword_warnings, term_counts, terms_together
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme

THEMES = (Theme("wind", ("wind", "turbine", "blade")), Theme("mixed", ("soup", "rail")), Theme("rail", ("rail",)))


def test_terms_together_by_hand() -> None:
    texts = ["wind turbine blade", "wind turbine wind", "soup", "rail", "rail", "soup", "bread", "bread"]
    table = terms_together(term_counts(texts, THEMES), THEMES).set_index("theme")
    # wind 2, turbine 2, blade 1 of 8 passages: (4 + 2 + 2) / 8 pairs expected; 3 in the first passage, 1 in the second.
    assert table.loc["wind"].to_dict() == {"pairs": 4, "expected": 1.0, "lift": 4.0}
    assert table.loc["mixed"].to_dict() == {"pairs": 0, "expected": 0.5, "lift": 0.0}
    assert table.loc["rail", "expected"] == 0
    assert np.isnan(table.loc["rail", "lift"])


def test_a_theme_whose_terms_are_strewn_is_warned_of() -> None:
    few = ["wind turbine blade", "wind turbine", "soup", "rail", "rail", "soup", "bread", "bread"]
    texts = 10 * few  # ten times as many pairs expected: 5 of "mixed" instead of half a one
    tokens = build_tokens([f"p{i}" for i in range(80)], [t.split() for t in texts], min_passages=1, max_share=1.0)
    tables = keyword_tables(texts, tokens, THEMES)
    assert tables[TOGETHER]["theme"].tolist() == ["wind", "mixed", "rail"]
    (warning,) = [sentence for sentence in keyword_warnings(tables) if "strewn" in sentence]
    assert warning.startswith('The terms of "mixed" stand in the same passages 0.0 times as often')
    tokens = build_tokens([f"p{i}" for i in range(8)], [t.split() for t in few], min_passages=1, max_share=1.0)
    assert not any("strewn" in sentence for sentence in keyword_warnings(keyword_tables(few, tokens, THEMES)))


@pytest.mark.parametrize("texts", [[], ["bread"]])
def test_terms_that_never_occur_have_no_lift(texts: list[str]) -> None:
    table = terms_together(term_counts(texts, THEMES), THEMES)
    assert table["lift"].isna().all()
