"""Chinese: written without spaces, in traditional and simplified characters."""

from topics.languages.language import WORD_LISTS, Language, StopList

_THEMES = """\
[5g]
label = { zh = "5G", en = "5G" }
terms = ["5G", "第五代移动通信", "基站"]

[data-security]
label = { zh = "数据安全", en = "Data security" }
terms = ["数据安全", "个人信息保护", "数据分类分级"]
definition = { zh = "数据处理活动中保障数据安全", en = "Keeping data secure while they are handled" }
include = "protection of personal information, classes and grades of data, data leaving the country"
exclude = "security of networks and devices without a word about data"
"""

CHINESE = Language(
    "zh",
    "Chinese",
    segmenter="jieba",
    stop_list=StopList("zh", WORD_LISTS / "zh.txt", "written for this toolkit, version 1 (2026-11)"),
    other_segmenters=("characters",),
    chinese=True,
    english_terms=True,
    themes=_THEMES,
)
