"""From kept runs to tables: theme scores, theme shares, agreement with human codes.

Everything here is worked out again from what the store holds, so that another period, another duplicate rule or another
membership never needs another fit.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from topics.errors import StudyError
from topics.evaluation.agreement import agreement, gold_shares, join_gold, passage_agreement, read_gold
from topics.preprocessing.corpus import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.runs.store import Job, Run, Store
from topics.shares.codebook import ThemeScores, codebook_runs, read_codebook, suggest_codebook, theme_scores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.own_scale import on_own_scale, theme_rates
from topics.themes import Theme, count_terms

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


def job_scores(
    run: Callable[[str], Run],
    record: Mapping[str, Any],
    codebook: "pd.DataFrame",
    themes: Sequence[Theme],
    lengths: "NDArray[np.int64]",
) -> dict[str, list[ThemeScores]]:
    """Theme scores of every estimator of a job, one a seed, in the study's order, on the scale that the study says.

    `run` finds a run by its name, `lengths (n_passages)` are in tokens.
    """

    def scored(name: str, scale: str) -> ThemeScores:
        scores = theme_scores(run(name).fitted, codebook[codebook["run"] == name], themes)
        return on_own_scale(scores, lengths) if scale == "own" else scores

    return {
        model["name"]: [scored(name, model.get("scale", "none")) for name in model["runs"]]
        for model in record["models"]
    }


def theme_scores_of(store: Store, job: Job, run: Run) -> ThemeScores:
    """The theme scores of one run as a job that has it tells: its themes, codebook and `Job.scale_of`."""
    _, tokens = store.corpus(job.record["corpus"])
    record = {"models": _single(job, [run.name])}
    return job_scores(store.run, record, codebook_of(job, run), job.themes, tokens.lengths)[run.name][0]


def rates_of(store: Store, job: Job | None, run: Run) -> dict[str, float]:
    """The weight or share at which a passage is wholly about each theme, where a run's estimator has such a scale.

    As the model itself says, or as read from its theme weights where `Job.scale_of` asks for it; no job asks for none.
    """
    if "rates" in run.scores:
        return dict(run.scores["rates"])
    if job is None or job.scale_of(run.name) != "own":
        return {}
    _, tokens = store.corpus(job.record["corpus"])
    return theme_rates(theme_scores(run.fitted, codebook_of(job, run), job.themes), tokens.lengths)


def codebook_of(job: Job, run: Run) -> "pd.DataFrame":
    """Topic → theme of one run, as a job that has it says."""
    codebook = job.table("codebook")
    return codebook[codebook["run"] == run.name]


def _single(job: Job, runs: Sequence[str]) -> list[dict[str, Any]]:
    """Runs of a job as its record would have them, were each a model of its own."""
    return [{"name": run, "runs": [run], "scale": job.scale_of(run)} for run in runs]


def passage_table(corpus: Corpus, tokens: Tokens) -> "pd.DataFrame":
    """The passages with what a share needs of them: `passage_id, doc_id, duplicate_of, counted, n_tokens`."""
    return corpus.passages[["passage_id", "doc_id", "duplicate_of", "counted"]].assign(n_tokens=tokens.lengths)


def shares_of(
    scores: Mapping[str, Sequence[ThemeScores]], corpus: Corpus, tokens: Tokens, estimand: Estimand, design: Design
) -> "pd.DataFrame":
    """Theme shares by period of every estimator over the whole corpus: see `shares_over`."""
    return shares_over(passage_table(corpus, tokens), scores, corpus, estimand, design)


def shares_over(
    passages: "pd.DataFrame",
    scores: Mapping[str, Sequence[ThemeScores]],
    corpus: Corpus,
    estimand: Estimand,
    design: Design,
) -> "pd.DataFrame":
    """Theme shares of some passages by period and estimator; the estimators meet the same resampled documents."""
    import pandas as pd

    tables = [
        theme_shares(seeds, passages, corpus.documents, estimator=name, design=design, estimand=estimand)
        for name, seeds in scores.items()
    ]
    return pd.concat(tables, ignore_index=True)


def job_shares(store: Store, job: Job, runs: Sequence[str] = (), **changes: Any) -> "pd.DataFrame":
    """A job's theme shares, as the study defines them or with `by` or a part of the estimand changed.

    Given names of runs, those alone, each an estimator of its own; otherwise the seeds of a model are pooled.
    """
    return shares_of(*job_parts(store, job, runs, **changes))


def job_parts(
    store: Store, job: Job, runs: Sequence[str] = (), **changes: Any
) -> tuple[dict[str, list[ThemeScores]], Corpus, Tokens, Estimand, Design]:
    """What a job's shares are made from: scores by estimator, corpus, tokens, and estimand and design as changed."""
    record = dict(job.record)
    if runs:
        record["models"] = _single(job, runs)
    corpus, tokens = store.corpus(record["corpus"])
    scores = job_scores(store.run, record, job.table("codebook"), job.themes, tokens.lengths)
    return scores, corpus, tokens, *job.measured(**changes)


def codebooks(
    runs: Sequence[Run], corpus: Corpus, tokens: Tokens, themes: Sequence[Theme], edited: "Path | None" = None
) -> "pd.DataFrame":
    """Topic → theme of every run: `run` and a codebook's columns.

    As a codebook edited by hand says for the runs it names; as the topics and the themes' terms suggest for the others.
    """
    import pandas as pd

    hits = count_terms(corpus.passages["text"], themes)
    by_hand = codebook_runs(edited) if edited else set()
    tables = [
        (
            read_codebook(edited, run.fitted, themes, run.name)
            if edited and run.name in by_hand
            else suggest_codebook(run.fitted, tokens, hits, themes)
        ).assign(run=run.name)
        for run in runs
    ]
    return pd.concat(tables, ignore_index=True)


def unused_labels(edited: "Path", job: Job) -> str:
    """A sentence about the lines of a codebook that are of no run of the job; empty when there are none.

    Another setting or another version of a library makes another run, which the lines of the old one say nothing about.
    """
    strangers = sorted(codebook_runs(edited) - set(job.runs))
    if not strangers:
        return ""
    return (
        f"{edited}: lines of {', '.join(strangers)} are not used, for this job has no such run. `topics label` writes lines "
        "for the runs it has."
    )


@dataclass(frozen=True)
class GoldAgreement:
    """How far estimators are from human codes, and over how much of the corpus that is said.

    `by_period`: `membership` and the columns of `topics.evaluation.agreement.agreement`. `by_passage`: means over seeds,
    `estimator, code, theme, precision, recall, f1, n_coded, n_estimated`, best first, each estimator's macro means first. `coded` of `passages` counted passages have a code;
    `unmatched` lists the codes that belong to no passage, with the problem.
    """

    by_period: "pd.DataFrame"
    by_passage: "pd.DataFrame"
    coded: int
    passages: int
    unmatched: "pd.DataFrame"


def gold_agreement(store: Store, job: Job, gold_file: "Path | None" = None) -> GoldAgreement:
    """How far every estimator of a job is from human codes: by period under either membership, and by passage.

    The codes are the study's own unless `gold_file` names others. Where only some passages are coded, estimators and
    codes are compared on those alone. Raises StudyError when there are no codes or none belongs to a passage.

    >>> store = topics.open_store()
    >>> job = store.latest_job("my-study")
    >>> found = topics.gold_agreement(store, job)
    >>> found.by_passage.columns.tolist()
    ['estimator', 'code', 'theme', 'precision', 'recall', 'f1', 'n_coded', 'n_estimated']
    """
    import pandas as pd

    corpus, tokens = store.corpus(job.record["corpus"])
    joined = _gold(job, gold_file, corpus)
    coded = passage_table(corpus, tokens)
    population = int(coded["counted"].sum())
    coded = coded[coded["passage_id"].isin(joined["passage_id"])]
    scores = job_scores(store.run, job.record, job.table("codebook"), job.themes, tokens.lengths)
    duplicates = job.record["estimand"]["duplicates"]
    truth = gold_shares(
        joined,
        coded.assign(counted=coded["counted"] | (duplicates == "keep")),
        corpus.documents,
        job.periods,
        job.themes,
    )
    by_period = []
    for membership in ("weight", "primary"):
        estimand, design = job.measured(membership=membership, draws=_FEW_DRAWS)
        shares = shares_over(coded, scores, corpus, estimand, design)
        by_period.append(agreement(shares, truth).assign(membership=membership))
    table = pd.concat(by_period).sort_values(
        ["weighting", "membership", "mean_absolute_error"], ascending=[False, False, True]
    )
    columns = ["estimator", "membership", *(c for c in table.columns if c not in ("estimator", "membership"))]
    return GoldAgreement(
        by_period=table[columns].reset_index(drop=True),
        by_passage=_by_passage(scores, joined, job.themes),
        coded=int(coded["counted"].sum()),
        passages=population,
        unmatched=joined[joined["passage_id"] == ""],
    )


# Agreement is about the estimates themselves; their bands are not looked at.
_FEW_DRAWS = 100


def _by_passage(
    scores: Mapping[str, Sequence[ThemeScores]], joined: "pd.DataFrame", themes: Sequence[Theme]
) -> "pd.DataFrame":
    import pandas as pd

    by_seed = pd.concat(
        passage_agreement(seed, joined).assign(estimator=name) for name, seeds in scores.items() for seed in seeds
    )
    measures = ["precision", "recall", "f1", "n_coded", "n_estimated"]
    table = by_seed.groupby(["code", "estimator", "theme"], sort=False)[measures].mean().reset_index()
    macro = table[table["theme"] == "macro"].set_index(["code", "estimator"])["f1"]
    order = {theme: number for number, theme in enumerate(("macro", *(t.id for t in themes)))}
    table = table.assign(
        macro=[macro[key] for key in zip(table["code"], table["estimator"], strict=True)],
        number=table["theme"].map(order),
    ).sort_values(["code", "macro", "estimator", "number"], ascending=[False, False, True, True], ignore_index=True)
    return table[["estimator", "code", "theme", *measures]]


def _gold(job: Job, gold_file: "Path | None", corpus: Corpus) -> "pd.DataFrame":
    if gold_file:
        return gold_table(gold_file, corpus, job.themes, job.record["language"])
    if not job.has("gold"):
        raise StudyError(
            f"{job.record['title']}: this study had no codes when it ran. Put a gold.csv (columns doc_id, starts, theme: the "
            "first characters of a passage and its main theme) into the study and run it again, or name a file with "
            "--gold-file."
        )
    return job.table("gold")


def gold_table(path: "Path", corpus: Corpus, themes: Sequence[Theme], language: str = "zh") -> "pd.DataFrame":
    """The codes with the passage each is of; those of none stand there with `passage_id` empty and the problem.

    Raises StudyError when none belongs to a passage.
    """
    joined = join_gold(read_gold(path, themes), corpus.passages, language=language)
    if not (joined["passage_id"] != "").any():
        why = f': "{joined["problem"].iloc[0]}"' if len(joined) else ""
        raise StudyError(
            f"{path}: none of its {len(joined)} codes belongs to a passage of this corpus{why}. `doc_id` names a document, "
            "`starts` holds the first characters of a passage."
        )
    return joined.assign(mentions=joined["mentions"].map(list)) if "mentions" in joined else joined
