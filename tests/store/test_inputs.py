"""Results belong to the study's content: each edit is told, what says nothing is none, and order is the store's own."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from typer.main import get_command
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app
from topics.errors import StaleError, StoreError
from topics.jobs.run import run
from topics.models.embeddings.cache import write_vectors
from topics.models.embeddings.embedders import embedder_of, key_of
from topics.store import fingerprints
from topics.store import store as store_module
from topics.store.archive import export_store, import_store
from topics.store.inputs import DOCUMENTS, LISTS, MANIFEST, SCORES, THEMES, VECTORS, changes, inputs_table
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.study import load_study


def made(place: Path) -> tuple[Path, Store]:
    write_toy_study(place / "toy")
    (place / "toy" / "lexicon.txt").write_text("海上风电\n", encoding="utf-8")
    replaced("study.toml", 'kind = "nmf"', 'kind = "nmf"\nseeds = [1, 2]')(place / "toy")
    store = Store(place / "runs")
    run(load_study(place / "toy"), store)
    return place / "toy", store


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("inputs")
    made(place)
    return place


@pytest.fixture
def toy(kept: Path, tmp_path: Path) -> tuple[Path, Store]:
    """The study and a store whose job is of it; the identity of a study is its path, so the copy is run, not read."""
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    store = Store(tmp_path / "runs")
    run(load_study(tmp_path / "toy"), store)
    return tmp_path / "toy", store


@pytest.fixture
def lent(kept: Path) -> Iterator[tuple[Path, Store]]:
    """The study where it was run, whose files are put back, and its store, for those who keep no job."""
    before = {path: path.read_bytes() for path in (kept / "toy").rglob("*") if path.is_file()}
    yield kept / "toy", Store(kept / "runs")
    shutil.rmtree(kept / "toy")
    for path, content in before.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def told(study: Path, store: Store) -> list[str]:
    read = load_study(study)
    return changes(Store(store.root, stale=True).latest_job(study), read, inputs_table(read))


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(study: Path) -> None:
        path = study / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def added(name: str, text: str) -> Callable[[Path], None]:
    def edit(study: Path) -> None:
        (study / name).write_text(text, encoding="utf-8")

    return edit


def first_document(study: Path) -> Path:
    return min((study / "documents").iterdir())


EDITS: dict[str, tuple[Callable[[Path], object], str]] = {
    "a setting": (replaced("study.toml", "topics = 3", "topics = 2"), "settings: models.nmf.options ("),
    "a title": (replaced("study.toml", 'title = "Toy"', 'title = "Game"'), "settings: title (Toy → Game)"),
    "a theme's terms": (replaced("themes.toml", "高铁", "地铁"), "themes: 1 changed (rail)"),
    "a lexicon": (added("lexicon.txt", "海上风电\n高铁\n"), "lexicon: 1 changed (lexicon.txt)"),
    "stop words": (added("stop_words.txt", "建设\n"), "stop words: 1 added (stop_words.txt)"),
    "a document more": (
        added("documents/new.txt", "2020-05-01\n风电建设加快推进，各地新增装机容量持续扩大，并网规模再创新高。\n"),
        "documents: 1 added (documents/new.txt)",
    ),
    "a document less": (lambda study: first_document(study).unlink(), "documents: 1 removed (documents/"),
    "a word of a document": (
        lambda study: first_document(study).write_bytes(first_document(study).read_bytes() + "完。\n".encode()),
        "documents: 1 changed (documents/",
    ),
}


@pytest.mark.parametrize("what", EDITS)
def test_every_edit_of_a_study_is_told_and_its_results_are_refused(what: str, lent: tuple[Path, Store]) -> None:
    study, store = lent
    assert (told(study, store), store.latest_job(study).study) == ([], "toy")
    edit, words = EDITS[what]
    edit(study)
    [found] = told(study, store)
    assert found.startswith(words)
    with pytest.raises(StoreError, match="has changed since its results of") as refused:
        store.latest_job(study)
    assert words in str(refused.value)
    stale = Store(store.root, stale=True)
    assert stale.latest_job(study).kind == "run"
    assert words in stale.stale_results(study)


READING = [
    "shares STUDY", "trends STUDY", "compare STUDY", "show STUDY nmf", "passages STUDY nmf", "card STUDY wind",
    "checklist STUDY", "report STUDY --out OUT/page.html", "figures STUDY --out OUT --format svg",
    "label STUDY nmf --out OUT/codebook.csv", "export STUDY nmf OUT/nmf", "export-store STUDY OUT/store.zip",
    "validate make STUDY --n 4 --out OUT/sheets", "tag STUDY nmf paper",
    "report STUDY --numbers OUT/numbers.json", "concordance STUDY wind", "keyness STUDY --a 2020", "together STUDY",
    "stability STUDY", "verify STUDY --rerun",
]  # fmt: skip


def test_every_command_that_shows_stale_results_is_walked() -> None:
    commands, groups = {}, [("", get_command(app))]
    while groups:
        name, command = groups.pop()
        groups += [(f"{name} {own}".strip(), part) for own, part in getattr(command, "commands", {}).items()]
        commands[name] = {option.name for option in command.params}
    shown = {name for name, options in commands.items() if "stale" in options}
    assert shown
    assert shown == {name for name in shown if any(f"{words} ".startswith(f"{name} ") for words in READING)}


@pytest.mark.parametrize("words", READING)
def test_every_command_tells_what_has_changed_and_shows_it_only_when_asked(
    words: str, lent: tuple[Path, Store], tmp_path: Path
) -> None:
    study, store = lent
    replaced("themes.toml", "高铁", "地铁")(study)
    line = [word.replace("STUDY", str(study)).replace("OUT", str(tmp_path / "out")) for word in words.split()]
    (tmp_path / "out").mkdir()
    refused = CliRunner().invoke(app, [*line, "--store", str(store.root)])
    assert "themes: 1 changed (rail)" in str(refused.exception), words
    assert isinstance(refused.exception, StaleError)
    assert str(refused.exception).endswith(f"Run `topics run {study}`, or add --stale to see them.")
    shown = CliRunner().invoke(app, [*line, "--store", str(store.root), "--stale"], catch_exceptions=False)
    assert shown.exit_code == 0, shown.output
    assert "Stale: the study has changed since its results of" in shown.stderr


@pytest.mark.parametrize(
    "words",
    [
        *(f"gold {name} STUDY" for name in ("sample", "power")),
        "gold import STUDY STUDY/codes.csv",
        "ask STUDY --url http://127.0.0.1:1/v1 --model llm",
    ],
)
def test_a_command_that_shows_no_stale_results_does_not_offer_to(words: str, lent: tuple[Path, Store]) -> None:
    study, store = lent
    (study / "codes.csv").write_text("text,code\n风电,wind\n", encoding="utf-8")
    replaced("themes.toml", "高铁", "地铁")(study)
    line = [word.replace("STUDY", str(study)) for word in words.split()]
    refused = CliRunner().invoke(app, [*line, "--store", str(store.root)])
    assert isinstance(refused.exception, StaleError), words
    assert str(refused.exception).endswith(f"Run `topics run {study}`.")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Store]:
    """A study with a file of every part that a study may have, run."""
    place = tmp_path_factory.mktemp("whole")
    study, store = place / "toy", Store(place / "runs")
    write_toy_study(study)
    for name, text in {
        "documents.csv": "path,title\ndocuments/doc-0.md,一\n",
        "lexicon.txt": "海上风电\n",
        "stop_words.txt": "建设\n",
    }.items():
        (study / name).write_text(text, encoding="utf-8")
    passages = load_study(study).corpus().passages
    rows = [f"{row.doc_id},{row.text[:12]},wind" for row in passages.itertuples()]
    (study / "gold.csv").write_text("doc_id,starts,theme\n" + "\n".join(rows) + "\n", encoding="utf-8")
    random, embedder = np.random.default_rng(1), embedder_of("e5-small", study)
    vectors = {key_of(embedder, text): random.normal(size=8).astype(np.float16) for text in passages["text"]}
    write_vectors(study / "vectors" / "e5-small.npz", vectors)
    scores = [f"{name},0.5,0.1" for name in passages["passage_id"]]
    (study / "scores.csv").write_text("passage_id,wind,rail\n" + "\n".join(scores) + "\n", encoding="utf-8")
    text = (study / "study.toml").read_text(encoding="utf-8")
    text = text.replace("[tokens]", '[tokens]\nlexicon = "lexicon.txt"\nstop_words = "stop_words.txt"', 1)
    text += '\n[[models]]\nkind = "scores"\nfile = "scores.csv"\nwhose = "Li"\n'
    text += '\n[[models]]\nkind = "seeded-vectors"\n'
    text = text.replace(
        "[[models]]", '[corpus]\nmanifest = "documents.csv"\n[themes]\ngold = "gold.csv"\n[[models]]', 1
    )
    (study / "study.toml").write_text(text, encoding="utf-8")
    run(load_study(study), store)
    codebook = CliRunner().invoke(app, ["label", str(study), "nmf", "--store", str(store.root)], catch_exceptions=False)
    assert codebook.exit_code == 0, codebook.output
    run(load_study(study), store)
    return study, store


PARTS = {
    "documents": "documents/doc-3.md",
    "manifest": "documents.csv",
    "lexicon": "lexicon.txt",
    "stop words": "stop_words.txt",
    "codebook": "codebook.csv",
    "codes": "gold.csv",
    "themes": "themes.toml",
    "scores": "scores.csv",
    "vectors": "vectors/e5-small.npz",
    "settings": "study.toml",
}
CHANGED = {
    "themes": ("高铁", "地铁"),
    "settings": ("topics = 3", "topics = 2"),
    "documents": ("。", "！"),
    "scores": ("0.5", "0.6"),
    "vectors": ("keys", "kezs"),
    "codes": ("wind", "rail"),
    "manifest": ("一", "二"),
    "lexicon": ("海上", "陆上"),
    "stop words": ("建设", "推进"),
    "codebook": (",rail", ",wind"),
}


@contextmanager
def edited(study: Path, part: str) -> Iterator[None]:
    """The study with one file of this part edited."""
    path, (old, new) = study / PARTS[part], CHANGED[part]
    before = path.read_bytes()
    assert old.encode() in before
    path.write_bytes(before.replace(old.encode(), new.encode(), 1))
    try:
        yield
    finally:
        path.write_bytes(before)


def test_every_part_of_a_study_is_edited() -> None:
    assert set(PARTS) == {*LISTS, DOCUMENTS, MANIFEST, THEMES, SCORES, VECTORS, "settings"} == set(CHANGED)


@pytest.mark.parametrize("part", PARTS)
def test_an_edit_of_every_file_is_told_by_its_part(part: str, whole: tuple[Path, Store]) -> None:
    study, store = whole
    assert told(study, store) == []
    with edited(study, part):
        [found] = told(study, store)
        assert found.startswith(f"{part}: ")
        with pytest.raises(StoreError, match=f"since its results.*{part}: "):
            store.latest_job(study)
    assert told(study, store) == []


@pytest.mark.parametrize("part", ["documents", "vectors"])
def test_a_file_that_is_added_or_removed_is_told_by_its_part(part: str, whole: tuple[Path, Store]) -> None:
    study, store = whole
    path = study / PARTS[part]
    other, before = path.with_stem("other"), path.read_bytes()
    try:
        other.write_bytes(before)
        assert told(study, store) == [f"{part}: 1 added ({other.relative_to(study).as_posix()})"]
        other.unlink()
        path.unlink()
        assert told(study, store) == [f"{part}: 1 removed ({PARTS[part]})"]
    finally:
        path.write_bytes(before)
        other.unlink(missing_ok=True)
    assert told(study, store) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("words", READING)
def test_every_command_tells_an_edit_of_every_file(
    words: str, part: str, whole: tuple[Path, Store], tmp_path: Path
) -> None:
    study, store = whole
    line = [word.replace("STUDY", str(study)).replace("OUT", str(tmp_path)) for word in words.split()]
    with edited(study, part):
        refused = CliRunner().invoke(app, [*line, "--store", str(store.root)])
    assert isinstance(refused.exception, StoreError)
    assert f"{part}: " in str(refused.exception)


@pytest.mark.parametrize(
    "edit",
    [
        replaced("study.toml", "[tokens]", "# a remark\n[tokens]"),
        replaced("study.toml", "[tokens]", '[corpus]\nlosses = "accept"\n[tokens]'),
        lambda study: (study / "notes.md").write_text("nothing", encoding="utf-8"),
        lambda study: (study / "study.toml").write_text(
            (study / "study.toml").read_text(encoding="utf-8") + "\n[robustness]\nseeds = 2\n", encoding="utf-8"
        ),
    ],
    ids=["a remark", "a loss accepted", "a file beside", "the choices of robustness"],
)
def test_what_shows_nowhere_is_no_change(edit: Callable[[Path], object], lent: tuple[Path, Store]) -> None:
    study, store = lent
    edit(study)
    assert told(study, store) == []


def test_an_edit_that_is_taken_back_finds_the_earlier_job(toy: tuple[Path, Store]) -> None:
    study, store = toy
    first = store.latest_job(study)
    replaced("study.toml", "topics = 3", "topics = 2")(study)
    second = run(load_study(study), store)
    assert store.latest_job(study) == second
    replaced("study.toml", "topics = 2", "topics = 3")(study)
    assert store.latest_job(study) == first


def test_the_latest_job_is_the_one_kept_last_whatever_the_clock_says(
    toy: tuple[Path, Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    study, store = toy
    replaced("study.toml", "topics = 3", "topics = 2")(study)
    monkeypatch.setattr(store_module, "now", lambda: "1999-01-01T00:00:00.000000+00:00")
    second = run(load_study(study), store)
    assert store.latest_job(study) == second
    replaced("study.toml", "topics = 2", "topics = 3")(study)
    third = run(load_study(study), store)
    assert store.latest_job(study) == third != second
    assert set(verify_store(store)["state"]) == {"ok"}
    assert set(verify_store(store)["unknown"]) == {""}


def test_an_imported_job_never_comes_after_the_stores_own(
    toy: tuple[Path, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    study, store = toy
    other, ours = Store(tmp_path / "other"), store.latest_job(study)
    replaced("study.toml", "topics = 3", "topics = 2")(study)
    monkeypatch.setattr(store_module, "now", lambda: "2999-01-01T00:00:00.000000+00:00")
    theirs = run(load_study(study), other)
    export_store(other, tmp_path / "theirs.zip")
    import_store(store, tmp_path / "theirs.zip", tmp_path / "imported")
    order = [job.name for job in store.jobs("run")]
    assert (order[0], order[-1]) == (theirs.name, ours.name)
    assert store.latest_job(study).name == theirs.name  # it was made from the study as it stands
    replaced("study.toml", "topics = 2", "topics = 3")(study)
    assert store.latest_job(study) == ours
    empty = Store(tmp_path / "empty")
    import_store(empty, tmp_path / "theirs.zip", tmp_path / "imported-again")
    assert empty.latest_job().name == theirs.name


@pytest.fixture(scope="module")
def clocks(kept: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Store]:
    """A study that ran, then elsewhere a thousand years ahead, then here with the clock set back; the last job's name.

    What ran elsewhere is imported last. The three differ in the number of topics.
    """
    place = tmp_path_factory.mktemp("clocks")
    shutil.copytree(kept / "toy", place / "toy")
    study, store, other = place / "toy", Store(place / "runs"), Store(place / "other")
    run(load_study(study), store)
    with pytest.MonkeyPatch.context() as patched:
        for year, topics_now, where in (("2999", 4, other), ("1999", 2, store)):
            for module in (store_module, fingerprints):
                patched.setattr(module, "now", lambda year=year: f"{year}-01-01T00:00:00.000000+00:00")
            text = re.sub(r"topics = \d", f"topics = {topics_now}", (study / "study.toml").read_text(encoding="utf-8"))
            (study / "study.toml").write_text(text, encoding="utf-8")
            last = run(load_study(study), where)
    (study / "study.toml").write_text(text.replace("topics = 2", "topics = 4"), encoding="utf-8")
    export_store(other, place / "ahead.zip", study)
    (study / "study.toml").write_text(text, encoding="utf-8")
    import_store(store, place / "ahead.zip", place / "imported")
    assert last.finished < min(job.finished for job in store.jobs() if job != last)
    return last.name, store


@pytest.mark.parametrize(
    ("words", "said"),
    [("shares STUDY", "Job {last}."), ("shares toy", "Job {last}."), ("trends toy", "Job {last}."),
     ("checklist toy", "{last}: "), ("card toy", "job {last}"), ("show STUDY nmf", "nmf-2-s1-"),
     ("show toy nmf", "nmf-2-s1-"), ("compare toy --csv", "nmf-2-s1-"), ("passages toy nmf", "nmf-2-s1"),
     pytest.param("report toy", "Job {last}.", marks=pytest.mark.slow),
     pytest.param("figures toy fig11_vocabulary --format svg", "Job {last}.", marks=pytest.mark.slow)],
)  # fmt: skip
def test_every_command_reads_the_job_that_was_kept_last_whatever_clocks_say(
    words: str, said: str, clocks: tuple[str, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last, store = clocks
    monkeypatch.chdir(tmp_path)
    line = [*words.replace("STUDY", str(store.root.parent / "toy")).split(), "--store", str(store.root)]
    shown = CliRunner(env={"COLUMNS": "300"}).invoke(app, line, catch_exceptions=False)
    assert shown.exit_code == 0, shown.output
    assert said.format(last=last) in shown.output
    assert "Stale" not in shown.output


def test_the_files_of_a_job_say_nothing_of_the_machine(toy: tuple[Path, Store], tmp_path: Path) -> None:
    study, store = toy
    outside = tmp_path / "elsewhere" / "texts"
    outside.parent.mkdir()
    shutil.move(study / "documents", outside)
    replaced("study.toml", "[tokens]", f'[corpus]\ndocuments = ["{outside.as_posix()}"]\n\n[tokens]')(study)
    kept_files = run(load_study(study), store).table("inputs")["file"]
    assert not kept_files.str.contains(tmp_path.name).any()
    assert kept_files.str.startswith("texts/").any()
