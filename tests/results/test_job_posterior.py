"""The posterior of a job's shares: from the kept runs, with what it is in its title."""

from pathlib import Path

import numpy as np
import pytest

from topics.errors import StoreError
from topics.jobs.run import run
from topics.report.layouts.share_layouts import posterior_layout
from topics.results.shares import job_posterior
from topics.store.store import Store
from topics.study.study import load_study

MODELS = """
[[models]]
kind = "lexicon"

[[models]]
kind = "lda"
guided = true
topics = 4
passes = 3
seeds = [1, 2]
"""


def test_a_job_keeps_what_the_posterior_needs(toy_study: Path, tmp_path: Path) -> None:
    settings = toy_study / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").split("[[models]]")[0] + MODELS, encoding="utf-8")
    store = Store(tmp_path / "runs")
    job = run(load_study(toy_study), store)
    table, title = job_posterior(job, "text")
    assert "given the model: not a band of the share; without one: lexicon" in title
    assert "per cent of words of text, each passage by its theme weights" in title
    first = table.iloc[0]
    bounds = f"[{100 * first['posterior_lower']:.1f}–{100 * first['posterior_upper']:.1f}]"
    assert posterior_layout(table).iloc[0].tolist()[:2] == ["lda", "wind"]
    assert posterior_layout(table).iloc[0][first["period"]] == f"{100 * first['share']:.1f} {bounds}"
    shares = job.table("shares")
    shares = shares[(shares["estimator"] == "lda") & (shares["weighting"] == "text")]
    if set(shares["membership"]) == {"weight"}:
        both = table.merge(shares, on=["theme", "period"], suffixes=("", "_other"))
        assert both["share"].to_numpy() == pytest.approx(both["share_other"].to_numpy(), nan_ok=True)
    assert (table["posterior_lower"].dropna() <= table["share"].dropna()).all()
    assert (table["se_posterior"].dropna() > 0).all()
    kept = store.run(job.models[1].runs[0].name).fitted
    assert kept.concentration is not None
    assert kept.concentration.dtype == np.float32
    single, _ = job_posterior(job, "text", runs=[kept_name := job.models[1].runs[0].name])
    assert set(single["estimator"]) == {kept_name}
    with pytest.raises(StoreError, match="lexicon: no posterior is kept"):
        job_posterior(job, "text", estimators=["lexicon"])


def test_kept_states_come_back_from_the_store_and_widen_the_posterior(toy_study: Path, tmp_path: Path) -> None:
    settings, spread = toy_study / "study.toml", []
    begin = settings.read_text(encoding="utf-8").split("[[models]]")[0]
    for keep in ("false", "true"):
        model = f'\n[[models]]\nkind = "lda"\ntopics = 3\ndraws = 12\nkeep_draws = {keep}\n'
        settings.write_text(begin + model, encoding="utf-8")
        store = Store(tmp_path / "runs")
        job = run(load_study(toy_study), store, workers=1)
        fitted = store.run(job.models[0].runs[0].name).fitted
        assert fitted.refitted is not None
        assert (fitted.drawn is not None) == (keep == "true")
        spread.append(job_posterior(job, "text")[0]["se_posterior"].to_numpy(dtype=float))
    assert fitted.drawn is not None
    assert fitted.drawn.shape == (len(fitted.passage_ids), 10, 3)
    assert (spread[1] >= spread[0] - 1e-12)[np.isfinite(spread[0])].all()
    assert (spread[1] > spread[0])[np.isfinite(spread[0])].any()
