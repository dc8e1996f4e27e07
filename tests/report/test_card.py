"""Cards and the checklist of the toy study."""

import json
import re
import shutil
from pathlib import Path
from typing import get_args

import pandas as pd
import pytest

from tests.conftest import write_toy_study
from tests.report.latex import assert_latex_takes
from tests.shares.test_trends import CAUSAL
from topics.claims.card import theme_cards
from topics.claims.checklist import checklist
from topics.claims.fits import SETTINGS_ZH, VALUES_ZH
from topics.claims.items import STEPS_ZH
from topics.claims.preparation import LANGUAGES_ZH, STOP_LISTS_ZH
from topics.claims.specification import curve_of
from topics.coding.gold.draw import draw_sample
from topics.coding.gold.estimate import gold_estimates
from topics.coding.gold.folder import GoldFolder
from topics.coding.gold.read import read_codes
from topics.coding.validation.make import make_validation
from topics.coding.validation.score import kept_scores, score_validation
from topics.errors import StudyError
from topics.files.records import write_record
from topics.jobs.robustness import robustness
from topics.jobs.run import run as run_study
from topics.languages import LANGUAGES, STOP_LISTS
from topics.models import MODELS
from topics.preprocessing.cleaning.repairs import REPAIRS
from topics.preprocessing.passages import BYLINE, HEADER, TITLE
from topics.preprocessing.readers.steps import KINDS
from topics.report.card_text import card_markdown, cards_markdown
from topics.report.headings import checklist_layout
from topics.report.tables import render
from topics.store.store import Store
from topics.study.study import load_study

GOLD = "doc_id,starts,theme\ndoc-0,风电机组在沿海,wind\ndoc-1,高铁线路穿过,rail\ndoc-2,风电机组在沿海,rail\n"
TOLD = 'definition = "Power from wind"\nexclude = "the sun"\n'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy study with three codes and a definition, run."""
    place = tmp_path_factory.mktemp("kept")
    write_toy_study(place / "toy")
    themes = place / "toy" / "themes.toml"
    themes.write_text(
        themes.read_text(encoding="utf-8").replace('terms = ["风电"]', f'terms = ["风电"]\n{TOLD}'), encoding="utf-8"
    )
    (place / "toy" / "gold.csv").write_text(GOLD, encoding="utf-8")
    run_study(load_study(place / "toy"), Store(place / "runs"))
    return place


def test_a_card_says_what_the_theme_is_and_how_it_is_measured(place: Path) -> None:
    store = Store(place / "runs")
    job = store.latest_job()
    wind, rail = theme_cards(job)
    assert (wind.coded, wind.passages) == (3, 24)
    assert wind.keywords.loc[0, ["term", "passages"]].tolist() == ["风电", 12]
    counts = wind.confusions.set_index(["estimator", "other"])
    assert counts.loc[("lexicon", "rail"), ["missed", "mistaken"]].tolist() == [0, 1]
    rates = rail.rates.set_index(["estimator", "period"])
    assert rates.loc[("lexicon", "2020"), ["precision", "recall"]].tolist() == [1, 0.5]
    text = card_markdown(wind, job)
    for piece in (
        "# Wind power (`wind`)",
        "- Definition: Power from wind",
        "- Counts: not written; `include` of the theme in themes.toml has it.",
        "- Does not count: the sun",
        "| lexicon | nmf |",
        "3 of 24 counted passages have a code",
        "- A change from 2020 to 2021 in uncorrected output: **not allowed**. "
        "Fewer than 30 documents in 2020 (4), 2021 (4)",
        "level not validated",
    ):
        assert piece in text
    chinese = card_markdown(wind, job, "zh")
    assert chinese.startswith("# 风电（`wind`）\n\n测量卡片。研究：Toy；")
    assert "- 定义：Power from wind\n- 计入：未写明（可在 themes.toml 该主题的 `include` 中写入）。\n" in chinese
    assert "）。\n- 不计入：the sun" in chinese
    assert "| 词项 | 出现次数 | 占主题词项 | 段落数 | 提示 |" in chinese
    assert "计入统计的 24 个段落中，3 个已编码" in chinese
    written = re.sub(r"`[^`]*`|themes\.toml|docs/\S+|Power from wind|the sun|topics|Wilson|Toy|toy-\w+", "", chinese)
    assert re.findall("[a-z]{4,}", written) == []
    assert cards_markdown([wind, rail], job).count("Measurement card.") == 2


def test_cards_are_the_same_every_time_and_claim_no_cause(place: Path) -> None:
    store = Store(place / "runs")
    job = store.latest_job()
    texts = [cards_markdown(theme_cards(job), job) for _ in range(2)]
    assert texts[0] == texts[1]
    assert not CAUSAL.search(texts[0])
    assert not CAUSAL.search(" ".join(checklist(job)["value"]))


def test_only_the_themes_asked_for_and_no_others(place: Path) -> None:
    store = Store(place / "runs")
    job = store.latest_job()
    assert [card.theme.id for card in theme_cards(job, ["rail"])] == ["rail"]
    with pytest.raises(StudyError, match='no theme "rial"; did you mean "rail"'):
        theme_cards(job, ["rial"])


def test_what_people_said_of_labels_reaches_card_and_checklist(place: Path, tmp_path: Path) -> None:
    store = Store(place / "runs")
    job = store.latest_job()
    before = checklist(job, tmp_path).set_index("item")["value"]
    assert before["best-label"].startswith("not done: ")
    assert before["agreement of coders"].startswith("not done: ")
    made = make_validation(
        job, store.run("lexicon"), "best-label", tmp_path / "a", coders=2, suffix="csv", language="en"
    )
    for coder in made.coders:
        path = tmp_path / "a" / f"{coder}.csv"
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        header = lines[0].split(",")
        place_of = header.index("answer")
        for number, line in enumerate(lines[1:], start=1):
            cells = line.split(",")
            cells[place_of] = "ABC"[made.items[cells[0]].answer]
            lines[number] = ",".join(cells)
        path.write_text("\n".join(lines), encoding="utf-8-sig")
    score_validation(tmp_path / "a")
    after = checklist(job, tmp_path).set_index("item")["value"]
    assert re.match(
        r"precision 1.00 \[0\.\d\d, 1.00\] over 24 items, chance 0.33, exact p < .001", after["best-label (lexicon)"]
    )
    assert after["coders, best-label (lexicon)"].startswith("Krippendorff's α 1.00")
    (card,) = theme_cards(job, ["rail"], tmp_path)
    (label,) = [claim for claim in card.claims if claim.claim.startswith("The label")]
    assert label.verdict == "allowed"
    assert label.ground.startswith("lexicon: 8 items, precision 1.00")


@pytest.mark.parametrize(
    ("task", "change", "used"),
    [
        ("best-label", {}, True),
        ("best-label", {"study": "another"}, False),
        ("best-label", {"job": "toy-00000000"}, False),
        ("best-label", {"run": "lexicon-s1-00000000"}, False),
        # What people say of a run's topics holds in whatever job has the run.
        ("word-intrusion", {"job": "toy-00000000"}, True),
        ("word-intrusion", {"run": "lexicon-s1-00000000"}, False),
    ],
)
def test_answers_about_another_job_or_run_are_not_used(
    place: Path, tmp_path: Path, task: str, change: dict[str, str], used: bool
) -> None:
    store = Store(place / "runs")
    job = store.latest_job()
    row = {"precision": 1.0, "lower": 0.9, "upper": 1.0, "items": 9, "chance": 0.3, "p": 0.01}
    facts = {"study": "toy", "job": job.name, "run": store.run("lexicon").name, "task": task, "model": "lexicon"}
    (tmp_path / "a").mkdir()
    record = {**facts, **change, "precision": [row], "subjects": []}
    (tmp_path / "a" / "scores.json").write_text(json.dumps(record), encoding="utf-8")
    assert [found.task for found in kept_scores(tmp_path, job)] == [task] * used
    value = checklist(job, tmp_path).set_index("item")["value"]
    assert (f"{task} (lexicon)" in value) == used
    assert ("answers not used" in value) == (not used and "study" not in change)


def test_a_specification_curve_reaches_the_checklist(place: Path, tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    with (tmp_path / "toy" / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[robustness]\nmodels = ["lexicon", "nmf"]\nseeds = 1\n')
    study = load_study(tmp_path / "toy")
    store = Store(tmp_path / "runs")
    job = run_study(study, store)
    item = "other pipelines"
    value = checklist(job).set_index("item")["value"]
    assert value[item] == "not done: no specification curve is kept (`topics robustness`)"
    assert value["stability over seeds"].startswith("not done: no model has two seeds")
    curve = robustness(study, store)
    value = checklist(job).set_index("item")["value"]
    assert re.match(
        r"\d+ specifications .*over estimator, .*; the change has the sign of the study's own in wind ", value[item]
    )
    assert value[item].endswith(f"job {curve.name})")
    assert len(curve_of(job).summary) == len(job.themes)
    # That of another study, or of other text or terms, is none of this one.
    record = curve.record
    for key, value in (("place", "another"), ("corpus", "another"), ("themes", record["themes"][:1])):
        write_record(curve.folder / "job.json", record | {key: value})
        said = "no specification curve is kept" if key == "place" else "is of another state of the study"
        assert said in checklist(job).set_index("item")["value"][item]
        assert curve_of(job) is None if key == "place" else curve_of(job).summary is None


def test_the_checklist_names_the_inference_and_the_prior_that_were_used(place: Path, tmp_path: Path) -> None:
    """Settings that leave the choice to the fit, "auto" and 0, are nothing that a paper can state."""
    write_toy_study(tmp_path / "toy")
    file = tmp_path / "toy" / "study.toml"
    models = '\n[[models]]\nkind = "lda"\ntopics = 2\n'
    file.write_text(file.read_text(encoding="utf-8") + models, encoding="utf-8")
    value = checklist(run_study(load_study(tmp_path / "toy"), Store(tmp_path / "runs"))).set_index("item")["value"]
    assert "inference collapsed" in value["model lda"]
    assert "eta 0.1," in value["model lda"]


def test_the_checklist_says_the_same_in_chinese(place: Path) -> None:
    job = Store(place / "runs").latest_job()
    english, chinese = checklist(job), checklist(job, language="zh")
    assert len(english) == len(chinese)
    undone = english["value"].str.startswith("not done"), chinese["value"].str.startswith("未做")
    assert undone[0].sum() > 5
    assert undone[0].tolist() == undone[1].tolist()
    values = chinese.set_index("item")["value"]
    assert values["对比"] == "2021 年减 2020 年（各研究一律以末期减首期）"
    assert values["各期文档数"] == "2020 年 4，2021 年 4"
    assert values["隶属度"].startswith("按主题权重")
    assert values["主题"] == "风电、高铁"
    assert "；话题数 3，" in values["模型：nmf"]
    told = checklist_layout(chinese, job)
    assert list(told.columns) == ["部分", "项目", "内容"]
    assert {"模型：NMF", "词典法的随机种子数"} <= {*told["项目"]}
    assert not told["内容"].str.contains(r"(?<![`\w./-])(?:nmf|lexicon|wind|rail)(?![\w.-])", regex=True).any()
    assert assert_latex_takes(render(told, "latex")) == assert_latex_takes(render(english, "latex")) == 1
    assert render(told, "markdown").splitlines()[0] == "| 部分 | 项目 | 内容 |"


def test_everything_that_the_checklist_names_has_a_chinese_name() -> None:
    settings = {name: parameter for kind in MODELS.values() for name, parameter in kind.settings.items()}
    assert set(settings) <= set(SETTINGS_ZH)
    values = {value for parameter in settings.values() for value in get_args(parameter.annotation)}
    assert values <= set(VALUES_ZH)
    assert set(LANGUAGES) == set(LANGUAGES_ZH)
    assert {known.source for known in STOP_LISTS.values()} == set(STOP_LISTS_ZH)
    assert set(REPAIRS) | set(KINDS) | {TITLE, BYLINE, HEADER} <= set(STEPS_ZH)


def test_every_item_of_the_checklist_has_a_value_or_a_reason(place: Path) -> None:
    store = Store(place / "runs")
    table = checklist(store.latest_job())
    assert list(table.columns) == ["section", "item", "value"]
    assert list(dict.fromkeys(table["section"])) == [
        "data", "preprocessing", "parameters", "reliability", "validity", "estimand", "coding design",
        "family of tests", "claims", "replication",
    ]  # fmt: skip
    assert not table.duplicated(["section", "item"]).any()
    assert table["value"].str.len().gt(0).all()
    assert not table["value"].str.fullmatch("not done:? ?").any()
    value = table.set_index("item")["value"]
    assert value["size"].startswith("8 counted documents of 8, 24 counted passages of 24, ")
    assert value["documents by period"] == "2020 4, 2021 4"
    assert value["model nmf"].startswith("nmf; K = 3; topics 3, ")
    assert value["definitions"] == "of 1 of 2"
    assert value["coded"] == "3 passages of 3 documents; 0 codes belong to no passage"
    assert value["family"] == "not done: no test of change was made"
    assert json.loads(table.to_json(orient="records"))[0]["section"] == "data"


def test_a_study_file_of_another_name_is_found(tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    (tmp_path / "toy" / "study.toml").rename(tmp_path / "toy" / "a-study.toml")
    store = Store(tmp_path / "runs")
    job = run_study(load_study(tmp_path / "toy" / "a-study.toml"), store)
    value = checklist(job).set_index("item")["value"]
    assert value["model lexicon"].startswith(
        "lexicon; counts the themes' terms and has no topics; measure any; no random numbers"
    )


def test_a_coded_sample_reaches_card_and_checklist(place: Path, tmp_path: Path) -> None:
    shutil.copytree(place / "runs", tmp_path / "runs")
    store = Store(tmp_path / "runs")
    study = load_study(place / "toy")
    draw_sample(study, store, 6, folder=(sample := GoldFolder(tmp_path / "gold")), overlap=1.0)
    job = store.latest_job()
    drawn = checklist(job, sample=sample).set_index("item")["value"]
    assert drawn["sample"].startswith(
        "6 passages in each of 2 periods (2020 to 2021), strata by the theme that lexicon finds"
    )
    assert drawn["coded"].startswith("not done: ")
    for coder in (1, 2):
        path = sample.sheet(1, coder, ".csv")
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
        says = {"风电": "风电", "高铁": "高铁"}
        table["theme"] = [
            next((label for term, label in says.items() if term in text), "none of the themes")
            for text in table["text"]
        ]
        table.to_csv(path, index=False)
    read_codes(sample, job, draws=50)
    gold_estimates(sample, store, study)
    value = checklist(job, sample=sample).set_index("item")["value"]
    assert value["coded"] == "12 passages by 2 coders"
    assert value["sampling probabilities"] == "known, from 0.500 to 0.500"
    assert value["second coder"] == "12 passages"
    assert value["coders, all themes"].startswith("Krippendorff's α 1.00 [1.00, 1.00] over 12 units")
    assert value["levels"].startswith("corrected (design-based) from 12 coded units with predictions by lexicon")
    assert "text shares, unit paragraph, membership primary" in value["levels"]
    (card,) = theme_cards(job, ["wind"], sample=sample)
    level = card.claims[0]
    assert level.verdict == "allowed"
    assert "orrected from 12 coded units," in level.ground
    found, _ = job.gold(codes=sample.codes)
    assert found
    kept = found.shares.query("theme == 'wind' and period == '2020'")["share"].iloc[0]
    assert f"2020 {100 * kept:.1f} [" in level.ground
    # A coder who agrees with the estimator on every unit corrects next to nothing.
    assert kept == pytest.approx(
        card.shares.query("estimator == 'lexicon' and period == '2020'")["share"].iloc[0], abs=0.02
    )

    # Neither shares of other codes nor of another weighting are the job's.
    assert job.gold("document") == (
        None,
        "corrected shares were kept of text shares and not of document shares",
    )
    gold_estimates(sample, store, study, weighting="document")
    assert job.gold("document")[0]
    assert job.gold()[0]
    codes = sample.codes.read_text(encoding="utf-8")
    sample.codes.write_text(codes.replace(",rail,", ",wind,", 1), encoding="utf-8")
    assert job.gold(codes=sample.codes) == (None, "the codes have changed since `topics gold estimate`; run it again")
    (card,) = theme_cards(job, ["wind"], sample=sample)
    assert (card.claims[0].verdict, card.claims[0].ground) == (
        "not allowed",
        "Level not validated: the codes have changed since `topics gold estimate`; run it again.",
    )
    assert checklist(job, sample=sample).set_index("item")["value"]["levels"].startswith("not done: the codes")
