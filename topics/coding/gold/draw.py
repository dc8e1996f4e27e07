"""The drawing of units for coding, and the blind sheets that coders fill in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from topics.coding.gold.allot import Aim, Allotment, allotment, confusion_of, of_pilot
from topics.coding.gold.folder import (
    FRAME,
    KEY,
    NO_STRATA,
    SCORE,
    SUFFIXES,
    UNITS_FRAME,
    Batch,
    GoldFolder,
    SampleDesign,
    Unit,
    check_codebook,
    codebook_digest,
    letters,
    theme_told,
)
from topics.coding.gold.grow import grown_frame, in_frame
from topics.coding.gold.strata import joined, strata_of, unit_scores, values_of
from topics.coding.gold.units import job_for, unit_texts, units_of
from topics.coding.sheets import ID, SHEET, TEXT, fit_cell, write_sheet
from topics.errors import StudyError
from topics.evaluation.people.coding_sample import allocation, drawing_order
from topics.files.records import replace_text, writing
from topics.terms import fold
from topics.themes import NONE_OF_THE_THEMES, Theme
from topics.wording import count

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from topics.store.job import Job
    from topics.store.store import Store
    from topics.study.study import Study

OVERLAP = 0.2  # of the units are coded by everybody
YES, NO = "yes", "no"
_LONGEST = 40
_CODER = re.compile(rf"[^\W\d_][\w .\-]{{0,{_LONGEST - 1}}}(?<![ .])")
_CODEBOOK: dict[str, Any] = {
    "en": {
        "title": "Codebook",
        "head": ("column or theme", "what it is"),
        "theme": "what the text is mainly about: one of the list, or {none}",
        "mentions": "{yes} where the text says something of substance about the theme, else {no}",
        "note": "anything worth saying; not read by the program",
        "include": "include: {}",
        "exclude": "exclude: {}",
    },
    "zh": {
        "title": "编码手册",
        "head": ("列或主题", "说明"),
        "theme": "文本主要谈什么：从列表中选一个主题；都不符合时填“{none}”",
        "mentions": "文本对该主题有实质内容填 {yes}，否则填 {no}",
        "note": "备注，可填任何说明；程序不读取",
        "include": "包括：{}",
        "exclude": "不包括：{}",
    },
}
_NONE = {"en": NONE_OF_THE_THEMES, "zh": "以上主题皆非"}


def draw_sample(
    study: "Study",
    store: "Store",
    per_period: int,
    *,
    strata: str = SCORE,
    estimator: str = "",
    unit: Unit = "passage",
    seed: int = 1,
    coders: int | Sequence[str] = 2,
    overlap: float = OVERLAP,
    mentions: bool = False,
    aim: Aim = "even",
    between: str = "",
    folder: GoldFolder | None = None,
) -> "list[Path]":
    """Draw `per_period` units per period for coding, write a sheet for each coder, and return the sheets' paths.

    `strata` "score": strata by the theme that `estimator` (by default the study's own) finds; "none": a simple random
    sample of each period; the name of an attribute of the documents: strata by its values. `coders` is their number or
    their names; without names, those of the batch before. The first coder gets every unit, the others the share
    `overlap` of them. `per_period` counts earlier batches: a call that asks for more than an
    earlier one draws the difference, as a batch of its own. With `aim` "levels" or "change" it is a mean over periods,
    and units are allotted so that levels or the change come out most precise, by the codes that there are
    (`topics.coding.gold.allot`). With `between`, an attribute of the documents, its values take the place of the
    periods, and the change is the difference of the last value to the first. Raises StudyError when the design differs
    from that of earlier batches, nothing is left to draw, or an aim has no codes yet, and ModelError for an attribute
    that no document has.

    Where the study has been run on another corpus since, units whose text is unchanged keep their codes, and only new
    units are drawn (`topics.coding.gold.grow`); no path is returned if none of them is asked for. Where it has other
    periods, more is drawn by those of the first call.

    >>> study, store = topics.load_study("my-study"), topics.open_store()
    >>> [path.name for path in draw_sample(study, store, 6, coders=1, folder=GoldFolder(study.folder / "drawn"))]
    ['batch-1-coder-1.xlsx', 'batch-1-coder-1.csv']
    """
    place = folder or GoldFolder(study.folder / "gold")
    before = place.design()
    names = coder_names(place, before, coders)
    job = store.latest_job(study.folder)
    estimator = (estimator or job.own.name) if strata == SCORE else ""
    if before:
        check_codebook(place, before, job)
    design = SampleDesign(
        corpus=job.corpus_key,
        unit=unit,
        strata=strata,
        estimator=estimator,
        seed=seed,
        mentions=mentions,
        batches=before.batches if before else (),
        themes=tuple(theme.id for theme in job.themes),
        codebook=codebook_digest(job.themes, job.language),
        between=between,
    )
    _refuse(place, before, design, len(names), overlap)
    number, texts = len(design.batches) + 1, unit_texts(job.corpus, unit)
    key = place.table("key.csv", KEY) if before else None
    frame = place.table("frame.csv", FRAME) if before else _stratified(job, design, per_period)
    if before and (before.corpus != design.corpus or _more(job, design, frame)):
        earlier = unit_texts(job_for(store, study.folder, before.corpus).corpus, unit)
        frame = grown_frame(frame, _stratified(job, design, per_period), earlier, texts, number, place.root)
    live = None if key is None else in_frame(key, frame)
    allotted = None if aim == "even" else _allotted(place, store, study, job, design, frame, live, per_period, aim)
    drawn = drawn_units(frame, live, design, per_period, allotted)
    if not len(drawn):
        if before and before.corpus != design.corpus:  # nothing that is new is asked for: codes count on
            place.keep("frame.csv", UNITS_FRAME.check(frame[list(FRAME)]))
            place.keep_design(design)
            return []
        periods = sorted(set(frame["period"]))
        raise StudyError(
            f"{place.root}: {design.batches[-1].per_period} units in each of {count(len(periods), 'period')} "
            f"({periods[0]} to {periods[-1]}) were drawn already; ask for more than that with --per-period."
        )
    shared = drawing_order(drawn["unit"].tolist(), seed, f"together {number}")[: ceil(overlap * len(drawn))]
    drawn["coders"] = np.where(np.isin(np.arange(len(drawn)), shared), len(names), 1)
    drawn["batch"] = number
    sheets = [sheet_name(drawn, number, coder) for coder in range(1, len(names) + 1)]
    paths = _write_sheets(place, drawn, texts, design, dict(zip(sheets, names, strict=True)), job)
    _keep(place, frame, key, drawn, replace(design, batches=(*design.batches, Batch(per_period, tuple(sheets)))))
    return paths


def _more(job: "Job", design: SampleDesign, frame: "pd.DataFrame") -> bool:
    """Whether the study counts units now that the frame does not have."""
    return bool(set(units_of(job, design.unit, design.between)["unit"]) - set(frame["unit"]))


def coder_names(place: GoldFolder, before: SampleDesign | None, coders: int | Sequence[str]) -> list[str]:
    """The names of coders, '' for those without: as given, or for a number those of the batch before.

    Raises StudyError for names that cannot stand in the name of a file, or that two coders have.
    """
    if isinstance(coders, int):
        last = len(before.batches) if before else 0
        return [place.coder_name(last, number) if last else "" for number in range(1, coders + 1)]
    names = [" ".join(name.split()) for name in coders]
    for name in names:
        if not _CODER.fullmatch(name):
            raise StudyError(
                f'expected a number of coders or their names, with a comma between, found "{name}": a name has a '
                f"letter first, then letters, digits, spaces, . - or _, and at most {_LONGEST} of them."
            )
    if len({fold(name) for name in names}) < len(names):
        raise StudyError(f"expected a name for each coder, found one twice: {', '.join(names)}.")
    return names


def _refuse(place: GoldFolder, before: SampleDesign | None, design: SampleDesign, coders: int, overlap: float) -> None:
    """Raise StudyError for a design other than that of earlier batches, on another corpus apart, and for no coder."""
    if before and before.imported:
        raise StudyError(
            f"{place.root}: codes were imported here, and nothing can be drawn beside them; name another folder with "
            "--out."
        )
    changed = [name for name in vars(design) if before and getattr(design, name) != getattr(before, name)]
    if other := next((name for name in changed if name != "corpus"), ""):
        raise StudyError(
            f'{place.root / "design.json"}: the units here were drawn with {other} = "{getattr(before, other)}", '
            f'not "{getattr(design, other)}". Draw more of the same design, or name another folder with --out.'
        )
    if not 0 < overlap <= 1 or coders < 1:
        raise StudyError(
            f"expected at least one coder and an overlap above 0 and up to 1, found {coders} and {overlap}."
        )


def _allotted(
    place: GoldFolder,
    store: "Store",
    study: "Study",
    job: "Job",
    design: SampleDesign,
    frame: "pd.DataFrame",
    key: "pd.DataFrame | None",
    n: int,
    aim: Aim,
) -> Allotment:
    """The allotment by what is coded so far. Raises StudyError where nothing is, since nothing is known then."""
    if key is None:
        raise StudyError(
            f"{place.root}: to allot units for {aim}, a first part must be coded: draw one without --aim, such as 10 "
            "units per period, read its codes, and ask for the rest then."
        )
    name, units = design.estimator or job.own.name, units_of(job, design.unit, design.between)
    # By the periods that it was drawn by, which may be others now.
    cells = frame.merge(units[["unit", "n_tokens"]], on="unit", validate="one_to_one")
    score, assumed = unit_scores(job, [name], cells, design.unit)[0], of_pilot(place, store, study, name)
    return allotment(cells, score, confusion_of(score, assumed), n, aim, key)


def _keep(
    place: GoldFolder, frame: "pd.DataFrame", key: "pd.DataFrame | None", drawn: "pd.DataFrame", design: SampleDesign
) -> None:
    """Write what was drawn to the folder, the design last, so that a call that was interrupted begins again."""
    import pandas as pd

    place.keep("frame.csv", UNITS_FRAME.check(frame[list(FRAME)]))
    place.keep("key.csv", pd.concat([*([] if key is None else [key]), drawn[list(KEY)]]))
    place.keep_design(design)


def _stratified(job: "Job", design: SampleDesign, n: int) -> "pd.DataFrame":
    """The units of a job with the strata of a sample of n per period."""
    units = units_of(job, design.unit, design.between)
    if design.strata not in (SCORE, NO_STRATA):
        return units.assign(stratum=joined(units, values_of(job, design.strata, units), n))
    scores = unit_scores(job, [design.estimator], units, design.unit)[0] if design.strata == SCORE else None
    return units.assign(stratum=strata_of(units, scores, [theme.id for theme in job.themes], n))


def drawn_units(
    frame: "pd.DataFrame",
    key: "pd.DataFrame | None",
    design: SampleDesign,
    n: int,
    allotted: Allotment | None = None,
) -> "pd.DataFrame":
    """The units to draw for `n` per period: the next of each stratum in drawing order, without those in `key`.

    With `allotted`, each stratum of each period gets as many as it says. No stratum gets fewer units than `key` has of
    it, so that a larger sample contains the smaller one and has the size asked for.
    """
    already = set() if key is None else set(key["unit"])
    rows: list[int] = []
    for period, part in frame.groupby("period", sort=True):
        groups = [group for _, group in part.groupby("stratum", sort=True)]
        sizes, drawn = [len(g) for g in groups], [int(g["unit"].isin(already).sum()) for g in groups]
        if allotted:
            given = np.array([allotted[str(period), str(g["stratum"].iloc[0])] for g in groups])
        else:
            given = allocation(sizes, n, drawn)
        for group, wanted in zip(groups, given, strict=True):
            order = drawing_order(group["unit"].tolist(), design.seed, str(period))[:wanted]
            rows += [int(row) for row in group.index[order] if group["unit"][row] not in already]
    found = frame.loc[sorted(rows), list(FRAME)].reset_index(drop=True)
    return found.assign(id=[letters(design.corpus, design.seed, unit) for unit in found["unit"]])


def sheet_name(rows: "pd.DataFrame", batch: int, coder: int) -> str:
    """The name of a coder's sheet, written in its rows: batch, coder, and letters that identify its units."""
    pairs = sorted(f"{i} {unit}" for i, unit in zip(rows["id"], rows["unit"], strict=True))
    return f"batch-{batch}-coder-{coder}-{letters(*pairs)}"


def columns_of(design: SampleDesign, themes: Sequence[Theme]) -> tuple[str, ...]:
    """The columns that coders fill in."""
    return ("theme", *(f"mentions {theme.id}" for theme in themes if design.mentions))


def choices_of(design: SampleDesign, themes: Sequence[Theme], language: str) -> dict[str, list[str]]:
    """The allowed values of each column that coders fill in: labels for `theme`, yes or no for mentions."""
    labels = [*(theme.label(language) for theme in themes), _NONE.get(language, NONE_OF_THE_THEMES)]
    return {column: labels if column == "theme" else [YES, NO] for column in columns_of(design, themes)}


def _write_sheets(
    place: GoldFolder,
    drawn: "pd.DataFrame",
    texts: Mapping[str, str],
    design: SampleDesign,
    sheets: Mapping[str, str],
    job: "Job",
) -> "list[Path]":
    with writing(place.root):
        (place.root / "sheets").mkdir(parents=True, exist_ok=True)
    language = job.language
    choices = choices_of(design, job.themes, language)
    columns = (ID, TEXT, *choices, "note", SHEET)
    codebook = codebook_page(job.themes, design, language)
    paths = []
    for coder, (name, who) in enumerate(sheets.items(), start=1):
        rows = drawn[drawn["coders"] >= coder]
        cells = sheet_cells(rows, texts, design.seed, name)
        for suffix in SUFFIXES:
            path = place.sheet(len(design.batches) + 1, coder, suffix, who)
            paths.append(write_sheet(path, cells, columns, choices, codebook))
    title = _CODEBOOK["zh" if language == "zh" else "en"]["title"]
    lines = [f"| {' | '.join(line)} |" for line in codebook]
    lines.insert(1, "|---|---|")
    replace_text(place.root / "sheets" / "codebook.md", f"# {title}\n\n" + "\n".join(lines) + "\n")
    return paths


def sheet_cells(rows: "pd.DataFrame", texts: Mapping[str, str], seed: int, name: str) -> list[dict[str, str]]:
    """What the sheet `name` says of its units `rows`, in the order of the sheet: id, text, and the sheet's name."""
    ids, units = rows["id"].tolist(), rows["unit"].tolist()
    return [{ID: ids[r], TEXT: fit_cell(texts[units[r]]), SHEET: name} for r in drawing_order(units, seed, name)]


def codebook_page(themes: Sequence[Theme], design: SampleDesign, language: str) -> list[tuple[str, str]]:
    """The instructions for coders: the columns, then themes with definition, inclusions and exclusions.

    The terms are not shown: codes by people who look for them would say that the terms find the theme.
    """
    none = _NONE.get(language, NONE_OF_THE_THEMES)
    say = _CODEBOOK["zh" if language == "zh" else "en"]
    page = [say["head"], ("theme", say["theme"].format(none=none))]
    if design.mentions:
        page.append(("mentions …", say["mentions"].format(yes=YES, no=NO)))
    page.append(("note", say["note"]))
    for theme in themes:
        definition, include, exclude = theme_told(theme, language)
        told = [definition or theme.id]
        told += [say[word].format(text) for word, text in (("include", include), ("exclude", exclude)) if text]
        page.append((theme.label(language), " · ".join(told)))
    return page
