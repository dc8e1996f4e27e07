"""The study in an archive: written from what a job kept of it, and checked before an import puts it anywhere."""

import re
import shlex
import shutil
import tomllib
from collections.abc import Mapping, Set
from contextlib import suppress
from pathlib import Path
from typing import Any

from topics.errors import StoreError, StudyError, TopicsError
from topics.files.records import believed, file_hash
from topics.store.corrected import CODES, GOLD_RECORD, read_gold_record
from topics.store.inputs import DOCUMENTS, LISTS, MANIFEST, SCORES
from topics.store.job import Job
from topics.store.plans import plan_of
from topics.store.store import Store
from topics.study.settings import Settings, read_settings
from topics.study.stored import FOLDER, IDENTITY, StoredCorpus, read_origin, stored_settings, write_origin, write_stored
from topics.study.study import load_study
from topics.wording import count, listed

_THEMES, CODER = "themes.toml", "coder"
_ANSWERS = ("answers.jsonl", "design.json", "question.md")  # beside the scores of `topics ask`
_CORPUS_KEY = re.compile("[0-9a-f]{4,64}-[0-9a-f]{4,64}")
_CODED = ("*.csv", "*.json", "*.md", "*.xlsx")  # files of a coded sample or a validation; sheets of a sample stay
_HEAD = """\
# The settings of this study as it ran, written by `topics export-store`. All paths lead to files beside this one, and
# [corpus] stored replaces the documents' files. The author's own file, with its remarks, is kept with the job.

"""


def write_study(job: Job, folder: Path, live: Path | None = None) -> None:
    """Write the study of a job to a folder, with its stored corpus; `live` is the study's own folder, if it is there.

    From there come only the manifest and tables of scores, if they are still those that were read, and what people
    coded. Raises StoreError for a job of an earlier version, which kept no copies of the study's lists, and where a
    table of scores cannot travel.
    """
    folder.mkdir(parents=True)
    file = _settings_file(job)
    raw = tomllib.loads(file.read_text(encoding="utf-8-sig"))
    _copy(job, Path(job.settings.themes.file).name, folder / _THEMES)
    raw.setdefault("themes", {})["file"] = _THEMES
    inputs = job.table("inputs") if job.has("inputs") else None
    if inputs is None or not {LISTS[part][0] for part in inputs["part"] if part in LISTS} <= {*job.record["files"]}:
        raise StoreError(
            f"{job.name}: this job is of an earlier version and keeps no copies of the study's lists; run the study "
            "once more, nothing is fitted anew for it."
        )
    for part in inputs["part"]:
        if part in LISTS:
            name, key = LISTS[part]
            _copy(job, name, folder / name)
            if key:
                raw.setdefault(key[0], {})[key[1]] = name
    corpus = {k: v for k, v in raw.get("corpus", {}).items() if k not in ("documents", "manifest")}
    raw["corpus"] = {**corpus, "stored": FOLDER}
    _write_settings(folder / "study.toml", raw)
    write_origin(folder, job.study, job.study_id)
    read = inputs[inputs["part"].isin([DOCUMENTS, MANIFEST])]
    if live:
        _copy_manifest(live, dict(zip(read["part"], read["sha256"], strict=True)).get(MANIFEST, ""), folder / FOLDER)
        _copy_coded(live, folder)
    known = set(inputs.loc[inputs["part"] == SCORES, "sha256"])
    for table in job.settings.scores:
        _copy_scores(live, table, known, folder)
    write_stored(folder / FOLDER, job.corpus, stored_settings(job.settings.corpus), read)


def readme(job: Job) -> str:
    """The README of an archive: what is in it, the commands to try, the versions."""
    corpus, quoted = job.corpus, shlex.quote(job.study)
    models = [f"{model.name} ({count(len(model.runs), 'seed', 'seeds')})" for model in job.models]
    made = [run.provenance for run in job.runs]
    versions = sorted({f"{name} {number}" for its in made for name, number in its["versions"].items() if number})
    places = sorted({f"Python {its['python']} on {its['system']} {its['machine']}" for its in made if "python" in its})
    ours = sorted({f"topics {its['topics']}" for its in made if "topics" in its})
    documents, passages = len(corpus.documents), len(corpus.passages)
    return f"""# {" ".join(job.title.split())}

The study "{job.study}" with its results, as `topics export-store` packed it (job {job.name}).

**The text of {count(passages, "passage")} of {count(documents, "document")} is in it**, with titles, sources, dates
and what cleaning took: whoever gets this file gets that text. The documents' files are not in it.

- `study/`: settings, themes, word lists, codebook, codes and scores, as far as the study has them, and the stored
  corpus
- `runs/`: the kept results: {count(len(job.run_names), "fit", "fits")} of {listed(models)}; shares; sweeps

## To try

```sh
topics import-store FILE.zip   # this file: makes the study's folder {quoted}, and adds the results to runs/
topics shares {quoted}   # the shares, as they were
topics run {quoted}   # again, from the stored corpus: fits only what these versions fit otherwise
```

Other seeds, other numbers of topics, without copies, by document: change a key of {quoted}/study.toml and run it
again, or ask all at once:

```sh
topics robustness {quoted} --seeds 11,12 --set unit=paragraph,document --set duplicates=once,keep
```

Settings of `[corpus]` by which files are read, dated and cut need those files; text that cleaning took stays taken.

## Versions

{"; ".join([*ours, *places, *versions])}
"""


# --- import -----------------------------------------------------------------------------------------------------------


def refuse_foreign(folder: Path, store: Store, name: str, file: Path) -> None:
    """Raise StoreError unless the unpacked study and the jobs belong together and the study leads to no other place."""
    try:
        study = load_study(folder)
        origin = read_origin(folder)
        _check_paths(study.settings)
        corpus = study.corpus()
        extra = {path.name for path in (folder / FOLDER).iterdir()} - {*StoredCorpus(folder / FOLDER).files}
    except TopicsError as error:
        raise _wrong(file, str(error).replace(f"{folder}/", "")) from None
    jobs = store.jobs()
    if extra or not store.jobs("run"):
        raise _wrong(file, f"{listed(sorted(extra))} is no part of its corpus" if extra else "no complete run is in it")
    for job in jobs:
        known = IDENTITY.fullmatch(job.study_id) and _CORPUS_KEY.fullmatch(job.corpus_key)
        if not known or (job.study, job.study_id) != origin or job.study != name:
            raise _wrong(file, f"the job {job.name} is of another study")
    if store.jobs("run")[-1].corpus_key.partition("-")[0] != corpus.fingerprint:
        raise _wrong(file, "the stored corpus is not the one that was run")
    for path in (store.root / "plans").glob("*"):
        try:
            of_study = path == plan_of(store.root, jobs[0].study_id)
        except StoreError as error:
            raise _wrong(file, str(error).replace(f"{store.root}/", "")) from None
        if not of_study:
            raise _wrong(file, f"{path.name} is no plan of its study")
    gold = {f"{job.study_id}-{job.corpus_key}" for job in jobs}
    for path in (store.root / "gold").rglob("*"):
        if path.is_file() and not (path.relative_to(store.root / "gold").parts[0] in gold and _is_gold(path)):
            raise _wrong(file, f"{path.name} is no part of corrected shares")


def same_study(new: Path, place: Path, file: Path) -> bool:
    """Whether a place holds this study already; False for a place that is free.

    Raises StoreError for one that holds anything else, naming a free one.
    """
    if not place.exists() or (place.is_dir() and not any(place.iterdir())):
        return False
    files = [path.relative_to(new) for path in new.rglob("*") if path.is_file()]
    other = [one.as_posix() for one in files if not _equal(new / one, place / one)]
    if not other:
        return True
    what = "something else is here already"
    if (place / "study.toml").is_file():
        with suppress(StudyError):
            same = read_origin(place) == read_origin(new)
            what = (
                f"this study is here already, changed since ({listed(sorted(other), most=3)})"
                if same
                else ("another study is here already")
            )
    free = next(p for n in range(2, 10**6) if not (p := place.with_name(f"{place.name}-{n}")).exists())
    raise StoreError(
        f"{place}: {what}; nothing was taken. Name another folder for the study: "
        f"`topics import-store {shlex.quote(str(file))} --out {shlex.quote(str(free))}`."
    )


def _wrong(file: Path, why: str) -> StoreError:
    return StoreError(f"{file}: {why.removesuffix('.')}; nothing was taken.")


def _check_paths(settings: Settings) -> None:
    """Raise StudyError unless every file that the settings name lies beside them."""
    tokens, themes = settings.tokens, settings.themes
    files = [tokens.lexicon, tokens.stop_words, themes.file, themes.gold]
    wrong = [name for name in files if name and (Path(name).name != name or name == "..")]
    wrong += [table for table in settings.scores if not _travels(table)]
    if wrong or settings.corpus.stored != FOLDER:
        raise StudyError(f"its study.toml leads outside of the archive ({wrong[0] if wrong else 'to documents'}).")


def _is_gold(path: Path) -> bool:
    if path.name == CODES:
        return True
    with suppress(StoreError):
        return path.name in {GOLD_RECORD, *read_gold_record(path.parent)["files"]}
    return False


def _equal(one: Path, other: Path) -> bool:
    return other.is_file() and one.stat().st_size == other.stat().st_size and file_hash(one) == file_hash(other)


# --- export -----------------------------------------------------------------------------------------------------------


def _settings_file(job: Job) -> Path:
    """The job's copy of the study's settings, whatever its name."""
    for path in sorted(job.study_files, key=lambda path: path.name != "study.toml"):
        with suppress(StudyError):
            read_settings(path)
            return path
    job.settings  # noqa: B018 - it raises the error that says so
    raise StoreError(f"{job.name}: no settings")


def _copy(job: Job, name: str, place: Path) -> None:
    shutil.copyfile(believed(job.folder / name, job.record["files"]), place)


def _copy_manifest(live: Path, known: str, folder: Path) -> None:
    """Copy the manifest of a study's folder, to be read by people, if it is still the one that the job read."""
    with suppress(StudyError, OSError):
        manifest = load_study(live).manifest or next(iter(sorted((live / FOLDER).glob("documents.*sv"))), None)
        if manifest and known and file_hash(manifest) == known:
            folder.mkdir(exist_ok=True)
            shutil.copyfile(manifest, folder / f"documents{manifest.suffix}")


def _travels(table: str) -> bool:
    """Whether an archive has a place for a table of scores: beside study.toml, or among the answers of a coder."""
    *folders, name = table.split("/")
    plain = name not in ("", ".", "..") and not set(name) & {"\\", ":"}
    return plain and (not folders or (len(folders) == 2 and folders[0] == CODER and folders[1] not in ("", ".", "..")))


def _copy_scores(live: Path | None, table: str, known: Set[str], folder: Path) -> None:
    """Copy a table of scores from a study's folder, without which the study could not be run again.

    With one of a language model comes what it was asked and what it answered.
    """
    if not _travels(table) or (folder / table).exists():
        raise StoreError(
            f'the scores "{table}" cannot travel: only a table beside study.toml can, under a name of its own. Move it '
            "there and run the study once more."
        )
    if not (live and (live / table).is_file() and file_hash(live / table) in known):
        raise StoreError(f'the scores "{table}" are not those that were read any more; run the study once more.')
    (folder / table).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(live / table, folder / table)
    for path in (live / table).parent.iterdir() if "/" in table else ():
        if path.name in _ANSWERS:
            shutil.copyfile(path, folder / path.relative_to(live))


def _copy_coded(live: Path, folder: Path) -> None:
    """Copy what people coded: the sample without its sheets, which may name coders, and validations."""
    for place in [live / "gold", *sorted((live / "validation").glob("*"))]:
        for path in sorted(path for pattern in _CODED for path in place.glob(pattern) if path.is_file()):
            target = folder / path.relative_to(live)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)


def _write_settings(path: Path, raw: Mapping[str, Any]) -> None:
    import tomli_w

    lists = {name: tables for name, tables in raw.items() if name in ("models", "events")}
    text = tomli_w.dumps({name: value for name, value in raw.items() if name not in lists})
    text += "".join(f"\n[[{name}]]\n{tomli_w.dumps(table)}" for name, tables in lists.items() for table in tables)
    path.write_text(_HEAD + text, encoding="utf-8", newline="\n")
