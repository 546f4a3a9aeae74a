"""Looks at a served report as a reviewer does, while its author works on it. Prints what it found, or why it failed.

    review.py CHROMIUM URL REPORT

The report is the one that the Swift test writes: a long text, a cell 'slow' that takes a while, a cell 'quick'.
"""

import json
import os
import statistics
import sys
import time

from devtools import Browser, BrowserError


def write(path, text):
    """Replaces a file whole, as an editor does."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)


def check(holds, what):
    if not holds:
        raise BrowserError(what)


def edits(page, report, text):
    """Changes of the text: how long each takes to the eye, and that the reader stays where they are."""
    page.run("document.querySelector('#slow .cell-source').open = true")
    page.run("document.querySelector('.theme-toggle').click()")
    page.run("document.getElementById('last-section').scrollIntoView({behavior: 'instant'})")
    page.run("document.querySelector('#quick .cell-source summary').focus({preventScroll: true})")
    before = page.run("document.getElementById('last-section').getBoundingClientRect().top")
    theme = page.run("document.documentElement.dataset.theme")
    page.run("window.kept = [...document.querySelectorAll('.report-body > *')]; 1")
    times = []
    for number in range(8):
        # Above where the reader looks, and longer each time.
        lines = "\n\n".join(f"Line {line} of edit {number}." for line in range(number + 1))
        start = time.monotonic()
        write(report, text.replace("EDITED", lines))
        page.wait(f"document.body.textContent.includes('of edit {number}.')", "the edit is in the page", pause=0.002)
        times.append(time.monotonic() - start)
    after = page.run("document.getElementById('last-section').getBoundingClientRect().top")
    check(abs(after - before) < 2, f"the reader was moved by {after - before} pixels")
    check(page.run("document.querySelector('#slow .cell-source').open"), "what was open was closed")
    check(page.run("document.documentElement.dataset.theme") == theme, "the theme was changed")
    check(
        page.run("document.activeElement.matches('#quick .cell-source summary')"), "the focus was lost")
    kept = page.run("window.kept.filter((element) => element.isConnected).length")
    total = page.run("window.kept.length")
    # The paragraph, and the place for what reviewers say of its section, which knows that the section has changed.
    check(kept >= total - 2, f"of {total} blocks {total - kept} were replaced for a change of one")
    return times


def changed_cell(page, report, text):
    """A block that changes keeps what is open in it, and what has the focus."""
    page.run("document.querySelector('#quick .cell-source').open = true")
    page.run("document.querySelector('#quick .cell-source summary').focus({preventScroll: true})")
    write(report, text.replace("EDITED", "Once.").replace("title: Quick", "title: Quicker"))
    page.wait("document.querySelector('#quick').textContent.includes('Quicker')", "the cell has changed")
    check(page.run("document.querySelector('#quick .cell-source').open"), "what was open in the cell was closed")
    check(page.run("document.activeElement.matches('#quick .cell-source summary')"), "the focus in the cell was lost")


def mistakes(page, report, text):
    """A mistake: said over the last good page, and gone with it."""
    write(report, text.replace("EDITED", "Twice.").replace("steps: 40", "steps: fourty"))
    page.wait("!document.querySelector('.live-problems').hidden", "the mistake is shown")
    words = page.run("document.querySelector('.live-problems').textContent")
    check("steps" in words and ".md:" in words, f"the mistake is not named: {words}")
    check(page.run("document.querySelectorAll('.report-body > *').length") > 10, "the last good page is gone")
    write(report, text.replace("EDITED", "Twice."))
    page.wait("document.querySelector('.live-problems').hidden", "the mistake is gone")


def runs(page):
    """A run: asked for, stopped, asked for again; its progress, its curve, and its figure."""
    check(page.run("document.querySelector('#slow .cell-outdated') !== null"), "the cell does not say that it is not computed")
    page.run("document.querySelector('.live .run-cells').click()")
    page.wait("document.querySelector('#slow .cell-progress[data-state=running] progress')", "the cell says how far it is")
    page.wait("document.querySelector('#slow .loss-curve polyline')", "the loss is drawn")
    page.wait("/left/.test(document.querySelector('.live-left').textContent)", "the time left stands there")
    page.run("document.querySelector('.stop-cells').click()")
    page.wait("document.querySelector('.live').dataset.state === 'behind'", "the run has stopped")
    page.wait("!document.querySelector('.cell-progress')", "no cell runs any more")
    page.run("document.querySelector('#slow .run-cells').click()")
    page.wait("document.querySelector('.live').dataset.state === 'running'", "it runs again")
    page.wait("document.querySelector('#slow figure svg')", "the figure has come in")
    page.wait("document.querySelector('.live').dataset.state === 'current'", "all is up to date")
    check(page.run("document.querySelector('#slow .cell-outdated') === null"), "the cell still says that it is not computed")
    resumed = page.run("document.body.textContent.match(/resumed at step (\\d+)/)?.[1]")
    check(resumed and int(resumed) > 0, f"the second run began anew: {resumed}")


def signs(page, report, text):
    """A reviewer approves a figure, and the approval expires with its result."""
    page.run("localStorage.removeItem('fiducial-signer')")
    page.run("document.querySelector('#quick .signoff-open').click()")
    check(page.run("document.activeElement.matches('#quick .signoff-form textarea')"), "the form has not got the focus")
    page.run("document.querySelector('#quick .signoff-form input').value = ''")
    page.run("document.querySelector('#quick .signoff-form button[data-kind=approval]').click()")
    page.wait("/needs a name/.test(document.querySelector('#quick .signoff-form output').textContent)", "a name is asked for")
    page.run("document.querySelector('#quick .signoff-form input').value = 'Ada Lovelace'")
    page.run("document.querySelector('#quick .signoff-form textarea').value = 'A fine $\\\\nu$ <b>square</b>.'")
    page.run("document.querySelector('#quick .signoff-form button[data-kind=approval]').click()")
    page.wait("document.querySelector('#quick .remark[data-kind=approval][data-standing=current]')", "the approval is shown")
    check(page.run("document.querySelector('#quick .remark-text b') === null"), "a reviewer's text became HTML")
    page.wait("document.querySelector('#quick .signoff-form') === null", "the form closes")
    page.wait("/1 approval/.test(document.querySelector('.review-panel .verdict-counts').textContent)", "the summary counts it")
    check(page.run("document.querySelector('.review-lines a').hash === '#quick'"), "the summary does not lead to the figure")
    # What is being written is kept while the page is renewed, and refused where what was looked at is gone.
    page.run("document.querySelector('#quick .signoff-open').click()")
    page.run(
        "{ const text = document.querySelector('#quick .signoff-form textarea'); text.value = 'Half a'; "
        "text.dispatchEvent(new Event('input', {bubbles: true})); }")
    write(report, text.replace("EDITED", "Signed.").replace("title: Quick", "title: Quick\nsteps: 7"))
    page.wait("document.querySelector('#quick .cell-outdated')", "the figure is out of date")
    page.wait("document.querySelector('#quick .remark[data-standing=expired]')", "the approval has expired")
    page.run("document.querySelector('.live .run-cells').click()")
    page.wait("document.querySelector('.live').dataset.state === 'current'", "all is up to date again")
    page.wait("document.querySelector('#quick .signoff-form textarea')?.value === 'Half a'", "the draft is kept")
    words = page.run("document.querySelector('#quick .remark[data-standing=expired]').textContent")
    check("Approval, expired" in words and "Its result has changed since." in words, f"the expiry is not told: {words}")
    page.run("document.querySelector('#quick .signoff-form button[data-kind=note]').click()")
    page.wait("/has changed meanwhile/.test(document.querySelector('#quick .signoff-form output').textContent)", "the server refuses")
    page.run("document.querySelector('#quick .signoff-cancel').click()")
    page.wait("/1 expired/.test(document.querySelector('.review-panel .verdict-counts').textContent)", "the summary counts it")


def main():
    executable, url, report = sys.argv[1:4]
    with open(report, encoding="utf-8") as file:
        text = file.read()
    browser = Browser(executable)
    try:
        page = browser.page()
        page.open(url)
        page.wait("document.querySelector('.live').dataset.state === 'behind'", "the page is live")
        times = edits(page, report, text)
        changed_cell(page, report, text)
        mistakes(page, report, text)
        runs(page)
        signs(page, report, text)
        phone = browser.page(width=390, height=800, dark=True)
        phone.open(url)
        phone.wait("document.querySelector('.live').dataset.state === 'current'", "the phone shows the page")
        wide = phone.run("document.documentElement.scrollWidth")
        check(wide <= 390, f"the page is {wide} pixels wide on a phone")
        home = browser.page()
        home.open(url.rsplit("/r/", 1)[0] + "/")
        home.wait("document.querySelector('.listing li')", "the list shows the report")
        home.wait("/holds/.test(document.querySelector('.listing').textContent)", "the list shows the verdict")
        # The report with what reviewers said of it, one form open, and the list.
        page.run("document.querySelector('#quick .signoff-open').click()")
        for tab in [page, home]:
            faults = tab.faults()
            check(not faults, f"faults: {faults}")
        for tab in [page, phone, home]:
            # The browser itself tells of what the server refused above.
            complaints = [words for words in tab.complaints() if "409 (Conflict)" not in words]
            check(not complaints, f"complaints: {complaints}")
            origin = url.split("/r/")[0]
            elsewhere = [address for address in tab.requests() if not address.startswith((origin, "data:", "about:"))]
            check(not elsewhere, f"requests to elsewhere: {elsewhere}")
        print(json.dumps({"swaps": [round(1000 * seconds) for seconds in times], "median": round(1000 * statistics.median(times))}))
    finally:
        browser.close()


if __name__ == "__main__":
    try:
        main()
    except BrowserError as error:
        print(f"failed: {error}")
        sys.exit(1)
