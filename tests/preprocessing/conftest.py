"""Files of every format, made small."""

from collections.abc import Callable, Sequence

import pytest

PdfPages = Sequence[Sequence[str] | None]

_SONG = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0"
    b" /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
)


def make_pdf(pages: PdfPages, title: str = "") -> bytes:
    """A PDF of pages of lines with a text layer; a page that is None is a picture."""
    picture = _stream(
        b"\x80", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    )
    info = b"<< /Title <%s> >>" % title.encode("utf-16").hex().encode()
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", *_SONG, picture, info]
    kids = []
    for lines in pages:
        shown = [
            b"BT /F 12 Tf 50 %d Td <%s> Tj ET" % (780 - 20 * row, line.encode("utf-16-be").hex().encode())
            for row, line in enumerate(lines or ())
        ]
        objects.append(_stream(b"\n".join(shown) if lines is not None else b"q 500 0 0 700 50 50 cm /Im Do Q"))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F 3 0 R >> /XObject << /Im 6 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(b"%010d 00000 n \n" % len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    count = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, b"".join(places))
    trailer = b"trailer << /Size %d /Root 1 0 R /Info 7 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(file))
    return file + table + trailer


def _stream(content: bytes, header: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (header, len(content), content)


@pytest.fixture
def pdf() -> Callable[..., bytes]:
    """`make_pdf`."""
    return make_pdf
