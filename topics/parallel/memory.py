"""Free memory, given back to the operating system, and Python's search for cycles, put off where there are none."""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager, suppress


def give_back_memory() -> None:
    """Return free memory to the system, which glibc and Arrow would keep: two thirds of what reading a corpus took."""
    from pyarrow import default_memory_pool

    gc.collect()
    default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # a C library other than glibc
        ctypes.CDLL(None).malloc_trim(0)


@contextmanager
def without_search_for_cycles() -> Iterator[None]:
    """Put off the search for objects that hold each other, also as a decorator.

    Work that makes many objects and keeps them pays for it again and again: a tenth of the time of reading a corpus.
    Objects that do not hold each other are freed all the same.
    """
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
