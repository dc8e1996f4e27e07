"""The checklist of a study: every item that a paper should state, with its value or the reason why it was not done.

No item is left out for being unflattering: an item without a value says "not done" and what would supply it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.claims.counting import estimand, periods, tests
from topics.claims.engine import claims_of, may_be_said
from topics.claims.evidence import Evidence, job_evidence
from topics.claims.fits import models, seeds
from topics.claims.preparation import Item, not_done, preparation
from topics.claims.verdicts import ALLOWED, WITHIN, Claim
from topics.claims.verdicts import LEVEL as A_LEVEL
from topics.claims.voices import voices_of
from topics.coding.gold.folder import NO_STRATA, SCORE, GoldFolder, SampleDesign
from topics.coding.validation.score import KeptScores, all_scores, kept_scores
from topics.evaluation.people.judgements import reading
from topics.results.fitness import unfit_reasons
from topics.schema import Column, declare
from topics.shares.trend.specification_summary import CHOICES
from topics.store.job import Job
from topics.study.settings import Settings
from topics.wording import count, listed, number_interval, p_value, pairs, percent

if TYPE_CHECKING:
    import pandas as pd


CHECKLIST = declare(
    "checklist",
    "one item that a paper should state",
    (
        Column("section", "text", "", "what the item is about"),
        Column("item", "text", "", "what is to be stated"),
        Column("value", "text", "", "what holds of the study, or `not done` and the reason"),
    ),
)


def checklist(job: Job, validations: Path | None = None, sample: GoldFolder | None = None) -> "pd.DataFrame":
    """Everything that a paper on the job's shares should state: columns as declared in `CHECKLIST`.

    `validations` is a folder of scored `topics validate` folders, `sample` the folder of the study's coded sample.

    >>> job = topics.open_store().latest_job("my-study")
    >>> checklist(job).columns.tolist()
    ['section', 'item', 'value']
    """
    settings = job.settings
    judged = kept_scores(validations, job)
    evidence = job_evidence(job, validations=validations, sample=sample)
    sections: dict[str, Iterator[Item]] = {
        "data": _data(job),
        "preprocessing": _preprocessing(job, settings),
        "parameters": _parameters(job),
        "reliability": reliability(job, judged, sample),
        "validity": validity(job, judged, sample, len(all_scores(validations, job.study)) - len(judged)),
        "estimand": estimand(job),
        "coding design": coding(job, sample),
        "family of tests": tests(job, evidence.whole),
        "claims": _claims(job, evidence),
        "replication": _replication(job),
    }
    rows = [(section, item, value) for section, items in sections.items() for item, value in items]
    return CHECKLIST.frame(rows)


def _data(job: Job) -> Iterator[Item]:
    corpus, tokens = job.corpus, job.tokens
    documents, passages = corpus.documents, corpus.passages
    counted = int(passages["counted"].sum())
    yield "corpus", f"{job.title}; hash {job.corpus_key}"
    yield (
        "size",
        f"{len(documents):,} documents, {counted:,} counted passages of {len(passages):,}, "
        f"{int(tokens.lengths.sum()):,} word tokens",
    )
    yield from periods(job)
    sources = Counter(source for source in documents["source"] if source)
    told = listed([f"{source} {n}" for source, n in sources.most_common()], _SOURCES, last=", ")
    yield "sources", told or not_done("no document states its source")
    dates = Counter(documents["date_source"])
    undated = int((corpus.losses["stage"] == "dated").sum())
    left_out = f"{count(undated, 'document')} without a date left out" if undated else "no document is without one"
    yield "dates", "; ".join([", ".join(f"{n} from {source}" for source, n in dates.most_common()), left_out])
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
    if job.has("ledger"):
        yield from _ledger(job)
    yield "frame", not_done("how the documents were chosen is not in the study's files; say it in the paper")


def _ledger(job: Job) -> Iterator[Item]:
    """What became of the visible text, and what the study accepts to lose."""
    table = job.table("ledger")
    of_kind = table.groupby("kind")["characters"].sum()
    taken = {row["step"]: f"{-row['characters']:,}" for row in table.to_dict("records") if row["characters"] < 0}
    yield (
        "text",
        f"{of_kind['visible']:,} visible characters, {of_kind.get('kept', 0):,} kept in passages; taken: "
        f"{pairs(taken) if taken else 'nothing'}",
    )
    yield "accepted losses", "; ".join(job.table("severe")["sentence"]) or "none"


def _preprocessing(job: Job, settings: Settings) -> Iterator[Item]:
    yield from preparation(job, settings)
    yield "other pipelines", _other_pipelines(job)


def _other_pipelines(job: Job) -> str:
    """The result of the latest specification curve of the same study and corpus, in words."""
    same_study = job.companions("robustness")
    if not same_study:
        return not_done("no specification curve is kept (`topics robustness`)")
    kept = [one for one in same_study if one.corpus_key == job.corpus_key]
    if not kept:
        return not_done("the specification curve that is kept is of another corpus; call `topics robustness` again")
    table, by_theme = kept[-1].table("specifications"), kept[-1].table("robustness")
    varied = [choice for choice in CHOICES if table.loc[table[choice] != "", choice].nunique() > 1]
    agree = "; ".join(
        f"{row['theme']} {percent(row['share_agree_own'], 0)} of {row['n_specifications']}"
        if row["share_agree_own"] == row["share_agree_own"]
        else f"{row['theme']} not known, since the study's own has no change to compare with"
        for row in by_theme.to_dict("records")
    )
    once = table.drop_duplicates("specification")
    same = int(once["coincide"].sum()) if "coincide" in once else 0
    beside = f" ({same} more came to the same and are not counted)" if same else ""
    idle = [choice for choice in varied if _changes_nothing(choice, table)]
    without = f", of which {listed(idle)} changed nothing" if idle else ""
    return (
        f"{count(len(once), 'specification')}{beside} over {listed(varied, last=', ') or 'no choice'}{without}; "
        f"the change has the sign of the study's own in {agree} (`topics robustness`, job {kept[-1].name})"
    )


def _changes_nothing(choice: str, table: "pd.DataFrame") -> bool:
    """Whether no specification has another change than those that differ from it in this choice alone."""
    others = [name for name in (*CHOICES, "theme") if name != choice]
    return bool((table.groupby(others)["share_change"].nunique(dropna=False) <= 1).all())


def _parameters(job: Job) -> Iterator[Item]:
    themes = job.themes
    yield "themes", listed([theme.id for theme in themes], last=", ") or "none"
    undefined = [theme.id for theme in themes if not theme.definitions]
    written = f"of all {len(themes)}" if not undefined else f"of {len(themes) - len(undefined)} of {len(themes)}"
    yield "definitions", written if len(undefined) < len(themes) else not_done("themes.toml has no `definition`")
    yield from models(job)
    sweeps = job.companions("sweep")
    swept = sorted({model.name for other in sweeps for model in other.models})
    yield (
        "choice of K",
        f"sizes fitted beside: {', '.join(swept)}" if swept else not_done("no other size was fitted (`topics sweep`)"),
    )


def _claims(job: Job, evidence: Evidence) -> Iterator[Item]:
    """What may be said, by the engine of claims, and how many kinds of evidence stand behind it."""
    claims = claims_of(evidence)
    yield "over time", may_be_said(claims, job.themes)
    levels = [theme for theme, some in claims.items() if any(c.kind == A_LEVEL and c.verdict == ALLOWED for c in some)]
    yield "levels that may be stated", listed(levels) or "none"
    by_voice: dict[str, list[str]] = {}
    for name, voice in voices_of(job).items():
        by_voice.setdefault(voice, []).append(name)
    yield "kinds of evidence", "; ".join(f"{voice}: {', '.join(names)}" for voice, names in by_voice.items())
    yield "margin", _margin(claims, evidence.whole.margin)


def _margin(claims: Mapping[str, Sequence[Claim]], margin: float | None) -> str:
    """The margin that was declared, and the themes whose change is shown to be smaller."""
    if margin is None:
        return not_done("the job's study declared none ([claims] delta)")
    read = [theme for theme, some in claims.items() for c in some if c.kind == WITHIN and c.verdict == ALLOWED]
    return f"{100 * margin:g} points; " + (f"allows the claim of {listed(read)}" if read else "allows no claim")


def _replication(job: Job) -> Iterator[Item]:
    made = [run.provenance for run in job.runs]
    for name in ("topics", "python", "machine", "system"):
        yield name, ", ".join(sorted({str(p[name]) for p in made}))
    versions = sorted({f"{library} {version}" for p in made for library, version in p["versions"].items()})
    yield "libraries", ", ".join(versions)
    yield "job", f"{job.name}: {len(job.runs)} runs"
    yield "fitted again", not_done("no refit is kept; `topics verify --rerun` compares one")


_SOURCES = 5  # largest number of sources named, those with most documents


def reliability(job: Job, judged: list[KeptScores], sample: GoldFolder | None) -> Iterator[Item]:
    """Items on seeds, unassigned text and the agreement of coders; `judged` are the scores kept about the job."""
    yield from seeds(job)
    yield "own estimator", job.why_own
    yield "unfit", _unfit(job)
    yield "stability over seeds", _stability(job)
    yield (
        "unassigned text",
        pairs(
            {model.name: percent(model.runs[0].provenance["summary"]["unassigned"], sign=" %") for model in job.models}
        ),
    )
    known = [scores for scores in judged if scores.reliability]
    for scores in known:
        yield f"coders, {scores.task} ({scores.model})", _alpha(scores.reliability[0])
    if sample and (sample.root / "reliability.csv").exists():
        table = sample.table("reliability.csv", ("theme", "code", "alpha", "lower", "upper", "n_units"))
        for row in table[table["code"] == "theme"].to_dict("records"):
            numbers = {name: float(row[name] or "nan") for name in ("alpha", "lower", "upper")}
            yield f"coders, {row['theme']}", _alpha({**numbers, "items": row["n_units"]})
    elif not known:
        yield "agreement of coders", not_done("no item or passage with answers of two people is kept")


def _stability(job: Job) -> str:
    """The unstable themes of each estimator, as the job has kept them."""
    table = job.table("stability") if job.has("stability") else None
    if table is None or not len(table):
        return not_done("no model has two seeds, or the job is of an older version; `topics stability` asks of several")
    parts = []
    for estimator, rows in table.groupby("estimator", sort=False):
        moving = rows.loc[rows["unstable"].astype(bool), "theme"].tolist()
        parts.append(f"{estimator}: {', '.join(moving) + ' unstable' if moving else 'no theme unstable'}")
    return "; ".join(parts)


def _unfit(job: Job) -> str:
    """The estimators that are unfit for a theme, and why, as the job has kept them."""
    if not job.has("fitness"):
        return not_done("the job is of an older version; run the study again")
    reasons = unfit_reasons(job.table("fitness"))
    return "; ".join(f"{name}, {theme}: {why}" for (name, theme), why in reasons.items()) or "no estimator"


def _alpha(row: Mapping[str, Any]) -> str:
    value = row["alpha"]
    if value is None or value != value:
        return not_done(reading(float("nan")))
    return (
        f"Krippendorff's α {value:.2f} [{row['lower']:.2f}, {row['upper']:.2f}] over {row['items']} items: "
        f"{reading(value)}"
    )


def validity(job: Job, judged: list[KeptScores], sample: GoldFolder | None, strangers: int) -> Iterator[Item]:
    """Items on codes, corrected levels and judgements; `strangers` is the number of scored folders about other runs."""
    yield "human codes", _human_codes(job)
    gold, unused = job.gold(codes=sample.codes if sample else None)
    if gold is None:
        yield (
            "levels",
            not_done(unused or "shares are uncorrected model output; `topics gold` samples, codes and corrects"),
        )
    else:
        n = int(gold.shares.drop_duplicates("period")["n_coded"].sum())
        by, row = ", ".join(gold.shares["estimator"].unique()), gold.shares.iloc[0]
        yield (
            "levels",
            f"corrected (design-based) from {n:,} coded units with predictions by {by}: `topics gold estimate`; "
            f"{row['weighting']} shares, unit {row['unit']}, membership {row['membership']}, "
            f"bands for the {row['population']}",
        )
    if strangers:
        yield "answers not used", f"{strangers} scored folders are of runs or a job other than this one"
    yield (
        "recovery of known shares",
        not_done("`topics recover` keeps nothing with a study; docs/recovery.md has that of simulated corpora"),
    )
    for task in ("word-intrusion", "topic-intrusion", "word-set-intrusion", "label-intrusion", "best-label"):
        own = [scores for scores in judged if scores.task == task]
        for scores in own:
            found = scores.precision[-1]
            yield (
                f"{task} ({scores.model})",
                (
                    f"precision {number_interval(found['precision'], found['lower'], found['upper'])} "
                    f"over {found['items']} items, "
                    f"chance {found['chance']:.2f}, exact p {p_value(found['p'], equals=True)}"
                ),
            )
        if not own:
            yield task, not_done(f"`topics validate make STUDY --task {task}`")


def _human_codes(job: Job) -> str:
    """The codes of the study's own file that belong to passages."""
    if not job.has("gold"):
        return not_done("the study has no codes")
    gold = job.table("gold")
    coded = int((gold["passage_id"] != "").sum())
    of = f" of {count(len(gold), 'code')}" if coded < len(gold) else ""
    return f"{count(coded, 'coded passage')}{of}; `topics compare --gold`"


def coding(job: Job, sample: GoldFolder | None) -> Iterator[Item]:
    """Items on how the coded passages were chosen, where that is known."""
    design = sample.design() if sample else None
    if sample and design:
        yield from _sampled(sample, design)
    elif not job.has("gold"):
        yield (
            "coded sample",
            not_done("the study has no codes; `topics gold sample` draws one with known probabilities"),
        )
    else:
        gold = job.table("gold")
        lost = int((gold["passage_id"] == "").sum())
        documents = gold["doc_id"].nunique()
        yield "coded", f"{len(gold) - lost:,} passages of {documents:,} documents; {lost} codes belong to no passage"
        yield "sampling probabilities", not_done("the codes do not say how their passages were chosen")
        yield "second coder", not_done("the codes are of one file; reliability needs two people on at least a fifth")


def _sampled(sample: GoldFolder, design: SampleDesign) -> Iterator[Item]:
    kinds = {SCORE: f"strata by the theme that {design.estimator} finds", NO_STRATA: "no strata"}
    strata = kinds.get(design.strata, f"strata by {design.strata}")
    if design.imported:
        yield "sample", f"codes from elsewhere, said to be drawn as: {design.imported}, {strata}"
    else:
        yield "sample", f"{design.batches[-1].per_period} {design.unit}s per period, {strata}, seed {design.seed}"
    if not sample.codes.exists():
        yield "coded", not_done("the sheets have not been read (`topics gold read`)")
        return
    codes = sample.table("codes.csv", ("unit", "probability"))
    coders = codes[[column for column in codes if str(column).startswith("coder_")]]
    twice = int(((coders != "").sum(axis=1) > 1).sum())
    probabilities = codes["probability"].astype(float)
    yield "coded", f"{len(codes):,} {design.unit}s by {coders.shape[1]} coders"
    yield "sampling probabilities", f"known, from {probabilities.min():.3f} to {probabilities.max():.3f}"
    yield "second coder", f"{twice:,} {design.unit}s" if twice else not_done("no unit has the codes of two people")
