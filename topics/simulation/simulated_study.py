"""Study folders of simulated corpora, on which an analysis can be tried whose true shares are known."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from topics.errors import StudyError
from topics.files.records import new_folder, settle
from topics.simulation.planted import Simulated
from topics.themes import Theme

_STARTS = 60  # characters that identify the passage of a code
_MODELS = (
    {"kind": "lexicon"},
    {"kind": "clause-extent"},
    {"kind": "lda", "name": "lda-guided", "guided": True, "seeds": [1, 2, 3]},
)
_ABOUT = """\
A simulated corpus: its theme shares were set beforehand, and it is no evidence about the world.

| file | what |
|---|---|
| `documents.jsonl` | the documents: `id, date, text`, one line of text per passage |
| `themes.toml` | the terms that an analysis is given: half of the words of the text, and one in five that is wrong |
| `keywords.csv` | the words it was written with |
| `gold.csv` | what most of each passage is about |
| `truth.csv` | the share of each theme's words by year: of this corpus, and of the process that wrote it |

`topics run` reads the folder like any study's.
"""


def write_simulated(made: Simulated, folder: Path, *, seed: int) -> list[Path]:
    """Write a simulated corpus as a study into a new folder, whole or not at all; returns the files.

    Raises StudyError when the folder exists already, or cannot be written.
    """
    if folder.exists():
        raise StudyError(f"{folder}: there is something here already; name a folder that is not there.")
    try:
        with new_folder(folder.parent) as unfinished:
            for name, text in _files(made, seed).items():
                (unfinished / name).write_text(text, encoding="utf-8")
            settle(unfinished, folder)
    except OSError as error:
        raise StudyError(f"{folder}: a study cannot be made here ({error.strerror}).") from None
    return sorted(folder.iterdir())


def _files(made: Simulated, seed: int) -> dict[str, str]:
    texts = made.passages.groupby("doc_id", sort=False)["text"].agg("\n".join)
    records = ({"id": d, "date": date, "text": texts[d]} for d, date in made.documents[["doc_id", "date"]].to_numpy())
    corpus = made.corpus()
    ids = [theme.id for theme in made.themes]
    return {
        "README.md": _ABOUT,
        "study.toml": tomli_w.dumps(_settings(made, seed)),
        "themes.toml": tomli_w.dumps({theme.id: _told(theme) for theme in made.themes}),
        "documents.jsonl": "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records),
        "stop_words.txt": "".join(f"{word}\n" for word in sorted(made.stop_words)),
        "lexicon.txt": "".join(f"{word}\n" for word in made.lexicon),
        "keywords.csv": _csv(
            ("theme", "keyword", "told"),
            ((t.id, word, int(word in t.terms)) for t in made.themes for word in made.keywords[t.id]),
        ),
        "gold.csv": _csv(("doc_id", "starts", "theme"), _codes(made)),
        "truth.csv": _csv(
            ("theme", "period", "corpus_share", "process_share"),
            (
                (theme, year, *("" if np.isnan(x) else f"{x:.6f}" for x in (corpus[t, k], made.process[t, k])))
                for k, theme in enumerate(ids)
                for t, year in enumerate(made.years)
            ),
        ),
    }


def _told(theme: Theme) -> dict[str, Any]:
    counted = {"forms": theme.inflected, "case": theme.case}
    return {"label": theme.id, "terms": list(theme.terms), **{key: value for key, value in counted.items() if value}}


def _settings(made: Simulated, seed: int) -> dict[str, Any]:
    # One line is one passage, whatever its length: the truth is by passage.
    return {
        "title": f"Simulated by generator {made.generator}, seed {seed}",
        "note": "Simulated: shares set beforehand, no evidence about the world.",
        "corpus": {
            "documents": ["documents.jsonl"],
            "language": made.language,
            "min_characters": 0,
            "max_characters": 100_000,
        },
        "tokens": {"stop_words": "stop_words.txt", "lexicon": "lexicon.txt"},
        "periods": {"by": "year", "start": int(made.years[0]), "end": int(made.years[-1])},
        "models": [dict(model) for model in _MODELS],
    }


def _codes(made: Simulated) -> Iterable[tuple[str, str, str]]:
    """The main theme of each counted passage, which may be "none of the themes"."""
    whole = np.column_stack([made.weights, 1 - made.weights.sum(axis=1)])
    names = [*(theme.id for theme in made.themes), "other"]
    table = made.passages
    for doc_id, text, counted, code in zip(
        table["doc_id"], table["text"], table["counted"], np.round(whole, 9).argmax(axis=1), strict=True
    ):
        if counted:
            yield doc_id, text.split("\n")[0][:_STARTS], names[code]


def _csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()
