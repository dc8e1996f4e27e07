"""Jobs: a complete `topics run`, `sweep` or `robustness`, with everything it holds.

A job is the centre of the toolkit. It knows its corpus and tokens, its models with their runs, its themes, periods and
estimand, and the tables it kept. Everything else that can be asked of it (shares by quarter, trends, cards, a figure,
the report) is computed by other rooms. The methods under "doors" call these rooms, and import them when called, so that
this room depends on none of them.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from topics.errors import StoreError, StudyError, meant, nearest
from topics.files.records import believed, finished_folders, read_record, read_table, reading, write_record
from topics.models import MODELS
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.shares.design import Design, measured
from topics.shares.estimand import WEIGHTINGS, Estimand, Weighting
from topics.shares.fitness import UNFIT
from topics.shares.own_estimator import FOUNDATIONS, Candidate, own_estimator
from topics.shares.periods import Periods
from topics.store.changed_settings import changed_settings
from topics.store.corrected import KeptGold, keep_codes, keep_gold, kept_elsewhere, kept_gold
from topics.store.fingerprints import digest, study_id
from topics.store.kept_corpus import read_corpus
from topics.store.run import OWN_SCALE, Run
from topics.study.settings import Settings, read_settings
from topics.study.study import Study
from topics.themes import Theme, in_language, theme_of_row, theme_rows
from topics.wording import count

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from topics.claims.card import Card
    from topics.coding.gold.folder import GoldFolder
    from topics.preprocessing.words.deeds import Deeds
    from topics.reading.compared import Compared
    from topics.reading.concordance import Concordance
    from topics.results.coded_agreement import GoldAgreement
    from topics.shares.codebook import ThemeScores


ORDER = "order.json"  # a record beside the job's own files, which change the job's name, as this may not
JobKind = Literal["run", "sweep", "robustness"]
_NEEDED = {
    **dict.fromkeys(("study", "place", "title", "corpus", "finished"), str),
    **dict.fromkeys(("periods", "estimand", "files"), dict),
    **dict.fromkeys(("themes", "models"), list),
}


@dataclass(frozen=True)
class Estimator:
    """A model of a job with its runs, one per seed; or a single run as an estimator of its own.

    `scale` is "own" where theme weights are calibrated by the corpus (`topics.shares.own_scale`), else "none".
    """

    name: str
    kind: str
    scale: str
    runs: tuple[Run, ...]

    @property
    def run_names(self) -> list[str]:
        """The names of the runs in the order of their seeds."""
        return [run.name for run in self.runs]

    @property
    def fit_names(self) -> list[str]:
        """The names under which the store keeps their fits, which models that differ only in scale share."""
        return [run.fit for run in self.runs]

    # What its kind declares, as far as this version knows the kind.

    @property
    def uses(self) -> frozenset[str]:
        """The parts of the input that it uses beside the tokens."""
        return MODELS[self.kind].uses if self.kind in MODELS else frozenset()

    @property
    def counts_terms(self) -> bool:
        """Whether it looks for the themes' own terms and has no topics to read."""
        return self.kind in MODELS and MODELS[self.kind].counts_terms

    @property
    def seedless(self) -> bool:
        """Whether it draws no random numbers."""
        return self.kind in MODELS and MODELS[self.kind].seedless

    @property
    def alike(self) -> bool:
        """Whether it has several fits, and all are the same, so that the seed changes nothing."""
        fits = [run.provenance["files"].get("topics.npz") for run in self.runs]
        return len(fits) > 1 and len({*fits}) == 1


@dataclass(frozen=True)
class Job:
    """One complete job: a study, its corpus, its models and their runs.

    >>> job = topics.open_store().latest_job("my-study")
    >>> [model.name for model in job.models], len(job.corpus.documents), job.tokens.n_passages
    (['lexicon', 'nmf'], 8, 24)
    """

    folder: Path
    study_folder: Path | None = field(default=None, compare=False)  # where it is known

    # -- what it was -----------------------------------------------------------------------------------------------

    @cached_property
    def record(self) -> dict[str, Any]:
        """The job's record as stored on disk. Other rooms read the properties below instead."""
        path = self.folder / "job.json"
        record = read_record(path, _NEEDED)
        reading(path, lambda: _check_models(record))
        return record

    @property
    def root(self) -> Path:
        """The folder of the store that holds the job."""
        return self.folder.parents[1]

    @property
    def name(self) -> str:
        """The name of the job's folder: study and hash."""
        return self.folder.name

    @property
    def kind(self) -> JobKind:
        """The command that made it: `run` (a study's models), `sweep` (sizes of one) or `robustness` (all choices)."""
        told = self.record.get("purpose")
        return next((kind for kind in get_args(JobKind) if kind == told), "run")

    @property
    def study(self) -> str:
        """The name of the study, which is that of its folder."""
        return str(self.record["study"])

    @property
    def study_id(self) -> str:
        """A hash of the path of the study's folder, which distinguishes studies of one name."""
        return str(self.record["place"])

    @property
    def title(self) -> str:
        """The study's title in English, or in the first language that it has."""
        return str(self.record["title"])

    def title_in(self, language: str) -> str:
        """The study's title in a language, or in any other that it has."""
        return in_language(self.record.get("titles", self.title), language)

    @property
    def finished(self) -> str:
        """The time when the job was completed, in UTC."""
        return str(self.record["finished"])

    @property
    def order(self) -> tuple[bool, int, str, str]:
        """By which jobs of a store are sorted: when they were kept in it, not what a clock said; imported ones first.

        Jobs of earlier versions have no number; of them, the one that finished last is the last. Raises StoreError
        for a damaged record of the order.
        """
        if not (self.folder / ORDER).exists():
            return False, 0, self.finished, self.name
        kept = read_record(self.folder / ORDER, {"number": int, "imported": bool})
        return not kept["imported"], kept["number"], self.finished, self.name

    @property
    def applied(self) -> dict[str, Any]:
        """What segmentation applied and did, see `topics.Study.applied`; empty in jobs of version 0.1."""
        return dict(self.record.get("applied", {}))

    @property
    def language(self) -> str:
        """The language of the corpus."""
        return str(self.record["language"])

    @property
    def glosses(self) -> Mapping[str, str]:
        """What words of the corpus are in English, as the study says; empty where it says nothing."""
        known: Mapping[str, str] = self.record.get("gloss", {})
        return known

    def note(self, language: str) -> str:
        """The study's own note in a language, or in any other that it has; "" for none."""
        return in_language(self.record["note"], language)

    @property
    def themes(self) -> tuple[Theme, ...]:
        """The themes as they stood when the job ran."""
        return reading(self.folder, lambda: tuple(map(theme_of_row, self.record["themes"])))

    @property
    def periods(self) -> Periods:
        """The job's periods."""
        return reading(self.folder, lambda: Periods(**self.record["periods"]))

    def measured(self, **changes: Any) -> tuple[Estimand, Design]:
        """The estimand and the design; `changes` may set parts of either by name, and the period length as `by`."""
        periods = replace(self.periods, by=changes.pop("by", self.periods.by))
        return measured(periods, **{**self.record["estimand"], **changes})

    @property
    def estimand(self) -> Estimand:
        """The estimand: the definition of the job's shares."""
        return self.measured()[0]

    @property
    def design(self) -> Design:
        """The estimation design: periods, resampling clusters, draws, seed."""
        return self.measured()[1]

    def differs_from(self, other: "Job") -> list[str]:
        """The names of those of themes, periods and estimand in which another job differs."""
        return [what for what in ("themes", "periods", "estimand") if self.record[what] != other.record[what]]

    @cached_property
    def settings(self) -> Settings:
        """The study's settings when the job ran, from whichever of its files holds them. Raises StudyError for none."""
        files = [path for path in self.study_files if path.suffix == ".toml"]
        for path in sorted(files, key=lambda path: path.name != "study.toml"):
            with suppress(StudyError):  # the other files, such as that of the themes, hold no settings
                return read_settings(path)
        raise StudyError(
            f"{self.folder}: none of {', '.join(path.name for path in files)} holds settings that this version knows. "
            "Run the study again."
        )

    @property
    def study_files(self) -> list[Path]:
        """Copies of the study's settings and themes from when the job ran. Raises StoreError for an altered copy."""
        names = sorted(name for name in self.record["files"] if name.endswith(".toml"))
        return [believed(self.folder / name, self.record["files"]) for name in names]

    # -- models and runs -------------------------------------------------------------------------------------------

    @property
    def models(self) -> tuple[Estimator, ...]:
        """The job's models in the study's order, each with its runs. Every call reads the runs anew."""
        return tuple(
            Estimator(name, str(model.get("kind", "")), scale, self._runs(model["runs"], scale, name))
            for model in self.record["models"]
            for name, scale in [(model["name"], model.get("scale", "none"))]
        )

    @property
    def own(self) -> Estimator:
        """The study's own estimator: the one that its settings name, else the best founded of its models.

        See `topics.shares.own_estimator`.
        """
        return self.model(self._own[0])

    @property
    def why_own(self) -> str:
        """Which estimator is the study's own, and why, in a sentence."""
        return f"{self._own[0]}: {self.why_own_in('en')}."

    def why_own_in(self, language: str) -> str:
        """Why the study's own estimator is that, in English or Chinese; older jobs may have English only."""
        return in_language(self._own[1], language)

    @cached_property
    def _own(self) -> tuple[str, str | Mapping[str, str]]:
        """The name of the study's own estimator and why it is, by language."""
        by_codes = self.record.get("own_by_codes", {})
        if by_codes.get("name") in [model.name for model in self.models]:
            return str(by_codes["name"]), by_codes["why"]
        founded = candidates(self.models, self.table("fitness") if self.has("fitness") else None)
        return own_estimator(founded, self.record.get("own", ""), len(self.themes))

    @property
    def topic_models(self) -> tuple[Estimator, ...]:
        """The models whose topics have words of their own; those that only count the themes' terms are left out."""
        return tuple(m for m in self.models if not m.counts_terms)

    def model(self, name: str) -> Estimator:
        """A model by its name, or by a beginning of its name alone. Raises StoreError naming the nearest.

        >>> topics.open_store().latest_job("my-study").model("nmf").run_names[0].startswith("nmf-3-s1-")
        True
        """
        models = {model.name: model for model in self.models}
        if known := meant(name, models):
            return models[known]
        raise StoreError(f'{self.name}: no estimator "{name}" in this job; {nearest(name, models)}')

    @property
    def run_names(self) -> list[str]:
        """The names of the job's fits, model by model, each once: models that differ only in scale share fits."""
        return list(dict.fromkeys(run for model in self.record["models"] for run in model["runs"]))

    @property
    def runs(self) -> tuple[Run, ...]:
        """The runs of the job's models, in their order; a fit that is read on two scales is two runs."""
        return tuple(dict.fromkeys(run for model in self.models for run in model.runs))

    @property
    def readings(self) -> dict[str, tuple[Estimator, Run]]:
        """The first model and its run by the run's name, and by that of its fit, which is first read as it is.

        Stores of before runs were named after models name them by the fit, and `+own`.
        """
        found = [(model, run) for model in self.models for run in model.runs]
        by_fit = {run.fit: (model, run) for model, run in sorted(found, key=lambda one: one[1].scale, reverse=True)}
        by_fit |= {run.fit: (model, run) for model, run in reversed(found) if run.scale == "none"}
        by_fit |= {f"{run.fit}{OWN_SCALE}": (model, run) for model, run in reversed(found) if run.scale == "own"}
        return by_fit | {run.name: (model, run) for model, run in reversed(found)}

    @property
    def needed(self) -> list[str]:
        """The names of all runs that the job's tables need: its own, and those over other corpora or tokens."""
        return [*self.run_names, *self.record.get("other_runs", ())]

    def model_of(self, run: str) -> Estimator:
        """The first model that has a run of that name. Raises StoreError for a run of another job."""
        return self._reading(run)[0]

    def reading(self, run: str) -> Run:
        """The run of that name as the job reads it: on its own scale if that is its model's."""
        return self._reading(run)[1]

    def _reading(self, run: str) -> tuple[Estimator, Run]:
        if not (name := meant(run, known := self.readings)):
            raise StoreError(f"{run} is not of the job {self.name}; shares of one table come from one job's runs.")
        return known[name]

    def estimators(self, runs: Sequence[str] = ()) -> tuple[Estimator, ...]:
        """The job's models; or each of the named runs as an estimator of its own, on its model's scale."""
        if not runs:
            return self.models
        of = dict.fromkeys(map(self._reading, runs))
        return tuple(Estimator(run.name, model.kind, model.scale, (run,)) for model, run in of)

    def _runs(self, names: Sequence[str], scale: str, model: str) -> tuple[Run, ...]:
        return tuple(Run(self.root / "fits" / name, scale, model) for name in names)

    # -- corpus and tables -----------------------------------------------------------------------------------------

    @cached_property
    def content(self) -> str:
        """A hash of everything that the job holds: its record, its tables and files, its fits and its corpus."""
        record = {name: value for name, value in self.record.items() if name != "finished"}
        return digest([record, {run.fit: run.provenance["files"] for run in self.runs}], 16)

    @property
    def corpus_key(self) -> str:
        """The key under which the store keeps the job's corpus and tokens."""
        return str(self.record["corpus"])

    @cached_property
    def _corpus_and_tokens(self) -> tuple[Corpus, Tokens]:
        return read_corpus(self.root, self.corpus_key)

    @property
    def has_corpus(self) -> bool:
        """Whether the store still has the corpus."""
        return (self.root / "corpora" / self.corpus_key).is_dir()

    @property
    def corpus(self) -> Corpus:
        """The corpus, read and verified once. Raises StoreError when it is not what its key says."""
        return self._corpus_and_tokens[0]

    @property
    def tokens(self) -> Tokens:
        """The tokens of the corpus, read and verified once."""
        return self._corpus_and_tokens[1]

    @property
    def counted(self) -> "NDArray[np.bool_]":
        """A mask of the passages that shares count `(n_passages)`: repeated ones once, unless the study keeps them."""
        counted: NDArray[np.bool_] = self.corpus.passages["counted"].to_numpy(dtype=bool)
        return counted | (self.estimand.duplicates == "keep")

    def has(self, name: str) -> bool:
        """Whether the job kept a table of that name."""
        return f"{name}.parquet" in self.record["files"]

    def table(self, name: str) -> "pd.DataFrame":
        """One of the job's kept tables, such as `shares`.

        >>> job = topics.open_store().latest_job("my-study")
        >>> shares = job.table("shares").query("weighting == 'text' and theme == 'wind'")
        >>> shares[["estimator", "period", "share"]].round(2)
           estimator period  share
        0    lexicon   2020   0.68
        1    lexicon   2021   0.35
        16       nmf   2020   0.67
        17       nmf   2021   0.32
        """
        if name not in self._tables:
            self._tables[name] = read_table(believed(self.folder / f"{name}.parquet", self.record["files"]))
        return self._tables[name].copy()

    @cached_property
    def _tables(self) -> "dict[str, pd.DataFrame]":
        """The kept tables that were read, as many ask for the same ones."""
        return {}

    def codebook_of(self, run: Run) -> "pd.DataFrame":
        """The codebook of one run: topics and their themes."""
        codebook = self.table("codebook")
        return codebook[codebook["run"] == run.fit]

    def companions(self, kind: JobKind) -> "list[Job]":
        """Complete jobs of another kind for the same study, latest last."""
        return [job for job in kept_jobs(self.root, kind) if job.study_id == self.study_id]

    @property
    def validated(self) -> bool:
        """Whether the store keeps shares with a band from `topics gold estimate` for this job."""
        return any(self.gold(weighting)[0] for weighting in WEIGHTINGS)

    def gold(self, weighting: Weighting = "text", codes: Path | None = None) -> tuple[KeptGold | None, str]:
        """The tables that `topics gold estimate` kept for this job and weighting, if they rest on the present codes.

        Otherwise None and, if tables are kept, the reason why they are not used. `codes` is the file of the present
        codes, by default that of the study's own sample; where it is not known or not there, the codes last read are
        taken for the present ones.
        """
        codes = codes or (self.study_folder / "gold" / "codes.csv" if self.study_folder else None)
        where = self.root, self.study_id, self.corpus_key
        found = kept_gold(*where, weighting)
        if found is None:
            return None, kept_elsewhere(*where, weighting)
        earlier = Job(self.root / "jobs" / found.job)
        why = found.stale(self.name, codes, self._changed_since(earlier) if found.job != self.name else "")
        return (None, why) if why else (found, "")

    def _changed_since(self, earlier: "Job") -> str:
        """What of settings and themes is not as in an earlier job, a clause; "" where nothing is known to be."""
        try:
            named = changed_settings(earlier.settings, self.settings)
            themes = earlier.record["themes"] != self.record["themes"]
        except (StoreError, StudyError):  # it is not kept any more, or is of another version
            return ""
        if named:
            return f"{'settings and themes' if themes else 'settings'} have changed, {named},"
        return "themes have changed" if themes else ""

    def keep_gold(self, codes: str, shares: "pd.DataFrame", **tables: "pd.DataFrame") -> None:
        """Keep corrected shares of the job, `change` and `errors` beside; `codes` is the SHA-256 of codes.csv."""
        keep_gold(self.root, self.study_id, self.corpus_key, self.name, codes, {"shares": shares, **tables})

    def keep_codes(self, codes: str) -> None:
        """Keep the SHA-256 of the codes that were just read: corrected shares of others are stale from then on."""
        keep_codes(self.root, self.study_id, self.corpus_key, codes)

    # -- doors to other rooms --------------------------------------------------------------------------------------

    @cached_property
    def _scores(self) -> "dict[str, list[ThemeScores]]":
        return {}  # by estimator: one is scored when it is asked for, since each of its fits is read for that

    def scores(self, estimator: str = "") -> "list[ThemeScores]":
        """Theme scores per seed of an estimator, by default the study's own. Raises StoreError for an unknown name."""
        from topics.results.scores import job_scores

        model = self.model(estimator) if estimator else self.own
        if model.name not in self._scores:
            self._scores.update(job_scores(self, [model]))
        return self._scores[model.name]

    def shares(self, *, group: str = "", **changes: Any) -> "pd.DataFrame":
        """Theme shares by estimator, weighting, theme and period: see `topics.results.shares.job_shares`.

        `group` names an attribute, such as `source` or a column of your own, whose values are groups with shares of
        their own: see `topics.results.groups.job_grouped`. `where` selects documents: see
        `topics.preprocessing.selection`.

        >>> job = topics.open_store().latest_job("my-study")
        >>> sorted(set(job.shares(by="quarter")["period"]))[:2]
        ['2020Q1', '2020Q2']
        >>> set(job.shares(where="date >= 2021")["where"])
        {'date >= 2021'}
        """
        from topics.results.groups import job_grouped
        from topics.results.shares import job_shares

        return job_grouped(self, group, **changes) if group else job_shares(self, **changes)

    def group_differences(self, group: str, against: str = "", **changes: Any) -> "pd.DataFrame":
        """Differences between the shares of groups of documents, with their intervals.

        See `topics.results.groups.job_group_differences`.

        >>> job = topics.open_store().latest_job("my-study")
        >>> job.group_differences("level")  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        topics.errors.ModelError: no document has an attribute "level" ...
        """
        from topics.results.groups import job_group_differences

        return job_group_differences(self, group, against, **changes)

    def fitness(self, estimators: Sequence[str] = ()) -> "pd.DataFrame":
        """Whether each estimator finds each theme where it is named: see `topics.results.fitness.job_fitness`."""
        from topics.results.fitness import job_fitness

        return job_fitness(self, estimators)

    def trends(self, weighting: Weighting = "text", estimators: Sequence[str] = (), **changes: Any) -> "pd.DataFrame":
        """Trends of themes, and what may be said about them: see `topics.results.change.job_trends`."""
        from topics.results.change import job_trends

        return job_trends(self, weighting, estimators, **changes)

    def split(self, weighting: Weighting = "text", estimators: Sequence[str] = (), **changes: Any) -> "pd.DataFrame":
        """The change within sources and through their mix, split: see `topics.results.change.job_split`.

        `attribute` names another attribute of the documents that takes the place of sources.
        """
        from topics.results.change import job_split

        return job_split(self, weighting, estimators, **changes)

    def topics(self, model: str = "", words: int = 10) -> "pd.DataFrame":
        """The topics of a model's first seed, or of a run by name: see `topics.results.topics.topics_table`.

        >>> topics.open_store().latest_job("my-study").topics("nmf").columns.tolist()[:3]
        ['topic', 'theme', 'share']
        """
        from topics.results.topics import topics_table

        return topics_table(self, self._run_named(model), words)

    def passages(self, model: str = "") -> "pd.DataFrame":
        """Theme weights by passage, for a model's first seed or a run by name."""
        from topics.results.topics import passages_table

        return passages_table(self, self._run_named(model))

    def agreement(self) -> "GoldAgreement":
        """Agreement of every estimator with human codes: see `topics.results.coded_agreement.gold_agreement`.

        >>> found = topics.open_store().latest_job("my-study").agreement()
        >>> found.coded, found.passages
        (24, 24)
        """
        from topics.results.coded_agreement import gold_agreement

        return gold_agreement(self)

    def stability(self, models: Sequence[str] = (), weighting: Weighting = "text") -> "dict[str, pd.DataFrame]":
        """Stability of topics and shares over seeds: see `topics.results.seed_stability.job_stability`.

        >>> topics.open_store().latest_job("my-study").stability()  # doctest: +ELLIPSIS
        Traceback (most recent call last):
        topics.errors.ScoreError: the models of this job: one seed each, which says nothing about seeds. ...
        """
        from topics.results.seed_stability import job_stability

        return job_stability(self, models, weighting)

    def coded_shares(self) -> "pd.DataFrame | None":
        """Theme shares by period as people coded them: see `topics.results.coded_agreement.coded_shares`.

        >>> topics.open_store().latest_job("my-study").coded_shares().columns[:4].tolist()
        ['weighting', 'theme', 'period', 'share']
        """
        from topics.results.coded_agreement import coded_shares

        return coded_shares(self)

    def cards(
        self, themes: Sequence[str] = (), validations: Path | None = None, sample: "GoldFolder | None" = None
    ) -> "list[Card]":
        """Measurement cards of the named themes, by default of all: see `topics.claims.card.theme_cards`.

        >>> job = topics.open_store().latest_job("my-study")
        >>> [card.theme.id for card in job.cards()]
        ['wind', 'rail']
        """
        from topics.claims.card import theme_cards

        return theme_cards(self, themes, validations, sample)

    def claims(self, weighting: Weighting = "text", language: str = "en", **changes: Any) -> "pd.DataFrame":
        """What may be said of every theme, what may not, and why: see `topics.claims.engine.job_claims`.

        >>> job = topics.open_store().latest_job("my-study")
        >>> job.claims().loc[1, ["theme", "kind", "verdict"]].tolist()
        ['wind', 'change', 'not allowed']
        """
        from topics.claims.engine import claims_table, job_claims

        return claims_table(job_claims(self, weighting, **changes), language=language)

    def checklist(
        self, validations: Path | None = None, sample: "GoldFolder | None" = None, language: str = "en"
    ) -> "pd.DataFrame":
        """The checklist of what a paper on the job's shares should state: see `topics.claims.checklist.checklist`.

        >>> topics.open_store().latest_job("my-study").checklist()["section"].unique()[:2].tolist()
        ['data', 'preprocessing']
        """
        from topics.claims.checklist import checklist

        return checklist(self, validations, sample, language)

    def figure(self, name: str, language: str = "en") -> "Figure":
        """One of the paper's figures: see `topics.report.figures`.

        >>> job = topics.open_store().latest_job("my-study")
        >>> len(job.figure("fig1_theme_shares").axes)  # a panel per theme
        2
        """
        from topics.report.drawing import figure

        return figure(name, self, language)

    def report(self, path: Path | str, language: str = "en") -> Path:
        """Write the report page and return its path: see `topics.report.page`."""
        from topics.report.page import write_report

        return write_report(self, Path(path), language)

    def concordance(self, what: str, **changes: Any) -> "Concordance":
        """Every place where a theme or a word stands, in its context: see `topics.reading.concordance.job_concordance`.

        >>> found = topics.open_store().latest_job("my-study").concordance("财务部门", period="2020", width=12)
        >>> found.total, found.lines.loc[0, ["left", "found", "right"]].tolist()
        (8, ['会议还听取了', '财务部门', '对上半年预算'])
        """
        from topics.reading.concordance import job_concordance

        return job_concordance(self, what, **changes)

    def keyness(self, a: str, b: str = "", **changes: Any) -> "Compared":
        """Words that set documents apart from others: see `topics.reading.compared.job_keyness`.

        >>> found = topics.open_store().latest_job("my-study").keyness("2021", "2020")
        >>> found.documents, found.table.loc[0, ["word", "more_in"]].tolist()
        ((4, 4), ['风电', 'b'])
        """
        from topics.reading.compared import job_keyness

        return job_keyness(self, a, b, **changes)

    def together(self, **changes: Any) -> "pd.DataFrame":
        """How often pairs of themes share passages and sentences: see `topics.reading.together.job_together`.

        >>> found = topics.open_store().latest_job("my-study").together()
        >>> found.loc[0, ["unit", "theme_a", "theme_b"]].tolist()
        ['passage', 'wind', 'rail']
        """
        from topics.reading.together import job_together

        return job_together(self, **changes)

    def _run_named(self, name: str) -> Run:
        """The run of that name, or the first run of the model of that name, by default the study's own."""
        readings = self.readings
        if name in readings or (not meant(name, [model.name for model in self.models]) and meant(name, readings)):
            return self.reading(name)
        return (self.model(name) if name else self.own).runs[0]

    def _repr_html_(self) -> str:
        """The job's name, title and text shares by its own estimator as HTML for notebooks; all text is escaped."""
        from html import escape

        from topics.report.layouts.theme_layouts import shares_by_theme, theme_headings
        from topics.report.tables import to_html
        from topics.results.apart import reservations
        from topics.results.fitness import without_unfit

        shares = without_unfit(self.table("shares")).query("weighting == 'text' and estimator == @self.own.name")
        shown = shares_by_theme(shares, theme_headings(self.themes), self.own.name)
        shown = shown.assign(theme=shown["theme"].replace("", "documents")).drop(columns="estimator")
        runs = count(len(self.run_names), "run")
        title = f"{escape(self.name)}</b>: {escape(self.title)}; {runs}. Per cent of the text"
        title += f" by {escape(self.own.name)} [95% interval]; <code>shares()</code> has all estimators"
        unfit = "".join(
            f"<br>{escape(f'{model.name} is {line}.')}"
            for model in self.models
            for line in reservations(self, model.name)
        )
        return f"<p><b>{title}{unfit}</p>{to_html(shown)}"


def job_record(
    study: Study,
    corpus_key: str,
    deeds: "Deeds",
    periods: Periods,
    estimators: Sequence[Estimator],
    kind: JobKind = "run",
    other_runs: Sequence[str] = (),
    own_by_codes: tuple[str, Mapping[str, str]] | None = None,
) -> dict[str, Any]:
    """The record of a job in JSON's types; `Job` reads it back.

    `deeds`: what word lists and limits did. `own_by_codes`: the study's own estimator and why, where its codes have
    chosen it.
    """
    settings = study.settings
    return {
        "purpose": kind,
        "study": study.slug,
        "place": study_id(study.folder),
        "title": in_language(settings.title, "en"),
        **({"titles": settings.title} if isinstance(settings.title, dict) else {}),
        "note": settings.note if isinstance(settings.note, dict) else {"": settings.note},
        **({"gloss": dict(settings.gloss)} if settings.gloss else {}),
        "language": settings.corpus.language,
        "applied": study.applied(deeds),
        "corpus": corpus_key,
        "themes": theme_rows(study.themes),
        "periods": {"by": periods.by, "start": periods.names[0], "end": periods.names[-1]},
        "estimand": study.counting,
        "models": [
            {"name": one.name, "kind": one.kind, "scale": one.scale, "runs": one.fit_names} for one in estimators
        ],
        **({"own": settings.shares.estimator} if settings.shares.estimator else {}),
        **({"own_by_codes": dict(zip(("name", "why"), own_by_codes, strict=True))} if own_by_codes else {}),
        **({"other_runs": list(other_runs)} if other_runs else {}),
    }


def kept_jobs(root: Path, kind: JobKind | None = None) -> list[Job]:
    """Complete jobs of a store, of one kind or all, latest last; jobs of the kind `run` come after all others."""
    jobs = [job for job in map(Job, finished_folders(root / "jobs")) if kind in (None, job.kind)]
    return sorted(jobs, key=lambda job: (job.kind == "run", *job.order))


def set_in_order(folder: Path, number: int, *, imported: bool = False) -> None:
    """Write beside a job which of all jobs of its store it is, and whether it came in an archive."""
    write_record(folder / ORDER, {"number": number, "imported": imported})


def next_in_order(root: Path) -> int:
    """The number of the next job that a store keeps."""
    return 1 + max((job.order[1] for job in kept_jobs(root)), default=0)


def latest_with(jobs: Sequence[Job], *runs: str) -> Job | None:
    """The last of the jobs that has all of these runs, by name; None if no job has."""
    return next((job for job in reversed(jobs) if {*runs} <= job.readings.keys()), None)


def candidates(models: Sequence[Estimator], fitness: "pd.DataFrame | None") -> list[Candidate]:
    """What the choice of the study's own estimator knows of each model; `fitness` is the kept table of that name."""
    unfit: Counter[str] = Counter()
    if fitness is not None:
        unfit.update(fitness.loc[fitness["verdict"] == UNFIT, "estimator"])
    return [Candidate(one.name, _foundation(one), unfit[one.name]) for one in models]


def _foundation(model: Estimator) -> str:
    """What an estimator measures a theme by, as `topics.shares.own_estimator.FOUNDATIONS` names it."""
    clauses, terms, guided, free = FOUNDATIONS
    if model.kind == "clause-extent":
        return clauses
    if model.counts_terms:
        return terms
    if model.kind not in MODELS:
        return free
    kind, options = MODELS[model.kind], model.runs[0].settings["options"] if model.runs else {}
    return guided if "themes" in kind.used_with(options) else free


def _check_models(record: dict[str, Any]) -> None:
    """Raise TypeError unless every model of a record has a name and the names of its runs."""
    names = [record.get("other_runs", []), *(model["runs"] for model in record["models"])]
    if not all(isinstance(name, str) for some in names for name in some):
        raise TypeError("a run has no name")
    if not all(isinstance(model["name"], str) for model in record["models"]):
        raise TypeError("a model has no name")
