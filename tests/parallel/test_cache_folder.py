"""The folder for machine code of somebody who can write neither the packages nor a home."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

# In a process of its own: numba reads the variable once, and the folder goes when the process ends.
_ASKED = """
import os
from topics.parallel import cache_folder

cache_folder._writable = lambda folder: {writable}
if {numba_first}:
    import numba
cache_folder.provide_cache_folder()
import numba

print(numba.config.CACHE_DIR)
print(os.environ.get("NUMBA_CACHE_DIR", ""))
print(oct(os.stat(numba.config.CACHE_DIR).st_mode)[-3:] if numba.config.CACHE_DIR else "")
"""


def _printed(*, writable: bool, numba_first: bool, named: str = "") -> list[str]:
    env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    if named:
        env["NUMBA_CACHE_DIR"] = named
    code = _ASKED.format(writable=writable, numba_first=numba_first)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    return done.stdout.split("\n")[:3]


@pytest.mark.parametrize("numba_first", [False, True])
def test_machine_code_goes_to_a_folder_of_one_s_own_that_ends_with_the_process(numba_first: bool) -> None:
    used, named, mode = _printed(writable=False, numba_first=numba_first)
    assert used == named != ""
    assert mode == "700"
    assert not Path(named).exists()


def test_usual_folders_are_left_alone_where_they_can_be_written(tmp_path: Path) -> None:
    assert _printed(writable=True, numba_first=False)[:2] == ["", ""]
    assert _printed(writable=False, numba_first=False, named=str(tmp_path))[0] == str(tmp_path)
    assert tmp_path.exists()


@pytest.mark.parametrize("named", [True, False])
def test_kept_machine_code_is_found_where_numba_puts_it(named: bool, tmp_path: Path) -> None:
    """Asked before and after a function of a package was compiled, each in a process of its own."""
    package = tmp_path / "few"
    package.mkdir()
    (package / "__init__.py").write_text("import numba\n\n@numba.njit(cache=True)\ndef one():\n    return 1\n")
    env = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    env |= {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    if named:
        env["NUMBA_CACHE_DIR"] = str(tmp_path / "kept")
    asked = "from topics.parallel.cache_folder import is_compiled; print(is_compiled('few'), is_compiled('none'))"
    said = []
    for code in (asked, "import few; few.one()", asked):
        said.append(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env))
    assert [done.stdout for done in said] == ["False False\n", "", "True False\n"]
