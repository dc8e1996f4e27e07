"""Items of the checklist that people's answers decide: reliability, validity, and how the coded sample was drawn."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from topics.evaluation.judgements import reading
from topics.runs.gold_design import Design, GoldFolder
from topics.runs.store import Job, Store
from topics.shares.statements import p_text

if TYPE_CHECKING:
    pass

_SEEDS = 10  # that shares in print should rest on
Item = tuple[str, str]  # what is asked, what is answered


def not_done(reason: str) -> str:
    """The value of an item that has none."""
    return f"not done: {reason}"


def reliability(store: Store, job: Job, judged: list[dict[str, Any]], sample: GoldFolder | None) -> Iterator[Item]:
    """Seeds, what no topic has, and the agreement of people; `judged` are the scores kept about the job."""
    for model in job.record["models"]:
        n = len(model["runs"])
        enough = f"; a model that draws random numbers should have {_SEEDS} or more" if n < _SEEDS else ""
        yield f"seeds of {model['name']}", f"{n}{enough}"
    yield "stability over seeds", _stability(job)
    yield (
        "unassigned text",
        ", ".join(
            f"{m['name']} {100 * store.run(m['runs'][0]).provenance['summary']['unassigned']:.1f} %"
            for m in job.record["models"]
        ),
    )
    known = [record for record in judged if record.get("reliability")]
    for record in known:
        row = record["reliability"][0]
        yield f"coders, {record['task']} ({record['model']})", _alpha(row)
    if sample and (sample.root / "reliability.csv").exists():
        table = sample.table("reliability.csv", ("theme", "code", "alpha", "lower", "upper", "n_units"))
        for row in table[table["code"] == "theme"].to_dict("records"):
            numbers = {name: float(row[name] or "nan") for name in ("alpha", "lower", "upper")}
            yield f"coders, {row['theme']}", _alpha({**numbers, "items": row["n_units"]})
    elif not known:
        yield "agreement of coders", not_done("no item or passage with answers of two people is kept")


def _stability(job: Job) -> str:
    """Which themes other topics stand for from seed to seed, by estimator, as the job has kept it."""
    table = job.table("stability") if job.has("stability") else None
    if table is None or not len(table):
        return not_done("no model has two seeds, or the job is of an older version; `topics stability` asks of several")
    parts = []
    for estimator, rows in table.groupby("estimator", sort=False):
        moving = rows.loc[rows["unstable"].astype(bool), "theme"].tolist()
        parts.append(f"{estimator}: {', '.join(moving) + ' unstable' if moving else 'no theme unstable'}")
    return "; ".join(parts)


def _alpha(row: Mapping[str, Any]) -> str:
    value = row["alpha"]
    if value is None or value != value:
        return not_done(reading(float("nan")))
    return f"Krippendorff's α {value:.2f} [{row['lower']:.2f}, {row['upper']:.2f}] over {row['items']} items: {reading(value)}"


def validity(job: Job, judged: list[dict[str, Any]], sample: GoldFolder | None, strangers: int) -> Iterator[Item]:
    """Codes, corrected levels, judgements; `strangers` counts scored folders that are about other runs."""
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
            f"corrected (design-based) from {n:,} coded units with predictions by {by}: `topics gold estimate`; {row['weighting']} "
            f"shares, unit {row['unit']}, membership {row['membership']}, bands for the {row['population']}",
        )
    if strangers:
        yield "answers not used", f"{strangers} scored folders are of runs or a job other than this one"
    yield (
        "recovery of known shares",
        not_done("`topics recover` keeps nothing with a study; docs/recovery.md has that of simulated corpora"),
    )
    for task in ("word-intrusion", "topic-intrusion", "word-set-intrusion", "label-intrusion", "best-label"):
        own = [record for record in judged if record["task"] == task]
        for record in own:
            row = record["precision"][-1]
            yield (
                f"{task} ({record['model']})",
                (
                    f"precision {row['precision']:.2f} [{row['lower']:.2f}, {row['upper']:.2f}] over {row['items']} items, "
                    f"chance {row['chance']:.2f}, exact p {p_text(row['p'], equals=True)}"
                ),
            )
        if not own:
            yield task, not_done(f"`topics validate make STUDY --task {task}`")


def coding(job: Job, sample: GoldFolder | None) -> Iterator[Item]:
    """How the coded passages were chosen, where that is known."""
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


def _sampled(sample: GoldFolder, design: Design) -> Iterator[Item]:
    strata = f"strata by the theme that {design.estimator} finds" if design.strata == "score" else "no strata"
    yield "sample", f"{design.batches[-1].per_period} {design.unit}s a period, {strata}, seed {design.seed}"
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
