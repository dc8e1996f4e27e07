"""Two runs, or two models with all their seeds, held against each other: settings, scores, topics, theme shares.

What is compared has one corpus. Topics of another are about other words, and shares of another are of other documents:
both are refused with the reason, and what the runs are made of is still shown.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.evaluation.matching import match_topics
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import Tokens
from topics.runs.compare import corpus_key, jobs_beside, scores_for_people, side_by_side
from topics.runs.results import job_scores, passage_table
from topics.runs.share_tables import estimand_sentence
from topics.runs.store import Job, Run, Store
from topics.shares.codebook import ThemeScores
from topics.shares.differences import share_differences
from topics.shares.estimand import Weighting
from topics.themes import UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd

_DRAWS = 500  # resamples behind the bounds of two runs' coherence
_WORDS = 10  # top words of a topic that are held against each other
_PERIODS_ACROSS = 5  # more of them stand below each other


@dataclass(frozen=True)
class Side:
    """One of the two: a run, or the seeds of a model; `job` is the complete one it is looked at with, if any."""

    name: str
    runs: tuple[Run, ...]
    job: Job | None
    scale: str = "none"

    @property
    def corpus(self) -> str:
        """The key of the corpus it is looked at with."""
        return corpus_key(self.job, self.runs[0])

    def theme_scores(self, store: Store, tokens: Tokens) -> list[ThemeScores]:
        """One a seed, as the job's codebook and the model's scale have it."""
        assert self.job
        record = {"models": [{"name": self.name, "runs": [run.name for run in self.runs], "scale": self.scale}]}
        return job_scores(store.run, record, self.job.table("codebook"), self.job.themes, tokens.lengths)[self.name]


@dataclass(frozen=True)
class Pair:
    """What comparing two gave: tables by name (`Settings`, `Scores`, `Topics`, `Shares`), sentences on what was refused."""

    first: Side
    second: Side
    tables: Mapping[str, "pd.DataFrame"]
    refused: tuple[str, ...]


def compare_pair(
    store: Store,
    first: str,
    second: str,
    study: str | None = None,
    weighting: Weighting = "text",
    **changes: Any,
) -> Pair:
    """Two runs or models by name, of any kind. A model stands for all its seeds; topics are those of its first.

    `changes` are parts of the estimand, or `by`, where they are to differ from the job's. Raises StoreError for a name
    that is neither.

    >>> pair = compare_pair(topics.open_store(), "lexicon", "nmf", "my-study")
    >>> list(pair.tables)
    ['Settings', 'Scores', 'Topics', 'Shares']
    """
    sides = one, other = _sides(store, first, second, study)
    runs = {run.name: (run, side.job) for side in sides for run in side.runs}
    alone, jobs = zip(*runs.values(), strict=True)
    tables, refused = side_by_side(store, alone, jobs, _DRAWS), []
    if one.corpus != other.corpus:
        refused.append(
            f"{one.name} and {other.name} are of different corpora ({one.corpus}, {other.corpus}): their coherence, "
            "topics and theme shares are not compared. `topics run` of a study that has both models fits them to one."
        )
        return Pair(*sides, tables, tuple(refused))
    tables["Topics"] = aligned_topics(one.runs[0].fitted, other.runs[0].fitted)
    if reason := _no_shares(sides):
        refused.append(reason)
    else:
        tables["Shares"] = _differences(store, sides, weighting, **changes)
    return Pair(*sides, tables, tuple(refused))


def aligned_topics(a: FittedTopics, b: FittedTopics) -> "pd.DataFrame":
    """Topics of `a` with those of `b` they are matched to, and what becomes of their top ten words from `a` to `b`.

    Columns `topic, matched, similarity, margin, kept, gained, lost`; see `topics.evaluation.matching.match_topics` for the
    first four. `kept` and `lost` are words of `a`'s topic, `gained` of `b`'s, each in its own topic's order. Raises
    ScoreError for different vocabularies.
    """
    table = match_topics(a, b)
    words = dict(zip(a.topic_ids, a.top_words(_WORDS), strict=True))
    others = dict(zip(b.topic_ids, b.top_words(_WORDS), strict=True))
    pairs = [(words.get(t, []), others.get(m, [])) for t, m in zip(table["topic"], table["matched"], strict=True)]
    return table.drop(columns="shared_mass").assign(
        kept=[_joined(own, other, True) for own, other in pairs],
        gained=[_joined(other, own, False) for own, other in pairs],
        lost=[_joined(own, other, False) for own, other in pairs],
    )


def pair_for_people(pair: Pair, labels: Mapping[str, str] | None = None) -> dict[str, "pd.DataFrame"]:
    """The tables to be read, by title; `labels` name the themes.

    >>> pair = compare_pair(topics.open_store(), "lexicon", "nmf", "my-study")
    >>> list(pair_for_people(pair).values())[-1].columns.tolist()
    ['theme', '2020', '2021']
    """
    tables = {**pair.tables, "Scores": scores_for_people(pair.tables["Scores"])}
    one, other = pair.first, pair.second
    if "Topics" in tables:
        seeds = f"{one.runs[0].name} (topic) beside {other.runs[0].name} (matched)"
        tables[f"Topics: {seeds}; similarity 1 − Jensen–Shannon"] = tables.pop("Topics")
    if "Shares" in tables:
        shares = tables.pop("Shares")
        title = estimand_sentence(f"{one.name} − {other.name}, percentage points", shares)
        tables[title] = _shares_for_people(shares, labels or {})
    return tables


def _sides(store: Store, first: str, second: str, study: str | None) -> tuple[Side, Side]:
    """Models of the latest job or runs, with the latest job that has both, else with the latest that has each."""
    names, models = (first, second), {}
    if not all(map(store.has, names)) and (study or store.jobs("run")):
        models = {model["name"]: model for model in store.latest_job(study).record["models"]}
    asked = [None if store.has(name) else models.get(name) for name in names]
    runs = [
        tuple(map(store.run, model["runs"])) if model else (store.run(name, study),)
        for name, model in zip(names, asked, strict=True)
    ]
    jobs = jobs_beside(store, [[run.name for run in of] for of in runs], study)
    one, other = (
        Side(model["name"], of, job, model.get("scale", "none"))
        if model
        else Side(of[0].name, of, job, job.scale_of(of[0].name) if job else "none")
        for model, of, job in zip(asked, runs, jobs, strict=True)
    )
    return one, other


def _no_shares(sides: tuple[Side, Side]) -> str:
    """Why the theme shares of the two are not subtracted; empty when they are."""
    alone = [side.name for side in sides if not side.job]
    if alone:
        return f"{' and '.join(alone)}: of no complete job, which would say what its themes are; no theme shares are compared."
    records = [side.job.record for side in sides if side.job]
    different = [name for name in ("themes", "periods", "estimand") if records[0][name] != records[1][name]]
    if different:
        return (
            f"{sides[0].name} and {sides[1].name} are of jobs that differ in {' and '.join(different)}: their theme shares are "
            "not compared. `topics run` of a study that has both models counts them alike."
        )
    return ""


def _differences(store: Store, sides: tuple[Side, Side], weighting: str, **changes: Any) -> "pd.DataFrame":
    one, other = sides
    assert one.job
    corpus, tokens = store.corpus(one.corpus)
    estimand, design = one.job.measured(**changes)
    table = share_differences(
        one.theme_scores(store, tokens),
        other.theme_scores(store, tokens),
        passage_table(corpus, tokens),
        corpus.documents,
        estimators=(one.name, other.name),
        same_fits=[run.name for run in one.runs] == [run.name for run in other.runs],
        design=design,
        estimand=estimand,
    )
    return table[table["weighting"] == weighting].reset_index(drop=True)


def _joined(words: Sequence[str], others: Sequence[str], shared: bool) -> str:
    return " ".join(word for word in words if (word in others) == shared)


def _shares_for_people(table: "pd.DataFrame", labels: Mapping[str, str]) -> "pd.DataFrame":
    """A row a theme, a column a period: `12.0 − 10.5 = +1.5 [+0.2, +2.8]`; many periods stand below each other."""
    rows = zip(*(table[c] for c in ("share", "share_minus", "share_difference", "lower", "upper")), strict=True)
    cells = table.assign(cell=[_cell(*row) for row in rows], theme=[labels.get(t, t) for t in table["theme"]])
    used = table[["share", "share_minus"]].max(axis=1).groupby(table["theme"]).transform("max") > 0
    cells = cells[used | (table["theme"] != UNASSIGNED)]
    index, columns = ("theme", "period") if cells["period"].nunique() <= _PERIODS_ACROSS else ("period", "theme")
    wide = cells.pivot(index=index, columns=columns, values="cell")
    wide = wide.reindex(index=list(dict.fromkeys(cells[index])), columns=list(dict.fromkeys(cells[columns])))
    return wide.rename_axis(columns=None).reset_index()


def _cell(share: float, minus: float, difference: float, lower: float, upper: float) -> str:
    if difference != difference:
        return "–"
    bounds = f" [{_points(lower)}, {_points(upper)}]" if lower == lower else ""
    return f"{100 * share:.1f} − {100 * minus:.1f} = {_points(difference)}{bounds}"


def _points(value: float) -> str:
    """Percentage points with a sign, but for nothing."""
    text = f"{100 * value:+.1f}"
    return text[1:] if text in ("+0.0", "-0.0") else text.replace("-", "−")
