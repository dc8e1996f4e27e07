"""A report page with 30,000 passages of composed words, to see how a browser bears it; nothing is fitted for it."""

import random
import re
from pathlib import Path
from typing import Any

import numpy as np

from tests.report.unpacked import kept_of
from topics.report.sections.kept_text import MOST_BYTES
from topics.report.sections.packing import as_json, packed

PASSAGES, _DOCUMENTS = 30_000, 600
_CHARACTERS = [chr(0x4E00 + 7 * number) for number in range(1_500)]
_TERMS = ("风电机组", "海上风电", "高铁线路", "动车组")


def large_page(page: str, path: Path) -> Path:
    """The page of the toy study with 30,000 passages in place of its own, in the same form."""
    small = kept_of(page)
    draw = random.Random(0)
    words = ["".join(draw.choices(_CHARACTERS, k=2)) for _ in range(4_000)]
    made: dict[str, list[Any]] = {"text": [], "marks": []}
    for number in range(PASSAGES):
        term = _TERMS[number % 4]
        before, after = ("".join(draw.choices(words, k=18)) for _ in range(2))
        made["text"].append(f"{before}，{term}{after}。")
        made["marks"].append([number % 4 // 2, 37, 37 + len(term)])
    kept = {
        **small,
        **made,
        "documents": [
            [f"文件{d}", f"{2020 + d % 2}-01-0{1 + d % 9}", f"机关{d % 20}", d % 2] for d in range(_DOCUMENTS)
        ],
        "attributes": [],
        "document": [number // (PASSAGES // _DOCUMENTS) for number in range(PASSAGES)],
        "id": [f"large-{number}" for number in range(PASSAGES)],
        "tokens": [40] * PASSAGES,
        "of": PASSAGES,
    }
    weights = np.random.default_rng(0).integers(0, 100, (3 + 3 + 6, PASSAGES), dtype=np.uint8) // 2
    weights[[2, 5]] = np.arange(PASSAGES) % 3  # the main themes of the two models
    weights[6:9] %= 3
    texts = {"kept-texts": packed(as_json(kept).encode()), "kept-weights": packed(weights.tobytes())}
    assert sum(map(len, texts.values())) < MOST_BYTES
    for name, text in texts.items():
        page = re.sub(rf'(id="{name}">)[A-Za-z0-9+/=]*', lambda found, text=text: found[1] + text, page)
    path.write_text(page, encoding="utf-8")
    return path
