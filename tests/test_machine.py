"""Benchmarks run without the settings that slow linear algebra, and say on what machine."""

import importlib
import re
from pathlib import Path

import machine
import pandas as pd
import pytest

benchmarks = importlib.import_module("all")

SET = {"OPENBLAS_CORETYPE": "Haswell", "OPENBLAS_L2_SIZE": "262144", "OPENBLAS_NUM_THREADS": "1", "HOME": "/"}


@pytest.mark.parametrize(
    ("environment", "left"),
    [
        ({}, set()),
        (SET, {"OPENBLAS_NUM_THREADS", "HOME"}),
        ({**SET, machine.KEEP: "1"}, {*SET, machine.KEEP}),
    ],
)
def test_overrides_are_left_out_unless_they_are_kept(environment, left):
    assert set(machine.without_overrides(environment)) == left


@pytest.mark.parametrize(("environment", "anew"), [(SET, True), ({**SET, machine.KEEP: "1"}, False), ({}, False)])
def test_a_program_starts_anew_only_to_lose_overrides(environment, anew, monkeypatch, capsys):
    calls = []
    monkeypatch.setattr(machine.os, "environ", environment)
    monkeypatch.setattr(machine.os, "execve", lambda *call: calls.append(call))
    machine.begin()
    assert [set(call[2]) for call in calls] == ([{"OPENBLAS_NUM_THREADS", "HOME"}] if anew else [])
    assert "cores" in capsys.readouterr().err


def test_the_machine_names_processor_kernel_and_threads():
    assert machine.processor() in machine.machine()
    assert any("×" in library for library in machine.blas())


PROGRAMS = [file for file in Path(machine.__file__).parent.glob("*.py") if "__main__" in file.read_text("utf-8")]


@pytest.mark.parametrize("program", sorted(PROGRAMS), ids=lambda file: file.stem)
def test_every_benchmark_begins_by_leaving_out_overrides(program):
    text = program.read_text("utf-8")
    assert "begin()" in text.partition('if __name__ == "__main__":')[2]


def test_every_machine_of_the_page_is_named_and_every_ratio_is_of_one():
    page = (Path(__file__).parents[1] / "docs" / "benchmarks.md").read_text("utf-8")
    named = re.findall(r"^(\d+)\. .+ cores, \d+ GB, .+; \d{4}-\d\d-\d\d\.$", page, re.M)
    rows = [row.strip("| ").split("|") for row in page.splitlines() if row.startswith("| ")]
    on = [row[-1].strip() for row in rows if len(row) == 8 and row[0].strip() not in ("what", "---")]
    assert named == [str(place) for place in range(1, len(named) + 1)]
    assert on
    assert {*on} <= {*named}


def test_ranges_go_from_the_least_to_the_most_over_machines():
    found = [("a pass", "s", "gensim", 1, 1, times, 3, on) for times, on in (("9.5", "1"), ("1,200", "2"), ("20", "3"))]
    alone = ("a pass", "s", "other", 1, 1, "7", 3, "1")
    columns = ["what", "unit", "peer", "theirs", "ours", "times", "runs", "on"]
    table = benchmarks.ranges(pd.DataFrame([*found, alone], columns=columns))
    assert table.to_numpy().tolist() == [["a pass", "s", "gensim", "9.5 – 1,200", "1, 2"]]
