"""A study: a folder with settings, documents and themes, and how each of its parts is read."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from topics.errors import StudyError
from topics.models.embeddings import VectorCache, embed
from topics.preprocessing.corpus import Corpus, read_corpus
from topics.preprocessing.lexicon import read_lexicon, read_stop_words
from topics.preprocessing.segmentation import tokenize
from topics.preprocessing.tokens import Tokens
from topics.runs.settings import Settings, read_settings
from topics.shares.periods import Periods
from topics.themes import Theme, read_themes

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Study:
    """What a study folder says, read when asked for."""

    folder: Path
    settings: Settings

    @cached_property
    def themes(self) -> tuple[Theme, ...]:
        """The named themes, in the file's order."""
        return read_themes(self.folder / self.settings.themes.file)

    @property
    def slug(self) -> str:
        """A short name for files: the folder's."""
        return self.folder.name

    def corpus(self, progress: Progress | None = None, undated: Literal["refuse", "leave out"] | None = None) -> Corpus:
        """Read, clean, date and de-duplicate the study's documents."""
        wanted = self.settings.corpus
        manifest = self.folder / wanted.manifest
        if not manifest.exists() and "manifest" in wanted.model_fields_set:
            raise StudyError(
                f"{self.folder / 'study.toml'}: [corpus] manifest = {wanted.manifest!r}: there is no such file."
            )
        return read_corpus(
            self._files(wanted.documents),
            manifest if manifest.exists() else None,
            root=self.folder,
            language=wanted.language,
            unit=wanted.unit,
            min_characters=wanted.min_characters,
            max_characters=wanted.max_characters,
            undated=undated or wanted.undated,
            progress=progress,
        )

    def tokens(self, corpus: Corpus, progress: Progress | None = None) -> Tokens:
        """Segment a corpus with the study's lexicon and stop words."""
        wanted = self.settings.tokens
        return tokenize(
            corpus,
            segmenter=wanted.segmenter,
            lexicon=read_lexicon(self._optional(wanted.lexicon, "lexicon")),
            stop_words=read_stop_words(self._optional(wanted.stop_words, "stop_words")),
            min_passages=wanted.min_passages,
            max_share=wanted.max_share,
            themes=self.themes,
            progress=progress,
        )

    def periods(self, documents: "pd.DataFrame") -> Periods:
        """The study's periods over the dates of its documents."""
        return self.settings.periods.over(documents["date"])

    @property
    def gold(self) -> Path | None:
        """The file with human codes, where the study has one."""
        path = self.folder / self.settings.themes.gold
        return path if path.exists() else None

    @property
    def vectors(self) -> Path:
        """The folder of sentence vectors that travel with the study."""
        return self.folder / "vectors"

    def _optional(self, name: str, key: str) -> Path | None:
        path = self.folder / name
        if path.exists():
            return path
        if key in self.settings.tokens.model_fields_set:
            raise StudyError(f"{self.folder / 'study.toml'}: [tokens] {key} = {name!r}: there is no such file.")
        return None

    def _files(self, patterns: tuple[str, ...]) -> list[Path]:
        """Folders, files and globs, relative to the study; a glob that finds nothing is an error."""
        found: list[Path] = []
        for pattern in patterns:
            path = (self.folder / pattern).resolve()
            if any(mark in pattern for mark in "*?["):
                base = Path(path.anchor)
                matches = sorted(base.glob(str(path.relative_to(base))))
                if not matches:
                    raise StudyError(f"{self.folder / 'study.toml'}: [corpus] documents: {pattern!r} matches no file.")
                found += matches
            else:
                found.append(path)
        return found


def load_study(path: Path | str) -> Study:
    """A study from its folder (or from its study.toml).

    Raises StudyError when there is none or it says something impossible.
    """
    path = Path(path)
    file = path if path.suffix == ".toml" else path / "study.toml"
    return Study(file.parent.resolve(), read_settings(file))


def embed_study(study: Study, embedder: str, progress: Progress | None = None) -> Path:
    """Make the vectors of a study's passages and keep them in its own folder; returns that folder."""
    corpus = study.corpus(progress)
    tokens = study.tokens(corpus, progress)
    cache = VectorCache([study.vectors], study.vectors)
    embed(corpus.passages["text"].tolist(), tokens, embedder, cache, progress)
    return study.vectors
