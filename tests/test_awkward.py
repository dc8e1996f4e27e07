"""Awkward studies by commands: no traceback, no warning, no number that was not measured (see `tests.awkward`)."""

import re
from pathlib import Path

import pytest

from tests.awkward import MORE, READING, SHAPES, walked

QUICK = ["one document", "Arabic labels", "a theme whose terms never occur", "empty attributes"]
WHOLE = ["a theme without a topic", "one document"]  # the others in whole: python -m tests.awkward --whole
SHORT = [
    "corpus S",
    "run S",
    "shares S",
    "trends S",
    "show S M",
    "checklist S",
    "card S T --out OUT",
    "stability S",
    "figures S --out OUT --format svg",
    "report S --out OUT/page.html",
]


@pytest.mark.parametrize("name", QUICK)
def test_commands_end_in_numbers_or_in_a_sentence(name: str, tmp_path: Path) -> None:
    cells = walked(name, tmp_path, SHORT)
    assert [f"{cell.command}: {cell.fault}" for cell in cells if cell.fault] == []
    assert len(cells) == len(SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("name", SHAPES)
def test_every_command_ends_in_numbers_or_in_a_sentence(name: str, tmp_path: Path) -> None:
    cells = walked(name, tmp_path, [*READING, *(MORE if name in WHOLE else [])])
    assert [f"{cell.command}: {cell.fault}" for cell in cells if cell.fault] == []


def test_a_theme_that_never_occurs_is_refused_in_a_sentence(tmp_path: Path) -> None:
    refused = {
        cell.command: cell for cell in walked("a theme whose terms never occur", tmp_path, ["run S", "shares S"])
    }
    assert refused["run S"].status == refused["shares S"].status == 2
    assert 'the theme "tide" has vanished' in refused["run S"].words
    assert "there is no complete run here yet" in refused["shares S"].words


def test_a_study_that_only_counts_is_not_told_to_run_again(tmp_path: Path) -> None:
    cells = walked("one passage", tmp_path, ["run S", "figures S --list"])
    said = " ".join(cells[1].words.split())
    for name in ("fig3_top_words", "fig8_topic_tree"):
        assert re.search(rf"{name} [^_]*no model of this study has topics with words of their own", said)
