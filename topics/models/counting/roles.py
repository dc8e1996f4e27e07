"""Roles of terms in their clauses, which say how much of the clause a term claims.

Conventions. A term claims its whole clause and mentions its theme, except

- within a title, a quotation, or the name of an organisation or event: it claims its own letters, no mention;
- in a list of three or more things: it claims its own item, no mention; but its whole clause, with a mention, where the
  list only qualifies it or says what is done with it.

The words and signs by which this is seen are the language's (`topics.languages.grammar`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from topics.languages.grammar import Grammar

Span = tuple[int, int]
_LIST = 3  # fewest items in a list


@dataclass(frozen=True)
class Role:
    """The span that a term claims, and whether it mentions its theme."""

    span: Span
    mention: bool


@dataclass(frozen=True)
class Parsed:
    """A text with the places of its clauses, names and list signs; `terms` are the spans of a theme's terms in it."""

    text: str
    grammar: Grammar
    terms: Sequence[Span]

    @cached_property
    def names(self) -> list[Span]:
        """Titles and quotations."""
        return [match.span() for match in self.grammar.find("names").finditer(self.text)]

    @cached_property
    def signs(self) -> list[Span]:
        """The signs between items of lists, wherever they stand outside terms and names."""
        found = [match.span() for match in self.grammar.find("list_sign").finditer(self.text)]
        return [span for span in found if not inside(span[0], [*self.terms, *self.names])]

    @cached_property
    def ends(self) -> list[int]:
        """The ends of clauses."""
        return [match.end() for match in self.grammar.clause_end.finditer(self.text)]


def role_of(parsed: Parsed, term: Span, clause: Span) -> Role:
    """The role of the term at a span, in its clause."""
    if inside(term[0], parsed.names) or is_organisation(parsed, term):
        return Role(term, False)
    signs = [span for span in parsed.signs if clause[0] <= span[0] < clause[1]]
    signs += closed_list(parsed, term, clause, signs)
    if len(signs) + 1 < _LIST:
        return Role(clause, True)
    bounds = [clause[0], *(edge for sign in sorted(signs) for edge in sign), clause[1]]
    items = list(zip(bounds[::2], bounds[1::2], strict=True))
    at = max(number for number, (first, _) in enumerate(items) if first <= term[0])
    if is_qualified(parsed, term, items, at) or has_predicate(parsed, term, items, at):
        return Role(clause, True)
    until = next(last for _, last in items[at:] if last >= term[1])
    return Role((items[at][0], until), False)


def is_organisation(parsed: Parsed, term: Span) -> bool:
    """Whether a term begins the name of an organisation or event: 工业互联网产业联盟, 5G大会."""
    return bool(parsed.grammar.find("organisation_behind").match(parsed.text, term[1]))


def closed_list(parsed: Parsed, term: Span, clause: Span, signs: Sequence[Span]) -> list[Span]:
    """The conjunction as a sign of a list that is closed behind the term: 5G、新能源汽车和工业互联网等."""
    closer = parsed.grammar.find("closer").search(parsed.text, term[1], clause[1]) if signs else None
    if closer is None:
        return []
    words = parsed.grammar.find("conjunction").finditer(parsed.text, signs[-1][1], closer.start())
    found = [match.span() for match in words if not inside(match.start(), [*parsed.terms, *parsed.names])]
    return found[-1:]


def is_qualified(parsed: Parsed, term: Span, items: Sequence[Span], at: int) -> bool:
    """Whether all of the list qualifies the term: 国家、省、企业三级联动的工业互联网."""
    before = parsed.text[items[at][0] : term[0]]
    return at == len(items) - 1 and bool(parsed.grammar.find("attribute").search(before))


def has_predicate(parsed: Parsed, term: Span, items: Sequence[Span], at: int) -> bool:
    """Whether the list is what is said of the term: 5G在矿山、电力、港口."""
    behind = parsed.grammar.find("predicate_behind").match(parsed.text, term[1], items[0][1])
    return at == 0 and behind is not None


def inside(position: int, spans: Sequence[Span]) -> bool:
    """Whether a position is in one of the spans."""
    return any(start <= position < end for start, end in spans)
