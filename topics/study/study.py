"""A study: a folder with settings, documents, themes and lists, each read when asked for.

What reads, cleans and segments texts is imported when it is called: a command that only shows results needs none of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from os.path import exists
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.errors import StudyError, nearest
from topics.languages import STOP_LISTS, language_of, refuse_unknown
from topics.shares.periods import Periods
from topics.study.settings import EventSettings, Section, Settings, read_settings
from topics.study.stored import StoredCorpus
from topics.terms import fold
from topics.themes import Theme, read_themes, words_of

if TYPE_CHECKING:
    import pandas as pd

    from topics.preprocessing.corpus_tables import Corpus
    from topics.preprocessing.words.deeds import Deeds
    from topics.preprocessing.words.tokens import Tokens


Progress = Callable[[int, int, str], None]
TOOLKIT, STUDY = "toolkit", "study"  # whose stop list it is, as a job's record names them


@dataclass(frozen=True)
class Study:
    """The content of a study folder; each part is read when asked for.

    >>> study = topics.load_study("my-study")
    >>> study.slug, study.segmenter, [theme.id for theme in study.themes]
    ('my-study', 'jieba', ['wind', 'rail'])
    """

    file: Path
    settings: Settings

    @property
    def folder(self) -> Path:
        """The folder of the study's files."""
        return self.file.parent

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The named themes, in the file's order, with the forms that their terms have in the study's texts."""
        from topics.preprocessing.words.forms import with_forms

        return with_forms(read_themes(self.folder / self.settings.themes.file), self.settings.corpus.language)

    @property
    def events(self) -> tuple[EventSettings, ...]:
        """The events that the study names. Raises StudyError for one whose themes the study lacks."""
        known = [theme.id for theme in self.themes]
        for event in self.settings.events:
            for name in event.themes:
                if name not in known:
                    raise StudyError(
                        f'{self.file}: [[events]] "{event.name}": there is no theme "{name}"; {nearest(name, known)}'
                    )
        return self.settings.events

    @cached_property
    def lexicon(self) -> dict[str, str]:
        """The study's domain terms, each with the word it is counted as."""
        from topics.preprocessing.words.word_lists import read_lexicon

        path = self._optional(self.settings.tokens.lexicon, "lexicon", self.settings.tokens)
        return read_lexicon(path, self.settings.corpus.language)

    @cached_property
    def stop_words(self) -> tuple[str, ...]:
        """Stop words: the toolkit's list (that of the language unless the study names another) and the study's own."""
        from topics.preprocessing.words.word_lists import stop_list

        return *stop_list(self.stop_list), *self._own_stop_words

    @property
    def stop_list(self) -> str:
        """The name of the toolkit's stop list that is applied, or `none`."""
        from topics.preprocessing.words.word_lists import NO_LIST

        of_language = language_of(self.settings.corpus.language).stop_list
        return self.settings.tokens.stop_list or (of_language.name if of_language else NO_LIST)

    @cached_property
    def _own_stop_words(self) -> tuple[str, ...]:
        from topics.preprocessing.words.word_lists import read_stop_words

        path = self._optional(self.settings.tokens.stop_words, "stop_words", self.settings.tokens)
        return read_stop_words(path, self.settings.corpus.language)

    def applied(self, deeds: "Deeds") -> dict[str, Any]:
        """What segmentation applied and did, for the record of a job: statements for a paper are made from it."""
        listed = STOP_LISTS.get(self.stop_list)
        return {
            "segmenter": self.segmenter,
            "stop_list": {"name": listed.name, "words": len(listed.words), "source": listed.source} if listed else {},
            "stop_words": len(self._own_stop_words),
            "lexicon": len({*self.lexicon.values()}),  # words, however many spellings each has
            "deeds": deeds,
        }

    def deeds(self, tokens: "Tokens") -> "Deeds":
        """What the study's word lists and limits did to tokens that were just made."""
        from topics.preprocessing.words.deeds import deeds
        from topics.preprocessing.words.word_lists import stop_list

        assert tokens.selection is not None
        lists = {TOOLKIT: stop_list(self.stop_list), STUDY: self._own_stop_words}
        return deeds(tokens.selection, lists, self.lexicon)

    @property
    def segmenter(self) -> str:
        """The segmenter named in the settings, else the default of the language."""
        return self.settings.tokens.segmenter or language_of(self.settings.corpus.language).segmenter

    @property
    def slug(self) -> str:
        """The study's short name in file names: that of its folder."""
        return self.folder.name

    def corpus(self, progress: Progress | None = None, *, all_losses: bool = False) -> "Corpus":
        """Read, clean, date and de-duplicate the study's documents.

        What could not be read or was taken is in the corpus's tables of losses and accounts; only `topics.run` refuses
        a study for it. With `all_losses`, undated documents are losses too, whatever the study says.

        >>> len(topics.load_study("my-study").corpus().documents)
        8
        """
        from topics.preprocessing.corpus import read_corpus

        wanted = self.settings.corpus
        if self.stored:
            return self.stored.corpus(wanted, self.file)
        return read_corpus(
            self.documents,
            self.manifest,
            root=self.folder,
            conventions=wanted.conventions,
            language=wanted.language,
            unit=wanted.unit,
            min_characters=wanted.min_characters,
            max_characters=wanted.max_characters,
            undated="leave out" if all_losses else wanted.undated,
            near_duplicates=wanted.near_duplicates,
            themes=self.themes,
            progress=progress,
        )

    def tokens(self, corpus: "Corpus", progress: Progress | None = None) -> "Tokens":
        """Segment a corpus with the study's lexicon and stop words.

        >>> study = topics.load_study("my-study")
        >>> study.tokens(study.corpus()).n_words
        91
        """
        from topics.preprocessing.words.segmentation import tokenize

        wanted = self.settings.tokens
        return tokenize(
            corpus,
            segmenter=self.segmenter,
            lexicon=self.lexicon,
            stop_words=self.stop_words,
            min_passages=wanted.min_passages,
            max_share=wanted.max_share,
            themes=self.themes,
            progress=progress,
        )

    def periods(self, documents: "pd.DataFrame") -> Periods:
        """The study's periods over the dates of its documents."""
        return self.settings.periods.over(documents["date"])

    @property
    def counting(self) -> dict[str, Any]:
        """Estimand and design of the study's shares as named choices, as a job keeps them."""
        corpus, shares = self.settings.corpus, self.settings.shares
        order = {"date_order": corpus.date_order} if corpus.date_order else {}
        return {
            "unit": corpus.unit,
            "duplicates": corpus.duplicates,
            **order,
            **shares.model_dump(exclude={"estimator"}),
        }

    def passage_periods(self, corpus: "Corpus") -> tuple[str, ...]:
        """The period of every passage of a corpus, which is that of its document; '' outside all periods."""
        documents = corpus.documents
        periods = self.periods(documents).of_documents(documents)
        period_of = dict(zip(documents["doc_id"], periods, strict=True))
        return tuple(map(period_of.__getitem__, corpus.passages["doc_id"]))  # one string per document, not per passage

    def funnel(self, corpus: "Corpus") -> "pd.DataFrame":
        """The funnel from files to counted passages in the study's periods: see `topics.preprocessing.ledger.funnel`.

        >>> study = topics.load_study("my-study")
        >>> study.funnel(study.corpus())[["level", "stage", "total", "2020", "2021"]].tail(1)
            level    stage  total  2020  2021
        15  terms  counted     60    36    24
        """
        from topics.preprocessing.ledger.funnel import funnel

        outside = self.periods(corpus.documents).outside(corpus.documents)
        return funnel(corpus, self.themes, outside["doc_id"].tolist())

    def severe_losses(self, corpus: "Corpus") -> "pd.DataFrame":
        """The losses for which a run is refused unless the study accepts them: see `topics.severe_losses`."""
        from topics.preprocessing.ledger.severe import severe_losses

        documents = corpus.documents
        periods = self.periods(documents).of_documents(documents)
        return severe_losses(corpus, self.themes, dict(zip(documents["doc_id"], periods, strict=True)))

    @property
    def documents(self) -> list[Path]:
        """The folders, files and patterns of files that hold the documents."""
        return self._files(self.settings.corpus.documents)

    @cached_property
    def stored(self) -> StoredCorpus | None:
        """The corpus that came with the study in place of its documents' files, None for a study that reads files."""
        name = self.settings.corpus.stored
        return StoredCorpus(self.folder / name) if name else None

    def refuse_stored(self, what: str) -> None:
        """Raise StudyError where `what` needs the files of the documents and the study has a stored corpus alone."""
        if self.stored:
            raise StudyError(
                f"{self.file}: {what} needs the documents' files, and this study came with its corpus alone ([corpus] "
                f'stored = "{self.settings.corpus.stored}"). Ask whoever has the files; `topics corpus --ledger`, '
                "--losses and --attributes work here."
            )

    @property
    def manifest(self) -> Path | None:
        """The file of the manifest, None if the study has none or reads a stored corpus."""
        if self.stored:
            return None
        return self._optional(self.settings.corpus.manifest, "manifest", self.settings.corpus)

    @property
    def gold(self) -> Path | None:
        """The file of human codes, None if the study has none."""
        return self._optional(self.settings.themes.gold, "gold", self.settings.themes)

    @property
    def codebook(self) -> Path | None:
        """The file of the codebook that was edited by hand, None if the study has none."""
        return self._optional("codebook.csv", "codebook", self.settings.themes)

    @property
    def vectors(self) -> Path:
        """The folder of sentence vectors that travel with the study."""
        return self.folder / "vectors"

    def _optional(self, name: str, key: str, section: Section) -> Path | None:
        """A file that is required only if the settings name it; "" means none."""
        if not name:
            return None
        path = self._place(name)
        if path.is_file():
            return path
        if path.exists() or key in section.model_fields_set:
            raise StudyError(
                f"{self.file}: {key} = {name!r}: there is no such file. Put it there, or correct the name."
            )
        return None

    def _files(self, patterns: tuple[str, ...]) -> list[Path]:
        """Folders, files and globs, relative to the study; a glob without a match is an error."""
        found: list[Path] = []
        for pattern in patterns:
            if "\0" in pattern:
                raise StudyError(f"{self.file}: [corpus] documents: {pattern!r} is no name of a file or folder.")
            if any(mark in pattern for mark in "*?["):
                # Path.glob refuses a pattern from the root.
                written = [path for path in self._spellings(pattern) if glob(str(path), recursive=True)]  # noqa: PTH207
                if not written:
                    raise StudyError(f"{self.file}: [corpus] documents: {pattern!r} matches no file.")
                found.append(written[0])
            else:
                found.append(self._place(pattern).resolve())
        return found

    def _place(self, name: str) -> Path:
        """Where a file or folder is that the settings name, as it is written where nothing is there."""
        paths = self._spellings(name)
        return next((path for path in paths if exists(path)), paths[0])  # noqa: PTH110 - no error for a long name

    def _spellings(self, name: str) -> list[Path]:
        """The place that a name means, and what it means where the study was written on Windows: `texts\\2021`."""
        from topics.preprocessing.manifest import spellings

        return [self.folder / path for path in spellings(name)]


def load_study(path: Path | str) -> Study:
    """The study in a folder (or of a study.toml).

    Raises StudyError when there is none, or when its files are invalid.

    >>> study = topics.load_study("my-study")
    >>> study.settings.title, [theme.id for theme in study.themes]
    ('Toy', ['wind', 'rail'])
    """
    path = Path(path)
    file = path if path.suffix == ".toml" else path / "study.toml"
    study = Study(file.resolve(), read_settings(file))
    refuse_unknown(study.settings.corpus.language, f"{file}: [corpus] language")
    return study


def propose_phrases(study: Study, min_count: int, min_npmi: float, progress: Progress | None = None) -> "pd.DataFrame":
    """Phrases proposed for the lexicon, see `topics.preprocessing.words.phrases`; repeated passages count once."""
    from topics.preprocessing.words.phrases import phrases
    from topics.preprocessing.words.segmentation import segment_all

    passages = study.corpus(progress, all_losses=True).passages
    themes = study.themes
    texts = passages.loc[passages["counted"], "text"].tolist()
    segmented = segment_all(texts, segmenter=study.segmenter, lexicon=study.lexicon, themes=themes, progress=progress)
    without = frozenset(map(fold, study.stop_words)) | words_of(themes)
    return phrases(segmented, without=without, min_count=min_count, min_npmi=min_npmi)
