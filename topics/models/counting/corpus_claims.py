"""All claims of themes on a corpus, with what is read from the corpus itself: uses of terms, and companions."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from topics.models.counting.claim import Found
from topics.models.counting.clauses import Claims, claims, find_claims
from topics.models.counting.companions import Companion, companions, with_companions
from topics.models.counting.scale import rates_of_equal_text
from topics.models.counting.specificity import LEAST, TermUse, term_uses, weights_of
from topics.preprocessing.words.tokens import Tokens
from topics.themes import Theme


@dataclass(frozen=True, eq=False)
class CorpusClaims:
    """The claims on every passage, those `by_terms` alone, and theme by theme the uses of its terms and companions.

    `found` are the single claims of terms.
    """

    claims: Claims
    by_terms: Claims
    uses: list[list[TermUse]]
    companions: list[list[Companion]]
    found: list[Found]

    @cached_property
    def rates(self) -> NDArray[np.float64]:
        """The claimed share at which a passage is wholly about each theme, so that companions add no text to it."""
        every, mentioned = self.claims, self.claims.mentioned
        return rates_of_equal_text(every.share * mentioned, every.characters, self.by_terms.share * mentioned)


def corpus_claims(
    texts: Sequence[str], tokens: Tokens, themes: Sequence[Theme], documents: Sequence[str]
) -> CorpusClaims:
    """Claims weighed by the specificity of terms and by companions; `documents` names the document of each text."""
    found = find_claims(texts, themes)
    uses = term_uses(found, themes, documents)
    weights = [weights_of(some) for some in uses]
    named = claims(texts, themes, found, weights, LEAST)
    beside = companions(tokens, named.mentioned, themes, documents)
    both = [{**own, **{one.word: one.weight for one in some}} for own, some in zip(weights, beside, strict=True)]
    together = with_companions(found, texts, beside)
    return CorpusClaims(claims(texts, themes, together, both, LEAST), named, uses, beside, found)
