import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.preprocessing.cleaning import REPAIRS, clean_text

# What such pages are made of: runs hypothesis would rarely find by itself.
PIECES = [
    "工業(yè)", "轉(zhuǎn)段", "(APP)", "(2021年)", "５Ｇ", "數 据", "　　", "\n", "\r\n", "\u200b", "\ufeff", ",", "；", "：", "?",
    "![a](b)", "[通知](https://a.b/c)", "https://a.b/5G?x=1", "1.jpg", "**", "__", "# ", "- ", "> ", "---", "（责任编辑：略）",
    "来源：本刊整理", "各有关单位：", "现将上述文件转发给你们", "微信扫一扫", "，", "。", "”", "（", "）", "a", "G", "6", "\u0301", "①", "…", "~",
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
        ("各有关单位：现将上述文件转发给你们，请结合实际抓好落实。\n正文。", "正文。"),
        ("各省、自治区、直辖市工业和信息化主管部门：\n正文。", "正文。"),
        ("各地要切实做好以下工作：\n（一）正文。",) * 2,
    ],
)
def test_repairs_change_what_they_should_and_nothing_else(text: str, expected: str) -> None:
    assert clean_text(text) == expected


def test_other_languages_keep_their_characters() -> None:
    assert clean_text("臺灣 工業, ｆｕｌｌ", language="ja") == "臺灣工業, full"


@settings(max_examples=200, deadline=None, derandomize=True)
@given(MESS)
def test_cleaning_is_idempotent_and_never_lengthens(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    # NFKC writes a few signs out, `㎏` as kg and `ﷺ` as eighteen letters.
    assert len(cleaned) <= 18 * len(text)


@pytest.mark.parametrize("name", REPAIRS)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(text=MESS)
def test_no_repair_raises(name: str, text: str) -> None:
    assert isinstance(REPAIRS[name](text), str)


@pytest.mark.parametrize("name", REPAIRS)
def test_every_repair_shows_a_before_and_after(name: str) -> None:
    assert ">>>" in (REPAIRS[name].__doc__ or "")
