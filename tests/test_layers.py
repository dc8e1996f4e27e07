"""The rooms and the direction of their imports, as docs/architecture.md draws them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import topics

ROOT = Path(topics.__file__).parent
LAYERS = [
    {"errors"},
    {"files"},
    {"wording"},
    {"schema"},
    {"unmeasured"},
    {"closure"},
    {"registry"},
    {"parallel"},
    {"terms"},
    {"themes", "languages"},
    {"preprocessing"},
    {"models"},
    {"shares", "evaluation"},
    {"study"},
    {"store"},
    {"results"},
    {"reading"},
    {"jobs", "coding", "simulation"},
    {"claims"},
    {"plots"},
    {"export", "report"},
    {"cli"},
]


def test_the_page_draws_the_rooms_in_this_order() -> None:
    page = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    drawn = " ".join(line.strip() for line in page.splitlines() if line.startswith("    ") and "→" in line)
    assert [set(rooms.replace(" ", "").split(",")) for rooms in drawn.split("→") if rooms.strip()] == LAYERS


# Methods of Job are doors: each imports the room that does the work when it is called, and only then.
DOORS = {"topics.store.job"}
LEVEL = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
NO_ROOM = {ROOT / "__init__.py", ROOT / "__main__.py"}  # what `import topics` and `python -m topics` begin with
MODULES = sorted(set(ROOT.rglob("*.py")) - NO_ROOM)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def module_of(path: Path) -> str:
    parts = ("topics", *path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


NAMES = {module_of(path) for path in MODULES}


@cache  # to read every file's syntax takes three seconds
def imports(path: Path) -> list[tuple[int, str]]:
    """The modules of topics that a module imports, by line: in functions and for type checkers too, doors apart."""
    tree, found = ast.parse(path.read_text(encoding="utf-8")), []
    nodes = at_import(tree) if path.is_relative_to(ROOT) and module_of(path) in DOORS else ast.walk(tree)
    for node in nodes:
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: relative import"
            module = node.module or ""
            inside = [f"{module}.{a.name}" for a in node.names]
            names = [name if name in NAMES or module == "topics" else module for name in inside]
        found += [(node.lineno, name) for name in dict.fromkeys(names) if name.startswith("topics.")]
    return [(line, name) for line, name in found if name != "topics.__version__"]


def at_import(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when a module is imported: nothing inside a function, nothing for type checkers alone."""
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef) and not (
            isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node)
        ):
            waiting += ast.iter_child_nodes(node)


def test_every_room_is_listed() -> None:
    assert {room_of(path) for path in MODULES} <= set(LEVEL)


def test_imports_point_upwards() -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {own} imports {name}"
        for path, own in ((path, room_of(path)) for path in MODULES)
        for line, name in imports(path)
        if (room := name.split(".")[1]) != own and LEVEL.get(room, len(LAYERS)) >= LEVEL[own]
    ]
    assert not wrong


def test_no_two_files_import_each_other() -> None:
    """No circle inside a room, however long; between rooms the layers leave none."""
    graph = {module_of(path): {name for _, name in imports(path) if name in NAMES} for path in MODULES}
    while ends := [
        name for name, needed in graph.items() if not needed & set(graph) or name not in set().union(*graph.values())
    ]:
        for end in ends:
            del graph[end]
    assert not graph, "these import each other: " + ", ".join(sorted(graph))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function from its first statement on: neither signature nor docstring."""
    first = function.body[ast.get_docstring(function, clean=False) is not None :]
    return (function.end_lineno or 0) - first[0].lineno + 1 if first else 0


def test_the_body_of_a_function_fits_a_screen() -> None:
    """At most 60 lines, of all that is shipped: what is longer has parts that have a name."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {body_lines(node)} lines"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and body_lines(node) > 60
    ]
    assert not found


def test_lines_of_a_body_are_counted_from_its_first_statement() -> None:
    text = 'def f(\n    a,\n):\n    """One.\n\n    Two."""\n    if a:\n        return 1\n    return 2\n'
    (function,) = ast.parse(text).body
    assert isinstance(function, ast.FunctionDef)
    assert body_lines(function) == 3


def test_the_reader_of_imports_sees_all_three_ways(tmp_path: Path) -> None:
    module = tmp_path / "m.py"
    module.write_text("import topics.cli\nfrom topics.store import store\nfrom topics import plots, __version__\n")
    assert imports(module) == [(1, "topics.cli"), (2, "topics.store.store"), (3, "topics.plots")]
