"""Hostile inputs of every kind, thousands of each: how many were tried, and how many ended in anything but an answer.

    python benchmarks/fuzz.py [--profile many]

Runs the tests that draw files, studies, sheets and archives at random (hypothesis), with two thousand inputs each in
place of the few that every run of the tests tries. An input has to be read, or refused in one sentence, within the
test's own time. A traceback is any other exception; a time-out an input that took longer.
"""

import argparse
import re
from pathlib import Path

import pandas as pd
import pytest

from topics.report.tables import print_table

ROOT = Path(__file__).parents[1]
FILES = ("tests/preprocessing/test_hostile_files.py", "tests/study/test_hostile_studies.py")
_COUNTS = re.compile(r"(\d+) passing, (\d+) failing")


class Count:
    """A pytest plugin: what hypothesis says of each test."""

    def __init__(self) -> None:
        self.rows: dict[str, list[int]] = {}
        self.suffixes: dict[str, list[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        said = next((text for name, text in report.sections if name == "Hypothesis"), "")
        kind, suffix = _name(report.nodeid)
        self.suffixes.setdefault(kind, []).extend([suffix] if suffix else [])
        row = self.rows.setdefault(kind, [0, 0, 0])
        row[0] += sum(int(a) + int(b) for a, b in _COUNTS.findall(said)) or 1
        late = "DeadlineExceeded" in report.longreprtext
        row[1] += report.failed and not late
        row[2] += report.failed and late

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> object:
        report = yield
        report.sections.append(("Hypothesis", getattr(item, "hypothesis_statistics", "")))
        return report


def _name(nodeid: str) -> tuple[str, str]:
    """`tests/…::test_any_archive[x]` as "any archive" and "x"."""
    test, _, case = nodeid.partition("::test_")[2].partition("[")
    return test.replace("_", " "), case.rstrip("]")


def main(profile: str) -> None:
    count = Count()
    options = ["-q", "-p", "no:cacheprovider", "--hypothesis-profile", profile, "--rootdir", str(ROOT)]
    status = pytest.main([*options, *(str(ROOT / file) for file in FILES)], plugins=[count])
    table = pd.DataFrame.from_dict(count.rows, orient="index", columns=["inputs", "tracebacks", "time-outs"])
    table.insert(0, "formats", [len(count.suffixes[kind]) or 1 for kind in table.index])
    table.loc["all"] = table.sum()
    print_table(table.rename_axis("what").reset_index(), "table", "Hostile inputs")
    if status or not count.rows:
        raise SystemExit(f"pytest ended with {status}; this table says nothing.")


if __name__ == "__main__":
    from machine import begin

    begin()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--profile", default="many")
    main(parser.parse_args().profile)
