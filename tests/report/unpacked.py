"""What a report page holds packed: its passages as JSON, and the bytes of their weights."""

import gzip
import json
import re
from base64 import b64decode
from typing import Any

import numpy as np
from numpy.typing import NDArray


def kept_of(page: str) -> dict[str, Any]:
    """The texts, documents, marks and models of a page."""
    found: dict[str, Any] = json.loads(_unpacked(page, "kept-texts"))
    return found


def weights_of(page: str, n_themes: int) -> dict[tuple[str, int], NDArray[np.uint8]]:
    """Per cent by model and number of its seed `(n_themes + 1, n_passages)`; the last row is the main theme."""
    kept, data, at = kept_of(page), _unpacked(page, "kept-weights"), 0
    n, found = len(kept["text"]), {}
    for model, seeds in zip(kept["models"], kept["seeds"], strict=True):
        for seed in range(seeds):
            rows = np.frombuffer(data, np.uint8, (n_themes + 1) * n, at).reshape(-1, n)
            found[model["id"], seed] = rows
            at += rows.size
        at += 0 if model["reads"] in ("terms", "clauses") else 6 * n
    assert at == len(data)
    return found


def data_of(page: str) -> dict[str, Any]:
    """The numbers of the chart."""
    embedded = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert embedded
    found: dict[str, Any] = json.loads(embedded[1])
    return found


def _unpacked(page: str, name: str) -> bytes:
    packed = re.search(rf'<script type="text/plain" id="{name}">([A-Za-z0-9+/=]*)</script>', page)
    assert packed
    return gzip.decompress(b64decode(packed[1]))
