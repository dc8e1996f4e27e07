import json
import os
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from topics.errors import DocumentError
from topics.parallel import workers as parallel
from topics.parallel.workers import ThisMachine, end_idle_workers, mapped, on_workers, rest_workers
from topics.preprocessing.corpus import read_corpus
from topics.preprocessing.ledger.funnel import funnel

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def refuse_seven(number: int) -> int:
    if number == 7:
        raise DocumentError("seven.txt: this is seven.")
    return number


def own_process(_: int) -> int:
    return os.getpid()


def test_idle_workers_end_and_others_come_for_the_next_work() -> None:
    first = set(mapped(own_process, range(40), seconds=0, workers=2))
    end_idle_workers()
    assert not any(Path(f"/proc/{pid}").exists() for pid in first)
    assert first.isdisjoint(mapped(own_process, range(40), seconds=0, workers=2))


@pytest.mark.parametrize("until_rest", [True, False])
def test_workers_of_one_command_end_when_no_work_follows(until_rest: bool) -> None:
    with on_workers(ThisMachine(until_rest=until_rest)):
        first = set(mapped(own_process, range(40), seconds=0, workers=2))
        rest_workers()
    assert {Path(f"/proc/{pid}").exists() for pid in first} == {not until_rest}


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_order_and_errors_come_through(workers: int) -> None:
    numbers = [5, 3, 9, 1] * 20
    assert list(mapped(partial(pow, 2), numbers, seconds=0, workers=workers)) == [2**n for n in numbers]
    assert list(mapped(abs, [], seconds=100, workers=workers)) == []
    with pytest.raises(DocumentError, match=r"seven\.txt: this is seven"):
        list(mapped(refuse_seven, range(20), seconds=0, workers=workers))


def test_small_work_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "processors", lambda: pytest.fail("processors were counted"))
    assert list(mapped(abs, [-1, 2], seconds=parallel.WORTHWHILE / 2)) == [1, 2]


def hears_ctrl_c(_: int) -> bool:
    return signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="signals of POSIX")
def test_workers_leave_ctrl_c_to_the_process_that_started_them() -> None:
    assert not any(mapped(hears_ctrl_c, range(8), seconds=0, workers=2))
    assert hears_ctrl_c(0)


def test_two_workers_read_the_same_corpus_as_one() -> None:
    one, two = (
        read_corpus(SAMPLE / "documents", SAMPLE / "documents.csv", root=SAMPLE, workers=workers) for workers in (1, 2)
    )
    assert one.fingerprint == two.fingerprint
    for name in ("documents", "passages", "files", "losses"):
        assert getattr(one, name).equals(getattr(two, name))
    assert one.raw == two.raw


def test_every_kind_of_file_and_loss_in_one_corpus(tmp_path: Path, pdf: Callable[..., bytes]) -> None:
    text = "省里出台意见，支持企业把老旧设备接入平台，三年内改造{}条产线，并按实际投入给予补助。"
    (tmp_path / "a.pdf").write_bytes(pdf([[text.format("一千")], None]))
    rows = [{"id": "b1", "正文": text.format("两千"), "date": "2021-05-01"}, {"id": "b2", "正文": ""}]
    (tmp_path / "b.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "c.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (tmp_path / "d.txt").write_bytes(
        "省裡推進產線改造，支持企業把老舊設備接入平臺，並按實際投入的資金給予補助。".encode("big5")
    )
    (tmp_path / "documents.csv").write_text("path,date\na.pdf,2020-03-01\nd.txt,2021-04-01\n")
    corpora = [
        read_corpus(tmp_path, tmp_path / "documents.csv", root=tmp_path, undated="leave out", workers=workers)
        for workers in (1, 2)
    ]
    assert corpora[0].fingerprint == corpora[1].fingerprint
    corpus = corpora[1]
    assert corpus.documents["doc_id"].tolist() == ["a", "d", "b1"]
    assert corpus.files.to_numpy().tolist() == [
        ["a.pdf", "pdf", "pdf", 1],
        ["b.jsonl", "json_lines", "utf-8", 1],
        ["d.txt", "text", "big5", 1],
    ]
    assert corpus.losses.to_numpy().tolist() == [
        ["text", "a.pdf", "", "a page of the PDF is a scan without a text layer; page 2"],
        ["with text", "b.jsonl", "", "no text in the row; line 2"],
        ["decoded", "c.doc", "", 'no reader for ".doc" files; save it as .docx'],
    ]
    table = funnel(corpus)
    assert dict(zip(table["reason"], table["total"], strict=True)) | {"": 0} == {
        "": 0,
        'no reader for ".doc" files': -1,
        "no text in the row": -1,
    }
