"""Several jobs on one page: which agree, in what they differ, and what a reviewer's store or archive holds."""

import re
from collections.abc import Callable, Mapping
from html import unescape
from pathlib import Path

import pytest

from tests.conftest import write_toy_study
from tests.report.browser import CHROMIUM, new_page
from topics.errors import FigureError, StoreError
from topics.jobs.run import run
from topics.report.compared_jobs import _side, comparison_page, jobs_named, write_comparison
from topics.store.archive import export_store
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study
from topics.wording import percent


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
    same = "the shares change alike (A +1.0, B +1.0 points). In every period, the share of B is that of A."
    assert same in by_theme["High-speed rail"]


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
    assert lines[:2] == [[58.7, 261.3], [8.0, 109.3, 210.7, 312.0]]  # a year stands between its half-years
    assert re.findall(r'<text x="(?:8|312)"[^>]*>([^<]+)', page)[:2] == ["2020H1", "2021H2"]
    assert "<circle" not in page


def test_a_page_tells_in_what_jobs_differ(compared: tuple[Store, Job, Job]) -> None:
    _, first, second = compared
    page = comparison_page([first, second])
    differ = page[page.index('id="differ-title"') :]
    assert "<td>风电</td><td>水稻</td>" in differ
    alike = re.search(r"Alike in: ([^<]+)</p>", differ)
    assert alike
    assert "documents" in alike[1]
    assert alike[1].endswith(", estimand")
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
    with pytest.raises(StoreError, match="The store has no other job of toy: "), jobs_named(store, first, ["nobody"]):
        pass
    (tmp_path / "empty" / "jobs").mkdir(parents=True)
    empty = [str(tmp_path / "empty")]
    with pytest.raises(FigureError, match="no complete run to compare with"), jobs_named(store, first, empty):
        pass


Changed = Callable[..., Job]


@pytest.fixture
def changed(tmp_path: Path) -> Changed:
    """Run the toy study in a store of its own, with pieces of themes.toml replaced and lines for study.toml."""

    def ran(themes: Mapping[str, str] | None = None, study: Mapping[str, str] | None = None) -> Job:
        folder = tmp_path / str(len([*tmp_path.iterdir()])) / "toy"
        write_toy_study(folder)
        for name, pieces in (("themes.toml", themes), ("study.toml", study)):
            text = (folder / name).read_text(encoding="utf-8")
            for old, new in (pieces or {}).items():
                assert old in text
                text = text.replace(old, new)
            (folder / name).write_text(text, encoding="utf-8")
        return run(load_study(folder), Store(folder.parent / "runs"))

    return ran


def plain(page: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main>") :])))


@pytest.mark.parametrize(
    ("old", "new", "part", "cells"),
    [
        ('zh = "风电"', 'zh = "风力发电"', "名称", "风电 风力发电"),
        ('en = "Wind power"', 'en = "Wind energy"', "名称", "Wind power Wind energy"),
        ("[rail]", 'definition = { zh = "陆上和海上" }\n\n[rail]', "定义", "– 陆上和海上"),
        ("[rail]", 'include = { zh = "风机制造" }\n\n[rail]', "计入", "– 风机制造"),
        ("[rail]", 'exclude = { zh = "光伏" }\n\n[rail]', "不计入", "– 光伏"),
        ('["风电"]', '["风电", "风机"]', "非各任务共有的词项", "– 风机"),
        ('["风电"]', '["风电", "叶片", "机组"]', "非各任务共有的词项", "– 叶片、机组"),
    ],
)
def test_whatever_of_a_theme_has_changed_is_told(
    compared: tuple[Store, Job, Job], changed: Changed, old: str, new: str, part: str, cells: str
) -> None:
    page = plain(comparison_page([compared[1], changed({old: new})], "zh"))
    assert f"风电 {part} {cells} " in page
    assert "、主题、" not in page.partition("相同之处：")[2]
    before, after = (label.split('"')[1] for label in (old, new)) if part == "名称" else ("", "")
    assert (f"主题更名：A“{before}”，B“{after}”。" in page) == (part == "名称")


def test_a_theme_that_is_the_same_is_not_told(compared: tuple[Store, Job, Job], changed: Changed) -> None:
    page = plain(comparison_page([compared[1], changed(study={"max_share = 1.0": "max_share = 0.9"})], "zh"))
    assert "设定不同的主题" not in page
    assert "主题更名" not in page
    assert "、主题、" in page.partition("相同之处：")[2]


@pytest.mark.parametrize(
    ("old", "new", "language", "row"),
    [
        ("[tokens]", '[corpus]\nlosses = "accept"\n\n[tokens]', "zh", "设置 corpus.losses refuse accept "),
        ("[tokens]", '[corpus]\nlosses = "accept"\n\n[tokens]', "en", "setting corpus.losses refuse accept "),
        ("max_share = 1.0", "max_share = 0.9", "zh", "设置 tokens.max_share 1.0 0.9 "),
        ("topics = 3", "topics = 3\nguided = true", "en", "setting models.nmf.guided false true "),
        ("[tokens]", '[corpus]\nduplicates = "keep"\n\n[tokens]', "zh", "估计量：重复文本 只计一次 每次均计 "),
    ],
)
def test_settings_that_differ_are_told(
    compared: tuple[Store, Job, Job], changed: Changed, old: str, new: str, language: str, row: str
) -> None:
    page = plain(comparison_page([compared[1], changed(study={old: new})], language))
    assert row in page
    assert "corpus.duplicates" not in page  # the estimand tells of it


MANY = "".join(f"{n}\n" for n in range(1, 9))


@pytest.mark.parametrize(
    ("setting", "files", "row", "row_zh"),
    [
        (
            "stop_words",
            ("工程\n建设\n", "工程\n推进\n"),
            "stop words that not all have 建设 推进 ",
            "停用词 建设 推进 ",
        ),
        ("stop_words", ("# 甲\n工程\n建设", "建设\n工程\n# 乙\n"), "", ""),  # comments and order say nothing
        (
            "stop_words",
            ("", MANY),
            "words that not all have – 1, 2, 3, 4, 5, 6 and 2 more ",
            "停用词 – 1、2、3、4、5、6及另外 2 个 ",
        ),
        ("stop_words", ("", "长" * 70), f"not all have – {'长' * 60}… ", f"停用词 – {'长' * 60}… "),
        ("lexicon", ("高铁\n", "高铁 = 高速线\n"), "not all have 高铁 高铁 = 高速线 ", "词典词 高铁 高铁 = 高速线 "),
        ("lexicon", (None, "高铁\n"), "the lexicon that not all have – 高铁 ", "词典词 – 高铁 "),
    ],
)
def test_words_of_lists_that_differ_are_told(
    tmp_path: Path, setting: str, files: tuple[str | None, str], row: str, row_zh: str
) -> None:
    jobs = []
    for number, text in enumerate(files):
        folder = tmp_path / str(number) / "toy"
        write_toy_study(folder)
        if text is not None:
            (folder / f"{setting}.txt").write_text(text, encoding="utf-8")
            settings = folder / "study.toml"
            named = settings.read_text(encoding="utf-8").replace("[tokens]", f'[tokens]\n{setting} = "{setting}.txt"')
            settings.write_text(named, encoding="utf-8")
        jobs.append(run(load_study(folder), Store(folder.parent / "runs")))
    page, zh = plain(comparison_page(jobs)), plain(comparison_page(jobs, "zh"))
    assert row in page
    assert row_zh in zh
    assert ("that not all have" in page) == bool(row)


def test_a_page_says_how_far_the_shares_of_periods_lie_apart(
    compared: tuple[Store, Job, Job], changed: Changed
) -> None:
    _, first, _ = compared
    second = changed({'["高铁", "动车组"]': '["高铁", "动车组", "灌溉"]'})  # a word of 2021 alone
    shares = [job.table("shares").query("estimator == 'lexicon' and weighting == 'text'") for job in (first, second)]
    rail = [table[table["theme"] == "rail"].set_index("period")["share"] for table in shares]
    ends = [[percent(of[period]) for period in ("2020", "2021")] for of in rail]
    assert ends[0][0] == ends[1][0]
    more = f"{float(ends[1][1].rstrip('%')) - float(ends[0][1].rstrip('%')):.1f}"
    assert float(more) > 20
    page = plain(comparison_page([first, second], "zh"))
    assert f"B 各期占比较 A 高 0.0–{more} 个百分点。" in page
    assert f"B 各期占比较 A 低 0.0–{more} 个百分点。" not in page
    assert f"B 各期占比较 A 低 0.0–{more} 个百分点。" in plain(comparison_page([second, first], "zh"))
    english = plain(comparison_page([first, second]))
    assert f"In every period, the share of B is 0.0–{more} points higher than that of A." in english
    assert f"these changes lie at most {more} apart" in english


@pytest.mark.parametrize(
    ("low", "high", "side"),
    [
        (0.0, 0.0, "same"),
        (-0.0004, 0.0004, "same"),
        (0.0, 0.02, "above"),
        (-0.0004, 0.02, "above"),
        (-0.02, -0.01, "below"),
        (-0.02, 0.0004, "below"),
        (-0.02, 0.01, "both"),
    ],
)
def test_shares_lie_on_a_side_as_they_are_printed(low: float, high: float, side: str) -> None:
    assert _side(low, high) == side


def test_a_page_has_the_verdict_that_the_page_of_a_job_has(compared: tuple[Store, Job, Job]) -> None:
    """Four documents a year are too few, whatever methods say."""
    page = plain(comparison_page(compared[1:], "zh"))
    assert "文档过少" in page
    assert "各方法均未检出" not in page
    assert "尚不能认定" not in page


def test_a_chinese_page_has_chinese_words_and_marks(compared: tuple[Store, Job, Job], changed: Changed) -> None:
    quarters = changed(study={"[tokens]": '[periods]\nby = "quarter"\nstart = "2020"\nend = "2021"\n\n[tokens]'})
    page = plain(comparison_page([compared[1], quarters], "zh"))
    assert "2020–2021（年） 2020Q1–2021Q4（季度）" in page
    assert not re.findall(r"[\u4e00-\u9fff][,:;()]|[,:;()] ?[\u4e00-\u9fff]", page)
    alone = plain(comparison_page([quarters, changed(study={'kind = "lexicon"': 'kind = "clause-extent"'})], "zh"))
    assert not re.findall(r"[\u4e00-\u9fff][,:;()]|[,:;()] ?[\u4e00-\u9fff]", alone)
    assert "估计量：" not in page


def test_an_unknown_job_is_answered_by_the_names_of_those_that_are_kept(tmp_path: Path) -> None:
    write_toy_study(tmp_path / "toy")
    settings, store = tmp_path / "toy" / "study.toml", Store(tmp_path / "runs")
    text, jobs = settings.read_text(encoding="utf-8"), []
    for title in "abc":
        settings.write_text(text.replace('"Toy"', f'"{title}"'), encoding="utf-8")
        jobs.append(run(load_study(tmp_path / "toy"), store))
    names = [f"{job.name} ({job.finished[:10]})" for job in (jobs[1], jobs[0])]
    with pytest.raises(StoreError) as raised, jobs_named(store, jobs[2], ["nosuch"]):
        pass
    assert f"Other jobs of toy, the latest first: {names[0]} and {names[1]}." in str(raised.value)
    with jobs_named(store, jobs[2], [jobs[0].name[:-1]]) as found:
        assert [job.name for job in found] == [jobs[2].name, jobs[0].name]


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
