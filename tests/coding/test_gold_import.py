"""Codes from elsewhere: read from tables of every form, joined to passages by id and by text, and estimated from."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from tests.coding.test_gold import LABELS, Toy, true_shares
from topics.coding.gold.estimate import gold_estimates
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.imported import ImportedCodes, import_codes
from topics.coding.gold.join import Asked, letters_of, places_of
from topics.errors import StudyError
from topics.themes import NONE_OF_THE_THEMES

Rows = Sequence[Mapping[str, object]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    return Toy(tmp_path_factory.mktemp("import"))


@pytest.fixture
def toy(made: Toy, tmp_path: Path) -> Toy:
    made.place = GoldFolder(tmp_path / "gold")
    return made


def write(path: Path, rows: Rows) -> Path:
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([row.get(name, "") for name in names] for row in rows)]
    if path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for line in lines:
            book.worksheets[0].append(line)
        book.save(path)
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows(lines)
    return path


def brought(toy: Toy, rows: Rows, suffix: str = ".csv", **how: object) -> ImportedCodes:
    table = write(toy.place.root.parent / f"codes{suffix}", rows)
    return import_codes(toy.place, toy.store, toy.study, table, draws=50, **how)  # type: ignore[arg-type]


def sentences(toy: Toy) -> list[tuple[str, str, str, str]]:
    """`passage_id, doc_id, sentence, theme` of every sentence of every passage."""
    passages = toy.job.corpus.passages
    return [
        (p, d, f"{sentence}。", toy.truth[p])
        for p, d, text in zip(passages["passage_id"], passages["doc_id"], passages["text"], strict=True)
        for sentence in text.split("。")
        if sentence
    ]


def by_id(toy: Toy) -> list[dict[str, object]]:
    return [{"id": unit, "code": theme} for unit, theme in toy.truth.items()]


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
def test_a_census_by_id_gives_the_true_shares(toy: Toy, suffix: str) -> None:
    found = brought(toy, by_id(toy), suffix)
    assert dict(zip(found.read.codes["unit"], found.read.codes["theme"], strict=True)) == toy.truth
    assert set(found.read.codes["probability"]) == {1}
    assert found.not_joined.empty
    shares = gold_estimates(toy.place, toy.store, toy.study, population="corpus").shares
    truth = true_shares(toy, "text")
    for row in shares[shares["method"] == "gold only"].to_dict("records"):
        share = pytest.approx(truth.get((row["theme"], row["period"]), 0), abs=1e-12)
        assert [row["share"], row["lower"], row["upper"]] == [share, share, share]


@pytest.mark.parametrize("documents", [True, False])
def test_sentences_are_found_in_their_passages(toy: Toy, documents: bool) -> None:
    rows = [{"sentence": s, "code": theme} | ({"doc_id": d} if documents else {}) for _, d, s, theme in sentences(toy)]
    found = brought(toy, rows)
    if documents:
        assert found.not_joined.empty
    # Every filler stands once in one passage, and the first sentence in passages that are all coded alike.
    assert dict(zip(found.read.codes["unit"], found.read.codes["theme"], strict=True)) == toy.truth


def test_a_passage_has_the_code_of_most_of_its_letters_and_none_below_half(toy: Toy) -> None:
    unit, document = next((p, d) for p, d, *_, theme in sentences(toy) if theme == "rail")
    long, often, once = [s for p, _, s, _ in sentences(toy) if p == unit]
    others = [row for row in by_id(toy) if row["id"] != unit]
    said = [{"text": s, "doc_id": document, "code": "wind" if s == long else "none"} for s in (long, once, often)]
    found = brought(toy, [*said, *others], drawn="simple")
    assert found.not_joined["unit"].tolist() == [often]  # it stands in each passage of the document
    assert found.read.codes.set_index("unit").loc[unit, "theme"] == "wind"
    alone = brought(toy, [said[1], *others], drawn="simple").read
    assert unit not in set(alone.codes["unit"])
    assert "1 unit with coded text in less than 50% of their letters: no code." in alone.notes


def wide(toy: Toy) -> list[dict[str, object]]:
    return [{"unit": u, "Anna": t, "Bo": t if n else "rail"} for n, (u, t) in enumerate(toy.truth.items())]


def test_coders_side_by_side_and_one_below_the_other_are_the_same(toy: Toy) -> None:
    how = {"columns": {"code": ("Anna", "Bo")}}
    side = brought(toy, wide(toy), **how)
    below = [{"unit": r["unit"], "coder": c.lower(), "code": r[c]} for r in wide(toy) for c in ("Anna", "Bo")]
    long = brought(toy, below)
    assert side.read.codes.equals(long.read.codes)
    assert side.read.reliability.equals(long.read.reliability)
    [row] = side.read.disagreements.to_dict("records")
    assert (row["codes"], row["adjudicated"]) == ("wind / rail", "")
    assert any("Coders differ about 1 unit, with a tie between codes" in note for note in side.read.notes)
    first = side.read.codes.iloc[0]
    assert first[["theme", "coder_anna", "coder_bo", "adjudicated"]].tolist() == ["wind", "wind", "rail", ""]


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (("ann", "ben"), ["coder_ann", "coder_ben"]),
        (("安", "本"), ["coder_安", "coder_本"]),
        (("coder_1", "coder_2"), ["coder_1", "coder_2"]),
        (("=1+1", "Bo\nLi"), ["coder_=1+1", "coder_Bo Li"]),  # no cell of a table begins with a formula
        (("ann", "coder_ann"), ["coder_1", "coder_2"]),
    ],
)
def test_coders_keep_their_names(toy: Toy, names: tuple[str, str], columns: list[str]) -> None:
    below = [
        {"unit": row["unit"], "coder": name, "code": row[column]}
        for row in wide(toy)
        for name, column in zip(names, ("Anna", "Bo"), strict=True)
    ]
    brought(toy, below)
    kept = toy.place.table("codes.csv", ("unit", *columns))
    assert [name for name in kept if name.startswith("coder_")] == columns


def test_most_coders_decide_and_a_final_code_decides_before_them(toy: Toy) -> None:
    rows = [{"unit": u, "coder_1": "rail", "coder_2": t, "coder_3": t} for u, t in toy.truth.items()]
    most = brought(toy, rows).read.codes
    assert most["theme"].tolist() == list(toy.truth.values())
    assert set(most["adjudicated"]) == {"yes", ""}
    final = brought(toy, [row | {"theme": "none"} for row in rows]).read.codes
    assert set(final["theme"]) == {NONE_OF_THE_THEMES}


def test_the_codes_of_a_sample_of_the_toolkit_can_be_imported(toy: Toy, tmp_path: Path) -> None:
    toy.draw(8, overlap=1.0)
    toy.fill(coder=1)
    toy.fill(coder=2)
    codes = toy.read().codes
    other = GoldFolder(tmp_path / "other")
    found = import_codes(other, toy.store, toy.study, toy.place.codes, drawn="probability", draws=50)
    kept = ["unit", "theme", "coder_1", "coder_2", "probability"]
    assert found.read.codes[kept].equals(codes.sort_values("unit")[kept].reset_index(drop=True))


@pytest.mark.parametrize(
    ("said", "mapped"),
    [
        ({"wind": "101", "rail": "202", NONE_OF_THE_THEMES: "000"}, {"101": "wind", "202": "高铁", "000": "none"}),
        (LABELS, {}),
        ({"wind": "ＷＩＮＤ", "rail": "High-Speed Rail", NONE_OF_THE_THEMES: "other"}, {}),
    ],
)
def test_codes_are_ids_labels_or_mapped(toy: Toy, said: Mapping[str, str], mapped: Mapping[str, str]) -> None:
    rows = [{"id": u, "code": said[t]} for u, t in toy.truth.items()]
    assert brought(toy, rows, mapped=mapped).read.codes["theme"].tolist() == list(toy.truth.values())


@pytest.mark.parametrize("skipped", ["NA", "无", "99", "N/A"])
def test_a_value_that_is_no_code_is_mapped_to_nothing(toy: Toy, skipped: str) -> None:
    rows = [{"id": u, "coder_a": t, "coder_b": skipped if i % 2 else t} for i, (u, t) in enumerate(toy.truth.items())]
    found = brought(toy, rows, mapped={skipped: ""}).read
    assert found.codes["theme"].tolist() == list(toy.truth.values())
    assert (found.codes["coder_b"] == "").sum() == len(rows) // 2
    assert brought(toy, rows, mapped={skipped: "none"}).read.codes["coder_b"].eq(NONE_OF_THE_THEMES).sum() > 12


@pytest.mark.parametrize("between", [";", "；", "、", ",", "，", "|", " / ", "\n", ";;"])
def test_mentions_stand_between_any_signs(toy: Toy, between: str) -> None:
    rows = [row | {"mentions": between.join(["风电", "Rail", ""])} for row in by_id(toy)]
    assert set(brought(toy, rows).read.codes["mentions"]) == {"wind;rail"}


@pytest.mark.parametrize(("written", "half"), [("50%", True), ("50 %", True), ("５０％", True), ("100%", False)])
def test_probabilities_may_be_per_cents(toy: Toy, written: str, half: bool) -> None:
    found = brought(toy, [row | {"probability": written} for row in by_id(toy)], drawn="probability")
    assert set(found.read.codes["probability"]) == {0.5 if half else 1}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_tables_as_spreadsheet_programs_save_them(toy: Toy, encoding: str) -> None:
    texts = toy.job.corpus.passages.set_index("passage_id")["text"]
    lines = ["内容,编码", *(f"{texts[u].replace('，', '　， ')},{LABELS[t]}" for u, t in toy.truth.items())]
    table = toy.place.root.parent / "codes.csv"
    table.write_bytes("\r\n".join(lines).encode(encoding))
    how = {"columns": {"text": ("内容",), "code": ("编码",)}, "draws": 50}
    found = import_codes(toy.place, toy.store, toy.study, table, **how)  # type: ignore[arg-type]
    assert dict(zip(found.read.codes["unit"], found.read.codes["theme"], strict=True)) == toy.truth


def test_columns_of_yes_and_no_are_themes_or_mentions(toy: Toy) -> None:
    rows = [{"id": u, "W": int(t == "wind"), "R": "是" if t == "rail" else ""} for u, t in toy.truth.items()]
    mapped = {"W": "wind", "r": "rail"}
    found = brought(toy, rows, mapped=mapped).read.codes
    assert found["theme"].tolist() == list(toy.truth.values())
    assert "mentions" not in found
    both = [row | {"code": "none", "R": "yes"} for row in rows]
    mentioned = brought(toy, both, mapped=mapped).read.codes
    assert set(mentioned["mentions"]) == {"wind;rail", "rail"}
    with pytest.raises(StudyError, match=r"cell A2 and \d+ more rows: the row says yes to 2 themes, and"):
        brought(toy, [row | {"R": "yes"} for row in rows], mapped=mapped)


def test_a_sample_counts_by_its_probabilities(toy: Toy) -> None:
    """Of 12 units in 2020, 4 of 8 of wind are coded and all of rail: Σ Y/π says 8 of 12."""
    units = [u for u in toy.truth if u < "doc-4"]
    wind = [u for u in units if toy.truth[u] == "wind"]
    rows = [{"id": u, "code": "wind", "probability": 0.5} for u in wind[:4]]
    rows += [{"id": u, "code": "rail", "probability": "1"} for u in units if u not in wind]
    brought(toy, rows, drawn="probability")
    shares = gold_estimates(toy.place, toy.store, toy.study, weighting="document", population="corpus").shares
    alone = shares[shares["method"] == "gold only"].set_index(["theme", "period"])
    assert alone.loc[("wind", "2020"), "share"] == pytest.approx(2 / 3, abs=0.02)
    assert alone.loc[("wind", "2020"), "lower"] < 0.6
    assert alone.loc[("wind", "2021"), "problem"] == "fewer than two units coded"


def test_what_belongs_to_no_unit_is_named_and_counted(toy: Toy) -> None:
    rows = [*by_id(toy), {"id": "doc-99-1", "code": "wind"}, {"text": "海上没有这句话。", "code": "rail"}]
    rows += [{"text": "……", "code": "rail"}, {"id": "doc-0-1"}]
    found = brought(toy, [*rows, {"text": "会议", "doc_id": "doc-77", "code": "rail"}])
    assert found.not_joined[["row", "reason"]].to_numpy().tolist() == [
        ["A26", "no passage has this id"],
        ["B27", "the text does not stand in the corpus"],
        ["B28", "the text has no letter"],
        ["B30", 'there is no document "doc-77" in the corpus'],
        ["A29", "the row has no code"],
    ]
    assert found.n_rows == 29
    kept = toy.place.table("not-joined.csv", ("row", "unit", "reason"))
    assert kept["row"].tolist() == found.not_joined["row"].tolist()


@pytest.mark.parametrize(
    ("rows", "how", "message"),
    [
        ([{"id": "a", "code": "sun"}], {}, r'cell B2: "sun" is no theme; map it to a theme or to none'),
        ([{"id": "a", "code": "=1+1"}], {"suffix": ".xlsx"}, r"cell B2: expected a text, found the formula"),
        ([{"id": "a", "code": "#N/A"}], {}, r'cell B2: expected a text, found the error "#N/A"'),
        ([{"id": "a", "label": "wind"}], {}, r"expected a column `code`, found id, label"),
        ([{"name": "a", "code": "wind"}], {}, r"expected a column `unit` with ids or `text`"),
        ([{"id": "a", "ID": "b", "code": "wind"}], {}, r'cell B1: there are two columns "ID"'),
        ([{"id": "a", "code": "wind"}], {"columns": {"kode": ("code",)}}, r'"kode" is no field of a table of codes'),
        ([{"id": "a", "code": "wind"}], {"columns": {"code": ("kode",)}}, r'there is no column "kode" for `code`'),
        ([{"id": "a", "code": "wind"}], {"mapped": {"1": "sun"}}, r'--map: there is no theme "sun"'),
        ([{"id": "a", "code": "wind"}], {}, r"none of 1 rows belongs to a unit of the study; cell A2: no passage has"),
        ([{"id": "a", "code": ""}], {}, r"no row has a code"),
        (
            [{"id": "a", "code": "wind", "probability": "2"}],
            {},
            r'cell C2: expected a probability above 0 and up to 1, found "2',
        ),
        ([{"id": "a", "code": "wind", "probability": "nan"}], {}, r"cell C2: expected a probability above 0"),
        ([{"id": "a", "code": "wind", "probability": "50"}], {}, r'found "50"; write it as 0.05 or 5%'),
        ([{"id": "a", "code": "NA"}] * 3, {}, r"cell B2 and 2 more rows: \"NA\" is no theme.*\(--map 'NA='\)\.$"),
        ([{"id": "a", "code": "风电、高铁"}], {}, r'cell B2: "风电、高铁" names 2 themes; a unit has one main theme'),
        (
            [{"id": "a", "code": "wind"}, {"id": "a", "code": "rail"}],
            {},
            r'cell A3: expected one code of "a" by each coder, found "wind" in the row of A2 and "rail" here',
        ),
        (
            [{"编号": "a", "谁": "甲", "主题": theme} for theme in ("风电", "以上主题皆非")],
            {"columns": {"unit": ("编号",), "coder": ("谁",), "code": ("主题",)}},
            r'cell A3: expected one code of "a" by each coder',
        ),
        ([], {}, r"expected a header and one row per coded unit, found 1 rows"),
    ],
)
def test_a_wrong_table_is_refused_and_nothing_is_kept(
    toy: Toy, rows: list[dict[str, object]], how: dict[str, object], message: str
) -> None:
    with pytest.raises(StudyError, match=message):
        brought(toy, rows or [{"id": ""}], **how)  # type: ignore[arg-type]
    assert not toy.place.root.exists()


def test_half_a_census_is_none(toy: Toy) -> None:
    with pytest.raises(StudyError, match=r"11 of 12 units of 2020 are coded \(92%\), which is no census"):
        brought(toy, by_id(toy)[1:])
    assert len(brought(toy, by_id(toy)[1:], drawn="simple").read.codes) == 23
    with pytest.raises(StudyError, match="expected a column `probability`"):
        brought(toy, by_id(toy), drawn="probability")


def test_sheets_and_imports_do_not_share_a_folder(toy: Toy) -> None:
    brought(toy, by_id(toy))
    with pytest.raises(StudyError, match="codes were imported here, and nothing can be drawn beside them"):
        toy.draw(4)
    with pytest.raises(StudyError, match="its codes were imported and have no sheets"):
        toy.read()
    brought(toy, [row | {"code": "rail"} for row in by_id(toy)])
    assert set(toy.place.table("codes.csv", ("theme",))["theme"]) == {"rail"}
    toy.place = replace(toy.place, root=toy.place.root.parent / "drawn")
    toy.draw(4)
    with pytest.raises(StudyError, match="a sample was drawn here"):
        brought(toy, by_id(toy))


PASSAGES = [
    ("a", "The party met. Its art is long, said Jones."),
    ("a", "Jobs for all! Taxes, too."),
    ("b", "Jobs for all! 会议听取了说明。风电投运，叶片运输。"),
    ("b", "Ｊobs  FOR “all”"),
]


@pytest.mark.parametrize(
    ("document", "text", "passages"),
    [
        ("", "art", []),  # a word and not part of "party"; but no more than a word
        ("", "Its art is long, said Jones", [0]),
        ("", "ts art is long", []),
        ("", "its  ART is “long” said jones.", [0]),
        ("", "The party met. Its art is long, said Jones. Jobs for all! Taxes, too.", [0, 1]),
        ("a", "Jobs for all!", [1]),
        ("", "Jobs for all!", []),
        ("b", "Jobs for all!", []),
        ("", "风电投运,叶片运输", [2]),
        ("", "电投运，叶片运输。", []),
        ("c", "The party met.", []),
    ],
)
def test_a_text_is_found_by_its_letters_between_edges(document: str, text: str, passages: list[int]) -> None:
    [(places, reason)] = places_of([Asked(document, text, 1)], PASSAGES)
    if text == "art":
        passages = [0]
    assert [place.passage for place in places] == passages
    assert sum(place.letters for place in places) == (len(letters_of(text)) if passages else 0)
    assert bool(reason) == (not passages)


def test_copies_are_joined_in_order_or_where_it_does_not_matter() -> None:
    text = "jobs for all"
    several = [Asked("", text, code) for code in (1, 2, 3)]
    assert [places[0].passage for places, _ in places_of(several, PASSAGES)] == [1, 2, 3]
    assert [reason for _, reason in places_of(several[:2], PASSAGES)] == [
        "the text stands in 3 places and has 2 rows; a column `doc_id` would tell them apart"
    ] * 2
    alike = [Asked("", text, 1)] * 2
    assert places_of(alike, PASSAGES)[0][1]
    assert [[p.passage for p in places] for places, _ in places_of(alike, PASSAGES, every=True)] == [[1], [2, 3]]
    assert [[p.passage for p in places] for places, _ in places_of([*alike] * 2, PASSAGES)] == [[1], [2], [3], []]
