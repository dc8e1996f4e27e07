"""Kinds of model: what a model declares of itself, and the registry of all of them.

A model is a function `(data, seed, *, settings)` in a file of this room; its keyword-only parameters, with their defaults and
annotations, are the settings that a study may write under [[models]]. The libraries behind it are imported when it is called.
"""

import inspect
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any, TypeVar

from topics.closure import code_hash
from topics.models.fitted import FittedTopics
from topics.registry import Label, Registry

Adapter = TypeVar("Adapter", bound=Callable[..., FittedTopics])
Unused = Mapping[tuple[str, object], Set[str]]

# What the objects that every model gets and gives are made with, so that each model's numbers may depend on them.
SHARED = ("numpy", "pyarrow", "scipy")


def _nothing_to_check(data: Any, **_: object) -> None:
    """The check of a model that any data will do for."""


@dataclass(frozen=True)
class ModelKind:
    """A kind of model: its adapter, and what it declares; see `ModelRegistry.register`."""

    adapter: Callable[..., FittedTopics]
    uses: frozenset[str]
    libraries: tuple[str, ...]
    check: Callable[..., None] = _nothing_to_check
    of_words: bool = True
    counts_terms: bool = False
    unused: Unused = field(default_factory=dict)
    label: Label = field(default_factory=dict)
    paper: str = ""

    @property
    def settings(self) -> dict[str, inspect.Parameter]:
        """The settings by name: annotation and default of each."""
        parameters = inspect.signature(self.adapter).parameters
        return {name: p for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    @property
    def code(self) -> str:
        """Hash of the model's own code and of all that it imports: other code makes a new run, not a wrong old one."""
        return code_hash(self.adapter.__module__)

    def used_with(self, options: Mapping[str, Any]) -> frozenset[str]:
        """What is looked at with these settings, the defaults taken for those that are not given."""
        chosen = [(name, options.get(name, p.default)) for name, p in self.settings.items()]
        return self.uses.difference(*(self.unused[choice] for choice in chosen if choice in self.unused))


class ModelRegistry(Registry[ModelKind]):
    """The models by the name that a study writes as `kind`."""

    def register(
        self,
        name: str,
        *,
        label: Label,
        uses: Set[str] = frozenset(),
        libraries: tuple[str, ...] = (),
        paper: str = "",
        check: Callable[..., None] = _nothing_to_check,
        unused: Unused | None = None,
        of_words: bool = True,
        counts_terms: bool = False,
        after: str = "",
    ) -> Callable[[Adapter], Adapter]:
        """Declare the model that the decorated function fits.

        `label` is its usual name by language. `uses` is what it looks at beside the tokens, a subset of {"themes", "texts",
        "vectors", "periods"}; `unused` says what of it is not looked at where a setting has a value. `libraries` are the
        distributions on whose version its numbers depend, beside `SHARED`. `check(data, **settings)` raises at once what the
        fit would raise after others have taken their time. `of_words` says whether the vocabulary decides passages' weights:
        where it does not, stop words and vocabulary limits change nothing. `counts_terms` is for a model that counts the themes'
        own terms and has no topics to read. `after` places it in tables.
        """

        def declare(adapter: Adapter) -> Adapter:
            kind = ModelKind(
                adapter,
                frozenset(uses),
                (*SHARED, *libraries),
                check,
                of_words,
                counts_terms,
                unused or {},
                label,
                paper,
            )
            self.add(name, kind, adapter.__module__, after)
            return adapter

        return declare


MODELS = ModelRegistry("MODELS", __package__, "model")
