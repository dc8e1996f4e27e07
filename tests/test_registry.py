"""Registries: found by themselves, in an order that no import decides, each name once."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from topics.errors import TopicsError
from topics.models import MODELS
from topics.models.embeddings import EMBEDDERS, ENCODERS
from topics.preprocessing.cleaning import REPAIRS
from topics.preprocessing.readers import READERS
from topics.preprocessing.words.segmenters import SEGMENTERS
from topics.registry import Registry, UnknownPartError

REGISTRIES = {
    "MODELS": MODELS,
    "READERS": READERS,
    "REPAIRS": REPAIRS,
    "SEGMENTERS": SEGMENTERS,
    "EMBEDDERS": EMBEDDERS,
    "ENCODERS": ENCODERS,
}
PART = "from {package}.parts import PARTS\n\n\n@PARTS.register({said})\ndef {name}():\n    return 1\n"
ROOM = """
from topics.registry import Registry

class Parts(Registry):
    def register(self, name, after=""):
        def declare(part):
            self.add(name, part, part.__module__, after)
            return part
        return declare

PARTS = Parts("PARTS", __package__, "part")
"""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """A package of the test's own, with a registry PARTS and no part yet."""
    folder = tmp_path / f"room_of_{request.node.name.partition('[')[0]}"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "parts.py").write_text(ROOM, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return folder


def write(room: Path, file: str, name: str, after: str = "") -> None:
    path = room / file
    path.parent.mkdir(exist_ok=True)
    said = f'"{name}"' + (f', after="{after}"' if after else "")
    path.write_text(PART.format(package=room.name, said=said, name=name), encoding="utf-8")


def parts(room: Path) -> "Registry[object]":
    from importlib import import_module

    registry: Registry[object] = import_module(f"{room.name}.parts").PARTS
    return registry


def among_themselves(registry: "Registry[Any]", names: list[str]) -> list[str]:
    """These parts in the order of their registry, whatever else it holds."""
    return [name for name in registry if name in names]


def test_the_order_of_repairs_is_the_one_that_numbers_rest_on() -> None:
    told = [
        "misread", "entities", "tags", "controls", "glosses", "slipped_bytes", "typography", "widths", "links",
        "markup", "simplified", "punctuation", "spaces", "credits", "furniture", "notices", "page_numbers", "wraps",
        "repeats", "numbers", "addressees", "signatures", "attachments",
    ]  # fmt: skip
    assert among_themselves(REPAIRS, told) == told


def test_models_stand_in_the_order_in_which_they_are_told() -> None:
    told = ["lda", "nmf", "bertopic", "keyatm", "lexicon", "clause-extent", "coded", "seeded-vectors", "scores"]
    assert among_themselves(MODELS, told) == told
    assert [kind for kind in told if MODELS[kind].counts_terms] == ["lexicon", "clause-extent", "coded"]


@pytest.mark.parametrize("name", REGISTRIES)
def test_an_unknown_name_is_told_the_nearest(name: str) -> None:
    registry = REGISTRIES[name]
    known = next(iter(registry))
    with pytest.raises(UnknownPartError, match=rf'there is no .* "{known}x"; did you mean "'):
        registry[f"{known}x"]
    assert f"{known}x" not in registry
    assert registry.get(f"{known}x") is None


@pytest.mark.parametrize("name", [name for name in REGISTRIES if name != "REPAIRS"])
def test_every_part_has_a_name_in_both_languages(name: str) -> None:
    for part in REGISTRIES[name].values():
        assert set(part.label) == {"en", "zh"}
        assert all(part.label.values())


def test_a_file_is_found_wherever_it_lies_and_helpers_are_left_alone(room: Path) -> None:
    write(room, "b.py", "second")
    write(room, "a.py", "first")
    write(room, "deep/c.py", "third")
    (room / "deep" / "__init__.py").touch()
    (room / "kernel.py").write_text("raise RuntimeError('compiled for nothing')\n", encoding="utf-8")
    assert list(parts(room)) == ["first", "second", "third"]
    assert parts(room).module_of("third") == f"{room.name}.deep.c"


def test_a_part_that_nobody_asks_for_is_not_imported(room: Path) -> None:
    write(room, "a.py", "first")
    (room / "b.py").write_text('@PARTS.register("second")\ndef second():\n    pass\n', encoding="utf-8")
    assert parts(room)["first"]
    assert parts(room).names == {"first", "second"}
    with pytest.raises(NameError, match="PARTS"):
        list(parts(room))


def test_what_an_editor_leaves_behind_is_no_module(room: Path) -> None:
    write(room, "a.py", "first")
    (room / ".ipynb_checkpoints").mkdir()
    write(room, ".ipynb_checkpoints/a-checkpoint.py", "first")
    (room / ".#b.py").symlink_to("nowhere")
    assert list(parts(room)) == ["first"]


def test_a_package_without_its_sources_is_refused_in_a_sentence(room: Path) -> None:
    found = parts(room)
    for path in room.rglob("*.py"):
        path.unlink()
    with pytest.raises(TopicsError, match="the source files of this package are not there"):
        list(found)


def test_a_part_directly_follows_the_one_it_names(room: Path) -> None:
    for name, after in [("one", ""), ("two", "one"), ("three", "two"), ("new", "one"), ("alone", "")]:
        write(room, f"{name}.py", name, after)
    # `two` has `three` behind it, `new` has nothing: so `new` comes first.
    assert list(parts(room)) == ["alone", "one", "new", "two", "three"]


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ([("a.py", "x", ""), ("b.py", "x", "")], r'two parts are called "x": one in .*\.a, one in .*\.b\.'),
        ([("a.py", "x", "y"), ("b.py", "y", "x")], "in a circle: x, y"),
        (
            [("a.py", "first", ""), ("b.py", "y", "frist")],
            r'\.b: the part "y" comes after "frist".*did you mean "first"',
        ),
    ],
)
def test_what_cannot_stand_is_refused(
    files: list[tuple[str, str, str]], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = tmp_path / tmp_path.name.replace("-", "_")
    room.mkdir()
    (room / "__init__.py").touch()
    (room / "parts.py").write_text(ROOM, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    for file, name, after in files:
        write(room, file, name, after)
    with pytest.raises(TopicsError, match=message):
        list(parts(room))


def test_a_part_that_cannot_be_imported_is_not_passed_over_the_second_time(room: Path) -> None:
    write(room, "a.py", "first")
    write(room, "b.py", "second")
    text = (room / "b.py").read_text(encoding="utf-8")
    (room / "b.py").write_text(f"{text}\nraise ImportError('no such library')\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(ImportError, match="no such library"):
            list(parts(room))


@pytest.mark.parametrize("code", ["import topics", "import topics.cli", "from topics.models import fit"])
def test_nothing_is_discovered_before_it_is_asked_for(code: str) -> None:
    models = ("topics.models.lda.lda", "topics.models.bertopic.bertopic")
    program = f"{code}\nimport sys\nprint([m for m in {models} if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"


def test_discovery_imports_no_library_of_a_model() -> None:
    program = (
        "from topics.models import MODELS\nfrom topics.preprocessing.readers import READERS\n"
        "import sys\nlist(MODELS), list(READERS)\n"
        "print([m for m in ('numba', 'gensim', 'sklearn', 'scipy', 'lxml', 'pandas', 'pyarrow') if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
