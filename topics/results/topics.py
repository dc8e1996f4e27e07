"""Descriptions of the topics of a run for people: words, sizes and exemplary passages.

Sizes and examples are taken from the passages that the study's shares count; repeated passages count once unless the
study says otherwise.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from topics.errors import StoreError, nearest
from topics.evaluation.diagnostics import DIAGNOSTICS, topic_diagnostics
from topics.evaluation.exemplars import exemplary_passages, primary_passages, topic_sizes
from topics.evaluation.words import RANKINGS
from topics.preprocessing.attribute_table import OF_DOCUMENTS, beside
from topics.preprocessing.corpus_tables import DOCUMENTS, PASSAGES, Corpus
from topics.preprocessing.selection import EVERY, canonical, selected
from topics.preprocessing.words.tokens import Tokens
from topics.results.scores import rates_of, run_scores
from topics.schema import PASSAGE_ID, PERIOD, RUN, SHARE, THEME, TOP_WORDS, TOPIC, Column, declare, optional, renamed
from topics.shares.codebook import CODEBOOK, write_codebook
from topics.shares.estimand import WHERE
from topics.store.job import Job
from topics.store.run import Run
from topics.store.store import Store
from topics.themes import Theme
from topics.wording import words_in_line

if TYPE_CHECKING:
    import pandas as pd


Ranking = Literal["probability", "frex", "relevance"]
_WORDS = 10  # of each topic of a codebook
_EXAMPLES = 3  # beside them
_BEGINNING = 60  # characters of each
_ATTRIBUTE = 20  # characters of an attribute beside a passage

_STANDS_FOR = renamed(THEME, "theme", "id of the theme that it stands for, empty for none of them")
_SIZE = Column("share", "number", SHARE, "share of all words of text")
TOPICS = declare(
    "topics",
    "one topic of a run",
    (
        TOPIC,
        _STANDS_FOR,
        _SIZE,
        Column("passages", "integer", "passages", "passages of which it has the largest part"),
        *DIAGNOSTICS.only("exclusivity", "reasons"),
        TOP_WORDS,
    ),
    others=Column(
        "<score>",
        "number",
        "of the score",
        "what the model itself has measured of the topic; "
        "`wholly_at`: share of a passage at which it is wholly about it",
    ),
)
EXAMPLES = declare(
    "examples",
    "one passage that shows the topic best",
    (
        PASSAGE_ID,
        *DOCUMENTS.only("date", "title"),
        Column("weight", "number", SHARE, "weight of the topic in the passage"),
        *PASSAGES.only("text"),
    ),
)
LABEL = declare(
    "label",
    "one topic of one run",
    (
        RUN,
        TOPIC,
        _STANDS_FOR,
        *CODEBOOK.only("evidence"),
        _SIZE,
        TOP_WORDS,
        Column("frex_words", "text", "", "words that are frequent in the topic and its own, as `top_words`"),
        *(
            Column(f"example_{number + 1}", "text", "", "how a passage begins that shows the topic well")
            for number in range(_EXAMPLES)
        ),
    ),
)
PASSAGES_OF_RUN = declare(
    "passages",
    "one passage",
    (*PASSAGES.only("passage_id", "doc_id", "position"), PERIOD, *PASSAGES.only("text"), *optional(WHERE)),
    others=Column("<theme>", "number", SHARE, "weight of the theme in the passage"),
    attributes=OF_DOCUMENTS,
)


@dataclass(frozen=True)
class DescribedTopics:
    """A run with the corpus of a job that has it; `counted` are the rows from which sizes and examples are taken."""

    job: Job
    run: Run
    corpus: Corpus
    tokens: Tokens
    counted: NDArray[np.intp]

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Word tokens of the counted passages."""
        lengths: NDArray[np.int64] = self.tokens.lengths[self.counted]
        return lengths

    @cached_property
    def weights(self) -> NDArray[np.float32]:
        """Topic weights of the counted passages `(n_counted, n_topics)`."""
        return self.run.fitted.passage_topics[self.counted]

    @cached_property
    def likeness(self) -> NDArray[np.float64]:
        """Mean weight of each counted passage's words in each topic `(n_counted, n_topics)`."""
        words = self.tokens.counts[self.counted] @ self.run.fitted.topic_words.T
        mean: NDArray[np.float64] = np.asarray(words, dtype=np.float64) / np.maximum(self.lengths, 1)[:, None]
        return mean

    def top_words(self, n: int, ranking: Ranking) -> list[str]:
        """The top words of each topic, on one line."""
        fitted, frequency = self.run.fitted, np.asarray(self.tokens.counts.sum(axis=0), dtype=np.float64).ravel()
        scores = RANKINGS[ranking](fitted.topic_words, frequency / frequency.sum())
        return [words_in_line(words) for words in fitted.top_words(n, scores)]

    def examples(self, topic: int, n: int) -> list[int]:
        """Rows of the corpus's passages that represent a topic best, at most `n`."""
        documents = self.corpus.passages["doc_id"].to_numpy()[self.counted].tolist()
        rows = exemplary_passages(self.weights[:, topic], self.likeness[:, topic], self.lengths, documents, n)
        return self.counted[rows].tolist() if rows else []


def describe(job: Job, runs: Iterable[Run]) -> list[DescribedTopics]:
    """Runs of a job, each with the job's corpus."""
    return [DescribedTopics(job, run, job.corpus, job.tokens, np.flatnonzero(job.counted)) for run in runs]


def topics_table(job: Job, run: Run, words: int = 10, ranking: Ranking = "probability") -> "pd.DataFrame":
    """The topics of a run by size: columns as declared in `TOPICS`.

    The model's own measures of single topics (`keyword_share` …) have columns before the words, and so has the scale of
    the theme weights: `wholly_at`, the share of a passage at which it is wholly about the theme. `exclusivity` and
    `reasons` are those of `topics.evaluation.diagnostics`: reasons to look, not verdicts.
    """
    (described,) = describe(job, [run])
    diagnostics = topic_diagnostics(run.fitted, described.tokens)
    themes, rates = job.codebook_of(run).set_index("topic")["theme"], rates_of(job, run)
    table = TOPICS.frame(
        {
            "topic": run.fitted.topic_ids,
            "theme": [themes[topic] for topic in run.fitted.topic_ids],
            "share": topic_sizes(described.weights, described.lengths),
            "passages": primary_passages(described.weights),
            **_scores_of_topics(run),
            **({"wholly_at": [rates.get(themes[topic]) for topic in run.fitted.topic_ids]} if rates else {}),
            "exclusivity": diagnostics["exclusivity"],
            "reasons": diagnostics["reasons"],
            "top_words": described.top_words(words, ranking),
        }
    )
    return table.sort_values("share", ascending=False, kind="stable", ignore_index=True)


def _scores_of_topics(run: Run) -> dict[str, list[float | None]]:
    """The run's own scores of single topics, in the topics' order; None where a topic has no score."""
    ids = run.fitted.topic_ids
    told = {name: value for name, value in run.scores.items() if isinstance(value, dict) and name != "rates"}
    by_topic = {name: value for name, value in told.items() if value.keys() <= {*ids}}
    return {name: [value.get(topic) for topic in ids] for name, value in by_topic.items()}


def examples_table(job: Job, run: Run, topic: str, n: int = 10) -> "pd.DataFrame":
    """The passages that represent a topic best, at most `n`, one per document: columns as declared in `EXAMPLES`.

    Raises StoreError for a topic that the run does not have.
    """
    known = run.fitted.topic_ids
    if topic not in known:
        raise StoreError(f'{run.name}: there is no topic "{topic}"; {nearest(topic, known)}')
    (described,) = describe(job, [run])
    k = known.index(topic)
    rows = described.examples(k, n)
    table = described.corpus.passages.iloc[rows][["passage_id", "doc_id", "text"]].reset_index(drop=True)
    documents = described.corpus.documents.set_index("doc_id").loc[table["doc_id"]]
    table["date"], table["title"] = documents["date"].to_list(), documents["title"].to_list()
    table["weight"] = run.fitted.passage_topics[rows, k]
    return EXAMPLES.check(table[list(EXAMPLES.names)])


def runs_to_label(store: Store, names: Sequence[str] = (), study: str | None = None) -> list[Run]:
    """Runs by name. The name of a model in the latest job gives the runs of all its seeds; no name, all of that job.

    Raises StoreError for a name that is neither a run nor a model.
    """
    if not names:
        return list(store.latest_job(study).runs)
    job = store.latest_job(study) if study or store.jobs("run") else None
    seeds = {model.name: model.run_names for model in job.models} if job else {}
    found = [run for name in names for run in seeds.get(name) or [store.run(name, study).name]]
    return [store.run(run) for run in dict.fromkeys(found)]


def label_table(job: Job, runs: Sequence[Run]) -> "pd.DataFrame":
    """A codebook for editing, the runs' topics by size: columns as declared in `LABEL`.

    `theme` is the theme that the job used: the one edited before, else the suggestion. Only `run`, `topic` and `theme`
    are read back.
    """
    import pandas as pd

    tables = []
    for described in describe(job, runs):
        run, texts = described.run, described.corpus.passages["text"].to_numpy()
        table = job.codebook_of(run).set_index("topic").loc[list(run.fitted.topic_ids)].reset_index()
        table["share"] = topic_sizes(described.weights, described.lengths).round(4)
        table["frex_words"] = described.top_words(_WORDS, "frex")
        examples = [described.examples(k, _EXAMPLES) for k in range(run.fitted.n_topics)]
        for number in range(_EXAMPLES):
            table[f"example_{number + 1}"] = [
                beginning(texts[rows[number]], _BEGINNING) if number < len(rows) else "" for rows in examples
            ]
        tables.append(table.sort_values("share", ascending=False, kind="stable"))
    return LABEL.check(pd.concat(tables, ignore_index=True)[list(LABEL.names)])


def write_label(job: Job, runs: Sequence[Run], path: Path, *, force: bool = False) -> tuple[Theme, ...]:
    """Write `label_table` to a file and return the themes that may be entered in it.

    Raises StudyError when the file exists, unless `force` is set.
    """
    write_codebook(label_table(job, runs), path, force=force)
    return job.themes


def passages_table(job: Job, run: Run, where: str = EVERY) -> "pd.DataFrame":
    """Theme weights and attributes of every passage: columns as declared in `PASSAGES_OF_RUN`.

    Where documents are selected, the table has their passages alone, and the selection as the column `where`. Raises
    ModelError as `topics.preprocessing.selection.selected` does.
    """
    corpus, scores = job.corpus, run_scores(job, run)
    periods = job.periods.of_documents(corpus.documents.set_index("doc_id"))
    table = corpus.passages[["passage_id", "doc_id", "position"]].copy()
    table["period"] = table["doc_id"].map(periods)
    table["text"] = corpus.passages["text"]
    for column, theme in enumerate(scores.theme_ids):
        table[theme] = scores.weights[:, column]
    table = table.assign(**beside(corpus.documents, table["doc_id"], (*PASSAGES_OF_RUN.names, *scores.theme_ids)))
    if where != EVERY:
        chosen = corpus.documents["doc_id"][selected(corpus.documents, where, job.design.date_order)]
        table = table[table["doc_id"].isin(chosen)].reset_index(drop=True)
        table.insert(list(table.columns).index("text") + 1, "where", canonical(where))
    return PASSAGES_OF_RUN.check(table)


def beginning(text: str, characters: int) -> str:
    """The first characters of a text on one line, ending in `…` where the text is longer."""
    line = " ".join(text.split())
    return line if len(line) <= characters else f"{line[:characters]}…"


def shortened(table: "pd.DataFrame", characters: int = 28) -> "pd.DataFrame":
    """A table of passages with the texts and the attributes of documents cut to fit a line."""
    known = {*PASSAGES_OF_RUN.names, *EXAMPLES.names}
    attributes = [name for name in table if name not in known and table[name].dtype == "str"]
    cut = {str(name): [beginning(value, _ATTRIBUTE) for value in table[name]] for name in attributes}
    table = table.assign(**cut)
    return table.assign(text=[beginning(text, characters) for text in table["text"]])
