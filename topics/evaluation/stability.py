"""Stability of topics and shares when the seed or the number of topics changes.

Conventions. `fits` are fits of the same tokens by name: seeds of one setting, or sizes. S-CLOP (Rieger et al. 2020,
"Improving latent Dirichlet allocation: on reliability of the novel method LDAPrototype"): the N topics of R runs are
clustered (complete linkage); a cluster g with t_r topics of run r is as far from one topic of every run as

    U(g) = (1/R) Σ_r |t_r − 1| · Σ_r t_r,

and over all clusterings that pruning the dendrogram can give, S-CLOP = 1 − min Σ_g U(g) / (N (R − 1)/R), where the
denominator is the sum for N clusters of one topic each. It is 1 if every cluster holds one topic of each run. The least
sum is found over the tree: a branch is either one cluster or the best of its two sides. Rieger et al. cluster by the
Jaccard index of the words above a count; here similarity is 1 − Jensen–Shannon divergence of topics
without the prior's even part. All other similarities here are agreement beyond chance (`word_agreement`), so that
neither the prior η nor the vocabulary moves them by itself.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations, combinations_with_replacement, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.errors import ScoreError
from topics.evaluation.matching import assign, margins, on_one_vocabulary
from topics.evaluation.similarity import jensen_shannon
from topics.evaluation.word_agreement import beyond_chance, chance_similarity, without_even_part
from topics.models.fitted import FittedTopics
from topics.models.presence import present
from topics.schema import PERIOD, RUN, SHARE, THEME, TOPIC, WEIGHTING, Column, declare, renamed

if TYPE_CHECKING:
    import pandas as pd

Reals = NDArray[np.float64]

# A topic or theme is unstable below either, in the median over runs. Planted topics that share a fifth of their words'
# weight agree by .3, those that share half by .65. Without a prior, .3 is about what a plain similarity of .5 was.
SIMILARITY, MARGIN = 0.3, 0.1

_LIKE, _FURTHER = "agreement, 0 (chance) to 1", "agreement, −1 to 1"
RUN_STABILITY = declare(
    "run stability",
    "one run among others that should be the same",
    (
        RUN,
        Column("s_clop", "number", "S-CLOP, 0 to 1", "mean over its pairs with the others"),
        Column("word_agreement", "number", _LIKE, "mean similarity of matched topics, over its pairs with the others"),
        Column("prototype", "flag", "", "whether it is the run with the highest mean S-CLOP"),
    ),
)
TOPIC_STABILITY = declare(
    "topic stability",
    "one topic of the reference run",
    (
        TOPIC,
        Column("similarity", "number", _LIKE, "median similarity to its partners in the other runs"),
        Column("lowest", "number", _LIKE, "least similarity to one of them"),
        Column("margin", "number", _FURTHER, "median of similarity − that to the most similar other topic"),
        Column("n_runs", "integer", "runs", "other runs in which it has a partner"),
        Column("lonely", "flag", "", "whether it has none in most of them"),
        Column("unstable", "flag", "", "whether similarity is below .3, margin below .1, or it is lonely"),
    ),
)
THEME_STABILITY = declare(
    "theme stability",
    "one theme of the reference run",
    (
        THEME,
        Column("similarity", "number", _LIKE, "median over the theme's topics"),
        Column("margin", "number", _FURTHER, "median over the theme's topics"),
        Column("n_topics", "integer", "topics", "topics of the theme"),
        Column("unstable", "flag", "", "whether similarity is below .3, margin below .1, or half of them are lonely"),
    ),
)
SPREAD = declare(
    "share spread",
    "one weighting and theme",
    (
        WEIGHTING,
        THEME,
        Column("n_runs", "integer", "runs", "runs that are compared"),
        Column("share", "number", SHARE, "mean over runs and periods"),
        Column("sd_share", "number", SHARE, "standard deviation across runs, the mean over periods"),
        Column("range_share", "number", SHARE, "largest distance between two runs in one period"),
        renamed(PERIOD, "period", "period of that largest distance"),
    ),
)
ALIGNED = declare(
    "alignment paths",
    "one topic of one run",
    (
        RUN,
        TOPIC,
        Column("path", "integer", "number, from 1", "path that the topic continues or begins"),
        Column("origin", "text", "", "`starts`, `continues` or `splits`"),
        Column("parent", "text", "", "id of the topic of the run before that it comes from"),
        Column("similarity", "number", _LIKE, "similarity to the parent"),
        Column("margin", "number", _FURTHER, "similarity to the parent − that to the most similar other topic"),
    ),
)


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
    """Runs to be compared: the similarities of all pairs of their topics, computed once, and their level by chance."""

    def __init__(self, fits: Mapping[str, FittedTopics]) -> None:
        if len(fits) < 2:
            raise ScoreError(f"expected two runs or more, whose stability can be compared; found {len(fits)}.")
        self.names = list(fits)
        self.topic_ids = [fit.topic_ids for fit in fits.values()]
        matrices = [without_even_part(matrix) for matrix in on_one_vocabulary(list(fits.values()))]
        self.placed = [present(fit.passage_topics) for fit in fits.values()]
        held = [matrix[own] for matrix, own in zip(matrices, self.placed, strict=True)]
        self._chance = chance_similarity(held) if all(map(len, held)) else 0.0
        self._run_of = np.repeat(np.arange(len(fits)), [len(matrix) for matrix in matrices])
        ends = np.cumsum([0, *map(len, matrices)])
        self._similar = np.eye(int(ends[-1]))
        self._rows = [np.arange(start, end) for start, end in pairwise(ends)]
        for i, j in combinations_with_replacement(range(len(fits)), 2):
            block = jensen_shannon(matrices[i], matrices[j])
            block[~np.outer(self.placed[i], self.placed[j])] = 0
            self._similar[np.ix_(self._rows[i], self._rows[j])] = block
            self._similar[np.ix_(self._rows[j], self._rows[i])] = block.T

    def between(self, i: int, j: int) -> Reals:
        """Agreement beyond chance of the topics of run i with those of run j `(n_i, n_j)`.

        0 for topics that have no place in the text (`topics.models.presence`): they are like all of their kind.
        """
        return beyond_chance(self._similar[np.ix_(self._rows[i], self._rows[j])], self._chance)

    def matched(self, i: int, j: int) -> float:
        """Mean agreement of the topics of runs i and j that are matched and have a place; 0 if there are none."""
        matrix = self.between(i, j)
        rows, columns = assign(matrix)
        both = self.placed[i][rows] & self.placed[j][columns]
        return float(matrix[rows, columns][both].mean()) if both.any() else 0.0

    def s_clop(self, runs: Sequence[int] | None = None) -> float:
        """S-CLOP of the topics of some runs, or of all, that have a place; NaN if no two runs have any."""
        chosen = range(len(self.names)) if runs is None else runs
        rows = np.concatenate([self._rows[run][self.placed[run]] for run in chosen])
        distances = 1 - self._similar[np.ix_(rows, rows)]
        np.fill_diagonal(distances, 0)
        return pruned(distances, np.unique(self._run_of[rows], return_inverse=True)[1])


def run_stability(runs: Runs) -> "pd.DataFrame":
    """Similarity of each run with the others, and the prototype: columns as declared in `RUN_STABILITY`.

    The prototype is the run with the highest mean pairwise S-CLOP; ties go to the first.
    """
    n = len(runs.names)
    s_clop, matched = np.full((n, n), np.nan), np.full((n, n), np.nan)
    for i, j in combinations(range(n), 2):
        s_clop[i, j] = s_clop[j, i] = runs.s_clop((i, j))
        matched[i, j] = matched[j, i] = runs.matched(i, j)
    means = np.nanmean(s_clop, axis=1)
    return RUN_STABILITY.frame(
        {
            "run": runs.names,
            "s_clop": means,
            "word_agreement": np.nanmean(matched, axis=1),
            "prototype": np.arange(n) == means.round(12).argmax(),
        }
    )


def topic_stability(runs: Runs, reference: str) -> "pd.DataFrame":
    """The topics of one run and their partners in the other runs: columns as declared in `TOPIC_STABILITY`.

    A topic is lonely if most of the other runs have no partner for it, and unstable if its similarity is below .3, its
    margin below .1, or if it is lonely.
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
    return TOPIC_STABILITY.check(table.assign(lonely=lonely, unstable=unstable))


def theme_stability(topics: "pd.DataFrame", theme_of: Mapping[str, str]) -> "pd.DataFrame":
    """Medians over the topics of each theme, from `topic_stability`: columns as declared in `THEME_STABILITY`.

    `theme_of` maps topics to themes (a fit's own, or a codebook); topics of no theme are left out. A theme is unstable
    by the rule for topics; it is lonely if half of its topics are.
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
    return THEME_STABILITY.check(table.drop(columns="lonely").assign(unstable=~stable))


def share_spread(shares: "pd.DataFrame") -> "pd.DataFrame":
    """The spread of theme shares across runs: columns as declared in `SPREAD`.

    `shares` has `run, weighting, theme, period, share`. Periods without a share are left out.
    """
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
    return SPREAD.frame(rows)


def alignment_paths(runs: Runs) -> "pd.DataFrame":
    """Paths of topics as their number grows: columns as declared in `ALIGNED`.

    The runs are taken in the given order, fewest topics first. A topic that is assigned one to one to a topic of the
    run before *continues* it and keeps its path; any other topic *splits* from the most similar one and begins a path;
    the topics of the first run *start* theirs.
    """
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
    return ALIGNED.frame(rows)
