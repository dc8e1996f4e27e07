"""Two models that differ in anything that changes numbers have two names wherever names are printed."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
import pytest

from tests.conftest import asked, write_toy_study
from topics.errors import StoreError
from topics.jobs.run import run
from topics.models import MODELS, ModelInput
from topics.models.codes import PassageCodes
from topics.preprocessing.words.tokens import build_tokens
from topics.report.page import report_page
from topics.results.seed_stability import job_stability
from topics.store.fingerprints import corpus_inputs, run_name, token_inputs
from topics.store.job import Job
from topics.store.run import named_after
from topics.store.store import Store
from topics.study.settings import CorpusSettings, ModelSettings, TokenSettings, options_of
from topics.study.study import load_study
from topics.themes import Theme

SCALES = """
[[models]]
kind = "nmf"
name = "free"
topics = 3
seeds = [1, 2]

[[models]]
kind = "nmf"
name = "scaled"
topics = 3
seeds = [1, 2]
scale = "own"
"""
SETTINGS = [(kind, name) for kind in MODELS for name in options_of(kind).model_fields]


@pytest.mark.parametrize(("kind", "differs"), [("clause-extent", True), ("coded", True), ("keyatm", False)])
def test_the_name_of_a_theme_among_its_terms_is_in_the_fits_that_look_at_it(kind: str, differs: bool) -> None:
    tokens = build_tokens(["a", "b"], [["wind"], ["rail"]], min_passages=1, max_share=1.0)
    model = ModelSettings(kind=kind, name=kind, options=options_of(kind)().model_dump())
    named, unnamed = (
        ModelInput(tokens, ("wind", "rail"), (Theme("w", ("wind", "blade"), (("en", label),)),))
        for label in ("Wind", "Energy")
    )
    assert (run_name(model, 1, named) != run_name(model, 1, unnamed)) == differs


def test_codes_are_in_the_fits_that_learn_from_them() -> None:
    tokens = build_tokens(["a", "b"], [["wind"], ["rail"]], min_passages=1, max_share=1.0)
    one = PassageCodes(np.array([0]), np.array([[True]]))
    datas = [
        ModelInput(tokens, ("wind", "rail"), codes=codes, families=families)
        for codes, families in ((None, ()), (one, ()), (replace(one, rows=one.rows + 1), ()), (one, ("a", "a")))
    ]
    names = {
        kind: len({run_name(ModelSettings(kind=kind, name=kind, options={}), 1, data) for data in datas})
        for kind in ("coded", "lexicon", "clause-extent")
    }
    assert names == {"coded": 4, "lexicon": 1, "clause-extent": 1}


def other(value: Any, hint: Any = None) -> Any:
    """Another value of a setting."""
    if choices := [choice for choice in get_args(hint) if isinstance(choice, str)]:
        return next(choice for choice in choices if choice != value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1 if isinstance(value, int) else value / 2 + 0.01
    return (*value, "other") if isinstance(value, tuple) else f"{value}other"


@pytest.mark.parametrize(("kind", "name"), SETTINGS, ids=[f"{kind}-{name}" for kind, name in SETTINGS])
def test_every_setting_of_a_model_is_in_the_name_of_its_fit(kind: str, name: str) -> None:
    tokens = build_tokens(["a", "b"], [["wind"], ["rail"]], min_passages=1, max_share=1.0)
    ones = np.ones((2, 3), dtype=np.float32)
    data = ModelInput(tokens, ("wind", "rail"), vectors=lambda _: ones, scores=lambda _: ones)
    options = options_of(kind)().model_dump()
    changed = {**options, name: other(options[name], get_type_hints(MODELS[kind].adapter).get(name))}
    one, two = (ModelSettings(kind=kind, name=kind, options=its) for its in (options, changed))
    assert run_name(one, 1, data) != run_name(two, 1, data)
    assert run_name(one, 1, data) != run_name(one, 2, data)


@pytest.mark.parametrize(
    ("section", "name"),
    [
        *(("corpus", name) for name in CorpusSettings.model_fields if name not in {"losses", "duplicates"}),
        *(("tokens", name) for name in TokenSettings.model_fields),
    ],
)
def test_every_setting_of_the_text_is_in_the_key_of_the_tokens(toy_study: Path, section: str, name: str) -> None:
    """But for those that change neither text nor words: losses are accepted or not, and copies are counted later."""
    study = load_study(toy_study)
    part = getattr(study.settings, section)
    now = getattr(part, name)
    chosen = {"unit": "document", "undated": "leave out", "language": "en", "stop_list": "none"}
    value = chosen.get(name, {"title": ("t",)} if name == "columns" else other(now))
    settings = study.settings.model_copy(update={section: part.model_copy(update={name: value})})
    if name in {"documents", "manifest", "stored", "lexicon", "stop_words"}:
        return  # files, whose contents are hashed
    keys = [token_inputs(one, corpus_inputs(one)) for one in (study, replace(study, settings=settings))]
    assert keys[0] != keys[1]


@pytest.mark.parametrize("line", ['membership = "primary"', 'clusters = "family"', "draws = 150", "seed = 2"])
def test_every_setting_of_shares_is_in_the_name_of_the_job(toy_study: Path, tmp_path: Path, line: str) -> None:
    file, store = toy_study / "study.toml", Store(tmp_path / "runs")
    text = re.sub(r"\[shares\]\n(?:[a-z]+ = .*\n)*", "", file.read_text(encoding="utf-8"))
    names = set()
    for shares in ("", line):
        file.write_text(f"{text}\n[shares]\n{shares}\n", encoding="utf-8")
        names.add(run(load_study(toy_study), store).name)
    assert len(names) == 2


@pytest.fixture(scope="module")
def scaled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job]:
    """A study of two models that share their fits and differ in scale."""
    place = tmp_path_factory.mktemp("scaled")
    write_toy_study(place / "toy")
    file = place / "toy" / "study.toml"
    text = file.read_text(encoding="utf-8").split("[[models]]")[0]
    file.write_text(text + SCALES, encoding="utf-8")
    store = Store(place / "runs")
    return store, run(load_study(place / "toy"), store)


def test_a_fit_on_two_scales_is_two_runs(scaled: tuple[Store, Job]) -> None:
    _, job = scaled
    free, own = job.models
    assert free.fit_names == own.fit_names
    assert free.run_names == [fit.replace("nmf-", "free-") for fit in free.fit_names]
    assert own.run_names == [f"{fit.replace('nmf-', 'scaled-')}+own" for fit in own.fit_names]
    assert [run.name for run in job.runs] == [*free.run_names, *own.run_names]
    assert job.run_names == free.fit_names


def test_a_run_is_found_by_every_name_and_beginning(scaled: tuple[Store, Job]) -> None:
    store, job = scaled
    free, own = (model.runs[0] for model in job.models)
    for name in (free.name, free.fit, free.name[:-2], free.fit[:-2], "free"):
        assert (store.run(name).fit, store.run(name).scale) == (free.fit, "none"), name
    for name in (own.name, f"{own.fit}+own", own.name[:-6], "scaled", "scal"):  # the second as older stores name it
        assert (store.run(name).fit, store.run(name).scale) == (own.fit, "own"), name
        assert job._run_named(name) == own, name
    assert job.reading(f"{own.fit}+own") == job.reading(own.name) == own


@pytest.mark.parametrize(
    ("name", "said"),
    [("fre-3", 'did you mean "free'), ("skaled", 'did you mean "scaled'), ("xyz", "known are: ")],
)
def test_an_unknown_name_lists_near_ones(scaled: tuple[Store, Job], name: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        scaled[0].run(name)


def test_names_of_runs_begin_with_the_model_s() -> None:
    fit = "lda-20-s1-0a1b2c3d"
    assert named_after("主题模型", fit) == "主题模型-20-s1-0a1b2c3d"
    assert named_after("terms: any", "lexicon-s0-0a1b2c3d") == "terms-any-s0-0a1b2c3d"
    assert named_after("../x/y", fit) == "x-y-20-s1-0a1b2c3d"
    assert named_after("lda", fit) == named_after("!", fit) == named_after("", fit) == fit
    assert named_after("lda", "imported") == "imported"


@pytest.mark.parametrize("command", [["passages"], ["show"], ["shares"]])
def test_each_command_answers_for_the_model_that_was_named(scaled: tuple[Store, Job], command: list[str]) -> None:
    store, job = scaled
    free, own = job.models
    by_run = {one: asked(store, *command, one, "--csv") for one in (free.run_names[0], own.run_names[0])}
    if command != ["show"]:  # topics and their words are those of the one fit; the title and the scale differ
        assert by_run[free.run_names[0]] != by_run[own.run_names[0]]
    if command != ["shares"]:  # it takes runs alone, and pools the seeds of models
        assert by_run[own.run_names[0]] == asked(store, *command, "scaled", "--csv")
        assert own.run_names[0] in asked(store, *command, "scaled")
        assert own.run_names[0] not in asked(store, *command, "free")


def test_comparisons_have_both(scaled: tuple[Store, Job]) -> None:
    store, job = scaled
    for words in ([], ["free", "scaled"]):
        found = asked(store, "compare", *words, "--json")
        assert all(f'"{run.name}"' in found for run in job.runs)
        assert '"scale": "own"' in found.replace('":"', '": "')
    page = report_page(job)
    assert all(run.name in page for run in job.runs)
    assert "free, scaled" in asked(store, "runs", "--csv")


def test_stability_of_shares_is_that_of_the_model_s_own_scale(scaled: tuple[Store, Job]) -> None:
    _, job = scaled
    tables = {name: table for name, table in job_stability(job).items() if "+own" in table.to_csv()}
    assert any(name.startswith("scaled") for name in tables)
