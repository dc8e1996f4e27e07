import re
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from topics.errors import ModelError, StudyError
from topics.languages import STOP_LISTS
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.corpus_tables import DOCUMENTS, FILES, LOSSES, PASSAGES, Corpus
from topics.preprocessing.words import segmentation, segmenters
from topics.preprocessing.words.segmentation import SEGMENTERS, piece_counts, segment_all, tokenize
from topics.preprocessing.words.survival import check_survival, survival
from topics.preprocessing.words.tokens import build_tokens
from topics.preprocessing.words.word_lists import read_lexicon, read_stop_words, stop_list, stop_lists
from topics.terms import fold
from topics.themes import Theme, read_themes

SAMPLE = Path(__file__).parents[3] / "data" / "sample"
FIVE_G = Theme("5g", ("5G", "第五代移动通信", "基站"))
INTERNET = Theme("internet", ("工业互联网", "工业APP"))
SECURITY = Theme("security", ("数据安全", "网络数据安全"))
NEW = Theme("new", ("新型工业化",))
THEMES = (FIVE_G, INTERNET, SECURITY, NEW)


def small_corpus(*texts: str, raw: tuple[str, ...] = ()) -> Corpus:
    rows = [(f"d#{i}", "d", i, text, "", True) for i, text in enumerate(texts, start=1)]
    return Corpus(
        DOCUMENTS.frame(),
        PASSAGES.frame(rows),
        LOSSES.frame(),
        FILES.frame(),
        raw=raw or texts,
    )


INSTALLED = [name for name in SEGMENTERS if name != "jieba-python" or find_spec("jieba")]


@pytest.mark.parametrize("segmenter", INSTALLED)
@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("推进新型工业化，建设工业互联网平台", ["新型工业化", "工业互联网"]),
        ("“5G+工业互联网”融合应用", ["5g", "工业互联网"]),
        ("5G基站与第五代移动通信", ["5g", "基站", "第五代移动通信"]),
        ("5G-A商用", ["5g"]),
        ("加强网络数据安全和数据安全", ["网络数据安全", "数据安全"]),
        ("发展工业App与工业APP", ["工业app", "工业app"]),
    ],
)
def test_theme_terms_survive_as_one_token(segmenter: str, text: str, terms: list[str]) -> None:
    [words] = segment_all([text], segmenter=segmenter, themes=THEMES)
    known = {t.lower() for theme in THEMES for t in theme.terms}
    assert [w for w in words if w in known] == terms


def theme_sentences() -> list[tuple[str, list[str]]]:
    lines = (Path(__file__).parents[2] / "data" / "theme_terms.tsv").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(sentence, terms.split()) for sentence, terms in pairs]


@pytest.mark.parametrize("segmenter", INSTALLED)
def test_every_theme_term_of_sixty_sentences_survives_as_one_token(segmenter: str) -> None:
    themes = read_themes(SAMPLE / "themes.toml")
    lexicon = read_lexicon(SAMPLE / "lexicon.txt")
    sentences = theme_sentences()
    assert len(sentences) == 60
    known = {fold(t) for theme in themes for t in theme.terms}
    cleaned = [clean_text(sentence) for sentence, _ in sentences]
    segmented = segment_all(cleaned, segmenter=segmenter, lexicon=lexicon, themes=themes)
    found = [[w for w in words if w in known] for words in segmented]
    assert dict(zip(cleaned, found, strict=True)) == dict(zip(cleaned, [t for _, t in sentences], strict=True))


def test_one_and_two_processes_segment_alike() -> None:
    texts = [f"第{i}批5G基站与平台{i % 7}号App建设，工业互联网" for i in range(7000)]
    one, two = (segment_all(texts, themes=THEMES, workers=n) for n in (1, 2))
    assert one.pieces == two.pieces
    for part in ("ids", "offsets", "is_word"):
        assert np.array_equal(getattr(one, part), getattr(two, part))


def test_pieces_that_differ_are_told_apart_and_equal_ones_are_not() -> None:
    texts = ["网络 网络安全 安全网络 络网 a aa aaa 𠀀𠀁 𠀀", "", "aaa 络网 网络"]
    words = [text.split() for text in texts]
    assert list(segment_all(texts, segmenter="words")) == words


def test_jieba_itself_is_asked_for_politely(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jieba", None)
    segmenters._jieba_python.cache_clear()
    with pytest.raises(StudyError, match=r'"jieba-python" needs the package jieba.*topics-toolkit\[jieba\]'):
        segment_all(["平台"], segmenter="jieba-python")


def test_variants_are_counted_as_their_word(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text("5G = 第五代移动通信、第五代移动通信技术  # one word\n链长制\n", encoding="utf-8")
    lexicon = read_lexicon(path)
    assert lexicon == {
        **dict.fromkeys(("5g", "第五代移动通信", "第五代移动通信技术", "第五代移動通信", "第五代移動通信技術"), "5g"),
        **dict.fromkeys(("链长制", "鏈長制"), "链长制"),
    }
    corpus = small_corpus("第五代移动通信技术与第五代移动通信", "5G链长制")
    for themes in ((), (FIVE_G,)):
        assert [
            w for words in segment_all(corpus.passages["text"], lexicon=lexicon, themes=themes) for w in words
        ].count("5g") == 3
    table = survival(corpus, tokenize(corpus, lexicon=lexicon, themes=(FIVE_G,)), (FIVE_G,), lexicon)
    assert table.to_numpy().tolist()[:2] == [
        ["5g", "5G", 1, 1, 1, "5g", 3, ""],
        ["5g", "第五代移动通信", 2, 2, 2, "5g", 3, ""],
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("5G =\n", r"lexicon\.txt:1: expected a word and its variants"),
        ("5G = 基站\n6G = 基站\n", r'lexicon\.txt:2: "基站" would be counted as "6g" here and as "5g" above'),
    ],
)
def test_impossible_variants_are_refused(tmp_path: Path, lines: str, message: str) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(StudyError, match=message):
        read_lexicon(path)


def test_a_lexicon_cannot_take_a_theme_s_term_away() -> None:
    with pytest.raises(StudyError, match='counts "基站", a term of the theme "5g", as "铁塔"'):
        segment_all(["基站"], lexicon={"铁塔": "铁塔", "基站": "铁塔"}, themes=THEMES)


def test_the_stop_list_has_a_version_and_no_doubles() -> None:
    assert stop_lists() == ["zh", "en", "none"]
    text = STOP_LISTS["zh"].path.read_text(encoding="utf-8")
    assert re.match(r"# Chinese stop words, version \d+ \(20\d\d-\d\d\)", text)
    words = [line for line in text.splitlines() if line and not line.startswith("#")]
    assert len(words) == len(set(words)) == len(stop_list("zh")) > 500
    assert stop_list("none") == ()
    with pytest.raises(StudyError, match='no stop list "cn"'):
        stop_list("cn")


def test_a_term_is_a_word_of_its_own_where_it_ends_in_a_letter() -> None:
    [words] = segment_all(["15G和5GHz频段"], themes=THEMES)
    assert "5g" not in words


def test_lexicon_terms_are_one_token_unless_they_hide_a_themes_term() -> None:
    lexicon = ("链长制", "工业互联网平台", "5G+工业互联网")
    [words] = segment_all(["实行链长制，建工业互联网平台，推广5G+工业互联网"], lexicon=lexicon, themes=THEMES)
    assert words == ["实行", "链长制", "建", "工业互联网", "平台", "推广", "5g", "工业互联网"]


@pytest.mark.parametrize(
    ("segmenter", "text", "words"),
    [
        ("jieba", "R16标准于2021年冻结，3.5亿元。", ["r16", "标准", "于", "年", "冻结", "亿元"]),
        (
            "words",
            "Don't stop: state-of-the-art AI in 2021, naïve café.",
            ["don't", "stop", "state-of-the-art", "ai", "in", "naïve", "café"],
        ),
        ("characters", "建设IPv6网", ["建", "设", "ipv6", "网"]),
    ],
)  # fmt: skip
def test_punctuation_and_numbers_are_no_words(segmenter: str, text: str, words: list[str]) -> None:
    assert list(segment_all([text], segmenter=segmenter)) == [words]


def test_an_unknown_segmenter_names_the_nearest() -> None:
    with pytest.raises(StudyError, match='unknown segmenter "jeiba"; did you mean "jieba"'):
        segment_all(["x"], segmenter="jeiba")


def test_lengths_count_every_word_and_the_vocabulary_only_some() -> None:
    corpus = small_corpus("我们的平台建设很快", "平台建设", "平台管理的数据安全")
    tokens = tokenize(corpus, stop_words=("我们",), min_passages=2, max_share=0.9, themes=THEMES)
    # 平台 is in every passage, 的 is one character, 管理 and 很快 are in one; a theme's term stays whatever its count.
    assert tokens.vocabulary == ("建设", "数据安全")
    assert tokens.lengths.tolist() == [len(w) for w in segment_all(corpus.passages["text"].tolist(), themes=THEMES)]
    assert [tokens.words(i) for i in range(3)] == [["建设"], ["建设"], ["数据安全"]]


def test_counting_leaves_the_order_of_words_alone() -> None:
    tokens = build_tokens(["a", "b"], [["y", "x", "y"], ["z", "x"]], min_passages=1, max_share=1)
    assert tokens.counts.toarray().tolist() == [[1, 2, 0], [1, 0, 1]]
    assert [tokens.words(0), tokens.words(1)] == [["y", "x", "y"], ["z", "x"]]


def test_a_stop_word_never_removes_a_theme_term() -> None:
    tokens = tokenize(small_corpus("数据安全"), stop_words=("数据安全",), themes=THEMES)
    assert tokens.vocabulary == ("数据安全",)


def test_the_survival_table_counts_each_step() -> None:
    corpus = small_corpus("推进5G和5G基站", "工业互联网", raw=("推進５Ｇ和5G基站", "工業互聯網"))
    tokens = tokenize(corpus, themes=THEMES[:2])
    table = survival(corpus, tokens, THEMES[:2])
    assert table.to_numpy().tolist() == [
        ["5g", "5G", 1, 2, 2, "5g", 2, ""],
        ["5g", "第五代移动通信", 0, 0, 0, "第五代移动通信", 0, ""],
        ["5g", "基站", 1, 1, 1, "基站", 1, ""],
        ["internet", "工业互联网", 0, 1, 1, "工业互联网", 1, ""],
        ["internet", "工业APP", 0, 0, 0, "工业app", 0, ""],
    ]
    check_survival(table)


@pytest.mark.parametrize(
    ("text", "raw", "themes", "message"),
    [
        ("推进工业互联网", "", (Theme("typo", ("工业互联往",)),),
         r'"typo" has vanished: none of its terms \(工业互联往\) occurs in any document; '
         "words that come near: 工业, 互联网"),
        ("推进平台建设", "来源：5G中心", (FIVE_G,), "occur once in the files but in no cleaned passage"),
        ("新型工业化", "", (NEW, Theme("part", ("工业化",))),
         r'"part" has vanished: its terms \(工业化\) occur once in the passages but in no token'),
    ],
)  # fmt: skip
def test_a_vanished_theme_is_refused_with_the_step_it_was_lost_at(
    text: str, raw: str, themes: tuple[Theme, ...], message: str
) -> None:
    corpus = small_corpus(text, raw=(raw or text,))
    tokens = tokenize(corpus, min_passages=1, max_share=1.0, themes=themes)
    with pytest.raises(ModelError, match=message):
        check_survival(survival(corpus, tokens, themes), tokens.vocabulary)


def test_a_misspelt_term_is_shown_the_words_that_come_near() -> None:
    corpus = small_corpus("推进工业互联网建设")
    tokens = tokenize(corpus, lexicon=("工业互联网",), min_passages=1, max_share=1.0)
    table = survival(corpus, tokens, (Theme("typo", ("工业互联往",)),))
    with pytest.raises(ModelError, match="words that come near: 工业互联网"):
        check_survival(table, tokens.vocabulary)


def test_a_vocabulary_made_without_the_theme_is_refused() -> None:
    corpus = small_corpus("推进新型工业化")
    with pytest.raises(ModelError, match="Tokenize with the same themes"):
        check_survival(survival(corpus, tokenize(corpus), (NEW,)))


# --- word lists -----------------------------------------------------------------------------------------------------


def test_word_lists_are_read_without_comments_and_repeats(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text("# domain\n５Ｇ专网  # both\n\n链长制\n链长制\n", encoding="utf-8")
    assert read_lexicon(path, "en") == {"5g专网": "5g专网", "链长制": "链长制"}
    assert read_stop_words(path) == ("5g专网", "链长制")
    assert read_lexicon(None) == {}


def test_a_missing_word_list_names_its_key(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"no such word list.*\[tokens\] stop_words"):
        read_stop_words(tmp_path / "stop_words.txt")


def test_the_sample_lists_do_not_contradict_each_other() -> None:
    themes = read_themes(SAMPLE / "themes.toml")
    lexicon, own = read_lexicon(SAMPLE / "lexicon.txt"), read_stop_words(SAMPLE / "stop_words.txt")
    stop_words = (*own, *stop_list("zh"))
    assert not set(own) & set(stop_list("zh"))
    assert [theme.id for theme in themes] == ["5g", "industrial-internet", "data-security", "new-industrialisation"]
    assert not {t for theme in themes for t in theme.terms} & set(stop_words)
    assert not set(lexicon) & set(stop_words)
    # A lexicon term that holds a theme's term would never be one token.
    assert not [term for term in lexicon if any(theme.count(term) for theme in themes)]


def test_counting_leaves_the_order_of_the_words_alone() -> None:
    tokens = build_tokens(["a", "b"], [["z", "a", "z", "m"], ["m", "z", "a"]], min_passages=1, max_share=1.0)
    assert tokens.counts.toarray().tolist() == [[1, 1, 2], [1, 1, 1]]
    assert [tokens.words(row) for row in range(2)] == [["z", "a", "z", "m"], ["m", "z", "a"]]


def test_pieces_are_counted_as_they_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("topics.preprocessing.words.segmentation._BATCH", 2)
    texts = ["推进5G和ＡＰＰ", "app and App", "", "５G基站，5GHz", "Data security: data security"]
    themes = [Theme("a", ("5G", "基站")), Theme("b", ("data security", "APP"))]
    whole = segment_all(texts, segmenter="characters", themes=themes)
    counts = piece_counts(texts, segmenter="characters", themes=themes)
    assert counts == dict(zip(whole.pieces, np.bincount(whole.ids).tolist(), strict=True))
    assert (counts["5g"], counts["基站"], counts["data security"], counts["app"]) == (1, 1, 2, 2)


TEXTS = [
    "推进5G+工业互联网", "", "US plans to tell us of 5G", "数据\n安全，2021年3.5%", "Σ", "ΑΣ工业", "\r\n", "\r", "\n",
    "5G", "a\x01b", "İ 工业互联网5g", "安全",
]  # fmt: skip
WITH_ALL_MARKS = "a\x01\x02\x03\x04\x05\x06b"


@pytest.mark.parametrize("terms", [(), (["5G", "工业互联网"],), (["US", "5G"], ["安全"]), (["安全"], ["US"])])
@pytest.mark.parametrize("texts", [[], TEXTS, [*TEXTS, WITH_ALL_MARKS]])
@pytest.mark.parametrize("block", [1, 20, 100_000])
def test_texts_that_are_cut_together_are_cut_as_each_alone(
    texts: list[str], terms: tuple[list[str], ...], block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(segmentation, "_BLOCK", block)
    protected = [segmentation.finder(some) for some in terms]
    forms, ids, sizes = segmentation._cut_batch(texts, "jieba", protected)
    alone = [segmentation.segment(text, "jieba", protected) for text in texts]
    assert [forms[number] for number in ids] == [piece for pieces in alone for piece in pieces]
    assert sizes.tolist() == [len(pieces) for pieces in alone]
