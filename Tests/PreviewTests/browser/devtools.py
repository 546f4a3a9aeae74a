"""A browser without a window, driven by the DevTools protocol over a pipe. Needs Python's own library alone."""

import base64
import importlib.util
import json
import os
import select
import subprocess
import tempfile
import time


def axe():
    """The text of axe-core; nothing where it is not installed."""
    found = importlib.util.find_spec("axe_core_python")
    if not found:
        return None
    with open(os.path.join(found.submodule_search_locations[0], "axe.min.js"), encoding="utf-8") as file:
        return file.read()


class BrowserError(Exception):
    """Something that the page or the browser did not do."""


class Browser:
    """One process of Chromium."""

    def __init__(self, executable):
        self._profile = tempfile.TemporaryDirectory(prefix="fiducial-browser-", ignore_cleanup_errors=True)
        # The browser reads commands from 3 and writes what happens to 4.
        to_browser, self._output = os.pipe()
        self._input, from_browser = os.pipe()

        def connect():
            ends = [os.dup(to_browser), os.dup(from_browser)]
            os.dup2(ends[0], 3)
            os.dup2(ends[1], 4)

        self._process = subprocess.Popen(
            [
                executable, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
                f"--user-data-dir={self._profile.name}", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
                "about:blank",
            ],
            close_fds=False, preexec_fn=connect, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._rest = b""
        self._number = 0
        self._answers = {}
        self.events = []

    def close(self):
        self._process.kill()
        self._process.wait()
        self._profile.cleanup()

    def send(self, method, session=None, **parameters):
        """Sends a command and waits for its answer."""
        self._number += 1
        number = self._number
        message = {"id": number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        os.write(self._output, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + 30
        while number not in self._answers:
            if not self.take(end - time.monotonic()):
                raise BrowserError(f"the browser does not answer {method}")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def take(self, seconds):
        """Takes what the browser says within some time; whether it said anything."""
        ready, _, _ = select.select([self._input], [], [], max(0, seconds))
        if not ready:
            return False
        data = os.read(self._input, 1 << 20)
        if not data:
            raise BrowserError("the browser has ended")
        *whole, self._rest = (self._rest + data).split(b"\0")
        for text in whole:
            message = json.loads(text)
            if "id" in message:
                self._answers[message["id"]] = message
            else:
                self.events.append(message)
        return True

    def page(self, width=1280, height=900, dark=False):
        return Page(self, width, height, dark)


class Page:
    """One tab."""

    def __init__(self, browser, width, height, dark):
        self.browser = browser
        target = browser.send("Target.createTarget", url="about:blank")["targetId"]
        self.target = target
        self.session = browser.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ["Page", "Runtime", "Log", "Network"]:
            self.send(f"{domain}.enable")
        self.show(width, height, dark)

    def show(self, width, height, dark):
        """Sets the size of the window, and the theme that the reader's system asks for."""
        scheme = "dark" if dark else "light"
        self.send("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)

    def send(self, method, **parameters):
        return self.browser.send(method, self.session, **parameters)

    def open(self, url):
        self.send("Page.navigate", url=url)
        self.wait("document.readyState === 'complete'", "the page is read")

    def run(self, script):
        """The value of a script; a promise is waited for."""
        answer = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise BrowserError(details.get("exception", {}).get("description") or details["text"])
        return answer["result"].get("value")

    def wait(self, script, what, seconds=20, pause=0.01):
        """Waits until a script is true; the seconds that it took."""
        start = time.monotonic()
        while True:
            try:
                if self.run(f"Boolean({script})"):
                    return time.monotonic() - start
            except BrowserError as error:
                if time.monotonic() - start > seconds:
                    raise BrowserError(f"{what}: {error}") from error
            if time.monotonic() - start > seconds:
                raise BrowserError(f"within {seconds} s it did not happen that {what}")
            time.sleep(pause)

    def complaints(self):
        """What the page has complained of: errors of scripts, refused content, failed requests."""
        self.run("1")
        found = []
        for event in self.browser.events:
            if event.get("sessionId") != self.session:
                continue
            method, parameters = event["method"], event["params"]
            if method == "Runtime.exceptionThrown":
                details = parameters["exceptionDetails"]
                found.append(details.get("exception", {}).get("description") or details["text"])
            elif method == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
                found.append(" ".join(str(argument.get("value")) for argument in parameters["args"]))
            elif method == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                found.append(parameters["entry"]["text"])
        return found

    def requests(self):
        """The addresses that the page has asked for."""
        return [
            event["params"]["request"]["url"] for event in self.browser.events
            if event.get("sessionId") == self.session and event["method"] == "Network.requestWillBeSent"
        ]

    def faults(self):
        """What keeps readers out, by axe-core, in both themes at the widths of a telephone, a tablet, a laptop and a screen, and
        where the page is wider than its window; nothing of axe-core where it is not installed (pip install axe-core-python)."""
        script = axe()
        # A tab behind others draws nothing, and does not learn of a new theme.
        self.send("Page.bringToFront")
        if script:
            self.run(script + "; 0")
        found = []
        for width in (390, 768, 1280, 1920):
            for dark in (False, True):
                self.show(width, 900, dark)
                # The page learns of its theme when it is drawn, which takes as long as the machine is busy.
                self.run(
                    "new Promise((done) => { requestAnimationFrame(() => setTimeout(done, 50)); setTimeout(done, 2000) })")
                place = f"at {width} px, {'dark' if dark else 'light'}"
                if self.run("document.documentElement.scrollWidth > innerWidth"):
                    found.append(f"wider than the window {place}")
                if script:
                    violations = self.run(
                        "axe.run().then((result) => result.violations.map((one) => "
                        "`${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' ; ')}`))")
                    found += [f"{violation} {place}" for violation in violations]
        return found

    def picture(self, path, whole=False):
        self.send("Page.bringToFront")
        data = self.send("Page.captureScreenshot", format="png", captureBeyondViewport=whole)["data"]
        with open(path, "wb") as file:
            file.write(base64.b64decode(data))

    def close(self):
        self.browser.send("Target.closeTarget", targetId=self.target)
