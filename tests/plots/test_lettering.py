from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from topics.plots.fonts import typeset
from topics.plots.lettering import fitted, height_of, width_of
from topics.plots.page import Row, new_page, places
from topics.plots.style import journal
from topics.plots.word_table import WordBlock, draw_word_table
from topics.wording import text_width


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("uncorrected model output", 12, ["uncorrected", "model output"]),
        ("short", 80, ["short"]),
        ("a\nb", 80, ["a", "b"]),
        ("水平未经验证。", 12, ["水平未经", "验证。"]),  # no line begins with a full stop, no word is cut
        ("共 48 篇", 5, ["共 48", "篇"]),
        ("高端化、智能化、绿色化", 10, ["高端化、", "智能化、", "绿色化"]),
        ("制造业绿色化转型", 10, ["制造业", "绿色化转型"]),
        ("加快推进（试点）工作", 12, ["加快推进", "（试点）工作"]),  # brackets stay with what they hold
        ("人民的数据安全", 8, ["人民的", "数据安全"]),
        ("state-of-the-art methods", 9, ["state-of-", "the-art", "methods"]),
        ("unbreakable", 5, ["unbre", "akabl", "e"]),  # wider than its line: it is cut
    ],
)
def test_lines_are_broken_where_readers_expect_it(
    text: str, columns: int, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topics.plots.lettering._line_width", lambda line, size, _: size * text_width(line))
    assert fitted(text, columns, 1).split("\n") == lines


@pytest.mark.parametrize("width", [18, 30, 44, 60])
@pytest.mark.parametrize(
    "text",
    [
        "Climate adaptation and disaster risk reduction in small island states",
        "面向制造业重点行业的高端化、智能化、绿色化转型升级公共服务平台",
        "5G+工业互联网 integrated applications（试点示范）",
        "Donaudampfschifffahrtsgesellschaftskapitän",
        "https://example.org/a/very/long/address-without-spaces?and=parameters",
    ],
)
def test_no_line_is_wider_than_its_room(text: str, width: float) -> None:
    with journal():
        lines = fitted(text, width, 8).split("\n")
        assert max(width_of(line, 8) for line in lines) <= width
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")  # nothing is lost


def test_letters_are_measured_in_millimetres() -> None:
    with journal():
        assert width_of("国国国国", 10) == pytest.approx(4 * 10 * 25.4 / 72, rel=0.02)  # a Chinese letter is square
        assert width_of("a\nwide line", 8) == width_of("wide line", 8)
    assert height_of("one\ntwo", 10) == pytest.approx(2 * 1.3 * 10 * 25.4 / 72)
    assert height_of("", 10) == 0


def test_lines_of_a_column_stand_equally_far_apart_whatever_letters_they_have():
    words = ["dab", "dag", "dab", "dab"]  # one has a letter that hangs below the line
    with journal():
        block = WordBlock("Theme", "#000000", {"model": ("Model", words, "")}, 1, 60.0)
        figure, ((ax,),) = new_page([Row(places(1, left=0, between=0), block.height)])
        draw_word_table(ax, [block], 60.0)
        typeset(figure)
        figure.savefig(picture := BytesIO(), format="png")
    ink = np.asarray(Image.open(picture).convert("L")) < 128
    rows = ink[:, : ink.shape[1] // 4].any(axis=1)
    tops = np.flatnonzero(rows[1:] & ~rows[:-1])[-len(words) :]
    assert np.ptp(np.diff(tops)) <= 1
