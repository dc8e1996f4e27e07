"""Every figure under stress: many themes, periods and estimators, long names, and numbers that are missing.

The boxes of the renderer decide: no two texts meet, none leaves the page, none is smaller than 6 points, and the whole
interval of the study's own estimator lies inside its axes. A figure may be split over pages, and may be refused in a
sentence; it may not be drawn so that it cannot be read.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from topics.claims.findings import FINDINGS
from topics.errors import FigureError
from topics.plots.boxes import boxes_of, meeting, outside, shown_texts
from topics.plots.lettering import SMALLEST
from topics.plots.page import HIGHEST, TITLE, titles
from topics.plots.roles import OWN_LINE
from topics.plots.style import journal
from topics.report.figures import FIGURES, Drawing
from topics.shares.estimand import Estimand
from topics.themes import Theme

LONG = {
    "en": [
        "Climate adaptation and disaster risk reduction",
        "Intermodal terminals for containers that travel by rail and by sea",
        "5G",
        "Rechtsschutzversicherungsgesellschaften",
    ],
    "zh": [
        "高端化、智能化、绿色化转型升级",
        "面向制造业重点行业的高端化、智能化、绿色化转型升级公共服务平台",
        "5G",
        "工业互联网（含标识解析体系）",
    ],
}
KINDS = ("whole", "empty", "one document", "unmeasured", "unstable")
Cell = tuple[int, int, int, str, str]  # themes, periods, estimators, language, kind
MATRIX: list[Cell] = list(product((1, 4, 9, 16), (3, 14, 60), (1, 4, 8), ("en", "zh"), KINDS))
STEPS = {True: 7, False: 29}  # neither shares a factor with a dimension, so that every value is met
# Every value of every dimension, and the pairs that have gone wrong before.
SHORT: list[Cell] = [
    (1, 3, 1, "en", "one document"),
    (4, 14, 4, "zh", "whole"),
    (9, 14, 4, "en", "empty"),
    (16, 60, 8, "en", "unstable"),
    (16, 3, 8, "zh", "unmeasured"),
]


def themes_of(n: int, language: str) -> list[Theme]:
    labels = [f"{LONG[language][k % 4]}{'' if k < 4 else f' {k}'}" for k in range(n)]
    return [Theme(f"theme-{k}", (f"term {k}",), ((language, label),)) for k, label in enumerate(labels)]


def shares_of(cell: Cell) -> pd.DataFrame:
    """A table of shares: themes rise and fall, estimators lie apart, and the kind of the cell spoils some of it."""
    n, n_periods, n_estimators, _, kind = cell
    names = ["lexicon", *(f"a model with a long name, version {k}" for k in range(1, n_estimators))]
    periods = [f"{2000 + k // 12}-{k % 12 + 1:02d}" if n_periods == 60 else str(2008 + k) for k in range(n_periods)]
    rows = [
        (name, "text", f"theme-{k}", period, *_share(k, t / (n_periods - 1), e), 40 + t, 100, 5000)
        for e, name in enumerate(names)
        for k in range(n)
        for t, period in enumerate(periods)
    ]
    columns = "estimator weighting theme period share lower upper n_documents n_passages n_tokens"
    table = pd.DataFrame(rows, columns=columns.split())
    table = table.assign(clusters="document", unstable=False, unfit="", **Estimand().columns)
    numbers = ["share", "lower", "upper"]
    if kind == "empty":
        gone = table["period"].isin(periods[1:-1:2])
        table.loc[gone, numbers], table.loc[gone, "n_documents"] = np.nan, 0
    if kind == "one document":
        table["n_documents"], table["upper"] = 1, 1.0
    hit = table["theme"].eq("theme-0") | table["estimator"].ne("lexicon") & table["theme"].eq("theme-2")
    if kind == "unmeasured":
        table.loc[hit, numbers], table.loc[hit, "unfit"] = np.nan, "finds the theme in 3 of 120 passages that name it"
    if kind == "unstable":
        table.loc[hit, "unstable"] = True
    return table


def _share(theme: int, at: float, estimator: int) -> tuple[float, float, float]:
    share = 0.02 + 0.03 * (theme % 5) + (0.1 if theme % 2 else -0.1 * (theme % 5 > 3)) * at + 0.01 * estimator
    return share, max(share - 0.04, 0), share + 0.05 + 0.02 * (theme % 3)


def tables_of(cell: Cell) -> dict[str, pd.DataFrame]:
    shares, (n, _, n_estimators, _, _) = shares_of(cell), cell
    periods = sorted(set(shares["period"]))
    ends = shares[shares["period"].isin([periods[0], periods[-1]])].pivot_table(
        index=["theme", "estimator"], columns="period", values="share", sort=False, dropna=False
    )
    trends = pd.DataFrame(
        {
            "first": periods[0],
            "last": periods[-1],
            "share_first": ends[periods[0]],
            "share_last": ends[periods[-1]],
            "share_change": ends[periods[-1]] - ends[periods[0]],
            "fitted_change": ends[periods[-1]] - ends[periods[0]],
        }
    ).reset_index()
    spread = 0.05 + 0.3 * trends["estimator"].ne("lexicon")
    trends = trends.assign(
        fitted_change_lower=trends["share_change"] - spread,
        fitted_change_upper=trends["share_change"] + spread,
        fitted_change_lower_holm=trends["share_change"] - 1.5 * spread,
        fitted_change_upper_holm=trends["share_change"] + 1.5 * spread,
    ).merge(shares.drop_duplicates(["theme", "estimator"])[["theme", "estimator", "unstable", "unfit"]])
    findings = FINDINGS.frame(
        [
            (f"theme-{k}", "lexicon", periods[0], periods[-1], 0.21 - 0.05 * k, 0.2 - 0.05 * k, False,
             n_estimators, n_estimators, n_estimators, n_estimators - k % 2,
             "allowed" if k % 3 else "not allowed", "not allowed", k % 2 == 0)
            for k in range(n)
        ]
    )  # fmt: skip
    return {
        "shares": shares,
        "trends": trends,
        "findings": findings,
        "own": pd.DataFrame({"estimator": ["lexicon"]}),
        "coded": shares[shares["estimator"] == "lexicon"].assign(share=lambda table: table["share"] * 0.9),
    }


def months_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """Months and quarters of one estimator; the rows of the years are the quarters'."""
    n, n_periods, _, _, kind = cell
    both = []
    for by, names in (
        ("month", [f"{2000 + k // 12}-{k % 12 + 1:02d}" for k in range(3 * n_periods)]),
        ("quarter", [f"{2000 + k // 4}Q{k % 4 + 1}" for k in range(n_periods)]),
    ):
        base = shares_of((n, len(names), 1, "en", kind))
        both.append(base.assign(by=by, period=np.tile(names, n)))
    return {"months": pd.concat(both, ignore_index=True)}


def truth_of(cell: Cell) -> dict[str, pd.DataFrame]:
    tables = tables_of(cell)
    return {"shares": tables["shares"], "own": tables["own"], "truth": tables["coded"]}


def specifications_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """As many specifications as estimators, stop lists and weightings give."""
    n, _, n_estimators, _, kind = cell
    names = ["lexicon", *(f"model-with-a-long-name-{k}" for k in range(1, n_estimators))]
    grid = list(product(names, ("both", "none"), ("text", "document")))
    rows = [
        (place, place == 0, 0, *chosen, f"theme-{k}", 0.1 * k - 0.3 + 0.01 * place, "")
        for k in range(n)
        for place, chosen in enumerate(grid)
    ]
    names_of = "specification own coincide estimator stop_words weighting theme share_change unfit"
    table = pd.DataFrame(rows, columns=names_of.split())
    if kind == "unmeasured":
        table.loc[table["theme"] == "theme-0", "share_change"] = np.nan
    change = table["share_change"]
    table = table.assign(
        share_change_lower=change - 0.05, share_change_upper=change + 0.05 + (0.9 if kind == "one document" else 0)
    )
    what = pd.DataFrame({"what": ["corpus", "themes"] if kind == "empty" else []}, dtype=str)
    return {"specifications": table.assign(carried_by=40.0), "outdated": what}


def corrected_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """Every method by theme and period; at most 14 periods, which are many for codes."""
    n, n_periods, _, _, kind = cell
    rows = [
        (method, "codes" if method == "gold only" else "lexicon", f"theme-{k}", str(2000 + t), 0.2, 0.1, 0.3)
        for k in range(n)
        for t in range(min(n_periods, 14))
        for method in ("corrected", "gold only", "uncorrected")
    ]
    table = pd.DataFrame(rows, columns=["method", "estimator", "theme", "period", "share", "lower", "upper"])
    if kind == "unmeasured":
        table.loc[table["theme"] == "theme-0", ["share", "lower", "upper"]] = np.nan
    return {"corrected": table}


def words_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """Eight words per theme and model, some of them long."""
    n, _, n_estimators, language, kind = cell
    names = ["lda", *(f"a model with a long name, version {k}" for k in range(1, n_estimators))]
    words = ["5g", "基站", *LONG[language], "infrastructure", "w"]
    rows = [(name, f"theme-{k}", word, 0.1, "") for name in names for k in range(n) for word in words]
    table = pd.DataFrame(rows, columns=["estimator", "theme", "word", "weight", "unfit"])
    if kind == "unmeasured":
        hit = table["theme"] == "theme-0"
        table.loc[hit, "weight"], table.loc[hit, "unfit"] = np.nan, "finds nothing"
    return {"top_words": table[table["theme"] != "theme-2"] if kind == "empty" else table}


def groups_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """As many groups as estimators, with long names."""
    shares = shares_of((cell[0], cell[1], 1, *cell[3:]))
    names = [f"{LONG[cell[3]][k % 4]} {k}" for k in range(max(cell[2], 2))]
    tables = [shares.assign(attribute="region", group=name) for name in names]
    return {"groups": pd.concat(tables, ignore_index=True), "shares": shares}


def sizes_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """As many sizes as periods, and all measures; perplexity was not measured for some."""
    n_sizes, kind = cell[1], cell[4]
    measures = ["npmi", "word_agreement", "perplexity", "macro_f1", "diversity"]
    rows = [
        (measure, 5 + 5 * k, 0.1 * k - 0.2, 0.1 * k - 0.3, 0.1 * k, -0.4 if measure == "npmi" else np.nan)
        for measure in measures
        for k in range(n_sizes)
    ]
    table = pd.DataFrame(rows, columns=["measure", "topics", "value", "lower", "upper", "random"])
    large = table["measure"].eq("perplexity")
    table.loc[large, ["value", "lower", "upper"]] = table.loc[large, ["value", "lower", "upper"]] * 40_000 + 123_456
    if kind == "unmeasured":
        table.loc[large & table["topics"].gt(5), ["value", "lower", "upper"]] = np.nan
    return {"sizes": table, "own_sizes": pd.DataFrame({"topics": [5, 10] if kind != "empty" else []}, dtype=int)}


def topic_words(k: int, language: str) -> str:
    return " ".join([LONG[language][k % 4], f"w{k}", "infrastructure", "基站"][k % 3 :])


def alignment_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """As many topics as themes and periods; some stand for a theme, some have no counterpart."""
    n, n_periods, _, language, kind = cell
    rows = []
    for k in range(n + n_periods):
        alone = k % 3 == 2 or kind == "empty"
        words = topic_words(k, language)
        one = ("lda", "a model with a long name, version 1", f"t{k}", "" if alone else f"s{k}", words)
        theme, alike = f"theme-{k}" if k < n else "", np.nan if alone else 1 / (k + 1)
        rows.append((*one, "" if alone else words, theme, "", alike))
    columns = [
        "model_a",
        "model_b",
        "topic",
        "matched",
        "words",
        "matched_words",
        "theme",
        "matched_theme",
        "similarity",
    ]
    return {"alignment": pd.DataFrame(rows, columns=columns)}


def tree_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """A comb of as many topics as themes, models and periods: the deepest tree there is."""
    n, n_periods, n_models, language, kind = cell
    leaves = 1 if kind == "one document" and n == 1 else n * n_models + n_periods
    rows = []
    for k in range(leaves):
        theme = f"theme-{k % n}" if k < n * n_models and kind != "unmeasured" else ""
        model = f"a model with a long name, version {k % n_models}"
        parent = -1 if leaves == 1 else leaves + max(k - 1, 0)
        rows.append((k, parent, 0.0, model, f"t{k}", theme, theme, 0.1, topic_words(k, language)))
    for k in range(leaves - 1):
        parent = leaves + k + 1 if k < leaves - 2 else -1
        rows.append((leaves + k, parent, (k + 1) / leaves, "", "", "", "", np.nan, ""))
    columns = ["node", "parent", "distance", "estimator", "topic", "theme", "nearest", "share", "words"]
    return {"topic_branches": pd.DataFrame(rows, columns=columns)}


def corpus_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """As many years as periods, as many sources as themes, as many reasons of losses as both."""
    n, n_periods, _, language, kind = cell
    years = [str(1961 + t) for t in range(n_periods)]
    gone = set(years[1:-1:2]) if kind == "empty" else set()
    rows = [
        (year, "" if kind == "unmeasured" else f"{LONG[language][k % 4]} {k}", 1 if kind == "one document" else 12_345)
        for year in years
        if year not in gone
        for k in range(n)
    ]
    reasons = [(f"{LONG[language][k % 4]}, {k}", -k - 1) for k in range(n + n_periods)] if kind != "whole" else []
    lost, funnel = sum(total for _, total in reasons), []
    levels = [("files", "found", "decoded"), ("documents", "found", "counted"), ("passages", "found", "counted"),
              ("characters", "visible", "counted"), ("terms", "visible", "counted")]  # fmt: skip
    for level, first, last in levels:
        funnel += [(level, first, "", 1_234_567), *((level, first, reason, total) for reason, total in reasons)]
        funnel.append((level, last, "", 1_234_567 + lost))
    return {
        "documents": pd.DataFrame(rows, columns=["year", "source", "n_documents"]),
        "funnel": pd.DataFrame(funnel, columns=["level", "stage", "reason", "total"]),
    }


def vocabulary_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """Terms of which some are long; a theme without a period, or without any."""
    n, n_periods, _, language, kind = cell
    periods = sorted(set(shares_of((1, n_periods, 1, language, "whole"))["period"]))
    terms = [*LONG[language], "w", "基站", "infrastructure"]
    gone = set(periods[1:-1:2]) if kind == "empty" else set()
    rows = []
    for theme in range(n):
        for k, term in enumerate(terms):
            for period in periods:
                missing = period in gone or (kind == "unmeasured" and theme == 0 and n > 1)
                its = 0 if missing else k + 1
                whole = 0 if missing else sum(range(1, len(terms) + 1))
                rows.append((f"theme-{theme}", term, period, its, whole, its / whole if whole else np.nan))
    columns = ["theme", "term", "period", "occurrences", "theme_occurrences", "part"]
    return {"vocabulary": pd.DataFrame(rows, columns=columns)}


def together_of(cell: Cell) -> dict[str, pd.DataFrame]:
    """Every pair of themes in passages and sentences; some intervals have no end, some pairs none."""
    n, _, _, _, kind = cell
    rows = []
    for unit, (a, b) in product(("passage", "sentence"), combinations(range(n), 2)):
        ratio, few = (a + 1) / (b + 1), kind == "unmeasured" and a == 0
        known = (np.nan,) * 4 if few else (ratio / 2, np.inf if kind == "one document" else 2 * ratio, 0.01, 0.04 * b)
        rows.append((unit, f"theme-{a}", f"theme-{b}", 9999, 999, 99, 1234, 1234 / ratio, ratio, *known, 9, ""))
    columns = (
        "unit theme_a theme_b units units_a units_b together expected ratio lower upper p p_adjusted documents why"
    )
    return {"together": pd.DataFrame(rows, columns=columns.split())}


def with_glosses(make: "Make") -> "Make":
    """The tables of a figure of words with a gloss for every long one."""

    def glossed(cell: Cell) -> dict[str, pd.DataFrame]:
        words = [*LONG["zh"], "基站"]
        table = pd.DataFrame({"word": words, "gloss": [f"what {LONG['en'][k % 4]} is" for k in range(len(words))]})
        return {**make(cell), "glosses": table}

    return glossed


Make = Callable[[Cell], Mapping[str, pd.DataFrame]]
FIGURES_UNDER_STRESS: dict[str, Make] = {
    "fig1_theme_shares": tables_of,
    "fig2_change": tables_of,
    "fig7_specifications": specifications_of,
    "fig9_months": months_of,
    "fig10_truth": truth_of,
    "fig12_corrected": corrected_of,
    "fig3_top_words": with_glosses(words_of),
    "fig13_groups": groups_of,
    "fig4_sizes": sizes_of,
    "fig5_alignment": with_glosses(alignment_of),
    "fig6_corpus": corpus_of,
    "fig8_topic_tree": with_glosses(tree_of),
    "fig11_vocabulary": with_glosses(vocabulary_of),
    "fig14_together": together_of,
}


OWN = ("fig1_theme_shares", "fig2_change")


def drawn(name: str, cell: Cell, style: str = "") -> Drawing:
    note = {"en": "Composed text, shares set in advance.", "zh": "样本为编写文本。"}[cell[3]]
    with journal(style):
        return FIGURES[name].draw(FIGURES_UNDER_STRESS[name](cell), themes_of(cell[0], cell[3]), cell[3], note)


def legible(pages: Sequence[Figure]) -> None:
    for page in pages:
        page.draw_without_rendering()
        texts = shown_texts(page)
        boxes = boxes_of(page, texts)
        told = [" ".join(text.get_text().split()) for text in texts]
        assert [(told[one], told[other]) for one, other in meeting(boxes)] == []
        assert [told[place] for place in outside(page, boxes)] == []
        assert [text for text, of in zip(told, texts, strict=True) if float(of.get_fontsize()) < SMALLEST] == []
        assert page.get_figheight() * 25.4 <= HIGHEST + 0.5


def own_inside(name: str, drawing: Drawing) -> None:
    """The whole interval of the own estimator lies inside the axes of every page."""
    if name not in OWN:
        return
    rows = drawing.rows[(drawing.rows["estimator"] == "lexicon") & ~drawing.rows["unstable"].astype(bool)]
    if name == "fig1_theme_shares":
        most = rows["upper"].max()
        assert all(ax.get_ylim()[1] >= most or most != most for page in drawing.pages for ax in page.axes)
    else:
        low, high = rows["fitted_change_lower"].min(), rows["fitted_change_upper"].max()
        for page in drawing.pages:
            left, right = page.axes[0].get_xlim()
            assert low != low or (left <= 100 * low and 100 * high <= right)


def check(name: str, cell: Cell, style: str = "") -> None:
    """The figure can be read; where nothing is measured at all, it may be refused in a sentence instead."""
    try:
        drawing = drawn(name, cell, style)
    except FigureError:
        alone = cell[0] == 1 and (cell[4] in ("unmeasured", "unstable") or name == "fig14_together")
        if not alone:
            raise
        return
    with journal(style):
        legible(drawing.pages)
    own_inside(name, drawing)
    three_sentences(drawing.caption)


def three_sentences(caption: str) -> None:
    """A caption begins with three sentences, and then says where the method is written down."""
    sentences = [part for part in re.split(r"(?<=\.)\s+|(?<=。)", caption.split("\n\n")[0]) if part.strip()]
    assert len(sentences) == 4, sentences
    assert "docs/methods.md" in sentences[-1]


@pytest.mark.parametrize(
    ("signs", "said"),
    [
        ({"theme-0": [1, 1], "theme-1": [-1, -1]}, "In 2 of 2 themes all"),
        ({"theme-0": [1, -1], "theme-1": [-1, -1]}, "In 1 of 2 themes all"),
        ({"theme-0": [1, -1], "theme-1": [np.nan, -1]}, "In 0 of 1 theme all"),  # the study's own has no change there
    ],
)
def test_the_title_of_a_curve_is_about_its_specifications(signs: dict[str, list[float]], said: str) -> None:
    table = specifications_of((2, 3, 1, "en", "whole"))["specifications"].query("specification < 2")
    change = [0.1 * signs[row.theme][row.specification] for row in table.itertuples()]
    table = table.assign(share_change=change, share_change_lower=np.nan, share_change_upper=np.nan)
    figure = FIGURES["fig7_specifications"].draw({"specifications": table}, themes_of(2, "en"), "en", None).figure
    assert any(text.get_text().startswith(said) for text in shown_texts(figure))


def title_of(name: str, tables: Mapping[str, pd.DataFrame], n_themes: int, *, shown: bool = True) -> str:
    """The first text of a figure where it is its title; "" where it has none."""
    with titles(shown):
        page = FIGURES[name].draw(tables, themes_of(n_themes, "en"), "en", None).figure
    return next((text.get_text() for text in page.texts if text.get_fontsize() == TITLE), "").replace("\n", " ")


def test_the_title_of_words_counts_themes_that_models_share() -> None:
    rows = [
        ("lda", "theme-0", "a"), ("lda", "theme-0", "b"), ("nmf", "theme-0", "a"), ("nmf", "theme-0", "b"),
        ("lda", "theme-1", "a"), ("lda", "theme-1", "c"), ("nmf", "theme-1", "a"),
        ("lda", "theme-2", "d"),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["estimator", "theme", "word"]).assign(weight=0.1, unfit="")
    said = title_of("fig3_top_words", {"top_words": table}, 3)
    assert said == "In 1 of the 2 themes with words of several models, most of them are shared"
    said = title_of("fig3_top_words", {"top_words": table}, 2)
    assert said == "In 1 of 2 themes most words are those of several models"
    alone = table[table["estimator"] == "lda"]
    assert title_of("fig3_top_words", {"top_words": alone}, 3) == ""


@pytest.mark.parametrize(
    ("npmi", "perplexity", "said"),
    [
        ([0.1, 0.3, 0.2], [90.0, 50.0, 80.0], "By all 2 measures, 10 topics are within"),
        ([0.1, 0.3, 0.26], [90.0, 50.0, 54.0], "By all 2 measures, 10 and 15 topics are within"),
        ([0.3, 0.1, 0.1], [90.0, 90.0, 50.0], "Each number of topics is outside"),
        ([0.3, 0.3, 0.3], [50.0, 50.0, 50.0], "By all 2 measures, 3 of 3 numbers of topics are within"),
    ],
)
def test_the_title_of_sizes_names_those_that_no_measure_tells_from_the_best(
    npmi: list[float], perplexity: list[float], said: str
) -> None:
    rows = [
        (measure, size, value, value - spread, value + spread, np.nan)
        for measure, values, spread in (("npmi", npmi, 0.03), ("perplexity", perplexity, 3.0))
        for size, value in zip((5, 10, 15), values, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["measure", "topics", "value", "lower", "upper", "random"])
    assert title_of("fig4_sizes", {"sizes": table}, 1).startswith(f"{said} the seeds' range of the best")


def test_the_title_of_groups_counts_bands_without_the_share_of_all() -> None:
    tables = groups_of((1, 3, 1, "en", "whole"))  # both groups have the shares of all documents
    assert title_of("fig13_groups", tables, 1).startswith("All 6 bands include the share of all documents")
    groups = tables["groups"]
    beside = {"lower": [0.9, 0.95], "upper": [0.92, 0.97]}
    tables["groups"] = pd.concat([groups.iloc[:2].assign(**beside), groups.iloc[2:]], ignore_index=True)
    assert title_of("fig13_groups", tables, 1).startswith("2 of 6 shares of groups that have a band differ from the")


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        ([2.0, 0.5, 0.5], "In 1 of 3 pairs themes share sentences more often than by chance, in 2 less often"),
        ([2.0, 2.0, 0.5], "In 2 of 3 pairs themes share sentences more often than by chance, in 1 less often"),
    ],
)
def test_the_title_of_pairs_of_themes_agrees_with_its_number(ratios: list[float], said: str) -> None:
    table = together_of((3, 3, 1, "en", "whole"))["together"].assign(p_adjusted=0.01)
    pairs = table["theme_a"] + table["theme_b"]
    table["ratio"] = pairs.map(dict(zip(dict.fromkeys(pairs), ratios, strict=True)))
    assert title_of("fig14_together", {"together": table}, 3).replace("\n", " ") == said


@pytest.mark.parametrize(
    ("language", "title", "foot"),
    [
        (
            "en",
            "All 3 bands include the share",
            "Without a band, not compared: 3 of 6 shares, where the",
        ),
        (
            "zh",
            "3 个区间均含全部文档的占比",
            "6 个占比中有 3 个没有区间，未作比较：该组该期只有一篇文档。",
        ),
    ],
)
def test_a_group_without_a_band_is_not_compared_and_its_zeros_are_drawn(language: str, title: str, foot: str) -> None:
    tables = groups_of((1, 3, 1, "en", "whole"))
    groups = tables["groups"]
    alone = groups["group"] == groups["group"].iloc[-1]
    tables["groups"] = groups.mask(alone, groups.assign(share=0.0, lower=np.nan, upper=np.nan, n_documents=1))
    with titles(True):
        page = FIGURES["fig13_groups"].draw(tables, themes_of(1, language), language, None).figure
    texts = [text.get_text().replace("\n", " " if language == "en" else "") for text in page.texts]
    assert any(text.startswith(title) for text in texts)
    assert any(foot in text for text in texts)
    drawn = [line.get_ydata() for ax in page.axes for line in ax.lines]
    assert any(len(shares) == 3 and (np.asarray(shares, dtype=float) == 0).all() for shares in drawn)


@pytest.mark.parametrize(
    ("documents", "dotted", "foot", "caption"),
    [
        ([8, 40], [True, False], "Dotted: fewer than 30 documents.", "Dotted line: fewer than 30 documents, too few"),
        (
            [8, 9],
            [False, False],
            "Every group has fewer than 30 documents in",
            "Every period has fewer than 30 documents",
        ),
        ([40, 50], [False, False], "", ""),
    ],
)
def test_the_group_with_the_fewest_documents_never_looks_the_surest(
    documents: list[int], dotted: list[bool], foot: str, caption: str
) -> None:
    tables = groups_of((1, 3, 2, "en", "whole"))
    groups = tables["groups"]
    sizes = dict(zip(groups["group"].unique(), documents, strict=True))
    tables["groups"] = groups.assign(n_documents=groups["group"].map(sizes))
    drawing = FIGURES["fig13_groups"].draw(tables, themes_of(1, "en"), "en", None)
    own = [  # panels stand by size, the largest group first
        next(line for line in ax.lines if line.get_linewidth() == OWN_LINE).get_linestyle() != "-"
        for ax in drawing.figure.axes
        if ax.lines
    ]
    assert own == dotted[::-1]
    told = " ".join(text.get_text().replace("\n", " ") for text in drawing.figure.texts)
    for said, where in ((foot, told), (caption, drawing.caption)):
        assert said in where if said else "fewer than 30" not in where


@pytest.mark.parametrize("name", FIGURES_UNDER_STRESS)
def test_a_figure_has_a_title_unless_it_is_asked_to_be_plain(name: str) -> None:
    cell = (4, 3, 4, "en", "whole")
    tables = {**FIGURES_UNDER_STRESS[name](cell), "findings": tables_of(cell)["findings"]}
    assert title_of(name, tables, 4) != "", f'{name} has no title: give `new_page` its finding, as title="…"'
    assert title_of(name, tables, 4, shown=False) == "", f"{name} writes its title itself: leave that to `new_page`"


def test_every_figure_is_under_stress() -> None:
    assert set(FIGURES_UNDER_STRESS) == set(FIGURES), "give the figure a line in FIGURES_UNDER_STRESS, with its tables"


# The two that all studies print meet every value together; the others two cells between them.
QUICK = [
    *((OWN[0], cell) for cell in SHORT[:4]),
    *((OWN[1], cell) for cell in (*SHORT[:2], SHORT[4])),
    *((name, SHORT[k % 2]) for k, name in enumerate(FIGURES_UNDER_STRESS) if name not in OWN),
]


@pytest.mark.parametrize(("name", "cell"), QUICK, ids=str)
def test_a_figure_can_be_read(name: str, cell: Cell) -> None:
    check(name, cell)


@pytest.mark.parametrize("style", ["nature-column", "plos-grey", "serif-column"])
def test_a_figure_of_another_journal_can_be_read(style: str) -> None:
    check("fig1_theme_shares", (4, 14, 4, "en", "whole"), style)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("periods", [3, 14, 60])
@pytest.mark.parametrize("name", FIGURES_UNDER_STRESS)
def test_a_figure_can_be_read_in_every_cell(name: str, periods: int, language: str) -> None:
    """A part of the matrix, larger for the two that all studies print."""
    for cell in MATRIX[:: STEPS[name in OWN]]:
        if (cell[1], cell[3]) == (periods, language):
            check(name, cell)


def test_the_cells_drawn_meet_every_value_of_every_dimension() -> None:
    for step in STEPS.values():
        cells = MATRIX[::step]
        assert [{cell[k] for cell in cells} for k in range(5)] == [{cell[k] for cell in MATRIX} for k in range(5)]
        assert len({(cell[1], cell[3]) for cell in cells}) == 6  # periods and languages, which tests are named by
