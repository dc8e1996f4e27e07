"""A local endpoint that answers as a language model would, with faults on request; it hears 127.0.0.1 alone."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HOSTILE = [
    '{"theme": "wind"} {"theme": "rail"}',
    '{"theme": ["wind"]}',
    '{"theme": "../../etc/passwd"}',
    '{"theme": "=HYPERLINK(1)"}',
    "Sure! The theme is wind.",
    "[" * 50_000,
    "\x1b[2J" * 100,
    "",
]


@dataclass
class Stub:
    """What was asked, in which order, and how it is answered: `fault(number, text)` names a fault or is ''."""

    fault: Callable[[int, str], str] = lambda number, text: ""
    asked: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    idempotency: list[str] = field(default_factory=list)
    tokens: int = 50
    url: str = ""
    most: int = 0
    now: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def times(self) -> Counter[str]:
        return Counter(self.asked)


def theme_of(text: str) -> str:
    return "wind" if "风电" in text else "rail" if "rail" in text else "none"


@contextmanager
def endpoint(stub: Stub) -> Iterator[Stub]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            text = json.loads(body["messages"][1]["content"])["text"]
            with stub.lock:
                number = len(stub.asked)
                stub.asked.append(text)
                stub.keys.append(self.headers.get("Authorization", ""))
                stub.idempotency.append(self.headers.get("Idempotency-Key", ""))
                stub.now += 1
                stub.most = max(stub.most, stub.now)
            try:
                self.answer(stub.fault(number, text), number, text)
            finally:
                with stub.lock:
                    stub.now -= 1

        def answer(self, fault: str, number: int, text: str) -> None:
            content, status, headers = json.dumps({"theme": theme_of(text)}), 200, {}
            if fault == "slow":
                time.sleep(0.6)
            if fault == "cut":
                self.close_connection = True
                return
            if fault == "hostile":
                content = HOSTILE[number % len(HOSTILE)]
            if fault.isdigit():
                status = int(fault)
                headers = {"Retry-After": "1"} if status == 429 else {"Location": "http://127.0.0.1:1/"}
            usage = {"total_tokens": stub.tokens}
            body = json.dumps({"choices": [{"message": {"content": content}}], "usage": usage}).encode()
            if fault == "malformed":
                body = b"<html>busy</html>"
            if fault == "huge":
                body = b"x" * 300_000
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except (ConnectionError, TimeoutError):
                self.close_connection = True

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
