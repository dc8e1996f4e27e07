import signal
import subprocess
import sys
from pathlib import Path

import pytest

from topics.files import atomic

KILLED = """
import os, signal, sys
from pathlib import Path
from topics.files import atomic
with atomic.filled([Path(sys.argv[1])]) as (file,):
    file.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "kept.txt"
    path.write_text("old")
    return path


def test_what_is_written_is_there_and_nothing_else(old: Path) -> None:
    new = old.with_name("new.txt")
    assert atomic.write({old: "二".encode(), new: b""}) == [old, new]
    assert (old.read_text(encoding="utf-8"), new.read_bytes()) == ("二", b"")
    assert old.stat().st_mode & 0o777 == 0o644
    assert sorted(old.parent.iterdir()) == [old, new]


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_who_is_killed_while_writing_leaves_the_old_file(old: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, str(old)], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert old.read_text() == "old"
    (left,) = (path for path in old.parent.iterdir() if path != old)
    assert left.name.startswith(atomic.UNFINISHED)
    assert left.read_text() == "half"


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError, ValueError])
def test_an_exception_while_writing_leaves_the_old_files_alone(old: Path, error: type[BaseException]) -> None:
    def half() -> None:
        with atomic.filled([old, old.with_name("new.txt")]) as (first, _):
            first.write_text("half")
            raise error("stopped")

    with pytest.raises(error, match="stopped"):
        half()
    assert old.read_text() == "old"
    assert list(old.parent.iterdir()) == [old]


def test_none_of_several_is_written_where_one_cannot_be(old: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        atomic.write({old: b"new", old.parent / "nowhere" / "new.txt": b"new"})
    assert old.read_text() == "old"
    assert list(old.parent.iterdir()) == [old]
