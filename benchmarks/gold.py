"""Shares corrected from a coded sample: bias, error and coverage in simulation, as a page of documentation.

    python benchmarks/gold.py [--replications 2000] [--out docs/gold.md]

Nothing of the toolkit is imitated here: the sample is allocated, the predictions are cross-fitted and the shares are
estimated by the functions that `topics gold` calls, many simulated corpora at once.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.cli.options import progress_bars
from topics.evaluation.coding_sample import allocation, joined_strata
from topics.report.tables import to_markdown
from topics.shares.calibration import FOLDS, cross_fitted
from topics.shares.design_based import design_estimate, expected_square

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
METHODS = ("uncorrected", "gold only", "corrected")
ABOUT = """\
# Shares corrected from a coded sample

What `topics gold estimate` makes of simulated corpora whose shares are known. Written by `benchmarks/gold.py`; nothing
here is edited by hand.

**{replications:,} corpora a row**, each of {years} years with {units} units (passages, say) a year, each unit about one of four
themes or none; true shares {lowest:.1%} to {highest:.1%}, rising or falling by half. The surrogate gives every unit a score a theme:
*good* (F1 {good}), *useless* (noise), *drifting* (F1 {drifting} from the first year to the last). 20, 40 or 80 units a year are coded, in a simple
sample within the year or one stratified by the theme that the surrogate finds (`--strata score`). Units weigh the same and come
singly: words and documents that hold several are not simulated here (docs/gold_sample.md has both). Seed {seed}.

*Uncorrected* is the surrogate's mean weight, *gold only* the codes of the same sample without predictions, *corrected*
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
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "gold.md")
    given = parser.parse_args()
    rows: list[dict[str, object]] = []
    quality = {}
    with progress_bars() as progress:
        conditions = [(s, d, n) for s in SURROGATES for d in DESIGNS for n in CODED]
        for done, (surrogate, design, n) in enumerate(conditions, start=1):
            cells = simulated(surrogate, design, n, given.replications, given.seed)
            quality[surrogate] = cells.pop("f1").mean(axis=(0, 1))
            rows += summary({"surrogate": surrogate, "design": design, "coded": n}, cells, n)
            progress(done, len(conditions), "simulating")
    table = against_simple(pd.DataFrame(rows))
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
        expected=EXPECTED,
        error=100 * np.sqrt(0.95 * 0.05 / (given.replications * fewest)),
    )
    page += f"\n## In short\n\n{to_markdown(in_short(table))}"
    for title, wanted in (("Errors", ERRORS), ("Bands", BANDS)):
        page += f"\n## {title}\n\n{to_markdown(table[['surrogate', 'design', 'coded', 'cells', *wanted]])}"
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


def in_short(table: pd.DataFrame) -> pd.DataFrame:
    """What was asked of the corrected estimate, and what was found: the least and the most over the rows it is asked of."""
    rare, many, every = (table["cells"] == kind for kind in (f"< {EXPECTED}", f"≥ {EXPECTED}", "all"))
    coverage = ["corrected, corpus", "corrected, process"]
    asked = [
        (f"coverage at 80 coded, cells with ≥ {EXPECTED} expected positives", "93–97", table[many & (table["coded"] == 80)][coverage]),
        (f"coverage at 40 coded, cells with ≥ {EXPECTED} expected positives", "", table[many & (table["coded"] == 40)][coverage]),
        (f"coverage at 20 coded, cells with ≥ {EXPECTED} expected positives", "≥ 90", table[many & (table["coded"] == 20)][coverage]),
        ("coverage, other cells", "≥ 93", table[rare][coverage]),
        ("bias, points", "at most .5 either way", table[every]["bias corrected"]),
    ]  # fmt: skip
    for surrogate, bar in (("good", "≤ .60"), ("useless", "≤ 1.10"), ("drifting", "")):
        rows = table[every & (table["surrogate"] == surrogate)]
        simple = rows["design"] == "simple"
        asked.append((f"RMSE against gold only, {surrogate} surrogate, simple samples", bar, rows[simple]["ratio"]))
        asked.append(("the same, samples by score against simple ones", bar, rows[~simple]["against simple"]))
    ends = [(what, bar, values.to_numpy().min(), values.to_numpy().max()) for what, bar, values in asked]
    found = [
        (what, bar, *(f"{end:.1f}" if abs(end) > 10 else f"{end:.2f}" for end in least_most))
        for what, bar, *least_most in ends
    ]
    return pd.DataFrame(found, columns=["what", "asked", "least", "most"])


def simulated(surrogate: str, design: str, n: int, replications: int, seed: int) -> Cells:
    """Every cell of every corpus `(replications, themes, years)`."""
    random = np.random.default_rng([seed, n, *surrogate.encode(), *design.encode()])
    sizes = [min(BATCH, replications - begin) for begin in range(0, replications, BATCH)]
    batches = [batch(random, SURROGATES[surrogate], design, n, size) for size in sizes]
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


def batch(random: np.random.Generator, strength: Floats, design: str, n: int, size: int) -> Cells:
    """`size` corpora: their units, the surrogate's scores, a coded sample of n a year, three estimates of every cell."""
    draw = random.random((size, 1, YEARS, UNITS))
    theme = (draw >= np.cumsum(SHARES, axis=0)[None, :, :, None]).sum(axis=1)  # THEMES is none of them
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
    predicted = predictions(random, weight, primary, coded, y, inflation)
    ones, nothing = np.ones_like(predicted), np.zeros_like(predicted)
    estimates = {
        name: design_estimate(
            y, of_coded(g), of_coded(ones), h, sizes4, g.mean(axis=-1),
            expected=expected_square(predicted, ones, stratum4, n_strata, corrected=name == "corrected"),
        )
        for name, g in (("gold only", nothing), ("corrected", predicted))
    }  # fmt: skip
    f1 = 2 * (codes * primary).sum(axis=-1) / np.maximum(codes.sum(axis=-1) + primary.sum(axis=-1), 1)
    cells = {"truth": codes.mean(axis=-1), "uncorrected share": weight.mean(axis=-1), "f1": f1}
    for name, estimate in estimates.items():
        cells[f"{name} share"] = estimate.share
        cells[f"{name} lower corpus"], cells[f"{name} upper corpus"] = estimate.bounds("corpus")
        cells[f"{name} lower process"], cells[f"{name} upper process"] = estimate.bounds("process")
    return cells


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
    random: np.random.Generator, weight: Floats, primary: Floats, coded: Integers, y: Floats, inflation: Floats
) -> Floats:
    """Cross-fitted over the whole corpus: the years share one calibration, as they do in `topics gold estimate`."""
    size, units = len(weight), YEARS * UNITS
    fold = random.permuted(np.broadcast_to(np.arange(units) % FOLDS, (size, units)), axis=-1)
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
