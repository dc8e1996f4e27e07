"""Write docs/commands.md, docs/study.md, docs/api.md and docs/tables.md from the program itself.

    python docs/generate.py

A test fails when they are stale.
"""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path
from typing import Any, get_args

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py; do not edit. -->\n\n"


def commands() -> str:
    """Every command with its help, arguments and options."""
    import typer.main

    from topics.cli import app

    group: Any = typer.main.get_command(app)
    parts = ["# Commands\n\nEvery command has `--help`.\n"]
    for name, command in _with_groups(group):
        parts.append(f"## topics {name}\n\n{inspect.cleandoc(command.help or '')}\n")
        rows = [_row(parameter) for parameter in command.params if parameter.name != "help"]
        if rows:
            parts.append("| argument or option | what it says |\n|---|---|\n" + "\n".join(rows) + "\n")
    return MADE + "\n".join(parts)


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
    """Every key of a study.toml with its type, default and meaning; the settings of every kind of model."""
    from topics.models import MODELS
    from topics.study.settings import Settings

    parts = [
        "# study.toml\n\nEvery key has a default; an unknown key is an error that names the nearest one. "
        "`topics new` writes a commented file to start from.\n"
    ]
    for section, field in Settings.model_fields.items():
        if section == "models":
            continue
        fields = getattr(field.annotation, "model_fields", None)
        if fields is None:
            parts.append(f"`{section}`: {_type(field.annotation)}, default `{field.default!r}`.\n")
            continue
        heading = inspect.cleandoc(field.annotation.__doc__ or "")
        parts.append(f"## [{section}]\n\n{heading}\n")
        parts.append(_table([(name, _type(f.annotation), f.default) for name, f in fields.items()]))
    parts.append(
        "## [[models]]\n\nOne table a model: `kind`, `name` (the kind unless given), `seeds` (default `[1]`), "
        '`scale` ("none" or "own": theme weights put on the scale read from the corpus), and the settings of its kind.\n'
    )
    for kind, model in MODELS.items():
        told = inspect.cleandoc(model.adapter.__doc__ or "").split("Raises")[0].strip()
        parts.append(f"### {kind}\n\n{told}\n")
        rows = [(name, _type(p.annotation), p.default) for name, p in model.settings.items()]
        parts.append(_table(rows) if rows else "No settings.\n")
    return MADE + "\n".join(parts)


def _table(rows: list[tuple[str, str, Any]]) -> str:
    lines = [f"| `{name}` | {kind} | `{_toml(default)}` |" for name, kind, default in rows]
    return "| key | type | default |\n|---|---|---|\n" + "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value}"'
    return str(list(value) if isinstance(value, tuple) else value)


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
        "# Python\n\nThe public names of `topics`; in a notebook `topics.fit?` says the same. What they take and return is told "
        "with shapes; the examples, which the tests run, have a study of eight documents in `my-study`. The notebooks show them at work, and `topics.TopicsError` is what they raise for a person to mend.\n"
    ]
    for name in topics.__all__:
        thing = getattr(topics, name)
        try:
            signature = str(inspect.signature(thing))
        except ValueError:
            signature = "(message)"
        signature = re.sub(r"<function (\w+) at 0x[0-9a-f]+>", r"\1", signature)
        told, _, example = inspect.cleandoc(thing.__doc__ or "").partition("\n\n>>> ")
        shown = f"\n```python\n>>> {example}\n```\n" if example else ""
        parts.append(f"## {name}\n\n```python\ntopics.{name}{signature}\n```\n\n{told}\n{shown}")
    return MADE + "\n".join(parts)


def tables() -> str:
    """Every table that leaves the package: what a row is, then name, type, unit and meaning of each column."""
    import topics
    from topics.schema import TABLES

    for module in pkgutil.walk_packages(topics.__path__, "topics."):
        importlib.import_module(module.name)
    parts = [
        "# Tables\n\nEvery table that a command prints with `--csv` or `--json`, that `job.table(name)` reads, that a public "
        "function returns or an export holds. A name in angle brackets stands for one column each of several; a column "
        "marked *optional* is left out where it would say nothing. A number that is not known is missing, a text is empty.\n"
    ]
    for name in sorted(TABLES):
        table = TABLES[name]
        columns = [*table.columns, *([table.others] if table.others else [])]
        rows = [
            f"| `{c.name}` | {c.dtype} | {c.unit} | {c.meaning}{' (*optional*)' if c.optional else ''} |"
            for c in columns
        ]
        parts.append(
            f"## {name}\n\nOne row: {table.row}.\n\n| column | type | unit | meaning |\n|---|---|---|---|\n"
            + "\n".join(rows)
            + "\n"
        )
    return MADE + "\n".join(parts)


PAGES = {"commands.md": commands, "study.md": study, "api.md": api, "tables.md": tables}

if __name__ == "__main__":
    for name, make in PAGES.items():
        (HERE / name).write_text(make(), encoding="utf-8")
        print(HERE / name)
