"""Sentences in English and in Chinese, made together so that neither says more than the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from topics.wording import period, with_zeros


@dataclass(frozen=True)
class Text:
    """A sentence, or a part of one, in both languages; as a string it is English.

    In Chinese a number has the 0 before its point, which English papers leave out of p.

    >>> Text("p = .081", "p = .081").zh
    'p = 0.081'
    """

    en: str
    zh: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "zh", with_zeros(self.zh))

    def __str__(self) -> str:
        return self.en

    def in_language(self, language: str) -> str:
        """The Chinese text for `zh`, the English one for every other language."""
        return self.zh if language == "zh" else self.en


def say(en: str, zh: str, /, **values: Any) -> Text:
    """A text from two templates of `str.format`; a value that is a `Text` is put in by language.

    >>> say("a {way} by {names}", "{names}：{way}", way=Text("rise", "上升"), names="lexicon").zh
    'lexicon：上升'
    """
    return Text(
        en.format(**{name: v.en if isinstance(v, Text) else v for name, v in values.items()}),
        zh.format(**{name: v.zh if isinstance(v, Text) else v for name, v in values.items()}),
    )


def say_in(language: str, en: str, zh: str, /, **values: Any) -> str:
    """`say`, in one language."""
    return say(en, zh, **values).in_language(language)


def same(text: str) -> Text:
    """A text that is the same in both languages: numbers, names, and what is kept in words of one language."""
    return Text(text, text)


def listed(parts: Sequence[Text | str], en: str = "; ", zh: str = "；") -> Text:
    """The parts one after the other, with what stands between them in either language."""
    texts = [part if isinstance(part, Text) else same(part) for part in parts]
    return Text(en.join(text.en for text in texts), zh.join(text.zh for text in texts))


def one_after_another(sentences: Sequence[Text]) -> Text:
    """Whole sentences one after the other, each once in either language.

    >>> one_after_another([Text("None by lda.", "未见变化。"), Text("None by nmf.", "未见变化。")]).zh
    '未见变化。'
    """
    return Text(
        " ".join(dict.fromkeys(text.en for text in sentences)), "".join(dict.fromkeys(text.zh for text in sentences))
    )


def names(of: Sequence[str]) -> Text:
    """Names one after the other."""
    return listed(of, ", ", "、")


def when(of: Sequence[str]) -> Text:
    """Names of periods one after the other: a year has its 年 in Chinese.

    >>> when(["2020", "2021"]).zh
    '2020 年、2021 年'
    """
    return listed([Text(name, period(name, "zh")) for name in of], ", ", "、")


def sentence(text: Text) -> Text:
    """The text as a sentence: with a capital, and a full stop unless it has one."""
    en, zh = (part.rstrip() for part in (text.en, text.zh))
    return Text(en[:1].upper() + en[1:] + ("" if en.endswith(".") else "."), zh + ("" if zh.endswith("。") else "。"))
