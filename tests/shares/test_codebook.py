from dataclasses import replace

import numpy as np
import pytest

from topics.errors import ModelError, StudyError
from topics.models.fitted import FittedTopics
from topics.preprocessing.words.tokens import build_tokens
from topics.shares.codebook import (
    ThemeScores,
    read_codebook,
    suggest_codebook,
    theme_scores,
    topic_evidence,
    write_codebook,
)
from topics.shares.own_scale import on_own_scale, theme_rates
from topics.themes import NONE_OF_THE_THEMES, Theme, count_terms

THEMES = (Theme("5g", ("5G", "基站")), Theme("data-security", ("数据安全",)))
TEXTS = ("5G 基站 建设", "5G 数据安全 网络", "数据安全 网络 制度", "春耕 农田 灌溉")
HITS = count_terms(TEXTS, THEMES)
TOKENS = build_tokens([f"p{i}" for i in range(4)], [text.split() for text in TEXTS], min_passages=1, max_share=1.0)


def fitted(passage_topics, theme_of=None, leading="春耕"):
    matrix = np.array(passage_topics, dtype=np.float32)
    words = np.zeros((matrix.shape[1], TOKENS.n_words), dtype=np.float32)
    words[:, TOKENS.vocabulary.index(leading)] = 1
    ids = tuple(f"t{k}" for k in range(matrix.shape[1]))
    return FittedTopics(ids, words, matrix, TOKENS.passage_ids, TOKENS.vocabulary, theme_of or {})


# t0 is 5G, t1 data security, t2 farming, t3 spread over everything, t4 about data security too.
FREE = fitted(
    [
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.5, 0.0, 0.0, 0.5, 0.0],
        [0.0, 0.5, 0.0, 0.25, 0.25],
        [0.0, 0.0, 0.5, 0.25, 0.0],
    ]
)


def test_evidence_by_hand():
    evidence, corpus = topic_evidence(FREE, TOKENS, HITS)
    # All passages are three words long; p1 holds one term of each theme and counts half for both.
    assert evidence[0] == pytest.approx([(1 + 0.5 * 0.5) / 1.5, 0.5 * 0.5 / 1.5])
    assert evidence[1] == pytest.approx([0, 1])
    assert evidence[2] == pytest.approx([0, 0])
    assert evidence[3] == pytest.approx([0.25, 0.5])
    assert corpus == pytest.approx([1.5 / 4, 1.5 / 4])


def test_a_topic_gets_the_theme_that_most_of_its_text_is_about_and_a_theme_may_have_several():
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    assert codebook.columns.tolist() == ["topic", "theme", "evidence", "top_words"]
    assert codebook["theme"].tolist() == ["5g", "data-security", "", "", "data-security"]
    assert codebook["evidence"].tolist() == pytest.approx([0.8333, 1, 0, 0.5, 1])
    assert codebook["top_words"][0].split()[0] == "春耕"


@pytest.mark.parametrize(
    ("leading", "theme"),
    [("数据安全", "data-security"), ("5G", ""), ("网络", "")],
)
def test_a_topic_that_a_term_leads_has_that_theme_if_it_is_lifted_and_the_likeliest(leading, theme):
    # The first topic's text is half data security, a quarter 5G; the corpus's 3/8 each.
    spread = fitted([[0.0, 1.0], [0.5, 0.5], [0.25, 0.75], [0.25, 0.75]], leading=leading)
    assert suggest_codebook(spread, TOKENS, HITS, THEMES)["theme"][0] == theme


def test_a_theme_that_is_everywhere_needs_more_than_the_corpus_has():
    themes = (Theme("all", ("建设", "网络", "农田")),)
    spread = fitted([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.5, 0.5]])
    assert suggest_codebook(spread, TOKENS, count_terms(TEXTS, themes), themes)["theme"].tolist() == ["", ""]


def test_a_guided_model_is_taken_at_its_word():
    guided = fitted([[0.2, 0.8]] * 4, theme_of={"t1": "5g"})
    assert suggest_codebook(guided, TOKENS, HITS, THEMES)["theme"].tolist() == ["", "5g"]


def test_a_topic_without_text_has_no_evidence():
    codebook = suggest_codebook(fitted([[1.0, 0.0]] * 4), TOKENS, HITS, THEMES)
    assert codebook["evidence"][1] == 0
    assert codebook["theme"][1] == ""


def test_theme_scores_add_the_topics_of_a_theme():
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    scores = theme_scores(FREE, codebook, THEMES)
    assert scores.theme_ids == ("5g", "data-security")
    assert scores.weights == pytest.approx(np.array([[1, 0], [0.5, 0], [0, 0.75], [0, 0]]))
    assert scores.present == pytest.approx(scores.weights)
    assert scores.unassigned == pytest.approx([0, 0, 0, 0.25])
    assert scores.composition == pytest.approx(
        np.array([[1, 0, 0, 0], [0.5, 0, 0.5, 0], [0, 0.75, 0.25, 0], [0, 0, 0.75, 0.25]])
    )
    assert scores.primary.tolist() == [0, 0, 1, 2]


def test_a_theme_is_present_where_one_of_its_topics_is():
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    said = np.array([[0.5, 0.25, 1, 1, 0.75]] * 4, dtype=np.float32)
    scores = theme_scores(replace(FREE, passage_present=said), codebook, THEMES)
    assert scores.present.tolist() == [[0.5, 0.75]] * 4
    assert scores.weights == pytest.approx(theme_scores(FREE, codebook, THEMES).weights)
    nobody = theme_scores(replace(FREE, passage_present=said), codebook.assign(theme=""), THEMES)
    assert nobody.present.tolist() == [[0, 0]] * 4


def test_what_is_unassigned_goes_to_the_theme_of_the_nearest_topic_where_one_is_known():
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    theme_of = dict(zip(codebook["topic"], codebook["theme"], strict=True))
    secure = next(k for k, topic in enumerate(FREE.topic_ids) if theme_of[topic] == "data-security")
    other = next(k for k, topic in enumerate(FREE.topic_ids) if not theme_of[topic])
    expected = {secure: [0, 0.25, 0.75, 0], other: [0, 0, 1, 0], -1: [0, 0, 0.75, 0.25]}
    for nearest, last in expected.items():
        known = replace(FREE, nearest_topic=np.array([-1, secure, -1, nearest], dtype=np.int32))
        scores = theme_scores(known, codebook, THEMES)
        assert scores.composition[3] == pytest.approx([0, 0, 0.75, 0.25])
        assert scores.reassigned.composition[3] == pytest.approx(last)
        assert scores.reassigned.weights[:3] == pytest.approx(scores.weights[:3])
    assert theme_scores(FREE, codebook, THEMES).reassigned.unassigned == pytest.approx([0, 0, 0, 0.25])


@pytest.mark.parametrize("nearest", [np.zeros(3), np.full(4, 5), np.full(4, -2)])
def test_a_nearest_topic_that_there_is_not_is_refused(nearest):
    with pytest.raises(ModelError, match="nearest_topic"):
        replace(FREE, nearest_topic=nearest.astype(np.int32))


@pytest.mark.parametrize("present", [np.ones((4, 4)), np.full((4, 5), 1.5), np.full((4, 5), np.nan)])
def test_presence_of_another_shape_or_range_is_refused(present):
    with pytest.raises(ModelError, match="passage_present"):
        replace(FREE, passage_present=present.astype(np.float32))


def test_own_scale_makes_weights_extents_and_leaves_what_is_unassigned():
    scores = theme_scores(FREE, suggest_codebook(FREE, TOKENS, HITS, THEMES), THEMES)
    lengths = np.array([10, 10, 10, 10])
    # 5g has 10 and 5 words at weights 1 and .5, data security 7.5 at .75; half of all 22.5 stand at .75 and above.
    pooled, own, n = 0.75, 1.0, 15**2 / (10**2 + 5**2)
    rates = theme_rates(scores, lengths)
    assert rates == pytest.approx({"5g": (n * own + 100 * pooled) / (n + 100), "data-security": 0.75})
    scaled = on_own_scale(scores, lengths)
    extent = 0.5 / rates["5g"]
    assert scaled.weights == pytest.approx(np.array([[1, 0], [extent, 0], [0, 1], [0, 0]]))
    assert scaled.present == pytest.approx(scaled.weights)
    assert scaled.unassigned.tolist() == [0, 0, 0, 0.25]
    said = replace(scores, present=np.full((4, 2), 0.125))
    assert on_own_scale(said, lengths).present.tolist() == [[0.125, 0.125]] * 4


def test_float32_rows_that_sum_to_a_hair_more_than_1_are_1():
    topics = np.full((4, 7), 1 / 7, dtype=np.float32) * np.float32(1.00002)
    scores = theme_scores(
        fitted(topics), suggest_codebook(fitted(topics), TOKENS, HITS, THEMES).assign(theme="5g"), THEMES
    )
    assert scores.weights[:, 0] == pytest.approx(np.ones(4), abs=1e-12)
    assert scores.composition.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-12)


def test_a_codebook_of_another_fit_is_refused():
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    with pytest.raises(ModelError, match='do not name the same topics: "t4" is in one only'):
        theme_scores(FREE, codebook[:4], THEMES)
    with pytest.raises(ModelError, match="fitted to other passages"):
        suggest_codebook(FREE, TOKENS, HITS[:3], THEMES)


def test_scores_that_are_no_composition_are_refused():
    with pytest.raises(ModelError, match="sum to more than 1"):
        ThemeScores(("x",), ("p",), np.array([[0.8]]), np.array([[1.0]]), np.array([0.3]))
    with pytest.raises(ModelError, match="presence that are not between 0 and 1"):
        ThemeScores(("x",), ("p",), np.array([[0.8]]), np.array([[1.5]]), np.array([0.0]))
    with pytest.raises(ModelError, match="do not fit 2 passages and 1 themes"):
        ThemeScores(("x",), ("p", "q"), np.array([[0.8]]), np.array([[1.0]]), np.array([0.0]))


def test_a_codebook_survives_the_file(tmp_path):
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    path = tmp_path / "codebook.csv"
    write_codebook(codebook, path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbftopic,theme,evidence,top_words\n")
    assert read_codebook(path, FREE, THEMES).equals(codebook)


def test_what_a_spreadsheet_would_take_for_a_formula_is_text_and_what_is_a_number_stays_one(tmp_path):
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES).assign(
        run="-x", top_words='=HYPERLINK("http://x","春耕")', example_1="＠SUM(1)", share=0.25
    )
    path = tmp_path / "codebook.csv"
    write_codebook(codebook, path)
    first = path.read_text(encoding="utf-8-sig").splitlines()[1]
    assert first == """t0,5g,0.8333,"'=HYPERLINK(""http://x"",""春耕"")",'-x,'＠SUM(1),0.25"""


def test_a_codebook_is_not_written_over_unless_asked(tmp_path):
    codebook = suggest_codebook(FREE, TOKENS, HITS, THEMES)
    path = tmp_path / "codebook.csv"
    path.write_text("edited by hand")
    with pytest.raises(StudyError, match=r"a codebook here already, perhaps edited by hand\..*--force"):
        write_codebook(codebook, path)
    assert path.read_text() == "edited by hand"
    write_codebook(codebook, path, force=True)
    assert read_codebook(path, FREE, THEMES).equals(codebook)
    with pytest.raises(StudyError, match="cannot be written: No such file or directory"):
        write_codebook(codebook, tmp_path / "nowhere" / "codebook.csv")


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_codebook_that_a_spreadsheet_saved_its_own_way_is_read(tmp_path, separator):
    path = tmp_path / "codebook.csv"
    rows = [["topic", "theme", "top_words"], *([f"t{k}", "5g", "a,b,c,d"] for k in range(5)), ["", "", ""]]
    path.write_text("\r\n".join(separator.join(row) for row in rows), encoding="utf-8")
    assert read_codebook(path, FREE, THEMES)["theme"].tolist() == ["5g"] * 5


def test_a_codebook_edited_by_hand_needs_two_columns_in_any_order(tmp_path):
    path = tmp_path / "codebook.csv"
    text = f"theme,topic,备注\n5g, t1 ,说的是基站建设和网络覆盖的话题\n,t0,\n{NONE_OF_THE_THEMES},t3,\n5g,t2,\n,t4,\n"
    path.write_bytes(text.encode("gb18030"))
    codebook = read_codebook(path, FREE, THEMES)
    assert codebook["topic"].tolist() == ["t0", "t1", "t2", "t3", "t4"]
    assert codebook["theme"].tolist() == ["", "5g", "5g", "", ""]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("topic,theme\nt0,5g\ntt1,5g\n", r'codebook\.csv, line 3: there is no topic "tt1"; did you mean "t1"'),
        ("topic,theme\nt0,data-securty\n", 'line 2: there is no theme "data-securty"; did you mean "data-security"'),
        ("topic,theme\nt0,5g\nt0,\n", 'line 3: topic "t0" has a line already'),
        ('topic,theme\nt0,"5g" x\nt1,"5g"\n', r"codebook\.csv, line 2: a quotation mark is not closed"),
        ("topic,theme\nt0,5g,x\n", r"codebook\.csv, line 2: more cells in the row"),
        ("topic,theme\nt0,5g\nt1,\n", 'topic "t2" and 2 more of the run has no line'),
        ("topic,theme\nt0,\nt1,\nt2,\nt3,\n", 'topic "t4" of the run has no line'),
        ("topic,them\nt0,5g\n", "line 1: expected the columns topic, theme, found topic, them"),
        ("", "line 1: expected the columns topic, theme, found nothing"),
        ("topic,theme,evidence\nt0,5g,much\n", 'line 2: `evidence` is a number or empty, found "much"'),
    ],
)
def test_a_slip_in_a_codebook_is_one_sentence_with_the_line(tmp_path, text, sentence):
    path = tmp_path / "codebook.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(StudyError, match=sentence):
        read_codebook(path, FREE, THEMES)


def test_a_missing_codebook_is_one_sentence(tmp_path):
    with pytest.raises(StudyError, match=r"codebook\.csv: the codebook cannot be read: No such file"):
        read_codebook(tmp_path / "codebook.csv", FREE, THEMES)


def test_a_theme_competes_with_each_other_topic_and_not_with_their_sum():
    """By the sum of the other topics, no passage but the last would have a main theme."""
    weights = np.array([[0.4, 0.35, 0.25], [0.3, 0.5, 0.2], [0.2, 0.4, 0.4], [0.6, 0.2, 0.2]], dtype=np.float32)
    guided = fitted(weights, theme_of={"t0": "5g"})
    codebook = suggest_codebook(guided, TOKENS, HITS, THEMES)
    scores = theme_scores(guided, codebook, THEMES)
    none = len(THEMES)
    assert scores.largest_other == pytest.approx([0.35, 0.5, 0.4, 0.2])
    assert scores.primary.tolist() == [0, none, none, 0]
    assert scores.composition[:, none] == pytest.approx([0.6, 0.7, 0.8, 0.4])
    extents = on_own_scale(scores, TOKENS.lengths)
    assert extents.largest_other is None


def test_topics_of_one_theme_compete_together():
    guided = fitted([[0.3, 0.3, 0.4]] * 4, theme_of={"t0": "5g", "t1": "5g"})
    codebook = suggest_codebook(guided, TOKENS, HITS, THEMES)
    assert set(theme_scores(guided, codebook, THEMES).primary.tolist()) == {0}


def test_a_passage_without_a_topic_has_no_main_theme():
    guided = fitted([[0.0, 0.0, 0.0]] * 4, theme_of={"t0": "5g"})
    codebook = suggest_codebook(guided, TOKENS, HITS, THEMES)
    assert (theme_scores(guided, codebook, THEMES).primary >= len(THEMES)).all()
