"""Coverage of corrected shares where coders err, on simulated corpora whose true codes are known.

python benchmarks/coders.py [--replications 2000] [--only drifting] [--resume DIR] [--out docs/coders.md]
"""

import argparse
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from types import SimpleNamespace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topics.coding.gold.estimate import banded, designed
from topics.coding.gold.folder import SampleDesign
from topics.coding.gold.strata import UnitScores
from topics.coding.gold.units import Coded, assemble
from topics.report.tables import to_markdown
from topics.shares.coded.corrected_change import stated_methods
from topics.shares.estimand import Estimand
from topics.themes import NONE_OF_THE_THEMES, Theme

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
YEARS, UNITS, EXPECTED = 5, 200, 5
FALLING, RISING = [0.30, 0.25, 0.20, 0.20, 0.15], [0.10, 0.12, 0.14, 0.16, 0.20]
EVEN = [[share] * YEARS for share in (0.08, 0.07, 0.06, 0.05, 0.04, 0.02)]
SHARES = {  # by number of themes
    2: np.array([FALLING, [0.05] * YEARS]),
    4: np.array([FALLING, RISING, [0.05] * YEARS, [0.02] * YEARS]),
    8: np.array([FALLING, RISING, *EVEN]),
}
ALIKE = 0.3  # intraclass correlation of the passages of a document
ALPHAS = (1.0, 0.9, 0.76, 0.6)
ONE_WAY = 0.3  # of the units of a theme that are missed, or as many added
COLUMNS = ["method", "estimator", "theme", "period", "share", "lower", "upper"]
BAR = 93, 97  # per cent of corpora that a 95 % band should cover
SHORT = f"""\
## In short

Coverage of what is said, cells with at least {EXPECTED} expected codes, and rows below, within and above \
{BAR[0]} to {BAR[1]} %.
"""
METHODS = ("said", "corrected", "codes alone", "first coder")
TOLD = ("corrected", "gold only")  # the second and third of `METHODS`, as the tool names them
TITLES = {
    "errors": "## Kinds of errors\n",
    "sizes": "## More and fewer codes\n",
    "drifting": "## Coders who drift\n\nThere are no errors in the first year, and they grow evenly to twice the mean\n"
    "in the last: *first*, of the first coder alone; *both*, of both. α is that of the mean rate of errors.\n",
    "documents": "## Few and many documents\n\nPassages of documents of a year, alike within a document (intraclass\n"
    f"correlation {ALIKE}); bands for the process that writes documents, and coverage of its shares.\n",
    "one way": "## Coders who err one way\n\nOf one theme, whose true share is *share* every year (others have 20 "
    "and 10 %). Of its\nunits 30 % are *missed*, or as many other units are *added* to it. *Who* errs: "
    "the *first*\ncoder, who codes every unit, the *second*, or *both*, independently or *alike*, in the same "
    "units,\nwhich no code shows. *Theme* is the coverage of that theme.\n",
    "predictions": "## Other predictions, themes and overlaps\n\nWhere differences stay open, predictions tell who is "
    "right. They *know* a\npart of the codes and guess the others. *Together* with coders they err so: *half*, they "
    "make half of each coder's\nerrors too; *hard*, coders err on half of the texts alone, and predictions know half "
    "as much there; *uneven*,\npredictions know 90 % of the most frequent theme and 25 % of the rarest.\n",
}


@dataclass(frozen=True)
class World:
    """What is simulated: kind of errors, α, coded units per year, and whether disagreements were decided.

    `documents` per year have `passages` each; 0 for units that come singly. `drifting` coders err more each year.
    `overlap` is the part of the units with two coders, `knows` the part that predictions know, `together` how they err
    where coders do: as coders in half of the errors, on hard texts, or on rare themes (uneven). `who` errs about the
    first theme alone, whose share is `share`.
    """

    errors: str
    alpha: float
    coded: int = 40
    decided: bool = False
    documents: int = 0
    passages: int = 0
    drifting: str = "nobody"
    themes: int = 4
    overlap: float = 0.2
    knows: float = 0.75
    together: str = "no"
    share: float = 0.0
    who: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the themes."""
        return tuple("abcdefgh"[: self.themes])

    @property
    def shares(self) -> Floats:
        """The true shares of the themes `(themes, years)`."""
        if self.who:
            return np.repeat([[self.share], [0.2], [0.1]], YEARS, axis=1)
        return SHARES[self.themes]


ABOUT = f"""\
# Coverage where coders err

What `topics gold estimate` says of simulated corpora whose true codes are known, while coders err. Written by
`benchmarks/coders.py`; nothing here is edited by hand.

**Up to {{replications:,}} corpora per row** (*corpora*), each of {YEARS} years with {UNITS} units per year, about one
of four themes (true shares 2 to 30 %) or none. *Coded* units per year have a code by a first coder,
{World.overlap:.0%} of them by a second one too. Each keeps the true code with probability √α and otherwise is
*guessing* (any of the five, evenly), *missing* (none of the themes) or *taking* (a theme, where there is none).
*Decided*: where the two differ, the true code was found. The predictions know {World.knows:.0%} of the codes. Bands for
this corpus, in percentage points.

*Said* is the corrected share or that of the codes alone, whichever has the narrower bands over all years of a theme.
*First coder* is what is said when the first coder's codes are taken for the truth. Coverage stands apart for cells
(theme and year) with at least
{EXPECTED} expected codes of the theme (≥ {EXPECTED}) and for those with fewer; *least* is the coverage of the theme
that is covered least. *Refused*: shares without a band, since coders hardly agree more than by chance.

"""


def worlds() -> dict[str, list[World]]:
    """The rows of every table."""
    kinds = [(errors, alpha) for errors in ("guessing", "missing", "taking") for alpha in ALPHAS]
    either = (False, True)
    ways = [(e, who) for e in ("missed", "added") for who in ("first", "second", "both", "alike")]
    sizes = ((3, 20), (10, 8), (40, 5), (200, 5))
    return {
        "errors": [World(e, a, decided=d) for e, a in kinds if a < 1 or e == "guessing" for d in either],
        "sizes": [World("guessing", a, coded=n) for n in (20, 80) for a in ALPHAS],
        "drifting": [
            World("guessing", a, decided=d, drifting=who)
            for who in ("first", "both")
            for a in ALPHAS[1:]
            for d in either
        ],
        "documents": [World("guessing", a, documents=n, passages=m) for n, m in sizes for a in (1.0, 0.76)],
        "one way": [
            World(e, 1.0, themes=3, share=share, who=who, decided=d)
            for e, who in ways
            for share in (0.05, 0.2, 0.4)
            for d in either
            if who != "alike" or not d
        ],
        "predictions": [
            *(
                World(e, 0.6, together=how)
                for how in ("half", "hard", "uneven")
                for e in ("guessing", "missing", "taking")
            ),
            *(World(e, 0.6, knows=0.25) for e in ("guessing", "missing")),
            *(World("guessing", 0.6, themes=n) for n in (2, 8)),
            *(World("guessing", 0.6, overlap=part) for part in (0.1, 0.4)),
        ],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replications", type=int, default=2000)
    parser.add_argument("--only", nargs="+", choices=TITLES, default=list(TITLES))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="where bands are kept; those found there are taken up again")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    folder = given.resume or Path(mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    page, most, short = "", 0, []
    for table in given.only:
        rows = []
        for number, world in enumerate(worlds()[table]):
            kept = folder / f"{table}-{number}-{given.seed}.npy"
            found = list(np.load(kept)) if kept.exists() else []
            for seed in range(given.seed + len(found), given.seed + given.replications):
                found.append(one(seed, world))
            np.save(kept, np.array(found))
            rows.append(row_of(world, np.load(kept), table))
            most = max(most, rows[-1]["corpora"])
            print(table, rows[-1], flush=True)
        page += f"{TITLES[table]}\n{to_markdown(pd.DataFrame(rows))}\n"
        short.append(in_short(table, rows))
    if given.out:
        about = ABOUT.format(replications=most) + f"{SHORT}\n{to_markdown(pd.DataFrame(short))}\n"
        given.out.write_text(about + page.rstrip("\n") + "\n", encoding="utf-8")


def in_short(table: str, rows: list[dict[str, object]]) -> dict[str, object]:
    """One row about all rows of a table: the coverage of what is said, and how many rows are within the bar."""
    covered = np.array([row[f"coverage said, ≥ {EXPECTED}"] for row in rows], dtype=float)
    worlds = TITLES[table].partition("\n")[0].removeprefix("## ")
    low, high = BAR
    within = int(((covered >= low) & (covered <= high)).sum())
    numbers = {"least": covered.min(), "median": np.median(covered).round(1), "most": covered.max()}
    return {"worlds": worlds, "rows": len(rows)} | numbers | {"below": int((covered < low).sum()), "within": within,
            "above": int((covered > high).sum())}  # fmt: skip


def said_by(random: np.random.Generator, true: Integers, rate: Floats, errors: str, none: int) -> Integers:
    """Codes of one coder who errs about each unit with probability `rate`; `none` is the code of none of the themes.

    guessing: other codes are guessed, all alike; missing: a theme is taken for none of them; taking: none of the themes
    is taken for a theme.
    """
    erring = random.random(true.shape) < rate
    guess = random.integers(0, none + 1, size=true.shape)
    if errors == "missing":
        guess = np.full_like(true, none)
    if errors == "taking":
        guess = np.where(true == none, random.integers(0, none, size=true.shape), true)
    return np.where(erring, guess, true)


def one_way(random: np.random.Generator, true: Integers, world: World) -> tuple[Integers, Integers]:
    """Codes of two coders of whom those who are `world.who` miss the first theme, or add to it."""
    said = []
    erring = random.random(true.shape)
    for name in ("first", "second"):
        if world.who != "alike":
            erring = random.random(true.shape)
        rate = ONE_WAY if world.errors == "missed" else ONE_WAY * world.share / (1 - world.shares[:, 0].sum())
        of, to = (0, world.themes) if world.errors == "missed" else (world.themes, 0)
        errs = (erring < rate) & (true == of) & (world.who in (name, "both", "alike"))
        said.append(np.where(errs, to, true))
    return said[0], said[1]


def one(seed: int, world: World) -> Floats:
    """True shares of one corpus and what is said of them: `(themes, years, columns)`.

    The truth, then share and bounds of each of `METHODS` but the first, which is chosen from them (`chosen`).
    """
    about = f"{world.errors} {world.decided} {world.drifting} {world.documents}".encode()
    of_predictions = (world.themes, world.overlap, world.knows, world.together)
    if of_predictions != (World.themes, World.overlap, World.knows, World.together):
        about += repr(of_predictions).encode()
    if world.who:
        about += f"{world.who} {world.share}".encode()
    random = np.random.default_rng([seed, world.coded, int(100 * world.alpha), *about])
    shares = np.vstack([world.shares, 1 - world.shares.sum(axis=0)])
    if world.documents:
        true = np.stack([of_documents(random, shares[:, t], world) for t in range(YEARS)]).ravel()
    else:
        true = np.stack([random.choice(len(shares), size=UNITS, p=shares[:, t]) for t in range(YEARS)]).ravel()
    units = len(true) // YEARS
    period = np.repeat(np.arange(YEARS), units)
    drawn = np.sort(
        np.concatenate([random.choice(units, min(world.coded, units), replace=False) + t * units for t in range(YEARS)])
    )
    both = np.zeros(len(drawn), dtype=bool)
    both[random.choice(len(drawn), int(np.ceil(world.overlap * len(drawn))), replace=False)] = True
    even = np.full(len(drawn), 1 - np.sqrt(world.alpha))
    hard = random.random(len(true)) < 0.5 if world.together == "hard" else np.ones(len(true), dtype=bool)
    if world.together == "hard":
        even = 2 * even * hard[drawn]
    growing = even * 2 * period[drawn] / (YEARS - 1)
    rates = {"nobody": (even, even), "first": (growing, even), "both": (growing, growing)}[world.drifting]
    first, second = (said_by(random, true[drawn], rate, world.errors, world.themes) for rate in rates)
    if world.who:
        first, second = one_way(random, true[drawn], world)
    found = found_by(random, true, hard, drawn, (first, second), world)
    coded, score = made(true, period, drawn, first, second, both, found, world)
    truth = np.array([[np.mean(true[period == t] == k) for t in range(YEARS)] for k in range(world.themes)])
    truth = world.shares if world.documents else truth
    # What the tool says without the second coder: the first one's codes are the truth.
    plain = replace(coded, reliability=None)
    population = "process" if world.documents else "corpus"
    with_second = banded(coded, [score], None, "score", "text", population)
    corrected, alone = bands(with_second, "corrected", world), bands(with_second, "gold only", world)
    if world.documents:
        first_coder = bands(banded(plain, [score], None, "score", "text", population), "gold only", world)
    else:  # units that come singly are not alike
        rows = designed(plain, "gold only", "codes", None, np.zeros(len(plain.labels)), "corpus")
        first_coder = bands(pd.DataFrame(rows).iloc[:, :7].set_axis(COLUMNS, axis=1), "gold only", world)
    return np.stack([truth, *corrected, *alone, *first_coder], axis=-1)


def of_documents(random: np.random.Generator, shares: Floats, world: World) -> Integers:
    """What passages of a year are about: with probability √ρ what their document is about, else anything."""
    shape = (world.documents, world.passages)
    whole = random.choice(len(shares), size=shape[0], p=shares)
    own = random.choice(len(shares), size=shape, p=shares)
    found: Integers = np.where(random.random(shape) < np.sqrt(ALIKE), whole[:, None], own).ravel()
    return found


def found_by(
    random: np.random.Generator,
    true: Integers,
    hard: NDArray[np.bool_],
    drawn: Integers,
    said: tuple[Integers, Integers],
    world: World,
) -> Integers:
    """What predictions find in every unit: the theme where they know it, else a guess, or a coder's error."""
    knows = np.full(len(true), world.knows)
    if world.together == "hard":
        knows[hard] /= 2
    if world.together == "uneven":
        knows = np.append(np.linspace(0.9, 0.25, world.themes), world.knows)[true]
    found = np.where(random.random(len(true)) < knows, true, random.integers(0, world.themes + 1, len(true)))
    for codes in said if world.together == "half" else ():
        alike = (codes != true[drawn]) & (random.random(len(drawn)) < 0.5)
        found[drawn[alike]] = codes[alike]
    return found


def bands(table: pd.DataFrame, method: str, world: World) -> tuple[Floats, Floats, Floats]:
    """Shares and bounds of the themes `(themes, years)`."""
    names = table[["method", "theme", "period"]].to_numpy(dtype=str)
    rows = np.flatnonzero((names[:, 0] == method) & np.isin(names[:, 1], world.ids))
    rows = rows[np.lexsort(names[rows, :0:-1].T)]
    share, lower, upper = (
        table[["share", "lower", "upper"]].to_numpy(dtype=float)[rows].T.reshape(3, world.themes, YEARS)
    )
    return share, lower, upper


@cache
def units_of(n: int, periods: int, passages: int) -> pd.DataFrame:
    """The units of a corpus `(n,)`, period after period, in documents of `passages`; 0 for units that come singly."""
    unit = [f"u{i:05}" for i in range(n)]
    doc = [f"d{i // passages:05}" for i in range(n)] if passages else unit
    period = np.repeat(np.arange(periods), n // periods).astype(str)
    return pd.DataFrame({"unit": unit, "doc_id": doc, "cluster": doc, "n_tokens": 10, "period": period}).astype(object)


def made(true, period, drawn, first, second, both, found, world) -> tuple[Coded, UnitScores]:
    """The coded sample as arrays, and a score that knows a part of the themes."""
    names = np.array([*world.ids, NONE_OF_THE_THEMES])
    units = units_of(len(true), int(period[-1]) + 1, world.passages if world.documents else 0)
    codes = pd.DataFrame({"unit": units["unit"].to_numpy()[drawn], "coder_1": names[first]})
    codes["coder_2"] = np.where(both, names[second], "")
    differ = both & (first != second) & world.decided
    codes["theme"] = names[np.where(differ, true[drawn], first)]
    codes["adjudicated"] = np.where(differ, "yes", "")
    codes["period"] = period[drawn].astype(str)
    job = SimpleNamespace(themes=tuple(Theme(name, (name,)) for name in world.ids), estimand=Estimand())
    design = SampleDesign("corpus", "passage", "none", "", 1, mentions=False)
    coded = assemble(job, design, units, ["all"] * len(units), codes, "text")  # type: ignore[arg-type]
    weights = np.eye(len(names))[found][:, :-1]
    return coded, UnitScores(weights, weights, found)


def chosen(found: Floats) -> Floats:
    """What the tool says of every corpus, by its own rule: share and bounds `(replications, themes, years, 3)`."""
    corpora, themes = found.shape[:2]
    series = [f"{number}" for number in range(corpora * themes)]  # themes of all corpora are chosen for in one table
    both = {method: found[..., 3 * n + 1 : 3 * n + 4] for n, method in enumerate(TOLD)}
    tables = [
        pd.DataFrame(bands.reshape(-1, 3), columns=["share", "lower", "upper"]).assign(
            theme=np.repeat(series, YEARS), method=method, estimator=method
        )
        for method, bands in both.items()
    ]
    method = stated_methods(pd.concat(tables)).set_index("theme")["method"].reindex(series).to_numpy()
    corrected = (method == "corrected").reshape(corpora, themes, 1, 1)
    said: Floats = np.where(corrected, both["corrected"], both["gold only"])
    return said


def row_of(world: World, found: Floats, tabled: str) -> dict[str, object]:
    """A row from what `one` found of corpora `(replications, themes, years, columns)`; coverage and width are of bands.

    Bias and RMSE are of shares.
    """
    truth, bands = found[..., 0], [chosen(found), *np.split(found[..., 1:], len(METHODS) - 1, axis=-1)]
    about = {"share": world.share, "who": world.who} if world.who else {"α": world.alpha, "coded": world.coded}
    row: dict[str, object] = {"errors": world.errors} | about
    row |= {"decided": "yes" if world.decided else "no"}
    if world.documents:
        row |= {"documents": world.documents, "passages": world.documents * world.passages}
    if world.drifting != "nobody":
        row["drifting"] = world.drifting
    for name in ("themes", "overlap", "knows", "together"):
        if tabled == "predictions":
            row[name] = getattr(world, name)
    row["corpora"] = len(found)
    row["refused"] = round(100 * float(np.isnan(bands[0][..., 1]).mean()), 1)
    coded = min(world.coded, world.documents * world.passages or world.coded)
    many = coded * world.shares >= EXPECTED
    for method, (share, lower, upper) in zip(METHODS, (np.moveaxis(each, -1, 0) for each in bands), strict=True):
        error, width = 100 * (share - truth), 100 * (upper - lower)
        inside = np.where(np.isnan(width), np.nan, 100.0 * ((lower <= truth) & (truth <= upper)))
        if method == "said":
            row["bias said"] = round(float(error.mean()), 2)
        row[f"RMSE {method}"] = round(float(np.sqrt((error**2).mean())), 1)
        row[f"coverage {method}, ≥ {EXPECTED}"] = round(float(np.nanmean(inside[:, many])), 1) if many.any() else ""
        row[f"< {EXPECTED}"] = row.get(f"< {EXPECTED}", round(float(np.nanmean(inside[:, ~many])), 1))
        if method == "said" and world.who:
            row["theme"] = round(float(np.nanmean(inside[:, 0])), 1)
        if method in ("said", "first coder"):
            row[f"least {method}"] = round(float(np.nanmean(inside, axis=(0, 2)).min()), 1)
        row[f"width {method}"] = round(float(np.nanmean(width)), 1)
    return row


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
