"""The panels of `topics --help`: commands by what a person has in hand, each with its sentence whole."""

from collections.abc import Mapping, Sequence
from typing import Any

from typer.core import TyperGroup

PANELS = {
    "Your study": ("new", "corpus", "check", "phrases", "embed", "ask", "run"),
    "Results": ("shares", "trends", "compare", "show", "passages", "figures", "report", "card", "checklist"),
    "Reading": ("concordance", "keyness", "together"),
    "Other settings": ("sweep", "stability", "robustness"),
    "People's codes": ("label", "gold", "validate"),
    "What is kept": ("runs", "tag", "rm", "verify", "export", "export-store", "import-store"),
    "Simulation and clusters": ("simulate", "recover", "cluster-script"),
}
_SENTENCE = 400  # characters: no first sentence of a help text is longer


class Whole(TyperGroup):
    """A group of commands, each listed with its first sentence; lines are wrapped, never cut."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the list."""
        self.write_panels(ctx, formatter, {"Commands": tuple(self.list_commands(ctx))})

    def write_panels(self, ctx: Any, formatter: Any, panels: Mapping[str, Sequence[str]]) -> None:
        """Write the commands of every panel that has some, below its title."""
        width = max(map(len, self.commands))
        for title, names in panels.items():
            rows = [(name.ljust(width), _sentence(self.get_command(ctx, name))) for name in names]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


class Panels(Whole):
    """A group of commands listed by panel; a command that no panel names comes last, under its own title."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the panels."""
        named = {name for names in PANELS.values() for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in named)
        self.write_panels(ctx, formatter, {**PANELS, "Others": others})


def _sentence(command: Any) -> str:
    return str(command.get_short_help_str(limit=_SENTENCE)) if command else ""
