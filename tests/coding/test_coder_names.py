"""Names of coders: in the names of their sheets, in the codes, and nowhere else."""

import zipfile

import pytest

from tests.coding.test_gold import Toy
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.workload import workload
from topics.errors import StudyError
from topics.report.coding_page import write_coding_pages


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return Toy(tmp_path_factory.mktemp("named"))


@pytest.fixture
def toy(kept, tmp_path):
    kept.place = GoldFolder(tmp_path / "gold")
    return kept


def coders_of(table):
    return [name for name in table.columns if name.startswith("coder_")]


def test_names_go_from_the_call_through_sheets_and_pages_to_the_codes(toy):
    paths = toy.draw(4, coders=["王芳", "J. Li"], overlap=1.0)
    names = {path.name for path in [*paths, *write_coding_pages(toy.place, toy.job)]}
    assert names == {
        f"batch-1-coder-{who}{suffix}" for who in ("1-王芳", "2-J. Li") for suffix in (".xlsx", ".csv", ".html")
    }
    page = (toy.place.root / "sheets" / "batch-1-coder-2-J. Li.html").read_text(encoding="utf-8")
    assert "· J. Li</h1>" in page
    assert '"batch-1-coder-2-J. Li.csv"' in page
    toy.fill(coder=1)
    toy.fill(coder=2)
    assert coders_of(toy.read().codes) == ["coder_王芳", "coder_J. Li"]


@pytest.mark.parametrize(("coders", "first"), [(["ann", "bo"], "ann: "), (2, "Coder 1: ")])
def test_a_name_is_written_as_it_is(toy, coders, first):
    toy.draw(4, coders=coders)
    assert workload(toy.place, dict.fromkeys(toy.key()["unit"], "word"))[0].startswith(first)


def test_a_larger_sample_keeps_the_names_and_a_batch_of_others_has_its_own_columns(toy):
    toy.draw(2, coders=["Li", "Wang"], overlap=1.0)
    toy.draw(3, coders=2, overlap=1.0)
    toy.draw(4, coders=["Wang", "Zhao"], overlap=1.0)
    for batch in (1, 2, 3):
        for coder in (1, 2):
            toy.fill(batch, coder)
    codes = toy.read().codes
    assert coders_of(codes) == ["coder_Li", "coder_Wang", "coder_Zhao"]
    coded = {name: sorted(set(codes.loc[codes[name] != "", "batch"])) for name in coders_of(codes)}
    assert coded == {"coder_Li": ["1", "2"], "coder_Wang": ["1", "2", "3"], "coder_Zhao": ["3"]}


def test_anonymous_codes_have_numbers_and_the_archived_folder_names_nobody(toy):
    from topics.coding.gold.read import read_codes

    toy.draw(4, coders=["Li", "Wang"], overlap=1.0)
    first = next(iter(toy.truth))
    toy.fill(coder=1)
    toy.fill(coder=2, say=dict.fromkeys(toy.truth, "rail"))  # they differ: an adjudication sheet is written
    found = read_codes(toy.place, toy.job, anonymous=True, draws=20)
    assert coders_of(found.codes) == ["coder_1", "coder_2"]
    archived = [path for path in toy.place.root.iterdir() if path.is_file()]
    assert any("adjudication" in path.name for path in archived)
    for path in archived:
        assert "Wang" not in path.name
        assert b"Wang" not in path.read_bytes()
    assert first in toy.truth


def test_a_sheet_that_is_renamed_renames_its_coder(toy):
    for path in toy.draw(4, coders=1):
        path.rename(path.with_stem("batch-1-coder-1-Zhao"))
    toy.fill()
    assert coders_of(toy.read().codes) == ["coder_Zhao"]


def test_one_coder_under_two_names_is_refused(toy):
    next(path for path in toy.draw(4, coders=1) if path.suffix == ".csv").rename(
        toy.place.root / "sheets" / "batch-1-coder-1-old.csv"
    )
    with pytest.raises(
        StudyError, match=r"one name for coder 1 of batch 1, found batch-1-coder-1 and batch-1-coder-1-old"
    ):
        toy.read()


@pytest.mark.parametrize("names", [["Li", ""], ["../Li"], ["a/b"], ["1"], ["=Li"], ["Li."], ["x" * 41], ["Li\u202e*"]])
def test_a_name_that_no_file_can_have_is_refused(toy, names):
    with pytest.raises(StudyError, match="a name has a letter first"):
        toy.draw(4, coders=names)
    assert not toy.place.root.exists()


@pytest.mark.parametrize("names", [["Li", "li"], ["王芳", " 王芳 "], ["Ｌi", "Li"]])
def test_two_coders_of_one_name_are_refused(toy, names):
    with pytest.raises(StudyError, match="found one twice"):
        toy.draw(4, coders=names)


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ("unit,theme,coder_王芳,coder_J. Li", ("王芳", "J. Li")),
        ("\ufeffcoder_Li,unit", ("Li",)),
        ("unit,coder_1,coder_2,adjudicated", ()),
        ('unit,"coder_Li, Wei",coder_2b', ("Li, Wei", "2b")),
        ("", ()),
    ],
)
def test_an_archive_says_whom_its_codes_name(tmp_path, columns, names):
    from topics.store.archive import named_coders

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("toy/study/gold/codes.csv", columns + "\n")
        archive.writestr("toy/study/gold/frame.csv", "unit,coder_\n")
        archive.writestr("toy/runs/jobs/1/words.csv", "coder_Nobody\n")
    assert named_coders(tmp_path / "a.zip") == names
