"""What a new figure takes: one file, nothing else touched. The file is that of the guide's section on figures."""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

import topics
from tests.conftest import write_toy_study
from topics.errors import TopicsError
from topics.jobs.run import run
from topics.report.figures import FIGURES, Drawing, Tables
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import Theme

ADDED = '''\
"""Figure 99, the effective number of themes per period."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from topics.report.figures import FIGURES, Drawing, Tables
from topics.schema import ESTIMATOR, PERIOD, Column, declare
from topics.store.job import Job
from topics.themes import Theme

if TYPE_CHECKING:
    import pandas as pd

ROWS = declare(
    "fig99_effective_themes",
    "one estimator and period",
    (ESTIMATOR, PERIOD, Column("themes", "number", "themes", "effective number of themes")),
)
_AXIS = {"en": "Effective number of themes", "zh": "有效主题数"}
_CAPTION = {
    "en": "Effective number of themes per period: exp(−Σ p ln p) over the themes' shares p of what some theme has.",
    "zh": "各期有效主题数：exp(−Σ p ln p)，p 为各主题在已归入主题的文本中的占比。",
}


def effective_themes(job: Job) -> "pd.DataFrame | None":
    """`estimator, period, themes`: the Hill number of order 1 (Jost 2006); None for a study of one theme."""
    if len(job.themes) < 2:
        return None
    shares = job.table("shares").query("weighting == 'text'")
    shares = shares[shares["theme"].isin([theme.id for theme in job.themes])]
    cells = shares.groupby(["estimator", "period"], sort=False)["share"]
    return cells.apply(hill_number).rename("themes").reset_index()


def hill_number(shares: "pd.Series[float]") -> float:
    """exp(−Σ p ln p) of shares ≥ 0 put on a sum of 1; NaN where all are 0.

    >>> round(hill_number(pd.Series([0.2, 0.2, 0.0])), 6)
    2.0
    """
    p = shares[shares > 0] / shares.sum()
    return float(np.exp(-(p * np.log(p)).sum())) if len(p) else float("nan")


@FIGURES.register(
    "fig99_effective_themes",
    label={
        "en": "How many themes share the attention: their effective number per period, a line per estimator.",
        "zh": "关注分散于多少主题：各期有效主题数，每种估计方法一线。",
    },
    tables=(effective_themes,),
    rows=ROWS,
    lacking="it takes two themes, and this study has one.",
)
def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
    """A line per estimator over the periods."""
    from topics.plots.fonts import typeset
    from topics.plots.foot import add_foot, not_validated
    from topics.plots.style import estimator_looks, journal, new_figure
    from topics.plots.figure_words import estimator_label

    table = tables["effective_themes"]
    with journal():
        figure = new_figure(height=70)
        ax = figure.subplots()
        for name, look in estimator_looks(list(dict.fromkeys(table["estimator"]))).items():
            rows = table[table["estimator"] == name]
            style = {"color": look.colour, "marker": look.marker, "linestyle": look.dashes}
            ax.plot(rows["period"], rows["themes"], label=estimator_label(name, language), **style)
        ax.set_ylabel(_AXIS[language])
        figure.legend(loc="outside upper left", ncols=4)
        add_foot(figure, [not_validated(language), note], language)
        typeset(figure)
    return Drawing(figure, table, _CAPTION[language])
'''
NAME = "fig99_effective_themes"


def command(copy: Path, *arguments: str) -> str:
    """What a `topics` command of the copied package prints."""
    program = "import sys; from topics.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    done = subprocess.run(
        [sys.executable, "-P", "-c", program, *arguments],
        env=environment,
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    return done.stdout


def test_a_new_figure_is_one_new_file(tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    run(load_study(tmp_path / "toy"), Store(tmp_path / "runs"))
    package = Path(topics.__file__).parent
    shutil.copytree(package, tmp_path / "copy" / "topics", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "copy/topics/report/figures" / f"{NAME}.py").write_text(ADDED, encoding="utf-8")

    listed = command(tmp_path / "copy", "figures", "--list", "--store", str(tmp_path / "none")).splitlines()
    assert [line.split("\t")[0] for line in listed] == [*FIGURES, NAME]
    assert listed[-1].endswith("a line per estimator.")

    out = tmp_path / "out"
    place = ("--store", str(tmp_path / "runs"), "--out", str(out), "--format", "png", "--lang", "zh")
    written = command(tmp_path / "copy", "figures", "toy", NAME, *place).splitlines()
    assert [Path(path).name for path in written] == [f"{NAME}_zh.png", f"{NAME}.csv", f"{NAME}_zh.txt"]
    caption = (out / f"{NAME}_zh.txt").read_text(encoding="utf-8")
    assert caption.startswith("各期有效主题数")
    assert "研究：Toy" in caption
    lexicon = pd.read_csv(out / f"{NAME}.csv").query("estimator == 'lexicon'").set_index("period")["themes"]
    assert lexicon[2020] == pytest.approx(1.87, abs=0.01)  # shares of 0.68 and 0.32
    assert lexicon[2021] == pytest.approx(2.0, abs=0.01)  # of 0.35 and 0.33


def test_figures_are_in_the_order_of_their_numbers() -> None:
    assert [*FIGURES].index("fig2_change") == 1
    assert [*FIGURES].index("fig10_truth") == 9


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_registered_under_the_name_of_its_file(name: str) -> None:
    assert FIGURES[name].draw.__module__ == f"topics.report.figures.{name}"


def test_a_name_is_taken_once() -> None:
    def draw(tables: Tables, themes: Sequence[Theme], language: str, note: str | None) -> Drawing:
        raise AssertionError

    label = {"en": "Shares.", "zh": "占比。"}
    with pytest.raises(TopicsError, match=f'two figures are called "fig1_theme_shares": .*, one in {__name__}'):
        FIGURES.register("fig1_theme_shares", label=label, tables=("shares",), rows=FIGURES["fig1_theme_shares"].rows)(
            draw
        )
    assert FIGURES["fig1_theme_shares"].draw is not draw
