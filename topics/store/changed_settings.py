"""In what two readings of a study's settings differ, as far as it counts."""

from collections.abc import Iterator, Mapping
from typing import Any

from topics.study.settings import Settings
from topics.wording import listed

_MOST = 3  # settings that are named
_SHOWN = 40  # characters of a setting
# What changes no number and is printed nowhere, or belongs to a command that makes jobs of its own.
_UNREAD = frozenset(
    ("robustness", "corpus.losses", "corpus.documents", "corpus.manifest", "corpus.stored", "tokens.lexicon")
)
_UNREAD_LISTS = frozenset(("tokens.stop_words", "themes.file", "themes.gold"))  # compared by their content


def changed_settings(then: Settings, now: Settings) -> str:
    """The settings that count and differ, each with both values; "" for none."""
    before, after = dict(_flat(then.model_dump())), dict(_flat(now.model_dump()))
    names = [name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)]
    return listed([f"{name} ({_said(before.get(name))} → {_said(after.get(name))})" for name in names], most=_MOST)


def settings_by_name(settings: Settings) -> dict[str, Any]:
    """The settings that count, and whether losses are accepted, by names such as `tokens.min_passages`.

    Options of models have names of their own, such as `models.nmf.topics`.
    """
    found: dict[str, Any] = {}
    for name, value in _flat(settings.model_dump()):
        model, _, part = name.rpartition(".")
        own = {f"{model}.{option}": given for option, given in value.items()} if part == "options" else {name: value}
        found.update(own)
    return {**found, "corpus.losses": settings.corpus.losses}


def _flat(settings: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """The settings that count, by names such as `tokens.min_passages` and `models.nmf.seeds`."""
    for key, value in settings.items():
        name = f"{above}{key}"
        if name in _UNREAD | _UNREAD_LISTS:
            continue
        if key == "models" and not above:
            for model in value:
                yield from ((f"models.{model['name']}.{part}", given) for part, given in model.items())
        elif isinstance(value, Mapping) and above == "" and key not in ("title", "note", "gloss"):
            yield from _flat(value, f"{key}.")
        else:
            yield name, value


def _said(value: Any) -> str:
    if value is None:
        return "not set"
    text = ", ".join(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text or '""'
