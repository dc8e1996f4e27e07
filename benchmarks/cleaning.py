"""What is left of real texts' damage after cleaning, and what each repair costs.

    python benchmarks/cleaning.py CORPORA

CORPORA is a folder with a folder a corpus. The first table counts, before and after cleaning: readings in brackets
behind a character, traditional characters, lines of page furniture, slipped bytes (`?；` and its kind), addresses, and
lines broken inside a word. The second gives each repair's cost in milliseconds a megabyte (UTF-8) of the raw text, and
the number of its changes.
"""

import re
import sys
import time
from collections import Counter
from pathlib import Path

import pandas as pd

from topics.preprocessing.cleaning.characters import is_traditional
from topics.preprocessing.cleaning.furniture import furniture
from topics.preprocessing.cleaning.glosses import glosses
from topics.preprocessing.cleaning.lines import wraps
from topics.preprocessing.cleaning.repairs import REPAIRS, clean_text, repair_steps
from topics.preprocessing.finding import find_files
from topics.preprocessing.reading import read_files
from topics.report.tables import print_table

CHINESE = ("miit-documents", "wechat-posts", "database-exports", "central-policies", "daily-news", "news-pages")
_ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
_SLIPPED = re.compile(r"(?<=[\u4e00-\u9fff)])\?[；;]")


def main(corpora: Path) -> None:
    texts = {name: read(corpora / name) for name in CHINESE if (corpora / name).is_dir()}
    clean_text("工業 規?；瘧?yīng)用\n推进信\n息")  # load the dictionaries before the clock runs
    rows = []
    for name, raw in texts.items():
        cleaned = [clean_text(text) for text in raw]
        for state, state_texts in (("raw", raw), ("cleaned", cleaned)):
            rows.append({"corpus": name, "texts": len(raw), "state": state, **leftovers(state_texts)})
        again = sum(clean_text(text) != text for text in cleaned)
        rows[-1]["changed again"] = again
    print_table(pd.DataFrame(rows), "table", "What is left")
    print_table(pd.DataFrame([row for name, raw in texts.items() for row in costs(name, raw)]), "table", "Cost")


def read(folder: Path) -> list[str]:
    """Every document's text, as the readers give it."""
    files = [path for path in find_files(folder).files if path.name != "expected.jsonl"]
    return [document.text for path in files for file in read_files(path) for document in file.documents]


def leftovers(texts: list[str]) -> dict[str, int]:
    """How many places of each kind of damage."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts["glosses"] += glosses(text)[1]
        counts["traditional characters"] += sum(map(is_traditional, text))
        counts["furniture lines"] += furniture("\n".join(filter(None, map(str.strip, text.split("\n")))))[1]
        counts["slipped bytes"] += len(_SLIPPED.findall(text))
        counts["addresses"] += len(_ADDRESS.findall(text))
        counts["broken lines"] += wraps("\n".join(filter(None, map(str.strip, text.split("\n")))))[1]
    return dict(counts)


def costs(name: str, texts: list[str]) -> list[dict[str, object]]:
    """Processor time of every repair, alone, on the text as it reaches it; and of the whole."""
    megabytes = sum(len(text.encode()) for text in texts) / 1e6
    changes: Counter[str] = Counter()
    for text in texts:
        for step in repair_steps(text):
            changes[step.repair] += step.changes
    start = time.process_time()
    for text in texts:
        clean_text(text)
    all_repairs = {"changes": sum(changes.values()), "ms per MB": (time.process_time() - start) / megabytes * 1e3}
    rows: list[dict[str, object]] = [{"corpus": name, "MB": megabytes, "repair": "all", **all_repairs}]
    for repair in REPAIRS.values():
        worth = [t for t in texts if not (repair.needs and not any(map(repair.needs, set(t))))]
        start = time.process_time()
        after = dict(zip(worth, [repair.apply(t)[0] for t in worth], strict=True))
        spent = time.process_time() - start
        texts = [after.get(t, t) for t in texts]
        rows.append({"corpus": name, "MB": megabytes, "repair": repair.name, "changes": changes[repair.name],
                     "ms per MB": spent / megabytes * 1e3})  # fmt: skip
    return rows


if __name__ == "__main__":
    from machine import begin

    begin()
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
