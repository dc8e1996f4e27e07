"""Composed yearly notices of several issuers, with their running sentences and their page furniture known."""

import random
from dataclasses import dataclass, field

_ZH_TOPICS = (
    "5G网络",
    "工业互联网",
    "数据安全",
    "智能制造",
    "绿色工厂",
    "中小企业",
    "软件产业",
    "新材料",
    "集成电路",
    "算力",
)
_ZH_SENTENCES = (
    "{y}年，全市新建{t}项目{a}个，比上年增加{b}个。",
    "{y}年安排专项资金{a}万元支持{t}，其中设备更新{b}万元。",
    "截至{y}年底，{t}相关企业达到{a}家，从业人员{b}人",
    "各区要在{y}年{m}月底前报送{t}项目清单，逾期不予受理。",
    "本通知自{y}年{m}月1日起施行，有效期{c}年！",
    "一是加快{t}建设，{y}年完成投资{a}亿元；",
)
_EN_TOPICS = ("broadband", "renewable energy", "rural transport", "school meals", "housing", "data protection", "ports")
_EN_SENTENCES = (
    "In {y} the department paid {a} grants for {t}, {b} more than in the year before.",
    "Local authorities must report on {t} by {m} May {y} at the latest.",
    "The scheme for {t} cost £{a} million in {y} and reached {b} households.",
    "Applications for {t} opened on {m} March {y} and {a} were received.",
    "We will spend {a} per cent of the budget of {y} on {t} in the north and the south.",
)
_ZH_FURNITURE = (
    "首页 > 政务公开 > 通知公告", "{office}门户网站", "发布时间：{y}-0{d}-1{d} 浏览次数：{a}", "索引号：{a}-{b}",
    "联系人：王{d} 联系电话：0{area}-{phone}", "地址：{office}办公楼{d}楼", "邮编：{a}0{b}", "分享到微信 微博 QQ空间",
    "主办：{office} 备案号：某ICP备{a}号", "版权所有 {office} {y}", "上一篇 下一篇", "网站地图 联系我们 隐私保护",
)  # fmt: skip
_EN_FURNITURE = (
    "Home > Publications > Notices", "{office}", "Published {d} May {y}", "Reference: {a}/{y}", "Print this page",
    "Share on Twitter Facebook LinkedIn", "Contact: press@office{area}.example", "Tel: 020 7946 {phone4}",
    "© {office} {y}", "Page views: {a}", "Accessibility Cookies Privacy", "Back to top",
)  # fmt: skip


@dataclass
class Notice:
    """One notice: its source, year, lines as the page has them, and which are text and which furniture."""

    source: str
    year: int
    lines: list[str]
    sentences: list[str] = field(default_factory=list)
    furniture: list[str] = field(default_factory=list)


def yearly_series(issuers: int = 20, years: int = 10, seed: int = 5) -> list[Notice]:
    """Notices of some issuers, one per year, that keep their wording and change their figures; every second in English.

    Each issuer has its own sentences and its own furniture, above and below them, some of it with other figures on each
    page.
    """
    made = []
    for number in range(issuers):
        rng = random.Random(f"{seed} {number}")
        english = number % 2 == 1
        topics, patterns = (_EN_TOPICS, _EN_SENTENCES) if english else (_ZH_TOPICS, _ZH_SENTENCES)
        office = f"Office of Region {number}" if english else f"某省第{number}经济局"
        body = [(rng.choice(patterns), rng.choice(topics)) for _ in range(rng.randrange(3, 7))]
        around = rng.sample(_EN_FURNITURE if english else _ZH_FURNITURE, 5)
        area, phone = rng.randrange(10, 99), rng.randrange(1_000_000, 9_999_999)
        for year in range(2010, 2010 + years):
            words = {
                "y": year, "office": office, "area": area, "phone": phone, "phone4": f"{phone}"[:4],
                "a": rng.randrange(100, 999), "b": rng.randrange(10, 99), "c": rng.randrange(2, 6),
                "d": rng.randrange(1, 9), "m": rng.randrange(1, 12),
            }  # fmt: skip
            text = [pattern.format(t=topic, **words) for pattern, topic in body]
            frame = [pattern.format(**words) for pattern in around]
            made.append(Notice(office, year, [*frame[:2], *text, *frame[2:]], text, frame))
    return made
