"""Coverage of corrected shares where coders err, on simulated corpora whose true codes are known.

python benchmarks/coders.py [--replications 2000] [--out docs/coders.md]
"""

import argparse
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.coding.gold.estimate import designed
from topics.coding.gold.folder import SampleDesign
from topics.coding.gold.predict import predictions
from topics.coding.gold.strata import UnitScores
from topics.coding.gold.units import Coded, assemble
from topics.report.tables import to_markdown
from topics.themes import NONE_OF_THE_THEMES, Theme

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
IDS = ("a", "b", "c", "d")
SHARES = np.array([[0.30, 0.25, 0.20, 0.20, 0.15], [0.10, 0.12, 0.14, 0.16, 0.20], [0.05] * 5, [0.02] * 5])
NONE = 1 - SHARES.sum(axis=0)
YEARS = SHARES.shape[1]
METHODS = ("said", "corrected", "codes alone", "first coder")
ERRORS = ("guessing", "missing", "taking")
ABOUT = """\
# Coverage where coders err

What `topics gold estimate` says of simulated corpora whose true codes are known, while coders err. Written by
`benchmarks/coders.py`; nothing here is edited by hand.

**{replications:,} corpora per row**, each of {years} years with {units} units per year, about one of four themes
(true shares 2 to 30 %) or none. *Coded* units per year have a code by a first coder, and {overlap:.0%} of them by a
second one. Each keeps the true code with probability √α and otherwise is *guessing* (any of the five, evenly),
*missing* (none of the themes) or *taking* (a theme, where there is none). *Decided*: where the two differ, the true
code was found. The predictions know three quarters of the themes. Bands for this corpus, in percentage points;
*first coder* is what is said when the first coder's codes are taken for the truth; *said* is the corrected share or
that of the codes alone, whichever has the narrower band; *least* is the coverage of the theme that is covered
least. *Refused*: shares without a band, since coders hardly agree more than by chance.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--alphas", type=float, nargs="+", default=[1, 0.9, 0.76, 0.6])
    parser.add_argument("--coded", type=int, nargs="+", default=[40])
    parser.add_argument("--units", type=int, default=400)
    parser.add_argument("--errors", nargs="+", default=list(ERRORS))
    parser.add_argument("--overlap", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    rows = []
    for errors in given.errors:
        for alpha in given.alphas:
            for n in given.coded:
                for settled in (False, True):
                    about = (errors, alpha, n, settled)
                    cells = [
                        one(seed, *about, given.units, given.overlap)
                        for seed in range(given.seed, given.seed + given.replications)
                    ]
                    row = {"errors": errors, "α": alpha, "coded": n, "decided": "yes" if settled else "no"}
                    rows.append(row | summary(np.array(cells)))
                    print(rows[-1], flush=True)
    if given.out:
        about = ABOUT.format(replications=given.replications, years=YEARS, units=given.units, overlap=given.overlap)
        given.out.write_text(about + to_markdown(pd.DataFrame(rows)), encoding="utf-8")


def said_by(random: np.random.Generator, true: Integers, alpha: float, errors: str) -> Integers:
    """Codes of one coder whose α with a second like it is about `alpha`: keeps √α of the true codes.

    guessing: other codes are guessed, all alike; missing: a theme is taken for none of them; taking: none of the themes
    is taken for a theme.
    """
    erring = random.random(true.shape) > np.sqrt(alpha)
    guess = random.integers(0, len(IDS) + 1, size=true.shape)
    if errors == "missing":
        guess = np.full_like(true, len(IDS))
    if errors == "taking":
        guess = np.where(true == len(IDS), random.integers(0, len(IDS), size=true.shape), true)
    return np.where(erring, guess, true)


def one(seed: int, errors: str, alpha: float, n: int, settled: bool, units: int, overlap: float) -> Floats:
    """Errors, widths and coverage of one corpus: `(themes, years, columns)`."""
    random = np.random.default_rng([seed, n, int(100 * alpha), ERRORS.index(errors), settled])
    shares = np.vstack([SHARES, NONE])
    true = np.stack([random.choice(len(IDS) + 1, size=units, p=shares[:, t]) for t in range(YEARS)]).ravel()
    period = np.repeat(np.arange(YEARS), units)
    drawn = np.sort(np.concatenate([random.choice(units, n, replace=False) + t * units for t in range(YEARS)]))
    both = np.zeros(len(drawn), dtype=bool)
    both[random.choice(len(drawn), int(np.ceil(overlap * len(drawn))), replace=False)] = True
    first, second = (said_by(random, true[drawn], alpha, errors) for _ in range(2))
    coded, score = made(true, period, drawn, first, second, both, settled, random)
    truth = np.array([[np.mean(true[period == t] == k) for t in range(YEARS)] for k in range(len(IDS))])
    # What the tool says without the second coder: the first one's codes are the truth.
    plain = replace(coded, reliability=None)
    corrected, alone, first_coder = (
        bands(about, g) for about, g in ((coded, predictions(coded, [score])), (coded, None), (plain, None))
    )
    wider = corrected[2] - corrected[1] > alone[2] - alone[1]
    said = tuple(np.where(wider, b, a) for a, b in zip(corrected, alone, strict=True))
    columns = []
    for share, lower, upper in (said, corrected, alone, first_coder):
        columns += [share - truth, (lower <= truth) & (truth <= upper), upper - lower]
    return np.stack(columns, axis=-1).astype(float)


def bands(coded: Coded, predicted: Floats | None) -> tuple[Floats, Floats, Floats]:
    """Shares and bounds of the themes `(themes, years)`, units coming singly."""
    rows = designed(coded, "", "", predicted, np.zeros(len(coded.labels)), "corpus")
    numbers = np.array([row[4:7] for row in rows], dtype=float).reshape(YEARS, len(coded.labels), 3)
    share, lower, upper = np.moveaxis(numbers, -1, 0).swapaxes(1, 2)[:, :-1]
    return share, lower, upper


def made(true, period, drawn, first, second, both, settled, random) -> tuple[Coded, UnitScores]:
    """The coded sample as arrays, and a score that knows a part of the themes."""
    names = np.array([*IDS, NONE_OF_THE_THEMES])
    unit = [f"u{i:05}" for i in range(len(true))]
    units = pd.DataFrame({"unit": unit, "doc_id": unit, "cluster": unit, "n_tokens": 10, "period": period.astype(str)})
    codes = pd.DataFrame({"unit": np.array(unit)[drawn], "coder_1": names[first]})
    codes["coder_2"] = np.where(both, names[second], "")
    differ = both & (first != second)
    codes["theme"] = names[np.where(differ & settled, true[drawn], first)]
    codes["adjudicated"] = np.where(differ & settled, "yes", "")
    codes["period"] = period[drawn].astype(str)
    job = SimpleNamespace(
        themes=tuple(Theme(name, (name,)) for name in IDS), estimand=SimpleNamespace(
            unit="paragraph", date_type="publication", duplicates="once"
        ),
    )  # fmt: skip
    design = SampleDesign("corpus", "passage", "none", "", 1, mentions=False)
    coded = assemble(job, design, units, ["all"] * len(unit), codes, "text")  # type: ignore[arg-type]
    found = np.where(random.random(len(true)) < 0.75, true, random.integers(0, len(names), len(true)))
    weights = np.eye(len(names))[found][:, :-1]
    return coded, UnitScores(weights, weights, found)


def summary(cells: Floats) -> dict[str, float]:
    """Over corpora `(replications, themes, years, columns)`; coverage and width of shares with a band.

    `least` is the coverage of the theme that is covered least.
    """
    row: dict[str, float] = {"refused": round(100 * float(np.isnan(cells[..., 2]).mean()), 1)}
    for number, method in enumerate(METHODS):
        error, inside, width = (cells[..., 3 * number + i] for i in range(3))
        row[f"RMSE {method}"] = round(100 * float(np.sqrt((error**2).mean())), 1)
        inside = np.where(np.isnan(width), np.nan, inside)
        row[f"coverage {method}"] = round(100 * float(np.nanmean(inside)), 1)
        row[f"least {method}"] = round(100 * float(np.nanmean(inside, axis=(0, 2)).min()), 1)
        row[f"width {method}"] = round(100 * float(np.nanmean(width)), 1)
    return row


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
