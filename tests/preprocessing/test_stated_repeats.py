"""What the manifest says of repeats: it overrules what the texts show."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.families import families
from topics.preprocessing.ledger.funnel import funnel

ZH = (
    "你单位报送的关于{0}试点的请示收悉。经研究，原则同意所报方案，请认真组织实施，加强领导，健全机制，细化措施，确保各项任务"
    "落到实处，重大事项及时报告。"
)
EN = (
    "we have decided to award the prize for urban renewal to the city of {0}. The jury was impressed by the way in "
    "which residents were brought into the planning of the old harbour and of the streets behind it."
)
OWN_ZH = "我省各地要在年底前完成方案编制，明确牵头部门和时间表，建立月调度机制，并向社会公开结果。"
OWN_EN = "Our own office will hold a hearing in spring, to which every resident is invited, before money is spent."


def corpus_of(folder: Path, texts: Sequence[str], said: Sequence[str], unit: str = "paragraph") -> Corpus:
    """Documents d1, d2, … of other sources and ascending dates, and what the manifest says that each repeats."""
    (folder / "texts").mkdir()
    for number, text in enumerate(texts, start=1):
        head = f"---\ndate: 2020-01-{number:02}\nsource: paper {number}\n---\n\n"
        (folder / "texts" / f"d{number}.md").write_text(head + text, encoding="utf-8")
    rows = "\n".join(f"d{number},{what}" for number, what in enumerate(said, start=1))
    (folder / "documents.csv").write_text(f"id,repeats\n{rows}\n", encoding="utf-8")
    return read_corpus(folder / "texts", folder / "documents.csv", unit=unit)  # type: ignore[arg-type]


def found(corpus: Corpus) -> tuple[list[str], list[int]]:
    """What every document repeats, and how many of its passages are counted."""
    counted = corpus.passages.groupby("doc_id", sort=False)["counted"].sum()
    return corpus.documents["duplicate_of"].tolist(), counted.reindex(corpus.documents["doc_id"]).tolist()


SAME_ZH, SAME_EN = ZH.format("新型消费"), EN.format("leeds")


@pytest.mark.parametrize(
    ("texts", "said", "copies", "counted"),
    [
        ([SAME_ZH, SAME_ZH], ["", ""], ["", "d1"], [1, 0]),
        ([SAME_ZH, SAME_ZH], ["", "none"], ["", ""], [1, 1]),
        ([SAME_EN, SAME_EN], ["", "None"], ["", ""], [1, 1]),
        ([SAME_ZH, ZH.format("数据交易")], ["", "none"], ["", ""], [1, 1]),
        ([SAME_EN, EN.format("derby")], ["", "none"], ["", ""], [1, 1]),
        ([SAME_ZH, SAME_EN], ["", "d1"], ["", "d1"], [1, 0]),  # a translation
        ([SAME_EN, f"{SAME_EN}\n\n{OWN_EN}"], ["", "d1"], ["", "d1"], [1, 0]),  # even with a passage of its own
        ([SAME_ZH, SAME_ZH, SAME_ZH], ["", "none", ""], ["", "", "d1"], [1, 1, 0]),
        ([SAME_ZH, SAME_EN, OWN_EN], ["", "d1", "d2"], ["", "d1", "d1"], [1, 0, 0]),  # down the chain
        ([SAME_ZH, SAME_ZH, OWN_ZH], ["", "", "d2"], ["", "d1", "d1"], [1, 0, 0]),  # through a found copy
        ([OWN_ZH, SAME_ZH, SAME_ZH], ["", "d1", ""], ["", "d1", ""], [1, 0, 1]),  # what is not counted is not repeated
        ([SAME_EN, f"{SAME_EN}\n\n{OWN_EN}\n\n{SAME_EN}"], ["", "none"], ["", ""], [1, 2]),  # but by itself
    ],
)
@pytest.mark.filterwarnings("error")
def test_the_manifest_overrules_the_texts(
    tmp_path: Path, texts: list[str], said: list[str], copies: list[str], counted: list[int]
) -> None:
    corpus = corpus_of(tmp_path, texts, said)
    assert found(corpus) == (copies, counted)
    assert "repeats" not in corpus.documents
    table = funnel(corpus).groupby(["level", "stage"])["total"].first()
    assert table["documents", "unique"] == copies.count("")
    assert table["passages", "counted"] == sum(counted)


@pytest.mark.parametrize(("said", "counted"), [("", [1, 0]), ("none", [1, 1]), ("d1", [1, 0])])
def test_documents_as_units_follow_it_too(tmp_path: Path, said: str, counted: list[int]) -> None:
    assert found(corpus_of(tmp_path, [SAME_ZH, SAME_ZH], ["", said], "document"))[1] == counted


def test_what_is_kept_apart_is_listed_as_such(tmp_path: Path) -> None:
    table = families(corpus_of(tmp_path, [SAME_ZH, SAME_ZH, OWN_ZH], ["", "none", "d1"]))
    assert dict(zip(table["member"], table["kind"], strict=True)) == {"d2": "apart", "d3": "copy"}


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (["", "d3"], '"d2" is said to repeat "d3", and no document with this id is left'),
        (["", "d11"], r'is "d1" meant\?'),
        (["", "d2"], '"d2" is said to repeat itself'),
        (["d2", ""], '"d1" is said to repeat "d2", which does not come before it'),
        (["", "no"], "Write the id of a document, or none"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(tmp_path: Path, said: list[str], named: str) -> None:
    with pytest.raises(DocumentError, match=named):
        corpus_of(tmp_path, [SAME_ZH, OWN_ZH], said)


def test_many_statements_lose_nothing(tmp_path: Path) -> None:
    draw = random.Random(4)
    texts = [draw.choice((SAME_ZH, SAME_EN, OWN_ZH, OWN_EN)) for _ in range(20)]
    said = ["", *(draw.choice(("", "none", f"d{draw.randint(1, n)}")) for n in range(1, 20))]
    corpus = corpus_of(tmp_path, texts, said)
    copies = dict(zip(corpus.documents["doc_id"], corpus.documents["duplicate_of"], strict=True))
    assert all(not copies[original] for original in copies.values() if original)
    counted = set(corpus.passages["doc_id"][corpus.passages["counted"]])
    assert counted == {name for name, original in copies.items() if not original}
