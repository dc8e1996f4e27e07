"""Provenance: what a paper must name to be repeated, one line per model, with the long names folded away."""

from functools import partial
from typing import TYPE_CHECKING, Any

from topics.claims.fits import seeds_of, sizes
from topics.files.records import reading
from topics.plots.figure_words import estimator_label
from topics.wording import duration, pairs, span

if TYPE_CHECKING:
    from topics.store.job import Job


def provenance(job: "Job", language: str) -> list[dict[str, Any]]:
    """One entry per model: its label, kind, topics and seeds in words, when and how long it was fitted, its runs."""
    found = []
    for model in job.models:
        known = [run.provenance for run in model.runs]
        made = [str(one["created"])[:10] for one in known]
        found.append(
            {
                "label": estimator_label(model.name, language),
                "name": model.name,
                "kind": model.kind,
                "own": model.name == job.own.name,
                "topics": sizes(model).in_language(language),
                "seeds": seeds_of(model).in_language(language),
                "made": span(min(made), max(made)),
                "took": duration(sum(float(one["seconds"]) for one in known), language),
                "runs": model.run_names,
                "versions": f"Python {known[0]['python']}, {pairs(known[0]['versions'])}",
            }
        )
    return found


def study_files(job: "Job") -> list[tuple[str, str]]:
    """The files of the study's settings as the job kept them: names and texts."""
    return [(path.name, reading(path, partial(path.read_text, encoding="utf-8-sig"))) for path in job.study_files]
