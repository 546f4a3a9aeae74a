"""Looks for things in a site that lies on a disk, as somebody who has no server does. Prints why it failed.

    site.py CHROMIUM URL

The site is the one that the Swift test writes: a long report, and a second one in a folder.
"""

import sys

from devtools import Browser, BrowserError

FIELD = "document.querySelector('.site-search input')"


def check(holds, what):
    if not holds:
        raise BrowserError(what)


def look_for(page, words):
    """What is found, as texts."""
    page.run(f"{FIELD}.value = {words!r}; {FIELD}.dispatchEvent(new Event('input', {{bubbles: true}}))")
    page.wait(f"decodeURIComponent(location.hash).endsWith({words.strip()!r})", f"{words!r} is looked for")
    return page.run("[...document.querySelectorAll('.site-found li')].map((line) => line.textContent)")


def finds(page):
    page.wait("!document.querySelector('.site-search').hidden", "the search is there")
    values = look_for(page, "slow.steps")
    check(any("slow.steps = 40" in line for line in values), f"the value is not found: {values}")
    check("Value in A long report" in values[0], f"the value does not come first: {values}")
    check(page.run("document.querySelector('.site-found mark').textContent") == "slow.steps", "what was found is not marked")
    check(page.run("document.querySelector('.site-found a').getAttribute('href')") == "long.html#slow", "the link leads elsewhere")
    check(any("took its steps" in line for line in look_for(page, "It took its steps")), "the claim is not found")
    check(any("A figure that takes a while" in line for line in look_for(page, "figure takes while")), "the caption is not found")
    for words in ["cafe", "CAFÉ", "second café"]:
        found = look_for(page, words)
        check(len(found) == 1 and "A café" in found[0], f"{words} is not found: {found}")
    check(len(look_for(page, "-0.5")) == 1, "another minus sign is another one")
    check(look_for(page, "nowhere to be found") == [], "something is found that is not there")
    check(page.run("document.getElementById('_found').textContent") == "Nothing was found.", "it is not told that nothing was found")


def main():
    executable, url = sys.argv[1:3]
    browser = Browser(executable)
    try:
        page = browser.page()
        page.open(url)
        finds(page)
        check(page.run("document.querySelectorAll('.site-listing li').length") == 2, "not every report is listed")
        check(page.run("document.querySelectorAll('.site-row [data-outcome=pass]').length") == 1, "the history has no mark")
        again = browser.page()
        again.open(url + "#q=caf%C3%A9")
        again.wait("document.querySelectorAll('.site-found li').length === 1", "the address holds the query")
        again.run("document.querySelector('.site-found a').click()")
        again.wait("document.querySelector('h1')?.textContent === 'Sécond'", "the link leads to the report")
        check(again.run("location.hash") == "#a-caf%C3%A9", "the link does not lead to the section")
        again.run("[...document.querySelectorAll('.report-body a')].find((link) => link.textContent === 'the first').click()")
        again.wait("document.querySelector('h1')?.textContent === 'A long report'", "links between reports lead on")
        again.run("document.querySelector('.site-home a').click()")
        again.wait("document.querySelector('.site-listing')", "a page leads back to the list")
        phone = browser.page(width=390, height=800, dark=True)
        phone.open(url)
        phone.wait("!document.querySelector('.site-search').hidden", "the search is there on a phone")
        look_for(phone, "paragraph")
        wide = phone.run("document.documentElement.scrollWidth")
        check(wide <= 390, f"the list is {wide} pixels wide on a phone")
        look_for(page, "paragraph")
        faults = page.faults()
        check(not faults, f"faults: {faults}")
        for tab in [page, again, phone]:
            complaints = tab.complaints()
            check(not complaints, f"complaints: {complaints}")
            elsewhere = [address for address in tab.requests() if not address.startswith(("file:", "data:", "about:"))]
            check(not elsewhere, f"requests to elsewhere: {elsewhere}")
    finally:
        browser.close()


if __name__ == "__main__":
    try:
        main()
    except BrowserError as error:
        print(f"failed: {error}")
        sys.exit(1)
