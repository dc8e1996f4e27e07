"""Machine code of numba, kept on disk.

It is kept beside the source (`__pycache__`) or, where that cannot be written, in the user's cache folder;
`NUMBA_CACHE_DIR` names another. Where no folder can be written, every command compiles anew: see
`topics.parallel.cache_folder`.

Importing this module imports numba, so import it where the work is done.
"""

from collections.abc import Callable
from contextlib import suppress
from types import FunctionType, ModuleType
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[Function], Function]:
    """numba's `njit` with its machine code kept on disk; a division by zero gives infinity."""

    def decorate(function: Function) -> Function:
        result: Function = numba.njit(error_model="numpy", **options)(function)
        _keep(result)
        return result

    return decorate


def compile_functions(module: ModuleType) -> None:
    """Replace all functions of a module by their machine code; they are compiled when they are first called.

    Until then the module works too, only slower, and without numba: for a small piece of work that is quicker.
    """
    for name, function in list(vars(module).items()):
        if isinstance(function, FunctionType) and function.__module__ == module.__name__:
            setattr(module, name, compiled()(function))


def keep_compiled(module: ModuleType, *names: str) -> None:
    """Keep the machine code of a library's functions on disk; names that its release does not have are skipped."""
    for name in names:
        if hasattr(module, name):
            _keep(getattr(module, name))


def _keep(function: Any) -> None:
    with suppress(RuntimeError, AttributeError):  # numba found no folder, or compilation is disabled
        function.enable_caching()
