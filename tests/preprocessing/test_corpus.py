import csv
import re
import zipfile
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.cleaning.repairs import clean_text
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.funnel import funnel
from topics.preprocessing.ledger.severe import severe_losses

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


@pytest.fixture(scope="module")
def gold() -> list[dict[str, str]]:
    with (SAMPLE / "gold.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- the sample study -----------------------------------------------------------------------------------------------


def test_every_gold_row_joins_the_one_passage_that_starts_with_it(sample: Corpus, gold: list[dict[str, str]]) -> None:
    passages = {(p.doc_id, p.position): p.text for p in sample.passages.itertuples()}
    assert len(gold) == 1200
    for row in gold:
        starts = clean_text(row["starts"])
        matches = [pos for pos in range(1, 6) if passages[row["doc_id"], pos].startswith(starts)]
        assert matches == [int(row["position"])], row


def test_counted_passages_are_the_gold_paragraphs_and_nothing_else(sample: Corpus, gold: list[dict[str, str]]) -> None:
    counted = sample.passages[sample.passages["counted"]]
    assert set(zip(counted["doc_id"], counted["position"], strict=True)) == {
        (row["doc_id"], int(row["position"])) for row in gold
    }
    assert len(counted) == 1200


def test_no_page_furniture_is_left(sample: Corpus) -> None:
    furniture = re.compile(
        r"责任编辑|编辑[:：]|来源[:：]|本刊|记者整理|发布时间|字号[:：]|版权所有|网站地图|【打印】|相关链接|20\d\d-\d\d-\d\d|[\u200b\u3000Ａ-Ｚ０-９]|\n"
    )
    forwarded = "各有关单位：现将上述文件转发给你们，请结合实际抓好落实。\n"  # a sentence, and so no furniture
    found = {p.passage_id: furniture.findall(p.text.removeprefix(forwarded)) for p in sample.passages.itertuples()}
    assert not {passage: words for passage, words in found.items() if words}
    titles = {clean_text(title) for title in sample.documents["title"]}
    assert not titles & set(sample.passages["text"])


def test_the_six_reissues_are_copies_of_their_originals(sample: Corpus) -> None:
    copies = sample.documents.loc[sample.documents["duplicate_of"] != "", ["doc_id", "duplicate_of"]]
    assert len(copies) == 6
    assert all(doc_id == f"{original}-reissue" for doc_id, original in copies.itertuples(index=False))
    of_copies = sample.passages[sample.passages["doc_id"].isin(set(copies["doc_id"]))]
    assert not of_copies["counted"].any()
    # The sentence that forwards the text stands in the first passage, which so is more than a repetition.
    others = of_copies[of_copies["position"] > 1]
    assert len(others) == 24
    assert others["duplicate_of"].tolist() == [p.replace("-reissue", "") for p in others["passage_id"]]


def test_every_document_is_dated_in_the_year_of_its_name(sample: Corpus) -> None:
    table = sample.documents
    assert len(table) == 246
    assert (table["date"].str[:4] == table["doc_id"].str.extract(r"-(\d{4})-", expand=False)).all()
    assert set(table["date_precision"]) == {"day"}
    assert Counter(table["date_source"]) == {"front matter": 118, "manifest": 84, "header label": 28, "record": 16}


def test_files_say_how_they_were_read(sample: Corpus) -> None:
    encodings = Counter(zip(sample.files["reader"], sample.files["encoding"], strict=True))
    assert encodings == {
        ("text", "utf-8"): 166,
        ("text", "gb18030"): 24,
        ("html", "utf-8"): 28,
        ("docx", "docx"): 12,
        ("json_lines", "utf-8"): 1,
    }
    assert sample.losses.empty


def test_order_is_date_then_id_then_position(sample: Corpus) -> None:
    order = list(zip(sample.documents["date"], sample.documents["doc_id"], strict=True))
    assert order == sorted(order)
    rank = {doc_id: i for i, doc_id in enumerate(sample.documents["doc_id"])}
    places = [(rank[p.doc_id], p.position) for p in sample.passages.itertuples()]
    assert places == sorted(places)


def test_the_sample_funnel_adds_up(sample: Corpus) -> None:
    early = sample.documents.loc[sample.documents["date"] < "2021", "doc_id"]
    table = funnel(sample, outside=early)
    assert_adds_up(table)
    last = table[table["level"] == "passages"].iloc[-1]
    assert (last["stage"], last["total"]) == ("counted", 960)
    assert [int(last[y]) for y in ("2020", "2021", "2022", "2023", "2024")] == [0, 240, 240, 240, 240]


# --- small corpora --------------------------------------------------------------------------------------------------

WIND = "海上风电机组成片投运，检修窗口一年只有几个月，运输船队往返于港口之间。"
RAIL = "高铁线路穿过山区，车站带动县城商业，检修基地扩建之后列车开行密度提高。"
FARM = "水稻插秧进入高峰，农机合作社统一育秧，灌溉渠道清淤完成，面积与去年持平。"


Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def document(name: str, *lines: str, date: str = "") -> Path:
        front = f"---\ndate: {date}\n---\n" if date else ""
        (tmp_path / "documents").mkdir(exist_ok=True)
        path = tmp_path / "documents" / name
        path.write_text(front + "\n\n".join(lines), encoding="utf-8")
        return tmp_path

    return document


def assert_adds_up(table) -> None:  # type: ignore[no-untyped-def]
    years = [c for c in table.columns if c.isdigit()]
    for _, rows in table.groupby("level", sort=False):
        stages = rows[rows["reason"] == ""].index.tolist()
        for here, following in pairwise(stages):
            lost = rows.loc[here + 1 : following - 1]
            assert (lost["total"] < 0).all()
            assert table.loc[here, "total"] + lost["total"].sum() == table.loc[following, "total"]
            for year in years:
                if table.loc[here, years].notna().all():
                    assert table.loc[here, year] + lost[year].sum() == table.loc[following, year]
    dated = table[table[years].notna().all(axis=1)]
    whole = dated[~dated["level"].isin(("characters", "terms"))]  # text without a date is in their totals alone
    assert (whole[years].sum(axis=1) == whole["total"]).all()


def test_every_loss_has_its_place_in_the_funnel(write: Write) -> None:
    write("a.md", WIND, RAIL, date="2020-03-01")
    write("b.md", WIND, RAIL, date="2021-03-01")
    write("c.md", FARM, WIND, date="2021-04-01")
    write("d.md", "来源：某报", date="2021-05-01")
    write("e.md", FARM * 2)
    write("f.md", RAIL * 2, date="2023-01")
    root = write("g.xyz", "什么")
    corpus = read_corpus(root / "documents", root=root, undated="leave out")
    late = corpus.documents.loc[corpus.documents["date"] >= "2023", "doc_id"]
    table = funnel(corpus, outside=late)
    assert_adds_up(table)
    losses = {row.reason: row.total for row in table.itertuples() if row.reason and row.level != "characters"}
    assert losses == {
        'no reader for ".xyz" files': -1,
        "no running text is left after cleaning": -1,
        "no date": -1,
        "outside the study's periods": -1,
        "repeats an earlier document": -1,
        "in a document that repeats an earlier one": -2,
        "repeats an earlier passage": -1,
    }
    assert table.loc[table["level"] == "passages", "total"].iloc[-1] == 3
    text = {row.reason or row.stage: row.total for row in table.itertuples() if row.level == "characters"}
    wind, rail, farm = map(len, (WIND, RAIL, FARM))
    assert text == {
        "visible": 3 * wind + 4 * rail + 3 * farm + len("来源：某报"),
        "kept as title, date or number": -len("来源：某报"),
        "in documents without a date": -2 * farm,
        "in passages": 3 * wind + 4 * rail + farm,
        "outside the study's periods": -2 * rail,
        "in a document that repeats an earlier one": -wind - rail,
        "repeats an earlier passage": -wind,
        "counted": wind + rail + farm,
    }
    assert set(corpus.losses["path"]) == {"documents/g.xyz", "documents/d.md", "documents/e.md"}


def test_undated_documents_are_refused_with_their_candidate_years(write: Write) -> None:
    write("a.md", WIND, date="2020-03-01")
    root = write("plan-2021.md", "2022年，" + RAIL)
    with pytest.raises(
        DocumentError, match=r"1 document has no date.*\n.*plan-2021\.md \(plan-2021\): 2021 in the file name; 2022"
    ):
        read_corpus(root / "documents", root=root)


def test_the_order_and_place_of_files_change_nothing(write: Write, tmp_path: Path) -> None:
    write("a.md", WIND, date="2021-03-01")
    root = write("b.md", RAIL, date="2020-03-01")
    forward = [root / "documents" / n for n in ("a.md", "b.md")]
    corpora = [read_corpus(forward), read_corpus(forward[::-1]), read_corpus(root / "documents", root=root)]
    assert len({c.fingerprint for c in corpora}) == 1
    assert corpora[0].documents["doc_id"].tolist() == ["b", "a"]
    (root / "documents" / "b.md").write_text(f"---\ndate: 2020-03-01\n---\n{RAIL}还有一句。", encoding="utf-8")
    assert read_corpus(forward).fingerprint != corpora[0].fingerprint


def test_the_manifest_dates_names_and_renames(write: Write) -> None:
    root = write("a.txt", WIND)
    write("b.txt", RAIL)
    (root / "documents.csv").write_text(
        "path,id,date,source,title\ndocuments/a.txt,wind,2020-05,某局,风电\ndocuments/b.txt,,2021,,\ndocuments/c.txt,c,2021,,\n",
        encoding="utf-8",
    )
    corpus = read_corpus(root / "documents", root / "documents.csv", root=root)
    columns = ["doc_id", "date", "date_precision", "date_source", "source", "title"]
    assert corpus.documents[columns].to_numpy().tolist() == [
        ["wind", "2020-05-01", "month", "manifest", "某局", "风电"],
        ["b", "2021-01-01", "year", "manifest", "", ""],
    ]
    assert corpus.losses.to_numpy().tolist() == [
        ["manifest", "documents/c.txt", "c", "the manifest names a document that was not found"]
    ]


def test_a_whole_document_can_be_the_passage(write: Write) -> None:
    write("a.md", WIND, RAIL, date="2020-03-01")
    root = write("b.md", WIND, RAIL, date="2021-03-01")
    corpus = read_corpus(root / "documents", unit="document")
    assert corpus.passages["text"].tolist() == [f"{WIND}\n{RAIL}"] * 2
    assert corpus.passages["duplicate_of"].tolist() == ["", "a#1"]
    assert corpus.passages["counted"].tolist() == [True, False]


def test_paths_outside_the_study_tell_nothing_of_the_machine(write: Write, tmp_path: Path) -> None:
    documents = write("a.md", WIND, date="2020-03-01") / "documents"
    write("b.md", RAIL)
    (tmp_path / "study").mkdir()
    corpus = read_corpus(documents, root=tmp_path / "study", undated="leave out")
    assert corpus.files["path"].tolist() == ["documents/a.md", "documents/b.md"]
    assert corpus.losses["path"].tolist() == ["documents/b.md"]


def test_what_a_manifest_names_in_vain_is_said_with_the_undated(write: Write) -> None:
    root = write("notice-2020.md", WIND)
    (root / "documents.csv").write_text("path,date\ndocuments/notice-2021.md,2020-03-01\nx,2020\n", encoding="utf-8")
    named = (
        r'documents\.csv names what was not found: "documents/notice-2021\.md" '
        r'\(did you mean the id "notice-2020"\?\), "x"\.'
    )
    with pytest.raises(DocumentError, match=named):
        read_corpus(root / "documents", root / "documents.csv", root=root)
    (root / "documents.csv").write_text("path,date\nnotice-2020,2020-03-01\n", encoding="utf-8")
    named = r'"notice-2020" in the column path \(did you mean the id "notice-2020"\?\)\.'
    with pytest.raises(DocumentError, match=named):
        read_corpus(root / "documents", root / "documents.csv", root=root)


def test_two_documents_with_one_id_are_refused(write: Write) -> None:
    root = write("a.md", WIND, date="2020-03-01")
    write("a.txt", RAIL, date="2020-03-01")
    with pytest.raises(DocumentError, match=r'two documents have the id "a": .*a\.md and .*a\.txt'):
        read_corpus(root / "documents")


def test_broken_files_are_losses_with_their_reasons(write: Write) -> None:
    root = write("a.md", WIND, date="2020-03-01")
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
    (root / "documents" / "scan.txt").write_bytes(picture)
    (root / "documents" / "b.docx").write_bytes(b"no zip")
    with zipfile.ZipFile(root / "documents" / "c.zip", "w") as archive:
        archive.writestr("rail.md", f"---\ndate: 2020-04-01\n---\n{RAIL}")
        archive.writestr("scan.txt", picture)
    corpus = read_corpus(root / "documents", root=root)
    assert corpus.documents["doc_id"].tolist() == ["a", "c.zip/rail"]
    assert corpus.losses["path"].tolist() == ["documents/b.docx", "documents/c.zip/scan.txt", "documents/scan.txt"]
    assert corpus.losses["stage"].eq("decoded").all()
    assert corpus.losses["reason"].str.startswith("cannot be read; ").all()
    assert corpus.losses["reason"].iloc[2].startswith("cannot be read; expected text, found a binary file (it begins")
    table = funnel(corpus)
    assert_adds_up(table)
    assert table.loc[table["reason"] == "cannot be read", "total"].tolist() == [-3]
    (told,) = severe_losses(corpus)["sentence"]
    assert told.startswith("cannot be read: 3 times, documents/b.docx (this is not a Word document")


def test_a_broken_file_says_what_is_wrong_with_it_and_what_to_do(write: Write) -> None:
    root = write("a.jsonl", '{"txt": "x"}')
    with pytest.raises(DocumentError, match=r"documents/a\.jsonl: cannot be read; line 1: no field holds the text"):
        read_corpus(root / "documents", root=root)


def test_nothing_left_says_why(write: Write) -> None:
    root = write("a.md", WIND)
    with pytest.raises(DocumentError, match=r"no document is left to work on: documents/a\.md: no date"):
        read_corpus(root / "documents", root=root, undated="leave out")


def test_progress_is_reported_to_the_end(write: Write) -> None:
    root = write("a.md", WIND, date="2020-03-01")
    seen: list[tuple[int, int, str]] = []
    read_corpus(root / "documents", progress=lambda *step: seen.append(step))
    assert seen == [
        (1, 1, "reading files"),
        (1, 1, "cleaning documents"),
        (0, 1, "finding copies"),
        (1, 1, "finding copies"),
    ]
