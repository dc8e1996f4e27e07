"""What the toolkit never does: run what it reads, use the network unasked, tell whose machine it ran on."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import topics
from tests.conftest import write_toy_study

ROOT = Path(topics.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))
# Whatever they read may run.
FORBIDDEN = {"pickle", "cPickle", "_pickle", "cloudpickle", "dill", "marshal", "shelve", "jsonpickle", "imp", "runpy"}
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
ATTRIBUTES = {"read_pickle", "to_pickle", "unsafe_load", "full_load", "UnsafeLoader", "FullLoader"}
SAFE_LOADERS = {"SafeLoader", "BaseLoader", "CSafeLoader", "CBaseLoader"}
# Asked for by name: a model on the user's own disk, a scheduler at an address; by name, address and `--send`: `ASKS`.
ASKS = ROOT / "coding" / "machine" / "endpoint.py"
NETWORK = {"socket", "urllib.request", "http.client", "requests", "httpx", "aiohttp", "ftplib", "smtplib", "telnetlib"}


def dangers(source: str) -> list[str]:
    """Lines of a module that could run what is read, or reach out."""
    found = []
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
        told = [name for name in names if name.split(".")[0] in FORBIDDEN or name in NETWORK]
        if isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
            told.append(node.attr)
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if isinstance(node.func, ast.Name) and called in CALLS:
                told.append(called)
            given = {word.arg: word.value for word in node.keywords}
            on = ast.Name if isinstance(node.func, ast.Name) else ast.Attribute
            owner = getattr(getattr(node.func, "value", None), "id", "") if on is ast.Attribute else ""
            if (owner, called) == ("yaml", "load") and getattr(given.get("Loader"), "attr", "") not in SAFE_LOADERS:
                told.append("yaml.load without a safe loader")
            if (owner, called) in (("np", "load"), ("joblib", "load")) and not _is(given.get("allow_pickle"), False):
                told.append(f"{owner}.load without allow_pickle=False")
            if owner == "os" and called in ("system", "popen"):
                told.append(f"os.{called}")
            if "shell" in given and not _is(given["shell"], False):
                told.append("shell=True")
        found += [f"line {getattr(node, 'lineno', '?')}: {what}" for what in told]
    return found


def _is(node: ast.expr | None, value: object) -> bool:
    return isinstance(node, ast.Constant) and node.value is value


def test_no_module_runs_what_it_reads_or_reaches_out() -> None:
    found = {path: [line.split(": ")[1] for line in dangers(path.read_text(encoding="utf-8"))] for path in MODULES}
    assert {path: what for path, what in found.items() if what} == {ASKS: ["http.client"]}


@pytest.mark.parametrize(
    "line",
    [
        "import pickle",
        "from shelve import open",
        "eval('1')",
        "yaml.load(f)",
        "yaml.load(f, Loader=yaml.Loader)",
        "np.load(f)",
        "pd.read_pickle(f)",
        "subprocess.run(c, shell=True)",
        "import urllib.request",
        "from urllib import request",
        "os.system(c)",
    ],
)
def test_the_reader_of_modules_sees_dangers(line: str) -> None:
    assert dangers(line)


def test_and_lets_pass_what_is_none() -> None:
    assert not dangers("re.compile('a'); yaml.load(f, Loader=yaml.BaseLoader); np.load(f, allow_pickle=False)")


# Put in the way of every process, workers too, by the name under which Python looks for it.
BLOCKED = """
import socket

class Blocked(socket.socket):
    def __init__(self, family=-1, *rest, **more):
        if family != socket.AF_UNIX and more.get("fileno") is None:
            open({log!r}, "a").write(f"socket {family}\\n")
            raise RuntimeError("the network was asked for")
        super().__init__(family, *rest, **more)

def refuse(*args, **more):
    open({log!r}, "a").write(f"{args}\\n")
    raise RuntimeError("the network was asked for")

socket.socket, socket.getaddrinfo, socket.create_connection = Blocked, refuse, refuse
"""


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The main job of a person whose name is in every path, in processes that have no network; their home."""
    place = tmp_path_factory.mktemp("offline")
    home = place / "home" / "ouyangxiaojie"
    write_toy_study(home / "research" / "toy")
    (place / "sitecustomize.py").write_text(BLOCKED.replace("{log!r}", repr(str(place / "asked"))), encoding="utf-8")
    given = {
        "HOME": str(home),
        "USER": "ouyangxiaojie",
        "LOGNAME": "ouyangxiaojie",
        "PYTHONPATH": f"{place}:{ROOT.parent}",
    }
    command = [sys.executable, "-c", "from topics.cli import main; main()", "run", str(home / "research" / "toy")]
    done = subprocess.run(command, env=os.environ | given, cwd=home, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return home


def test_the_main_job_asks_for_no_network(offline: Path) -> None:
    assert not (offline.parents[1] / "asked").exists()


def test_the_block_blocks(offline: Path) -> None:
    code = (
        "import urllib.request as r\ntry:\n    r.urlopen('http://127.0.0.1:9')\nexcept RuntimeError as e:\n    print(e)"
    )
    environment = os.environ | {"PYTHONPATH": str(offline.parents[1])}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert done.stdout == "the network was asked for\n", done.stderr
    (offline.parents[1] / "asked").unlink()


def test_a_store_does_not_say_whose_it_is(offline: Path) -> None:
    files = [path for path in (offline / "runs").rglob("*") if path.is_file()]
    assert len(files) > 15
    for path in files:
        assert "ouyangxiaojie" not in path.relative_to(offline).as_posix()
        content = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".parquet":
            content += pd.read_parquet(path).to_csv()
        assert "ouyangxiaojie" not in content, path
        assert str(offline.parents[1]) not in content, path
