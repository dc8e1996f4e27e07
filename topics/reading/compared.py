"""Key words of a job's documents: one time against another, one group against another, inside a theme or over all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.reading.chosen import choice, chosen, main_theme, theme_named
from topics.reading.keyness import FEWEST, Side, adjusted_for_all, keyness
from topics.schema import PROBABILITY, Column, declare
from topics.store.job import Job
from topics.unmeasured import ONE_CLUSTER
from topics.wording import count

if TYPE_CHECKING:
    import pandas as pd

REST = "all other documents"
KEY = 0.05  # false discovery rate
FEW = "few documents"
_LOGS = "binary logarithm"

KEYNESS = declare(
    "keyness",
    "one word",
    (
        Column("word", "text", "", "word of the vocabulary"),
        Column("more_in", "text", "", "the side with the higher rate: `a` or `b`"),
        Column("key", "flag", "", f"whether the adjusted p is below {KEY}"),
        Column("occurrences_a", "integer", "occurrences", "occurrences on side a"),
        Column("occurrences_b", "integer", "occurrences", "occurrences on side b"),
        Column("per_million_a", "number", "occurrences per million word tokens", "rate on side a"),
        Column("per_million_b", "number", "occurrences per million word tokens", "rate on side b"),
        Column("documents_a", "integer", "documents", "documents of side a that hold it"),
        Column("documents_b", "integer", "documents", "documents of side b that hold it"),
        Column("log_ratio", "number", _LOGS, "log2 of the rate on side a over that on side b, both with the prior"),
        Column("lower", "number", _LOGS, "lower end of its 95 % interval over documents; may be −inf"),
        Column("upper", "number", _LOGS, "upper end of its 95 % interval over documents; may be inf"),
        Column("z", "number", "standard errors", "difference of the rates over its standard error over documents"),
        Column("p", "number", PROBABILITY, "p of so large a difference if there is none, by documents"),
        Column("p_adjusted", "number", PROBABILITY, "p adjusted over all words tested (Benjamini & Hochberg 1995)"),
        Column(
            "g2", "number", "log-likelihood ratio", "log-likelihood ratio G², words taken as independent (Dunning 1993)"
        ),
        Column("log_odds", "number", "natural logarithm", "difference of log odds with a prior (Monroe et al. 2008)"),
        Column("log_odds_z", "number", "standard errors", "that over its standard error, words taken as independent"),
        Column(
            "why",
            "text",
            "",
            "why there is no test and no interval, empty where there are: "
            f"`{FEW}` (fewer than {FEWEST} hold it) or `{ONE_CLUSTER}` (a side of one document)",
        ),
    ),
)


@dataclass(frozen=True)
class Compared:
    """Key words as declared in `KEYNESS`, and what was compared.

    `a` and `b` say which documents the sides are; `documents` and `tokens` are the numbers of both; `theme` and
    `estimator` are "" over all text.
    """

    table: "pd.DataFrame"
    a: str
    b: str
    documents: tuple[int, int]
    tokens: tuple[int, int]
    theme: str = ""
    estimator: str = ""

    @property
    def tested(self) -> int:
        """The number of words that were tested."""
        return int(self.table["p"].notna().sum())

    @property
    def key(self) -> int:
        """The number of key words."""
        return int(self.table["key"].sum())

    @property
    def key_by_words(self) -> int:
        """The number of words that G² would call key at the same false discovery rate, were words independent."""
        from scipy.special import chdtrc

        return int((adjusted_for_all(chdtrc(1, self.table["g2"].to_numpy())) < KEY).sum())

    def _repr_html_(self) -> str:
        """The key words as HTML for notebooks; pandas escapes what it shows."""
        return str(self.table[self.table["key"]].to_html(index=False))


def job_keyness(job: Job, a: str, b: str = "", *, theme: str = "", estimator: str = "", **changes: Any) -> Compared:
    """Words that set the documents of side a apart from those of side b: columns as declared in `KEYNESS`.

    A side is a period such as 2021 or 2019..2020, or a selection such as level = central; `b` is by default all other
    documents. With `theme`, only passages whose main theme it is are read, by `estimator` or the study's own. `changes`
    are values of `where`, `duplicates` and so on. Words are those of the study's vocabulary. Raises ModelError for
    sides that share documents, and for one without a word.
    """
    of = chosen(job, **changes)
    in_a = of.mask(a, of.estimand.where)
    in_b = of.mask(b, of.estimand.where) if b else of.mask(of.estimand.where) & ~in_a
    _refuse(a, b, in_a, in_b, of.every["doc_id"].tolist())
    main = np.ones(job.tokens.n_passages, dtype=bool)
    if theme or estimator:
        model = job.model(estimator) if estimator else job.own
        known = theme_named(job, theme)
        theme, estimator = known.id, model.name
        main = main_theme(job, known, model)[0]
    read = main & np.array([of.counts(counted) for counted in job.corpus.passages["counted"].tolist()], dtype=bool)
    sides = [_side(job, of.every["doc_id"][mask].tolist(), read) for mask in (in_a, in_b)]
    for name, side in zip((a, b or REST), sides, strict=True):
        if not len(side.sizes):
            raise ModelError(
                f'no passage {f"about {theme} " if theme else ""}is counted in "{name}"; choose more documents.'
            )
    return Compared(
        _table(job, sides),
        choice(a),
        choice(b) if b else REST,
        (len(sides[0].sizes), len(sides[1].sizes)),
        (int(sides[0].sizes.sum()), int(sides[1].sizes.sum())),
        theme,
        estimator,
    )


def _refuse(a: str, b: str, in_a: NDArray[np.bool_], in_b: NDArray[np.bool_], names: Sequence[str]) -> None:
    if (both := in_a & in_b).any():
        first = names[int(np.flatnonzero(both)[0])]
        raise ModelError(
            f'{count(int(both.sum()), "document is", "documents are")} on both sides, such as {first}; "{a}" and "{b}" '
            "must have none in common."
        )
    if not in_b.any():
        raise ModelError(
            f'"{a}" holds all documents, so that nothing is left to compare them with. Name fewer with --a, or a group '
            "with --b."
        )


def _side(job: Job, doc_ids: Sequence[str], read: NDArray[np.bool_]) -> Side:
    """The words of documents, in the passages that are read."""
    from scipy.sparse import csr_matrix

    number = {doc_id: place for place, doc_id in enumerate(doc_ids)}
    document = np.array([number.get(doc_id, -1) for doc_id in job.corpus.passages["doc_id"]], dtype=np.intp)
    rows = np.flatnonzero(read & (document >= 0) & (np.asarray(job.tokens.lengths) > 0))
    held, of_row = np.unique(document[rows], return_inverse=True)
    summed = csr_matrix((np.ones(len(rows)), (of_row, rows)), shape=(len(held), job.tokens.n_passages))
    counts = csr_matrix(summed @ job.tokens.counts)
    sizes = np.bincount(of_row, weights=job.tokens.lengths[rows], minlength=len(held))
    return Side(counts, sizes.astype(np.float64))


def _table(job: Job, sides: Sequence[Side]) -> "pd.DataFrame":
    """The words that either side holds, the surest first."""
    found = keyness(sides[0], sides[1])
    n, held = [side.occurrences for side in sides], [side.documents for side in sides]
    alone = min(len(side.sizes) for side in sides) < 2
    few = held[0] + held[1] < FEWEST
    table = KEYNESS.frame(
        {
            "word": list(job.tokens.vocabulary),
            "more_in": np.where(found.log_ratio >= 0, "a", "b").tolist(),
            "key": found.adjusted < KEY,
            "occurrences_a": n[0].astype(np.int64),
            "occurrences_b": n[1].astype(np.int64),
            "per_million_a": 1e6 * n[0] / sides[0].sizes.sum(),
            "per_million_b": 1e6 * n[1] / sides[1].sizes.sum(),
            "documents_a": held[0],
            "documents_b": held[1],
            "log_ratio": found.log_ratio,
            "lower": found.lower,
            "upper": found.upper,
            "z": found.z,
            "p": found.p,
            "p_adjusted": found.adjusted,
            "g2": found.g2,
            "log_odds": found.log_odds,
            "log_odds_z": found.log_odds_z,
            "why": np.where(alone, ONE_CLUSTER, np.where(few, FEW, "")).tolist(),
        }
    )
    table = table[(n[0] + n[1]) > 0].assign(surest=lambda t: -t["z"].abs(), likeliest=lambda t: -t["g2"])
    table = table.sort_values(["p_adjusted", "surest", "likeliest", "word"], kind="stable", ignore_index=True)
    return KEYNESS.check(table.drop(columns=["surest", "likeliest"]))
