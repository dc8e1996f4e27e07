"""Layouts of comparisons: of runs, of two models, and with human codes."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from topics.models import MODELS
from topics.report.layouts.share_layouts import estimand_sentence
from topics.results.apart import reservations
from topics.results.chance import chance_of, chance_sentence, seeds_of
from topics.results.coded_agreement import GoldAgreement
from topics.results.comparison import Pair, own_scores, seeds_told
from topics.store.job import Job
from topics.store.run import Run
from topics.themes import UNASSIGNED
from topics.wording import MISSING, difference_interval, number, number_interval, percent, span

if TYPE_CHECKING:
    import pandas as pd


def scores_layout(table: "pd.DataFrame") -> "pd.DataFrame":
    """The layout of scores, each number with its bounds in one cell.

    >>> from topics.results.comparison import compare_runs
    >>> table = compare_runs(topics.open_store(), [], "my-study")["Scores"]
    >>> len(scores_layout(table))
    2
    """
    rows = zip(table["npmi"], table["npmi_lower"], table["npmi_upper"], strict=True)
    empty = [name for name in ("unfit", "apart", "chance") if not table[name].any()]
    shown = table.drop(columns=["npmi_lower", "npmi_upper", *empty]).rename(columns={"npmi_random": "random words"})
    return shown.assign(npmi=[number_interval(*numbers, decimals=3) for numbers in rows])


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
    kind = MODELS.get(run.settings["kind"])
    return kind is not None and kind.counts_terms


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
    size = f"{summary['topics']} topics, {summary['passages']:,} passages, {unassigned} unassigned"
    chance = chance_sentence(chance_of(seeds_of(run, job), job.tokens))
    return f"{run.name}: " + "; ".join(filter(None, [size, own_scores(job, run), chance, *reservations(job, run.name)]))


def gold_tables(found: GoldAgreement) -> dict[str, "pd.DataFrame"]:
    """Agreement with human codes, two tables by title: theme shares by period (percentage points), and by passage."""
    over = f"over the {found.coded:,} coded of {found.passages:,} passages"
    return {
        f"Theme shares by period against the codes, {over}: errors in percentage points": found.by_period,
        f"Passage by passage against the codes, {over}": found.by_passage,
    }


def pair_layout(pair: Pair, labels: Mapping[str, str] | None = None) -> dict[str, "pd.DataFrame"]:
    """The layouts of a comparison's tables, by title; `labels` are the names of themes by id.

    >>> from topics.results.comparison import compare_pair
    >>> pair = compare_pair(topics.open_store(), "lexicon", "nmf", "my-study")
    >>> list(pair_layout(pair).values())[-1].columns.tolist()
    ['theme', 'period', 'lexicon', 'nmf', 'difference, points']
    """
    tables = {**pair.tables, "Scores": scores_layout(pair.tables["Scores"])}
    one, other = pair.first, pair.second
    if "Topics" in tables:
        seeds = f"{one.runs[0].name} (topic) beside {other.runs[0].name} (matched)"
        tables[f"Topics: {seeds}; similarity 1 − Jensen–Shannon"] = tables.pop("Topics")
    if "Shares" in tables:
        shares = tables.pop("Shares")
        title = estimand_sentence(f"{one.name} − {other.name}, percentage points", shares)
        tables[title] = _shares_layout(shares, labels or {}, one.name, other.name)
    return tables


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
            other if other != one else f"{other} (2)": [percent(share, sign="") for share in table["share_minus"]],
            "difference, points": [difference_interval(*row) for row in known.to_numpy()],
        }
    ).reset_index(drop=True)
