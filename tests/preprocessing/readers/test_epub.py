import io
import zipfile

import pytest

from topics.errors import DocumentError
from topics.preprocessing.readers.epub import read_epub

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
METADATA = (
    "<dc:title>数据安全年鉴</dc:title><dc:creator>某局</dc:creator><dc:creator>某院</dc:creator>"
    '<dc:date opf:event="modification">2023-01-01</dc:date><dc:date opf:event="publication">2021-03-04</dc:date>'
    "<dc:publisher>某出版社</dc:publisher><dc:language>zh</dc:language>"
)
ITEMS = {"c1": "one.xhtml", "c2": "two%20b.xhtml"}
ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:enc="http://www.w3.org/2001/04/xmlenc#">'
    '<enc:EncryptedData><enc:EncryptionMethod Algorithm="{}"/></enc:EncryptedData></encryption>'
)


def page(body: str, head: str = "") -> str:
    return (
        f'{head}<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title>不读</title><style>p {{}}</style></head><body>{body}</body></html>"
    )


def package(spine: str, items: dict[str, str], metadata: str = METADATA) -> str:
    listed = "".join(f'<item id="{i}" href="{href}" media-type="application/xhtml+xml"/>' for i, href in items.items())
    return (
        '<?xml version="1.0" encoding="utf-8"?><package xmlns="http://www.idpf.org/2007/opf" '
        'xmlns:opf="http://www.idpf.org/2007/opf" version="2.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{metadata}</metadata>'
        '<manifest><item id="toc" href="toc.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f"{listed}</manifest><spine>{spine}</spine></package>"
    )


def refs(*ids: str) -> str:
    return "".join(f'<itemref idref="{i}"/>' for i in ids)


def epub(files: dict[str, str | bytes] | None = None, *, opf: str | None = None, without: str = "") -> bytes:
    held: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": opf or package(refs("toc", "c2", "c1"), ITEMS),
        "OEBPS/toc.xhtml": page("<ol><li>目录</li></ol>"),
        "OEBPS/one.xhtml": page("<p>第一篇。</p>"),
        "OEBPS/two b.xhtml": page("<h1>第二篇</h1><p>甲<b>乙</b><br/>丙</p><!-- 注 --><ul><li>丁</li></ul>"),
    }
    held |= files or {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in held.items():
            if name != without:
                book.writestr(name, text)
    return out.getvalue()


def text_of(body: str, head: str = "") -> str:
    reading = read_epub(epub({"OEBPS/one.xhtml": page(body, head)}, opf=package(refs("c1"), ITEMS)), "a.epub")
    text: str = reading.records[0]["text"]
    return text


def test_a_book_is_read_in_the_order_of_its_spine() -> None:
    reading = read_epub(epub(), "a.epub")
    assert reading.records == [
        {
            "text": "第二篇\n甲乙\n丙\n丁\n第一篇。",
            "title": "数据安全年鉴",
            "source": "某局, 某院",
            "date": "2021-03-04",
            "date_source": "epub metadata",
            "meta": {"publisher": "某出版社", "language": "zh"},
            "taken": [],
        }
    ]
    assert (reading.encoding, reading.losses) == ("epub", [])


def test_a_book_that_says_nothing_of_itself_is_read_too() -> None:
    [record] = read_epub(epub(opf=package(refs("c1"), ITEMS, "")), "a.epub").records
    said = {"title": "", "source": "", "date": "", "date_source": "", "meta": {}, "taken": []}
    assert record == {"text": "第一篇。", **said}


@pytest.mark.parametrize(
    ("body", "head", "text"),
    [
        ("<p>a&nbsp;b &lt;c&gt; &eacute; &unknown;d</p>", "", "a b <c> é d"),
        ("<p>一&#x4e8c;</p>", '<?xml version="1.0" encoding="utf-8"?>', "一二"),
        ('<p>正文<aside epub:type="footnote">注</aside>续</p>', "", "正文\n续\n注"),
        ("<p>前</p><svg xmlns='http://www.w3.org/2000/svg'><text>图</text></svg><p>后</p>", "", "前\n图\n后"),
    ],
)
def test_what_a_page_shows_is_read(body: str, head: str, text: str) -> None:
    assert text_of(body, head) == text


def test_what_is_left_out_of_a_book_is_named() -> None:
    body = (
        "<nav><ol><li>第一章</li></ol></nav><p>推进<ruby>人工<rp>(</rp><rt>réngōng</rt><rp>)</rp></ruby>智能"
        '<a epub:type="noteref" href="#n1">1</a>建设，占地二<sup>①</sup>亩。</p><aside>框内的正文。</aside>'
        '<aside epub:type="footnote">注的文字。</aside>'
    )
    opf = package(refs("c1"), ITEMS)
    [record] = read_epub(epub({"OEBPS/one.xhtml": page(body)}, opf=opf), "a.epub").records
    assert record["text"] == "推进人工智能建设，占地二亩。\n框内的正文。\n注的文字。"
    assert record["taken"] == [
        ("menus and lists of links", "第一章"),
        ("readings above characters", "réngōng"),
        ("note marks", "1"),
        ("note marks", "①"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_part_may_be_in_any_encoding(encoding: str) -> None:
    content = page("<p>加快推进工业互联网平台建设。</p>", f'<?xml version="1.0" encoding="{encoding}"?>').encode(
        encoding
    )
    reading = read_epub(epub({"OEBPS/one.xhtml": content}, opf=package(refs("c1"), ITEMS)), "a.epub")
    assert reading.records[0]["text"] == "加快推进工业互联网平台建设。"


@pytest.mark.parametrize(
    "entities",
    [
        '<!ENTITY x SYSTEM "file:///etc/passwd">',
        '<!ENTITY x SYSTEM "https://example.org/x">',
        '<!ENTITY a "ha"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">',
        '<!ENTITY % e SYSTEM "https://example.org/x.dtd"> %e;',
    ],
)
def test_no_entity_of_a_file_is_replaced(entities: str) -> None:
    assert text_of("<p>甲&x;乙</p>", f"<!DOCTYPE html [{entities}]>") == "甲乙"


def test_a_document_type_hidden_in_another_brings_no_entity_back() -> None:
    head = '<!DOC<!DOCTYPE x>TYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    assert "root:" not in text_of("<p>甲&x;乙</p>", head)


def test_parts_that_are_missing_or_broken_are_losses_with_their_names() -> None:
    broken = page("<p>开头</p><p>未完<b>的").removesuffix("</body></html>")
    opf = package(refs("c1", "c3", "c2", "c1"), ITEMS | {"c3": "../three.xhtml"})
    reading = read_epub(epub({"OEBPS/one.xhtml": broken}, opf=opf), "a.epub")
    assert reading.records[0]["text"].startswith("开头\n未完的\n第二篇")
    assert reading.records[0]["text"].count("开头") == 1
    assert reading.losses == [
        ("text", "a part of the book is not well-formed, so some of its text may be missing; OEBPS/one.xhtml"),
        ("text", "a part that the book names is not in it; three.xhtml"),
    ]


@pytest.mark.parametrize("method", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"])
def test_scrambled_fonts_do_no_harm(method: str) -> None:
    assert read_epub(epub({"META-INF/encryption.xml": ENCRYPTED.format(method)}), "a.epub").records


@pytest.mark.parametrize(
    ("book", "message"),
    [
        (b"no zip", r"a\.epub: this is not an EPUB book that can be read"),
        (
            epub(without="META-INF/container.xml"),
            r"a\.epub: this is not an EPUB book: it holds no META-INF/container\.xml",
        ),
        (
            epub(without="OEBPS/book.opf"),
            r'a\.epub: .* names the package file "OEBPS/book\.opf", which the book does not',
        ),
        (
            epub({"META-INF/encryption.xml": ENCRYPTED.format("http://www.w3.org/2001/04/xmlenc#aes128-cbc")}),
            r"a\.epub: this book is encrypted; take a copy without copy protection",
        ),
        (epub(opf=package("", ITEMS)), r"a\.epub: the book has no spine.*save it anew"),
        (epub(opf=package(refs("toc"), ITEMS)), r"a\.epub: the book has no spine"),
        (epub(opf="<package"), r"a\.epub: the book has no spine"),
        (
            epub({"OEBPS/one.xhtml": page("<img src='1.png'/>")}, opf=package(refs("c1"), ITEMS)),
            r"a\.epub: no running text was found in this book; if its pages are pictures, run OCR first",
        ),
        (epub({"OEBPS/one.xhtml": b"0" * 20_000_000}), r"a\.epub: .* MB would unpack to 20 MB"),
    ],
)
def test_what_is_no_readable_book_is_refused_in_a_sentence(book: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read_epub(book, "a.epub")
