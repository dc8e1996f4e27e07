"""The last look at a figure: what is refused, and in which words."""

import pytest
from matplotlib.figure import Figure

from topics.errors import FigureError
from topics.plots.boxes import finished, shown_texts
from topics.plots.panels import Head, panel_pages
from topics.plots.style import journal


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (
            [("水平未经验证", 0.1, 0.5, 7), ("各期", 0.12, 0.51, 7)],
            '"水平未经验证" and "各期" would be written over each other',
        ),
        ([("a long name of a theme", 0.95, 0.5, 7)], '"a long name of a theme" would leave the page'),
        ([("too high", 0.1, 1.2, 7)], '"too high" would leave the page'),
        ([("tiny", 0.1, 0.5, 5.9)], '"tiny" would be smaller than 6 points'),
        ([("a", 0.1, 0.5, 7), ("b", 0.1, 0.5, 7)], '"a" and "b" would be written over each other'),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(texts: list[tuple[str, float, float, float]], said: str) -> None:
    with journal():
        figure = Figure((4, 2))
        for text, x, y, size in texts:
            figure.text(x, y, text, fontsize=size)
        with pytest.raises(FigureError, match=said):
            finished(figure)


def test_labels_of_ticks_beyond_an_axis_are_not_seen() -> None:
    with journal():
        figure = Figure((4, 2))
        ax = figure.subplots()
        ax.set_yticks([0, 10, 20], ["0", "10", "beyond"])
        ax.set_ylim(0, 12)
        ax.set_xticks([])
        figure.draw_without_rendering()
        assert [text.get_text() for text in shown_texts(figure)] == ["0", "10"]
        ax.set_yticks([0], ["0"])  # the ticks that are no more are kept by matplotlib, and not drawn
        assert [text.get_text() for text in shown_texts(figure)] == ["0"]


@pytest.mark.parametrize("label", ["energy", "wages", "gamma", "{gas}", "5G、能源 (aging)", "工业互联网"])
@pytest.mark.parametrize("line", ["−0.2 points, not established", "−0.2 个百分点，未确认"])
def test_letters_that_hang_low_do_not_meet_the_line_below(label: str, line: str) -> None:
    with journal():
        for figure, panels in panel_pages([Head(label, line)] * 4):
            for panel in panels:
                panel.ax.set_axis_off()
            finished(figure)
