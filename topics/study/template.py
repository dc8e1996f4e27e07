"""The template of a new study folder."""

import os
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from importlib.util import find_spec
from itertools import islice
from pathlib import Path

import tomli_w

from topics.errors import DocumentError, ModelError, StudyError, TopicsError
from topics.files import atomic
from topics.languages import PLAIN, language_of, refuse_unknown
from topics.languages.detect import Found, language_found
from topics.languages.en import ENGLISH
from topics.languages.zh import CHINESE
from topics.models import MODELS, ModelInput
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.finding import absent, find_files
from topics.preprocessing.harmless import harmless
from topics.preprocessing.passages import body_lines, paragraphs
from topics.preprocessing.reading import read_files
from topics.preprocessing.words.segmentation import segment_all
from topics.preprocessing.words.tokens import build_tokens
from topics.study.study import Study, load_study
from topics.terms import fold
from topics.themes import words_of
from topics.wording import count

_NAMED = 3  # unread files, and those passed over
_LETTERS = 10_000  # bytes of an unread file that are looked at
_PLENTY = 200  # passages at which free topics become informative: no more are looked at

_STUDY = """\
# What is done. Every key has a default; an unknown key is an error that names the nearest one.
title = {title}

[corpus]
documents = {documents}       # folders, files or globs, relative to this file
language = {language}                 # of the texts: "zh", "en", or "plain" for words between spaces in any other
unit = "paragraph"              # or "document"
duplicates = "once"             # or "keep"
min_characters = 30             # shorter paragraphs join the next one
undated = "refuse"              # or "leave out" documents without a date
losses = "refuse"               # or "accept" what could not be read or was taken; said with every figure

[periods]
by = "year"                     # or "half-year", "quarter", "month"
# start = 2020
# end = 2024

[shares]
membership = "weight"           # a passage by its theme weights; "primary": wholly for its main theme (equal parts: the
                                # theme that stands first in themes.toml)
# estimator = "lexicon"         # the study's own model; without it, the one that human codes prefer, else the fittest
# clusters = "source"           # what bands resample: "document", a "family" of copies, all of a "source" or attribute

# Fewer than some {plenty} passages are too few for free topics: keep "lexicon" and "lda-guided" then.
[[models]]
kind = "lexicon"

[[models]]
kind = "lda"
name = "lda-guided"
guided = true
scale = "own"                   # theme weights at the level that they typically have in text about the theme
seeds = [1, 2, 3, 4, 5]

[[models]]
kind = "lda"
topics = 20
seeds = [1, 2, 3, 4, 5]

[[models]]
kind = "nmf"
topics = 20

[[models]]
kind = "bertopic"
seeds = [1, 2, 3, 4, 5]
embedder = "lsa"                # "e5-small" is better and slower: about 6 passages a second and processor
"""

_THEMES = """\
# The named themes: one table per theme; its id goes into tables and file names, its labels into figures.
# An id is lower-case letters, digits and hyphens. Terms are what a text about the theme would say; where two terms
# overlap, the longest one wins. A space is any white space or a hyphen; `tax*` is any word that begins so; a term of up
# to five capitals (US, WHO) is counted as written, others in any case. In a theme, or above all themes: forms = true
# counts English plurals and possessives too; case = "exact" or "any" says how capitals are counted.
# For coders and the measurement card: definition, include and exclude, each a text or a text by language.

"""

_FILES = {
    "lexicon.txt": "# Domain terms that must stay one word, one per line. Theme terms need not be repeated here.\n",
    "stop_words.txt": "# Words that carry no content here, one per line; they join the toolkit's own list.\n",
    "documents.csv": "path,id,date,source,title\n",
}


def new_study(
    folder: Path, documents: Sequence[str] = (), title: str | None = None, language: str = ""
) -> tuple[list[Path], list[str]]:
    """Write a study's files into a new or empty folder; returns the files written, and notes about language and models.

    The language is that of the documents unless it is given; a note says which, and why. Where the documents have too
    few passages for a model, or its package is not installed, that model stands in study.toml as a comment, and
    another note says so.

    Raises StudyError when the folder already holds a study, the documents named are not there, or the language is not
    known.

    >>> from pathlib import Path
    >>> files, notes = new_study(Path("another-study"), title="Another", language="en")
    >>> sorted(path.name for path in files), notes
    (['documents.csv', 'lexicon.txt', 'stop_words.txt', 'study.toml', 'themes.toml'], [])
    """
    if (folder / "study.toml").exists():
        raise StudyError(f"{folder}: there is a study here already; edit its study.toml, or choose another folder.")
    for place in documents:
        if not any(mark in place for mark in "*?[") and not Path(place).exists():
            raise StudyError(absent(Path(place)))
    places = [Path(os.path.relpath(place, folder)).as_posix() for place in documents] or ["documents"]
    title = title or folder.resolve().name
    if language:
        refuse_unknown(language, str(folder))
    code, told = (language, []) if language else _language(documents)
    settings = _STUDY.format(title=_toml(title), documents=_toml(places), language=_toml(code), plenty=_PLENTY)
    themes = _THEMES + (language_of(code).themes or ENGLISH.themes)
    starting = {"study.toml": settings, "themes.toml": themes, **_FILES}
    try:
        (folder if documents else folder / "documents").mkdir(parents=True, exist_ok=True)
        texts = {folder / name: text for name, text in starting.items()}
        files = atomic.write({path: text.encode() for path, text in texts.items() if not path.exists()})
        try:
            settings, notes = _set_aside(load_study(folder), settings)
            atomic.write({folder / "study.toml": settings.encode()})
        except BaseException:  # the user's Ctrl-C: nothing is left behind that the same command would refuse
            for path in files:
                path.unlink()
            raise
    except OSError as error:
        raise StudyError(f"{folder}: a study cannot be made here ({error.strerror}).") from None
    return files, [*_passed_over(documents), *told, *notes]


def _passed_over(documents: Sequence[str]) -> list[str]:
    """A line per file that no reader takes, and how many more there are."""
    try:
        found = find_files([Path(place) for place in documents]).passed_over if documents else []
    except DocumentError:  # there is no file at all, which is said of the language
        return []
    left = [f"Passed over: {path}: {reason}." for path, reason in found if not harmless(reason)]
    more = [f"Passed over: {count(len(left) - _NAMED, 'more file')}."] if len(left) > _NAMED else []
    return [*left[:_NAMED], *more]


def _language(documents: Sequence[str]) -> tuple[str, list[str]]:
    """The language that a new study writes, the sentence about it, and what could not be read."""
    unread: dict[Path, str] = {}
    found = language_found(_texts(documents, unread)) or _by_bytes(unread)
    told = [f"Not read: {reason}" for reason in islice(unread.values(), _NAMED)]
    if more := len(unread) - len(told):
        told.append(f"Not read: {count(more, 'more file')}.")
    code, sentence = _said(found, documents)
    return code, [sentence, *told]


def _said(found: Found | None, documents: Sequence[str]) -> tuple[str, str]:
    if found:
        unlisted = "" if language_of(found.code).stop_list else " No stop list comes with the toolkit for them."
        return found.code, f'{found.sentence} language = "{found.code}" is written.{unlisted}'
    why = "the documents do not show their language" if documents else "there are no documents yet to read"
    return CHINESE.code, f'language = "{CHINESE.code}" is written, since {why}; --language writes another.'


def _texts(documents: Sequence[str], unread: dict[Path, str]) -> Iterator[str]:
    """The texts of the files that can be read; the reasons of the others go into `unread`."""
    try:
        found = find_files([Path(place) for place in documents]).files if documents else []
    except DocumentError as error:
        unread[Path(documents[0])] = str(error)
        return
    for path in found:
        try:
            files = read_files(path)
        except DocumentError as error:
            unread[path] = str(error)
            continue
        yield from (document.text for file in files for document in file.documents)
        if lost := [f"{file.path}: {reason}." for file in files if not file.documents for _, reason in file.losses]:
            unread[path] = lost[0]


def _by_bytes(paths: Iterable[Path]) -> Found | None:
    """The language that the letters of unread files show, such as a table in an unknown encoding of Latin letters."""
    texts = []
    for path in paths:
        with suppress(OSError), path.open("rb") as file:
            data = file.read(_LETTERS)
            if b"\0" not in data:  # no PDF and no archive
                texts.append(data.decode("utf-8", "replace"))
    found = language_found(texts)
    return None if found and found.code == PLAIN.code else found  # a language by default, which noise has too


def _set_aside(study: Study, settings: str) -> tuple[str, list[str]]:
    """The settings, with every model that cannot be fitted here turned into a comment, and the sentences about them."""
    try:
        texts = tuple(islice(_passages(study), _PLENTY))
        refused = _refused(study, texts) if 0 < len(texts) < _PLENTY else []
    except TopicsError:  # about the documents or the lists that were there, which `topics corpus` will say
        texts, refused = (), []
    absent = [
        model.name for model in study.settings.models if model.kind == "bertopic" and find_spec("bertopic") is None
    ]
    notes = []
    if refused:
        notes.append(
            f"{count(len(texts), 'passage is', 'passages are')} too few for {', '.join(refused)}: they stand in "
            f"study.toml as comments, to be uncommented when there are more (some {_PLENTY} for free topics)."
        )
    if absent := [name for name in absent if name not in refused]:
        notes.append(
            f"{', '.join(absent)} stands in study.toml as a comment, since the package bertopic is not installed: "
            '`pip install --no-deps "bertopic>=0.17.3,<1"`, and uncomment it.'
        )
    if not notes:
        return settings, []
    head, *tables = settings.split("[[models]]\n")
    tables = [f"[[models]]\n{table}" for table in tables]
    named = list(zip(study.settings.models, tables, strict=True))
    left = {*refused, *absent}
    kept = [table.rstrip() for model, table in named if model.name not in left]
    aside = [textwrap.indent(table.rstrip(), "# ") for model, table in named if model.name in left]
    told = [textwrap.fill(note, 118, initial_indent="# ", subsequent_indent="# ") for note in notes]
    return head + "\n\n".join([*kept, *told, *aside]) + "\n", notes


def _passages(study: Study) -> Iterator[str]:
    """Passages of the study's documents, dated or not, one after the other."""
    wanted = study.settings.corpus
    for path in find_files(study.documents).files:
        try:
            files = read_files(path, conventions=wanted.conventions)
        except DocumentError:
            continue
        for document in (document for file in files for document in file.documents):
            lines = body_lines(clean_text(document.text, wanted.language), document.title, document.source)
            yield from paragraphs(lines, wanted.min_characters, wanted.max_characters)


def _refused(study: Study, texts: tuple[str, ...]) -> list[str]:
    """The names of the study's models that cannot be fitted to these passages."""
    words = segment_all(texts, segmenter=study.segmenter, lexicon=study.lexicon, themes=study.themes)
    stop_words = frozenset(map(fold, study.stop_words))
    tokens = build_tokens(tuple(map(str, range(len(texts)))), words, stop_words=stop_words, keep=words_of(study.themes))
    refused = []
    for model in study.settings.models:
        kind = MODELS[model.kind]
        try:
            if not kind.counts_terms:  # those look for terms, which are to be named yet
                kind.check(ModelInput(tokens, texts, study.themes), **model.options)
        except ModelError:
            refused.append(model.name)
    return refused


def _toml(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return tomli_w.dumps({"x": value}).removeprefix("x = ").strip()
