"""The estimator that learns from codes: it finds planted rules, is calibrated on documents not seen, and refuses."""

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ModelError
from topics.models import FittedTopics, ModelInput, fit
from topics.models.coded.classifier import cross_fitted, trained
from topics.models.coded.coded import FEWEST_CODES, folds
from topics.models.coded.features import OF_TERMS, OF_WORDS
from topics.models.codes import PassageCodes
from topics.preprocessing.words.tokens import build_tokens
from topics.themes import Theme

THEMES = (Theme("wind", ("风电", "清洁能源")), Theme("rail", ("高铁",)))
# A passage of a kind: what it says, and its main theme by a coder for whom 清洁能源 is a slogan.
KINDS = (
    ("风电投运。风电并网，叶片出海。", (True, False)),
    ("高铁通车。高铁客流增长，车站启用。", (False, True)),
    ("猪肉涨价。坚持清洁能源，菜价平稳。", (False, False)),
    ("猪肉涨价，菜价平稳。商场开业。", (False, False)),
)


def study(n: int, *, mentions: bool = False, coded: int | None = None, per_document: int = 4) -> ModelInput:
    """`n` passages, the kinds in turn, `per_document` a document; those of the first `coded` are coded."""
    texts = [KINDS[i % 4][0] for i in range(n)]
    words = [[text[i : i + 2] for i in range(0, len(text) - 1, 2)] for text in texts]
    tokens = build_tokens([f"d{i // per_document}#{i % per_document + 1}" for i in range(n)], words, max_share=1.0)
    rows = np.arange(n if coded is None else coded)
    primary = np.array([KINDS[i % 4][1] for i in rows], dtype=bool).reshape(len(rows), 2)
    said = primary | np.array([[i % 4 == 2, False] for i in rows], dtype=bool).reshape(len(rows), 2)
    return ModelInput(tokens, tuple(texts), THEMES, codes=PassageCodes(rows, primary, said if mentions else None))


def test_it_learns_what_coders_make_of_a_term() -> None:
    fitted = fit(study(160), "coded")
    wind, rail = fitted.passage_topics[:4, 0], fitted.passage_topics[:4, 1]
    assert wind.argmax() == 0
    assert rail.argmax() == 1
    assert wind[2] < 0.3 < 0.5 < wind[0]  # the slogan makes no main theme
    assert fitted.topic_ids == ("wind", "rail", "none")
    assert fitted.passage_topics.sum(axis=1) == pytest.approx(1, abs=1e-5)


def test_mentions_are_learned_apart_where_they_are_coded() -> None:
    apart, together = fit(study(160, mentions=True), "coded"), fit(study(160), "coded")
    assert apart.passage_present is not None
    assert together.passage_present is not None
    assert apart.passage_present[2, 0] > 0.5 > together.passage_present[2, 0]
    np.testing.assert_array_equal(apart.passage_topics, together.passage_topics)


def test_passages_without_codes_get_what_the_others_teach() -> None:
    fitted = fit(study(240, coded=160), "coded")
    assert fitted.scores["codes"] == 160
    assert (fitted.passage_topics[160::4, 0] > 0.5).all()
    assert (fitted.passage_topics[163::4, 2] > 0.5).all()


@pytest.mark.parametrize(("n", "names"), [(160, OF_TERMS), (200, (*OF_TERMS, *OF_WORDS))])
def test_words_are_learned_from_enough_codes(n: int, names: tuple[str, ...]) -> None:
    assert tuple(fit(study(n), "coded").scores["features"]) == names


def test_a_passage_is_judged_by_codes_of_other_documents() -> None:
    # Codes dealt at random teach nothing, and without cross-fitting they would be found again.
    random = np.random.default_rng(1)
    features, codes = random.normal(size=(60, 1, 30)), random.random((60, 1)) < 0.5
    own = trained(features, codes).probabilities(features)
    _, other = cross_fitted(features, np.arange(60), codes, np.arange(60) // 6)
    assert ((own > 0.5) == codes).mean() > 0.7
    assert ((other > 0.5) == codes).mean() < 0.6


def test_folds_are_of_like_size_in_any_order_of_passages() -> None:
    families = [f"d{i}" for i in range(12) for _ in range(i % 3 + 1)]
    fold_of = folds(families, 4)
    assert Counter(fold_of[family] for family in families) == dict.fromkeys(range(4), 6)
    assert fold_of == folds(families[::-1], 4)


def test_a_seed_changes_nothing() -> None:
    one, other = (fit(study(160), "coded", seed=seed) for seed in (1, 2))
    np.testing.assert_array_equal(one.passage_topics, other.passage_topics)


def test_copies_of_coded_documents_are_held_out_with_them() -> None:
    # Every coded document has a copy without a code: it gets what its original gets, by the same classifier.
    data = study(320)
    assert data.codes
    rows = data.codes.rows
    codes = replace(data.codes, rows=rows[:160], primary=data.codes.primary[:160])
    families = tuple(f"f{row % 160 // 4}" for row in rows.tolist())
    weights = fit(replace(data, codes=codes, families=families), "coded").passage_topics
    np.testing.assert_allclose(weights[160:], weights[:160], atol=1e-6)
    alone = fit(replace(data, codes=codes), "coded").passage_topics
    assert np.abs(alone[160:] - alone[:160]).max() > 1e-3


def test_copies_are_counted_once_among_the_documents_that_are_needed() -> None:
    data = study(80)
    pairs = tuple(f"f{row // 12}" for row in range(80))  # three documents each
    with pytest.raises(ModelError, match="codes are of 7 documents, copies counted once"):
        fit(replace(data, families=pairs), "coded")


def test_probabilities_are_calibrated_on_documents_not_seen() -> None:
    # Main themes are drawn with a probability that depends on a feature: 2,000 passages, four in a document.
    random = np.random.default_rng(5)
    features = random.normal(size=(2000, 2, 3))
    truth = 1 / (1 + np.exp(-(1.5 * features[:, :, 0] - 1 - np.array([0, 1.0]))))
    codes = random.random(truth.shape) < truth
    _, found = cross_fitted(features, np.arange(2000), codes, np.arange(2000) // 4 % 10)
    assert found.mean(axis=0) == pytest.approx(codes.mean(axis=0), abs=0.01)
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1)):
        inside = (found >= low) & (found < high)
        assert codes[inside].mean() == pytest.approx(found[inside].mean(), abs=0.05)


def test_the_learning_curve_has_more_codes_in_every_row() -> None:
    curve = fit(study(320), "coded").scores["curve"]
    sizes = [row["codes"] for row in curve]
    assert sizes[:3] == [40, 100, 200]
    assert 240 < sizes[3] < 320
    assert curve[-1]["f1"] == 1
    assert curve[-1]["log_loss"] < curve[0]["log_loss"]


def few_of(theme: int) -> ModelInput:
    data = study(160)
    assert data.codes
    primary = data.codes.primary.copy()
    primary[np.flatnonzero(primary[:, theme])[2:], theme] = False
    return replace(data, codes=replace(data.codes, primary=primary))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (replace(study(80), codes=None), "codes of 0 passages, and fewer than 40"),
        (study(80, coded=39), "codes of 39 passages"),
        (study(80, per_document=20), "the codes are of 4 documents, copies counted once. At least 10"),
        (few_of(0), '2 coded passages are mainly about "wind"; at least 3'),
        (few_of(1), '2 coded passages are mainly about "rail"; at least 3'),
        (replace(study(80), themes=()), "names no theme"),
    ],
)
def test_too_few_codes_are_refused_with_the_number(data: ModelInput, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        fit(data, "coded")


def test_the_fewest_codes_are_enough() -> None:
    assert isinstance(fit(study(80, coded=FEWEST_CODES), "coded"), FittedTopics)


def test_codes_of_some_rows() -> None:
    codes = PassageCodes(np.array([1, 4, 7]), np.array([[True], [False], [True]]))
    some = codes.of_rows(np.array([7, 2, 1]))
    assert some.rows.tolist() == [2, 0]
    assert some.primary.tolist() == [[True], [True]]
    assert some.mentions is None


@pytest.mark.parametrize("alike", [True, False])
def test_codes_that_are_all_alike_teach_their_level_only(alike: bool) -> None:
    features = np.random.default_rng(0).random((8, 2, 3))
    found = trained(features, np.full((8, 2), alike)).probabilities(features)
    assert found == pytest.approx(np.full((8, 2), 17 / 18 if alike else 1 / 18))


def test_mentions_that_nobody_coded_are_no_error() -> None:
    data = study(160)
    assert data.codes
    silent = replace(data, codes=replace(data.codes, mentions=np.zeros_like(data.codes.primary)))
    present = fit(silent, "coded").passage_present
    assert present is not None
    assert present[:, :2].max() < 0.01
