"""Registries of parts: each model, reader, repair, segmenter or embedder declares itself in the file that holds it.

Conventions. A registry is a Mapping from name to part and belongs to a package. Who asks for one part has the modules
of that package, at any depth, imported whose text registers this name; who asks for all, those that register anything.
So a new part needs one new file and no line elsewhere. Other modules are not imported, so that compiled kernels cost
nothing before they are called. Do not read a registry while a module is being imported: its parts may need that module.

Order. Parts stand in the order of their modules' names and, within a module, of their registration. A part that names
another in `after` follows it directly. Where several name the same one, those with fewer followers come first.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from threading import RLock
from typing import Generic, TypeVar

from topics.errors import TopicsError, nearest

P = TypeVar("P")
Label = Mapping[str, str]  # name of a part for people, by language


class UnknownPartError(TopicsError, KeyError):
    """A name under which no part is registered."""

    def __str__(self) -> str:
        """The message itself, which KeyError would put in quotes."""
        return str(self.args[0])


@dataclass(frozen=True)
class _Entry(Generic[P]):
    part: P
    module: str
    number: int  # of the registration, for the order within a module
    after: str


class Registry(Mapping[str, P]):
    """The parts of one kind by name.

    `name` is the registry's name in code (`MODELS`), `package` the package whose modules are searched, `kind` the word
    for one part in messages (`model`). Each room derives its own registry and adds `register`, whose parameters are
    what a part of that room may declare.
    """

    def __init__(self, name: str, package: str, kind: str) -> None:
        self._name, self._package, self._kind = name, package, kind
        self._entries: dict[str, _Entry[P]] = {}
        self._complete = False
        self._lock = RLock()

    def add(self, name: str, part: P, module: str, after: str = "") -> None:
        """Enter a part that is defined in `module`, to stand behind the part named `after`.

        A module that is loaded again replaces its own parts. Raises TopicsError, naming both places, where another
        module has taken the name.
        """
        known = self._entries.get(name)
        if known and known.module != module:
            raise TopicsError(
                f'two {self._kind}s are called "{name}": one in {known.module}, one in {module}. Give one another name.'
            )
        self._entries[name] = _Entry(part, module, known.number if known else len(self._entries), after)

    def module_of(self, name: str) -> str:
        """The name of the module that registers a part. Raises UnknownPartError."""
        return self._entry(name).module

    @cached_property
    def names(self) -> frozenset[str]:
        """The names that the package's own modules register, read from their text: no module is imported for them."""
        return frozenset(self._modules_of) | self._entries.keys()

    @cached_property
    def _modules_of(self) -> dict[str, list[str]]:
        """The modules whose text registers each name."""
        modules: dict[str, list[str]] = {}
        for module, text in self._texts().items():
            for name in self._told(text):
                modules.setdefault(name, []).append(module)
        return modules

    def __getitem__(self, name: str) -> P:
        return self._entry(name).part

    def __iter__(self) -> Iterator[str]:
        self._discover()
        return iter(self._ordered())

    def __len__(self) -> int:
        self._discover()
        return len(self._entries)

    def __repr__(self) -> str:
        return f"{self._name}: {', '.join(self)}"

    def _entry(self, name: str) -> _Entry[P]:
        if name not in self._entries and not self._complete:
            for module in self._modules_of.get(name, ()):
                import_module(module)
        if name not in self._entries:
            self._discover()
        if name not in self._entries:
            raise UnknownPartError(f'there is no {self._kind} "{name}"; {nearest(name, self._entries)}')
        return self._entries[name]

    def _discover(self) -> None:
        with self._lock:
            if self._complete:
                return
            self._complete = True
            try:
                for module in self._modules():
                    import_module(module)
            except BaseException:
                self._complete = False
                raise

    def _told(self, text: str) -> Iterator[str]:
        """The names with which a module's text registers parts: the strings that stand first."""
        for found in re.finditer(rf'^@{self._name}\.register\(((?:\s*"[^"\n]*",?)+)', text, re.MULTILINE):
            yield from re.findall(r'"([^"\n]*)"', found[1])

    def _modules(self) -> list[str]:
        """The names of the package's modules whose text registers something here, sorted."""
        return sorted(self._texts())

    def _texts(self) -> dict[str, str]:
        """The text of each of the package's modules that registers something here, by the name of the module."""
        [folder] = sys.modules[self._package].__path__
        # What begins with a dot, an editor's lock or a folder of checkpoints, holds no module.
        inside_package = (path.relative_to(folder) for path in Path(folder).rglob("*.py"))
        files = [Path(folder, path) for path in inside_package if not any(part.startswith(".") for part in path.parts)]
        if not files:
            raise TopicsError(
                f"{folder}: the source files of this package are not there; its {self._kind}s are found by "
                "reading them. Install it unzipped and with its .py files."
            )
        registers = f"\n@{self._name}.register("
        texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in files}
        inside = {path.relative_to(folder).with_suffix("").parts: text for path, text in texts.items()}
        return {
            ".".join((self._package, *parts)).removesuffix(".__init__"): text
            for parts, text in inside.items()
            if registers in f"\n{text}"
        }

    def _ordered(self) -> list[str]:
        behind: dict[str, list[str]] = {}
        for name, entry in sorted(self._entries.items(), key=lambda item: (item[1].module, item[1].number)):
            if entry.after and entry.after not in self._entries:
                raise TopicsError(
                    f'{entry.module}: the {self._kind} "{name}" comes after "{entry.after}", which is not registered; '
                    f"{nearest(entry.after, self._entries)}"
                )
            behind.setdefault(entry.after, []).append(name)

        def run(name: str) -> list[str]:
            runs = [run(other) for other in behind.get(name, ())]
            return [name, *(other for one in sorted(runs, key=len) for other in one)]

        ordered = [name for first in behind.get("", ()) for name in run(first)]
        if len(ordered) < len(self._entries):
            circle = ", ".join(sorted(set(self._entries) - set(ordered)))
            raise TopicsError(f"these {self._kind}s come after each other in a circle: {circle}.")
        return ordered
