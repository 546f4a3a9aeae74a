"""A headless Chromium, driven through its pipe by the DevTools protocol; nothing but Python's own library is needed."""

import base64
import json
import os
import shutil
import subprocess
import tempfile
import time

EXECUTABLES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]


class Browser:
    """One browser with one page. What the page logs as an error and every request that it makes are kept."""

    def __init__(self, width=1280, height=900, dark=False, reduced=False):
        self.folder = tempfile.mkdtemp()
        command_end, own_output = os.pipe()
        own_input, answer_end = os.pipe()

        def connect():
            # The browser reads from 3 and writes to 4, whatever numbers the pipes have.
            first, second = os.dup(command_end), os.dup(answer_end)
            os.dup2(first, 3)
            os.dup2(second, 4)

        executable = next(path for path in EXECUTABLES if os.access(path, os.X_OK))
        self.process = subprocess.Popen(
            [executable, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             f"--user-data-dir={self.folder}", "--host-resolver-rules=MAP * ~NOTFOUND", "about:blank"],
            preexec_fn=connect, pass_fds=(3, 4, command_end, answer_end), stderr=subprocess.DEVNULL)
        os.close(command_end)
        os.close(answer_end)
        self.output, self.input = own_output, own_input
        self.received = b""
        self.number = 0
        self.session = None
        self.errors = []
        self.requests = []
        targets = self.call("Target.getTargets")["targetInfos"]
        page = next(target for target in targets if target["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.call(f"{domain}.enable")
        self.show(width, height, dark, reduced)

    def show(self, width, height=900, dark=False, reduced=False):
        """Sets the size of the window, and what the reader's system asks for."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)
        self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if reduced else "no-preference"}])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        os.close(self.output)
        os.close(self.input)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _receive(self):
        while b"\0" not in self.received:
            part = os.read(self.input, 1 << 20)
            if not part:
                raise RuntimeError("the browser has ended")
            self.received += part
        message, _, self.received = self.received.partition(b"\0")
        return json.loads(message)

    def _note(self, message):
        method, parameters = message.get("method"), message.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = parameters["exceptionDetails"]
            self.errors.append(details.get("exception", {}).get("description") or details["text"])
        if method == "Log.entryAdded" and parameters["entry"]["level"] == "error":
            self.errors.append(parameters["entry"]["text"])
        if method == "Runtime.consoleAPICalled" and parameters["type"] == "error":
            self.errors.append(json.dumps(parameters["args"]))
        if method == "Network.requestWillBeSent" and not parameters["request"]["url"].startswith("data:"):
            self.requests.append(parameters["request"]["url"])

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.output, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            self._note(answer)

    def open(self, address):
        """Loads a page and waits until its scripts have run, packed ones too."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=address)
        self.until("document.readyState === 'complete' && !document.querySelector('script.packed')")
        self.until("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def run(self, expression):
        """The value of an expression of JavaScript, awaited; plain data."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True,
                           userGesture=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"].get("exception", {}).get("description", expression))
        return answer["result"].get("value")

    def until(self, expression, seconds=20):
        end = time.time() + seconds
        while not self.run(expression):
            if time.time() > end:
                raise RuntimeError(f"after {seconds} s it does not hold: {expression}")
            time.sleep(0.02)

    def move(self, x, y, kind="mouseMoved", **options):
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, **options)
        self.run("new Promise(done => requestAnimationFrame(() => done(true)))")

    def click(self, x, y, count=1):
        for click in range(1, count + 1):
            for kind in ["mousePressed", "mouseReleased"]:
                self.move(x, y, kind, button="left", clickCount=click)

    def drag(self, start, end):
        self.move(*start)
        self.move(*start, "mousePressed", button="left", clickCount=1)
        for part in range(1, 6):
            self.move(*(a + part / 5 * (b - a) for a, b in zip(start, end)), button="left", buttons=1)
        self.move(*end, "mouseReleased", button="left", clickCount=1)

    def key(self, name):
        code = {"Enter": 13, "Escape": 27, "ArrowLeft": 37, "ArrowUp": 38, "ArrowRight": 39, "ArrowDown": 40, "Tab": 9,
                "Home": 36, "End": 35}.get(name, 0)
        # Enter presses a button only as a character.
        down = {"type": "keyDown", "text": "\r"} if name == "Enter" else {"type": "rawKeyDown"}
        for event in [down, {"type": "keyUp"}]:
            self.call("Input.dispatchKeyEvent", key=name, code=name, windowsVirtualKeyCode=code, **event)

    def picture(self, path, whole=False):
        data = self.call("Page.captureScreenshot", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))
