"""The README and the tutorials, run as they stand, and the numbers that they print held against what came out."""

import csv
import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TREE = Path(__file__).parents[1]
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
QUOTED = re.compile(r"^> .*$", re.M)
PAGES = [
    *(TREE / name for name in ("README.md", "CONTRIBUTING.md", "REPRODUCING.md", "paper.md", "figures/README.md")),
    *sorted(TREE.glob("docs/*.md")),
    *sorted(TREE.glob("data/*.md")),
]


def blocks(page: Path) -> list[str]:
    """The shell blocks of a page in order; those of make are what other tests are for."""
    return [block for block in BLOCK.findall(page.read_text(encoding="utf-8")) if not block.startswith("make")]


def run(script: str, folder: Path, program: tuple[str, ...] = ("bash", "-e")) -> str:
    """What a script prints, run in a folder that holds `data` and is the home of whoever runs it; it must end well."""
    if not (folder / "data").exists():
        (folder / "data").symlink_to(TREE / "data")
    paths = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": paths, "PYTHONPATH": str(TREE), "HOME": str(folder)}
    done = subprocess.run(program, input=script, cwd=folder, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("block", "said"), [(0, "What may be said"), (1, "就各时期可得出的结论")])
def test_the_studies_of_the_readme_work_as_pasted(block: int, said: str, tmp_path: Path) -> None:
    assert said in run(blocks(TREE / "README.md")[block], tmp_path)
    assert list(tmp_path.glob("report-*.html"))


@pytest.mark.slow
@pytest.mark.parametrize(("page", "study"), [("tutorial.md", "lennshire"), ("tutorial.zh.md", "zhengce")])
def test_a_tutorial_works_as_pasted_and_its_sentence_is_what_comes_out(page: str, study: str, tmp_path: Path) -> None:
    path = TREE / "docs" / page
    out = run("\n".join([*blocks(path), f"echo TABLE; topics shares {study} --csv"]), tmp_path)
    rows = csv.DictReader(io.StringIO(out.rpartition("TABLE\n")[2]))
    known = {f"{100 * float(row[name]):.1f}" for row in rows for name in ("share", "lower", "upper") if row[name]}
    said = re.findall(r"\d+\.\d", " ".join(QUOTED.findall(path.read_text(encoding="utf-8"))))
    assert len(said) > 4
    assert set(said) <= known
    assert (tmp_path / "figures" / study).is_dir()


@pytest.mark.slow
def test_the_recipes_work_as_pasted(tmp_path: Path) -> None:
    page = TREE / "docs" / "cookbook.md"
    (tmp_path / "pdfs").mkdir()
    # One that nothing dates ends `topics corpus` with status 2, as the page says: the recipe is walked with the others.
    for pdf in (TREE / "data" / "sample-en" / "documents").glob("*.pdf"):
        if pdf.stem != "report-2022-02":
            shutil.copy(pdf, tmp_path / "pdfs")
    shutil.copy(TREE / "data" / "news-en" / "articles.csv", tmp_path / "news.csv")
    assert "What may be said" in run("\n".join(blocks(page)), tmp_path)
    python = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    run("\n".join(python), tmp_path, (sys.executable, "-"))
    assert (tmp_path / "numbers.tex").exists()
    assert (tmp_path / "report.html").exists()


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    heads = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


def broken(page: Path) -> Iterator[str]:
    """The links of a page to files or headings that are not there."""
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        name, _, anchor = link.partition("#")
        if "://" in link or link.startswith("mailto:"):
            continue
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            yield link


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(TREE)))
def test_every_link_leads_somewhere(page: Path) -> None:
    assert list(broken(page)) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# Here\n[x](#here) [y](#there) [z](b.md) [w](https://example.org)")
    assert list(broken(tmp_path / "a.md")) == ["#there", "b.md"]


def test_the_index_names_every_page() -> None:
    index = (TREE / "docs" / "README.md").read_text(encoding="utf-8")
    pages = {page.name for page in (TREE / "docs").glob("*.md")} - {"README.md"}
    assert pages <= set(LINK.findall(index))
