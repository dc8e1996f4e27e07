"""Word documents: what a person sees is text, or is taken with a step; each kind in Chinese and in English."""

import io
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topics.errors import DocumentError
from topics.preprocessing.readers.fields import Record
from topics.preprocessing.readers.word import read_docx
from topics.preprocessing.sentences import characters

CASES = Path(__file__).parents[2] / "data" / "cases" / "docx-parts"
OFFICE = "http://schemas.openxmlformats.org"
NAMESPACES = (
    f'xmlns:w="{OFFICE}/wordprocessingml/2006/main" xmlns:mc="{OFFICE}/markup-compatibility/2006" '
    f'xmlns:m="{OFFICE}/officeDocument/2006/math" xmlns:r="{OFFICE}/officeDocument/2006/relationships" '
    f'xmlns:wp="{OFFICE}/drawingml/2006/wordprocessingDrawing" xmlns:a="{OFFICE}/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


@cache
def empty_document() -> dict[str, bytes]:
    import docx

    file = io.BytesIO()
    docx.Document().save(file)
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def docx_of(body: str, styles: str = "", **parts: str) -> bytes:
    """A Word document with this XML as its body, more styles, and parts by their kind (`footnotes`, `header_2` …)."""
    entries = dict(empty_document())
    entries["word/document.xml"] = f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode()
    entries["word/styles.xml"] = entries["word/styles.xml"].replace(b"</w:styles>", f"{styles}</w:styles>".encode())
    relations = ""
    for name, content in parts.items():
        kind = name.partition("_")[0]
        entries[f"word/{name}.xml"] = f"<w:{kind} {NAMESPACES}>{content}</w:{kind}>".encode()
        relations += f'<Relationship Id="x{name}" Type="{OFFICE}/x/{kind}" Target="{name}.xml"/>'
    rels = "word/_rels/document.xml.rels"
    entries[rels] = entries[rels].replace(b"</Relationships>", f"{relations}</Relationships>".encode())
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return file.getvalue()


def read(body: str, styles: str = "", **parts: str) -> Record:
    [record] = read_docx(docx_of(body, styles, **parts), "a.docx").records
    return record


def run(text: str, properties: str = "", tag: str = "t") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'


def par(*inside: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(inside)}</w:p>"


def cell(*inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(inside)}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def ruby(base: str, reading: str) -> str:
    return f"<w:r><w:ruby><w:rubyPr/><w:rt>{run(reading)}</w:rt><w:rubyBase>{run(base)}</w:rubyBase></w:ruby></w:r>"


def mark(number: int, kind: str = "footnote", attributes: str = "", after: str = "") -> str:
    return f'<w:r><w:{kind}Reference {attributes} w:id="{number}"/>{after}</w:r>'


def note(number: int, *inside: str, kind: str = "footnote", attributes: str = "") -> str:
    return f'<w:{kind} {attributes} w:id="{number}">{"".join(inside)}</w:{kind}>'


def turn(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def box(*inside: str) -> str:
    return f"<w:txbxContent>{''.join(inside)}</w:txbxContent>"


def drawn(content: str, shape: str = "") -> str:
    return f"<w:r><w:drawing><wp:anchor><wp:docPr {shape}/><wps:txbx>{content}</wps:txbx></wp:anchor></w:drawing></w:r>"


def deleted(text: str) -> str:
    return f"<w:del>{run(text, tag='delText')}</w:del>"


VANISH, DELETED_MARK = "<w:vanish/>", "<w:rPr><w:del/></w:rPr>"
TWICE = "<mc:AlternateContent><mc:Choice {}>{}</mc:Choice><mc:Fallback>{}</mc:Fallback></mc:AlternateContent>"
STYLES = (
    '<w:style w:type="paragraph" w:styleId="Aside"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Lower"><w:basedOn w:val="Aside"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Shown"><w:basedOn w:val="Aside"/>'
    '<w:rPr><w:vanish w:val="0"/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:type="character" w:styleId="Secret"><w:rPr><w:vanish/></w:rPr></w:style>'
)
ASIDE = '<w:pStyle w:val="Aside"/>'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (par(run("一")) + table(row(cell(par(run("二"))))) + par(run("三")), "一\n二\n三"),
        (par("<w:hyperlink>", run("链接"), "</w:hyperlink><w:fldSimple>", run("域"), "</w:fldSimple>"), "链接域"),
        (par(run("甲"), "<w:r><w:tab/><w:br/></w:r>", run("乙"), properties="<w:tabs><w:tab/></w:tabs>"), "甲\t\n乙"),
        (f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{par(run('控件'))}</w:sdtContent></w:sdt>",
         "控件"),
        (par("<w:sdt><w:sdtContent>", run("Grid "), "</w:sdtContent></w:sdt>", run("operators")), "Grid operators"),
        (par(run("外"), TWICE.format("", box(par(run("框"))), box(par(run("框"))))), "外\n框"),
        (par(TWICE.format('Requires="wps"', drawn(box(par(run("box")))), box(par(run("box")))), run("out")),
         "out\nbox"),
        (par("<w:r><w:pict><v:shape><v:textbox>", box(par(run("旧文本框"))), "</v:textbox></v:shape></w:pict></w:r>"),
         "\n旧文本框"),
        (par(TWICE.format('Requires="q" xmlns:q="urn:q"', run("未知"), run("已知"))), "已知"),
        (par(drawn(box(par(run("outer"), drawn(box(par(run("inner")))))))), "\nouter\ninner"),
        (table(row(cell(par(run("外")), table(row(cell(par(run("内"))))), par()))), "外\n内\n"),
        (table(row(cell(par(run("合并")), properties='<w:gridSpan w:val="2"/><w:vMerge w:val="restart"/>')),
               row(cell(par(), properties="<w:vMerge/>"))), "合并\n"),
        (par("<m:oMathPara><m:oMath><m:r><m:t>E=</m:t></m:r><m:sSup><m:e><m:r><m:t>mc</m:t></m:r></m:e><m:sup><m:r>"
             "<m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></m:oMathPara>"), "E=mc2"),
        (par(run("人工"), '<w:r><w:softHyphen/><w:sym w:font="Arial" w:char="00B0"/><w:noBreakHyphen/></w:r>'),
         "人工°-"),
        (par("<w:smartTag><w:customXml>", run("标签"), "</w:customXml></w:smartTag>"), "标签"),
        (par("<w:r><w:t>数据<!-- 旁注 -->安全</w:t></w:r>"), "数据安全"),
        (par("<w:r><w:t>energy\nsecurity</w:t></w:r>"), "energy security"),
        (par('<w:r><w:pict><v:shape><v:textpath string="某某市人民政府文件"/></v:shape></w:pict></w:r>'),
         "\n某某市人民政府文件"),
        (run("段外"), "段外"),
    ],
)  # fmt: skip
def test_all_text_of_the_body_is_read_once(body: str, text: str) -> None:
    record = read(body)
    assert (record["text"], record["taken"]) == (text, [])


@pytest.mark.parametrize(
    ("body", "notes", "lines"),
    [
        (par(run("正文"), mark(2)), note(2, par("<w:r><w:footnoteRef/></w:r>", run("脚注一"))), ["正文", "脚注一"]),
        (par(run("The plan"), mark(1), run(" holds.")), note(1, par(run("See Annex I."))),
         ["The plan holds.", "See Annex I."]),
        (par(run("乙"), mark(3), run("甲"), mark(1)), note(1, par(run("后"))) + note(3, par(run("先"))),
         ["乙甲", "先", "后"]),
        (par(run("文")), note(7, par(run("无标记的脚注"))), ["文", "无标记的脚注"]),
        (par(run("a"), mark(1)), note(1, par(run("first")), par(run("second"))), ["a", "first", "second"]),
        (par(run("文"), mark(1)), note(0, par(run("x")), attributes='w:type="separator"') + note(1, par(run("注"))),
         ["文", "注"]),
        (par(run("文"), mark(1), mark(1)), note(1, par(run("一次"))), ["文", "一次"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["footnote", "endnote"])
def test_notes_are_lines_at_the_end_in_the_order_of_their_marks(
    body: str, notes: str, lines: list[str], kind: str
) -> None:
    body, notes = (part.replace("footnote", kind) for part in (body, notes))
    record = read(body, **{f"{kind}s": notes})
    assert (record["text"].split("\n"), record["taken"]) == (lines, [])


def test_footnotes_come_before_endnotes_and_notes_follow_the_fate_of_their_marks() -> None:
    body = par(run("正文"), mark(1, "endnote"), mark(1), f"<w:del>{mark(2)}</w:del>", mark(3, after="<w:t>*</w:t>",
               attributes='w:customMarkFollows="1"'))  # fmt: skip
    record = read(
        body,
        endnotes=note(1, par(run("尾注")), kind="endnote"),
        footnotes=note(1, par(run("脚注"))) + note(2, par(run("删去的注"))) + note(3, par(run("星号注"))),
    )
    assert record["text"] == "正文\n脚注\n星号注\n尾注"
    assert record["taken"] == [("marks of notes", "*"), ("deleted under review", "删去的注")]


@pytest.mark.parametrize(
    ("body", "text", "gone"),
    [
        (par(run("甲"), "<w:ins>", run("新增"), "</w:ins>", deleted("删")), "甲新增", "删"),
        (par(run("The new "), deleted("old "), run("rule")), "The new rule", "old "),
        (par(run("推进人工"), deleted("的"), properties=DELETED_MARK) + par(run("智能建设")), "推进人工智能建设", "的"),
        (par("<w:del>", run("用普通元素写的删除"), "</w:del>", run("留")), "留", "用普通元素写的删除"),
        (table(row(cell(par(run("kept"))))) + table(row(cell(par(run("gone"))), properties="<w:del/>")),
         "kept", "gone"),
        (table(row(cell(par(run("留"))), cell(par(run("删格")), properties="<w:cellDel/>"))), "留", "删格"),
        (par("<w:ins><w:del>", run("inserted, then deleted", tag="delText"), "</w:del></w:ins>", run("x")), "x",
         "inserted, then deleted"),
        (par("<w:del><w:hyperlink>", run("链接"), "</w:hyperlink></w:del>"), "", "链接"),
        (par("<w:moveFrom>", run("去了别处的话"), "</w:moveFrom>", run("留")), "留", "去了别处的话"),
    ],
)  # fmt: skip
def test_what_was_deleted_under_review_is_taken(body: str, text: str, gone: str) -> None:
    record = read(body)
    assert (record["text"], record["taken"]) == (text, [("deleted under review", gone)])


@pytest.mark.parametrize("words", ["整段移动的话。", "a moved sentence.", "移", "两 个 词", "moved"])
def test_what_was_moved_is_read_once_where_it_stands_now(words: str) -> None:
    body = par(f"<w:moveFrom>{run(words)}</w:moveFrom>") + par(run("中")) + par(f"<w:moveTo>{run(words)}</w:moveTo>")
    record = read(body)
    assert (record["text"].strip(), record["taken"]) == (f"中\n{words}", [])


@pytest.mark.parametrize(
    ("body", "text", "hidden"),
    [
        (par(run("看得见"), run("看不见", VANISH)), "看得见", "看不见"),
        (par(run("shown "), run("hidden", '<w:vanish w:val="true"/>')), "shown ", "hidden"),
        (par(run("显示", '<w:vanish w:val="0"/>'), run("隐", '<w:vanish w:val="1"/>')), "显示", "隐"),
        (par(run("整段"), properties=ASIDE) + par(run("正文")), "正文", "整段"),
        (par(run("lower"), properties='<w:pStyle w:val="Lower"/>') + par(run("body")), "body", "lower"),
        (par(run("现"), properties='<w:pStyle w:val="Shown"/>') + par(run("隐", VANISH)), "现", "隐"),
        (par(run("secret ", '<w:rStyle w:val="Secret"/>'), run("open")), "open", "secret "),
        (par(run("两次即显", '<w:rStyle w:val="Secret"/>'), run("一次即隐"), properties=ASIDE), "两次即显", "一次即隐"),
        (par(run("in turn"), run("x", VANISH), properties='<w:pStyle w:val="Loop"/>'), "in turn", "x"),
        (par(run("看"), drawn(box(par(run("隐形的框"))), 'hidden="1"')), "看", "隐形的框"),
        (par(run("推进", ""), run("内部", VANISH), properties="<w:rPr><w:vanish/></w:rPr>") + par(run("建设")),
         "推进建设", "内部"),
        (par(run("改前", "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>"), run("隐", VANISH)), "改前", "隐"),
    ],
)  # fmt: skip
def test_hidden_text_is_taken(body: str, text: str, hidden: str) -> None:
    record = read(body, STYLES)
    assert (record["text"], record["taken"]) == (text, [("hidden text", hidden)])


@pytest.mark.parametrize(
    ("words", "text", "readings"),
    [
        (ruby("人", "rén") + ruby("工", "gōng") + run("智能"), "人工智能", "rén gōng"),
        (run("推进") + ruby("數據", "ㄕㄨˋ"), "推进數據", "ㄕㄨˋ"),
        (ruby("東京", "とうきょう") + run("都"), "東京都", "とうきょう"),
        (ruby("policy", "noun") + run(" words"), "policy words", "noun"),
        (f"<w:hyperlink>{ruby('养老', 'yǎnglǎo')}</w:hyperlink>", "养老", "yǎnglǎo"),
        (turn("begin") + code(r"EQ \* jc2 \* &quot;Font:宋体&quot; \* hps10 ") + code(r"\o\ad(\s\up 9(rén),人)")
         + turn("end") + run("工"), "人工", "rén"),
        (turn("begin") + code(r"eq \o(\s\up 11(zhì);智)") + turn("separate") + turn("end"), "智", "zhì"),
    ],
)  # fmt: skip
def test_readings_above_characters_are_taken(words: str, text: str, readings: str) -> None:
    record = read(par(words))
    assert (record["text"], record["taken"]) == (text, [("readings above characters", readings)])


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        (turn("begin") + code("PAGE") + turn("separate") + run("7") + turn("end"), "7"),
        (turn("begin") + code('HYPERLINK "http://a"') + turn("separate") + run("某局网站") + turn("end"), "某局网站"),
        (turn("begin") + code("IF ") + turn("begin") + code("DATE") + turn("separate") + run("2020") + turn("end")
         + code("= 1") + turn("separate") + run("结果") + turn("end"), "结果"),
        (turn("begin") + run("never ended") + code("TOC"), "never ended"),
        (turn("end") + turn("separate") + run("没有开始"), "没有开始"),
        (turn("begin") + code("TOC ") + run("text in a code") + turn("end") + run("a"), "a"),
    ],
)  # fmt: skip
def test_codes_of_fields_are_not_seen_and_their_results_are_read(fields: str, text: str) -> None:
    record = read(par(fields))
    assert (record["text"], record["taken"]) == (text, [])


def test_a_field_that_draws_its_text_is_a_loss_with_its_code() -> None:
    body = par(turn("begin"), code(r"EQ \f(1,2)"), turn("end"), '<w:fldSimple w:instr="MACROBUTTON  NoMacro 点击"/>')
    assert read_docx(docx_of(body), "a.docx").losses == [
        ("text", r"a field that draws its own text is not read; EQ \f(1,2)"),
        ("text", "a field that draws its own text is not read; MACROBUTTON NoMacro 点击"),
    ]


@pytest.mark.parametrize(
    ("parts", "step", "text"),
    [
        ({"comments": f"<w:comment w:id='0'>{par(run('请核对数字'))}</w:comment>"}, "comments", "请核对数字"),
        ({"comments": f"<w:comment>{par(run('check'))}{par(run('again'))}</w:comment>"}, "comments", "check\nagain"),
        ({"header": par(run("内部资料")), "footer": par(run("第 1 页"))}, "headers and footers",
         "内部资料\n第 1 页"),
        ({"header_1": par(run("Draft")), "header_2": table(row(cell(par(run("v2")))))},
         "headers and footers", "Draft\nv2"),
        ({"header": par(TWICE.format("", box(par(run("机密"))), box(par(run("机密")))))},
         "headers and footers", "机密"),
        ({"header": par(), "footer": par(run("3"))}, "headers and footers", "3"),
        ({"header": par('<w:r><w:pict><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict></w:r>')},
         "headers and footers", "DRAFT"),
        ({"diagramData": "<a:pt><a:t><a:p><a:r><a:t>领导小组</a:t></a:r></a:p></a:t></a:pt>"}, "diagrams", "领导小组"),
    ],
)  # fmt: skip
def test_what_stands_around_the_body_is_taken(parts: dict[str, str], step: str, text: str) -> None:
    record = read(par(run("正文")), **parts)
    assert (record["text"], record["taken"]) == ("正文", [(step, text)])


def test_signs_of_symbol_fonts_are_taken() -> None:
    body = par('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:char="zz"/><w:sym w:char="FFFFFFFFFF"/></w:r>')
    assert read(body)["taken"] == [("signs of symbol fonts", "\uf0fe")]


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("aFChunk", "a file inserted as a whole is not read"),
        ("oleObject", "an embedded object is not read"),
        ("package", "an embedded object is not read"),
        ("chart", "a chart is not read"),
        ("glossaryDocument", "the building blocks of a template are not read"),
        ("subDocument", "a document that is part of this one is not read"),
    ],
)
def test_what_is_not_opened_is_a_loss_with_its_name(kind: str, reason: str) -> None:
    data = docx_of(par(run("文")), **{kind: "", f"{kind}_2": ""})
    losses = [("text", f"{reason}; word/{kind}.xml"), ("text", f"{reason}; word/{kind}_2.xml")]
    assert read_docx(data, "a.docx").losses == losses


def rewritten(data: bytes, drop: str = "", old: bytes = b"", new: bytes = b"") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(file, "w") as after:
        for name in before.namelist():
            if name != drop:
                after.writestr(name, before.read(name).replace(old, new) if old else before.read(name))
    return file.getvalue()


def test_a_named_part_that_is_missing_is_a_loss() -> None:
    data = rewritten(docx_of(par(run("文")), footnotes=note(1, par(run("注")))), drop="word/footnotes.xml")
    assert read_docx(data, "a.docx").losses == [
        ("text", "a part that the document names is not in it; word/footnotes.xml")
    ]


def test_documents_of_the_strict_standard_are_read() -> None:
    data = docx_of(par(run("严格格式"), run("隐", VANISH)))
    strict = rewritten(data, old=OFFICE.encode(), new=b"http://purl.oclc.org/ooxml")
    [record] = read_docx(strict, "a.docx").records
    assert (record["text"], record["taken"]) == ("严格格式", [("hidden text", "隐")])


@pytest.mark.parametrize(
    ("style", "core", "title"),
    [
        ('<w:pStyle w:val="Title"/>', "", "关于规划的通知"),
        ('<w:pStyle w:val="Heading1"/>', "属性", "关于规划的通知"),
        ('<w:pStyle w:val="Heading2"/>', "属性", "属性"),
        ("", "", ""),
    ],
)
def test_the_title_is_of_a_style_or_of_the_properties(style: str, core: str, title: str) -> None:
    old = b"<dc:title/>"
    assert old in empty_document()["docProps/core.xml"]
    data = docx_of(par(properties=style) + par(run("关于规划的"), deleted("旧"), run("通知"), properties=style))
    [record] = read_docx(rewritten(data, old=old, new=f"<dc:title>{core}</dc:title>".encode()), "a.docx").records
    assert record["title"] == title


@pytest.mark.parametrize("name", ["2021-05-01-foot.docx", "2021-05-05-ruby.docx"])
def test_cases_that_came_out_wrong(name: str) -> None:
    [record] = read_docx((CASES / name).read_bytes(), name).records
    if "ruby" in name:
        assert "推进人工智能建设，" in record["text"]
        assert record["taken"] == [("readings above characters", "rén gōng zhì néng")]
    else:
        assert record["text"].endswith("\n脚注：参见人工智能发展规划的有关规定与解释说明材料。")


@pytest.mark.parametrize("depth", [300, 3000])
def test_deep_nesting_is_read_or_refused(depth: int) -> None:
    data = docx_of("<w:sdt>" * depth + par(run("深")) + "</w:sdt>" * depth)
    try:
        assert read_docx(data, "a.docx").records[0]["text"] == "深"
    except DocumentError as error:
        assert str(error).startswith("a.docx: ")  # noqa: PT017


def test_another_zip_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")
    for data in (
        file.getvalue(),
        b"\xd0\xcf\x11\xe0 an old or locked one",
        rewritten(docx_of(""), old=b"document>", new=b"x>"),
    ):
        with pytest.raises(DocumentError, match=r"^a\.docx: this is not a Word document that can be read"):
            read_docx(data, "a.docx")


# --- the sum: text and what is taken are what a person sees ---------------------------------------------------------

WORDS = st.sampled_from(["人工智能", "数据安全，", "wind power ", "养老 服务", "Q3", "—", "𠮷", "，且"])
DELETED, HIDDEN, READINGS = "deleted under review", "hidden text", "readings above characters"


def piece(kind: str, words: str, other: str) -> tuple[str, dict[str, str]]:
    """XML of one piece inside a paragraph and what a person sees of it, by step; the empty step is text."""
    return {
        "text": (run(words), {"": words}),
        "inserted": (f"<w:ins>{run(words)}</w:ins>", {"": words}),
        "deleted": (deleted(words), {DELETED: words}),
        "hidden": (run(words, VANISH), {HIDDEN: words}),
        "secret": (run(words, '<w:rStyle w:val="Secret"/>'), {HIDDEN: words}),
        "ruby": (ruby(words, other), {"": words, READINGS: other}),
        "hidden ruby": (ruby(words, other).replace("<w:rPr></w:rPr>", f"<w:rPr>{VANISH}</w:rPr>"),
                        {HIDDEN: words + other}),
        "field": (turn("begin") + code(other) + turn("separate") + run(words) + turn("end"), {"": words}),
        "moved": (f"<w:moveFrom>{run(words)}</w:moveFrom><w:moveTo>{run(words)}</w:moveTo>", {"": words}),
        "box": (TWICE.format("", drawn(box(par(run(words)))), box(par(run(words)))), {"": words}),
        "deleted box": (f"<w:del>{drawn(box(par(run(words))))}</w:del>", {DELETED: words}),
        "equation": (f"<m:oMath><m:r><m:t>{words}</m:t></m:r></m:oMath>", {"": words}),
        "sign": ('<w:r><w:sym w:char="F0FE"/></w:r>', {"signs of symbol fonts": "\uf0fe"}),
        "control": (f"<w:sdt><w:sdtContent>{run(words)}</w:sdtContent></w:sdt>", {"": words}),
    }[kind]  # fmt: skip


KINDS = ("text", "inserted", "deleted", "hidden", "secret", "ruby", "hidden ruby", "field", "moved", "box",
         "deleted box", "equation", "sign", "control")  # fmt: skip
PIECES = st.lists(st.tuples(st.sampled_from(KINDS), WORDS, WORDS), max_size=5)
BLOCKS = st.lists(st.tuples(st.sampled_from(["paragraph", "table", "nested", "control", "joined"]), PIECES), max_size=5)
AROUND = st.dictionaries(
    st.sampled_from(["footnotes", "endnotes", "comments", "header", "footer"]), st.lists(WORDS, max_size=3)
)


def block(kind: str, inside: str) -> str:
    return {
        "paragraph": par(inside),
        "table": table(row(cell(par(inside)), cell(par()))),
        "nested": table(row(cell(table(row(cell(par(inside)))), par()))),
        "control": f"<w:sdt><w:sdtContent>{par(inside)}</w:sdtContent></w:sdt>",
        "joined": par(inside, properties=DELETED_MARK),
    }[kind]


@given(blocks=BLOCKS, around=AROUND)
def test_text_and_what_is_taken_are_what_a_person_sees(
    blocks: list[tuple[str, list[tuple[str, str, str]]]], around: dict[str, list[str]]
) -> None:
    seen: dict[str, str] = {}

    def sees(step: str, words: str) -> None:
        seen[step] = seen.get(step, "") + words

    body = ""
    for kind, pieces in blocks:
        made = [piece(*one) for one in pieces]
        for _, by_step in made:
            for step, words in by_step.items():
                sees(step, words)
        body += block(kind, "".join(xml for xml, _ in made))
    parts: dict[str, str] = {}
    for name, texts in around.items():
        step = {"comments": "comments", "header": "headers and footers", "footer": "headers and footers"}.get(name, "")
        parts[name] = "".join(note(i, par(run(text)), kind=name[:-1]) if "notes" in name else par(run(text))
                              for i, text in enumerate(texts))  # fmt: skip
        sees(step, "".join(texts))
    record = read(body, STYLES, **parts)
    found: dict[str, Any] = {"": record["text"], **dict(record["taken"])}
    assert {step: _letters(text) for step, text in found.items() if characters(text)} == {
        step: _letters(text) for step, text in seen.items() if characters(text)
    }
    total = characters(record["text"]) + sum(characters(text) for _, text in record["taken"])
    assert total == sum(map(characters, seen.values()))


def _letters(text: str) -> Counter[str]:
    return Counter("".join(text.split()))


@settings(deadline=None)
@given(texts=st.lists(WORDS, min_size=1, max_size=6), header=WORDS)
def test_documents_written_by_a_program_are_read_whole(texts: list[str], header: str) -> None:
    import docx

    word = docx.Document()
    grid = word.add_table(rows=len(texts), cols=2)
    for number, text in enumerate(texts):
        word.add_paragraph(text, style="List Number").add_run(text).font.hidden = True
        grid.cell(number, 0).merge(grid.cell(number, 1)).text = text
    word.sections[0].header.paragraphs[0].text = header
    file = io.BytesIO()
    word.save(file)
    [record] = read_docx(file.getvalue(), "a.docx").records
    assert _letters(record["text"]) == _letters("".join(texts) * 2)
    assert {step: _letters(text) for step, text in record["taken"]} == {
        HIDDEN: _letters("".join(texts)),
        "headers and footers": _letters(header),
    }
