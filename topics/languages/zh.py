"""Chinese: written without spaces, in traditional and simplified characters."""

from topics.languages.grammar import Grammar
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

_ORGANISATIONS = """
领导小组 办公室 委员会 专委会 工作组 联盟 协会 学会 研究院 研究所 公司 大会 博览会 论坛 峰会 座谈会 发布会
示范基地 主管部门
"""
_GRAMMAR = Grammar(
    organisation_behind=rf"\w{{0,8}}?(?:{'|'.join(_ORGANISATIONS.split())})",  # 工业互联网产业联盟
    conjunction="以及|和|与|及",
    closer="(?<!高)(?<!女平)(?<!不平)等(?![级于同待])",  # not of 高等教育, 男女平等, 等级
    attribute="(?<!》)的",  # 国家、省、企业三级联动的工业互联网
    predicate_behind="[在对向与的可应需为]|相关|实现",  # 5G在矿山、电力、港口
)

CHINESE = Language(
    "zh",
    "Chinese",
    segmenter="jieba",
    stop_list=StopList("zh", WORD_LISTS / "zh.txt", "written for this toolkit, version 1 (2026-11)"),
    other_segmenters=("characters",),
    chinese=True,
    english_terms=True,
    themes=_THEMES,
    grammar=_GRAMMAR,
)
