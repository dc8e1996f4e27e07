"""Codes read from filled-in sheets: checks of every cell, reliability of coders, adjudication of disagreements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from topics.coding.gold.coders import said_of_coders
from topics.coding.gold.draw import YES, choices_of, codebook_page, columns_of, sheet_name
from topics.coding.gold.folder import FRAME, KEY, SUFFIXES, UNITS_KEY, GoldFolder, SampleDesign, check_codebook, letters
from topics.coding.gold.grow import in_frame
from topics.coding.gold.units import unit_texts
from topics.coding.sheets import ID, SHEET, TEXT, fit_cell, read_sheet, write_sheet
from topics.errors import StudyError
from topics.evaluation.people.judgements import reading
from topics.evaluation.people.krippendorff import alpha_interval
from topics.files.records import file_hash
from topics.models.scores import HASH, text_hash
from topics.schema import PROBABILITY, Column, declare
from topics.terms import fold
from topics.themes import NONE_OF_THE_THEMES, Theme
from topics.wording import count

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from topics.store.job import Job

ALL = "all themes"
NO_THEME = (
    "none",
    "0",
    "无",
    "無",
    "以上皆非",
    "以上主题皆非",
)  # read as none of the themes; 0 is the coding page's key
NONES = (  # what may stand for none of the themes or for a unit left out: only the coder can say
    "no theme", "no themes", "none of them", "none of these", "nothing", "other", "n/a", "na", "-", "–", "—",
    "没有", "无主题", "没有主题", "都不是", "均不是", "其他", "其它",
)  # fmt: skip
Codes = dict[str, dict[str, str]]  # values by unit id and column


CODES = declare(
    "gold codes",
    "one coded unit",
    (
        *UNITS_KEY.without("coders"),
        Column("theme", "text", "", "id of the theme that counts, or `none of the themes`"),
        Column("mentions", "text", "", "ids of the themes that are present, a semicolon between them", optional=True),
        Column("adjudicated", "text", "", "`yes` where coders disagreed and it was decided"),
        Column("probability", "number", PROBABILITY, "probability with which the unit was drawn and coded"),
        Column(
            HASH, "text", "", "hash (SHA-256) of the text of the unit, by which a model that learns from codes finds it"
        ),
    ),
    others=Column("coder_<name>", "text", "", "theme by that coder, empty where the coder has not coded the unit"),
)
RELIABILITY = declare(
    "gold reliability",
    "one theme, or all of them",
    (
        Column("theme", "text", "", "id of the theme, `none of the themes` or `all`"),
        Column("code", "text", "", "`theme` for main themes, `mentions` for themes that are present"),
        Column("alpha", "number", "α, up to 1", "Krippendorff's α"),
        Column("lower", "number", "α, up to 1", "lower end of its bootstrap 95 % interval"),
        Column("upper", "number", "α, up to 1", "upper end of its bootstrap 95 % interval"),
        Column("n_units", "integer", "units", "units that several have coded"),
        Column("n_differ", "integer", "units", "units on which they differ"),
        Column("reading", "text", "", "what Krippendorff says of such an α"),
    ),
)
DISAGREEMENTS = declare(
    "gold disagreements",
    "one cell that coders filled in differently",
    (
        *UNITS_KEY.only("id", "unit"),
        Column("column", "text", "", "column of the sheet"),
        Column("codes", "text", "", "what each coder said, a stroke between"),
        Column("adjudicated", "text", "", "`yes` where it was decided"),
    ),
)


@dataclass(frozen=True)
class GoldCodes:
    """The codes that were read: columns as declared in `CODES`, `RELIABILITY` and `DISAGREEMENTS`.

    `notes` are sentences for the user: which sheets nobody has filled in, and which units wait for adjudication.
    """

    codes: "pd.DataFrame"
    reliability: "pd.DataFrame"
    disagreements: "pd.DataFrame"
    notes: list[str] = field(default_factory=list)

    def keep(self, place: GoldFolder) -> None:
        """Write the three tables to the folder of the sample."""
        for name in ("codes", "reliability", "disagreements"):
            place.keep(f"{name}.csv", getattr(self, name))


def read_codes(
    place: GoldFolder, job: "Job", *, anonymous: bool = False, draws: int = 2000, seed: int = 1
) -> GoldCodes:
    """Read every sheet of a study, compare coders, and keep codes, reliability and disagreements beside the sheets.

    A unit that coders coded differently has the first coder's code until its adjudication sheet, which is written here,
    says another. `anonymous` numbers coders who have names in the order in which they come. Raises StudyError with a
    sentence for each cell that is wrong, and keeps nothing then.

    >>> read = read_codes(GoldFolder(study.folder / "gold"), job)  # doctest: +SKIP
    >>> read.reliability  # one row per theme and one for all: Krippendorff's alpha, its interval  # doctest: +SKIP
    """
    import pandas as pd

    design = place.drawn()
    if design.imported:
        raise StudyError(f"{place.root}: its codes were imported and have no sheets; import the table again.")
    key = place.table("key.csv", KEY)
    check_codebook(place, design, job)
    texts = unit_texts(job.corpus, design.unit)
    language, themes = job.language, job.themes
    notes: list[str] = []
    tables, coded = [], []
    for number in range(1, len(design.batches) + 1):
        rows = key[key["batch"] == str(number)]
        by_coder = _batch(place, design, rows, number, texts, themes, language, notes)
        if not by_coder[0]:
            continue
        decided = _adjudicated(place, design, rows, number, by_coder, texts, themes, language, notes)
        tables.append(_table(rows, by_coder, _who(place, number, len(by_coder)), decided, columns_of(design, themes)))
        coded.append((rows["id"].tolist(), by_coder))
    if not tables:
        raise StudyError(f"{place.root / 'sheets'}: nobody has filled in a sheet of the first coder yet.")
    frame, whole = place.table("frame.csv", FRAME), pd.concat(tables, ignore_index=True).fillna("")
    codes = in_frame(whole, frame).reset_index(drop=True)
    codes = numbered(codes) if anonymous else codes
    if len(codes) < len(whole):
        gone = count(len(whole) - len(codes), "code does", "codes do")
        notes.append(f"{gone} not count: the corpus has no such unit any more, or another text in its place.")
    notes += said_of_coders(codes, [*(theme.id for theme in themes), NONE_OF_THE_THEMES])
    found = GoldCodes(
        codes=told(codes, inclusion(frame, codes), texts),
        reliability=reliability_of(coded, columns_of(design, themes), themes, draws, seed),
        disagreements=disagreements_of(coded, tables, columns_of(design, themes)),
        notes=notes,
    )
    found.keep(place)
    if place.own and not design.between:  # shares of periods do not rest on other codes
        job.keep_codes(file_hash(place.codes))
    return found


def _batch(
    place: GoldFolder,
    design: SampleDesign,
    rows: "pd.DataFrame",
    number: int,
    texts: Mapping[str, str],
    themes: Sequence[Theme],
    language: str,
    notes: list[str],
) -> list[Codes]:
    """The codes of each coder of a batch; empty for a coder who has not filled in anything.

    Raises StudyError with what is wrong in the sheets of all its coders.
    """
    found, wrong = [], []
    for coder, name in enumerate(design.batches[number - 1].sheets, start=1):
        if name != sheet_name(rows, number, coder):
            raise StudyError(
                f"{place.root / 'key.csv'}: the units of batch {number} are not those that its sheets were written "
                "for; put back the key as it was."
            )
        mine = rows[rows["coders"].astype(int) >= coder]
        # A unit that is gone from the corpus has no text to compare.
        units = {i: fit_cell(texts.get(unit, "")) for i, unit in zip(mine["id"], mine["unit"], strict=True)}
        paths = [place.sheet(number, coder, suffix) for suffix in SUFFIXES]
        there = [path for path in paths if path.exists()] or paths[:1]
        try:
            found.append(_one_of(there, design, themes, language, name, units))
        except StudyError as error:
            wrong.append(str(error))
            continue
        if not found[-1]:
            notes.append(f"{paths[0]}: nobody has filled in this sheet yet.")
    if wrong:
        raise StudyError("\n".join(wrong))
    return found


def _one_of(
    paths: "Sequence[Path]",
    design: SampleDesign,
    themes: Sequence[Theme],
    language: str,
    name: str,
    units: Mapping[str, str],
) -> Codes:
    """The codes of a sheet that exists as .xlsx and as .csv, of which one is filled in, or both alike."""
    filled = [(path, codes) for path in paths if (codes := _codes(path, design, themes, language, name, units))]
    for path, codes in filled[1:]:
        for unit in units:
            if codes[unit] != filled[0][1][unit]:
                raise StudyError(
                    f'{path}: "{unit}" has another code here than in {filled[0][0].name}; '
                    "keep the codes in one of the two files and move the other away."
                )
    return filled[0][1] if filled else {}


def _codes(
    path: "Path",
    design: SampleDesign,
    themes: Sequence[Theme],
    language: str,
    name: str,
    units: Mapping[str, str],
) -> Codes:
    """The codes of one file, with themes given by their ids."""
    offered = choices_of(design, themes, language)
    ids = [*(theme.id for theme in themes), NONE_OF_THE_THEMES]
    id_of = dict.fromkeys(NO_THEME, NONE_OF_THE_THEMES) | dict(zip(offered["theme"], ids, strict=True))
    # The sheets offer labels; ids are read too.
    known = {**offered, "theme": list(dict.fromkeys([*offered["theme"], *ids, *NO_THEME]))}
    columns = (ID, TEXT, *offered, SHEET)
    none = {"theme": dict.fromkeys(NONES, offered["theme"][-1])}
    rows = read_sheet(path, columns, known, sheet=name, units=units, required=tuple(offered), meant=none)
    said = [{column: row[column].value for column in offered} for row in rows]
    return {
        row[ID].value: {**values, "theme": id_of.get(values["theme"], values["theme"])}
        for row, values in zip(rows, said, strict=True)
    }


def _differing(by_coder: Sequence[Codes]) -> list[str]:
    """Ids of the units that coders coded differently in any column."""
    units = dict.fromkeys(unit for codes in by_coder for unit in codes)
    said = {unit: [codes[unit] for codes in by_coder if unit in codes] for unit in units}
    return [unit for unit, codes in said.items() if any(other != codes[0] for other in codes[1:])]


def _adjudicated(
    place: GoldFolder,
    design: SampleDesign,
    rows: "pd.DataFrame",
    number: int,
    by_coder: Sequence[Codes],
    texts: Mapping[str, str],
    themes: Sequence[Theme],
    language: str,
    notes: list[str],
) -> Codes:
    """The adjudicated codes of the units that coders disagree on; writes the adjudication sheet if there is none."""
    differing = _differing(by_coder)
    if not differing:
        return {}
    unit_of = dict(zip(rows["id"], rows["unit"], strict=True))
    units = {i: fit_cell(texts.get(unit_of[i], "")) for i in differing}
    said = [[other.get(i, {}) for i in differing] for other in by_coder]
    name = f"batch-{number}-adjudication-{letters(differing, said)}"
    paths = [place.root / f"batch-{number}-adjudication{suffix}" for suffix in SUFFIXES]
    if not any(path.exists() for path in paths):
        choices = choices_of(design, themes, language)
        coders = [f"coder {coder}" for coder in range(1, len(by_coder) + 1)]
        label_of = dict(zip((*(theme.id for theme in themes), NONE_OF_THE_THEMES), choices["theme"], strict=True))
        cells = [
            {ID: i, TEXT: units[i], SHEET: name}
            | {
                c: "; ".join(label_of.get(code, code) for code in codes.get(i, {}).values())
                for c, codes in zip(coders, by_coder, strict=True)
            }
            for i in differing
        ]
        columns = (ID, TEXT, *coders, *choices, "note", SHEET)
        for path in paths:
            write_sheet(path, cells, columns, choices, codebook_page(themes, design, language))
    decided = _one_of([path for path in paths if path.exists()], design, themes, language, name, units)
    if not decided:
        what = f"{len(differing)} unit{'s' if len(differing) > 1 else ''} of batch {number}"
        notes.append(
            f"{paths[0]}: coders disagree on {what}; until this sheet is filled in, the first coder's code stands."
        )
    return decided


def _who(place: GoldFolder, batch: int, coders: int) -> list[str]:
    """The names of a batch's coders, numbers for those without. Raises StudyError where two have the same."""
    names = [place.coder_name(batch, coder) or str(coder) for coder in range(1, coders + 1)]
    if len({fold(name) for name in names}) < len(names):
        raise StudyError(
            f"{place.root / 'sheets'}: expected another name for each coder of batch {batch}, found "
            f"{', '.join(names)}; what follows the number in the name of a sheet is the coder's name."
        )
    return names


def numbered(codes: "pd.DataFrame") -> "pd.DataFrame":
    """The codes with numbers for coders' names, in their order, so that a published table names nobody."""
    coders = [name for name in codes.columns if str(name).startswith("coder_")]
    return codes.rename(columns={name: f"coder_{number}" for number, name in enumerate(coders, start=1)})


def _table(
    rows: "pd.DataFrame", by_coder: Sequence[Codes], names: Sequence[str], decided: Codes, columns: Sequence[str]
) -> "pd.DataFrame":
    """One row per unit: the key, the code that counts, each coder's theme, and whether it was adjudicated."""
    table = rows[[column.name for column in UNITS_KEY.without("coders")]].copy()
    final = {unit: decided.get(unit, codes) for unit, codes in by_coder[0].items()}
    table["theme"] = [final[i]["theme"] for i in table["id"]]
    if len(columns) > 1:
        table["mentions"] = [
            ";".join(column.removeprefix("mentions ") for column in columns[1:] if final[i][column] == YES)
            for i in table["id"]
        ]
    for coder, codes in zip(names, by_coder, strict=True):
        table[f"coder_{coder}"] = [codes.get(i, {}).get("theme", "") for i in table["id"]]
    table["adjudicated"] = [YES if i in decided else "" for i in table["id"]]
    return table


def told(codes: "pd.DataFrame", probability: Sequence[float], texts: Mapping[str, str]) -> "pd.DataFrame":
    """The table of codes, columns as declared in `CODES`, with the chance of each unit and the hash of its text."""
    hashes = [text_hash(texts[unit]) for unit in codes["unit"]]
    return CODES.check(codes.assign(probability=probability, **{HASH: hashes}))


def inclusion(frame: "pd.DataFrame", codes: "pd.DataFrame") -> list[float]:
    """π = n_h / N_h of every coded unit, over all batches that were coded."""
    cell = ["period", "stratum"]
    share = codes.groupby(cell).size() / frame.groupby(cell).size()
    return [round(float(share[key]), 6) for key in zip(codes["period"], codes["stratum"], strict=True)]


def reliability_of(
    coded: Sequence[tuple[Sequence[str], Sequence[Codes]]],
    columns: Sequence[str],
    themes: Sequence[Theme],
    draws: int = 2000,
    seed: int = 1,
) -> "pd.DataFrame":
    """α of the main theme, of each theme against all others and of each mention, over units with several coders."""
    n_coders = max(len(by_coder) for _, by_coder in coded)
    units = [(i, by_coder) for ids, by_coder in coded for i in ids if sum(i in codes for codes in by_coder) > 1]
    values = [*(theme.id for theme in themes), NONE_OF_THE_THEMES]
    asked = [(ALL, "theme", None), *((value, "theme", value) for value in values)]
    asked += [(column.removeprefix("mentions "), column, YES) for column in columns[1:]]
    rows = []
    for name, column, value in asked:
        matrix = np.full((n_coders, len(units)), np.nan)
        for u, (i, by_coder) in enumerate(units):
            for c, codes in enumerate(by_coder):
                if i in codes:
                    said = codes[i][column]
                    matrix[c, u] = values.index(said) if value is None else said == value
        alpha, lower, upper = alpha_interval(matrix, draws=draws, seed=seed) if units else (np.nan,) * 3
        differ = int((np.nanmax(matrix, axis=0) != np.nanmin(matrix, axis=0)).sum()) if units else 0
        code = "theme" if column == "theme" else "mentions"
        rows.append((name, code, alpha, lower, upper, len(units), differ, reading(alpha, lower)))
    return RELIABILITY.frame(rows)


def disagreements_of(
    coded: Sequence[tuple[Sequence[str], Sequence[Codes]]], tables: Sequence["pd.DataFrame"], columns: Sequence[str]
) -> "pd.DataFrame":
    """Every cell that coders filled in differently: columns as declared in `DISAGREEMENTS`."""
    rows = []
    for (_, by_coder), table in zip(coded, tables, strict=True):
        about = table.set_index("id")
        for i in _differing(by_coder):
            for column in columns:
                said = [codes[i][column] for codes in by_coder if i in codes]
                if len(set(said)) > 1:
                    rows.append((i, about["unit"][i], column, " / ".join(said), about["adjudicated"][i]))
    return DISAGREEMENTS.frame(rows)
