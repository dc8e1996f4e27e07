"""The corpus as a flow: a box for what stands, an arrow to what stands after, and beside it what was lost and why.

The table drawn is the funnel of `topics.preprocessing.ledger.funnel`: `level, stage, reason, total`. Of stages between
which nothing is lost only the last has a box: the flow is as long as there were losses.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topics.plots.checks import check_columns
from topics.plots.figure_words import in_figures
from topics.plots.funnel import reason_label
from topics.plots.lettering import LEADING, MM_PER_POINT, fitted, height_of, width_of
from topics.plots.page import SMALL, TEXT
from topics.plots.roles import INK, QUIET
from topics.wording import label_of, number, percent

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

UNITS, OF_TEXT = ("files", "documents", "passages"), ("characters", "terms")
_COLUMNS = ("level", "stage", "reason", "total")
_MOST = 6  # losses after one stage that are named; the smaller ones are taken together
_PAD, _ARROW, _STEM, _GAP = 0.9, 3.6, 3.0, 1.4  # mm: in a box; least length and place of an arrow; number to label
_BASE = 0.98  # of the size of letters: from the top of a line to its base line
_STAGES = {
    "en": {
        "files: found": "files found",
        "files: decoded": "files read",
        "documents: found": "documents in them",
        "documents: with text": "documents with text",
        "documents: dated": "documents with a date",
        "documents: in the periods": "documents in the periods",
        "documents: unique": "documents told once",
        "documents: counted": "documents counted",
        "passages: found": "passages in these periods",
        "passages: counted": "passages counted",
        "characters: visible": "characters visible in the files",
        "characters: in passages": "characters in passages",
        "characters: counted": "characters counted",
        "terms: visible": "occurrences of terms in the files",
        "terms: in passages": "occurrences of terms in passages",
        "terms: counted": "occurrences of terms counted",
        "others": "{n} other reasons",
    },
    "zh": {
        "files: found": "个文件（收集到）",
        "files: decoded": "个文件（可读取）",
        "documents: found": "篇文档（文件中）",
        "documents: with text": "篇文档（有正文）",
        "documents: dated": "篇文档（有日期）",
        "documents: in the periods": "篇文档（研究时段内）",
        "documents: unique": "篇文档（去重后）",
        "documents: counted": "篇文档（计入）",
        "passages: found": "个段落（研究时段内）",
        "passages: counted": "个段落（计入）",
        "characters: visible": "个字符（文件中可见）",
        "characters: in passages": "个字符（在段落中）",
        "characters: counted": "个字符（计入）",
        "terms: visible": "次主题词项（文件中可见）",
        "terms: in passages": "次主题词项（在段落中）",
        "terms: counted": "次主题词项（计入）",
        "others": "其他 {n} 种原因",
    },
}

Loss = tuple[int, str]


@dataclass(frozen=True)
class Step:
    """What stands at one stage, as a part of the first stage of its level, and what is lost after it."""

    level: str
    label: str
    total: int
    part: float
    losses: tuple[Loss, ...] = ()


def flow_steps(funnel: "pd.DataFrame", levels: Sequence[str], language: str = "en") -> list[Step]:
    """The boxes of some levels from top to bottom. Raises FigureError when the table lacks a column."""
    check_columns("a flow of the corpus", funnel, _COLUMNS)
    say, steps = in_figures(_STAGES, language), []
    files = funnel.loc[(funnel["level"] == UNITS[0]) & (funnel["reason"] == ""), "total"].tolist()[-1:]
    for level in levels:
        its: list[Step] = []
        rows = funnel[funnel["level"] == level]
        for stage, reason, total in zip(rows["stage"], rows["reason"], rows["total"].tolist(), strict=True):
            if reason:
                last = its.pop()
                lost = (*last.losses, (total, reason_label(reason, language)))
                its.append(Step(level, last.label, last.total, last.part, lost))
                continue
            first = its[0].total if its else total
            if its and not its[-1].losses:
                its.pop()
            named = beside_number(level, stage, total, files, language)
            its.append(Step(level, named, total, total / first if first else 1.0))
        steps += its
    return [Step(s.level, s.label, s.total, s.part, _largest(s.losses, say["others"])) for s in steps]


def beside_number(level: str, stage: str, total: int, files: list[int], language: str = "en") -> str:
    """What stands beside the number of a stage: its noun or, in Chinese, its measure word; `files` were read."""
    name = in_figures(_STAGES, language).get(f"{level}: {stage}", f"{level}: {stage}")
    return _in_number(name, total, files) if language == "en" else name


def _in_number(name: str, total: int, files: list[int]) -> str:
    """The English name of a stage beside its number; a single file, such as a table of documents, is no "them"."""
    named = label_of(total, name)
    return named.replace("in them", "in it").replace("in the files", "in the file") if files == [1] else named


def flow_height(steps: Sequence[Step], width: float) -> float:
    """The height in mm of a flow that is `width` mm wide."""
    return sum(_box(step, steps, width) + _between(steps, place, width) for place, step in enumerate(steps))


def draw_flow(ax: "Axes", steps: Sequence[Step], width: float, room: float = 0.0) -> None:
    """Draw the steps on axes that are `width` mm wide and `room` mm high, by default as high as `flow_height`."""
    from matplotlib.patches import FancyBboxPatch

    ax.set_xlim(0, width)
    ax.set_ylim(room or flow_height(steps, width), 0)
    ax.set_axis_off()
    numbers, top = _numbers(steps), 0.0
    for place, step in enumerate(steps):
        high = _box(step, steps, width)
        edge = {"boxstyle": "round,pad=0,rounding_size=0.8", "facecolor": "white", "edgecolor": QUIET}
        ax.add_patch(FancyBboxPatch((0.2, top), width - 0.4, high, linewidth=0.6, clip_on=False, **edge))  # type: ignore[arg-type]
        _write(ax, number(step.total), numbers, top + _PAD, INK, "right")
        _write(ax, _label(step.label, steps, width), numbers + _GAP, top + _PAD, INK)
        if step.part < 1:
            _write(ax, percent(step.part, 1), width - 1.5, top + _PAD, QUIET, "right")
        top += high
        below = _between(steps, place, width)
        if below and (step.losses or _goes_on(steps, place)):
            tip = {"arrowstyle": "-|>,head_width=0.13,head_length=0.26", "color": QUIET, "linewidth": 0.7}
            ax.annotate("", (_STEM, top + below), (_STEM, top), arrowprops={**tip, "shrinkA": 0, "shrinkB": 0})
        y = top + 0.8
        for total, reason in step.losses:
            label = _label(reason, steps, width)
            _write(ax, f"+{number(total)}" if total > 0 else number(total), numbers, y, QUIET, "right")
            _write(ax, label, numbers + _GAP, y, QUIET)
            y += height_of(label, TEXT)
        top += below


def _largest(losses: tuple[Loss, ...], others: str) -> tuple[Loss, ...]:
    """The largest losses by name, in their order, and the smaller ones in one."""
    if len(losses) <= _MOST:
        return losses
    kept = sorted(losses, key=lambda loss: -abs(loss[0]))[: _MOST - 1]
    rest = [loss for loss in losses if loss not in kept]
    return (*(loss for loss in losses if loss in kept), (sum(n for n, _ in rest), others.format(n=len(rest))))


def _goes_on(steps: Sequence[Step], place: int) -> bool:
    """Whether the next box comes from this one: files hold documents.

    The first passages are of all documents of the study's time, those that repeat others too, and not of the counted.
    """
    levels = {step.level for step in steps[place : place + 2]}
    return place + 1 < len(steps) and (len(levels) == 1 or levels <= set(UNITS[:2]))


def _numbers(steps: Sequence[Step]) -> float:
    """Where numbers end, in mm from the left: they stand below each other, clear of the arrow."""
    told = [number(step.total) for step in steps] + [f"−{number(abs(n))}" for step in steps for n, _ in step.losses]
    return _STEM + 1.5 + max(width_of(text, TEXT) for text in told)


def _label(text: str, steps: Sequence[Step], width: float) -> str:
    return fitted(text, width - _numbers(steps) - _GAP - width_of("99.9%", SMALL) - 3, TEXT)


def _box(step: Step, steps: Sequence[Step], width: float) -> float:
    return height_of(_label(step.label, steps, width), TEXT) + 2 * _PAD


def _between(steps: Sequence[Step], place: int, width: float) -> float:
    """The room below a box: for its losses, or else for an arrow; none below the last."""
    if place + 1 == len(steps):
        return 0.0
    losses = sum(height_of(_label(reason, steps, width), TEXT) for _, reason in steps[place].losses)
    return losses + 2.0 if losses else _ARROW


def _write(ax: "Axes", text: str, x: float, y: float, colour: str, side: str = "left") -> None:
    """Write lines from `y` mm down, each on its base line: numbers and labels beside each other stand on one line."""
    for place, line in enumerate(text.split("\n")):
        base = y + (place * LEADING + _BASE) * TEXT * MM_PER_POINT
        ax.text(x, base, line, ha=side, va="baseline", fontsize=TEXT, color=colour)
