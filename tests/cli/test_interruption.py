"""Ctrl-C ends a command at whatever moment it comes."""

import subprocess
import sys

PROGRAM = """
import signal
import time
from topics.cli.interruption import hear_every_ctrl_c

class Closing:
    def __del__(self):
        raise {error}

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
hear_every_ctrl_c()
try:
    Closing()
    time.sleep({seconds})
    print("went on")
except KeyboardInterrupt:
    print("stopped")
"""


def said(error: str) -> tuple[str, str]:
    program = PROGRAM.format(error=error, seconds=20 if "Keyboard" in error else 0)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    return done.stdout.strip(), done.stderr


def test_an_interruption_that_falls_into_a_clearing_away_stops_the_command() -> None:
    assert said("KeyboardInterrupt") == ("stopped", "")


def test_other_errors_of_a_clearing_away_are_shown_as_ever() -> None:
    out, err = said("ValueError('lost')")
    assert out == "went on"
    assert "ValueError: lost" in err
