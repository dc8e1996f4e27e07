"""Asking a language model about every passage of a study: a plan first, then requests whose answers are kept.

    STUDY/coder/NAME/
      design.json    model, digest of the question, parameters: what the answers are answers to
      question.md    the question, as it is sent before every text
      answers.jsonl  one line per text: its SHA-256, the theme, the tokens; appended and flushed as answers come
      scores.csv     the answers as a table that `[[models]] kind = "scores"` reads

Conventions. Texts that are alike are asked once. What was answered is never asked again, whether the program ended or
was killed; of requests that were under way then, at most as many as there are workers, the answer is lost and they are
asked again. A text without an answer that can be read after `TRIES` requests is kept as such, and has no row in the
scores. The budget counts tokens as the endpoint does, or as estimated where it says nothing; every request reserves its
estimate first, so that it is not exceeded.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.coding.gold.units import unit_texts, units_of
from topics.coding.machine.endpoint import Endpoint, RequestError
from topics.coding.machine.examples import read_examples
from topics.coding.machine.prompt import digest, messages, question, theme_in, tokens_of
from topics.errors import StudyError
from topics.files.records import read_json, replace_text, to_json, writing
from topics.models.scores import HASH, text_hash
from topics.wording import count

if TYPE_CHECKING:
    from topics.store.store import Store
    from topics.study.study import Study

TRIES = 4
FAILURES = 8  # requests in a row without an answer, after which nothing more is sent
ANSWER = 30  # tokens of an answer, at most about
_FIRST_WAIT = 1.0  # seconds; doubled with every try


@dataclass(frozen=True)
class Plan:
    """What would be sent: the question, the texts by their hash that have no answer yet, and how many have one.

    `tokens` is an estimate from above of all requests that are left, `unreadable` counts texts without a usable answer.
    """

    folder: Path
    ids: tuple[str, ...]
    instructions: str
    texts: dict[str, str]
    asked: dict[str, str]
    answered: int
    unreadable: int
    tokens: int


def planned(store: "Store", study: "Study", name: str, endpoint: Endpoint, examples: Path | None = None) -> Plan:
    """The plan for the counted passages of a study's latest run; nothing is sent.

    `examples` is a table of coded texts that are not the study's (`topics.coding.machine.examples`). Raises StudyError
    for examples that are, and where the folder `coder/NAME` has answers of another model or to another question.
    """
    job = store.latest_job(study.folder)
    texts = unit_texts(job.corpus, "passage")
    shown = read_examples(examples, job.themes, list(texts.values())) if examples else []
    instructions = question(job.themes, job.language, shown)
    folder = study.folder / "coder" / name
    now = _design(endpoint, instructions)
    if (folder / "design.json").exists():
        before = read_json(folder / "design.json", *now)
        if changed := [key for key in now if before[key] != now[key]]:
            raise StudyError(
                f"{folder}: its answers are of another {changed[0]}; a coder is frozen. Give this one another --name."
            )
    whole = {text_hash(texts[unit]): texts[unit] for unit in units_of(job, "passage")["unit"]}
    answers = dict(kept_answers(folder))
    known = {key: answers[key] for key in whole if key in answers}
    left = {key: text for key, text in whole.items() if key not in known}
    tokens = sum(_estimate(instructions, text) for text in left.values())
    ids = tuple(theme.id for theme in job.themes)
    unreadable = sum(theme == "" for theme in known.values())
    return Plan(folder, ids, instructions, whole, left, len(known), unreadable, tokens)


def _design(endpoint: Endpoint, instructions: str) -> dict[str, Any]:
    return {"model": endpoint.model, "question": digest(instructions), "longest_answer": endpoint.longest_answer}


def _estimate(instructions: str, text: str) -> int:
    return tokens_of(instructions) + tokens_of(json.dumps({"text": text}, ensure_ascii=False)) + ANSWER


def kept_answers(folder: Path) -> Iterator[tuple[str, str]]:
    """The hash and the theme of every kept answer, "" for a text without one; a line that was cut short is none."""
    path = folder / "answers.jsonl"
    if not path.exists():
        return
    with path.open(encoding="utf-8") as file:
        for line in file:
            try:
                found = json.loads(line)
                yield str(found["text_sha256"]), str(found["theme"])
            except (ValueError, LookupError, TypeError):
                continue


def ask(
    plan: Plan,
    endpoint: Endpoint,
    *,
    budget: int,
    workers: int = 4,
    sleep: Callable[[float], object] = time.sleep,
    progress: Callable[[int, int, str], object] | None = None,
) -> Path:
    """Ask what is left of a plan, keep every answer as it comes, and write the table of scores; its path.

    Raises StudyError where the budget ends before the texts do, or the endpoint gives none; what was answered is kept.
    """
    with writing(plan.folder):
        plan.folder.mkdir(parents=True, exist_ok=True)
    replace_text(plan.folder / "design.json", to_json(_design(endpoint, plan.instructions)))
    replace_text(plan.folder / "question.md", plan.instructions + "\n")
    with ThreadPoolExecutor(workers) as pool, (plan.folder / "answers.jsonl").open("ab") as file:
        _end_line(file, plan.folder / "answers.jsonl")
        trouble, done = _asked(plan, endpoint, budget, workers, pool, file, sleep, progress)
    path = write_scores(plan)
    if done < len(plan.asked):
        left = count(len(plan.asked) - done, "text has", "texts have")
        raise StudyError(f"{trouble}; {left} no answer yet. Call it again to go on: what is kept stays.")
    return path


def _asked(
    plan: Plan,
    endpoint: Endpoint,
    budget: int,
    workers: int,
    pool: ThreadPoolExecutor,
    file: Any,
    sleep: Callable[[float], object],
    progress: Callable[[int, int, str], object] | None,
) -> tuple[str, int]:
    """Why not all was answered, "" if it was, and how many answers were kept."""
    waiting, spent, done, failures, trouble = iter(plan.asked.items()), 0, 0, 0, ""
    reserved: dict[Future[tuple[str, int]], tuple[str, int]] = {}
    stopped, following = "", next(waiting, None)
    while reserved or (following and not stopped):
        while following and not stopped and len(reserved) < workers:
            key, text = following
            cost = TRIES * _estimate(plan.instructions, text)
            if spent + sum(each for _, each in reserved.values()) + cost > budget:
                stopped = "" if reserved else f"the budget of {budget:,} tokens is used up"
                break  # what is under way may need less than it has reserved
            reserved[pool.submit(_answer, endpoint, plan, text, sleep)] = (key, cost)
            following = next(waiting, None)
        for future in wait(reserved, return_when=FIRST_COMPLETED).done if reserved else ():
            key, cost = reserved.pop(future)
            try:
                theme, tokens = future.result()
            except RequestError as error:
                trouble, failures, spent = f"{endpoint.url}: {error}", failures + 1, spent + cost
                if error.stops or failures >= FAILURES:
                    stopped = trouble  # and stays so, whatever becomes of those under way
                continue
            spent, done, failures = spent + tokens, done + 1, 0
            file.write(json.dumps({HASH: key, "theme": theme, "tokens": tokens}).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
            if progress:
                progress(done, len(plan.asked), "asking")
    return stopped or trouble, done


def _end_line(file: Any, path: Path) -> None:
    """End a line that was cut short, so that the next answer has one of its own."""
    if path.stat().st_size and not path.read_bytes().endswith(b"\n"):
        file.write(b"\n")


def _answer(endpoint: Endpoint, plan: Plan, text: str, sleep: Callable[[float], object]) -> tuple[str, int]:
    """The theme and the tokens that were used; "" for a text that is refused, or has no answer that can be read.

    Raises RequestError where the endpoint gives none.
    """
    spent, pause, estimate = 0, _FIRST_WAIT, _estimate(plan.instructions, text)
    for number in range(TRIES):
        try:
            reply = endpoint.ask(messages(plan.instructions, text))
        except RequestError as error:
            if error.stops or (error.again and number == TRIES - 1):
                raise
            spent += estimate
            if not error.again:
                return "", spent
            sleep(max(pause, error.wait))
            pause *= 2
            continue
        spent += reply.tokens or estimate
        if (theme := theme_in(reply.text, plan.ids)) is not None:
            return theme, spent
    return "", spent


def write_scores(plan: Plan) -> Path:
    """The kept answers as a table of scores, in the order of the corpus: 1 for the main theme, 0 for others."""
    answers = dict(kept_answers(plan.folder))
    lines = [",".join([HASH, *plan.ids])]
    for key in plan.texts:
        if answers.get(key):
            lines.append(",".join([key, *("1" if answers[key] == theme else "0" for theme in plan.ids)]))
    path = plan.folder / "scores.csv"
    replace_text(path, "\n".join(lines) + "\n")
    return path


def as_model(plan: Plan, name: str, endpoint: Endpoint, folder: Path) -> str:
    """The lines of study.toml that make the answers an estimator."""
    file = (plan.folder / "scores.csv").relative_to(folder).as_posix()
    return (
        f'[[models]]\nkind = "scores"\nname = {json.dumps(name)}\nfile = {json.dumps(file)}\n'
        f'whose = {json.dumps(f"language model {endpoint.model}")}\nmissing = "unassigned"'
    )
