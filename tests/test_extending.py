"""The walk of docs/extending.md: a new model, reader, figure and language are one file each, as the page has them."""

import ast
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from tests import test_schema
from tests.claims import test_reading
from tests.conftest import write_toy_study
from tests.models import test_models
from tests.plots import test_stress
from tests.preprocessing import made_files
from tests.preprocessing.ledger.test_ledger import check_ledger
from tests.test_language import complaint
from topics import schema
from topics.closure import ROOT
from topics.models.fitted import FittedTopics
from topics.preprocessing.document import Document, SourceFile
from topics.preprocessing.readers import READERS
from topics.preprocessing.reading import read_bytes
from topics.report.figures import FIGURES
from topics.shares.estimand import ESTIMAND_COLUMNS

DOCS = ROOT.parent / "docs"
SPOKEN = "沿海风电机组并网发电，叶片与塔筒运抵海上施工现场，开工建设。"
SUBTITLES = f"1\n00:00:01,000 --> 00:00:02,000\n{SPOKEN}\n"
PROGRAM = """
import importlib.util, json, sys
from pathlib import Path
import pandas as pd
import topics
from topics.models import MODELS
from topics.plots.figure_words import estimator_label
from topics.report.drawing import draw_figures

assert Path(topics.__file__).is_relative_to(Path.cwd()), topics.__file__
study = topics.load_study("toy")
job = topics.run(study, topics.open_store("runs"))
run = topics.open_store("runs").run(job.record["models"][0]["runs"][0])
corpus = study.corpus()
draw_figures(job, ["fig15_effective_themes"], Path("drawn"), language="zh")
spec = importlib.util.spec_from_file_location("generate", "docs/generate.py")
generate = importlib.util.module_from_spec(spec)
spec.loader.exec_module(generate)
print(json.dumps({
    "topics": run.fitted.topic_words.shape[0],
    "labels": [estimator_label("kmeans"), estimator_label("kmeans-12", "zh")],
    "libraries": run.provenance["inputs"]["libraries"]["scikit-learn"],
    "srt": corpus.files.set_index("path")["reader"].filter(like=".srt").to_dict(),
    "spoken": corpus.passages.loc[corpus.passages["doc_id"] == "film-2021-05-01", "text"].tolist(),
    "losses": len(corpus.losses),
    "table": [line for line in generate.study().splitlines() if "kmeans" in line or "srt" in line],
    "kinds": list(MODELS),
    "figure": pd.read_csv(next(Path("drawn").glob("*.csv"))).columns.tolist(),
    "caption": next(Path("drawn").glob("*_zh.txt")).read_text(encoding="utf-8").split("：")[0],
}))
"""


GERMAN = (
    "Der Landkreis hat beschlossen, dass der Windpark vor der Küste in den nächsten Jahren gebaut wird, und die Häfen "
    "sind für das Vorhaben nicht tief genug, sagt der Verband. Die Kosten werden von dem Land und den Firmen getragen."
)
LANGUAGE_PROGRAM = """
import json
from pathlib import Path
import topics
from topics.languages import STOP_LISTS

_, notes = topics.new_study(Path("study"), ["texts"])
with Path("study/study.toml").open("a") as file:
    file.write("[tokens]\\nmin_passages = 1\\nmax_share = 1.0\\n")
study = topics.load_study("study")
tokens = study.tokens(study.corpus())
print(json.dumps([notes[0], study.settings.corpus.language, sorted(STOP_LISTS), list(tokens.vocabulary)]))
"""


def worked_example(part: str) -> str:
    """The complete example of docs/extending.md that holds a piece of code."""
    blocks = re.findall(r"```python\n(.*?)```", (DOCS / "extending.md").read_text(encoding="utf-8"), re.DOTALL)
    [example] = [block for block in blocks if part in block]
    return str(example)


EXAMPLES = ["def read_srt", "def fit_kmeans", "def hill_number", "GERMAN = ", "def test_the_effective_number"]


@pytest.mark.parametrize("part", EXAMPLES)
def test_an_example_passes_the_linter_and_the_rule_of_language(part: str) -> None:
    folder = "tests" if "\ndef test_" in worked_example(part) else "topics"
    # The order of imports rests on what is there, and the figure that the test imports is not.
    order = ["--extend-ignore", "I001"] if folder == "tests" else []
    ruff = [sys.executable, "-m", "ruff", "check", *order, "--stdin-filename", f"{folder}/pasted.py"]
    done = subprocess.run(
        [*ruff, "-"], cwd=ROOT.parent, input=worked_example(part), capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout
    told = ast.get_docstring(ast.parse(worked_example(part)))
    assert not (told and complaint(told)), told


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> "dict[str, object]":
    """What a copy of the package says that has two files more, and a study that needs both."""
    place = tmp_path_factory.mktemp("walk")
    shutil.copytree(ROOT, place / "topics")
    (place / "docs").mkdir()
    shutil.copy(DOCS / "generate.py", place / "docs")
    (place / "topics" / "models" / "kmeans.py").write_text(worked_example("def fit_kmeans"), encoding="utf-8")
    (place / "topics" / "preprocessing" / "readers" / "subtitles.py").write_text(
        worked_example("def read_srt"), encoding="utf-8"
    )
    figure = place / "topics" / "report" / "figures" / "fig15_effective_themes.py"
    figure.write_text(worked_example("def hill_number"), encoding="utf-8")
    write_toy_study(place / "toy")
    (place / "toy" / "documents" / "film-2021-05-01.srt").write_text(SUBTITLES, encoding="utf-8")
    settings = place / "toy" / "study.toml"
    before = settings.read_text(encoding="utf-8").split("[[models]]")[0]
    settings.write_text(f'{before}[[models]]\nkind = "kmeans"\ntopics = 3\n', encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM], cwd=place, env={"PYTHONPATH": str(place)}, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    found: dict[str, object] = json.loads(run.stdout.splitlines()[-1])
    return found


def test_a_study_with_the_new_kind_fits_and_is_kept_with_its_libraries(said: "dict[str, object]") -> None:
    assert said["topics"] == 3
    assert re.fullmatch(r"\d+\.\d+.*", str(said["libraries"]))


def test_the_new_format_is_read(said: "dict[str, object]") -> None:
    assert said["srt"] == {"documents/film-2021-05-01.srt": "srt"}
    assert (said["spoken"], said["losses"]) == ([SPOKEN], 0)


@pytest.fixture
def read_srt(monkeypatch: pytest.MonkeyPatch) -> "Callable[[str], SourceFile]":
    """The page's reader, registered for the length of a test."""
    assert ".txt" in list(READERS)  # all others are known by now
    monkeypatch.setattr(READERS, "_entries", dict(READERS._entries))
    exec(worked_example("def read_srt"), {"__name__": "subtitles"})
    return lambda text: read_bytes(text.encode(), "film.srt")


HEAD = "{n}\n00:00:0{n},000 --> 00:00:0{n},900\n"


@pytest.mark.parametrize(
    "captions",
    [
        ["In", "1945", "it ended --> or not."],
        ["那是", "1945", "年 --> 战争结束。"],
        ["3", "2", "1", "Go."],
        ["- Wer?\n\n- 42."],
        ["从 00:00:01,000 --> 00:00:02,000 这一段", "完。"],
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("between", ["\n", "\n\n", "\n\n\n"])
def test_the_new_reader_keeps_all_that_is_said(read_srt, captions: list[str], end: str, between: str) -> None:
    heads = [HEAD.format(n=n) for n in range(1, len(captions) + 1)]
    file = between.join(head + caption for head, caption in zip(heads, captions, strict=True))
    [document] = read_srt(file.replace("\n", end)).documents
    assert document.text.split() == " ".join(captions).split()
    assert [text for _, text in document.taken] == [head.strip() for head in heads]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ledger_adds_up_through_the_new_reader(read_srt, language: str) -> None:
    made = dict(vars(made_files))
    exec(worked_example("def captions"), made)
    check_ledger(".srt", made["captions"], language)


def test_the_page_names_every_field_of_a_record() -> None:
    page = (DOCS / "extending.md").read_text(encoding="utf-8")
    table = page.partition("| field | holds |")[2].partition("\n\n")[0]
    named = set(re.findall(r"`(\w+)`", " ".join(row.split("|")[1] for row in table.splitlines()[2:])))
    set_later = {"text", "path", "date_precision", "described", "evidence", "repeats"}
    assert named == {field.name for field in fields(Document)} - set_later | {"part"}


def test_the_new_figure_is_drawn_with_its_table_and_caption(said: "dict[str, object]") -> None:
    assert said["figure"] == ["estimator", "period", "themes", *ESTIMAND_COLUMNS]
    assert said["caption"] == "各期有效主题数"


@pytest.fixture
def figure(monkeypatch: pytest.MonkeyPatch) -> str:
    """The page's figure, registered for the length of a test."""
    name = "fig15_effective_themes"
    assert name not in FIGURES  # all others are known by now
    monkeypatch.setattr(FIGURES, "_entries", dict(FIGURES._entries))
    monkeypatch.setattr(schema, "TABLES", dict(schema.TABLES))
    exec(worked_example("def hill_number"), {"__name__": name})
    return name


def test_the_new_figure_passes_what_is_asked_of_every_figure(figure: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="a line in FIGURES_UNDER_STRESS"):
        test_stress.test_every_figure_is_under_stress()
    made = dict(vars(test_stress))
    exec(worked_example("def effective_of"), made)
    monkeypatch.setitem(test_stress.FIGURES_UNDER_STRESS, figure, made["effective_of"])
    test_stress.test_every_figure_is_under_stress()
    test_stress.test_a_figure_has_a_title_unless_it_is_asked_to_be_plain(figure)
    for cell in test_stress.SHORT:
        test_stress.check(figure, cell)


@pytest.mark.parametrize(("shown", "said"), [("", "give `new_page` its finding"), ("5G rises", "leave that to")])
def test_a_figure_without_the_title_it_should_have_is_told(monkeypatch, shown: str, said: str) -> None:
    monkeypatch.setattr(test_stress, "title_of", lambda *_, **__: shown)
    with pytest.raises(AssertionError, match=said):
        test_stress.test_a_figure_has_a_title_unless_it_is_asked_to_be_plain("fig1_theme_shares")


def test_a_model_without_its_lines_in_the_tests_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(test_models.PLANTED, "keyatm")
    with pytest.raises(AssertionError, match="give the model a line in PLANTED"):
        test_models.test_every_model_is_tested_here()
    one = np.ones((1, 1), dtype=np.float32)
    tied = FittedTopics(("t",), one, one, ("p",), ("w",), theme_of={"t": "wind"})
    with pytest.raises(AssertionError, match=r'\(`theme_of`\) is named in TOLD: "nmf"'):
        test_models.test_themes_known_to_the_model(("nmf", tied))


def test_a_column_without_its_line_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = {"shares", "fitness", "robustness", "gold/coders", "funnel"}
    test_reading.test_every_column_of_every_kept_table_is_read_or_has_a_reason_why_not(kept)
    left = {name: reason for name, reason in test_reading.NOT_READ.items() if name != "shares.n_tokens"}
    monkeypatch.setattr(test_reading, "NOT_READ", left)
    with pytest.raises(AssertionError, match=r"in NOT_READ of topics/claims/reading.py: \['shares.n_tokens'\]"):
        test_reading.test_every_column_of_every_kept_table_is_read_or_has_a_reason_why_not(kept)


def test_a_command_without_its_line_in_the_tests_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    left = {line: tables for line, tables in test_schema.PRINTED.items() if not line.startswith("trends")}
    monkeypatch.setattr(test_schema, "PRINTED", left)
    with pytest.raises(AssertionError, match="give each a line in PRINTED"):
        test_schema.test_no_command_with_machine_forms_is_forgotten()


def test_labels_and_tables_know_both(said: "dict[str, object]") -> None:
    assert said["labels"] == ["k-means", "k 均值（12）"]
    assert said["table"] == [
        "| subtitles | `.srt` |",
        "| [`kmeans`](#kmeans) | k-means |  | MacQueen 1967 |",
        "### kmeans",
    ]


def test_the_order_of_the_others_stays(said: "dict[str, object]") -> None:
    others = ["lda", "nmf", "bertopic", "keyatm", "lexicon", "clause-extent", "coded", "seeded-vectors", "scores"]
    assert [kind for kind in said["kinds"] if kind in (*others, "kmeans")] == ["kmeans", *others]


def test_a_language_is_one_file_and_its_name(tmp_path: Path) -> None:
    shutil.copytree(ROOT, tmp_path / "topics")
    languages = tmp_path / "topics" / "languages"
    (languages / "german.py").write_text(worked_example("GERMAN = "), encoding="utf-8")
    (languages / "stop_words" / "de.txt").write_text("der\ndie\ndas\nund\n", encoding="utf-8")
    init = (languages / "__init__.py").read_text(encoding="utf-8")
    init = init.replace("import ENGLISH\n", "import ENGLISH\nfrom topics.languages.german import GERMAN\n")
    init = init.replace("ENGLISH, PLAIN)", "ENGLISH, GERMAN, PLAIN)")
    (languages / "__init__.py").write_text(init, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    for n in range(4):
        text = f"---\ndate: 202{n}-05-01\n---\n\n{GERMAN} Es war die {n}. Sitzung zum Thema.\n"
        (tmp_path / "texts" / f"text-{n}.md").write_text(text, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", LANGUAGE_PROGRAM],
        cwd=tmp_path, env={"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    note, language, lists, vocabulary = json.loads(run.stdout.splitlines()[-1])
    assert (language, lists) == ("de", ["de", "en", "zh"])
    assert note.startswith("The texts are German")
    assert {"windpark", "küste"} <= set(vocabulary)
    assert not {"der", "die", "das", "und"} & set(vocabulary)
