"""Progress in a log, and what is said before and instead of work."""

import io
import sys
from pathlib import Path

import pytest

from topics.cli.options import StageLines, say
from topics.jobs.prepare import forecast, prepare
from topics.jobs.robustness import robustness
from topics.jobs.run import run
from topics.store.store import Store
from topics.study.study import load_study


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_stage_is_one_line_at_its_end_and_a_line_a_minute_when_it_is_long() -> None:
    out, clock = io.StringIO(), Clock()
    progress = StageLines(out, clock)
    for done in range(9):
        progress(done, 8, "reading files")
        clock.now += 1
    for done in range(5):
        progress(done, 4, "fitting: nmf, seed 3" if done < 4 else "fitting")
        clock.now += 40
    for done in range(5):
        progress(done, 4, "segmenting passages")
        clock.now += 40
    assert out.getvalue().splitlines() == [
        "reading files: 8 in 8 s",
        "fitting: 2 of 4; nmf, seed 3 runs",  # no time: what is done and what is left are not alike
        "fitting: 4 in 3 min",
        "segmenting passages: 2 of 4, about 1 min left",
        "segmenting passages: 4 in 3 min",
    ]


def test_fits_are_counted_and_timed_before_any_is_made(toy_study: Path) -> None:
    study, store = load_study(toy_study), Store(toy_study.parent / "runs")
    tasks = prepare(study, store).tasks(study.settings.models)
    assert forecast(tasks, store) == (
        "2 fits, of which 0 kept; 2 to do, of unknown time: no fit of lexicon and nmf is kept yet."
    )
    run(study, store)
    assert forecast(tasks, store) == "2 fits, of which 2 kept: nothing is fitted anew."
    said: list[str] = []
    toml = toy_study / "study.toml"
    toml.write_text(toml.read_text() + "\n[robustness]\ntopics = [2, 3]\n", encoding="utf-8")
    robustness(load_study(toy_study), store, before=said.append)
    assert said == ["3 fits, of which 2 kept; 1 to do, about 1 s one after another."]


def test_nothing_to_verify_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from topics.cli import main

    monkeypatch.setenv("TOPICS_STORE", str(tmp_path / "runs"))
    monkeypatch.setattr(sys, "argv", ["topics", "verify"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert not ended.value.code
    assert "holds no run, corpus or job: there is nothing to verify." in capsys.readouterr().err


def test_messages_fit_a_window_line_by_line_and_are_left_alone_elsewhere(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    message = "The study's own estimator is lexicon: it counts its terms.\n    topics shares study --store runs\nDone."
    say(message)
    assert capsys.readouterr().err == message + "\n"
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "40")
    say(message)
    assert capsys.readouterr().err.splitlines() == [
        "The study's own estimator is lexicon: it",
        "counts its terms.",
        "    topics shares study --store runs",
        "Done.",
    ]
