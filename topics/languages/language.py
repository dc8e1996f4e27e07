"""The description of a language: what the toolkit has to know of it."""

from dataclasses import dataclass
from pathlib import Path

WORD_LISTS = Path(__file__).parent / "stop_words"


@dataclass(frozen=True)
class Language:
    """A language: its default segmenter, its stop list and which repairs its text needs.

    `segmenter` is a name in `topics.preprocessing.words.segmentation.SEGMENTERS`. `stop_words` is the file of the stop
    list that comes with the toolkit, None if there is none. `other_segmenters` are those that a specification curve
    tries beside the default. `chinese` turns on the repairs of Chinese text.
    """

    code: str
    segmenter: str = "words"
    stop_words: Path | None = None
    other_segmenters: tuple[str, ...] = ()
    chinese: bool = False
