"""Requests to an endpoint that speaks the chat protocol of OpenAI: local or hosted. The one file that uses the network.

Conventions. A request is made only where a person has asked for it by name and address. A key comes from the
environment (`KEY`), goes into a header and nowhere else. Redirections are not followed, answers are read up to
`LARGEST` bytes, and every failure is a `RequestError` that says whether it is worth trying again.
"""

import http.client
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from topics.errors import StudyError

KEY = "TOPICS_KEY"
LARGEST = 200_000  # bytes of an answer
_LOCAL = ("127.0.0.1", "::1", "localhost")
_AGAIN = (408, 409, 425, 429, 500, 502, 503, 504)
_STOPS = (300, 301, 302, 303, 307, 308, 401, 402, 404, 405)
_LONGEST_WAIT = 60.0  # seconds that an endpoint may ask to wait


class RequestError(Exception):
    """A request without an answer: `again` says whether another may succeed, `wait` after how many seconds.

    `stops` says that no request of this key, model or address will; `lost`, that the text was sent and nothing is known
    of its answer; `reached`, that anything was sent at all.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool,
        wait: float = 0.0,
        stops: bool = False,
        lost: bool = False,
        reached: bool = True,
    ) -> None:
        super().__init__(reason)
        self.again, self.wait, self.stops, self.lost, self.reached = again, wait, stops, lost, reached


@dataclass(frozen=True)
class Reply:
    """The text of an answer, and the tokens that the endpoint says it has counted; 0 where it says nothing."""

    text: str
    tokens: int


@dataclass(frozen=True)
class Endpoint:
    """An address (`http://127.0.0.1:11434/v1`) and a model; `timeout` in seconds.

    Raises StudyError for an address that is none, and for one that would send text and key unencrypted to elsewhere.
    """

    url: str
    model: str
    timeout: float = 60.0
    longest_answer: int = 100

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.query:
            raise StudyError(f'"{self.url}" is no address; expected one like http://127.0.0.1:11434/v1.')
        if parts.scheme == "http" and parts.hostname not in _LOCAL:
            raise StudyError(f"{self.url}: text and key would be readable on the way; use https, or a local endpoint.")

    def ask(self, messages: Sequence[dict[str, str]], idempotency: str = "") -> Reply:
        """One request. Raises RequestError without an answer that can be read.

        `idempotency` is a key by which an endpoint can know a request that it had before (`Idempotency-Key`).
        """
        parts = urlsplit(self.url)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(str(parts.hostname), parts.port, timeout=self.timeout)
        asked = {
            "model": self.model,
            "messages": list(messages),
            "temperature": 0,
            "seed": 1,
            "max_tokens": self.longest_answer,
            "response_format": {"type": "json_object"},
        }
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": idempotency} if idempotency else {})
        if key := os.environ.get(KEY):
            headers["Authorization"] = f"Bearer {key}"
        reached = False
        try:
            connection.connect()
            reached = True
            connection.request("POST", f"{parts.path.rstrip('/')}/chat/completions", json.dumps(asked), headers)
            response = connection.getresponse()
            body = response.read(LARGEST + 1)
        except (OSError, http.client.HTTPException) as error:
            reason = f"no answer ({type(error).__name__})"
            lost = reached and isinstance(error, (OSError, http.client.IncompleteRead))
            raise RequestError(reason, again=True, lost=lost, reached=reached) from None
        finally:
            connection.close()
        if response.status != 200:
            told = response.getheader("Retry-After", "")
            wait = min(float(told), _LONGEST_WAIT) if told.isdigit() else 0.0
            status = response.status
            raise RequestError(f"status {status}", again=status in _AGAIN, wait=wait, stops=status in _STOPS)
        if len(body) > LARGEST:
            raise RequestError(f"an answer of more than {LARGEST:,} bytes", again=False)
        return _read(body)


def _read(body: bytes) -> Reply:
    try:
        found = json.loads(body)
        text = found["choices"][0]["message"]["content"]
        usage = found.get("usage") or {}
        tokens = usage.get("total_tokens", 0)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise RequestError("an answer that is not in the protocol", again=True) from None
    if not isinstance(text, str):
        raise RequestError("an answer without a text", again=True)
    counted = tokens if isinstance(tokens, int) and not isinstance(tokens, bool) and tokens > 0 else 0
    return Reply(text, counted)
