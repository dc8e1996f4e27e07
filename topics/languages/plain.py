"""Any other language with spaces between its words: no stop list, and nothing known of its grammar."""

from topics.languages.language import Language

PLAIN = Language("plain", "words between spaces, in no language that the toolkit knows")
