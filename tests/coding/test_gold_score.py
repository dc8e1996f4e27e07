"""`topics gold score`: coded text from outside is read, scored with the study's models, and compared by document."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app
from topics.coding.gold.by_passage import names_passages, read_coded_passages
from topics.coding.gold.code_table import counting_code
from topics.coding.gold.outside import not_asked, read_coded_texts, with_coded_texts
from topics.coding.gold.score import known_texts, score_passages, score_texts
from topics.errors import StudyError
from topics.evaluation.people.text_scores import SCORED_SHARES
from topics.jobs.run import run
from topics.report.layouts.score_layouts import nearest_sentence
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import Theme

THEMES = (Theme("economic", ("tax",)), Theme("social", ("police",)))
ZH = [
    ("甲", "风电机组在沿海投运，风电叶片运往港口。", "wind", "wind"),
    ("甲", "高铁车站带动县城商业，动车组按时开行。", "rail", "rail"),
    ("乙", "水稻插秧进入高峰，灌溉渠道清淤完成。", "none", ""),
    ("乙", "高铁沿线的风电场并网，高铁客流增长。", "rail", "rail;wind"),
]


def write_csv(path: Path, header: str, *rows: str) -> Path:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_table_of_texts_and_codes(tmp_path: Path) -> None:
    file = write_csv(
        tmp_path / "c.csv", "doc_id,text,code,weight", "A,we cut tax,economic,2", "A,more police,social,", "B,x,none,1"
    )
    coded = read_coded_texts(file, THEMES)
    assert coded.texts == ("we cut tax", "more police", "x")
    assert coded.codes.primary.tolist() == [[True, False], [False, True], [False, False]]
    assert coded.codes.mentions is None
    assert coded.codes.document.tolist() == [0, 0, 1]
    assert coded.codes.weight.tolist() == [2, 1, 1]


@pytest.mark.parametrize("column", ["code", "primary", "theme"])
@pytest.mark.parametrize("nothing", ["", "none", "None", "other", "none of the themes"])
def test_json_lines_with_main_themes_and_mentions(tmp_path: Path, column: str, nothing: str) -> None:
    rows = [
        {"doc_id": "A", "text": "税", column: "economic", "mentions": ["economic", "social"]},
        {"doc_id": "B", "text": "云", column: nothing, "mentions": []},
    ]
    file = tmp_path / "c.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    coded = read_coded_texts(file, THEMES).codes
    assert coded.primary.tolist() == [[True, False], [False, False]]
    assert coded.mentions is not None
    assert coded.mentions.tolist() == [[True, True], [False, False]]


LABELLED = (
    Theme("economic", ("tax",), (("en", "Economic policy"), ("zh", "经济"))),
    Theme("social", ("police",), (("en", "Social policy"), ("zh", "社会"))),
)


@pytest.mark.parametrize(
    ("code", "theme"),
    [
        ("Economic", "economic"),
        ("economic policy", "economic"),
        ("ＳＯＣＩＡＬ", "social"),
        ("经济", "economic"),
        ("社会；社会", "social"),
        ("以上主题皆非", ""),
    ],
)
def test_a_code_is_an_id_or_a_label_in_any_language(tmp_path: Path, code: str, theme: str) -> None:
    coded = read_coded_texts(write_csv(tmp_path / "c.csv", "text,code", f"税收与警务,{code}"), LABELLED).codes
    assert [one for one, said in zip(coded.themes, coded.primary[0], strict=True) if said] == [theme][: bool(theme)]


def test_columns_of_other_names(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "c.csv", "manifesto,sentence,crowd", "A,we cut tax,economic", "A,more police,social")
    coded = read_coded_texts(file, THEMES, {"text": ("sentence",), "code": ("crowd",), "doc_id": ("manifesto",)})
    assert coded.codes.primary.sum() == 2
    assert coded.codes.document.tolist() == [0, 0]


def test_texts_without_a_document_are_documents_of_their_own(tmp_path: Path) -> None:
    coded = read_coded_texts(write_csv(tmp_path / "c.csv", "text,code", "a,none", "b,none", "c,none"), THEMES)
    assert len(set(coded.codes.document.tolist())) == 3


SAID = [
    ("A,we cut tax", ("economic", "economic", "none")),
    ("A,more police", ("social", "economic", "social")),
    ("B,税收与警务", ("social", "economic", "none")),  # divided
    ("B,其他事项", ("none", "none", "social")),
]


@pytest.mark.parametrize("long", [True, False])
def test_the_code_of_most_coders_counts_and_between_as_many_the_first(tmp_path: Path, long: bool) -> None:
    if long:
        rows = [f"{text},{code},{who}" for text, some in SAID for who, code in zip("abc", some, strict=True)]
        coded = read_coded_texts(write_csv(tmp_path / "c.csv", "doc_id,text,code,coder", *rows), THEMES)
    else:
        rows = [f"{text},{','.join(some)}" for text, some in SAID]
        file = write_csv(tmp_path / "c.csv", "doc_id,text,ann,bo,cy", *rows)
        coded = read_coded_texts(file, THEMES, {"code": ("ann", "bo", "cy")})
    assert coded.texts == ("we cut tax", "more police", "税收与警务", "其他事项")
    assert coded.codes.primary.tolist() == [[True, False], [False, True], [False, True], [False, False]]
    assert coded.codes.document.tolist() == [0, 0, 1, 1]
    assert "1 text of divided coders, of whom the first counts" in coded.losses


def test_a_coder_who_left_a_cell_empty_has_no_vote(tmp_path: Path) -> None:
    file = write_csv(tmp_path / "c.csv", "text,ann,bo", "tax,economic,", "police,,social", "x,none,none")
    coded = read_coded_texts(file, THEMES, {"code": ("ann", "bo")})
    assert coded.codes.primary.tolist() == [[True, False], [False, True], [False, False]]


@pytest.mark.parametrize(
    ("said", "code", "clear"),
    [("aab", "a", True), ("ab", "a", False), ("ba", "b", False), ("cabba", "c", False), ("cabbb", "b", True)],
)
def test_one_rule_for_codes_of_several(said: str, code: str, clear: bool) -> None:
    assert counting_code(list(said)) == (code, clear)


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        ("text,label", "a,economic", "expected a column `code`"),
        ("text,code", "a,economy", 'text 1: there is no theme "economy"; did you mean "economic"'),
        ("text,code,mentions", "a,none,tax", 'there is no theme "tax"'),
        ("text,code", "a,economic;social", "names 2 themes"),
        ("text,code", "a,economic、social", "names 2 themes"),
        ("text,code", "a,NA", 'text 1: there is no theme "NA"'),
        ("正文,主题", "a,economic", "expected a column `code` .*, found 主题; name it with --column code=NAME"),
        ("编号,主题", "doc-1#1,economic", "that of passage ids with --column unit=NAME"),
        ("text,code,weight", "a,none,many", '`weight` is a number above 0, found "many"'),
        ("text,code,weight", "a,none,-1", "`weight` is a number above 0"),
        ("text,code,weight", "a,none,inf", "`weight` is a number above 0"),
        ("sentence,code", "a,none", "no field holds the text"),
    ],
)
def test_what_is_wrong_with_a_table_is_told(tmp_path: Path, header: str, row: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_coded_texts(write_csv(tmp_path / "c.csv", header, row), THEMES)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="cannot be read"):
        read_coded_texts(tmp_path / "none.csv", THEMES)


@pytest.fixture
def toy(tmp_path: Path) -> tuple[Path, Path]:
    """The toy study and a table of four coded texts of two documents."""
    write_toy_study(tmp_path / "toy")
    rows = [f"{d},{t},{code},{mentions}" for d, t, code, mentions in ZH]
    return tmp_path / "toy", write_csv(tmp_path / "coded.csv", "doc_id,text,code,mentions", *rows)


@pytest.mark.parametrize("alone", [False, True])
def test_coded_texts_are_scored_as_they_are(tmp_path: Path, toy: tuple[Path, Path], alone: bool) -> None:
    folder, file = toy
    study = load_study(folder)
    coded = read_coded_texts(file, study.themes)
    job = run(with_coded_texts(study, coded, tmp_path, alone=alone), Store(tmp_path / "runs"))
    assert len(job.corpus.documents) == (4 if alone else 12)
    found = score_texts(job, coded)
    lexicon = found.scores[found.scores["estimator"] == "lexicon"].set_index("code")
    assert lexicon["f1"].to_dict() == {"primary": 1, "mentions": 1}
    assert lexicon["n_documents"].tolist() == [2, 2]


CODED = '\n[[models]]\nkind = "coded"\n'
SCORES = '\n[[models]]\nkind = "scores"\nname = "theirs"\nfile = "theirs.csv"\nwhose = "Li"\nmissing = "{}"\n'


@pytest.mark.parametrize("missing", ["refuse", "unassigned"])
@pytest.mark.parametrize("alone", [False, True])
def test_scores_that_are_not_of_these_texts_are_left_out_and_not_taken_for_zero(
    tmp_path: Path, toy: tuple[Path, Path], missing: str, alone: bool
) -> None:
    folder, file = toy
    with (folder / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write(SCORES.format(missing))
    study = load_study(folder)
    coded = read_coded_texts(file, study.themes)
    asked = with_coded_texts(study, coded, tmp_path, alone=alone).settings.models
    assert [model.name for model in asked] == ["lexicon", "nmf"]
    assert not_asked(study, alone=alone) == ["theirs: its table has no scores of these texts"]


def test_without_a_model_that_can_be_asked_nothing_is_scored(tmp_path: Path, toy: tuple[Path, Path]) -> None:
    folder, file = toy
    text = (folder / "study.toml").read_text(encoding="utf-8").partition("[[models]]")[0]
    (folder / "study.toml").write_text(text + SCORES.format("refuse") + CODED, encoding="utf-8")
    study = load_study(folder)
    coded = read_coded_texts(file, study.themes)
    with pytest.raises(StudyError, match="theirs: its table has no scores of these texts; coded: the study's codes"):
        with_coded_texts(study, coded, tmp_path, alone=True)


def test_columns_that_the_study_names_hold_for_its_own_files_alone(tmp_path: Path, toy: tuple[Path, Path]) -> None:
    folder, file = toy
    (folder / "documents" / "more.csv").write_text("day,words\n2020-05-01,风电机组在沿海成片投运。\n", encoding="utf-8")
    settings = (folder / "study.toml").read_text(encoding="utf-8")
    (folder / "study.toml").write_text(
        settings + '\n[corpus.columns]\ntext = "words"\ndate = "day"\n', encoding="utf-8"
    )
    study = load_study(folder)
    coded = read_coded_texts(file, study.themes)
    for alone in (False, True):
        corpus = with_coded_texts(study, coded, tmp_path, alone=alone).corpus()
        assert set(coded.ids()) <= set(corpus.documents["doc_id"])


def test_what_cleaning_takes_away_is_about_no_theme(tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    study = load_study(tmp_path / "toy")
    rows = ("A,风电机组在沿海投运。,wind", "B,第 3 页 共 9 页,wind", "B,水稻插秧进入高峰。,none")
    coded = read_coded_texts(write_csv(tmp_path / "c.csv", "doc_id,text,code", *rows), study.themes)
    job = run(with_coded_texts(study, coded, tmp_path), Store(tmp_path / "runs"))
    by_theme = score_texts(job, coded).by_theme.set_index(["estimator", "theme"])
    assert by_theme.loc[("lexicon", "wind"), "recall"] == 0.5


def test_the_command_prints_three_tables_and_keeps_nothing(
    toy: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder, file = toy
    before = sorted(tmp_path.rglob("*"))
    result = CliRunner().invoke(app, ["gold", "score", str(folder), "--codes", str(file), "--json"])
    assert result.exit_code == 0, result.output
    tables = json.loads(result.stdout)
    assert list(tables) == ["Macro-F1", "Themes", "Shares"]
    assert {row["estimator"] for row in tables["Shares"]} == {"lexicon", "nmf"}
    assert all("unfit" in row for row in tables["Shares"])
    assert sorted(tmp_path.rglob("*")) == before
    shown = CliRunner().invoke(app, ["gold", "score", str(folder), "--codes", str(file), "--baseline", "nmf"])
    assert "primary − baseline" in " ".join(shown.stdout.split())
    assert "Nearest to the codes by document is" in " ".join(shown.output.split())


@pytest.mark.parametrize(
    ("errors", "unfit", "own", "said"),
    [
        (
            {"a": (2, 4), "b": (5, 5)},
            {},
            "a",
            "Nearest to the codes by document is a, 3.0 points on average over themes.",
        ),
        ({"a": (2, 4), "b": (5, 5)}, {}, "b", "b, the study's own estimator, is number 2 of 2 with 5.0 points."),
        ({"a": (2, 4), "b": (5, 5)}, {("a", "social"): "blind"}, "b", "is b, 5.0 points on average over themes."),
        ({"a": (2, 4), "b": (5, 5)}, {("a", "social"): "blind"}, "a", "a, the study's own estimator, is unfit for a"),
        ({"a": (2, 4)}, {("a", "social"): "blind"}, "a", "Every estimator is unfit for a theme."),
    ],
)
def test_the_nearest_estimator_is_one_that_is_fit(
    errors: dict[str, tuple[float, float]], unfit: dict[tuple[str, str], str], own: str, said: str
) -> None:
    themes = ("economic", "social")
    rows = [
        (name, "weight", theme, 0.1, 0.1, error, error, 2)
        for name, some in errors.items()
        for theme, error in zip(themes, some, strict=True)
    ]
    reasons = [unfit.get((name, theme), "") for name, _, theme, *_ in rows]
    assert said in nearest_sentence(SCORED_SHARES.frame(rows).assign(unfit=reasons), own)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the toy study, whose passages hold terms of wind or rail, or neither, and the store of its run."""
    folder = tmp_path_factory.mktemp("own")
    write_toy_study(folder / "toy")
    run(load_study(folder / "toy"), Store(folder / "runs"))
    return folder


@pytest.fixture(scope="module")
def job(place: Path) -> Job:
    return Store(place / "runs").latest_job(place / "toy")


def by_terms(job: Job) -> list[tuple[str, str]]:
    """Every passage with the theme whose terms it holds."""
    found = []
    for passage, text in zip(job.corpus.passages["passage_id"], job.corpus.passages["text"], strict=True):
        found.append((passage, "wind" if "风电" in text else "rail" if "高铁" in text or "动车" in text else "none"))
    return found


@pytest.mark.parametrize("header", ["passage_id,code", "unit,theme", "id,primary"])
def test_codes_by_passage_id_score_the_studys_own_run(tmp_path: Path, job: Job, header: str) -> None:
    file = write_csv(tmp_path / "c.csv", header, *(",".join(row) for row in by_terms(job)), "elsewhere#1,wind")
    assert names_passages(file, {})
    coded = read_coded_passages(file, job)
    assert coded.rows.tolist() == list(range(job.tokens.n_passages))
    assert coded.losses == (f"1 row of no passage of the study, the first A{job.tokens.n_passages + 2}",)
    found = score_passages(job, coded)
    assert found.scores.set_index("estimator").loc["lexicon", "f1"] == pytest.approx(1)
    assert found.scores["n_texts"].unique().tolist() == [job.tokens.n_passages]
    assert found.scores["n_documents"].unique().tolist() == [8]


def test_codes_by_passage_id_have_coders_mentions_and_probabilities(tmp_path: Path, job: Job) -> None:
    rows = [
        "doc-1#1,wind,ann,wind;rail,0.5", "doc-1#1,wind,bo,wind,0.5", "doc-1#1,rail,cy,wind;rail,0.5",
        "doc-1#2,rail,ann,rail,1", "doc-1#2,wind,bo,wind,1",
    ]  # fmt: skip
    first, second = job.corpus.passages["passage_id"].iloc[:2]
    rows = [row.replace("doc-1#1", first).replace("doc-1#2", second) for row in rows]
    coded = read_coded_passages(write_csv(tmp_path / "c.csv", "unit,code,coder,mentions,probability", *rows), job)
    assert coded.codes.primary.tolist() == [[True, False], [False, True]]
    assert coded.codes.mentions is not None
    assert coded.codes.mentions.tolist() == [[True, True], [False, False]]
    assert coded.codes.weight.tolist() == [2, 1]
    assert coded.losses == ("1 passage of divided coders, of whom the first counts",)
    with pytest.raises(StudyError, match="no passage of the study has a code: 1 row of no passage of the study"):
        read_coded_passages(write_csv(tmp_path / "d.csv", "unit,code", "z#1,wind"), job)


@pytest.mark.parametrize(
    ("header", "columns", "by_id"),
    [
        ("id,text,code", {}, False),
        ("unit,text,code", {}, False),
        ("passage_id,text,code", {}, True),
        ("passage_id,words,code", {"text": ("words",)}, False),
        ("passage,code", {"unit": ("passage",)}, True),
        ("text,code", {}, False),
    ],
)
def test_whether_a_table_is_of_texts_or_of_passages(
    tmp_path: Path, header: str, columns: dict[str, tuple[str, ...]], by_id: bool
) -> None:
    assert names_passages(write_csv(tmp_path / "c.csv", header, "a,b,c"), columns) == by_id
    assert not names_passages(tmp_path / "c.jsonl", {})


def test_the_command_scores_passages_by_id(place: Path, job: Job, tmp_path: Path) -> None:
    file = write_csv(tmp_path / "c.csv", "passage_id,code", *(",".join(row) for row in by_terms(job)))
    asked = ["gold", "score", str(place / "toy"), "--codes", str(file), "--store", str(place / "runs")]
    result = CliRunner().invoke(app, [*asked, "--json"])
    assert result.exit_code == 0, result.output
    rows = {row["estimator"]: row for row in json.loads(result.stdout)["Macro-F1"]}
    assert rows["lexicon"]["f1"] == pytest.approx(1)
    assert "which --alone leaves out" in str(CliRunner().invoke(app, [*asked, "--alone"]).exception)


def test_texts_whose_codes_a_model_may_have_learned_are_left_out(tmp_path: Path) -> None:
    """A sentence of a coded passage, what holds one, and another passage of its document; not what is new."""
    folder = tmp_path / "toy"
    write_toy_study(folder)
    said = {"wind": "风电机组在沿海投运", "rail": "高铁车站带动县城", "none": "水稻插秧进入高峰"}
    rows = []
    for n in range(14):
        lines = [f"{text}，这是第{n}号文件的{theme}段。灌溉渠道清淤完成第{n}回。" for theme, text in said.items()]
        lines.append(f"第{n}份文件另有未编码的一段，谈的是猪肉与蔬菜的价格。")
        day = f"2020-{n % 12 + 1:02d}-01"
        (folder / "documents" / f"more-{n}.md").write_text(
            f"---\ntitle: 文件{n}\ndate: {day}\nsource: 部\n---\n\n" + "\n\n".join(lines) + "\n", encoding="utf-8"
        )
        rows += [f"more-{n},{line[:14]},{theme}" for line, theme in zip(lines, said, strict=False)]
    write_csv(folder / "gold.csv", "doc_id,starts,theme", *rows)
    settings = (folder / "study.toml").read_text(encoding="utf-8").partition("[[models]]")[0]
    lexicon = '[[models]]\nkind = "lexicon"\n'
    (folder / "study.toml").write_text(f'{settings}\n[themes]\ngold = "gold.csv"\n\n{lexicon}{CODED}', encoding="utf-8")
    study = load_study(folder)
    texts = [
        "灌溉渠道清淤完成第3回。",  # a sentence of a coded passage
        f"导语在前。{said['rail']}，这是第5号文件的rail段。灌溉渠道清淤完成第5回。结语在后。",  # holds one
        "第7份文件另有未编码的一段，谈的是猪肉与蔬菜的价格。",  # of a document with codes
        "风电场今年在西部并网，风机叶片下线。",
    ]
    coded = read_coded_texts(write_csv(tmp_path / "c.csv", "text,code", *(f"{t},wind" for t in texts)), study.themes)
    job = run(with_coded_texts(study, coded, tmp_path), Store(tmp_path / "runs"))
    assert known_texts(job, coded).tolist() == [0, 1, 2]
    assert score_texts(job, coded).scores["n_texts"].unique().tolist() == [1]
    some = read_coded_texts(write_csv(tmp_path / "d.csv", "text,code", f"{texts[0]},wind"), study.themes)
    with pytest.raises(StudyError, match="all coded texts stand in documents whose codes"):
        score_texts(job, some)
