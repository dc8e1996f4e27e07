"""Which estimators of a job see which themes."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from topics.models import ModelInput, fit
from topics.preprocessing.words.tokens import build_tokens
from topics.report.layouts.share_layouts import shares_layout
from topics.results.fitness import fitness_of, job_fitness, with_unfit, without_unfit, without_unfit_trends
from topics.shares.codebook import ThemeScores, suggest_codebook, theme_scores
from topics.shares.own_scale import on_own_scale
from topics.shares.trend.trends import TRENDS
from topics.store.job import Estimator
from topics.themes import NONE_OF_THE_THEMES, Theme
from topics.unmeasured import PARTLY_MEASURED

TEXTS = {"en": ("wind power rises", "rail freight"), "zh": ("风电发展很快", "铁路货运")}
TERMS = {"en": ("wind power", "rail"), "zh": ("风电", "铁路")}


def job(language: str, themes: tuple[Theme, ...]) -> Any:
    """Thirty passages name each theme; `blind` never finds the second; one more passage is not counted."""
    first, second = TEXTS[language]
    passages = pd.DataFrame({"text": [first] * 30 + [second] * 30 + [second], "counted": [True] * 60 + [False]})
    sees = np.zeros((61, 2))
    sees[:30, 0] = sees[30:, 1] = 0.8
    blind = sees * [1, 0.01]
    names = tuple(theme.id for theme in themes)
    ids = tuple(map(str, range(61)))
    scores = {
        name: [ThemeScores(names, ids, weights[:, : len(names)], weights[:, : len(names)], np.zeros(61))]
        for name, weights in (("sees", sees), ("blind", blind))
    }
    run = SimpleNamespace(scores={}, settings={"kind": "lexicon"}, fitted=None)
    bags = [text.split() for text in passages["text"]]
    models: Any = [Estimator(name, "lda", "none", cast(Any, (run,))) for name in scores]
    return SimpleNamespace(
        corpus=SimpleNamespace(passages=passages),
        tokens=build_tokens(list(ids), bags, min_passages=1, max_share=1.0),
        themes=themes,
        models=models,
        scores=scores.__getitem__,
        has=lambda table: False,
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_blind_estimator_is_unfit_for_the_theme_it_misses(language: str) -> None:
    themes = tuple(Theme(name, (term,), ()) for name, term in zip(("a", "b"), TERMS[language], strict=True))
    found = job_fitness(job(language, themes))
    assert list(zip(found["estimator"], found["theme"], found["named"], found["verdict"], strict=True)) == [
        ("sees", "a", 30, "fit"),
        ("sees", "b", 30, "fit"),
        ("blind", "a", 30, "fit"),
        ("blind", "b", 30, "unfit"),
    ]
    assert found["reason"].iloc[-1] == "finds 0 % of the 30 passages that name it"


SHORT = {  # a theme's terms, of which a passage holds one, and the words around them
    "tweets": (("vaccine", "booster", "jab"), ("rent", "landlord", "eviction"), "today people really week story", 8),
    "headlines": (("rail", "train", "commuter"), ("storm", "flood", "gale"), "city council year plan report new", 5),
    "survey answers": (("noise", "barking"), ("parking", "traffic", "cars"), "nothing fine street always my", 4),
    "微博": (("外卖", "骑手", "配送费"), ("房租", "房东", "租客"), "今天 真的 觉得 大家 朋友 晚上 天气", 7),
    "新闻标题": (("高铁", "车票"), ("疫苗", "接种", "加强针"), "记者 今年 发布 全市 通知", 5),
    "问卷回答": (("停车", "车位"), ("噪音", "广场舞"), "没有 希望 小区 物业 都 好", 3),
}


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("kind", SHORT)
def test_short_passages_whose_words_never_stand_together_make_nothing_unfit(kind: str, seed: int) -> None:
    """A passage holds one term of one theme: its words stand together no more than by chance, and are found."""
    one, other, rest, length = SHORT[kind]
    draw = np.random.default_rng(seed)
    bags = [
        [*([str(draw.choice(terms))] if terms else []), *draw.choice(rest.split(), length).tolist()]
        for terms in (one, other, ()) * 100
    ]
    themes = (Theme("a", one, ()), Theme("b", other, ()))
    texts = [" ".join(bag) for bag in bags]
    tokens = build_tokens(list(map(str, range(300))), bags, min_passages=1, max_share=1.0)
    data = ModelInput(tokens, texts, themes)
    fitted = fit(data, "nmf", guided=True, topics=6)
    scores = theme_scores(fitted, suggest_codebook(fitted, tokens, data.hits, themes), themes)
    model = Estimator("nmf", "nmf", "none", cast(Any, (SimpleNamespace(scores={}),)))
    corpus: Any = SimpleNamespace(passages=pd.DataFrame({"text": texts, "counted": True}))
    found = fitness_of([model], {"nmf": [on_own_scale(scores, tokens.lengths)]}, corpus, tokens, themes)
    assert found["verdict"].tolist() == ["fit", "fit"]


BACKGROUND = {  # words that go with a theme's terms, and words of other subjects
    "en": ("turbine blade offshore cable grid", "match goal coach league cup", "wind power"),
    "zh": ("风机 叶片 海上 并网 电缆", "比赛 进球 教练 联赛 冠军", "风电"),
}


@pytest.mark.parametrize("language", BACKGROUND)
@pytest.mark.parametrize(
    ("given", "verdict", "reason"),
    [  # weights in passages that name the theme, in others about it, and in those about something else
        ((0.9, 0.9, 0.0), "fit", "finds 100 %"),  # found beyond the terms, and rightly
        ((0.9, 0.0, 0.0), "fit", "finds 100 %"),
        ((0.7, 0.7, 0.25), "unfit", "in passages unlike those that name it"),
        ((0.8, 0.8, 0.15), "unfit", "in passages unlike those that name it"),
        ((0.9, 0.9, 0.5), "unfit", "at most name it or may have left its terms out"),
        ((0.3, 0.05, 0.0), "unfit", "less than half"),
    ],
)
def test_too_much_and_too_little_are_unfit(language: str, given: tuple[float, ...], verdict: str, reason: str) -> None:
    """Of 400 passages 200 are about wind, of which 120 name it: 60 once, 60 twice."""
    own, other, term = BACKGROUND[language]
    draw = np.random.default_rng(1)
    kinds = np.repeat([0, 1, 2], [120, 80, 200])
    bags = [draw.choice((other if kind == 2 else own).split(), 8).tolist() for kind in kinds]
    texts = [
        " ".join([*bag, *[term] * (0 if kind else 1 + at % 2)])
        for at, (kind, bag) in enumerate(zip(kinds, bags, strict=True))
    ]
    tokens = build_tokens(list(map(str, range(400))), [text.split() for text in texts], min_passages=1, max_share=1.0)
    weights = np.array(given)[kinds][:, None]
    scores = ThemeScores(("a",), tokens.passage_ids, weights, weights, np.zeros(400), largest_other=np.full(400, 0.1))
    model = Estimator("lda", "lda", "none", cast(Any, (SimpleNamespace(scores={}),)))
    corpus: Any = SimpleNamespace(passages=pd.DataFrame({"text": texts, "counted": True}))
    found = fitness_of([model], {"lda": [scores]}, corpus, tokens, (Theme("a", (term,), ()),))
    assert found["verdict"].tolist() == [verdict], found["reason"].iloc[0]
    assert reason in found["reason"].iloc[0]


def test_more_than_can_be_there_is_unfit() -> None:
    """Passages that name the theme resemble others, so that likeness tells nothing; their number does."""
    texts = ["wind power here"] * 20 + ["wind power and wind power"] * 40 + ["here and there"] * 340
    tokens = build_tokens(list(map(str, range(400))), [text.split() for text in texts], min_passages=1, max_share=1.0)
    for given, verdict in ((0.02, "fit"), (0.6, "unfit")):
        weights = np.where(np.arange(400) < 60, 0.9, given)[:, None]
        scores = ThemeScores(("a",), tokens.passage_ids, weights, weights, np.zeros(400))
        model = Estimator("lda", "lda", "none", cast(Any, (SimpleNamespace(scores={}),)))
        corpus: Any = SimpleNamespace(passages=pd.DataFrame({"text": texts, "counted": True}))
        found = fitness_of([model], {"lda": [scores]}, corpus, tokens, (Theme("a", ("wind power",), ()),))
        assert found["verdict"].tolist() == [verdict]
    assert "at most name it or may have left its terms out" in found["reason"].iloc[0]


def test_a_study_without_themes_has_no_fitness() -> None:
    assert job_fitness(job("en", ())).empty


def test_the_numbers_of_an_unfit_estimator_are_left_out_and_the_reason_stands_beside() -> None:
    themes = tuple(Theme(name, (term,), ()) for name, term in zip(("a", "b"), TERMS["en"], strict=True))
    rows = [(name, theme, 0.3, 0.2, 0.4) for name in ("sees", "blind") for theme in ("a", "b")]
    shares = pd.DataFrame(rows, columns=["estimator", "theme", "share", "lower", "upper"])
    told = with_unfit(shares, job_fitness(job("en", themes)))
    assert told["unfit"].tolist() == ["", "", "", "finds 0 % of the 30 passages that name it"]
    assert told["share"].tolist() == [0.3] * 4
    shown = without_unfit(told)
    assert shown[["share", "lower", "upper"]].isna().all(axis=1).tolist() == [False, False, False, True]
    assert without_unfit(shares) is shares


@pytest.mark.parametrize(("unfit", "hidden"), [((), False), (("a",), True), (("a", "b"), True)])
def test_what_is_left_to_no_theme_is_not_measured_where_a_theme_is_not(unfit: tuple[str, ...], hidden: bool) -> None:
    rows = [
        (name, theme, 0.3, 0.2, 0.4, "", "blind" if name == "nmf" and theme in unfit else "")
        for name in ("lexicon", "nmf")
        for theme in ("a", "b", NONE_OF_THE_THEMES)
    ]
    shares = pd.DataFrame(rows, columns=["estimator", "theme", "share", "lower", "upper", "why", "unfit"])
    shown = without_unfit(shares).set_index(["estimator", "theme"])
    assert shown.loc[("lexicon", NONE_OF_THE_THEMES), "share"] == 0.3
    rest = shown.loc[("nmf", NONE_OF_THE_THEMES)]
    assert bool(rest[["share", "lower", "upper"]].isna().all()) == hidden
    assert rest["unfit"] == (PARTLY_MEASURED if hidden else "")
    assert rest["why"] == ("unfit" if hidden else "")
    assert shown.loc[("nmf", "b"), "unfit"] == ("blind" if "b" in unfit else "")


def test_the_reason_of_what_is_left_to_no_theme_is_in_the_language_of_the_table() -> None:
    rows = [
        ("nmf", theme, "2020", 0.5, 0.4, 0.6, "", why) for theme, why in (("a", "看不见"), (NONE_OF_THE_THEMES, ""))
    ]
    columns = ["estimator", "theme", "period", "share", "lower", "upper", "why", "unfit"]
    shown = shares_layout(without_unfit(pd.DataFrame(rows, columns=columns)), "zh").set_index("theme")["2020"]
    assert shown["a"] == "不适用：看不见"
    assert shown[NONE_OF_THE_THEMES] == "不适用：其中含有该方法未能测量的主题的文本"


def test_a_trend_of_an_unfit_estimator_is_refused_with_the_reason() -> None:
    trends = pd.DataFrame(
        {
            "estimator": ["sees", "blind"],
            "theme": ["b", "b"],
            "share_first": [0.1, 0.2],
            "p_kendall": [0.5, 0.5],
            "statement": ["rises", "rises"],
            "refused": ["", ""],
        }
    )
    shown = without_unfit_trends(trends, {("blind", "b"): "finds 0 % of the 30 passages that name it"})
    assert shown["statement"].tolist() == ["rises", ""]
    assert shown["refused"].tolist() == ["", "Unfit here: blind finds 0 % of the 30 passages that name it."]
    assert shown[["share_first", "p_kendall"]].isna().all(axis=1).tolist() == [False, True]


def test_no_number_of_a_trend_is_left_to_an_unfit_estimator() -> None:
    """Whatever trends come to hold: every column declared as a number, and the place of a step."""
    row: dict[str, object] = {
        c.name: {"text": "x", "number": 0.5, "integer": 3}.get(c.dtype, 0) for c in TRENDS.columns
    }
    trends = pd.DataFrame([{**row, "estimator": name, "theme": "b", "refused": ""} for name in ("sees", "blind")])
    shown = without_unfit_trends(trends, {("blind", "b"): "finds 0 % of the 30 passages that name it"})
    numbers = [column.name for column in TRENDS.columns if column.dtype == "number"]
    assert len(numbers) > 10
    assert shown.loc[0, numbers].notna().all()
    assert shown.loc[1, numbers].isna().all()
    assert shown["step_at"].tolist() == ["x", ""]
