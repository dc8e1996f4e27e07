"""Negative controls: effects that an estimator must not find.

    a theme that never occurs   its terms are in no text: the estimator refuses it, or gives it nothing and no band
    a theme of random words     `topics check` warns that its terms are strewn; the estimator's share of it is shown
    swapped names               two themes exchange their names: so do their shares, to the last bit

The control that randomly dealt dates give no trend is part of the recovery (`permuted`, see
`topics.simulation.recovery`).
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from topics.errors import ModelError
from topics.models.keywords import APART, term_counts, terms_together
from topics.schema import ESTIMATOR, Column, declare
from topics.shares.design import Design
from topics.shares.estimate import theme_shares
from topics.simulation.planted import Simulated
from topics.simulation.recover import ESTIMATORS, estimate, passages_of, periods_of
from topics.study.settings import ModelSettings
from topics.themes import Theme, words_of
from topics.wording import percent

if TYPE_CHECKING:
    import pandas as pd

_NONSENSE = "nonsense"
_RANDOM_WORDS = 5
_SPREAD = 10  # times a random word occurs at least


CONTROLS = declare(
    "negative controls",
    "one control and estimator",
    (
        Column("control", "text", "", "name of the control"),
        ESTIMATOR,
        Column("holds", "flag", "", "whether the estimator finds nothing, as it should"),
        Column("found", "text", "", "what it finds, in words"),
    ),
)


def negative_controls(made: Simulated, estimators: Sequence[str]) -> "pd.DataFrame":
    """One row per control and estimator: columns as declared in `CONTROLS`."""
    rows = []
    for name in estimators:
        model = one_seed(ESTIMATORS[name])
        for control, work in (
            ("a theme that never occurs", _absent),
            ("a theme of random words", _strewn),
            ("swapped names", _swapped),
        ):
            rows.append((control, name, *work(made, model)))
    return CONTROLS.frame(rows)


def one_seed(model: ModelSettings) -> ModelSettings:
    """The model with its first seed only, which is enough for a yes-or-no question."""
    return model.model_copy(update={"seeds": model.seeds[:1]})


def _absent(made: Simulated, model: ModelSettings) -> tuple[bool, str]:
    absent = Theme(_NONSENSE, ("zzyzx", "qwrtp"))  # no word of three syllables
    try:
        shares = _shares(made, model, (*made.themes, absent))
    except ModelError as error:
        return True, f"refused: {error}"
    own = shares.loc[shares["theme"] == _NONSENSE].dropna(subset=["share"])
    nothing = bool((own["share"] == 0).all() and own[["lower", "upper"]].isna().all(axis=None))
    return nothing, "share 0 without a band" if nothing else f"mean share {percent(own['share'].mean(), 2)}"


def _strewn(made: Simulated, model: ModelSettings) -> tuple[bool, str]:
    theme = random_theme(made)
    lift = float(terms_together(term_counts(made.passages["text"], [theme]), [theme])["lift"].iloc[0])
    try:
        shares = _shares(made, model, (*made.themes, theme))
        said = f"mean share {percent(shares.loc[shares['theme'] == _NONSENSE, 'share'].mean())}"
    except ModelError as error:
        said = f"refused: {error}"
    return lift < APART, f"terms stand together {lift:.1f} times as often as by chance; {said}"


def random_theme(made: Simulated) -> Theme:
    """A theme of random words that belong to no theme, whatever their context."""
    taken = {term for terms in made.keywords.values() for term in terms} | words_of(made.themes)
    counts = np.asarray(made.tokens.counts.sum(axis=0)).ravel()
    words = [w for w, n in zip(made.tokens.vocabulary, counts, strict=True) if n >= _SPREAD and w not in taken]
    drawn = np.random.default_rng(len(words)).choice(words, size=_RANDOM_WORDS, replace=False)
    return Theme(_NONSENSE, tuple(map(str, drawn)))


def _swapped(made: Simulated, model: ModelSettings) -> tuple[bool, str]:
    first, second, *others = made.themes
    exchanged = (replace(first, id=second.id), replace(second, id=first.id), *others)
    try:
        before, after = (_shares(made, model, themes) for themes in (made.themes, exchanged))
    except ModelError as error:
        return False, f"refused: {error}"
    back = after["theme"].replace({first.id: second.id, second.id: first.id})
    after = after.assign(theme=back)
    columns = ["share", "lower", "upper"]
    gap = float(np.nanmax(np.abs(before[columns].to_numpy(dtype=float) - after[columns].to_numpy(dtype=float))))
    same = bool((before["theme"] == after["theme"]).all() and gap == 0)
    return same, "the same numbers under the other name" if same else f"up to {100 * gap:.2g} points apart"


def _shares(made: Simulated, model: ModelSettings, themes: Sequence[Theme]) -> "pd.DataFrame":
    return theme_shares(
        estimate(made, model, themes),
        passages_of(made),
        made.documents,
        estimator=model.name,
        design=Design(periods_of(made), draws=200),
    )
