"""Asking a language model about every passage of a study: a plan first, then requests whose answers are kept.

    STUDY/coder/NAME/
      design.json    model, digest of the question, parameters: what the answers are answers to
      question.md    the question, as it is sent before every text
      answers.jsonl  a line before every request and one after it (`topics.coding.machine.journal`)
      scores.csv     the answers as a table that `[[models]] kind = "scores"` reads

Conventions. Texts that are alike are asked once. What was answered is never asked again, whether the program ended or
was killed. A request whose answer was lost, with the program or on the way, may have been paid, so that its text is
sent once more only where that is asked for (`again`). What the endpoint refuses, or answers so that it cannot be read,
is asked again, `TRIES` times in all; after that a text without an answer that can be read is kept as such, and has no
row in the scores. The budget counts the tokens of all calls for a folder, as the endpoint does, or as estimated where
it says nothing; every text reserves its estimate first, so that the budget is not exceeded.
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from topics.coding.gold.units import unit_texts, units_of
from topics.coding.machine.endpoint import Endpoint, RequestError
from topics.coding.machine.examples import read_examples
from topics.coding.machine.journal import Journal, opened
from topics.coding.machine.prompt import digest, messages, question, theme_in, tokens_of
from topics.errors import StudyError
from topics.files.records import read_json, replace_text, to_json
from topics.models.scores import HASH, text_hash
from topics.store.archived_study import CODER
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

    `tokens` is an estimate from above of all requests that are left, `unreadable` counts texts without a usable answer,
    `lost` those that were sent and whose answer is lost: they are among `asked` only where they are asked `again`.
    `spent` counts the tokens so far.
    """

    folder: Path
    ids: tuple[str, ...]
    instructions: str
    texts: dict[str, str]
    asked: dict[str, str]
    answered: int
    unreadable: int
    tokens: int
    lost: int = 0
    spent: int = 0
    again: bool = False


def planned(
    store: "Store",
    study: "Study",
    name: str,
    endpoint: Endpoint,
    examples: Path | None = None,
    *,
    again: bool = False,
) -> Plan:
    """The plan for the counted passages of a study's latest run; nothing is sent.

    `examples` is a table of coded texts that are not the study's (`topics.coding.machine.examples`). Raises StudyError
    for examples that are, and where the folder `coder/NAME` has answers of another model or to another question.
    """
    job = store.latest_job(study.folder)
    texts = unit_texts(job.corpus, "passage")
    shown = read_examples(examples, job.themes, list(texts.values())) if examples else []
    instructions = question(job.themes, job.language, shown)
    folder = study.folder / CODER / name
    now = _design(endpoint, instructions)
    if (folder / "design.json").exists():
        before = read_json(folder / "design.json", *now)
        if changed := [key for key in now if before[key] != now[key]]:
            raise StudyError(
                f"{folder}: its answers are of another {changed[0]}; a coder is frozen. Give this one another --name."
            )
    whole = {text_hash(texts[unit]): texts[unit] for unit in units_of(job, "passage")["unit"]}
    return plan_for(folder, tuple(theme.id for theme in job.themes), instructions, whole, again=again)


def plan_for(
    folder: Path, ids: tuple[str, ...], instructions: str, texts: dict[str, str], *, again: bool = False
) -> Plan:
    """The plan for texts by their hash, from what the journal in the folder has of them."""
    journal = Journal(folder)
    known = [journal.answers[key] for key in texts if key in journal.answers]
    left = _left(texts, journal, again=again)
    tokens = sum(_estimate(instructions, text) for text in left.values())
    lost = sum(key in journal.lost for key in texts)
    return Plan(folder, ids, instructions, texts, left, len(known), known.count(""), tokens, lost, journal.spent, again)


def _left(texts: dict[str, str], journal: Journal, *, again: bool) -> dict[str, str]:
    """The texts to send: those without an answer, and those whose answer was lost only if they are asked again."""
    unasked = ((key, text) for key, text in texts.items() if key not in journal.answers)
    return {key: text for key, text in unasked if again or key not in journal.lost}


def _design(endpoint: Endpoint, instructions: str) -> dict[str, Any]:
    return {"model": endpoint.model, "question": digest(instructions), "longest_answer": endpoint.longest_answer}


def _estimate(instructions: str, text: str) -> int:
    return tokens_of(instructions) + tokens_of(json.dumps({"text": text}, ensure_ascii=False)) + ANSWER


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

    Raises StudyError where the budget ends before the texts do, the endpoint gives none, or an answer is lost; what was
    answered is kept.
    """
    with opened(plan.folder) as journal:
        replace_text(plan.folder / "design.json", to_json(_design(endpoint, plan.instructions)))
        replace_text(plan.folder / "question.md", plan.instructions + "\n")
        left = _left(plan.asked, journal, again=plan.again)  # another call may have asked since the plan was made
        with ThreadPoolExecutor(workers) as pool:
            trouble = _asked(plan, left, endpoint, journal, budget, workers, pool, sleep, progress)
        path = write_scores(plan)
        without = [key for key in left if key not in journal.answers]
        lost = sum(key in journal.lost for key in without)
    if without:
        on = " Call it again to go on: what is kept stays." if lost < len(without) else ""
        told = f" {lost_told(lost)}" if lost else ""
        raise StudyError(f"{trouble}; {count(len(without), 'text has', 'texts have')} no answer yet.{on}{told}")
    return path


def lost_told(lost: int) -> str:
    """A sentence about texts that were sent and whose answer was lost."""
    answers = "its answer is lost and may" if lost == 1 else "their answers are lost and may"
    return f"{count(lost, 'text was', 'texts were')} sent, but {answers} have been paid: --again asks once more."


def _asked(
    plan: Plan,
    left: dict[str, str],
    endpoint: Endpoint,
    journal: Journal,
    budget: int,
    workers: int,
    pool: ThreadPoolExecutor,
    sleep: Callable[[float], object],
    progress: Callable[[int, int, str], object] | None,
) -> str:
    """Why not all was answered, "" if it was."""
    waiting, spent, done, failures, trouble = iter(left.items()), journal.spent, 0, 0, ""
    reserved: dict[Future[int], int] = {}
    stopped, following = "", next(waiting, None)
    while reserved or (following and not stopped):
        while following and not stopped and len(reserved) < workers:
            key, text = following
            cost = TRIES * _estimate(plan.instructions, text)
            if spent + sum(reserved.values()) + cost > budget:
                stopped = (
                    "" if reserved else f"the budget of {budget:,} tokens for all calls is used up (--budget raises it)"
                )
                break  # what is under way may need less than it has reserved
            reserved[pool.submit(_answer, endpoint, plan, journal, key, text, sleep)] = cost
            following = next(waiting, None)
        for future in wait(reserved, return_when=FIRST_COMPLETED).done if reserved else ():
            cost = reserved.pop(future)
            try:
                spent += future.result()
            except RequestError as error:
                trouble, failures, spent = f"{endpoint.url}: {error}", failures + 1, spent + cost
                if error.stops or failures >= FAILURES:
                    stopped = trouble  # and stays so, whatever becomes of those under way
                continue
            done, failures = done + 1, 0
            if progress:
                progress(done, len(left), "asking")
    return stopped or trouble


def _answer(
    endpoint: Endpoint, plan: Plan, journal: Journal, key: str, text: str, sleep: Callable[[float], object]
) -> int:
    """Ask about one text until it has an answer, which is kept; the tokens that were used.

    Raises RequestError where the endpoint gives none.
    """
    spent, pause, estimate = 0, _FIRST_WAIT, _estimate(plan.instructions, text)
    asked = digest(f"{endpoint.model}\n{plan.instructions}")
    for left in reversed(range(TRIES)):
        attempt = journal.sent(key, estimate)
        try:
            reply = endpoint.ask(messages(plan.instructions, text), f"{asked}-{key}-{attempt}")
        except RequestError as error:
            tokens = estimate if error.reached else 0
            spent += tokens
            if not error.again and not error.stops:
                journal.answered(key, "", tokens)
                return spent
            if not error.lost:
                journal.failed(key, str(error), tokens)
            if error.stops or not left or (error.lost and not plan.again):
                raise
            sleep(max(pause, error.wait))
            pause *= 2
            continue
        theme, tokens = theme_in(reply.text, plan.ids), reply.tokens or estimate
        spent += tokens
        if theme is None and left:
            journal.failed(key, "an answer that names no theme", tokens)
            continue
        journal.answered(key, theme or "", tokens)
        break
    return spent


def write_scores(plan: Plan) -> Path:
    """The kept answers as a table of scores, in the order of the corpus: 1 for the main theme, 0 for others."""
    answers = Journal(plan.folder).answers
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
