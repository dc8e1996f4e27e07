"""The labels of a page's header, and what each says of the value behind it.

Conventions. A label is known by its words, folded (`written.folded`), in lower case and without spaces between Chinese
characters. Its kind is the field that it states: `publication`, `promulgation` (of a law: its publication, where there
is no other), `issue`, `effective`, `date` (a day of nobody knows what), `source`, `publisher`, `issuer`, `number`; or a
key of `NOT_PUBLICATION`, for a day that says nothing of the document's dates; or `other`. Words before a colon that
are none of these are `unknown`; they end the value before them.
"""

from itertools import product

PUBLICATION, PROMULGATION, ISSUE, EFFECTIVE, DATE = "publication", "promulgation", "issue", "effective", "date"
SOURCE, PUBLISHER, ISSUER, NUMBER, PLACE = "source", "publisher", "issuer", "number", "place"
OTHER, UNKNOWN = "other", "unknown"

# Kinds of days that never date a document, with what such a day is.
NOT_PUBLICATION = {
    "updated": "the day of an update",
    "retrieved": "the day on which the page was fetched or recorded",
    "printed": "the day of printing",
    "until": "a deadline or an end",
}
DAYS = frozenset((PUBLICATION, PROMULGATION, ISSUE, EFFECTIVE, DATE, *NOT_PUBLICATION))


def _labels(stems: str, ends: str, begins: str = "") -> list[str]:
    """Every stem with every end, alone and with every beginning; `-` stands for nothing."""
    parts = ([*begins.split(), "-"], stems.split(), ends.split())
    return ["".join(piece for piece in label if piece != "-") for label in product(*parts)]


_DAY = "日期 时间"
_PAGE = "信息 文章 网站 文件 页面 网页 稿件 新闻 公告 政策 原文 首次 最初"
_ZH = {
    PUBLICATION: [
        *_labels("发布 发表 刊发 刊登 刊载 公开 上网 上线 上传 出版 出刊 发稿 推送 登载 挂网", f"{_DAY} 于", _PAGE),
        *_labels("公告 张贴 上版 见报 播出 首播 发帖 发贴", _DAY), *_labels("首发 发表 出版", _DAY, "网络 在线 优先"),
        *_labels("发布 发表 张贴", "日 时"), "刊于", "首发于", "首发", "发布", "发表",
    ],
    PROMULGATION: _labels("公布 颁布 颁发", f"{_DAY} 于"),
    ISSUE: _labels(
        "成文 印发 发文 签发 制定 制发 签署 落款 批准 通过 下发 生成 成稿 形成 核准", _DAY, "文件 信息 公文"
    ),
    EFFECTIVE: _labels("生效 实施 施行 执行 试行", f"{_DAY} 于", "开始 起始 正式"),
    DATE: ["日期", "时间"],
    "updated": [
        *_labels("更新 修改 修订 编辑 变更", f"{_DAY} 于", "最后 最近 上次 最新 信息 页面 网页 文件 内容"),
        *_labels("更新 修改 修订", "-", "最后 最近 上次 最新 本页"),
    ],
    "retrieved": _labels(
        "抓取 采集 爬取 下载 获取 访问 检索 收录 入库 导出 存档 归档 快照 录入 创建 提交 审核 保存 引用 查阅 转载 立项",
        f"{_DAY} 于", "信息 数据",
    ),
    "printed": _labels("打印", _DAY),
    "until": [
        *_labels("截止 截至 废止 失效 到期 终止 作废 过期", _DAY, "报名 申报 提交 报送 征集 反馈 公示 有效期 投标"),
        "有效期至", "有效期", "有效期限", "公示时间", "公示期", "公开时限", "征求意见时间",
    ],
    SOURCE: [*_labels("来源 出处", "-", "信息 文章 稿件 新闻 内容 本文 原文 消息 转载 资料"), "来自", "转载自", "稿源"],
    PUBLISHER: _labels("发布 公开 信息公开", "机构 单位 部门 者 主体 机关", "信息"),
    ISSUER: _labels("发文 制定 印发 成文 签发 颁布 制发 公布", "机关 单位 部门 机构"),
    NUMBER: [*_labels("文号 字号", "-", "发文 公文 文件"), *_labels("文件编号 文件号 文书号 发文号", "-")],
    PLACE: ["地点", "会议地点", "开标地点"],
    OTHER: [
        *_labels("作者 记者 编辑 责任编辑 责编 撰稿 通讯员 审核 校对 索引号 信息索引号 索取号 主题分类 主题词", "-"),
        *_labels("分类 标题 名称 文件名称 信息名称 体裁分类 体裁 效力 有效性 时效性 效力状态 有效状态 效力级别", "-"),
        *_labels("公开方式 公开类别 公开属性 公开形式 公开范围 关键词 关键字 栏目 服务对象 字体 字体大小 分享", "-"),
        *_labels("分享到 打印 关闭 收藏 下载 点赞 评论 浏览字号 所属类别 类别 文种 信息类别 内容分类 组配分类", "-"),
        *_labels("ip属地 属地 归属地", "-"),
        *_labels("主题 主办单位 统一编号 规范性文件编号 登记号", "-"), *_labels("浏览 阅读 点击 访问", "次数 量 数 -"),
    ],
}  # fmt: skip
# In Chinese, 字号 alone is the size of the letters.
_ZH[NUMBER].remove("字号")
_ZH[OTHER].append("字号")
_EN = {
    PUBLICATION: "published|published on|published at|published online|publication date|date published"
    "|date of publication|publish date|pub date|posted|posted on|date posted|posting date|first published"
    "|first published on|first posted|originally published|released|released on|release date|date released"
    "|date of release|publication time|publish time|published date|available online|first available online"
    "|online first|first online|online publication date|epub date|air date|aired|aired on|broadcast date"
    "|date of broadcast|date of press release|press release date|news date|posted date|posted at|released date",
    PROMULGATION: "promulgated|promulgated on|date of promulgation|promulgation date",
    ISSUE: "dated|dated this|issued|issued on|date issued|issue date|date of issue|issuing date|adopted|adopted on"
    "|adoption date|date of adoption|date adopted|signed|signed on|date signed|date of signature|enacted|enacted on"
    "|date enacted|made on|approved on|date approved|date of approval|document date|date of document|delivered"
    "|delivered on|date of letter|letter date",
    EFFECTIVE: "effective|effective on|effective from|effective date|date effective|in force|in force from"
    "|in effect from|entry into force|date of entry into force|enters into force|entered into force|comes into force"
    "|coming into force|commencement|commencement date|date of commencement|implementation date|date of implementation",
    DATE: "date|time|day",
    "updated": "updated|updated on|updated at|updated date|update date|last updated at|modified date"
    "|last updated|last updated on|last update|date updated|page last updated"
    "|page updated|modified|last modified|date modified|modified on|revised|last revised|revised on|revision date"
    "|last reviewed|reviewed|next review|review date|last changed|last edited|edited|amended",
    "retrieved": "retrieved|retrieved on|date retrieved|accessed|accessed on|date accessed|access date|last accessed"
    "|downloaded|downloaded on|download date|load date|loaded|crawled|crawl date|crawled on|scraped|fetched|fetch date"
    "|collected|collection date|date added|added|archived|archived on|exported|export date|created|created on"
    "|created at|created date|creation date|date created|uploaded|received|date received|submitted|indexed",
    "printed": "printed|printed on|print date|date printed",
    "until": "deadline|closing date|closes|due date|due|expires|expires on|expiry date|expiry|expiration date"
    "|valid until|valid to|end date|repealed|repealed on|withdrawn|withdrawn on|ends|submission deadline"
    "|consultation closes",
    SOURCE: "source|sources|news source|original source|via",
    PUBLISHER: "from|publisher|published by|publishing body|publishing authority|publishing department|posted by"
    "|released by",
    ISSUER: "issuer|issued by|issuing authority|issuing body|issuing agency|issuing department|issuing office"
    "|adopted by|promulgated by|department|agency",
    NUMBER: "document number|document no|document no.|doc. no.|doc no|doc no.|doc. number|document id no.|file number"
    "|file no.|file no|notice no.|notice number|circular no.|circular number",
    PLACE: "venue|place|location",
    OTHER: "author|authors|by|written by|editor|edited by|reporter|title|subject|category|topic|topics|type|language"
    "|keywords|tags|views|page views|hits|share|print|font size|reading time|index number|reference|reference number"
    "|ref|section|status|contact|page|pages|series|document type|word count|length",
}  # fmt: skip

KINDS: dict[str, str] = {
    label: kind
    for kind, labels in ((k, [*_ZH.get(k, []), *_EN.get(k, "").split("|")]) for k in [*_EN, *_ZH])
    for label in labels
    if label
}
