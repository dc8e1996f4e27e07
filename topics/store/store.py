"""The run store: all fits, corpora and jobs, each in a folder of its own that is written whole or not at all.

    runs/
      fits/lda-20-s1-9f3ac2d1/   settings.toml  topics.npz  passages.parquet  vocabulary.txt
                                 scores.json  provenance.json
      corpora/<fingerprint>/     corpus.json  documents.parquet  passages.parquet …
                                 word_ids.npy  offsets.npy  lengths.npy  vocabulary.txt
      jobs/<study>-<hash>/       job.json, the study's files, shares.parquet …: one complete `topics run`
      derived/<job>/             numbers that follow from a job, kept by what they depend on
      vectors/                   sentence vectors by content
      gold/<study id>-<corpus>/  shares corrected from a coded sample of a study, which validate its levels

A name holds a hash of what decides the content, so a folder that exists need not be written again. Nothing is pickled.
"""

import glob
import os
import shlex
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import StaleError, StoreError, StudyError, meant, nearest
from topics.files.atomic import UNFINISHED
from topics.files.records import (
    as_written,
    clear_unfinished,
    finished_folders,
    hashes,
    new_folder,
    settle,
    to_json,
    write_lines,
    write_record,
    writing,
)
from topics.models import MODELS
from topics.models.fitted import OPTIONAL, FittedTopics
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.schema import declared
from topics.store.fingerprints import digest, environment, now, study_id
from topics.store.inputs import changes, inputs_table, says_the_same
from topics.store.job import Job, JobKind, kept_jobs, latest_with, next_in_order, set_in_order
from topics.store.kept_corpus import read_corpus, save_corpus
from topics.store.made_from import is_whole, made_from, state_of
from topics.store.run import OWN_SCALE, Run
from topics.study.settings import ModelSettings
from topics.study.study import Study, load_study
from topics.wording import listed

if TYPE_CHECKING:
    import pandas as pd


_MOST = 5  # runs that a message lists


class Store:
    """A folder of runs, corpora and jobs.

    >>> store = topics.open_store()
    >>> store.latest_job("my-study").study, store.run("nmf", "my-study").name in [run.name for run in store.runs()]
    ('my-study', True)
    """

    def __init__(self, root: Path | str, *, stale: bool = False) -> None:
        """Results in the folder `root`; with `stale`, also those of an earlier state of a study."""
        self.root = Path(root)
        self.stale = stale

    # -- runs ------------------------------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """All kept runs, by name."""
        return [Run(folder) for folder in self.folders("fits")]

    def has(self, name: str) -> bool:
        """Whether a run of that name is kept."""
        return (self.root / "fits" / name / "provenance.json").exists()

    def run(self, name: str, study: str | Path | None = None) -> Run:
        """A run by its name, by a unique beginning of its name, or by the name of a model in a study's latest job.

        A name is that of a fit, or the one that a job gives it after its model. Raises StoreError that names the
        nearest run, or all runs with that beginning.

        >>> topics.open_store().run("nmf", "my-study").fitted.n_topics
        3
        """
        if self.has(name.removesuffix(OWN_SCALE)):
            scale = "own" if name.endswith(OWN_SCALE) else "none"
            return Run(self.root / "fits" / name.removesuffix(OWN_SCALE), scale)
        job = self.latest_job(study) if study or self.jobs("run") else None
        first = {model.name: model.runs[0] for model in job.models} if job else {}
        if name in first:
            return first[name]
        runs = self._named()
        begun = {other: run for other, run in runs.items() if other.startswith(name) and other in (run.name, run.fit)}
        matches = {run.name: run for run in begun.values()}
        if name in runs:
            return runs[name]
        if not any(run.model in ("", run.settings["kind"]) for run in matches.values()) and (
            model := meant(name, first)
        ):
            return first[model]  # a beginning of the study's own name; a kind's is that of all its runs
        if len({(run.fit, run.scale) for run in matches.values()}) == 1:
            return next(iter(matches.values()))
        if matches:
            estimators = {run.name: model.name for job in self.jobs() for model in job.models for run in model.runs}
            told = listed([f"{n} ({estimators.get(n, 'of no job')})" for n in matches], most=_MOST)
            raise StoreError(
                f'{self.root.absolute()}: several runs begin with "{name}": {told}. Write more of the name.'
            )
        if not (first or runs):
            raise StoreError(
                f'{self.root.absolute()}: nothing was run here, so that "{name}" is no model or run; '
                "nor is it the folder of a study."
            )
        if asked := next((job for job in self.jobs() if job.name == name), None):
            of = shlex.quote(str(study or asked.study))
            raise StoreError(
                f'"{name}" is a job, not a model or run; `topics report {of} --with {name}` compares jobs.'
            )
        advice = nearest(name, [*first, *runs], first)
        raise StoreError(f'{self.root.absolute()}: there is no model or run "{name}"; {advice}')

    def _named(self) -> dict[str, Run]:
        """Every run by each of its names: the fit's, and those that the latest jobs with it give it.

        A fit that a job reads goes by the job's name for it, so that it is listed once.
        """
        of_jobs = [run for job in self.jobs() for model in job.models for run in model.runs]
        kept = {run.fit: run for run in self.runs()}
        read = {run.fit: run for run in of_jobs if run.scale == "none"}
        return {
            **{fit: read.get(fit, run) for fit, run in kept.items()},
            **{f"{run.fit}{OWN_SCALE}": run for run in of_jobs if run.scale == "own" and run.fit in kept},
            **{run.name: run for run in of_jobs if run.fit in kept},
        }

    def save_run(
        self, name: str, model: ModelSettings, seed: int, fitted: FittedTopics, provenance: Mapping[str, Any]
    ) -> Run:
        """Keep a fit; if a run of that name is kept already, it stays as it is."""
        import numpy as np
        import pandas as pd
        import tomli_w

        with new_folder(self.root / "fits") as folder:
            np.savez_compressed(
                folder / "topics.npz",
                topic_words=fitted.topic_words,
                passage_topics=fitted.passage_topics,
                topic_ids=np.array(fitted.topic_ids, dtype=np.str_),
                topic_themes=np.array([fitted.theme_of.get(t, "") for t in fitted.topic_ids], dtype=np.str_),
                **{name: array for name in OPTIONAL if (array := getattr(fitted, name)) is not None},
                allow_pickle=False,
            )
            pd.DataFrame({"passage_id": fitted.passage_ids}).to_parquet(folder / "passages.parquet", index=False)
            write_lines(folder / "vocabulary.txt", fitted.vocabulary)
            settings = {"kind": model.kind, "seed": seed, "options": model.options}
            (folder / "settings.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
            (folder / "scores.json").write_text(to_json(fitted.scores), encoding="utf-8")
            summary = {
                "topics": fitted.n_topics,
                "passages": len(fitted.passage_ids),
                "unassigned": float(fitted.unassigned.mean()),
            }
            made = environment(MODELS[model.kind].libraries)
            write_record(
                folder / "provenance.json", {"summary": summary, **provenance, **made, "files": hashes(folder)}
            )
            settle(folder, self.root / "fits" / name)
        return Run(self.root / "fits" / name)

    # -- corpora ---------------------------------------------------------------------------------------------------

    def save_corpus(self, corpus: Corpus, tokens: Tokens) -> str:
        """Keep a corpus with its tokens; returns the key under which both can be read back."""
        return save_corpus(self.root, corpus, tokens)

    def has_corpus(self, key: str) -> bool:
        """Whether a corpus is kept under that key."""
        return (self.root / "corpora" / key).is_dir()

    def corpus(self, key: str) -> tuple[Corpus, Tokens]:
        """A kept corpus and its tokens. Raises StoreError when their hash does not match the key.

        >>> store = topics.open_store()
        >>> corpus, tokens = store.corpus(store.latest_job("my-study").corpus_key)
        >>> len(corpus.documents), tokens.n_passages
        (8, 24)
        """
        return read_corpus(self.root, key)

    # -- jobs ------------------------------------------------------------------------------------------------------

    def save_job(
        self,
        record: Mapping[str, Any],
        tables: Mapping[str, "pd.DataFrame"],
        files: Mapping[str, bytes] | None = None,
        study: Study | None = None,
    ) -> Job:
        """Keep a complete job: its record, its tables and copies of the study's own files.

        The name hashes all of them, so a job with other tables is another job; the job run last is the latest. With
        `study`, a kept job that differs only in how its settings are written and where its files lie is that job.
        Raises TableError for a table that differs from its declaration in `topics.schema.TABLES`.
        """
        with new_folder(self.root / "jobs") as folder:
            for title, table in tables.items():
                declared(title).check(table).to_parquet(folder / f"{title}.parquet", index=False)
            for name, content in (files or {}).items():
                (folder / name).write_bytes(content)
            content_of = hashes(folder)
            whole = {**record, "files": content_of}
            job = Job(self.root / "jobs" / f"{record['study']}-{digest(whole)}")
            if job.folder.exists() and as_written(job.folder, content_of):
                return self.keep_again(job)
            if study and (same := self._same_job(whole, study)):
                return self.keep_again(same)
            write_record(folder / "job.json", {**whole, "finished": now()})
            set_in_order(folder, next_in_order(self.root))
            # A damaged folder is moved away whole before the new one is moved in. It is checked once more, because
            # another process may just have kept the same job, whose readers must not miss it for a moment.
            if job.folder.exists() and not as_written(job.folder, content_of):
                job.folder.rename(folder / "damaged")
            settle(folder, job.folder)
        return job

    def _same_job(self, record: Mapping[str, Any], study: Study) -> Job | None:
        """The latest whole job with that record but for the words of its settings and the places of its files."""
        now, sought = inputs_table(study), _without_places(record)
        alike = [job for job in self.jobs(record.get("purpose")) if _without_places(job.record) == sought]
        found = (job for job in reversed(alike) if as_written(job.folder, job.record["files"]))
        return next((job for job in found if says_the_same(job, study, now)), None)

    def keep_again(self, job: Job) -> Job:
        """Keep a job that is kept already, as the one that was run last."""
        write_record(job.folder / "job.json", {**job.record, "finished": now()})
        set_in_order(job.folder, next_in_order(self.root))
        return Job(job.folder)

    def known_job(self, state: str, study: Study) -> Job | None:
        """The whole job of a study that is known to be made from a state (`topics.store.made_from`), if one is."""
        jobs = [job for job in self.jobs("run") if job.study_id == study_id(study.folder)] if state else []
        return next((job for job in reversed(jobs) if made_from(job, state) and is_whole(job)), None)

    def jobs(self, kind: JobKind | None = None) -> list[Job]:
        """Complete jobs, of one kind or all, latest last; jobs of the kind `run` come after all others."""
        return kept_jobs(self.root, kind)

    def jobs_of(self, study: str | Path | None, kind: JobKind | None = None) -> list[Job]:
        """Complete jobs of the study with that name or in that folder, or of all studies; latest last.

        Raises StoreError when the study has none.
        """
        jobs = self.jobs(kind)
        is_folder = study is not None and (Path(study) / "study.toml").exists()
        if study is not None and is_folder:
            chosen = [job for job in jobs if job.study_id == study_id(Path(study))]
        else:
            named = study if study is None else meant(str(study), sorted({job.study for job in jobs}))
            chosen = [job for job in jobs if named in (None, job.study)]
        if study is not None and not chosen:
            known = {job.study for job in jobs}
            what = f"{self.root.absolute()}: no complete {kind or 'job'}"
            if is_folder:
                others = "results of that name are of a study in another folder; " if Path(study).name in known else ""
                raise StoreError(
                    f"{what} of the study in {study}; {others}`topics run {shlex.quote(str(study))}` runs it."
                )
            raise StoreError(f'{what} of the study "{study}"; {nearest(str(study), known)}')
        return chosen

    def latest_job(self, study: str | Path | None = None, kind: JobKind = "run") -> Job:
        """The latest complete job of a kind, of the study with that name or in that folder if one is given.

        Of a study whose folder is given, or lies in the working directory, it is the latest job that was made from the
        study as it stands now. Raises StaleError, saying what has changed, where none was, unless the store shows stale
        results; and StoreError when there is no job, or several studies have jobs and none is given.

        >>> topics.open_store().latest_job("my-study").study
        'my-study'
        """
        where = self.root.absolute()
        jobs = self.jobs(kind)
        if not jobs:
            raise StoreError(
                f"{where}: there is no complete {kind} here yet. `topics {kind} STUDY` makes one; if you have one, "
                "start this command in the folder where you ran it, or name its store with --store."
            )
        jobs = self._of_one_study(self.jobs_of(study, kind))
        folder = folder_of(jobs[-1], study)
        if folder is None:
            return jobs[-1]
        try:
            fitting, changed = self._made_from(load_study(folder), jobs)
        except StudyError:  # a study that cannot be read has results of an earlier state none the less
            if self.stale:
                return replace(jobs[-1], study_folder=folder)
            raise
        if fitting is not None or self.stale:
            return replace(fitting or jobs[-1], study_folder=folder)
        said = study or folder
        raise StaleError(f"{said}: {_since(jobs[-1], changed)}. Run `topics {kind} {shlex.quote(str(said))}`.")

    def stale_results(self, study: str | Path | None = None, kind: JobKind = "run") -> str:
        """What has changed in a study since the results that are shown of it, a sentence; empty if nothing."""
        jobs = self._of_one_study(self.jobs_of(study, kind)) if self.jobs(kind) else []
        folder = folder_of(jobs[-1], study) if jobs else None
        try:
            fitting, changed = self._made_from(load_study(folder), jobs) if folder else (None, [])
        except StudyError as error:
            return f"the study cannot be read now ({error})"
        return "" if fitting or not changed else _since(jobs[-1], changed)

    def _made_from(self, study: Study, jobs: Sequence[Job]) -> tuple[Job | None, list[str]]:
        """The latest job that was made from the study as it stands; without one, what has changed since the latest."""
        if made_from(jobs[-1], state_of(study)):
            return jobs[-1], []
        now = inputs_table(study)
        changed: list[str] = []
        for job in reversed(jobs):
            told = changes(job, study, now)
            if not told:
                return job, []
            changed = changed or told
        return None, changed

    def job_of(self, *runs: str, study: str | Path | None = None) -> Job:
        """The latest complete job that has all of these runs, of a study if given. Raises StoreError for none."""
        chosen = self.jobs_of(study) if study is None else self._of_one_study(self.jobs_of(study))
        if found := latest_with(chosen, *runs):
            return replace(found, study_folder=folder_of(found, study))
        what = "this run" if len(runs) == 1 else "all of these runs"
        of, how = ("", "") if study is None else (f' of the study "{study}"', "leave out the study, or ")
        where = f"no complete job{of} in {self.root} has {what}"
        raise StoreError(f"{', '.join(runs)}: {where}; {how}run the study once more.")

    def _of_one_study(self, jobs: list[Job]) -> list[Job]:
        studies = {job.study_id: job.study for job in jobs}
        if len(studies) > 1:
            names = sorted(studies.values())
            how = "give its folder" if len(set(names)) < len(names) else f"name one of them first: {', '.join(names)}"
            raise StoreError(f"{self.root.absolute()}: the store holds several studies; {how}.")
        return jobs

    # -- folders ---------------------------------------------------------------------------------------------------

    def check_writable(self) -> None:
        """Clear away what killed processes left half-written, and check that the store can be written.

        Raises StoreError when it cannot: now, rather than after an hour of fitting.
        """
        with writing(self.root):
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.root, prefix=UNFINISHED):
                pass
        clear_unfinished(self.root)

    def folders(self, kind: str) -> list[Path]:
        """The finished folders of a kind: fits, corpora or jobs."""
        return finished_folders(self.root / kind)


def folder_of(job: Job, study: str | Path | None) -> Path | None:
    """The folder of a job's study: the one given, or one of its name in the working directory or a folder there."""
    given = [Path(study)] if study is not None else []
    near = (Path(), Path(job.study), *Path().glob(f"*/{glob.escape(job.study)}"))
    found = (place for place in [*given, *near] if (place / "study.toml").is_file())
    return next((place for place in found if study_id(place) == job.study_id), None)


def _since(job: Job, changed: Sequence[str]) -> str:
    return f"the study has changed since its results of {job.finished[:16].replace('T', ' ')} UTC: {'; '.join(changed)}"


def open_store(root: Path | str | None = None, *, stale: bool = False) -> Store:
    """The store at `root`, else at TOPICS_STORE, else in `runs/` of the working directory.

    With `stale`, it also shows results of a study that has changed since.

    >>> topics.open_store().has("lda-20-s1-00000000")
    False
    """
    return Store(root or os.environ.get("TOPICS_STORE") or "runs", stale=stale)


def _without_places(record: Mapping[str, Any]) -> str:
    """A hash of a job's record without the files that say how its settings are written and where files were read."""
    told = {name: value for name, value in record.items() if name not in ("finished", "files")}
    files = {
        name: value for name, value in record["files"].items() if name != "inputs.parquet" and name[-5:] != ".toml"
    }
    return digest([told, files], 64)
