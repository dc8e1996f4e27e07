"""Codes of a crowd as a census and as samples: what `topics gold` says of samples against what all codes say.

    python benchmarks/crowd_samples.py CORPORA [--samples 50] [--coded 40] [--folder FOLDER] [--out PAGE.md]

CORPORA holds uk-manifestos/: nine British manifestos of three parties and years, whose every sentence a crowd coded
(`benchmarks/uk_manifestos.py`). All codes are imported as a census, and then, again and again, those of so many
passages per manifesto, drawn by chance, as `topics gold import --drawn simple --strata source`. `topics gold power
--pilot` foretells from the first sample what the others give.
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from coded_paragraphs import folder_for
from uk_manifestos import coded_sentences

from topics.coding.gold.allot import of_pilot
from topics.coding.gold.estimate import gold_estimates
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.imported import import_codes
from topics.coding.gold.power import expected_widths
from topics.jobs.run import run
from topics.report.tables import to_markdown
from topics.shares.coded.corrected_change import stated, stated_methods
from topics.store.store import Store
from topics.study.study import Study, load_study
from topics.study.template import new_study

MODEL = '[[models]]\nkind = "lexicon"\n'
SOURCE = "source"
METHODS = ("codes alone", "corrected", "said")
ABOUT = """\
# A crowd's codes, all of them and in samples

Nine British manifestos, a crowd's code for every sentence. All {rows:,} codes imported as a census give the shares of
{units:,} passages in three years; {samples} samples of {coded} passages per manifesto, imported as `topics gold import
--drawn simple --strata source` does it, are corrected by the lexicon and compared with the census. *Said* is the
corrected shares or those of the codes alone, whichever have the narrower bands in a theme. Percentage points, means
over themes, years and samples; bands for this corpus. *Foretold* is what `topics gold power --pilot` says from the
first sample; the last column is foretold by come. Written by `benchmarks/crowd_samples.py`; nothing here is edited by
hand.

{skipped:,} rows of the census belong to no passage.

"""


def main(corpora: Path, samples: int, coded: int, kept: Path | None, out: Path | None) -> None:
    source = corpora / "uk-manifestos"
    with folder_for(kept) as folder:
        study, store = made(source, folder), Store(folder / "runs")
        if not (folder / "runs").exists():
            run(study, store)
        sentences = pd.DataFrame(coded_sentences(source))
        census = GoldFolder(folder / "census")
        whole = folder / "codes.csv"
        sentences.to_csv(whole, index=False)
        found = import_codes(census, store, study, whole, draws=2)
        truth = gold_estimates(census, store, study, ["lexicon"], population="corpus")
        true = truth.shares.query("method == 'gold only'").set_index(["theme", "period"])["share"]
        codes = found.read.codes
        frame = census.table("frame.csv", ("unit", "doc_id", "period"))
        levels, changes = [], []
        for seed in range(samples):
            place = GoldFolder(folder / f"sample-{seed}")
            table = folder / f"sample-{seed}.csv"
            mine = codes.groupby(codes["unit"].map(frame.set_index("unit")["doc_id"])).sample(coded, random_state=seed)
            mine[["unit", "theme"]].to_csv(table, index=False)
            import_codes(place, store, study, table, drawn="simple", strata=SOURCE, draws=2)
            each = gold_estimates(place, store, study, ["lexicon"], population="corpus")
            levels.append(with_said(each.shares, each.shares).assign(seed=seed))
            changes.append(with_said(each.change, each.shares).assign(seed=seed))
        level = pd.concat(levels)
        level["true"] = [true[key] for key in zip(level["theme"], level["period"], strict=True)]
        change = pd.concat(changes).rename(columns={"change": "share"})
        first, last = sorted({period for _, period in true.index})[:: len(set(frame["period"])) - 1]
        change["true"] = [true[theme, last] - true[theme, first] for theme in change["theme"]]
        pilot = of_pilot(GoldFolder(folder / "sample-0"), store, study, "lexicon")
        parts = frame.drop_duplicates("doc_id")["period"].value_counts()
        foretold = expected_widths(
            store, study, [coded * int(parts.iloc[0])], estimator="lexicon", population="corpus", strata=SOURCE,
            assumed=pilot, draws=100,
        )  # fmt: skip
    rows = [*summary("level", level, foretold[0]), *summary("change", change, foretold[1])]
    page = ABOUT.format(
        rows=len(sentences), units=len(codes), samples=samples, coded=coded, skipped=len(found.not_joined)
    ) + to_markdown(pd.DataFrame(rows))
    print(page)
    if out:
        out.write_text(page, encoding="utf-8")


def made(source: Path, folder: Path) -> Study:
    """The study of the nine texts, made once."""
    study = folder / "study"
    if not study.exists():
        new_study(study, title="Manifestos", language="en")
        settings = (study / "study.toml").read_text(encoding="utf-8").split("[[models]]")[0]
        (study / "study.toml").write_text(settings + MODEL, encoding="utf-8")
        (study / "themes.toml").write_bytes((source / "themes.toml").read_bytes())
        rows = coded_sentences(source)
        documents = (
            pd.DataFrame(rows).groupby("doc_id", sort=False).agg(date=("date", "first"), text=("text", "\n\n".join))
        )
        documents = documents.reset_index().rename(columns={"doc_id": "id"})
        documents[SOURCE] = documents["id"].str.split("_").str[0]
        (study / "documents").mkdir(exist_ok=True)
        documents.to_json(study / "documents" / "manifestos.jsonl", orient="records", lines=True)
    return load_study(study)


def with_said(table: pd.DataFrame, shares: pd.DataFrame) -> pd.DataFrame:
    """The rows with a band, and those that are said."""
    themes = [theme for theme in dict.fromkeys(table["theme"]) if " " not in theme]
    table = table[table["method"].isin(["gold only", "corrected"]) & table["theme"].isin(themes)]
    return pd.concat([table, stated(table, stated_methods(shares), themes).assign(method="said")], ignore_index=True)


def summary(what: str, cells: pd.DataFrame, foretold: pd.DataFrame) -> list[dict[str, object]]:
    """A row per method."""
    rows = []
    for method, of in zip(METHODS, ("gold only", "corrected", "said"), strict=True):
        mine = cells[cells["method"] == of]
        measured, width = errors_of(mine)
        row = {"asked": what, "method": method, **measured}
        if of != "said":
            told = 100 * foretold[f"width_{'gold' if of == 'gold only' else of}"].mean()
            row |= {"foretold": f"{told:.1f}", "foretold / come": f"{told / width:.2f}"}
        rows.append(row)
    return rows


def errors_of(cells: pd.DataFrame) -> tuple[dict[str, object], float]:
    """Bias, error, coverage and width of bands as cells of a row, and the width; all in points or per cent."""
    error = 100 * (cells["share"] - cells["true"])
    inside = (cells["lower"] <= cells["true"]) & (cells["true"] <= cells["upper"])
    width = 100 * (cells["upper"] - cells["lower"]).mean()
    row = {"bias": f"{error.mean():.2f}", "RMSE": f"{np.sqrt((error**2).mean()):.2f}"}
    return row | {"coverage": f"{100 * inside.mean():.1f}", "width": f"{width:.1f}"}, width


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path, metavar="CORPORA")
    parser.add_argument("--samples", type=int, default=50)
    parser.add_argument("--coded", type=int, default=40)
    parser.add_argument("--folder", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, metavar="PAGE.md")
    arguments = parser.parse_args()
    main(arguments.corpora, arguments.samples, arguments.coded, arguments.folder, arguments.out)
