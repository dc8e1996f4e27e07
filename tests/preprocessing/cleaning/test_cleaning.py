import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.preprocessing.cleaning.characters import _converter, forget_converters, in_traditional, is_traditional
from topics.preprocessing.cleaning.furniture import furniture
from topics.preprocessing.cleaning.glosses import glosses
from topics.preprocessing.cleaning.learned import learned_furniture, without_learned
from topics.preprocessing.cleaning.own_number import document_number
from topics.preprocessing.cleaning.repairs import REPAIRS, clean_counted, clean_text
from topics.preprocessing.cleaning.slipped_bytes import slipped_bytes
from topics.preprocessing.finding import find_files
from topics.preprocessing.reading import read_files

_CONSTANT = 2

# What such pages are made of: runs hypothesis would rarely find by itself.
PIECES = [
    "工業(yè)", "轉(zhuǎn)段", "(APP)", "(2021年)", "５Ｇ", "數 据", "　　", "\n", "\r\n", "\u200b", "\ufeff", ",",
    "；", "：", "?",
    "![a](b)", "[通知](https://a.b/c)", "https://a.b/5G?x=1", "1.jpg", "**", "__", "# ", "- ", "> ", "---",
    "（责任编辑：略）", "来源：本刊整理", "各有关单位：", "现将上述文件转发给你们", "微信扫一扫", "，", "。", "”", "（",
    "）", "a", "G", "6", "\u0301", "①", "…", "~", "規?；瘧?yīng)用", "?；", "?lián)Q", "推进信\n息", "3\n4\n5\n",
    "附件：", "2021年3月1日", "某局\n", "某发〔2021〕3号\n", "推荐阅读\n",
]  # fmt: skip
MESS = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=3)), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # glosses, and what is none
        ("工業(yè)和信息化，人員(yuán)們(men)", "工业和信息化，人员们"),
        ("客户端(APP)于(2021年)上线", "客户端(APP)于(2021年)上线"),
        ("(a)可解释性差；网络(an)", "(a)可解释性差；网络(an)"),  # no tone mark anywhere: not a glossed page
        ("咖啡(café)", "咖啡(café)"),
        # bytes of UTF-8 read as Windows-1252, and letters that only look so
        ("It\u00e2\u20ac\u2122s a caf\u00c3\u00a9 at \u00c2\u00a35", "It's a café at £5"),
        ("养老服务".encode().decode("latin-1"), "养老服务"),
        ("le CAFÉ” et l'été…» AMANHÔ",) * 2,
        ("«AMANH\u00c3», ALEM\u00c3® e X\u00c3», a letra «\u00c2».",) * 2,
        ("J\u00c3\u00a1 s\u00c3\u00b3 CAF\u00c3\u2030 M\u00c3\u00bcller", "Já só CAFÉ Müller"),
        # entities
        ("R&amp;D and Smith&#8217;s&nbsp;firm, AT&amp;amp;T", "R&D and Smith's firm, AT&T"),
        ("R&D; a&b",) * 2,
        # tags
        (
            "推进<em class='hit'>人工</em>智能<br/>建设<!-- 注 -->。<script>var x = 1 < 2;</script>",
            "推进人工智能\n建设。",
        ),
        ("<jats:p>CO<sub>2</sub> fell.</jats:p><p>It rose.</p>", "CO2 fell.\nIt rose."),
        ("&lt;b&gt;bold&lt;/b&gt; words", "bold words"),
        ("if a<b and c>d, p < 0.05; List<String> of <name>",) * 2,
        # tags of which a text speaks
        ("A row begins with <tr> and a cell with <td>; use <li> for items, close with </p> or not.",) * 2,
        ("网页中段落以<p>开始，单元格以<td>开始；所有<p>和</p>之间的内容是段落。",) * 2,
        ("<br>标签用来换行。The <hr> tag draws a line, and “<p>” none.",) * 2,
        ("The <title> of a page stands in its <head> and not in <body>.",) * 2,
        ("第一段。<p>第二段。<br>第三段</p>", "第一段。\n第二段。\n第三段\n"),
        ("Title<p>Wind power grows.<p>\n   <li>One item</div>", "Title\nWind power grows.\nOne item"),
        ("<tr><td>wind<td>12</tr> The <td> element is a cell.", "wind\n12\nThe <td> element is a cell."),
        # scripts and widths
        ("推進工業互聯網", "推进工业互联网"),
        ("５Ｇ＋工业互联网", "5G+工业互联网"),
        ("第一，“平台”：（一）建设；（二）应用！", "第一，“平台”：（一）建设；（二）应用！"),
        ("会议指出,要加快建设;比例3:2", "会议指出，要加快建设；比例3:2"),
        # spaces
        ("数 据安全　　建设", "数据安全建设"),
        ("推进 5G 网络", "推进 5G 网络"),
        ("Industrial  internet\tpolicy", "Industrial internet policy"),
        ("工业\u200b互联网\ufeff", "工业互联网"),
        # addresses
        ("见https://v.example.cn/x5G1?id=5G，全文", "见，全文"),
        ("详见[通知](https://example.org/a)。", "详见通知。"),
        ("![cover](https://a.b/c)\n正文在此。\n1.jpg", "正文在此。"),
        # Markdown
        ("## 一、**总体**要求\n> 引文\n- 条目", "一、总体要求\n引文\n条目"),
        # furniture
        ("结果公布。（责任编辑：略）", "结果公布。"),
        ("结果公布。来源：本刊整理", "结果公布。"),
        ("结果公布。（完 编 辑 略）", "结果公布。"),
        ("结果公布。\n（责任编辑：略）\n来源：本刊整理", "结果公布。"),
        ("发布时间：2020年3月27日　来源：某协会\n正文。", "正文。"),
        ("正文。\n，\n，\n。\n微信扫一扫\n赞\n预览时标签不可点", "正文。"),
        ("数据来源：统计部门的抽样调查覆盖了全部规模以上企业和一部分小微企业，口径与上年一致，结果可比。",) * 2,
        ("核查数据来源，标签说不清来源。",) * 2,
        # addressees
        ("各有关单位：现将上述文件转发给你们，请结合实际抓好落实。\n正文。",) * 2,
        ("各省、自治区、直辖市工业和信息化主管部门：\n正文。", "正文。"),
        ("各地要切实做好以下工作：\n（一）正文。",) * 2,
    ],
)
def test_repairs_change_what_they_should_and_nothing_else(text: str, expected: str) -> None:
    assert clean_text(text) == expected


NAMES = "本市发布了关于工业发展的通知，要求各县认真执行。"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # a simplified document keeps the traditional characters of its names and quotations
        *[
            (f"{NAMES}\n{line}",) * 2
            for line in (
                "吉林省松原市乾安县发展农业。",
                "清乾隆年间，樊於期与徵音之说。",
                "活字印刷术的发明者毕昇。",
                "华为昇腾芯片与朱镕基、王丙乾。",
                "干细胞与皇后，一公里以里。",
                "展览名为「產業の歴史」，在东京举行。",
                "他在信中写道：數據安全，人人有責。",
            )
        ],
        # a line that is wholly traditional is a quotation of some length
        (f"{NAMES}\n經濟部推動雲端運算服務。", f"{NAMES}\n经济部推动云端运算服务。"),
        # a traditional document is converted with the characters that both scripts have, names apart
        ("乾縣發展乾燥設備，後來發現乾隆的檔案。", "乾县发展干燥设备，后来发现乾隆的档案。"),
        ("香港衞生署發佈數據，裏面有於事實的説明。", "香港卫生署发布数据，里面有于事实的说明。"),
        ("松隱路的頭髮店發展麵粉業", "松隐路的头发店发展面粉业"),
        # ... but not a line of it that is clearly simplified
        (
            "經濟部推動雲端運算服務，協助企業。\n吉林省乾安县发展农业。",
            "经济部推动云端运算服务，协助企业。\n吉林省乾安县发展农业。",
        ),
    ],
)
def test_script_is_decided_by_the_document(text: str, expected: str) -> None:
    assert clean_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("workers’ rights aren’t the workersʼ", "workers' rights aren't the workers'"),
        ("e‐commerce, e‑commerce, co‒operation", "e-commerce, e-commerce, co-operation"),
        ("5G‑A与COVID‐19，2020‒2024年", "5G-A与COVID-19，2020‒2024年"),
        ("‘数字’平台与“5G”，‘APP’应用",) * 2,
        ("l’économie, d´abord et aujourd`hui", "l'économie, d'abord et aujourd'hui"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en", "fr"])
def test_apostrophes_and_hyphens_next_to_letters_have_one_form(text: str, expected: str, language: str) -> None:
    assert clean_text(text, language) == expected


def test_other_languages_keep_their_characters() -> None:
    assert clean_text("臺灣 工業, ｆｕｌｌ", language="ja") == "臺灣工業, full"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MESS)
def test_cleaning_is_idempotent_and_never_lengthens(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert len(cleaned) <= len(unicodedata.normalize("NFKC", text)) + _CONSTANT


@settings(max_examples=100, deadline=None, derandomize=True)
@given(MESS)
def test_widths_alone_lengthen_and_only_what_has_a_longer_form(text: str) -> None:
    for name, repair in REPAIRS.items():
        after, changes = repair.apply(text)
        longest = len(unicodedata.normalize("NFKC", text)) if name == "widths" else len(text)
        assert len(after) <= longest + _CONSTANT, name
        assert changes > 0 or after == text or name in ("spaces", "addressees"), name


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MESS)
def test_passing_a_repair_over_is_the_same_as_applying_it(text: str) -> None:
    for repair in REPAIRS.values():
        if repair.needs and not any(map(repair.needs, text)) and repair.name not in ("spaces", "repeats"):
            assert repair.apply(text)[0] == text, repair.name


@pytest.mark.parametrize("name", REPAIRS)
def test_every_repair_shows_a_before_and_after(name: str) -> None:
    assert ">>>" in (REPAIRS[name].apply.__doc__ or "")


def test_changes_are_counted_repair_by_repair() -> None:
    text, counts = clean_counted("推進工業(yè)互聯網,建設５Ｇ\n1.jpg")
    assert text == "推进工业互联网，建设5G"
    assert counts == {"glosses": 1, "widths": 2, "simplified": 5, "punctuation": 1, "links": 1, "spaces": 1}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("領域的規(guī)?；瘧?yīng)用,更好", "領域的規模化應用,更好"),
        ("領域的規(guī)?;瘧?yīng)用,更好", "領域的規模化應用,更好"),  # the mark narrowed since
        ("產業規(guī)?；l(fā)展", "產業規模化發展"),  # a pair without a character fell out
        ("设施的更新?lián)Q代。", "设施的更新換代。"),  # the first half and a bracket became one mark
        ("实现规?；?、智能化", "实现规模化、智能化"),
        # questions are questions
        ("怎么办?我们认为?要看", "怎么办?我们认为?要看"),
        ("有?无?是?否", "有?无?是?否"),
        ("什么是大数据?大数据是a", "什么是大数据?大数据是a"),
        ("?；?", "?；?"),
        ("規?；a(chǎn)", "規?；a(chǎn)"),  # two readings are about as likely: left for a person
    ],
)
def test_slipped_bytes_are_put_back_where_one_reading_is_made_of_words(text: str, expected: str) -> None:
    assert slipped_bytes(glosses(text)[0])[0].replace("业規", "业规") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("要统筹部署，推进信\n\n息基础设施建设。", "要统筹部署，推进信息基础设施建设。"),
        ("作出部署，突破作为主\n程中出现的需求。",) * 2,  # no word stands across: something is missing
        ("加快推进信\n息基础设施",) * 2,  # a heading is no running text
        ("一、要求，推进信\n二、息基础设施",) * 2,
        ("会议认为，\n要坚持。", "会议认为，要坚持。"),
        ("取得成果\n，凭借突出贡献获奖。", "取得成果，凭借突出贡献获奖。"),
        ("甲" * 40 + "。\n乙\n丙\n" + "甲" * 40 + "。\n乙\n丁", "甲" * 40 + "。\n乙\n丙\n丁"),
        # a column read twice: the copy that begins in the middle of a line goes
        ("丙" * 31 + "。\n首" + "丙" * 31 + "。", "首" + "丙" * 31 + "。"),
    ],
)
def test_lines_are_joined_and_kept_once(text: str, expected: str) -> None:
    assert clean_text(text) == expected


def test_a_page_of_full_lines_is_joined_by_its_width() -> None:
    sentence = "各地区各部门要结合实际制定具体措施明确目标任务和完成时限并且加强统筹协调推动各项工作落到实处"
    wrapped = "\n".join((sentence * 6)[i : i + 25] for i in range(0, 250, 25)) + "。\n一、总体要求\n正文在此。"
    assert clean_text(wrapped) == (sentence * 6)[:250] + "。\n一、总体要求\n正文在此。"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("关于某事的通知\n京经信发〔2022〕87号\n正文", "京经信发〔2022〕87号"),
        ("关于某事的通知\n（皖开放办[2022]6号）\n正文", "皖开放办〔2022〕6号"),
        ("某市人民政府令\n\n（第16号）\n正文", "某市人民政府令第16号"),
        ("根据《办法》（国发〔2011〕4号）制定本通知，请认真贯彻执行。", ""),
    ],
)
def test_a_document_number_is_read_from_its_header(text: str, number: str) -> None:
    found = document_number(text)
    assert (found.text if found else "") == number
    assert not number or number[-4:] not in clean_text(text)


def test_lines_that_recur_at_a_sources_edges_are_learned_and_copies_teach_nothing() -> None:
    bodies = [["某刊视点", f"正文{'甲乙丙丁'[n]}" * 20, "一、总体要求", f"征订热线：0{n}-1"] for n in range(4)]
    learned = learned_furniture([("某刊", lines) for lines in bodies])
    assert learned == {"某刊": {"某刊视点", "征订热线：0-0"}}
    assert without_learned(bodies[0], "某刊", learned) == ["正文甲" * 20, "一、总体要求"]
    assert without_learned(bodies[0], "另一刊", learned) == bodies[0]
    assert learned_furniture([("某刊", bodies[0])] * 5) == {}
    assert learned_furniture([("某刊", lines) for lines in bodies[:2]]) == {}


@pytest.mark.parametrize("signatory", ["临江日报", "临江市广播电视台", "临江市教育局"])
def test_who_signs_below_the_text_is_taken_with_the_day(signatory: str) -> None:
    text = "全市托育机构每学期至少组织一次消防演练。"
    assert clean_text(f"{text}\n{signatory}\n2021年6月4日") == text
    assert clean_text(f"{text}\n{signatory}的记者说。\n6月4日") != text


ZH_TEXT = "各街道应当把第{}号托位建设列入年度计划，并按时报送进展情况。"
EN_TEXT = "The county shall provide more places for children under plan {} and report to the board each year."


@pytest.mark.parametrize(
    ("text", "cells", "furniture"),
    [
        (ZH_TEXT, ["指标", "目标值", "托位数", "1{}60"], ["某区人民政府", "打印本页"]),
        (ZH_TEXT, ["指标", "完成", "托位数", "3{}", "入托率", "1{}%"], ["某区人民政府"]),
        (EN_TEXT, ["Indicator", "Target", "Places", "1,{}60"], ["County board"]),
        (EN_TEXT, ["Indicator", "Places", "2024", "3{}", "2025", "4{}"], ["County board", "Print this page"]),
        (ZH_TEXT, [], ["某刊", "1{}"]),  # the number of a page
        (ZH_TEXT, [], ["分享到", "某网站", "浏览次数", "1{}60"]),  # a counter
        (EN_TEXT, [], ["Share", "Print", "Views", "1{}60"]),
    ],
)
def test_rows_of_a_table_of_figures_are_content_and_counters_of_pages_are_not(
    text: str, cells: list[str], furniture: list[str]
) -> None:
    bodies = [[line.format(n) for line in [text, text, *cells, *furniture]] for n in range(1, 5)]
    learned = learned_furniture([("某处", lines) for lines in bodies])
    for lines in bodies:
        assert without_learned(lines, "某处", learned) == lines[: 2 + len(cells)]


# --- real documents -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ministry(corpora: Path) -> dict[str, str]:
    files = [file for path in find_files(corpora / "miit-documents").files for file in read_files(path)]
    return {document.id: clean_text(document.text) for file in files for document in file.documents}


def test_no_gloss_traditional_character_address_or_furniture_is_left(ministry: dict[str, str]) -> None:
    assert len(ministry) == 5
    for doc_id, text in ministry.items():
        assert glosses(text)[1] == 0
        assert not any(map(is_traditional, text))
        assert furniture(text) == (text, 0)
        assert not re.search(
            r"https?:|www\.|扫一扫|公众号$|轻触|预览时|版权|\.jpg|\(\w*[āáǎàēéěèīíǐìōóǒòūúǔù]\w*\)", text
        ), doc_id


def test_both_slipped_places_read_as_they_were_written(ministry: dict[str, str]) -> None:
    text = ministry["miit-2024-glossed-traditional"]
    assert text.count("规模化应用") == 2
    assert "更新换代" in text
    assert "?" not in text


def test_split_sentences_of_the_newspaper_are_joined_where_no_words_are_missing(ministry: dict[str, str]) -> None:
    text = ministry["miit-2020-newspaper-pdf-text"]
    assert all(words in text for words in ("推进信息基础设施", "又有很多新的场景", "改造升级的过程中出现"))
    assert text.count("出现的一个大的需求") == text.count("第三，做好外部政策") == 1
    # Between these two lines the page lost words; they stay apart.
    assert "突破作为主\n" in text


def test_converters_are_read_again_once_they_were_forgotten() -> None:
    before = in_traditional("里面")
    forget_converters()
    assert _converter.cache_info().currsize == 0
    assert in_traditional("里面") == before == ("裏面", "裡面")
