"""Plans: the events that a study had named when it was first run, and how they differ now.

    plans/<study id>.json    the events, sealed with a hash, the first job that had any, and the time of its end

A plan is written once. A test of an event that was named, moved or widened after the shares were seen is no test of a
plan; what differs is therefore listed wherever the events are.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from topics.files.records import read_record, write_record, writing

Plan = Sequence[Mapping[str, Any]]


def keep_plan(root: Path, study_id: str, events: Plan, job: str, finished: str) -> None:
    """Keep the events of a study, if there are any and none were kept before."""
    place = _place(root, study_id)
    if not events or place.is_file():
        return
    with writing(place.parent):
        place.parent.mkdir(parents=True, exist_ok=True)
    write_record(place, {"events": [_plain(event) for event in events], "job": job, "finished": finished})


_WORDS = {
    "en": {
        "new": "named after the first run of {when}",
        "changed": "changed after the first run of {when}: {told}",
        "gone": "planned at the first run of {when} and left out since",
        "comma": ", ",
    },
    "zh": {
        "new": "在 {when} 首次运行之后才列出",
        "changed": "在 {when} 首次运行之后改动：{told}",
        "gone": "在 {when} 首次运行时已列入计划，此后删去",
        "comma": "，",
    },
}
_KEYS_ZH = {"date": "日期", "themes": "主题", "expected": "预期", "window": "窗口（月）"}
_VALUES_ZH = {"rise": "上升", "fall": "下降", "change": "变化"}


def deviations(root: Path, study_id: str, events: Plan, language: str = "en") -> dict[str, str]:
    """How each event differs from the plan, by its name, in words; no entry for one that is as planned.

    Raises StoreError for a plan that has changed since it was kept.
    """
    place = _place(root, study_id)
    if not place.is_file():
        return {}
    kept = read_record(place, {"events": list, "job": str, "finished": str})
    planned, when = {event["name"]: event for event in kept["events"]}, kept["finished"][:10]
    found, say = {}, _WORDS[language]
    for event in map(_plain, events):
        first = planned.pop(event["name"], None)
        if first is None:
            found[event["name"]] = say["new"].format(when=when)
        elif changed := [key for key in event if event[key] != first.get(key)]:
            told = say["comma"].join(_change(key, first.get(key), event[key], language) for key in changed)
            found[event["name"]] = say["changed"].format(when=when, told=told)
    return found | dict.fromkeys(planned, say["gone"].format(when=when))


def _change(key: str, before: Any, after: Any, language: str) -> str:
    """One key of an event with its two values; names of themes stay as they are."""
    if language != "zh":
        return f"{key} {_told(before)} → {_told(after)}"
    told = (_told(value) for value in (before, after))
    if key == "expected":
        told = (_VALUES_ZH.get(value, value) for value in told)
    return f"{_KEYS_ZH.get(key, key)} {' → '.join(told)}"


def _plain(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in event.items()}


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _place(root: Path, study_id: str) -> Path:
    return root / "plans" / f"{study_id}.json"
