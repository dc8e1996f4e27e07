"""A headless Chromium driven over its own protocol: what a page does when somebody opens it."""

import base64
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "google-chrome"))), None)


class Page:
    """One open page: `complaints` are console errors and exceptions, `requests` what it asked the network for."""

    def __init__(self, loop: Any, socket: Any) -> None:
        self.loop, self.socket, self.number = loop, socket, 0
        self.complaints: list[str] = []
        self.requests: list[str] = []

    def call(self, method: str, **parameters: Any) -> Any:
        self.number += 1
        message = json.dumps({"id": self.number, "method": method, "params": parameters})
        self.loop.run_sync(lambda: self.socket.write_message(message))
        while True:
            answer = json.loads(self.loop.run_sync(self.socket.read_message, timeout=30))
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]
            self._note(answer)

    def _note(self, event: dict[str, Any]) -> None:
        method, what = event.get("method"), event.get("params", {})
        if method == "Runtime.exceptionThrown" or (method == "Runtime.consoleAPICalled" and what["type"] == "error"):
            self.complaints.append(json.dumps(what))
        elif method == "Log.entryAdded" and what["entry"]["level"] == "error":
            self.complaints.append(what["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(what["request"]["url"])

    def open(self, path: Path, width: int, height: int = 900) -> None:
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500
        )
        self.call("Page.navigate", url=path.as_uri())
        deadline = time.monotonic() + 30
        while self.run("document.readyState + location.protocol") != "completefile:" and time.monotonic() < deadline:
            time.sleep(0.05)
        self.call("Runtime.evaluate", expression="document.fonts.ready", awaitPromise=True)

    def run(self, script: str) -> Any:
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def click(self, selector: str) -> None:
        self.run(f"document.querySelector('{selector}').scrollIntoView({{block: 'center', behavior: 'instant'}})")
        box = self.run(
            f"(() => {{ const b = document.querySelector('{selector}').getBoundingClientRect();"
            " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=box[0], y=box[1], button="left", clickCount=1)

    def press(self, key: str) -> None:
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key)

    def screenshot(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(self.call("Page.captureScreenshot", captureBeyondViewport=True)["data"]))


@contextmanager
def new_page(profile: Path) -> Iterator[Page]:
    """A page of a browser that ends with the block."""
    from tornado.ioloop import IOLoop
    from tornado.websocket import websocket_connect

    assert CHROMIUM
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-port=0"]
    options.append("--force-prefers-reduced-motion")  # a window on its way to another place answers no click
    command = [CHROMIUM, *options, f"--user-data-dir={profile}", "about:blank"]
    quiet: Any = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, **quiet, start_new_session=True) as browser:
        loop = IOLoop(make_current=False)
        try:
            port = _port(profile / "DevToolsActivePort")
            target = _page_of(port)
            socket = loop.run_sync(lambda: websocket_connect(target, max_message_size=1 << 28))
            yield Page(loop, socket)
            socket.close()
        finally:
            # What is on the path is a script: the browser and its helpers are killed with it.
            os.killpg(browser.pid, signal.SIGKILL)
            browser.wait()
            loop.close()


def _port(path: Path) -> int:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if path.exists() and (lines := path.read_text().splitlines()):
            return int(lines[0])
        time.sleep(0.05)
    raise TimeoutError("the browser did not start")


def _page_of(port: int) -> str:
    from urllib.request import urlopen

    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with urlopen(f"http://127.0.0.1:{port}/json/list") as answer:
            for target in json.load(answer):
                if target["type"] == "page":
                    return str(target["webSocketDebuggerUrl"])
        time.sleep(0.05)
    raise TimeoutError("the browser opened no page")
