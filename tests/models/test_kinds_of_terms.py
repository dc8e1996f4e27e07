"""Terms with spaces, with `*`, with inflections and in capitals: one word for counting and for every guided model."""

from dataclasses import dataclass

import numpy as np
import pytest

from topics.models import fit
from topics.models.counting.lexicon import words_with_terms
from topics.models.guided import lifted_words
from topics.models.keyatm import keywords_of
from topics.models.model_input import ModelInput
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.words.forms import with_forms
from topics.preprocessing.words.segmentation import segment_all
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme

_BESIDE = {"en": "The council met in town, and the minutes were read.", "zh": "会议在市里举行，宣读了纪要。"}


@dataclass(frozen=True)
class Kind:
    """Terms of a theme, sentences that hold them, and the words and number of times as which they are to count."""

    language: str
    terms: tuple[str, ...]
    texts: tuple[str, ...]
    words: tuple[str, ...]
    counted: tuple[int, ...]
    inflected: bool = False


KINDS = {
    "spaces": Kind("en", ("wind farm",), ("A Wind-Farm and a wind\u00a0farm.", "wind farms"), ("wind farm",), (2,)),
    "inflections": Kind(
        "en", ("wind farm", "policy"), ("Wind-farms’ policies.", "A wind farm's policy."), ("policy", "wind farm"),
        (2, 2), inflected=True,
    ),
    "wildcard": Kind("en", ("tax*",), ("Taxation and taxes.", "The tax on taxis."), ("tax*",), (4,)),
    "wildcard in a phrase": Kind(
        "en", ("climate chang*",), ("Climate change, climate-changing.", "a climate"), ("climate chang*",), (2,)
    ),
    "capitals": Kind("en", ("US", "WHO"), ("Who told us? The US did.", "The U.S. and the WHO."), ("US", "WHO"), (2, 1)),
    "apostrophe": Kind(
        "en", ("workers' rights",), ("Workers’ rights.", "The workers' rights."), ("workers' rights",), (2,)
    ),
    "a space in Chinese": Kind("zh", ("5G 专网",), ("建设5G 专网。", "依托５Ｇ 专网。"), ("5g 专网",), (2,)),
    "wildcard in Chinese": Kind("zh", ("esg*",), ("披露ESG报告。", "推进esgs与ESG2030。"), ("esg*",), (3,)),
    "both scripts": Kind("zh", ("数据安全",), ("數據安全与数据安全。", "数据安全治理。"), ("数据安全",), (3,)),
}  # fmt: skip


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def kind(request: pytest.FixtureRequest) -> Kind:
    return request.param  # type: ignore[no-any-return]


def data_of(kind: Kind) -> ModelInput:
    texts = tuple(clean_text(text, kind.language) for text in (*(2 * kind.texts), *(6 * [_BESIDE[kind.language]])))
    themes = with_forms([Theme("t", kind.terms, inflected=kind.inflected)], kind.language)
    segmenter = "words" if kind.language == "en" else "jieba"
    words = segment_all(texts, segmenter=segmenter, themes=themes)
    stop = frozenset(["the", "and", "a", "in", "of", "us", "who", "were", "在", "了"])
    keep = frozenset(form.word for form in themes[0].forms)
    tokens = build_tokens([f"p{n}" for n in range(len(texts))], words, stop_words=stop, keep=keep, max_share=1.0)
    return ModelInput(tokens, texts, themes)


def test_the_words_of_a_theme_are_counted_as_often_as_its_terms(kind: Kind) -> None:
    data = data_of(kind)
    own = [data.tokens.vocabulary.index(word) for word in kind.words]
    assert (data.tokens.frequency[own] // 2).tolist() == list(kind.counted)
    assert data.hits.sum() == data.tokens.frequency[own].sum()


def test_guided_models_start_from_the_words_of_the_terms(kind: Kind) -> None:
    data = data_of(kind)
    assert set(kind.words) <= set(keywords_of(data)["t"])
    lifted = lifted_words(data)[0]
    assert all(lifted[data.tokens.vocabulary.index(word)] > 0 for word in kind.words)
    assert set(fit(data, "lexicon").top_words(len(kind.words))[0]) == set(kind.words)


def test_guided_topics_have_the_words_of_the_terms_and_no_stop_word(kind: Kind) -> None:
    for name, options in (("lda", {"passes": 3}), ("nmf", {})):
        fitted = fit(data_of(kind), name, topics=2, seed=1, guided=True, **options)
        assert set(kind.words) <= set(fitted.top_words(6)[0])
        assert not {"us", "who", "the"} & {word for words in fitted.top_words(20) for word in words}


@pytest.mark.parametrize(
    ("term", "word", "holds"),
    [("tax", "tax*", False), ("tax*", "tax*", True), ("tax*", "taxation", True), ("breach*", "data breach*", True),
     ("data", "data breach*", True), ("data breach", "data breach*", False), ("ESG", "ESG*", False),
     ("farm", "wind farm", True), ("us", "US", True), ("US", "us", False)],
)  # fmt: skip
def test_a_word_of_many_forms_holds_a_term_that_all_of_them_hold(term: str, word: str, holds: bool) -> None:
    assert words_with_terms(with_forms([Theme("t", (term,))], "en"), [word]).tolist() == np.array([[holds]]).tolist()
