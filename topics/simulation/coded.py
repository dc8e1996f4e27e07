"""Coded passages of a study, the material of generator C: see `topics.simulation.generators`."""

from topics.errors import ScoreError
from topics.evaluation.people.agreement import join_gold, read_gold
from topics.preprocessing.words.segmentation import segment_all
from topics.simulation.generators import CodedPassages
from topics.study.study import Study
from topics.themes import NONE_OF_THE_THEMES, words_of


def coded_passages(study: Study) -> CodedPassages:
    """The passages of a study that have a code, each once.

    Raises ScoreError for a study without codes.
    """
    if not study.gold:
        raise ScoreError(f"{study.folder}: the study has no gold.csv, so there are no coded passages to mix.")
    corpus = study.corpus()
    themes = study.themes
    passages = corpus.passages[corpus.passages["counted"]]
    coded = join_gold(read_gold(study.gold, themes), passages, language=study.settings.corpus.language)
    code = dict(zip(coded["passage_id"], coded["theme"], strict=True))
    known = passages[passages["passage_id"].isin(set(code) - {""})]
    texts = known["text"].tolist()
    words = segment_all(texts, segmenter=study.segmenter, lexicon=study.lexicon, themes=themes)
    return CodedPassages(
        tuple(texts),
        tuple(map(tuple, words)),
        tuple("" if code[p] == NONE_OF_THE_THEMES else code[p] for p in known["passage_id"]),
        themes,
        study.settings.corpus.language,
        frozenset(study.stop_words),
        # Words as they were cut: a later reading of the texts without all the terms might cut them differently.
        (*study.lexicon, *sorted(words_of(themes))),
    )
