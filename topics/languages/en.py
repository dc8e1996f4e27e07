"""English: words between spaces; no stop list comes with the toolkit yet."""

from topics.languages.language import Language

ENGLISH = Language("en")
