"""The command line as a person meets it: its status, and what it prints where."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import chdir, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import pytest
import typer

from tests.conftest import write_toy_study
from topics import __version__
from topics.cli import app, main
from topics.cli.panels import PANELS

HEAVY = ("numpy", "pandas", "pyarrow", "pydantic", "gensim", "bertopic", "matplotlib", "sklearn")


def topics(*words: object, cwd: Path = Path()) -> subprocess.CompletedProcess[str]:
    """A command in this process: a process of its own would spend its time on imports."""
    command, out, err = ["topics", *map(str, words)], StringIO(), StringIO()
    with (
        chdir(cwd),
        redirect_stdout(out),
        redirect_stderr(err),
        patch.object(sys, "argv", command),
        patch.object(sys, "unraisablehook", sys.unraisablehook),  # which `main` changes for good
        pytest.raises(SystemExit) as ended,
    ):
        main()
    return subprocess.CompletedProcess(command, int(ended.value.code or 0), out.getvalue(), err.getvalue())


def in_its_own_process(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from topics.cli import main; main()", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)


def assert_one_sentence(result: subprocess.CompletedProcess[str], *expected: str) -> None:
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    _, complaint = result.stderr.split("Error: ")
    for piece in expected:
        assert piece in complaint


@pytest.fixture(scope="module")
def kept_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that holds the toy study's runs."""
    place = tmp_path_factory.mktemp("kept")
    write_toy_study(place / "toy")
    assert topics("run", "toy", cwd=place).returncode == 0
    return place / "runs"


def test_importing_topics_and_its_help_load_nothing_heavy() -> None:
    code = "import sys, topics, topics.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code, *HEAVY], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


def test_help_lists_every_command_and_each_has_an_example() -> None:
    overview = topics("--help").stdout
    commands = typer.main.get_command(app)
    assert len(commands.commands) > 25
    assert {name for names in PANELS.values() for name in names} == commands.commands.keys()
    assert "..." not in overview.partition("[ARGS]...")[2]  # no sentence is cut
    for name, command in commands.commands.items():
        assert name in overview
        pages = getattr(command, "commands", {"": command})
        assert all("Example:" in (page.help or "") for page in pages.values()), name


def test_the_version_is_printed_without_a_command() -> None:
    assert in_its_own_process("--version").stdout.strip() == __version__
    asked = [sys.executable, "-m", "topics", "--version"]
    assert subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip() == __version__


def test_check_shows_survival_and_keywords(toy_study: Path) -> None:
    tables = json.loads(topics("check", toy_study, "--json").stdout)
    survival, keywords, overlap, _, periods = list(tables.values())[:5]
    assert [row["vocabulary"] for row in survival] == [row["occurrences"] for row in keywords]
    assert {row["theme"]: row["wind"] for row in overlap} == {"wind": 12, "rail": 0}
    assert [row["term"] for row in periods] == ["风电", "高铁", "动车组", ""]
    assert 'makes up 100% of the occurrences of "wind"' in topics("check", toy_study).stderr


def test_the_whole_way_from_a_study_to_tables(toy_study: Path) -> None:
    first = in_its_own_process("run", toy_study, cwd=toy_study.parent)
    assert first.returncode == 0, first.stderr
    assert "2 fitted now" in first.stderr
    few = "Fewer than 30 documents in 2020 (4), 2021 (4): nothing is said about change."
    assert few in " ".join(first.stderr.split())
    again = topics("run", toy_study, cwd=toy_study.parent)
    assert "0 fitted now, 2 kept" in again.stderr

    runs = json.loads(topics("runs", "--json", cwd=toy_study.parent).stdout)
    assert {run["model"] for run in runs} == {"lexicon", "nmf"}
    nmf = next(run["run"] for run in runs if run["model"] == "nmf")

    shares = json.loads(topics("shares", "--json", "--weighting", "document", cwd=toy_study.parent).stdout)
    wind = {r["period"]: r["share"] for r in shares if (r["estimator"], r["theme"]) == ("lexicon", "wind")}
    assert wind == pytest.approx({"2020": 2 / 3, "2021": 1 / 3}, abs=0.04)

    passages = json.loads(topics("passages", nmf, "--json", cwd=toy_study.parent).stdout)
    assert len(passages) == 24
    assert list(passages[0]) == ["passage_id", "doc_id", "position", "period", "text", "wind", "rail"]

    for words in (
        ["show", nmf],
        ["show", nmf, "--words", "frex", "--top", "3"],
        ["show", nmf, "--topic", "t01"],
        ["label", "nmf"],
        ["export", nmf, "exported"],
        ["compare"],
        ["shares", nmf],
        ["shares", "--by", "month", "--csv"],
        ["runs", "--latex"],
        ["runs", "--markdown"],
    ):
        result = topics(*words, cwd=toy_study.parent)
        assert result.returncode == 0, result.stderr
        assert result.stdout


def test_label_says_where_it_wrote_and_writes_nothing_twice(toy_study: Path, kept_runs: Path) -> None:
    written = topics("label", "nmf", "--store", kept_runs, "--out", toy_study / "codebook.csv")
    assert written.returncode == 0, written.stderr
    assert written.stdout.strip() == str(toy_study / "codebook.csv")
    assert "Edit the column theme: wind, rail" in written.stderr
    again = topics("label", "nmf", "--store", kept_runs, "--out", toy_study / "codebook.csv")
    assert_one_sentence(again, "a codebook here already", "--force")


def test_topics_are_shown_with_the_scores_of_the_fit_and_passages_within_bounds(kept_runs: Path) -> None:
    shown = topics("show", "nmf", "--store", kept_runs).stdout
    assert "3 topics, 24 passages, 0.0 % unassigned; reconstruction error" in shown.splitlines()[0]
    assert [
        row["top_words"].count(" ")
        for row in json.loads(topics("show", "nmf", "--store", kept_runs, "--top", "4", "--json").stdout)
    ] == [3, 3, 3]
    assert_one_sentence(topics("show", "nmf", "--store", kept_runs, "--topic", "t1"), 'no topic "t1"', "t01")


def test_trends_say_what_may_be_said_and_refuse_the_rest(kept_runs: Path) -> None:
    shown = topics("trends", "toy", cwd=kept_runs.parent).stdout
    assert "What may be said" in shown
    assert "Fewer than 30 documents in 2020 (4), 2021 (4)" in shown


def test_shares_counted_in_several_ways_stand_side_by_side(kept_runs: Path) -> None:
    result = topics(
        "shares", "--duplicates", "both", "--dates", "issue", "--estimator", "lexicon", cwd=kept_runs.parent
    )
    assert "lexicon, copies once" in result.stdout
    assert "lexicon, copies each time" in result.stdout
    assert "Of 8 documents, 0 state issue (0 in another year)" in result.stderr


def test_a_posterior_is_asked_for_by_itself(kept_runs: Path) -> None:
    pooled = topics("shares", "--posterior", "--pool", cwd=kept_runs.parent)
    assert_one_sentence(pooled, "the posterior of shares is not computed with pool = True; leave that out")
    without = topics("shares", "--posterior", cwd=kept_runs.parent)
    assert_one_sentence(without, "no posterior is kept", "LDA has one")


def test_the_funnel_adds_up(toy_study: Path) -> None:
    funnel = json.loads(topics("corpus", toy_study, "--json").stdout)
    stages = {(row["level"], row["stage"]): row["total"] for row in funnel if not row["reason"]}
    assert stages["documents", "dated"] == 8
    assert stages["passages", "counted"] == 24
    assert stages["terms", "counted"] == 60


def test_undated_documents_are_written_into_the_manifest_and_those_named_in_vain_are_said(toy_study: Path) -> None:
    add_undated(toy_study)
    (toy_study / "documents.csv").write_text("id,date\nnobody,2020\n", encoding="utf-8")
    written = topics("corpus", toy_study, "--dates", "--write")
    assert "1 undated document was added to" in written.stderr
    assert 'documents.csv names what was not found: "nobody"' in written.stderr
    lines = (toy_study / "documents.csv").read_text(encoding="utf-8").splitlines()
    assert lines[:2] == ["id,date,candidates", "nobody,2020,"]
    assert len(lines) == 3
    again = topics("corpus", toy_study, "--dates", "--write")
    assert "Nothing to add" in again.stderr
    shown = topics("corpus", toy_study)  # ends as `topics run` would, when all is told
    assert "from files to passages" in shown.stdout
    assert (shown.returncode, topics("run", toy_study).returncode) == (2, 2)
    assert shown.stderr.endswith("would refuse this study for 1 document without a date, named above.\n")
    (toy_study / "documents" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    refused = topics("run", toy_study).stderr  # names both causes at once
    assert "1 document has no date" in refused
    assert "old.doc" in refused
    assert 'losses = "accept"' in refused
    (toy_study / "documents" / "old.doc").unlink()
    assert (toy_study / "documents.csv").read_text(encoding="utf-8").splitlines() == lines
    assert_one_sentence(topics("corpus", toy_study, "--write"), "--write goes with --dates")


def remove_documents(study: Path) -> None:
    for path in (study / "documents").iterdir():
        path.unlink()
    (study / "documents").rmdir()


def empty_documents(study: Path) -> None:
    for path in (study / "documents").iterdir():
        path.unlink()


def add_undated(study: Path) -> None:
    (study / "documents" / "letter.txt").write_text("没有日期的一段话，讲的是风电和高铁的事情。" * 3, encoding="utf-8")


def misspell_key(study: Path) -> None:
    path = study / "study.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("min_passages", "min_pasages"), encoding="utf-8")


def add_binary(study: Path) -> None:
    (study / "documents" / "photo.txt").write_bytes(bytes(range(256)) * 20)


def add_strange_theme(study: Path) -> None:
    with (study / "themes.toml").open("a", encoding="utf-8") as themes:
        themes.write('\n[moon]\nterms = ["月球"]\n')


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (remove_documents, ("documents",)),
        (empty_documents, ("documents",)),
        (add_undated, ("letter", "documents.csv")),
        (misspell_key, ("study.toml:4", "min_pasages", "min_passages")),
        (add_binary, ("photo.txt",)),
        (add_strange_theme, ("moon", "月球")),
    ],
)
def test_bad_input_gets_one_sentence_and_loses_nothing(
    toy_study: Path, kept_runs: Path, spoil: Callable[[Path], None], expected: tuple[str, ...]
) -> None:
    shutil.copytree(kept_runs, toy_study.parent / "runs")
    kept = {p: p.read_bytes() for p in (toy_study.parent / "runs").rglob("*") if p.is_file()}
    spoil(toy_study)
    assert_one_sentence(topics("run", toy_study, cwd=toy_study.parent), *expected)
    assert {p: p.read_bytes() for p in (toy_study.parent / "runs").rglob("*") if p.is_file()} == kept


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("trends", "x", "--by", "years"), "Invalid value for '--by': 'years' is not one of 'year', 'half-year'"),
        (("keyness", "x"), "Missing option '--a'.\nExample: topics keyness data/sample --a 2024"),
        (("concordance", "x"), "Example: topics concordance data/sample"),
    ],
)
def test_a_misused_option_says_what_would_be_right(words: tuple[str, ...], expected: str) -> None:
    result = topics(*words)
    assert expected in result.stderr
    assert "Value error" not in result.stderr


def test_no_study_there(tmp_path: Path) -> None:
    assert_one_sentence(in_its_own_process("run", tmp_path / "nowhere"), "study.toml", "topics new")


def test_a_store_that_cannot_be_written(toy_study: Path) -> None:
    (toy_study.parent / "file").write_text("")
    result = topics("run", toy_study, "--store", toy_study.parent / "file" / "runs")
    assert_one_sentence(result, "cannot be written", "--store")


def test_new_makes_a_study_that_reads_its_documents(toy_study: Path) -> None:
    fresh = toy_study.parent / "fresh"
    for path in sorted((toy_study / "documents").iterdir())[5:]:
        path.unlink()
    made = topics("new", fresh, "--documents", toy_study / "documents", cwd=toy_study.parent)
    assert made.returncode == 0
    assert "15 passages are too few for lda-guided, lda, nmf, bertopic: " in " ".join(made.stderr.split())
    funnel = json.loads(topics("corpus", fresh, "--json").stdout)
    assert next(row for row in funnel if row["stage"] == "dated")["total"] == 5
    assert_one_sentence(topics("new", fresh), "study here already")


def test_a_simulated_study_is_written_and_its_shares_are_looked_for(tmp_path: Path) -> None:
    written = topics("simulate", "E", "planted", "--documents", 50, cwd=tmp_path)
    assert written.returncode == 0, written.stderr
    assert "planted/truth.csv" in written.stdout.split()
    assert topics("corpus", "planted", cwd=tmp_path).returncode == 0
    assert_one_sentence(topics("simulate", "E", "planted", cwd=tmp_path), "there is something here already")
    assert_one_sentence(topics("simulate", "C", "other", cwd=tmp_path), "name a study that has a gold.csv")
    options = ("--estimators", "lexicon", "--replications", 1, "--documents", 50)
    found = topics("recover", "--generators", "E", *options, "--cells", "cells.csv", "--json", cwd=tmp_path)
    rows = json.loads(found.stdout)
    assert [(row["estimator"], row["gaps"]) for row in rows] == [("true weights", 100), ("lexicon", 100)]
    assert len((tmp_path / "cells.csv").read_text().splitlines()) == 41
    assert_one_sentence(topics("recover", "--generators", "F", cwd=tmp_path), 'there is no generator "F"')


def test_a_specification_curve_in_a_summary_and_row_by_row(kept_runs: Path) -> None:
    study = kept_runs.parent / "toy"
    text = (study / "study.toml").read_text(encoding="utf-8")
    declared = '[robustness]\nmodels = ["lexicon"]\nweighting = ["text", "document"]\n'
    (study / "study.toml").write_text(text + declared, encoding="utf-8")
    result = topics("robustness", study, "--store", kept_runs, "--json")
    (study / "study.toml").write_text(text, encoding="utf-8")
    assert result.returncode == 0, result.stderr
    summary, choices = json.loads(result.stdout).values()
    assert [row["theme"] for row in summary] == ["wind", "rail"]
    assert summary[0]["share_agree_own"] == 1
    assert [(row["choice"], row["value"]) for row in choices[:2]] == [("weighting", "text"), ("weighting", "document")]
    assert "2 specifications." in result.stderr
    assert "is no test" in result.stderr


def test_the_overview_is_one_page_with_a_line_for_each_command() -> None:
    lines = topics("--help").stdout.splitlines()
    assert len(lines) <= 66
    listed = {line.split()[0] for line in lines if line.startswith("  ") and not line.startswith("   ")}
    assert typer.main.get_command(app).commands.keys() <= listed
    assert not [line for line in lines if line.startswith("   ")]  # no second line of a sentence


@pytest.mark.parametrize(
    ("words", "now"),
    [
        ("run toy --compute dask", "--scheduler"),
        ("compare toy --gold-file codes.csv", "themes] gold"),
        ("report toy --macros numbers.tex", "--numbers FILE.tex"),
        ("corpus toy --trace doc-0", "DOC --repairs"),
        ("gold estimate toy --no-errors", "always shown"),
        ("keyness toy --a 2020 --prior 2", "one mean document"),
        ("note toy nmf text", "--note"),
    ],
)
def test_what_an_earlier_version_had_is_told_from_a_slip(words: str, now: str) -> None:
    told = topics(*words.split())
    assert told.returncode == 2
    assert "was of an earlier version" in told.stderr
    assert now in told.stderr
    assert "earlier version" not in topics("shares", "--gold-fil", "toy").stderr
