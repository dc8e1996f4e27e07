"""Files and a manifest to documents, each with the manifest's row about it; what cannot be read is a loss with its reason."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from topics.errors import DocumentError
from topics.parallel.workers import mapped
from topics.preprocessing.documents import ARCHIVE, Document, SourceFile, left_unread, read_files, seconds_to_read
from topics.preprocessing.manifest import Manifest

Progress = Callable[[int, int, str], None]
Loss = tuple[str, str, str, str]
Row = Mapping[str, str]


def read_documents(
    paths: Sequence[Path],
    said: Manifest | None,
    root: Path | None,
    losses: list[Loss],
    workers: int | None,
    progress: Progress | None,
) -> tuple[list[SourceFile], list[tuple[Document, Row | None]]]:
    """The files that have a reader, and their documents with the manifest's row about each; `losses` are added to.

    `root`: see `topics.preprocessing.corpus.read_corpus`.
    """
    paths = [path for path in paths if not (said and path.resolve() == said.path.resolve())]
    cost = sum(seconds_to_read(path) for path in paths)
    read = mapped(partial(_read, root=root), paths, seconds=cost, workers=workers)
    files, documents = [], []
    for done, (path, held) in enumerate(zip(paths, read, strict=True), start=1):
        for file in held:
            losses += [(stage, file.path, "", reason) for stage, reason in file.losses]
            files += [file] if file.reader else []
            # A file in a zip is named in the manifest as if the zip were a folder.
            place = path / file.path.removeprefix(_relative(path, root)).strip("/")
            alone = len(file.documents) == 1
            documents += [(d, said.row(place, d.id, alone=alone) if said else None) for d in file.documents]
        if progress:
            progress(done, len(paths), "reading files")
    return files, documents


def _read(path: Path, root: Path | None) -> list[SourceFile]:
    name = _relative(path, root)
    try:
        return read_files(path, name)
    except DocumentError as error:
        return [left_unread(name, error)]


def refuse_shared_ids(documents: Sequence[Document]) -> None:
    """Raise DocumentError where two documents have one id."""
    paths: dict[str, str] = {}
    for document in documents:
        if document.id in paths:
            raise DocumentError(
                f'two documents have the id "{document.id}": {paths[document.id]} and {document.path}. Give one '
                "another id in documents.csv (columns path, id), or take one out."
            )
        paths[document.id] = document.path


def unmatched_rows(said: Manifest, found: Sequence[Document]) -> list[Loss]:
    """Losses: the manifest's rows about documents that were not found."""
    ids = {document.id for document in found}
    paths = {document.path for document in found if f"{ARCHIVE}/" in document.path}
    rows = (
        r for r in said.rows if not (r["path"] and (r["path"] in paths or (said.path.parent / r["path"]).is_file()))
    )
    return [
        ("manifest", row["path"], row["id"], "the manifest names a document that was not found")
        for row in rows
        if row["id"] not in ids
    ]


def _relative(path: Path, root: Path | None) -> str:
    if root is None:
        return path.as_posix()
    whole = path.resolve()
    inside = whole.is_relative_to(root.resolve())
    return (whole.relative_to(root.resolve()) if inside else Path(whole.parent.name, whole.name)).as_posix()
