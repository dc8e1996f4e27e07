"""A coded sample from drawing to shares, on a study small enough to know by heart and on the sample study."""

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from tests.conftest import SAMPLE, write_toy_study
from topics.coding.gold.allot import of_pilot
from topics.coding.gold.draw import codebook_page, draw_sample, drawn_units
from topics.coding.gold.estimate import estimates_of, gold_estimates
from topics.coding.gold.folder import GoldFolder, SampleDesign, check_codebook
from topics.coding.gold.power import expected_widths
from topics.coding.gold.read import GoldCodes, read_codes
from topics.coding.gold.score import score_sample
from topics.coding.gold.strata import UnitScores, strata_of, unit_scores
from topics.coding.gold.units import assemble, job_for, units_of
from topics.errors import StudyError
from topics.jobs.run import run
from topics.report.captions import job_caption
from topics.report.layouts.coding_layouts import estimates_layout, refusals
from topics.report.layouts.share_layouts import estimand_sentence, sample_captions
from topics.shares.coded.corrected_change import WIDER_AND, stated_methods
from topics.shares.coded.design_based import Population
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import Study, load_study
from topics.themes import NONE_OF_THE_THEMES, Theme

LABELS = {"wind": "风电", "rail": "高铁", NONE_OF_THE_THEMES: "以上主题皆非"}


class Toy:
    """The toy study, run once, with the true theme of every passage and a folder of its own for each test."""

    def __init__(self, root: Path) -> None:
        write_toy_study(root / "toy")
        self.study: Study = load_study(root / "toy")
        self.store = Store(root / "runs")
        self.job = run(self.study, self.store)
        passages = self.store.corpus(self.job.corpus_key)[0].passages
        self.truth = {
            p: "wind" if "风电" in text else "rail" if "高铁" in text else NONE_OF_THE_THEMES
            for p, text in zip(passages["passage_id"], passages["text"], strict=True)
        }
        self.place = GoldFolder(root / "none")

    def draw(self, n: int, **how: object) -> list[Path]:
        return draw_sample(self.study, self.store, n, folder=self.place, **how)  # type: ignore[arg-type]

    def read(self) -> GoldCodes:
        return read_codes(self.place, self.job, draws=200)

    def key(self) -> pd.DataFrame:
        return self.place.table("key.csv", ("id", "unit"))

    def fill(self, batch: int = 1, coder: int = 1, say: Mapping[str, str] | None = None) -> Path:
        """Fill in a coder's workbook with the truth, or with what `say` says of units."""
        path = self.place.sheet(batch, coder, ".xlsx")
        unit_of = dict(zip(self.key()["id"], self.key()["unit"], strict=True))
        book = openpyxl.load_workbook(path)
        page = book["coding"]
        for number in range(2, page.max_row + 1):
            unit = unit_of[page.cell(number, 1).value]
            page.cell(number, 3).value = LABELS[(say or {}).get(unit, self.truth[unit])]
        book.save(path)
        return path


def test_a_folder_may_be_named_by_text() -> None:
    assert GoldFolder("study/gold").codes == Path("study/gold/codes.csv")  # type: ignore[arg-type]


def test_tables_and_captions_send_readers_to_corrected_levels(toy: Toy) -> None:
    table = toy.job.table("shares")
    table = table[table["weighting"] == "text"]
    assert estimand_sentence("x", table).endswith("uncorrected model output, level not validated")
    told = "uncorrected model output, level not validated; levels by a coded sample: `topics gold estimate`"
    assert estimand_sentence("x", table, validated=True).endswith(told)
    assert "topics gold estimate" not in job_caption(toy.job)
    for language in ("en", "zh"):
        assert "topics gold estimate" in job_caption(toy.job, language, validated=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    return Toy(tmp_path_factory.mktemp("gold"))


@pytest.fixture
def toy(made: Toy, tmp_path: Path) -> Toy:
    made.place = GoldFolder(tmp_path / "gold")
    return made


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def test_sheets_are_blind_shuffled_and_hold_what_was_drawn(toy: Toy) -> None:
    paths = toy.draw(8)
    assert [p.name for p in paths] == [f"batch-1-coder-{c}{s}" for c in (1, 2) for s in (".xlsx", ".csv")]
    first, second = rows_of(paths[1]), rows_of(paths[3])
    key = toy.key()
    assert list(first[0]) == ["id", "text", "theme", "note", "sheet"]
    assert sorted(row["id"] for row in first) == sorted(key["id"])
    assert [row["id"] for row in first] != list(key["id"])
    assert all(row["id"].isalpha() and not row["theme"] for row in first)
    assert {row["id"] for row in second} < {row["id"] for row in first}
    assert len(second) >= 0.2 * len(first)
    for row in (toy.place.root / "sheets" / "codebook.md").read_text(), str(first):
        assert "2020-" not in row
        assert "doc-" not in row


def test_every_unit_has_a_chance_and_every_period_its_number(toy: Toy) -> None:
    toy.draw(8)
    toy.fill()
    codes = toy.read().codes
    assert codes.groupby("period").size().tolist() == [8, 8]
    assert codes["probability"].between(0.01, 1).all()
    # Σ 1/π of the drawn units is the number of all
    assert (1 / codes["probability"]).sum() == pytest.approx(24, abs=1e-4)
    frame = toy.place.table("frame.csv", ("stratum",))
    cell = ["period", "stratum"]
    assert set(map(tuple, frame[cell].to_numpy())) == set(map(tuple, codes[cell].to_numpy()))


def test_more_extends_and_touches_nothing(toy: Toy) -> None:
    toy.draw(4)
    coded = toy.fill()
    first, before = toy.key(), {path: path.read_bytes() for path in toy.place.root.rglob("batch-1*")}
    toy.draw(8)
    whole = toy.key()
    assert whole.iloc[: len(first)].equals(first)
    assert whole["unit"].is_unique
    assert whole["batch"].tolist() == ["1"] * 8 + ["2"] * 8
    assert before == {path: path.read_bytes() for path in toy.place.root.rglob("batch-1*")}
    found = toy.read()
    assert len(found.codes) == 8
    assert any("batch-2-coder-1.xlsx: nobody has filled in this sheet yet" in note for note in found.notes)
    toy.fill(batch=2)
    assert len(toy.read().codes) == 16
    assert coded.exists()
    with pytest.raises(StudyError, match=r"8 units in each of 2 periods .* were drawn already; ask for more"):
        toy.draw(8)


def test_an_extended_sample_is_the_one_drawn_at_once(toy: Toy, tmp_path: Path) -> None:
    toy.draw(4, strata="none")
    toy.draw(8, strata="none")
    extended = set(toy.key()["unit"])
    toy.place = GoldFolder(tmp_path / "other")
    toy.draw(8, strata="none")
    assert set(toy.key()["unit"]) == extended


@pytest.mark.parametrize(
    ("how", "message"),
    [
        ({"seed": 2}, 'drawn with seed = "1", not "2"'),
        ({"unit": "document"}, 'drawn with unit = "passage", not "document"'),
        ({"strata": "none"}, 'drawn with strata = "score", not "none"'),
        ({"estimator": "nmf"}, 'drawn with estimator = "lexicon", not "nmf"'),
    ],
)
def test_another_design_is_refused(toy: Toy, how: dict[str, object], message: str) -> None:
    toy.draw(4)
    with pytest.raises(StudyError, match=message):
        toy.draw(8, **how)


def test_an_estimator_that_is_not_there_is_named(toy: Toy) -> None:
    with pytest.raises(StudyError, match='"lexikon" is no estimator of this study; did you mean "lexicon"'):
        toy.draw(4, estimator="lexikon")


def test_sheets_are_never_written_over_though_the_design_was_lost(toy: Toy) -> None:
    toy.draw(4)
    coded = toy.fill().read_bytes()
    (toy.place.root / "design.json").unlink()
    with pytest.raises(StudyError, match="there is a sheet here already"):
        toy.draw(4)
    assert toy.place.sheet(1, 1, ".xlsx").read_bytes() == coded


def test_coders_who_agree_have_an_alpha_of_one(toy: Toy) -> None:
    toy.draw(12, overlap=1.0)
    toy.fill(coder=1)
    toy.fill(coder=2)
    found = toy.read()
    assert found.reliability["alpha"].tolist() == [1.0] * 4
    assert found.reliability["theme"].tolist() == ["all themes", "wind", "rail", NONE_OF_THE_THEMES]
    assert set(found.reliability["reading"]) == {"reliable"}
    assert found.disagreements.empty
    assert found.codes["theme"].tolist() == [toy.truth[unit] for unit in found.codes["unit"]]


def test_disagreements_are_adjudicated(toy: Toy) -> None:
    toy.draw(12, overlap=1.0)
    wrong = next(unit for unit, theme in toy.truth.items() if theme == "wind")
    toy.fill(coder=1, say={wrong: "rail"})
    toy.fill(coder=2)
    found = toy.read()
    assert found.disagreements[["unit", "column", "codes", "adjudicated"]].to_numpy().tolist() == [
        [wrong, "theme", "rail / wind", ""]
    ]
    assert "coders disagree on 1 unit of batch 1" in found.notes[0]
    theme_of = found.codes.set_index("unit")["theme"]
    assert theme_of[wrong] == "rail"

    sheet = toy.place.root / "batch-1-adjudication.xlsx"
    book = openpyxl.load_workbook(sheet)
    page = book["coding"]
    assert [cell.value for cell in page[1]] == ["id", "text", "coder 1", "coder 2", "theme", "note", "sheet"]
    # The codes stand as the sheets offered them, in the language of the coders.
    assert [page["C2"].value, page["D2"].value] == [LABELS["rail"], LABELS["wind"]]
    page["E2"].value = LABELS["wind"]
    book.save(sheet)
    decided = toy.read().codes.set_index("unit")
    assert decided.loc[wrong, ["theme", "coder_1", "coder_2", "adjudicated"]].tolist() == [
        "wind",
        "rail",
        "wind",
        "yes",
    ]

    # A coder who changes their mind afterwards makes the adjudication one of other codes.
    toy.fill(coder=1, say={wrong: NONE_OF_THE_THEMES})
    with pytest.raises(StudyError, match=r"batch-1-adjudication\.xlsx, cell G2: this row is of the sheet"):
        toy.read()


def test_mentions_are_asked_and_read(toy: Toy) -> None:
    toy.draw(4, mentions=True)
    path = toy.place.sheet(1, 1, ".csv")
    rows = rows_of(path)
    assert list(rows[0]) == ["id", "text", "theme", "mentions wind", "mentions rail", "note", "sheet"]
    for row in rows:
        row |= {"theme": "rail", "mentions wind": "no", "mentions rail": "YES"}
    pd.DataFrame(rows).to_csv(path, index=False)
    assert set(toy.read().codes["mentions"]) == {"rail"}


def test_mentions_are_estimated_as_main_themes_are(toy: Toy) -> None:
    """Every passage of wind mentions rail too: shares of mentions go by that, and do not add to 1."""
    toy.draw(12, mentions=True)
    path = toy.place.sheet(1, 1, ".csv")
    rows = rows_of(path)
    for row in rows:
        wind, rail = "风电" in row["text"], "高铁" in row["text"]
        row |= {"theme": "wind" if wind else "rail" if rail else NONE_OF_THE_THEMES}
        row |= {"mentions wind": "yes" if wind else "no", "mentions rail": "yes" if wind or rail else "no"}
    pd.DataFrame(rows).to_csv(path, index=False)
    toy.read()
    before = toy.job.validated
    found = gold_estimates(toy.place, toy.store, toy.study, population="corpus", mentions=True)
    truth, shares = true_shares(toy, "text"), found.shares
    assert set(shares["membership"]) == {"mentions"}
    assert set(shares["theme"]) == {"wind", "rail"}
    for method in ("gold only", "corrected"):
        rows = shares[shares["method"] == method].set_index(["theme", "period"])["share"]
        for period in ("2020", "2021"):
            assert rows["wind", period] == pytest.approx(truth["wind", period])
            assert rows["rail", period] == pytest.approx(truth["wind", period] + truth["rail", period])
    uncorrected = shares[(shares["method"] == "uncorrected")].set_index(["theme", "period"])["share"]
    assert uncorrected["wind", "2020"] == pytest.approx(truth["wind", "2020"])
    assert "sum of corrected" not in set(estimates_layout(shares)["method"])
    assert refusals(shares)[-1] == "A unit may mention several themes: shares do not add to 100."
    # Beside the codes and not in the store, whose shares are of main themes.
    assert (toy.place.root / "mentions.csv").exists()
    assert not (toy.place.root / "estimates.csv").exists()
    assert toy.job.validated == before


def test_mentions_that_nobody_was_asked_are_refused(toy: Toy) -> None:
    toy.draw(12)
    toy.fill()
    toy.read()
    with pytest.raises(StudyError, match="coders were not asked what is mentioned; draw a sample with"):
        gold_estimates(toy.place, toy.store, toy.study, mentions=True)


def broken_key(toy: Toy) -> None:
    path = toy.place.root / "key.csv"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    first, second = lines[1].split(",", 1), lines[2].split(",", 1)
    lines[1:3] = [f"{first[0]},{second[1]}", f"{second[0]},{first[1]}"]
    path.write_text("".join(lines), "utf-8")


def two_answers(toy: Toy) -> None:
    path = toy.place.sheet(1, 1, ".csv")
    rows = [row | {"theme": "wind"} for row in rows_of(path)]
    pd.DataFrame(rows).to_csv(path, index=False)


def half_a_sheet(toy: Toy) -> None:
    path = toy.place.sheet(1, 1, ".xlsx")
    book = openpyxl.load_workbook(path)
    book["coding"]["C5"].value = None
    book.save(path)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (broken_key, r"key\.csv: the units of batch 1 are not those that its sheets were written for"),
        (two_answers, r"batch-1-coder-1\.csv: \"\w+\" has another code here than in batch-1-coder-1\.xlsx"),
        (half_a_sheet, r"batch-1-coder-1\.xlsx, cell C5: `theme` of \"\w+\" is empty"),
        (lambda toy: (toy.place.root / "key.csv").unlink(), r"key\.csv: this table .* cannot be read"),
        (
            lambda toy: (
                shutil.copy(toy.place.sheet(1, 2, ".csv"), toy.place.sheet(1, 1, ".csv"))
                and shutil.copy(toy.place.sheet(1, 2, ".xlsx"), toy.place.sheet(1, 1, ".xlsx"))
                and toy.fill()
            ),
            r"cells E2, .*: this row is of the sheet \"batch-1-coder-2-\w+\", expected \"batch-1-coder-1-",
        ),
    ],
)
def test_what_was_read_before_stays_when_a_sheet_breaks(toy: Toy, spoil: Callable[[Toy], object], message: str) -> None:
    toy.draw(8)
    toy.fill()
    toy.read()
    before = toy.place.codes.read_bytes()
    spoil(toy)
    with pytest.raises(StudyError, match=message):
        toy.read()
    assert toy.place.codes.read_bytes() == before


def test_nothing_drawn_and_nothing_coded_are_said(toy: Toy) -> None:
    with pytest.raises(StudyError, match="nothing was drawn here yet; `topics gold sample STUDY`"):
        toy.read()
    toy.draw(4)
    with pytest.raises(StudyError, match="nobody has filled in a sheet of the first coder yet"):
        toy.read()
    with pytest.raises(StudyError, match="there are no codes yet; `topics gold read toy`"):
        gold_estimates(toy.place, toy.store, toy.study)


def true_shares(toy: Toy, weighting: str) -> pd.Series:
    units = units_of(toy.job, "passage")
    whole = units.groupby("doc_id")["n_tokens"].transform("sum")
    a = units["n_tokens"] / (whole if weighting == "document" else 1)
    frame = units.assign(theme=units["unit"].map(toy.truth), a=a)
    return frame.groupby(["theme", "period"])["a"].sum() / frame.groupby("period")["a"].sum()


@pytest.mark.parametrize("weighting", ["text", "document"])
@pytest.mark.parametrize("by", [["lexicon"], ["lexicon", "nmf"], ["classifier"], ["nmf", "classifier"]])
def test_when_all_is_coded_the_codes_are_the_shares(toy: Toy, weighting: str, by: list[str]) -> None:
    toy.draw(12)
    toy.fill()
    toy.read()
    found = gold_estimates(toy.place, toy.store, toy.study, by, weighting=weighting, population="corpus")  # type: ignore[arg-type]
    truth = true_shares(toy, weighting)
    for method in ("gold only", "corrected"):
        rows = found.shares[found.shares["method"] == method].set_index(["theme", "period"])
        for key in rows.index:
            assert rows.loc[key, "share"] == pytest.approx(truth.get(key, 0.0), abs=1e-12)
            assert rows.loc[key, "se_coding"] == pytest.approx(0, abs=1e-12)
    assert set(found.shares["weighting"]) == {weighting}
    assert set(found.shares["membership"]) == {"primary"}
    assert toy.job.validated


def test_a_stratum_that_nobody_coded_gives_no_share(tmp_path: Path) -> None:
    """Batch 2 adds to one stratum of each period alone: coded without batch 1 it says nothing of the other."""
    toy = Toy(tmp_path)
    toy.place = GoldFolder(tmp_path / "gold")
    toy.draw(4)
    toy.draw(6)
    second = toy.place.table("key.csv", ("stratum", "batch", "period")).query("batch == '2'")
    assert second.groupby("period")["stratum"].nunique().tolist() == [1, 1]
    toy.fill(batch=2)
    toy.read()
    found = gold_estimates(toy.place, toy.store, toy.study)
    designed = found.shares[found.shares["method"].isin(["gold only", "corrected"])]
    assert designed[["share", "lower", "upper"]].isna().all(axis=None)
    assert set(designed["problem"]) == {"a stratum without a coded unit: code the batches drawn before, or draw more"}
    assert found.errors["value"].isna().all()
    assert not toy.job.validated
    toy.fill(batch=1)
    toy.read()
    whole = gold_estimates(toy.place, toy.store, toy.study).shares
    assert whole.loc[whole["method"] == "corrected", "lower"].notna().all()
    assert toy.job.validated


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda wind, rail: [wind | {"id": "air"}, rail], '"wind" is no theme now; "air" is a new theme'),
        (lambda wind, rail: [wind, rail, rail | {"id": "farm"}], '"farm" is a new theme'),
        (lambda wind, rail: [wind | {"labels": {"zh": "风能"}}, rail], "a label, a definition"),
        (lambda wind, rail: [wind, rail | {"definitions": {"zh": "依法"}}], "a label, a definition"),
        (lambda wind, rail: [rail, wind], "the order"),
    ],
)
def test_codes_of_another_codebook_are_refused(toy: Toy, change: Callable[..., list[object]], said: str) -> None:
    toy.draw(12)
    toy.fill()
    toy.read()
    other = replace(toy.job)
    other.__dict__["record"] = toy.job.record | {"themes": change(*toy.job.record["themes"])}
    with pytest.raises(StudyError, match=f"not those that coders were told .*{said}"):
        check_codebook(toy.place, toy.place.drawn(), other)
    with pytest.raises(StudyError, match="not those that coders were told"):
        read_codes(toy.place, other)
    wind, rail = toy.job.record["themes"]
    other.__dict__["record"] = toy.job.record | {"themes": [wind | {"terms": ["风电", "风机"]}, rail]}
    check_codebook(toy.place, toy.place.drawn(), other)  # terms are no part of what coders are told


def test_the_codebook_says_what_counts_as_a_theme(toy: Toy) -> None:
    theme = Theme(
        "wind", ("风电",), (("en", "Wind"),), (("en", "power of wind"),), (("en", "offshore"),), (("en", "weather"),)
    )
    design = SampleDesign("c", "passage", "none", "", 1, mentions=False)
    assert codebook_page([theme], design, "en")[-1] == (
        "Wind",
        "power of wind · include: offshore · exclude: weather",
    )
    assert codebook_page([Theme("rail", ("高铁",))], design, "en")[-1] == ("rail", "rail")
    chinese = codebook_page([theme], design, "zh")
    assert chinese[0] == ("列或主题", "说明")
    assert chinese[1] == ("theme", "文本主要谈什么：从列表中选一个主题；都不符合时填“以上主题皆非”")
    assert chinese[-1][1].endswith(" · 包括：offshore · 不包括：weather")


@pytest.mark.parametrize("word", ["none", "None", "0", "无"])
def test_short_words_for_none_of_the_themes_are_read(toy: Toy, word: str) -> None:
    sheet = toy.draw(8)[1]
    rows = rows_of(sheet)
    for row in rows:
        row["theme"] = word
    pd.DataFrame(rows).to_csv(sheet, index=False)
    assert set(toy.read().codes["theme"]) == {"none of the themes"}


def test_extending_by_score_keeps_what_was_drawn_and_draws_as_many_as_asked(toy: Toy) -> None:
    before: set[str] = set()
    for n in (4, 6, 7, 10):
        toy.draw(n)
        now = toy.key()
        assert before < set(now["unit"])
        assert now.groupby(toy.place.table("key.csv", ("period",))["period"]).size().tolist() == [n, n]
        before = set(now["unit"])


def test_themes_and_none_of_them_are_all(toy: Toy) -> None:
    toy.draw(12)
    toy.fill()
    toy.read()
    found = gold_estimates(toy.place, toy.store, toy.study)
    for method in ("uncorrected", "gold only", "corrected"):
        rows = found.shares[found.shares["method"] == method]
        assert set(rows["theme"]) == {"wind", "rail", NONE_OF_THE_THEMES}
        assert rows.groupby("period")["share"].sum().tolist() == pytest.approx([1.0, 1.0])
    people = estimates_layout(found.shares)
    assert people[people["method"] == "sum of corrected"].iloc[0, 2:].tolist() == ["100.0", "100.0"]
    change = found.change[found.change["method"] == "corrected"].set_index("theme")
    assert change["p_holm"].isna().tolist() == [False, False, True]
    truth = true_shares(toy, "text")
    assert change.loc["wind", "change"] == pytest.approx(truth["wind", "2021"] - truth["wind", "2020"])


@pytest.mark.parametrize("population", ["corpus", "process"])
def test_a_corrected_band_that_is_wider_than_that_of_the_codes_alone_says_why(toy: Toy, population: Population) -> None:
    toy.draw(4)
    toy.fill()
    toy.read()
    shares = gold_estimates(toy.place, toy.store, toy.study, ["nmf"], population=population).shares
    width = (shares["upper"] - shares["lower"]).fillna(0)
    alone = width[shares["method"] == "gold only"].to_numpy()
    corrected = shares["method"] == "corrected"
    methods = stated_methods(shares).set_index("theme")["method"]
    by_codes = shares.loc[corrected, "theme"].map(methods).eq("gold only").to_numpy()
    wider = (width[corrected].to_numpy() > alone + 1e-12) & by_codes
    assert wider.any()
    assert ((shares.loc[corrected, "wider"] != "") == wider).all()
    assert (shares.loc[~corrected, "wider"] == "").all()
    [told] = [sentence for sentence in refusals(shares) if sentence.startswith("*: the corrected band is wider")]
    marked = shares[shares["wider"] != ""]
    assert all(theme in told for theme in marked["theme"])
    assert all(told.count(reason) == 1 for why in marked["wider"] for reason in why.split(WIDER_AND))
    assert estimates_layout(shares).to_string().count("*") == wider.sum()
    legend = "; *: the corrected interval is wider than that of the codes alone"  # no star of significance
    assert sample_captions("Toy", shares)["Shares"].endswith(legend)
    assert legend not in sample_captions("Toy", shares.assign(wider=""))["Shares"]


def test_documents_can_be_coded_too(toy: Toy) -> None:
    toy.draw(3, unit="document", strata="none")
    path = toy.place.sheet(1, 1, ".csv")
    rows = [row | {"theme": "风电"} for row in rows_of(path)]
    assert all(row["text"].count("\n\n") == 2 for row in rows)
    pd.DataFrame(rows).to_csv(path, index=False)
    toy.read()
    shares = gold_estimates(toy.place, toy.store, toy.study).shares
    assert set(shares["unit"]) == {"document"}
    only = shares[(shares["method"] == "gold only") & (shares["theme"] == "wind")]
    assert only["share"].tolist() == [1.0, 1.0]
    assert (only["upper"] == 1).all()
    assert (only["wider"] == "").all()


def test_power_before_coding(toy: Toy) -> None:
    def power(**how: float | str) -> tuple[pd.DataFrame, pd.DataFrame]:
        return expected_widths(toy.store, toy.study, [4, 8], population="corpus", draws=8, **how)  # type: ignore[arg-type]

    levels, changes = power(precision=1.0, recall=1.0, strata="none")
    few, more = (levels[levels["coded"] == n] for n in (4, 8))
    assert few["share"].tolist() == more["share"].tolist()  # the same corpora, however many are coded
    assert changes.groupby("theme")["change"].nunique().eq(1).all()
    assert few["width_gold"].mean() > more["width_gold"].mean() > 0
    assert few["positives"].sum() == pytest.approx(4 * few["share"].sum())
    # A change has the errors of two levels.
    assert changes.query("coded == 4")["width_gold"].mean() > few["width_gold"].mean()
    # (z of .975 + z of .8) standard errors.
    assert (changes["detectable"] / changes["width_corrected"]).to_numpy() == pytest.approx(2.8016 / 1.96 / 2, abs=1e-4)
    wrong, _ = power(precision=0.5, recall=0.5, strata="none")
    assert wrong["width_corrected"].mean() > levels["width_corrected"].mean()
    erring, _ = power(precision=1.0, recall=1.0, strata="none", alpha=0.6)
    assert erring["width_gold"].mean() > levels["width_gold"].mean()


def test_estimators_are_scored_by_period_too(toy: Toy) -> None:
    toy.draw(6, coders=1, strata="none")
    toy.fill()
    toy.read()
    whole, parts = score_sample(toy.place, toy.store, toy.study, by="period")
    assert set(parts["part"]) == {"2020", "2021"}
    assert set(parts["estimator"]) == set(whole.scores["estimator"])
    assert (parts.groupby("estimator")["n_texts"].sum() == 12).all()
    assert len(score_sample(toy.place, toy.store, toy.study)[1]) == 0
    # The toy's texts name their themes: a counting of terms is right in both periods.
    assert parts[parts["estimator"] == "lexicon"]["f1"].tolist() == [1.0, 1.0]


def test_power_is_the_same_every_time(toy: Toy) -> None:
    first, again = (expected_widths(toy.store, toy.study, [6], draws=2) for _ in range(2))
    for one, other in zip(first, again, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_a_pilot_takes_the_place_of_guesses(toy: Toy) -> None:
    toy.draw(8, coders=1)
    toy.fill()
    toy.read()
    found = of_pilot(toy.place, toy.store, toy.study)
    assert ((found.precision > 0) & (found.precision < 1)).all()
    assert found.alpha == 1.0


def test_on_the_sample_corrected_shares_are_the_truth_on_average(tmp_path: Path) -> None:
    """Its codes as the coders' answers, 40 a year, thirty samples: see docs/gold_sample.md for more."""
    shutil.copytree(SAMPLE, tmp_path / "sample")
    file = tmp_path / "sample" / "study.toml"
    file.write_text(file.read_text("utf-8").split("[[models]]")[0] + '[[models]]\nkind = "lexicon"\n', "utf-8")
    study, store = load_study(tmp_path / "sample"), Store(tmp_path / "runs")
    run(study, store)
    job = job_for(store, study.folder, store.latest_job(study.folder).corpus_key)
    units = units_of(job, "passage")
    truth = job.table("gold").set_index("passage_id")["theme"]
    scores = unit_scores(job, ["lexicon"], units, "passage")
    strata = strata_of(units, scores[0], [theme.id for theme in job.themes], 40)
    cells = pd.concat(one_sample(job, units.assign(stratum=strata), truth, scores[0], seed) for seed in range(30))
    error = 100 * (cells["share"] - cells["truth"])
    assert abs(error.mean()) < 0.5
    assert np.sqrt((error**2).mean()) < 4.5
    inside = (cells["lower"] <= cells["truth"]) & (cells["truth"] <= cells["upper"])
    assert inside.mean() > 0.93


def one_sample(job: Job, units: pd.DataFrame, truth: pd.Series, scores: UnitScores, seed: int) -> pd.DataFrame:
    design = SampleDesign(job.corpus_key, "passage", "score", "lexicon", seed, mentions=False)
    drawn = drawn_units(units, None, design, 40)["unit"].tolist()
    codes = pd.DataFrame({"unit": drawn, "theme": truth.loc[drawn].to_numpy()})
    coded = assemble(job, design, units, units["stratum"].tolist(), codes, "text")
    shares = estimates_of(coded, {"lexicon": scores}, population="corpus").shares
    shares = shares[shares["method"] == "corrected"]
    whole = units.assign(theme=truth.loc[units["unit"]].to_numpy())
    sums = whole.groupby(["theme", "period"])["n_tokens"].sum() / whole.groupby("period")["n_tokens"].sum()
    return shares.assign(truth=[sums[key] for key in zip(shares["theme"], shares["period"], strict=True)])
