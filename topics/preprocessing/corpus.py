"""The corpus: documents and passages in canonical order, and a record of everything that was left out.

Conventions. Canonical order is (date, doc_id), then position, so that no fit depends on the order of files on disk.
A passage is a paragraph (or, with `unit="document"`, a document) of cleaned text; positions count from 1. Title lines
and bylines are not passages. A fragment shorter than `min_characters` is joined to the paragraph after it (a last one
to the paragraph before) by a line break; a paragraph longer than `max_characters` is split at sentence ends.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from topics.languages import language_of
from topics.parallel.memory import give_back_memory, without_search_for_cycles
from topics.parallel.workers import end_idle_workers, mapped
from topics.preprocessing.attributes import attribute_columns
from topics.preprocessing.broken_lines import BROKEN_LINES, NO_WORDS, unbroken, words_at_breaks
from topics.preprocessing.cleaning.learned import learned_furniture, without_learned
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.conventions import NEAR, NOTHING_SAID, Conventions
from topics.preprocessing.corpus_tables import (
    ACCOUNTS,
    DATES,
    DOCUMENTS,
    EMPTY,
    FILES,
    LEARNED,
    LOSSES,
    PASSAGES,
    UNDATED,
    Corpus,
    NoDocumentLeftError,
    UndatedError,
)
from topics.preprocessing.dating.chronology import candidates, date_rows, dated, place_in_table, undated_sentence
from topics.preprocessing.document import Document
from topics.preprocessing.finding import find_files
from topics.preprocessing.grouped_texts import GroupedTexts
from topics.preprocessing.ledger.account import KEPT, REWRITTEN, Entry, account, clean_accounted, gone, taken
from topics.preprocessing.manifest import attributes_of, read_manifest
from topics.preprocessing.passages import BYLINE, HEADER, TITLE, paragraphs, split_header
from topics.preprocessing.readers.no_text import mark_of_none
from topics.preprocessing.readers.steps import HYPHENS, NO_TEXT
from topics.preprocessing.reading import (
    Loss,
    Progress,
    Row,
    read_documents,
    refuse_shared_ids,
    unmatched_rows,
)
from topics.preprocessing.sentences import characters
from topics.preprocessing.stated_repeats import duplicates_as_stated, stated_repeats
from topics.preprocessing.undated import rows_to_paste
from topics.themes import Theme
from topics.wording import count

if TYPE_CHECKING:
    import pandas as pd

Pair = tuple[Document, list[str]]  # a document and its cleaned lines

_LINES_OF_MARK = 2  # most lines of a document that says only that it has no text
_SECONDS_A_CHARACTER = 2e-6  # of dating and cleaning, roughly: enough to tell a minute from a second
_LARGE = 20_000_000  # bytes of text, from which it pays to return the memory that a step has freed


@without_search_for_cycles()
def read_corpus(
    documents: Sequence[Path] | Path,
    manifest: Path | None = None,
    *,
    root: Path | None = None,
    conventions: Conventions = NOTHING_SAID,
    language: str = "zh",
    unit: Literal["paragraph", "document"] = "paragraph",
    min_characters: int = 30,
    max_characters: int = 800,
    undated: Literal["refuse", "leave out"] = "refuse",
    near_duplicates: float = NEAR,
    themes: Sequence[Theme] = (),
    workers: int | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """Read files, folders or patterns into a Corpus.

    Paths in the tables and in messages are relative to `root`; those of files outside it keep only the name of their
    folder, so that they reveal nothing about the machine. `conventions` says how the files are written. Characters are
    counted on cleaned text. `workers` is the number of processes that read and clean (by default all processors for a
    large corpus); the Corpus is the same with any number. `near_duplicates` is the threshold of `find_duplicates`; with
    0, only identical text is a duplicate. What the manifest says of repeats overrules it. A line with a term of one of
    the `themes` is never learned as page furniture.

    Files that cannot be read are losses with their reasons; so are documents without a date if `undated` is "leave
    out".

    Raises DocumentError for a path that does not exist, for two documents with one id, for documents without a date,
    naming all of them, for a document that is said to repeat what it cannot, and if no document is left.

    >>> from pathlib import Path
    >>> len(topics.read_corpus(Path("my-study/documents")).passages)
    24
    """
    said = read_manifest(manifest, conventions) if manifest else None
    losses: list[Loss] = []
    files, undone = read_documents(find_files(documents), said, root, losses, conventions, workers, progress)
    read = [(file.path, file.reader, file.encoding, len(file.documents)) for file in files]
    del files
    found, accounts = _all_cleaned(undone, language, conventions.date_order, workers, progress)
    refuse_shared_ids([document for document, _ in found])
    if said:
        losses += unmatched_rows(said, [document for document, _ in found])
    furniture = learned_furniture(((document.source, lines) for document, lines in found), themes)
    cleaned = list(_without_furniture(found, furniture, accounts))
    empty = [document for document, lines in cleaned if not lines]
    losses += [("with text", document.path, document.id, EMPTY) for document in empty]
    without = [(document, lines) for document, lines in cleaned if lines and not document.date]
    if without and undated == "refuse":
        unmatched = [(path, doc_id) for stage, path, doc_id, _ in losses if stage == "manifest"]
        these = [document for document, _ in without]
        name, paste = said.path.name if said else "documents.csv", rows_to_paste(these, said, conventions)
        raise UndatedError(undated_sentence(these, name, unmatched, paste))
    for document, lines in without:
        why = ": ".join(filter(None, (place_in_table(document), candidates(document))))
        losses.append(("dated", document.path, document.id, f"no date; {why}"))
        accounts[document.id] += taken(UNDATED, "left out", lines)
    kept = sorted(((d, lines) for d, lines in cleaned if lines and d.date), key=lambda pair: (pair[0].date, pair[0].id))
    in_order = [document for document, _ in kept]
    undated_ones = [document for document, _ in without]
    if not kept:
        raise NoDocumentLeftError(losses, undated_ones)
    del found, cleaned, without
    stated = stated_repeats(in_order, said.path.name) if said else {}
    if progress:
        progress(0, len(in_order), "finding copies")
    corpus = _tables(kept, read, losses, accounts, unit, min_characters, max_characters, near_duplicates, stated)
    if progress:
        progress(len(in_order), len(in_order), "finding copies")
    rows = [row for document in [*in_order, *undated_ones] for row in date_rows(document)]
    return replace(corpus, dates=DATES.frame(rows), furniture=furniture, left_out=(*undated_ones, *empty))


def _all_cleaned(
    undone: list[tuple[Document, Row | None]],
    language: str,
    order: str,
    workers: int | None,
    progress: Progress | None,
) -> tuple[list[Pair], dict[str, list[Entry]]]:
    """Every document with its dates and its cleaned lines, and the accounts by id; `undone` is used up."""
    cost = sum(len(document.text) for document, _ in undone) * _SECONDS_A_CHARACTER
    words = {} if language_of(language).chinese else words_at_breaks(document.text for document, _ in undone)
    work = partial(dated_and_cleaned, language=language, order=order, words=words)
    found: list[Pair] = []
    accounts: dict[str, list[Entry]] = {}
    done = mapped(work, undone, seconds=cost, workers=workers)
    for number, (document, lines, entries) in enumerate(done):
        # The text that was sent to be cleaned comes back without a copy of itself.
        found.append((document.changed(text=undone[number][0].text), lines))
        accounts[document.id] = entries
        if progress:
            progress(len(found), len(undone), "cleaning documents")
    undone.clear()
    return found, accounts


def _without_furniture(
    found: Sequence[Pair], furniture: Mapping[str, frozenset[str]], accounts: Mapping[str, list[Entry]]
) -> Iterator[Pair]:
    """The documents with the lines that are not furniture of their source; what is taken is added to the accounts."""
    for document, lines in found:
        kept = without_learned(lines, document.source, furniture)
        if len(kept) < len(lines):
            accounts[document.id] += taken(LEARNED, "furniture", gone("\n".join(lines), "\n".join(kept)))
        yield document, kept


def dated_and_cleaned(
    pair: tuple[Document, Row | None], language: str, order: str = "", words: Mapping[str, int] = NO_WORDS
) -> tuple[Document, list[str], list[Entry]]:
    """The document with its dates, its lines of running text, and its account up to here.

    `order` is that of the parts of a date; `words` tell which hyphens only broke a line, see `broken_lines`.
    """
    document, row = pair
    document = dated(document, row, order)
    if row:
        document = document.changed(attributes={**document.attributes, **attributes_of(row)})
    title, source = (_clean_again(part, language) for part in (document.title, document.source))
    text, joined, hyphens = unbroken(document.text, language, words)
    text, entries = clean_accounted(text, language)
    entries = taken(HYPHENS, "marks", ["-" * hyphens] if hyphens else []) + entries
    if joined:  # white space alone is changed, but a paper says how often
        entries = [Entry(BROKEN_LINES, REWRITTEN, 0, (count(joined, "line"),)), *entries]
    lines, header = split_header(text, title, source)
    if not title and (above := [line for step, line in header if step == HEADER]):
        # Plain text has no field for its title, which stands above the byline.
        title = max(above, key=len)
        header = [(TITLE if line == title else step, line) for step, line in header]
    entries = account(document.text, document.taken) + entries
    entries += taken(TITLE, "record", (line for step, line in header if step == TITLE))
    entries += taken(BYLINE, "record", (line for step, line in header if step == BYLINE))
    entries += taken(HEADER, "furniture", (line for step, line in header if step == HEADER))
    if 0 < len(lines) <= _LINES_OF_MARK and mark_of_none("\n".join(lines)) is not None:
        entries += taken(NO_TEXT, "marks", lines)
        lines = []
    return document.changed(text="", title=document.title or title, taken=()), lines, entries


# Thousands of documents have a handful of sources, and series of them one title.
_clean_again = lru_cache(maxsize=4096)(clean_text)


def _tables(
    kept: list[Pair],
    read: Sequence[tuple[str, str, str, int]],
    losses: Sequence[Loss],
    accounts: Mapping[str, list[Entry]],
    unit: str,
    min_characters: int,
    max_characters: int,
    near: float,
    stated: Mapping[str, str],
) -> Corpus:
    """The tables of a corpus; `kept` is used up, so that the lines of a document are not kept beside its passages."""
    in_order = [document for document, _ in kept]
    split = GroupedTexts.of((d.id, paragraphs(lines, min_characters, max_characters)) for d, lines in _taken_out(kept))
    large = len(split.texts.data) > _LARGE
    if large:
        end_idle_workers()
        give_back_memory()
    copies, repeats, added = duplicates_as_stated(split, near, stated)
    if large:
        give_back_memory()
    if unit == "document":
        split = GroupedTexts.of((doc_id, ["\n".join(pieces)]) for doc_id, pieces in split.items())
        repeats, added = {(doc_id, 0): (original, 0) for doc_id, original in copies.items()}, frozenset()
    documents, passages = [], []
    for document in in_order:
        pieces = list(split[document.id])
        accounts[document.id].append(Entry("passages", KEPT, characters("".join(pieces))))
        copy_of = copies.get(document.id, "")
        documents.append(
            (document.id, document.date, document.date_precision, document.date_source, document.issued,
             document.effective, document.described, document.title, document.source, document.number, document.path,
             sum(map(len, pieces)), len(pieces), copy_of)
        )  # fmt: skip
        for index in range(len(pieces)):
            first = repeats.get((document.id, index))
            repeat_of = _passage_id(*first) if first else ""
            counted = not (repeat_of or (copy_of and (document.id, index) not in added))
            passages.append((_passage_id(document.id, index), document.id, index + 1, repeat_of, counted))
    attributes = attribute_columns(in_order, DOCUMENTS.names)
    return Corpus(
        documents=DOCUMENTS.frame(documents).assign(**attributes),
        passages=_passages_table(passages, split),
        losses=LOSSES.frame(losses),
        files=FILES.frame(read),
        accounts=ACCOUNTS.frame(
            (doc_id, entry.step, entry.kind, entry.characters, entry.sentences, "\n".join(entry.pieces))
            for doc_id in (*split, *sorted(accounts.keys() - split.keys()))  # those that were left out come last
            for entry in accounts[doc_id]
        ),
        raw=tuple(document.text for document in in_order),
    )


def _taken_out(pairs: list[Pair]) -> Iterator[Pair]:
    """The members of a list in their order; none is in it any more when it is handed out."""
    pairs.reverse()
    while pairs:
        yield pairs.pop()


def _passages_table(rows: Sequence[tuple[str, str, int, str, bool]], split: GroupedTexts) -> "pd.DataFrame":
    """The table of passages from their texts and their other values, in order."""
    columns = dict(zip(PASSAGES.without("text"), zip(*rows, strict=True), strict=True)) if rows else {}
    named = {column.name: list(values) for column, values in columns.items()}
    return PASSAGES.frame({**named, "text": split.column()} if rows else ())


def _passage_id(doc_id: str, index: int) -> str:
    return f"{doc_id}#{index + 1}"
