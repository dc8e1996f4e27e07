"""The panels of `topics --help`: commands by what a person has in hand, each with its sentence whole."""

from typing import Any

from typer.core import TyperGroup

PANELS = {
    "Your study": ("new", "corpus", "check", "phrases", "embed", "ask", "run"),
    "Results": ("shares", "trends", "compare", "show", "passages", "figures", "report", "card", "checklist"),
    "Reading": ("concordance", "keyness", "together"),
    "Other settings": ("sweep", "stability", "robustness"),
    "People's codes": ("label", "gold", "validate"),
    "What is kept": ("runs", "tag", "note", "rm", "verify", "export", "export-store", "import-store"),
    "Simulation and clusters": ("simulate", "recover", "cluster-script"),
}
_SENTENCE = 400  # characters: no first sentence of a help text is longer


class Panels(TyperGroup):
    """A group of commands that lists them by panel; a command that no panel names comes last, under its own title."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the panels; lines are wrapped, never cut."""
        named = {name for names in PANELS.values() for name in names}
        others = tuple(name for name in self.list_commands(ctx) if name not in named)
        width = max(map(len, self.commands))
        for title, names in {**PANELS, "Others": others}.items():
            rows = [(name.ljust(width), _sentence(self.get_command(ctx, name))) for name in names]
            if rows:
                with formatter.section(title):
                    formatter.write_dl(rows)


def _sentence(command: Any) -> str:
    return str(command.get_short_help_str(limit=_SENTENCE)) if command else ""
