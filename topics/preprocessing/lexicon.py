"""Word lists: a study's domain terms and stop words, one a line, `#` begins a comment."""

from pathlib import Path

from topics.errors import StudyError
from topics.preprocessing.encodings import decode
from topics.themes import fold_width


def read_lexicon(path: Path | None) -> tuple[str, ...]:
    """The study's domain terms; none without a file.

    Raises StudyError when there is no such file, DocumentError when it is no text.
    """
    return _words(path, "lexicon")


def read_stop_words(path: Path | None) -> tuple[str, ...]:
    """The study's stop words; none without a file.

    Raises StudyError when there is no such file, DocumentError when it is no text.
    """
    return _words(path, "stop_words")


def _words(path: Path | None, key: str) -> tuple[str, ...]:
    if path is None:
        return ()
    if not path.is_file():
        raise StudyError(
            f"{path}: there is no such word list. Write one (a word a line), or name another under [tokens] {key} = …"
        )
    text, _ = decode(path.read_bytes(), str(path))
    words = (fold_width(line.split("#", 1)[0]) for line in text.splitlines())
    return tuple(dict.fromkeys(word for word in words if word))
