"""Holds the figures of a page against their numbers, as a reader would: pointer, keyboard, links, sliders.

check_figures.py PAGE, a page with the cells of 'ExplorerTests.swift', the JSON of their figures in PAGE_files. What does not
hold is printed, and the exit status is 1.
"""

import json
import os
import re
import sys
import urllib.parse

from browser import Browser

PLACE = """(svg, x, y) => {
    const matrix = svg.getScreenCTM();
    const place = new DOMPoint(x, y).matrixTransform(matrix);
    return [place.x, place.y];
}"""
# The drawing of a figure that is seen at this width.
SHOWN = """(id, index = 0) => [...document.querySelectorAll(`#${id}_figure svg.plot`)]
    .filter(svg => svg.getClientRects().length > 0)[index]"""


class Checks:
    def __init__(self, page):
        self.page = page
        self.address = "file://" + urllib.parse.quote(os.path.abspath(page))
        self.faults = []

    def hold(self, condition, words):
        print(("ok   " if condition else "FAULT ") + words)
        if not condition:
            self.faults.append(words)

    def numbers(self, label):
        folder = os.path.splitext(self.page)[0] + "_files"
        with open(os.path.join(folder, label + ".json")) as file:
            return json.load(file)


def panels(browser, label, picture=0):
    found = browser.run(f"""[...({SHOWN})('{label}', {picture}).querySelectorAll('rect[data-x]')].map(rect =>
        Object.fromEntries([...rect.attributes].map(one => [one.name, one.value])))""")
    for panel in found:
        for name in ["x", "y", "width", "height"]:
            panel[name] = float(panel[name])
    return found


def client(browser, label, panel, x, y, picture=0):
    """Where a value of a panel stands on the screen; by the panel's attributes alone."""
    (x0, x1), (y0, y1) = [[float(end) for end in panel[f"data-{axis}"].split()[:2]] for axis in "xy"]
    place = (panel["x"] + panel["width"] * (x - x0) / (x1 - x0),
             panel["y"] + panel["height"] * (1 - (y - y0) / (y1 - y0)))
    browser.run(f"({SHOWN})('{label}', {picture}).scrollIntoView({{block: 'center', behavior: 'instant'}})")
    return browser.run(f"({PLACE})(({SHOWN})('{label}', {picture}), {place[0]}, {place[1]})")


def reading(browser):
    return browser.run("[...document.querySelectorAll('.reading.shown')].map(note => note.innerText).join('|')")


def number(text, quantity):
    # Indices stand below the line, where a reader of text finds none of their underscores.
    found = re.search(re.escape(quantity.replace("_", "")) + r" [=≈≥]+ ?(−?[\d.]+)", text.replace("_", ""))
    return float(found.group(1).replace("−", "-")) if found else None


def close(value, wanted, tolerance):
    return value is not None and abs(value - wanted) <= tolerance


def profiled(checks):
    """x and y of the first profiled curve."""
    table = next(table for name, table in checks.numbers("curves")["tables"].items() if name.endswith("profiled"))
    return list(table.values())[:2]


def hovering(checks, browser):
    panel = panels(browser, "curves")[0]
    xs, ys = profiled(checks)
    low, high = [float(end) for end in panel["data-y"].split()[:2]]
    inside = [(x, y) for x, y in zip(xs, ys) if low + 1 < y < 0.6 * high]
    for x, y in [inside[0], inside[len(inside) // 3], inside[-1]]:
        browser.move(*client(browser, "curves", panel, x, y))
        text = reading(browser)
        span = [float(end) for end in panel["data-x"].split()[:2]]
        checks.hold(close(number(text, panel["data-x-name"]), x, 0.004 * (span[1] - span[0])),
                    f"x = {x:.4f} is read on the curve: {text!r}")
        checks.hold(close(number(text, panel["data-y-name"]), y, 0.02 * high), f"y = {y:.3f} is read on the curve")
    place = client(browser, "curves", panel, inside[0][0], inside[0][1])
    browser.move(2, place[1])
    checks.hold(reading(browser) == "", "nothing is read beside the figure")

    panel = panels(browser, "marginals")[0]
    table = next(iter(checks.numbers("marginals")["tables"].values()))
    bin_ = max(range(len(table["data"])), key=lambda one: table["data"][one])
    x = (table["lower edge"][bin_] + table["upper edge"][bin_]) / 2
    browser.move(*client(browser, "marginals", panel, x, table["data"][bin_]))
    text = reading(browser)
    checks.hold(text.startswith("Data"), f"the point of the data is read: {text!r}")
    ends = re.search(r"interval ([\d.]+) to ([\d.]+)", text)
    checks.hold(ends is not None and abs(float(ends.group(1)) - table["data lower"][bin_]) < 1
                and abs(float(ends.group(2)) - table["data upper"][bin_]) < 1,
                f"its interval is {table['data lower'][bin_]:.1f} to {table['data upper'][bin_]:.1f}")

    panel = panels(browser, "contours")[0]
    place = client(browser, "contours", panel, *[
        sum(float(end) * part for end, part in zip(panel[f"data-{axis}"].split(), [0.35, 0.65])) for axis in "xy"])
    browser.move(*place)
    browser.until("true")
    browser.move(place[0] + 1, place[1])
    for _ in range(50):
        if number(reading(browser), "−2Δln L") is not None:
            break
        browser.move(place[0] + (_ % 2), place[1])
    checks.hold(number(reading(browser), "−2Δln L") is not None, f"the map's value is read: {reading(browser)!r}")


def toggling(checks, browser):
    button = "document.querySelector('#marginals_figure .figure-wide .legend-toggle[aria-label=Data]')"
    seen = f"({SHOWN})('marginals').querySelector('[data-point=Data]').getClientRects().length"
    checks.hold(browser.run(f"{button}.getAttribute('aria-pressed')") == "true" and browser.run(seen) > 0, "Data is shown")
    browser.run(f"{button}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
    box = browser.run(f"(() => {{ const box = {button}.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2, box.width] }})()")
    checks.hold(box[2] > 20, "the entry of the legend has a width")
    browser.click(*box[:2])
    checks.hold(browser.run(f"{button}.getAttribute('aria-pressed')") == "false" and browser.run(seen) == 0,
                "a click hides the series")
    checks.hold("hide=Data" in browser.run("location.hash"), "the address says so")
    checks.hold(browser.run("document.querySelectorAll('dialog').length") == 0, "and nothing is enlarged by it")
    browser.run(f"{button}.focus()")
    browser.key("Enter")
    checks.hold(browser.run(seen) > 0, "Enter brings it back")


def walking(checks, browser):
    browser.run("document.querySelector('#curves_figure .figure-wide .reader').focus()")
    for _ in range(3):
        browser.key("ArrowRight")
    first = reading(browser)
    browser.key("ArrowRight")
    second = reading(browser)
    checks.hold(first != "" and second != "" and first != second, f"arrow keys walk: {first!r}, {second!r}")
    browser.key("ArrowDown")
    checks.hold(reading(browser) not in ["", second], f"down leads to another series: {reading(browser)!r}")
    browser.key("Escape")
    checks.hold(reading(browser) == "", "Escape leaves")


def zooming(checks, browser):
    browser.run("document.querySelector('#curves_figure .enlarge').click()")
    panel = panels(browser, "curves")[0]
    span = [float(end) for end in panel["data-x"].split()[:2]]
    at = lambda part: span[0] + part * (span[1] - span[0])
    high = float(panel["data-y"].split()[1])
    start = client(browser, "curves", panel, at(0.3), 0.5 * high)
    end = client(browser, "curves", panel, at(0.7), 0.1 * high)
    browser.drag(start, end)
    hash_ = urllib.parse.unquote(browser.run("location.hash"))
    checks.hold("zoom=0:" in hash_, f"a drag zooms, and the address holds it: {hash_}")
    window = [float(value) for value in re.search(r"zoom=0:([^;&]*)", hash_).group(1).split(",")]
    checks.hold(close(window[0], at(0.3), 0.01 * (span[1] - span[0])) and close(window[1], at(0.7), 0.01 * (span[1] - span[0])),
                "to the rectangle that was drawn")
    labels = browser.run(f"[...({SHOWN})('curves').querySelectorAll('.view-ticks text')].map(text => text.textContent)")
    checks.hold(len(labels) >= 4, f"ticks are laid out anew: {labels}")
    return hash_


# Whether a line or a sign of a series that is drawn above all paper runs through a text of the legend; the names of those that do.
STRUCK = """(svg) => {
    const places = (box) => [box.x, box.y, box.x + box.width, box.y + box.height];
    const texts = [...svg.querySelectorAll('[data-legend]')].flatMap(holder =>
        [...(holder.matches('text') ? [holder] : holder.querySelectorAll('text'))]).filter(text => text.getClientRects().length);
    const papers = [...svg.querySelectorAll('.legend-paper')];
    const leaves = [...svg.querySelectorAll('[data-curve], [data-point], [data-mark], [data-band]')].flatMap(holder =>
        (holder.matches('g') ? [...holder.querySelectorAll('path')] : [holder]).map(leaf => [holder, leaf]));
    const struck = [];
    for (const [holder, leaf] of leaves.filter(([, leaf]) => leaf.matches('path') && leaf.getClientRects().length)) {
        const length = leaf.getTotalLength();
        const clip = leaf.closest('[clip-path]')?.getAttribute('clip-path').match(/#([^)"]+)/)[1];
        const [l, t, r, b] = clip ? places(document.getElementById(clip).firstElementChild.getBBox()) : [0, 0, 1e9, 1e9];
        for (const text of texts) {
            const [left, top, right, bottom] = places(text.getBBox());
            const isCovered = papers.some(paper => {
                const [a, b, c, d] = places(paper.getBBox());
                return a <= left && b <= top + 3 && c >= right && d >= bottom - 3
                    && leaf.compareDocumentPosition(paper) & Node.DOCUMENT_POSITION_FOLLOWING;
            });
            if (isCovered) continue;
            const steps = Math.min(4000, Math.ceil(length));
            for (let step = 0; step <= steps; step += 1) {
                const { x, y } = leaf.getPointAtLength((length * step) / Math.max(1, steps));
                const isSeen = x >= l && x <= r && y >= t && y <= b;
                if (isSeen && x > left && x < right && y > top + 2 && y < bottom - 2) {
                    struck.push(Object.values(holder.dataset).join() + ' through ' + text.textContent);
                    break;
                }
            }
        }
    }
    return [...new Set(struck)];
}"""


def legends(checks, browser):
    """No line runs through a legend: as it stands, moved by sliders, and zoomed."""
    browser.open(checks.address)
    all_ = """[...document.querySelectorAll('.cell-figure svg.plot')].filter(svg => svg.getClientRects().length)"""
    checks.hold(browser.run(f"{all_}.flatMap({STRUCK})") == [], f"nothing runs through a legend: {browser.run(f'{all_}.flatMap({STRUCK})')}")
    for part in [0.1, 0.5, 0.9]:
        browser.run(f"""for (const slider of document.querySelectorAll('.explore input')) {{
            slider.value = Number(slider.min) + {part} * (slider.max - slider.min);
            slider.dispatchEvent(new Event('input'));
        }}""")
        struck = browser.run(f"{all_}.flatMap({STRUCK})")
        checks.hold(struck == [], f"nor where sliders are at {part}: {struck}")
    browser.open(checks.address)
    browser.run("document.querySelector('#contours_figure .enlarge').click()")
    panel = panels(browser, "contours")[0]
    ends = [[float(end) for end in panel[f"data-{axis}"].split()[:2]] for axis in "xy"]
    at = lambda part: [low + part * (high - low) for low, high in ends]
    browser.drag(client(browser, "contours", panel, *at(0.35)), client(browser, "contours", panel, *at(0.65)))
    struck = browser.run(f"({STRUCK})(({SHOWN})('contours'))")
    checks.hold(struck == [], f"nor where a figure is zoomed: {struck}")


def linking(checks, browser, hash_):
    browser.open(checks.address + "#marginals_figure?hide=Data")
    seen = f"({SHOWN})('marginals').querySelector('[data-point=Data]').getClientRects().length"
    checks.hold(browser.run(seen) == 0, "a link hides a series")
    browser.open(checks.address + urllib.parse.quote(hash_, safe="#?=:,;&"))
    checks.hold(browser.run(f"({SHOWN})('curves').querySelectorAll('.view-ticks text').length") >= 4, "a link zooms")
    browser.run("document.querySelector('#curves_figure .view-reset').click()")
    checks.hold(browser.run(f"({SHOWN})('curves').querySelectorAll('.view-ticks').length") == 0, "and a button undoes it")


def exploring(checks, browser):
    browser.open(checks.address)
    line = f"({SHOWN})('explorer').querySelector('[data-curve=\"Model at ν\"]').getAttribute('d')"
    still = f"({SHOWN})('explorer').querySelector('[data-curve=\"Model at ν̂\"]').getAttribute('d')"
    before, fixed = browser.run(line), browser.run(still)
    words = "document.querySelector('.explore-values').innerText"
    checks.hold(browser.run(words).startswith("−2Δln L = 0.0"), f"at the best fit: {browser.run(words)}")
    slider = "document.querySelector('.explore input')"
    browser.run(f"{slider}.focus()")
    for _ in range(20):
        browser.key("ArrowRight")
    checks.hold(browser.run(line) != before and browser.run(still) == fixed, "the slider moves the model, and ν̂ stays")
    checks.hold(not browser.run(words).startswith("−2Δln L = 0.0"), f"and −2Δln L: {browser.run(words)}")
    value = float(browser.run(f"{slider}.value"))
    hash_ = browser.run("location.hash")
    checks.hold("shift=" in hash_, f"the address holds ν: {hash_}")
    moved = browser.run(line)
    browser.open(checks.address + hash_.replace("explorer_figure", "explorer"))
    checks.hold(close(float(browser.run(f"{slider}.value")), value, 1e-4) and browser.run(line) == moved, "a link restores it")
    browser.run("[...document.querySelectorAll('.explore-places button')][0].click()")
    checks.hold(browser.run(words).startswith("−2Δln L = 0.0"), "a button leads back to ν̂")
    # The line of every bin, against the numbers in the page.
    checks.hold(browser.run("""(() => {
        const data = JSON.parse(document.querySelector('.explore script').textContent);
        return data.histograms.every(one => one.data.length === one.error.length && one.classes.every(kind => kind.bins.length === one.data.length));
    })()"""), "the page's numbers have one entry a bin")


def accessible(checks, browser, width, dark):
    try:
        import axe_core_python
        folder = os.path.dirname(axe_core_python.__file__)
    except ImportError:
        print("skip axe-core is not installed (pip install axe-core-python)")
        return
    with open(os.path.join(folder, "axe.min.js")) as file:
        browser.run(file.read() + "; 0")
    found = browser.run("axe.run().then(result => result.violations.map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html.slice(0, 120)).join(' ; ')))")
    checks.hold(found == [], f"axe-core finds nothing at {width} px, {'dark' if dark else 'light'}: {found}")


def main():
    checks = Checks(sys.argv[1])
    with Browser() as browser:
        browser.open(checks.address)
        hovering(checks, browser)
        toggling(checks, browser)
        walking(checks, browser)
        hash_ = zooming(checks, browser)
        linking(checks, browser, hash_)
        exploring(checks, browser)
        legends(checks, browser)
        checks.hold(browser.errors == [], f"nothing is logged as an error: {browser.errors[:3]}")
        foreign = {request for request in browser.requests if not request.startswith(checks.address) and request != "about:blank"}
        checks.hold(foreign == set(), f"nothing is asked for: {sorted(foreign)[:3]}")
    with Browser() as browser:
        for width in [390, 768, 1280, 1920]:
            for dark in [False, True]:
                browser.show(width, dark=dark)
                browser.open(checks.address)
                accessible(checks, browser, width, dark)
                checks.hold(browser.errors == [], f"nothing is logged at {width} px: {browser.errors[:3]}")
    sys.exit(1 if checks.faults else 0)


main()
