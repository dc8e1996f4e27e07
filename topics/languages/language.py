"""The description of a language: what the toolkit has to know of it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from topics.languages.grammar import PLAIN_GRAMMAR, Grammar

WORD_LISTS = Path(__file__).parent / "stop_words"


@dataclass(frozen=True)
class StopList:
    """A stop list that comes with the toolkit: its name in studies, its file, and who made it from what."""

    name: str
    path: Path
    source: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in the file's order; `#` begins a comment."""
        lines = (line.split("#", 1)[0].strip() for line in self.path.read_text(encoding="utf-8").splitlines())
        return tuple(filter(None, lines))


@dataclass(frozen=True)
class Language:
    """A language: its name, its default segmenter, its stop list and which repairs its text needs.

    `segmenter` is a name in `topics.preprocessing.words.segmentation.SEGMENTERS`; `other_segmenters` are those that a
    specification curve tries beside it. `chinese` turns on the repairs of Chinese text;
    with `english_terms`, texts hold terms that are inflected as in English. `function_words` are a few of
    the commonest, by which running text in the language is recognised. `themes` is the file of themes that a new study
    begins with. `grammar` is how its clauses, lists and names are recognised.
    """

    code: str
    name: str
    segmenter: str = "words"
    stop_list: StopList | None = None
    other_segmenters: tuple[str, ...] = ()
    chinese: bool = False
    english_terms: bool = False
    function_words: frozenset[str] = frozenset()
    themes: str = ""
    grammar: Grammar = PLAIN_GRAMMAR
