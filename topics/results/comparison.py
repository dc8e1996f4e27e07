"""Comparison of runs: tables of their settings, scores, matched topics and differences of theme shares.

Every function returns DataFrames with documented columns; the command line prints them, and the report draws them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.evaluation.chance import ByChance
from topics.evaluation.diagnostics import topic_diagnostics
from topics.evaluation.diversity import inverted_rbo, topic_diversity
from topics.evaluation.matching import MATCHED, match_topics
from topics.evaluation.windows.coherence import MEAN, RANDOM, coherence_table
from topics.models.fitted import FittedTopics
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.results.apart import apart_lines, job_apart, reservations
from topics.results.chance import chance_of, chance_sentence, seeds_of
from topics.results.fitness import kept_fitness, unfit_lines, unfit_reasons, without_unfit
from topics.results.scores import passage_table, rates_of, scale_of, scores_of
from topics.schema import RUN, SHARE, Column, declare
from topics.shares.apart import Apart
from topics.shares.differences import share_differences
from topics.shares.estimand import Weighting
from topics.store.derived import derived
from topics.store.job import Estimator, Job, latest_with
from topics.store.run import Run
from topics.store.store import Store
from topics.unmeasured import with_why
from topics.wording import MISSING, figures, listed, pairs, words_in_line, yes_no

if TYPE_CHECKING:
    import pandas as pd


SETTINGS = declare(
    "settings",
    "one run",
    (
        RUN,
        Column("kind", "text", "", "kind of model"),
        Column("seed", "integer", "seed", "seed of the fit"),
        Column("settings", "text", "", "its other settings, a comma between them"),
    ),
    others=Column("<input or version>", "text", "", "an input or version in which runs that have it differ"),
)
DIFFERENCES = declare(
    "differences in settings",
    "one setting, input or version in which models differ",
    (Column("setting", "text", "", "name of the setting, input or version"),),
    others=Column("<model>", "text", "", "its value for this model; empty where the model has no such setting"),
)
_NPMI = "NPMI, −1 to 1"
SCORES = declare(
    "scores",
    "one run",
    (
        RUN,
        Column("topics", "integer", "topics", "topics of the fit"),
        Column("passages", "integer", "passages", "passages that were fitted"),
        Column("unassigned", "number", SHARE, "mean part of a passage that no topic has"),
        Column("npmi", "number", _NPMI, "mean coherence of its topics; missing for runs of several corpora"),
        Column("npmi_lower", "number", _NPMI, "lower end of the 95 % of resampled documents"),
        Column("npmi_upper", "number", _NPMI, "upper end of the 95 % of resampled documents"),
        Column("npmi_random", "number", _NPMI, "mean coherence of random words"),
        Column("diversity", "number", SHARE, "top words that are of one topic alone"),
        Column("inverted_rbo", "number", "0 to 1", "1 − mean rank-biased overlap of topics' words"),
        Column("gain", "number", "NPMI", "coherence that its topics' words have beyond chance"),
        Column("floor", "number", "NPMI", "gain that the same model has on dealt text; below it topics are chance"),
        Column("agreement", "number", "0 to 1", "of main topics with other seeds, adjusted for chance"),
        Column("chance", "text", "", "why its topics are no better than chance, else empty"),
        Column("flagged", "number", "topics", "topics that there is a reason to look at"),
        Column("unfit", "text", "", "themes that its model is unfit for in its job, and why; else empty"),
        Column("apart", "text", "", "themes where its model lies apart from the study's own estimator; else empty"),
        Column("own", "text", "", "what the model says about its fit and the scale of its theme weights"),
    ),
)
ALIGNED_TOPICS = declare(
    "aligned topics",
    MATCHED.row,
    (
        *MATCHED.columns,
        Column("kept", "text", "", "top words that both topics have, as `top_words`"),
        Column("gained", "text", "", "top words of the second topic alone"),
        Column("lost", "text", "", "top words of the first topic alone"),
    ),
)


def runs_by_model(store: Store, names: Sequence[str], study: str | None = None) -> dict[str, list[Run]]:
    """The runs of each named model, or each named run by itself; without names, those of the latest job's models."""
    if not names:
        return {model.name: list(model.runs) for model in store.latest_job(study).models}
    alone = [name for name in names if store.has(name)]
    known = {} if len(alone) == len(names) else {model.name: model for model in store.latest_job(study).models}
    found: dict[str, list[Run]] = {}
    for name in names:
        model = known.get(name) if name not in alone else None
        runs = list(model.runs) if model else [store.run(name, study)]
        found[name if model else runs[0].name] = runs
    return found


def compare_runs(store: Store, names: Sequence[str], study: str | None = None) -> dict[str, "pd.DataFrame"]:
    """Settings and scores of runs by name, or of the latest complete job: see `side_by_side`.

    >>> tables = compare_runs(topics.open_store(), [], "my-study")
    >>> tables["Scores"]["run"].str.split("-").str[0].tolist()
    ['lexicon', 'nmf']
    """
    runs = [store.run(name, study) for name in names] if names else list(store.latest_job(study).runs)
    return tables_of_runs(store, runs, study)


def tables_of_runs(
    store: Store, runs: Sequence[Run], study: str | None = None, language: str = "en"
) -> dict[str, "pd.DataFrame"]:
    """Settings and scores of runs that are known, each read with the job that has it: see `side_by_side`."""
    jobs = jobs_beside(store, [[run.name] for run in runs], study)
    read = [job.reading(run.name) if job else run for run, job in zip(runs, jobs, strict=True)]
    return side_by_side(read, jobs, store, language=language)


def jobs_beside(store: Store, groups: Sequence[Sequence[str]], study: str | None = None) -> list[Job | None]:
    """The job with which each group of runs is read: the latest with all runs, else the latest with the group.

    Jobs of the study given come before all others. None stands for a group that no job has.
    """
    jobs = store.jobs()
    own = {job.name for job in store.jobs_of(study)} if study else set()
    jobs.sort(key=lambda job: job.name in own)
    together = latest_with(jobs, *(run for group in groups for run in group))
    return [together or latest_with(jobs, *group) for group in groups]


def corpus_key(job: Job | None, run: Run) -> str:
    """The key of the corpus with which a run is read: the corpus of its job, else the one it was fitted to."""
    return str(job.corpus_key if job else run.provenance["corpus"])


def side_by_side(
    runs: Sequence[Run],
    jobs: Sequence[Job | None],
    store: Store | None = None,
    draws: int = 100,
    language: str = "en",
) -> dict[str, "pd.DataFrame"]:
    """Two tables. `Settings`: settings, and inputs or versions that differ. `Scores`: numbers about the fits.

    Columns as declared in `SETTINGS` and `SCORES`. `jobs` holds, for every run, the job whose corpus, codebook and
    scale it is read with, or None; `store` has the corpora of runs without a job. `npmi` is the mean coherence of a
    run's topics on the corpus that all runs share, with bounds from `draws` resamples of documents; `flagged` is the
    number of topics that `topics.evaluation.diagnostics` gives a reason to look at. Both are NaN for runs of several
    corpora, whose coherences cannot be compared, and where the store no longer has the corpus.
    """
    corpora = [corpus_key(job, run) for job, run in zip(jobs, runs, strict=True)]
    measured, words = _on_the_corpus(runs, jobs, corpora, store, draws, language), _of_words(runs, jobs)
    judged = {job.name: (kept_fitness(job), job_apart(job)) for job in {job.name: job for job in jobs if job}.values()}
    scores = [
        {**_scores(job, run), **numbers, **of_words, **_reservations(job, run, judged, language)}
        for job, run, numbers, of_words in zip(jobs, runs, measured, words, strict=True)
    ]
    return {"Settings": _differences(runs, jobs, corpora), "Scores": SCORES.frame(scores)}


_CORPUS_NUMBERS = ("npmi", "npmi_lower", "npmi_upper", "npmi_random", "gain", "agreement", "floor", "flagged")


def _on_the_corpus(
    runs: Sequence[Run],
    jobs: Sequence[Job | None],
    corpora: Sequence[str],
    store: Store | None,
    draws: int,
    language: str,
) -> list[dict[str, Any]]:
    """Mean NPMI of each run's topics with its bounds, the check against chance, and the number of flagged topics.

    Those of one job's runs are kept with it.
    """
    job = next(filter(None, jobs), None)
    if len({*corpora}) == 1 and job and job.has_corpus:
        if alone := _one_job(runs, jobs):
            asked = {"runs": [run.name for run in runs], "draws": draws}
            tables = derived(
                job, "fits", asked, lambda: {"fits": _numbers(runs, jobs, alone.corpus, alone.tokens, draws)}
            )
            numbers = tables["fits"]
        else:
            numbers = _numbers(runs, jobs, job.corpus, job.tokens, draws)
    elif len({*corpora}) == 1 and store and store.has_corpus(corpora[0]):
        numbers = _numbers(runs, jobs, *store.corpus(corpora[0]), draws)
    else:
        return [{**dict.fromkeys(_CORPUS_NUMBERS, float("nan")), "chance": ""} for _ in runs]
    rows = [dict(zip(_CORPUS_NUMBERS, row, strict=True)) for row in numbers.itertuples(index=False)]
    return [
        {**row, "chance": chance_sentence(ByChance(row["gain"], row["agreement"], row["floor"]), language)}
        for row in rows
    ]


def _one_job(runs: Sequence[Run], jobs: Sequence[Job | None]) -> Job | None:
    """The job that all of these runs are of and are read with, with which numbers of them can be kept."""
    job = jobs[0] if jobs else None
    of_it = job and all(other == job and run.fit in job.run_names for run, other in zip(runs, jobs, strict=True))
    return job if of_it else None


def _of_words(runs: Sequence[Run], jobs: Sequence[Job | None]) -> list[dict[Any, Any]]:
    """How far the topics of each run differ in their words; kept with the job of which all runs are."""
    import pandas as pd

    def made() -> dict[str, "pd.DataFrame"]:
        words = [run.fitted.topic_words for run in runs]
        rows = [(topic_diversity(of_run), inverted_rbo(of_run)) for of_run in words]
        return {"words": pd.DataFrame(rows, columns=["diversity", "inverted_rbo"])}

    job = _one_job(runs, jobs)
    tables = derived(job, "words", {"runs": [run.name for run in runs]}, made) if job else made()
    return tables["words"].to_dict("records")


def _numbers(
    runs: Sequence[Run], jobs: Sequence[Job | None], corpus: Corpus, tokens: Tokens, draws: int
) -> "pd.DataFrame":
    """The numbers of each run on a corpus, in the columns of `_CORPUS_NUMBERS`."""
    import pandas as pd

    documents, found = corpus.passages["doc_id"].tolist(), []
    checks: dict[tuple[str, ...], ByChance | None] = {}  # by the seeds of a model, which are checked together
    for run, of_job in zip(runs, jobs, strict=True):
        table = coherence_table(run.fitted, tokens, measures=("npmi",), documents=documents, draws=draws)
        rows = table.set_index("topic")[["value", "lower", "upper"]].to_dict("index")
        of_all = run.fitted.passage_ids == tokens.passage_ids  # not so for held-out fits, which know some passages only
        flags = (topic_diagnostics(run.fitted, tokens)["reasons"] != "").sum() if of_all else float("nan")
        seeds = seeds_of(run, of_job)
        names = tuple(seed.name for seed in seeds)
        if names not in checks:
            checks[names] = chance_of(seeds, tokens)
        check = checks[names] or ByChance(*[float("nan")] * 3)
        random = rows.get(RANDOM, {"value": float("nan")})["value"]
        found.append((*rows[MEAN].values(), random, check.gain, check.agreement, check.floor, flags))
    return pd.DataFrame(found, columns=list(_CORPUS_NUMBERS))


def _differences(runs: Sequence[Run], jobs: Sequence[Job | None], corpora: Sequence[str]) -> "pd.DataFrame":
    """Settings, and each input or version in which runs that have it differ: columns as declared in `SETTINGS`."""
    facts = [
        {"corpus": corpus, "scale": scale_of(job, run), **_inputs(run)}
        for run, job, corpus in zip(runs, jobs, corpora, strict=True)
    ]
    keys = dict.fromkeys(key for fact in facts for key in fact)
    different = [key for key in keys if _differ(key, runs, facts)]
    rows = [
        {
            "run": run.name,
            "kind": run.settings["kind"],
            "seed": run.settings["seed"],
            "settings": pairs({name: _plain(value) for name, value in run.used_options.items()}),
            **{key: fact.get(key, "") for key in different},
        }
        for run, fact in zip(runs, facts, strict=True)
    ]
    return SETTINGS.frame(rows)


def _differ(key: str, runs: Sequence[Run], facts: Sequence[Mapping[str, str]]) -> bool:
    """Whether runs that have an input differ in it. Code is compared within a kind of model, since each has its own."""
    seen: dict[str, set[str]] = {}
    for run, fact in zip(runs, facts, strict=True):
        if key in fact:
            seen.setdefault(run.settings["kind"] if key == "code" else "", set()).add(fact[key])
    return any(len(values) > 1 for values in seen.values())


def differing_settings(models: Mapping[str, Sequence[Run]], job: Job | None = None) -> "pd.DataFrame":
    """What models differ in, by the runs of each: columns as declared in `DIFFERENCES`.

    Kinds of models and numbers of seeds come first, or the seeds of single runs, then settings in which models that
    have them differ, then inputs and versions. A setting that no other model has is no difference, and neither is a
    scale by which `job`, of which the runs are, reads the same numbers.
    """
    facts = _facts_of(models, job)
    keys, differing = dict.fromkeys(key for fact in facts.values() for key in fact), _differing(models, facts)
    rows = [
        {"setting": key, **{name: fact.get(key, "") for name, fact in facts.items()}}
        for key in keys
        if key == "kind" or key in differing
    ]
    return DIFFERENCES.frame(rows, list(models))


def same_settings(models: Mapping[str, Sequence[Run]], job: Job | None = None) -> list[str]:
    """The settings, inputs and versions that all of these models have and do not differ in."""
    facts = _facts_of(models, job)
    shared = set.intersection(*(set(fact) for fact in facts.values())) - {"kind", "seeds", "seed"}
    return sorted(shared - _differing(models, facts))


def _differing(models: Mapping[str, Sequence[Run]], facts: Mapping[str, Mapping[str, str]]) -> set[str]:
    firsts = [runs[0] for runs in models.values()]
    return {key for fact in facts.values() for key in fact if _differ(key, firsts, list(facts.values()))}


def _facts_of(models: Mapping[str, Sequence[Run]], job: Job | None) -> dict[str, dict[str, str]]:
    """Kind, seeds, settings, inputs and versions of each model; what its runs have otherwise stands side by side."""
    facts: dict[str, dict[str, str]] = {}
    single = all(len(runs) == 1 for runs in models.values())
    for name, runs in models.items():
        values = [
            {**{key: _plain(value) for key, value in run.used_options.items()}, "scale": scale_of(job, run)}
            | _inputs(run)
            for run in runs
        ]
        told = {key: ", ".join(dict.fromkeys(of[key] for of in values)) for key in values[0]}
        seed = {"seed": str(runs[0].settings["seed"])} if single and not runs[0].seedless else {}
        facts[name] = {"kind": runs[0].settings["kind"], "seeds": seeds_told(runs), **seed, **told}
    return facts


def seeds_told(runs: Sequence[Run]) -> str:
    """The number of a model's seeds; a dash for the one fit of a model that draws no random numbers."""
    return MISSING if runs[0].seedless and len(runs) == 1 else str(len(runs))


def _inputs(run: Run) -> dict[str, str]:
    provenance = run.provenance
    own = {name: provenance.get(name, "") for name in ("python", "machine", "system")}
    return {
        _TOOLKIT: provenance.get("topics", ""),
        **own,
        "code": provenance.get("inputs", {}).get("code", ""),
        **provenance["versions"],
    }


_TOOLKIT = "version of topics"  # whose name is that of a setting too, the number of topics


def _plain(value: object) -> str:
    return yes_no(value) if isinstance(value, bool) else str(value)


def _scores(job: Job | None, run: Run) -> dict[str, Any]:
    summary = {key: run.provenance["summary"][key] for key in ("topics", "passages", "unassigned")}
    return {"run": run.name, **summary, "own": own_scores(job, run)}


def _reservations(
    job: Job | None, run: Run, judged: Mapping[str, tuple["pd.DataFrame", list[Apart]]], language: str
) -> dict[str, str]:
    """What a run's model is unfit for, and where it lies apart; `judged` are both verdicts by job."""
    if not job:
        return {"unfit": "", "apart": ""}
    fitness, apart = judged[job.name]
    stop = "；" if language == "zh" else "; "
    return {
        "unfit": stop.join(unfit_lines(job, run.name, language, fitness)),
        "apart": stop.join(apart_lines(job, run.name, language, apart)),
    }


def own_scores(job: Job | None, run: Run) -> str:
    """One line with the numbers that a run's model gives about its fit, and the scale of its theme weights."""
    plain = {name: value for name, value in run.scores.items() if isinstance(value, int | float | str)}
    told = [
        f"{name.replace('_', ' ')} {_plain(value) if isinstance(value, bool | str) else figures(value, 4)}"
        for name, value in plain.items()
    ]
    rates = pairs({theme: f"{rate:.2g}" for theme, rate in rates_of(job, run).items()})
    return ", ".join([*told, *([f"wholly at {rates}"] if rates else [])])


_DRAWS = 500  # resamples behind the bounds of two runs' coherence
_WORDS = 10  # top words of a topic that are compared


@dataclass(frozen=True)
class Side:
    """One side of a comparison: an estimator, and the complete job with which it is read, if any."""

    estimator: Estimator
    job: Job | None

    @property
    def name(self) -> str:
        """The name of the model or run."""
        return self.estimator.name

    @property
    def runs(self) -> tuple[Run, ...]:
        """Its runs, one per seed."""
        return self.estimator.runs

    @property
    def corpus(self) -> str:
        """The key of the corpus with which it is read."""
        return corpus_key(self.job, self.runs[0])


@dataclass(frozen=True)
class Pair:
    """The comparison of two sides.

    `tables` by name (`Settings`, `Scores`, `Topics`, `Shares`); `refused` are sentences about what was not compared.
    """

    first: Side
    second: Side
    tables: Mapping[str, "pd.DataFrame"]
    refused: tuple[str, ...]


def compare(
    job: Job, first: str, second: str, weighting: Weighting = "text", *, unfit: bool = False, **changes: Any
) -> Pair:
    """The comparison of two models or runs of a job.

    A model stands for all its seeds; the topics compared are those of its first seed.
    `changes` are values of `by` or of parts of the estimand that replace the job's own. Shares of a theme that either
    is unfit for are missing, and `Pair.refused` says why, unless `unfit` asks for them. Raises StoreError for a name
    that the job does not have.

    >>> pair = topics.compare(topics.open_store().latest_job("my-study"), "lexicon", "nmf")
    >>> list(pair.tables)
    ['Settings', 'Scores', 'Topics', 'Shares']
    """
    one, other = (
        Side(job.estimators([name])[0] if name in job.readings else job.model(name), job) for name in (first, second)
    )
    return _compared((one, other), None, weighting, changes, unfit)


def compare_pair(
    store: Store,
    first: str,
    second: str,
    study: str | None = None,
    weighting: Weighting = "text",
    unfit: bool = False,
    language: str = "en",
    **changes: Any,
) -> Pair:
    """The comparison of two runs or models of a store, in any job or in none: see `compare`.

    `language` is that of the sentences in the tables and in `Pair.refused`.

    Raises StoreError for a name that is neither a run nor a model.
    """
    return _compared(_sides(store, first, second, study), store, weighting, changes, unfit, language)


def _compared(
    sides: tuple[Side, Side],
    store: Store | None,
    weighting: Weighting,
    changes: Mapping[str, Any],
    unfit: bool,
    language: str = "en",
) -> Pair:
    (one, other), say = sides, _REFUSED[language]
    runs = {run.name: (run, side.job) for side in sides for run in side.runs}
    alone, jobs = zip(*runs.values(), strict=True)
    tables, refused = side_by_side(alone, jobs, store, _DRAWS, language), []
    if one.corpus != other.corpus:
        refused.append(say["corpora"].format(one.name, other.name, one.corpus, other.corpus))
        return Pair(*sides, tables, tuple(refused))
    tables["Topics"] = aligned_topics(one.runs[0].fitted, other.runs[0].fitted)
    if reason := _no_shares(sides, say):
        refused.append(reason)
    else:
        shares = _share_differences(sides, weighting, **changes)
        tables["Shares"] = shares if unfit else without_unfit(shares)
        refused += [
            say["reserved"].format(side.name, line)
            for side in sides
            if side.job
            for line in reservations(side.job, side.name, language)
        ]
    return Pair(*sides, tables, tuple(refused))


_REFUSED = {
    "en": {
        "corpora": "{} and {} are of different corpora ({}, {}): their coherence, topics and theme shares are not "
        "compared. `topics run` of a study that has both models fits them to one.",
        "alone": "{}: in no complete job, and so without a codebook of its themes; no theme shares are compared.",
        "jobs": "{} and {} are of jobs that differ in {}: their theme shares are not compared. `topics run` of a study "
        "that has both models counts them alike.",
        "reserved": "{} is {}.",
        "and": " and ",
    },
    "zh": {
        "corpora": "{} 与 {} 出自不同的语料（{}、{}），故不比较其连贯性、话题与主题占比；"
        "将两种模型写入同一研究并运行 `topics run`，即可以同一语料拟合。",
        "alone": "{} 不在任何已完成的结果中，没有主题编码本，故不比较主题占比。",
        "jobs": "{} 与 {} 所在的两份结果，其{}不同，故不比较主题占比；"
        "将两种模型写入同一研究并运行 `topics run`，即可按同一口径计算。",
        "reserved": "{}：{}。",
        "and": "、",
        "themes": "主题",
        "periods": "时期",
        "estimand": "估计量",
    },
}


def aligned_topics(a: FittedTopics, b: FittedTopics) -> "pd.DataFrame":
    """Topics of `a`, the topics of `b` matched to them, and the top ten words kept, gained and lost from `a` to `b`.

    Columns as declared in `ALIGNED_TOPICS`; kept and lost words are in the order of the topic of `a`, gained words in
    that of the topic of `b`. Raises ScoreError for different vocabularies.
    """
    table = match_topics(a, b)
    words = dict(zip(a.topic_ids, a.top_words(_WORDS), strict=True))
    others = dict(zip(b.topic_ids, b.top_words(_WORDS), strict=True))
    pairs = [(words.get(t, []), others.get(m, [])) for t, m in zip(table["topic"], table["matched"], strict=True)]
    return ALIGNED_TOPICS.check(
        table.assign(
            kept=[_joined(own, other, True) for own, other in pairs],
            gained=[_joined(other, own, False) for own, other in pairs],
            lost=[_joined(own, other, False) for own, other in pairs],
        )
    )


def _sides(store: Store, first: str, second: str, study: str | None) -> tuple[Side, Side]:
    """Models of the latest job, or runs, with the latest job that has both, else with the latest job of each."""
    names, models = (first, second), {}
    if not all(map(store.has, names)) and (study or store.jobs("run")):
        models = {model.name: model for model in store.latest_job(study).models}
    asked = [None if store.has(name) else models.get(name) for name in names]
    runs = [model.runs if model else (store.run(name, study),) for name, model in zip(names, asked, strict=True)]
    jobs = jobs_beside(store, [[run.name for run in of] for of in runs], study)
    one, other = (Side(model or _alone(of[0], job), job) for model, of, job in zip(asked, runs, jobs, strict=True))
    return one, other


def _alone(run: Run, job: Job | None) -> Estimator:
    """A single run as an estimator of its own."""
    return job.estimators([run.name])[0] if job else Estimator(run.name, run.settings["kind"], run.scale, (run,))


def _no_shares(sides: tuple[Side, Side], say: Mapping[str, str]) -> str:
    """The reason why the theme shares of the two sides are not subtracted; empty when they are."""
    alone = [side.name for side in sides if not side.job]
    if alone:
        return say["alone"].format(listed(alone, last=say["and"]))
    one, other = (side.job for side in sides)
    different = one.differs_from(other) if one and other else []
    if different:
        named = say["and"].join(say.get(what, what) for what in different)
        return say["jobs"].format(sides[0].name, sides[1].name, named)
    return ""


def _share_differences(sides: tuple[Side, Side], weighting: str, **changes: Any) -> "pd.DataFrame":
    one, other = sides
    assert one.job
    assert other.job
    corpus, tokens = one.job.corpus, one.job.tokens
    estimand, design = one.job.measured(**changes)
    first, second = (
        scores_of([side.estimator], job.table("codebook"), job.themes, tokens.lengths)[side.name]
        for side, job in ((one, one.job), (other, other.job))
    )
    table = share_differences(
        first,
        second,
        passage_table(corpus, tokens),
        corpus.documents,
        estimators=(one.name, other.name),
        same_fits=one.estimator.fit_names == other.estimator.fit_names,
        design=design,
        estimand=estimand,
    )
    table = table[table["weighting"] == weighting].reset_index(drop=True)
    reasons = _unfit_of(sides)
    return with_why(table.assign(unfit=[reasons.get(theme, "") for theme in table["theme"]]))


def _unfit_of(sides: tuple[Side, Side]) -> dict[str, str]:
    """Why either side is unfit for a theme, by theme."""
    found: dict[str, list[str]] = {}
    for side in filter(lambda side: side.job, sides):
        assert side.job
        model = side.job.readings.get(side.name, (side.estimator,))[0].name
        for (estimator, theme), why in unfit_reasons(kept_fitness(side.job)).items():
            if estimator == model:
                found.setdefault(theme, []).append(f"{side.name} {why}")
    return {theme: "; ".join(reasons) for theme, reasons in found.items()}


def _joined(words: Sequence[str], others: Sequence[str], shared: bool) -> str:
    return words_in_line(word for word in words if (word in others) == shared)
