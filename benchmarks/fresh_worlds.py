"""Recovery in four worlds that no part of the toolkit was chosen on, and whether bands hold what they are bands of.

    python benchmarks/fresh_worlds.py [--replications 8] [--keep FOLDER]

A world has one language and one set of terms in all of its replications, so that an estimator has an expectation there:
its mean over corpora by the same writers. `own` is the per cent of bands that hold the mean of the *other*
replications. A band is of that; where an estimator is biased, its band holds the true share less often, however right
its width. `sd` is the standard deviation of shares over replications, and `se` what the bands make of it (their width
over 3.92), both root mean squares over cells, in points.
"""

import argparse
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd

from topics.report.tables import to_markdown
from topics.simulation.artificial import dirichlet, draw_topics, draw_words, language, punctuated
from topics.simulation.mixtures import EVENLY, YEARS, years_of
from topics.simulation.planted import Simulated, Written, dates, simulated
from topics.simulation.recover import ESTIMATORS, TRUTH, Replication, replicated
from topics.simulation.recovery import recovery
from topics.study.settings import ModelSettings

LANGUAGE, SEED, DRAWS = 1, 500, 1000
NAMES = ("lexicon", "clause-extent", "lda-guided", "lda")
COLUMNS = ("replications", "bias", "rmse", "r", "slope_ratio", "coverage_corpus", "coverage_process", "width")
ABOUT = """\
Four worlds that were made when every constant was fixed (`benchmarks/fresh_worlds.py`). {worlds} Free LDA has K topics,
all else is as above. A world has one language in all {replications} replications, so that an estimator has an
expectation there: `own` is the per cent of bands that hold the mean of the other replications, `sd` the standard
deviation of shares over replications and `se` what the bands make of it (width / 3.92), in points. Where `own` is high
and `coverage process` low, the band has the right width around a share that is too low or too high: `bias`.

"""


@dataclass(frozen=True)
class World:
    """Corpora with planted shares `(n_themes, n_years)`; topics, documents and passages as in `mixtures`, but for this.

    Other topics are as `unequal` as a Zipf distribution of that exponent. A document has `per` passages on average, a
    passage `clauses` clauses of `clause` words. `alike` and `passages_alike` are the concentrations of their mixtures.
    """

    name: str
    about: str
    topics: int
    documents: int
    shares: tuple[tuple[float, ...], ...]
    others: int
    per: float
    clauses: int
    clause: tuple[int, int]
    alike: float
    passages_alike: float
    concentration: float
    words: int
    named: float
    unequal: float
    by_year: tuple[float, ...] = tuple(EVENLY)

    def corpus(self, number: int) -> Simulated:
        """One corpus of the world."""
        spoken = np.random.default_rng([LANGUAGE, *self.name.encode()])
        random = np.random.default_rng([SEED + number, *self.name.encode()])
        shares = np.array(self.shares)
        years, by_year = YEARS[: shares.shape[1]], np.array(self.by_year[: shares.shape[1]])
        tongue = language(
            spoken, themes=len(shares), others=self.others, words=self.words,
            named=self.named, concentration=self.concentration,
        )  # fmt: skip
        year = years_of(self.documents, by_year / by_year.sum())
        rest = np.arange(1, self.others + 1) ** -self.unequal
        expected = np.vstack([shares, np.outer(rest / rest.sum(), 1 - shares.sum(axis=0))]).T
        mixtures = dirichlet(random, self.alike * expected[year] + 1e-9)
        document = np.repeat(np.arange(len(mixtures)), 1 + random.poisson(self.per - 1, len(mixtures)))
        passages = dirichlet(random, self.passages_alike * mixtures[document] + 1e-9)
        clauses = [random.integers(*self.clause, size=n) for n in 1 + random.poisson(self.clauses - 1, len(document))]
        lengths = np.array([own.sum() for own in clauses])
        ends = np.cumsum(lengths)[:-1]
        topic = draw_topics(random, np.repeat(passages, lengths, axis=0))
        drawn = np.split(draw_words(random, tongue.topics, topic), ends)
        words = [tuple(tongue.vocabulary[w] for w in own) for own in drawn]
        texts = [
            punctuated(random, [own[end - n : end] for end, n in zip(np.cumsum(of), of, strict=True)])
            for own, of in zip(words, clauses, strict=True)
        ]
        counts = np.array([np.bincount(own, minlength=expected.shape[1]) for own in np.split(topic, ends)])
        written = Written(document, texts, words, counts[:, : len(shares)] / lengths[:, None])
        dated = dates(random, [years[t] for t in year])
        return simulated(spoken, self.name, written, dated, {}, tongue.named(), tongue.others, years, shares.T)


WORLDS = (
    World(
        "F", "many short passages, thirty other topics of unequal size, steep changes (K = 40)", 40, 500,
        ((0.02, 0.06, 0.10, 0.16, 0.22), (0.20, 0.16, 0.10, 0.05, 0.02), (0.05,) * 5),
        others=30, per=1.5, clauses=2, clause=(5, 12), alike=3.0, passages_alike=8.0, concentration=100.0, words=2500,
        named=0.2, unequal=0.8,
    ),
    World(
        "G", "60 long documents, constant shares (K = 10)", 10, 60, ((0.12,) * 5, (0.25,) * 5),
        others=6, per=12, clauses=8, clause=(6, 14), alike=2.0, passages_alike=3.0, concentration=150.0, words=1200,
        named=0.12, unequal=0.3,
    ),
    World(
        "H", "900 documents of one passage, eight themes of unequal size, three years (K = 30)", 30, 900,
        ((0.01, 0.02, 0.03), (0.02,) * 3, (0.03, 0.05, 0.03), (0.05,) * 3, (0.08, 0.06, 0.04), (0.10, 0.12, 0.14),
         (0.14, 0.10, 0.06), (0.25, 0.20, 0.15)),
        others=10, per=1.0001, clauses=4, clause=(5, 13), alike=1.5, passages_alike=6.0, concentration=250.0,
        words=2000, named=0.15, unequal=0.5,
    ),
    World(
        "I", "topics that are alike, steps, uneven years (K = 20)", 20, 200,
        ((0.05, 0.05, 0.15, 0.15, 0.15), (0.15, 0.15, 0.05, 0.05, 0.05), (0.10, 0.12, 0.08, 0.10, 0.12),
         (0.04, 0.04, 0.04, 0.08, 0.08)),
        others=14, per=4, clauses=5, clause=(5, 13), alike=2.0, passages_alike=4.0, concentration=800.0, words=1500,
        named=0.15, unequal=0.6, by_year=(0.35, 0.1, 0.2, 0.05, 0.3),
    ),
)  # fmt: skip


def fresh(replications: int, keep: Path | None) -> pd.DataFrame:
    """Scores of every world and estimator."""
    cells, tests = [], []
    for world in WORLDS:
        lda = ModelSettings(kind="lda", name="lda", options={"topics": world.topics}, seeds=(1, 2, 3))
        models = tuple(lda if name == "lda" else ESTIMATORS[name] for name in NAMES)
        for number in range(1, replications + 1):
            task = Replication(world.name, number, world.documents, models, "weight", SEED, DRAWS, None, keep)
            found = replicated(task, partial(world.corpus, number))
            cells.append(found[0])
            tests.append(found[1])
    every = pd.concat(cells, ignore_index=True)
    scores = recovery(every, pd.concat(tests, ignore_index=True))
    about = scores[["generator", "estimator", *COLUMNS]]
    return about.merge(own_expectation(every), on=["generator", "estimator"], sort=False, validate="one_to_one")


def own_expectation(cells: pd.DataFrame) -> pd.DataFrame:
    """Whether bands hold an estimator's own expectation: the mean share of the other replications."""
    rows = []
    for (world, estimator), part in cells.dropna(subset=["share"]).groupby(["generator", "estimator"], sort=False):
        same = part.groupby(["theme", "period"])["share"]
        n, mean = same.transform("size"), same.transform("mean")
        others = (n * mean - part["share"]) / (n - 1).where(n > 1)
        banded = part["lower"].notna() & others.notna()
        inside = (part["lower"] <= others) & (others <= part["upper"])
        spread = (same.transform("std") ** 2)[banded].mean() ** 0.5
        width = ((part["upper"] - part["lower"])[banded] / 3.92).pow(2).mean() ** 0.5
        own = 100 * inside[banded].mean()
        rows.append({"generator": world, "estimator": estimator, "own": own, "sd": 100 * spread, "se": 100 * width})
    table = pd.DataFrame(rows)
    return table.assign(**{name: table[name].round(1) for name in ("own", "sd", "se")})


def section(replications: int, keep: Path | None) -> str:
    """The table, with what it says, as Markdown."""
    worlds = " ".join(f"{world.name}: {world.about}." for world in WORLDS)
    scores = fresh(replications, keep)
    scores = scores[scores["estimator"] != TRUTH]
    return ABOUT.format(worlds=worlds, replications=replications) + to_markdown(scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--keep", type=Path, help="a folder for what is known already")
    given = parser.parse_args()
    print(section(given.replications, given.keep))


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
