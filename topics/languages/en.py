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
_ANY = "|".join(_ORGANISATIONS.split())
_CAPITAL = r"[A-Z][\w'’&-]{0,40}"
_SMALL = "(?:(?:of|for|and|on|the|to|in) ){0,3}"
_WORD = rf"(?!(?:{'|'.join(_NO_ITEM.split())})\b)[\w'’%-]{{1,30}}"
_ITEM = rf"{_WORD}(?: {_WORD}){{0,2}}"
_GRAMMAR = Grammar(
    # A straight quote opens a name before a word and closes it behind one, so what stands between two names is none.
    names='《[^》\\n]{1,80}》|“[^”.;!?\\n]{1,60}”|(?<![^\\s(\\[“—–-])"(?!\\s)[^".;!?\\n]{1,60}(?<!\\s)"(?!\\w)',
    organisations=rf"\b{_CAPITAL}(?: {_SMALL}{_CAPITAL}){{1,9}}",
    # The Wind Energy Association, Department for Education, but not Council Tax, nor Privacy in the European Union.
    organisation_words=rf"^(?!.* (?:in|on|to|the) ).*\b(?:{_ANY})$|^(?:The )?(?:{_ANY}) (?:of|for)\b",
    abbreviations=("Mr", "Mrs", "Ms", "Dr", "St", "No", "vs", "e.g", "i.e", "etc", "U.S", "U.K", "Inc", "Ltd", "Art"),
    list_sign="",
    series=rf"(?i:\b{_ITEM}(?:, {_ITEM}){{1,12}},? (?:and|or) {_ITEM})",  # schools, hospitals and roads
    series_sign=r",? (?:and|or) |, ",
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
