"""A study of 30,000 passages of composed words, large enough to show how the page bears them."""

import random
from pathlib import Path

from tests.conftest import write_toy_study
from topics.jobs.run import run
from topics.report.page import write_report
from topics.store.store import Store
from topics.study.study import load_study

_DOCUMENTS, _PASSAGES = 600, 50
_COMMON = [chr(0x4E00 + 7 * number) for number in range(1_500)]


def large_page(folder: Path) -> Path:
    """The page of the toy study with 600 documents of 50 passages, 30,000 in all."""
    write_toy_study(folder / "large")
    draw = random.Random(0)
    words = ["".join(draw.choices(_COMMON, k=2)) for _ in range(4_000)]
    terms = ("风电机组", "海上风电", "高铁线路", "动车组")
    for number in range(_DOCUMENTS):
        lines = [f"日期：{2020 + number % 2}-0{1 + number % 9}-1{number % 10}"]
        for _ in range(_PASSAGES):
            passage = draw.choices(words, k=36)
            passage[draw.randrange(36)] = draw.choice(terms)
            lines.append("".join(passage[:18]) + "，" + "".join(passage[18:]) + "。")
        (folder / "large" / "documents" / f"large-{number}.md").write_text("\n\n".join(lines), encoding="utf-8")
    job = run(load_study(folder / "large"), Store(folder / "runs"))
    assert int(job.counted.sum()) > 29_900
    return write_report(job, folder / "large.html", "zh")
