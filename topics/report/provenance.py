"""The origin of the numbers of one figure: the state of the study, and the runs, sweep, curve or codes it rests on.

Every figure names its own: the runs of the estimators that it draws and no others, in the seeds that it uses.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from topics.report.captions import losses_caption, resampling, runs_in_words

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

# What a figure rests on beside the corpus: fits of every seed, with resampling or without; of the first seed; the
# study's latest sweep or specification curve; a coded sample; or nothing.
Rests = Literal["shares", "fits", "first seed", "sweep", "robustness", "codes", "corpus"]

_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "study": "Study: {title}; state {job}, corpus {corpus}.",
        "runs": "Runs: {runs}.",
        "first": "Runs, first seed of each model: {runs}.",
        "draws": "{draws:,} resamples, seed {seed}.",
        "sweep": "Sweep: {name}.",
        "robustness": "Specification table: {name}.",
        "codes": "Corrected by codes {codes} for state {job}.",
        "validated": "Levels by a coded sample of this corpus are in `topics gold estimate`.",
        "space": " ",
    },
    "zh": {
        "study": "研究：{title}；任务 {job}，语料 {corpus}。",
        "runs": "运行记录：{runs}。",
        "first": "运行记录（各模型的首个随机种子）：{runs}。",
        "draws": "重抽样 {draws:,} 次，随机种子 {seed}。",
        "sweep": "话题数比较：{name}。",
        "robustness": "设定表：{name}。",
        "codes": "依据编码 {codes}，对应任务 {job}。",
        "validated": "据编码样本得出的占比水平见 `topics gold estimate`。",
        "space": "",
    },
}
_SHARES = ("share", "share_change")


def provenance(job: "Job", rests: Rests, table: "pd.DataFrame", language: str = "en") -> str:
    """The last paragraph of a figure's caption; `table` is the first that it is drawn from.

    >>> job = topics.open_store().latest_job("my-study")
    >>> told = provenance(job, "shares", job.table("shares").query("estimator == 'nmf'"))
    >>> "Runs: nmf-3-s1-" in told, "lexicon" in told
    (True, False)
    """
    say = _WORDS.get(language, _WORDS["en"])
    parts = [say["study"].format(title=job.title_in(language), job=job.name, corpus=job.corpus_key)]
    if rests in ("shares", "fits", "first seed"):
        names = estimators_of(table)
        seeds = 1 if rests == "first seed" else None
        runs = [m.run_names[:seeds] for m in job.models if m.name in names]
        told = say["first" if seeds else "runs"].format(runs=runs_in_words(runs, language))
        parts.append(told if runs else "")
    if rests == "shares":
        parts.append(resampling(job, say["draws"]))
        parts.append(say["validated"] if job.validated else "")
    if rests in ("sweep", "robustness"):
        companions = job.companions(rests)
        parts.append(say[rests].format(name=companions[-1].name) if companions else "")
    if rests == "codes" and (kept := job.gold()[0]):
        parts.append(say["codes"].format(codes=kept.codes[:12], job=kept.job))
    return say["space"].join(filter(None, [*parts, losses_caption(job, language)]))


def estimators_of(table: "pd.DataFrame") -> list[str]:
    """The estimators that a table has numbers of; of a table of two models, both."""
    measured: Any = [column for column in _SHARES if column in table]
    rows = table.dropna(subset=measured, how="all") if measured else table
    columns: Sequence[str] = [name for name in ("estimator", "model_a", "model_b") if name in table]
    return list(dict.fromkeys(str(name) for column in columns for name in rows[column] if name))
