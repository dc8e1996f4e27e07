"""Export of a kept run: tables for R and spreadsheets, and the registry of formats. No format contains a pickle.

`FORMATS` has the formats of `topics export --format`. A format is a function that fills an empty folder; a README.md in
the folder says what the files are and how to read them.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import StoreError, nearest
from topics.export.bertopic_folder import write_bertopic
from topics.export.gensim_files import write_gensim
from topics.export.passages import exported_passages, write_csv
from topics.files.records import new_folder, settle, to_json
from topics.results.apart import apart_lines
from topics.results.fitness import unfit_lines
from topics.results.topics import DescribedTopics, describe, topics_table
from topics.schema import PASSAGE_ID, PROBABILITY, SHARE, Column, declare
from topics.store.job import Job
from topics.store.run import Run

if TYPE_CHECKING:
    import pandas as pd

TOPIC_WORDS = declare(
    "topic_words",
    "one word of the vocabulary",
    (Column("word", "text", "", "the word"),),
    others=Column("<topic>", "number", PROBABILITY, "weight of the word in the topic; a topic's column sums to 1"),
)
PASSAGE_TOPICS = declare(
    "passage_topics",
    "one passage",
    (PASSAGE_ID, Column("unassigned", "number", SHARE, "part of the passage that no topic has")),
    others=Column("<topic>", "number", SHARE, "weight of the topic in the passage; a row sums to 1"),
)
_README = """\
# {name} as tables

| file | rows | columns |
|---|---|---|
| `topics.{suffix}` | topics | `topic`, `theme` (empty: none), `share` of words, `passages` mainly on it, `top_words` |
| `topic_words.{suffix}` | words | `word`, then one column per topic; a topic's column sums to 1 |
| `passage_topics.{suffix}` | passages | `passage_id`, one column per topic, `unassigned`; a row sums to 1 |
| `passages.{suffix}` | same order | `passage_id`, `doc_id`, `position`, `counted` (no repetition), `n_tokens`; of its \
document `date`, `source` and attributes |
| `provenance.json` | | the run's settings, versions and hashes |

In R:

```r
{r}
beta  <- t(as.matrix(words[, -1])); colnames(beta) <- words$word    # topics × words
theta <- as.matrix(topics[, -1]); rownames(theta) <- topics$passage_id
```
"""
_READ_CSV = """\
read  <- function(name) read.csv(name, encoding = "UTF-8", check.names = FALSE, na.strings = "")
words <- read("topic_words.csv"); topics <- read("passage_topics.csv")"""
_READ_PARQUET = """\
words <- as.data.frame(arrow::read_parquet("topic_words.parquet"))
topics <- as.data.frame(arrow::read_parquet("passage_topics.parquet"))"""
_CSV_NOTE = "\nUTF-8 without a mark. A text that a spreadsheet would take for a formula has an apostrophe in front.\n"


def export(job: Job, run: Run, folder: Path, format: str = "csv", study: Path | None = None) -> Path:
    """Write a run of a job into a new folder in one of `FORMATS`, whole or not at all; returns the folder.

    `study` is the folder of a study whose sentence vectors may be used (`bertopic`); vectors found neither there nor in
    the store are computed. Raises StoreError for an unknown format, an existing folder and a run that the format cannot
    represent.
    """
    if format not in FORMATS:
        raise StoreError(f'there is no format "{format}"; {nearest(format, FORMATS)}')
    if folder.exists():
        raise StoreError(f"{folder}: something is here already; name a folder that is not there yet.")
    (described,) = describe(job, [run])
    with new_folder(folder.parent) as filled:
        FORMATS[format](filled, described, study)
        # For which themes the model's shares say nothing, and where they are others than the study's own, and why.
        judged = {"unfit": unfit_lines(job, run.name), "apart": apart_lines(job, run.name)}
        told = {"run": run.name, "settings": run.settings, "scores": run.scores, **judged, **run.provenance}
        (filled / "provenance.json").write_text(to_json(told), encoding="utf-8")
        settle(filled, folder)
    return folder


def matrices(described: DescribedTopics) -> dict[str, "pd.DataFrame"]:
    """The tables described in the README, by name; numbers are the run's own, float32."""
    import pandas as pd

    run = described.run
    fitted, ids = run.fitted, list(run.fitted.topic_ids)
    words = pd.DataFrame(fitted.topic_words.T, columns=ids)
    words.insert(0, "word", fitted.vocabulary)
    weights = pd.DataFrame(fitted.passage_topics, columns=ids).assign(unassigned=fitted.unassigned.astype(np.float32))
    weights.insert(0, "passage_id", fitted.passage_ids)
    return {
        "topics": topics_table(described.job, run),
        "topic_words": TOPIC_WORDS.check(words),
        "passage_topics": PASSAGE_TOPICS.check(weights),
        "passages": exported_passages(described),
    }


def _write_csv(folder: Path, described: DescribedTopics, study: Path | None) -> None:
    for name, table in matrices(described).items():
        write_csv(folder / f"{name}.csv", table)
    readme = _README.format(name=described.run.name, suffix="csv", r=_READ_CSV)
    (folder / "README.md").write_text(readme + _CSV_NOTE, encoding="utf-8")


def _write_parquet(folder: Path, described: DescribedTopics, study: Path | None) -> None:
    for name, table in matrices(described).items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    readme = _README.format(name=described.run.name, suffix="parquet", r=_READ_PARQUET)
    (folder / "README.md").write_text(readme, encoding="utf-8")


FORMATS: Mapping[str, Callable[[Path, DescribedTopics, Path | None], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
    "gensim": write_gensim,
    "bertopic": write_bertopic,
}
