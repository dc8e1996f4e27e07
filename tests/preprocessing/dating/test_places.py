"""The places of a text in which a day dates it: below the text, beside a paper, at its close, in a dateline."""

import pytest

from topics.preprocessing.dating.chronology import candidates, dated
from topics.preprocessing.document import Document
from topics.preprocessing.reading import read_bytes

ZH = (
    "为加快推进数据要素市场化配置改革，充分释放数据要素价值，我局制定了《若干意见》，现印发给你们，请认真贯彻执行。\n"
    "各有关单位要建立健全工作机制，明确责任分工，细化任务措施，确保各项工作落到实处，并及时总结经验做法。"
)
EN = (
    "The government has set out a new programme to support manufacturers that adopt digital technology in factories.\n"
    "Business groups welcomed the announcement but asked for more detail on how the money would be shared."
)


def judged(text: str) -> Document:
    return dated(Document("d", text))


@pytest.mark.parametrize(
    ("below", "date", "source"),
    [
        (f"{ZH}\n\n来源：经济日报\n责任编辑：张三\n发布日期：2018-06-12\n", "2018-06-12", "经济日报"),
        (f"{ZH}\n文章来源：科技日报 发布时间：2019/8/7\n上一篇：某地开工\n下一篇：某地竣工", "2019-08-07", "科技日报"),
        (f"{EN}\n\nPublished on 3 Mar 2021 by The Daily Press.\n", "2021-03-03", ""),
        (f"{EN}\nFirst published: 7 August 2019\nSource: The Daily Press", "2019-08-07", "The Daily Press"),
        # other days, a sentence, an entry of a list of literature, the source of figures, days of other texts
        (f"{EN}\nAccessed: 7 August 2019\nPrinted: 9 August 2019\n", "", ""),
        (f"{EN}\nPublished on 7 August 2019, the report found new jobs.\n", "", ""),
        (f"{EN}\nReferences\nSmith, J. (2019). Robots. Published: 3 May 2015\n", "", ""),
        (f"{ZH}\n资料来源：国家统计局\n", "", ""),
        (f"{ZH}\n发布时间：2019-08-07\n某地开工\n发布时间：2019-09-01\n某地竣工\n", "", ""),
    ],
)
def test_labels_below_a_text_say_its_day_and_source(below: str, date: str, source: str) -> None:
    found = judged(f"智能制造走进车间\n{below}")
    assert (found.date, found.date_source, found.source) == (date, "label below the text" if date else "", source)


def test_a_label_above_the_text_comes_before_one_below_it() -> None:
    assert judged(f"平台建设\n发布时间：2018-01-02\n{ZH}\n发布时间：2019-08-07\n").date == "2018-01-02"


@pytest.mark.parametrize(
    ("text", "date", "source"),
    [
        # the day of a speech, below its title
        (f"政府工作报告\n——2019年1月27日在某省第十三届人民代表大会第二次会议上\n省长 王某\n{ZH}",
         "2019-01-27", "header note"),
        (f"工作报告\n——2020年1月8日在某区第十六届人民代表大会\n第六次会议上\n区长 陈某\n{ZH}",
         "2020-01-08", "header note"),
        (f"Speech\nDelivered on: 3 March 2021 (Transcript of the speech, as it was delivered)\n{EN}", "2021-03-03",
         "header label"),
        # the page of a paper, and its length in minutes
        (f"发展先进制造业\n《人民日报》（2020年06月08日 第 09 版）\n{ZH}", "2020-06-08", "page header"),
        (f"Federal Register / Vol. 86, No. 40 / Wednesday, March 3, 2021 / Notices\n{EN}", "2021-03-03", "page header"),
        (f"Factories go digital\nMarch 3, 2021 | 4 min read | Technology\n{EN}", "2021-03-03", "page header"),
        (f"学习贯彻\n《网络安全法》（2016年11月7日）\n{ZH}", "", ""),
        (f"Budget\n14 February 2018 | By Jane Doe | 3 comments\n{EN}", "2018-02-14", "page header"),
        (f"Budget\nFeb. 14, 2018, 8:30 a.m. ET\n{EN}", "2018-02-14", "page header"),
        (f"智能产业\n2018年02月14日 08:30 阅读 2万+ IP属地：广东\n{ZH}", "2018-02-14", "page header"),
        (f"公报\n下一次发布时间：2018年5月14日\n发布时间：2018年2月14日\n{ZH}", "2018-02-14", "header label"),
        # datelines
        (f"LONDON, March 3, 2021 (Reuters) - {EN}", "2021-03-03", "dateline"),
        (f"Steel\nSTOCKHOLM, Sweden, 3 March 2021 – {EN}", "2021-03-03", "dateline"),
        (f"LONDON, March 3 (Reuters) - {EN}", "", ""),
        (f"新华社北京2021年3月3日电（记者张三）{ZH}", "2021-03-03", "dateline"),
        (f"智能制造\n新华社北京2021年3月3日电\n{ZH}", "2021-03-03", "dateline"),
        (f"智能制造\n\n　　本报杭州2021年3月3日讯（通讯员李四）\n{ZH}", "2021-03-03", "dateline"),
        (f"智能制造\n新华社北京3月3日电\n{ZH}", "", ""),
        (f"智能制造\n{ZH}\n据新华社北京2021年3月3日电\n{ZH}", "", ""),
        (f"智能制造\n2021年3月3日电网检修\n{ZH}", "", ""),
        (f"中国电信集团2021年3月3日召开智能制造推进会，{ZH}", "", ""),
        (f"2021年3月3日，电力部门召开智能制造推进会，{ZH}", "", ""),
        (f"本报讯（记者张三）2021年3月3日，智能制造推进会召开，{ZH}", "2021-03-03", "dateline"),
        # times of day as news pages write them, days with the year first, papers without a space
        (f"Factories go digital\nWed 3 Mar 2021 06.00 GMT\n{EN}", "2021-03-03", "page header"),
        (f"Factories go digital in the north\nSept. 3, 2021, 3:02 p.m. ET\n{EN}", "2021-09-03", "page header"),
        (f"Factories\n3 March 2021 • 6:00am\n{EN}", "2021-03-03", "page header"),
        (f"Factories\n2021 March 3\n{EN}", "2021-03-03", "page header"),
        (f"Factories\n2021-Mar-03\n{EN}", "2021-03-03", "page header"),
        (f"Factories\nDate: 20210303T101500Z\n{EN}", "2021-03-03", "page header"),
        (f"Factories\nPublish date: 2021 03 03\n{EN}", "2021-03-03", "header label"),
        (f"Factories\nPublished 3:02 PM EST March 3, 2021\n{EN}", "2021-03-03", "header label"),
        (f"Factories\nUpdated 10:15 GMT, March 3, 2021\n{EN}", "", ""),
        (f"Factories\nEvent date: 2021-03-03\n{EN}", "", ""),
        (f"Factories\nCreated Date: 1 March 2020\nPosted Date: 3 March 2021\n{EN}", "2021-03-03", "header label"),
        (f"Factories\nLast updated at 10:15, 3 March 2021\n{EN}", "", ""),
        (f"Factories\n3 March 2021 (updated)\n{EN}", "", ""),
        (f"智能制造\n2021-03-03 更新\n{ZH}", "", ""),
        (f"智能制造\n2021年3月3日（修订）\n{ZH}", "", ""),
        (f"智能制造\n截止 2021-03-03\n{ZH}", "", ""),
        (f"Factories\nHearing Date: 3 March 2021\n{EN}", "", ""),
        (f"Factories\nDate: 3 March 2021\n{EN}", "2021-03-03", "page header"),
        (f"Factories\nSource: The Daily Press  Date: 3 March 2021\n{EN}", "2021-03-03", "page header"),
        (f"Factories\nTreaty of 3 March 2021.\n{EN}", "", ""),
        (f"智能制造\n浙江日报2021年3月3日第2版\n{ZH}", "2021-03-03", "page header"),
        (f"智能制造\n2021. 3. 3.\n{ZH}", "2021-03-03", "page header"),
        (f"智能制造\n版本 3.06 2021\n{ZH}", "", ""),
        (f"Programme\nVienna, 3 March 2021 - 5 March 2021\n{EN}", "", ""),
        (f"Factories\nThe treaty was signed in Paris, 3 March 1951 - and it took years to come in.\n{EN}", "", ""),
        # the close of a letter, an act or a release
        (f"再工業化\n{ZH}\n\n完\n\n2021年11月24日（星期三）\n香港時間14時30分\n", "2021-11-24", "signature"),
        (f"Factories\n{EN}\nEnds/Wednesday, November 24, 2021\nIssued at HKT 14:30\n", "2021-11-24", "signature"),
        (f"AGREEMENT\n{EN}\nDone at Geneva this 3rd day of March 2021.\nFor the Government:\n",
         "2021-03-03", "signature"),
        (f"History\n1.0\n4 May 1930\n1.1\n3 March 1951\n{EN}", "", ""),
        (f"History\n{EN}\nThe first factory was opened on\n3 March 1921\n", "", ""),
        (f"History\n{EN}\n3 March 1921\nFirst factory\n4 May 1930\nSecond factory\n", "", ""),
        # days that stand alone again and again
        (f"大事记\n2018年1月5日\n公司成立。\n2018年3月7日\n{ZH}\n2019年4月2日\n{ZH}", "", ""),
    ],
)  # fmt: skip
def test_a_day_counts_by_its_place(text: str, date: str, source: str) -> None:
    found = judged(text)
    assert (found.date, found.date_source) == (date, source)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("通知_20210303", "2021-03-03"),
        ("２０２１-０３-０３通知", "2021-03-03"),
        ("2021年3月3日 智能制造通知", "2021-03-03"),
        ("智能制造（二〇二一年三月三日）", "2021-03-03"),
        ("Minutes 3 March 2021", "2021-03-03"),
        ("Minutes_March 3, 2021_final", "2021-03-03"),
        ("截至2021年3月3日的名单", ""),
        ("2021年3月3日起施行的办法", ""),
        ("Figures as of 3 March 2021", ""),
        ("2021年3月1日 至 2021年3月3日", ""),
        ("Report March 2021", ""),
    ],
)
def test_a_whole_day_that_stands_apart_in_a_file_name_dates(name: str, date: str) -> None:
    assert dated(Document("d", ZH, path=f"documents/{name}.txt")).date == date


@pytest.mark.parametrize(
    ("label", "date", "precision"),
    [
        ("發布日期：110-05-03", "2021-05-03", "day"),
        ("張貼日：109.12.31 08:30", "2020-12-31", "day"),
        ("發文日期：中華民國一百零九年十二月三十一日", "2020-12-31", "day"),
        ("发布日期：2021年第2季度", "2021-04-01", "quarter"),
        ("Release date: 2021-Q1", "2021-01-01", "quarter"),
        ("Publication date: 2021-W05", "2021-02-01", "week"),
        ("公告日期：2021年4月6日", "2021-04-06", "day"),
        ("网络首发日期：2019-07-08", "2019-07-08", "day"),
        ("Available online 5 February 2021", "2021-02-05", "day"),
        ("发布日期：110-05-03", "", ""),  # no word says that the years are those of the Republic
        ("版本號：110-05-03", "", ""),
    ],
)
def test_a_label_is_followed_by_a_day_in_any_form(label: str, date: str, precision: str) -> None:
    found = judged(f"{label}\n{EN if label.isascii() else ZH}")
    assert (found.date, found.date_precision) == (date, precision)


def test_what_stands_behind_a_label_is_quoted_with_the_reason() -> None:
    said = candidates(judged(f"发布日期：110-05-03\n{ZH}"))
    assert '“发布日期: 110-05-03” (header label) is not taken: "110-05-03" has a year of fewer than four digits' in said


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<ul><li>Press release</li><li>21 April 2021</li></ul><h1>Rules</h1><div>{}</div>", "21 April 2021"),
        (
            "<h1>Rules</h1>{}<footer><p>Site 2010-01-01</p><p>【发布时间】2021年4月21日</p></footer>",
            "【发布时间】2021年4月21日",
        ),
    ],
)
def test_a_day_beside_the_text_of_a_page_is_quoted(page: str, words: str) -> None:
    text = "".join(f"<p>{line}</p>" for line in EN.split("\n"))
    [document] = read_bytes(f"<html><body>{page.format(text)}</body></html>".encode(), "a.html").documents
    found = dated(document)
    assert found.date == ""
    assert candidates(found).startswith(f"“{words}” (page) is not taken: it stands beside the text")


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ('<h1 id="activity-name">车间</h1><a id="js_name"> 工业观察 </a><script>ct="1614907800"</script>',
         "工业观察"),
        ("<h1>车间</h1><div>中央政府门户网站 www.gov.cn 2021年03月05日 10时20分 来源：某部网站</div>", "某部网站"),
        ("<h1>车间</h1><dl><dt>From:</dt><dd>Cabinet Office</dd><dt>Published</dt><dd>5 March 2021</dd></dl>",
         "Cabinet Office"),
    ],
)  # fmt: skip
def test_who_published_a_page_is_its_source(header: str, source: str) -> None:
    page = f'<html><head><meta property="og:site_name" content="某平台"></head><body>{header}<p>{ZH}</p></body></html>'
    [document] = read_bytes(page.encode(), "a.html").documents
    assert (dated(document).date, dated(document).source) == ("2021-03-05", source)


@pytest.mark.parametrize(
    ("header", "source"),
    [
        ("时间：2020年2月9日 来源：综合处 【打印本页】 【关闭窗口】", "综合处"),
        ("[2020-02-09 08:30] [来源：中国电子报]", "中国电子报"),
        ("日期：2020-02-09 来源：新华社（北京）", "新华社（北京）"),
        (
            "- **Date published:** 2020-02-09\n- **Source:** [The Daily Press](https://example.org/2019/01/x)",
            "The Daily Press",
        ),
        # what stands below an empty label is the title, what stands in brackets alone is nothing
        ("发布日期：2020-02-09\n来源：\n关于加强管理的说明", ""),
        ("发布日期：2020-02-09 来源：】", ""),
    ],
)
def test_a_source_is_a_name_without_what_a_page_sets_beside_it(header: str, source: str) -> None:
    found = judged(f"{header}\n{ZH}")
    assert (found.date, found.source) == ("2020-02-09", source)


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ("Document Citation:\n86 FR 12345\nPublication Date:\n03/15/2021\n", "2021-03-15"),
        ("采购编号：\n某采〔2021〕1号\n发布日期：\n2021年3月15日\n", "2021-03-15"),
        ("各市人民政府：\n根据国务院\n2015年7月4日\n印发的意见，\n", ""),
        ("Dear Sir:\nFollowing the decree of\n4 July 2015\nwe have\n", ""),
    ],
)
def test_a_label_that_nobody_knows_is_no_end_of_a_header(header: str, date: str) -> None:
    assert judged(f"某事\n{header}{EN if header.isascii() else ZH}").date == date
