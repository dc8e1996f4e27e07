"""With how many codes correcting pays: by hand, kept beside the codes, and foretold as it comes of known codes."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.conftest import SAMPLE
from topics.coding.gold.allot import Assumed
from topics.coding.gold.draw import drawn_units
from topics.coding.gold.estimate import banded
from topics.coding.gold.folder import GoldFolder, SampleDesign
from topics.coding.gold.power import expected_widths
from topics.coding.gold.strata import unit_scores
from topics.coding.gold.units import assemble, units_of
from topics.coding.gold.worth import LESS, keep_worth, kept_worth, worth
from topics.jobs.run import run
from topics.report.layouts.coding_layouts import worth_sentence
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import NONE_OF_THE_THEMES

HALVES = Assumed(np.array([0.9, 0.8, 0.7]), np.array([0.6, 0.5, 0.4]))


def levels(**ratios: tuple[float, ...]) -> pd.DataFrame:
    """Widths of two periods at 10, 20, 40 codes: those of the codes alone by 1 / √n, the corrected by these ratios."""
    rows = [
        (theme, n, period, 1 / np.sqrt(n), ratio * part / np.sqrt(n))
        for theme, of in ratios.items()
        for n, ratio in zip((10, 20, 40), of, strict=True)
        for period, part in (("2020", 0.9), ("2021", 1.1))
    ]
    return pd.DataFrame(rows, columns=["theme", "coded", "period", "width_gold", "width_corrected"])


def test_the_numbers_with_which_it_pays_by_hand(tmp_path: Path) -> None:
    found = worth(levels(wind=(1.1, 0.9, 0.7), rail=(0.8, 0.89, 0.95), none=(0.95, 1.0, 0.91)), "asked", HALVES, "none")
    rows = found.set_index("theme")[["from_coded", "to_coded", "most_coded"]]
    assert rows.T.to_dict("list") == {"wind": [20, 40, 40], "rail": [10, 20, 40], "none": [0, 0, 40]}
    assert found["recall"].tolist() == [0.6, 0.5, 0.4]
    told = "with 20 or more for wind; with 10 to 20 for rail; with none of up to 40 for none."
    assert worth_sentence(found).endswith(f"in coded units per period: {told}")
    one = worth(levels(wind=(0.5, 1, 1)), "asked", HALVES, "score")
    assert worth_sentence(one).endswith("per period: with 10 for wind.")
    place = GoldFolder(tmp_path / "gold")
    assert not len(kept_worth(place))
    keep_worth(place, found.assign(estimator="lexicon"))
    keep_worth(place, one)
    keep_worth(place, found)
    kept = kept_worth(place)
    assert kept["estimator"].tolist() == ["lexicon"] * 3 + ["asked"] * 3
    pd.testing.assert_frame_equal(kept.iloc[3:].reset_index(drop=True), found)


@pytest.mark.slow
def test_it_pays_with_as_many_as_it_was_foretold(tmp_path: Path) -> None:
    """Codes of all passages are known: samples of them say with how many the corrected bands are narrower."""
    shutil.copytree(SAMPLE, tmp_path / "sample")
    file = tmp_path / "sample" / "study.toml"
    file.write_text(file.read_text("utf-8").split("[[models]]")[0] + '[[models]]\nkind = "lexicon"\n', "utf-8")
    study, store = load_study(tmp_path / "sample"), Store(tmp_path / "runs")
    job = run(study, store)
    units, ids = units_of(job, "passage").assign(stratum="all"), [theme.id for theme in job.themes]
    truth = job.table("gold").set_index("passage_id")["theme"].loc[units["unit"]].to_numpy()
    truth = np.where(np.isin(truth, ids), truth, NONE_OF_THE_THEMES)
    score = unit_scores(job, ["lexicon"], units, "passage")[0]
    has, said = (np.array([of == theme for theme in names]) for of, names in ((truth, ids), (score.primary, range(4))))
    both = (has & said).sum(axis=1)
    assumed = Assumed(both / said.sum(axis=1), both / has.sum(axis=1))
    sizes = (10, 20, 40, 80, 160)
    foretold, _ = expected_widths(
        store, study, sizes, estimator="lexicon", strata="none", population="corpus", assumed=assumed
    )
    rows = []
    for n in sizes:
        for seed in range(30):
            design = SampleDesign(job.corpus_key, "passage", "none", "lexicon", seed, mentions=False)
            drawn = drawn_units(units, None, design, n)["unit"]
            codes = pd.DataFrame({"unit": drawn, "theme": truth[units["unit"].isin(drawn)]})
            coded = assemble(job, design, units, units["stratum"].tolist(), codes, "text")
            shares = banded(coded, [score], None, "lexicon", "text", "corpus")
            wide = shares.assign(width=shares["upper"] - shares["lower"]).groupby(["theme", "method"])["width"].mean()
            rows += [(theme, n, wide[theme, "gold only"], wide[theme, "corrected"]) for theme in ids]
    come = pd.DataFrame(rows, columns=["theme", "coded", "width_gold", "width_corrected"])
    of = [t.groupby(["theme", "coded"])[["width_gold", "width_corrected"]].mean() for t in (foretold, come)]
    ratio, true = (t["width_corrected"] / t["width_gold"] for t in of)
    assert (ratio - true).abs().mean() < 0.05
    clear = (true - (1 - LESS)).abs() > 0.05
    assert clear.mean() > 0.5
    assert ((ratio <= 1 - LESS) == (true <= 1 - LESS))[clear].all()
