"""The generated pages say what the program says, and the pages about the code name what is there."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import typer

import topics
from topics.cli import app

DOCS = Path(__file__).parents[1] / "docs"
SPEC = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
assert SPEC
assert SPEC.loader
generate = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(generate)


@pytest.mark.parametrize("name", generate.PAGES)
def test_a_page_is_not_stale(name: str) -> None:
    assert generate.PAGES[name]() == (DOCS / name).read_text(encoding="utf-8"), "run `python docs/generate.py`"


ROOT = Path(topics.__file__).parent


def named_files(text: str) -> list[str]:
    """The files and folders of topics that a text names in backticks, relative to the package."""
    names = re.findall(r"`(?:topics/)?((?:[a-z_0-9]+/)+(?:[a-z_0-9]+\.py)?)`", text)
    return [name for name in names if not name.startswith("docs/")]


@pytest.mark.parametrize("page", ["architecture.md", "glossary.md"])
def test_every_file_that_a_page_names_exists(page: str) -> None:
    named = named_files((DOCS / page).read_text(encoding="utf-8"))
    assert len(named) > 30
    missing = [
        name
        for name in named
        if not (ROOT / name).exists() and not list(ROOT.rglob(name)) and not (DOCS.parent / name).exists()
    ]
    assert not missing


WAY = re.findall(r"^\| [^|]+ \| ([^|]+) \| ([^|]+) \|$", (DOCS / "architecture.md").read_text(encoding="utf-8"), re.M)
STEPS = [(functions, files) for functions, files in WAY if named_files(files)]


@pytest.mark.parametrize(("functions", "files"), STEPS)
def test_every_function_on_the_way_of_a_passage_is_where_the_page_says(functions: str, files: str) -> None:
    paths = [ROOT / name for name in named_files(files)]
    code = "".join(path.read_text(encoding="utf-8") for path in paths if path.suffix == ".py")
    for name in re.findall(r"`([\w.]+)`", functions):
        last = name.rpartition(".")[2]
        assert re.search(rf"^ *(?:def |class |){last}\b *[:(=]", code, re.M), f"{name} is not in {files}"


def test_the_way_of_a_passage_was_found() -> None:
    assert len(STEPS) > 15


TREE = DOCS.parent
WRITTEN = re.compile(r"<<'END'\n.*?^END$", re.DOTALL | re.M)  # what a block writes into a file
FENCED = re.compile(r"```(?:sh|bash|console)\n(.*?)```", re.DOTALL)
INLINE = re.compile(r"`(topics [^`\n]+)`")
SPOKEN = [*sorted(DOCS.glob("*.md")), *(TREE / name for name in ("README.md", "REPRODUCING.md", "CONTRIBUTING.md")),
          *sorted((TREE / "data").glob("*.md")), *sorted(ROOT.glob("cli/*.py"))]  # fmt: skip


def command_lines(text: str) -> list[str]:
    """The lines of `topics` in a page: those of its blocks, and those between backticks."""
    fenced = FENCED.findall(WRITTEN.sub("", text))
    blocks = [line.strip().removeprefix("$ ") for block in fenced for line in block.splitlines()]
    found = [line.split(" #")[0] for line in blocks if line.startswith("topics ")]
    return [*found, *INLINE.findall(text), *re.findall(r"Example:\s+(topics [^·\n]+)", text)]


def complaint(line: str) -> str:
    """What a command line names that there is not; "" for a line of commands and options that there are."""
    words = line.replace("…", "").split()[1:]
    group: Any = typer.main.get_command(app)
    while words and hasattr(group, "commands") and not words[0].startswith("-"):
        if words[0] not in group.commands:
            return "" if words[0] in ("COMMAND", "import") else f'no command "{words[0]}"'
        group, words = group.commands[words[0]], words[1:]
    if getattr(group, "name", "") == "cluster-script":
        return ""  # its argument is another command
    options = {option for parameter in group.params for option in (*parameter.opts, *parameter.secondary_opts)}
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in {*options, "--help"}]
    return f"no option {', '.join(unknown)}" if unknown else ""


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("topics shares my-study --by quarter", ""),
        ("topics gold sample my-study --per-year 3", ""),
        ("topics share my-study", 'no command "share"'),
        ("topics shares my-study --quarterly", "no option --quarterly"),
    ],
)
def test_the_check_knows_commands_that_are_not(line: str, said: str) -> None:
    assert complaint(line) == said


@pytest.mark.parametrize("page", SPOKEN, ids=lambda path: str(path.relative_to(TREE)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    lines = [part for line in command_lines(page.read_text(encoding="utf-8")) for part in re.split(" [|>;&]+ ?", line)]
    told = {line: complaint(line) for line in lines if line.startswith("topics ")}
    assert {line: said for line, said in told.items() if said} == {}


_NAME = r"[A-ZÄÖÜ][\w’'-]+"
CITED = re.compile(rf"({_NAME})(?:, {_NAME})*(?: (?:&|and) {_NAME}| et al\.)? \(?((?:18|19|20)\d\d)\b")
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
REFERENCE = re.compile(r"^- (?:le )?([\w’'-]+),.*?\((\d{4})\)", re.M)


@pytest.mark.parametrize("page", ["methods.md", "choices.md", "validation.md", "study.md", "claims.md"])
def test_every_work_that_a_page_cites_is_in_the_references(page: str) -> None:
    methods, _, listed = (DOCS / "methods.md").read_text(encoding="utf-8").partition("## References")
    known = set(REFERENCE.findall(listed))
    text = methods if page == "methods.md" else (DOCS / page).read_text(encoding="utf-8")
    cited = {(name.removesuffix("'s"), year) for name, year in CITED.findall(" ".join(text.split()))}
    cited = {(name, year) for name, year in cited if name not in (*MONTHS, "December", "By", "In", "Houwelingen")}
    assert len(known) > 60
    assert not cited - known


def test_every_key_of_a_study_has_a_meaning() -> None:
    told = (DOCS / "study.md").read_text(encoding="utf-8")
    assert "| None |" not in told
    assert not re.search(r"^`\w+`: .*`\. None$", told, re.M)
