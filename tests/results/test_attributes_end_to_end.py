"""Attributes end to end: a table with region, level and type, from its cells to shares, exports, archive and report."""

import csv
import re
from pathlib import Path

import pandas as pd
import pytest

from topics.coding.gold.draw import draw_sample
from topics.coding.gold.folder import GoldFolder
from topics.errors import ModelError, StudyError
from topics.export.matrices import export
from topics.jobs.run import run
from topics.report.captions import theme_shares_caption
from topics.report.figures.fig13_groups import groups
from topics.report.layouts.change_layouts import split_layout, trends_layout
from topics.report.layouts.group_layouts import (
    differences_layout,
    grouped_layout,
    small_groups_sentence,
    undivided_sentence,
)
from topics.report.layouts.share_layouts import estimand_sentence, shares_layout
from topics.report.page import report_page
from topics.results.change import job_split, shares_beside
from topics.results.topics import passages_table
from topics.schema import TABLES
from topics.store.archive import export_store, import_store
from topics.store.job import Job
from topics.store.store import Store
from topics.study.study import load_study

HOSTILE = '=HYPERLINK("http://x";"<script>alert(1)</script>")'
WORDS = {
    "zh": {
        "columns": ("地区", "级别", "文种"),
        "levels": ("中央", "地方"),
        "themes": ("风电", "高铁"),
        "texts": (
            "风电机组在沿海成片投运，海上风电检修窗口一年只有几个月，第{n}项材料另有说明。",
            "高铁线路穿过山区，高铁车站带动县城商业发展起来，第{n}项材料另有说明。",
            "会议听取了财务部门对上半年预算的说明并且作了讨论，第{n}项材料另有说明。",
        ),
    },
    "en": {
        "columns": ("region", "level", "document type"),
        "levels": ("central", "local"),
        "themes": ("wind", "railway"),
        "texts": (
            "Offshore wind grew again and the yards on the coast were busy all year, says item {n} of the list.",
            "The railway now crosses the hills and its stations bring shops to towns, says item {n} of the list.",
            "The meeting heard the treasurer explain the budget of the half year, says item {n} of the list.",
        ),
    },
}


def rows_of(language: str, level: int | None = None) -> list[list[str]]:
    """48 documents of two years; central ones are about wind in two of three paragraphs, local ones in one."""
    words, rows = WORDS[language], []
    for n in range(48):
        of, year = n % 2, 2020 + n // 24
        mix = (0, 0, 1 if n % 3 else 2) if of == 0 else (0, 1 if n % 5 else 2, 2)
        text = "\n\n".join(words["texts"][kind].format(n=10 * n + place) for place, kind in enumerate(mix))
        stated = "" if n == 47 else words["levels"][of]
        region, kind = ("north", "south", HOSTILE)[n % 3], ("law", "notice")[n % 4 // 2]
        if level is None or stated == words["levels"][level]:
            rows.append([f"d{n:02d}", f"{year}-0{n % 9 + 1}-01", text, region, stated, kind])
    return rows


def write_study(folder: Path, language: str, level: int | None = None, shares: str = "") -> Path:
    folder.mkdir(parents=True)
    with (folder / "data.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["id", "date", "text", *WORDS[language]["columns"]])
        table.writerows(rows_of(language, level))
    (folder / "study.toml").write_text(
        f'title = "Attributes"\n[corpus]\ndocuments = ["data.csv"]\n'
        f'language = "{language}"\nnear_duplicates = 0\n[tokens]\nmin_passages = 1\nmax_share = 1.0\n'
        f'[periods]\nstart = 2020\nend = 2021\n[shares]\ndraws = 200\n{shares}[[models]]\nkind = "lexicon"\n',
        encoding="utf-8",
    )
    wind, rail = WORDS[language]["themes"]
    (folder / "themes.toml").write_text(f'[wind]\nterms = ["{wind}"]\n[rail]\nterms = ["{rail}"]\n', encoding="utf-8")
    return folder


@pytest.fixture(scope="module", params=["zh", "en"])
def job(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Job:
    place = tmp_path_factory.mktemp(f"attributes-{request.param}")
    return run(load_study(write_study(place / "study", request.param)), Store(place / "runs"))


def words_of(job: Job) -> dict[str, tuple[str, ...]]:
    return WORDS[job.language]  # type: ignore[return-value]


def test_a_hostile_cell_goes_to_passages_exports_archive_and_report_and_harms_nothing(job: Job, tmp_path: Path) -> None:
    region, level, kind = words_of(job)["columns"]
    documents = job.corpus.documents.set_index("doc_id")
    assert documents.loc[["d00", "d01", "d02"], region].tolist() == ["north", "south", HOSTILE]
    (lexicon,) = job.runs
    passages = passages_table(job, lexicon)
    assert passages.loc[passages["doc_id"] == "d02", region].tolist() == [HOSTILE] * 3
    assert passages.loc[passages["doc_id"] == "d03", kind].tolist() == ["notice"] * 3

    for form in ("csv", "gensim"):
        text = (export(job, lexicon, tmp_path / form, form) / "passages.csv").read_text(encoding="utf-8")
        table = list(csv.DictReader(text.splitlines()))
        cells = {row["doc_id"]: row for row in table}
        assert cells["d02"][region] == f"'{HOSTILE}"
        assert cells["d02"][level] == words_of(job)["levels"][0]
        assert len(table) == len(passages)
    kept = pd.read_parquet(export(job, lexicon, tmp_path / "parquet", "parquet") / "passages.parquet")
    assert kept.loc[kept["doc_id"] == "d02", region].tolist() == [HOSTILE] * 3

    export_store(Store(job.root), tmp_path / "archive.zip")
    import_store(Store(tmp_path / "elsewhere"), tmp_path / "archive.zip")
    again = Store(tmp_path / "elsewhere").latest_job("study").corpus.documents
    pd.testing.assert_series_equal(again[region], job.corpus.documents[region])

    for language, heading in (("en", "Attributes of the documents"), ("zh", "文档属性")):
        page = report_page(job, language)
        assert heading in page
        section = page[page.index('<section id="corpus"') : page.index('<section id="provenance"')]
        assert f"<td>{region}</td>" in section
        counted = "{} (24), {} (23)" if language == "en" else "{}（24）、{}（23）"
        assert counted.format(*words_of(job)["levels"][:2]) in section
        assert "=HYPERLINK(&quot;http" in section
        assert "<script>alert" not in page


def test_groups_have_the_shares_of_separate_studies(job: Job, tmp_path: Path) -> None:
    level, levels = words_of(job)["columns"][1], words_of(job)["levels"]
    grouped = job.shares(group=level)
    for number, group in enumerate(levels):
        study = write_study(tmp_path / f"only-{number}", job.language, number)
        alone = run(load_study(study), Store(tmp_path / f"runs-{number}")).shares().drop(columns="unstable")
        here = grouped[grouped["group"] == group].drop(columns=["attribute", "group", "unstable"])
        pd.testing.assert_frame_equal(here.reset_index(drop=True), alone, check_exact=True)
    wind = grouped.query("theme == 'wind' and weighting == 'document'").set_index(["group", "period"])["share"]
    assert wind[levels[0]].tolist() == pytest.approx([2 / 3, 2 / 3], abs=0.03)  # paragraphs differ a little in length
    assert wind[levels[1]].tolist() == pytest.approx([1 / 3, 1 / 3], abs=0.03)
    difference = job.group_differences(level, against=levels[0]).query("theme == 'wind' and weighting == 'document'")
    assert difference["period"].tolist() == ["2020", "2021", "all periods"]
    assert difference["share_difference"].tolist() == pytest.approx([-1 / 3] * 3, abs=0.03)
    assert (difference["upper"] < 0).all()


def test_the_figure_of_groups_draws_the_bands_that_are_printed(job: Job) -> None:
    drawn = groups(job)
    assert drawn is not None
    printed = job.shares(group=drawn["attribute"].iloc[0]).query("weighting == 'text' and estimator == @job.own.name")
    numbers = ["share", "lower", "upper", "se_documents"]
    pd.testing.assert_frame_equal(drawn[numbers], printed[numbers].reset_index(drop=True), check_exact=True)


def test_groups_for_people_say_which_are_small(job: Job) -> None:
    level, levels = words_of(job)["columns"][1], words_of(job)["levels"]
    shares = job.shares(group=level).query("weighting == 'text'")
    layout = grouped_layout(shares)
    assert layout.columns.tolist() == ["theme", level, "2020", "2021"]
    assert layout[level].tolist()[:3] == [*sorted(levels), "not stated"]
    assert layout["2020"].tolist()[-3:] == ["n = 12", "n = 12", "n = 0"]
    assert small_groups_sentence(shares).startswith(
        f"Fewer than 30 documents: {sorted(levels)[0]}, {sorted(levels)[1]} and not stated in every period."
    )
    assert not undivided_sentence(shares["group"].unique().tolist(), level)
    assert undivided_sentence(["a", "b", "c", ""], "x") == (
        "x has 3 groups, documents that state none aside: "
        'differences are shown against one of them, named by --against "a".'
    )
    assert undivided_sentence(["a", "b", "c"], "来源", "zh").startswith("“来源”有 3 组：")
    assert undivided_sentence(["a", "b", "c", ""], "来源", "zh").startswith("“来源”有 3 组（未注明的除外）：")
    told = differences_layout(job.group_differences(level).query("weighting == 'text'"))
    assert told.columns.tolist() == ["theme", "period", f"{sorted(levels)[1]} − {sorted(levels)[0]}"]


def test_an_attribute_splits_standardises_and_is_the_cluster(job: Job, tmp_path: Path) -> None:
    level, levels = words_of(job)["columns"][1], words_of(job)["levels"]
    split = job_split(job, attribute=level)
    assert set(split[level]) == {*levels, "", "all values"}
    assert set(split_layout(split)[level]) == {*levels, "not stated", "all values"}
    beside = shares_beside(job, standardise=level)
    assert set(beside["standardised"]) == {"none", level}
    assert f"lexicon, mix of {level} held fixed" in set(shares_layout(beside)["estimator"])
    fixed = beside[beside["standardised"] == level]
    assert f"The mix of {level} is held fixed" in theme_shares_caption(fixed, job.themes)
    assert f"“{level}”构成保持不变" in theme_shares_caption(fixed, job.themes, "zh")
    assert f"the mix of {level} held fixed" in estimand_sentence("t", fixed)

    region = words_of(job)["columns"][0]
    study = write_study(tmp_path / "clustered", job.language, shares=f'clusters = "{region}"\n')
    shares = run(load_study(study), Store(tmp_path / "runs")).shares()
    assert set(shares["clusters"]) == {region}
    assert set(shares["n_clusters"]) == {3}
    assert f"documents of one {region}, resampled as one" in theme_shares_caption(shares[:2], job.themes)
    wrong = write_study(tmp_path / "wrong", job.language, shares=f'clusters = "{region}x"\n')
    with pytest.raises(StudyError, match=rf'study.toml: \[shares\] clusters = "{region}x": no document has such'):
        run(load_study(wrong), Store(tmp_path / "runs"))


def test_no_figure_of_a_selection_passes_for_the_whole(job: Job) -> None:
    level, levels = words_of(job)["columns"][1], words_of(job)["levels"]
    where = f"{level} = {levels[1]}"
    shares = job.shares(where=where).query("weighting == 'text'")
    assert set(shares["where"]) == {where}
    assert set(shares["n_documents"]) == {12, 11}
    assert f"only documents where {where}" in estimand_sentence("t", shares)
    assert f"Only documents where {where} are counted." in theme_shares_caption(shares, job.themes)
    assert f"只计入符合 {where} 的文档。" in theme_shares_caption(shares, job.themes, "zh")
    trends = job.trends(where=where)
    assert next(iter(trends_layout(trends))).endswith(f", only documents where {where}")
    (lexicon,) = job.runs
    passages = passages_table(job, lexicon, where)
    assert set(passages["where"]) == {where}
    assert len(passages) == 3 * 23
    with pytest.raises(ModelError, match="no document has"):
        job.shares(where=f"{level} = x")


def test_a_coded_sample_has_strata_by_an_attribute(job: Job, tmp_path: Path) -> None:
    level, levels = words_of(job)["columns"][1], words_of(job)["levels"]
    study = load_study(job.root.parent / "study")
    place = GoldFolder(tmp_path / "gold")
    draw_sample(study, Store(job.root), 8, strata=level, coders=1, folder=place)
    frame = place.table("frame.csv", ("unit", "stratum"))
    assert {*levels} <= set(re.split(r" \+ |, |/", " + ".join(frame["stratum"])))
    assert place.drawn().strata == level
    with pytest.raises(ModelError, match="no document has an attribute"):
        draw_sample(study, Store(job.root), 8, strata=f"{level}x", folder=GoldFolder(tmp_path / "other"))


def test_attributes_have_a_declaration_in_every_table_that_holds_them() -> None:
    assert TABLES["exported passages"].others is not None
    assert TABLES["passages"].attributes is not None
