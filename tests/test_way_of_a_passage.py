"""The way of a passage as docs/architecture.md tells it: its functions are entered, in that order."""

import sys
from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.test_docs import STEPS, named_files
from topics.parallel.workers import ThisMachine, on_workers

# Only where text would be missing; only where a model asks for it; as machine code.
ELSEWHERE = {"refusal", "on_own_scale", "align"}
WAY = [(name, files) for names, files in STEPS for name in names.replace("`", "").split(", ") if name not in ELSEWHERE]
NAMES = [name for name, _ in WAY]
BEFORE = set(NAMES[: NAMES.index("read_corpus")])  # to know a job or corpus again, its files are looked for too


class Here(ThisMachine):
    """Workers that are this process, in which it can be seen what is entered."""

    def results(
        self, work: Callable[[Any], Any], tasks: Mapping[int, Any], workers: int | None
    ) -> Iterator[tuple[int, Any]]:
        """One task after the other."""
        return ((number, work(task)) for number, task in tasks.items())


def holder(name: str, files: str) -> tuple[Any, str]:
    """The module or class, and the name in it, of a function among the files that the page names beside it."""
    for file in named_files(files):
        name_of_file = file.removesuffix(".py").removesuffix("__init__").rstrip("/")
        module = import_module(f"topics.{name_of_file.replace('/', '.')}")
        first, _, method = name.partition(".")
        thing = getattr(module, first, None)
        if getattr(thing, "__module__", "") == module.__name__:
            return (thing, method or "__init__") if isinstance(thing, type) else (module, first)
    raise AssertionError(f"{name} is not in {files}")


def test_the_functions_of_the_page_are_entered_in_its_order(
    edit_study: Callable[[str, str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered: list[str] = []

    def telling(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def told(*arguments: Any, **more: Any) -> Any:
            if name == "read_corpus":
                entered[:] = [one for one in entered if one in BEFORE]
            entered.append(name)
            return function(*arguments, **more)

        return told

    places = {name: holder(name, files) for name, files in WAY}
    ours = [module for name, module in sys.modules.items() if name.startswith("topics")]
    for name, (place, attribute) in places.items():
        function = getattr(place, attribute)
        told = telling(name, function)
        for module in ours:
            for own, value in list(vars(module).items()):
                if value is function:
                    monkeypatch.setattr(module, own, told)
        monkeypatch.setattr(place, attribute, told)
    study = places["load_study"][0].load_study(edit_study("topics = 3", "topics = 3\nseeds = [1, 2]"))
    with on_workers(Here()):
        job = places["run"][0].run(study, places["Store.known_job"][0](tmp_path / "runs"))
    places["draw_figures"][0].draw_figures(job, ["fig1_theme_shares"], tmp_path, formats=["png"])
    assert list(dict.fromkeys(entered)) == NAMES
