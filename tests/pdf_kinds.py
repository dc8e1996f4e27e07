"""Made documents of the kinds that go wrong: one page or a few each, in English and in Chinese."""

from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from math import cos, radians, sin
from random import Random

from tests.pdf_maker import BOLD, SANS, Block, Known, Page, Producer, Style, file_of, lines_of, set_pages, width_of
from tests.pdf_texts import paragraphs, sentence

_PLAIN = Style()

Kind = Callable[[str], tuple[Known, bytes]]
KINDS: dict[str, Kind] = {}


def kind(make: Kind) -> Kind:
    """Enter a kind under the name of its function."""
    KINDS[make.__name__] = make
    return make


def _texts(language: str, count: int, seed: int = 7) -> list[Block]:
    return [Block(p) for p in paragraphs(seed, language, count)]


def _said(language: str, english: str, chinese: str) -> str:
    return chinese if language == "zh" else english


def _made(known: Known, by: str = "row", **how: object) -> tuple[Known, bytes]:
    return known, file_of(known.pages, Producer(by=by, **how))  # type: ignore[arg-type]


def _column(
    page: Page, texts: list[str], left: float, top: float, wide: float, *, size: float = 10, pitch: float = 14,
    indent: float = 0, after: float = 0, style: Style = _PLAIN,
) -> float:  # fmt: skip
    """Draw paragraphs in a column; returns the baseline below."""
    y = top
    for text in texts:
        for line in lines_of(text, style, wide, size, style.font, indent):
            page.draw(left + line.indent, y, line.text, font=line.font, size=size, space=line.space, track=line.track)
            y -= pitch
        y -= after
    return y


@kind
def narrow_gutter(language: str) -> tuple[Known, bytes]:
    """Columns ten points apart."""
    return _made(set_pages(_texts(language, 14), Style(columns=2, gutter=10, size=10)))


@kind
def sidebar(language: str) -> tuple[Known, bytes]:
    """A wide column and a narrow one beside its upper half."""
    page, texts = Page(), paragraphs(3, language, 8)
    _column(page, texts[:6], 60, 760, 310, indent=20)
    _column(page, texts[6:], 400, 760, 135, size=9, pitch=12)
    return _made(Known([page], texts, []))


@kind
def three_lines_each(language: str) -> tuple[Known, bytes]:
    """Two columns of a few lines on an empty page."""
    random = Random(5)
    page, texts = Page(), [sentence(random, language)[: 90 if language == "en" else 45] for _ in range(2)]
    for n, text in enumerate(texts):
        _column(page, [text], 72 + n * 190, 760, 170, size=11, pitch=16, style=Style(justified=False))
    return _made(Known([page], texts, []))


@kind
def left_heading_over_columns(language: str) -> tuple[Known, bytes]:
    """A short heading at the left over columns, twice on one page."""
    page, texts = Page(), paragraphs(11, language, 8)
    known, y = Known([page], [], []), 760.0
    for n in range(2):
        heading = _said(language, f"{n + 1} Scope", f"{'一二'[n]}、范围")
        page.draw(60, y, heading, font=BOLD, size=14)
        own = texts[4 * n : 4 * n + 4]
        ends = [_column(page, own[2 * c : 2 * c + 2], 60 + 245 * c, y - 28, 225, indent=20) for c in (0, 1)]
        y = min(ends) - 30
        known.paragraphs += [heading, *own]
    return _made(known)


@kind
def left_heading_between_columns_and_lines(language: str) -> tuple[Known, bytes]:
    """Columns, then a short heading at the left and lines over the whole width."""
    page, texts = Page(), paragraphs(12, language, 6)
    heading = _said(language, "Conclusion", "结束语")
    y = min(_column(page, texts[2 * c : 2 * c + 2], 60 + 245 * c, 760, 225, indent=20) for c in (0, 1)) - 12
    page.draw(60, y, heading, font=BOLD, size=13)
    _column(page, texts[4:], 60, y - 24, 470, indent=20)
    return _made(Known([page], [*texts[:4], heading, *texts[4:]], []))


@kind
def footnotes_under_columns(language: str) -> tuple[Known, bytes]:
    """A paragraph that runs over a page's end, with a footnote below."""
    blocks = _texts(language, 20, 21)
    known = set_pages(blocks, Style())
    note = _said(language, "1 Figures of the regional office for statistics.", "1 数据来自地区统计部门。")
    known.pages[0].draw(72, 50, note, size=8)
    shown = len("".join("".join(s.text.split()) for s in known.pages[0].shown[:-1]))
    lengths = accumulate(len("".join(p.split())) for p in known.paragraphs)
    begun = next(n for n, length in enumerate(lengths, start=1) if length >= shown)
    return _made(replace(known, paragraphs=[*known.paragraphs[:begun], note, *known.paragraphs[begun:]]))


@kind
def table_of_words(language: str) -> tuple[Known, bytes]:
    """A table of short words in two columns within running text, drawn row by row."""
    page, texts = Page(), paragraphs(31, language, 4)
    rows = {
        "en": ["Energy|Offshore wind", "Care|Homes for the aged", "Rural affairs|Roads", "Finance|Bonds and guarantees",
               "Water|Flood defences", "Schools|Evening classes"],
        "zh": ["能源|海上风电", "养老|社区照料", "农村事务|公路", "财政|债券与担保", "水利|防洪", "教育|夜校"],
    }[language]  # fmt: skip
    y = _column(page, texts[:2], 60, 760, 470, indent=20) - 14
    for row in rows:
        for n, cell in enumerate(row.split("|")):
            page.draw(60 + 240 * n, y, cell, size=10)
        y -= 16
    _column(page, texts[2:], 60, y - 14, 470, indent=20)
    return _made(Known([page], [*texts[:2], *(r.replace("|", " ") for r in rows), *texts[2:]], []))


@kind
def table_with_wrapped_cells(language: str) -> tuple[Known, bytes]:
    """A table whose cells have several lines, read cell by cell."""
    page, random = Page(), Random(8)
    y, known = 760.0, Known([page], [], [])
    for n in range(5):
        task, who = sentence(random, language), _said(language, f"Office {n + 3}", f"第{n + 3}办公室")
        page.draw(60, y, str(n + 1), size=10)
        below = _column(page, [task], 100, y, 230, size=10, style=Style(justified=False))
        page.draw(380, y, who, size=10)
        page.draw(480, y, f"202{n}", size=10)
        y = below - 10
        known.paragraphs.append(f"{n + 1} {task} {who} 202{n}")
    return _made(known)


@kind
def bullets(language: str) -> tuple[Known, bytes]:
    """Items with a hanging indent, their marks drawn apart."""
    page, texts = Page(), paragraphs(41, language, 7)
    y, items = _column(page, texts[:1], 60, 760, 470, indent=20), []
    for n, text in enumerate(texts[1:]):
        mark = "•" if n % 2 else f"{n + 1}."
        mark = mark if language == "en" or n % 2 == 0 else "●"
        page.draw(60, y, mark, size=10)
        y = _column(page, [text], 85, y, 445)
        items.append(f"{mark} {text}")
    return _made(Known([page], [texts[0], *items], []))


@kind
def labels(language: str) -> tuple[Known, bytes]:
    """Labels at the left with wrapped text at their right."""
    page, texts = Page(), paragraphs(43, language, 4)
    names = {"en": ["Background", "Objectives", "Measures", "Funding"], "zh": ["背景", "目标", "措施", "资金"]}[
        language
    ]
    y, known = 760.0, Known([page], [], [])
    for name, text in zip(names, texts, strict=True):
        page.draw(60, y, name, font=BOLD, size=10)
        y = _column(page, [text], 160, y, 370, style=Style(justified=False)) - 8
        known.paragraphs.append(f"{name} {text}")
    return _made(known)


@kind
def contents(language: str) -> tuple[Known, bytes]:
    """A table of contents with leaders."""
    page, known = Page(), Known([], [], [])
    known.pages.append(page)
    title = _said(language, "Contents", "目录")
    page.draw(260, 770, title, font=BOLD, size=16)
    known.paragraphs.append(title)
    for n in range(12):
        name = _said(language, f"Chapter {n + 1} on the funding of wind farms", f"第{n + 1}章 风电项目资金")
        room = 470 - width_of(f"{name}  {3 * n + 2}", "Times-Roman", 11)
        line = f"{name} {'.' * int(room / width_of('.', 'Times-Roman', 11))} {3 * n + 2}"
        page.draw(60, 730 - 18 * n, line, size=11)
        known.paragraphs.append(line)
    return _made(known)


@kind
def wide_word_gaps(language: str) -> tuple[Known, bytes]:
    """Justified lines of few words, whose gaps are as wide as gutters."""
    return _made(set_pages(_texts(language, 10), Style(columns=1, margin=190, size=11)))


@kind
def turned_by_180(language: str) -> tuple[Known, bytes]:
    """A page that the file holds upside down."""
    return _made(set_pages(_texts(language, 12), Style(columns=2, rotate=180)))


@kind
def turned_by_270(language: str) -> tuple[Known, bytes]:
    """A landscape page that the file holds turned by 270 degrees."""
    return _made(set_pages(_texts(language, 12), Style(columns=2, rotate=270, width=842, height=595)))


@kind
def landscape_on_portrait(language: str) -> tuple[Known, bytes]:
    """A page whose text runs upward, without a /Rotate entry."""
    known = set_pages(_texts(language, 8), Style(width=842, height=595))
    pages = []
    for page in known.pages:
        turned = Page(595, 842)
        turned.shown = [replace(s, x=595 - s.y, y=s.x, turn=90) for s in page.shown]
        pages.append(turned)
    return _made(replace(known, pages=pages), by="column")


@kind
def stamps(language: str) -> tuple[Known, bytes]:
    """Stamps up, down and aslant in the margins."""
    known = set_pages(_texts(language, 10), Style(columns=2))
    said = _said(language, "CERTIFIED COPY", "核对章")
    for page in known.pages:
        page.draw(20, 300, said, size=12, turn=90)
        page.draw(575, 500, said, size=12, turn=270)
        page.draw(150, 250, said, size=50, turn=45)
    return _made(replace(known, apart=[said] * 3 * len(known.pages)), by="column")


@kind
def scanned_with_hidden_text(language: str) -> tuple[Known, bytes]:
    """A scan with a layer of recognized text under the picture."""
    known = set_pages(_texts(language, 16), Style(columns=2, foot=("{n}",)))
    for page in known.pages:
        page.scan, page.shown = True, [replace(s, hidden=True) for s in page.shown]
    return _made(known)


@kind
def words_in_no_order(language: str) -> tuple[Known, bytes]:
    """A file whose lines are drawn in no order at all."""
    known = set_pages(_texts(language, 14), Style(columns=2))
    for page in known.pages:
        Random(3).shuffle(page.shown)
    return _made(known, by="column")


@kind
def lines_by_letters(language: str) -> tuple[Known, bytes]:
    """Lines broken after a number of letters in a font of unequal widths."""
    import textwrap

    page, texts = Page(), paragraphs(51, language, 6)
    y = 770.0
    for text in texts:
        for line in textwrap.wrap(text, 70) if language == "en" else textwrap.wrap(text, 36):
            page.draw(60, y, line, font=SANS, size=10)
            y -= 13
        y -= 6
    return _made(Known([page], texts, []))


@kind
def double_spaced(language: str) -> tuple[Known, bytes]:
    """Lines two lines apart."""
    return _made(set_pages(_texts(language, 8), Style(pitch=2.4, size=12)))


@kind
def spaced_title(language: str) -> tuple[Known, bytes]:
    """A title with its letters spread."""
    page, texts = Page(), paragraphs(61, language, 4)
    title = _said(language, "REGIONAL PLAN", "通知书")
    page.draw(200, 780, title, font=BOLD, size=18, track=4 if language == "en" else 12)
    _column(page, texts, 60, 740, 470, indent=20)
    return _made(Known([page], [title, *texts], []))


@kind
def paragraphs_without_indent_or_gap(language: str) -> tuple[Known, bytes]:
    """Paragraphs told only by their short last lines."""
    return _made(set_pages(_texts(language, 10), Style(indent=0)))


@kind
def ragged_columns(language: str) -> tuple[Known, bytes]:
    """Three columns of unjustified lines, their baselines not on one grid."""
    return _made(set_pages(_texts(language, 16), Style(columns=3, justified=False, skew=5, size=9)))


@kind
def captions(language: str) -> tuple[Known, bytes]:
    """A figure in one of two columns, with a caption in small letters."""
    page, texts = Page(), paragraphs(71, language, 6)
    caption = _said(language, "Figure 2. Funds by year.", "图2 各年资金")
    _column(page, texts[:3], 60, 770, 225, indent=20)
    below = _column(page, texts[3:4], 310, 770, 225, indent=20)
    page.draw(350, below - 160, caption, size=8)
    _column(page, texts[4:], 310, below - 190, 225, indent=20)
    return _made(Known([page], [*texts[:4], caption, *texts[4:]], []))


@kind
def one_string_per_row(language: str) -> tuple[Known, bytes]:
    """Rows of both columns drawn as one string with many spaces."""
    page, texts = Page(), paragraphs(81, language, 6)
    style, wide = Style(justified=False), 215.0
    columns = [
        [li for t in texts[3 * c : 3 * c + 3] for li in lines_of(t, style, wide, 10, style.font, 0)] for c in (0, 1)
    ]
    for n in range(max(map(len, columns))):
        left = columns[0][n].text if n < len(columns[0]) else ""
        right = columns[1][n].text if n < len(columns[1]) else ""
        room = 240 - width_of(left, style.font, 10)
        page.draw(60, 770 - 14 * n, left + " " * round(room / 2.5) + right if right else left, size=10)
    return _made(Known([page], texts, []))


@kind
def one_page_with_number(language: str) -> tuple[Known, bytes]:
    """A single page with its number."""
    number = _said(language, "Page 1 of 1", "第 1 页 共 1 页")
    return _made(set_pages(_texts(language, 4), Style(foot=(number,))))


@kind
def superscripts(language: str) -> tuple[Known, bytes]:
    """Marks of notes above the line."""
    page, texts = Page(), paragraphs(91, language, 3)
    y, known = 770.0, Known([page], [], [])
    for n, text in enumerate(texts):
        lines = lines_of(text, Style(justified=False), 440, 10.5, "Times-Roman", 0)
        for line in lines:
            page.draw(60, y, line.text)
            end = 60 + width_of(line.text, "Times-Roman", 10.5)
            if line is lines[-1]:
                page.draw(end, y + 4, str(n + 1), size=6.5)
            y -= 15
        known.paragraphs.append(f"{text}{n + 1}")
    return _made(known)


@kind
def side_by_side_lists(language: str) -> tuple[Known, bytes]:
    """Columns of text on all pages; one holds short items at its end."""
    known = set_pages(_texts(language, 8, 101), Style(columns=2, balanced=False))
    return _made(known)


@kind
def title_as_running_head(language: str) -> tuple[Known, bytes]:
    """The document's title, large on the first page and small on top of all others."""
    title = _said(language, "A plan for the regions", "区域建设规划")
    known = set_pages([Block(title, "title"), *_texts(language, 24, 111)], Style(columns=2))
    for page in known.pages[1:]:
        page.draw(72, 800, title, size=9)
    return _made(replace(known, apart=[title] * (len(known.pages) - 1)))


@kind
def three_columns_of_three_lines(language: str) -> tuple[Known, bytes]:
    """Three columns of a few lines."""
    random = Random(15)
    page, texts = Page(), [sentence(random, language)[: 90 if language == "en" else 40] for _ in range(3)]
    for n, text in enumerate(texts):
        _column(page, [text], 60 + n * 165, 760, 145, size=10, style=Style(justified=False))
    return _made(Known([page], texts, []))


@kind
def heading_over_two_of_three_columns(language: str) -> tuple[Known, bytes]:
    """Three columns, of which the last two stand below a heading of their own."""
    page, texts = Page(), paragraphs(121, language, 9)
    heading = _said(language, "Care homes and hospitals in the islands", "岛屿地区养老机构与医院建设")
    _column(page, texts[:3], 50, 770, 150, size=9, pitch=13, indent=18)
    page.draw(245, 766, heading, font=BOLD, size=15)
    _column(page, texts[3:6], 220, 736, 150, size=9, pitch=13, indent=18)
    _column(page, texts[6:], 390, 736, 150, size=9, pitch=13, indent=18)
    return _made(Known([page], [*texts[:3], heading, *texts[3:]], []))


@kind
def second_column_higher(language: str) -> tuple[Known, bytes]:
    """Two columns; the second begins higher, with the rest of a paragraph, since browsers drop the space above it."""
    page, texts = Page(), paragraphs(151, language, 6)
    lines = lines_of(texts[2], _PLAIN, 225, 10, _PLAIN.font, 0)
    y = _column(page, texts[:2], 60, 750, 225, pitch=12, after=10)
    for n, line in enumerate(lines):
        place = (60, y - 12 * n) if n < 3 else (305, 760 - 12 * (n - 3))
        page.draw(*place, line.text, font=line.font, size=10, space=line.space, track=line.track)
    _column(page, texts[3:], 305, 750 - 12 * (len(lines) - 3), 225, pitch=12, after=10)
    return _made(Known([page], texts, []))


@kind
def abstract_over_columns(language: str) -> tuple[Known, bytes]:
    """A title, an abstract over the whole width in narrower lines, and two columns."""
    page, texts = Page(), paragraphs(131, language, 7)
    title = _said(language, "Regional funding of wind farms", "区域风电资金安排")
    page.draw(200, 790, title, font=BOLD, size=16)
    y = _column(page, texts[:1], 110, 760, 370, size=9, pitch=12) - 10
    for c in (0, 1):
        _column(page, texts[1 + 3 * c : 4 + 3 * c], 60 + 245 * c, y, 225, indent=20)
    return _made(Known([page], [title, *texts], []))


@kind
def official_letter(language: str) -> tuple[Known, bytes]:
    """An official document: a title, an address, indented paragraphs and items, a signature and a date at the right."""
    page, texts = Page(), paragraphs(141, language, 4)
    english = "Notice on the funding of care homes|To all districts:|The regional office|1 March 2021"
    chinese = "关于养老服务资金安排的通知|各县（市、区）人民政府：|某某市人民政府办公室|2021年3月1日"
    said = _said(language, english, chinese).split("|")
    page.draw(180, 780, said[0], font=BOLD, size=18)
    page.draw(72, 740, said[1], size=12)
    marks = _said(language, "1. |2. |", "一、|二、|").split("|")
    items = [f"{mark}{text}" for mark, text in zip(("", *marks), texts, strict=True)]
    y = _column(page, items, 72, 720, 450, size=12, pitch=22, indent=24)
    for n, line in enumerate(said[2:]):
        page.draw(522 - width_of(line, "Times-Roman", 12), y - 30 - 22 * n, line, size=12)
    return _made(Known([page], [*said[:2], *items, *said[2:]], []))


@kind
def table_in_one_column(language: str) -> tuple[Known, bytes]:
    """A small table within one of two columns."""
    page, texts = Page(), paragraphs(151, language, 6)
    rows = {
        "en": ["Year|Funds", "2019|120", "2020|315", "2021|1,020"],
        "zh": ["年份|资金", "2019|120", "2020|315", "2021|1020"],
    }[language]
    _column(page, texts[:3], 60, 770, 225, indent=20)
    y = _column(page, texts[3:4], 310, 770, 225, indent=20) - 12
    for row in rows:
        for n, cell in enumerate(row.split("|")):
            page.draw(320 + 120 * n, y, cell, size=9)
        y -= 13
    _column(page, texts[4:], 310, y - 12, 225, indent=20)
    return _made(Known([page], [*texts[:4], *(r.replace("|", " ") for r in rows), *texts[4:]], []))


@kind
def heads_with_numbers_at_the_outer_edge(language: str) -> tuple[Known, bytes]:
    """Heads with the page's number on the left of even and on the right of odd pages."""
    known = set_pages(_texts(language, 30, 161), Style(columns=2))
    said = _said(language, "Official Gazette", "政府公报")
    apart = []
    for n, page in enumerate(known.pages, start=1):
        page.draw(60 if n % 2 == 0 else 520, 800, str(n), size=9)
        page.draw(250, 800, said, size=9)
        apart += [said, str(n)]
    return _made(replace(known, apart=apart))


@kind
def heads_of_two_lines(language: str) -> tuple[Known, bytes]:
    """Heads of two lines, and a foot with words beside the number."""
    known = set_pages(
        _texts(language, 30, 171), Style(columns=2, foot=(_said(language, "Budget | {n}", "预算报告 | {n}"),))
    )
    said = [_said(language, "Regional office", "区域办公室"), _said(language, "Report 2021", "2021年报告")]
    for page in known.pages:
        for n, line in enumerate(said):
            page.draw(72, 812 - 12 * n, line, size=9)
    return _made(replace(known, apart=[*known.apart, *said * len(known.pages)]))


@kind
def notes_under_both_columns(language: str) -> tuple[Known, bytes]:
    """Notes in small letters at the ends of both columns."""
    page, texts = Page(), paragraphs(181, language, 6)
    notes = [
        _said(language, f"{n} See the report of the council of 201{n}.", f"{n} 参见201{n}年统计年鉴。") for n in (1, 2)
    ]
    for c in (0, 1):
        y = _column(page, texts[3 * c : 3 * c + 3], 60 + 245 * c, 770, 225, indent=20)
        page.draw(60 + 245 * c, y - 20, notes[c], size=7.5)
    return _made(Known([page], [*texts[:3], notes[0], *texts[3:], notes[1]], []))


@kind
def headings_like_text(language: str) -> tuple[Known, bytes]:
    """Numbered headings of the text's own size and distance."""
    page, texts, y = Page(), paragraphs(191, language, 4), 770.0
    known = Known([page], [], [])
    for n, text in enumerate(texts, start=1):
        heading = _said(language, f"{n}. Funding in year {n}", f"{n}. 资金安排")
        page.draw(60, y, heading, size=10)
        y = _column(page, [text], 60, y - 14, 470)
        known.paragraphs += [heading, text]
    return _made(known)


@kind
def two_languages_side_by_side(language: str) -> tuple[Known, bytes]:
    """Columns of the two languages, or of one twice, with paragraphs that begin at one height."""
    page = Page()
    left, right = paragraphs(201, language, 4), paragraphs(202, "en", 4)
    y = 770.0
    for one, two in zip(left, right, strict=True):
        y = min(_column(page, [one], 60, y, 225), _column(page, [two], 310, y, 225)) - 12
    flat = [p for pair in zip(left, right, strict=True) for p in pair]
    return _made(Known([page], flat, []))


@kind
def paragraphs_at_the_right(language: str) -> tuple[Known, bytes]:
    """An indented block between paragraphs."""
    page, texts = Page(), paragraphs(211, language, 5)
    y = _column(page, texts[:2], 60, 770, 470, after=8)
    y = _column(page, texts[2:3], 100, y, 390, size=9, pitch=12) - 8
    _column(page, texts[3:], 60, y, 470, after=8)
    return _made(Known([page], texts, []))


@kind
def scanned_askew(language: str) -> tuple[Known, bytes]:
    """A recognized scan that lies a degree and a half askew."""
    known = set_pages(_texts(language, 14, 221), Style(columns=2))
    across, up = cos(radians(1.5)), sin(radians(1.5))
    for page in known.pages:
        page.scan = True
        page.shown = [
            replace(s, x=s.x * across - s.y * up, y=s.x * up + s.y * across, turn=1.5, hidden=True) for s in page.shown
        ]
    return _made(known, by="column")


@kind
def numbered_lines(language: str) -> tuple[Known, bytes]:
    """Lines with their numbers in the margin, as bills have them."""
    known = set_pages(_texts(language, 12, 231), Style())
    apart = []
    for page in known.pages:
        for n, shown in enumerate(list(page.shown), start=1):
            page.draw(40, shown.y, str(n), size=8)
            apart.append(str(n))
    return _made(replace(known, apart=apart))


@kind
def numbered_items(language: str) -> tuple[Known, bytes]:
    """A list of short items whose numbers are drawn apart; these are text."""
    page, known = Page(), Known([], [], [])
    known.pages.append(page)
    names = _said(
        language, "Ports|Wind farms|Rail|Care homes|Schools|Roads|Hospitals", "港口|风电|铁路|养老|学校|公路|医院"
    ).split("|")
    for n, name in enumerate(names, start=1):
        page.draw(60, 770 - 16 * n, str(n), size=10)
        page.draw(90, 770 - 16 * n, name, size=10)
        known.paragraphs.append(f"{n} {name}")
    return _made(known)


def _equal_paragraphs(
    language: str,
    counts: tuple[int, ...],
    *,
    after: float,
    columns: int = 2,
    indent: float = 0,
    justified: bool = False,
) -> tuple[Known, bytes]:
    """Columns whose paragraphs have the same numbers of lines, so that the gaps between them are level."""
    page, random = Page(), Random(len(counts) + columns)
    style, wide = Style(justified=justified), (495 - 20 * columns) / columns
    known = Known([page], [], [])
    for column in range(columns):
        y = 770.0
        for count in counts:
            text = " ".join(sentence(random, language) for _ in range(3 * count))
            lines = lines_of(text, style, wide, 10, style.font, indent)[:count]
            lines[-1] = replace(
                lines[-1], text=lines[-1].text[: len(lines[-1].text) // 2].rstrip() + ".", space=0, track=0
            )
            for line in lines:
                left = 50 + column * (wide + 20) + line.indent
                page.draw(left, y, line.text, size=10, space=line.space, track=line.track)
                y -= 14
            known.paragraphs.append(" ".join(line.text for line in lines))
            y -= after
    return _made(known)


@kind
def level_paragraphs(language: str) -> tuple[Known, bytes]:
    """Two columns whose paragraphs end at the same heights by chance."""
    return _equal_paragraphs(language, (5, 4, 6, 5, 3), after=10)


@kind
def level_paragraphs_of_one_length(language: str) -> tuple[Known, bytes]:
    """Two columns of paragraphs of four lines, an empty line between them."""
    return _equal_paragraphs(language, (4,) * 7, after=14)


@kind
def level_paragraphs_indented(language: str) -> tuple[Known, bytes]:
    """The same, justified and with indented first lines."""
    return _equal_paragraphs(language, (6, 3, 5, 4), after=7, indent=20, justified=True)


@kind
def level_paragraphs_in_three_columns(language: str) -> tuple[Known, bytes]:
    """Three columns of level paragraphs."""
    return _equal_paragraphs(language, (7, 5, 4, 6), after=12, columns=3)


@kind
def level_long_paragraphs(language: str) -> tuple[Known, bytes]:
    """Two columns of three long paragraphs each."""
    return _equal_paragraphs(language, (12, 15, 11), after=9)


@kind
def table_of_two_wide_columns(language: str) -> tuple[Known, bytes]:
    """A table of two columns of sentences, its rows as high as their higher cell."""
    page, random, y = Page(), Random(9), 770.0
    known = Known([page], [], [])
    for n in range(6):
        cells = [" ".join(sentence(random, language) for _ in range(1 + (n + c) % 3)) for c in (0, 1)]
        ends = [
            _column(page, [cell], 60 + 250 * c, y, 215, style=Style(justified=False)) for c, cell in enumerate(cells)
        ]
        known.paragraphs += cells
        y = min(ends) - 10
    return _made(known)


def _box_beside(language: str, *, left: bool) -> tuple[Known, bytes]:
    """A box of small letters that begins and ends within paragraphs, the last of which goes on below it."""
    page, texts, boxed = Page(), paragraphs(11, language, 6), paragraphs(13, language, 2)
    ragged, at = Style(justified=False), (60, 250) if left else (370, 60)
    y = _column(page, texts[:2], 60, 760, 475, style=ragged, after=10)
    end = _column(page, boxed, at[0], y - 13, 165, size=8.5, pitch=11, after=6, style=ragged) - 4
    beside = 2
    for text in texts[2:]:
        beside += y > end
        wide, place, rest = (285, at[1], text) if y > end else (475, 60, text)
        while rest:
            line = lines_of(rest, ragged, wide, 10, ragged.font, 0)[0].text
            page.draw(place, y, line)
            rest, y = rest[len(line) :].lstrip(), y - 14
            wide, place = (wide, place) if y > end else (475, 60)
        y -= 10
    known = [*texts[:2], *boxed, *texts[2:]] if left else [*texts[:beside], *boxed, *texts[beside:]]
    return _made(Known([page], known, []))


@kind
def box_at_the_left(language: str) -> tuple[Known, bytes]:
    """A box at the left of paragraphs."""
    return _box_beside(language, left=True)


@kind
def box_at_the_right(language: str) -> tuple[Known, bytes]:
    """A box at the right of paragraphs."""
    return _box_beside(language, left=False)


@kind
def slanted_letters(language: str) -> tuple[Known, bytes]:
    """A page of letters that lean, as Chinese italics do, but for one paragraph."""
    page, texts, y = Page(), paragraphs(17, language, 5), 760.0
    for n, text in enumerate(texts):
        for line in lines_of(text, _PLAIN, 470, 10, _PLAIN.font, 20):
            page.draw(
                60 + line.indent, y, line.text, size=10, space=line.space, track=line.track, slant=0.33 * (n != 2)
            )
            y -= 14
    return _made(Known([page], texts, []))


@kind
def table_of_close_cells(language: str) -> tuple[Known, bytes]:
    """A table between paragraphs, whose cells of several lines stand six points apart."""
    page, random, texts = Page(), Random(4), paragraphs(13, language, 4)
    y = _column(page, texts[:2], 60, 760, 470, style=Style(justified=False), after=8)
    rows: list[str] = []
    for n in range(4):
        cells = [sentence(random, language)[: (60, 30)[language == "zh"] + 8 * n] for _ in range(3)]
        ends = [
            _column(page, [cell], 60 + 159 * c, y, 153, style=Style(justified=False)) for c, cell in enumerate(cells)
        ]
        rows.append(" ".join(cells))
        y = min(ends) - 8
    _column(page, texts[2:], 60, y - 6, 470, style=Style(justified=False), after=8)
    return _made(Known([page], [*texts[:2], *rows, *texts[2:]], []))
