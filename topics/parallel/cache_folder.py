"""The folders of numba's machine code: whether they hold a package's, and one where none of the usual can be written.

umap-learn and pynndescent ask numba to keep their machine code, beside their source or in the user's cache folder, and
cannot be imported where neither can be written: packages installed by somebody else, and no home. They then get a
folder that lasts as long as the process and is shared with the workers it starts. Its name is never guessable: numba
runs what it finds there.
"""

import atexit
import hashlib
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


def is_compiled(package: str) -> bool:
    """Whether machine code of this Python is kept for a package, told by the names of files; it may be out of date."""
    if not (folder := _folder_of(package)):
        return False
    given, user = os.environ.get(_KEPT), _user_cache()
    elsewhere = Path(given) if given else user
    places = [] if given else [folder / "__pycache__"]
    if elsewhere:  # numba's name for the folder there
        places.append(elsewhere / f"{folder.name}_{hashlib.sha1(str(folder).encode()).hexdigest()}")
    ending = f"*.py{sys.version_info.major}{sys.version_info.minor}{getattr(sys, 'abiflags', '')}.nbi"
    return any(any(place.glob(ending)) for place in places)


def _folder_of(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(spec.origin).parent if spec and spec.origin else None


def _packages_writable() -> bool:
    return all(_writable(folder / "__pycache__") for name in _LIBRARIES if (folder := _folder_of(name)))


def _user_cache() -> Path | None:
    # Where numba looks; asking numba itself would make every fit depend on its release.
    usual = {"darwin": "~/Library/Caches", "win32": os.environ.get("LOCALAPPDATA", "~")}.get(sys.platform, "~/.cache")
    with suppress(RuntimeError):  # a user without a home
        return Path(os.environ.get("XDG_CACHE_HOME") or usual).expanduser() / "numba"
    return None


def _user_cache_writable() -> bool:
    return (folder := _user_cache()) is not None and _writable(folder)


def _writable(folder: Path) -> bool:
    """Whether files can be put into a folder, which may have to be made first."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)
