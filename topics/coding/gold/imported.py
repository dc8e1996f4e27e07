"""Codes of a study's units that were made elsewhere, imported from a table as a coded sample of known design.

Conventions. What can be measured from codes depends on how their units were chosen, which a table does not show; so it
is said (`SampleDesign.imported`):

    census       every unit of a period was coded (`CENSUS` of them at least: some are lost to cleaning)
    simple       a simple random sample of every period or, with `strata`, of every value of an attribute in it
    probability  units were drawn with the probabilities π of the table, independently of each other

A unit whose sentences were coded one by one has the code that most of its letters have, if `COVERED` of its letters are
coded at all. Where several coders differ and nothing was decided, the code of most of them counts; between as many, the
first coder's, and the unit waits for adjudication, as in a sample of the toolkit's own.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from topics.coding.gold.code_table import CodeRow, counting_code, read_code_table
from topics.coding.gold.coders import said_of_coders
from topics.coding.gold.draw import NO, YES, columns_of
from topics.coding.gold.folder import (
    FRAME,
    NO_STRATA,
    UNITS_FRAME,
    GoldFolder,
    SampleDesign,
    Unit,
    codebook_digest,
    letters,
)
from topics.coding.gold.join import ABSENT, Asked, letters_of, places_of
from topics.coding.gold.read import Codes, GoldCodes, disagreements_of, inclusion, numbered, reliability_of, told
from topics.coding.gold.strata import values_of
from topics.coding.gold.units import unit_texts, units_of
from topics.errors import StudyError
from topics.files.records import file_hash, writing
from topics.schema import Column, declare
from topics.themes import NONE_OF_THE_THEMES
from topics.wording import count, of_all, percent

if TYPE_CHECKING:
    import pandas as pd

    from topics.store.job import Job
    from topics.store.store import Store
    from topics.study.study import Study

Drawn = Literal["census", "simple", "probability"]
CENSUS = 0.95  # of the units of a period must be coded in a census
COVERED = 0.5  # of a unit's letters must be coded
_MOST_CODERS = 60  # with a column of their own
NOT_COUNTED = "it does not count: it is a copy, has no word, or is in no period"
NOT_JOINED = declare(
    "gold not joined",
    "one row of an imported table without a unit",
    (
        Column("row", "text", "", "cell in which the row begins"),
        Column("unit", "text", "", "its id, or the beginning of its text"),
        Column("reason", "text", "", "why it belongs to no unit of the study, or counts for none"),
    ),
)
LEFT_OUT = declare(
    "gold left out",
    "one reason for which rows of an imported table have no unit",
    (
        Column("reason", "text", "", "why they belong to no unit of the study, or count for none"),
        Column("rows", "integer", "rows", "how many there are"),
        Column("first", "text", "", "cell in which the first of them begins"),
    ),
)


@dataclass(frozen=True)
class ImportedCodes:
    """What was read (`read`: as from sheets), and the rows that belong to no unit: columns as in `NOT_JOINED`."""

    read: GoldCodes
    not_joined: "pd.DataFrame"
    n_rows: int


@dataclass
class _UnitCodes:
    """What the rows about one unit say: letters by code for each coder, the decided codes, mentions, π."""

    size: int
    by_coder: dict[str, Counter[str]] = field(default_factory=dict)
    final: Counter[str] = field(default_factory=Counter)
    mentions: set[str] = field(default_factory=set)
    probability: float | None = None

    def add(self, row: CodeRow, n: int) -> None:
        for coder, code in row.codes.items():
            self.by_coder.setdefault(coder, Counter())[code] += n
        if row.final:
            self.final[row.final] += n
        self.mentions |= row.mentions or frozenset()
        if row.probability and self.probability not in (None, row.probability):
            raise StudyError(
                f"cell {row.place}: the unit has another probability here than in another row; give each unit one, "
                "that of "
                "the passage or document and not of its sentences."
            )
        self.probability = row.probability

    def main(self, codes: Counter[str]) -> str:
        """The code of most letters, the first of as many; "" where too few of the unit's letters are coded."""
        return codes.most_common(1)[0][0] if sum(codes.values()) >= COVERED * self.size else ""


def import_codes(
    place: GoldFolder,
    store: "Store",
    study: "Study",
    table: Path,
    *,
    drawn: Drawn = "census",
    strata: str = NO_STRATA,
    unit: Unit = "passage",
    columns: Mapping[str, Sequence[str]] | None = None,
    mapped: Mapping[str, str] | None = None,
    anonymous: bool = False,
    draws: int = 2000,
) -> ImportedCodes:
    """Import codes from a table (`topics.coding.gold.code_table`) into a folder, as if they had been read from sheets.

    Codes imported before are replaced. `anonymous` numbers coders whom the table names. Raises StudyError where the
    folder has a sample drawn by the toolkit, where the table is wrong or nothing of it belongs to the study, and where
    the codes cannot be what `drawn` says.

    >>> import_codes(GoldFolder(study.folder / "gold"), store, study, Path("codes.csv"))  # doctest: +SKIP
    """
    before = place.design()
    if before and not before.imported:
        raise StudyError(
            f"{place.root}: a sample was drawn here, and its codes are those of its sheets. "
            "Import into another folder with --out."
        )
    job = store.latest_job(study.folder)
    read = read_code_table(table, job.themes, columns=columns, mapped=mapped or {})
    units = units_of(job, unit)
    found, not_joined = _joined(read.rows, job, units, unit, every=drawn == "census")
    not_joined += [(cell, "", "the row has no code") for cell in read.empty]
    if not found:
        raise StudyError(
            f"{table}: none of {len(not_joined)} rows belongs to a unit of the study; cell {not_joined[0][0]}: "
            f"{not_joined[0][2]}."
        )
    frame = units.assign(stratum="all" if strata == NO_STRATA else values_of(job, strata, units))
    frame = UNITS_FRAME.check(frame[list(FRAME)])
    design = SampleDesign(
        corpus=job.corpus_key,
        unit=unit,
        strata=strata,
        estimator="",
        seed=0,
        mentions=any(row.mentions is not None for row in read.rows),
        themes=tuple(theme.id for theme in job.themes),
        codebook=codebook_digest(job.themes, job.language),
        imported=drawn,
    )
    coders = list(dict.fromkeys(coder for row in read.rows for coder in row.codes))
    codes, by_coder = _codes(frame, found, design, coders)
    codes = numbered(codes) if anonymous else codes
    _check_drawn(table, frame, codes, drawn)
    asked, coded = columns_of(design, job.themes), [(codes["id"].tolist(), by_coder)]
    result = GoldCodes(
        codes=told(codes, _probability(frame, codes, found, design), unit_texts(job.corpus, unit)),
        reliability=reliability_of(coded, asked, job.themes, draws),
        disagreements=disagreements_of(coded, [codes], asked),
        notes=_notes(codes, frame, found, coders, [*design.themes, NONE_OF_THE_THEMES]),
    )
    left = NOT_JOINED.frame(not_joined)
    with writing(place.root):
        place.root.mkdir(parents=True, exist_ok=True)
    place.keep("not-joined.csv", left)
    place.keep("frame.csv", frame)
    result.keep(place)
    place.keep_design(design)
    if place.own:
        job.keep_codes(file_hash(place.codes))
    return ImportedCodes(result, left, len(read.rows) + len(read.empty))


def left_out(not_joined: "pd.DataFrame") -> "pd.DataFrame":
    """How many rows were not joined for each reason, most first: columns as in `LEFT_OUT`."""
    counted = not_joined.groupby("reason", sort=False).agg(rows=("row", "size"), first=("row", "first"))
    return LEFT_OUT.check(counted.sort_values("rows", ascending=False, kind="stable").reset_index())


def _joined(
    rows: Sequence[CodeRow], job: "Job", units: "pd.DataFrame", unit: Unit, *, every: bool
) -> tuple[dict[str, _UnitCodes], list[tuple[str, str, str]]]:
    """The codes of each unit, and the rows that belong to none: place, unit or beginning of the text, and reason."""
    passages = job.corpus.passages
    owner = passages["passage_id" if unit == "passage" else "doc_id"].astype(str).tolist()
    known, named = set(units["unit"]), set(owner)
    whole = unit == "document"  # whose passages may be copies
    used = [name in known and not (whole and not c) for name, c in zip(owner, passages["counted"], strict=True)]
    texts = list(zip(passages["doc_id"].astype(str), passages["text"], strict=True))
    sizes: Counter[str] = Counter()
    for name, (_, text), counts in zip(owner, texts, used, strict=True):
        sizes[name] += max(len(letters_of(text)), 1) if counts else 0
    found: dict[str, _UnitCodes] = {}
    lost: list[tuple[str, str, str]] = []

    def add(name: str, row: CodeRow, n: int) -> None:
        found.setdefault(name, _UnitCodes(sizes[name])).add(row, n)

    for row in (row for row in rows if row.unit):
        if row.unit in known:
            add(row.unit, row, sizes[row.unit])
        else:
            lost.append((row.place, row.unit, NOT_COUNTED if row.unit in named else f"no {unit} has this id"))
    groups = _same_text([row for row in rows if not row.unit])
    asked = [Asked(group[0].document, group[0].text, _code_of(group)) for group in groups]
    inside = [number for number, counts in enumerate(used) if counts]
    placed = places_of(asked, [texts[number] for number in inside], every=every)
    absent = [one for one, (_, reason) in zip(asked, placed, strict=True) if reason == ABSENT]
    elsewhere = {one for one, (there, _) in zip(absent, places_of(absent, texts, every=True), strict=True) if there}
    for group, one, (places, reason) in zip(groups, asked, placed, strict=True):
        for row in group:
            for part in places:
                add(owner[inside[part.passage]], row, part.letters)
            if reason:
                lost.append((row.place, row.text[:80], NOT_COUNTED if one in elsewhere else reason))
    return found, lost


def _same_text(rows: Sequence[CodeRow]) -> list[list[CodeRow]]:
    """The rows of several coders about one text together; a text that one coder has coded twice stands twice."""
    groups: dict[tuple[str, str, int], list[CodeRow]] = {}
    times: Counter[tuple[str, str, frozenset[str]]] = Counter()
    for row in rows:
        text, coders = letters_of(row.text), frozenset(row.codes)
        groups.setdefault((row.document, text, times[row.document, text, coders]), []).append(row)
        times[row.document, text, coders] += 1
    return list(groups.values())


def _code_of(group: Sequence[CodeRow]) -> frozenset[tuple[str, str]]:
    """All that a group of rows says: copies of a text with the same are alike."""
    return frozenset((coder, code) for row in group for coder, code in (*row.codes.items(), ("final", row.final)))


def _check_drawn(table: Path, frame: "pd.DataFrame", codes: "pd.DataFrame", drawn: Drawn) -> None:
    """Raise StudyError where the codes cannot be those of a census."""
    coded = frame["unit"].isin(codes["unit"]).groupby(frame["period"]).agg(["sum", "size"])
    for period, n, of in coded.itertuples() if drawn == "census" else ():
        if 0 < n < CENSUS * of:
            raise StudyError(
                f"{table}: {n} of {of} units of {period} are coded ({percent(n / of, 0)}), which is no census. If they "
                "were drawn by chance, say --drawn simple, or give every row its probability and say --drawn "
                "probability. If they were not, nothing is known of the others."
            )


def _codes(
    frame: "pd.DataFrame", found: Mapping[str, _UnitCodes], design: SampleDesign, coders: Sequence[str]
) -> tuple["pd.DataFrame", list[Codes]]:
    """The table of codes without probabilities, and the codes of each coder by the ids of units."""
    inside = frame[frame["unit"].isin(found)].reset_index(drop=True)
    inside.insert(0, "id", [letters(design.corpus, "imported", name) for name in inside["unit"]])
    by_coder: list[Codes] = [{} for _ in range(min(len(coders), _MOST_CODERS))]
    theme, adjudicated = [], []
    for unit_id, name in zip(inside["id"], inside["unit"], strict=True):
        unit = found[name]
        said = {coder: unit.main(unit.by_coder[coder]) for coder in coders if coder in unit.by_coder}
        given = [(coder, code) for coder, code in said.items() if code]
        marks = {f"mentions {theme}": YES if theme in unit.mentions else NO for theme in design.themes}
        for place, (coder, code) in enumerate(given[:_MOST_CODERS]):
            # Of a crowd, the first who coded the unit is the first coder, whoever it was.
            column = coders.index(coder) if len(coders) <= _MOST_CODERS else place
            by_coder[column][unit_id] = {"theme": code, **(marks if design.mentions else {})}
        decided = unit.main(unit.final)
        counting, clear = counting_code([code for _, code in given]) if given else ("", True)
        theme.append(decided or counting)
        differ = len({code for _, code in given}) > 1
        adjudicated.append(YES if differ and (decided or clear) else "")
    inside["batch"] = "1"
    inside["theme"] = theme
    if design.mentions:
        inside["mentions"] = [";".join(t for t in design.themes if t in found[u].mentions) for u in inside["unit"]]
    for head, codes in zip(_columns(coders), by_coder, strict=True):
        inside[head] = [codes.get(unit_id, {}).get("theme", "") for unit_id in inside["id"]]
    inside["adjudicated"] = adjudicated
    return inside[inside["theme"] != ""].reset_index(drop=True), by_coder


def _columns(coders: Sequence[str]) -> list[str]:
    """The columns of the coders in the table of codes: by the names that the table gives them, numbers for a crowd."""
    names = [" ".join(name.split()).removeprefix("coder_") for name in coders]
    if len(coders) > _MOST_CODERS or not all(names) or len(set(names)) < len(names):
        names = [str(number) for number in range(1, min(len(coders), _MOST_CODERS) + 1)]
    return [f"coder_{name}" for name in names]


def _probability(
    frame: "pd.DataFrame", codes: "pd.DataFrame", found: Mapping[str, _UnitCodes], design: SampleDesign
) -> list[float]:
    """π of every coded unit: that of the table, or the coded part of its stratum."""
    if design.imported != "probability":
        return inclusion(frame, codes)
    told = [found[name].probability for name in codes["unit"]]
    known = [probability for probability in told if probability is not None]
    if len(known) < len(told):
        raise StudyError("expected a column `probability`; name it with --column probability=NAME.")
    return known


def _notes(
    codes: "pd.DataFrame",
    frame: "pd.DataFrame",
    found: Mapping[str, _UnitCodes],
    coders: Sequence[str],
    labels: Sequence[str],
) -> list[str]:
    """What a person must know of the codes: units without one, coders who differ, coders who share a column."""
    notes = []
    if partly := len(found) - len(codes):
        notes.append(
            f"{count(partly, 'unit')} with coded text in less than {percent(COVERED, 0)} of their letters: no code."
        )
    coded = frame["unit"].isin(codes["unit"]).groupby(frame["period"]).agg(["sum", "size"])
    parts = [f"{of_all(n, of)} in {period}" for period, n, of in coded.itertuples()]
    notes.append(f"Coded units: {', '.join(parts)}.")
    said = codes[[name for name in codes if str(name).startswith("coder_")]]
    open_ = int(((said.where(said != "").nunique(axis=1) > 1) & (codes["adjudicated"] == "")).sum())
    if open_:
        notes.append(
            f"Coders differ about {count(open_, 'unit')}, with a tie between codes: that of the first coder "
            "stands. A column `final` with the code that was decided settles them."
        )
    if len(coders) > _MOST_CODERS:
        notes.append(f"{len(coders)} coders: those of a unit stand in the order of the table; no column is one person.")
        return notes
    return [*notes, *said_of_coders(codes, labels)]
