"""English: words between spaces."""

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

ENGLISH = Language(
    "en",
    "English",
    stop_list=StopList("en", WORD_LISTS / "en.txt", "written for this toolkit, version 1 (2026-11)"),
    english_terms=True,
    function_words=frozenset(_FUNCTION_WORDS.split()),
    themes=_THEMES,
)
