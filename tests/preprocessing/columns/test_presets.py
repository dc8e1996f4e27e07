"""Exports of databases: header rows as their programs write them, with one made-up record each."""

import csv
import io
from typing import Any

import pytest

from topics.preprocessing.readers.fields import Reading
from topics.preprocessing.readers.tabular import read_csv

ZH = "本文以人工智能产业政策为研究对象，梳理了各省出台的文件，并提出三点建议。"
EN = "Offshore wind farms have spread along the northern coasts, and this paper asks how their permits were delayed."


def read(columns: dict[str, str], tab: bool = False) -> Reading:
    file = io.StringIO()
    writer = csv.writer(file, delimiter="\t" if tab else ",", lineterminator="\r\n")
    writer.writerows([list(columns), list(columns.values())])
    return read_csv(("\ufeff" + file.getvalue()).encode(), "a.tsv" if tab else "a.csv")


def found(reading: Reading) -> dict[str, Any]:
    [record] = reading.records
    [table] = reading.columns
    [understood] = table.understood
    assert not understood.conflicts
    return {"made by": understood.preset and understood.preset.name, "abstract": bool(understood.abstract), **record}


Cases = list[tuple[dict[str, str], dict[str, Any]]]
CNKI: Cases = [
    (
        {"SrcDatabase-来源库": "期刊", "Title-题名": "题", "Author-作者": "甲;乙", "Organ-单位": "某大学",
         "Source-文献来源": "某学报", "Keyword-关键词": "人工智能", "Summary-摘要": ZH,
         "PubTime-发表时间": "2021-03-15",
         "FirstDuty-第一责任人": "甲", "Fund-基金": "", "Year-年": "2021", "Volume-卷": "3", "Period-期": "2",
         "PageCount-页码": "1-9", "CLC-中图分类号": "F49", "URL-网址": "http://x.cn/1", "DOI-DOI": ""},
        {"title": "题", "source": "某学报", "date": "2021-03-15", "text": ZH, "abstract": True},
    ),
    (
        {"SrcDatabase-来源库": "硕士", "Title-题名": "题", "Author-作者": "甲", "Organ-单位": "某大学",
         "Source-文献来源": "某大学", "Keyword-关键词": "", "Summary-摘要": ZH, "PubTime-发表时间": "2021-06-01 10:00",
         "Degree-学位": "硕士", "Teacher-导师": "乙"},
        {"title": "题", "source": "某大学", "date": "2021-06-01 10:00", "text": ZH, "abstract": True},
    ),
    (
        {"来源库": "期刊", "题名": "题", "作者": "甲", "单位": "某所", "文献来源": "某刊", "关键词": "a;b", "摘要": ZH,
         "发表时间": "2020-11", "第一责任人": "甲", "基金": "", "年": "2020", "卷": "", "期": "11"},
        {"title": "题", "source": "某刊", "date": "2020-11", "text": ZH, "abstract": True},
    ),
    (
        {"Title-题名": "题", "Author-作者": "甲", "Source-刊名": "某刊", "Year-年": "2013", "PubTime-出版时间": "",
         "Keyword-关键词": "", "Summary-摘要": ZH, "Period-期": "07", "SrcDatabase-来源数据库": "期刊",
         "Organ-机构": "某部"},
        {"title": "题", "source": "某刊", "date": "2013", "text": ZH, "abstract": True},
    ),
    (
        {"题名": "题", "作者": "甲", "来源": "某日报", "发表时间": "2022/5/6", "数据库": "报纸", "关键词": "x",
         "被引": "0", "下载": "5", "摘要": ZH},
        {"title": "题", "source": "某日报", "date": "2022/5/6", "text": ZH, "abstract": True},
    ),
]  # fmt: skip
PKULAW: Cases = [
    (
        {"标题": "某办法", "发文字号": "某〔2021〕3号", "制定机关": "某部", "公布日期": "2021.03.15",
         "施行日期": "2021.05.01",
         "时效性": "现行有效", "效力位阶": "部门规章", "正文": ZH},
        {"title": "某办法", "source": "某部", "date": "2021.03.15", "effective": "2021.05.01",
         "number": "某〔2021〕3号",
         "text": ZH, "abstract": False},
    ),
    (
        {"序号": "1", "标题": "某通知", "发布部门": "某省政府", "发文字号": "某〔2020〕1号", "发布日期": "2020.01.02",
         "实施日期": "2020.02.01", "时效性": "失效", "效力级别": "地方规范性文件", "法规类别": "工业", "全文": ZH},
        {"title": "某通知", "source": "某省政府", "date": "2020.01.02", "effective": "2020.02.01", "text": ZH},
    ),
    (
        {"法规标题": "某条例", "颁布部门": "某市人大", "文号": "第3号", "发布日期": "2019-07-01",
         "生效日期": "2019-09-01",
         "法规全文": ZH, "法宝引证码": "CLI.10.1"},
        {"title": "某条例", "source": "某市人大", "date": "2019-07-01", "effective": "2019-09-01", "number": "第3号",
         "text": ZH},
    ),
    (
        {"Title": "Measures", "Issuing Authority": "Ministry", "Document Number": "No. 3", "Date Issued": "2021-03-15",
         "Effective Date": "2021-05-01", "Level of Authority": "Departmental Rules", "Status": "Effective",
         "Full Text": EN},
        {"title": "Measures", "source": "Ministry", "date": "2021-03-15", "effective": "2021-05-01", "number": "No. 3",
         "text": EN},
    ),
    (
        {"Gid": "a1", "Title": "某规定", "DocumentNO": "某令第5号", "Category": "工业", "EffectivenessDic": "XE03",
         "ImplementDate": "2022.01.01", "IssueDate": "2021.12.01", "IssueDepartment": "某委", "TimelinessDic": "01",
         "FullText": ZH, "Url": "http://x.cn"},
        {"title": "某规定", "source": "某委", "date": "2021.12.01", "effective": "2022.01.01", "number": "某令第5号",
         "text": ZH},
    ),
]  # fmt: skip
NEXIS: Cases = [
    (
        {"Headline": "H", "Publication": "The Paper", "Date": "March 15, 2021 Monday", "Section": "News",
         "Length": "812 words", "Byline": "A. B.", "Body": EN, "Load-Date": "March 16, 2021"},
        {"title": "H", "source": "The Paper", "date": "March 15, 2021 Monday", "text": EN},
    ),
    (
        {"Title": "H", "Published date": "2021-03-15", "Publication": "The Paper", "Hlead": "Lead.", "Byline": "A",
         "Word count": "80", "Full text": EN, "Document ID": "1"},
        {"title": "H", "source": "The Paper", "date": "2021-03-15", "text": EN},
    ),
    (
        {"ID": "1", "Source_File": "f.txt", "Newspaper": "The Paper", "Date": "2021-03-15", "Length": "80 words",
         "Section": "Pg. 1", "Author": "A", "Edition": "", "Headline": "H", "Graphic": "FALSE", "Article": EN},
        {"title": "H", "source": "The Paper", "date": "2021-03-15", "text": EN, "id": "1"},
    ),
    (
        {"LNI": "5X-1", "Publication Name": "The Paper", "Title": "H", "Publication Date": "2021-03-15T00:00:00Z",
         "Word Count": "80", "Content": EN, "Load-Date": "2021-03-16"},
        {"title": "H", "source": "The Paper", "date": "2021-03-15T00:00:00Z", "text": EN},
    ),
    (
        {"HEADLINE": "H", "PUBLICATION": "The Paper", "BYLINE": "A", "PUBLICATION-DATE": "2021-03-15", "SECTION": "",
         "LOAD-DATE": "2021-03-16", "BODY": EN},
        {"title": "H", "source": "The Paper", "date": "2021-03-15", "text": EN},
    ),
]  # fmt: skip
FACTIVA: Cases = [
    (
        {"SE": "News", "HD": "H", "BY": "A", "WC": "812 words", "PD": "15 March 2021", "SN": "The Guardian",
         "SC": "GRDN",
         "LA": "English", "CY": "c", "LP": "Lead paragraph of it.", "TD": EN, "AN": "Document GRDN000020210315"},
        {"title": "H", "source": "The Guardian", "date": "15 March 2021", "text": f"Lead paragraph of it.\n\n{EN}"},
    ),
    (
        {"an": "GRDN1", "title": "H", "body": EN, "snippet": "S", "source_name": "The Guardian", "source_code": "GRDN",
         "publication_date": "2021-03-15", "modification_datetime": "2021-03-20", "word_count": "80"},
        {"title": "H", "source": "The Guardian", "date": "2021-03-15", "text": EN},
    ),
    (
        {"Headline": "H", "Accession Number": "GRDN1", "Source": "The Guardian", "Publication Date": "15/03/2021",
         "Word Count": "80", "Text": EN},
        {"title": "H", "source": "The Guardian", "date": "2021-03-15", "text": EN},
    ),
    (
        {"AN": "GRDN1", "HD": "H", "PD": "2021-03-15", "ET": "", "SN": "The Guardian", "TD": EN},
        {"title": "H", "source": "The Guardian", "date": "2021-03-15", "text": EN},
    ),
    (
        {"Title": "H", "AN": "GRDN1", "Publication Datetime": "2021-03-15 08:00", "Ingestion Datetime": "2021-03-19",
         "Source Name": "The Guardian", "Publisher Name": "GNM", "Byline": "A", "Body": EN},
        {"title": "H", "source": "The Guardian", "date": "2021-03-15 08:00", "text": EN},
    ),
]  # fmt: skip
SCOPUS: Cases = [
    (
        {"Authors": "A. A.", "Author full names": "A, A (1)", "Author(s) ID": "1", "Title": "T", "Year": "2021",
         "Source title": "J. of X", "Volume": "1", "Issue": "2", "Cited by": "4", "DOI": "10.1/x",
         "Link": "https://x.y",
         "Abstract": EN, "Author Keywords": "wind", "Document Type": "Article", "Source": "Scopus", "EID": "2-s2.0-1"},
        {"title": "T", "source": "J. of X", "date": "2021", "text": EN, "abstract": True,
         "meta": {"url": "https://x.y"}},
    ),
    (
        {"Authors": "A", "Title": "T", "Year": "2022", "Source title": "J", "Abstract": EN},
        {"title": "T", "source": "J", "date": "2022", "text": EN},
    ),
    (
        {"Document title": "T", "Authors": "A", "Year": "2020", "Source title": "J", "Abstract": EN, "EID": "2-s2.0-2",
         "Publisher": "P", "ISSN": "1", "Language of Original Document": "English", "Source": "Scopus"},
        {"title": "T", "source": "J", "date": "2020", "text": EN},
    ),
    (
        {"EID": "2-s2.0-3", "Title": "T", "Abbreviated Source Title": "J.", "Source title": "J", "Year": "2019.0",
         "Conference date": "1 May 2018", "Abstract": EN, "Index Keywords": "x"},
        {"title": "T", "source": "J", "date": "2019", "text": EN},
    ),
    (
        {"Title": "T", "Year": "2018", "Source title": "J", "Cited by": "1", "Abstract": EN,
         "Publication Stage": "Final"},
        {"title": "T", "source": "J", "date": "2018", "text": EN},
    ),
]  # fmt: skip
WOS: Cases = [
    (
        {"PT": "J", "AU": "A", "AF": "A", "TI": "T", "SO": "J OF X", "DE": "wind", "ID": "PLUS", "AB": EN,
         "PD": "MAR 15",
         "PY": "2021", "VL": "1", "UT": "WOS:1", "DA": "2022-01-02"},
        {"title": "T", "source": "J OF X", "date": "2021-03-15", "text": EN, "abstract": True},
    ),
    (
        {"PT": "J", "AU": "A", "TI": "T", "SO": "J", "AB": EN, "PD": "SPR", "PY": "2020", "UT": "WOS:2",
         "EA": "DEC 2019"},
        {"title": "T", "source": "J", "date": "2020", "text": EN},
    ),
    (
        {"Publication Type": "J", "Authors": "A", "Book Authors": "", "Article Title": "T", "Source Title": "J",
         "Abstract": EN, "Publication Date": "JAN-FEB", "Publication Year": "2019", "Early Access Date": "DEC 2018",
         "Date of Export": "2022-01-02", "UT (Unique WOS ID)": "WOS:3", "Publisher": "P"},
        {"title": "T", "source": "J", "date": "2019-01", "text": EN},
    ),
    (
        {"Article Title": "T", "Source Title": "J", "Abstract": EN, "Publication Year": "2018", "Publication Date": "",
         "DOI": "10.1/x", "DOI Link": "http://dx", "Research Areas": "x"},
        {"title": "T", "source": "J", "date": "2018", "text": EN},
    ),
    (
        {"TI": "T", "AB": EN, "SO": "J", "PY": "2017", "PD": "NOV", "UT": "WOS:5", "C1": "", "CR": ""},
        {"title": "T", "source": "J", "date": "2017-11", "text": EN},
    ),
]  # fmt: skip
PROQUEST: Cases = [
    (
        {"Title": "T", "Abstract": "abs", "StoreId": "1", "AlphaDate": "Mar 15, 2021", "FullText": EN, "Authors": "A",
         "pubdate": "Mar 15, 2021", "pubtitle": "Paper A", "year": "2021"},
        {"title": "T", "source": "Paper A", "date": "Mar 15, 2021", "text": EN, "abstract": False},
    ),
    (
        {"Title": "T", "Abstract": EN, "StoreId": "1", "ArticleType": "News", "Authors": "A", "companies": "",
         "copyright": "", "documentType": "News", "entryDate": "2021-03-20", "issn": "1", "language": "English",
         "pubdate": "Mar 2021", "pubtitle": "Paper A", "year": "2021", "DocumentURL": "https://x.y", "subjects": "",
         "FindACopy": "", "Database": "D"},
        {"title": "T", "source": "Paper A", "date": "Mar 2021", "text": EN, "abstract": True,
         "meta": {"url": "https://x.y"}},
    ),
    (
        {"Title": "T", "Publication title": "Paper A", "Publication date": "2021-03-15", "Publication year": "2021",
         "ProQuest document ID": "9", "Full text": EN, "Abstract": "a", "Publisher": "P", "Last updated": "2022-01-01"},
        {"title": "T", "source": "Paper A", "date": "2021-03-15", "text": EN},
    ),
    (
        {"Title": "T", "StoreId": "1", "ArticleType": "", "pubdate": "Spring 2021", "pubtitle": "Paper A",
         "year": "2021",
         "Abstract": EN, "AlternateTitle": "Other", "AccessionNumber": "7"},
        {"title": "T", "source": "Paper A", "date": "Spring 2021", "text": EN},
    ),
    (
        {"StoreId": "1", "Title": "T", "pubtitle": "Paper A", "pubdate": "", "year": "2020", "Abstract": "a",
         "FullText": EN},
        {"title": "T", "source": "Paper A", "date": "2020", "text": EN},
    ),
]  # fmt: skip
WECHAT: Cases = [
    (
        {"公众号": "某发布", "标题": "题", "链接": "http://mp/1", "发布时间": "2021-03-15 08:00", "摘要": "要",
         "正文": ZH, "阅读数": "9", "点赞数": "1"},
        {"title": "题", "source": "某发布", "date": "2021-03-15 08:00", "text": ZH, "meta": {"url": "http://mp/1"}},
    ),
    (
        {"公众号名称": "某发布", "文章标题": "题", "文章链接": "http://mp/1", "发布日期": "2021-03-15",
         "采集时间": "2022-01-01", "文章内容": ZH, "作者": "甲"},
        {"title": "题", "source": "某发布", "date": "2021-03-15", "text": ZH},
    ),
    (
        {"account": "some", "title": "T", "publish_time": "2021-03-15", "content": EN, "read_num": "1", "like_num": "0",
         "crawl_time": "2022-01-01"},
        {"title": "T", "source": "some", "date": "2021-03-15", "text": EN},
    ),
    (
        {"nickname": "some", "title": "T", "create_time": "2021-03-15", "digest": "d", "content": EN,
         "url": "http://mp/2",
         "update_time": "2021-04-01", "author": "A"},
        {"title": "T", "source": "some", "date": "2021-03-15", "text": EN},
    ),
    (
        {"公众号": "某发布", "标题": "题", "内容": ZH, "发文时间": "2021-03-15", "来源": "转载", "阅读量": "3"},
        {"title": "题", "source": "某发布", "date": "2021-03-15", "text": ZH},
    ),
]  # fmt: skip
WISENEWS: Cases = [
    (
        {"序号": "1", "標題": "題", "媒體": "某報", "日期": "2021-03-15", "版面": "A1", "作者": "甲", "內容": ZH,
         "字數": "30"},
        {"title": "題", "source": "某報", "date": "2021-03-15", "text": ZH},
    ),
    (
        {"标题": "题", "媒体名称": "某报", "出版日期": "2021-03-15", "版次": "03", "正文": ZH,
         "下载时间": "2022-01-01"},
        {"title": "题", "source": "某报", "date": "2021-03-15", "text": ZH},
    ),
    (
        {"Headline": "H", "Media": "Paper", "Publish Date": "2021-03-15", "Section": "A1", "Word Count": "9",
         "Content": EN},
        {"title": "H", "source": "Paper", "date": "2021-03-15", "text": EN},
    ),
    (
        {"报章": "某报", "标题": "题", "版面": "要闻", "日期": "2021-03-15", "全文": ZH, "来源": "慧科"},
        {"title": "题", "source": "某报", "date": "2021-03-15", "text": ZH},
    ),
    (
        {"媒体": "某报", "标题": "题", "版面": "1", "刊登日期": "2021-03-15", "新闻内容": ZH},
        {"title": "题", "source": "某报", "date": "2021-03-15", "text": ZH},
    ),
]  # fmt: skip
MADE_BY = {
    "CNKI": CNKI, "PKULaw": PKULAW, "Nexis": NEXIS, "Factiva": FACTIVA, "Scopus": SCOPUS, "Web of Science": WOS,
    "ProQuest": PROQUEST, "a collector of WeChat articles": WECHAT, "WiseNews": WISENEWS,
}  # fmt: skip


@pytest.mark.parametrize(
    ("made_by", "columns", "expected"),
    [(name, *case) for name, cases in MADE_BY.items() for case in cases],
    ids=[f"{name}-{n}" for name, cases in MADE_BY.items() for n in range(1, len(cases) + 1)],
)
@pytest.mark.parametrize("tab", [False, True], ids=["comma", "tab"])
def test_an_export_is_recognised_and_read(
    made_by: str, columns: dict[str, str], expected: dict[str, Any], tab: bool
) -> None:
    record = found(read(columns, tab))
    assert {name: record.get(name) for name in ("made by", *expected)} == {"made by": made_by, **expected}


@pytest.mark.parametrize("columns", [case[0] for cases in MADE_BY.values() for case in cases])
def test_every_column_of_an_export_is_a_field_or_stays_as_it_is(columns: dict[str, str]) -> None:
    reading = read(columns)
    [understood] = reading.columns[0].understood
    [record] = reading.records
    fields = {column for found in understood.fields.values() for column in found}
    assert set(columns) == fields | set(record["attributes"])
    assert record["attributes"] == {name: columns[name] for name in record["attributes"]}
