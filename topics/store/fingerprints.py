"""Content hashes that name things in the store, the identity of a study, and the environment of a fit."""

import hashlib
import json
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics import __version__
from topics.closure import code_hash, versions
from topics.files.names import readable
from topics.models import MODELS
from topics.study.stored import read_origin

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from topics.models import ModelInput
    from topics.study.settings import ModelSettings
    from topics.study.study import Study


def digest(value: Any, length: int = 8) -> str:
    """A short hash of anything that JSON can represent, and of sets; the same in every process."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=_sayable)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:length]


def _sayable(value: Any) -> Any:
    """A set as a sorted list, since the order of a set differs between processes."""
    return sorted(value) if isinstance(value, (set, frozenset)) else str(value)


def study_id(folder: Path) -> str:
    """The identity of a study, which tells it from others of its name: a hash of its folder's path.

    A hash, so that the path, which may name a person, is not recorded. Records of jobs hold it as `place`. A study that
    came in an archive keeps the identity that it had.
    """
    if origin := read_origin(folder):
        return origin[1]
    return digest(str(folder.resolve()))


def environment(libraries: Sequence[str]) -> dict[str, Any]:
    """The machine, the time and the versions of `libraries` with which a fit is made now."""
    return {
        "created": now(),
        "topics": __version__,
        "versions": versions(libraries),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "system": platform.system(),
    }


def now() -> str:
    """The current time in UTC, in ISO 8601 with microseconds."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


# The code that reads, dates, cleans and compares documents, and the code that makes tokens of them. Both find readers,
# repairs and segmenters through registries, so those are hashed by name.
_CORPUS_CODE = "topics.preprocessing.corpus"
_TOKEN_CODE = "topics.preprocessing.words.segmentation"
# The libraries of that code itself; readers, repairs and segmenters declare theirs.
CORPUS_LIBRARIES = ("lxml", "numba", "numpy", "opencc", "pandas", "pyarrow", "rjieba")
TOKEN_LIBRARIES = ("numpy", "opencc", "pandas", "pyarrow", "scipy")


def corpus_inputs(study: "Study") -> str:
    """A hash of everything that the study's corpus is made from: files, settings, code and the libraries' versions.

    Every reader and repair is hashed, since which of them a corpus needs is known only after reading it.
    """
    from topics.preprocessing.cleaning import REPAIRS
    from topics.preprocessing.finding import find_files
    from topics.preprocessing.harmless import harmless
    from topics.preprocessing.readers import READERS
    from topics.themes import form_rows

    if study.stored:  # nothing is read or cleaned anew
        return digest({"stored": study.stored.mark, "unit": study.settings.corpus.unit}, 16)
    found = find_files(study.documents)
    files = [*found.files, *filter(None, [study.manifest])]
    modules = {*map(READERS.module_of, READERS), *map(REPAIRS.module_of, REPAIRS)}
    declared = [part.libraries for part in READERS.values()] + [part.libraries for part in REPAIRS.values()]
    return digest(
        {
            "files": [(readable(str(path)), _hash(path)) for path in files],
            "passed over": [(readable(str(path)), why) for path, why in found.passed_over if not harmless(why)],
            "settings": study.settings.corpus.model_dump(exclude={"losses", "duplicates", "stored"}),
            "themes": [(theme.id, form_rows(theme)) for theme in study.themes],  # none of them is learned as furniture
            "code": code_hash(_CORPUS_CODE, *modules),
            "libraries": versions(chain(CORPUS_LIBRARIES, *declared)),
        },
        16,
    )


def token_inputs(study: "Study", corpus: str) -> str:
    """A hash of everything that the study's tokens are made from; `corpus` is the result of `corpus_inputs`."""
    from topics.preprocessing.words.segmenters import SEGMENTERS
    from topics.themes import form_rows

    lists = [study.lexicon, study.stop_words, [(t.id, form_rows(t)) for t in study.themes]]
    modules, libraries = [_TOKEN_CODE], [*TOKEN_LIBRARIES]
    if study.segmenter in SEGMENTERS:  # an unknown one is refused later, by `segment_all`
        modules.append(SEGMENTERS.module_of(study.segmenter))
        libraries += SEGMENTERS[study.segmenter].libraries
    return digest(
        {
            "corpus": corpus,
            "settings": study.settings.tokens.model_dump(),
            "lists": lists,
            "code": code_hash(*modules),
            "libraries": versions(libraries),
        },
        16,
    )


def _hash(path: Path) -> str:
    """The hash of a file's bytes, or why they cannot be read, which reading it will say."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return str(error.strerror)


def fit_identity(model: "ModelSettings", seed: int, data: "ModelInput") -> dict[str, Any]:
    """Everything that a fit depends on: equal identities give equal numbers."""
    from topics.themes import form_rows

    kind = MODELS[model.kind]
    identity: dict[str, Any] = {
        "kind": model.kind,
        "seed": seed,
        "options": model.options,
        "tokens": data.tokens.fingerprint,
        "code": kind.code,
        "libraries": versions(kind.libraries),
    }
    uses = kind.used_with(model.options)
    if "themes" in uses:
        identity["themes"] = [[theme.id, list(theme.terms), form_rows(theme)] for theme in data.themes]
    if kind.counts_terms:  # terms are compared with the one that is the theme's label
        from topics.models.counting.specificity import name_of

        identity["names"] = [name_of(theme) for theme in data.themes]
    if "texts" in uses:
        identity["texts"] = data.texts_hash
    if "periods" in uses:
        identity["periods"] = digest(data.periods, 16)
    if "codes" in uses:
        # Copies of what is coded are held out with it.
        identity["codes"] = digest([data.codes.listed() if data.codes else None, data.families], 16)
    if "vectors" in uses:
        identity["vectors"] = _array_hash(data.vectors(model.options["embedder"]))
    if "scores" in uses:
        identity["scores"] = _array_hash(data.scores(model.options["file"]))
    return identity


def run_name(model: "ModelSettings", seed: int, data: "ModelInput") -> str:
    """The name of a run's folder: kind, size if the model has one, seed, and a hash of what the fit depends on."""
    size = [str(model.options["topics"])] if model.options.get("topics") else []
    return "-".join([model.kind, *size, f"s{seed}", digest(fit_identity(model, seed, data))])


def _array_hash(array: "NDArray[np.float32]") -> str:
    import hashlib

    return hashlib.sha256(array.tobytes()).hexdigest()[:16]
