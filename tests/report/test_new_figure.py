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
from tests.test_extending import worked_example
from topics.errors import TopicsError
from topics.jobs.run import run
from topics.report.figures import FIGURES, Drawing, Tables
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import Theme

NAME = "fig99_effective_themes"
ADDED = worked_example("def hill_number").replace("fig15_effective_themes", NAME)


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
    shutil.copytree(package, tmp_path / "copy" / "topics")
    (tmp_path / "copy/topics/report/figures" / f"{NAME}.py").write_text(ADDED, encoding="utf-8")

    listed = command(tmp_path / "copy", "figures", "--list", "--store", str(tmp_path / "none")).splitlines()
    named = [line.split()[0] for line in listed if line.startswith(("fig", NAME))]
    assert named == ["figure", *FIGURES, NAME]
    assert " ".join(" ".join(listed[-2:]).split()).endswith("per period, a line per estimator.")
    assert max(map(len, listed)) <= 100

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
