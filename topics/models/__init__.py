"""Models: functions from ModelInput to FittedTopics, one method per file.

`MODELS` holds the values of `kind` that a study may write under [[models]]. A new model is one file that registers
itself (see `kinds`).
"""

from typing import Any, get_args

from topics.errors import ModelError, nearest
from topics.models.fitted import FittedTopics
from topics.models.kinds import MODELS, ModelKind
from topics.models.model_input import ModelInput

__all__ = ["MODELS", "FittedTopics", "ModelInput", "ModelKind", "fit"]


def fit(data: ModelInput, kind: str, *, seed: int = 1, **options: Any) -> FittedTopics:
    """Fit one model of a kind in `MODELS`; `options` are its settings, with defaults for those not given.

    The same data, settings and seed give the same numbers, bit for bit, on one type of machine. Raises ModelError
    for an unknown kind or setting, and where the model cannot be fitted to this data.

    >>> from topics.jobs.prepare import prepare
    >>> data = prepare(topics.load_study("my-study"), topics.open_store()).data
    >>> topics.fit(data, "nmf", topics=3, seed=1).top_words(2)
    [['风电', '叶片'], ['高铁', '列车'], ['农机', '合作社']]
    """
    if kind not in MODELS:
        raise ModelError(f'there is no model "{kind}"; {nearest(kind, MODELS)}')
    model = MODELS[kind]
    for name, value in options.items():
        if name not in model.settings:
            raise ModelError(f'{kind} has no setting "{name}"; {nearest(name, model.settings)}')
        choices = get_args(model.settings[name].annotation)
        if choices and value not in choices:
            raise ModelError(f'{kind}: {name} = "{value}" is none of its values; {nearest(value, choices)}')
        if isinstance(value, bool) or not isinstance(value, int | float):
            continue
        least = min(1, model.settings[name].default) if isinstance(value, int) else 0
        if value < least:
            raise ModelError(f"{kind}: {name} must be at least {least}, found {value}.")
    return model.adapter(data, seed, **options)
