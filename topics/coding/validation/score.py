"""Scores of a validation: answers read from the filled sheets, scored against the key, kept beside the sheets."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.coding.sheets import ID, Row, read_sheet
from topics.coding.validation.make import ANSWER, LETTERS, OF_LABELS, Validation, read_validation
from topics.errors import StudyError
from topics.evaluation.people.judgements import SUBJECTS, judgement_tables
from topics.files.records import read_json, replace_text, to_json
from topics.schema import PROBABILITY, Column, declare
from topics.shares.trend.series import holm
from topics.store.job import Job
from topics.terms import fold

if TYPE_CHECKING:
    import pandas as pd

SCORES = "scores.json"
BY_SUBJECT = declare(
    "validation by subject",
    SUBJECTS.row,
    (
        SUBJECTS["subject"],
        Column("shown_by", "text", "", "what the topic or theme was shown by"),
        *SUBJECTS.without("subject"),
        Column("p_holm", "number", PROBABILITY, "p, adjusted over the subjects (Holm)"),
    ),
)
MISSED = declare(
    "validation missed",
    "one answer that was not the item's",
    (
        Column("id", "text", "", "id of the item"),
        Column("coder", "text", "", "name of the coder"),
        SUBJECTS["subject"],
        Column("expected", "text", "", "option that was expected"),
        Column("chosen", "text", "", "option that was chosen"),
    ),
)


@dataclass(frozen=True)
class KeptScores:
    """The scores of a validation kept beside its sheets: task, study, job, model and run, and rows of tables."""

    task: str
    study: str
    job: str
    model: str
    run: str
    precision: Sequence[Mapping[str, Any]] = ()
    subjects: Sequence[Mapping[str, Any]] = ()
    reliability: Sequence[Mapping[str, Any]] = ()

    def about(self, job: Job) -> bool:
        """Whether the scores are about a job.

        Answers about topics belong to their run, in whatever job; answers about themes' labels belong to one job as
        well, since its codebook decides which passages a theme has.
        """
        return self.run in job.readings and (self.task not in OF_LABELS or self.job == job.name)


def all_scores(folder: Path | None, study: str) -> list[KeptScores]:
    """The scores that `topics validate score` kept about a study, from the subfolders of `folder` in order of name."""
    if folder is None or not folder.is_dir():
        return []
    parts = [part.name for part in fields(KeptScores)]
    found = [read_json(path, *parts[:5]) for path in sorted(folder.glob(f"*/{SCORES}"))]
    scores = [KeptScores(**{name: value for name, value in told.items() if name in parts}) for told in found]
    return [one for one in scores if one.study == study]


def kept_scores(folder: Path | None, job: Job) -> list[KeptScores]:
    """The scores of `all_scores` that are about a job."""
    return [scores for scores in all_scores(folder, job.study) if scores.about(job)]


def read_answers(made: Validation) -> dict[str, dict[str, int]]:
    """The number of the chosen option by coder and item; coders who have not begun are left out.

    Raises StudyError, naming the cell, for a sheet that was changed apart from its answers, and when nobody has begun.
    """
    answers = {}
    for coder in made.coders:
        rows = _rows_of(made, coder)
        found = {row[ID].value: made.letters.index(row[ANSWER].value.lower()) for row in rows if row[ANSWER].value}
        if found:
            answers[coder] = found
    if not answers:
        raise StudyError(
            f"{made.folder}: no sheet has an answer yet. Fill in the column `{ANSWER}` of a coder's sheet."
        )
    return answers


def score_validation(folder: Path) -> "dict[str, pd.DataFrame]":
    """Tables of scores of a folder's filled sheets, kept in scores.json: see `evaluation.judgements.judgement_tables`.

    `subjects` has columns as declared in `BY_SUBJECT`, `missed` as in `MISSED`.

    >>> from pathlib import Path
    >>> from topics.coding.validation.make import make_validation
    >>> job = topics.open_store().latest_job("my-study")
    >>> made = make_validation(
    ...     job, job.model("nmf").runs[0], "best-label", Path("filled"), n=6, coders=1, suffix="csv"
    ... )
    >>> sheet = pd.read_csv(made.folder / "coder-1.csv", dtype=str, keep_default_na=False)
    >>> sheet.assign(answer="A").to_csv(made.folder / "coder-1.csv", index=False)  # in a study, a person fills it in
    >>> list(score_validation(made.folder))
    ['precision', 'subjects', 'missed']
    """
    made = read_validation(folder)
    answers, items = read_answers(made), made.items
    codes = [[answers[coder].get(name, np.nan) for name in items] for coder in answers]
    tables = judgement_tables(
        list(items.values()), codes, list(answers), labels=made.key["task"] == "best-label", seed=made.key["seed"]
    )
    subjects = tables["subjects"]
    subjects.insert(1, "shown_by", [made.key["subjects"][subject] for subject in subjects["subject"]])
    tables["subjects"] = BY_SUBJECT.check(subjects.assign(p_holm=holm(subjects["p"].to_numpy(dtype=np.float64))))
    missed = [
        {
            "id": name,
            "coder": coder,
            "subject": item.subject,
            "expected": item.options[item.answer],
            "chosen": item.options[chosen],
        }
        for name, item in items.items()
        for coder, given in answers.items()
        if (chosen := given.get(name, item.answer)) != item.answer
    ]
    tables["missed"] = MISSED.frame(missed)
    facts = {name: made.key[name] for name in ("task", "study", "job", "model", "run", "seed")}
    unanswered = {coder: len(made.coders[coder]) - len(answers.get(coder, ())) for coder in made.coders}
    kept: dict[str, Any] = {
        name: json.loads(tables[name].to_json(orient="records", double_precision=15))
        for name in ("precision", "subjects", "reliability")
        if name in tables
    }
    replace_text(folder / SCORES, to_json({**facts, "unanswered": unanswered, **kept}))
    return tables


def _rows_of(made: Validation, coder: str) -> list[Row]:
    """The rows of a coder's sheet, from the one of .xlsx and .csv that has answers; empty where neither has.

    Raises StudyError for answers in both and for options that are not the item's.
    """
    names, choices = made.coders[coder], {ANSWER: [letter.upper() for letter in made.letters]}
    units = {name: made.key["texts"].get(name, "") for name in names}
    found = []
    for path in sorted(made.folder.glob(f"{coder}.*")):
        rows = read_sheet(path, made.columns, choices, sheet=made.sheet, units=units) if _is_sheet(path) else []
        for row in rows:
            _check_options(path, row, made)
        if rows:
            found.append((path, rows))
    if len(found) > 1:
        raise StudyError(f"{found[0][0]} and {found[1][0].name}: both have answers; keep the one that counts.")
    return found[0][1] if found else []


def _is_sheet(path: Path) -> bool:
    return path.suffix.lower() in (".xlsx", ".csv")


def _check_options(path: Path, row: Row, made: Validation) -> None:
    options = made.items[row[ID].value].options
    for letter, option in zip(made.letters, [*options, *[""] * len(made.letters)], strict=False):
        if _solid(row[letter].value) != _solid(option):
            raise StudyError(
                f'{path}, cell {row[letter].name}: option {letter.upper()} of "{row[ID].value}" was "{option}", found '
                f'"{row[letter].value}". Options are not edited; was a column ordered without the others?'
            )
    chosen = row[ANSWER]
    if chosen.value and made.letters.index(chosen.value.lower()) >= len(options):
        raise StudyError(
            f'{path}, cell {chosen.name}: "{row[ID].value}" has no option {chosen.value}; choose one of A to '
            f"{LETTERS[len(options) - 1].upper()}."
        )


def _solid(text: str) -> str:
    return "".join(fold(text).split()).lstrip("'")
