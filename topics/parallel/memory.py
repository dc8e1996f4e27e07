"""Freed memory, given back to the operating system."""

import ctypes
import gc


def give_back() -> None:
    """Return what was freed, which glibc else keeps for this process, even between what is still in use."""
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
