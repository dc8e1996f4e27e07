"""Chinese: written without spaces, in traditional and simplified characters."""

from topics.languages.language import WORD_LISTS, Language

CHINESE = Language(
    "zh", segmenter="jieba", stop_words=WORD_LISTS / "zh.txt", other_segmenters=("characters",), chinese=True
)
