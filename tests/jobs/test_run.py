import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from topics.errors import DocumentError, ModelError, StudyError
from topics.jobs.run import run
from topics.preprocessing.finding import find_files
from topics.results.coded_agreement import gold_agreement
from topics.results.kept_ahead import keep_ahead
from topics.results.scores import rates_of, run_scores
from topics.results.topics import passages_table, topics_table
from topics.shares.periods import Periods
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

FIT_IN_A_FRESH_PROCESS = """
import sys
import topics
job = topics.run(topics.load_study(sys.argv[1]), topics.open_store(sys.argv[2]))
"""


@pytest.fixture
def job(toy_study: Path, tmp_path: Path) -> Job:
    return run(load_study(toy_study), Store(tmp_path / "runs"))


def share(job: Job, estimator: str, theme: str, period: str) -> float:
    table = job.table("shares").query("weighting == 'document'").set_index(["estimator", "theme", "period"])
    return float(table.loc[(estimator, theme, period), "share"])


def test_counting_terms_finds_the_shares_the_toy_was_built_with(job: Job) -> None:
    # The paragraphs are not quite of one length, so neither are the shares thirds to the last digit.
    assert share(job, "lexicon", "wind", "2020") == pytest.approx(2 / 3, abs=0.04)
    assert share(job, "lexicon", "wind", "2021") == pytest.approx(1 / 3, abs=0.04)
    assert share(job, "lexicon", "rail", "2021") == pytest.approx(1 / 3, abs=0.04)


def test_the_job_says_what_it_was(job: Job) -> None:
    assert job.study == "toy"
    assert job.periods == Periods("year", "2020", "2021")
    assert [m.name for m in job.models] == ["lexicon", "nmf"]
    assert (job.folder / "themes.toml").exists()


def test_a_second_run_fits_nothing(toy_study: Path, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a second run must not fit")

    monkeypatch.setattr("topics.jobs.prepare._fit", refuse)
    again = run(load_study(toy_study), Store(tmp_path / "runs"))
    assert again.name == job.name
    assert len(Store(tmp_path / "runs").jobs()) == 1


@pytest.mark.parametrize("kept", [False, True])
def test_the_first_fit_of_a_kind_that_compiles_is_made_before_the_others(
    kept: bool, toy_study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (toy_study / "study.toml").open("a", encoding="utf-8") as file:
        file.write('\n[[models]]\nkind = "lda"\ntopics = 2\nseeds = [1, 2, 3]\n')
    monkeypatch.setattr("topics.jobs.prepare.is_compiled", lambda package: kept)
    monkeypatch.setattr("topics.jobs.prepare.run_tasks", lambda work, tasks, _: enumerate(map(work, tasks)))
    said: dict[str, int] = {}
    job = run(load_study(toy_study), Store(tmp_path / "runs"), progress=lambda _, total, now: said.update({now: total}))
    stages = {stage: total for now, total in said.items() if "fit" in (stage := now.partition(":")[0])}
    fits = len(job.run_names)
    first = "first fits of lda, which compile machine code"
    assert stages == ({"fitting": fits} if kept else {first: 1, "fitting": fits - 1})


@pytest.mark.parametrize("kept", [False, True])
def test_tables_that_compile_say_so(kept: bool, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.results.kept_ahead.is_compiled", lambda package: kept)
    said: list[str] = []
    keep_ahead(job, lambda done, total, now: said.append(now))
    stage = f"tables for the next commands{'' if kept else ', which compile machine code'}"
    assert {now.partition(":")[0] for now in said} == {stage}


def test_periods_do_not_need_another_fit_but_words_do(
    toy_study: Path, job: Job, edit_study: Callable[[str, str], Path], tmp_path: Path
) -> None:
    store = Store(tmp_path / "runs")
    before = [r.name for r in store.runs()]
    edit_study('title = "Toy"', 'title = "Toy"\n[periods]\nby = "month"')
    assert run(load_study(toy_study), store).name != job.name
    assert [r.name for r in store.runs()] == before
    edit_study("max_share = 1.0", "max_share = 0.6")
    run(load_study(toy_study), store)
    assert len(store.runs()) > len(before)


def test_periods_are_part_of_a_dynamic_model_alone(edit_study: Callable[[str, str], Path], tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    models = "".join(
        f'[[models]]\nkind = "keyatm"\nname = "{name}"\ntopics = 2\niterations = 20\n{more}\n'
        for name, more in {"base": "", "dynamic": "dynamic = true\nstates = 2"}.items()
    )
    folder = edit_study('[[models]]\nkind = "nmf"\ntopics = 3\n', models)
    by_year = run(load_study(folder), store).models
    edit_study('title = "Toy"', 'title = "Toy"\n[periods]\nby = "month"')
    by_month = run(load_study(folder), store).models
    same = {old.name: old.run_names == new.run_names for old, new in zip(by_year, by_month, strict=True)}
    assert same == {"lexicon": True, "base": True, "dynamic": False}
    found = by_year[1].runs[0]
    table = topics_table(store.latest_job(), found).set_index("topic")
    assert table.loc["wind", "keyword_share"] == found.scores["keyword_share"]["wind"]
    assert table.loc[["t01", "t02"], "keyword_share"].isna().all()


def test_another_way_of_fitting_makes_another_run(
    toy_study: Path, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topics.models.ModelKind.code", property(lambda _: "changed"))
    again = run(load_study(toy_study), Store(tmp_path / "another"))
    before, after = ({*j.run_names} for j in (job, again))
    assert not before & after


def test_fresh_processes_give_identical_files(toy_study: Path, tmp_path: Path) -> None:
    stores = [tmp_path / "one", tmp_path / "two"]
    for store in stores:
        subprocess.run([sys.executable, "-c", FIT_IN_A_FRESH_PROCESS, toy_study, store], check=True)
    one, two = ({p.relative_to(s): p.read_bytes() for p in s.rglob("topics.npz")} for s in stores)
    assert one == two
    assert len(one) == 2


def test_a_theme_that_never_occurs_stops_the_job_before_any_fit(toy_study: Path, tmp_path: Path) -> None:
    with (toy_study / "themes.toml").open("a", encoding="utf-8") as themes:
        themes.write('\n[moon]\nterms = ["月球"]\n')
    with pytest.raises(ModelError, match="moon"):
        run(load_study(toy_study), Store(tmp_path / "runs"))
    assert Store(tmp_path / "runs").runs() == []


def test_an_undated_document_is_named(toy_study: Path, tmp_path: Path) -> None:
    (toy_study / "documents" / "undated.txt").write_text(
        "没有日期的一段话，讲的是风电和高铁的事情。" * 3, encoding="utf-8"
    )
    with pytest.raises(DocumentError, match=r"undated"):
        run(load_study(toy_study), Store(tmp_path / "runs"))


def test_bad_periods_and_codes_are_found_before_any_fit(
    toy_study: Path, edit_study: Callable[[str, str], Path], tmp_path: Path
) -> None:
    edit_study('title = "Toy"', 'title = "Toy"\n[periods]\nstart = 2024\nend = 2020')
    with pytest.raises(StudyError, match="before they start"):
        run(load_study(toy_study), Store(tmp_path / "runs"))
    edit_study("start = 2024\nend = 2020", "")
    (toy_study / "gold.csv").write_text("doc_id,starts,theme\ndoc-0,风电机组,windd\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"gold\.csv, line 2: there is no theme \"windd\""):
        run(load_study(toy_study), Store(tmp_path / "runs"))
    assert Store(tmp_path / "runs").runs() == []


def test_models_that_do_not_fit_the_corpus_complain_together(
    edit_study: Callable[[str, str], Path], tmp_path: Path
) -> None:
    more = [
        'kind = "lda"\ntopics = 99',
        'kind = "lda"\nname = "大模型"\ntopics = 77',
        'kind = "keyatm"\niterations = 1',
        'kind = "coded"',
        'kind = "lda"\nname = "guided"\nguided = true\ntopics = 1',
    ]
    folder = edit_study("topics = 3", "\n\n[[models]]\n".join(["topics = 99", *more]))
    with pytest.raises(ModelError) as raised:
        run(load_study(folder), Store(tmp_path / "runs"))
    told = [line.partition("[[models]] ")[2] for line in str(raised.value).splitlines()]
    first = ["nmf: topics = 99", "lda: topics = 99", "大模型: topics = 77", "keyatm: iterations = 1"]
    begun = [*first, "coded: the study has", "guided: topics = 1"]
    assert [line[: len(begin)] for line, begin in zip(told, begun, strict=True)] == begun


GOLD = "doc_id,starts,theme\n" + "".join(
    f"doc-{n},{start},{theme}\n"
    for n in range(4)
    for start, theme in (("高铁线路穿过", "rail"), ("风电机组在沿", "wind"))
)


def test_codes_of_some_passages_are_compared_on_those_alone(toy_study: Path, tmp_path: Path) -> None:
    (toy_study / "gold.csv").write_text(GOLD, encoding="utf-8")
    store = Store(tmp_path / "runs")
    found = gold_agreement(run(load_study(toy_study), store))
    assert (found.coded, found.passages, len(found.unmatched)) == (8, 24, 0)
    lexicon = found.by_period.query("estimator == 'lexicon' and membership == 'primary'")
    assert lexicon["mean_absolute_error"].tolist() == pytest.approx([0, 0])
    lexicon = found.by_passage.query("estimator == 'lexicon'")
    assert lexicon["theme"].tolist() == ["macro", "wind", "rail"]
    assert lexicon[["precision", "recall", "f1"]].to_numpy().tolist() == [[1, 1, 1]] * 3
    assert lexicon["n_coded"].tolist() == [8, 4, 4]


def test_a_model_on_its_own_scale_shares_its_fit_and_says_its_rates(toy_study: Path, tmp_path: Path) -> None:
    study = toy_study / "study.toml"
    half = '\n[[models]]\nkind = "lexicon"\nmeasure = "density"\nname = "density"\n'
    own = half.replace('"density"\nname = "density"', '"density"\nname = "density, own scale"\nscale = "own"')
    study.write_text(study.read_text(encoding="utf-8") + own + half, encoding="utf-8")
    store = Store(tmp_path / "runs")
    job = run(load_study(toy_study), store)
    fits = {model.name: model.fit_names for model in job.models}
    assert fits["density, own scale"] == fits["density"]
    assert job.model("density, own scale").run_names[0].startswith("density-own-scale-s")
    assert len(job.run_names) == 3
    shares = job.table("shares").query("weighting == 'text' and theme == 'wind' and period == '2020'")
    share = shares.set_index("estimator")["share"]
    # Two thirds of the text are about wind, whose term is a twentieth of its letters.
    assert share["lexicon"] == pytest.approx(2 / 3, abs=0.02)
    assert share["density"] < 0.06
    assert share["density, own scale"] == pytest.approx(2 / 3, abs=0.03)
    # A fit that models share is two runs, whichever of them the study names first.
    density = store.run(job.model("density, own scale").run_names[0])
    assert job.model_of(density.name).scale == "own"
    assert job.model_of(density.fit).scale == "none"
    rates = rates_of(job, density)
    assert set(rates) == {"wind", "rail"}
    assert 0.03 < rates["wind"] < 0.1
    assert rates_of(job, store.run(fits["lexicon"][0])) == {}
    assert run_scores(job, density).weights.max() == pytest.approx(1)
    table = topics_table(job, density).set_index("topic")
    assert table.loc["wind", "wholly_at"] == rates["wind"]
    study.write_text(study.read_text(encoding="utf-8").replace(own + half, half + own), encoding="utf-8")
    turned = run(load_study(toy_study), store)
    for either in (job, turned):
        plain = store.run(fits["density"][0])
        assert rates_of(either, plain) == {}
        assert run_scores(either, plain).weights.max() < 0.3
        assert rates_of(either, density) == rates


def test_codes_added_later_are_seen_without_another_fit(toy_study: Path, job: Job, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    with pytest.raises(StudyError, match=r"gold\.csv"):
        gold_agreement(job)
    (toy_study / "gold.csv").write_text(GOLD + "doc-9,不存在的段落,wind\n", encoding="utf-8")
    again = run(load_study(toy_study), store)
    found = gold_agreement(again)
    assert found.coded == 8
    assert found.unmatched["problem"].tolist() == ["no such document"]


def test_a_codebook_edited_by_hand_has_the_last_word(toy_study: Path, job: Job, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    nmf = store.run("nmf")
    topics = nmf.fitted.topic_ids
    lines = "".join(f"{nmf.name},{topic},wind\n" for topic in topics)
    (toy_study / "codebook.csv").write_text("run,topic,theme\n" + lines, encoding="utf-8")
    again = run(load_study(toy_study), store)
    assert again.name != job.name
    assert share(again, "nmf", "wind", "2020") == pytest.approx(1)


def test_passages_follow_the_dates_of_the_latest_job(toy_study: Path, job: Job, tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    path = toy_study / "documents" / "doc-7.md"
    path.write_text(path.read_text(encoding="utf-8").replace("2021-03-08", "2021-05-09"), encoding="utf-8")
    again = run(load_study(toy_study), store)
    assert again.run_names == job.run_names
    path.write_text(path.read_text(encoding="utf-8").replace("2021-05-09", "2022-05-09"), encoding="utf-8")
    run(load_study(toy_study), store)
    assert set(passages_table(store.latest_job(), store.run("nmf"))["period"]) == {"2020", "2021", "2022"}


def test_documents_may_be_a_pattern_from_the_root(toy_study: Path) -> None:
    settings = toy_study / "study.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f'{text}\n[corpus]\ndocuments = ["{toy_study}/documents/*.md"]\n', encoding="utf-8")
    assert len(find_files(load_study(toy_study).documents).files) == 8
