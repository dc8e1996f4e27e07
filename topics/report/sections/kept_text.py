"""The passages of the page: texts with their dates, sources and marks, and what every estimator gives them.

Conventions. Only passages that shares count are shown. Their texts, documents and marks travel as JSON; their weights
as bytes, so that 30,000 passages stay small. Weights are per cent, 0 to 100. In the bytes stand, for each model and
each of its seeds that is shown, one row of `n_passages` bytes per theme and then the column of the main theme; then,
for the first seed of a model of topics, three rows with the places of the passage's largest topics (255: none) and
three with their weights. Places in a text count UTF-16 units, as browsers do.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topics.evaluation.exemplars import topic_sizes
from topics.models.counting.clauses import find_claims
from topics.models.counting.companions import Companion, with_companions
from topics.models.counting.specificity import TermUse, weights_of
from topics.plots.figure_words import estimator_label
from topics.preprocessing.attribute_table import SOURCE, attribute_names, attribute_type, attribute_values
from topics.report.sections.packing import as_json, packed
from topics.results.topics import beginning
from topics.wording import percent

if TYPE_CHECKING:
    from topics.models.fitted import FittedTopics
    from topics.store.job import Estimator, Job
    from topics.themes import Theme

MOST_PASSAGES = 30_000
MOST_BYTES = 8_200_000  # of all texts and weights inside the page
_CHARACTERS = 1_500  # of a passage; longer ones are cut
_NAMED = 200  # characters of a title or a source
_CELLS = 12_000_000  # of weights, before they are compressed: beyond, only first seeds are shown
_LAMBDAS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of relevance, at which words are looked for
_WORDS = 15  # at each of them
_TOPICS, _SLOTS, _NO_TOPIC = 250, 3, 255
_VALUES, _ATTRIBUTES = 40, 6  # attributes by which passages are filtered, and values of each
_CLAUSES = "clause-extent"


@dataclass(frozen=True)
class KeptText:
    """What the page holds of the passages: two packed texts, the characters they show, and how many of how many."""

    texts: str
    weights: str
    characters: str
    shown: int
    of: int


def kept_text(job: "Job", language: str, most: int = MOST_BYTES) -> KeptText:
    """The passages of a job, all that are counted or as large a random sample as has room in `most` bytes."""
    rows, models = _counted(job), job.models  # read once: each call reads its fits anew
    of, shown = len(rows), rows[_sample(len(rows), min(len(rows), MOST_PASSAGES))]
    while True:
        texts = _texts(job, models, shown, of, language)
        made = packed(as_json(texts).encode()), packed(_weights(job, models, shown).tobytes())
        size = sum(map(len, made))
        if size <= most or len(shown) < 2:
            break
        shown = shown[_sample(len(shown), max(1, int(len(shown) * 0.95 * most / size)))]
    seen = Counter(character for text in texts["text"] for character in text)
    return KeptText(*made, "".join(c for c, _ in seen.most_common()), len(shown), of)


def _counted(job: "Job") -> NDArray[np.intp]:
    """Rows of the passages that are counted and lie in a period."""
    documents = job.corpus.documents.set_index("doc_id")
    periods = job.corpus.passages["doc_id"].map(job.periods.of_documents(documents))
    return np.flatnonzero(job.counted & (periods != "").to_numpy())


def _sample(n: int, size: int) -> NDArray[np.intp]:
    """A random sample of `size` of `n` places in their order, the same every time."""
    if size >= n:
        return np.arange(n)
    return np.sort(np.random.default_rng(0).choice(n, size, replace=False))


def _texts(job: "Job", models: "Sequence[Estimator]", rows: NDArray[np.intp], of: int, language: str) -> dict[str, Any]:
    passages, themes = job.corpus.passages.iloc[rows], job.themes
    whole = passages["text"].tolist()
    cut = [text if len(text) <= _CHARACTERS else f"{text[:_CHARACTERS]}…" for text in whole]
    doc_ids = list(dict.fromkeys(passages["doc_id"]))
    place = {doc: at for at, doc in enumerate(doc_ids)}
    return {
        "documents": _documents(job, doc_ids),
        "attributes": _attributes(job, doc_ids),
        "document": [place[doc] for doc in passages["doc_id"]],
        "id": passages["passage_id"].tolist(),
        "tokens": job.tokens.lengths[rows].tolist(),
        "text": cut,
        "marks": [_marks(themes, text) for text in cut],
        "clauses": _clauses(job, models, cut),
        "models": [_model(job, model, language) for model in models],
        "seeds": [len(model.runs) if _all_seeds(models, len(rows) * len(themes)) else 1 for model in models],
        "of": of,
    }


def _documents(job: "Job", doc_ids: Sequence[str]) -> list[list[Any]]:
    """Title, date, source and the number of the period of each document."""
    documents = job.corpus.documents.set_index("doc_id")
    number = {name: at for at, name in enumerate(job.periods.names)}
    period = job.periods.of_documents(documents)
    shown = documents.loc[list(doc_ids)]
    cells = zip(doc_ids, *(shown[name] for name in ("title", "date", "source")), strict=True)
    return [
        [beginning(title or doc, _NAMED), date, beginning(source, _NAMED), number[period[doc]]]
        for doc, title, date, source in cells
    ]


def _attributes(job: "Job", doc_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Attributes with few values by which passages can be filtered, with the number of each document's value."""
    documents, found = job.corpus.documents, []
    where = {doc: at for at, doc in enumerate(documents["doc_id"])}
    places = [where[doc] for doc in doc_ids]
    for name in attribute_names(documents):
        values = attribute_values(documents, name)[places].tolist()
        known = sorted({value for value in values if value})
        if not 1 < len(known) <= _VALUES or attribute_type(documents, name, job.design.date_order) != "category":
            continue
        number = {value: at for at, value in enumerate(known)}
        found.append({"name": name, "values": known, "of": [number.get(value, -1) for value in values]})
    return sorted(found, key=lambda one: one["name"] != SOURCE)[:_ATTRIBUTES]


def _marks(themes: "Sequence[Theme]", text: str) -> list[int]:
    """Theme, start and end of every occurrence of a term, one after the other."""
    units = _units(text)
    return [
        number
        for at, theme in enumerate(themes)
        for start, end in theme.spans(text)
        for number in (at, units(start), units(end))
    ]


def _units(text: str) -> Any:
    """From places in a text as Python counts them to places in UTF-16."""
    wide = [at for at, character in enumerate(text) if ord(character) > 0xFFFF]
    return (lambda at: at + sum(w < at for w in wide)) if wide else (lambda at: at)


def _clauses(job: "Job", models: "Sequence[Estimator]", texts: Sequence[str]) -> list[list[int]] | None:
    """Theme, start, end and weight in per cent of the clauses that a fit of clauses counts; None without such a fit."""
    model = next((model for model in models if model.kind == _CLAUSES), None)
    if model is None:
        return None
    scores, themes = model.runs[0].scores, job.themes
    uses = [[TermUse(**use) for use in scores["terms"].get(theme.id, ())] for theme in themes]
    beside = [[Companion(**one) for one in scores["companions"].get(theme.id, ())] for theme in themes]
    weights = [
        {**weights_of(own), **{one.word: one.weight for one in some}} for own, some in zip(uses, beside, strict=True)
    ]
    found: list[list[int]] = [[] for _ in texts]
    for one in with_companions(find_claims(texts, themes), texts, beside):
        units, largest = _units(one.text), dict[tuple[int, int], float]()
        for claim in one.claims:
            largest[claim.span] = max(largest.get(claim.span, 0.0), weights[one.column].get(claim.term, 1.0))
        for (start, end), weight in sorted(largest.items()):
            found[one.row] += [one.column, units(start), units(end), round(100 * weight)]
    return found


def _model(job: "Job", model: "Estimator", language: str) -> dict[str, Any]:
    """An estimator: what it reads, its seeds, the words of themes, and its topics by size, the largest first."""
    run = model.runs[0]
    fitted, frequency = run.fitted, np.asarray(job.tokens.counts.sum(axis=0), dtype=np.float64).ravel()
    counted = np.flatnonzero(job.counted)
    sizes = topic_sizes(fitted.passage_topics[counted], job.tokens.lengths[counted])
    theme_of = job.codebook_of(run).set_index("topic")["theme"].to_dict()
    themes = [theme_of.get(topic, "") for topic in fitted.topic_ids]
    counts = model.counts_terms
    of_words = fitted.vocabulary == job.tokens.vocabulary
    base = frequency / max(frequency.sum(), 1)
    words = fitted.topic_words
    of_theme = {
        theme.id: _words(fitted, _mixed(words, sizes, [t == theme.id for t in themes]), base)
        for theme in job.themes
        if of_words and theme.id in themes
    }
    return {
        "id": model.name,
        "label": estimator_label(model.name, language),
        "reads": _reads(model),
        "seeds": [run.settings["seed"] for run in model.runs],
        "own": model.name == job.own.name,
        "words": of_theme,
        "topics": []
        if counts
        else [
            {
                "id": fitted.topic_ids[k],
                "share": round(float(sizes[k]), 5),
                "told": percent(float(sizes[k])),
                "theme": themes[k],
                "words": _words(fitted, words[k], base) if of_words else [],
            }
            for k in _by_size(sizes)
        ],
    }


def _reads(model: "Estimator") -> str:
    """What decides about a passage's weight: terms, their clauses, words, a vector, codes, or given scores."""
    if model.kind == _CLAUSES:
        return "clauses"
    decides = next((part for part in ("codes", "scores", "vectors") if part in model.uses), "words")
    return "terms" if decides == "words" and model.counts_terms else decides


def _by_size(sizes: NDArray[np.floating]) -> list[int]:
    return sorted(range(len(sizes)), key=lambda k: (-sizes[k], k))[:_TOPICS]


def _mixed(words: NDArray[Any], sizes: NDArray[np.floating], of: Sequence[bool]) -> NDArray[Any]:
    """The words of several topics together, by the sizes of the topics."""
    some = np.flatnonzero(of)
    weights = sizes[some] + 1e-12
    mixed: NDArray[Any] = weights @ words[some] / weights.sum()
    return mixed


def _words(fitted: "FittedTopics", words: NDArray[Any], base: NDArray[np.float64]) -> list[list[Any]]:
    """Words with their probability in a topic and in the corpus: the most relevant ones at several λ.

    Relevance is λ log p(w|t) + (1 − λ) log p(w|t)/p(w) (Sievert & Shirley 2014).
    """
    there = np.flatnonzero((words > 0) & (base > 0))
    logs, lift = np.log(words[there]), np.log(words[there] / base[there])
    chosen: dict[int, None] = {}
    for part in _LAMBDAS:
        best = (-(part * logs + (1 - part) * lift)).argsort(kind="stable")[:_WORDS]
        chosen |= dict.fromkeys(there[best].tolist())
    return [[fitted.vocabulary[w], float(f"{words[w]:.4g}"), float(f"{base[w]:.4g}")] for w in chosen]


def _all_seeds(models: "Sequence[Estimator]", cells: int) -> bool:
    """Whether the topics of every seed fit on the page, at so many cells per seed."""
    return cells * sum(len(model.runs) for model in models) <= _CELLS


def _weights(job: "Job", models: "Sequence[Estimator]", rows: NDArray[np.intp]) -> NDArray[np.uint8]:
    """All bytes of the weights, row by row (see above)."""
    return np.concatenate(list(_weight_rows(job, models, rows))).astype(np.uint8)


def _weight_rows(job: "Job", models: "Sequence[Estimator]", rows: NDArray[np.intp]) -> Iterator[NDArray[np.uint8]]:
    every = _all_seeds(models, len(rows) * len(job.themes))
    for model in models:
        for scores in job.scores(model.name)[: None if every else 1]:
            yield _per_cent(scores.weights[rows]).T.ravel()
            yield np.minimum(scores.primary[rows], 255).astype(np.uint8)
        if not model.counts_terms:
            yield from _largest_topics(job, model, rows)


def _per_cent(weights: NDArray[Any]) -> NDArray[np.uint8]:
    """Weights in whole per cent; what is there at all is at least 1."""
    rounded = np.rint(100 * np.asarray(weights, dtype=np.float64))
    return np.where((weights > 0.001) & (rounded == 0), 1, rounded).astype(np.uint8)


def _largest_topics(job: "Job", model: "Estimator", rows: NDArray[np.intp]) -> Iterator[NDArray[np.uint8]]:
    counted = np.flatnonzero(job.counted)
    weights = model.runs[0].fitted.passage_topics
    order = _by_size(topic_sizes(weights[counted], job.tokens.lengths[counted]))
    mine = weights[rows][:, order]
    largest = (-mine).argsort(axis=1, kind="stable")[:, :_SLOTS]
    size = np.take_along_axis(mine, largest, axis=1)
    places = np.where(size > 0, largest, _NO_TOPIC)
    missing = ((0, 0), (0, _SLOTS - largest.shape[1]))
    yield np.pad(places, missing, constant_values=_NO_TOPIC).T.ravel().astype(np.uint8)
    yield np.pad(_per_cent(size), missing).T.ravel()
