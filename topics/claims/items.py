"""Items of the checklist in both languages: names, values, counts, and the words of losses.

A count is written with its noun in English and with its measure word in Chinese.
"""

import re
from collections.abc import Mapping, Sequence

from topics.claims.text import Text, listed, same, say
from topics.themes import Theme
from topics.wording import count, pairs
from topics.wording import listed as in_a_sentence

Item = tuple[Text, Text]  # the name of the item, its value
NOT_DONE = Text("not done", "未做")
NONE = Text("none", "无")

# Chinese names of what the funnel counts, and of its losses; English ones are in the table.
LEVELS_ZH = {"files": "文件", "documents": "文档", "passages": "段落", "characters": "字符", "terms": "主题词项"}
LOSSES_ZH = {
    "all its passages repeat earlier ones": "所有段落均与更早的段落重复",
    "a copy with passages of its own": "重复文档中自有的段落",
    "no running text is left after cleaning": "清理后没有正文",
    "no text in the row": "该行没有文本",
    "no text in the article": "该篇没有文本",
    "no field holds the text": "没有字段存放正文",
    "no row stands below the header of the sheet": "工作表的表头之下没有数据行",
    "cells below no header are not read": "没有表头的单元格未读入",
    "formula without a stored value": "公式没有存储的值",
    "cut off at 32,767 characters, as spreadsheets do": "文本在 32,767 个字符处被电子表格截断",
    "the line is no JSON object": "该行不是 JSON 对象",
    "abstracts are read where no column holds the full text": "没有全文列，读入的是摘要",
    "an article of a collection is not understood": "合集中的一篇未能识别",
    "text below the last article of a collection is not understood": "合集末篇之后的文字未能识别",
    "the file looks like a collection of articles, and is read as one document": "文件似为合集，按一篇文档读入",
    "a part that the book names is not in it": "电子书缺少其目录所列的部分",
    "a part of the book is not well-formed, so some of its text may be missing": "电子书有一部分格式有误，可能缺字",
    "a part that the document names is not in it": "文档缺少其所列的部分",
    "a field that draws its own text is not read": "自行生成文字的域未读入",
    "a file inserted as a whole is not read": "整体插入的文件未读入",
    "a document that is part of this one is not read": "作为组成部分的子文档未读入",
    "bytes of the file are no characters in the code page that it names": "文件中有字节在其所注代码页中不是字符",
    "the file is cut off: groups are not closed": "文件不完整：有括号组未闭合",
    "only half of a character was written": "有字符仅写入了一半",
    "characters were lost before the file was written, and stand in it as U+FFFD": "文件写成之前已丢失的字符（U+FFFD）",
    "comments on cells are not read": "单元格批注未读入",
    "no row of the sheet names a column of text": "工作表没有任何一行指明正文列",
    "text in drawings is not read": "图形中的文字未读入",
    "a chart is not read": "图表未读入",
    "the building blocks of a template are not read": "模板的构建基块未读入",
    "a page of the PDF is a scan without a text layer": "PDF 中有扫描页，没有文字层",
    "a page of the PDF has letters whose font does not say which they are": "PDF 中有一页的字体未注明字符",
    "an embedded object is not read": "嵌入的对象未读入",
    "running text that browsers do not show is not read": "浏览器不显示的正文未读入",
    "an object has a name twice, and the last value is kept": "对象中有同名字段，保留最后一个值",
    "the manifest names a document that was not found": "文档清单所列的文档未找到",
    "no date": "没有日期",
    "outside the study's periods": "不在研究时段内",
    "repeats an earlier document": "与另一文档重复，只计一份",
    "in a document that repeats an earlier one": "所在文档与另一文档重复",
    "repeats an earlier passage": "与更早的段落重复",
    "not handed on by the reader": "读取时未取出",
    "around the document in its file": "文档以外的页面内容",
    "lines of the page": "主送机关、页码等固定行",
    "addresses and marks": "网址与标记",
    "copies within a document": "文内重复",
    "kept as title, date or number": "另存为标题、日期或文号",
    "in documents without a date": "所在文档没有日期",
    "written otherwise": "规范化改写",
}
STEPS_ZH = {  # kinds and steps of the ledger
    "visible": "可见",
    "kept": "保留",
    "rewritten": "改写",
    "reader": "读取",
    "frame": "页面框架",
    "furniture": "固定行",
    "marks": "标记",
    "copy": "重复",
    "record": "著录信息",
    "left out": "剔除",
    "in the file": "文件中可见",
    "passages": "进入段落",
    "repeated": "重复",
    "counted": "计入",
    **{name: words for name, words in LOSSES_ZH.items() if "repeats an earlier" in name},
    "menus and lists of links": "菜单与链接列表",
    "headers, footers and side boxes": "页眉、页脚与侧栏",
    "forms and buttons": "表单与按钮",
    "cookie banners": "Cookie 提示",
    "comments, sharing and related pages": "评论、分享与相关链接",
    "below the article that the page marks": "页面所标正文以下的内容",
    "short lines around the text": "正文前后的短行",
    "title of the page": "网页标题",
    "repeats of the text": "正文的重复",
    "outside the article": "正文以外的内容",
    "note marks": "注释标记",
    "readings above characters": "注音",
    "headers and footers": "页眉与页脚",
    "comments": "批注",
    "diagrams": "图示",
    "deleted under review": "修订中删除的内容",
    "hidden text": "隐藏文字",
    "marks of notes": "脚注标记",
    "signs of symbol fonts": "符号字体的符号",
    "running heads of the pages": "页眉",
    "page numbers": "页码",
    "page_numbers": "页码",
    "line numbers": "行号",
    "text turned against its page": "与页面方向不同的文字",
    "letters on scanned pages": "扫描页上的文字",
    "hyphens at line ends": "行末连字符",
    "covers of downloads": "下载文件的封面",
    "marks between articles": "文章之间的分隔标记",
    "labels and index terms of articles": "文章的字段名与索引词",
    "copyright lines of articles": "文章的版权行",
    "abstracts beside full texts": "全文之外的摘要",
    "title": "标题",
    "bylines": "作者与日期行",
    "above the byline": "作者与日期行以上的内容",
    "credits": "来源与责任行",
    "misread": "误读的字节",
    "entities": "网页实体字符",
    "tags": "网页标签",
    "controls": "控制字符",
    "glosses": "字后注音",
    "slipped_bytes": "错位字节",
    "typography": "引号与连字符",
    "widths": "全角与半角",
    "links": "链接",
    "markup": "标记符号",
    "simplified": "繁体转简体",
    "punctuation": "标点",
    "spaces": "空白",
    "learned furniture": "各文件反复出现的固定行",
    "notices": "声明",
    "wraps": "断行",
    "repeats": "文内重复",
    "numbers": "文号",
    "addressees": "主送机关",
    "signatures": "落款",
    "attachments": "附件列表",
}
ATTRIBUTES_ZH = {"document": "文档", "family": "文档及其重复文本", "source": "来源", "length": "篇幅"}
DATE_SOURCES_ZH = {
    "header label": "页首标注",
    "page header": "页首",
    "label below the text": "文末标注",
    "front matter": "文件头字段",
    "record": "记录字段",
    "collection": "合集条目",
    "manifest": "文档清单",
    "file name": "文件名",
    "signature": "落款",
    "dateline": "电头",
    "address": "网址",
    "html metadata": "网页元数据",
    "page": "页面文字",
    "text": "正文",
    "title": "标题",
    "header note": "页首说明",
    "document number": "文号",
}
_NO_READER = re.compile(r'no reader for "([^"]*)" files')
_SAVE_AS = re.compile(r"save it as (\.\w+)")
_SAVE_AS_IN_BRACKETS = re.compile(r" ?\(save it as (\.\w+)\)")
_DETAILS = (  # what readers say of one file, in brackets
    (re.compile(r" ?\(no text can be read from this PDF \(.*?\)\. Run it through text recognition \(OCR\) first\)"),
     "（PDF 各页无可读文字，请先做 OCR）"),
    (re.compile(r" \([a-z](?:[^()]|\((?:[^()]|\([^()]*\))*\)){12,}\)"), "（原因见 `--losses`）"),
    (re.compile(r"^cannot be read\b"), "无法读取"),
)  # fmt: skip


def loss_zh(reason: str) -> str:
    """The reason of a loss in Chinese, with its particulars as they are; as it is where none is known.

    >>> loss_zh("no date"), loss_zh('no reader for ".doc" files; save it as .docx')
    ('没有日期', '不支持“.doc”格式；请另存为 .docx')
    """
    told = _NO_READER.sub(lambda found: f"不支持“{found[1]}”格式" if found[1] else "没有扩展名的文件", reason)
    told = _SAVE_AS_IN_BRACKETS.sub(r"（请另存为 \1）", told)
    told = _SAVE_AS.sub(r"请另存为 \1", told).replace("; ", "；")
    for detail, chinese in _DETAILS:
        told = detail.sub(chinese, told)
    known, mark, particulars = reason.partition("; ")
    return f"{LOSSES_ZH[known]}{'；' * bool(mark)}{particulars}" if known in LOSSES_ZH else told


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


def numbered(values: Mapping[str, object], chinese: Mapping[str, str] | None = None) -> Text:
    """Names with their values; `chinese` has the Chinese names of those that have one.

    >>> numbered({"title": 12, "gongbao": 3}, {"title": "标题"}).zh
    '标题 12，gongbao 3'
    """
    known = chinese or {}
    return Text(pairs(values), "，".join(f"{known.get(name, name)} {value}" for name, value in values.items()))


def attributes_named(of: Sequence[str]) -> Text:
    """Attributes of documents, of which those that every corpus has are called by a Chinese word in Chinese.

    >>> attributes_named(["source", "level"])
    Text(en='source and level', zh='来源、level')
    """
    return Text(in_a_sentence(of), "、".join(ATTRIBUTES_ZH.get(name, name) for name in of))


def themes_named(themes: Sequence[Theme], ids: Sequence[str]) -> Text:
    """Themes by id in English, as tables name them, and by label in Chinese, as texts do."""
    label = {theme.id: theme.label("zh") for theme in themes}
    return Text(", ".join(ids), "、".join(label.get(name, name) for name in ids))


def by_name(values: Mapping[str, Text | str]) -> Text:
    """A value per name: `name: value; name: value`."""
    told = [say("{name}: {value}", "{name}：{value}", name=name, value=_text(v)) for name, v in values.items()]
    return joined(told)


def _text(value: Text | str) -> Text:
    return value if isinstance(value, Text) else same(value)
