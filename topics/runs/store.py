"""The run store: every fit is kept, one folder a run, written whole or not at all.

    runs/
      fits/lda-20-s1-9f3ac2d1/   settings.toml  topics.npz  passages.parquet  vocabulary.txt  scores.json  provenance.json
      corpora/<fingerprint>/     documents.parquet  passages.parquet  losses.parquet  files.parquet  tokens.npz  vocabulary.txt
      jobs/<study>-<hash>/       job.json, the study's files, shares.parquet: one complete `topics run`
      vectors/                   sentence vectors by content

A folder is filled under a temporary name and then renamed, so a folder that is there is complete; whoever comes second
with the same run throws its own copy away. Nothing is pickled.
"""

import hashlib
import json
import os
import platform
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics import __version__
from topics.errors import StoreError, nearest
from topics.models import MODELS
from topics.models.fitted import FittedTopics
from topics.preprocessing.corpus import Corpus
from topics.preprocessing.tokens import Tokens
from topics.runs.settings import ModelSettings
from topics.shares.periods import Periods

if TYPE_CHECKING:
    import pandas as pd

_TEMPORARY = ".unfinished-"


def digest(value: Any, length: int = 8) -> str:
    """A short hash of anything JSON can say, the same in every process."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:length]


@dataclass(frozen=True)
class Run:
    """One kept fit."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name: kind, size, seed, hash."""
        return self.folder.name

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """Where the run comes from: inputs' hashes, versions, times."""
        return _read_json(self.folder / "provenance.json")

    @cached_property
    def scores(self) -> dict[str, Any]:
        """Numbers about the fit."""
        return _read_json(self.folder / "scores.json")

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The model's settings: kind, seed and options."""
        import tomllib

        try:
            return tomllib.loads((self.folder / "settings.toml").read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError) as error:
            raise _damaged(self.folder / "settings.toml", error) from None

    @cached_property
    def fitted(self) -> FittedTopics:
        """The fitted topics, read back bit for bit."""
        import numpy as np
        import pandas as pd

        try:
            with (self.folder / "topics.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                ids, themes = arrays["topic_ids"].tolist(), arrays["topic_themes"].tolist()
                words, passages = arrays["topic_words"], arrays["passage_topics"]
            vocabulary = (self.folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1]
            passage_ids = pd.read_parquet(self.folder / "passages.parquet")["passage_id"].tolist()
        except Exception as error:  # a damaged archive can raise nearly anything
            raise _damaged(self.folder, error) from None
        theme_of = {topic: theme for topic, theme in zip(ids, themes, strict=True) if theme}
        return FittedTopics(tuple(ids), words, passages, tuple(passage_ids), tuple(vocabulary), theme_of, self.scores)


@dataclass(frozen=True)
class Job:
    """One complete `topics run`: which runs answer which model of which study, over which corpus."""

    folder: Path

    @cached_property
    def record(self) -> dict[str, Any]:
        """`study`, `title`, `corpus`, `periods`, `finished`, and `models`: a list of name, kind and runs."""
        return _read_json(self.folder / "job.json")

    @property
    def name(self) -> str:
        """The folder's name: study and hash."""
        return self.folder.name

    @property
    def periods(self) -> Periods:
        """The job's periods."""
        return Periods(**self.record["periods"])

    def table(self, name: str) -> "pd.DataFrame":
        """One of the job's kept tables, such as `shares`."""
        table: pd.DataFrame = _read_parquet(self.folder / f"{name}.parquet")
        return table

    def has(self, name: str) -> bool:
        """Whether the job kept a table of that name."""
        return (self.folder / f"{name}.parquet").exists()


class Store:
    """A folder of runs, corpora and jobs."""

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    # -- runs ------------------------------------------------------------------------------------------------------

    def runs(self) -> list[Run]:
        """Every kept run, by name."""
        return [Run(folder) for folder in self._folders("fits")]

    def has(self, name: str) -> bool:
        """Whether a run of that name is kept."""
        return (self.root / "fits" / name / "provenance.json").exists()

    def run(self, name: str) -> Run:
        """A run by its name or by the beginning of one that only it has.

        Raises StoreError naming the nearest run, or all that begin so.
        """
        return Run(self.root / "fits" / self._one("run", name, [r.name for r in self.runs()]))

    def save_run(
        self, name: str, model: ModelSettings, seed: int, fitted: FittedTopics, provenance: Mapping[str, Any]
    ) -> Run:
        """Keep a fit; one that is there already stays as it is."""
        import numpy as np
        import pandas as pd
        import tomli_w

        with self._new_folder("fits", name) as folder:
            np.savez_compressed(
                folder / "topics.npz",
                topic_words=fitted.topic_words,
                passage_topics=fitted.passage_topics,
                topic_ids=np.array(fitted.topic_ids, dtype=np.str_),
                topic_themes=np.array([fitted.theme_of.get(t, "") for t in fitted.topic_ids], dtype=np.str_),
            )
            pd.DataFrame({"passage_id": fitted.passage_ids}).to_parquet(folder / "passages.parquet", index=False)
            _write_lines(folder / "vocabulary.txt", fitted.vocabulary)
            settings = {"kind": model.kind, "seed": seed, "options": model.options}
            (folder / "settings.toml").write_text(tomli_w.dumps(settings), encoding="utf-8")
            _write_json(folder / "scores.json", fitted.scores)
            summary = {
                "topics": fitted.n_topics,
                "passages": len(fitted.passage_ids),
                "unassigned": float(fitted.unassigned.mean()),
            }
            whole = {
                "summary": summary,
                **provenance,
                **_circumstances(MODELS[model.kind].libraries),
                "files": _hashes(folder),
            }
            _write_json(folder / "provenance.json", whole)
        return Run(self.root / "fits" / name)

    # -- corpora ---------------------------------------------------------------------------------------------------

    def save_corpus(self, corpus: Corpus, tokens: Tokens) -> str:
        """Keep a corpus with its tokens; returns the key it can be read back with."""
        import numpy as np

        key = f"{corpus.fingerprint}-{tokens.fingerprint}"
        with self._new_folder("corpora", key) as folder:
            for table in ("documents", "passages", "losses", "files"):
                getattr(corpus, table).to_parquet(folder / f"{table}.parquet", index=False)
            np.savez_compressed(
                folder / "tokens.npz", lengths=tokens.lengths, word_ids=tokens.word_ids, offsets=tokens.offsets
            )
            _write_lines(folder / "vocabulary.txt", tokens.vocabulary)
        return key

    def corpus(self, key: str) -> tuple[Corpus, Tokens]:
        """A kept corpus and its tokens."""
        import numpy as np

        folder = self.root / "corpora" / key
        corpus = Corpus(*(_read_parquet(folder / f"{t}.parquet") for t in ("documents", "passages", "losses", "files")))
        try:
            vocabulary = tuple((folder / "vocabulary.txt").read_text(encoding="utf-8").split("\n")[:-1])
            with (folder / "tokens.npz").open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                parts = (arrays["lengths"], arrays["word_ids"], arrays["offsets"])
        except Exception as error:  # a damaged archive can raise nearly anything
            raise _damaged(folder, error) from None
        return corpus, Tokens(vocabulary, tuple(corpus.passages["passage_id"]), *parts)

    # -- jobs ------------------------------------------------------------------------------------------------------

    def save_job(
        self, record: Mapping[str, Any], tables: Mapping[str, "pd.DataFrame"], files: Sequence[Path] = ()
    ) -> Job:
        """Keep a complete `topics run`: its record, its tables and copies of the study's own files."""
        name = f"{record['study']}-{digest(record)}"
        with self._new_folder("jobs", name) as folder:
            for title, table in tables.items():
                table.to_parquet(folder / f"{title}.parquet", index=False)
            for file in files:
                shutil.copyfile(file, folder / file.name)
            _write_json(folder / "job.json", {**record, "finished": _now()})
        job = Job(self.root / "jobs" / name)
        # Run again after other settings were tried, the same job is the latest once more.
        _replace(job.folder / "job.json", json.dumps({**record, "finished": _now()}, ensure_ascii=False, indent=1))
        return job

    def jobs(self, study: str | None = None) -> list[Job]:
        """Complete jobs, latest last, of one study or of all."""
        jobs = [Job(folder) for folder in self._folders("jobs")]
        return sorted(
            (job for job in jobs if study in (None, job.record["study"])), key=lambda j: (j.record["finished"], j.name)
        )

    def latest_job(self, study: str | None = None) -> Job:
        """The latest complete job.

        Raises StoreError when there is none, or when the store holds several studies and none was named.
        """
        jobs = self.jobs(study)
        studies = sorted({job.record["study"] for job in self.jobs()})
        if not jobs and study and studies:
            raise StoreError(f'{self.root}: no complete run of the study "{study}"; {nearest(study, studies)}')
        if not jobs:
            raise StoreError(f"{self.root}: there is no complete run here yet. `topics run STUDY` makes one.")
        if study is None and len(studies) > 1:
            raise StoreError(
                f"{self.root}: the store holds several studies; name one with --study: {', '.join(studies)}."
            )
        return jobs[-1]

    def job_of(self, run: str) -> Job:
        """The latest complete job that a run belongs to."""
        for job in reversed(self.jobs()):
            if any(run in model["runs"] for model in job.record["models"]):
                return job
        raise StoreError(f"{run}: no complete `topics run` in {self.root} has this run; run its study once more.")

    # -- folders ---------------------------------------------------------------------------------------------------

    def check_writable(self) -> None:
        """Raise StoreError now, rather than after an hour of fitting, when nothing can be written here."""
        with self._writing():
            self.root.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.root, prefix=_TEMPORARY):
                pass

    def _folders(self, kind: str) -> list[Path]:
        root = self.root / kind
        if not root.exists():
            return []
        return sorted(f for f in root.iterdir() if f.is_dir() and not f.name.startswith(_TEMPORARY))

    def _one(self, what: str, name: str, names: Sequence[str]) -> str:
        matches = [name] if name in names else [n for n in names if n.startswith(name)]
        if len(matches) == 1:
            return matches[0]
        if matches:
            raise StoreError(f'{self.root}: several {what}s begin with "{name}": {", ".join(matches)}.')
        raise StoreError(f'{self.root}: there is no {what} "{name}"; {nearest(name, names)}')

    @contextmanager
    def _new_folder(self, kind: str, name: str) -> Iterator[Path]:
        parent = self.root / kind
        with self._writing():
            parent.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(dir=parent, prefix=_TEMPORARY))
        try:
            with self._writing():
                yield folder
                folder.chmod(0o755)
                try:
                    os.rename(folder, parent / name)  # noqa: PTH104 - atomic, and refuses a folder that is there
                except OSError:
                    if not (parent / name).is_dir():
                        raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise StoreError(
                f"{self.root}: the run store cannot be written ({error.strerror or error}). Choose another folder with "
                "--store or TOPICS_STORE, or make room or rights for this one; nothing that was kept is lost."
            ) from None


def open_store(root: Path | str | None = None) -> Store:
    """The store at `root`, or at TOPICS_STORE, or in `runs/` of the working directory."""
    return Store(root or os.environ.get("TOPICS_STORE") or "runs")


def _circumstances(libraries: Sequence[str]) -> dict[str, Any]:
    return {
        "created": _now(),
        "topics": __version__,
        "versions": {library: version(library) for library in libraries},
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _hashes(folder: Path) -> dict[str, str]:
    return {f.name: hashlib.sha256(f.read_bytes()).hexdigest() for f in sorted(folder.iterdir())}


def _write_lines(path: Path, lines: Sequence[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=_plain) + "\n", encoding="utf-8")


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(_TEMPORARY + path.name)
    temporary.write_text(text + "\n", encoding="utf-8")
    temporary.replace(path)


def _read_json(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = _reading(path, lambda: dict(json.loads(path.read_text(encoding="utf-8"))))
    return value


def _read_parquet(path: Path) -> Any:
    import pandas as pd

    return _reading(path, lambda: pd.read_parquet(path))


def _reading(path: Path, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Exception as error:  # pyarrow has many kinds
        raise _damaged(path, error) from None


def _damaged(path: Path, error: Exception) -> StoreError:
    return StoreError(
        f"{path}: damaged or incomplete ({type(error).__name__}: {error}). Remove its folder and run again."
    )
