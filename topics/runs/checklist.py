"""What a reader of a study must be told, item by item: a value, or that it was not done and the reason.

Nothing is left out for being unflattering: an item without a value says "not done" and what would do it.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from topics.errors import StudyError
from topics.runs.card import all_scores, kept_scores
from topics.runs.checklist_people import Item, coding, not_done, reliability, validity
from topics.runs.gold_design import GoldFolder
from topics.runs.settings import Settings, read_settings
from topics.runs.store import Job, Store
from topics.shares.intervals import LEVEL
from topics.shares.robustness import CHOICES
from topics.shares.statements import DISPERSED, FEW_DOCUMENTS

if TYPE_CHECKING:
    import pandas as pd


def checklist(
    store: Store, job: Job, validations: Path | None = None, sample: GoldFolder | None = None
) -> "pd.DataFrame":
    """`section, item, value`: a row for everything that a paper on the job's shares should state.

    `validations` is a folder of scored `topics validate` folders, `sample` that of the study's coded sample.

    >>> store = topics.open_store()
    >>> job = store.latest_job("my-study")
    >>> checklist(store, job).columns.tolist()
    ['section', 'item', 'value']
    """
    import pandas as pd

    settings = _settings(job)
    judged = kept_scores(validations, job)
    sections: dict[str, Iterator[Item]] = {
        "data": _data(store, job),
        "preprocessing": _preprocessing(store, job, settings),
        "parameters": _parameters(store, job, settings),
        "reliability": reliability(store, job, judged, sample),
        "validity": validity(job, judged, sample, len(all_scores(validations, job)) - len(judged)),
        "estimand": _estimand(job),
        "coding design": coding(job, sample),
        "family of tests": _tests(job),
        "replication": _replication(store, job),
    }
    rows = [(section, item, value) for section, items in sections.items() for item, value in items]
    return pd.DataFrame(rows, columns=["section", "item", "value"])


def _settings(job: Job) -> Settings:
    """The study's settings as they stood; its file need not be called study.toml."""
    files = [name for name in job.record["files"] if name.endswith(".toml")]
    for name in sorted(files, key=lambda name: name != "study.toml"):
        with suppress(StudyError):  # the themes' file is not one of settings
            return read_settings(job.folder / name)
    raise StudyError(
        f"{job.folder}: none of {', '.join(files)} holds settings this version knows. Run the study again."
    )


def _data(store: Store, job: Job) -> Iterator[Item]:
    corpus, tokens = store.corpus(job.record["corpus"])
    documents, passages = corpus.documents, corpus.passages
    names = job.periods.names
    counted = int(passages["counted"].sum())
    yield "corpus", f"{job.record['title']}; hash {job.record['corpus']}"
    yield (
        "size",
        f"{len(documents):,} documents, {counted:,} counted passages of {len(passages):,}, {int(tokens.lengths.sum()):,} word tokens",
    )
    yield "periods", f"{job.periods.by}, {names[0]} to {names[-1]}"
    per_period = job.table("shares").drop_duplicates("period").set_index("period")["n_documents"]
    yield "documents by period", ", ".join(f"{period} {int(n)}" for period, n in per_period.items())
    sources = Counter(source for source in documents["source"] if source)
    listed = ", ".join(f"{source} {n}" for source, n in sources.most_common(5))
    more = f" and {len(sources) - 5} more" if len(sources) > 5 else ""
    yield "sources", f"{listed}{more}" if sources else not_done("no document states its source")
    dates = Counter(documents["date_source"])
    yield "dates", ", ".join(f"{n} from {source}" for source, n in dates.most_common())
    funnel = job.table("funnel")
    lost = funnel[funnel["reason"] != ""]
    yield (
        "losses",
        "; ".join(
            f"{level}, {reason}: {-n:,}"
            for level, reason, n in lost[["level", "reason", "total"]].itertuples(index=False)
        )
        or "none",
    )
    yield "frame", not_done("how the documents were chosen is not in the study's files; say it in the paper")


def _preprocessing(store: Store, job: Job, settings: Settings) -> Iterator[Item]:
    _, tokens = store.corpus(job.record["corpus"])
    wanted, corpus = settings.tokens, settings.corpus
    segmenter = wanted.segmenter or ("jieba" if corpus.language == "zh" else "words")
    yield "language", corpus.language
    yield "passage", f"{corpus.unit}, {corpus.min_characters} to {corpus.max_characters} characters"
    yield "segmentation", f"{segmenter}; domain terms from {wanted.lexicon}"
    yield "stop words", f"{wanted.stop_list or corpus.language} list and {wanted.stop_words}"
    yield (
        "vocabulary",
        f"{tokens.n_words:,} words: in at least {wanted.min_passages} passages and at most {wanted.max_share:.0%} of them",
    )
    yield (
        "re-publications",
        f"near-duplicates from a Jaccard similarity of {corpus.near_duplicates}, counted {corpus.duplicates}",
    )
    yield "other pipelines", _other_pipelines(store, job)


def _other_pipelines(store: Store, job: Job) -> str:
    """What the latest specification curve of the same study and corpus says."""
    same_place = [one for one in store.jobs("robustness") if one.record["place"] == job.record["place"]]
    if not same_place:
        return not_done("no specification curve is kept (`topics robustness`)")
    kept = [one for one in same_place if one.record["corpus"] == job.record["corpus"]]
    if not kept:
        return not_done("the specification curve that is kept is of another corpus; call `topics robustness` again")
    table, by_theme = kept[-1].table("specifications"), kept[-1].table("robustness")
    varied = [choice for choice in CHOICES if table.loc[table[choice] != "", choice].nunique() > 1]
    agree = "; ".join(
        f"{row['theme']} {row['share_agree_own']:.0%} of {row['n_specifications']}"
        if row["share_agree_own"] == row["share_agree_own"]
        else f"{row['theme']} unknown, unseen by the study's own"
        for row in by_theme.to_dict("records")
    )
    return (
        f"{table['specification'].nunique()} specifications over "
        f"{', '.join(varied)}; the change has the sign of the study's own in {agree} (`topics robustness`, job {kept[-1].name})"
    )


def _parameters(store: Store, job: Job, settings: Settings) -> Iterator[Item]:
    themes = job.record["themes"]
    yield "themes", "; ".join(f"{t['id']}: {len(t['terms'])} terms" for t in themes)
    undefined = [t["id"] for t in themes if not t.get("definitions")]
    written = f"of all {len(themes)}" if not undefined else f"of {len(themes) - len(undefined)} of {len(themes)}"
    yield "definitions", written if len(undefined) < len(themes) else not_done("themes.toml has no `definition`")
    for model, asked in zip(job.record["models"], settings.models, strict=True):
        run = store.run(model["runs"][0])
        options = ", ".join(f"{name} {value}" for name, value in run.settings["options"].items())
        scale = "; theme weights on their own scale" if model.get("scale") == "own" else ""
        seeds = ", ".join(map(str, asked.seeds))
        yield (
            f"model {model['name']}",
            f"{model['kind']}, K = {run.provenance['summary']['topics']}, {options or 'no settings'}; seeds {seeds}{scale}",
        )
    sweeps = [other for other in store.jobs("sweep") if other.record["place"] == job.record["place"]]
    swept = sorted({m["name"] for other in sweeps for m in other.record["models"]})
    yield (
        "choice of K",
        f"sizes fitted beside: {', '.join(swept)}" if swept else not_done("no other size was fitted (`topics sweep`)"),
    )


def _estimand(job: Job) -> Iterator[Item]:
    shares, estimand = job.table("shares"), job.record["estimand"]
    row = shares.iloc[0]
    for name in ("unit", "membership", "population", "date_type", "duplicates", "standardised"):
        yield name.replace("_", " "), str(row[name])
    yield (
        "weightings",
        "; ".join(f"{w}: per {d}" for w, d in shares[["weighting", "denominator"]].drop_duplicates().to_numpy()),
    )
    yield (
        "intervals",
        f"{LEVEL:.0%}, {estimand['draws']:,} resamples of clusters ({row['clusters']}), seed {estimand['seed']}; seeds pooled",
    )


def _tests(job: Job) -> Iterator[Item]:
    themes = job.record["themes"]
    names = job.periods.names
    yield "family", f"{len(themes)} themes, by estimator and test; raw and Holm-adjusted p beside each other"
    yield "contrast named beforehand", f"{names[-1]} minus {names[0]}"
    yield (
        "tests",
        (
            "documents permuted among periods; Kendall's exact test; from 12 periods a slope beside serial correlation; from 24 "
            "Pettitt's change point"
        ),
    )
    yield (
        "refusals",
        f"fewer than {FEW_DOCUMENTS} documents in a period; permutation withheld above a dispersion of {DISPERSED}",
    )
    yield "pre-registration", not_done("no pre-analysis file is part of a study; say in the paper whether there is one")


def _replication(store: Store, job: Job) -> Iterator[Item]:
    made = [store.run(run).provenance for run in job.runs]
    for name in ("topics", "python", "machine", "system"):
        yield name, ", ".join(sorted({str(p[name]) for p in made}))
    versions = sorted({f"{library} {version}" for p in made for library, version in p["versions"].items()})
    yield "libraries", ", ".join(versions)
    yield "job", f"{job.name}: {len(job.runs)} runs"
    yield "fitted again", not_done("no refit is kept; `topics verify --rerun` compares one")
