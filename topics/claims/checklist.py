"""The checklist of a study: every item that a paper should state, with its value or the reason why it was not done.

No item is left out for being unflattering: an item without a value says "not done" and what would supply it.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.claims.engine import job_claims, may_be_said
from topics.claims.verdicts import ALLOWED
from topics.claims.verdicts import LEVEL as A_LEVEL
from topics.claims.voices import voices_of
from topics.coding.gold.folder import NO_STRATA, SCORE, GoldFolder, SampleDesign
from topics.coding.validation.score import KeptScores, all_scores, kept_scores
from topics.evaluation.people.judgements import reading
from topics.languages import language_of
from topics.preprocessing.broken_lines import BROKEN_LINES
from topics.preprocessing.readers.steps import HYPHENS
from topics.results.fitness import unfit_reasons
from topics.schema import Column, declare
from topics.shares.intervals import LEVEL
from topics.shares.trend.specification_summary import CHOICES
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.job import Job
from topics.study.settings import Settings, TokenSettings
from topics.themes import other_forms
from topics.wording import count, listed, number_interval, p_value, pairs, percent

if TYPE_CHECKING:
    import pandas as pd


Item = tuple[str, str]  # the name of the item, its value
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
    sections: dict[str, Iterator[Item]] = {
        "data": _data(job),
        "preprocessing": _preprocessing(job, settings),
        "parameters": _parameters(job, settings),
        "reliability": reliability(job, judged, sample),
        "validity": validity(job, judged, sample, len(all_scores(validations, job.study)) - len(judged)),
        "estimand": _estimand(job),
        "coding design": coding(job, sample),
        "family of tests": _tests(job),
        "claims": _claims(job, validations, sample),
        "replication": _replication(job),
    }
    rows = [(section, item, value) for section, items in sections.items() for item, value in items]
    return CHECKLIST.frame(rows)


def _data(job: Job) -> Iterator[Item]:
    corpus, tokens = job.corpus, job.tokens
    documents, passages = corpus.documents, corpus.passages
    names = job.periods.names
    counted = int(passages["counted"].sum())
    yield "corpus", f"{job.title}; hash {job.corpus_key}"
    yield (
        "size",
        f"{len(documents):,} documents, {counted:,} counted passages of {len(passages):,}, "
        f"{int(tokens.lengths.sum()):,} word tokens",
    )
    yield "periods", f"{job.periods.by}, {names[0]} to {names[-1]}"
    per_period = job.table("shares").drop_duplicates("period").set_index("period")["n_documents"]
    yield "documents by period", pairs({str(period): int(n) for period, n in per_period.items()})
    sources = Counter(source for source in documents["source"] if source)
    told = listed([f"{source} {n}" for source, n in sources.most_common()], _SOURCES, last=", ")
    yield "sources", told or not_done("no document states its source")
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
    wanted, corpus, tokens = settings.tokens, settings.corpus, job.tokens
    yield "language", f"{corpus.language} ({language_of(corpus.language).name})"
    yield "passage", f"{corpus.unit}, {corpus.min_characters} to {corpus.max_characters} characters"
    if not language_of(corpus.language).chinese:
        yield "broken lines", joined_lines(job.corpus.accounts)
    yield from _word_lists(job.applied, wanted)
    yield "forms of terms", _forms(job)
    yield (
        "vocabulary",
        f"{tokens.n_words:,} words: in at least {wanted.min_passages} passages and at most "
        f"{percent(wanted.max_share, 0)} of them",
    )
    yield "re-publications", _republications(job, corpus.near_duplicates, corpus.duplicates)
    yield "other pipelines", _other_pipelines(job)


def _word_lists(applied: Mapping[str, Any], wanted: TokenSettings) -> Iterator[Item]:
    """The segmenter and the lists that were applied, by the record of the job."""
    if not applied:
        unknown = not_done("which was applied is not in the record of this job; run the study again")
        yield from (("segmentation", unknown), ("stop words", unknown))
        return
    terms, words, known = applied["lexicon"], applied["stop_words"], applied["stop_list"]
    domain = f"{count(terms, 'domain term')} from {wanted.lexicon}" if terms else "no domain terms"
    yield "segmentation", f"{applied['segmenter']}; {domain}"
    lists = [
        *([f'list "{known["name"]}" of the toolkit ({known["words"]:,} words; {known["source"]})'] if known else []),
        *([f"{wanted.stop_words} ({count(words, 'word')})"] if words else []),
    ]
    yield "stop words", listed(lists) or "none"


def joined_lines(accounts: "pd.DataFrame") -> str:
    """The lines that the width of a page broke, and the hyphens at their ends; readers of PDF join their own."""
    lines = accounts.loc[accounts["step"] == BROKEN_LINES, "text"]
    joined = sum(int(text.partition(" ")[0].replace(",", "")) for text in lines)
    if not joined:
        return "none to join (those of PDF files are joined by their place on the page)"
    hyphens = int(accounts.loc[accounts["step"] == HYPHENS, "characters"].sum())
    return f"{count(joined, 'line')} joined in {count(len(lines), 'document')}; {count(hyphens, 'hyphen')} taken out"


def _forms(job: Job) -> str:
    """The forms in which the themes' terms occur in counted passages, beside the terms as they are written."""
    texts = job.corpus.passages.loc[job.corpus.passages["counted"], "text"]
    told = []
    for theme in job.themes:
        found = other_forms(theme, texts)
        some = [f"{form} {n:,}" for form, n in found.most_common(_FORMS)]
        rest = len(found) - len(some)
        told += [f"{theme.id}: {', '.join(some)}{f' and {rest} more' if rest else ''}"] if some else []
    return "; ".join(told) or "none beside the terms as they are written"


def _republications(job: Job, near: float, counted: str) -> str:
    """The repeated text that was found, and the rule by which it was."""
    documents, passages = job.corpus.documents, job.corpus.passages
    copies = documents["duplicate_of"] != ""
    repeated = (passages["duplicate_of"] != "") & ~passages["doc_id"].isin(documents.loc[copies, "doc_id"])
    found = f"{int(copies.sum()):,} documents and {int(repeated.sum()):,} passages of others repeat earlier text"
    rule = f"at least {percent(near, 0)} of their letters lie in aligned passages" if near else "word for word"
    return f"{found} ({rule}), counted {counted}"


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
        else f"{row['theme']} unknown, unseen by the study's own"
        for row in by_theme.to_dict("records")
    )
    return (
        f"{table['specification'].nunique()} specifications over {', '.join(varied)}; "
        f"the change has the sign of the study's own in {agree} (`topics robustness`, job {kept[-1].name})"
    )


def _parameters(job: Job, settings: Settings) -> Iterator[Item]:
    themes = job.themes
    yield "themes", "; ".join(f"{theme.id}: {len(theme.terms)} terms" for theme in themes)
    undefined = [theme.id for theme in themes if not theme.definitions]
    written = f"of all {len(themes)}" if not undefined else f"of {len(themes) - len(undefined)} of {len(themes)}"
    yield "definitions", written if len(undefined) < len(themes) else not_done("themes.toml has no `definition`")
    for model, asked in zip(job.models, settings.models, strict=True):
        run = model.runs[0]
        options = pairs(run.used_options)
        scale = "; theme weights on their own scale" if model.scale == "own" else ""
        seeds = ", ".join(map(str, asked.seeds))
        yield (
            f"model {model.name}",
            f"{model.kind}, K = {run.provenance['summary']['topics']}, {options or 'no settings'}; "
            f"seeds {seeds}{scale}",
        )
    sweeps = job.companions("sweep")
    swept = sorted({model.name for other in sweeps for model in other.models})
    yield (
        "choice of K",
        f"sizes fitted beside: {', '.join(swept)}" if swept else not_done("no other size was fitted (`topics sweep`)"),
    )


def _estimand(job: Job) -> Iterator[Item]:
    shares, design = job.table("shares"), job.design
    row = shares.iloc[0]
    for name in ("unit", "membership", "population", "date_type", "duplicates", "standardised"):
        yield name.replace("_", " "), str(row[name])
    yield (
        "weightings",
        "; ".join(f"{w}: per {d}" for w, d in shares[["weighting", "denominator"]].drop_duplicates().to_numpy()),
    )
    yield (
        "intervals",
        f"{percent(LEVEL, 0)}, {design.draws:,} resamples of clusters ({row['clusters']}), seed {design.seed}; "
        "seeds pooled",
    )


def _tests(job: Job) -> Iterator[Item]:
    themes = job.themes
    names = job.periods.names
    yield "family", f"{len(themes)} themes, by estimator and test; raw and Holm-adjusted p beside each other"
    yield "contrast named beforehand", f"{names[-1]} minus {names[0]}"
    yield (
        "tests",
        (
            "change beside variation of whole periods, steady or at once, which decides claims; the same by the other "
            "weighting, with copies counted the other way and with the mix of every attribute held fixed; the highest "
            "and the lowest period by differences of all pairs"
        ),
    )
    yield "refusals", f"two periods; fewer than {FEW_DOCUMENTS} documents in a period"
    yield "pre-registration", not_done("no pre-analysis file is part of a study; say in the paper whether there is one")


def _claims(job: Job, validations: Path | None, sample: GoldFolder | None) -> Iterator[Item]:
    """What may be said, by the engine of claims, and how many kinds of evidence stand behind it."""
    claims = job_claims(job, validations=validations, sample=sample)
    yield "over time", may_be_said(claims)
    levels = [theme for theme, some in claims.items() if any(c.kind == A_LEVEL and c.verdict == ALLOWED for c in some)]
    yield "levels that may be stated", listed(levels) or "none"
    by_voice: dict[str, list[str]] = {}
    for name, voice in voices_of(job).items():
        by_voice.setdefault(voice, []).append(name)
    yield "kinds of evidence", "; ".join(f"{voice}: {', '.join(names)}" for voice, names in by_voice.items())
    delta = job.settings.claims.delta
    yield "margin", f"{delta:g} points" if delta else not_done("study.toml declares none ([claims] delta)")


def _replication(job: Job) -> Iterator[Item]:
    made = [run.provenance for run in job.runs]
    for name in ("topics", "python", "machine", "system"):
        yield name, ", ".join(sorted({str(p[name]) for p in made}))
    versions = sorted({f"{library} {version}" for p in made for library, version in p["versions"].items()})
    yield "libraries", ", ".join(versions)
    yield "job", f"{job.name}: {len(job.runs)} runs"
    yield "fitted again", not_done("no refit is kept; `topics verify --rerun` compares one")


_FORMS = 12  # named per theme
_SOURCES = 5  # largest number of sources named, those with most documents
_SEEDS = 10  # smallest number of seeds for printed shares


def not_done(reason: str) -> str:
    """The value of an item that has none."""
    return f"not done: {reason}"


def reliability(job: Job, judged: list[KeptScores], sample: GoldFolder | None) -> Iterator[Item]:
    """Items on seeds, unassigned text and the agreement of coders; `judged` are the scores kept about the job."""
    for model in job.models:
        n = len(model.runs)
        enough = f"; a model that draws random numbers should have {_SEEDS} or more" if n < _SEEDS else ""
        yield f"seeds of {model.name}", f"{n}{enough}"
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
    coded = int((job.table("gold")["passage_id"] != "").sum()) if job.has("gold") else 0
    yield (
        "human codes",
        f"{coded:,} coded passages; `topics compare --gold`" if coded else not_done("the study has no codes"),
    )
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
