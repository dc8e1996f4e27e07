"""The Ctrl-C that Python would lose: one that arrives while an object is being cleared away.

Python prints such an interruption as "Exception ignored in …" and goes on, so that a long command would not stop.
"""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

AFTER = 0.01  # seconds, when whatever was being cleared away is gone


def hear_every_ctrl_c() -> None:
    """Interrupt this process again, a moment later, wherever Python has ignored an interruption."""
    sys.unraisablehook = partial(_interrupt_again, sys.unraisablehook)


def _interrupt_again(otherwise: Callable[[Any], None], ignored: Any) -> None:
    if not issubclass(ignored.exc_type, KeyboardInterrupt):
        otherwise(ignored)
        return
    import _thread
    import threading

    threading.Timer(AFTER, _thread.interrupt_main).start()
