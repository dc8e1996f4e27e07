"""Usage errors of the command line, made plain."""

from topics.errors import of_value


def make_plain(error: Exception) -> None:
    """Take from a usage error what only a programmer reads, the kind of the exception that a value raised."""
    if hasattr(error, "message"):
        error.message = of_value(error.message)


def example_instead(error: Exception) -> str:
    """The example of a command that lacks an argument or an option; empty for another error."""
    command = getattr(getattr(error, "ctx", None), "command", None)
    if not hasattr(error, "param_type") or command is None:  # typer's error about what is missing has both
        return ""
    _, found, example = (command.help or "").rpartition("Example:")
    return f"Example: {' '.join(example.split())}" if found else ""
