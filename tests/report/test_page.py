"""The report page: whole, offline, readable at any width, and deaf to what documents say."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from markupsafe import escape

from tests.conftest import write_toy_study
from tests.report.browser import CHROMIUM, Page, new_page
from topics.errors import FigureError
from topics.jobs.run import run
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.report.page import report_page, write_report
from topics.results.chance import chance_of, chance_statement
from topics.store.job import Job
from topics.store.kept_corpus import read_corpus
from topics.store.store import Store
from topics.study.study import load_study

HOSTILE = '</script><script>window.harmed = 1</script><img src=x onerror="window.harmed = 2">{{ 7 * 7 }}'
KEPT = Path(__file__).parents[2] / "build"

needs_a_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: chromium-headless-shell)")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job]:
    """A job whose study and documents try to write into the page."""
    folder = tmp_path_factory.mktemp("page")
    write_toy_study(folder / "toy")
    study = folder / "toy" / "study.toml"
    study.write_text(study.read_text(encoding="utf-8").replace('"Toy"', json.dumps(f"Toy {HOSTILE}")), encoding="utf-8")
    themes = folder / "toy" / "themes.toml"
    told = themes.read_text(encoding="utf-8").replace(
        'terms = ["风电"]', f'terms = ["风电"]\ndefinition = {json.dumps(HOSTILE)}'
    )
    themes.write_text(told, encoding="utf-8")
    document = folder / "toy" / "documents" / "doc-0.md"
    text = document.read_text(encoding="utf-8").replace("材料0", f"材料0 {HOSTILE}")
    document.write_text(text.replace("风电机组在沿海", f"风电机组 {HOSTILE} 在沿海"), encoding="utf-8")
    return Store(folder / "runs"), run(load_study(folder / "toy"), Store(folder / "runs"))


@pytest.fixture(scope="module")
def page(kept: tuple[Store, Job]) -> str:
    return report_page(kept[1])


def test_the_corpus_is_read_and_verified_once(kept: tuple[Store, Job], monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []

    def counting(root: Path, key: str) -> tuple[Corpus, Tokens]:
        read.append(key)
        return read_corpus(root, key)

    for module in ("job", "store"):
        monkeypatch.setattr(f"topics.store.{module}.read_corpus", counting)
    fresh = kept[0].latest_job()
    report_page(fresh)
    assert read == [fresh.corpus_key]


def test_the_numbers_in_the_page_are_those_of_the_job(page: str, kept: tuple[Store, Job]) -> None:
    embedded = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert embedded
    data = json.loads(embedded[1])
    assert data["periods"] == ["2020", "2021"]
    assert data["n"] == [4, 4]
    table = kept[1].table("shares").set_index(["estimator", "weighting", "theme", "period"])["share"]
    for place, value in table.items():
        estimator, weighting, theme, period = place
        drawn = data["shares"][estimator][weighting][theme]["share"][data["periods"].index(period)]
        assert drawn == pytest.approx(value, abs=1e-5)


def test_models_of_topics_are_checked_against_chance(page: str, kept: tuple[Store, Job]) -> None:
    said = [chance_statement(chance_of(model.runs, kept[1].tokens)) for model in kept[1].models]
    assert sum(text != "" for text in said) == page.count("Against chance: ") > 0
    assert all(text in page for text in said)


def test_text_of_a_study_and_its_documents_is_never_markup(page: str) -> None:
    assert "<script>window.harmed" not in page
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "{{ 7 * 7 }}" in page


def test_every_theme_has_its_card(page: str) -> None:
    """Definition, keywords, claims on their grounds; what people have not coded is said to be not known."""
    wind, rail = re.findall(r'<article class="card".*?</article>', page, re.DOTALL)
    assert f"<dt>Definition</dt><dd>{escape(HOSTILE)!s}</dd>" in wind
    assert "<dt>Definition</dt><dd>not written; themes.toml may have it</dd>" in rail
    assert "<td>风电</td>" in wind
    assert "<td>动车组</td>" in rail
    for card in (wind, rail):
        level = re.search(r'<li><span class="tag not-allowed">not allowed</span><div>A level: .*?</li>', card)
        assert level
        assert "Level not validated: no coded sample." in level[0]
        assert card.count("Not known: the study has no file of codes.") == 2


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    # The one address in it is the name of a markup language.
    assert set(re.findall(r"https?://[^\s\"'<)]+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(r"<(?:link|iframe|object|embed)\b|\b(?:src|action)=", re.sub(r"&lt;.*?&gt;", "", page))


def test_the_same_job_gives_the_same_page(page: str, kept: tuple[Store, Job]) -> None:
    assert report_page(kept[1]) == page


def test_chinese(kept: tuple[Store, Job]) -> None:
    page = report_page(kept[1], language="zh")
    assert '<html lang="zh">' in page
    assert "主题随时间的变化" in page
    assert "Themes over time" not in page
    assert "与随机对照：连贯性增益" in page
    assert "Against chance" not in page


def test_a_language_nobody_wrote(kept: tuple[Store, Job]) -> None:
    with pytest.raises(FigureError, match='did you mean "en"'):
        report_page(kept[1], language="eng")


def test_nothing_is_left_where_the_page_cannot_be_written(kept: tuple[Store, Job], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FigureError, match="cannot be written"):
        write_report(kept[1], tmp_path / "file" / "report.html")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


@pytest.fixture(scope="module")
def opened(kept: tuple[Store, Job], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("browser")
    path = write_report(kept[1], folder / "report.html")
    with new_page(folder / "profile") as page:
        page.open(path, width=1200)
        yield page


@needs_a_browser
def test_it_opens_without_complaint_and_without_the_network(opened: Page) -> None:
    assert opened.run("document.querySelectorAll('#panels svg').length") == 2
    assert opened.complaints == []
    assert [url for url in opened.requests if not url.startswith(("file:", "data:"))] == []
    assert opened.run("typeof window.harmed") == "undefined"
    assert "onerror" in opened.run("document.querySelector('h1').textContent")
    opened.screenshot(KEPT / "report.png")


@needs_a_browser
def test_a_click_changes_the_view(opened: Page) -> None:
    lines = "document.querySelectorAll('#panels polyline').length"
    before = opened.run(lines)
    opened.click("input[name=estimator]")
    assert opened.run(lines) == before - 2  # one line in each of two panels
    opened.click("input[name=estimator]")
    assert opened.run(lines) == before


@needs_a_browser
def test_arrow_keys_choose_the_period(opened: Page) -> None:
    opened.run("document.querySelector('#panels svg').focus()")
    assert opened.run("document.getElementById('values-caption').textContent").startswith("2021: n 4")
    opened.press("ArrowLeft")
    assert opened.run("document.getElementById('values-caption').textContent").startswith("2020: n 4")
    assert opened.run("document.activeElement.tagName") == "svg"
    opened.press("ArrowRight")


@needs_a_browser
def test_another_model_shows_its_topics(opened: Page) -> None:
    shown = "[...document.querySelectorAll('.model')].filter(m => !m.hidden).map(m => m.dataset.model).join()"
    assert opened.run(shown) == "lexicon"
    opened.run("(s => { s.value = 'nmf'; s.dispatchEvent(new Event('change')); })(document.getElementById('model'))")
    assert opened.run(shown) == "nmf"


@needs_a_browser
def test_nothing_is_wider_than_a_telephone(kept: tuple[Store, Job], tmp_path: Path) -> None:
    path = write_report(kept[1], tmp_path / "report.html", language="zh")
    with new_page(tmp_path / "profile") as page:
        page.open(path, width=375)
        page.run("document.querySelectorAll('#cards details').forEach(d => { d.open = true; })")
        assert page.run("document.documentElement.scrollWidth") == 375
        assert page.complaints == []
        page.screenshot(KEPT / "report-375.png")
