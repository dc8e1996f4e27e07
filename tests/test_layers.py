"""The rooms and the direction of their imports, as CONTRIBUTING.md lists them."""

import ast
from pathlib import Path

import pytest

import topics

ROOT = Path(topics.__file__).parent
LAYERS = [
    {"errors"},
    {"atomic"},
    {"themes"},
    {"preprocessing"},
    {"models"},
    {"shares", "evaluation"},
    {"runs"},
    {"plots"},
    {"report"},
    {"cli"},
]
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
MODULES = sorted(path for path in ROOT.rglob("*.py") if path != ROOT / "__init__.py")


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> list[tuple[int, str]]:
    """Every room that a module imports from, with the line: `import topics.x`, `from topics.x import`, `from topics import x`."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            names = [f"topics.{a.name}" for a in node.names] if module == "topics" else [module]
        found += [(node.lineno, name.split(".")[1]) for name in names if name.startswith("topics.")]
    return [(line, room) for line, room in found if room != "__version__"]


def test_every_room_is_listed() -> None:
    assert {room_of(path) for path in MODULES} == set(LEVEL)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_upwards(path: Path) -> None:
    own = room_of(path)
    wrong = [
        f"line {line}: {own} imports {room}"
        for line, room in imported_rooms(path)
        if room != own and LEVEL.get(room, len(LAYERS)) >= LEVEL[own]
    ]
    assert not wrong


def test_the_reader_of_imports_sees_all_three_ways(tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text("import topics.cli\nfrom topics.runs import store\nfrom topics import plots, __version__\n")
    assert imported_rooms(module) == [(1, "cli"), (2, "runs"), (3, "plots")]
