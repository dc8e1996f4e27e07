"""Free memory, given back to the operating system."""

import ctypes
import gc
from contextlib import suppress


def give_back_memory() -> None:
    """Return free memory to the system, which glibc and Arrow would keep: two thirds of what reading a corpus took."""
    from pyarrow import default_memory_pool

    gc.collect()
    default_memory_pool().release_unused()
    with suppress(OSError, AttributeError, TypeError):  # a C library other than glibc
        ctypes.CDLL(None).malloc_trim(0)
