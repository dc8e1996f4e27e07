"""The article on a web page: its element, its lines, and the reason why each other line is left out.

Conventions. A page is an lxml tree without comments, and its visible lines (`blocks.py`). Text is the page's own, in
its order: a line is in it whole or not at all. trafilatura judges which lines inside the article's element belong to
it. Its judgement is completed: running text that no furniture of the page holds is kept, and so are the lines between
and beside kept ones in the same container. Running text is that in which `sentences.py` finds a sentence.
"""

import copy
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import groupby
from typing import Any

from topics.preprocessing.readers.blocks import Line, squeezed, visible_lines
from topics.preprocessing.readers.furniture import about_the_site, furniture_places
from topics.preprocessing.readers.steps import COOKIES, FORMS, MENUS, REPEATS, SIDES, TITLE, UNMARKED
from topics.preprocessing.sentences import sentences

# A paragraph of an article has at least this length and contains the end of a sentence.
_PARAGRAPH = 40  # characters
_SENTENCE_END = re.compile(r"[。！？；…!?]|\.(?:\s|$)")
_MORE_OF_IT = 1.2
_SHINGLE = 5  # characters
_COPY = 0.8  # share of a text in clauses that the article has too
_CLAUSE = re.compile(r"[^\w “”‘’\"'《》-]+")
_PIECE = re.compile(r"\n|(?<!\\)\|")  # trafilatura's lines, and its cells in a row
_NO_LETTER = re.compile(r"[\W_]+")
_LABEL = 8  # characters of a label beside the title
_LONG = 20  # characters of a line that is found inside a longer one
# Tags that head or list what is beside them.
_HEADS = frozenset(
    ("caption", "dd", "dt", "figcaption", "h2", "h3", "h4", "h5", "h6", "legend", "li", "summary", "td", "th")
)
# A line that the next one continues: a salutation, or the beginning of a sentence.
_LEADS_ON = re.compile(r".{5,}[：:]|(?=.{20}).*(?:[，、；]|,\s).*")
_LISTS = frozenset(("dd", "dir", "dl", "dt", "li", "menu", "ol", "ul"))
_CELLS = ("td", "th")
_NESTED = 8  # lists in lists

_Block = list[Line]  # the lines of one element between two others


def article_lines(tree: Any, title: str) -> tuple[list[Line], bool]:
    """The visible lines of a page, those of its article marked as kept, and whether there is running text in it.

    On a page without running text outside of its furniture, a line is kept as trafilatura judges.
    """
    lines = _placed_lines(tree, title, by_name=True)
    article, marked = article_element(tree, lines)
    if article is None:
        # The name of a box may have misled, where it holds all the paragraphs that there are.
        anew = _placed_lines(tree, title, by_name=False)
        article, marked = article_element(tree, anew, least=_PARAGRAPH)
        lines = lines if article is None else anew
    within = frozenset((tree if article is None else article).iter())
    found = main_text(tree, article) if any(not line.place for line in lines) else ""
    judged = frozenset(squeezed(piece).removeprefix("-").replace("\\|", "|") for piece in _PIECE.split(found))
    whole = "".join(judged)
    for line in lines:
        said = squeezed(line.whole)
        here = line.element in within and line.place != COOKIES
        line.kept = here and (said in judged or (len(said) >= _LONG and said in whole))
    if article is not None:
        blocks = [list(found) for _, found in groupby(lines, key=lambda line: line.element)]
        _put_back_running_text(blocks, article, within, marked)
        _put_back_what_is_beside(blocks, within)
    return lines, article is not None


def _placed_lines(tree: Any, title: str, *, by_name: bool) -> list[Line]:
    lines = visible_lines(tree, furniture_places(tree, by_name=by_name))
    for line in lines:
        line.place = line.place or _place(line, title)
    return lines


def _place(line: Line, title: str) -> str:
    if 2 * len(squeezed(line.unlinked)) <= len(squeezed(line.text)):
        return MENUS
    said, wanted = _letters(line.text), _letters(title)
    if wanted and wanted in said and len(said) <= len(wanted) + (_LABEL if len(wanted) >= _LABEL else 0):
        return TITLE
    return about_the_site(line.text)


def _letters(text: str) -> str:
    return _NO_LETTER.sub("", text)


def _put_back_running_text(blocks: Sequence[_Block], article: Any, within: frozenset[Any], marked: bool) -> None:
    """Keep the running text that trafilatura dropped, in the article's element and, with no reason against it, outside.

    Below an article that the page itself marks, running text is not its own.
    """
    lines = [line for block in blocks for line in block]
    said: set[str] = set()
    last = max((number for number, block in enumerate(blocks) if block[0].element in within), default=0)
    boxes = _Boxes(lines, article)
    for number, block in enumerate(blocks):
        own = [line for line in block if not line.place]
        if any(line.kept for line in block) or not sentences("\n".join(line.text for line in own)):
            continue
        place = boxes.place(block[0].element)
        if not place and block[0].element not in within:
            said = said or _shingles("".join(_letters(line.text) for line in lines if line.kept))
            place = next((line.place for line in block if line.place == SIDES), "")
            if not place and _is_copy("\n".join(line.text for line in own), said):
                place = REPEATS
            elif not place and marked and number > last:
                place = UNMARKED
        for line in own:
            line.place, line.kept = place, not place


def _put_back_what_is_beside(blocks: Sequence[_Block], within: frozenset[Any]) -> None:
    """Keep the lines between kept ones in the article's element, and those beside kept ones in the same container."""
    numbers = [number for number, block in enumerate(blocks) if any(line.kept for line in block)]
    if not numbers:
        return
    elements = {blocks[number][0].element for number in numbers}
    inner = [number for number in numbers if blocks[number][0].element in within]
    holders = {holder for element in elements for holder in _holders(element)}
    for number, block in enumerate(blocks):
        element = block[0].element
        beside = element in holders or not holders.isdisjoint(_holders(element))
        heads = element in holders or element.tag in _HEADS or bool(_LEADS_ON.fullmatch(block[-1].text))
        between = bool(inner) and inner[0] < number < inner[-1] and element in within
        if number in numbers or between or (beside and (number > numbers[0] or heads)):
            for line in block:
                # A paragraph of the article may be a link as a whole.
                linked = between and beside and line.place == MENUS and element.tag == "p"
                line.kept = line.kept or not line.place or (linked and bool(sentences(line.text)))


def _holders(element: Any) -> set[Any]:
    """What holds an element: its parent, what is around its list, and the table around the cell in which it stands."""
    around = _around_list(element)
    cell = element if element.tag in _CELLS else around
    table = next(cell.iterancestors("table"), None) if cell is not None and cell.tag in _CELLS else None
    return {element.getparent(), around, table} - {None}


def _around_list(element: Any) -> Any:
    """What holds the list in which an item stands; of another element, what holds it."""
    for _ in range(_NESTED):
        if element.tag in _LISTS and element.getparent() is not None:
            element = element.getparent()
    return element if element.tag not in ("p", *_LISTS) else element.getparent()


class _Boxes:
    """Boxes beside the article of a page: the highest elements that hold neither the article nor a kept line."""

    def __init__(self, lines: Sequence[Line], article: Any) -> None:
        self._boxes: dict[Any, Any] = {}  # None for what holds the article or a kept line
        for element in (article, *(line.element for line in lines if line.kept)):
            while element is not None and element not in self._boxes:
                self._boxes[element] = None
                element = element.getparent()
        self._links: Counter[Any] = Counter()
        self._running: Counter[Any] = Counter()
        for line in lines:
            if not line.kept:
                self._links[self._box(line.element)] += line.place == MENUS
                self._running[self._box(line.element)] += line.place != MENUS and bool(sentences(line.text))

    def _box(self, element: Any) -> Any | None:
        climbed = []
        while element not in self._boxes:
            climbed.append(element)
            element = element.getparent()
        found = self._boxes[element]
        if found is None and climbed:
            found = climbed[-1]
        self._boxes.update(dict.fromkeys(climbed, found))
        return found

    def place(self, element: Any) -> str:
        """The furniture that an element's box is: a list of links, with as many as it has sentences, or a form."""
        box = self._box(element)
        if box is None:
            return ""
        if self._links[box] >= max(2, self._running[box]):
            return MENUS
        form = element if element.tag == "form" else next(element.iterancestors("form"), None)
        return FORMS if form is not None and self._boxes.get(form, box) is not None and _asks(form) else ""


def _asks(form: Any) -> bool:
    """Whether a form has something to fill in or to press."""
    return any(
        e.tag != "input" or e.get("type") != "hidden" for e in form.iter("input", "button", "select", "textarea")
    )


def main_text(tree: Any, article: Any | None) -> str:
    """What trafilatura extracts from the article's element, or from the page without one; "" where it finds nothing."""
    import lxml.html

    if article is not None and article.tag not in ("html", "body"):
        alone = lxml.html.document_fromstring("<html><body><article></article></body></html>")
        inside = copy.deepcopy(article)
        inside.tail = None
        alone.find(".//article").append(inside)
        if text := _extracted(alone):
            return text
    # trafilatura takes elements out of what it is given.
    return _extracted(copy.deepcopy(tree))


def _extracted(tree: Any) -> str:
    import trafilatura

    try:
        found: Any = trafilatura.bare_extraction(tree, include_comments=False, config=_options())
    except Exception:
        # Any error that a broken page causes means that no text was found.
        return ""
    return (found.text or "").strip() if found else ""


@cache
def _options() -> Any:
    """trafilatura's settings with lower limits of length: by default it takes the whole page below 250 characters."""
    from trafilatura.settings import DEFAULT_CONFIG

    options = copy.deepcopy(DEFAULT_CONFIG)
    options["DEFAULT"]["MIN_EXTRACTED_SIZE"] = "10"
    options["DEFAULT"]["MIN_OUTPUT_SIZE"] = "1"
    options["DEFAULT"]["EXTRACTION_TIMEOUT"] = "0"
    return options


def article_element(tree: Any, lines: Iterable[Line], least: int = 0) -> tuple[Any | None, bool]:
    """The element that holds the article, and whether the page marks it as schema.org's `articleBody`.

    The search begins at the element with the most running text (outside links) in its own paragraphs. From there it
    goes up to the highest element with a fifth more running text than the one below, which is an article in sections.
    A box that repeats the article, such as a summary, does not count as a section. On a page without a paragraph of
    some length, every text of `least` characters with a sentence counts. None where there is none.
    """
    marked = [e for e in tree.xpath("//*[@itemprop='articleBody']") if _is_running(" ".join(e.itertext()))]
    if len(marked) == 1:
        return marked[0], True
    texts: dict[Any, list[str]] = {}
    for line in lines:
        if not line.place:
            texts.setdefault(line.element, []).append(line.unlinked)
    running = [(element, text) for element, text in ((e, "\n".join(t)) for e, t in texts.items()) if _is_running(text)]
    long = [(element, text) for element, text in running if len(squeezed(text)) >= _PARAGRAPH]
    held: dict[Any, list[str]] = {}
    parents = {element.getparent() for element, _ in running}
    for element, text in long or ([] if least else running):
        itself = _is_broken_by_lines(element) or element in parents or element.getparent() is None
        holder = element if itself else element.getparent()
        held.setdefault(holder, []).append(squeezed(text))
    return (_with_sections(held), False) if held else (None, False)


def _is_running(text: str) -> bool:
    return bool(_SENTENCE_END.search(text)) and (len(squeezed(text)) >= _PARAGRAPH or bool(sentences(text)))


def _with_sections(held: dict[Any, list[str]]) -> Any:
    article = max(held, key=lambda holder: sum(map(len, held[holder])))
    said = _shingles(squeezed(article.text_content()))
    below: Counter[Any] = Counter()
    for holder, texts in held.items():
        new = sum(len(text) for text in texts if holder is article or not _repeats(text, said))
        below.update(dict.fromkeys((holder, *holder.iterancestors()), new))
    for element in article.iterancestors():
        if below[element] >= _MORE_OF_IT * below[article]:
            article = element
    return article


def _is_broken_by_lines(block: Any) -> bool:
    return block.tag != "p" and len(block.findall("br")) > 1


def _shingles(text: str) -> set[str]:
    return {text[i : i + _SHINGLE] for i in range(len(text) - _SHINGLE + 1)}


def _repeats(text: str, said: set[str]) -> bool:
    shingles = _shingles(text)
    return 2 * len(shingles & said) > len(shingles)


def _is_copy(text: str, said: set[str]) -> bool:
    """Whether most clauses of a text are in another word for word, as in a summary made of headings.

    Formulaic paragraphs, which differ in names and figures, are no copies.
    """
    clauses = [clause for clause in map(_letters, _CLAUSE.split(text)) if clause]
    copied = sum(len(clause) for clause in clauses if len(clause) >= _SHINGLE and _shingles(clause) <= said)
    return copied >= _COPY * sum(map(len, clauses))
