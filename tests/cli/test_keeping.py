"""The commands that look after the store, and those that hold two runs against each other, in this process."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import write_toy_study
from tests.report.latex import assert_latex_takes
from topics.cli import main
from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study

Say = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("keeping")
    write_toy_study(place / "toy")
    run(load_study(place / "toy"), Store(place / "runs"))
    return place / "runs"


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Store:
    shutil.copytree(made, tmp_path / "runs")
    return Store(tmp_path / "runs")


@pytest.fixture
def topics(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """A command on the store: status, standard output, standard error."""
    monkeypatch.setenv("TOPICS_STORE", str(store.root))

    def command(*words: object, answer: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["topics", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), *capsys.readouterr()

    return command


def test_two_runs_are_compared(topics: Say) -> None:
    status, out, err = topics("compare", "nmf", "lexicon")
    assert (status, err) == (0, "")
    titles = [line for line in out.splitlines() if line.startswith(("What the", "Scores", "Topics", "nmf − lexicon"))]
    assert len(titles) == 4
    tables = json.loads(topics("compare", "nmf", "lexicon", "--json", "--weighting", "document")[1])
    assert list(tables) == ["Settings", "Scores", "Topics", "Shares"]
    assert {row["weighting"] for row in tables["Shares"]} == {"document"}
    latex = topics("compare", "nmf", "lexicon", "--latex", "--lang", "zh")[1]
    assert r"\textit{风电}" in latex
    assert assert_latex_takes(latex) == 4
    assert list(json.loads(topics("compare", "--json")[1])) == ["Settings", "Scores"]
    assert topics("compare", "nmf", "lexicn")[2].startswith("Error: ")
    for words in (["--by", "month"], ["nmf", "--by", "quarter"], ["--gold", "--membership", "primary"]):
        status, out, err = topics("compare", *words)
        assert (status, out) == (2, "")
        assert f"{words[-2]}: this is for the differences of the theme shares of two models or runs" in err


def test_jobs_are_listed_by_the_names_that_the_report_compares(topics: Say, store: Store, made: Path) -> None:
    first = store.latest_job()
    study = store.root.parent / "toy"
    write_toy_study(study)
    with (study / "themes.toml").open("a", encoding="utf-8") as themes:
        themes.write('\n[rice]\nterms = ["水稻"]\n')
    second = run(load_study(study), store)
    listed = json.loads(topics("runs", "--jobs", "--json")[1])
    assert [row["job"] for row in listed] == [second.name, first.name]
    assert listed[0] == {
        "job": second.name,
        "study": "toy",
        "kind": "run",
        "finished": second.finished[:16].replace("T", " "),
        "models": "lexicon, nmf",
    }
    shown = topics("runs", "toy", "--jobs")[1]
    assert shown.index(second.name) < shown.index(first.name)
    of_one = json.loads(topics("runs", study, "--jobs", "--json")[1])
    assert [row["job"] for row in of_one] == [second.name]  # of studies of one name, that in the folder
    assert "--kind and --tag choose among runs" in topics("runs", "--jobs", "--kind", "nmf")[2]
    assert topics("report", study, "--with", first.name, "--out", study / "page.html")[0] == 0


def test_runs_by_name_are_compared_whatever_became_of_their_study(
    topics: Say, store: Store, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(made.parent)
    job, settings = store.latest_job(), made.parent / "toy" / "study.toml"
    names, before = [run.name for run in job.runs][:2], settings.read_text(encoding="utf-8")
    settings.write_text(before.replace("topics = 3", "topics = 2"), encoding="utf-8")
    try:
        assert topics("compare")[0] != 0  # the study has no results as it stands
        for words in (names, [*names, names[0]], [*names, "--lang", "zh"]):
            assert topics("compare", *words)[0] == 0
    finally:
        settings.write_text(before, encoding="utf-8")


def test_tags_notes_and_filters(topics: Say, store: Store) -> None:
    name = store.run("nmf").name
    assert topics("tag", "nmf", "paper", "main")[1] == f"{name}: main, paper\n"
    assert topics("tag", "nmf", "--remove", "main")[1] == f"{name}: paper\n"
    assert topics("tag", name, "--note", "read it")[1] == f"{name}: paper; read it\n"
    (row,) = json.loads(topics("runs", "toy", "--tag", "paper", "--kind", "nmf", "--json")[1])
    assert (row["run"], row["tags"], row["note"]) == (name, "paper", "read it")
    assert topics("runs", "--kind", "lda")[0] == 2
    assert topics("tag", name, "--note", "")[1] == f"{name}: paper; no note\n"
    assert topics("tag", name, "--remove", "paper")[1] == f"{name}: no tags\n"
    assert not {"tags", "note"} & set(topics("runs")[1].split())


@pytest.mark.parametrize("words", [["shares"], ["trends"], ["show", "nmf"]])
def test_the_study_is_taken_where_version_0_1_had_it_with_a_hint(topics: Say, words: list[str]) -> None:
    command, *others = words
    status, out, err = topics(command, *others, "--study", "toy")
    assert (status, out) == topics(command, "toy", *others)[:2] == (0, out)
    assert "the study is now written first, as in `topics shares toy`" in err


def test_rm_refuses_and_asks(topics: Say, store: Store) -> None:
    job, names = store.latest_job().name, [found.name for found in store.runs()]
    status, _, err = topics("rm", "nmf", "--yes")
    assert status == 2
    assert f"{job} needs {store.run('nmf').name}" in err
    for answer in ("n\n", ""):
        status, _, err = topics("rm", "nmf", "--force", answer=answer)
        assert status == 1
        assert "Nothing was removed" in err
    assert [found.name for found in store.runs()] == names
    status, out, _ = topics("rm", "nmf", "--force", answer="y\n")
    assert (status, out.strip()) == (0, names[1])  # the question leaves a blank
    assert [found.name for found in store.runs()] == names[:1]


def test_verify_says_what_is_wrong_and_ends_with_2(topics: Say, store: Store) -> None:
    status, _, err = topics("verify")
    assert (status, err) == (0, "5 of 5 as they were written.\n")
    status, out, err = topics("verify", "--rerun", "lexicon")
    assert (status, "same bits" in out) == (0, True)
    assert "1 of 1 the same, bit for bit." in err
    path = store.run("nmf").folder / "vocabulary.txt"
    path.write_text("x\n", encoding="utf-8")
    status, out, err = topics("verify", "--json")
    assert (status, err) == (2, "4 of 5 as they were written.\n")
    (row,) = [row for row in json.loads(out) if row["state"] != "ok"]
    assert (row["name"], row["state"], row["changed"]) == (path.parent.name, "changed", "vocabulary.txt")


def test_a_store_goes_from_one_place_to_another(topics: Say, store: Store, tmp_path: Path) -> None:
    file, place = tmp_path / "toy.zip", tmp_path / "elsewhere"
    status, out, err = topics("export-store", "toy", file)
    assert (status, out) == (0, f"{file}\n")
    assert "2 runs" in err
    status, out, err = topics("import-store", file, "--store", place)
    assert status == 0
    assert out.splitlines()[-1] == str(tmp_path / "toy")
    assert len(out.splitlines()) == 5
    assert f"Job {store.latest_job().name}: 4 new, 0 here already, of its folders and files." in err
    assert topics("verify", "--store", place)[0] == 0
    assert topics("import-store", tmp_path / "none.zip")[2].startswith("Error: ")
