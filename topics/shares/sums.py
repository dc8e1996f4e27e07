"""Sums of tokens and documents by label, period and cluster: numerators and denominators of every share.

Conventions. Text share of theme k in a period = Σ_p L_p y_pk / Σ_p L_p over its passages p, where L_p counts all word
tokens and y_pk is the passage's membership in the theme. Document share = Σ_d y_dk / N with y_dk the text share inside
document d. Documents and passages without a word token are in no denominator.

A *cluster* is resampled and permuted as one, since its parts are not independent of each other: a document, all
documents with one value of an attribute, such as their `source` (a document without a value is a cluster of its own),
or a family of documents that repeat each other for the most part, directly or through a third.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError, nearest
from topics.preprocessing.attribute_table import SOURCE, attribute_names, attribute_values
from topics.preprocessing.selection import EVERY, selected
from topics.shares import intervals
from topics.shares.codebook import ThemeScores
from topics.shares.design import Design
from topics.shares.estimand import DateType, Estimand
from topics.shares.periods import Periods
from topics.themes import NONE_OF_THE_THEMES, UNASSIGNED

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
DATE_COLUMNS: dict[DateType, str] = {
    "publication": "date",
    "issue": "issued",
    "effect": "effective",
    "described": "described",
}
RELATED = 0.5  # of a document's words, in passages that repeat another document


@dataclass(frozen=True, eq=False)
class ThemeSums:
    """Sums by cluster: one row per cluster within a period and, if asked for, a group, in that order.

    `estimator, estimand, design`: the estimator whose memberships were added up, what is measured, and how.
    `parts (n_rows, 2, n_seeds, n_labels)`: tokens under each label, and documents, each split by its tokens.
    `sizes (n_rows, 2)`: all tokens, all documents. `labels`: the themes, none of them, unassigned.
    `period (n_rows)` indexes `periods`; `group (n_rows)` is the value of an attribute, '' unless rows were split by
    one; `cluster (n_rows)` is the cluster's name, one name in all its periods and groups.
    `counted (n_rows, 3)`: documents, passages, tokens. `blind (n_labels)`: whether the estimator gives the label to no
    passage in any period of the whole corpus, so that its zeros are no measurement. `refitted`: `parts` by topics that
    were estimated once more from other documents, where every seed has such.
    """

    estimator: str
    estimand: Estimand
    design: Design
    labels: tuple[str, ...]
    period: NDArray[np.intp]
    group: NDArray[np.str_]
    cluster: NDArray[np.str_]
    parts: Floats
    sizes: Floats
    counted: NDArray[np.int64]
    blind: NDArray[np.bool_]
    refitted: Floats | None = None

    @property
    def periods(self) -> tuple[str, ...]:
        """Names of the periods, those without a document included."""
        return tuple(self.design.periods.names)

    @property
    def clusters(self) -> str:
        """The kind of cluster that a row stands for: document, family, or the name of an attribute."""
        return self.design.resampled(self.estimand)

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Documents, passages and tokens of each period `(n_periods, 3)`."""
        found = np.zeros((len(self.periods), 3), dtype=np.int64)
        np.add.at(found, self.period, self.counted)
        return found

    @cached_property
    def shares(self) -> Floats:
        """Shares of every label `(n_periods, 2, n_seeds, n_labels)`; NaN in a period without a document."""
        found = np.full((len(self.periods), *self.parts.shape[1:]), np.nan)
        for t in self.filled:
            parts, sizes = self.of(t)
            found[t] = parts.sum(axis=0) / sizes.sum(axis=0)[:, None, None]
        return found

    @cached_property
    def reach(self) -> Floats:
        """How much of a cluster each label takes `(2 weightings, 2, n_labels)`: see `topics.shares.intervals.reach`."""
        parts = self.parts.mean(axis=2)
        return np.stack([intervals.reach(parts[:, w], self.sizes[:, w]) for w in range(parts.shape[1])])

    @property
    def filled(self) -> list[int]:
        """The periods that have a document."""
        return [int(t) for t in np.unique(self.period)]

    def of(self, t: int, group: str | None = None) -> tuple[Floats, Floats]:
        """`parts` and `sizes` of the clusters of one period, or of one group in it."""
        rows = self.period == t
        if group is not None:
            rows = rows & (self.group == group)
        return self.parts[rows], self.sizes[rows]

    def only(self, rows: NDArray[np.bool_]) -> "ThemeSums":
        """The sums of some of the rows."""
        by_row = ("period", "group", "cluster", "parts", "sizes", "counted")
        refitted = None if self.refitted is None else self.refitted[rows]
        return replace(self, refitted=refitted, **{name: getattr(self, name)[rows] for name in by_row})


def theme_sums(
    scores: Sequence[ThemeScores],
    passages: "pd.DataFrame",
    documents: "pd.DataFrame",
    *,
    estimator: str,
    design: Design,
    estimand: Estimand,
    by: str = "",
) -> ThemeSums:
    """The sums of one estimator: arguments as `topics.shares.estimate.theme_shares` has them.

    With `by`, the name of an attribute, rows are split by its values. Raises ModelError for one that is not there.
    """
    _check(scores)
    if estimand.unassigned == "reassigned":
        scores = [s.reassigned for s in scores]
    periods, clusters = design.periods, design.resampled(estimand)
    table = used_passages(passages, dated_by(documents, estimand.date_type), periods, estimand.duplicates)
    ids, of_passage = np.unique(table["doc_id"].to_numpy(dtype=str), return_inverse=True)
    passage_ids, lengths = table["passage_id"].tolist(), table["n_tokens"].to_numpy(dtype=np.float64)
    in_labels = _by_document(scores, passage_ids, lengths, of_passage, len(ids), estimand.membership)
    tokens = np.bincount(of_passage, weights=lengths, minlength=len(ids)).astype(np.float64)
    about = documents.assign(doc_id=documents["doc_id"].astype(str)).set_index("doc_id").loc[ids]
    order = {name: t for t, name in enumerate(periods.names)}
    period = np.empty(len(ids), dtype=np.intp)
    period[of_passage] = [order[name] for name in table["period"]]
    group = attribute_values(about, by) if by else np.full(len(ids), "")
    cluster = clusters_of(ids, about, passages, documents, clusters)
    blind = np.asarray(~in_labels.any(axis=(0, 1)))
    n_passages = np.bincount(of_passage, minlength=len(ids))
    rows = np.flatnonzero(_selected(ids, documents, estimand.where, design.date_order))
    period, group, cluster = period[rows], group[rows], cluster[rows]
    in_labels, tokens, n_passages = in_labels[rows], tokens[rows], n_passages[rows]
    refits = [s.refitted for s in scores if s.refitted]
    refitted = None
    if len(refits) == len(scores):
        refitted = _by_document(refits, passage_ids, lengths, of_passage, len(ids), estimand.membership)[rows]
    keys = list(zip(period.tolist(), group.tolist(), cluster.tolist(), strict=True))
    row_of = {key: row for row, key in enumerate(sorted(set(keys)))}
    row = np.array([row_of[key] for key in keys], dtype=np.intp)

    def of_rows(in_label: Floats) -> Floats:
        return _summed(row, np.stack([in_label, in_label / tokens[:, None, None]], axis=1), len(row_of))

    return ThemeSums(
        estimator=estimator,
        estimand=estimand,
        design=design,
        labels=(*scores[0].theme_ids, NONE_OF_THE_THEMES, UNASSIGNED),
        period=np.array([key[0] for key in row_of], dtype=np.intp),
        group=np.array([key[1] for key in row_of], dtype=np.str_),
        cluster=np.array([key[2] for key in row_of], dtype=np.str_),
        parts=of_rows(in_labels),
        sizes=_summed(row, np.column_stack([tokens, np.ones_like(tokens)]), len(row_of)),
        counted=_summed(row, np.column_stack([np.ones_like(tokens), n_passages, tokens]), len(row_of)).astype(np.int64),
        blind=blind,
        refitted=None if refitted is None else of_rows(refitted),
    )


def _by_document(
    scores: Sequence[ThemeScores],
    passage_ids: list[str],
    lengths: Floats,
    of_passage: NDArray[np.intp],
    n_documents: int,
    membership: str,
) -> Floats:
    """Tokens under each label `(n_documents, n_seeds, n_labels)`."""
    # One seed at a time: the memberships of its passages are the largest array here.
    by_seed = [_summed(of_passage, _membership(s, passage_ids, membership), n_documents, lengths) for s in scores]
    return np.stack(by_seed, axis=1)


def dated_by(documents: "pd.DataFrame", date_type: DateType) -> "pd.DataFrame":
    """The documents with another of their dates as `date`; a document without that date keeps its publication date.

    If a document describes a range of years, the first counts. Raises ModelError for a table without that type of date.
    """
    if date_type not in DATE_COLUMNS:
        raise ModelError(f'"{date_type}" is no date_type of a document; {nearest(date_type, DATE_COLUMNS)}')
    if date_type == "publication":
        return documents
    other = _column(documents, DATE_COLUMNS[date_type])
    stated = other != ""
    precision = documents.get("date_precision", documents["date"].map(lambda _: ""))
    return documents.assign(
        date=documents["date"].where(~stated, [str(date).split("–")[0] for date in other]),
        date_precision=precision.where(~stated, ""),
    )


def _selected(ids: NDArray[np.str_], documents: "pd.DataFrame", where: str, date_order: str) -> NDArray[np.bool_]:
    """Whether each document is selected; `ids` are those that are used."""
    if where == EVERY:
        return np.ones(len(ids), dtype=bool)
    chosen = documents["doc_id"].astype(str).to_numpy(dtype=str)[selected(documents, where, date_order)]
    return np.isin(ids, chosen)


def _check(scores: Sequence[ThemeScores]) -> None:
    if not scores:
        raise ModelError("theme shares need the theme scores of at least one seed, and none were given.")
    if any(s.theme_ids != scores[0].theme_ids for s in scores):
        raise ModelError("the seeds of one estimator were scored on different themes; score them on the same ones.")


def used_passages(
    passages: "pd.DataFrame", documents: "pd.DataFrame", periods: Periods, duplicates: str
) -> "pd.DataFrame":
    """The passages that enter a share: `passage_id, doc_id, n_tokens, period`."""
    period_of = dict(zip(documents["doc_id"], periods.of_documents(documents), strict=True))
    strangers = sorted(set(passages["doc_id"]) - period_of.keys())
    if strangers:
        raise ModelError(f'passages name a document that the documents table lacks: "{strangers[0]}".')
    table = passages[["passage_id", "doc_id", "n_tokens"]].assign(period=passages["doc_id"].map(period_of))
    used = (table["period"] != "") & (table["n_tokens"] > 0)
    if duplicates == "once":
        used &= passages["counted"].astype(bool)
    return table[used].reset_index(drop=True)


def _membership(scores: ThemeScores, passage_ids: list[str], membership: str) -> Floats:
    """Membership of each passage `(n_passages, n_labels)`: themes, none of them, unassigned."""
    rows = scores.rows(passage_ids)
    if membership == "weight":
        return scores.composition[rows]
    whole: Floats = np.eye(len(scores.theme_ids) + 2)[scores.primary[rows]]
    return whole


def _summed(row: NDArray[np.intp], values: Floats, n_rows: int, weights: Floats | None = None) -> Floats:
    """Weighted sums of `values` over the members of each row: `(n, …)` to `(n_rows, …)`."""
    from scipy.sparse import csr_matrix

    weights = np.ones(len(row)) if weights is None else weights
    into = csr_matrix((weights, (row, np.arange(len(row)))), shape=(n_rows, len(row)))
    sums: Floats = into @ values.reshape(len(row), int(np.prod(values.shape[1:])))
    return sums.reshape(n_rows, *values.shape[1:])


def clusters_of(
    ids: NDArray[np.str_], about: "pd.DataFrame", passages: "pd.DataFrame", documents: "pd.DataFrame", clusters: str
) -> NDArray[np.str_]:
    """The cluster of each document used."""
    if clusters == "document":
        return ids
    if clusters == "family":
        family = families(passages, documents)
        return np.array([family[doc_id] for doc_id in ids], dtype=str)
    known = attribute_names(documents)
    if clusters not in (*known, SOURCE):
        raise ModelError(f'cannot resample by "{clusters}"; {nearest(clusters, ("document", "family", *known))}')
    value = attribute_values(about, clusters)
    return np.where(value == "", np.char.add("document ", ids), np.char.add(f"{clusters} ", value))


def families(passages: "pd.DataFrame", documents: "pd.DataFrame", least: float = RELATED) -> dict[str, str]:
    """The family of every document, named by its first member.

    Two documents are of one family where one is a `duplicate_of` the other, or where passages with at least the part
    `least` of its words repeat passages of the other; with `least` 0, one such passage is enough. A formula that all
    documents close with makes no family of them, or no band would be left. Without a column `n_tokens`, passages are
    counted instead of words.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    ids = documents["doc_id"].astype(str).tolist()
    place = {doc_id: number for number, doc_id in enumerate(ids)}
    owner = dict(zip(passages["passage_id"], passages["doc_id"].astype(str), strict=True))
    whole = zip(ids, _column(documents, "duplicate_of"), strict=True)
    # A canonical text may be outside the table (part of a corpus); its copies are then a family without it.
    links = [(doc_id, original) for doc_id, original in whole if original]
    words, repeated = Counter[str](), Counter[tuple[str, str]]()
    lengths = passages["n_tokens"] if "n_tokens" in passages else [1] * len(passages)
    columns = passages["doc_id"].astype(str), _column(passages, "duplicate_of"), lengths
    for doc_id, original, n_tokens in zip(*columns, strict=True):
        words[doc_id] += n_tokens
        if original and (n_tokens or not least):
            repeated[doc_id, owner.get(original, f"passage {original}")] += n_tokens
    links += [(doc_id, original) for (doc_id, original), n in repeated.items() if n >= least * words[doc_id]]
    for _, original in links:
        place.setdefault(original, len(place))
    pairs = np.array([(place[a], place[b]) for a, b in links], dtype=np.intp).reshape(-1, 2)
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(place), len(place)))
    component = connected_components(graph, directed=False)[1]
    first: dict[int, str] = {}
    for doc_id in ids:
        first.setdefault(int(component[place[doc_id]]), doc_id)
    return {doc_id: first[int(component[place[doc_id]])] for doc_id in ids}


def _column(table: "pd.DataFrame", name: str) -> NDArray[np.object_]:
    if name not in table:
        raise ModelError(f"the table of documents or passages has no column {name}, which this way of counting needs.")
    return table[name].fillna("").to_numpy(dtype=object)
