"""Errors that the user can cause and can put right.

Each message is a whole sentence or two: what was expected, what was found (quoted, with file and line), what to do
next and, where a name was misspelt, the nearest valid one. The command line prints it and ends with status 2.
"""

import re
from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 2000  # characters of a message: a sheet of one endless line must not fill the terminal with itself


class TopicsError(Exception):
    """Base class of every error that the user can act on.

    A message may quote a text of any length. The middle of a very long message is left out, so that the file named at
    its beginning and the advice at its end are still read.

    >>> try:
    ...     topics.load_study("my-studies")
    ... except topics.TopicsError as error:
    ...     print(type(error).__name__)
    StudyError
    """

    def __init__(self, message: str = "") -> None:
        if len(message) > _LONGEST:
            message = f"{message[: _LONGEST // 2]} … {message[-_LONGEST // 2 :]}"
        # Half a character, such as Python makes of a file's name that is not in UTF-8, cannot be printed.
        super().__init__(message.encode("utf-8", "replace").decode())


class StudyError(TopicsError):
    """A study's own files (study.toml, themes.toml, codebook.csv, gold.csv …) say something impossible."""


class DocumentError(TopicsError):
    """A document or a corpus cannot be read, dated or used."""


class ModelError(TopicsError):
    """A model cannot be fitted to what it was given."""


class ScoreError(TopicsError):
    """Fits cannot be scored, matched or compared as asked."""


class StoreError(TopicsError):
    """The run store cannot be read or written, or does not hold what was asked for."""


class StaleError(StoreError):
    """The results that are kept of a study are those of an earlier state of it."""


class ComputeError(TopicsError):
    """Work cannot run where it was asked to, or its workers die."""


class TableError(TopicsError):
    """A table does not have the columns that it was declared with."""


class FigureError(TopicsError):
    """A figure cannot be drawn as asked."""


_NAMED = 20  # names that a message lists
_NEAR = 5  # of names that begin alike


def meant(name: str, known: Iterable[str]) -> str:
    """The known name that is meant: the name itself, or the only known one that begins with it; "" for none.

    >>> meant("seg", ["segmenter", "lexicon"]), meant("x", ["segmenter", "lexicon"])
    ('segmenter', '')
    """
    names = list(dict.fromkeys(map(str, known)))
    if name in names:
        return name
    beginning = [one for one in names if name and one.startswith(name)]
    return beginning[0] if len(beginning) == 1 else ""


def near(name: str, known: Iterable[str]) -> str:
    """The known name that is most like another one; "" where none is.

    >>> near("segmentor", ["segmenter", "lexicon"]), near("x", ["segmenter", "lexicon"])
    ('segmenter', '')
    """
    return next(iter(get_close_matches(str(name), sorted(str(k) for k in known), n=1, cutoff=0.6)), "")


def nearest(name: str, known: Iterable[str], first: Iterable[str] = ()) -> str:
    """Advice that ends a message about an unknown name: the nearest known name, or a list of the known names.

    `first`: those to list where there are too many others.

    >>> nearest("segmentor", ["segmenter", "lexicon"])
    'did you mean "segmenter"?'
    >>> nearest("x", ["segmenter", "lexicon"])
    'known are: lexicon, segmenter.'
    """
    names = sorted(str(k) for k in known)
    alike = [one for one in names if name and one.startswith(str(name))]
    if len(alike) > 1:
        more = f" and {len(alike) - _NEAR} more" if len(alike) > _NEAR else ""
        return f"several begin with it: {', '.join(alike[:_NEAR])}{more}."
    if close := near(name, names):
        return f'did you mean "{close}"?'
    names = sorted({*map(str, first)}) or names
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"known are: {', '.join(names[:_NAMED]) or 'none'}{more}."


_LINE = 200  # characters of a line that are quoted


def of_value(complaint: str) -> str:
    """A complaint about a value without the name of the exception that told it.

    >>> of_value("Value error, 'years' is not one of 'year', 'month'.")
    "'years' is not one of 'year', 'month'."
    """
    return complaint.removeprefix("Value error, ")


_HALF_WIDTH = dict(zip("，、；：＝［］【】｛｝．", ",,,==[][]{}.", strict=True))  # the sign of TOML that is meant


def not_utf8(error: Exception) -> str:
    """A message about a file of settings that cannot be read as text, with what to do where it is in another encoding.

    >>> not_utf8(UnicodeDecodeError("utf-8", bytes([209]), 0, 1, "invalid start byte"))
    'this is not text in UTF-8; open it in an editor and save it with the encoding UTF-8.'
    """
    if isinstance(error, UnicodeDecodeError):
        return "this is not text in UTF-8; open it in an editor and save it with the encoding UTF-8."
    return f"this cannot be read: {error}."


def toml_complaint(text: str, error: Exception) -> str:
    """A message about an invalid TOML file: the line itself, the fault, and advice on the most common mistakes.

    >>> print(toml_complaint("terms = [“养老”]", ValueError("Invalid value (at line 1, column 10)")))
    line 1: terms = [“养老”]: this is not valid TOML (Invalid value, column 10); write straight quotes: "…".
    """
    if isinstance(error, RecursionError):
        return "this is not valid TOML (its brackets are nested too deeply)."
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)", str(error))
    if not found or not found.group(2):
        return f"this is not valid TOML ({error})."
    message, number, column = found.groups()
    line = text.splitlines()[int(number) - 1].strip() if int(number) <= len(text.splitlines()) else ""
    line = line if len(line) <= _LINE else f"{line[:_LINE]} …"
    hint = ""
    if re.search("[“”‘’＂＇]", line):
        hint = '; write straight quotes: "…"'
    elif wide := re.search("[，、；：＝［］【】｛｝．]", re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)):
        hint = f"; write {_HALF_WIDTH[wide[0]]} in half width, not {wide[0]}"
    elif message.startswith("Unclosed array"):
        hint = "; the list wants a comma between two values, quotation marks at both ends of a text, or ] at its end"
    elif line.startswith("["):
        hint = "; a table's name is letters, digits and hyphens, such as [data-security]"
    elif re.search(r'"[^"]*\\', line):
        hint = '; write paths with / for \\, as in "C:/texts", or in single quotes'
    elif re.search(r"=\s*(yes|no|True|False|on|off)\b", line):
        hint = "; write true or false"
    elif re.search(r"=\s*[^\s\"'\[{\d+-]", line) and not re.search(r"=\s*(true|false)", line):
        hint = "; a text stands in straight quotes"
    return f"line {number}: {line}: this is not valid TOML ({message}, column {column}){hint}."
