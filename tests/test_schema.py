"""Tables are built and checked by their declarations, and no table leaves the package without one."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import typer.main
from typer.testing import CliRunner

import topics
from tests.conftest import write_toy_study
from topics.claims.card import theme_cards
from topics.cli import app
from topics.cli.options import Form
from topics.errors import StoreError, TableError
from topics.export.matrices import matrices
from topics.jobs.robustness import robustness
from topics.jobs.run import run
from topics.jobs.sweep import grid, sweep
from topics.results.coded_agreement import gold_agreement
from topics.results.scores import passage_table
from topics.results.shares import job_parts
from topics.results.topics import describe, label_table
from topics.schema import TABLES, Column, Table, declare, declared, optional, renamed
from topics.shares.codebook import theme_scores
from topics.shares.estimand import ESTIMAND_COLUMNS, Estimand
from topics.shares.estimate import SHARES, theme_shares
from topics.shares.trend.trends import theme_trends
from topics.store.store import Store
from topics.study.study import load_study

for module in pkgutil.walk_packages(topics.__path__, "topics."):
    importlib.import_module(module.name)

COLUMNS = [(table.name, column) for table in TABLES.values() for column in (*table.columns, table.others) if column]

# --- a declaration --------------------------------------------------------------------------------------------------

NAME = Column("name", "text", "", "what it is called")
SIZE = Column("size", "number", "metres", "how high it is")
TREES = Table(
    "trees",
    "one tree",
    (NAME, SIZE, Column("rings", "integer", "years", "how old it is"), Column("alive", "flag", "", "whether it lives")),
)


def test_rows_become_a_table_of_the_declared_columns_order_and_types() -> None:
    table = TREES.frame([("oak", 12.5, 80, True), ("fir", float("nan"), 40, False)])
    assert table.columns.tolist() == ["name", "size", "rings", "alive"]
    assert [str(kind) for kind in table.dtypes] == ["str", "float64", "int64", "bool"]
    assert table["rings"].tolist() == [80, 40]


def test_rows_by_name_may_stand_in_any_order() -> None:
    rows = [{"rings": 80, "alive": True, "name": "oak", "size": 12.5}]
    assert TREES.frame(rows).equals(TREES.frame([("oak", 12.5, 80, True)]))
    assert TREES.frame({"alive": [True], "name": ["oak"], "size": [12.5], "rings": [80]}).equals(TREES.frame(rows))


def test_without_a_row_the_columns_have_their_types() -> None:
    assert {name: str(kind) for name, kind in TREES.frame().dtypes.items()} == {
        "name": "str",
        "size": "float64",
        "rings": "int64",
        "alive": "bool",
    }


def test_a_column_without_a_value_has_its_type() -> None:
    assert TREES.frame([("oak", None, 80, True)])["size"].dtype == "float64"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"nests": [2]}, 'the table "trees" is not as it was declared. Undeclared: nests.'),
        ({"size": ["high"]}, "Mistyped: size (expected number, found str)."),
        ({"rings": [80.5]}, "Mistyped: rings (expected integer, found float64)."),
        ({"alive": [1]}, "Mistyped: alive (expected flag, found int64)."),
        ({"name": [7]}, "Mistyped: name (expected text, found int64)."),
        ({"name": [["oak"]]}, "Mistyped: name (expected text, found object)."),
    ],
)
def test_what_is_not_as_declared_is_named(change: dict[str, Any], what: str) -> None:
    with pytest.raises(TableError, match=re.escape(what)):
        TREES.check(TREES.frame([("oak", 12.5, 80, True)]).assign(**change))
    with pytest.raises(TableError, match=re.escape(what)):
        TREES.frame([{"name": "oak", "size": 12.5, "rings": 80, "alive": True, **{k: v[0] for k, v in change.items()}}])


def test_a_missing_column_and_one_out_of_place_are_named() -> None:
    table = TREES.frame([("oak", 12.5, 80, True)])
    with pytest.raises(TableError, match="Missing: size"):
        TREES.check(table.drop(columns="size"))
    with pytest.raises(TableError, match="Out of place: size, name, rings, alive"):
        TREES.check(table[["size", "name", "rings", "alive"]])
    with pytest.raises(TableError, match='a row of the table "trees" does not fit name, size, rings, alive'):
        TREES.frame([("oak", 12.5)])


def test_a_whole_number_is_a_number_and_a_missing_one_may_be_whole() -> None:
    table = TREES.frame([("oak", 12, 80, True)])
    assert TREES.check(table.astype({"rings": "Int64"})) is not None
    assert TREES.check(table.assign(rings=pd.array([None], dtype="Int64")))["rings"].isna().all()


def test_columns_may_be_optional_and_a_pattern_stands_for_others() -> None:
    table = Table("leaves", "one leaf", (NAME, *optional(SIZE)), others=Column("<year>", "integer", "leaves", "count"))
    assert table.frame([("oak", 1, 2)], others=["2020", "2021"]).columns.tolist() == ["name", "2020", "2021"]
    assert table.frame([{"name": "oak", "size": 1.0, "2020": 1}]).columns.tolist() == ["name", "size", "2020"]
    with pytest.raises(TableError, match=r"Mistyped: 2020 \(expected integer"):
        table.frame([{"name": "oak", "2020": "many"}])


def test_a_list_holds_texts_and_is_no_text() -> None:
    table = Table("nests", "one nest", (Column("birds", "list", "names of birds", "who lives there"),))
    assert table.frame([(("tit", "jay"),), ([],), (np.array(["owl"]),)]).shape == (3, 1)
    with pytest.raises(TableError, match="expected list, found str"):
        table.frame([("tit",)])


def test_declarations_are_made_of_others() -> None:
    assert TREES.only("rings", "name") == (TREES["rings"], NAME)
    assert TREES.without("rings", "alive") == (NAME, SIZE)
    assert renamed(SIZE, "height") == Column("height", "number", "metres", "how high it is")
    with pytest.raises(TableError, match=r'"trees" declares no column "sise"; did you mean "size"\?'):
        TREES.without("sise")


def test_a_declaration_says_enough_and_is_made_once() -> None:
    with pytest.raises(TableError, match='"height" needs a meaning and, as a number, a unit'):
        Column("height", "number", "", "how high it is")
    with pytest.raises(TableError, match='declares "name" twice'):
        Table("twice", "one", (NAME, NAME))
    with pytest.raises(TableError, match='there is a table "shares" already'):
        declare("shares", "one", (NAME,))
    with pytest.raises(TableError, match=r'no table "sharse" is declared; did you mean "shares"\?'):
        declared("sharse")


# --- all declarations -----------------------------------------------------------------------------------------------


def test_a_column_has_a_unit_and_a_meaning_that_is_a_phrase() -> None:
    names = ("S-CLOP", "Theil–Sen", "Kendall's", "Krippendorff's", "Pearson's", "Monte")
    for table, column in COLUMNS:
        which = f"{table}: {column.name}"
        assert column.unit or column.dtype in ("text", "flag"), which
        assert not column.meaning.endswith((".", ";", " ")), which
        assert column.meaning == " ".join(column.meaning.split()), which
        assert "|" not in column.meaning, f"{which}: a bar would break the row of docs/tables.md"
        first = column.meaning.split()[0].strip(",;:")
        assert first in names or first[0] == first[0].lower(), which


def test_a_table_says_what_a_row_is() -> None:
    for name, table in TABLES.items():
        assert re.match("one |all |what ", table.row), name
        assert not table.row.endswith("."), name
        assert table.others is None or re.search("<.+>", table.others.name), name


def test_the_columns_of_an_estimand_are_its_parts() -> None:
    assert tuple(Estimand().columns) == ESTIMAND_COLUMNS


# --- what leaves the package ----------------------------------------------------------------------------------------

_MORE = """
[[models]]
kind = "lda"
topics = 3
passes = 2
seeds = [1, 2]

[robustness]
min_passages = [1, 2]
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy study with two seeds of LDA and codes, everything that keeps a job done to it."""
    folder = tmp_path_factory.mktemp("schema") / "toy"
    write_toy_study(folder)
    with (folder / "study.toml").open("a", encoding="utf-8") as file:
        file.write(_MORE)
    codes = "".join(f"doc-{n},风电机组在沿海成片投运,wind,wind;rail\n" for n in range(8))
    (folder / "gold.csv").write_text(f"doc_id,starts,theme,mentions\n{codes}", encoding="utf-8")
    study, store = load_study(folder), Store(folder / "runs")
    robustness(study, store)
    sweep(study, store, grid(study, "nmf", [2, 3], 2))
    run(study, store)
    return folder


@pytest.fixture(scope="module")
def store(place: Path) -> Store:
    return Store(place / "runs")


def test_every_kept_table_of_a_job_is_declared(store: Store) -> None:
    seen = set()
    for job in store.jobs():
        for file in job.record["files"]:
            if file.endswith(".parquet"):
                name = file.removesuffix(".parquet")
                declared(name).check(job.table(name))
                seen.add(name)
    assert seen == {
        "codebook", "shares", "stability", "funnel", "documents", "outside", "ledger", "severe", "gold", "sweep",
        "inputs", "paths", "specifications", "fitness",
        "robustness", "robustness_choices",
    }  # fmt: skip


def test_a_job_with_an_undeclared_table_or_column_is_not_kept(store: Store) -> None:
    job = store.latest_job()
    record = {name: value for name, value in job.record.items() if name not in ("files", "finished")}
    with pytest.raises(TableError, match='no table "nonsense" is declared'):
        store.save_job(record, {"nonsense": pd.DataFrame({"x": [1]})})
    with pytest.raises(TableError, match="Undeclared: nonsense"):
        store.save_job(record, {"shares": job.table("shares").assign(nonsense=0)})
    with pytest.raises(StoreError, match="no complete"):
        store.latest_job("nonsense")


def test_a_kept_corpus_is_as_declared(store: Store) -> None:
    corpus, tokens = store.corpus(store.latest_job().record["corpus"])
    for name in ("documents", "passages", "losses", "files", "dates"):
        declared(f"corpus {name}").check(getattr(corpus, name))
    declared("passages of shares").check(passage_table(corpus, tokens))


def test_public_functions_return_declared_tables(place: Path, store: Store) -> None:
    study, job = load_study(place), store.latest_job()
    corpus = study.corpus()
    tokens = study.tokens(corpus)
    scores = [theme_scores(store.run("nmf").fitted, job.codebook_of(store.run("nmf")), job.themes)]
    passages = passage_table(corpus, tokens)
    estimand, design = job_parts(job)[3:]
    found = gold_agreement(job)
    tables: dict[str, pd.DataFrame] = {
        "funnel": topics.funnel(corpus),
        "survival": topics.survival(corpus, tokens, study.themes),
        "shares": theme_shares(scores, passages, corpus.documents, estimator="nmf", design=design, estimand=estimand),
        "trends": theme_trends(scores, passages, corpus.documents, estimator="nmf", design=design),
        "agreement by period": found.by_period,
        "agreement by passage": found.by_passage,
        "gold": found.unmatched,
        "label": label_table(job, [store.run("nmf")]),
    }
    for name, table in tables.items():
        declared(name).check(table)
    assert set(tables["shares"]) == set(SHARES.names) - {"unstable", "unfit"}
    for card in theme_cards(job):
        for part in ("keywords", "confusions", "rates", "differences"):
            declared(f"card {part}").check(getattr(card, part))
        declared("card term uses").check(card.term_uses)
        declared("shares").check(card.shares)


def test_an_export_is_of_declared_tables(store: Store) -> None:
    job = store.latest_job()
    (described,) = describe(job, [store.run("nmf")])
    for name, table in matrices(described).items():
        declared("exported passages" if name == "passages" else name).check(table)


STUDY = "{study}"
PRINTED: dict[str, list[str]] = {
    f"corpus {STUDY}": ["funnel"],
    f"corpus {STUDY} --losses": ["corpus losses"],
    f"corpus {STUDY} --dates": ["corpus dates"],
    f"corpus {STUDY} --duplicates": ["families"],
    f"corpus {STUDY} --repairs": ["repair counts"],
    f"corpus {STUDY} doc-0 --repairs": ["trace"],
    f"check {STUDY}": [
        *("survival", "keywords", "keyword overlap", "terms together", "keywords by period", "term uses", "companions")
    ],
    f"phrases {STUDY} --min-count 2": ["phrases"],
    "runs": ["runs"],
    "show nmf": ["topics"],
    "show nmf --topic t01": ["examples"],
    "shares": ["shares"],
    "shares --duplicates both --dates all --unassigned all --standardise source": ["shares"],
    "shares --posterior": ["posterior shares"],
    "shares --pool": ["pooled shares"],
    f"trends {STUDY}": ["trends"],
    f"trends {STUDY} --split source": ["split changes"],
    "passages nmf": ["passages"],
    "compare": ["settings", "scores"],
    f"concordance {STUDY} 风电": [],  # written line by line; tests of concordance look at its table
    f"keyness {STUDY} --a 2020": ["keyness"],
    f"together {STUDY}": ["together"],
    "compare --gold": ["agreement by period", "agreement by passage"],
    "compare nmf lexicon": ["settings", "scores", "aligned topics", "share differences"],
    f"sweep {STUDY} --model nmf --topics 2,3 --seeds 2": ["sweep"],
    f"sweep {STUDY} --model nmf --topics 2,3 --seeds 2 --paths": ["paths"],
    f"stability {STUDY}": ["run stability", "themes and spread"],
    f"robustness {STUDY}": ["robustness", "robustness_choices"],
    f"robustness {STUDY} --every": ["specifications"],
    "verify": ["verified"],
    "verify --rerun nmf": ["rerun"],
    f"checklist {STUDY}": ["checklist"],
    f"gold power {STUDY} --per-year 4": ["gold power", "gold power of change"],
    f"gold read {STUDY}": ["gold reliability", "gold coder rates", "gold disagreements"],
    f"gold import {STUDY} {STUDY}/gold/codes.csv --drawn probability --out {STUDY}/imported": [
        "gold reliability", "gold coder rates", "gold left out",
    ],
    f"gold estimate {STUDY} --by lexicon": ["gold estimates", "corrected changes", "gold errors"],
    f"gold score {STUDY}": ["estimator scores", "estimator scores by theme", "estimator shares"],
    f"gold score {STUDY} --by period": [
        "estimator scores", "estimator scores by part", "estimator scores by theme", "estimator shares",
    ],
    "validate score {study}/validation/best-label-nmf --missed": [
        "validation precision", "validation by subject", "validation reliability", "validation missed",
    ],
    "recover --generators D --estimators lexicon --replications 1 --documents 60 --controls": [
        "recovery", "negative controls",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def printing(place: Path) -> Iterator[Path]:
    """The study with a coded sample and a filled validation, phrases out of the way."""
    patch = pytest.MonkeyPatch()
    patch.setenv("TOPICS_STORE", str(place / "runs"))
    invoke = CliRunner().invoke
    assert invoke(app, ["gold", "sample", str(place), "--per-year", "8", "--mentions"]).exit_code == 0
    for path in (place / "gold" / "sheets").glob("*.csv"):
        sheet = pd.read_csv(path, dtype=str, keep_default_na=False)
        sheet["theme"] = ["风电" if n % 2 else "高铁" for n in range(len(sheet))]
        sheet = sheet.assign(**{name: "yes" for name in sheet if name.startswith("mentions ")})
        sheet.to_csv(path, index=False)
    assert invoke(app, ["gold", "read", str(place)]).exit_code == 0  # commands may be tried in any order
    folder = place / "validation" / "best-label-nmf"
    made = ["validate", "make", str(place), "--task", "best-label", "--model", "nmf", "--out", str(folder), "--n", "6"]
    assert invoke(app, [*made, "--format", "csv"]).exit_code == 0
    for path in folder.glob("coder-*.csv"):
        pd.read_csv(path, dtype=str, keep_default_na=False).assign(answer="A").to_csv(path, index=False)
    yield place
    patch.undo()


@pytest.mark.parametrize("command", PRINTED)
def test_a_command_prints_declared_tables(command: str, printing: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[pd.DataFrame] = []
    monkeypatch.setattr(Form, "show", lambda _, table, title: shown.append(table))
    monkeypatch.setattr(Form, "show_all", lambda _, tables: shown.extend(tables.values()))
    (printing / "phrases.txt").unlink(missing_ok=True)
    words = [word.format(study=printing) for word in command.split()]
    found = CliRunner().invoke(app, [*words, "--json"])
    assert found.exit_code == 0, found.output
    for name, table in zip(PRINTED[command], shown, strict=True):
        declared(name).check(table)


def test_no_command_with_machine_forms_is_forgotten() -> None:
    def commands(group: Any, before: str = "") -> Iterator[str]:
        for name, command in group.commands.items():
            if hasattr(command, "commands"):
                yield from commands(command, f"{before}{name} ")
            elif any("--json" in parameter.opts for parameter in command.params):
                yield before + name

    asked = set(commands(typer.main.get_command(app)))
    forgotten = {name for name in asked if not any(line.startswith(name) for line in PRINTED)}
    assert forgotten == set(), "give each a line in PRINTED, with the tables that it prints"


@pytest.mark.parametrize("dtype", ["integer", "flag"])
def test_a_whole_number_or_a_flag_cannot_be_missing(dtype: Any) -> None:
    table = Table("t", "row", (Column("a", "text", "", "a text"), Column("b", dtype, "documents", "a number")))
    with pytest.raises(TableError, match="Mistyped: b"):
        table.frame([("x", None)])
