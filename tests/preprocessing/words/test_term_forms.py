"""Terms and word lists in the form of the texts: both scripts, both widths, typography, inflections."""

from pathlib import Path

import pytest

from topics.errors import StudyError
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.words.forms import term_forms, with_forms
from topics.preprocessing.words.phrases import joined
from topics.preprocessing.words.segmentation import segment_all, tokenize
from topics.preprocessing.words.survival import forms_found, survival
from topics.preprocessing.words.word_lists import read_lexicon, read_stop_words
from topics.themes import Theme, read_themes


def count(term: str, text: str, language: str, **options: object) -> int:
    (theme,) = with_forms([Theme("x", (term,), **options)], language)  # type: ignore[arg-type]
    cleaned = clean_text(text, language)
    n = theme.count(cleaned)
    word = theme.forms[0].word
    words = [w for words in segment_all([cleaned], segmenter="words", themes=[theme]) for w in words]
    assert words.count(word) == n
    return n


ZH = [
    # another script than the text's, with the words of Taiwan and Hong Kong
    ("工業互聯網", "各地推进工业互联网建设，工业互联网平台落地。", 2),
    ("雲端運算", "經濟部推動雲端運算服務，協助中小企業導入系統。", 1),
    ("偏鄉", "補助東部偏鄉機構設備，並要求地方政府按季回報。", 1),
    ("数据安全", "香港數據安全條例訂明機構須採取措施，數據安全專員發表報告。", 2),
    ("裡面", "房子里面与箱子裏面不同。", 2),
    ("衞生", "衛生署與衞生局發佈指引，市民須注意個人衞生。", 3),
    # brackets and widths
    ("办法（草案）", "公布《个人信息保护办法（草案）》", 1),
    ("办法(草案)", "公布《个人信息保护办法（草案）》", 1),
    ("（R&D）", "研发（R&D）投入增长", 1),
    ("５Ｇ", "加快5G建设和５Ｇ应用", 2),
    ("新基建：5G", "论新基建:5G先行", 1),
    ("COVID‑19", "应对COVID-19与COVID‐19", 2),
    # spaces beside letters of another script
    ("AI大模型", "发展 AI 大模型，AI大模型应用", 2),
    ("5G 专网", "建设5G专网和5G 专网", 2),
    ("5G+工业互联网", "“5G + 工业互联网”与5G＋工业互联网", 2),
    ("双11", "双 11 促销", 1),
    ("雙11", "双 11 促销，雙11", 2),
    ("数据安全", "数据 5 安全", 0),
    # names that are in both scripts
    ("乾安县", "吉林省松原市乾安县发展工业互联网。", 1),
    ("乾隆", "清朝乾隆年间的档案。", 1),
    ("干细胞", "干细胞研究与幹細胞產業。", 2),
]
EN = [
    ("workers' rights", "We back workers’ rights and workers' rights.", 2),
    ("workers’ rights", "We back workers' rights.", 1),
    ("e-commerce", "e‐commerce, e‑commerce, e-commerce, ecommerce", 3),
    ("Côte d’Ivoire", "Trade with Côte d'Ivoire and Côte dʼIvoire", 2),
    ("women´s health", "women’s health", 1),
    ("infor\u00admation technology", "infor\u00admation  technology and information\ntechnology", 2),
    ("ﬁnance bill", "the finance bill", 1),
    ("US", "let us say the U.S. and the US, not USA", 2),
    ("IT", "it is IT", 1),
    ("café", "cafe\u0301 and café", 2),
]


@pytest.mark.parametrize(("term", "text", "n"), ZH)
def test_chinese_terms_pass_the_repairs_of_the_texts(term: str, text: str, n: int) -> None:
    assert count(term, text, "zh") == n


@pytest.mark.parametrize(("term", "text", "n"), EN)
def test_english_terms_pass_the_repairs_of_the_texts(term: str, text: str, n: int) -> None:
    assert count(term, text, "en") == n


@pytest.mark.parametrize(
    ("term", "text", "n"),
    [
        ("wind farm", "wind farms, wind-farms, a wind farm's rent, Wind\nfarm", 4),
        ("policy", "policies and a policy's aims; policymakers", 2),
        ("tax", "tax, taxes, taxation", 2),
        ("policeman", "policemen", 1),
        ("crisis", "two crises", 1),
        ("MP", "MPs and an MP's vote; mps", 2),
        ("news", "new news", 1),
        ("child", "children's and child", 2),
    ],
)
def test_inflections_are_counted_where_the_theme_asks(term: str, text: str, n: int) -> None:
    assert count(term, text, "en", inflected=True) == n


def test_inflections_of_another_language_are_refused() -> None:
    with pytest.raises(StudyError, match=r'"x": forms = true counts English inflections.*is "fr"'):
        with_forms([Theme("x", ("loi",), inflected=True)], "fr")


def test_other_languages_have_no_second_script() -> None:
    assert [form.text for form in term_forms("産業", "ja")] == ["産業"]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ('terms = ["*tax"]', "only at the end of a word"),
        ('terms = ["ta*"]', "at least 3 letters"),
        ('terms = ["ta*x"]', "only at the end of a word"),
        ('terms = ["工业互联*"]', "found inside longer words as it is"),
        ('terms = ["tax"]\nforms = "yes"', "`forms` is true or false"),
        ('terms = ["tax"]\ncase = "lower"', '`case` is "exact" or "any"'),
    ],
)
def test_what_cannot_be_counted_is_refused(tmp_path: Path, written: str, message: str) -> None:
    (tmp_path / "themes.toml").write_text(f"[t]\n{written}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=message):
        read_themes(tmp_path / "themes.toml")


def test_a_file_decides_for_its_themes_and_a_theme_for_itself(tmp_path: Path) -> None:
    path = tmp_path / "themes.toml"
    of_b = '[b]\nterms = ["IT"]\ncase = "exact"\nforms = false\n'
    path.write_text(f'forms = true\ncase = "any"\n[a]\nterms = ["US"]\n{of_b}', encoding="utf-8")
    assert [(theme.inflected, theme.case) for theme in read_themes(path)] == [(True, "any"), (False, "exact")]


def test_word_lists_pass_the_repairs_too(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("工業互聯網\nUnited  States = U.S.\n", encoding="utf-8")
    lexicon = read_lexicon(path)
    assert lexicon["工业互联网"] == lexicon["工業互聯網"] == "工业互联网"
    words = segment_all(["工业互联网", "united\nstates, U.S."], lexicon=lexicon)
    assert list(words) == [["工业互联网"], ["united states", "united states"]]
    path.write_text("我們\nＤon’t\n", encoding="utf-8")
    assert read_stop_words(path) == ("我们", "don't")


def test_a_lexicon_counts_a_variant_as_a_term_in_capitals() -> None:
    (theme,) = with_forms([Theme("x", ("US",))], "en")
    lexicon = {"us": "us", "united states": "us"}
    assert list(segment_all(["Let us see the United States"], segmenter="words", lexicon=lexicon, themes=[theme])) == [
        ["let", "us", "see", "the", "US"]
    ]


@pytest.mark.parametrize(
    ("entries", "language", "text", "words"),
    [
        ("US\nIT\nWHO", "en", "He told us who it was: the US, IT and the WHO.", ["US", "IT", "WHO"]),
        ("US = United States", "en", "Let us see the U.S., the US and the United States.", ["US", "US", "US"]),
        ("AIDS", "en", "Aids to walking, and AIDS.", ["AIDS"]),
        ("NHS trust", "en", "An nhs Trust and the NHS-trust.", ["nhs trust", "nhs trust"]),
        ("tax*", "en", "Taxation and taxes, no syntax.", ["tax*", "tax*"]),
        ("APP", "zh", "下载App和APP", ["app", "app"]),
        ("AI = 人工智能", "zh", "发展ai、AI和人工智能", ["ai", "ai", "ai"]),
        ("ＩＴ产业", "zh", "it产业与IT产业", ["it产业", "it产业"]),
    ],
)
def test_a_lexicon_tells_capitals_as_terms_of_themes_do(
    tmp_path: Path, entries: str, language: str, text: str, words: list[str]
) -> None:
    path = tmp_path / "lexicon.txt"
    path.write_text(entries, encoding="utf-8")
    lexicon = read_lexicon(path, language)
    own = {*lexicon.values()}
    (found,) = segment_all([clean_text(text, language)], segmenter="words", lexicon=lexicon)
    assert [word for word in found if word in own] == words


def test_stop_words_stay_out_where_a_lexicon_has_them_in_capitals(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,date,text\na,2020-01-01,"It told us of the US and of IT, said us all."\n', encoding="utf-8")
    corpus = read_corpus([path], language="en", min_characters=0)
    tokens = tokenize(
        corpus, segmenter="words", lexicon=["US", "IT"], stop_words=["us", "it"], min_passages=1, max_share=1
    )
    assert {"US", "IT"} == {word for word in tokens.vocabulary if word.lower() in ("us", "it")}
    assert tokens.frequency.sum() == len(tokens.word_ids)
    assert [tokens.words(0).count(word) for word in ("US", "IT")] == [1, 1]


def test_phrases_are_written_as_a_lexicon_has_them() -> None:
    assert joined(["minimum", "wage", "law"]) == "minimum wage law"
    assert joined(["新型", "工业化"]) == "新型工业化"


@pytest.fixture
def checked(tmp_path: Path):
    def check(text: str, *terms: str, language: str = "en", more: str = ""):
        (tmp_path / "a.csv").write_text(f'id,date,title,text\na,2020-01-01,"{more}","{text}"\n', encoding="utf-8")
        themes = with_forms([Theme("x", terms)], language)
        corpus = read_corpus(tmp_path / "a.csv", language=language, themes=themes, workers=1)
        tokens = tokenize(corpus, segmenter="words", themes=themes, min_passages=1, max_share=1.0)
        return survival(corpus, tokens, themes), forms_found(corpus, themes)

    return check


@pytest.mark.parametrize(
    ("language", "term", "text", "said"),
    [
        (
            "en",
            "e commerce",
            "Rules on Ecommerce and e-commerces were set out by the board.",
            "“Ecommerce” (1) and “e-commerces” (1)",
        ),
        ("en", "US", "It was clear to us that the plan would be kept by the board.", "“us” (1)"),
        ("en", "farm", "The farms and farmers were told about it by the board.", "“farms” (1) and “farmers” (1)"),
        ("en", "workers rights", "We say that workers' rights are kept by the board.", "“workers' rights” (1)"),
        ("zh", "5G专网", "各地要加快推进5G-专网建设，支持企业开展应用，形成一批案例。", "“5G-专网” (1)"),
        ("en", "phlogiston", "Nothing of the kind was said by the board in its report.", ""),
    ],
)
def test_a_term_in_no_passage_is_told_what_the_files_have(checked, language, term, text, said) -> None:
    table, _ = checked(text, term, language=language)
    assert table["cleaned"].tolist() == [0]
    assert table["whereabouts"].tolist() == [f"the files have {said}" if said else ""]


def test_a_term_that_a_step_took_is_told_which(checked) -> None:
    text = "Wind farm policy\nThe board met in the town hall and said nothing of weight about it at all."
    table, _ = checked(text, "wind farm", more="Wind farm policy")
    assert table[["raw", "cleaned", "whereabouts"]].to_numpy().tolist() == [[1, 0, "taken as title (1)"]]


def test_forms_are_told_with_their_counts(checked) -> None:
    _, forms = checked("工業互聯網與工業互聯網平台，並提出三項具體措施與時程規劃。", "工业互联网", language="zh")
    assert forms[["form", "raw", "cleaned"]].to_numpy().tolist() == [["工业互联网", 0, 2], ["工業互聯網", 2, 0]]
