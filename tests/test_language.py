"""The language of docstrings, as far as a test can judge it: an opening noun phrase, and "per" for "for each"."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import topics

ROOT = Path(topics.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

LONGEST = 120
QUESTION = re.compile(r"(What|How|Where|Which|When|Whether|Is|Are|Does|Do|Who|Whose|Why|Can)\b")
_NAMED = (
    "row", "line", "column", "panel", "bar", "colour", "shape", "curve", "board", "file", "table", "tuple", "string",
    "object", "number", "task", "thread", "process", "character", "unit", "item", "minute", "box", "word",
)  # fmt: skip
_EACH = (
    "row", "line", "theme", "topic", "term", "seed", "run", "model", "estimator", "passage", "document", "period",
    "year", "month", "stage", "choice", "measure", "word", "worker", "process", "coder", "unit", "stratum", "code",
    "weighting", "language", "machine", "file", "specification", "generator", "control", "source", "repair", "fit",
)  # fmt: skip
# "a row a theme" and "one a seed" are said with "per".
FOR_EACH = re.compile(
    rf"\b(?:(?:an?|one|two|each|every) (?:{'|'.join(_NAMED)})s?|one) "
    rf"an? (?:[a-z]+ )?(?:{'|'.join(_EACH)})\b(?! of)"
)


@cache  # to read every file's syntax takes three seconds
def docstrings(path: Path) -> tuple[str, list[tuple[int, str]]]:
    """A module's docstring, and every docstring in it with its line; of the attributes of a class too."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.append((node.lineno, node.value.value))
    return ast.get_docstring(tree) or "", found


def complaint(text: str) -> str:
    """What is wrong with the first line of a module's docstring; empty when nothing is."""
    first = text.split("\n")[0]
    if not first[:1].isupper():
        return "it does not begin with a capital letter"
    if QUESTION.match(first):
        return "it opens as a question; say in a noun phrase what the module is"
    if not first.endswith((".", ":")):
        return "its first line does not end with a full stop or a colon"
    if len(first) > LONGEST:
        return f"its first line has {len(first)} characters; at most {LONGEST}"
    return ""


def test_every_module_opens_with_a_noun_phrase() -> None:
    assert {path: why for path in MODULES if (why := complaint(docstrings(path)[0]))} == {}


def test_for_each_is_said_with_per() -> None:
    told = ((path, line, text) for path in MODULES for line, text in docstrings(path)[1])
    assert [f"{path}:{line}: {found.group()!r}" for path, line, text in told for found in FOR_EACH.finditer(text)] == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("What tells things apart: a hash.", "opens as a question"),
        ("Whether a theme survives.", "opens as a question"),
        ("content hashes that name things.", "capital"),
        ("Content hashes that name things", "full stop"),
        (f"Content hashes {'very ' * 25}long.", "characters"),
    ],
)
def test_a_riddle_is_found(text: str, why: str) -> None:
    assert why in complaint(text)


@pytest.mark.parametrize("text", ["Isolation of workers.", "Content hashes that name things in the store.", "Scores:"])
def test_a_noun_phrase_is_no_riddle(text: str) -> None:
    assert complaint(text) == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a row a theme, columns as in", True),
        ("a line a document (id,date)", True),
        ("holds one ThemeScores, one a seed", True),
        ("a row a duplicate document", True),
        ("one row per theme", False),
        ("a row of a theme", False),
    ],
)
def test_a_row_a_theme_is_found(text: str, found: bool) -> None:
    assert bool(FOR_EACH.search(text)) == found
