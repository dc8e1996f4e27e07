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


def deviations(root: Path, study_id: str, events: Plan) -> dict[str, str]:
    """How each event differs from the plan, by its name, in words; no entry for one that is as planned.

    Raises StoreError for a plan that has changed since it was kept.
    """
    place = _place(root, study_id)
    if not place.is_file():
        return {}
    kept = read_record(place, {"events": list, "job": str, "finished": str})
    planned, when = {event["name"]: event for event in kept["events"]}, kept["finished"][:10]
    found = {}
    for event in map(_plain, events):
        first = planned.pop(event["name"], None)
        if first is None:
            found[event["name"]] = f"named after the first run of {when}"
        elif changed := [key for key in event if event[key] != first.get(key)]:
            told = ", ".join(f"{key} {_told(first.get(key))} → {_told(event[key])}" for key in changed)
            found[event["name"]] = f"changed after the first run of {when}: {told}"
    return found | dict.fromkeys(planned, f"planned at the first run of {when} and left out since")


def _plain(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in event.items()}


def _told(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _place(root: Path, study_id: str) -> Path:
    return root / "plans" / f"{study_id}.json"
