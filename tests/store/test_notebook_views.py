"""What a notebook shows of a corpus, a run and a job: a small table, everything escaped."""

from pathlib import Path

from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study


def test_tables_are_small_and_escaped(toy_study: Path) -> None:
    settings = toy_study / "study.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('"Toy"', '"<script>alert(1)</script>"'), encoding="utf-8"
    )
    store = Store(toy_study.parent / "runs")
    study = load_study(toy_study)
    job = run(study, store)
    corpus, found = study.corpus()._repr_html_(), store.run("nmf")._repr_html_()
    assert "8 documents, 24 passages (24 counted), 0 losses" in corpus
    assert corpus.count("<tr>") == 2  # the years; pandas styles the heading
    assert "风电" in found
    assert "topics 3" in found
    html = job._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    own = job.table("shares").query("estimator == @job.own.name and theme == 'wind' and weighting == 'text'")
    assert f">{100 * own['share'].iloc[0]:.1f} [" in html
    assert html.count("<tr>") <= 12
