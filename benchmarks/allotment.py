"""Samples allotted to what is asked, beside even ones, of texts whose every sentence a crowd has coded.

    python benchmarks/allotment.py CORPORA [--samples 50] [--coded 40] [--first 10] [--folder FOLDER] [--out PAGE.md]

Manifestos of `benchmarks/crowd_samples.py`. From the census of the crowd's codes, a first part is drawn and coded, then
the rest as `topics gold sample --aim` allots it, again and again; `topics gold power --aim --pilot` foretells the width
from the first sample's first part.
"""

import argparse
import csv
import shutil
from pathlib import Path
from typing import get_args

import pandas as pd
from coded_paragraphs import folder_for
from crowd_samples import coded_sentences, errors_of, made, with_said

from topics.coding.gold.allot import Aim, of_pilot
from topics.coding.gold.draw import draw_sample
from topics.coding.gold.estimate import gold_estimates
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.imported import import_codes
from topics.coding.gold.power import expected_widths
from topics.coding.gold.read import read_codes
from topics.coding.gold.units import units_of
from topics.jobs.run import run
from topics.report.tables import to_markdown
from topics.store.store import Store
from topics.themes import NONE_OF_THE_THEMES

ESTIMATOR = "lexicon"
ABOUT = """\
# Samples allotted to what is asked

Nine British manifestos of three years, a crowd's code for each of {units:,} passages. {samples} times a first part of
{first} passages per year is drawn and coded, then as many that there are {coded} per year on the average: *even*, as
many in each year and strata by size; for *levels* or the *change*, as `topics gold sample --aim` allots them by the
first part. Widths of 95 % bands of the corrected shares for this corpus, means over themes, in percentage points;
coverage of what the census says. *Narrower* is the width by that of even samples of as many; *foretold* is what
`topics gold power --pilot --aim` says from the first part alone, as a median over {foretold} of the samples, and the
last column that by what came. Passages that the crowd left out ({left_out}) are coded as none of the themes. Written by
`benchmarks/allotment.py`; nothing here is edited by hand.

"""


def main(corpora: Path, samples: int, coded: int, first: int, kept: Path | None, out: Path | None) -> None:
    source = corpora / "uk-manifestos"
    with folder_for(kept) as folder:
        study, store = made(source, folder), Store(folder / "runs")
        job = run(study, store)
        sentences = folder / "codes.csv"
        pd.DataFrame(coded_sentences(source)).to_csv(sentences, index=False)
        shutil.rmtree(folder / "census-all", ignore_errors=True)
        census = GoldFolder(folder / "census-all")
        codes = import_codes(census, store, study, sentences, draws=2).read.codes.set_index("unit")["theme"].to_dict()
        truth = gold_estimates(census, store, study, [ESTIMATOR], population="corpus")
        true = truth.shares.query("method == 'gold only'").set_index(["theme", "period"])["share"]
        levels, changes, told = [], [], []
        n_told = min(samples, 10)
        for seed in range(1, samples + 1):
            part = GoldFolder(folder / f"part-{seed}")
            shutil.rmtree(part.root, ignore_errors=True)
            draw_sample(study, store, first, estimator=ESTIMATOR, seed=seed, coders=1, folder=part)
            code(part, 1, codes)
            read_codes(part, job, draws=2)
            for aim in get_args(Aim):
                if seed <= n_told:
                    pilot = of_pilot(part, store, study, ESTIMATOR)
                    level, change = expected_widths(
                        store,
                        study,
                        [coded],
                        estimator=ESTIMATOR,
                        population="corpus",
                        assumed=pilot,
                        aim=aim,
                        seed=seed,
                    )
                    told.append((aim, level["width_corrected"].mean(), change["width_corrected"].mean()))
                place = GoldFolder(folder / f"{aim}-{seed}")
                shutil.rmtree(place.root, ignore_errors=True)
                shutil.copytree(part.root, place.root)
                draw_sample(study, store, coded, estimator=ESTIMATOR, seed=seed, coders=1, aim=aim, folder=place)
                code(place, 2, codes)
                read_codes(place, job, draws=2)
                found = gold_estimates(place, store, study, [ESTIMATOR], population="corpus")
                levels.append(with_said(found.shares, found.shares).assign(aim=aim))
                changes.append(with_said(found.change, found.shares).assign(aim=aim))
                shutil.rmtree(place.root)
            shutil.rmtree(part.root)
            print(seed, flush=True)
    level, change = pd.concat(levels), pd.concat(changes).rename(columns={"change": "share"})
    level["true"] = [true[key] for key in zip(level["theme"], level["period"], strict=True)]
    ends = sorted({period for _, period in true.index})
    change["true"] = [true[theme, ends[-1]] - true[theme, ends[0]] for theme in change["theme"]]
    foretold = pd.DataFrame(told, columns=["aim", "levels", "change"]).groupby("aim").median()
    rows = [row for what, cells in (("levels", level), ("change", change)) for row in summary(what, cells, foretold)]
    left_out = len(units_of(job, "passage")) - len(codes)
    about = ABOUT.format(
        units=len(codes), left_out=left_out, samples=samples, first=first, coded=coded, foretold=n_told
    )
    page = about + to_markdown(pd.DataFrame(rows))
    print(page)
    if out:
        out.write_text(page, encoding="utf-8")


def code(place: GoldFolder, batch: int, codes: dict[str, str]) -> None:
    """Fill in a batch's sheet with the crowd's codes; a passage that the crowd left out is of no theme."""
    unit_of = dict(place.table("key.csv", ("id", "unit"))[["id", "unit"]].itertuples(index=False))
    path = place.sheet(batch, 1, ".csv")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["theme"] = codes.get(unit_of[row["id"]], NONE_OF_THE_THEMES)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    place.sheet(batch, 1, ".xlsx").unlink()


def summary(what: str, cells: pd.DataFrame, foretold: pd.DataFrame) -> list[dict[str, object]]:
    """A row per aim: corrected, since that is foretold."""
    rows, even = [], 0.0
    for aim in get_args(Aim):
        mine = cells[(cells["aim"] == aim) & (cells["method"] == "corrected")]
        measured, width = errors_of(mine)
        even = even or width
        told = 100 * foretold.loc[aim, what]
        row = {"asked": what, "allotted for": aim, **measured, "narrower": f"{width / even:.2f}"}
        rows.append(row | {"foretold": f"{told:.1f}", "foretold / come": f"{told / width:.2f}"})
    return rows


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA")
    parser.add_argument("--samples", type=int, default=50)
    parser.add_argument("--coded", type=int, default=40)
    parser.add_argument("--first", type=int, default=10)
    parser.add_argument("--folder", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="PAGE.md")
    given = parser.parse_args()
    main(given.corpora, given.samples, given.coded, given.first, given.folder, given.out)
