"""Import closures: the code of this package that a module's results depend on, and a hash of it.

Conventions. The closure of a module is the module itself and, transitively, every module of `topics` that it imports,
at its head or inside a function. Imports under `if TYPE_CHECKING` are not executed when the program runs and do not
count. `from topics.a.b import X` leads to the module that holds X: to `topics/a/b/X.py` where that file exists, else to
`topics.a.b`. The packages on the way count only where a name is taken from them, although their `__init__` runs too. A
registry finds its parts without an import statement that could be read here, so no part's closure holds the others.

The hash is of the syntax tree without what has no effect on behaviour: comments, docstrings, line breaks, the
sentences of errors, the units and meanings of columns, and what a part tells people about itself when it is registered
(`NO_BEHAVIOUR`). It is the same in every process.
"""

import ast
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parent
NO_BEHAVIOUR = frozenset({"label", "paper", "seconds"})  # keywords of `….register(…)` that affect no number
# Modules that hold or hash what parts declare, or say what is wrong, and affect no number.
_NO_NUMBERS = frozenset({"topics.closure", "topics.registry", "topics.models.kinds", "topics.errors"})


def closure(*modules: str, root: Path = ROOT) -> tuple[str, ...]:
    """The names of all modules in the closure of the given ones, sorted; `root` is the folder of the package.

    Raises ModuleNotFoundError for a module that is not there.

    >>> closure("topics.models.counting.scale")
    ('topics.models.counting.scale',)
    """
    found: set[str] = set()
    left = list(modules)
    while left:
        module = left.pop()
        if module in found or module in _NO_NUMBERS:
            continue
        path = _path(module, root)
        if not path:
            raise ModuleNotFoundError(f"there is no module {module} in {root}.")
        found.add(module)
        left += [_holder(name, root) for name in _imports(path) if name.split(".")[0] == "topics"]
    return tuple(sorted(found))


@cache
def code_hash(*modules: str, root: Path = ROOT) -> str:
    """A hash of the behaviour of all code in the closure of these modules."""
    digest = hashlib.sha256()
    for module in closure(*modules, root=root):
        path = _path(module, root)
        assert path
        digest.update(f"{module}\x1f{_behaviour(path.read_bytes())}\x1e".encode())
    return digest.hexdigest()[:16]


@cache
def source_hash(*without: str, root: Path = ROOT) -> str:
    """A hash of the source of all rooms but those named, byte for byte.

    It is known at once, where `code_hash` reads syntax for a second, and changes with every comment: for what is soon
    made anew.
    """
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*.py")):
        place = path.relative_to(root)
        if place.parts[0] not in without:
            digest.update(f"{place.as_posix()}\x1f{hashlib.sha256(path.read_bytes()).hexdigest()}\x1e".encode())
    return digest.hexdigest()[:16]


def versions(libraries: Iterable[str]) -> dict[str, str]:
    """The installed version of each distribution; "" for one that is not installed, such as an extra."""
    return {library: _version(library) for library in libraries}


@cache
def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


def _path(module: str, root: Path) -> Path | None:
    """The file of a module of `topics`, or None."""
    place = root.joinpath(*module.split(".")[1:])
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)


def _holder(name: str, root: Path) -> str:
    """The module that holds an imported dotted name: that name itself, or the module whose attribute it is."""
    return name if _path(name, root) else name.rpartition(".")[0]


def _imports(path: Path) -> tuple[str, ...]:
    """The dotted names of everything that a file imports at run time."""
    return _imports_of(path.read_bytes())


@cache
def _imports_of(code: bytes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_imported(ast.parse(code))))


def _imported(tree: ast.AST) -> Iterator[str]:
    left = [tree]
    while left:
        node = left.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and _for_checkers(node):
            left += node.orelse
        elif not isinstance(node, ast.expr):  # no expression holds an import
            left += ast.iter_child_nodes(node)


@cache
def _behaviour(code: bytes) -> str:
    """A hash of a file's syntax tree without what has no effect when the program runs."""
    return hashlib.sha256("".join(_written(ast.parse(code))).encode()).hexdigest()


def _written(node: object) -> Iterator[str]:
    """A syntax tree as text; empty fields, which differ from version to version of Python, are left out."""
    if isinstance(node, list):
        yield "["
        for part in node:
            yield from _written(part)
            yield ","
        yield "]"
    elif isinstance(node, ast.If) and _for_checkers(node):
        yield from _written(node.orelse)
    elif isinstance(node, ast.Raise):
        # Which error, and not its sentence: a reworded message refits nothing.
        yield "Raise("
        yield from _written(node.exc.func if isinstance(node.exc, ast.Call) else node.exc)
        yield ")"
    elif isinstance(node, ast.AST):
        yield f"{type(node).__name__}("
        for name in node._fields:
            value = _part(node, name)
            if value is not None and value != []:
                yield f"{name}="
                yield from _written(value)
                yield ","
        yield ")"
    else:
        yield repr(node)


def _part(node: ast.AST, name: str) -> object:
    """A field of a node; a definition's body is without its docstring, a registration without `NO_BEHAVIOUR`."""
    value = getattr(node, name, None)
    if name == "body" and isinstance(node, _WITH_DOCSTRING):
        return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    if name == "keywords" and isinstance(node, ast.Call) and _registers(node.func):
        return [keyword for keyword in node.keywords if keyword.arg not in NO_BEHAVIOUR]
    if name == "args" and isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Column":
        return node.args[:2]  # a column's name and type; its unit and meaning are for people
    return value


_WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def _registers(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr == "register"


def _for_checkers(node: ast.If) -> bool:
    """Whether what stands below is for type checkers alone."""
    test = node.test
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING") or (
        isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING"
    )
