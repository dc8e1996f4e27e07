"""English: words between spaces."""

from topics.languages.grammar import Grammar
from topics.languages.language import WORD_LISTS, Language, StopList

_FUNCTION_WORDS = """
the of and to in that is for with as on by be are was this from at it which or an not have has will were its their they
we but
"""
_THEMES = """\
[wind-power]
label = "Wind power"
terms = ["wind farm", "wind farms", "offshore wind", "turbine", "turbines"]

[data-protection]
label = "Data protection"
terms = ["data protection", "personal data", "privacy"]
definition = "Keeping personal data safe and private while they are handled"
include = "rights of the persons concerned, duties of those who hold data, data leaving the country"
exclude = "security of networks and devices without a word about personal data"
"""

_ORGANISATIONS = """
Act Agency Alliance Association Authority Bill Bureau Commission Committee Company Conference Congress Convention
Corporation Council Department Directive Exhibition Federation Forum Foundation Inc Institute Institution Limited Ltd
Ministry Office Secretary Society Summit Treaty Tribunal Union
"""
_NO_ITEM = """
a although and are as be been but by can for from had has have he if in is it of on or she so that the then they this to
was we were when where which while who will with would you
"""
_ADVERBS = """
Today Yesterday Tomorrow Now Then Here There However Moreover Therefore Meanwhile Instead Overall Indeed Also Still
Thus Hence Nevertheless Furthermore Sometimes Often Again Perhaps Later Soon Elsewhere Abroad First Second Third Next
Yet So Besides Together Rather
"""
_PREPOSITIONS = """
In On At By For From Under With Without Since During After Before Through Across Over Within As To Despite Until Of
Unlike Like If When While Because Although Though Once Where Given Among Between
"""
_ABBREVIATIONS = r"""
Mr Mrs Ms Dr St No vs e\.g i\.e etc U\.S U\.K Inc Ltd Art Prof Rev Gen Sen Rep Gov Capt Col Lt Sgt Hon Jr Sr Co Corp
Bros approx fig Fig Figs sec Sec vol Vol pp ca cf al viz Dept Mt Jan Feb Mar Apr Aug Sep Sept Oct Nov Dec [A-Z]
"""
_ANY = "|".join(_ORGANISATIONS.split())
_CAPITAL = r"[A-Z][\w'’&-]{0,40}"
_SMALL = "(?:(?:of|for|and|on|the|to|in|OF|FOR|AND|ON|THE|TO|IN) ){0,3}"
_WORD = rf"(?!(?:{'|'.join(_NO_ITEM.split())})\b)[\w'’%-]{{1,30}}"
_ITEM = rf"{_WORD}(?: {_WORD}){{0,2}}"
_TITLES = "《[^》\\n]{1,80}》|“[^”.;!?\\n]{1,60}”"
# A straight quote opens a name before a word and closes it behind one, so what stands between two names is none.
_STRAIGHT = '(?<![^\\s(\\[“—–-])"(?!\\s)[^".;!?\\n]{1,60}(?<!\\s)"(?!\\w)'
# ’ is an apostrophe within a word, and behind the s of a plural that a closing quote follows: ‘The farmers’ union’.
_SINGLE = "(?<!\\w)‘(?!\\s)[^‘.;!?\\n]{1,60}?(?<!\\s)’(?!\\w)(?!(?<=s’) [a-z][^‘’.;!?\\n]{0,40}’(?!\\w))"
_SINGLE += r"|(?<![\w'’])'(?![\s'\d])[^'.;!?\n]{1,60}(?<!\s)'(?!\w)"
_NO_NAME = "in|on|to|the|is|are|was|were|will|has|have|must"
_GRAMMAR = Grammar(
    names=f"{_TITLES}|{_STRAIGHT}|{_SINGLE}",
    organisations=rf"\b{_CAPITAL}(?: {_SMALL}{_CAPITAL}){{1,9}}",
    # The Wind Energy Association, Department for Education, but not Council Tax, nor Privacy in the European Union.
    organisation_words=rf"(?i:^(?!.* (?:{_NO_NAME}) ).*\b(?:{_ANY})$|^(?:The )?(?:{_ANY}) (?:of|for)\b)",
    abbreviations=tuple(_ABBREVIATIONS.split()),
    list_sign="",
    series=rf"(?i:\b{_ITEM}(?:, {_ITEM}){{1,12}},? (?:and|or) {_ITEM})",  # schools, hospitals and roads
    series_sign=r",? (?:and|or) |, ",
    # Today, wind farms and ports grew; Last year, …; In North Wales, …
    opening=(
        rf"(?<![^.!?;:\n“\"‘(])\s?(?:(?:{'|'.join(_ADVERBS.split())}|[A-Z][a-z]{{2,20}}ly"
        rf"|(?:This|That|Last|Next|Every|Each|One) [a-z]{{1,20}}"
        rf"|(?:{'|'.join(_PREPOSITIONS.split())})(?: [\w'’-]{{1,30}}){{1,4}}), )"
    ),
)

ENGLISH = Language(
    "en",
    "English",
    stop_list=StopList("en", WORD_LISTS / "en.txt", "written for this toolkit, version 1 (2026-11)"),
    english_terms=True,
    function_words=frozenset(_FUNCTION_WORDS.split()),
    themes=_THEMES,
    grammar=_GRAMMAR,
)
