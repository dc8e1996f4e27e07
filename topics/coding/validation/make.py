"""The folder of a validation: blind sheets for human judgement of topics and themes, and their sealed key.

    DIR/
      coder-1.xlsx  coder-2.xlsx   one row per item, in a different order per coder, who fills in the column `answer`
      instructions.md              the instructions for coders, with the hash of the key
      key.json                     the answers; not for coders
      scores.json                  the result of `score`

Sheets say neither which model made an item nor which option is its answer. The key's hash stands in the sheets, so that
a key that was changed afterwards is refused.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from topics.coding.sheets import ID, SHEET, TEXT, write_sheet
from topics.coding.validation.questions import HOW, NONE_LABEL, QUESTIONS
from topics.errors import StudyError, nearest
from topics.evaluation.people.intrusion import (
    TASKS,
    Item,
    best_label,
    label_intrusion,
    topic_intrusion,
    word_intrusion,
    word_set_intrusion,
)
from topics.files.records import reading, replace_text, to_json
from topics.results.scores import run_scores
from topics.results.topics import describe
from topics.store.job import Job
from topics.store.run import Run
from topics.themes import NONE_OF_THE_THEMES, Theme, in_language

Task = Literal["word-intrusion", "topic-intrusion", "word-set-intrusion", "label-intrusion", "best-label"]
KEY, INSTRUCTIONS = "key.json", "instructions.md"
ANSWER, NOTE = "answer", "note"
FEWEST_TWICE = 0.2  # share of the items that a second coder gets at least
OF_LABELS = ("label-intrusion", "best-label")
_ITEMS = 100
LETTERS = "abcdef"
_IDLETTERS = "bcdfghjkmpqrtvwx"  # letters that form neither words nor numbers


@dataclass(frozen=True)
class Validation:
    """A folder of sheets and its key."""

    folder: Path
    key: Mapping[str, Any]

    @property
    def items(self) -> dict[str, Item]:
        """The items by their ids in the sheets."""
        return {
            name: Item(i["subject"], tuple(i["options"]), i["answer"], i["passage_id"], tuple(i["weights"]))
            for name, i in self.key["items"].items()
        }

    @property
    def coders(self) -> Mapping[str, list[str]]:
        """The ids of each coder's items, in the order of the sheet."""
        found: Mapping[str, list[str]] = self.key["coders"]
        return found

    @property
    def seal(self) -> str:
        """The SHA-256 of the key."""
        return hashlib.sha256(to_json(self.key).encode()).hexdigest()

    @property
    def sheet(self) -> str:
        """The name of the sheet, written in every row."""
        return f"{self.key['task']}-{self.seal[:12]}"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the sheets."""
        options = max(len(item.options) for item in self.items.values())
        return (ID, *([TEXT] if self.key["texts"] else []), *LETTERS[:options], ANSWER, NOTE, SHEET)

    @property
    def letters(self) -> list[str]:
        """The columns that hold options."""
        return [column for column in self.columns if column in LETTERS]


def make_validation(
    job: Job,
    run: Run,
    task: Task,
    folder: Path,
    *,
    n: int | None = None,
    seed: int = 1,
    coders: int = 2,
    overlap: float = 1.0,
    language: str | None = None,
    suffix: Literal["xlsx", "csv"] = "xlsx",
) -> Validation:
    """Write sheets and key for a task about the topics of a run, or about its themes where the task is about labels.

    `n` is the total number of items, spread evenly over topics or themes; by default one per topic for word intrusion,
    else 100. Every coder after the first gets the share `overlap` of them. Raises StudyError for a folder that already
    holds a validation and for numbers out of range, and ScoreError where the model has nothing to ask about.

    >>> from pathlib import Path
    >>> job = topics.open_store().latest_job("my-study")
    >>> made = make_validation(job, job.model("nmf").runs[0], "best-label", Path("sheets"), n=6, suffix="csv")
    >>> sorted(path.name for path in made.folder.iterdir())
    ['coder-1.csv', 'coder-2.csv', 'instructions.md', 'key.json']
    """
    if task not in TASKS:
        raise StudyError(f'there is no task "{task}"; {nearest(task, TASKS)}')
    if not FEWEST_TWICE <= overlap <= 1 or coders < 1 or (n is not None and n < 1):
        raise StudyError(
            f"expected at least one coder and one item, and a share of {FEWEST_TWICE} to 1 of the items "
            f"for the second coder; found {coders} coders, {'all' if n is None else n} items, a share of {overlap}."
        )
    if (folder / KEY).exists():
        raise StudyError(
            f"{folder}: there is a validation here already, and somebody may have coded. "
            "Name another folder with --out."
        )
    language = language or ("zh" if job.language == "zh" else "en")
    items, texts, subjects = _questions(job, run, task, n, seed, language)
    rng = np.random.default_rng([seed, len(items)])
    names = _ids(len(items), rng)
    twice = rng.permutation(names)[: max(1, round(overlap * len(items)))].tolist()
    key = {
        "task": task,
        "seed": seed,
        "study": job.study,
        "job": job.name,
        "model": job.model_of(run.name).name,
        "run": run.name,
        "language": language,
        "coders": {
            f"coder-{number + 1}": rng.permutation(twice if number else names).tolist() for number in range(coders)
        },
        "subjects": subjects,
        "items": {name: asdict(item) for name, item in zip(names, items, strict=True)},
        "texts": {name: texts[i.passage_id] for name, i in zip(names, items, strict=True) if i.passage_id},
    }
    # In the form in which it is read back, with lists for tuples.
    made = Validation(folder, json.loads(to_json(key)))
    page = _instructions(made, job.themes)
    for coder in made.coders:
        rows = [_sheet_row(made, name) for name in made.coders[coder]]
        choices = {ANSWER: [letter.upper() for letter in made.letters]}
        write_sheet(folder / f"{coder}.{suffix}", rows, made.columns, choices, page)
    replace_text(
        folder / INSTRUCTIONS, "\n\n".join(f"**{row[0]}** {' · '.join(filter(None, row[1:]))}" for row in page) + "\n"
    )
    replace_text(folder / KEY, to_json(key))
    return made


def read_validation(folder: Path) -> Validation:
    """A validation read from its folder. Raises StudyError for a key that is missing or was changed."""
    path = folder / KEY
    if not path.is_file():
        raise StudyError(f"{path}: there is no key, so nothing can be scored. `topics validate make` writes one.")
    found = Validation(folder, reading(path, lambda: json.loads(path.read_text(encoding="utf-8"))))
    told = folder / INSTRUCTIONS
    seal = hashlib.sha256(path.read_bytes()).hexdigest()
    if not told.is_file() or seal not in told.read_text(encoding="utf-8"):
        raise StudyError(
            f"{path}: not the key that the sheets were made with (its hash {seal[:12]}… is not the one in {told}). "
            "Put the first key back; the sheets themselves are whole."
        )
    return found


def _questions(
    job: Job, run: Run, task: Task, n: int | None, seed: int, language: str
) -> tuple[list[Item], dict[str, str], dict[str, str]]:
    """The items, the texts of passages by id, and how each subject is shown in tables."""
    (described,) = describe(job, [run])
    fitted, rows = run.fitted, described.counted
    passages = described.corpus.passages
    texts = dict(zip(passages["passage_id"], passages["text"], strict=True))
    shown_by = dict(zip(fitted.topic_ids, described.top_words(5, "probability"), strict=True))
    if task == "word-intrusion":
        return word_intrusion(fitted, n, seed), texts, shown_by
    if task == "word-set-intrusion":
        return word_set_intrusion(fitted, n or _ITEMS, seed), texts, shown_by
    if task == "topic-intrusion":
        return topic_intrusion(fitted, rows, n or _ITEMS, seed), texts, shown_by
    scores = run_scores(job, run)
    labels = {theme.id: theme.label(language) for theme in job.themes}
    if task == "label-intrusion":
        asked = label_intrusion(scores.weights, scores.passage_ids, labels, rows, n or _ITEMS, seed)
    else:
        labels[NONE_OF_THE_THEMES] = NONE_LABEL[language]
        asked = best_label(scores.primary, scores.passage_ids, labels, rows, n or _ITEMS, seed)
    return asked, texts, labels


def _ids(n: int, rng: np.random.Generator) -> list[str]:
    """Ids of items: letters without meaning, in random order."""
    size = len(_IDLETTERS)
    numbers = rng.permutation(size**3)[:n].tolist()
    if n > size**3:
        raise StudyError(f"a sheet holds at most {size**3:,} items, found {n:,}; ask for fewer with --n.")
    return ["".join(_IDLETTERS[number // size**place % size] for place in (2, 1, 0)) for number in numbers]


def _sheet_row(made: Validation, name: str) -> dict[str, str]:
    options = dict(zip(LETTERS, made.items[name].options, strict=False))
    return {ID: name, TEXT: made.key["texts"].get(name, ""), **options, SHEET: made.sheet}


def _instructions(made: Validation, themes: Sequence[Theme]) -> list[tuple[str, ...]]:
    """The rows of the instructions for coders: the question, how to answer, the meaning of labels."""
    language, task = made.key["language"], made.key["task"]
    say = HOW[language]
    page: list[tuple[str, ...]] = [
        (say["question"], QUESTIONS[language][task]),
        (say["answer"], say["answer_how"]),
        (say["alone"], say["alone_how"]),
        (say["note"], say["note_how"]),
        (say["key"], f"SHA-256 {made.seal}"),
    ]
    if task in OF_LABELS:
        for theme in themes:
            told = {"definition": theme.definitions, "include": theme.includes, "exclude": theme.excludes}
            parts = [f"{say[part]}: {text}" for part, by in told.items() if (text := in_language(by, language))]
            page.append((theme.label(language), *parts))
    return page
