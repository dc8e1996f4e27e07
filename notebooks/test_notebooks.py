"""Every notebook runs from top to bottom, shows a picture first, no long table, and nothing on standard error.

`make notebooks` calls it; the executed notebooks are in build/notebooks, to look at.
"""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbconvert import HTMLExporter

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "notebooks"
NOTEBOOKS = sorted(HERE.glob("*.ipynb"))
MOST_ROWS = 12
_SECONDS = 300  # of one cell


def tables_of(html: str) -> list[int]:
    """The number of rows, without the head, of each table of an output."""
    bodies = re.findall(r"<tbody>(.*?)</tbody>", html, re.S)
    return [body.count("<tr") for body in bodies]


# jupyter_client warns of its own settings, and the kernel's ports close when Python collects them.
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_reads_well(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=_SECONDS, resources={"metadata": {"path": str(HERE)}}).execute()
    BUILD.mkdir(parents=True, exist_ok=True)
    (BUILD / f"{path.stem}.html").write_text(HTMLExporter().from_notebook_node(notebook)[0], encoding="utf-8")
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    told = [output["text"] for output in outputs if output.get("name") == "stderr"]
    assert told == []
    assert "image/png" in outputs[0]["data"], "the first output is a picture"
    rows = [n for output in outputs for n in tables_of(output.get("data", {}).get("text/html", ""))]
    assert max(rows, default=0) <= MOST_ROWS
