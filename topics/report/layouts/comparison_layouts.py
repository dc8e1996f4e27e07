"""Layouts of comparisons: of runs, of two models, and with human codes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.claims.fits import LIMITS_ZH, SETTINGS_ZH, VALUES_ZH
from topics.models import MODELS
from topics.plots.figure_words import estimator_label
from topics.report.headings import SCALES_ZH
from topics.report.layouts.share_layouts import estimand_sentence
from topics.results.apart import reservations
from topics.results.chance import chance_of, chance_sentence, seeds_of
from topics.results.coded_agreement import GoldAgreement
from topics.results.comparison import Pair, differing_settings, own_scores, same_settings, seeds_told
from topics.store.job import Job
from topics.store.run import Run
from topics.themes import UNASSIGNED
from topics.wording import MISSING, count, difference_interval, number, number_interval, percent, span

if TYPE_CHECKING:
    import pandas as pd


def scores_layout(table: "pd.DataFrame", counting: Sequence[str] = ()) -> "pd.DataFrame":
    """The layout of scores, each number with its bounds in one cell; runs that are `counting` terms have no topics.

    >>> from topics.results.comparison import compare_runs
    >>> table = compare_runs(topics.open_store(), [], "my-study")["Scores"]
    >>> len(scores_layout(table))
    2
    """
    rows = zip(table["npmi"], table["npmi_lower"], table["npmi_upper"], strict=True)
    empty = [name for name in ("unfit", "apart", "chance") if not table[name].any()]
    shown = table.drop(columns=["npmi_lower", "npmi_upper", *empty]).rename(columns={"npmi_random": "random words"})
    named = shown.assign(npmi=[number_interval(*numbers, decimals=3) for numbers in rows])
    if (without := shown["run"].isin(counting)).any():
        of_topics = {"topics": shown["topics"].map(str), "flagged": shown["flagged"].map(lambda n: number(n, 0))}
        named = named.assign(**{name: cells.mask(without, MISSING) for name, cells in of_topics.items()})
    return named.rename(columns={"npmi": "NPMI", "inverted_rbo": "inverted RBO", "agreement": "agreement of seeds"})


def fits_layout(tables: Mapping[str, "pd.DataFrame"], language: str) -> dict[str, "pd.DataFrame"]:
    """The layouts of the tables `Settings` and `Scores` of runs, by title."""
    say, scores = TITLES[language], tables["Scores"]
    title = say["banded" if scores["npmi_lower"].notna().any() else "Scores"]
    return {say["Settings"]: tables["Settings"], title: scores_layout(scores, counting(tables["Settings"]))}


def counting(settings: "pd.DataFrame") -> list[str]:
    """The runs of a table of settings that only count terms."""
    return settings.loc[settings["kind"].map(_counts).astype(bool), "run"].tolist()


def models_layout(table: "pd.DataFrame", models: Mapping[str, Sequence[Run]], language: str = "en") -> "pd.DataFrame":
    """The layout of scores with one row per model: the mean over its seeds and, in brackets, their range.

    `models` are each model's runs, whose names the column `run` has. A model of one seed has the number alone, and one
    that draws no random numbers has no seeds, as its notes say. A score that none of its runs has is missing.

    >>> from topics.results.comparison import compare_runs
    >>> job = topics.open_store().latest_job("my-study")
    >>> table = compare_runs(topics.open_store(), [], "my-study")["Scores"]
    >>> models_layout(table, {model.name: model.runs for model in job.models})["model"].tolist()
    ['lexicon', 'nmf']
    """
    import pandas as pd

    rows: list[dict[str, str]] = []
    stop, space = ("。", "") if language == "zh" else (".", " ")
    for model, runs in models.items():
        of = table[table["run"].isin([run.name for run in runs])]
        seeds = seeds_told(runs)
        no_topics = all(_counts_terms(run) for run in runs)
        topics = MISSING if no_topics else span(str(of["topics"].min()), str(of["topics"].max()))
        row = {"model": model, "seeds": seeds, "topics": topics}
        row |= {heading: _mean_and_range(of[name].tolist()) for heading, name in _SCORES.items()}
        row["flagged"] = MISSING if no_topics else _mean_and_range(of["flagged"].tolist(), 0)
        row["unassigned"] = _mean_and_range((100 * of["unassigned"]).tolist(), 1)
        notes = dict.fromkeys(
            f"{text[0].upper()}{text[1:]}{stop}" for name in ("chance", "unfit", "apart") for text in of[name] if text
        )
        row["notes"] = space.join([*([_NO_SEEDS[language]] if seeds == MISSING else []), *notes])
        rows.append(row)
    found = pd.DataFrame(rows).rename(columns={"unassigned": "unassigned, %"})
    return found.drop(columns=[name for name in found.columns[3:] if found[name].isin(["", MISSING]).all()])


def _counts_terms(run: "Run") -> bool:
    """Whether the run only counts the themes' terms, so that what it has in the place of topics are the themes."""
    return _counts(run.settings["kind"])


def _counts(kind: str) -> bool:
    return kind in MODELS and MODELS[kind].counts_terms


_NO_SEEDS = {"en": "Draws no random numbers.", "zh": "不使用随机数。"}
_SCORES = {
    "NPMI": "npmi",
    "agreement of seeds": "agreement",
    "gain": "gain",
    "diversity": "diversity",
    "inverted RBO": "inverted_rbo",
}


def _mean_and_range(values: Sequence[float], decimals: int = 2) -> str:
    """`0.05 [0.02, 0.06]`; the number alone where all are alike."""
    known = [value for value in values if value == value]
    if not known:
        return MISSING
    if len(set(known)) == 1:
        return number(known[0], decimals)
    return number_interval(sum(known) / len(known), min(known), max(known), decimals)


def run_sentence(job: Job, run: Run) -> str:
    """One line about a run: its name, numbers of topics and passages, unassigned part, and scores of its fit."""
    summary = run.provenance["summary"]
    unassigned = percent(summary["unassigned"], sign=" %")
    n, counted = summary["passages"], int(job.counted.sum())
    passages = count(n, "passage") + (f" ({counted:,} without repeated text)" if counted < n else "")
    size = f"{count(summary['topics'], 'topic')}, {passages}, {unassigned} unassigned"
    chance = chance_sentence(chance_of(seeds_of(run, job), job.tokens))
    return f"{run.name}: " + "; ".join(filter(None, [size, own_scores(job, run), chance, *reservations(job, run.name)]))


TITLES = {
    "en": {
        "models": "Models: mean over seeds, and their range in brackets",
        "differences": "What the models differ in",
        "Settings": "Settings",
        "Scores": "Scores",
        "banded": "Scores; NPMI with its 95% interval in brackets",
        "pair": "What the two differ in (settings and versions that are the same: {n})",
        "topics": "Topics: {} (topic) beside {} (matched); similarity 1 − Jensen–Shannon",
        "alone": "; {} of {} without a counterpart",
        "shares": "{} − {}, percentage points",
        "by_period": "Theme shares by period against the codes, over the {} coded of {}: errors in percentage points",
        "by_passage": "Passage by passage against the codes, over the {} coded of {}",
    },
    "zh": {
        "models": "各模型：随机种子的均值，方括号内为其范围",
        "differences": "各模型的不同之处",
        "Settings": "设置",
        "Scores": "得分",
        "banded": "得分；NPMI 的方括号内为 95% 区间",
        "pair": "两者的不同之处（其余 {n} 项设置与版本相同）",
        "topics": "话题：{}（话题）与 {}（对应话题）；相似度为 1 − Jensen–Shannon 散度",
        "alone": "；{1} 另有 {0} 个话题没有对应话题",
        "shares": "{} − {}（百分点）",
        "by_period": "各期主题占比与人工编码之差（百分点），{2} 个段落中 {0} 个有编码",
        "by_passage": "与人工编码逐段比较，{2} 个段落中 {0} 个有编码",
    },
}
_SETTINGS_ZH = {
    **SETTINGS_ZH,
    **LIMITS_ZH,
    "kind": "类别",
    "seeds": "随机种子数",
    "seed": "随机种子",
    "scale": "权重标度",
    "code": "代码版本",
    "corpus": "语料",
    "version of topics": "topics 版本",
    "machine": "处理器",
    "system": "操作系统",
}


def differences_layout(table: "pd.DataFrame", language: str) -> "pd.DataFrame":
    """The layout of what models differ in: in Chinese with Chinese names of settings and values.

    >>> import pandas as pd
    >>> differences_layout(pd.DataFrame({"setting": ["guided"], "lda": ["yes"]}), "zh").to_dict("records")
    [{'setting': '以主题词项引导', 'lda': '是'}]
    """
    if language != "zh":
        return table
    values = {**VALUES_ZH, "yes": "是", "no": "否"}
    kinds, scales = table["setting"] == "kind", table["setting"] == "scale"
    told = {
        name: table[name]
        .map(lambda cell: values.get(cell, cell))
        .mask(kinds, table[name].map(_kind_zh))
        .mask(scales, table[name].map(lambda cell: SCALES_ZH.get(cell, cell)))
        for name in table.columns[1:]
    }
    return table.assign(**told, setting=table["setting"].map(lambda name: _SETTINGS_ZH.get(name, name)))


def _kind_zh(kind: str) -> str:
    return estimator_label(kind, "zh")


def gold_tables(found: GoldAgreement, language: str = "en") -> dict[str, "pd.DataFrame"]:
    """Agreement with human codes, two tables by title: theme shares by period (percentage points), and by passage."""
    of = f"{found.coded:,}", count(found.passages, "passage"), f"{found.passages:,}"
    return {TITLES[language][name].format(*of): getattr(found, name) for name in ("by_period", "by_passage")}


def pair_layout(pair: Pair, labels: Mapping[str, str] | None = None, language: str = "en") -> dict[str, "pd.DataFrame"]:
    """The layouts of a comparison's tables, by title; `labels` are the names of themes by id.

    >>> from topics.results.comparison import compare_pair
    >>> pair = compare_pair(topics.open_store(), "lexicon", "nmf", "my-study")
    >>> list(pair_layout(pair).values())[-1].columns.tolist()
    ['theme', 'period', 'lexicon', 'nmf', 'difference, points']
    """
    say, one, other = TITLES[language], pair.first, pair.second
    settings, scores = _differences_of_pair(pair, language), fits_layout(pair.tables, language)
    tables = {**settings, **{title: table for title, table in scores.items() if title != say["Settings"]}}
    if "Topics" in pair.tables:
        title, matched = _matched_topics(pair, language)
        tables[title] = matched
    if "Shares" in pair.tables:
        shares = pair.tables["Shares"]
        names = [_kind_zh(side.name) if language == "zh" else side.name for side in (one, other)]
        title = estimand_sentence(say["shares"].format(*names), shares, language)
        tables[title] = _shares_layout(shares, labels or {}, one.name, other.name)
    return tables


def _differences_of_pair(pair: Pair, language: str) -> dict[str, "pd.DataFrame"]:
    """The settings and versions in which the two differ, under a title that says how many they have alike."""
    one, other = pair.first, pair.second
    models = {one.name: one.runs, _second(one.name, other.name): other.runs}
    job = one.job if one.job == other.job else None
    title = TITLES[language]["pair"].format(n=len(same_settings(models, job)))
    return {title: differences_layout(differing_settings(models, job), language)}


def _second(one: str, other: str) -> str:
    """The heading of the second of two, which may be the first once more."""
    return other if other != one else f"{other} (2)"


def _matched_topics(pair: Pair, language: str) -> "tuple[str, pd.DataFrame]":
    """The topics that have a counterpart, and a title that says how many of each side have none."""
    say, table = TITLES[language], pair.tables["Topics"]
    names = [side.runs[0].name for side in (pair.first, pair.second)]
    title = say["topics"].format(*names)
    for name, own, other in zip(names, ("topic", "matched"), ("matched", "topic"), strict=True):
        if alone := int(((table[own] != "") & (table[other] == "")).sum()):
            title += say["alone"].format(alone, name)
    return title, table[(table["topic"] != "") & (table["matched"] != "")].reset_index(drop=True)


def _shares_layout(table: "pd.DataFrame", labels: Mapping[str, str], one: str, other: str) -> "pd.DataFrame":
    """One row per theme and period: the shares of both in per cent, and `+1.5 [+0.2, +2.8]`, their difference."""
    import pandas as pd

    used = table[["share", "share_minus"]].max(axis=1).groupby(table["theme"]).transform("max") > 0
    table = table[used | (table["theme"] != UNASSIGNED)]
    places = {theme: place for place, theme in enumerate(dict.fromkeys(table["theme"]))}
    table = table.iloc[table["theme"].map(places).argsort(kind="stable")]
    known = table[["share_minus", "share", "lower", "upper"]].where(table["share_difference"].notna())
    return pd.DataFrame(
        {
            "theme": [labels.get(theme, theme) for theme in table["theme"]],
            "period": table["period"],
            one: [percent(share, sign="") for share in table["share"]],
            _second(one, other): [percent(share, sign="") for share in table["share_minus"]],
            "difference, points": [difference_interval(*row) for row in known.to_numpy()],
        }
    ).reset_index(drop=True)
