"""Clause extent: the part of a passage that is about a theme, by the clauses that the theme's terms claim.

A term claims its clause (`clauses`); so does, by less, a word that stands beside the theme (`companions`). The claimed
share of a passage, on a scale read from the corpus (`scale`), is the extent to which the passage is about the theme.
Companions say where a theme's text is, terms how much of it there is: they move it among passages and add none. At
extent ½ and more the passage is mainly about the theme; it mentions the theme when a whole clause is claimed, and not
only a name in a list or in a title (`roles`), by a term that the theme follows in this corpus (`specificity`).
Both thresholds were fixed before any coded text was looked at. The rules
and the form of the rate were not: they were chosen on 379 coded paragraphs, so the figures in docs/choices.md are
selected ones, and only paragraphs coded elsewhere can confirm them.

The form of the rate was chosen before lists, names and specificity were read. Alternatives that were rejected then, by
macro-F1 over four themes (primary) on 206 of these paragraphs and on the composed sample's 1,200 passages,
with thresholds fixed beforehand and one list of terms. The rates used here:
.68 and .81. Mean of the denser half of the shares: .68, .75; mean of all with a mention: .66, .82. Weighting passages
by the probability that they are about the theme (logistic regression on tf-idf with all terms cut out, cross-fitted,
calibrated, a prior by stratum of share from EM): .61 to .67 over a dozen forms, .79 to .82. The words around a term
distinguish its theme from others, but hardly a passage about it from one that names it in passing, so a classifier
gains nothing here. Means of this extent and a guided LDA's: .65 (geometric) and .60 (arithmetic), .87 on the sample,
where the LDA alone has .90. The terms matter more: with 网络安全 among those of data security, which the sample's list
has included since, .75.
"""

from dataclasses import asdict

from topics.errors import ModelError
from topics.models.counting.corpus_claims import corpus_claims
from topics.models.counting.lexicon import by_terms
from topics.models.counting.scale import MAINLY, composition_of, extents
from topics.models.counting.specificity import LEAST
from topics.models.counting.writing import MOST_UNMARKED, without_signs
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS
from topics.models.model_input import ModelInput


@MODELS.register(
    "clause-extent",
    label={"en": "Clauses (extent)", "zh": "分句法（范围）"},
    uses={"themes", "texts"},
    counts_terms=True,
    seedless=True,
    seconds=10.0,
    after="lexicon",
)
def fit_clause_extent(data: ModelInput, seed: int = 0) -> FittedTopics:
    """Fit extents: the themes' parts of each passage, and `none` for the part that is about none of them.

    `passage_present` is 1 where a theme is mentioned; `none` is present where no theme is. `scores` hold the rates (the
    claimed share at which a passage is wholly about a theme); per theme the use of each term, and its companions, the
    words that stand beside it; and the share of long passages without a punctuation mark: where `has_clauses` is
    false, clauses are whole passages. Nothing is drawn; `seed` is a parameter because every model has one. Raises
    ModelError when the study has no theme.
    """
    if not data.themes:
        raise ModelError("clause-extent: the study names no theme, so there is no term to look for. Write themes.toml.")
    unmarked = without_signs(data.texts)
    found = corpus_claims(data.texts, data.tokens, data.themes, data.documents)
    made = found.claims
    parts = composition_of(extents(made.share, found.rates))
    scores = {
        "rates": {theme.id: rate for theme, rate in zip(data.themes, found.rates.tolist(), strict=True)},
        "mainly_at_extent": MAINLY,
        "passages_with_a_mention": int(made.mentioned.any(axis=1).sum()),
        "terms": {theme.id: [asdict(use) for use in some] for theme, some in zip(data.themes, found.uses, strict=True)},
        "companions": {
            theme.id: [asdict(one) for one in some] for theme, some in zip(data.themes, found.companions, strict=True)
        },
        "no_mention_below_specificity": LEAST,
        "long_passages_without_signs": unmarked,
        "has_clauses": unmarked <= MOST_UNMARKED,
    }
    return by_terms(data, parts, made.mentioned, scores)
