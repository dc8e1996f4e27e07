"""Corrected shares of the sample study, whose every passage is coded: many samples of its codes against all of them.

python benchmarks/gold_sample.py [--samples 50] [--coded 40] [--out docs/gold_sample.md]
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from topics.cli.options import progress_bars
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import CLASSIFIER, estimates_of
from topics.coding.gold.folder import SampleDesign
from topics.coding.gold.predict import unit_content
from topics.coding.gold.strata import UnitScores, strata_of, unit_scores
from topics.coding.gold.units import assemble, job_for, units_of
from topics.report.tables import to_markdown
from topics.store.store import open_store
from topics.study.study import load_study
from topics.wording import listed

SAMPLE = Path(__file__).parents[1] / "data" / "sample"
ABOUT = """\
# Corrected shares of the sample study

Its codes as the coders' answers: {samples} samples of {coded} passages a year, drawn as `topics gold sample` draws them
(by the theme that the predictor finds; for the classifier, which finds none before, simple samples), against the shares
that all codes give. Text shares of {themes} themes in {periods} years, in percentage points; bands for this corpus.
Written by `benchmarks/gold_sample.py`; nothing here is edited by hand. The texts are composed and their words are those
of the themes' lists more often than real texts' are.

Bias and RMSE over cells (themes by years, without none of them, since what themes gain it loses) and samples; coverage
and mean width of 95 % bands. The uncorrected shares have no error of sampling: theirs is the same in every sample.

The correction removes bias at the price of the sample's noise. An estimator that is near the truth by itself may have a
smaller RMSE uncorrected, which nobody can know who has no codes; corrected shares alone have a band. That the RMSE is
at most 60 per cent of that of codes alone ([gold.md](gold.md)) is said of simple samples: where the sample is
stratified by the score, the strata have taken most of what the predictions know, and the ratio to codes alone of the
same sample is {ratios} here.

"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--samples", type=int, default=50)
    parser.add_argument("--coded", type=int, default=40)
    parser.add_argument("--predictors", nargs="+", default=["lexicon", "clause-extent", CLASSIFIER])
    parser.add_argument("--study", type=Path, default=SAMPLE)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "gold_sample.md")
    given = parser.parse_args()
    study, store = load_study(given.study), open_store(given.store)
    job = job_for(store, study.folder, store.latest_job(study.folder).corpus_key)
    units = units_of(job, "passage")
    truth = job.table("gold").set_index("passage_id")["theme"].reindex(units["unit"])
    sums = units.assign(theme=truth.to_numpy()).groupby(["theme", "period"])["n_tokens"].sum()
    shares = sums / units.groupby("period")["n_tokens"].sum()
    rows = []
    with progress_bars() as progress:
        for done, predictor in enumerate(given.predictors, start=1):
            by = [name for name in [predictor] if name != CLASSIFIER]
            scores = dict(zip(by, unit_scores(job, by, units, "passage"), strict=True))
            cells = samples(study, store, job, units, truth, scores, given.samples, given.coded)
            cells = cells[cells["theme"].isin([theme.id for theme in job.themes])].copy()
            cells["truth"] = [shares.get(key, 0.0) for key in zip(cells["theme"], cells["period"], strict=True)]
            rows += [
                {"predictor": predictor, **summary(part, str(m))} for m, part in cells.groupby("method", sort=False)
            ]
            progress(done, len(given.predictors), "sampling")
    table = pd.DataFrame(rows)
    page = ABOUT.format(
        samples=given.samples,
        coded=given.coded,
        themes=len(job.themes),
        periods=units["period"].nunique(),
        ratios=ratios(table[table["predictor"] != CLASSIFIER]),
    ) + to_markdown(table)
    given.out.write_text(page, encoding="utf-8")
    print(page)


def samples(study, store, job, units, truth, scores: dict[str, UnitScores], n_samples: int, n: int) -> pd.DataFrame:
    """Every estimate of every sample, with its seed."""
    first = next(iter(scores.values()), None)
    frame = units.assign(stratum=strata_of(units, first, [theme.id for theme in job.themes], n))
    content, found = None, []
    for seed in range(n_samples):
        design = SampleDesign(job.corpus_key, "passage", "score" if first else "none", "", seed, mentions=False)
        drawn = drawn_units(frame, None, design, n)["unit"]
        codes = pd.DataFrame({"unit": drawn, "theme": truth.loc[drawn].to_numpy()})
        coded = assemble(job, design, units, frame["stratum"].tolist(), codes, "text")
        if not scores and content is None:
            content = unit_content(store, study, coded)
        found.append(estimates_of(coded, scores, content, population="corpus").shares.assign(seed=seed))
    return pd.concat(found, ignore_index=True)


def ratios(table: pd.DataFrame) -> str:
    """The RMSE of corrected shares over that of the codes alone, by predictor, in words."""
    rmse = table.pivot(index="predictor", columns="method", values="RMSE").loc[list(dict.fromkeys(table["predictor"]))]
    found = rmse["corrected"].astype(float) / rmse["gold only"].astype(float)
    return listed([f"{ratio:.2f} ({predictor})" for predictor, ratio in found.items()])


def summary(cells: pd.DataFrame, method: str) -> dict[str, object]:
    """Errors of one method over samples, themes and years; how often it gave no share."""
    error = 100 * (cells["share"] - cells["truth"]).dropna()
    inside = (cells["lower"] <= cells["truth"]) & (cells["truth"] <= cells["upper"])
    banded, given = cells["lower"].notna().any(), len(error) > 0
    return {
        "method": method,
        "bias": f"{error.mean():.2f}" if given else "",
        "RMSE": f"{np.sqrt((error**2).mean()):.2f}" if given else "",
        "coverage": f"{100 * inside.mean():.1f}" if banded else "",
        "width": f"{100 * (cells['upper'] - cells['lower']).mean():.1f}" if banded else "",
        "refused": f"{100 * cells['share'].isna().mean():.0f} %",
    }


if __name__ == "__main__":
    from machine import begin

    begin()
    main()
