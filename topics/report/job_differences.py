"""Differences between jobs: what each is made of, fact by fact, the settings of its study, and its themes.

What the jobs have alike is named, and what differs stands in one row with a cell per job.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from topics.claims.counting import value_of, weighted
from topics.errors import DocumentError, StoreError, StudyError
from topics.plots.figure_words import estimator_label, period_word
from topics.preprocessing.words.word_lists import list_lines
from topics.report.card_text import TOLD
from topics.shares.estimand import Estimand
from topics.store.changed_settings import settings_by_name
from topics.store.fingerprints import digest
from topics.store.inputs import LISTS
from topics.themes import Theme, in_language
from topics.wording import MISSING, span

if TYPE_CHECKING:
    from topics.store.job import Estimator, Job

_SHOWN, _MOST_WORDS = 60, 6  # characters of a setting, words of a list
_FACTS = ("title", "periods.", "shares.estimator")  # settings of which facts tell


@dataclass(frozen=True)
class Differences:
    """Rows of what differs, with a cell per job: of the jobs, and of their themes; and the names of what is alike."""

    facts: list[tuple[str, list[str]]]
    themes: list[tuple[str, str, list[str]]]
    alike: list[str]


def differences_of(
    jobs: "Sequence[Job]", themes: Sequence[Theme], language: str, say: Mapping[str, str]
) -> Differences:
    """In what jobs differ, and in what not; `themes` are those of all jobs, each once."""
    facts, of_themes = _facts(jobs, language, say), _of_themes(themes, jobs, language, say)
    parts = [(_part(name, say), [_value(name, job, language, say) for job in jobs]) for name in _PARTS]
    told = [*facts, *((say["fact_estimand_part"].format(part=part), cells) for part, cells in parts)]
    alike = [what for what, cells in facts if _same(cells) and not (what == say["fact_themes"] and of_themes)]
    same_parts = [part for part, cells in parts if _same(cells)]
    if len(same_parts) == len(parts):
        alike.append(say["fact_estimand"])
    elif same_parts:
        alike.append(say["fact_estimand_parts"].format(parts=say["comma"].join(same_parts)))
    differing = [(what, cells) for what, cells in told if not _same(cells)]
    return Differences([*differing, *_settings(jobs, say), *_of_lists(jobs, say)], of_themes, alike)


def _same(cells: Sequence[str]) -> bool:
    return len(set(cells)) == 1


def _facts(jobs: "Sequence[Job]", language: str, say: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """What each job is made of, fact by fact, with one cell per job."""
    comma, with_note = say["comma"], say["with_note"].format
    facts: Sequence[tuple[str, Callable[[Job], str]]] = (
        ("fact_study", lambda job: job.title_in(language)),
        ("fact_corpus", lambda job: job.corpus_key.split("-")[0][:12]),
        ("fact_documents", lambda job: _largest(job, "n_documents")),
        ("fact_passages", lambda job: _largest(job, "n_passages")),
        ("fact_tokens", lambda job: _largest(job, "n_tokens")),
        ("fact_periods", lambda job: with_note(_span(job), period_word(job.periods.names, language))),
        ("fact_themes", lambda job: comma.join(theme.label(language) for theme in job.themes)),
        ("fact_own", lambda job: estimator_label(job.own.name, language)),
        ("fact_models", lambda job: comma.join(_with_seeds(model, language, say) for model in job.models)),
        ("fact_fits", lambda job: with_note(len(job.run_names), digest(sorted(job.run_names), 8))),
        ("fact_made", lambda job: job.finished[:16].replace("T", " ")),
    )
    return [(say[name], [fact(job) for job in jobs]) for name, fact in facts]


def _span(job: "Job") -> str:
    return span(job.periods.names[0], job.periods.names[-1])


def _with_seeds(model: "Estimator", language: str, say: Mapping[str, str]) -> str:
    alone, name = model.seedless and len(model.runs) == 1, estimator_label(model.name, language)
    return say["with_note"].format(name, say["seedless"]) if alone else f"{name} ×{len(model.runs)}"


def _largest(job: "Job", column: str) -> str:
    return f"{int(job.table('shares').drop_duplicates('period')[column].sum()):,}"


_PARTS = tuple(part.name for part in fields(Estimand))


def _part(name: str, say: Mapping[str, str]) -> str:
    return say[f"estimand_{name}"]


def _value(part: str, job: "Job", language: str, say: Mapping[str, str]) -> str:
    """A part of a job's estimand in words."""
    value = str(getattr(job.estimand, part))
    if part == "weighting":
        return weighted(value).in_language(language)
    return say.get(f"estimand_{part}_{value.replace(' ', '_')}") or value_of(value).in_language(language)


def _settings(jobs: "Sequence[Job]", say: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The settings in which the studies of the jobs differ, by their names in study.toml.

    Those of a model are told where all jobs have it. Nothing is told where the settings of a job cannot be read.
    """
    with suppress(StudyError, StoreError):
        read = [settings_by_name(job.settings) for job in jobs]
        names = [name for name in dict.fromkeys(name for one in read for name in one) if not _is_told(name)]
        rows = [(name, [_said(one.get(name), say) for one in read]) for name in names if _is_of_all(name, read)]
        return [(say["fact_setting"].format(name=name), cells) for name, cells in rows if not _same(cells)]
    return []


def _of_lists(jobs: "Sequence[Job]", say: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """The files beside study.toml that are not the same: the words that not all jobs have, of tables their hash."""
    if not all(job.has("inputs") for job in jobs):  # jobs of earlier versions kept no copies
        return []
    with suppress(StudyError, DocumentError):
        words = {part: [_words(job, part) for job in jobs] for part in ("lexicon", "stop words")}
        rows = [(say[f"fact_{part}"], _not_of_every(of, say)) for part, of in words.items()]
        rows += [(say[f"fact_{name}"], [_hash(job, name) for job in jobs]) for name in ("codebook", "codes")]
        return [(what, cells) for what, cells in rows if not _same(cells)]
    return []


def _words(job: "Job", part: str) -> frozenset[str]:
    """The words of a list as the study has written them: those of a lexicon with their variants."""
    path = job.folder / LISTS[part][0]
    return frozenset(line for _, line in list_lines(path, part)) if path.is_file() else frozenset()


def _not_of_every(words: Sequence[frozenset[str]], say: Mapping[str, str]) -> list[str]:
    """The words that not all jobs have, a cell per job; of many, the first ones and how many there are."""
    cells, common = [], frozenset.intersection(*words)
    for alone in (sorted(of - common) for of in words):
        told = say["comma"].join(_said(word, say) for word in alone[:_MOST_WORDS]) or MISSING
        more = len(alone) - _MOST_WORDS
        cells.append(say["first_words"].format(words=told, more=more) if more > 0 else told)
    return cells


def _hash(job: "Job", part: str) -> str:
    hashes = job.table("inputs").query("part == @part")["sha256"]
    return str(hashes.iloc[0])[:8] if len(hashes) else MISSING


def _is_told(name: str) -> bool:
    """Whether the facts tell of a setting: the estimand's parts have the names of their settings."""
    section, _, part = name.partition(".")
    return name.startswith(_FACTS) or (section in ("corpus", "shares") and part in _PARTS)


def _is_of_all(name: str, read: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a setting is of the study as a whole, or of a model that all have."""
    section, _, part = name.partition(".")
    return section != "models" or all(f"models.{part.rpartition('.')[0]}.kind" in one for one in read)


def _said(value: Any, say: Mapping[str, str]) -> str:
    """A setting as study.toml has it; of a list of tables, their names."""
    if value is None:
        return say["not_set"]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple | list):
        text = say["comma"].join(str(one["name"] if isinstance(one, Mapping) else one) for one in value)
    else:
        text = str(value)
    return (f"{text[:_SHOWN]}…" if len(text) > _SHOWN else text) or MISSING


def renamed(theme: Theme, jobs: "Sequence[Job]", letters: str, language: str, say: Mapping[str, str]) -> str:
    """A sentence with the label of a theme in each job; "" where it has the same in all that have it."""
    labels = _texts(_in_each(theme, jobs), "labels", language)
    if not labels:
        return ""
    told = [say["label_of"].format(letter, label) for letter, label in zip(letters, labels, strict=False) if label]
    return say["renamed"].format(labels=say["clause_comma"].join(told))


def _in_each(theme: Theme, jobs: "Sequence[Job]") -> list[Theme | None]:
    return [next((one for one in job.themes if one.id == theme.id), None) for job in jobs]


def _texts(themes: Sequence[Theme | None], part: str, language: str) -> list[str]:
    """What each theme has as a part that is told by language, in the first language in which they differ; else []."""
    known = [theme for theme in themes if theme is not None]
    languages = dict.fromkeys([language, *(name for theme in known for name, _ in getattr(theme, part))])
    for one in languages:
        if len({_text(theme, part, one) for theme in known}) > 1:
            return ["" if theme is None else _text(theme, part, one) for theme in themes]
    return []


def _text(theme: Theme, part: str, language: str) -> str:
    return theme.label(language) if part == "labels" else in_language(getattr(theme, part), language)


def _of_themes(
    themes: Sequence[Theme], jobs: "Sequence[Job]", language: str, say: Mapping[str, str]
) -> list[tuple[str, str, list[str]]]:
    """The parts in which themes differ between jobs that have them: theme, part, and a cell per job."""
    named = {"theme_label": "labels", **TOLD}
    found = []
    for theme in themes:
        of = _in_each(theme, jobs)
        rows = [(say[name], _texts(of, part, language)) for name, part in named.items()]
        rows += [(say[f"theme_{part}"], _not_of_all(of, part, say)) for part in ("terms", "forms")]
        found += [(theme.label(language), what, [cell or MISSING for cell in cells]) for what, cells in rows if cells]
    return found


def _not_of_all(themes: Sequence[Theme | None], part: str, say: Mapping[str, str]) -> list[str]:
    """The terms that not all themes have, or the forms in which those of all count; [] where there are none."""
    known = [theme for theme in themes if theme is not None]
    shared = set.intersection(*(set(theme.terms) for theme in known))

    def of(theme: Theme) -> set[tuple[str, bool]]:
        if part == "terms":
            return {(term, False) for term in theme.terms}
        return {(form.text, form.exact) for form in theme.forms if form.term in shared}

    common = set.intersection(*map(of, known))
    if all(of(theme) == common for theme in known):
        return []
    alone = [sorted(text for text, _ in of(theme) - common) if theme else [] for theme in themes]
    return [say["comma"].join(texts) for texts in alone]
