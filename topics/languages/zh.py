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
领导小组 办公室 委员会 专委会 工作组 联盟 协会 学会(?![了用着新会怎如使操做]) 研究院 研究所 公司 大会 博览会 论坛
峰会 座谈会 发布会 示范基地 主管部门
"""
# Words between a term and what it is the organisation of. All others part the two: 5G推动公司转型, 5G降低各公司的成本.
_ATTRIBUTES = """
产业 行业 领域 技术 科技 科学 应用 创新 发展 战略 规划 政策 标准化 标准 计量 工程 工作 建设 推进(?!公司) 推广 治理
管理 监督 协调 咨询 专家 专业 专项 专门 服务 有限 股份 集团 责任 投资 国际 国家 全国 中国 世界 全球 亚洲 信息化 信息
网络 安全 数据 数字 智能 智慧 城市 制造 汽车 装备 设备 系统 平台 生态 融合 协同 合作 联合 研究 研发 学术 会议 教育
人才 培训 交流 高端 高峰 高质量 试点 集群 企业 运营 检测 评估 认证 审查 保护 保险 应急 处置 事件 项目 大模型 年度 和
与 及 暨
"""
_LINK = f"(?:{'|'.join(_ATTRIBUTES.split())}){{0,5}}"
# Letters that are a word of their own before a list, but not in 应用, 可再生, 需求.
_SAID = (
    "应(?![用急对变力答]|运用)|应运?用[于在到]|可(?!再生|持续|靠|视|信|控|行|穿戴|编程)|需(?![求量])|在(?![线建职役途])|对(?![讲外象策比口])"
    "|向(?![好上量导心阳])|与(?!会)|的|为|相关|实现"
)
_GRAMMAR = Grammar(
    organisation_behind=rf"{_LINK}(?:{'|'.join(_ORGANISATIONS.split())})",  # 工业互联网产业联盟
    list_sign="、(?!\\d{1,4}(?:[年月日号至和与、]|季度))",  # not between 2021年、2022年、2023年
    conjunction="以及|和|与|及",
    closer="(?<!高)(?<!女平)(?<!不平)等(?![级于同待])",  # not of 高等教育, 男女平等, 等级
    attribute="(?<!》)的|调研|考察|视察|参观|介绍|谈论",  # 国家、省、企业三级联动的工业互联网; 张三、李四、王五考察5G
    predicate_behind=_SAID,  # 5G在矿山、电力、港口
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
