"""Agreement of a job's estimators with human codes, by period and by passage."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import StudyError
from topics.evaluation.people.agreement import (
    AGREEMENT,
    PASSAGE_AGREEMENT,
    agreement,
    gold_shares,
    join_gold,
    passage_agreement,
    read_gold,
)
from topics.models.codes import PassageCodes
from topics.preprocessing.corpus_tables import Corpus
from topics.results.scores import passage_table
from topics.results.shares import shares_over
from topics.schema import declare
from topics.shares.codebook import ThemeScores
from topics.shares.estimate import SHARES
from topics.shares.sums import families
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from topics.preprocessing.words.tokens import Tokens


BY_PERIOD = declare(
    "agreement by period",
    "one estimator, membership and weighting",
    (
        AGREEMENT["estimator"],
        SHARES["membership"],
        *AGREEMENT.without("estimator"),
    ),
)
BY_PASSAGE = declare(
    "agreement by passage",
    "one estimator, kind of code and theme, or the macro mean; means over seeds",
    (
        AGREEMENT["estimator"],
        *PASSAGE_AGREEMENT.only("code", "theme", "precision", "recall", "f1"),
        *(replace(column, dtype="number") for column in PASSAGE_AGREEMENT.only("n_coded", "n_estimated")),
    ),
)


@dataclass(frozen=True)
class GoldAgreement:
    """Agreement of estimators with human codes, and the part of the corpus that is coded.

    `by_period`: columns as declared in `BY_PERIOD`. `by_passage`: columns as declared in `BY_PASSAGE`, best estimators
    first, each with its macro means first. `coded` of `passages` counted passages have a code. `unmatched` lists the
    codes that belong to no passage, with the problem.
    """

    by_period: "pd.DataFrame"
    by_passage: "pd.DataFrame"
    coded: int
    passages: int
    unmatched: "pd.DataFrame"


def gold_agreement(job: Job) -> GoldAgreement:
    """Agreement of every estimator of a job with human codes: by period under either membership, and by passage.

    The codes are those of the study's gold.csv. Where only some passages are coded, estimators and codes are compared
    on those alone. Raises StudyError when there are no codes.

    >>> found = topics.open_store().latest_job("my-study").agreement()
    >>> found.by_passage.columns.tolist()
    ['estimator', 'code', 'theme', 'precision', 'recall', 'f1', 'n_coded', 'n_estimated']
    """
    import pandas as pd

    corpus = job.corpus
    joined = _gold(job)
    coded = passage_table(corpus, job.tokens)
    population = int(coded["counted"].sum())
    in_use = coded["passage_id"].isin(joined["passage_id"])
    coded = coded[in_use]
    scores = {model.name: job.scores(model.name) for model in job.models}
    truth = gold_shares(
        joined,
        coded.assign(counted=job.counted[in_use]),
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
    return GoldAgreement(
        by_period=BY_PERIOD.check(table[list(BY_PERIOD.names)].reset_index(drop=True)),
        by_passage=_by_passage(scores, joined, job.themes),
        coded=int(coded["counted"].sum()),
        passages=population,
        unmatched=joined[joined["passage_id"] == ""],
    )


# Agreement compares the estimates themselves, so their bands need few draws.
_FEW_DRAWS = 100


def _by_passage(
    scores: Mapping[str, Sequence[ThemeScores]], joined: "pd.DataFrame", themes: Sequence[Theme]
) -> "pd.DataFrame":
    import pandas as pd

    by_seed = pd.concat(
        passage_agreement(seed, joined).assign(estimator=name) for name, seeds in scores.items() for seed in seeds
    )
    measures = [name for name in BY_PASSAGE.names if name not in ("estimator", "code", "theme")]
    table = by_seed.groupby(["code", "estimator", "theme"], sort=False)[measures].mean().reset_index()
    macro = table[table["theme"] == "macro"].set_index(["code", "estimator"])["f1"]
    order = {theme: number for number, theme in enumerate(("macro", *(t.id for t in themes)))}
    table = table.assign(
        macro=[macro[key] for key in zip(table["code"], table["estimator"], strict=True)],
        number=table["theme"].map(order),
    ).sort_values(["code", "macro", "estimator", "number"], ascending=[False, False, True, True], ignore_index=True)
    return BY_PASSAGE.check(table[list(BY_PASSAGE.names)])


def coded_shares(job: Job) -> "pd.DataFrame | None":
    """Theme shares by period as people coded them, where every counted passage has a code; None otherwise.

    Columns as `topics.evaluation.people.agreement.gold_shares`.

    >>> found = topics.open_store().latest_job("my-study").coded_shares()
    >>> found.query("theme == 'wind' and weighting == 'text'")["share"].round(2).tolist()
    [0.68, 0.35]
    """
    if not job.has("gold"):
        return None
    corpus, coded = job.corpus, job.table("gold")
    passages = passage_table(corpus, job.tokens).assign(counted=job.counted)
    if not set(passages.loc[passages["counted"], "passage_id"]) <= set(coded["passage_id"]):
        return None
    return gold_shares(coded, passages, corpus.documents, job.periods, job.themes)


def _gold(job: Job) -> "pd.DataFrame":
    if not job.has("gold"):
        raise StudyError(
            f"{job.title}: this study had no gold.csv when it ran. Put one (columns doc_id, starts, theme: the first "
            "characters of a passage and its main theme) into the study and run it again; a sample that people coded "
            "or that was imported is scored by `topics gold score`."
        )
    return job.table("gold")


def gold_table(path: "Path", corpus: Corpus, themes: Sequence[Theme], language: str = "zh") -> "pd.DataFrame":
    """The codes, each with its passage; a code without a passage has an empty `passage_id` and the problem.

    Raises StudyError when no code belongs to a passage.
    """
    joined = join_gold(read_gold(path, themes), corpus.passages, language=language)
    if not (joined["passage_id"] != "").any():
        why = f': "{joined["problem"].iloc[0]}"' if len(joined) else ""
        raise StudyError(
            f"{path}: none of its {len(joined)} codes belongs to a passage of this corpus{why}. "
            "`doc_id` names a document, `starts` holds the first characters of a passage."
        )
    return joined.assign(mentions=joined["mentions"].map(list)) if "mentions" in joined else joined


def passage_codes(
    gold: "pd.DataFrame | None", passage_ids: Sequence[str], themes: Sequence[Theme]
) -> PassageCodes | None:
    """The codes of passages as models learn from them; None without codes.

    `gold`: columns as declared in `topics.evaluation.people.agreement.GOLD`. A passage with several rows has the last.
    """
    if gold is None:
        return None
    row_of = {passage: row for row, passage in enumerate(passage_ids)}
    coded = gold[gold["passage_id"].isin(row_of)].drop_duplicates("passage_id", keep="last")
    ids = [theme.id for theme in themes]
    mentions = None
    if "mentions" in coded:
        mentions = np.array([[theme in some for theme in ids] for some in coded["mentions"]], dtype=bool)
    return PassageCodes(
        np.array([row_of[passage] for passage in coded["passage_id"]], dtype=np.intp),
        np.array([[theme == one for one in ids] for theme in coded["theme"]], dtype=bool).reshape(len(coded), len(ids)),
        None if mentions is None else mentions.reshape(len(coded), len(ids)),
    )


def passage_families(corpus: Corpus, tokens: "Tokens") -> tuple[str, ...]:
    """The family of copies that the document of every passage is of (`topics.shares.sums.families`)."""
    family = families(corpus.passages.assign(n_tokens=tokens.lengths), corpus.documents)
    return tuple(map(family.__getitem__, corpus.passages["doc_id"]))
