"""Every reason for which a reader loses text is said in Chinese too."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest

import topics
from topics.claims.items import loss_zh
from topics.preprocessing.readers.word import _NOT_READ

READERS = Path(topics.__file__).parent / "preprocessing"
PDF = READERS / "readers" / "pdf.py"


def reasons() -> list[tuple[str, str]]:
    """The reasons of losses in the readers' code, as `("text", reason)`, without the particulars; and their files."""
    found = []
    for path in sorted(READERS.rglob("*.py")):
        module = import_module(".".join(("topics", *path.relative_to(READERS.parent).with_suffix("").parts)))
        known = vars(module)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Tuple) and len(node.elts) == 2 and isinstance(node.elts[0], ast.Constant)):
                continue
            if node.elts[0].value in ("text", "with text") and isinstance(
                node.elts[1], ast.JoinedStr | ast.Name | ast.Constant
            ):
                parts = node.elts[1].values if isinstance(node.elts[1], ast.JoinedStr) else [node.elts[1]]
                told = "".join(
                    str(part.value) if isinstance(part, ast.Constant) else _value(ast.unparse(part), known)
                    for part in parts
                )
                found.append((path.name, told.partition("; ")[0]))
    # What a page of a PDF lacks is said by another function.
    found += [
        ("pdf.py", f"a page of the PDF {lacks}") for lacks in re.findall(r'none, "(.+?)",', PDF.read_text("utf-8"))
    ]
    found += [("word.py", reason) for reason in _NOT_READ.values()]
    return sorted({one for one in found if re.search("[a-z]{3} ", one[1]) and not one[1].endswith(" ")})


def _value(name: str, known: dict[str, object]) -> str:
    constant = re.fullmatch(r"\{?([A-Z_]{3,})(:,)?\}?", name)
    return format(known[constant[1]], "," if constant[2] else "") if constant else ""


@pytest.mark.parametrize("reason", [reason for _, reason in reasons()])
def test_a_reason_is_said_in_chinese(reason: str) -> None:
    said = loss_zh(f"{reason}; page 3")
    assert re.search("[\u4e00-\u9fff]", said)
    assert not re.search("[a-z]{4}", said.replace("page 3", ""))


def test_the_reasons_are_found() -> None:
    assert len(reasons()) > 15
    assert loss_zh("no date; 2 dates disagree") == "没有日期；2 dates disagree"
