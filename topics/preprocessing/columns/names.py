"""The names of columns by which fields of a document are known, in ranks.

Conventions. Names are compared *folded*: in half width and lower case, in simplified characters, without anything but
letters and digits, and without what stands in brackets at the end. Within a field, a name of an earlier rank is
certainly preferred to one of a later rank; two columns of one rank are a conflict that only a person can settle.

A word for the genre beside a known name changes nothing (`文章标题`, `article_title`, `text of document`), and a name
in two languages (`Title-题名`) is known by either half.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

Ranks = tuple[tuple[str, ...], ...]

# The abstract stands for the text where no column holds the full text, which is told.
ABSTRACTS = ("abstract", "abstracttext", "abstractnote", "摘要", "内容摘要", "中文摘要", "文摘", "summary")

FIELDS: Mapping[str, Ranks] = {
    "text": (
        (
            "text", "content", "body", "fulltext", "正文", "内容", "全文", "文本", "bodytext", "maintext",
            "article", "articletext", "articlebody", "内文", "文章", "正文内容", "全文内容", "文本内容", "正文文本",
            "speech", "transcript",
        ),
        ABSTRACTS,
    ),
    "title": (("title", "headline", "标题", "题名", "篇名", "题目", "主标题"), ("subject", "名称")),
    # A journal or a newspaper says more than "source", which may be a database; offices and authors come after both.
    "source": (
        (
            "sourcetitle", "journal", "journalbook", "journaltitle", "journalname", "newspaper", "newspapername",
            "publication",
            "publicationtitle", "publicationname", "pubtitle", "medianame", "outlet", "outletname", "mediaoutlet",
            "文献来源", "媒体", "媒体名称",
            "报纸", "报纸名称", "报刊名称", "期刊", "期刊名称", "刊名", "公众号", "公众号名称", "公众号昵称",
            "微信公众号", "newspapertitle", "papername", "magazine", "magazinename", "periodical", "报刊", "报社",
            "杂志", "杂志名称", "刊物", "刊物名称",
        ),
        ("source", "来源", "sourcename", "来源名称", "来源媒体", "信源"),
        (
            "issuer", "publisher", "issuingauthority", "issuedby", "publishedby", "agency", "发布机构", "发布机关",
            "发布部门", "发布单位", "发文机关", "发文机构", "发文部门", "发文单位", "制定机关", "制定部门", "颁布机关",
            "颁布部门", "颁布单位", "公布机关", "印发机关", "印发单位",
        ),
        ("site", "sitename", "website", "来源网站", "网站", "网站名称"),
        ("account", "accountname", "nickname", "账号", "账号名称", "昵称", "用户昵称", "发布者"),
        ("author", "作者"),
    ),
    "id": (("id", "docid", "documentid", "编号"),),
    "date": (
        (
            "published", "publisheddate", "publishdate", "publishtime", "publishedtime", "publishedat", "publishedon",
            "publicationdate", "publicationtime", "publicationdatetime", "publishdatetime", "datepublished",
            "dateofpublication", "pubdate", "pubtime", "posted", "posteddate", "postedon", "postedat", "dateposted",
            "released", "releasedate", "发布日期", "发布时间", "发布于", "发表日期", "发表时间", "公布日期", "公布时间",
            "颁布日期", "颁布时间", "公开日期", "公开时间", "出版日期", "出版时间", "刊发日期", "刊发时间", "刊登日期",
            "刊登时间", "见报日期", "上网日期", "上网时间", "推送日期", "推送时间",
        ),
        ("date", "datetime", "日期", "时间", "日期时间", "年月日"),
        ("yearmonth", "年月"),
        ("year", "publicationyear", "publishedyear", "yearofpublication", "pubyear", "年", "年份", "年度", "发表年份",
         "出版年", "出版年份", "发表年", "发布年份"),
    ),
    # The day of the signature comes before the day on which copies were sent out.
    "issued": (
        (
            "issued", "issuedate", "issueddate", "dateissued", "dateofissue", "dated", "signed", "signingdate",
            "dateofsignature", "adopted", "adoptiondate", "dateadopted", "dateofadoption", "成文日期", "成文时间",
            "签发日期", "签发时间", "签署日期", "签署时间", "制定日期", "制定时间", "通过日期",
        ),
        ("发文日期", "发文时间", "印发日期", "印发时间"),
    ),
    "effective": (
        (
            "effective", "effectivedate", "dateeffective", "dateofeffect", "effectivefrom", "inforcefrom",
            "inforcesince", "entryintoforce", "dateofentryintoforce", "commencement", "commencementdate",
            "implementationdate", "implementdate", "实施日期", "实施时间", "施行日期", "施行时间", "生效日期",
            "生效时间", "执行日期", "执行时间",
        ),
    ),
    "number": (
        (
            "documentnumber", "documentno", "docnumber", "docno", "发文字号", "发文文号", "发文号", "文号", "公文文号",
            "文件号", "文件字号", "文件编号", "公文编号",
        ),
    ),
    "url": tuple(
        (name,)
        for name in ("url", "链接", "网址", "link", "原文链接", "documenturl", "weburl", "permalink", "网页链接")
    ),
}  # fmt: skip

# Parts of a date; a year dates a document by itself, the others only with a year.
YEARS = frozenset((*FIELDS["date"][3], "py"))
MONTHS = frozenset(("month", "publicationmonth", "pubmonth", "月", "月份"))
DAYS = frozenset(("day", "publicationday", "pubday", "日"))

_OTHER_DAYS = re.compile(
    r"(最后|最近|首次)?(采集|抓取|爬取|爬虫|入库|收录|更新|修改|编辑|访问|下载|打印|截止|失效|废止|创建|导出|录入)(日期|时间|于)"
    r"|(date|time)?(of|last|first)?"
    r"(crawl|scrap|retriev|access|download|collect|updat|modif|edit|load|index|seen|entry|export|fetch|expir|creat|print)"
    r"((e|y|ing|ation|ion)?(date|time|at|on|datetime|timestamp|utc)|(ed|ied)(date|time|at|on|datetime|timestamp|utc)?)"
)
_GENRES = (
    "新闻", "文章", "政策", "法规", "法律", "文件", "公告", "公文", "稿件", "文献", "论文", "帖子", "微博", "推文",
    "报道", "资讯", "通知", "信息", "评论", "article", "document", "news", "story", "post", "paper", "item", "policy",
    "doc", "web",
)  # fmt: skip
_OF_GENRE = re.compile(rf"(.{{3,40}}?)of(?:the)?(?:{'|'.join(filter(str.isascii, _GENRES))})")
_BRACKETS = re.compile(r"[(\[{【（［][^()\[\]{}【】（）［］]{0,80}[)\]}】）］]\s*:?\s*$")
_TWO_LANGUAGES = re.compile(r"\s*([A-Za-z][A-Za-z .]*?)\s*[-_/|—–:]?\s*([\u3400-\u9fff][\u3400-\u9fff\s]*)$")
# Of the characters in these names.
_TRADITIONAL = str.maketrans(
    "於衆眾體關內創別單發號後學實導庫廢開錄戶執報據數時暱機來構標點獻稱籤"
    "級紙編網蟲見規訊論訪評詞讀賬資贊載輯過採鏈鍵門問間聞閱閲階頁頒題佈說讚",
    "于众众体关内创别单发号后学实导库废开录户执报据数时昵机来构标点献称签"
    "级纸编网虫见规讯论访评词读账资赞载辑过采链键门问间闻阅阅阶页颁题布说赞",
)
_LONGEST = 200  # characters of a name that are looked at


def folded(name: str) -> str:
    """A name as it is compared.

    >>> folded(" Publication_Date (UTC) "), folded("【發佈日期】")
    ('publicationdate', '发布日期')
    """
    return _folded(name[:_LONGEST])


@lru_cache(maxsize=4096)
def _folded(name: str) -> str:
    whole = unicodedata.normalize("NFKC", name).lower().translate(_TRADITIONAL)
    short = _BRACKETS.sub("", whole)
    return "".join(filter(str.isalnum, short)) or "".join(filter(str.isalnum, whole))


def keys(name: str) -> tuple[str, ...]:
    """The folded names under which a column may be known, the most literal first.

    >>> keys("Title-题名"), keys("文章标题")
    (('title题名', '题名', 'title'), ('文章标题', '标题'))
    """
    return _keys(name[:_LONGEST])


@lru_cache(maxsize=4096)
def _keys(name: str) -> tuple[str, ...]:
    found = [folded(name)]
    if halves := _TWO_LANGUAGES.fullmatch(_BRACKETS.sub("", name)):
        found += [folded(halves[2]), folded(halves[1])]
    found += [key.removeprefix(genre) for key in found for genre in _GENRES if key.startswith(genre)]
    found += [of[1] for key in found if (of := _OF_GENRE.fullmatch(key))]
    return tuple(dict.fromkeys(filter(None, found)))


def known(name: str) -> tuple[str, int] | None:
    """The field that a column's name stands for, and the rank of the name; None for a name that is not known.

    >>> known("文章标题"), known("采集时间")
    (('title', 0), None)
    """
    if is_other_day(name):
        return None
    return next((_RANKED[key] for key in keys(name) if key in _RANKED), None)


def is_other_day(name: str) -> bool:
    """Whether a name says that a day is not that of publication, issue or effect: of a crawl, a change, a deadline."""
    return any(_OTHER_DAYS.fullmatch(key) for key in keys(name))


def _ranked() -> Iterator[tuple[str, tuple[str, int]]]:
    for field, ranks in FIELDS.items():
        for rank, names in enumerate(ranks):
            for name in names:
                yield name, (field, rank)


_RANKED = dict(_ranked())
