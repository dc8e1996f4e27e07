"""Coded text from outside a study: a table of texts and codes, and the study whose models read these texts too.

Conventions. Any file that is a table of texts (CSV, JSON Lines, Excel, …) is read by the readers of the corpus. Its
columns are `text`; `code` (or `primary`, `theme`): the main theme, `none`, `other` or nothing for none of the themes;
where they were coded, `mentions`: every theme that is present, separated by `;`; `doc_id`: the document that the text
is from, which intervals resample (each text is a document of its own where it is empty); where texts count
differently, `weight`, a number above 0. Other names are given with `columns`, as under `[corpus.columns]`.

Every text is read as a document of its own, so that it is scored as it was coded, wherever cleaning mends, joins or
cuts the text around it; what cleaning takes away is about no theme.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from topics.errors import DocumentError, StudyError, nearest
from topics.evaluation.people.text_scores import TextCodes
from topics.files.records import replace_text
from topics.models import MODELS
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.document import Document
from topics.preprocessing.reading import read_files
from topics.study.study import Study
from topics.themes import NONE_OF_THE_THEMES, Theme

_CODE = ("code", "primary", "theme")
_NONE = ("", "none", "other", NONE_OF_THE_THEMES)
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
    """Coded texts from a table; `columns` names, for a column of the conventions above, the one of the file.

    Raises StudyError for a file that cannot be read, that has no code or no text, and for an unknown theme or a weight
    that is no number above 0, with the number of the text.
    """
    names = {"id" if field == "doc_id" else field: found for field, found in (columns or {}).items()}
    try:
        files = read_files(path, conventions=Conventions(columns=names))
    except (DocumentError, OSError) as error:
        raise StudyError(f"{path}: the coded texts cannot be read: {error}") from None
    documents = [document for file in files for document in file.documents]
    losses = tuple(reason for file in files for _, reason in file.losses)
    if not documents:
        raise StudyError(f"{path}: no coded text was found{f' ({losses[0]})' if losses else ''}.")
    column = _code_column(path, documents)
    ids = tuple(theme.id for theme in themes)
    main = [_themes(path, n, d.attributes.get(column, ""), ids) for n, d in enumerate(documents, start=1)]
    for n, named in enumerate(main, start=1):
        if len(named) > 1:
            raise StudyError(f"{path}, text {n}: `{column}` names {len(named)} themes; a text has one main theme.")
    mentioned = None
    if any("mentions" in d.attributes for d in documents):
        said = [_themes(path, n, d.attributes.get("mentions", ""), ids) for n, d in enumerate(documents, start=1)]
        mentioned = _matrix(said, ids)
    _, document = np.unique([d.id for d in documents], return_inverse=True)
    codes = TextCodes(
        themes=ids,
        primary=_matrix(main, ids),
        mentions=mentioned,
        document=document,
        weight=np.array([_weight(path, n, d) for n, d in enumerate(documents, start=1)]),
        length=np.array([len(d.text) for d in documents], dtype=float),
    )
    return CodedTexts(tuple(d.text for d in documents), tuple(d.date for d in documents), codes, losses)


def with_coded_texts(study: Study, coded: CodedTexts, folder: Path, *, alone: bool = False) -> Study:
    """The study with every coded text as a document more; with `alone`, without its own documents.

    The texts are written to `folder`. The study's own codes are of other texts, so only models that learn from codes
    get them; with `alone` there are no passages that they are of, and such models are left out. So are documents
    without a date, since nothing is measured over time.
    """
    learning = [model for model in study.settings.models if "codes" in MODELS[model.kind].uses]
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
            "models": tuple(model for model in study.settings.models if not (alone and model in learning)),
            "themes": study.settings.themes.model_copy(update={} if learning and not alone else {"gold": ""}),
        }
    )
    return replace(study, settings=settings)


def _code_column(path: Path, documents: list[Document]) -> str:
    """The name of the column of main themes."""
    known = {name for document in documents for name in document.attributes}
    if found := [name for name in _CODE if name in known]:
        return found[0]
    listed = ", ".join(sorted(known)) or "nothing"
    raise StudyError(f"{path}: expected a column `code` with the main theme of each text, found {listed}.")


def _themes(path: Path, n: int, cell: str, known: tuple[str, ...]) -> tuple[str, ...]:
    """The themes that a cell names; empty for none of them."""
    named = [name.strip() for name in cell.split(";")]
    named = [name for name in named if name.lower() not in _NONE]
    for name in named:
        if name not in known:
            raise StudyError(f'{path}, text {n}: there is no theme "{name}"; {nearest(name, (*known, "none"))}')
    return tuple(named)


def _matrix(named: list[tuple[str, ...]], ids: tuple[str, ...]) -> "np.typing.NDArray[np.bool_]":
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
