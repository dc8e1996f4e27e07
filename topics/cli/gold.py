"""Commands for a coded sample: draw it, read the codes, correct shares with them, and expected precision."""

import re
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from topics.cli.options import STORE, STUDY, WEIGHTING, Form, expanded, named_value, progress_bars, say
from topics.cli.panels import Whole
from topics.errors import StudyError
from topics.wording import count, percent

if TYPE_CHECKING:
    import pandas as pd

    from topics.coding.gold.folder import GoldFolder
    from topics.coding.gold.read import GoldCodes
    from topics.evaluation.people.text_scores import TextScores
    from topics.store.store import Store
    from topics.study.study import Study

ANONYMOUS = Annotated[
    bool,
    typer.Option("--anonymous", help="Write numbers, not names of coders, into codes.csv, which goes into archives."),
]
MOST_SHOWN = 6  # coders, side by side
UNIT = Annotated[
    Literal["passage", "document"], typer.Option("--unit", help="Unit that coders code: a passage or a document.")
]
OUT = Annotated[
    Path | None,
    typer.Option(
        "--out",
        help="Folder of the coded sample; no card, figure or claim rests on another than the default.",
        metavar="DIR",
        show_default="STUDY/gold",
    ),
]
POPULATION = Annotated[
    Literal["process", "corpus"],
    typer.Option(
        "--population",
        help="Population of the bands. process: texts that might have been written; corpus: this corpus alone.",
    ),
]
AIM = Annotated[
    Literal["even", "levels", "change"],
    typer.Option(
        "--aim",
        help="What the units are allotted for. even: as many in every period; levels, change: most precise levels, or "
        "change from the first to the last period (or value of --between).",
    ),
]
BETWEEN = Annotated[
    str,
    typer.Option(
        "--between", metavar="ATTRIBUTE", help="Compare the values of an attribute of the documents, not periods."
    ),
]
TABLE = Annotated[Path, typer.Argument(help="Table of codes: .csv, .tsv or .xlsx.", metavar="TABLE")]
DRAWN = Annotated[
    Literal["census", "simple", "probability"],
    typer.Option(
        "--drawn",
        help="How the coded units were chosen. census: all of them; simple: by chance within each period (and "
        "value of --strata); probability: with the probability in the table.",
    ),
]
STRATA_OF = Annotated[
    str,
    typer.Option(
        "--strata",
        metavar="none|ATTRIBUTE",
        help="Attribute of the documents by whose values the sample was stratified.",
    ),
]
COLUMNS = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="FIELD=NAME",
        help="Column that holds unit, text, doc_id, code, coder, final, mentions or probability; may be repeated, "
        "and code once per coder.",
    ),
]
MAPPED = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="VALUE=THEME",
        help="Theme, or none, that a code stands for (nothing: it is no code), or that a yes-or-no column is about; "
        "may be repeated.",
    ),
]

gold = typer.Typer(
    cls=Whole,
    help="Correct shares with a sample that people have coded.\n\n"
    "Example:  topics gold sample STUDY  ·  topics gold read STUDY  ·  topics gold estimate STUDY",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    gold.command("import")(expanded(import_codes))
    for command in (sample, read, estimate, power, score):
        gold.command()(expanded(command))
    app.add_typer(gold, name="gold")


def sample(
    study: STUDY,
    per_period: Annotated[
        int,
        typer.Option("--per-period", "--per-year", min=2, help="Units to code per period, earlier batches included."),
    ] = 40,
    strata: Annotated[
        str,
        typer.Option(
            "--strata",
            metavar="score|none|ATTRIBUTE",
            help="score: strata by the theme that an estimator finds; none: a simple sample; the name of an attribute "
            "of the documents, such as source: strata by its values.",
        ),
    ] = "score",
    by: Annotated[
        str,
        typer.Option(
            "--by", help="Estimator whose themes define the strata.", metavar="MODEL", show_default="the study's own"
        ),
    ] = "",
    between: BETWEEN = "",
    aim: AIM = "even",
    unit: UNIT = "passage",
    coders: Annotated[
        str,
        typer.Option(
            "--coders",
            metavar="N|NAMES",
            help="Number of coders, or their names with a comma between; the first codes every unit.",
        ),
    ] = "2",
    overlap: Annotated[
        float, typer.Option("--overlap", min=0.0, max=1.0, help="Share of units coded by every coder (0–1).")
    ] = 0.2,
    mentions: Annotated[
        bool, typer.Option("--mentions", help="Ask for every theme, besides the main one, whether it is mentioned.")
    ] = False,
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Seed of the sample; another seed draws another sample.")
    ] = 1,
    out: OUT = None,
    store: STORE = None,
) -> None:
    """Draw passages or documents for coding, and write blind sheets for the coders.

    Each coder gets one sheet in three forms: a page for the browser (.html), and tables for a spreadsheet program
    (.xlsx, .csv). Every unit is drawn with a known probability above zero. Called again with a larger --per-period, the
    command draws the difference; with --aim, by the codes of the part that was coded before. With --between, units are
    drawn per value of the attribute, into a folder of their own (--out), and gold estimate says the difference.

    Example:  topics gold sample data/sample --per-period 40
    """
    from topics.coding.gold.draw import draw_sample
    from topics.coding.gold.units import job_for, unit_texts
    from topics.coding.gold.workload import workload
    from topics.report.coding_page import write_coding_pages
    from topics.store.store import open_store

    opened, place = _opened(study, out)
    kept, before = open_store(store), place.design()
    paths = draw_sample(
        opened,
        kept,
        per_period,
        strata=strata,
        estimator=by,
        unit=unit,
        seed=seed,
        coders=_named(coders),
        overlap=overlap,
        mentions=mentions,
        aim=aim,
        between=between,
        folder=place,
    )
    now = place.drawn()
    job = job_for(kept, opened.folder, now.corpus)
    cells = place.table("frame.csv", ("stratum",))["stratum"]
    new = int(cells.str.endswith(f" ({len(now.batches)})").sum()) if before else 0
    if before and (new or before.corpus != now.corpus):
        say(f"The study has other units now. Units as they were, which keep their codes: {len(cells) - new:,}.")
        say(f"New units, in strata of their own: {new:,}.")
    if not paths:
        say("Nothing is left to draw with this --per-period: `topics gold read` and `estimate` count all codes.")
        return
    paths += write_coding_pages(place, job)
    first = sorted(set(place.table("frame.csv", ("period",))["period"]))
    if not now.between and not set(first) & set(job.periods.names):
        of = f"{first[0]} to {first[-1]}"
        say(f"Units are drawn by the periods of the first call ({of}), and count in those of the study.")
    for path in sorted(paths):
        typer.echo(path)
    for sentence in workload(place, unit_texts(job.corpus, now.unit)):
        say(sentence)
    say("Each coder fills in one of the three: in the browser (.html, which saves the .csv) or as a spreadsheet.")
    say(f"{place.root / 'key.csv'} stays sealed until all have.")
    say(f"Next: `topics gold read {_at(study, place)}`.")


def _named(coders: str) -> int | list[str]:
    """A number of coders, or their names."""
    text = coders.strip()
    return int(text) if text.lstrip("+-").isdecimal() else re.split("[,，、;；]", text.strip(",，、;； "))


def read(
    study: STUDY,
    anonymous: ANONYMOUS = False,
    out: OUT = None,
    store: STORE = None,
    *,
    form: Form,
) -> None:
    """Check the sheets, compare coders (Krippendorff's alpha), list disagreements and keep the codes.

    Example:  topics gold read data/sample
    """
    from topics.coding.gold.read import read_codes
    from topics.coding.gold.units import job_for
    from topics.store.store import open_store

    opened, place = _opened(study, out)
    kept = open_store(store)
    found = read_codes(place, job_for(kept, opened.folder, place.drawn().corpus), anonymous=anonymous)
    form.show_all(_coders(found, form.machine) | {"Disagreements": found.disagreements})
    for note in found.notes:
        say(note)
    say(f"{count(len(found.codes), 'code')} in {place.codes}. Next: `topics gold estimate {_at(study, place)}`.")


def import_codes(
    study: STUDY,
    table: TABLE,
    drawn: DRAWN = "census",
    strata: STRATA_OF = "none",
    unit: UNIT = "passage",
    column: COLUMNS = None,
    mapped: MAPPED = None,
    anonymous: ANONYMOUS = False,
    out: OUT = None,
    store: STORE = None,
    *,
    form: Form,
) -> None:
    """Import codes that were made elsewhere: by passage or by sentence, of one coder or of several.

    Rows name their passage by id (unit) or by its text; sentences are found in their passages. One row per coded unit
    with a column per coder, or one row per unit and coder. Rows that belong to no unit of the study are counted, named
    and kept in not-joined.csv.

    Example:  topics gold import data/sample codes.csv --column text=sentence --map 101=wind
    """
    from topics.coding.gold.imported import import_codes as imported
    from topics.coding.gold.imported import left_out
    from topics.store.store import open_store

    opened, place = _opened(study, out)
    named: dict[str, list[str]] = {}
    for field, name in map(named_value, column or []):
        named.setdefault(field, []).append(name)
    found = imported(
        place,
        open_store(store),
        opened,
        table,
        drawn=drawn,
        strata=strata,
        unit=unit,
        columns=named,
        mapped=dict(map(named_value, mapped or [])),
        anonymous=anonymous,
    )
    form.show_all(_coders(found.read, form.machine) | {"Not joined": left_out(found.not_joined)})
    for note in found.read.notes:
        say(note)
    others = "; the others: not-joined.csv" if len(found.not_joined) else ""
    say(f"{found.n_rows - len(found.not_joined):,} of {count(found.n_rows, 'row')} joined{others}.")
    say(f"{count(len(found.read.codes), 'code')} in {place.codes}. Next: `topics gold estimate {_at(study, place)}`.")


def _coders(found: "GoldCodes", machine: bool) -> "dict[str, pd.DataFrame]":
    """What is known of coders; for a person nothing where each unit has one coder, and no rates of a crowd or of 0."""
    from topics.coding.gold.coders import coder_rates
    from topics.coding.gold.read import ALL
    from topics.report.layouts.coding_layouts import coder_rates_layout

    labels = [theme for theme in found.reliability.query("code == 'theme'")["theme"] if theme != ALL]
    rates = coder_rates(found.codes, labels)
    if machine:
        return {"Reliability": found.reliability, "Coders": rates}
    if not found.reliability["n_units"].any():
        return {}
    some = bool((rates[["missed", "added"]] > 0).any(axis=None)) and rates["coder"].nunique() <= MOST_SHOWN
    open_ = int(found.disagreements.query("column == 'theme' and adjudicated == ''")["unit"].nunique())
    left = f" (without {count(open_, 'unit')} on which they differ and nothing is decided)" if open_ else ""
    return {"Reliability": found.reliability} | ({f"Coders{left}": coder_rates_layout(rates)} if some else {})


def estimate(
    study: STUDY,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            help="Estimator that predicts the codes; may be repeated. classifier: one trained on the codes.",
            metavar="MODEL",
            show_default="the estimator of the strata",
        ),
    ] = None,
    weighting: WEIGHTING = "text",
    population: POPULATION = "process",
    mentions: Annotated[
        bool,
        typer.Option(
            "--mentions", help="Estimate shares of units that mention a theme, whatever they are mainly about."
        ),
    ] = False,
    out: OUT = None,
    store: STORE = None,
    *,
    form: Form,
) -> None:
    """Estimate shares by theme and period: uncorrected, from the codes alone, and corrected (design-based).

    The change from the first to the last period is estimated too.

    Example:  topics gold estimate data/sample --by lexicon --by clause-extent
    """
    from topics.coding.gold.estimate import gold_estimates
    from topics.report.layouts.coding_layouts import change_layout, errors_layout, estimates_layout, refusals
    from topics.report.layouts.share_layouts import sample_captions
    from topics.report.layouts.theme_layouts import theme_headings
    from topics.store.store import open_store
    from topics.themes import in_language

    opened, place = _opened(study, out)
    kept = open_store(store)
    found = gold_estimates(place, kept, opened, by or [], weighting=weighting, population=population, mentions=mentions)
    machine = form.machine
    headings = theme_headings(opened.themes, ids=False) if form.latex else {}
    tables = {"Shares": found.shares if machine else estimates_layout(found.shares, headings)}
    tables["Change"] = found.change if machine else change_layout(found.change, found.shares, headings)
    tables["Errors"] = found.errors if machine else errors_layout(found.errors, headings)
    titles = sample_captions(in_language(opened.settings.title, "en"), found.shares) if form.latex else {}
    form.show_all({titles.get(title, title): table for title, table in tables.items()})
    for sentence in refusals(found.shares):
        say(sentence)
    drawn = set(place.table("codes.csv", ("period",))["period"])
    if not drawn & set(found.shares["period"]):
        of = f"{min(drawn)} to {max(drawn)}"
        say(f"The units were coded by other periods ({of}): each code counts in the period that its text is in now.")
    if not mentions:
        _say_taken(study, place, found.change)
    say(f"Kept in {place.root / ('mentions.csv' if mentions else 'estimates.csv')}.")


def _say_taken(study: Path, place: "GoldFolder", change: "pd.DataFrame") -> None:
    """Say which rows claims take and by which p they claim a change; nothing where none can be claimed."""
    if not place.own:
        say(f"Cards, figures and `topics trends` rest on the sample in {study / 'gold'}, and not on this one.")
        return
    of_points = change["population"].eq("corpus").all() and change["p"].notna().any()
    if of_points or change["p_change"].notna().any():
        by = "the p of its points" if of_points else "its p beyond periods"
        say(f"Cards and `topics trends` take the rows that are stated, and claim a change by {by} (Holm).")


def power(
    study: STUDY,
    per_period: Annotated[
        list[int] | None,
        typer.Option("--per-period", "--per-year", min=2, help="Number of coded units per period; may be repeated."),
    ] = None,
    by: Annotated[
        str,
        typer.Option(
            "--by", help="Estimator whose shares are assumed.", metavar="MODEL", show_default="the study's own"
        ),
    ] = "",
    precision: Annotated[
        float, typer.Option("--precision", min=0.01, max=1, help="Assumed precision of the estimator (0–1).")
    ] = 0.8,
    recall: Annotated[
        float, typer.Option("--recall", min=0.01, max=1, help="Assumed recall of the estimator (0–1).")
    ] = 0.8,
    alpha: Annotated[
        float, typer.Option("--alpha", min=0.3, max=1, help="Assumed Krippendorff's α of two coders; 1: no errors.")
    ] = 1.0,
    pilot: Annotated[
        bool,
        typer.Option("--pilot", help="Take precision, recall and α from the codes that the study's sample has so far."),
    ] = False,
    strata: Annotated[
        str, typer.Option("--strata", metavar="score|none|ATTRIBUTE", help="Strata of the sample, as in gold sample.")
    ] = "score",
    between: BETWEEN = "",
    aim: AIM = "even",
    population: POPULATION = "process",
    unit: UNIT = "passage",
    weighting: WEIGHTING = "text",
    out: OUT = None,
    store: STORE = None,
    *,
    form: Form,
) -> None:
    """Show, before coding, how wide bands of levels and of the change would be for a sample of a given size.

    Codes are drawn from what is assumed of the estimator, and estimated as gold estimate does it. The change is that
    from the first to the last period; best first and best last are the numbers to code in these two, of as many in all,
    if only the change is asked. A note says with how many codes correcting makes bands narrower than those of the codes
    alone.

    Example:  topics gold power data/sample --per-period 20 --per-period 40 --pilot
    """
    import numpy as np

    from topics.coding.gold.allot import Assumed, of_pilot
    from topics.coding.gold.power import expected_widths
    from topics.coding.gold.worth import keep_worth, worth
    from topics.report.layouts.coding_layouts import power_layout, power_of_change_layout, worth_sentence
    from topics.store.store import open_store

    opened, place = _opened(study, out)
    kept = open_store(store)
    n_themes = len(opened.themes)
    guessed = Assumed(np.full(n_themes, precision), np.full(n_themes, recall), alpha)
    taken = of_pilot(place, kept, opened, by) if pilot else guessed
    levels, changes = expected_widths(
        kept,
        opened,
        per_period or [20, 40, 80],
        estimator=by,
        unit=unit,
        weighting=weighting,
        population=population,
        strata=strata,
        between=between,
        aim=aim,
        assumed=taken,
    )
    machine = form.machine
    assumed = (
        "the rates of the pilot" if pilot else f"precision {percent(precision, 0)} and recall {percent(recall, 0)}"
    )
    form.show_all(
        {
            f"Levels at {assumed}: means over periods, percentage points": levels if machine else power_layout(levels),
            "Change, percentage points": changes if machine else power_of_change_layout(changes),
        }
    )
    name = by or kept.latest_job(opened.folder).own.name
    found = worth(levels, name, taken, strata)
    if not between:  # the cards are of periods
        keep_worth(place, found)
    say(worth_sentence(found))
    if strata == "score":
        say(f"Strata by the themes of {name} make the codes alone more precise too; --strata none shows them without.")


def score(
    study: STUDY,
    codes: Annotated[
        Path | None,
        typer.Option(
            "--codes",
            metavar="FILE",
            help="Table of coded texts (CSV, JSON Lines, Excel …): text, code and, where there are any, mentions, "
            "doc_id and weight; or of codes by passage_id (CSV, Excel).",
            show_default="the study's own coded sample",
        ),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="FIELD=NAME",
            help="Column of --codes that holds text, unit (passage ids), code, mentions, doc_id, weight or coder; may "
            "be repeated, and code=NAME for the column of each coder.",
        ),
    ] = None,
    alone: Annotated[
        bool, typer.Option("--alone", help="Fit the models to the texts of --codes alone, not to the study's as well.")
    ] = False,
    baseline: Annotated[
        str,
        typer.Option(
            "--baseline",
            metavar="MODEL",
            help="Estimator that the others are compared with.",
            show_default="the first that counts terms, else the study's own",
        ),
    ] = "",
    by: Annotated[
        str,
        typer.Option(
            "--by",
            metavar="period|ATTRIBUTE",
            help="Score also the units of each period, or of each value of an attribute, by themselves.",
        ),
    ] = "",
    out: OUT = None,
    store: STORE = None,
    *,
    form: Form,
) -> None:
    """Score every estimator against codes: macro-F1, each theme, and shares by document.

    The codes are the study's own coded sample or, with --codes, any table of coded texts, in any language: `text`;
    `code`, the id or a label of its main theme, or none; and where there are any `mentions` (with ; between), `doc_id`
    (the document that a text is from) and `weight`. Of several coders, each with a column (--column code=ann --column
    code=bo) or with a row for each text (`coder`), the code of most counts, and the first coder's between as many.
    A table with `passage_id` in place of texts is of the study's own passages, and its latest run is scored.

    Of texts, the models are fitted to the study's documents together with them, or with --alone to these only; they see
    none of these codes, and nothing is kept. Texts from documents whose codes a model has learned from are left out.

    Intervals (95 %) resample documents; differences to the baseline are paired. Beside shares stands why an estimator
    is unfit for a theme, which is judged without any code.

    Example:  topics gold score data/sample --codes coded.csv --column text=sentence
    """
    from topics.coding.gold.score import score_sample
    from topics.report.layouts.score_layouts import (
        nearest_sentence,
        parts_layout,
        scored_shares_layout,
        scores_by_theme_layout,
        scores_layout,
    )
    from topics.store.store import open_store

    opened, place = _opened(study, out)
    kept = open_store(store)
    if codes and by:
        raise StudyError("--by is for the study's own sample, whose units have periods; leave it out with --codes.")
    if codes:
        found, parts = _scored_codes(opened, kept, codes, column or [], alone, baseline), None
    else:
        found, parts = score_sample(place, kept, opened, baseline, by)
    people = not form.machine
    rates, errors = ": precision / recall / F1", ": errors in percentage points by document, mean and largest"
    rates, errors = (told if form.latex else "" for told in (rates, errors))
    by_part = {} if parts is None or not by else {f"Macro-F1 by {by}": parts_layout(parts) if people else parts}
    form.show_all(
        {
            "Macro-F1": scores_layout(found.scores) if people else found.scores,
            **by_part,
            f"Themes{rates}": scores_by_theme_layout(found.by_theme) if people else found.by_theme,
            f"Shares{errors}": scored_shares_layout(found.shares) if people else found.shares,
        }
    )
    if people:
        say("Themes: precision / recall / F1. Shares: errors are percentage points by document, mean and largest.")
        say(nearest_sentence(found.shares, found.own))
        for line in [] if codes else _said_of_coders(opened, place):
            say(line)


def _said_of_coders(study: "Study", place: "GoldFolder") -> list[str]:
    from topics.coding.gold.coders import said_of_coders
    from topics.themes import NONE_OF_THE_THEMES

    codes = place.table("codes.csv", ("unit", "theme"))
    return said_of_coders(codes, [*(theme.id for theme in study.themes), NONE_OF_THE_THEMES])


def _scored_codes(
    study: "Study", store: "Store", codes: Path, columns: list[str], alone: bool, baseline: str
) -> "TextScores":
    from topics.coding.gold.by_passage import names_passages, read_coded_passages
    from topics.coding.gold.score import score_passages

    given = list(map(named_value, columns))
    named = {field: tuple(name for other, name in given if other == field) for field, _ in given}
    if not names_passages(codes, named):
        return _scored_outside(study, codes, named, alone, baseline)
    if alone:
        raise StudyError(
            f"{codes}: codes by passage id are of the study's own passages, which --alone leaves out. Call it without "
            "--alone, or give the texts themselves in a column `text`."
        )
    job = store.latest_job(study.folder)
    coded = read_coded_passages(codes, job, named)
    for reason in coded.losses:
        say(f"{codes}: {reason}")
    return score_passages(job, coded, baseline)


def _scored_outside(
    study: "Study", codes: Path, named: dict[str, tuple[str, ...]], alone: bool, baseline: str
) -> "TextScores":
    from tempfile import TemporaryDirectory

    from topics.coding.gold.outside import not_asked, read_coded_texts, with_coded_texts
    from topics.coding.gold.score import known_texts, score_texts
    from topics.jobs.run import run
    from topics.store.store import Store

    coded = read_coded_texts(codes, study.themes, named)
    for reason in coded.losses:
        say(f"{codes}: {reason}")
    for reason in not_asked(study, alone=alone):
        say(f"Left out is {reason}.")
    with TemporaryDirectory() as folder, progress_bars() as progress:
        study = with_coded_texts(study, coded, Path(folder), alone=alone)
        job = run(study, Store(Path(folder) / "runs"), progress=progress)
        found = score_texts(job, coded, baseline)
        if lost := len(coded.texts) - len(set(job.corpus.passages["doc_id"]) & set(coded.ids())):
            say(f"Cleaning takes {lost} of {len(coded.texts)} coded texts away, which no estimator finds a theme in.")
        if known := len(known_texts(job, coded)):
            say(
                f"{known} of {len(coded.texts)} coded texts are left out: a model has learned codes of their documents."
            )
    return found


def _opened(study: Path, out: Path | None) -> "tuple[Study, GoldFolder]":
    from topics.coding.gold.folder import GoldFolder
    from topics.study.study import load_study

    opened = load_study(study)
    own = opened.folder / "gold"
    return opened, GoldFolder(out or own, own=out is None or out.resolve() == own.resolve())


def _at(study: Path, place: "GoldFolder") -> str:
    """The study and, where it is another than the study's own, the folder of the sample, for a command to call next."""
    return quote(str(study)) + ("" if place.own else f" --out {quote(str(place.root))}")
