"""Exports of databases: the columns by which each is recognised, and what its columns hold.

Conventions. Names are folded as in `names.py`. An export is recognised where all names of one of its `marks` are there.
For each field there are one or more ways, of which the first is taken whose columns are all there: their cells are
joined (`("lp", "td")`: Factiva's lead paragraph and body). A field without a way has no column in this export, whatever
columns are called; a field that is not listed is found by its name. Numbers that a database gives to its records stay
attributes, since exports of two searches repeat them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Ways = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Preset:
    """The export of one database. `advice` is told where the export holds no text."""

    name: str
    marks: tuple[frozenset[str], ...]
    fields: Mapping[str, Ways] = field(default_factory=dict)
    advice: str = ""
    hours: int = 0  # of its time zone east of UTC, where times are counted in seconds


def _ways(*names: str) -> Ways:
    """One way for each name; names with a plus sign between them are one way."""
    return tuple(tuple(name.split("+")) for name in names)


def _marks(*sets: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(names.split()) for names in sets)


PRESETS = (
    Preset(
        "CNKI",
        _marks("srcdatabase title", "来源库 题名", "来源数据库 题名", "题名 文献来源", "题名 来源 关键词 发表时间"),
        {
            "text": _ways("全文", "正文", "摘要", "summary"),
            "title": _ways("题名", "title"),
            "source": _ways("文献来源", "刊名", "来源", "学位授予单位", "source"),
            "date": _ways("发表时间", "出版时间", "pubtime", "年", "year"),
            "id": (),
        },
    ),
    Preset(
        "PKULaw",
        _marks("标题 效力级别", "标题 效力位阶", "标题 时效性 发文字号", "标题 时效性 发布部门",
               "法规标题", "法规名称 时效性", "法规名称 效力级别",
               "documentno issuedate implementdate", "title issuingauthority levelofauthority",
               "title issuingauthority effectivedate"),
        {
            "text": _ways("全文", "正文", "法规全文", "法规正文", "正文内容", "内容", "fulltext", "text", "content"),
            "title": _ways("标题", "法规标题", "法规名称", "title"),
            "source": _ways("发布部门", "制定机关", "发布机关", "颁布部门", "制定部门", "issuingauthority",
                            "issuedepartment"),
            "date": _ways("发布日期", "公布日期", "颁布日期", "dateissued", "issuedate", "promulgationdate"),
            "issued": _ways("成文日期", "通过日期"),
            "effective": _ways("实施日期", "施行日期", "生效日期", "effectivedate", "implementdate"),
            "number": _ways("发文字号", "文号", "documentnumber", "documentno"),
            "id": (),
        },
    ),
    Preset(
        "Nexis",
        _marks("headline loaddate", "title loaddate", "publication hlead", "title publication byline",
               "headline publication byline", "newspaper headline length", "newspaper headline graphic",
               "publication lni", "publicationname lni", "title publicationname wordcount"),
        {
            "text": _ways("fulltext", "body", "text", "article", "content", "articletext", "documentbody", "hlead"),
            "title": _ways("headline", "title"),
            "source": _ways("publication", "newspaper", "publicationname", "source", "sourcename"),
            "date": _ways("publisheddate", "publicationdate", "datepublished", "date"),
        },
    ),
    Preset(
        "Factiva",
        _marks("hd pd sn", "hd pd an", "hd td", "an publicationdatetime", "an publicationdate",
               "headline accessionnumber", "headline accessionno", "headline sourcecode", "title an sourcename"),
        {
            "text": _ways("lp+td", "fulltext", "body", "text", "content", "td", "lp"),
            "title": _ways("hd", "headline", "title"),
            "source": _ways("sn", "sourcename", "source", "publication", "publishername"),
            "date": _ways("pd", "publicationdate", "publicationdatetime", "pubdate", "date"),
            "id": (),
        },
    ),
    Preset(
        "Scopus",
        _marks("eid sourcetitle", "authors title year sourcetitle", "title year sourcetitle citedby"),
        {
            "text": _ways("abstract"),
            "title": _ways("title", "documenttitle"),
            "source": _ways("sourcetitle"),
            "date": _ways("year"),
            "url": _ways("link"),
            "id": (),
        },
    ),
    Preset(
        "Web of Science",
        _marks("ti so py", "ti ab ut", "articletitle sourcetitle publicationyear", "articletitle sourcetitle ut"),
        {
            "text": _ways("ab", "abstract"),
            "title": _ways("ti", "articletitle"),
            "source": _ways("so", "sourcetitle"),
            "date": _ways("pd", "publicationdate", "py", "publicationyear"),
            "id": (),  # two letters ID are the keywords plus
        },
    ),
    Preset(
        "ProQuest",
        _marks("storeid pubtitle", "storeid pubdate", "title storeid articletype",
               "proquestdocumentid publicationtitle", "title pubtitle pubdate findacopy"),
        {
            "text": _ways("fulltext", "text", "abstract"),
            "title": _ways("title"),
            "source": _ways("pubtitle", "publicationtitle"),
            "date": _ways("pubdate", "publicationdate", "alphadate", "year", "publicationyear"),
            "url": _ways("documenturl", "url"),
            "id": (),
        },
    ),
    Preset(
        "a collector of WeChat articles",
        _marks("公众号 标题", "公众号昵称 标题", "账号 标题 阅读数", "gzhname title", "公众号名称 标题",
               "微信公众号 标题", "公众号 链接", "公众号名称 链接",
               "标题 阅读数 点赞数", "标题 阅读量 在看数", "nickname title publishtime", "nickname title createtime",
               "accountname title publishtime", "account title publishtime", "account title readnum",
               "nickname title readnum", "mpname title publishtime"),
        {
            "text": _ways("正文", "文章内容", "正文内容", "全文", "内容", "content", "text", "articlecontent", "body",
                          "摘要", "digest", "summary"),
            "title": _ways("标题", "title"),
            "source": _ways("公众号", "公众号名称", "公众号昵称", "gzhname", "微信公众号", "账号名称", "账号",
            "nickname", "accountname",
                            "account", "mpname"),
            "date": _ways("发布时间", "发布日期", "发表时间", "发表日期", "发文时间", "发文日期", "推送时间",
                          "推送日期", "publishtime", "publishdate", "publishat", "posttime", "pubtime", "createtime",
                          "日期", "时间", "date", "datetime"),
            "url": _ways("链接", "原文链接", "url", "link", "contenturl"),
        },
        hours=8,
    ),
    Preset(
        "WiseNews",
        _marks("媒体 版面 标题", "媒体 版次 标题", "媒体名称 版面 标题", "媒体名称 版次 标题", "报章 版面 标题",
               "headline media publishdate", "headline media section", "headline medianame section"),
        {
            "text": _ways("全文", "正文", "内容", "新闻内容", "fulltext", "content", "text"),
            "title": _ways("标题", "headline"),
            "source": _ways("媒体", "媒体名称", "报章", "medianame", "media"),
            "date": _ways("出版日期", "发布日期", "刊登日期", "日期", "publishdate", "publicationdate", "date"),
        },
    ),
    Preset(
        "Media Cloud",
        _marks("storiesid publishdate", "medianame mediaurl", "medianame publishdate indexeddate"),
        {
            "text": _ways("storytext", "text", "content"),
            "title": _ways("title"),
            "source": _ways("medianame"),
            "date": _ways("publishdate"),
            "id": (),
        },
        "Media Cloud exports titles and links, no text; fetch the pages, or write text = \"title\" to study titles",
    ),
    Preset(
        "GDELT",
        _marks("seendate domain", "gkgrecordid", "sourceurl globaleventid"),
        {"source": _ways("domain", "v2sourcecommonname"), "date": (), "id": ()},
        "GDELT exports no text, and its dates say when a page was seen; fetch the pages",
    ),
)  # fmt: skip


def preset_of(names: frozenset[str]) -> Preset | None:
    """The export whose marks are among these folded names of columns; of several, the one with most of its marks.

    >>> preset_of(frozenset(("eid", "sourcetitle", "title"))).name
    'Scopus'
    """
    found = [(max(map(len, marks)), preset) for preset in PRESETS if (marks := [m for m in preset.marks if m <= names])]
    return max(found, key=lambda pair: pair[0])[1] if found else None
