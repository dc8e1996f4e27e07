from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.trace import repair_counts, trace

BODY = "推進工業(yè)互聯網,建設５Ｇ網絡，提升產業鏈供應鏈的韌性與安全水平，取得新的成效。"


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    for number in range(3):
        head = f"---\ntitle: 材料{number}\ndate: 2021-01-0{number + 1}\nsource: 某刊\n---\n\n"
        text = f"{head}{BODY * (number + 1)}\n征订热线在此\n"
        (tmp_path / f"d{number}.txt").write_text(text, encoding="utf-8")
    return read_corpus(tmp_path, near_duplicates=0)


def test_a_trace_shows_each_change_with_what_stands_around_it(corpus: Corpus) -> None:
    rows = trace(corpus, "d0").set_index("repair")
    assert rows.loc["glosses", ["before", "after"]].tolist() == [
        "推進工業⟦(yè)⟧互聯網,建設５Ｇ網絡，提",
        "推進工業⟦⟧互聯網,建設５Ｇ網絡，提",
    ]
    assert "⟦５Ｇ⟧" in rows.loc["widths", "before"]
    assert rows.loc["learned furniture", "before"] == "⟦征订热线在此⟧"


def test_counts_are_by_document_and_in_total(corpus: Corpus) -> None:
    counts = repair_counts(corpus).set_index("doc_id")
    assert counts["glosses"].to_dict() == {"d0": 1, "d1": 2, "d2": 3, "all": 6}
    assert counts["learned furniture"].to_dict() == {"d0": 1, "d1": 1, "d2": 1, "all": 3}


def test_documents_without_a_date_or_without_text_can_be_traced(tmp_path: Path) -> None:
    (tmp_path / "dated.txt").write_text(f"---\ndate: 2021-01-01\n---\n{BODY}", encoding="utf-8")
    (tmp_path / "undated.txt").write_text(f"材料\n{BODY}", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("（责任编辑：略）", encoding="utf-8")
    corpus = read_corpus(tmp_path, undated="leave out")
    assert [document.id for document in corpus.left_out] == ["undated", "empty"]
    assert "glosses" in trace(corpus, "undated")["repair"].tolist()
    assert trace(corpus, "empty")["before"].tolist() == ["⟦（责任编辑：略）⟧"]


def test_an_unknown_document_is_named_with_the_nearest(corpus: Corpus) -> None:
    with pytest.raises(DocumentError, match='no document has the id "d9"; known are: d0, d1, d2'):
        trace(corpus, "d9")
