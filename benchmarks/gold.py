"""Shares corrected from a coded sample: bias, error and coverage in simulation, as a page of documentation.

    python benchmarks/gold.py [--replications 2000] [--workers 1] [--out docs/gold.md]

Nothing of the toolkit is imitated here: the sample is allocated, the predictions are cross-fitted and the shares are
estimated by the functions that `topics gold` calls, many simulated corpora at once.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.cli.options import progress_bars
from topics.evaluation.coding_sample import allocation, joined_strata
from topics.report.tables import to_markdown
from topics.shares.calibration import FOLDS, cross_fitted
from topics.shares.clusters import correlation, design_effect, intraclass, paired_sums
from topics.shares.design_based import DesignEstimate, design_estimate, expected_of_codes, expected_square

YEARS, UNITS = 5, 400
LEVELS = np.array([[0.03], [0.08], [0.15], [0.25]])  # by theme
TREND = np.linspace(0.7, 1.3, YEARS)
SHARES = LEVELS * np.stack([TREND, TREND[::-1], TREND, TREND[::-1]])  # (themes, years)
THEMES = len(LEVELS)
# How far a theme's score lies above noise of variance 1 where the theme is there, by year.
SURROGATES = {"good": np.full(YEARS, 3.5), "useless": np.zeros(YEARS), "drifting": np.linspace(4.0, 1.0, YEARS)}
SAME_ODDS, STEEP = 2.5, 2.0  # the score at which a theme is as likely as none: levels are off, as those of models are
DESIGNS = ("simple", "score")
CODED = (20, 40, 80)
EXPECTED = 5  # positives in a cell's sample, the line between the two kinds of cells
BATCH = 100  # corpora at once
DOCUMENT, ICC = 5, 0.3  # units a document, and how alike they are, where they are clustered
METHODS = ("uncorrected", "gold only", "corrected")
ABOUT = """\
# Shares corrected from a coded sample

What `topics gold estimate` makes of simulated corpora whose shares are known. Written by `benchmarks/gold.py`; nothing
here is edited by hand.

**{replications:,} corpora a row**, each of {years} years with {units} units (passages, say) a year, each unit about one of four
themes or none; true shares {lowest:.1%} to {highest:.1%}, rising or falling by half. The surrogate gives every unit a score a theme:
*good* (F1 {good}), *useless* (noise), *drifting* (F1 {drifting} from the first year to the last). 20, 40 or 80 units a year are coded, in a simple
sample within the year or one stratified by the theme that the surrogate finds (`--strata score`). Units weigh the same (docs/gold_sample.md has
words) and come singly or, where it says *clustered*, in documents of {document}, about one theme more often than chance: intraclass
correlation {icc}. Seed {seed}.

*Uncorrected* is the share of units whose theme the surrogate finds, as `topics gold estimate` prints it, *gold only* the codes of the same sample without predictions, *corrected*
the design-based estimate with cross-fitted predictions. Cells are themes × years; those with at least {expected} expected
positives in the sample (n × share) stand apart from the others. Bias is the mean over cells of the error, RMSE its root
mean square, both in percentage points; `se` is the Monte Carlo error (over corpora) of the bias; ratio = RMSE corrected / gold only.
Coverage of 95 % bands in per cent, of the share in this corpus and of the share in the process that wrote it; the Monte
Carlo error of a coverage, √(.95 · .05 / (corpora × cells)), is at most {error:.2f} points.
"""

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Cells = dict[str, Floats]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "gold.md")
    given = parser.parse_args()
    rows: list[dict[str, object]] = []
    in_documents: list[dict[str, object]] = []
    years: list[dict[str, object]] = []
    quality = {}
    with progress_bars() as progress, ProcessPoolExecutor(given.workers) as pool:
        conditions = [(s, d, n, False) for s in SURROGATES for d in DESIGNS for n in CODED]
        conditions += [(s, d, n, True) for s in SURROGATES for d in DESIGNS for n in CODED[1:]]
        todo = [(*condition[:3], given.replications, given.seed, condition[3]) for condition in conditions]
        for done, cells in enumerate(pool.map(simulated, *zip(*todo, strict=True)), start=1):
            surrogate, design, n, clustered = conditions[done - 1]
            about = {"surrogate": surrogate, "design": design, "coded": n}
            if clustered:
                in_documents += [row for row in summary(about, cells, n) if row["cells"] != "all"]
            else:
                quality[surrogate] = cells.pop("f1").mean(axis=(0, 1))
                rows += summary(about, cells, n)
                years += by_year(about, cells) if surrogate == "drifting" else []
            progress(done, len(conditions), "simulating")
    table, documents = against_simple(pd.DataFrame(rows)), pd.DataFrame(in_documents)
    fewest = min(int((n * SHARES >= EXPECTED).sum()) for n in CODED)
    page = ABOUT.format(
        replications=given.replications,
        years=YEARS,
        units=UNITS,
        lowest=SHARES.min(),
        highest=SHARES.max(),
        good=f"{quality['good'].mean():.2f}",
        drifting=f"{quality['drifting'][0]:.2f} to {quality['drifting'][-1]:.2f}",
        seed=given.seed,
        document=DOCUMENT,
        icc=ICC,
        expected=EXPECTED,
        error=100 * np.sqrt(0.95 * 0.05 / (given.replications * fewest)),
    )
    page += f"\n## In short\n\n{to_markdown(in_short(table, documents))}"
    for title, wanted in (("Errors", ERRORS), ("Bands", BANDS)):
        page += f"\n## {title}\n\n{to_markdown(table[['surrogate', 'design', 'coded', 'cells', *wanted]])}"
    page += f"\n## Bands of the drifting surrogate, year by year\n\nCoverage of *corrected*, all themes.\n\n{to_markdown(pd.DataFrame(years))}"
    columns = ["surrogate", "design", "coded", "cells", *BANDS[:4]]
    page += f"\n## Units that come in documents\n\n{to_markdown(documents[columns])}"
    given.out.write_text(page, encoding="utf-8")
    print(page)


ERRORS = (*(f"bias {m}" for m in METHODS), "se", *(f"RMSE {m}" for m in METHODS), "ratio", "against simple")
BANDS = (*(f"{m}, {p}" for p in ("corpus", "process") for m in METHODS[1:]), "width gold only", "width corrected")


def against_simple(table: pd.DataFrame) -> pd.DataFrame:
    """With the ratio of each RMSE corrected to that of codes alone in a simple sample of as many, which needs no surrogate."""
    key = ["surrogate", "coded", "cells"]
    simple = table[table["design"] == "simple"].set_index(key)["RMSE gold only"]
    ratio = (
        table["RMSE corrected"].to_numpy() / simple.loc[list(table[key].itertuples(index=False, name=None))].to_numpy()
    )
    return table.assign(**{"against simple": ratio.round(2)})


def in_short(table: pd.DataFrame, documents: pd.DataFrame) -> pd.DataFrame:
    """What was asked of the corrected estimate, and what was found: the least and the most over the rows it is asked of."""
    rare, many, every = (table["cells"] == kind for kind in (f"< {EXPECTED}", f"≥ {EXPECTED}", "all"))
    coverage = ["corrected, corpus", "corrected, process"]
    asked = [
        (f"coverage at 80 coded, cells with ≥ {EXPECTED} expected positives", "93–97", table[many & (table["coded"] == 80)][coverage]),
        (f"coverage at 40 coded, cells with ≥ {EXPECTED} expected positives", "", table[many & (table["coded"] == 40)][coverage]),
        (f"coverage at 20 coded, cells with ≥ {EXPECTED} expected positives", "≥ 90", table[many & (table["coded"] == 20)][coverage]),
        ("coverage, other cells", "≥ 93", table[rare][coverage]),
        ("coverage of units in documents, process", "≥ 93", documents["corrected, process"]),
        ("bias, points", "at most .5 either way", table[every]["bias corrected"]),
    ]  # fmt: skip
    for surrogate, bar in (("good", "≤ .60"), ("useless", "≤ 1.10"), ("drifting", "")):
        rows = table[every & (table["surrogate"] == surrogate)]
        simple = rows["design"] == "simple"
        asked.append((f"RMSE against gold only, {surrogate} surrogate, simple samples", bar, rows[simple]["ratio"]))
        asked.append(
            ("the same, samples by score, against gold only of simple ones", bar, rows[~simple]["against simple"])
        )
        asked.append(("the same, samples by score, against gold only of the same samples", "", rows[~simple]["ratio"]))
    ends = [(what, bar, values.to_numpy().min(), values.to_numpy().max()) for what, bar, values in asked]
    found = [
        (what, bar, *(f"{end:.1f}" if abs(end) > 10 else f"{end:.2f}" for end in least_most))
        for what, bar, *least_most in ends
    ]
    return pd.DataFrame(found, columns=["what", "asked", "least", "most"])


def by_year(condition: dict[str, object], cells: Cells) -> list[dict[str, object]]:
    """Coverage in each year, a row a population."""
    found = []
    for population, truth in (("corpus", cells["truth"]), ("process", SHARES[None])):
        inside = (cells[f"corrected lower {population}"] <= truth) & (truth <= cells[f"corrected upper {population}"])
        of_year = {f"year {t + 1}": round(100 * value, 1) for t, value in enumerate(inside.mean(axis=(0, 1)))}
        found.append({**condition, "population": population, **of_year})
    return found


def simulated(surrogate: str, design: str, n: int, replications: int, seed: int, clustered: bool) -> Cells:
    """Every cell of every corpus `(replications, themes, years)`."""
    random = np.random.default_rng([seed, n, *surrogate.encode(), *design.encode(), clustered])
    sizes = [min(BATCH, replications - begin) for begin in range(0, replications, BATCH)]
    batches = [batch(random, SURROGATES[surrogate], design, n, size, clustered) for size in sizes]
    return {name: np.concatenate([cells[name] for cells in batches]) for name in batches[0]}


def summary(condition: dict[str, object], cells: Cells, n: int) -> list[dict[str, object]]:
    """Rows: all cells for errors, and those with many and with few expected positives."""
    many = n * SHARES >= EXPECTED
    rows = []
    for kind, chosen in (("all", np.ones_like(many)), (f"≥ {EXPECTED}", many), (f"< {EXPECTED}", ~many)):
        row: dict[str, object] = {**condition, "cells": kind}
        errors = {m: 100 * (cells[f"{m} share"] - cells["truth"])[:, chosen] for m in METHODS}
        for m, error in errors.items():
            row[f"bias {m}"] = round(error.mean(), 2)
            row[f"RMSE {m}"] = round(np.sqrt((error**2).mean()), 2)
        row["se"] = round(errors["corrected"].mean(axis=1).std(ddof=1) / np.sqrt(len(errors["corrected"])), 3)
        row["ratio"] = round(np.sqrt((errors["corrected"] ** 2).mean() / (errors["gold only"] ** 2).mean()), 2)
        for m in METHODS[1:]:
            for population, truth in (("corpus", cells["truth"]), ("process", SHARES[None])):
                inside = (cells[f"{m} lower {population}"] <= truth) & (truth <= cells[f"{m} upper {population}"])
                row[f"{m}, {population}"] = round(100 * inside[:, chosen].mean(), 1)
            width = cells[f"{m} upper corpus"] - cells[f"{m} lower corpus"]
            row[f"width {m}"] = round(100 * width[:, chosen].mean(), 1)
        rows.append(row)
    return rows


def batch(random: np.random.Generator, strength: Floats, design: str, n: int, size: int, clustered: bool) -> Cells:
    """`size` corpora: their units, the surrogate's scores, a coded sample of n a year, three estimates of every cell."""
    theme = themes_of(random, size, clustered)
    codes = (theme[:, None] == np.arange(THEMES)[:, None, None]).astype(float)  # (size, themes, years, units)
    scores = random.standard_normal(codes.shape) + strength[:, None] * codes
    odds = np.exp(STEEP * (scores - SAME_ODDS))
    weight = odds / (1 + odds.sum(axis=1, keepdims=True))
    found = np.where(odds.max(axis=1) > 1, odds.argmax(axis=1), THEMES)
    primary = (found[:, None] == np.arange(THEMES)[:, None, None]).astype(float)
    stratum, n_strata = (strata(found, n), THEMES + 1) if design == "score" else (np.zeros_like(found), 1)
    sizes = np.stack([(stratum == h).sum(axis=-1) for h in range(n_strata)], axis=-1)
    coded = drawn(random, stratum, sizes, n)

    def of_coded(values: Floats) -> Floats:
        """From all units to the coded ones, for every theme."""
        return np.take_along_axis(values, np.broadcast_to(coded[:, None], (*values.shape[:3], n)), axis=-1)

    every = (size, THEMES, YEARS)
    stratum4 = np.broadcast_to(stratum[:, None], (*every, UNITS))
    sizes4 = np.broadcast_to(sizes[:, None], (*every, n_strata)).astype(float)
    y, h = of_coded(codes), of_coded(stratum4)
    counts = np.stack([(h == k).sum(axis=-1) for k in range(n_strata)], axis=-1)
    inflation = np.take_along_axis(sizes4 / np.maximum(counts, 1), h, axis=-1)
    predicted = predictions(random, weight, primary, coded, y, inflation, clustered)
    ones, nothing = np.ones_like(predicted), np.zeros_like(predicted)
    estimates = {
        name: design_estimate(
            y, of_coded(g), of_coded(ones), h, sizes4, g.mean(axis=-1),
            expected=expected,
        )
        for name, g, expected in (
            ("gold only", nothing, expected_of_codes(y, np.ones_like(y), h, sizes4)),
            ("corrected", predicted, expected_square(predicted, ones, stratum4, n_strata)),
        )
    }  # fmt: skip
    if clustered:
        for name, g in (("gold only", nothing), ("corrected", predicted)):
            estimates[name] = in_documents(estimates[name], y, g, coded, stratum, sizes)
    f1 = 2 * (codes * primary).sum(axis=-1) / np.maximum(codes.sum(axis=-1) + primary.sum(axis=-1), 1)
    cells = {"truth": codes.mean(axis=-1), "uncorrected share": primary.mean(axis=-1), "f1": f1}
    for name, estimate in estimates.items():
        cells[f"{name} share"] = estimate.share
        cells[f"{name} lower corpus"], cells[f"{name} upper corpus"] = estimate.bounds("corpus")
        cells[f"{name} lower process"], cells[f"{name} upper process"] = estimate.bounds("process")
    return cells


def themes_of(random: np.random.Generator, size: int, clustered: bool) -> Integers:
    """The theme of every unit `(size, YEARS, UNITS)`, THEMES being none of them.

    Clustered: a document's themes are drawn from a Dirichlet distribution around the year's, of concentration 1 / ICC − 1.
    """
    shares = np.vstack([SHARES, 1 - SHARES.sum(axis=0)]).T  # (years, themes and none)
    limits = np.broadcast_to(np.cumsum(shares, axis=-1)[None, :, None], (size, YEARS, UNITS, THEMES + 1))
    if clustered:
        parts = random.standard_gamma(
            (1 / ICC - 1) * shares[None, :, None], (size, YEARS, UNITS // DOCUMENT, THEMES + 1)
        )
        own = np.cumsum(parts / parts.sum(axis=-1, keepdims=True), axis=-1)
        limits = np.repeat(own, DOCUMENT, axis=2)
    draw = random.random((size, YEARS, UNITS, 1))
    theme: Integers = (draw >= limits[..., :THEMES]).sum(axis=-1)
    return theme


def in_documents(
    estimate: DesignEstimate, y: Floats, predicted: Floats, coded: Integers, stratum: Integers, sizes: Integers
) -> DesignEstimate:
    """With the design effect of documents, as `topics gold estimate` finds it, corpus by corpus."""
    document, ones = np.arange(UNITS) // DOCUMENT, np.ones(UNITS)
    effect = np.empty(estimate.share.shape)
    for c in range(len(y)):
        sums, least = np.zeros((2, THEMES)), np.zeros((2, THEMES))
        for t in range(YEARS):
            rows, used = coded[c, t], sizes[c, t] > 0
            of = (np.cumsum(used) - 1)[stratum[c, t][rows]]
            at = (c, slice(None), t)
            sums += paired_sums(
                y[at], predicted[at], ones, document, rows, of, sizes[c, t][used].astype(float),
                estimate.share[at], estimate.se_coding[at] ** 2,
            )  # fmt: skip
            least += intraclass(predicted[at], ones, document)
        effect[c] = design_effect(correlation((sums[0], sums[1]), (least[0], least[1])), ones, document)[:, None]
    return estimate.clustered(effect, UNITS / DOCUMENT)


def strata(found: Integers, n: int) -> Integers:
    """The themes found, small ones joined within each year of each corpus."""
    joined = np.empty_like(found)
    for place in np.ndindex(found.shape[:2]):
        sizes = np.bincount(found[place], minlength=THEMES + 1)
        part_of = joined_strata({str(k): int(size) for k, size in enumerate(sizes) if size}, n)
        names = sorted(set(part_of.values()))
        joined[place] = np.array([names.index(part_of.get(str(k), names[0])) for k in range(THEMES + 1)])[found[place]]
    return joined


def drawn(random: np.random.Generator, stratum: Integers, sizes: Integers, n: int) -> Integers:
    """Rows of the n units of each year that are coded: the first n_h of each stratum in random order."""
    order = np.argsort(random.random(stratum.shape) + stratum, axis=-1)
    given = np.array([[allocation(year, n) for year in corpus] for corpus in sizes])
    first = np.cumsum(sizes, axis=-1) - sizes
    place = np.arange(UNITS)
    of = np.take_along_axis(stratum, order, axis=-1)
    chosen = place - np.take_along_axis(first, of, axis=-1) < np.take_along_axis(given, of, axis=-1)
    return order[chosen].reshape(*stratum.shape[:2], n)


def predictions(
    random: np.random.Generator,
    weight: Floats,
    primary: Floats,
    coded: Integers,
    y: Floats,
    inflation: Floats,
    clustered: bool,
) -> Floats:
    """Cross-fitted over the whole corpus: the years share one calibration, as they do in `topics gold estimate`."""
    size, units = len(weight), YEARS * UNITS
    together = DOCUMENT if clustered else 1
    fold = random.permuted(np.broadcast_to(np.arange(units // together) % FOLDS, (size, units // together)), axis=-1)
    fold = np.repeat(fold, together, axis=-1)
    rows = (coded + np.arange(YEARS)[:, None] * UNITS).reshape(size, -1)
    features = np.stack([weight, primary], axis=-1).reshape(size, THEMES, units, 2)
    every = (size, THEMES)
    return cross_fitted(
        features,
        np.broadcast_to(fold[:, None], (*every, units)),
        np.broadcast_to(rows[:, None], (*every, rows.shape[-1])),
        y.reshape(*every, -1),
        inflation.reshape(*every, -1),
    ).reshape(weight.shape)


if __name__ == "__main__":
    main()
