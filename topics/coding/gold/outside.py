"""Coded text from outside a study: a table of texts and codes, and the study whose models read these texts too.

Conventions. Any file that is a table of texts (CSV, JSON Lines, Excel, …) is read by the readers of the corpus. Its
columns are `text`; `code` (or `primary`, `theme`): the main theme by its id or a label of it in any language, `none`,
`other` or nothing for none of the themes; where they were coded, `mentions`: every theme that is present, separated by
`;` (or `、`, `,`, `|`, `/`); `doc_id`: the document that the text is from, which intervals resample (each text is a
document of its own where it is empty); where texts count differently, `weight`, a number above 0. Other names are given
with `columns`, as under `[corpus.columns]`.

Where several people coded, either each has a column (`columns` names several for `code`; an empty cell is a text that
one did not code), or each text has a row for each of them, with their name under `coder`. The code of
most of a text's coders counts; between as many, the first coder's does (`code_table.counting_code`), and such texts are
counted among the losses.

Every text is read as a document of its own, so that it is scored as it was coded, wherever cleaning mends, joins or
cuts the text around it; what cleaning takes away is about no theme.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from topics.coding.gold.code_table import counting_code, themes_named
from topics.errors import DocumentError, StudyError, nearest
from topics.evaluation.people.text_scores import TextCodes
from topics.files.records import replace_text
from topics.models import MODELS
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.document import Document
from topics.preprocessing.reading import read_files
from topics.study.settings import ModelSettings
from topics.study.study import Study
from topics.terms import fold
from topics.themes import NONE_OF_THE_THEMES, Theme, theme_of_code
from topics.wording import count

_CODE = ("code", "primary", "theme")
_ID = "coded-text-{:07d}"
_YEAR = "2000"  # of texts without a date: only passages matter, not when they were written


@dataclass(frozen=True)
class CodedTexts:
    """The texts of a table in its order, their dates ("" where unknown), their codes, and what could not be read."""

    texts: tuple[str, ...]
    dates: tuple[str, ...]
    codes: TextCodes
    losses: tuple[str, ...]

    def ids(self) -> dict[str, int]:
        """The number of each text by the id of its document in the study of `with_coded_texts`."""
        return {_ID.format(i): i for i in range(len(self.texts))}


def read_coded_texts(
    path: Path, themes: tuple[Theme, ...], columns: Mapping[str, tuple[str, ...]] | None = None
) -> CodedTexts:
    """Coded texts from a table; `columns` names those of the file for columns of the conventions above.

    Raises StudyError for a file that cannot be read, that has no code or no text, and for an unknown theme or a weight
    that is no number above 0, with the number of the text.
    """
    coders = (columns or {}).get("code", ())
    known = {field: found for field, found in (columns or {}).items() if field != "code" or len(coders) == 1}
    names = {"id" if field == "doc_id" else field: found for field, found in known.items()}
    try:
        files = read_files(path, conventions=Conventions(columns=names))
    except (DocumentError, OSError) as error:
        hint = " Name the column of the texts with --column text=NAME, or that of passage ids with --column unit=NAME."
        raise StudyError(
            f"{path}: the coded texts cannot be read: {error}{'' if 'text' in names or not path.is_file() else hint}"
        ) from None
    documents = [document for file in files for document in file.documents]
    losses = tuple(reason for file in files for _, reason in file.losses)
    if not documents:
        raise StudyError(f"{path}: no coded text was found{f' ({losses[0]})' if losses else ''}.")
    votes = _by_column(documents, coders) if len(coders) > 1 else _by_row(documents, _code_column(path, documents))
    ids, known_codes = tuple(theme.id for theme in themes), theme_of_code(themes)
    kept, main, said, divided = [], [], [], 0
    for rows, cells in votes:
        n = rows[0] + 1
        if not cells:
            continue
        counting, clear = counting_code([_one_theme(path, n, cell, known_codes) for cell in cells])
        divided += not clear
        kept.append((n, documents[rows[0]]))
        main.append(counting)
        said.append(
            [_themes(path, row + 1, documents[row].attributes.get("mentions", ""), known_codes) for row in rows]
        )
    if dropped := len(votes) - len(kept):
        losses = (*losses, f"{count(dropped, 'text')} without a code")
    if divided:
        losses = (*losses, f"{count(divided, 'text')} of divided coders, of whom the first counts")
    mentioned = None
    if any("mentions" in d.attributes for d in documents):
        shared = [[theme for theme in ids if sum(theme in one for one in some) * 2 > len(some)] for some in said]
        mentioned = _matrix(shared, ids)
    if not kept:
        raise StudyError(f"{path}: no text has a code.")
    numbers, documents = [n for n, _ in kept], [first for _, first in kept]
    _, document = np.unique([d.id for d in documents], return_inverse=True)
    codes = TextCodes(
        themes=ids,
        primary=_matrix([(one,) for one in main], ids),
        mentions=mentioned,
        document=document,
        weight=np.array([_weight(path, n, d) for n, d in zip(numbers, documents, strict=True)]),
        length=np.array([len(d.text) for d in documents], dtype=float),
    )
    return CodedTexts(tuple(d.text for d in documents), tuple(d.date for d in documents), codes, losses)


def with_coded_texts(study: Study, coded: CodedTexts, folder: Path, *, alone: bool = False) -> Study:
    """The study with every coded text as a document more; with `alone`, without its own documents.

    The texts are written to `folder`. The study's own codes are taken to be of other texts, so models that learn from
    codes get them; with `alone` there are no passages that they are of. Models that cannot be asked about the texts are
    left out, see `not_asked`; so are documents without a date, since nothing is measured over time. Raises StudyError
    where no model is left.
    """
    learning = any("codes" in MODELS[model.kind].uses for model in study.settings.models)
    models = tuple(model for model in study.settings.models if not _why_not_asked(model, alone))
    if not models:
        raise StudyError(f"no model can be asked about coded texts: {'; '.join(not_asked(study, alone=alone))}.")
    if not alone:
        study.refuse_stored("a score beside the study's own documents (without --alone)")
    corpus = study.settings.corpus
    said = {} if alone else corpus.columns
    text, name, date = (said.get(field, (field,))[0] for field in ("text", "id", "date"))
    year = str(study.settings.periods.start)[:4] or _YEAR
    lines = [
        json.dumps({name: _ID.format(i), date: when or year, text: content}, ensure_ascii=False)
        for i, (content, when) in enumerate(zip(coded.texts, coded.dates, strict=True))
    ]
    file = folder.resolve() / "coded-texts.jsonl"
    replace_text(file, "\n".join(lines) + "\n")
    changed: dict[str, Any] = {
        "documents": (*([] if alone else corpus.documents), str(file)),
        "stored": "",
        "undated": "leave out",
        "losses": "accept",
        "columns": said,
        **({"manifest": ""} if alone else {}),
    }
    settings = study.settings.model_copy(
        update={
            "corpus": corpus.model_copy(update=changed),
            "models": models,
            "themes": study.settings.themes.model_copy(update={} if learning and not alone else {"gold": ""}),
        }
    )
    return replace(study, settings=settings)


def not_asked(study: Study, *, alone: bool = False) -> list[str]:
    """Why `with_coded_texts` leaves out models, with their names."""
    asked = [(model.name, _why_not_asked(model, alone)) for model in study.settings.models]
    return [f"{name}: {why}" for name, why in asked if why]


def _why_not_asked(model: ModelSettings, alone: bool) -> str:
    uses = MODELS[model.kind].uses
    if "scores" in uses:
        return "its table has no scores of these texts"
    return (
        "the study's codes, from which it learns, are of passages that are not read"
        if alone and "codes" in uses
        else ""
    )


def _code_column(path: Path, documents: list[Document]) -> str:
    """The name of the column of main themes."""
    known = {name for document in documents for name in document.attributes}
    if found := [name for name in _CODE if name in known]:
        return found[0]
    listed = ", ".join(sorted(known)) or "nothing"
    raise StudyError(
        f"{path}: expected a column `code` with the main theme of each text, found {listed}; name it with "
        "--column code=NAME."
    )


def _by_row(documents: list[Document], column: str) -> list[tuple[list[int], list[str]]]:
    """The rows of each text, and what they say: rows with a coder are of one text where text and document are the same.

    Without coders every row is a text.
    """
    of_text: dict[tuple[object, ...], list[int]] = {}
    for row, document in enumerate(documents):
        coder = document.attributes.get("coder", "").strip()
        of_text.setdefault((document.id, document.text) if coder else (row,), []).append(row)
    return [(rows, [documents[row].attributes.get(column, "") for row in rows]) for rows in of_text.values()]


def _by_column(documents: list[Document], coders: tuple[str, ...]) -> list[tuple[list[int], list[str]]]:
    """The row of each text, and what the coders who coded it say, each in a column."""
    cells = [[d.attributes.get(name, "").strip() for name in coders] for d in documents]
    return [([row], [cell for cell in some if cell]) for row, some in enumerate(cells)]


def _one_theme(path: Path, n: int, cell: str, known: Mapping[str, str]) -> str:
    """The theme that a cell names, "" for none of them. Raises StudyError for several."""
    named = _themes(path, n, cell, known)
    if len(named) > 1:
        raise StudyError(
            f"{path}, text {n}: the code names {len(named)} themes; a text has one main theme. Put the others into a "
            "column `mentions`."
        )
    return "".join(named)


def _themes(path: Path, n: int, cell: str, known: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the themes that a cell names; empty for none of them."""
    named = themes_named(cell, known)
    ids = {*known.values(), "none"} - {NONE_OF_THE_THEMES}
    for name in named:
        if fold(name) not in known:
            raise StudyError(f'{path}, text {n}: there is no theme "{name}"; {nearest(name, ids)}')
    found = (known[fold(name)] for name in named)
    return tuple(dict.fromkeys(theme for theme in found if theme != NONE_OF_THE_THEMES))


def _matrix(named: Sequence[Sequence[str]], ids: tuple[str, ...]) -> "np.typing.NDArray[np.bool_]":
    return np.array([[theme in one for theme in ids] for one in named], dtype=bool).reshape(len(named), len(ids))


def _weight(path: Path, n: int, document: Document) -> float:
    written = document.attributes.get("weight", "").strip()
    try:
        weight = float(written or 1)
    except ValueError:
        weight = math.nan
    if not 0 < weight < math.inf:
        raise StudyError(f'{path}, text {n}: `weight` is a number above 0, found "{written}".')
    return weight
