"""Names of what readers leave out of the text, with the kind of each, and reasons of minor losses.

Kinds are those of `topics.preprocessing.ledger.account`. A step without a kind here is of the kind "reader": it takes
text that should have been handed on, and a run is refused where that holds sentences.
"""

# Web pages and books.
MENUS = "menus and lists of links"
SIDES = "headers, footers and side boxes"
FORMS = "forms and buttons"
COOKIES = "cookie banners"
AROUND = "comments, sharing and related pages"
UNMARKED = "below the article that the page marks"
SHORT = "short lines around the text"
TITLE = "title of the page"
REPEATS = "repeats of the text"
OUTSIDE = "outside the article"  # running text without a plain reason to leave it out
NOTE_MARKS = "note marks"
# Word documents too.
READINGS = "readings above characters"
FRAMES = "headers and footers"
COMMENTS = "comments"
DIAGRAMS = "diagrams"
DELETED = "deleted under review"
HIDDEN = "hidden text"
MARKS_OF_NOTES = "marks of notes"
SIGNS = "signs of symbol fonts"
NO_TEXT = "marks of missing text"
# PDF files.
RUNNING_HEADS = "running heads of the pages"
PAGE_NUMBERS = "page numbers"
LINE_NUMBERS = "line numbers"
TURNED = "text turned against its page"
SCANNED = "letters on scanned pages"
HYPHENS = "hyphens at line ends"
# Files that hold many articles.
COVER = "covers of downloads"
ARTICLE_ENDS = "marks between articles"
ARTICLE_RECORD = "labels and index terms of articles"
RIGHTS = "copyright lines of articles"
ABSTRACT = "abstracts beside full texts"

_FRAME = (
    MENUS, SIDES, FORMS, COOKIES, AROUND, UNMARKED, FRAMES, COMMENTS, DELETED, HIDDEN, RUNNING_HEADS, TURNED, SCANNED,
    COVER, ARTICLE_ENDS, RIGHTS,
)  # fmt: skip
_MARKS = (READINGS, NOTE_MARKS, MARKS_OF_NOTES, SIGNS, PAGE_NUMBERS, LINE_NUMBERS, HYPHENS)
KINDS = {
    **dict.fromkeys(_FRAME, "frame"),
    SHORT: "furniture",
    TITLE: "record",
    ARTICLE_RECORD: "record",
    REPEATS: "copy",
    ABSTRACT: "copy",
    **dict.fromkeys(_MARKS, "marks"),
}

# Reasons of losses, up to a semicolon, that hold no running text that a person sees in the document.
CHART = "a chart is not read"
OBJECT = "an embedded object is not read"
BUILDING_BLOCKS = "the building blocks of a template are not read"
NO_TEXT_COLUMN = "no row of the sheet names a column of text"
NO_ROW = "no row stands below the header of the sheet"
CELL_COMMENTS = "comments on cells are not read"
DRAWINGS = "text in drawings is not read"
UNSHOWN = "running text that browsers do not show is not read"
EMPTY_ROW = "no text in the row"
HALF_CHARACTER = "only half of a character was written"
REPLACED = "characters were lost before the file was written, and stand in it as U+FFFD"
EMPTY_RECORD = "no text in the article"
ABSTRACTS_READ = "abstracts are read where no column holds the full text"
