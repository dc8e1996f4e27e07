"""Small inputs that came out wrong without a word, with what is right; `tests/data/cases` has the files."""

from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.conventions import Conventions
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.severe import severe_losses
from topics.themes import Theme, count_terms

CASES = Path(__file__).parents[1] / "data" / "cases"
AI = Theme("ai", ("人工智能",))
OLD = Theme("old", ("养老",))
WIND = Theme("wind", ("offshore wind", "wind farm", "turbine", "information technology"))
POLICY = (Theme("5g", ("5G",)), Theme("industrial-internet", ("工业互联网",)), Theme("security", ("数据安全",)))
HTML = (
    "本文以人工智能产业政策为研究对象，梳理了各省出台的文件，发现地方政府更重视平台建设而不是人才培养，并提出三点建议。",
    "各地要把养老服务放在更加突出的位置，支持社会力量参与，完善价格形成机制，并按季度向社会公开各项资金的使用情况。",
    "下一步，有关部门将组织专项督查，对工作不力的单位进行通报，对成效明显的单位给予资金和政策上的倾斜支持与奖励。",
    "附则规定，本办法自公布之日起施行，由主管部门负责解释，此前有关规定与本办法不一致的，以本办法为准并予以废止。",
)


def corpus_of(*parts: str, **options: object) -> Corpus:
    corpus = read_corpus(CASES.joinpath(*parts), workers=1, **options)  # type: ignore[arg-type]
    assert severe_losses(corpus).empty
    return corpus


def text_of(corpus: Corpus) -> str:
    return "\n".join(corpus.passages["text"])


def test_yearly_notices_keep_their_sentences_and_lose_their_contacts_by_name() -> None:
    corpus = corpus_of("yearly-notices", themes=POLICY)
    assert corpus.documents["date"].str[:4].tolist() == ["2020", "2021", "2022", "2023"]
    assert corpus.documents["duplicate_of"].eq("").all()
    counts = count_terms(corpus.passages.groupby("doc_id")["text"].agg("\n".join), POLICY)
    assert (counts > 0).all()
    assert text_of(corpus).count("。") == 12
    assert "电话" in "\n".join(corpus.accounts["text"])


@pytest.mark.parametrize(("name", "passages"), [("a.csv", 30), (None, 24)])
def test_monthly_bulletins_are_no_furniture_of_each_other(name: str | None, passages: int, tmp_path: Path) -> None:
    folder = CASES / "learned-furniture"
    places = [folder / name] if name else sorted(folder.glob("*.txt"))
    corpus = read_corpus(places, workers=1)
    assert len(corpus.passages) == passages
    assert corpus.passages["counted"].all()
    about = count_terms(corpus.passages["text"], (AI, OLD)) > 0
    assert about.sum(axis=0).tolist() == ([9, 8] if name else [8, 8])


@pytest.mark.parametrize(("name", "lines"), [("div_text_then_p", HTML), ("td_br1", HTML), ("td_ul", HTML[:3])])
def test_every_paragraph_of_a_page_is_read_once(name: str, lines: tuple[str, ...]) -> None:
    text = text_of(corpus_of("html-text-lost", f"{name}.html"))
    assert [text.count(line) for line in lines] == [1] * len(lines)


def test_the_shell_of_a_page_is_refused() -> None:
    with pytest.raises(DocumentError, match="no running text was found in this web page"):
        read_corpus(CASES / "page-shell", undated="leave out")


def test_readings_stay_out_of_words_and_footnotes_are_read() -> None:
    corpus = corpus_of("docx-parts")
    text = text_of(corpus)
    assert "推进人工智能建设" in text
    assert len(corpus.documents) == 2
    [(_, kind)] = corpus.accounts.loc[corpus.accounts["kind"] == "marks", ["step", "kind"]].itertuples(index=False)
    assert kind == "marks"


def test_the_left_column_comes_before_the_right() -> None:
    left, right = corpus_of("two-columns").passages["text"]
    assert left.startswith("人工智能平台建设提速，企业加大算力投入，")
    assert left.endswith("各地按季度公开资金使用情况，接受监督检查。")
    assert right.startswith("养老服务体系继续完善，社区照料与机构照料衔接，")
    assert right.endswith("确保各项任务落到实处。")


def test_a_quotation_mark_swallows_no_row() -> None:
    corpus = corpus_of("tsv-quote", language="en")
    assert corpus.documents["date"].tolist() == ["2021-01-01", "2021-02-01", "2021-03-01", "2021-04-01"]
    assert corpus.passages["text"].str.startswith('"').tolist() == [True, True, False, False]


@pytest.mark.parametrize("name", ["pdf", "wrapped"])
def test_lines_that_a_page_broke_keep_their_passages_and_terms(name: str) -> None:
    corpus = corpus_of("english-pdf-lines", f"{name}.zip", language="en")
    passages = corpus.passages.merge(corpus.documents[["doc_id", "date"]])
    assert len(passages) == 150
    words, year = passages["text"].str.split().str.len(), passages["date"].str[:4]
    about = (count_terms(passages["text"], (WIND,)) > 0).ravel()
    shares = 100 * words.where(about, 0).groupby(year).sum() / words.groupby(year).sum()
    assert shares.tolist() == pytest.approx([66.4, 65.1, 42.9], abs=0.15)


@pytest.mark.parametrize(
    ("name", "encoding", "text"),
    [
        ("a.csv", "gb18030", "严禁露天焚烧秸秆。\n糖类抗原检测费用纳入报销。"),
        (
            "2021-05-01-cp1252.txt",
            "cp1252",
            "The minister said “offshore wind will grow” – and that the coast's ports would be rebuilt within three "
            "years of the decision.",
        ),
    ],
)
def test_an_encoding_that_cannot_be_told_is_refused_until_it_is_said(name: str, encoding: str, text: str) -> None:
    place = CASES / "encodings" / name
    with pytest.raises(DocumentError, match=r'encoding cannot be told.*write the encoding.*"cp1252"'):
        read_corpus(place, workers=1)
    assert text_of(read_corpus(place, conventions=Conventions(encoding=encoding), workers=1)) == text
