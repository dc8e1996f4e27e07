"""Every figure in every format: the same bytes from two processes, and letters that journals accept."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from topics.report.figures import FIGURES

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from tests.plots.test_stress import FIGURES_UNDER_STRESS, drawn
from topics.plots.style import journal
from topics.report.drawing import pages_as_files, write_files
for name in FIGURES_UNDER_STRESS:
    drawing = drawn(name, (4, 3, 4, sys.argv[2], "unstable"))
    with journal():
        files = pages_as_files(drawing, Path(sys.argv[1]) / name, ["pdf", "png", "svg"], name)
    files[Path(sys.argv[1]) / f"{name}.csv"] = drawing.rows.to_csv().encode()
    files[Path(sys.argv[1]) / f"{name}.txt"] = drawing.caption.encode()
    write_files(files)
"""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_processes_draw_every_figure_alike_and_embed_its_letters(tmp_path: Path, language: str) -> None:
    digests = []
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-c", PROGRAM, str(tmp_path / seed), language]
        subprocess.run(command, check=True, env=environment, cwd=ROOT)
        files = sorted((tmp_path / seed).iterdir())
        digests.append(json.dumps({file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}))
    assert digests[0] == digests[1]
    drawn = {file.name.partition(".")[0] for file in (tmp_path / "1").glob("*.txt")}
    assert drawn == set(FIGURES)
    for file in (tmp_path / "1").glob("*.pdf"):
        fonts = file.read_bytes()
        assert b"/Type3" not in fonts, file.name
        assert b"/FontFile2" in fonts, file.name
    for file in (tmp_path / "1").glob("*.svg"):
        text = file.read_text(encoding="utf-8")
        assert "<text" in text, file.name
        assert "<title>" in text, file.name
