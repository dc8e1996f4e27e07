"""Several jobs on one page: the same themes by each of them, and in what the jobs differ.

Jobs are those of one study at different times, of several studies, or what a reviewer has in another store or archive.
A difference between jobs has no interval: jobs over the same texts are not independent.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from topics.claims.engine import claims_of
from topics.claims.evidence import job_evidence
from topics.claims.findings import findings_of
from topics.errors import FigureError
from topics.plots.figure_words import estimator_label, period_word
from topics.report.drawing import write_files
from topics.report.page import kept_font, page_of, refuse_another, wording
from topics.report.sections.answer import Ends, verdict_of
from topics.report.sections.chart import theme_colours
from topics.results.fitness import kept_fitness, with_unfit, without_unfit
from topics.shares.periods import first_month
from topics.store.archive import import_store
from topics.store.fingerprints import digest
from topics.store.store import Store
from topics.themes import Theme
from topics.wording import percent, points, printed_difference, span

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Estimator, Job

MOST_JOBS = 6
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
    by_name = {one.name: one for one in store.jobs("run")}
    return by_name[name] if name in by_name else store.latest_job(name)


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
    facts = _facts(told, language, say)
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
        differ=[row for row in facts if len(set(row[1])) > 1],
        same=[what for what, cells in facts if len(set(cells)) == 1],
        terms=_terms(themes, told, language),
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
    periods = {period for one in told if theme.id in one.shares for period in one.shares[theme.id].index}
    in_time = sorted(periods, key=lambda period: (first_month(period), period))
    return {
        "id": theme.id,
        "place": place,
        "label": theme.label(language),
        "rows": rows,
        "sentence": say[f"compared_{_verdict(measuring, known)}"].format(
            theme=theme.label(language),
            changes=say["comma"].join(f"{row['letter']} {row['points']}" for row in rows if row["change"] in known),
            apart=points(max(known) - min(known)).lstrip("+") if known else "–",
            lengths=say["comma"].join(
                f"{one.letter} {period_word(one.job.periods.names, language)}" for one in measuring
            ),
        ),
        "lines": _lines([one.shares.get(theme.id) for one in told], in_time),
        "periods": [in_time[0], in_time[-1]] if in_time else [],
        "most": percent(_most([one.shares.get(theme.id) for one in told]), 0),
    }


def _verdict(measuring: Sequence[Told], changes: Sequence[float]) -> str:
    """Whether the changes of these jobs agree; ends that are half-years cannot be compared with ends that are years."""
    if len(changes) < 2:
        return "one"
    if len({one.job.periods.by for one in measuring}) > 1:
        return "lengths"
    return "differ" if len({change > 0 for change in changes}) > 1 else "alike"


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


def _lines(lines: "Sequence[pd.Series[float] | None]", in_time: Sequence[str]) -> list[list[str]]:
    """Points of each job's line over its own periods, which stand where they start; by stretches without a gap."""
    months = [first_month(period) for period in (*in_time[:1], *in_time[-1:])]
    most, step = _most(lines), (_WIDTH - 2 * _EDGE) / (max(months[-1] - months[0], 1) if months else 1)
    drawn = []
    for line in lines:
        stretches: list[list[str]] = [[]]
        for period, share in () if line is None else line.items():
            if share != share:
                stretches.append([])
            else:
                x = _EDGE + (first_month(str(period)) - months[0]) * step
                y = _HEIGHT - _EDGE - share / most * (_HEIGHT - 2 * _EDGE)
                stretches[-1].append(f"{x:.1f},{y:.1f}")
        drawn.append([" ".join(stretch) for stretch in stretches if stretch])
    return drawn


def _facts(told: Sequence[Told], language: str, say: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    """What each job is made of, fact by fact, with one cell per job."""
    facts: Sequence[tuple[str, Callable[[Job], str]]] = (
        ("fact_study", lambda job: job.title_in(language)),
        ("fact_corpus", lambda job: job.corpus_key.split("-")[0][:12]),
        ("fact_documents", lambda job: _largest(job, "n_documents")),
        ("fact_passages", lambda job: _largest(job, "n_passages")),
        ("fact_tokens", lambda job: _largest(job, "n_tokens")),
        ("fact_periods", lambda job: f"{span(job.periods.names[0], job.periods.names[-1])} ({job.periods.by})"),
        ("fact_themes", lambda job: ", ".join(theme.id for theme in job.themes)),
        ("fact_own", lambda job: estimator_label(job.own.name, language)),
        ("fact_models", lambda job: ", ".join(_with_seeds(model, say) for model in job.models)),
        ("fact_fits", lambda job: f"{len(job.run_names)} ({digest(sorted(job.run_names), 8)})"),
        ("fact_made", lambda job: job.finished[:16].replace("T", " ")),
    )
    found = [(say[name], [fact(one.job) for one in told]) for name, fact in facts]
    for part in asdict(told[0].job.estimand):
        found.append((f"{say['fact_estimand']}: {part}", [str(getattr(one.job.estimand, part)) for one in told]))
    return found


def _with_seeds(model: "Estimator", say: Mapping[str, str]) -> str:
    alone = model.seedless and len(model.runs) == 1
    return f"{model.name} {say['seedless'] if alone else f'×{len(model.runs)}'}"


def _largest(job: "Job", column: str) -> str:
    return f"{int(job.table('shares').drop_duplicates('period')[column].sum()):,}"


def _terms(themes: Sequence[Theme], told: Sequence[Told], language: str) -> list[tuple[str, list[str]]]:
    """Themes whose terms differ: for each job those that not all have."""
    found = []
    for theme in themes:
        of = [next((set(t.terms) for t in one.job.themes if t.id == theme.id), None) for one in told]
        known = [terms for terms in of if terms is not None]
        common = set.intersection(*known)
        if any(terms != common for terms in known):
            cells = ["–" if terms is None else ", ".join(sorted(terms - common)) or "–" for terms in of]
            found.append((theme.label(language), cells))
    return found
