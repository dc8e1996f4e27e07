"""Benchmarks run without the settings that slow linear algebra, and say on what machine."""

import machine
import pytest

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
