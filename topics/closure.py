"""Import closures: the code of this package that a module's results depend on, and a hash of it.

Conventions. The closure of a module is the module itself and, transitively, every module of `topics` that it imports,
at its head or inside a function. Imports under `if TYPE_CHECKING` are not executed when the program runs and do not
count. `from topics.a.b import X` leads to the module that holds X: to `topics/a/b/X.py` where that file exists, else to
`topics.a.b`. The packages on the way count only where a name is taken from them, although their `__init__` runs too. A
registry finds its parts without an import statement that could be read here, so no part's closure holds the others.

The hash is of the syntax tree without what has no effect on behaviour: comments, docstrings, line breaks, and what a
part tells people about itself when it is registered (`NO_BEHAVIOUR`). It is the same in every process.
"""

import ast
import hashlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parent
NO_BEHAVIOUR = frozenset({"label", "paper", "seconds"})  # keywords of `….register(…)` that affect no number
# Modules that hold or hash what parts declare, and affect no number.
_NO_NUMBERS = frozenset({"topics.closure", "topics.registry", "topics.models.kinds"})


def closure(*modules: str, root: Path = ROOT) -> tuple[str, ...]:
    """The names of all modules in the closure of the given ones, sorted; `root` is the folder of the package.

    Raises ModuleNotFoundError for a module that is not there.

    >>> closure("topics.models.scale")
    ('topics.models.scale',)
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


def code_hash(*modules: str, root: Path = ROOT) -> str:
    """A hash of the behaviour of all code in the closure of these modules."""
    digest = hashlib.sha256()
    for module in closure(*modules, root=root):
        path = _path(module, root)
        assert path
        digest.update(f"{module}\x1f{_behaviour(path)}\x1e".encode())
    return digest.hexdigest()[:16]


def third_party(*modules: str, root: Path = ROOT) -> frozenset[str]:
    """The top-level names of the third-party packages that the closure of these modules imports."""
    paths = filter(None, (_path(module, root) for module in closure(*modules, root=root)))
    names = {name.split(".")[0] for path in paths for name in _imports(path)}
    return frozenset(names - {"topics"} - sys.stdlib_module_names)


def versions(libraries: Iterable[str]) -> dict[str, str]:
    """The installed version of each distribution; "" for one that is not installed, such as an extra."""
    return {library: _version(library) for library in libraries}


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
    return tuple(dict.fromkeys(_imported(_tree(path))))


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield from (f"{node.module}.{alias.name}" for alias in node.names)
    for child in ast.iter_child_nodes(node):
        yield from _imported(child)


@cache
def _behaviour(path: Path) -> str:
    """A file's syntax tree in one line; empty fields are left out, since they differ between versions of Python."""
    return _written(_tree(path))


@cache
def _tree(path: Path) -> ast.AST:
    tree: ast.AST = _Behaviour().visit(ast.parse(path.read_text(encoding="utf-8")))
    return tree


def _written(node: object) -> str:
    if isinstance(node, ast.AST):
        fields = (f"{name}={_written(value)}" for name, value in ast.iter_fields(node) if value not in (None, []))
        return f"{type(node).__name__}({','.join(fields)})"
    if isinstance(node, list):
        return f"[{','.join(map(_written, node))}]"
    return repr(node)


class _Behaviour(ast.NodeTransformer):
    """A transformer that removes from a tree what has no effect when the program runs."""

    def visit(self, node: ast.AST) -> ast.AST:
        """The node without its docstring; its children are visited first."""
        visited: ast.AST = super().visit(node)
        if isinstance(visited, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            visited.body = visited.body[ast.get_docstring(visited, clean=False) is not None :]
        return visited

    def visit_If(self, node: ast.If) -> "ast.AST | list[ast.stmt]":
        """The node without its branch for type checkers."""
        self.generic_visit(node)
        for_checkers = ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
        return node.orelse if for_checkers else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A registration without its keywords in `NO_BEHAVIOUR`."""
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "register":
            node.keywords = [keyword for keyword in node.keywords if keyword.arg not in NO_BEHAVIOUR]
        return node
