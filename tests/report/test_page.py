"""The report page: an answer first, never more than claims allow, whole, offline, and deaf to what documents say."""

import base64
import re
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from fontTools.ttLib import TTFont
from markupsafe import escape

from tests.conftest import write_toy_study
from tests.report.hostile import HOSTILE, hostile_job
from tests.report.unpacked import data_of, kept_of, weights_of
from topics.claims.engine import claims_table, job_claims
from topics.errors import FigureError
from topics.evaluation.chance import ByChance
from topics.jobs.run import run
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.words.tokens import Tokens
from topics.report.page import report_page, write_report
from topics.report.page_wording import WORDING
from topics.report.sections import kept_text as packing
from topics.report.sections.kept_text import kept_text
from topics.report.sections.sureness import CHECKS
from topics.results.chance import chance_of, chance_statement
from topics.store.job import Job
from topics.store.kept_corpus import read_corpus
from topics.store.store import Store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job]:
    """A job whose study and documents try to write into the page."""
    return hostile_job(tmp_path_factory.mktemp("page"))


@pytest.fixture(scope="module")
def page(kept: tuple[Store, Job]) -> str:
    return report_page(kept[1])


def section(page: str, name: str) -> str:
    found = re.search(rf'<section id="{name}".*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def test_the_sections_come_in_the_order_in_which_a_reader_asks(page: str) -> None:
    found = re.findall(r'<section id="(\w+)"', page)
    assert found == ["answer", "themes", "sure", "read", "models", "corpus", "provenance"]
    assert re.findall(r'<li><a href="#(\w+)">', page) == found


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
    data = data_of(page)
    assert data["periods"] == ["2020", "2021"]
    assert data["n"] == [4, 4]
    assert data["own"] == "lexicon"
    table = kept[1].table("shares").set_index(["estimator", "weighting", "theme", "period"])["share"]
    for (estimator, weighting, theme, period), value in table.items():
        if theme in ("wind", "rail"):
            drawn = data["shares"][estimator][weighting][theme]["share"][data["periods"].index(period)]
            assert drawn == pytest.approx(value, abs=1e-5)


def test_the_answer_names_no_direction_that_may_not_be_claimed(page: str, kept: tuple[Store, Job]) -> None:
    """The toy's changes of four documents a year may not be claimed: shares are told, and what forbids more."""
    answer = section(page, "answer")
    claims = claims_table(job_claims(kept[1]))
    assert not ((claims["kind"] == "change") & (claims["verdict"] == "allowed")).any()
    assert not re.search(r"\b(rose|fell)\b", answer)
    assert answer.count("No period has 30 documents: no change may be claimed.") == 2
    shares = kept[1].table("shares").query("estimator == 'lexicon' and weighting == 'text' and theme == 'wind'")
    first, last = (f"{100 * share:.1f}%" for share in shares.sort_values("period")["share"])
    assert f"Wind power: {first} of the text in 2020, {last} in 2021." in answer
    for row in claims.to_dict("records"):
        assert str(escape(row["claim"])) in answer
        assert str(escape(row["ground"])) in answer


def test_every_check_has_a_cell_with_its_sentence(page: str) -> None:
    sure = section(page, "sure")
    rows = re.findall(r"<tr data-theme=.*?</tr>", sure, re.DOTALL)
    assert len(rows) == 2
    for row in rows:
        told = re.findall(r'data-told="([^"]+)"', row)
        assert len(told) == len(CHECKS)
        assert all(sentence.endswith(".") for sentence in told)
    assert "Level not validated: no coded sample." in sure


def test_passages_make_up_the_shares(page: str, kept: tuple[Store, Job]) -> None:
    """The weights in the page, times the words of their passages, are the shares of the table."""
    found, job = kept_of(page), kept[1]
    weights, tokens = weights_of(page, 2)["lexicon", 0], np.array(found["tokens"])
    period = np.array([found["documents"][document][3] for document in found["document"]])
    table = job.table("shares").query("estimator == 'lexicon' and weighting == 'text'")
    shares = table.set_index(["theme", "period"])["share"]
    for at, theme in enumerate(("wind", "rail")):
        for number, name in enumerate(job.periods.names):
            mine = period == number
            part = (tokens[mine] * weights[at, mine]).sum() / (100 * tokens[mine].sum())
            assert part == pytest.approx(shares[theme, name], abs=0.006)


def test_marks_stand_where_the_terms_stand(page: str, kept: tuple[Store, Job]) -> None:
    found = kept_of(page)
    for text, marks in zip(found["text"], found["marks"], strict=True):
        units = text.encode("utf-16-le")
        shown = [units[2 * a : 2 * b].decode("utf-16-le") for a, b in zip(marks[1::3], marks[2::3], strict=True)]
        assert shown == [text[a:b] for theme in kept[1].themes for a, b in theme.spans(text)]


def test_places_count_what_a_browser_counts() -> None:
    units = packing._units("𠮷a风电")
    assert [units(at) for at in range(4)] == [0, 2, 3, 4]


def test_a_page_too_large_holds_a_sample_and_says_so(kept: tuple[Store, Job]) -> None:
    whole = kept_text(kept[1], "en")
    assert whole.shown == whole.of == 24
    part = kept_text(kept[1], "en", most=len(whole.texts) + len(whole.weights) - 1)
    assert 1 <= part.shown < part.of == 24
    assert len(part.texts) + len(part.weights) < len(whole.texts) + len(whole.weights)
    assert part == kept_text(kept[1], "en", most=len(whole.texts) + len(whole.weights) - 1)


def test_a_sample_is_told(kept: tuple[Store, Job], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "MOST_PASSAGES", 10)
    page = report_page(kept[1])
    assert "The page holds a random sample of 10 of 24 passages" in page
    assert len(kept_of(page)["text"]) == 10


def test_a_page_without_passages_has_no_text_of_a_document(kept: tuple[Store, Job]) -> None:
    page = report_page(kept[1], passages=False)
    assert "made without the passages" in section(page, "read")
    assert 'id="kept-texts"' not in page
    assert "Read its passages" not in page
    for text in kept[1].corpus.passages["text"]:
        assert text[:12] not in page


def test_models_of_topics_are_checked_against_chance(page: str, kept: tuple[Store, Job]) -> None:
    (nmf,) = kept[1].topic_models
    found = chance_of(nmf.runs, kept[1].tokens)
    assert isinstance(found, ByChance)
    assert page.count(" against chance: ") == 1
    assert chance_statement(found, name="NMF") in page


def test_text_of_a_study_and_its_documents_is_never_markup(page: str) -> None:
    assert "<script>window.harmed" not in page
    assert "<img src=x" not in page
    assert "<svg onload" not in page
    assert "&lt;img src=x" in page
    assert "{{ 7 * 7 }}" in page
    assert any("<svg onload" in text for text in kept_of(page)["text"])  # packed, and set as text


def test_what_a_theme_is_stands_where_it_is_asked_how_it_is_counted(page: str) -> None:
    counted = re.search(r'<details id="counted">.*?</details>', page, re.DOTALL)
    assert counted
    assert str(escape(HOSTILE)) in counted[0]
    assert "not written; `definition`, `include` and `exclude`" in counted[0]
    assert "Estimand: text share" in counted[0]


def test_the_page_asks_for_nothing_from_elsewhere(page: str) -> None:
    assert "default-src 'none'" in page
    # The one address in it is the name of a markup language.
    assert set(re.findall(r"https?://[^\s\"'<)]+", page)) == {"http://www.w3.org/2000/svg"}
    assert not re.search(
        r"<(?:link|iframe|object|embed)\b|\b(?:src|action)=", re.sub(r'&lt;.*?(?:&gt;|(?=[<"]))', "", page)
    )


def test_the_same_job_gives_the_same_page(page: str, kept: tuple[Store, Job]) -> None:
    assert report_page(kept[1]) == page


def test_chinese(kept: tuple[Store, Job]) -> None:
    page = report_page(kept[1], language="zh")
    assert '<html lang="zh">' in page
    answer = section(page, "answer")
    assert "2020 年占文本" in answer
    assert "各期文档均不足 30 篇，不能认定占比发生变化" in answer
    assert "与随机水平比较：连贯性增益" in page
    assert "：与随机水平比较" not in page
    for name in ("answer", "sure", "read"):
        english = [text for key, text in WORDING["en"].items() if len(text) > 12 and not key.startswith("js_")]
        assert [text for text in english if text in section(page, name)] == []


@pytest.mark.parametrize(("language", "squares"), [("en", set()), ("zh", {"“", "”", "·"})])
def test_only_a_chinese_page_brings_quotation_marks_as_wide_as_a_chinese_letter(
    kept: tuple[Store, Job], language: str, squares: set[str]
) -> None:
    page = report_page(kept[1], language)
    woff = re.search(r"data:font/woff;base64,([^)]+)", page)
    assert woff
    with TTFont(BytesIO(base64.b64decode(woff[1]))) as font:
        held = {chr(code) for code in font.getBestCmap()}
    assert "风" in held
    assert held & set("“”·") == squares


def test_both_languages_say_the_same_things() -> None:
    assert WORDING["en"].keys() == WORDING["zh"].keys()
    places = re.compile(r"\{(\w*)\}")
    for key, text in WORDING["en"].items():
        assert sorted(places.findall(text)) == sorted(places.findall(WORDING["zh"][key])), key


def test_a_language_nobody_wrote(kept: tuple[Store, Job]) -> None:
    with pytest.raises(FigureError, match='did you mean "en"'):
        report_page(kept[1], language="eng")


def test_nothing_is_left_where_the_page_cannot_be_written(kept: tuple[Store, Job], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FigureError, match="cannot be written"):
        write_report(kept[1], tmp_path / "file" / "report.html")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_one_period_has_an_answer_and_no_change(tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    path = tmp_path / "toy" / "study.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n[periods]\nstart = 2020\nend = 2020\n", encoding="utf-8")
    answer = section(report_page(run(load_study(tmp_path / "toy"), Store(tmp_path / "runs"))), "answer")
    assert answer.count("the only period.") == 2
    assert answer.count(">one period<") == 2


@pytest.mark.parametrize(("language", "words"), [("en", "weight follows"), ("zh", "权重由全部"), ("zh", "权重取决于")])
def test_no_list_of_words_says_what_a_weight_follows_from(language: str, words: str) -> None:
    # An estimator of words and one of vectors show the same list, and each says its own reason after it.
    saying = {key for key, text in WORDING[language].items() if words in text}
    assert saying <= {"js_all_words", "js_vectors"}
    assert saying
