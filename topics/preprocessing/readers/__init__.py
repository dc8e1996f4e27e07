"""Readers: the bytes of one file to records, one format per file, and the registry of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from topics.preprocessing.readers.records import Reader
from topics.registry import Label, Registry

__all__ = ["READERS", "FileFormat", "ReaderRegistry"]

AnyReader = TypeVar("AnyReader", bound=Reader)


@dataclass(frozen=True)
class FileFormat:
    """A format of files and its reader; see `ReaderRegistry.register`."""

    read: Reader
    libraries: tuple[str, ...] = ()
    seconds: float = 0.1
    label: Label = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the reader is called in tables of files: its function's name without `read_`."""
        return self.read.__name__.removeprefix("read_")


class ReaderRegistry(Registry[FileFormat]):
    """The formats by the suffix of their files, in lower case."""

    def register(
        self, *suffixes: str, label: Label, libraries: tuple[str, ...] = (), seconds: float = 0.1
    ) -> Callable[[AnyReader], AnyReader]:
        """Declare the reader of files with these suffixes (`.txt`).

        `label` is what people call the format, by language. `libraries` are the distributions on whose version depends what
        is read. `seconds` is what a megabyte takes one processor, roughly: enough to tell a minute of reading from a second.
        """

        def declare(reader: AnyReader) -> AnyReader:
            for suffix in suffixes:
                self.add(suffix, FileFormat(reader, libraries, seconds, label), reader.__module__)
            return reader

        return declare


READERS = ReaderRegistry("READERS", __package__, "reader")
