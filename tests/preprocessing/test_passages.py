import pytest

from topics.preprocessing.passages import body_lines, join_fragments, paragraphs, split_long

LONG = "这是一个足够长的段落，讲的是平台建设的进展和下一步的安排。"


def test_title_lines_and_everything_above_a_byline_are_dropped() -> None:
    text = f"《某技术应用》\n首页 要闻\n“平台”建设进展\n某报 2021-07-01\n{LONG}\n平台建设进展\n{LONG}"
    assert body_lines(text, title="平台建设进展", source="某报") == [LONG, LONG]


def test_below_the_text_only_a_line_that_names_the_source_is_dropped() -> None:
    text = f"关于平台的通知\n{LONG}\n某局\n2021年7月1日"
    assert body_lines(text, title="关于平台的通知", source="某局") == [LONG, "2021年7月1日"]


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["一、要求", LONG], [f"一、要求\n{LONG}"]),
        (["第一章", "一、要求", LONG, LONG], [f"第一章\n一、要求\n{LONG}", LONG]),
        ([LONG, "完"], [f"{LONG}\n完"]),
        (["短", "更短"], ["短\n更短"]),
        ([LONG], [LONG]),
        ([], []),
    ],
)
def test_fragments_join_what_they_head(lines: list[str], joined: list[str]) -> None:
    assert join_fragments(lines, 20) == joined


@pytest.mark.parametrize("most", [40, 100, 250])
def test_long_paragraphs_are_cut_at_sentence_ends_and_nothing_is_lost(most: int) -> None:
    pieces = split_long(LONG * 20, most)
    assert "".join(pieces) == LONG * 20
    assert all(piece.endswith("。") and len(piece) <= most for piece in pieces)
    assert max(map(len, pieces)) - min(map(len, pieces)) <= 2 * len(LONG)


def test_closing_marks_stay_with_their_sentence_and_a_long_sentence_whole() -> None:
    assert split_long("他说：“可以。”她走了。", 8) == ["他说：“可以。”", "她走了。"]
    assert split_long("长" * 50, 10) == ["长" * 50]


def test_english_sentences_are_cut_at_full_stops() -> None:
    assert split_long("It rose to 3.5 points. Then it fell. It rose again.", 30) == [
        "It rose to 3.5 points.",
        "Then it fell. It rose again.",
    ]


def test_passages_keep_within_both_lengths() -> None:
    assert paragraphs(["一、要求", LONG * 3], 20, 70) == [f"一、要求\n{LONG * 2}", LONG]
