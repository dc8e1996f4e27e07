"""Several jobs on one page: the same themes by each of them, and in what the jobs differ.

Jobs are those of one study at different times, of several studies, or what a reviewer has in another store or archive.
A difference between jobs has no interval: jobs over the same texts are not independent.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from topics.claims.engine import claims_of
from topics.claims.evidence import job_evidence
from topics.claims.findings import findings_of
from topics.errors import FigureError, StoreError, meant
from topics.plots.figure_words import estimator_label, period_word
from topics.report.drawing import write_files
from topics.report.job_differences import differences_of, renamed
from topics.report.page import kept_font, page_of, refuse_another, wording
from topics.report.sections.answer import Ends, verdict_of
from topics.report.sections.chart import theme_colours
from topics.results.fitness import kept_fitness, with_unfit, without_unfit
from topics.shares.periods import middle_month
from topics.store.archive import import_store
from topics.store.store import Store
from topics.themes import Theme
from topics.wording import listed, percent, points, printed_difference, span

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job

MOST_JOBS = 6
_MOST_NAMED = 5  # jobs in a message
_LETTERS = "ABCDEF"
_DASHES = ("", "7 4", "2 3", "9 3 2 3", "12 4", "4 2")
_WIDTH, _HEIGHT, _EDGE = 320, 150, 8  # of a chart


@dataclass(frozen=True)
class Told:
    """One job: its letter, its findings by theme, its own estimator's shares of text by theme and period."""

    letter: str
    job: "Job"
    findings: Mapping[str, Mapping[Any, Any]]
    shares: "Mapping[str, pd.Series[float]]"


@contextmanager
def jobs_named(store: Store, job: "Job", names: Sequence[str]) -> "Iterator[list[Job]]":
    """The job and those that are named: a job or a study of the store, the folder of another store, or an archive.

    From another store or archive it is the latest job of the same study, or else the latest of all. Archives are
    unpacked and verified in a folder that is removed at the end. Raises FigureError for too many, for one that is
    named twice, and StoreError for what is none of these.
    """
    with ExitStack() as stack:
        jobs = [job, *(_job_named(store, job, name, stack) for name in names)]
        if len(jobs) > MOST_JOBS:
            raise FigureError(
                f"a page compares at most {MOST_JOBS} jobs; {len(jobs)} are named. Name fewer with --with."
            )
        if len({one.folder.resolve() for one in jobs}) < len(jobs):
            raise FigureError(
                f"the same job is named twice: {', '.join(one.name for one in jobs)}. Name other jobs with --with."
            )
        yield jobs


def _job_named(store: Store, job: "Job", name: str, stack: ExitStack) -> "Job":
    path = Path(name)
    if path.is_file():
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="topics-compared-"))) / "runs"
        import_store(Store(folder), path)
        return _latest(Store(folder), job.study)
    if (path / "jobs").is_dir():
        return _latest(Store(path), job.study)
    kept = store.jobs("run")
    by_name = {one.name: one for one in kept}
    if name in by_name:
        return by_name[name]
    if (path / "study.toml").exists() or meant(name, {one.study for one in kept}):
        return store.latest_job(name)
    if known := meant(name, by_name):
        return by_name[known]
    raise StoreError(f'"{name}" is no job, study, store or archive. {_other_jobs(kept, job)}')


def _other_jobs(kept: "Sequence[Job]", job: "Job") -> str:
    """The names of the other jobs of a job's study, latest first, each with its day."""
    others = [one for one in reversed(kept) if one.study_id == job.study_id and one.name != job.name]
    if not others:
        return f"The store has no other job of {job.study}: change the study, run it once more, and compare both."
    told = listed([f"{one.name} ({one.finished[:10]})" for one in others], most=_MOST_NAMED)
    return f"Other jobs of {job.study}, the latest first: {told}. `topics runs --jobs` lists all jobs."


def _latest(store: Store, study: str) -> "Job":
    """The latest job of a study by its name, or of all; of another store, so that no study's folder is asked."""
    jobs = store.jobs("run")
    if not jobs:
        raise FigureError(f"{store.root}: there is no complete run to compare with.")
    return next((job for job in reversed(jobs) if job.study == study), jobs[-1])


def write_comparison(jobs: "Sequence[Job]", path: Path, language: str = "en") -> Path:
    """Write the page that compares jobs. Raises FigureError as `topics.report.page.write_report` does."""
    refuse_another(path, jobs[0])
    return write_files({path: comparison_page(jobs, language).encode()})[0]


def comparison_page(jobs: "Sequence[Job]", language: str = "en") -> str:
    """The page as HTML: the change of each theme by every job, the lines, and the differences between jobs."""
    say = wording(language)
    told = [_told(letter, job) for letter, job in zip(_LETTERS, jobs, strict=False)]
    themes = _themes(jobs)
    differences = differences_of(jobs, themes, language, say)
    return page_of(
        "comparison.html",
        language,
        (),
        font_of=partial(kept_font, jobs[0]),
        say=say,
        title=jobs[0].title_in(language),
        study=jobs[0].study_id,
        colours=theme_colours(len(themes)),
        jobs=[
            {
                "letter": one.letter,
                "title": one.job.title_in(language),
                "name": one.job.name,
                "own": estimator_label(one.job.own.name, language),
                "dash": dash,
            }
            for one, dash in zip(told, _DASHES, strict=False)
        ],
        themes=[_theme(theme, place, told, say, language) for place, theme in enumerate(themes)],
        differ=differences.facts,
        same=differences.alike,
        of_themes=differences.themes,
    )


def _told(letter: str, job: "Job") -> Told:
    evidence = job_evidence(job)
    findings = findings_of(evidence, claims_of(evidence))
    shares = without_unfit(with_unfit(job.table("shares"), kept_fitness(job)))
    own = shares[(shares["estimator"] == job.own.name) & (shares["weighting"] == "text")]
    by_theme = {
        str(theme): rows.set_index("period")["share"].reindex(job.periods.names)
        for theme, rows in own.groupby("theme", sort=False)
    }
    return Told(letter, job, {row["theme"]: row for row in findings.to_dict("records")}, by_theme)


def _themes(jobs: "Sequence[Job]") -> list[Theme]:
    """Every theme of some job, in the order in which jobs name them first."""
    found: dict[str, Theme] = {}
    for job in jobs:
        for theme in job.themes:
            found.setdefault(theme.id, theme)
    return list(found.values())


def _theme(theme: Theme, place: int, told: Sequence[Told], say: Mapping[str, str], language: str) -> dict[str, Any]:
    """What each job says of a theme, and the line of each on one scale."""
    rows = [_row(theme.id, one, say) for one in told]
    known = [row["change"] for row in rows if row["change"] == row["change"]]
    measuring = [one for one, row in zip(told, rows, strict=True) if row["change"] == row["change"]]
    shares = [one.shares.get(theme.id) for one in told]
    in_time = sorted({period for line in shares if line is not None for period in line.index}, key=middle_month)
    sentence = say[f"compared_{_verdict(measuring, known)}"].format(
        theme=theme.label(language),
        changes=say["comma"].join(f"{row['letter']} {row['points']}" for row in rows if row["change"] in known),
        apart=points(max(known) - min(known)).lstrip("+") if known else "–",
        lengths=say["comma"].join(f"{one.letter} {period_word(one.job.periods.names, language)}" for one in measuring),
    )
    return {
        "id": theme.id,
        "place": place,
        "label": theme.label(language),
        "rows": rows,
        "sentence": say["space"].join([sentence, *_levels(theme.id, told, say)]),
        "renamed": renamed(theme, [one.job for one in told], _LETTERS, language, say),
        "lines": _lines(shares, in_time),
        "periods": _ends_of_axis(in_time),
        "most": percent(_most(shares), 0),
    }


def _verdict(measuring: Sequence[Told], changes: Sequence[float]) -> str:
    """Whether the changes of these jobs are the same, or agree; those of half-years and of years are not compared."""
    if len(changes) < 2:
        return "one"
    if len({one.job.periods.by for one in measuring}) > 1:
        return "lengths"
    if _near(max(changes) - min(changes)):
        return "same"
    return "differ" if len({change > 0 for change in changes}) > 1 else "alike"


def _near(difference: float) -> bool:
    """Whether a difference of shares is printed as 0."""
    return not round(100 * difference, 1)


def _levels(theme: str, told: Sequence[Told], say: Mapping[str, str]) -> list[str]:
    """How far the shares of the first job and of each other one of such periods lie apart, a sentence for each."""
    lines = [(one, one.shares[theme].dropna()) for one in told if theme in one.shares]
    found = []
    for other, line in lines[1:]:
        first, own = lines[0]
        both = [period for period in own.index if period in line.index]
        if not both or other.job.periods.by != first.job.periods.by:
            continue
        apart = [printed_difference(own[period], line[period]) for period in both]
        whose = say["levels_of_all" if len(both) == len(own) == len(line) else "levels_of_some"]
        found.append(
            say[f"levels_{_side(min(apart), max(apart))}"].format(
                whose=whose.format(other=other.letter, n=len(both)),
                first=first.letter,
                low=points(min(apart)),
                high=points(max(apart)),
                between=span(*(percent(end, sign="") for end in sorted(map(abs, (min(apart), max(apart)))))),
            )
        )
    return found


def _side(low: float, high: float) -> str:
    """On which side of others shares lie that differ from them by so much."""
    if _near(low) and _near(high):
        return "same"
    if low > 0 or _near(low):
        return "above"
    return "below" if high < 0 or _near(high) else "both"


def _row(theme: str, told: Told, say: Mapping[str, str]) -> dict[str, Any]:
    finding, shares = told.findings.get(theme), told.shares.get(theme)
    if finding is None or shares is None:
        nothing = {"letter": told.letter, "change": float("nan"), "points": "–", "shares": "–"}
        return {**nothing, "chip": say["no_theme"], "kind": "one"}
    first, last = (float(shares.get(finding[end], float("nan"))) for end in ("first", "last"))
    change = printed_difference(first, last)
    ends = Ends(str(finding["first"]), str(finding["last"]), (first, last), some=bool(shares.notna().any()))
    kind = verdict_of({**finding, "corrected": False}, ends)
    return {
        "letter": told.letter,
        "change": change,
        "points": points(change),
        "shares": f"{percent(first)} → {percent(last)}",
        "chip": say[f"chip_{kind}"],
        "kind": kind,
    }


def _most(lines: "Sequence[pd.Series[float] | None]") -> float:
    known = [float(line.max()) for line in lines if line is not None and line.notna().any()]
    return max(known, default=0.01) or 0.01


def _ends_of_axis(in_time: Sequence[str]) -> list[str]:
    """The names at the ends of the axis: those of the first and the last period, or their years if lengths differ."""
    ends = [*in_time[:1], *in_time[-1:]]
    return [end[:4] for end in ends] if len({len(end) for end in ends}) > 1 else ends


def _lines(lines: "Sequence[pd.Series[float] | None]", in_time: Sequence[str]) -> list[list[str]]:
    """Points of each job's line over its own periods, each in its middle; by stretches without a gap."""
    months = [middle_month(period) for period in (*in_time[:1], *in_time[-1:])]
    most, step = _most(lines), (_WIDTH - 2 * _EDGE) / (max(months[-1] - months[0], 1) if months else 1)
    drawn = []
    for line in lines:
        stretches: list[list[str]] = [[]]
        for period, share in () if line is None else line.items():
            if share != share:
                stretches.append([])
            else:
                x = _EDGE + (middle_month(str(period)) - months[0]) * step
                y = _HEIGHT - _EDGE - share / most * (_HEIGHT - 2 * _EDGE)
                stretches[-1].append(f"{x:.1f},{y:.1f}")
        drawn.append([" ".join(stretch) for stretch in stretches if stretch])
    return drawn
