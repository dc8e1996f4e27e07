"""Specificity by hand: what follows a term, beside what follows the theme's name."""

import numpy as np
import pytest

from topics.models import ModelInput, fit
from topics.models.counting.clauses import find_claims
from topics.models.counting.specificity import TermUse, name_of, term_uses
from topics.models.counting.term_table import term_use_table, weighed_down
from topics.models.counting.writing import without_signs
from topics.preprocessing.words.tokens import build_tokens
from topics.terms import Form
from topics.themes import Theme

WIND = Theme("wind", ("风电", "风机", "绿色发展"), (("zh", "风电"),))
ABOUT = "发展风电产业。风电已经投运。"  # another clause mentions the theme
PASSING = "坚持绿色发展。铁路已经投运。"


def uses_of(texts: list[str], theme: Theme = WIND, documents: tuple[str, ...] = ()) -> dict[str, TermUse]:
    (uses,) = term_uses(find_claims(texts, [theme]), [theme], documents)
    return {use.term: use for use in uses}


@pytest.mark.parametrize(
    ("label", "terms", "form", "name"),
    [
        ("Rents", ("tenant", "rent"), ("rent", "rents"), "rent"),
        ("Rents", ("rent", "rents"), ("rent", "rents"), "rents"),
        ("風電", ("风机", "风电"), ("风电", "風電"), "风电"),
        ("Taxation", ("tax",), ("tax", "taxes"), ""),
    ],
)
def test_a_form_of_a_term_is_the_name_too(label: str, terms: tuple[str, ...], form: tuple[str, str], name: str) -> None:
    prepared = (*(Form(term, term, term) for term in terms), Form(*form, form[1]))
    assert name_of(Theme("id", terms, (("en", label),), prepared=prepared)) == name


def test_a_slogan_is_what_the_theme_does_not_follow() -> None:
    uses = uses_of([ABOUT] * 4 + [PASSING] * 6)
    assert (uses["风电"].follows, uses["风电"].specificity) == (1.0, 1.0)
    assert (uses["绿色发展"].passages, uses["绿色发展"].follows) == (6, 0.0)
    assert uses["绿色发展"].specificity == pytest.approx(2 / 8)  # (6 · 0 + 2) / (6 + 2)
    assert "风机" not in uses


def test_what_the_theme_follows_counts_in_full() -> None:
    uses = uses_of([ABOUT, "检修风机设备。风电已经投运。"])
    assert uses["风机"].specificity == 1.0


def test_a_synonym_that_shares_the_clause_of_the_name_counts_as_the_name() -> None:
    uses = uses_of([ABOUT] * 4 + ["风机（风电）投运。铁路已经投运。"] * 3)
    assert (uses["风机"].beside_name, uses["风机"].specificity) == (1.0, 1.0)


def test_a_document_counts_once_however_often_it_repeats_a_term() -> None:
    texts = [ABOUT] * 4 + [PASSING] * 20 + ["检修风机，坚持绿色发展。风电投运。"] * 4
    documents = (*"abcd", *["e"] * 20, *"fghi")
    use = uses_of(texts, documents=documents)["绿色发展"]
    assert (use.passages, use.documents, use.follows) == (24, 5, 0.8)
    assert use.specificity == pytest.approx((5 * 0.8 + 2) / (5 + 2))
    assert uses_of(texts)["绿色发展"].follows == pytest.approx(4 / 24)


@pytest.mark.parametrize("other", ["《风电办法》已经施行。", "铁路、风电、港口并进。", "风电协会成立。"])
def test_a_mere_name_or_item_goes_on_about_nothing(other: str) -> None:
    assert uses_of([ABOUT] * 4 + ["坚持绿色发展。" + other] * 6)["绿色发展"].follows == 0


def test_a_passage_that_is_one_clause_is_not_asked_what_follows() -> None:
    use = uses_of([ABOUT] * 4 + ["坚持绿色发展。"] * 6)["绿色发展"]
    assert (use.passages, use.documents, use.specificity) == (6, 0, 1.0)


@pytest.mark.parametrize(("passages", "specificity"), [(4, 1.0), (5, 2 / 7)])
def test_few_passages_say_nothing_against_a_term(passages: int, specificity: float) -> None:
    uses = uses_of([ABOUT] * 4 + [PASSING] * passages)
    assert uses["绿色发展"].specificity == pytest.approx(specificity)


def test_a_theme_without_a_name_weighs_nothing_down() -> None:
    field = Theme("field", ("风电", "绿色发展"), (("zh", "能源"),))
    assert {use.specificity for use in uses_of([ABOUT] * 4 + [PASSING] * 6, field).values()} == {1.0}


def test_the_table_says_what_is_weighed_down_and_why() -> None:
    table = term_use_table([ABOUT] * 4 + [PASSING] * 6, [WIND])
    assert table["term"].tolist() == ["绿色发展", "风电"]
    assert table["counts_as"].str.contains("slogan").tolist() == [True, False]
    (sentence,) = weighed_down(table)
    assert "“绿色发展” (0.25, 6 passages)" in sentence


def test_the_fit_weighs_slogans_down_and_keeps_the_reasons() -> None:
    texts = [ABOUT] * 4 + [PASSING] * 6
    tokens = build_tokens([f"p{n}" for n in range(10)], [["铁路"]] * 10, min_passages=1, max_share=1.0)
    fitted = fit(ModelInput(tokens, tuple(texts), (WIND,)), "clause-extent")
    assert fitted.passage_present is not None
    assert fitted.passage_present[:, 0].tolist() == [1] * 4 + [0] * 6
    assert fitted.passage_topics[:, 0] == pytest.approx(np.repeat([1, 0.25 / 2], [4, 6]))
    assert [use["term"] for use in fitted.scores["terms"]["wind"]] == ["风电", "绿色发展"]


@pytest.mark.parametrize(
    "text",
    [
        "wind power grew and the port was built " * 10,  # a transcript
        "so we were saying wind power you know and then the port was built and so on " * 5,
        "WIND POWER GROWS  PORT BUILT AT LAST  RAIL TO THE NORTH  " * 6,  # a list of titles
        "风电 成片 投运 铁路 延伸 " * 10,  # subtitles
        "今年风电成片投运高铁延伸到了南方各地" * 6,  # characters read from an image
        "大海无边 风电如林 月照千里 夜行人归 " * 8,  # a poem
    ],
)
def test_a_fit_says_when_texts_have_no_clauses(text: str) -> None:
    tokens = build_tokens([f"p{n}" for n in range(30)], [["port"]] * 30, min_passages=1, max_share=1.0)
    scores = fit(ModelInput(tokens, (text,) * 30, (WIND,)), "clause-extent").scores
    assert (scores["long_passages_without_signs"], scores["has_clauses"]) == (1.0, False)


def test_signs_and_short_texts_are_no_lack_of_clauses() -> None:
    assert without_signs(["wind power grew, and the port was built " * 10] * 30) == 0
    assert without_signs(["风电、铁路" * 30] * 30) == 0
    assert without_signs(["Short titles"] * 1000) == 0
