"""Corrected shares beside other programs that correct with codes, on the simulated corpora of `gold.py`.

python benchmarks/gold_peers.py --python VENV/bin/python [--replications 2000] [--out docs/gold-peers.md]

`--python` names the Python of an environment that has ppi-python, dsl-kit and ValidMLInference, or some of them; what
cannot be imported there is said and left out. They are not needed by anything else. The corpora are simulated here, and
handed over as arrays; the other environment needs no part of this toolkit.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

CODED = (20, 40, 80)
BATCH = 100
NORMAL = 1.959964
ABOUT = """\
# Corrected shares beside other programs

The simulated corpora of [gold.md](gold.md) with simple samples and units that come singly, given to other programs that
correct what a model says by codes. Written by `benchmarks/gold_peers.py`; nothing here is edited by hand.
**{replications:,} corpora per row.** All get the same codes and the same scores of the surrogate. Shares are those of
the process, over themes × years; bias, RMSE and width in percentage points, coverage of 95 % intervals in per cent, for
cells with at least 5 expected codes of the theme (≥ 5) and fewer. *nan*: part of the cells without an interval, which
counts as not covered.

{versions}
- dsl for R (Egami et al. 2023): not run. Its published example rests on data that come with the R package, which could
  not be had here

## Shares

"""
SLOPES = """
## A model's theme as a regressor

ValidMLInference has no share to compare: it corrects the coefficient of a regressor that a model made. So it is asked
for one: how much more often a unit is of the last year (than of the first) where it is about the theme than where it is
not, by least squares on the theme found, corrected by the rate of false positives among the coded units
(`ols_bcm`). It takes false positives to be as frequent as misses. *corrected shares* say the same
from the shares of both years. Bias and RMSE in hundredths.

"""
SINGLE = "simple"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", default=sys.executable, metavar="PYTHON")
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()

    import pandas as pd
    from gold import SHARES, SURROGATES

    from topics.report.tables import to_markdown

    shares, slopes, versions = [], [], {}
    for surrogate in SURROGATES:
        for n in CODED:
            cells: dict[str, list[Any]] = {}
            for own, arrays in simulated(surrogate, n, given.replications, given.seed):
                theirs, versions = estimated(given.python, arrays)
                for name, values in {**own, **theirs}.items():
                    cells.setdefault(name, []).append(values)
            about = {"surrogate": surrogate, "coded": n}
            for name, parts in cells.items():
                values = np.concatenate(parts)
                if name.startswith("slope "):
                    slopes.append(about | {"method": name[6:]} | slope_row(values))
                else:
                    shares.append(about | {"method": name} | share_row(values, SHARES, n * SHARES >= 5))
                print((slopes if name.startswith("slope ") else shares)[-1], flush=True)
    if given.out:
        lines = "\n".join(f"- {name}: {said}" for name, said in versions.items())
        page = ABOUT.format(replications=given.replications, versions=lines) + to_markdown(pd.DataFrame(shares))
        if slopes:
            page += SLOPES + to_markdown(pd.DataFrame(slopes))
        given.out.write_text(page.rstrip("\n") + "\n", encoding="utf-8")


def simulated(surrogate: str, n: int, replications: int, seed: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Batches of corpora: this toolkit's shares with bounds `(size, THEMES, YEARS, 3)`, and the corpora as arrays."""
    from gold import SURROGATES, batch, corpora

    for first in range(0, replications, BATCH):
        size = min(BATCH, replications - first)
        about = (SURROGATES[surrogate], SINGLE, n, size, False)
        start = [seed, n, first, *surrogate.encode()]
        arrays = corpora(np.random.default_rng(start), *about)
        found = batch(np.random.default_rng(start), *about)
        own = {
            f"topics, {name}": np.stack(
                [found[f"{name} {what}"] for what in ("share", "lower process", "upper process")], -1
            )
            for name in ("gold only", "corrected")
        }
        truth, ends = slope_of(arrays["codes"].mean(axis=-1)), found["corrected share"]
        own["slope corrected shares"] = np.stack([slope_of(ends) - truth, np.full_like(truth, np.nan)], axis=-1)
        own["slope uncorrected"] = np.stack(
            [slope_of(arrays["primary"].mean(axis=-1)) - truth, np.full_like(truth, np.nan)], axis=-1
        )
        kept = {"codes": arrays["codes"].astype(np.int8), "primary": arrays["primary"].astype(np.int8)}
        odds = arrays["odds"]
        yield own, kept | {"score": odds / (1 + odds.sum(axis=1, keepdims=True)), "coded": arrays["coded"]}


def slope_of(shares: Any) -> Any:
    """P(last year | theme) − P(last year | not), of the units of the first and last year `(size, THEMES, YEARS)`."""
    first, last = shares[..., 0], shares[..., -1]
    return last / np.maximum(first + last, 1e-9) - (1 - last) / np.maximum(2 - first - last, 1e-9)


def estimated(python: str, arrays: dict[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """What the programs of another environment say of these corpora, and which they are."""
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "corpora.npz", Path(folder) / "found.npz"
        np.savez(source, **arrays)
        told = subprocess.run(
            [python, __file__, "--estimate", str(source), str(target)], check=True, capture_output=True, text=True
        ).stdout
        return dict(np.load(target)), json.loads(told.splitlines()[-1])


def estimate(source: Path, target: Path) -> None:
    """In the other environment: the estimates of each program that can be imported, and a line that names them."""
    from importlib.metadata import PackageNotFoundError, version

    arrays, found, said = dict(np.load(source)), {}, {}
    for package, method in (("ppi-python", ppi), ("dsl-kit", dsl), ("ValidMLInference", valid_ml)):
        try:
            said[package] = version(package)
        except PackageNotFoundError:
            said[package] = "not installed"
            continue
        try:
            found |= method(arrays)
        except ImportError as error:
            said[package] += f": cannot be imported as it is published ({error})"
    np.savez(target, **found)
    print(json.dumps(said))


def cells_of(arrays: dict[str, Any]) -> Iterator[tuple[tuple[int, ...], Any, Any, Any]]:
    """Every cell `(corpus, theme, year)`: its codes, scores and rows of coded units."""
    size, themes, years, _ = arrays["codes"].shape
    for at in np.ndindex(size, themes, years):
        yield at, arrays["codes"][at].astype(float), arrays["score"][at], arrays["coded"][at[0], at[2]]


def ppi(arrays: dict[str, Any]) -> dict[str, Any]:
    """Prediction-powered means: λ = 1 (Angelopoulos et al. 2023a), and λ tuned on the data (2023b)."""
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate

    shape = (*arrays["codes"].shape[:3], 3)
    found = {"ppi-python, λ = 1": np.empty(shape), "ppi-python, λ tuned": np.empty(shape)}
    for at, codes, score, rows in cells_of(arrays):
        rest = np.ones(len(codes), dtype=bool)
        rest[rows] = False
        given = (codes[rows], score[rows], score[rest])
        for values, lam in zip(found.values(), (1, None), strict=True):
            lower, upper = ppi_mean_ci(*given, alpha=0.05, lam=lam)
            values[at] = [np.ravel(x)[0] for x in (ppi_mean_pointestimate(*given, lam=lam), lower, upper)]
    return found


def dsl(arrays: dict[str, Any]) -> dict[str, Any]:
    """Design-based supervised learning (Egami et al. 2023): least squares on a constant."""
    from dsl.helpers.dsl_general import dsl_general

    found = np.empty((*arrays["codes"].shape[:3], 3))
    for at, codes, score, rows in cells_of(arrays):
        coded = np.zeros(len(codes))
        coded[rows] = 1
        ones, part = np.ones((len(codes), 1)), np.full(len(codes), len(rows) / len(codes))
        par, info = dsl_general(codes, ones, score, ones, coded, part, model="lm")
        share, error = float(np.ravel(par)[0]), float(np.ravel(info["standard_errors"])[0])
        found[at] = [share, share - NORMAL * error, share + NORMAL * error]
    return {"dsl-kit": found}


def valid_ml(arrays: dict[str, Any]) -> dict[str, Any]:
    """Errors of the slope of the last year on the theme found, in units of both years, and whether it is covered."""
    from ValidMLInference import ols_bcm

    codes, primary, coded = arrays["codes"].astype(float), arrays["primary"].astype(float), arrays["coded"]
    size, themes, years, units = codes.shape
    y, found = np.repeat([0.0, 1.0], units), np.empty((size, themes, 2))
    truth = slope_of(codes.mean(axis=-1))
    for at in np.ndindex(size, themes):
        pairs = [(codes[at][t, coded[at[0], t]], primary[at][t, coded[at[0], t]]) for t in (0, years - 1)]
        true, said = (np.concatenate([pair[i] for pair in pairs]) for i in (0, 1))
        x, rate = np.concatenate([primary[at][0], primary[at][-1]]), float(((said == 1) & (true == 0)).mean())
        if x.min() == x.max():
            found[at] = np.nan
            continue
        try:
            fit = ols_bcm(Y=y, Xhat=x, fpr=rate, m=len(true), names=["x"])
        except np.linalg.LinAlgError:
            found[at] = np.nan
            continue
        slope, error = float(fit.coef[1]), float(np.sqrt(fit.vcov[1, 1]))
        found[at] = [slope - truth[at], abs(slope - truth[at]) <= NORMAL * error]
    return {"slope ValidMLInference": found}


def share_row(values: Any, shares: Any, many: Any) -> dict[str, Any]:
    """Errors, coverage and width of shares with bounds `(corpora, themes, years, 3)`."""
    share, lower, upper = np.moveaxis(values, -1, 0)
    error, inside = 100 * (share - shares), (lower <= shares) & (shares <= upper)
    row = {"bias": round(float(error.mean()), 2), "RMSE": round(float(np.sqrt((error**2).mean())), 1)}
    for name, of in (("≥ 5", many), ("< 5", ~many)):
        row[f"coverage {name}"] = round(100 * float(inside[:, of].mean()), 1) if of.any() else ""
    row["width"] = round(100 * float(np.nanmean(np.clip(upper, 0, 1) - np.clip(lower, 0, 1))), 1)
    return row | {"nan": round(100 * float(np.isnan(lower).mean()), 1)}


def slope_row(values: Any) -> dict[str, Any]:
    """Errors and coverage of slopes `(corpora, themes, 2)`: error, inside."""
    error = 100 * values[..., 0]
    row: dict[str, Any] = {
        "bias": round(float(np.nanmean(error)), 1),
        "RMSE": round(float(np.sqrt(np.nanmean(error**2))), 1),
    }
    covered = values[..., 1]
    return row | {"coverage": "" if np.isnan(covered).all() else round(100 * float(np.nanmean(covered)), 1)}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--estimate"]:
        estimate(Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        from machine import begin

        begin()
        main()
