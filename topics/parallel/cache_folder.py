"""A folder for numba's machine code where none of the usual ones can be written.

umap-learn and pynndescent ask numba to keep their machine code, beside their source or in the user's cache folder, and
cannot be imported where neither can be written: packages installed by somebody else, and no home. They then get a
folder that lasts as long as the process and is shared with the workers it starts. Its name is never guessable: numba
runs what it finds there.
"""

import atexit
import os
import shutil
import sys
import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

_KEPT = "NUMBA_CACHE_DIR"
_LIBRARIES = ("umap", "pynndescent")  # whose functions are declared with `cache=True`


def provide_cache_folder() -> None:
    """Name a temporary folder in `NUMBA_CACHE_DIR`, if the libraries could not be imported without."""
    if os.environ.get(_KEPT) or _packages_writable() or _user_cache_writable():
        return
    folder = os.environ[_KEPT] = tempfile.mkdtemp(prefix="topics-")
    if "numba" in sys.modules:  # it has read the variable already
        sys.modules["numba"].config.CACHE_DIR = folder
    atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _packages_writable() -> bool:
    places = [spec.origin for name in _LIBRARIES if (spec := find_spec(name)) and spec.origin]
    return all(_writable(Path(place).parent / "__pycache__") for place in places)


def _user_cache_writable() -> bool:
    # Where numba looks; asking numba itself would make every fit depend on its release.
    usual = {"darwin": "~/Library/Caches", "win32": os.environ.get("LOCALAPPDATA", "~")}.get(sys.platform, "~/.cache")
    with suppress(RuntimeError):  # a user without a home
        return _writable(Path(os.environ.get("XDG_CACHE_HOME") or usual).expanduser() / "numba")
    return False


def _writable(folder: Path) -> bool:
    """Whether files can be put into a folder, which may have to be made first."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)
