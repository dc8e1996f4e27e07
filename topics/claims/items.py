"""Items of the checklist in both languages: names, values, counts, and the words of losses.

A count is written with its noun in English and with its measure word in Chinese.
"""

from collections.abc import Mapping, Sequence

from topics.claims.text import Text, listed, same, say
from topics.wording import count, pairs

Item = tuple[Text, Text]  # the name of the item, its value
NOT_DONE = Text("not done", "未做")
NONE = Text("none", "无")

# Chinese names of what the funnel counts, and of its losses; English ones are in the table.
LEVELS_ZH = {"files": "文件", "documents": "文档", "passages": "段落", "characters": "字符", "terms": "主题词"}
LOSSES_ZH = {
    "all its passages repeat earlier ones": "所有段落均与更早的段落重复",
    "a copy with passages of its own": "重复文档中自有的段落",
    "no running text is left after cleaning": "清理后没有正文",
    "no text in the row": "该行没有文本",
    "no date": "没有日期",
    "outside the study's periods": "不在研究时段内",
    "repeats an earlier document": "与更早的文档重复",
    "in a document that repeats an earlier one": "所在文档与更早的文档重复",
    "repeats an earlier passage": "与更早的段落重复",
    "not handed on by the reader": "读取时未取出",
    "around the document in its file": "文档以外的页面内容",
    "lines of the page": "页眉页脚等固定行",
    "addresses and marks": "网址与标记",
    "copies within a document": "文内重复",
    "kept as title, date or number": "另存为标题、日期或文号",
    "in documents without a date": "所在文档没有日期",
    "written otherwise": "规范化改写",
}
DATE_SOURCES_ZH = {
    "header label": "页首标注",
    "page header": "页首",
    "label below the text": "文末标注",
    "front matter": "文件头字段",
    "record": "记录字段",
    "collection": "合集条目",
    "manifest": "文档清单",
}


def not_done(en: str, zh: str) -> Text:
    """The value of an item that has none, with the reason."""
    return say("{no}: {why}", "{no}：{why}", no=NOT_DONE, why=Text(en, zh))


def many(n: int, noun: str, measure: str, several: str | None = None) -> Text:
    """A number of things.

    >>> many(2, "document", "篇文档")
    Text(en='2 documents', zh='2 篇文档')
    """
    return Text(count(n, noun, several), f"{n:,} {measure}")


def joined(parts: Sequence[Text | str], nothing: Text = NONE) -> Text:
    """Parts with semicolons between them, or what is said where there is none."""
    return listed(parts) if parts else nothing


def some(parts: Sequence[Text | str], most: int | None = None) -> Text:
    """Parts with commas between them; of more than `most`, the first ones and how many others there are."""
    first = listed(parts[:most], ", ", "、")
    if most is None or len(parts) <= most:
        return first
    return say("{first} and {n} more", "{first}，另有 {n} 项", first=first, n=len(parts) - most)


def numbered(values: Mapping[str, object]) -> Text:
    """Names with their values, which are the same in both languages."""
    return Text(pairs(values), "、".join(f"{name} {value}" for name, value in values.items()))


def by_name(values: Mapping[str, Text | str]) -> Text:
    """A value per name: `name: value; name: value`."""
    told = [say("{name}: {value}", "{name}：{value}", name=name, value=_text(v)) for name, v in values.items()]
    return joined(told)


def _text(value: Text | str) -> Text:
    return value if isinstance(value, Text) else same(value)
