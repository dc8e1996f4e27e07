"""The grammar of clauses, lists and names: signs and words by which a language shows what a term does in its sentence.

Conventions. Every field is a regular expression, and "" for what a language does not have. `behind` means that the
expression is matched from the end of a term. None of them repeats without a bound
something that may be matched in several ways, since texts are hostile input.
"""

import re
from dataclasses import dataclass
from functools import cached_property

_NOTHING = "(?!)"
TITLES = "《[^》\\n]{1,80}》|〈[^〉\\n]{1,80}〉"
_CLOSING = '[”’」』）)"]*'
# A sign between two letters or digits ends nothing: 3.5, 10:30.
_ENDS = "[。；！？，：\\n]|(?<![0-9A-Za-z])[.,;:!?]|[.,;:!?](?![0-9A-Za-z])"


@dataclass(frozen=True)
class Grammar:
    """What clauses, lists and names look like in a language.

    `names` are titles and quotations; a term in one is part of a name. `organisation_behind` follows a term that is
    part of the name of an organisation or event. `abbreviations`, of one length each, are followed by a full stop that
    ends nothing.

    `list_sign` stands between the items of a list and nowhere else; a language whose lists share their signs with
    clauses has none. `closer` ends a list that `conjunction` continues.
    In a list of three or more, a term keeps its whole clause in the last item behind `attribute`, and in the first
    before `predicate_behind`.
    """

    names: str = f"{TITLES}|“[^”。；！？\\n]{{1,40}}”|「[^」。；！？\\n]{{1,40}}」|『[^』。；！？\\n]{{1,40}}』"
    organisation_behind: str = ""
    abbreviations: tuple[str, ...] = ()
    list_sign: str = "、"
    conjunction: str = ""
    closer: str = ""
    attribute: str = ""
    predicate_behind: str = ""

    @cached_property
    def clause_end(self) -> re.Pattern[str]:
        """The sign at the end of a clause, with the closing quotes and brackets behind it."""
        no_end = "".join(f"(?<!\\b{word}(?=\\.))" for word in self.abbreviations)
        return re.compile(f"(?=[。；！？，：\\n.,;:!?])(?:(?!\\.)|{no_end})(?:{_ENDS}){_CLOSING}")

    def find(self, field: str) -> re.Pattern[str]:
        """The compiled expression of a field; one that matches nothing where the language has none."""
        return re.compile(getattr(self, field) or _NOTHING)


PLAIN_GRAMMAR = Grammar()  # signs alone
