"""Running sentences, counted in two languages."""

import pytest

from topics.preprocessing.sentences import characters, running_lines, sentences


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本市将加快建设5G网络。", 1),
        ("本市将加快建设5G网络，推进应用！要抓好落实。", 2),
        ("联系电话：010-12345678。", 0),
        ("打印\n关闭\n返回顶部。", 0),
        ("Home\nNews about us\nContact\nAll rights reserved.", 0),
        ("We will build the roads. They will be finished by May.", 2),
        ("Growth was 3.5 per cent in the last year.", 1),
        ("Contents of the plan for jobs and growth ..... 3", 0),
        ("The line goes on over the end of this\nline.", 1),
        ("他说：“我们一定要加快建设。”会议结束。", 1),
        ("", 0),
    ],
)
def test_running_sentences_are_counted(text: str, found: int) -> None:
    assert len(sentences(text)) == found


def test_white_space_is_no_character() -> None:
    assert characters(" 数据\u3000安全\n\t5G ") == 6


@pytest.mark.parametrize("most", range(6))
def test_running_lines_among_the_first_are_those_of_all(most: int) -> None:
    # The sentence of the first two lines ends below, that of the fourth stands by itself.
    text = "The plan of the council covers\nall of the regions of the\ncountry.\nWe will build the roads.\nContact"
    assert running_lines(text.split("\n"), most) == {n for n in (0, 1, 2, 3) if n < most}
