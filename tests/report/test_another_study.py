"""Pages and figures lie beside their study, and a page of another study is never written over."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.conftest import write_toy_study
from topics.cli import app
from topics.errors import FigureError
from topics.jobs.run import run
from topics.report.page import write_report
from topics.store.store import Store
from topics.study.study import load_study


def test_two_studies_of_one_name_have_a_page_each(tmp_path: Path) -> None:
    store = Store(tmp_path / "runs")
    jobs = {}
    for place in ("one", "two words"):
        write_toy_study(tmp_path / place / "toy")
        jobs[place] = run(load_study(tmp_path / place / "toy"), store)
        words = ["report", str(tmp_path / place / "toy"), "--store", str(store.root)]
        page = tmp_path / place / "report-toy.html"
        assert CliRunner().invoke(app, words, catch_exceptions=False).stdout == f"{page}\n"
        assert f'<meta name="topics-study" content="{jobs[place].study_id}">' in page.read_text(encoding="utf-8")
    page = tmp_path / "one" / "report-toy.html"
    before = page.read_bytes()
    with pytest.raises(FigureError, match=r"this is the page of another study. Name another file with --out"):
        write_report(jobs["two words"], page)
    assert page.read_bytes() == before
    assert write_report(jobs["one"], page) == page
    (tmp_path / "mine.html").write_text("a page of something else")
    assert write_report(jobs["one"], tmp_path / "mine.html").is_file()


def test_printed_commands_can_be_pasted(tmp_path: Path) -> None:
    study = tmp_path / "it's mine"
    write_toy_study(study)
    result = CliRunner().invoke(app, ["run", str(study), "--store", str(tmp_path / "my runs")], catch_exceptions=False)
    quoted = str(study).replace("'", "'\"'\"'")
    assert f"    topics shares '{quoted}' --store '{tmp_path}/my runs'\n" in result.stderr
