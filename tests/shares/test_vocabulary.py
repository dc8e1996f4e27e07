"""Parts of terms, changes without a term, and words in a term's place, on texts whose vocabulary is known."""

import numpy as np
import pandas as pd
import pytest

from topics.preprocessing.words.tokens import build_tokens
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import USUAL
from topics.shares.periods import Periods
from topics.shares.trend.trends import theme_trends
from topics.shares.vocabulary.phrases_found import Running, occurrences, phrases_in, running
from topics.shares.vocabulary.replacements import replacements
from topics.shares.vocabulary.term_parts import term_parts
from topics.shares.vocabulary.units import Units, units_of
from topics.shares.vocabulary.without_term import changes_of
from topics.themes import Theme

YEARS, PER_YEAR = 5, 60
NET = Theme("net", ("5G", "基站"))


def units(periods: list[int]) -> Units:
    every = np.arange(len(periods))
    return Units(every, every, np.array(periods), tuple(str(2020 + t) for t in range(max(periods) + 1)))


def tables(periods: list[int], n_tokens: int = 10) -> tuple[pd.DataFrame, pd.DataFrame]:
    ids = [f"d{k}" for k in range(len(periods))]
    documents = pd.DataFrame({"doc_id": ids, "date": [str(2020 + t) for t in periods]})
    return pd.DataFrame({"passage_id": ids, "doc_id": ids, "n_tokens": n_tokens, "counted": True}), documents


def test_parts_by_hand():
    counts = np.array([[3, 1], [0, 0], [1, 3], [0, 0]])
    found = term_parts(counts, [NET], units([0, 0, 1, 2]), Design(Periods("year", 2020, 2022)))
    cells = {(row.term, row.period): row for row in found.itertuples()}
    assert [cells["5G", year].part for year in ("2020", "2021")] == [0.75, 0.25]
    assert cells["5G", "2020"].theme_occurrences == 4
    assert cells["基站", "2021"].occurrences == 3
    assert np.isnan(cells["5G", "2022"].part)
    assert cells["5G", "2022"].theme_occurrences == 0
    assert np.isnan(cells["5G", "2020"].lower)  # one document with the theme bounds nothing


def test_intervals_of_parts_hold_the_part_and_narrow_with_documents():
    design = Design(Periods("year", 2020, 2020), draws=400)
    widths = []
    for n in (10, 160):
        counts = np.array([[2, 1], [1, 2]] * (n // 2))
        row = term_parts(counts, [NET], units([0] * n), design).iloc[0]
        assert row["lower"] < row["part"] == 0.5 < row["upper"]
        widths.append(row["upper"] - row["lower"])
    assert widths[1] == pytest.approx(widths[0] / 4, rel=0.3)


def test_units_are_those_of_shares_and_copies_are_left_out():
    passages, documents = tables([0, 0, 1])
    passages.loc[1, "counted"] = False
    found = units_of(passages, documents, USUAL, Design(Periods("year", 2020, 2021)))
    assert found.rows.tolist() == [0, 2]
    assert found.period.tolist() == [0, 1]


def test_all_terms_give_the_lexicons_change_and_a_left_out_term_its_own_absence():
    random = np.random.default_rng(3)
    periods = [t for t in range(YEARS) for _ in range(240)]
    passages, documents = tables(periods)
    design = Design(Periods("year", 2020, 2020 + YEARS - 1), draws=200)
    own, other = random.poisson(0.1 + 0.5 * np.array(periods)), random.poisson(0.5, len(periods))
    hits = np.column_stack([own, other])
    found = changes_of(hits, 0, [own, 0 * own], passages, documents, estimand=USUAL, design=design)
    weights = hits / np.maximum(hits.sum(axis=1, keepdims=True), 1)
    scores = ThemeScores(("a", "b"), tuple(passages["passage_id"]), weights, weights, np.zeros(len(own)))
    trend = theme_trends([scores], passages, documents, estimator="lexicon", design=design).iloc[0]
    assert (found.change[0], found.p[0]) == (trend["fitted_change"], trend["p_change"])
    assert found.p[0] < 0.1
    assert found.change[0] > 0
    assert np.isnan(found.p[1])


# --- words in a term's place ----------------------------------------------------------------------------------------

SLOTS = {
    "zh": [["推进", "X", "网络", "建设"], ["加快", "X", "规模", "部署"], ["完善", "X", "安全", "标准"]],
    "en": [["roll", "out", "X", "services"], ["build", "X", "masts", "faster"], ["licence", "X", "spectrum", "fees"]],
}
OTHER = {
    "zh": [["养老", "机构", "床位", "增加"], ["铁路", "货运", "班列", "开行"], ["会议", "强调", "工作", "落实"]],
    "en": [
        ["care", "homes", "need", "beds"],
        ["freight", "trains", "run", "daily"],
        ["the", "council", "met", "again"],
    ],
}


def corpus(slots, rest, use, seed=1):
    """Tokens and units of documents that each have a sentence of `slots` and two others.

    `use(t)` gives the words that stand for X in period t, as a list of `(words, probability)`.
    """
    random = np.random.default_rng(seed)
    texts, periods = [], []
    for t in range(YEARS):
        for _ in range(PER_YEAR):
            words, chances = zip(*use(t / (YEARS - 1)), strict=True)
            chosen = words[random.choice(len(words), p=chances)]
            slot = [part for word in slots[random.integers(len(slots))] for part in (chosen if word == "X" else [word])]
            others = [word for k in random.integers(len(rest), size=2) for word in rest[k]]
            texts.append([*others[:4], *(slot if chosen else []), *others[4:]])
            periods.append(t)
    every = {word for words in texts for word in words}
    tokens = build_tokens([f"d{k}" for k in range(len(texts))], texts, keep=frozenset(every))
    return tokens, units(periods)


def swap(old, new, share=0.6):
    return lambda x: [([old], share * (1 - x)), (new, share * x), ([], 1 - share)]


PLANTED = [
    ("zh", "5G", ["第五代网络"]),
    ("zh", "基站", ["智能", "网联"]),  # a new word that the segmenter cuts in two
    ("zh", "5G", ["6G"]),
    ("zh", "基站", ["铁塔"]),
    ("zh", "5G", ["新", "一代", "通信"]),
    ("en", "wind farm", ["wind", "park"]),
    ("en", "turbine", ["windmill"]),
    ("en", "wind farm", ["renewables"]),
    ("en", "turbine", ["rotor", "unit"]),
    ("en", "wind farm", ["offshore", "power", "plant"]),
]
THEMES = {"zh": NET, "en": Theme("wind", ("wind farm", "turbine"))}


@pytest.mark.parametrize(("language", "old", "new"), PLANTED)
@pytest.mark.parametrize("backwards", [False, True])
def test_a_word_that_takes_a_terms_place_is_found(language, old, new, backwards):
    theme = THEMES[language]
    word = old.lower()
    use = swap(word, new)
    tokens, where = corpus(SLOTS[language], OTHER[language], (lambda x: use(1 - x)) if backwards else use)
    found = replacements(tokens, where, [theme])
    assert list(found) == [(theme.id, old)]
    (one,) = found[theme.id, old]
    assert one.word.replace(" ", "") == "".join(new)
    assert one.rising != backwards
    assert min(one.slot, one.company) > 0.8
    assert one.rates[0 if backwards else -1] == pytest.approx(0.6, abs=0.2)
    held = occurrences(tokens, one.phrase) > 0
    assert where.rates(held) == pytest.approx(one.rates)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    "kind", ["falls alone", "steady", "rises elsewhere", "rises beside it", "both fall", "steady twin", "too few"]
)
def test_a_word_that_does_not_take_a_terms_place_is_not_named(language, kind):
    theme, slots, rest = THEMES[language], SLOTS[language], OTHER[language]
    term, new = theme.terms[1].lower(), "twin"
    elsewhere = [*rest, [rest[0][0], "twin", rest[0][3]]]
    use = {
        "falls alone": lambda x: [([term], 0.6 * (1 - x)), ([], 0.4 + 0.6 * x)],
        "steady": lambda x: [([term], 0.6), ([], 0.4)],
        "rises elsewhere": lambda x: [([term], 0.6 * (1 - x)), ([], 0.4 + 0.6 * x)],
        "rises beside it": lambda x: [([term], 0.3), ([new], 0.1 + 0.5 * x), ([], 0.6 - 0.5 * x)],
        "both fall": lambda x: [([term], 0.4 - 0.3 * x), ([new], 0.4 - 0.3 * x), ([], 0.2 + 0.6 * x)],
        "steady twin": lambda x: [([term], 0.5 - 0.4 * x), ([new], 0.3), ([], 0.2 + 0.4 * x)],
        "too few": lambda x: [([term], 0.03 * (1 - x)), ([new], 0.03 * x), ([], 0.97)],
    }[kind]
    tokens, where = corpus(slots, elsewhere if kind == "rises elsewhere" else rest, use)
    assert replacements(tokens, where, [theme]) == {}


def test_a_term_of_another_theme_is_no_word_in_a_terms_place():
    tokens, where = corpus(SLOTS["zh"], OTHER["zh"], swap("基站", ["铁塔"]))
    assert replacements(tokens, where, [NET, Theme("tower", ("铁塔",))]) == {}


def test_words_by_chance_alone_are_named_in_few_corpora():
    named = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        texts = [
            [f"w{k}" for k in random.integers(60, size=12)] + ["基站"] * int(random.random() < 0.4) for _ in range(300)
        ]
        periods = [k // PER_YEAR for k in range(300)]
        tokens = build_tokens([f"d{k}" for k in range(300)], texts, max_share=1)
        named += bool(replacements(tokens, units(periods), [NET]))
    assert named <= 1


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("rising", [False, True])
def test_steady_words_in_the_place_of_a_term_that_moves_are_named_in_few_corpora(language, rising):
    # The trend of the term is none of theirs: of ten words that stand where it stands, some seem to move by chance.
    term = THEMES[language].terms[1].lower()
    beside = [([f"name{k}"], 0.06) for k in range(10)]

    def use(x):
        part = 0.4 * (x if rising else 1 - x)
        return [([term], part), *beside, ([], 0.4 - part)]

    corpora = (corpus(SLOTS[language], OTHER[language], use, seed) for seed in range(20))
    assert sum(bool(replacements(*one, [THEMES[language]])) for one in corpora) <= 2


@pytest.mark.parametrize("fewest", [1, 2, 5])
def test_phrases_are_those_of_a_plain_count(fewest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.shares.vocabulary.phrases_found._AT_ONCE", 50)
    rng = np.random.default_rng(fewest)
    passages = [rng.integers(0, 6, size=rng.integers(0, 9)).tolist() for _ in range(60)]
    unit = np.where(rng.random(60) < 0.2, -1, rng.integers(0, 12, size=60))  # −1: is not counted
    tokens = build_tokens(
        [str(k) for k in range(60)], [[str(word) for word in words] for words in passages], max_share=1
    )
    where = Units(np.flatnonzero(unit >= 0), unit[unit >= 0], np.zeros(12, dtype=int), ("2020",))
    plain: dict[tuple[str, ...], set[int]] = {}
    for row, one in zip(np.split(tokens.word_ids, tokens.offsets[1:-1]), unit.tolist(), strict=True):
        names = [tokens.vocabulary[word] for word in row]
        for first, length in ((f, n) for f in range(len(names)) for n in (1, 2, 3) if one >= 0):
            phrase = tuple(names[first : first + length])
            if len(phrase) == length and "0" not in phrase:
                plain.setdefault(phrase, set()).add(one)
    found, every = {}, 0
    without = np.array([word == "0" for word in tokens.vocabulary])
    for phrases in phrases_in(running(tokens, where), 12, fewest, without):
        chosen = rng.random(len(phrases.words)) < 0.5
        for some in (phrases.only(chosen), phrases.only(~chosen)):
            for number, phrase in enumerate(some.words):
                found[tuple(tokens.vocabulary[word] for word in phrase)] = some.units_with(number).tolist()
        every += len(phrases.words)
    assert found == {phrase: sorted(units) for phrase, units in plain.items() if len(units) >= fewest}
    assert every == len(found)


@pytest.mark.parametrize("at_once", [1, 3, 1_000])
def test_phrases_are_those_that_enough_documents_hold_however_many_places_are_read_at_once(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three documents, "a b a", "a b c" and "b c d" with d left out: a, b, c, "a b" and "b c" are in two or more."""
    monkeypatch.setattr("topics.shares.vocabulary.phrases_found._AT_ONCE", at_once)
    words, documents = np.array([0, 1, 0, 0, 1, 2, 1, 2, 3], np.int32), np.repeat(np.arange(3, dtype=np.int32), 3)
    text = Running(words, documents, np.arange(3, dtype=np.int32), size=4)
    found = {
        tuple(phrase.tolist()): phrases.units_with(number).tolist()
        for phrases in phrases_in(text, 3, 2, np.array([False, False, False, True]))
        for number, phrase in enumerate(phrases.words)
    }
    assert found == {(0,): [0, 1], (1,): [0, 1, 2], (2,): [1, 2], (0, 1): [0, 1], (1, 2): [1, 2]}
