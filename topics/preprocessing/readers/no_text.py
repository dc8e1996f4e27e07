"""Marks that stand where a text should: written by programs, or by people who say that there is none, or where it is.

Conventions. A mark is all that a cell, an article or a document says, but for brackets and stops around it. It is
compared in lower case, half width and simplified characters. What has no letter, figure or picture is a mark too.
"""

import re
import string
import unicodedata

from topics.preprocessing.cleaning.characters import in_simplified

_LONGEST = 60  # characters, with the white space around it
_UNSEEN = f"{string.whitespace}\u3000\xa0\u200b\u200c\u200d\u2060\ufeff"
_AROUND = "[]()<>【】〔〕.。:…* "
_WORDS = frozenset((
    "nan", "none", "null", "nil", "nat", "n/a", "#n/a", "n.a", "na", "\\n", "undefined", "missing", "[removed]",
    "[deleted]", "#name?", "#value!", "#ref!", "#div/0!", "#null!", "#num!", "unknown", "blank", "empty", "tba", "tbc",
    "tbd", "omitted", "redacted", "ditto", "idem", "illegible", "inaudible", "access denied", "paywall", "paywalled",
    "无", "暂无", "没有", "空", "空白", "缺", "缺失", "佚", "佚失", "不详", "未知", "附件", "涉密", "保密", "展开全文",
))  # fmt: skip
_TEXT = "(?:text|abstract|content|body|transcript|description)"
_PIECE = "(?:article|post|comment|tweet|page|document|file|story|message)"
_MEDIA = "(?:image|picture|photo|video|audio|media|gif|sticker|link|pdf|scan|scanned (?:image|copy|document)|table)"
_BY = "(?: by (?:the |its )?(?:user|author|poster|moderators?|publisher|reddit))"
_ENGLISH = (
    rf"(?:no|missing|empty) (?:full |main )?(?:{_TEXT}|data|answer|response)"
    "(?: (?:is |was )?(?:available|provided|found|given))?",
    rf"(?:the |this )?(?:full |main )?(?:{_TEXT}|{_PIECE}) (?:is |was |has been )?"
    rf"(?:not (?:available|found|provided)|unavailable|missing|empty|removed|deleted|withheld){_BY}?",
    f"(?:removed|deleted){_BY}|(?:same )?as above",
    "(?:none|not) (?:available|applicable|provided|given|stated|reported|recorded|disclosed|specified)",
    "to be (?:added|announced|completed|confirmed|determined|provided|updated)",
    "(?:this (?:page|section|space) )?(?:is |was )?(?:intentionally )?left blank(?: intentionally)?",
    rf"(?:please )?see (?:the )?(?:attachment|attached(?: (?:{_PIECE}|pdf))?|{_MEDIA}|above|below|original)",
    rf"(?:<?{_MEDIA}s?(?: (?:only|attached|omitted|not included))?[\]>)]*[\[<( ]*)+",
    rf"(?:(?:please )?(?:click|tap)(?: here)? to )?(?:read|view|see|download|continue reading)(?: the)?"
    rf"(?: (?:more|full|rest|original|whole|complete|pdf|{_TEXT}|{_PIECE}|version|of|this))+",
    "(?:error )?40[34](?:[ :-]+(?:page )?(?:not found|forbidden))?|(?:for )?subscribers only|subscription required",
    "(?:please )?(?:log|sign) ?in to (?:read|view|continue)(?: reading)?(?: (?:the|full|this|more|text|article|post))*",
)  # fmt: skip
_ZH_TEXT = "(?:内容|全文|正文|原文|文章|摘要|数据|文本|文字)"
_ZH_PIECE = "(?:微博|帖子|评论|页面|网页|链接|附件)"
_ZH_MEDIA = "(?:图片?|视频|音频|表情|动画|链接|照片|影像|海报|扫描件?|附图|附表|pdf)"
_ZH_THIS = f"(?:该|本|此|原)?[条篇]?{_ZH_TEXT}?{_ZH_PIECE}?"
_CHINESE = (
    f"{_ZH_THIS}已经?被?(?:作者|用户|发布者|管理员|博主)?(?:自行)?(?:删除|屏蔽|下架|失效)",
    f"{_ZH_THIS}(?:暂时)?(?:无法|不能)(?:查看|显示|访问|打开|加载|获取)",
    f"(?:该|本|此|原)?[条篇]?{_ZH_TEXT}(?:缺失|为空|丢失|暂缺|不存在)|(?:[此本该下]页|以下)无正文",
    "(?:(?:暂|尚|本文)?无|没有|缺少?|未提供|未收录)(?:全文|正文|原文|内容|摘要|文本)(?:内容|信息)?",
    f"{_ZH_TEXT}?(?:详见|请见|请参见|参见|见|如)(?:附件|原文|原件|正文|官网|网页|上文?|下文?|前文|[上下]图|{_ZH_MEDIA})",
    f"(?:{_ZH_TEXT}|此处|以下|下文|其余)?[从省]?略|{_ZH_TEXT}?同[上前左]",
    f"{_ZH_TEXT}?(?:有待|尚待|待|正在)(?:补充?|补录|更新|录入|完善|整理|上传|核实)中?",
    rf"(?:\[?{_ZH_MEDIA}\]? *)+|(?:转发|分享)(?:微博|文章|{_ZH_MEDIA})",
    f"(?:请|可)?(?:点击|点此|扫码)?(?:查看|阅读|浏览|下载|打开|观看)(?:更多|详情|{_ZH_TEXT}|附件|{_ZH_MEDIA})",
    f"{_ZH_TEXT}?(?:暂不|暂未|尚未|不予?|未)公开",
    f"(?:请|需|须)?先?(?:登录|注册|付费|订阅)后?(?:才?可|再)?(?:查看|阅读|浏览)(?:更多|{_ZH_TEXT})?",
)  # fmt: skip
_SAYS_NONE = re.compile("|".join((*_ENGLISH, *_CHINESE)))


def mark_of_none(text: str) -> str | None:
    """The mark that stands where a text should, "" for nothing but white space; None for a text.

    >>> mark_of_none(" [No abstract available]"), mark_of_none("該內容已被刪除"), mark_of_none("（略）")
    ('[No abstract available]', '該內容已被刪除', '（略）')
    >>> mark_of_none("Available now."), mark_of_none("略谈数据安全"), mark_of_none("…")
    (None, None, '…')
    """
    if len(text) > _LONGEST and not text.isspace():
        return None
    mark = text.strip(_UNSEEN)
    if not any(c.isalnum() or unicodedata.category(c) == "So" for c in mark):
        return mark
    plain = in_simplified(unicodedata.normalize("NFKC", mark).lower())
    bare = plain.strip(_AROUND) or plain
    return mark if not _WORDS.isdisjoint((plain, bare)) or _SAYS_NONE.fullmatch(bare) else None
