"""Shares corrected from a coded sample: bias, error and coverage in simulation, as a page of documentation.

    python benchmarks/gold.py [--replications 2000] [--resume DIR] [--out docs/gold.md]

Nothing of the toolkit is imitated here: the sample is allocated, the predictions are cross-fitted and the shares are
estimated by the functions that `topics gold` calls, many simulated corpora at once.
"""

import argparse
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.cli.options import progress_bars
from topics.evaluation.people.coding_sample import allocation, joined_strata
from topics.report.tables import to_markdown
from topics.shares.coded.calibration import FOLDS, cross_fitted
from topics.shares.coded.clusters import correlation, design_effect, intraclass, paired_sums
from topics.shares.coded.design_based import DesignEstimate, design_estimate, expected_of_codes, expected_square

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
POPULATIONS = ("corpus", "process")
CONDITIONS = [(s, d, n, "single") for s in SURROGATES for d in DESIGNS for n in CODED]
CONDITIONS += [(s, d, n, "in documents") for s in SURROGATES for d in DESIGNS for n in CODED[1:]]
MANY, FEW = f"≥ {EXPECTED}", f"< {EXPECTED}"  # expected positives
WHICH = ["surrogate", "design", "coded", "units", "cells"]
ABOUT = """\
# Shares corrected from a coded sample

What `topics gold estimate` makes of simulated corpora whose shares are known. Written by `benchmarks/gold.py`; nothing
here is edited by hand.

**{replications:,} corpora per row**, each of {years} years with {units} units (passages, say) per year, each unit about
one of four themes or none; true shares {lowest:.1%} to {highest:.1%}, rising or falling by half. The surrogate gives
every unit a score per theme: *good* (F1 {good:.2f}), *useless* (noise), *drifting* (F1 {first:.2f} to {last:.2f} from
the first year to the last). 20, 40 or 80 units per year are coded, in a simple sample within the year or in one
stratified by the theme that the surrogate finds (`--strata score`). Units weigh the same (docs/gold_sample.md has
words) and come singly or, in rows marked *in documents*, in documents of {document}, about one theme more often than
by chance: intraclass correlation {icc}. Seed {seed}.

*Uncorrected* is the share of units whose theme the surrogate finds, as `topics gold estimate` prints it, *gold only*
the codes of the same sample without predictions, *corrected* the design-based estimate with cross-fitted predictions.
Cells are themes × years, and rows are of all of them; the bars tell those with {expected} expected positives or more in
the sample (n × share) from the others. Bias is the mean over cells of the error, RMSE its root mean square, both in
percentage points; ratio = RMSE
corrected / gold only, *against simple* = RMSE corrected / gold only of a simple sample of as many, which needs no
surrogate. Coverage of 95 % bands in per cent, of the share in this corpus and of the share in the process that wrote
it. Monte Carlo error: of a bias `se`, over corpora; of a coverage √(.95 · .05 / (corpora × cells)), at most {error:.2f}
points.

## The bars

Each was set beforehand and is asked of every row that it names, pooled over the row's cells: *least* and *most* are
over rows and, for coverage, both populations. A sample stratified by a good surrogate has its help already, whatever is
estimated from it: there *corrected* cannot be far better than *gold only* of the same sample, and what the surrogate
spares shows against simple samples of as many.

{bars}"""

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Cells = dict[str, Floats]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "gold.md")
    parser.add_argument("--resume", type=Path, help="where cells are kept, and taken up again")
    given = parser.parse_args()
    folder = given.resume or Path(mkdtemp())
    rows, quality = [], {}
    with progress_bars() as progress:
        for done, condition in enumerate(CONDITIONS, start=1):
            kept = folder / f"{given.seed}-{given.replications}-{done}.npz"
            if not kept.exists():
                np.savez(kept, **simulated(*condition, given.replications, given.seed))
            cells = dict(np.load(kept))
            quality.setdefault(condition[0], cells["f1"].mean(axis=(0, 1)))
            of_kinds = {kind: summary(cells, of) for kind, of in kinds(condition[2]).items()}
            rows += [dict(zip(WHICH, (*condition, kind), strict=True)) | row for kind, row in of_kinds.items()]
            progress(done, len(CONDITIONS), "simulating")
    page = report(pd.DataFrame(rows), quality, given.replications, given.seed)
    given.out.write_text(page, encoding="utf-8")


def report(rows: pd.DataFrame, quality: dict[str, Floats], replications: int, seed: int) -> str:
    """The page."""
    simple = rows["RMSE gold only"].where(rows["design"] == "simple")
    simple = simple.groupby([rows[name] for name in WHICH if name != "design"]).transform("max")
    rows = rows.assign(**{"against simple": (rows["RMSE corrected"] / simple).round(2)})
    fewest = min(kinds(n)[MANY].sum() for n in CODED)
    about = ABOUT.format(
        replications=replications, years=YEARS, units=UNITS, lowest=SHARES.min(), highest=SHARES.max(),
        good=quality["good"].mean(), first=quality["drifting"][0], last=quality["drifting"][-1], seed=seed,
        document=DOCUMENT, icc=ICC, expected=EXPECTED, error=100 * np.sqrt(0.95 * 0.05 / (replications * fewest)),
        bars=to_markdown(bars(rows)),
    )  # fmt: skip
    of_year = rows["cells"].str.startswith("year")
    years = rows[of_year & (rows["surrogate"] == "drifting")]
    years = years.pivot(index=WHICH[1:4], columns="cells", values="corrected, process").reset_index()
    errors = [*(f"bias {m}" for m in METHODS), "se", *(f"RMSE {m}" for m in METHODS), "ratio", "against simple"]
    bands = [f"{m}, {p}" for p in POPULATIONS for m in METHODS[1:]] + [f"width {m}" for m in METHODS[1:]]
    of_all = rows[rows["cells"] == "all"]
    tables = {"Errors": of_all[WHICH[:4] + errors], "Bands": of_all[WHICH[:4] + bands]}
    tables["The drifting surrogate year by year: coverage of *corrected*, process"] = years
    return about + "".join(f"\n## {title}\n\n{to_markdown(table)}" for title, table in tables.items())


def kinds(n: int) -> dict[str, NDArray[np.bool_]]:
    """Cells `(themes, years)` that are summed up together, n coded a year."""
    many, year = n * SHARES >= EXPECTED, np.broadcast_to(np.arange(YEARS), SHARES.shape)
    return {"all": year >= 0, MANY: many, FEW: ~many, **{f"year {t + 1}": year == t for t in range(YEARS)}}


def bars(rows: pd.DataFrame) -> pd.DataFrame:
    """The criteria for the corrected estimate, the numbers in the rows they apply to, and whether they are met."""
    asked = []

    def ask(what: str, where: str, columns: list[str], low: float = -np.inf, high: float = np.inf) -> None:
        found = rows.query(where)[columns].to_numpy().round(2)
        limits = [f"{sign} {limit:g}" for sign, limit in (("≥", low), ("≤", high)) if np.isfinite(limit)]
        met = ("yes" if low <= found.min() and found.max() <= high else "no") if limits else ""
        ends = (f"{end:g}" for end in (found.min(), found.max()))
        asked.append((what, " and ".join(limits) or "reported", *ends, met))

    coverage = [f"corrected, {population}" for population in POPULATIONS]
    for units in ("single", "in documents"):
        where = f"units == '{units}' and cells == '{MANY}' and coded"
        ask(f"coverage, 80 coded, cells {MANY}, units {units}", f"{where} == 80", coverage, 93, 97)
    ask(f"coverage, 20 coded, cells {MANY}", f"cells == '{MANY}' and coded == 20", coverage, 90)
    ask(f"coverage, cells {FEW}", f"cells == '{FEW}'", coverage, 93)
    ask("bias, points", "cells == 'all'", ["bias corrected"], -0.5, 0.5)
    for surrogate, most in (("good", 0.6), ("useless", 1.1), ("drifting", np.inf)):
        where = f"surrogate == '{surrogate}' and units == 'single' and cells == 'all' and design"
        ask(f"RMSE over gold only, {surrogate}, simple samples", f"{where} == 'simple'", ["ratio"], high=most)
        ask(f"the same, {surrogate}, samples by score", f"{where} == 'score'", ["ratio"], high=most)
        what = f"the same, {surrogate}, samples by score over gold only of simple ones"
        ask(what, f"{where} == 'score'", ["against simple"], high=most)
    return pd.DataFrame(asked, columns=["what", "asked", "least", "most", "met"])


def simulated(surrogate: str, design: str, n: int, units: str, replications: int, seed: int) -> Cells:
    """Every cell of every corpus `(replications, themes, years)`."""
    clustered = units != "single"
    random = np.random.default_rng([seed, n, *surrogate.encode(), *design.encode(), clustered])
    sizes = [min(BATCH, replications - begin) for begin in range(0, replications, BATCH)]
    batches = [batch(random, SURROGATES[surrogate], design, n, size, clustered) for size in sizes]
    return {name: np.concatenate([cells[name] for cells in batches]) for name in batches[0]}


def summary(cells: Cells, of: NDArray[np.bool_]) -> dict[str, float]:
    """Errors, coverage and width over some cells `(themes, years)` of all corpora."""
    errors = {m: 100 * (cells[f"{m} share"] - cells["truth"])[:, of] for m in METHODS}
    rmse = {m: np.sqrt((error**2).mean()) for m, error in errors.items()}
    row = {f"bias {m}": round(error.mean(), 2) for m, error in errors.items()}
    row["se"] = round(errors["corrected"].mean(axis=1).std(ddof=1) / np.sqrt(len(errors["corrected"])), 3)
    row |= {f"RMSE {m}": round(value, 2) for m, value in rmse.items()}
    row["ratio"] = round(rmse["corrected"] / rmse["gold only"], 2)
    for m in METHODS[1:]:
        for p, truth in zip(POPULATIONS, (cells["truth"], SHARES), strict=True):
            inside = (cells[f"{m} lower {p}"] <= truth) & (truth <= cells[f"{m} upper {p}"])
            row[f"{m}, {p}"] = round(100 * inside[:, of].mean(), 1)
        row[f"width {m}"] = round(100 * (cells[f"{m} upper corpus"] - cells[f"{m} lower corpus"])[:, of].mean(), 1)
    return row


def corpora(
    random: np.random.Generator, strength: Floats, design: str, n: int, size: int, clustered: bool
) -> dict[str, NDArray[np.generic]]:
    """`size` corpora: codes, odds of themes `(size, THEMES, YEARS, UNITS)`, themes found, strata and coded rows."""
    theme = themes_of(random, size, clustered)
    codes = (theme[:, None] == np.arange(THEMES)[:, None, None]).astype(float)
    scores = random.standard_normal(codes.shape) + strength[:, None] * codes
    odds = np.exp(STEEP * (scores - SAME_ODDS))
    found = np.where(odds.max(axis=1) > 1, odds.argmax(axis=1), THEMES)
    primary = (found[:, None] == np.arange(THEMES)[:, None, None]).astype(float)
    stratum, n_strata = (strata(found, n), THEMES + 1) if design == "score" else (np.zeros_like(found), 1)
    sizes = np.stack([(stratum == h).sum(axis=-1) for h in range(n_strata)], axis=-1)
    coded = drawn(random, stratum, sizes, n)
    return {"codes": codes, "odds": odds, "primary": primary, "stratum": stratum, "sizes": sizes, "coded": coded}


def batch(random: np.random.Generator, strength: Floats, design: str, n: int, size: int, clustered: bool) -> Cells:
    """Three estimates of every cell of `size` corpora, of which n units per year are coded."""
    of = corpora(random, strength, design, n, size, clustered)
    codes, odds, primary, stratum, sizes, coded = of.values()
    n_strata = sizes.shape[-1]

    def of_coded(values: Floats) -> Floats:
        """From all units to the coded ones, for every theme."""
        return np.take_along_axis(values, np.broadcast_to(coded[:, None], (*values.shape[:3], n)), axis=-1)

    every = (size, THEMES, YEARS)
    stratum4 = np.broadcast_to(stratum[:, None], (*every, UNITS))
    sizes4 = np.broadcast_to(sizes[:, None], (*every, n_strata)).astype(float)
    y, h = of_coded(codes), of_coded(stratum4)
    ones = np.ones_like(codes)
    counts = np.stack([(h == k).sum(axis=-1) for k in range(n_strata)], axis=-1)
    inflation = np.take_along_axis(sizes4 / np.maximum(counts, 1), h, axis=-1)
    features = np.stack([odds / (1 + odds.sum(axis=1, keepdims=True)), primary], axis=-1)
    predicted = predictions(random, features, coded, y, inflation, DOCUMENT if clustered else 1)
    f1 = 2 * (codes * primary).sum(axis=-1) / np.maximum(codes.sum(axis=-1) + primary.sum(axis=-1), 1)
    cells = {"truth": codes.mean(axis=-1), "uncorrected share": primary.mean(axis=-1), "f1": f1}
    estimates = {}
    for name, g, expected in (
        ("gold only", 0 * ones, expected_of_codes(y, of_coded(ones), h, sizes4)),
        ("corrected", predicted, expected_square(predicted, ones, stratum4, n_strata)),
    ):
        estimates[name] = design_estimate(y, of_coded(g), of_coded(ones), h, sizes4, g.mean(axis=-1), expected=expected)
    if clustered:
        effect = effects(estimates["corrected"], y, predicted, coded, stratum, sizes)
        degrees = YEARS * (UNITS / DOCUMENT - 1)
        estimates = {name: estimate.clustered(effect, degrees) for name, estimate in estimates.items()}
    for name, estimate in estimates.items():
        cells[f"{name} share"] = estimate.share
        for population in POPULATIONS:
            cells[f"{name} lower {population}"], cells[f"{name} upper {population}"] = estimate.bounds(population)
    return cells


def themes_of(random: np.random.Generator, size: int, clustered: bool) -> Integers:
    """The theme of every unit `(size, YEARS, UNITS)`, THEMES being none of them.

    Clustered: a document's themes are drawn from a Dirichlet distribution around the year's, of concentration 1 / ICC −
    1.
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
    return np.asarray((draw >= limits[..., :THEMES]).sum(axis=-1))


def effects(
    estimate: DesignEstimate, y: Floats, predicted: Floats, coded: Integers, stratum: Integers, sizes: Integers
) -> Floats:
    """The design effect of documents, as `topics gold estimate` finds it, corpus by corpus."""
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
    return effect


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
    of = np.take_along_axis(stratum, order, axis=-1)
    chosen = np.arange(UNITS) - np.take_along_axis(first, of, axis=-1) < np.take_along_axis(given, of, axis=-1)
    return order[chosen].reshape(*stratum.shape[:2], n)


def predictions(
    random: np.random.Generator, features: Floats, coded: Integers, y: Floats, inflation: Floats, together: int
) -> Floats:
    """Cross-fitted over the whole corpus: the years share one calibration, as they do in `topics gold estimate`."""
    size, units = len(features), YEARS * UNITS
    fold = random.permuted(np.broadcast_to(np.arange(units // together) % FOLDS, (size, units // together)), axis=-1)
    fold = np.repeat(fold, together, axis=-1)
    rows = (coded + np.arange(YEARS)[:, None] * UNITS).reshape(size, -1)
    every = (size, THEMES)
    return cross_fitted(
        features.reshape(*every, units, -1),
        np.broadcast_to(fold[:, None], (*every, units)),
        np.broadcast_to(rows[:, None], (*every, rows.shape[-1])),
        y.reshape(*every, -1),
        inflation.reshape(*every, -1),
    ).reshape(features.shape[:-1])


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
