"""Installation from the built wheel, without the lock, as somebody without rights: what comes, and whether it works.

    pip install build
    python benchmarks/install.py --python python3.11 --python /opt/py/3.13/bin/python3 --pip 23.0 --pip 26.0

The wheel is built from this folder. With every interpreter and release of pip a fresh environment gets it as
docs/README.md says: the wheel with its dependencies, then bertopic without its own. Then the sample study is run,
printed, drawn and reported. Started as root, these commands run as `nobody` with a home that does not exist, so that
packages, home and every cache folder are read-only; interpreters must be readable by everybody then. The table on
standard output is for docs/install.md.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import begin, machine

ROOT = Path(__file__).parents[1]
BERTOPIC = "bertopic>=0.17.3,<1"
COMMANDS = ("run", "shares", "compare", "trends", "figures", "report")


def main() -> None:
    """Build, install, try; print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--python", action="append", default=[], help="interpreter; may be repeated")
    parser.add_argument("--pip", action="append", default=[], help="release of pip; may be repeated")
    asked = parser.parse_args()
    print(f"{machine()}.\n")
    print("| Python | pip | user | installed | without torch | size | " + " | ".join(COMMANDS) + " |")
    print("| --- " * (6 + len(COMMANDS)) + "|")
    with tempfile.TemporaryDirectory(prefix="install-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        wheel = built(place)
        for python in asked.python or [sys.executable]:
            for pip in asked.pip or ["26.0"]:
                print("| " + " | ".join(tried(place, python, pip, wheel)) + " |", flush=True)


def built(place: Path) -> Path:
    """The wheel of this folder."""
    subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", str(place), str(ROOT)], check=True, stdout=2)
    return next(place.glob("*.whl"))


def tried(place: Path, python: str, pip: str, wheel: Path) -> list[str]:
    """The row of one interpreter and release of pip."""
    env = place / "env"
    shutil.rmtree(env, ignore_errors=True)
    subprocess.run([python, "-m", "venv", str(env)], check=True)
    own = str(env / "bin" / "python")
    version = subprocess.run([own, "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    install = [own, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*install, f"pip=={pip}"], check=True, stdout=2)
    begun = time.monotonic()
    for what in ([str(wheel)], ["--no-deps", BERTOPIC]):
        if (status := subprocess.run([*install, *what], stdout=2, check=False).returncode) != 0:
            return [version, pip, "", f"status {status}", *("" for _ in range(2 + len(COMMANDS)))]
    row = [f"{time.monotonic() - begun:.0f} s", "no" if list(env.glob("lib/*/site-packages/torch")) else "yes"]
    size = sum(file.stat().st_size for file in env.rglob("*") if file.is_file() and not file.is_symlink())
    user = "nobody" if os.geteuid() == 0 else "oneself"
    return [version, pip, user, *row, f"{size / 1e9:.1f} GB", *used(place, env)]


def used(place: Path, env: Path) -> list[str]:
    """The time of each command on the sample, or how it failed."""
    here = place / "work"
    shutil.rmtree(here, ignore_errors=True)
    shutil.copytree(ROOT / "data" / "sample", here / "sample")
    told = []
    as_nobody: dict[str, object] = {}
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", "nobody", str(here)], check=True)
        as_nobody = {"user": "nobody", "group": "nogroup", "extra_groups": []}
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"}
    environment |= {name: os.environ[name] for name in ("LD_LIBRARY_PATH",) if name in os.environ}
    for command in COMMANDS:
        begun = time.monotonic()
        called = [str(env / "bin" / "topics"), command, "sample"]
        done = subprocess.run(called, cwd=here, env=environment, capture_output=True, text=True, **as_nobody)  # type: ignore[call-overload]
        if done.returncode:
            print(done.stderr[-2000:], file=sys.stderr)
        told.append(f"{time.monotonic() - begun:.0f} s" if not done.returncode else f"status {done.returncode}")
    return told


if __name__ == "__main__":
    begin()
    main()
