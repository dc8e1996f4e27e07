"""A specification curve: the grid by hand, a planted change, resumed, kept apart from the study's own job."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.conftest import SAMPLE, write_toy_study
from topics.errors import StoreError, StudyError
from topics.jobs.robustness import robustness
from topics.jobs.run import run
from topics.jobs.specifications import own_specification, specifications, values
from topics.preprocessing.corpus import read_corpus
from topics.report.drawing import draw_figures
from topics.report.figures.fig7_specifications import outdated
from topics.report.figures.fig7_specifications import specifications as drawn_specifications
from topics.report.layouts.robustness_layouts import robustness_layout
from topics.results.change import job_trends
from topics.shares.trend.specification_summary import CHOICES
from topics.store.catalogue import runs_to_remove
from topics.store.job import Job
from topics.store.store import Store
from topics.store.verify import verify_store
from topics.study.settings import RobustnessSettings
from topics.study.study import Study, load_study

_GRID = """\
[robustness]
topics = [3, 4]
segmenter = ["jieba", "characters"]
min_passages = [1, 6]
membership = ["weight", "primary"]
weighting = ["text", "document"]
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    folder = tmp_path_factory.mktemp("robustness") / "toy"
    write_toy_study(folder)
    file = folder / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + _GRID, encoding="utf-8")
    return load_study(folder)


@pytest.fixture(scope="module")
def store(study: Study) -> Store:
    return Store(study.folder.parent / "runs")


@pytest.fixture(scope="module")
def job(study: Study, store: Store) -> Job:
    return robustness(study, store)


def declaring(study: Study, **declared: object) -> Study:
    settings = study.settings.model_copy(update={"robustness": RobustnessSettings.model_validate(declared)})
    return replace(study, settings=settings)


def test_the_grid_multiplies_what_applies(study: Study) -> None:
    told = [tuple(one.choices.values()) for one in specifications(study)]
    counting = [
        ("lexicon", None, "paragraph", segmenter, None, None, None, "once", membership, weighting)
        for segmenter in ("jieba", "characters")
        for membership in ("weight", "primary")
        for weighting in ("text", "document")
    ]
    assert told[:8] == counting
    assert told[8] == ("nmf", 3, "paragraph", "jieba", "both", 1, 1.0, "once", "weight", "text")
    assert len(told) == len({*told}) == 8 + 2 * 2 * 2 * 2 * 2
    assert tuple(specifications(study)[0].choices) == CHOICES


def test_a_study_that_declares_nothing_has_a_grid_all_the_same(study: Study) -> None:
    bare = declaring(study)
    assert values(bare)["topics"] == (3, 6)
    assert values(bare)["max_share"] == (1.0, 0.5)
    assert len(specifications(bare)) == 2**4 + 2**8
    english = bare.settings.model_copy(
        update={
            "corpus": bare.settings.corpus.model_copy(update={"language": "en"}),
            "models": bare.settings.models[:1],
        }
    )
    assert len(specifications(replace(bare, settings=english))) == 2**3


def test_the_sample_declares_at_least_48() -> None:
    assert len(specifications(load_study(SAMPLE))) >= 48


@pytest.mark.parametrize(
    ("declared", "own", "said"),
    [
        ({"models": ["lexikon"]}, "lexicon", 'there is no model "lexikon"; did you mean "lexicon"'),
        ({"segmenter": ["characters"]}, "lexicon", r"segmenter = \['characters'\] lacks 'jieba'"),
        ({"models": ["nmf"], "topics": [5, 10]}, "nmf", r"topics = \[5, 10\] lacks 3"),
        ({"models": ["nmf"], "topics": [3]}, "lexicon", r"models = \['nmf'\] lacks 'lexicon'"),
    ],
)
def test_the_studys_own_way_is_in_the_grid(study: Study, declared: dict[str, object], own: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        own_specification(declaring(study, **declared), own)


def test_what_does_not_apply_to_the_own_estimator_may_lack_its_value(study: Study) -> None:
    narrow = declaring(study, topics=[5], max_share=[0.5])
    assert len(specifications(narrow)) == 2
    assert own_specification(narrow, "lexicon")["estimator"] == "lexicon"


def test_every_model_keeps_its_own_size_where_none_is_declared(study: Study) -> None:
    lexicon, nmf = study.settings.models
    larger = nmf.model_copy(update={"name": "nmf-5", "options": {**nmf.options, "topics": 5}})
    both = replace(study, settings=study.settings.model_copy(update={"models": (lexicon, nmf, larger)}))
    declared = declaring(both, membership=["weight", "primary"])
    assert {(one.choices["estimator"], one.choices["topics"]) for one in specifications(declared)} == {
        ("lexicon", None), ("nmf", 3), ("nmf-5", 5),
    }  # fmt: skip
    for made_up in (declared, declaring(both)):
        assert [own_specification(made_up, name)["topics"] for name in ("lexicon", "nmf", "nmf-5")] == [None, 3, 5]


@pytest.mark.parametrize("named", ["lexicon", "nmf"])
def test_the_own_specification_is_of_the_estimator_that_the_studys_job_has(
    study: Study, tmp_path: Path, named: str
) -> None:
    settings = study.settings.model_copy(
        update={"shares": study.settings.shares.model_copy(update={"estimator": named})}
    )
    narrow = declaring(replace(study, settings=settings), membership=["weight", "primary"])
    store = Store(tmp_path)
    curve, main = robustness(narrow, store), run(narrow, store)
    table = curve.table("specifications")
    assert set(table.loc[table["own"], "estimator"]) == {named}
    assert curve.own.name == main.own.name == named
    assert outdated(main)["what"].tolist() == []


@pytest.mark.parametrize("values", ["[]", '["jieba", 3]', '"jieba"'])
def test_a_choice_is_a_list_of_values(study: Study, tmp_path: Path, values: str) -> None:
    write_toy_study(tmp_path / "other")
    file = tmp_path / "other" / "study.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}[robustness]\nsegmenter = {values}\n", encoding="utf-8")
    if values == "[]":
        assert load_study(file).settings.robustness.segmenter == ()
        return
    with pytest.raises(StudyError, match=r"study.toml:\d+: \[robustness\] segmenter = "):
        load_study(file)


def test_the_planted_fall_is_found_in_every_counted_specification(job: Job) -> None:
    table = job.table("specifications")
    assert len(table) == 40 * 2
    wind = table[(table["theme"] == "wind") & (table["estimator"] == "lexicon")]
    assert (wind["sign"] == -1).all()
    # Two of three paragraphs, then one of three: a document's share of itself.
    exact = wind[(wind["weighting"] == "document") & (wind["segmenter"] == "characters")]
    assert exact["share_change"].tolist() == pytest.approx([-1 / 3] * 2, abs=0.02)
    summary = job.table("robustness").set_index("theme").loc["wind"]
    assert summary["n_specifications"] + summary["n_unseen"] == 40
    assert summary["share_change_own"] == table[table["own"] & (table["theme"] == "wind")]["share_change"].item()
    assert set(table.columns) >= {*CHOICES, "population", "denominator", "share_first", "share_last"}


def test_the_own_specification_is_the_contrast_of_the_studys_main_job(study: Study, store: Store, job: Job) -> None:
    main = run(study, store)
    trends = job_trends(main, estimators=["lexicon"]).set_index("theme")
    table = job.table("specifications")
    own = table[table["own"]].set_index("theme")
    for column in ("share_first", "share_last", "share_change"):
        assert own.loc["wind", column] == trends.loc["wind", column], column


def test_nothing_is_fitted_twice_and_the_main_job_shares_its_fits(study: Study, store: Store, job: Job) -> None:
    before = {found.name for found in store.runs()}
    # NMF: 2 segmenters × 2 limits × 2 sizes. Counting knows limits only by its list of words: 2 segmenters.
    assert len(before) == 8 + 2
    assert robustness(study, store).table("specifications").equals(job.table("specifications"))
    run(study, store)
    assert {found.name for found in store.runs()} == before


def test_the_figure_of_a_study_draws_its_latest_curve(study: Study, store: Store, job: Job, tmp_path: Path) -> None:
    draw_figures(run(study, store), ["fig7_specifications"], tmp_path, language="zh", formats=["png"])
    drawn = pd.read_csv(tmp_path / "fig7_specifications.csv")
    assert drawn["share_change"].tolist() == pytest.approx(job.table("specifications")["share_change"].tolist())
    assert (tmp_path / "fig7_specifications_zh.png").stat().st_size > 20_000
    caption = (tmp_path / "fig7_specifications_zh.txt").read_text(encoding="utf-8")
    assert "设定曲线" in caption
    assert f"设定表：{job.name}。" in caption


def test_an_estimator_is_unfit_in_the_figure_where_the_study_fits_it_alone(
    study: Study, store: Store, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    main = run(study, store)
    judged = main.table("fitness")
    nmf = (judged["estimator"] == "nmf") & (judged["theme"] == "wind")
    monkeypatch.setattr(
        "topics.report.figures.fig7_specifications.kept_fitness",
        lambda _: judged.assign(verdict=judged["verdict"].mask(nmf, "unfit"), reason=judged["reason"].mask(nmf, "few")),
    )
    drawn = drawn_specifications(main)
    unfit = drawn[drawn["unfit"] != ""]
    assert {*unfit["estimator"], *unfit["theme"]} == {"nmf", "wind"}
    # Of 3 and 4 topics, two segmenters and two thresholds, one combination is the study's own.
    assert unfit[["topics", "segmenter", "min_passages"]].drop_duplicates().to_numpy().tolist() == [["3", "jieba", "1"]]
    assert drawn["topics"].nunique() == 3  # with none, where terms are counted
    draw_figures(main, ["fig7_specifications"], tmp_path, formats=["svg"])
    told = (tmp_path / "fig7_specifications.txt").read_text(encoding="utf-8")
    assert f"but among those that `topics robustness` and the checklist count: Wind power: {len(unfit)}." in told


def test_documents_are_read_once_for_all_ways_to_segment_them(
    study: Study, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = []
    monkeypatch.setattr(
        "topics.preprocessing.corpus.read_corpus",
        lambda *args, **options: read.append(args) or read_corpus(*args, **options),
    )
    few = declaring(study, models=["lexicon"], segmenter=["jieba", "characters"], unit=["paragraph", "document"])
    job = robustness(few, Store(tmp_path))
    assert len(read) == 2  # for each unit
    assert len(job.table("specifications")) == 4 * 2
    assert set(job.table("specifications")["unit"]) == {"paragraph", "document"}


def test_a_size_is_not_taken_for_a_model_of_that_name(study: Study) -> None:
    nmf = study.settings.models[1]
    namesake = nmf.model_copy(update={"name": "nmf-4", "options": {**nmf.options, "topics": 4, "hold": 0.5}})
    settings = study.settings.model_copy(update={"models": (*study.settings.models, namesake)})
    grid = specifications(replace(study, settings=settings))
    names = {(one.model.name, one.model.options.get("topics"), one.model.options.get("hold")) for one in grid}
    assert len({name for name, _, _ in names}) == len(names) == 5


def test_a_wider_grid_fits_what_is_new(study: Study, store: Store, job: Job) -> None:
    before = {found.name for found in store.runs()}
    robustness(declaring(study, topics=[3, 5]), store)
    new = {found.name for found in store.runs()} - before
    assert [name.rsplit("-", 1)[0] for name in new] == ["nmf-5-s1"]


def test_it_is_a_job_of_its_own_whose_runs_are_protected(study: Study, store: Store) -> None:
    job = robustness(study, store)  # the latest again, after a wider grid
    assert job.kind == "robustness"
    assert len(job.needed) == len({*job.needed}) == 10
    assert len(job.run_names) == 3  # of the study's own corpus and tokens
    other = next(name for name in job.needed if name not in job.run_names)
    assert store.jobs("robustness")[-1].name == job.name
    with pytest.raises(StoreError, match=f"needs {other}"):
        runs_to_remove(store, [other])
    rows = verify_store(store)
    assert not rows.loc[rows["kind"] == "job", "missing"].any()


def test_a_specification_that_sees_nothing_has_no_change(study: Study, tmp_path: Path) -> None:
    absent = study.folder.parent / "absent"
    write_toy_study(absent)
    themes = absent / "themes.toml"
    themes.write_text(
        themes.read_text(encoding="utf-8") + '[sea]\nlabel = { zh = "潮汐", en = "Tides" }\nterms = ["潮汐能"]\n',
        encoding="utf-8",
    )
    early = (
        "---\ndate: 2019-05-01\n---\n\n潮汐能电站在海湾建成发电，潮汐能机组全部国产，"
        "并网以后运行平稳，供应周边三个县的用电。\n"
    )
    (absent / "documents" / "early.md").write_text(early, encoding="utf-8")
    file = absent / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + "[periods]\nstart = 2020\n", encoding="utf-8")
    job = robustness(declaring(load_study(absent), models=["lexicon"], weighting=["text", "document"]), Store(tmp_path))
    table = job.table("specifications").set_index("theme").loc["sea"]
    assert np.isnan(table[["share_change", "share_first", "sign"]].to_numpy(dtype=float)).all()
    assert job.table("robustness").set_index("theme").loc["sea", "n_unseen"] == 2


def test_a_summary_to_be_read_has_points_with_one_minus_sign() -> None:
    table = pd.DataFrame({"theme": ["a"], "share_change_own": [-0.11], "share_agree_own": [0.95]})
    shown = robustness_layout(table)
    assert shown.to_dict("records") == [{"theme": "a", "change, points (own)": "−11.0", "same sign as own": "95%"}]


def test_specifications_that_come_to_the_same_are_counted_once(study: Study, tmp_path: Path) -> None:
    nmf = study.settings.models[1]
    twin = nmf.model_copy(update={"name": "nmf-4", "options": {**nmf.options, "topics": 4}})
    settings = study.settings.model_copy(update={"models": (*study.settings.models, twin)})
    declared = declaring(replace(study, settings=settings), topics=[3, 4])
    job = robustness(declared, Store(tmp_path))
    table = job.table("specifications")
    told = table[table["theme"] == "wind"][["specification", "estimator", "topics", "own", "coincide"]]
    # The grid: lexicon; nmf of 3 topics and of 4; nmf-4 of 3 and of 4, which are the same two fits.
    expected = [[1, "lexicon", "", True, 0], [2, "nmf", "3", False, 1], [3, "nmf", "4", False, 1]]
    assert told.to_numpy().tolist() == expected
    assert set(job.table("robustness")["n_coincided"]) == {2}
