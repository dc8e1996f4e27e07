"""Sheets given out, filled in by coders of known skill, and scored."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest

from tests.conftest import _FILLERS, write_toy_study
from topics.coding.validation.make import Validation, make_validation, read_validation
from topics.coding.validation.score import score_validation
from topics.errors import StudyError
from topics.jobs.run import run as run_study
from topics.store.store import Store
from topics.study.study import load_study

TASKS = ["word-intrusion", "word-set-intrusion", "topic-intrusion", "label-intrusion", "best-label"]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The toy study with a third theme and passages of two, its themes counted, its topics found by an NMF of eight."""
    place = tmp_path_factory.mktemp("kept")
    write_toy_study(place / "toy")
    settings = place / "toy" / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("topics = 3", "topics = 8"), encoding="utf-8")
    with (place / "toy" / "themes.toml").open("a", encoding="utf-8") as themes:
        themes.write('\n[farm]\nlabel = { zh = "农业", en = "Farming" }\nterms = ["水稻"]\n')
    both = "\n\n".join(f"{a}高铁进站，远处的风电场正在检修。{b}" for a, b in zip(_FILLERS, _FILLERS[::-1], strict=True))
    (place / "toy" / "documents" / "both.md").write_text(f"---\ndate: 2021-05-01\n---\n\n{both}\n", encoding="utf-8")
    store = Store(place / "runs")
    run_study(load_study(place / "toy"), store)
    return store


def make(store: Store, folder: Path, task: str = "word-intrusion", model: str = "nmf", **how) -> Validation:
    run = store.run(model)
    return make_validation(store.latest_job(), run, task, folder, **{"n": 12, **how})


def fill(made: Validation, coder: str, choose: Callable[[dict[str, str], int], str], most: int = 10**6) -> None:
    """Write a coder's letters into the workbook: `choose(row by column, number of options)`."""
    path = made.folder / f"{coder}.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["coding"]
    header = [cell.value for cell in page[1]]
    for row in list(page.iter_rows(min_row=2))[:most]:
        cells = {name: cell.value or "" for name, cell in zip(header, row, strict=True)}
        options = sum(bool(cells[letter]) for letter in made.letters)
        row[header.index("answer")].value = choose(cells, options)
    book.save(path)


def oracle(made: Validation) -> Callable[[dict[str, str], int], str]:
    return lambda cells, _: "abcdef"[made.items[cells["id"]].answer]


@pytest.mark.parametrize("task", TASKS)
def test_an_oracle_scores_one_through_the_sheets(store: Store, tmp_path: Path, task: str) -> None:
    model = "lexicon" if "label" in task else "nmf"
    made = make(store, tmp_path, task, model)
    fill(made, "coder-1", oracle(made))
    fill(made, "coder-2", oracle(made))
    tables = score_validation(tmp_path)
    assert tables["precision"]["coder"].tolist() == ["coder-1", "coder-2", "all"]
    assert tables["precision"]["precision"].tolist() == [1, 1, 1]
    assert tables["subjects"]["precision"].eq(1).all()
    assert tables["reliability"].loc[0, "alpha"] == 1
    assert not len(tables["missed"])
    if task == "topic-intrusion":
        assert tables["precision"]["log_odds"].tolist() == [0, 0, 0]
    kept = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert kept["precision"][-1]["precision"] == 1
    assert kept["unanswered"] == {"coder-1": 0, "coder-2": 0}
    assert (kept["task"], kept["model"]) == (task, model)


@pytest.mark.parametrize("task", ["word-set-intrusion", "best-label"])
def test_a_random_coder_is_at_chance_through_the_sheets(store: Store, tmp_path: Path, task: str) -> None:
    rng, rows = np.random.default_rng(1), []
    for seed in range(6):
        made = make(store, tmp_path / str(seed), task, n=60, seed=seed, coders=1)
        fill(made, "coder-1", lambda _, options: "abcdef"[rng.integers(options)])
        rows.append(score_validation(made.folder)["precision"].iloc[0])
    items = sum(row["items"] for row in rows)
    right = sum(row["precision"] * row["items"] for row in rows)
    chance = rows[0]["chance"]
    assert items >= 6 * 25
    assert right / items == pytest.approx(chance, abs=3 * np.sqrt(chance * (1 - chance) / items))
    assert sum(row["p"] < 0.05 for row in rows) <= 2


def test_sheets_are_blind_and_every_coder_has_an_order_of_their_own(store: Store, tmp_path: Path) -> None:
    made = make(store, tmp_path, "word-set-intrusion", n=40)
    assert sorted(made.coders["coder-1"]) == sorted(made.coders["coder-2"])
    assert made.coders["coder-1"] != made.coders["coder-2"]
    for coder in made.coders:
        book = openpyxl.load_workbook(tmp_path / f"{coder}.xlsx")
        text = " ".join(str(c.value) for page in book for row in page.iter_rows() for c in row if c.value)
        assert "nmf" not in text
        assert "t01" not in text
        assert made.seal in text
    assert made.seal in (tmp_path / "instructions.md").read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_key(store: Store, tmp_path: Path) -> None:
    first, second, other = (make(store, tmp_path / str(i), seed=i // 2) for i in range(3))
    assert first.seal == second.seal != other.seal
    assert (tmp_path / "0" / "key.json").read_bytes() == (tmp_path / "1" / "key.json").read_bytes()


def test_a_second_coder_may_get_a_part(store: Store, tmp_path: Path) -> None:
    made = make(store, tmp_path, "word-set-intrusion", n=40, overlap=0.25)
    assert [len(ids) for ids in made.coders.values()] == [40, 10]
    fill(made, "coder-1", oracle(made))
    fill(made, "coder-2", oracle(made))
    assert score_validation(tmp_path)["reliability"].loc[0, "items"] == 10


def test_what_is_unanswered_is_left_out_and_counted(store: Store, tmp_path: Path) -> None:
    made = make(store, tmp_path, "word-set-intrusion", n=20)
    with pytest.raises(StudyError, match="no sheet has an answer yet"):
        score_validation(tmp_path)
    fill(made, "coder-2", oracle(made), most=15)
    tables = score_validation(tmp_path)
    assert tables["precision"][["coder", "items", "precision"]].values.tolist() == [["coder-2", 15, 1]]
    assert "reliability" not in tables
    kept = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    assert kept["unanswered"] == {"coder-1": 20, "coder-2": 5}


def test_labels_come_with_what_they_mean(store: Store, tmp_path: Path) -> None:
    made = make(store, tmp_path, "best-label", model="lexicon", n=20, language="en")
    assert set(made.key["subjects"].values()) == {"Wind power", "High-speed rail", "Farming", "none of these themes"}
    wrong = {"High-speed rail": "Wind power"}
    fill(
        made,
        "coder-1",
        lambda cells, _: "abcd"[
            made.items[cells["id"]].options.index(
                wrong.get(o := made.items[cells["id"]].options[made.items[cells["id"]].answer], o)
            )
        ],
    )
    tables = score_validation(tmp_path)
    found = tables["subjects"].set_index("shown_by")["precision"].to_dict()
    assert found == {"Wind power": 1, "High-speed rail": 0, "Farming": 1}
    assert set(tables["missed"]["expected"]) == {"High-speed rail"}
    assert set(tables["missed"]["chosen"]) == {"Wind power"}


def test_what_is_there_is_not_written_over(store: Store, tmp_path: Path) -> None:
    make(store, tmp_path)
    with pytest.raises(StudyError, match="there is a validation here already"):
        make(store, tmp_path)


def test_a_key_that_was_changed_is_refused(store: Store, tmp_path: Path) -> None:
    make(store, tmp_path)
    path = tmp_path / "key.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"answer": 0', '"answer": 1'), encoding="utf-8")
    with pytest.raises(StudyError, match=r"key\.json: not the key that the sheets were made with"):
        read_validation(tmp_path)
    path.unlink()
    with pytest.raises(StudyError, match=r"key\.json: there is no key"):
        read_validation(tmp_path)


def test_sheets_of_another_key_are_refused(store: Store, tmp_path: Path) -> None:
    make(store, tmp_path / "a")
    other = make(store, tmp_path / "b", seed=2)
    fill(other, "coder-1", oracle(other))
    (tmp_path / "b" / "coder-1.xlsx").replace(tmp_path / "a" / "coder-1.xlsx")
    with pytest.raises(StudyError, match=r'coder-1\.xlsx, cells \w+, .*: this row is of the sheet "word-intrusion-'):
        score_validation(tmp_path / "a")


def test_options_that_were_edited_or_are_not_there_are_refused(store: Store, tmp_path: Path) -> None:
    made = make(store, tmp_path / "a")
    fill(made, "coder-1", oracle(made))
    book = openpyxl.load_workbook(tmp_path / "a" / "coder-1.xlsx")
    book["coding"]["B2"].value = "x"
    book.save(tmp_path / "a" / "coder-1.xlsx")
    with pytest.raises(StudyError, match=r'cell B2: option A of "\w+" was ".+", found "x"'):
        score_validation(tmp_path / "a")
    made = make(store, tmp_path / "b")
    fill(made, "coder-1", lambda cells, options: "G")
    with pytest.raises(StudyError, match=r'cells H2, .*: "G" is no choice for `answer`'):
        score_validation(tmp_path / "b")


@pytest.mark.parametrize(
    ("how", "complaint"),
    [
        ({"task": "word-intrusoin"}, 'no task "word-intrusoin"; did you mean "word-intrusion"'),
        ({"overlap": 0.1}, "a share of 0.2 to 1 of the items"),
        ({"coders": 0}, "at least one coder"),
    ],
)
def test_what_cannot_be_meant(store: Store, tmp_path: Path, how: dict, complaint: str) -> None:
    with pytest.raises(StudyError, match=complaint):
        make(store, tmp_path, **how)
