"""The English sample study: what was set when it was composed is what is read, dated, found again and measured."""

import runpy
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import topics
from topics.languages.detect import contradiction, language_found
from topics.languages.en import ENGLISH
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.severe import loss_lines
from topics.study.study import Study
from topics.themes import count_terms

STUDY = Path(__file__).parents[1] / "data" / "sample-en"
YEARS, THEMES = range(2019, 2024), ("offshore-wind", "data-protection", "care-homes", "rail-freight")
NOTED = {"reissue-01", "reissue-03", "reissue-06"}  # web pages that say they repeat an earlier one


@pytest.fixture(scope="module")
def study() -> Study:
    return topics.load_study(STUDY)


@pytest.fixture(scope="module")
def corpus(study: Study) -> Corpus:
    return study.corpus()


@pytest.fixture(scope="module")
def composed() -> Iterator[Sequence[Any]]:
    """The documents as they were composed, before they became files."""
    before = list(sys.path)
    try:
        yield runpy.run_path(str(STUDY / "compose.py"))["documents"]()
    finally:
        sys.path[:] = before


def document_id(document: Any, composed: Sequence[Any]) -> str:
    """The id by which the study knows a composed document: articles of the newspaper are numbered in their file."""
    if document.kind != "news":
        return str(document.id)
    days = sorted(d.day for d in composed if d.kind == "news")
    return f"lennshire-courier-{days.index(document.day) + 1}"


def test_composing_it_again_gives_the_same_files(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(STUDY / "compose.py"), str(tmp_path)], check=True)
    made = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file())
    assert [path for path in made if path.parts[0] == "documents"] == sorted(
        path.relative_to(STUDY) for path in (STUDY / "documents").iterdir()
    )
    packed = (".pdf", ".docx")  # another release of zlib packs other bytes
    assert [p for p in made if p.suffix not in packed and (tmp_path / p).read_bytes() != (STUDY / p).read_bytes()] == []


def test_it_is_small_and_of_many_formats() -> None:
    files = [path for path in STUDY.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 1_500_000
    assert {path.suffix for path in files} >= {".txt", ".md", ".html", ".pdf", ".docx", ".csv", ".rtf"}


def test_every_document_has_the_day_on_which_it_was_published(corpus: Corpus, composed: Sequence[Any]) -> None:
    read = corpus.documents.set_index("doc_id")["date"].astype(str)
    assert read.to_dict() == {document_id(d, composed): d.day.isoformat() for d in composed}
    assert Counter(corpus.documents["date_source"])["manifest"] == 3
    assert corpus.documents["title"].str.len().min() > 0
    assert corpus.documents["source"].str.len().min() > 0


def test_every_passage_of_every_format_is_the_passage_that_was_composed(
    corpus: Corpus, composed: Sequence[Any]
) -> None:
    read = corpus.passages.groupby("doc_id")["text"].agg(list)
    plain = str.maketrans("’\u2010", "'-")
    for document in composed:
        own = read[document_id(document, composed)]
        told = own[len(own) - len(document.passages) :] if document.id in NOTED else own
        if document.id in NOTED:
            assert told[0].startswith("This page") is False
        hyphens = document.kind in ("minutes", "report")  # words cut at the ends of lines, joined by the corpus's words
        mend = (lambda text: text.replace("-", "")) if hyphens else (lambda text: text)
        assert [mend(t.translate(plain)) for t in told] == [mend(t.translate(plain)) for t in document.passages]


def test_nothing_running_is_lost_and_the_language_is_found(corpus: Corpus) -> None:
    assert corpus.losses.query("reason != 'repeats an earlier document'").empty
    assert not [line for line in loss_lines(corpus) if "Around documents" not in line]
    assert contradiction("en", language_found(corpus.passages["text"])) == ""


def test_re_issues_and_nothing_else_are_copies(corpus: Corpus) -> None:
    copies = corpus.documents.query("duplicate_of != ''")["doc_id"]
    assert sorted(copies) == [f"reissue-{n:02}" for n in range(1, 8)]
    own = corpus.passages.query("doc_id in ['reissue-05', 'reissue-06', 'reissue-07'] and counted")
    assert own.groupby("doc_id").size().to_dict() == {"reissue-05": 1, "reissue-06": 1, "reissue-07": 1}


def test_capitals_marks_and_inflections_are_counted_as_they_are_meant(study: Study, composed: Sequence[Any]) -> None:
    themes = {theme.id: theme for theme in study.themes}
    us = themes["data-protection"].only("US")
    assert [us.count(text) for text in ("to the US stopped", "Servers in the U.S. are", "asked us", "US-style")] == [
        1,
        1,
        0,
        1,
    ]
    texts = [text for d in composed for text in d.passages]
    assert count_terms(texts, [us]).sum() == sum(text.count(" US ") for text in texts) > 10
    rights = themes["care-homes"].only("residents' rights")
    assert [rights.count(text) for text in ("residents' rights", "residents’ rights", "Residents rights")] == [1, 1, 0]
    assert themes["offshore-wind"].only("wind farm").count("wind farms, wind‐farm and Wind-Farm’s") == 3


def test_phrases_are_proposed_that_work_when_they_are_pasted(study: Study, corpus: Corpus) -> None:
    from topics.preprocessing.words.phrases import phrases
    from topics.preprocessing.words.segmentation import segment_all

    texts = corpus.passages["text"].tolist()
    stop = set(study.stop_words) | {form.word for theme in study.themes for form in theme.forms}
    bare = segment_all(texts, segmenter="words", themes=study.themes)
    proposed = phrases(bare, without=stop).set_index("phrase")["n"]
    assert set(study.lexicon) <= set(proposed.index)
    longest = [p for p in proposed.index if not any(f" {p} " in f" {q} " for q in proposed.index if q != p)]
    pasted = segment_all(texts, segmenter="words", themes=study.themes, lexicon=longest)
    counts = Counter(piece for words in pasted for piece in words)
    overlaid = [phrase for phrase in longest if counts[phrase] < 0.9 * proposed[phrase]]
    assert len(overlaid) <= 0.02 * len(longest)  # phrases that begin with the end of another one


@pytest.fixture(scope="module")
def job(tmp_path_factory: pytest.TempPathFactory) -> topics.Job:
    """A job of the two models that take no time."""
    folder = tmp_path_factory.mktemp("counted") / "study"
    shutil.copytree(STUDY, folder)
    text = (folder / "study.toml").read_text(encoding="utf-8")
    quick = text.split('[[models]]\nkind = "lda"')[0]
    (folder / "study.toml").write_text(quick, encoding="utf-8")
    return topics.run(topics.load_study(folder), topics.open_store(folder.parent / "runs"))


@pytest.mark.parametrize(
    ("estimator", "bias", "worst"),
    [("lexicon", -1.1, 5.0), ("clause-extent", -1.4, 6.0)],  # points, as measured
)
def test_shares_by_terms_are_near_those_that_were_set(
    job: topics.Job, estimator: str, bias: float, worst: float
) -> None:
    shares = job.table("shares").query("estimator == @estimator and weighting == 'text'")
    truth = pd.read_csv(STUDY / "truth.csv").astype({"year": str})
    both = shares.merge(truth, left_on=["period", "theme"], right_on=["year", "theme"])
    errors = 100 * (both["share"] - both["share_of_words"])
    assert len(errors) == len(YEARS) * len(THEMES)
    assert errors.mean() == pytest.approx(bias, abs=0.5)
    assert errors.abs().max() < worst
    inside = both["share_of_words"].between(both["lower"], both["upper"])
    assert estimator != "lexicon" or inside.mean() >= 0.95


def test_the_codes_are_found_in_the_passages(job: topics.Job, composed: Sequence[Any]) -> None:
    codes = pd.read_csv(STUDY / "gold.csv")
    assert len(codes) == sum(len(d.passages) for d in composed)
    assert codes["theme"].value_counts().loc[list(THEMES)].min() > 60


def test_attributes_make_groups(job: topics.Job) -> None:
    assert set(job.shares(group="level")["group"]) == {"county", "district", "parish", "press"}
    assert set(job.shares(group="region")["group"]) >= {"Coast", "Vale", "Moors"}


TOUR = """
corpus STUDY
corpus STUDY --ledger
corpus STUDY --dates
corpus STUDY --repairs
corpus STUDY --duplicates
corpus STUDY --losses
corpus STUDY --columns
corpus STUDY --attributes
corpus STUDY minutes-2019-01 --repairs
check STUDY
phrases STUDY --out phrases.txt
runs
show STUDY nmf
shares STUDY
shares STUDY --group region
shares STUDY --by quarter
shares STUDY --standardise source
shares STUDY --where level=county
trends STUDY
compare STUDY
compare STUDY --gold
passages STUDY lexicon
stability STUDY
figures STUDY --out figures
report STUDY --out report.html
card STUDY
checklist STUDY
export lda-guided exported --format csv
gold sample STUDY --per-year 10
validate make STUDY --task best-label
verify
""".strip().splitlines()


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the whole study and its finished run."""
    folder = tmp_path_factory.mktemp("toured")
    shutil.copytree(STUDY, folder / "STUDY")
    topics.run(topics.load_study(folder / "STUDY"), topics.open_store(folder / "runs"))
    return folder


def command(folder: Path, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-c", "from topics.cli import main; main()", *words]
    return subprocess.run(line, capture_output=True, text=True, cwd=folder, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("words", TOUR)
def test_the_commands_do_their_work_on_it(words: str, toured: Path) -> None:
    done = command(toured, words.split())
    assert done.returncode == 0, done.stderr
    assert "nan" not in done.stdout.split()


@pytest.mark.slow
@pytest.mark.parametrize("model", ["lda", "nmf", "lda-guided"])
def test_top_words_hold_no_stop_word_and_phrases_are_words_among_them(model: str, toured: Path) -> None:
    store = topics.open_store(toured / "runs")
    job = store.latest_job(toured / "STUDY")
    [kept] = [m for m in job.models if m.name == model]
    top = {word for words in store.run(kept.run_names[0]).fitted.top_words(20) for word in words}
    assert len(top) > 100
    assert ENGLISH.stop_list is not None
    assert top.isdisjoint(ENGLISH.stop_list.words)
    assert {"care home", "personal data", "council tax", "flood defence"} <= top
