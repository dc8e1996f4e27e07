"""Theme shares of a job, as its study defines them or with a part of the estimand changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from topics.errors import StoreError, meant, nearest
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.results.fitness import flagged_as, without_unfit
from topics.results.scores import job_scores, passage_table
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import Estimand
from topics.shares.estimate import theme_shares
from topics.shares.posterior import WHAT_IT_IS, posterior_shares
from topics.shares.trend.statements import FEW_DOCUMENTS
from topics.store.job import Job
from topics.wording import count, listed

if TYPE_CHECKING:
    import pandas as pd

_MOST = 4  # periods that a sentence names


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
    """Theme shares of some passages by period and estimator, all from the same resampled documents."""
    import pandas as pd

    tables = [
        theme_shares(seeds, passages, corpus.documents, estimator=name, design=design, estimand=estimand)
        for name, seeds in scores.items()
    ]
    return pd.concat(tables, ignore_index=True)


def job_shares(job: Job, runs: Sequence[str] = (), **changes: Any) -> "pd.DataFrame":
    """A job's theme shares, as the study defines them or with `by` or a part of the estimand changed.

    With names of runs, the table has these runs alone, each as an estimator; otherwise the seeds of a model are pooled.
    Themes that a model does not find again with another seed are marked `unstable`. Raises StoreError for a run of
    another job.
    """
    if not runs and not changes:
        return job.table("shares")
    return flagged_as(job, shares_of(*job_parts(job, runs, **changes)))


def job_parts(
    job: Job, runs: Sequence[str] = (), **changes: Any
) -> tuple[dict[str, list[ThemeScores]], Corpus, Tokens, Estimand, Design]:
    """The inputs of a job's shares: scores by estimator, corpus, tokens, and the estimand and design as changed."""
    scores = job_scores(job, job.estimators(runs)) if runs else {one.name: job.scores(one.name) for one in job.models}
    return scores, job.corpus, job.tokens, *job.measured(**changes)


def chosen_shares(
    job: Job, weighting: str, runs: Sequence[str] = (), estimators: Sequence[str] = (), **changes: Any
) -> "pd.DataFrame":
    """The rows of a job's shares of one weighting, by the estimators named or by all.

    Raises StoreError for an estimator or a run that the job does not have.
    """
    chosen = known_estimators(job, runs, estimators)
    table = job_shares(job, runs, **changes)
    return table[table["estimator"].isin(chosen) & (table["weighting"] == weighting)].reset_index(drop=True)


def known_estimators(job: Job, runs: Sequence[str] = (), estimators: Sequence[str] = ()) -> list[str]:
    """The names of the estimators chosen: by default all of the job's, or the runs named.

    Raises StoreError for an estimator or a run that the job does not have.
    """
    known = [one.name for one in job.estimators(runs)]
    for name in estimators:
        if not meant(name, known):
            raise StoreError(f'{job.name}: no estimator "{name}" in this job; {nearest(name, known)}')
    return [meant(name, known) for name in estimators] or known


def outside_periods(job: Job, by: str | None = None, language: str = "en") -> str:
    """A sentence about the documents of a job that are in no period; empty when there are none."""
    table = job.table("outside")
    if by:
        table = replace(job.periods, by=by).outside(job.corpus.documents)  # type: ignore[arg-type]
    return outside_told(table, language)


def outside_told(table: "pd.DataFrame", language: str = "en") -> str:
    """A sentence about documents that are in no period (`Periods.outside`); empty when there are none."""
    reasons = ", ".join(f"{n} {reason}" for reason, n in table["reason"].value_counts().items())
    if language == "zh" and reasons:
        return f"{len(table)} 篇文档不在任何时期之内，不计入任何占比。"
    told = f"{count(len(table), 'document is', 'documents are')} in no period and in no share"
    return f"{told}: {reasons}." if reasons else ""


def nothing_repeated(job: Job, language: str = "en") -> str:
    """A sentence that it makes no difference how re-published text is counted; empty where there is some."""
    if not job.corpus.passages["counted"].all():
        return ""
    if language == "zh":
        return "没有重复发布的文本：只计一次与每次均计的占比相同。"
    return "No text is published twice: counted once or each time, shares are the same."


def few_documents(job: Job) -> str:
    """A sentence about the periods with too few documents for a statement about change; empty where there are none."""
    return few_told(job.table("shares").groupby("period")["n_documents"].max())


def few_told(documents: "pd.Series[int]", language: str = "en") -> str:
    """The same sentence of the number of documents in each period."""
    few = documents[documents.between(1, FEW_DOCUMENTS - 1)]
    if language == "zh" and len(few):
        shown = "、".join(f"{period}（{n}）" for period, n in few.iloc[:_MOST].items())
        rest = f"等 {len(few)} 期" if len(few) > _MOST else ""
        return f"文档不足 {FEW_DOCUMENTS} 篇：{shown}{rest}，对其变化不作论断。"
    told = listed([f"{period} ({n})" for period, n in few.items()], _MOST, last=", ")
    return f"Fewer than {FEW_DOCUMENTS} documents in {told}: nothing is said about change." if len(few) else ""


_POSTERIOR = {
    "en": {
        "text": "words of text",
        "document": "documents, each counting one",
        "title": "{}: per cent of {}, each passage by its theme weights; in brackets 95% of their posterior, "
        f"{WHAT_IT_IS}{{}}; uncorrected model output, level not validated",
        "without": "; without one: {}",
    },
    "zh": {
        "text": "文本词数",
        "document": "文档（每篇计为一）",
        "title": "{}：占{}的百分比，每个段落按主题权重计入；方括号内为模型及其话题既定时的 95% 后验区间{}；"
        "未经校正的模型输出，占比水平未经验证",
        "without": "；没有后验的：{}",
    },
}


def job_posterior(
    job: Job,
    weighting: str,
    runs: Sequence[str] = (),
    estimators: Sequence[str] = (),
    changes: Mapping[str, str | bool | None] | None = None,
    language: str = "en",
    *,
    unfit: bool = False,
) -> tuple["pd.DataFrame", str]:
    """A table as declared in `topics.shares.posterior.POSTERIOR`, and its title, which names the estimators left out.

    `changes` are values of `by` and `duplicates` that replace the study's own, None for no change. Shares are by weight
    whatever the study says, since a passage's main theme has no such posterior. Where an estimator is unfit for a
    theme, the column `unfit` has the reason, and its numbers are missing unless `unfit` is asked for. Raises StoreError
    for other changes, when no estimator is left, and for an estimator that the job does not have.
    """
    import pandas as pd

    chosen = known_estimators(job, runs, estimators)
    asked = {name: value for name, value in (changes or {}).items() if value}
    if strange := [name for name, value in asked.items() if name not in ("by", "duplicates") or value == "both"]:
        raise StoreError(
            f"the posterior of shares is not computed with {strange[0]} = {asked[strange[0]]}; leave that out. What "
            "may be chosen is a length of periods, a weighting, duplicates counted once or kept, and estimators."
        )
    scores, corpus, tokens, estimand, design = job_parts(job, runs, **{**asked, "membership": "weight"})
    able = [name for name in chosen if all(s.concentration is not None for s in scores[name])]
    if not able:
        raise StoreError(
            f"{', '.join(chosen)}: no posterior is kept. Of the models LDA has one, unless on its own scale; "
            "runs of older versions did not keep it: run the study again."
        )
    passages = passage_table(corpus, tokens)
    tables = [
        posterior_shares(scores[name], passages, corpus.documents, estimator=name, design=design, estimand=estimand)
        for name in able
    ]
    table = flagged_as(job, pd.concat(tables, ignore_index=True)).drop(columns="unstable", errors="ignore")
    table = table if unfit else without_unfit(table)
    left_out = [name for name in chosen if name not in able]
    say, comma = _POSTERIOR[language], "、" if language == "zh" else ", "
    without = say["without"].format(comma.join(left_out)) if left_out else ""
    title = say["title"].format(job.title_in(language), say[weighting], without)
    return table[table["weighting"] == weighting].reset_index(drop=True), title
