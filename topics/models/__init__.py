"""Models: ModelInput -> FittedTopics, one adapter a file.

`MODELS` names what a study may write as `kind` under [[models]]. An adapter is a function `(data, seed, *,
settings)`; its keyword-only parameters, with their defaults and annotations, are the settings a study may write. A new
model is one file with such a function and one line here. The libraries behind an adapter are imported when it is
called, not before.
"""

import hashlib
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

from topics import themes
from topics.errors import ModelError, nearest
from topics.models.bertopic import check_bertopic, fit_bertopic
from topics.models.clause_extent import fit_clause_extent
from topics.models.fitted import FittedTopics
from topics.models.keyatm import check_keyatm, fit_keyatm
from topics.models.lda.lda import check_lda, fit_lda
from topics.models.lexicon import fit_lexicon
from topics.models.model_input import ModelInput
from topics.models.nmf import check_nmf, fit_nmf
from topics.models.seeded_vectors import check_seeded_vectors, fit_seeded_vectors

__all__ = ["MODELS", "FittedTopics", "ModelInput", "ModelKind", "fit"]


def _nothing_to_check(data: ModelInput, **_: object) -> None:
    """The check of a model that any data will do for."""


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for path in [*sorted(Path(__file__).parent.glob("*.py")), Path(themes.__file__)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


# What a model looks at only when a setting is other than this.
_FREE: Mapping[tuple[str, object], tuple[str, ...]] = {
    ("guided", False): ("themes", "texts"),
    ("mode", "free"): ("themes", "texts"),
    ("dynamic", False): ("periods",),
}


@dataclass(frozen=True)
class ModelKind:
    """A kind of model: its adapter, what it may look at beside the tokens, whose versions its numbers depend on.

    `uses` is a subset of {"themes", "texts", "vectors", "periods"}; `libraries` are names of installed distributions. `check(data,
    **settings)` raises at once what the fit would raise after others have taken their time. `of_words` says whether the
    vocabulary decides passages' weights: where it does not, stop words and vocabulary limits change nothing.
    """

    adapter: Callable[..., FittedTopics]
    uses: frozenset[str]
    libraries: tuple[str, ...]
    check: Callable[..., None] = _nothing_to_check
    of_words: bool = True

    @property
    def settings(self) -> dict[str, inspect.Parameter]:
        """The settings by name: annotation and default of each."""
        parameters = inspect.signature(self.adapter).parameters
        return {name: p for name, p in parameters.items() if p.kind is inspect.Parameter.KEYWORD_ONLY}

    @property
    def code(self) -> str:
        """Hash of this room's modules and of how terms are counted: other code makes a new run, not a wrong old one."""
        return _code()

    def used_with(self, options: Mapping[str, Any]) -> frozenset[str]:
        """What is looked at with these settings: themes and texts only by a guided model, periods by a dynamic one."""
        chosen = [(name, options.get(name, p.default)) for name, p in self.settings.items()]
        return self.uses.difference(*(_FREE[choice] for choice in chosen if choice in _FREE))


MODELS: Mapping[str, ModelKind] = {
    "lda": ModelKind(fit_lda, frozenset({"themes", "texts"}), ("gensim", "numba", "numpy", "scipy"), check_lda),
    "nmf": ModelKind(fit_nmf, frozenset({"themes", "texts"}), ("scikit-learn", "numpy", "scipy"), check_nmf),
    "bertopic": ModelKind(
        fit_bertopic,
        frozenset({"themes", "texts", "vectors"}),
        ("bertopic", "umap-learn", "pynndescent", "hdbscan", "scikit-learn", "numba", "numpy", "scipy"),
        check_bertopic,
    ),
    "keyatm": ModelKind(fit_keyatm, frozenset({"themes", "periods"}), ("topica", "numpy"), check_keyatm),
    "lexicon": ModelKind(fit_lexicon, frozenset({"themes", "texts"}), (), of_words=False),
    "clause-extent": ModelKind(fit_clause_extent, frozenset({"themes", "texts"}), (), of_words=False),
    "seeded-vectors": ModelKind(
        fit_seeded_vectors, frozenset({"themes", "texts", "vectors"}), ("numpy", "scipy"), check_seeded_vectors
    ),
}


def fit(data: ModelInput, kind: str, *, seed: int = 1, **options: Any) -> FittedTopics:
    """Fit one model of a kind in `MODELS`; `options` are its settings, defaults for those not given.

    The same data, settings and seed give the same numbers, bit for bit, on one type of machine. Raises ModelError
    for an unknown kind or setting, and where the model cannot be fitted to this data.

    >>> from topics.jobs.prepare import prepare
    >>> data = prepare(topics.load_study("my-study"), topics.open_store()).data
    >>> topics.fit(data, "nmf", topics=3, seed=1).top_words(2)
    [['风电', '叶片'], ['高铁', '列车'], ['农机', '合作社']]
    """
    if kind not in MODELS:
        raise ModelError(f'there is no model "{kind}"; {nearest(kind, MODELS)}')
    model = MODELS[kind]
    for name, value in options.items():
        if name not in model.settings:
            raise ModelError(f'{kind} has no setting "{name}"; {nearest(name, model.settings)}')
        choices = get_args(model.settings[name].annotation)
        if choices and value not in choices:
            raise ModelError(f'{kind}: {name} = "{value}" is none of its values; {nearest(value, choices)}')
        least = min(1, model.settings[name].default) if isinstance(value, int) else 0
        if isinstance(value, int | float) and value < least:
            raise ModelError(f"{kind}: {name} must be at least {least}, found {value}.")
    return model.adapter(data, seed, **options)
