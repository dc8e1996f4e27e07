"""numba's machine code, kept on disk: beside the source (`__pycache__`) or, where that cannot be written, in the user's
cache folder; `NUMBA_CACHE_DIR` names another. Where none can be written it is compiled anew in every process (seconds).

Importing this module imports numba: do it where a model is fitted.
"""

from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, TypeVar

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(**options: Any) -> Callable[[Function], Function]:
    """numba's `njit` with its machine code kept; a division by zero is an infinity."""

    def decorate(function: Function) -> Function:
        result: Function = numba.njit(error_model="numpy", **options)(function)
        _keep(result)
        return result

    return decorate


def keep_compiled(module: ModuleType, *names: str) -> None:
    """Keep the machine code of a library's functions too; names that its release does not have are passed over."""
    for name in names:
        if hasattr(module, name):
            _keep(getattr(module, name))


def _keep(function: Any) -> None:
    with suppress(RuntimeError, AttributeError):  # numba found no place, or was told to compile nothing
        function.enable_caching()
