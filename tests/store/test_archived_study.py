"""A study in an archive: it runs again from the stored corpus, and is known as the one that was run."""

import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from tests.store.test_archive import repack
from topics.cli import app
from topics.errors import StoreError, StudyError
from topics.files.records import write_record
from topics.jobs.run import run
from topics.jobs.sweep import grid, sweep
from topics.store import store as store_module
from topics.store.archive import export_store, import_store
from topics.store.plans import deviations
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.study import load_study

LEXICON, CODES = "海上风电\n", "doc_id,starts,theme\ndoc-0,风电机组在沿海成片投运,wind\n"
OPENING = """\
[corpus]
documents = ["../texts"]
manifest = "lists/days.csv"

[themes]
gold = "lists/codes.csv"

[tokens]
lexicon = "lists/words.txt"
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose lists lie in a folder of their own and whose documents lie outside of it, run and packed."""
    place = tmp_path_factory.mktemp("home")
    study = place / "toy"
    write_toy_study(study)
    shutil.move(study / "documents", place / "texts")
    (study / "lists").mkdir()
    for name, text in (("words.txt", LEXICON), ("codes.csv", CODES)):
        (study / "lists" / name).write_text(text, encoding="utf-8")
    (study / "lists" / "days.csv").write_text("path,date\n../texts/doc-0.md,2020-03-01\n", encoding="utf-8")
    text = (study / "study.toml").read_text(encoding="utf-8").replace("[tokens]\n", OPENING)
    (study / "study.toml").write_text(text, encoding="utf-8")
    run(load_study(study), Store(place / "runs"))
    export_store(Store(place / "runs"), place / "toy.zip", study)
    return place


@pytest.fixture
def abroad(home: Path, tmp_path: Path) -> tuple[Path, Store]:
    """The study and its store, imported to an empty folder."""
    store = Store(tmp_path / "runs")
    found = import_store(store, home / "toy.zip")
    assert (found.study, found.study_is_new) == (tmp_path / "toy", True)
    return tmp_path / "toy", store


def test_it_is_the_study_that_was_run_and_runs_again_without_a_fit(home: Path, abroad: tuple[Path, Store]) -> None:
    folder, store = abroad
    there = Store(home / "runs").latest_job(home / "toy")
    assert store.latest_job(folder).name == there.name
    assert store.stale_results(folder) == ""
    again = run(load_study(folder), store)
    assert again.name == there.name  # its settings are written otherwise and name other files, and say the same
    assert again.table("shares").equals(there.table("shares"))
    assert again.table("funnel").equals(there.table("funnel"))
    assert (again.corpus_key, again.run_names, again.study_id) == (there.corpus_key, there.run_names, there.study_id)
    assert len(store.runs()) == len(there.run_names)


def test_the_folder_holds_all_that_the_study_named_elsewhere(abroad: tuple[Path, Store]) -> None:
    folder, _ = abroad
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    tables = ["accounts.parquet", "documents.csv", "documents.parquet", "files.parquet", "losses.parquet"]
    inside = [f"corpus/{name}" for name in (*tables, "passages.parquet", "stored.json")]
    assert names == [*inside, "gold.csv", "lexicon.txt", "origin.json", "study.toml", "themes.toml"]
    assert (folder / "lexicon.txt").read_text(encoding="utf-8") == LEXICON
    study = load_study(folder)
    assert (study.gold, study.manifest) == (folder / "gold.csv", None)
    assert {*study.lexicon.values()} == {"海上风电"}


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


EDITS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a theme": (lambda f: replaced(f / "themes.toml", "高铁", "地铁"), "themes: 1 changed (rail)"),
    "seeds": (
        lambda f: replaced(f / "study.toml", "topics = 3", "topics = 3\nseeds = [7, 8]"),
        "settings: models.nmf.seeds (1 → 7, 8)",
    ),
    "the lexicon": (lambda f: replaced(f / "lexicon.txt", "海上", "海下"), "lexicon: 1 changed (lexicon.txt)"),
    "the codes": (lambda f: replaced(f / "gold.csv", "wind", "rail"), "codes: 1 changed (gold.csv)"),
    "a new list": (lambda f: (f / "stop_words.txt").write_text("建设\n", "utf-8"), "stop words: 1 added"),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_is_edited_in_it_is_told(what: str, abroad: tuple[Path, Store]) -> None:
    folder, store = abroad
    edit, words = EDITS[what]
    edit(folder)
    with pytest.raises((StoreError, StudyError), match="toy") as told:
        store.latest_job(folder)
    assert words in str(told.value)


def test_other_seeds_and_sizes_are_fitted_from_the_stored_corpus(abroad: tuple[Path, Store]) -> None:
    folder, store = abroad
    EDITS["seeds"][0](folder)
    study = load_study(folder)
    job = run(study, store)
    assert [name.split("-")[2] for name in job.run_names if name.startswith("nmf")] == ["s7", "s8"]
    assert store.latest_job(folder) == job
    swept = sweep(study, store, grid(study, "nmf", [2, 4], 2), held_out=False)
    assert sorted(set(swept.table("sweep")["topics"])) == [2, 4]


def test_by_document_it_is_the_corpus_that_the_files_give(home: Path, abroad: tuple[Path, Store]) -> None:
    def by_document(folder: Path) -> str:
        study = load_study(folder)
        corpus = study.settings.corpus.model_copy(update={"unit": "document"})
        object.__setattr__(study, "settings", study.settings.model_copy(update={"corpus": corpus}))
        return study.corpus().fingerprint

    assert by_document(abroad[0]) == by_document(home / "toy") != load_study(home / "toy").corpus().fingerprint


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("max_characters = 200", "made with max_characters = 800, and only the documents' files"),
        ('undated = "leave out"', "made with undated = 'refuse'"),
        ('date_order = "dmy"\nunit = "document"', "made with unit = 'paragraph' and date_order = ''"),
    ],
)
def test_settings_that_need_the_files_are_refused(abroad: tuple[Path, Store], line: str, said: str) -> None:
    path = abroad[0] / "study.toml"
    path.write_text(path.read_text("utf-8").replace("\n[corpus]\n", f"\n[corpus]\n{line}\n"), "utf-8")
    with pytest.raises(StudyError, match="the stored corpus was made with") as told:
        load_study(abroad[0]).corpus()
    assert said in str(told.value)


@pytest.mark.parametrize("option", ["--columns", "--dates", "--repairs", "--repairs doc-0"])
def test_commands_that_need_the_files_say_so(abroad: tuple[Path, Store], option: str) -> None:
    result = CliRunner().invoke(app, ["corpus", str(abroad[0]), *option.split()])
    assert isinstance(result.exception, StudyError)
    assert "needs the documents' files, and this study came with its corpus alone" in str(result.exception)


def test_raw_text_is_not_measured_and_no_zero(abroad: tuple[Path, Store]) -> None:
    result = CliRunner().invoke(app, ["check", str(abroad[0]), "--csv"], catch_exceptions=False)
    header = next(line for line in result.stdout.splitlines() if "cleaned" in line)
    assert result.exit_code == 0
    assert "raw" not in header.split(",")
    assert "raw:" not in result.stderr


def test_imported_twice_it_is_one_study_and_its_results_are_there_once(home: Path, abroad: tuple[Path, Store]) -> None:
    folder, store = abroad
    (folder / "report.html").write_text("mine")  # a file beside is none of the study's
    again = import_store(store, home / "toy.zip")
    assert (again.new, again.study, again.study_is_new) == ((), folder, False)
    beside = import_store(store, home / "toy.zip", folder.parent / "copy")
    assert beside.study_is_new
    assert store.latest_job(folder.parent / "copy") == store.latest_job(folder)
    EDITS["a theme"][0](folder)
    with pytest.raises(StoreError, match=r"this study is here already, changed since \(themes.toml\).*--out .*toy-2`"):
        import_store(store, home / "toy.zip")


def test_beside_an_own_study_of_its_name(home: Path, tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    store = Store(tmp_path / "runs")
    mine = run(load_study(tmp_path / "toy"), store)
    before = sorted(path.name for path in tmp_path.rglob("*"))
    with pytest.raises(StoreError, match="another study is here already; nothing was taken"):
        import_store(store, home / "toy.zip")
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
    found = import_store(store, home / "toy.zip", tmp_path / "theirs" / "toy")
    assert found.study
    theirs = store.latest_job(found.study)
    assert store.latest_job(tmp_path / "toy") == mine != theirs
    again = run(load_study(found.study), store)
    assert store.latest_job(found.study) == again
    assert store.latest_job(tmp_path / "toy") == mine
    with pytest.raises(StoreError, match="several studies; give its folder"):
        store.latest_job("toy")


def test_a_clock_of_another_machine_decides_nothing(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "now", lambda: "2999-01-01T00:00:00.000000+00:00")
    shutil.copytree(home, tmp_path / "future")
    elsewhere = Store(tmp_path / "elsewhere")
    run(load_study(tmp_path / "future" / "toy"), elsewhere)
    export_store(elsewhere, tmp_path / "future.zip", tmp_path / "future" / "toy")
    monkeypatch.undo()
    store = Store(tmp_path / "runs")
    found = import_store(store, tmp_path / "future.zip")
    assert found.study
    EDITS["seeds"][0](found.study)
    job = run(load_study(found.study), store)
    assert store.latest_job(found.study) == job
    assert job.finished < store.jobs("run")[0].finished


def test_an_archive_of_an_imported_study_is_the_same_study(abroad: tuple[Path, Store], tmp_path: Path) -> None:
    folder, store = abroad
    job = run(load_study(folder), store)
    export_store(store, tmp_path / "second.zip", folder)
    found = import_store(Store(tmp_path / "third" / "runs"), tmp_path / "second.zip")
    assert found.study
    assert Store(tmp_path / "third" / "runs").latest_job(found.study).name == job.name
    assert (found.study / "study.toml").read_bytes() == (folder / "study.toml").read_bytes()


def test_the_readme_says_what_is_given_away(home: Path) -> None:
    with zipfile.ZipFile(home / "toy.zip") as zipped:
        text = zipped.read("README.md").decode()
    assert "The text of 24 passages of 8 documents is in it" in text
    assert "topics import-store FILE.zip" in text
    assert "scikit-learn" in text


HOSTILE = {
    "a lexicon elsewhere": (
        "study/study.toml",
        b'lexicon = "lexicon.txt"',
        b'lexicon = "/etc/hosts"',
        "leads outside",
    ),
    "themes above": ("study/study.toml", b'file = "themes.toml"', b'file = "../x.toml"', "leads outside"),
    "documents of the reader": ("study/study.toml", b'stored = "corpus"', b'documents = ["/etc"]', "leads outside"),
    "a corpus elsewhere": ("study/study.toml", b'stored = "corpus"', b'stored = "../corpus"', "leads outside"),
    "no settings": ("study/study.toml", b"[corpus]", b"[carpus]", 'did you mean "corpus"'),
    "another corpus": ("study/corpus/passages.parquet", b"PAR1", b"PAR2", "not the file that was kept"),
    "another identity": ("study/origin.json", b'"toy"', b'"boy"', "not the file that came with the archive"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_study_that_leads_elsewhere_is_refused(what: str, home: Path, tmp_path: Path) -> None:
    name, old, new, said = HOSTILE[what]

    def change(entries: dict[str, bytes]) -> None:
        assert old in entries[name]
        entries[name] = entries[name].replace(old, new)

    with pytest.raises(StoreError, match="nothing was taken") as told:
        import_store(Store(tmp_path / "runs"), repack(home / "toy.zip", tmp_path / "bad.zip", change))
    assert said in str(told.value)
    assert [path.name for path in tmp_path.iterdir() if path.name != "runs"] == ["bad.zip"]


@pytest.mark.parametrize("identity", ["../../x", "0" * 8, "", "x"])
def test_an_identity_that_is_none_or_another_is_refused(identity: str, home: Path, tmp_path: Path) -> None:
    def change(entries: dict[str, bytes]) -> None:
        write_record(tmp_path / "o.json", {"study": "toy", "identity": identity})
        entries["study/origin.json"] = (tmp_path / "o.json").read_bytes()

    with pytest.raises(StoreError, match="nothing was taken"):
        import_store(Store(tmp_path / "runs"), repack(home / "toy.zip", tmp_path / "bad.zip", change))


def test_files_beside_are_refused(home: Path, tmp_path: Path) -> None:
    for name in ("study/corpus/more.txt", "runs/gold/x/y.txt", "study/notes/x.md", "x.md", "study/gold/a/b.csv"):
        bad = repack(home / "toy.zip", tmp_path / "bad.zip", lambda entries, name=name: entries.update({name: b"x"}))
        with pytest.raises(StoreError, match=r"no part|no place"):
            import_store(Store(tmp_path / "runs"), bad)


def test_an_archive_of_format_1_gives_its_results(home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(home / "toy.zip") as zipped:
        entries = {name: zipped.read(name) for name in zipped.namelist() if name.startswith("runs/")}
        known = json.loads(zipped.read("manifest.json"))["files"]
    files = {name.removeprefix("runs/"): data for name, data in entries.items()}
    listed = {name: known[f"runs/{name}"] for name in files}
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as zipped:
        for name, data in {**files, "manifest.json": json.dumps({"format": 1, "files": listed}).encode()}.items():
            zipped.writestr(name, data)
    store = Store(tmp_path / "runs")
    assert import_store(store, tmp_path / "old.zip").study is None
    assert store.latest_job("toy").table("shares").shape[0] > 0


def test_what_an_import_would_refuse_is_not_packed(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    store = Store(tmp_path / "runs")
    run(load_study(tmp_path / "toy"), store)
    odd = tmp_path / "toy" / "validation" / "of:march"
    odd.mkdir(parents=True)
    (odd / "key.json").write_text("{}")
    with pytest.raises(StoreError, match='"of:march" is no name of a file on every machine'):
        export_store(store, tmp_path / "odd.zip", tmp_path / "toy")
    odd.rename(odd.with_name("of-march"))
    export_store(store, tmp_path / "even.zip", tmp_path / "toy")
    found = import_store(Store(tmp_path / "away" / "runs"), tmp_path / "even.zip")
    assert found.study
    assert (found.study / "validation" / "of-march" / "key.json").is_file()


def test_stale_results_travel_with_the_study_that_gave_them(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    first = run(load_study(tmp_path / "toy"), Store(tmp_path / "runs"))
    replaced(tmp_path / "toy" / "lists" / "words.txt", "海上", "海下")
    with pytest.raises(StoreError, match="lexicon: 1 changed"):
        export_store(Store(tmp_path / "runs"), tmp_path / "new.zip", tmp_path / "toy")
    export_store(Store(tmp_path / "runs", stale=True), tmp_path / "old.zip", tmp_path / "toy")
    store = Store(tmp_path / "away" / "runs")
    found = import_store(store, tmp_path / "old.zip")
    assert found.study
    assert (found.study / "lexicon.txt").read_text(encoding="utf-8") == LEXICON
    assert store.latest_job(found.study).name == first.name


@pytest.mark.parametrize(
    "choice",
    ["unit=paragraph,document", "stop_words=both,none", "min_passages=1,2", "segmenter=jieba,characters", "topics=3,4"],
)
def test_a_specification_curve_travels_with_the_fits_that_it_needs(choice: str, home: Path, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    shutil.copytree(home / "runs", store.root)
    words = ["robustness", str(home / "toy"), "--store", str(store.root), "--set", choice, "--seeds", "1"]
    assert CliRunner().invoke(app, words, catch_exceptions=False).exit_code == 0
    export_store(store, tmp_path / "toy.zip", home / "toy")
    there = Store(tmp_path / "there" / "runs")
    import_store(there, tmp_path / "toy.zip")
    assert set(verify_store(there)["state"]) == {"ok"}
    curve = there.latest_job("toy", "robustness")
    assert curve.name == store.latest_job(home / "toy", "robustness").name
    assert all(there.has(run) for run in curve.needed)


def test_other_seeds_and_choices_are_one_command(abroad: tuple[Path, Store]) -> None:
    folder, store = abroad
    replaced(folder / "study.toml", "topics = 3", "topics = 3\nseeds = [1, 2]")
    words = ["robustness", str(folder), "--store", str(store.root), "--seeds", "11,12", "--csv", "--every"]
    words += ["--set", "topics=4", "--set", "unit=paragraph,document", "--set", "duplicates=once,keep"]
    result = CliRunner().invoke(app, words, catch_exceptions=False)
    assert result.exit_code == 0
    assert "Seeds: lexicon (1) and nmf (11, 12)" in result.stderr
    table = store.latest_job(folder.name, "robustness").table("specifications")
    assert {*table["unit"]} == {"paragraph", "document"}
    assert {*table.loc[table["estimator"] == "nmf", "topics"]} == {"3", "4"} or {*table["topics"]} >= {"4"}
    assert {run.settings["seed"] for run in store.runs() if run.fit.startswith("nmf")} >= {11, 12}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--set", "unit=sentence"], "unit: 'sentence'"),
        (["--set", "topcs=5"], 'has no choice "topcs"; did you mean "topics"'),
        (["--set", "topics"], "is not a setting; expected NAME=VALUE"),
        (["--set", "max_share=2"], "max_share"),
    ],
)
def test_choices_that_are_none_are_told(abroad: tuple[Path, Store], options: list[str], said: str) -> None:
    result = CliRunner().invoke(app, ["robustness", str(abroad[0]), *options])
    assert isinstance(result.exception, StudyError)
    assert said in str(result.exception)


EVENT = '\n[[events]]\nname = "grid"\ndate = 2020-09-01\nthemes = ["wind"]\n'


def test_the_plan_of_events_travels_so_that_a_later_event_is_still_told(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    toml, store = tmp_path / "toy" / "study.toml", Store(tmp_path / "runs")
    toml.write_text(toml.read_text("utf-8") + EVENT, "utf-8")
    first = run(load_study(tmp_path / "toy"), store)
    export_store(store, tmp_path / "planned.zip", tmp_path / "toy")
    away = Store(tmp_path / "away" / "runs")
    found = import_store(away, tmp_path / "planned.zip")
    assert found.study
    replaced(found.study / "study.toml", "2020-09-01", "2020-11-01")
    study = load_study(found.study)
    run(study, away)
    told = deviations(away.root, first.study_id, [event.model_dump() for event in study.events])
    assert "date 2020-09-01 → 2020-11-01" in told["grid"]

    def change(entries: dict[str, bytes]) -> None:
        entries["runs/plans/00000000.json"] = entries[f"runs/plans/{first.study_id}.json"]

    with pytest.raises(StoreError, match="is no plan of its study; nothing was taken"):
        import_store(Store(tmp_path / "third" / "runs"), repack(tmp_path / "planned.zip", tmp_path / "b.zip", change))
