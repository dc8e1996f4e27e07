"""Stability of topics and shares when the seed or the number of topics changes.

Conventions. `fits` are fits of the same tokens by name: seeds of one setting, or sizes. S-CLOP (Rieger et al. 2020,
"Improving latent Dirichlet allocation: on reliability of the novel method LDAPrototype"): the N topics of R runs are
clustered (complete linkage); a cluster g with t_r topics of run r is as far from one topic of every run as

    U(g) = (1/R) Σ_r |t_r − 1| · Σ_r t_r,

and over all clusterings that pruning the dendrogram can give, S-CLOP = 1 − min Σ_g U(g) / (N (R − 1)/R), where the
denominator is the sum for N clusters of one topic each. It is 1 if every cluster holds one topic of each run. The least
sum is found over the tree: a branch is either one cluster or the best of its two sides. Rieger et al. cluster by the
Jaccard index of the words above a count; here any of `SIMILARITIES` may be used, Jensen–Shannon by default.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.evaluation.matching import Vocabulary, assign, margins, on_one_vocabulary, similarities
from topics.models.fitted import FittedTopics

if TYPE_CHECKING:
    import pandas as pd

Reals = NDArray[np.float64]

# A topic or theme is unstable below either, in the median over runs.
SIMILARITY, MARGIN = 0.5, 0.1


def pruned(distances: Reals, run_of: NDArray[np.intp]) -> float:
    """S-CLOP of topics with symmetric `distances (N, N)`; topic i is of run `run_of[i]`. NaN below two runs."""
    from scipy.cluster.hierarchy import linkage
    from scipy.spatial.distance import squareform

    n, n_runs = len(run_of), int(run_of.max(initial=-1)) + 1
    if n_runs < 2:
        return float("nan")
    branches = linkage(squareform(distances, checks=False), "complete")[:, :2].astype(int)
    held = np.concatenate([np.eye(n_runs)[run_of], np.zeros((n - 1, n_runs))])  # topics of each run that a node holds
    for node, (left, right) in enumerate(branches, start=n):
        held[node] = held[left] + held[right]
    least = (np.abs(held - 1).sum(axis=1) * held.sum(axis=1) / n_runs).tolist()
    for node, (left, right) in enumerate(branches.tolist(), start=n):
        least[node] = min(least[node], least[left] + least[right])
    return float(1 - least[-1] / (n * (n_runs - 1) / n_runs))


class Runs:
    """Runs to be compared: the similarities of all pairs of their topics, computed once."""

    def __init__(
        self,
        fits: Mapping[str, FittedTopics],
        *,
        similarity: str = "jensen_shannon",
        vocabulary: Vocabulary = "same",
    ) -> None:
        if len(fits) < 2:
            raise ScoreError(f"stability is a matter of two runs or more; {len(fits)} was given.")
        self.names = list(fits)
        self.topic_ids = [fit.topic_ids for fit in fits.values()]
        matrices = on_one_vocabulary(list(fits.values()), vocabulary)
        self._run_of = np.repeat(np.arange(len(fits)), [len(matrix) for matrix in matrices])
        ends = np.cumsum([0, *map(len, matrices)])
        self._similar = np.eye(int(ends[-1]))
        self._rows = [np.arange(start, end) for start, end in pairwise(ends)]
        for i, j in combinations_with_replacement(range(len(fits)), 2):
            block = similarities(matrices[i], matrices[j], similarity)
            self._similar[np.ix_(self._rows[i], self._rows[j])] = block
            self._similar[np.ix_(self._rows[j], self._rows[i])] = block.T

    def between(self, i: int, j: int) -> Reals:
        """Similarity of the topics of run i with those of run j `(n_i, n_j)`."""
        block: Reals = self._similar[np.ix_(self._rows[i], self._rows[j])]
        return block

    def s_clop(self, runs: Sequence[int] | None = None) -> float:
        """S-CLOP of some runs, or of all."""
        rows = np.concatenate([self._rows[run] for run in (range(len(self.names)) if runs is None else runs)])
        distances = 1 - self._similar[np.ix_(rows, rows)]
        np.fill_diagonal(distances, 0)
        return pruned(distances, np.unique(self._run_of[rows], return_inverse=True)[1])


def run_stability(runs: Runs) -> "pd.DataFrame":
    """One row per run, `run, s_clop, matched_similarity, prototype`: means over its pairs with the other runs.

    The prototype is the run with the highest mean pairwise S-CLOP; ties go to the first.
    """
    import pandas as pd

    n = len(runs.names)
    s_clop, matched = np.full((n, n), np.nan), np.full((n, n), np.nan)
    for i, j in combinations(range(n), 2):
        s_clop[i, j] = s_clop[j, i] = runs.s_clop((i, j))
        matrix = runs.between(i, j)
        matched[i, j] = matched[j, i] = matrix[assign(matrix)].mean()
    means = np.nanmean(s_clop, axis=1)
    return pd.DataFrame(
        {
            "run": runs.names,
            "s_clop": means,
            "matched_similarity": np.nanmean(matched, axis=1),
            "prototype": np.arange(n) == means.round(12).argmax(),
        }
    )


def topic_stability(runs: Runs, reference: str) -> "pd.DataFrame":
    """The topics of one run and their partners in the other runs, one row per topic.

    Columns: `topic, similarity, lowest, margin, n_runs, lonely, unstable`. `similarity` and `margin` are medians over
    the other runs in which the topic has a partner (`n_runs`), `lowest` is the least similarity. A topic is lonely if
    most of the other runs have no partner for it, and unstable if its similarity is below .5, its margin below .1, or
    if it is lonely.
    """
    import pandas as pd

    if reference not in runs.names:
        raise ScoreError(f'there is no run "{reference}" among {", ".join(runs.names)}.')
    own = runs.names.index(reference)
    others = [i for i in range(len(runs.names)) if i != own]
    similar = np.full((len(runs.topic_ids[own]), len(others)), np.nan)
    margin = similar.copy()
    for column, other in enumerate(others):
        matrix = runs.between(own, other)
        rows, columns = assign(matrix)
        similar[rows, column] = matrix[rows, columns]
        margin[rows, column] = margins(matrix, rows, columns)
    table = pd.DataFrame(
        {
            "topic": runs.topic_ids[own],
            "similarity": pd.DataFrame(similar).median(axis=1),
            "lowest": pd.DataFrame(similar).min(axis=1),
            "margin": pd.DataFrame(margin).median(axis=1),
            "n_runs": np.isfinite(similar).sum(axis=1),
        }
    )
    lonely = table["n_runs"] < len(others) / 2
    unstable = lonely | (table["similarity"] < SIMILARITY) | (table["margin"] < MARGIN)
    return table.assign(lonely=lonely, unstable=unstable)


def theme_stability(topics: "pd.DataFrame", theme_of: Mapping[str, str]) -> "pd.DataFrame":
    """Medians over the topics of each theme, from a table of `topic_stability`.

    Columns: `theme, similarity, margin, n_topics, unstable`. `theme_of` maps topics to themes (a fit's own, or a
    codebook); topics of no theme are left out. A theme is unstable by the rule for topics; it is lonely if half of its
    topics are.
    """
    themed = topics.assign(theme=topics["topic"].map(theme_of)).dropna(subset=["theme"])
    by_theme = themed.groupby("theme", sort=True)
    table = by_theme.agg(
        similarity=("similarity", "median"),
        margin=("margin", "median"),
        n_topics=("topic", "size"),
        lonely=("lonely", "mean"),
    ).reset_index()
    stable = (table["similarity"] >= SIMILARITY) & ~(table["margin"] < MARGIN) & (table["lonely"] < 0.5)
    return table.drop(columns="lonely").assign(unstable=~stable)


def share_spread(shares: "pd.DataFrame") -> "pd.DataFrame":
    """The spread of theme shares across runs: one row per weighting and theme.

    `shares` has `run, weighting, theme, period, share`. Columns: `weighting, theme, n_runs, share` (mean over runs and
    periods), `sd_share` (standard deviation across runs, mean over periods), `range_share` (the largest distance
    between two runs in one period) and that `period`. Periods without a share are left out.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for (weighting, theme), part in shares.dropna(subset=["share"]).groupby(["weighting", "theme"], sort=False):
        cells = part.groupby("period", sort=True)["share"]
        distances = cells.max() - cells.min()
        rows.append(
            {
                "weighting": weighting,
                "theme": theme,
                "n_runs": part["run"].nunique(),
                "share": cells.mean().mean(),
                "sd_share": cells.std().mean(),
                "range_share": distances.max(),
                "period": distances.idxmax(),
            }
        )
    columns = ["weighting", "theme", "n_runs", "share", "sd_share", "range_share", "period"]
    return pd.DataFrame(rows, columns=columns)


def alignment_paths(runs: Runs) -> "pd.DataFrame":
    """Paths of topics as their number grows: `run, topic, path, origin, parent, similarity, margin`.

    The runs are taken in the given order, fewest topics first. A topic that is assigned one to one to a topic of the
    run before *continues* it and keeps its path; any other topic *splits* from the most similar one and begins a path;
    the topics of the first run *start* theirs. `similarity` is that to the parent, `margin` its lead over the
    similarity to any other topic.
    """
    import pandas as pd

    columns = ["run", "topic", "path", "origin", "parent", "similarity", "margin"]
    n_paths = len(runs.topic_ids[0])
    paths = list(range(1, n_paths + 1))
    rows = [
        (runs.names[0], topic, path, "starts", "", np.nan, np.nan)
        for topic, path in zip(runs.topic_ids[0], paths, strict=True)
    ]
    for run in range(1, len(runs.names)):
        matrix = runs.between(run, run - 1)
        continued = dict(zip(*(index.tolist() for index in assign(matrix)), strict=True))
        parents = np.array([continued.get(i, int(row.argmax())) for i, row in enumerate(matrix)], dtype=np.intp)
        distinct = margins(matrix, np.arange(len(matrix)), parents)
        own: list[int] = []
        for i, (topic, parent) in enumerate(zip(runs.topic_ids[run], parents, strict=True)):
            n_paths += i not in continued
            own.append(paths[parent] if i in continued else n_paths)
            origin = "continues" if i in continued else "splits"
            above = runs.topic_ids[run - 1][parent]
            rows.append((runs.names[run], topic, own[-1], origin, above, matrix[i, parent], distinct[i]))
        paths = own
    return pd.DataFrame(rows, columns=columns)
