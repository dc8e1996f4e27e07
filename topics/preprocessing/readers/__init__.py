"""Readers: functions from the bytes of a file to records, one format per file, and the registry of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from topics.registry import Label, Registry

if TYPE_CHECKING:
    from topics.preprocessing.readers.fields import Reader

__all__ = ["READERS", "FileFormat", "ReaderRegistry"]

AnyReader = TypeVar("AnyReader", bound="Reader")


@dataclass(frozen=True)
class FileFormat:
    """A file format and its reader; see `ReaderRegistry.register`."""

    read: "Reader"
    libraries: tuple[str, ...] = ()
    seconds: float = 0.1
    label: Label = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The reader's name in tables of files: that of its function without `read_`."""
        return self.read.__name__.removeprefix("read_")


class ReaderRegistry(Registry[FileFormat]):
    """The formats by the suffix of their files, in lower case."""

    def register(
        self, *suffixes: str, label: Label, libraries: tuple[str, ...] = (), seconds: float = 0.1
    ) -> Callable[[AnyReader], AnyReader]:
        """Declare the decorated function as the reader of files with these suffixes (`.txt`).

        `label` names the format for people, by language. `libraries` are the distributions whose version affects the
        result. `seconds` is the processor time per megabyte, roughly: enough to tell a minute of reading from a second.
        """

        def declare(reader: AnyReader) -> AnyReader:
            for suffix in suffixes:
                self.add(suffix, FileFormat(reader, libraries, seconds, label), reader.__module__)
            return reader

        return declare


READERS = ReaderRegistry("READERS", __package__, "reader")
