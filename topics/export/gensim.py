"""A run as a gensim `LdaModel`, in files that gensim and numpy read as plain data.

gensim's own `save` pickles, and opening a pickle runs what is in it. So the dictionary and the corpus are written in
gensim's text formats, the topics as an array, and the model is made from them by the few lines of the README.
"""

from pathlib import Path

import numpy as np

from topics.results.topics import DescribedTopics

README = """\
# {name} for gensim

- `dictionary.txt`: the vocabulary with document frequencies (`Dictionary.load_from_text`)
- `corpus.mm`: the passages as bags of words, Matrix Market (`MmCorpus`); row *p* is line *p* of `passage_ids.txt`
- `word_counts.npy`: how many words of each topic are which, `(n_topics, n_words)`: topic-word probabilities times the
  words that the topic has in the corpus
- `passage_topics.npy`: the run's own topics of each passage, `(n_passages, n_topics)`
- `topic_ids.txt`: the topics' ids, a line a row of `word_counts.npy`
- `provenance.json`: the run's settings, versions and hashes

```python
import numpy as np
from gensim.corpora import Dictionary, MmCorpus
from gensim.models import LdaModel

dictionary, corpus = Dictionary.load_from_text("dictionary.txt"), MmCorpus("corpus.mm")
counts = np.load("word_counts.npy")
model = LdaModel(id2word=dictionary, num_topics=len(counts), alpha=[{alpha!r}] * len(counts), eta=1e-9)
model.state.sstats[:] = counts
model.sync_state()
```

`model.get_topics()` and everything that starts from it (top words, coherence, pyLDAvis) is the run's. What `model` infers
about passages is an estimate by these topics; the run's own answer is `passage_topics.npy`, and for a model that is not
of LDA's family (NMF, BERTopic, …) the only one.
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
    # Not `serialize`, which pickles an index beside it.
    MmCorpus.save_corpus(str(folder / "corpus.mm"), Sparse2Corpus(tokens.counts, documents_columns=False))
    in_topic = np.diff(tokens.offsets) @ fitted.passage_topics.astype(np.float64)
    # A topic without a passage is still a topic: one word's worth keeps its probabilities.
    np.save(folder / "word_counts.npy", fitted.topic_words * np.maximum(in_topic, 1)[:, None].astype(np.float32))
    np.save(folder / "passage_topics.npy", fitted.passage_topics)
    for name, ids in (("passage_ids", fitted.passage_ids), ("topic_ids", fitted.topic_ids)):
        (folder / f"{name}.txt").write_text("".join(f"{i}\n" for i in ids), encoding="utf-8")
    one = float(run.settings["options"].get("alpha") or 1 / fitted.n_topics)
    told = fitted.scores.get("alpha", {})
    alpha = [round(float(told.get(topic, one)), 6) for topic in fitted.topic_ids] if told else one
    (folder / "README.md").write_text(README.format(name=run.name, alpha=alpha), encoding="utf-8")
