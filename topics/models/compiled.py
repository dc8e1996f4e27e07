"""Machine code of numba, kept on disk.

It is kept beside the source (`__pycache__`) or, where that cannot be written, in the user's cache folder;
`NUMBA_CACHE_DIR` names another. Where no folder can be written, every process compiles anew (seconds).

Importing this module imports numba, so import it where a model is fitted.
"""

from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
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


def keep_compiled(module: ModuleType, *names: str) -> None:
    """Keep the machine code of a library's functions on disk; names that its release does not have are skipped."""
    for name in names:
        if hasattr(module, name):
            _keep(getattr(module, name))


def _keep(function: Any) -> None:
    with suppress(RuntimeError, AttributeError):  # numba found no folder, or compilation is disabled
        function.enable_caching()
