"""Export of a run as a gensim `LdaModel`, in files that gensim and numpy read as plain data.

gensim's own `save` writes pickles, and opening a pickle runs the code in it. Therefore the dictionary and the corpus
are written in gensim's text formats and the topics as an array; a few lines in the README make the model from them.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from topics.export.passages import exported_passages, write_csv
from topics.models.fitted import FittedTopics
from topics.results.topics import DescribedTopics

if TYPE_CHECKING:
    from gensim.models import LdaModel

README = """\
# {name} for gensim

- `dictionary.txt`: the vocabulary with document frequencies (`Dictionary.load_from_text`)
- `corpus.mm`: the passages as bags of words, Matrix Market (`MmCorpus`); row *p* is line *p* of `passage_ids.txt`
- `word_counts.npy`: expected word counts by topic, `(n_topics, n_words)`: topic-word probabilities times the number of
  words that the topic has in the corpus
- `alpha.npy`: the prior of topics in a passage, `(n_topics,)`
- `passages.csv`: the passages in the same order, with date, source and attributes of their documents
- `passage_topics.npy`: the run's own topics of each passage, `(n_passages, n_topics)`
- `topic_ids.txt`: the topics' ids, one line per row of `word_counts.npy`
- `provenance.json`: the run's settings, versions and hashes

```python
import numpy as np
from gensim.corpora import Dictionary, MmCorpus
from gensim.models import LdaModel

dictionary, corpus = Dictionary.load_from_text("dictionary.txt"), MmCorpus("corpus.mm")
counts, alpha = np.load("word_counts.npy"), np.load("alpha.npy")
model = LdaModel(id2word=dictionary, num_topics=len(counts), alpha=alpha, eta=1e-9)
model.state.sstats[:] = counts
model.sync_state()
```

`model.get_topics()` and everything computed from it (top words, coherence, pyLDAvis) is the run's own. Topics of
passages that `model` infers are estimates from these topics; the run's own are in `passage_topics.npy`, and for a model
outside LDA's family (NMF, BERTopic, …) only these are valid.
"""


def write_gensim(folder: Path, described: DescribedTopics, study: Path | None) -> None:
    """Fill `folder` with the files of `README`."""
    from gensim.corpora import Dictionary, MmCorpus
    from gensim.matutils import Sparse2Corpus

    run, tokens = described.run, described.tokens
    fitted = run.fitted
    dictionary = Dictionary()
    dictionary.token2id = {word: number for number, word in enumerate(fitted.vocabulary)}
    dictionary.dfs = dict(enumerate(np.bincount(tokens.counts.indices, minlength=tokens.n_words).tolist()))
    dictionary.num_docs = tokens.n_passages
    dictionary.save_as_text(folder / "dictionary.txt", sort_by_word=False)
    # Not `serialize`, which also writes an index as a pickle.
    MmCorpus.save_corpus(str(folder / "corpus.mm"), Sparse2Corpus(tokens.counts, documents_columns=False))
    np.save(folder / "word_counts.npy", fitted.word_counts(np.diff(tokens.offsets)))
    np.save(folder / "alpha.npy", prior_of_topics(fitted, run.settings["options"]))
    np.save(folder / "passage_topics.npy", fitted.passage_topics)
    for name, ids in (("passage_ids", fitted.passage_ids), ("topic_ids", fitted.topic_ids)):
        (folder / f"{name}.txt").write_text("".join(f"{i}\n" for i in ids), encoding="utf-8")
    write_csv(folder / "passages.csv", exported_passages(described))
    (folder / "README.md").write_text(README.format(name=run.name), encoding="utf-8")


def prior_of_topics(fitted: FittedTopics, options: Mapping[str, Any]) -> NDArray[np.float32]:
    """The prior of topics in a passage `(n_topics)`: the fit's, else that of its settings, all that older runs keep."""
    told = options.get("alpha")
    if "alpha" in fitted.scores or not told:
        return fitted.alpha
    return np.full(fitted.n_topics, told, dtype=np.float32)


def to_gensim(fitted: FittedTopics, lengths: ArrayLike | None = None) -> "LdaModel":
    """The topics of a fit as a gensim `LdaModel`, for gensim's own tools (coherence, pyLDAvis, `get_document_topics`).

    `lengths (n_passages)` are the passages' tokens; without them all passages count alike. Topics of passages that the
    model infers are estimates from these topics; the fit's own are `fitted.passage_topics`.

    >>> model = topics.to_gensim(topics.open_store().run("nmf", "my-study").fitted)
    >>> [word for word, _ in model.show_topic(0, 2)]
    ['风电', '叶片']
    """
    from gensim.models import LdaModel

    words = dict(enumerate(fitted.vocabulary))
    model = LdaModel(id2word=words, num_topics=fitted.n_topics, alpha=fitted.alpha, eta=1e-9, random_state=1)
    model.state.sstats[:] = fitted.word_counts(np.ones(len(fitted.passage_ids)) if lengths is None else lengths)
    model.sync_state()
    return model
