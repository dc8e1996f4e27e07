"""Kinds of model: the declaration that each model makes of itself, and the registry of all of them.

Conventions. A model is a function `(data, seed, *, settings)` in a file of this room. Its keyword-only parameters, with
their defaults and annotations, are the settings that a study may write under [[models]]. The libraries of a model are
imported when it is called.
"""

import inspect
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from math import inf
from typing import Any, TypeVar

from topics.closure import code_hash
from topics.models.fitted import FittedTopics
from topics.registry import Label, Registry

Adapter = TypeVar("Adapter", bound=Callable[..., FittedTopics])
Unused = Mapping[tuple[str, object], Set[str]]
Idle = Callable[[Mapping[str, Any], Mapping[str, Any]], Set[str]]

# The libraries behind the input and output of every model, on which any model's numbers may depend.
SHARED = ("numpy", "pyarrow", "scipy")


_TOPICS = 20  # for which `seconds` is given


def _nothing_to_check(data: Any, **_: object) -> None:
    """A check that accepts all data."""


def _none_idle(options: Mapping[str, Any], scores: Mapping[str, Any]) -> Set[str]:
    """Every fit reads every setting."""
    return frozenset()


@dataclass(frozen=True)
class ModelKind:
    """A kind of model: its adapter and its declaration; see `ModelRegistry.register`."""

    adapter: Callable[..., FittedTopics]
    uses: frozenset[str]
    libraries: tuple[str, ...]
    check: Callable[..., None] = _nothing_to_check
    of_words: bool = True
    counts_terms: bool = False
    seedless: bool = False
    unused: Unused = field(default_factory=dict)
    idle: Idle = _none_idle
    label: Label = field(default_factory=dict)
    paper: str = ""
    compiles: tuple[str, ...] = ()
    seconds: float = inf

    @property
    def settings(self) -> dict[str, inspect.Parameter]:
        """The settings by name, each with its annotation and default."""
        parameters = inspect.signature(self.adapter).parameters
        return {name: p for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    @property
    def code(self) -> str:
        """A hash of the model's code and all that it imports: changed code makes a new run."""
        return code_hash(self.adapter.__module__)

    def seconds_of(self, words: int, options: Mapping[str, Any]) -> float:
        """A rough guess of the processor seconds of a fit to so many words; infinite where nothing is known."""
        return self.seconds * words / 1e6 * float(options.get("topics", _TOPICS)) / _TOPICS

    def used_with(self, options: Mapping[str, Any]) -> frozenset[str]:
        """The parts of the input that are used with these settings; settings not given have their defaults."""
        chosen = [(name, options.get(name, p.default)) for name, p in self.settings.items()]
        return self.uses.difference(*(self.unused[choice] for choice in chosen if choice in self.unused))


class ModelRegistry(Registry[ModelKind]):
    """The models by their names in studies, under `kind`."""

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
        idle: Idle = _none_idle,
        of_words: bool = True,
        counts_terms: bool = False,
        seedless: bool = False,
        compiles: tuple[str, ...] = (),
        seconds: float = inf,
        after: str = "",
    ) -> Callable[[Adapter], Adapter]:
        """Declare the decorated function as a model.

        `label` is its usual name by language. `uses` are the parts of the input that it uses beside the tokens, a
        subset of {"themes", "texts", "vectors", "periods", "codes", "scores"}; `unused` lists those of them that it
        does not use where a setting has a certain value. `idle(options, scores)` names the settings that a fit did
        not read, so that what is said of the fit leaves them out. `libraries` are the distributions whose version
        affects its numbers, beside `SHARED`. `check(data, **settings)` raises the errors of the fit beforehand, so
        that no time is lost on other fits. `of_words` says whether the vocabulary affects the weights of passages; if
        not, stop words and vocabulary limits change nothing. `counts_terms` is for a model that looks for the themes'
        own terms and has no topics to read, `seedless` for one that draws no random numbers. `compiles` names
        packages whose functions numba compiles in the first fit on a machine. `seconds` is a rough guess of the
        processor time that a fit takes per million words, of a model with topics at 20 of them: small fits start no
        worker. A model whose fits are long, or depend on more than that, gives none. `after` sets its place in tables.
        """

        def declare(adapter: Adapter) -> Adapter:
            kind = ModelKind(
                adapter,
                frozenset(uses),
                (*SHARED, *libraries),
                check,
                of_words,
                counts_terms,
                seedless,
                unused or {},
                idle,
                label,
                paper,
                compiles,
                seconds,
            )
            self.add(name, kind, adapter.__module__, after)
            return adapter

        return declare


MODELS = ModelRegistry("MODELS", __package__, "model")
