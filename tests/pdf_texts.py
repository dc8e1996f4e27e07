"""Texts of no meaning for made documents: paragraphs of English and Chinese policy prose, the same ones whenever."""

from random import Random

_WHO = [
    "The council",
    "The ministry",
    "A regional office",
    "The port authority",
    "Every member state",
    "The working group",
]
_DOES = [
    "will publish",
    "has approved",
    "is reviewing",
    "must finance",
    "wants to simplify",
    "agreed to postpone",
    "keeps refining",
    "will specify",
]
_WHAT = [
    "the information technology of hospitals",
    "long-term insurance for carers",
    "offshore wind development",
    "the industrial transformation of old districts",
    "a first inventory of significant flood defences",
    "the interoperability of administrative registers",
    "training for unemployed construction workers",
    "efficient coordination between municipalities",
    "cross-border rail connections",
    "a considerable simplification of rules",
]
_HOW = [
    "before the end of the financial year",
    "without additional expenditure",
    "in cooperation with local communities",
    "after consultation of independent scientific experts",
    "under the responsibility of the administration",
    "as far as the available resources permit",
    "within three years of the decision",
]
_谁 = ["各地区", "有关部门", "市人民政府", "行业主管单位", "重点企业", "县级财政部门", "社区服务中心"]
_做 = ["要加快推进", "应当统筹安排", "逐步完善", "按季度公开", "认真落实", "积极探索", "继续深化", "研究制定"]
_何 = [
    "人工智能平台建设",
    "养老服务体系改革",
    "5G 网络覆盖",
    "海上风电并网工程",
    "数据安全管理制度",
    "农村公路养护",
    "职业技能培训",
    "水资源节约利用",
    "中小企业融资担保",
    "城市更新行动",
]
_如 = [
    "并接受社会监督",
    "确保各项任务落到实处",
    "同时加强资金使用的绩效评价",
    "不得增加基层负担",
    "形成可复制的经验做法",
]


def sentence(random: Random, language: str) -> str:
    """One sentence."""
    if language == "zh":
        middle = "".join(f"，{random.choice(_做)}{random.choice(_何)}" for _ in range(random.randint(0, 2)))
        return f"{random.choice(_谁)}{random.choice(_做)}{random.choice(_何)}{middle}，{random.choice(_如)}。"
    more = f", and {random.choice(_DOES)} {random.choice(_WHAT)}" if random.random() < 0.5 else ""
    return f"{random.choice(_WHO)} {random.choice(_DOES)} {random.choice(_WHAT)}{more} {random.choice(_HOW)}."


def paragraph(random: Random, language: str, sentences: int = 0) -> str:
    """One paragraph of two to six sentences, or of as many as are asked for."""
    count = sentences or random.randint(2, 6)
    return ("" if language == "zh" else " ").join(sentence(random, language) for _ in range(count))


def paragraphs(seed: int, language: str, count: int) -> list[str]:
    """Paragraphs that differ from each other."""
    random, found = Random(seed), {}
    while len(found) < count:
        found[paragraph(random, language)] = None
    return list(found)
