"""Write docs/commands.md, docs/study.md, docs/api.md, docs/tables.md and the list of figures from the program itself.

    python docs/generate.py

A test fails when they are stale. The small pictures that figures/README.md shows are made by figures/thumbnails.py.
"""

import importlib
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

HERE = Path(__file__).parent
FIGURES_FOLDER = HERE.parent / "figures"
MADE = "<!-- Made by docs/generate.py; do not edit. -->\n\n"


def commands() -> str:
    """Every command with its help, arguments and options."""
    import typer.main

    from topics.cli import app

    group: Any = typer.main.get_command(app)
    found = _with_groups(group)
    rows = {
        name: [_row(one) for one in command.params if not (one.name == "help" or _hidden(one))]
        for name, command in found
    }
    common = _common(rows.values(), 15)
    head = "| argument or option | what it says |\n|---|---|\n"
    parts = [
        "# Commands\n\nEvery command has `--help`.\n",
        f"## Options of many commands\n\n{head}" + "\n".join(common) + "\n",
    ]
    for name, command in found:
        parts.append(f"## topics {name}\n\n{inspect.cleandoc(command.help or '')}\n")
        own = [row for row in rows[name] if row not in common]
        shared = _shared(rows[name], common)
        own += [f"| {shared} | [as for many commands](#options-of-many-commands) |"] if shared else []
        if own:
            parts.append(head + "\n".join(own) + "\n")
    return MADE + "\n".join(parts)


def _common(tables: Iterable[list[str]], least: int) -> list[str]:
    """The rows that at least so many tables have, the most frequent row of a name, sorted."""
    times = Counter(row for table in tables for row in dict.fromkeys(table))
    of_name: dict[str, str] = {}
    for row, n in times.most_common():
        if n >= least:
            of_name.setdefault(_first_cell(row), row)
    return [of_name[name] for name in sorted(of_name)]


def _shared(rows: list[str], common: list[str]) -> str:
    """The names in the rows that many tables have."""
    return ", ".join(_first_cell(row) for row in rows if row in common)


def _first_cell(row: str) -> str:
    return row.split(" | ")[0].removeprefix("| ")


def _hidden(parameter: Any) -> bool:
    """Whether an option is left out of help, as one of an earlier version is."""
    return bool(getattr(parameter, "hidden", False))


def _with_groups(group: Any, before: str = "") -> "list[tuple[str, Any]]":
    """Commands by name, those of groups with their group's; a group itself comes before its own."""
    found = []
    for name in sorted(group.commands):
        command = group.commands[name]
        found.append((before + name, command))
        if hasattr(command, "commands"):
            found += _with_groups(command, f"{before}{name} ")
    return found


def _row(parameter: Any) -> str:
    names = ", ".join(f"`{option}`" for option in [*parameter.opts, *parameter.secondary_opts])
    if parameter.param_type_name == "argument":
        names = f"`{parameter.metavar or parameter.name.upper()}`"
    told = getattr(parameter, "help", None) or ""
    default = parameter.default
    shown = getattr(parameter, "show_default", True)
    if isinstance(shown, str):  # in words, as `--help` has it
        told += f" Default: ({shown})."
    elif isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
        told += f" Default: `{default}`."
    return f"| {names} | {told} |".replace("\n", " ")


def study() -> str:
    """Every key of a study.toml with type, default and meaning; formats, segmenters, embedders, kinds of model."""
    from topics.models import MODELS
    from topics.study.settings import EventSettings, Settings

    parts = [
        "# study.toml\n\nEvery key has a default; an unknown key is an error that names the nearest one. "
        "`topics new` writes a commented file to start from.\n"
    ]
    for section, field in Settings.model_fields.items():
        if section in ("models", "events"):
            continue
        fields = getattr(field.annotation, "model_fields", None)
        if fields is None:
            parts.append(
                f"`{section}`: {_type(field.annotation)}, default `{_toml(field.default)}`. {field.description}\n"
            )
            continue
        heading = inspect.cleandoc(field.annotation.__doc__ or "")
        parts.append(f"## [{section}]\n\n{heading}\n")
        parts.append(_keys(fields))
        parts += {"corpus": [_formats()], "tokens": [_segmenters()]}.get(section, [])
    parts.append(f"## [[events]]\n\n{inspect.cleandoc(EventSettings.__doc__ or '')}\n")
    parts.append(_keys(EventSettings.model_fields))
    parts.append(
        "## [[models]]\n\nOne table per model: `kind`, `name` (the kind unless given), `seeds` (default `[1]`), "
        '`scale` ("none", or "own": theme weights calibrated by the unlabelled corpus), and the settings of its kind.\n'
    )
    parts += [_kinds(), _embedders()]
    for kind, model in MODELS.items():
        told = inspect.cleandoc(model.adapter.__doc__ or "").split("Raises")[0].strip()
        parts.append(f"### {kind}\n\n{told}\n")
        rows = [(name, _type(p.annotation), p.default) for name, p in model.settings.items()]
        parts.append(_table(rows) if rows else "No settings.\n")
    return MADE + "\n".join(parts)


def _formats() -> str:
    """A table of the formats that have a reader."""
    from topics.preprocessing.reading import ARCHIVE, READERS

    suffixes: dict[str, list[str]] = {}
    for suffix, known in READERS.items():
        suffixes.setdefault(known.label["en"], []).append(f"`{suffix}`")
    rows = [(label, ", ".join(own)) for label, own in suffixes.items()]
    return "Files that are read:\n\n" + _rows("format", "suffixes", rows=[*rows, ("zip of these", f"`{ARCHIVE}`")])


def _segmenters() -> str:
    """A table of the values of `segmenter`."""
    from topics.preprocessing.words.segmentation import SEGMENTERS

    rows = [(f"`{name}`", one.label["en"], ", ".join(one.libraries)) for name, one in SEGMENTERS.items()]
    return "Values of `segmenter`:\n\n" + _rows("segmenter", "cuts into", "library", rows=rows)


def _embedders() -> str:
    """A table of the values of `embedder`."""
    from topics.models.embeddings import EMBEDDERS, ENCODERS

    rows = [(f"`{name}`", one.label["en"], ", ".join(one.libraries)) for name, one in EMBEDDERS.items()]
    folders = [(f"`{name}:PATH`", f"a model of {one.label['en']} in a folder", name) for name, one in ENCODERS.items()]
    return "Values of `embedder`:\n\n" + _rows("embedder", "vectors", "library", rows=[*rows, *folders])


def _kinds() -> str:
    """A table of the kinds of model."""
    from topics.models import MODELS

    rows = [
        (f"[`{kind}`](#{kind})", model.label["en"], ", ".join(sorted(model.uses)), model.paper or "–")
        for kind, model in MODELS.items()
    ]
    return _rows("kind", "known as", "may look at, beside the words", "reference", rows=rows)


def _rows(*names: str, rows: list[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(row)} |" for row in [names, ("---",) * len(names), *rows]]
    return "\n".join(lines) + "\n"


def _table(rows: list[tuple[str, str, Any]]) -> str:
    lines = [f"| `{name}` | {kind} | `{_toml(default)}` |" for name, kind, default in rows]
    return "| key | type | default |\n|---|---|---|\n" + "\n".join(lines) + "\n"


def _keys(fields: dict[str, Any]) -> str:
    """A table of the keys of a section, with what each means."""
    rows = [
        (f"`{name}`", _type(f.annotation), "required" if f.is_required() else _default(f.default), f.description)
        for name, f in fields.items()
    ]
    return _rows("key", "type", "default", "meaning", rows=rows)


def _default(value: Any) -> str:
    return "–" if value in (None, "", (), {}) else f"`{_toml(value)}`"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return f"[{', '.join(map(_toml, value))}]" if isinstance(value, tuple) else str(value)


def _type(annotation: Any) -> str:
    choices = get_args(annotation)
    if choices and all(isinstance(choice, str) for choice in choices):
        return " or ".join(f'`"{choice}"`' for choice in choices)
    if choices and getattr(annotation, "__name__", "") not in ("tuple", "dict"):
        return _type(choices[0])
    return {"str": "text", "int": "whole number", "float": "number", "bool": "true or false", "tuple": "list"}.get(
        getattr(annotation, "__name__", ""), "table"
    )


def api() -> str:
    """Every public name of `topics` with its signature and docstring."""
    import topics

    parts = [
        "# Python\n\nThe public names of `topics`; in a notebook `topics.fit?` shows the same. Arguments and results "
        "are described with their shapes. The examples, which the tests run, use a study of eight documents in "
        "`my-study`. The notebooks show the functions at work. An error that the user can put right is a "
        "`topics.TopicsError`.\n"
    ]
    for name in topics.__all__:
        thing = getattr(topics, name)
        if isinstance(thing, ModuleType):
            inside = [_entry(f"topics.{name}.{public}", getattr(thing, public), "###") for public in thing.__all__]
            told = inspect.cleandoc(thing.__doc__ or "").partition("\n\n>>> ")[0]
            parts.append(f"## {name}\n\n{told}\n\n" + "\n".join(inside))
        else:
            parts.append(_entry(f"topics.{name}", thing, "##") + _members(thing))
    return MADE + "\n".join(parts)


def _entry(name: str, thing: Any, level: str) -> str:
    told, _, example = inspect.cleandoc(thing.__doc__ or "").partition("\n\n>>> ")
    shown = f"\n```python\n>>> {example}\n```\n" if example else ""
    title = name.removeprefix("topics.") if level == "##" else name.rpartition(".")[2]
    return f"{level} {title}\n\n```python\n{name}{_signature(thing)}\n```\n\n{told}\n{shown}"


def _signature(thing: Any) -> str:
    try:
        signature = str(inspect.signature(thing))
    except ValueError:
        return "(message)"
    return re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", signature)


def _members(thing: Any) -> str:
    """What a Job, Store, Study or Run has: one row per public member, with what it returns and its first sentence."""
    if thing.__name__ not in ("Job", "Run", "Store", "Study"):
        return ""
    rows = []
    for name, member in vars(thing).items():
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        if name.startswith("_") or not inspect.isfunction(function):
            continue
        returns = str(inspect.signature(function).return_annotation).removeprefix("<class '").removesuffix("'>")
        call = (
            name
            if function is not member
            else f"{name}(…)"
            if len(inspect.signature(member).parameters) > 1
            else f"{name}()"
        )
        returns = (
            returns.replace("topics.", "").rpartition(".")[2]
            if "[" not in returns
            else re.sub(r"[\w.]+\.(\w+)", r"\1", returns)
        )
        told = " ".join(inspect.cleandoc(function.__doc__ or "").partition("\n\n")[0].split())
        rows.append((f"`{call}`", f"`{returns}`".replace("|", "\\|"), told.replace("|", "\\|")))
    return "\n" + _rows("has", "returns", "which is", rows=rows) if rows else ""


def tables() -> str:
    """Every table that leaves the package: what a row is, then name, type, unit and meaning of each column."""
    import topics
    from topics.schema import TABLES

    for module in pkgutil.walk_packages(topics.__path__, "topics."):
        importlib.import_module(module.name)
    rows = {name: _columns(TABLES[name]) for name in sorted(TABLES)}
    common = _common(rows.values(), 4)
    head = "| column | type | unit | meaning |\n|---|---|---|---|\n"
    parts = [
        "# Tables\n\nEvery table that a command prints with `--csv` or `--json`, that `job.table(name)` reads, that a "
        "public function returns or an export holds. A name in angle brackets stands for one column each of several; "
        "a column marked *optional* is left out where it would say nothing. A number that is not known is missing, a "
        "text is empty. Columns that many tables have stand in the first table; the others name them.\n",
        f"## Columns of many tables\n\n{head}" + "\n".join(common) + "\n",
    ]
    for name, columns in rows.items():
        told = f"One row: {TABLES[name].row}."
        if shared := _shared(columns, common):
            told += f" [Common columns](#columns-of-many-tables): {shared}."
        own = [row for row in columns if row not in common]
        parts.append(f"## {name}\n\n{told}\n" + (f"\n{head}" + "\n".join(own) + "\n" if own else ""))
    return MADE + "\n".join(parts)


def _columns(table: Any) -> list[str]:
    """A declared table's columns as rows of Markdown."""
    columns = [*table.columns, *(column for column in (table.others, table.attributes) if column)]
    return [
        f"| `{c.name}` | {c.dtype} | {c.unit} | {c.meaning}{' (*optional*)' if c.optional else ''} |" for c in columns
    ]


def figures() -> str:
    """figures/README.md with a row per figure; the text around its table is kept."""
    from topics.report.figures import FIGURES

    rows = [
        f"| [![{name}](small/{name}.png)]({name}.py) | [{name}]({name}.py): {figure.label['en']} "
        f"| {figure.lacking['en']} |"
        for name, figure in FIGURES.items()
    ]
    head = "| figure | what it shows | where it cannot be drawn |\n|---|---|---|\n"
    before, _, rest = (FIGURES_FOLDER / "README.md").read_text(encoding="utf-8").partition(MADE)
    _, _, after = rest.partition("\n\n")
    return before + MADE + head + "\n".join(rows) + "\n\n" + after


PAGES = {
    "commands.md": commands,
    "study.md": study,
    "api.md": api,
    "tables.md": tables,
    "../figures/README.md": figures,
}

if __name__ == "__main__":
    pages = {(HERE / name).resolve(): make() for name, make in PAGES.items()}
    for path, text in pages.items():
        path.write_text(text, encoding="utf-8")
        print(path)
