"""The ledger of text adds up for every reader and repair, and a run is refused where text would be missing."""

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tests.preprocessing.made_files import MAKERS, Made
from topics.errors import DocumentError
from topics.jobs.run import run
from topics.preprocessing.corpus import dated_and_cleaned, read_corpus
from topics.preprocessing.corpus_tables import Corpus
from topics.preprocessing.ledger.account import (
    KEPT,
    REWRITTEN,
    TAKEN,
    VISIBLE,
    Entry,
    clean_accounted,
    gone,
)
from topics.preprocessing.ledger.severe import SEVERE, accepted, loss_lines, severe_losses
from topics.preprocessing.ledger.text import ledger, ledger_of
from topics.preprocessing.passages import paragraphs
from topics.preprocessing.readers import READERS
from topics.preprocessing.readers.furniture import FURNITURE_STEPS
from topics.preprocessing.readers.steps import KINDS, OUTSIDE
from topics.preprocessing.reading import read_bytes
from topics.preprocessing.sentences import characters
from topics.store.store import Store
from topics.study.study import load_study
from topics.themes import Theme

PIECES = (
    "推进5G网络建设，加快产业升级。", "工業(yè)互聯網", "數 据安全", "５Ｇ＋㎡",
    "来源：本刊整理", "（责任编辑：略）", "微信扫一扫", "附件：清单",
    "各有关单位：", "某局", "2021年3月1日", "某发〔2021〕3号",
    "版权声明：本文转载自某刊，如有侵权请联系删除。", "1、总体要求",
    "The plan covers all regions.", "Growth was 3.5 per cent.", "https://example.org/a", "# Heading", "**bold**",
    "- item",
    "Page 3 of 9", "3", "4", "5", "a & b < c", "“quoted”", "=1+1", "tab\tin line", "联系电话：010-12345678", "相关阅读",
)  # fmt: skip


def random_lines(seed: int) -> list[str]:
    rng = random.Random(seed)
    lines = ["".join(rng.choices(PIECES, k=rng.randrange(1, 4))) for _ in range(rng.randrange(1, 9))]
    return [*lines, "今年将继续推进各项工作，确保任务按期完成。"]  # a page without a sentence is refused


def balance(entries: list[Entry]) -> int:
    sums = dict.fromkeys((VISIBLE, REWRITTEN, KEPT, *TAKEN), 0)
    for entry in entries:
        sums[entry.kind] += entry.characters
    return sums[VISIBLE] + sums[REWRITTEN] - sums[KEPT] - sum(sums[kind] for kind in TAKEN)


def test_every_reader_has_a_maker_of_files() -> None:
    assert set(MAKERS) == set(READERS), "write a maker for the suffix in tests/preprocessing/made_files.py"


def test_every_step_of_web_pages_has_its_kind() -> None:
    assert set(KINDS) >= FURNITURE_STEPS
    assert OUTSIDE not in KINDS


def check_ledger(suffix: str, maker: Callable[[Sequence[str]], Made], language: str) -> None:
    """Every visible character of twelve made files is in the text or told as taken, through reader and repairs."""
    for seed in range(12):
        data, visible = maker(random_lines(seed))
        for document in read_bytes(data, f"2021-01-01-a{suffix}").documents:
            _, lines, entries = dated_and_cleaned((document, None), language)
            assert entries[0].kind == VISIBLE
            assert entries[0].characters == visible
            kept = sum(map(characters, paragraphs(lines, 30, 80)))
            assert balance([*entries, Entry("passages", KEPT, kept)]) == 0
            assert all(e.characters == sum(map(characters, e.pieces)) for e in entries if e.kind in TAKEN)


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_ledger_adds_up_through_every_reader(suffix: str, language: str) -> None:
    check_ledger(suffix, MAKERS[suffix], language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_repairs_take_is_what_is_gone(language: str) -> None:
    for seed in range(400):
        text = "\n".join(random_lines(seed))
        cleaned, entries = clean_accounted(text, language)
        kept = Entry("passages", KEPT, characters(cleaned))
        assert balance([Entry("in the file", VISIBLE, characters(text)), *entries, kept]) == 0


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("甲乙（完）\n丙丁\n戊", "甲乙\n戊", ["（完）", "丙丁"]),
        ("甲\n甲\n甲", "甲\n甲", ["甲"]),
        ("见[通知](https://a)。", "见通知。", ["[", "](https://a)"]),
        ("推荐阅读\nX推荐阅读\nX", "推荐阅读\nX", ["X推荐阅读"]),
        ("**甲**乙 **丙**", "甲乙 丙", ["**", "**", "**", "**"]),
        ("**甲** **乙**", "甲 乙", ["**", "**", "**", "**"]),
        ("甲 乙", "甲乙", []),
        ("甲", "", ["甲"]),
    ],
)
def test_gone_finds_what_was_taken(before: str, after: str, pieces: list[str]) -> None:
    found = gone(before, after)
    assert sum(map(characters, found)) == characters(before) - characters(after)
    assert found == pieces


WIND = "海上风电成片投运，检修窗口一年只有几个月，运输船队往返于港口之间。"
RAIL = "高铁线路穿过山区，车站带动县城商业，检修基地扩建之后列车开行密度提高。"
THEMES = (Theme("wind", ("海上风电",)), Theme("rail", ("高铁",)))


def corpus_of(tmp_path: Path, **texts: str) -> Corpus:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, text in texts.items():
        (folder / f"2021-01-01-{name}.txt").write_text(text, encoding="utf-8")
    return read_corpus(folder, root=tmp_path, workers=1)


def test_the_ledger_of_a_corpus_and_of_a_document(tmp_path: Path) -> None:
    corpus = corpus_of(tmp_path, a=f"{WIND}\n责任编辑：略\n见 https://a.org/b", b=f"{RAIL}{WIND}㎡")
    table = ledger(corpus, THEMES).set_index("step")
    whole = 2 * len(WIND) + len(RAIL)
    assert table["characters"].to_dict() == {
        "in the file": whole + 6 + 1 + 15 + 1, "links": -15, "credits": -6, "widths": 1, "passages": whole + 1 + 2,
        "counted": whole + 1 + 2,
    }  # fmt: skip
    assert table["characters"].iloc[:-2].sum() == table["characters"].iloc[-1]
    assert table["wind"].to_dict() == {
        "in the file": 2, "links": 0, "credits": 0, "widths": 0, "passages": 2, "counted": 2,
    }  # fmt: skip
    assert table.loc["passages", "sentences"] == 3
    assert table.loc["credits", "example"] == "责任编辑：略"
    one = ledger_of(corpus, "2021-01-01-b", THEMES).set_index("step")
    assert one["characters"].to_dict() == {
        "in the file": whole - len(WIND) + 1,
        "widths": 1,
        "passages": whole - len(WIND) + 2,
        "counted": whole - len(WIND) + 2,
    }
    assert one.loc["in the file", ["wind", "rail"]].tolist() == [1, 1]
    with pytest.raises(DocumentError, match="2021-01-01-b"):
        ledger_of(corpus, "2021-01-01-c")
    assert severe_losses(corpus, THEMES).empty
    assert loss_lines(corpus) == []


REISSUED = {
    "zh": (
        f"{WIND}全市各区今年都要按照要求抓好落实，确保按期完成任务。",
        f"{RAIL}市财政安排专项资金，用于支持线路建设。",
    ),
    "en": (
        "The council will build new cycle lanes along the river, and the works begin in the coming spring.",
        "Residents of the town were asked for their views at a public meeting that was held in the library.",
    ),
}


@pytest.mark.parametrize("language", sorted(REISSUED))
def test_the_ledger_goes_on_to_what_is_counted(tmp_path: Path, language: str) -> None:
    whole, other = REISSUED[language]
    corpus = corpus_of(tmp_path, a=whole, b=whole, c=f"{other}\n\n{whole}")
    counted = characters(whole) + characters(other)
    table = ledger(corpus, THEMES).set_index("step")
    assert table["kind"].tolist()[-4:] == ["kept", "repeated", "repeated", "counted"]
    assert table["characters"].tolist()[-4:] == [counted + 2 * characters(whole), *[-characters(whole)] * 2, counted]
    for name in ("characters", "sentences", "wind"):
        assert table[name].iloc[-4:-1].sum() == table[name].iloc[-1]
    copy, partly = (ledger_of(corpus, f"2021-01-01-{name}", THEMES).set_index("step") for name in "bc")
    assert copy.loc["copy of 2021-01-01-a", ["kind", "text"]].tolist() == ["repeated", whole]
    assert copy.loc["counted", "characters"] == 0
    (step,) = partly.index[partly["kind"] == "repeated"]
    assert step.startswith("repeats passage 2021-01-01-a")
    assert partly.loc[step, "text"] == whole
    assert partly.loc["counted", "characters"] == characters(other)


STUDY = """
[corpus]
documents = ["documents"]
language = "zh"
{more}
[tokens]
min_passages = 1
max_share = 1.0
[[models]]
kind = "lexicon"
"""


def study_of(folder: Path, more: str = "") -> Path:
    (folder / "study.toml").write_text(STUDY.format(more=more), encoding="utf-8")
    (folder / "themes.toml").write_text('[wind]\nlabel = {en = "Wind"}\nterms = ["海上风电"]\n', encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("2021-01-02-old.doc", b"\xd0\xcf\x11\xe0", r'no reader for "\.doc" files'),
        ("2021-01-02-scan.pdf", b"%PDF-1.4 broken", "cannot be read"),
        ("2021-01-02-table.csv", f"text\n{WIND}\n{'短' * 32_767}\n".encode(), "cut off at 32,767 characters"),
    ],
)
def test_a_run_is_refused_for_what_could_not_be_read_unless_that_is_accepted(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    corpus_of(tmp_path, a=WIND, b=WIND + RAIL)
    (tmp_path / "documents" / name).write_bytes(content)
    if name.endswith(".csv"):
        rows = f"date,text\n2021-01-02,{WIND}\n2021-01-02,{'短' * 32_767}\n"
        (tmp_path / "documents" / name).write_text(rows, encoding="utf-8")
    study = study_of(tmp_path)
    with pytest.raises(DocumentError, match=told):
        run(load_study(study), Store(tmp_path / "runs"))
    job = run(load_study(study_of(tmp_path, 'losses = "accept"')), Store(tmp_path / "runs"))
    assert job.table("severe")["kind"].tolist() == ["files"]


def test_a_step_that_takes_a_share_of_a_theme_is_told(tmp_path: Path) -> None:
    list_of_others = "相关阅读\n海上风电新闻\n高铁新闻\n高铁车站\n高铁车票"
    corpus = corpus_of(tmp_path, a=f"{WIND}\n{RAIL}\n{list_of_others}", b=WIND * 60)
    (told,) = severe_losses(corpus, THEMES)["sentence"]
    doc_id = corpus.documents["doc_id"].iloc[0]
    assert told == f'of the occurrences of "rail", furniture takes 75% in 2021 (3 of 4), as in {doc_id} (“高铁新闻”)'


@pytest.mark.parametrize("others", ["高铁新闻", "高铁新闻\n高铁车站"])
def test_one_or_two_occurrences_refuse_no_study(tmp_path: Path, others: str) -> None:
    corpus = corpus_of(tmp_path, a=f"{WIND}\n{RAIL}\n相关阅读\n海上风电新闻\n{others}", b=WIND * 60)
    assert severe_losses(corpus, THEMES).empty


def test_accepted_losses_are_a_whole_sentence_in_either_language() -> None:
    rows = [("files", "a page is broken: 3 times, a.pdf"), ("terms", 'of the occurrences of "5g", x takes 9% in 2020')]
    table = SEVERE.frame(rows)
    assert accepted(table) == f"Losses accepted by the study: {'; '.join(sentence for _, sentence in rows)}."
    told = accepted(table, "zh")
    assert told.startswith(
        "本研究接受的文本缺失：3 处文件、页或行未能读取，未计入；某期某主题的词项有 2% 以上在清洗时被去掉（1 条）"
    )
    assert "page" not in told
    assert accepted(SEVERE.frame(), "zh") == ""
