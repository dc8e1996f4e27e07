"""Several jobs on one page: which agree, in what they differ, and what a reviewer's store or archive holds."""

import re
from pathlib import Path

import pytest

from tests.conftest import write_toy_study
from tests.report.browser import CHROMIUM, new_page
from topics.errors import FigureError, StoreError
from topics.jobs.run import run
from topics.report.compared_jobs import comparison_page, jobs_named, write_comparison
from topics.store.archive import export_store
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Job, Job]:
    """The toy study, and a copy in another store whose wind counts the words of rail, so that its change is another."""
    folder = tmp_path_factory.mktemp("compared")
    write_toy_study(folder / "toy")
    write_toy_study(folder / "other" / "toy")
    themes = folder / "other" / "toy" / "themes.toml"
    themes.write_text(themes.read_text(encoding="utf-8").replace('["风电"]', '["水稻"]'), encoding="utf-8")
    store = Store(folder / "runs")
    first = run(load_study(folder / "toy"), store)
    return store, first, run(load_study(folder / "other" / "toy"), Store(folder / "other" / "runs"))


def test_a_page_tells_which_changes_agree(compared: tuple[Store, Job, Job]) -> None:
    _, first, second = compared
    page = comparison_page([first, second])
    sentences = re.findall(r"<h3>([^<]+)</h3>\s*<p>([^<]+)</p>", page)
    by_theme = dict(sentences)
    own = [
        job.table("shares")
        .query("estimator == @job.own.name and weighting == 'text' and theme == 'wind'")
        .set_index("period")["share"]
        for job in (first, second)
    ]
    changes = [100 * float(shares["2021"] - shares["2020"]) for shares in own]
    assert changes[0] < 0 < changes[1]
    assert "do not agree on the direction" in by_theme["Wind power"]
    for letter, change in zip("AB", changes, strict=True):
        assert f"{letter} {change:+.1f}".replace("-", "−") in by_theme["Wind power"]
    assert "agree on the direction" in by_theme["High-speed rail"] or "fewer than two" in by_theme["High-speed rail"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "the jobs&#39; periods differ in length (A year, B half-year), so that their changes (A −"),
        ("zh", "各任务的分期长短不同（A 年、B 半年），其变化（A −"),
    ],
)
def test_years_and_half_years_stand_on_one_axis_of_time(
    compared: tuple[Store, Job, Job], tmp_path: Path, language: str, said: str
) -> None:
    study = tmp_path / "toy"
    write_toy_study(study)
    with (study / "study.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[periods]\nby = "half-year"\nstart = "2020"\nend = "2021"\n')
    for number in (2, 3, 6, 7):
        document = study / "documents" / f"doc-{number}.md"
        document.write_text(document.read_text(encoding="utf-8").replace("-03-", "-09-"), encoding="utf-8")
    page = comparison_page([compared[1], run(load_study(study), Store(tmp_path / "runs"))], language)
    assert said in page
    assert "agree on the direction" not in page
    assert "方向" not in page
    lines = [
        [float(point.split(",")[0]) for point in points.split()]
        for points in re.findall(r'<polyline points="([^"]+)"', page)
    ]
    assert lines[:2] == [[8.0, 210.7], [8.0, 109.3, 210.7, 312.0]]  # 2021 starts two thirds of the way to 2021H2
    assert "<circle" not in page


def test_a_page_tells_in_what_jobs_differ(compared: tuple[Store, Job, Job]) -> None:
    _, first, second = compared
    page = comparison_page([first, second])
    differ = page[page.index('id="differ-title"') :]
    assert "<td>风电</td><td>水稻</td>" in differ
    alike = re.search(r"Alike in: ([^<]+)</p>", differ)
    assert alike
    assert "documents" in alike[1]
    assert "estimand: membership" in alike[1]
    assert "Jobs compared" in page
    assert "任务比较" in comparison_page([first, second], "zh")
    assert "<script" not in page


def test_another_store_or_an_archive_is_named(compared: tuple[Store, Job, Job], tmp_path: Path) -> None:
    store, first, second = compared
    export_store(Store(second.root), tmp_path / "reviewer.zip")
    for name in (str(second.root), str(tmp_path / "reviewer.zip")):
        with jobs_named(store, first, [name]) as jobs:
            assert [job.name for job in jobs] == [first.name, second.name]
            path = write_comparison(jobs, tmp_path / "page.html")
    assert "水稻" in path.read_text(encoding="utf-8")
    assert not list(tmp_path.glob("topics-compared-*"))


def test_what_cannot_be_compared_is_refused(compared: tuple[Store, Job, Job], tmp_path: Path) -> None:
    store, first, second = compared
    with pytest.raises(FigureError, match="named twice"), jobs_named(store, first, [first.name]):
        pass
    seven = [str(second.root)] * 7
    with pytest.raises(FigureError, match="at most 6 jobs; 8 are named"), jobs_named(store, first, seven):
        pass
    with pytest.raises(StoreError, match='no complete run of the study "nobody"'), jobs_named(store, first, ["nobody"]):
        pass
    (tmp_path / "empty" / "jobs").mkdir(parents=True)
    empty = [str(tmp_path / "empty")]
    with pytest.raises(FigureError, match="no complete run to compare with"), jobs_named(store, first, empty):
        pass


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here (Debian: chromium-headless-shell)")
def test_the_page_is_read_at_any_width(compared: tuple[Store, Job, Job], tmp_path: Path) -> None:
    paths = [write_comparison(compared[1:], tmp_path / f"{language}.html", language) for language in ("en", "zh")]
    linter = (Path(__file__).parent / "accessibility.js").read_text(encoding="utf-8")
    with new_page(tmp_path / "profile") as page:
        for path in paths:
            for width in (1400, 800, 375):
                page.open(path, width)
                assert page.run("document.documentElement.scrollWidth") == width
                assert page.run(linter) == []
        assert page.complaints == []
