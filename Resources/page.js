// What is prepared once, and again for what comes into the page later: a server that renews a page says so by an event
// 'blockschange' with the elements that came.
const prepared = (prepare) => {
    prepare([document]);
    addEventListener("blockschange", (event) => prepare(event.detail));
};

// The theme: a choice that differs from the system's is remembered, one that agrees with it is forgotten again.
{
    const root = document.documentElement;
    const show = () => {
        const toggle = document.querySelector(".theme-toggle");
        if (!toggle) return;
        const dark = root.dataset.theme === "dark";
        toggle.setAttribute("aria-pressed", String(dark));
        toggle.title = dark ? "Switch to the light theme" : "Switch to the dark theme";
    };
    document.addEventListener("click", (event) => {
        const toggle = event.target.closest(".theme-toggle");
        if (!toggle) return;
        const next = root.dataset.theme === "dark" ? "light" : "dark";
        const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
        root.dataset.theme = next;
        try {
            if (next === system) localStorage.removeItem("fiducial-theme");
            else localStorage.setItem("fiducial-theme", next);
        } catch {
            toggle.dataset.remembered = "false"; // The choice holds until the page is closed.
        }
        show();
    });
    addEventListener("themechange", show);
    prepared(show);
}

// The contents: open beside the text, folded above it; the section in view is marked.
{
    const wide = matchMedia("(min-width: 72rem)");
    wide.addEventListener("change", () => {
        const contents = document.querySelector(".contents details");
        if (contents) contents.open = wide.matches;
    });
    document.addEventListener("click", (event) => {
        const contents = event.target.closest(".contents a")?.closest("details");
        if (contents && !wide.matches) contents.open = false;
    });
    const links = new Map();
    const mark = () => {
        let current = null;
        for (const heading of links.keys()) {
            if (heading.getBoundingClientRect().top > innerHeight * 0.3) break;
            current = heading;
        }
        for (const [heading, link] of links) {
            if (heading === current) link.setAttribute("aria-current", "true");
            else link.removeAttribute("aria-current");
        }
        // Contents longer than the window go along.
        const link = links.get(current);
        const nav = document.querySelector(".contents");
        if (!link || nav.scrollHeight <= nav.clientHeight) return;
        const [inside, around] = [link.getBoundingClientRect(), nav.getBoundingClientRect()];
        if (inside.top < around.top) nav.scrollTop -= around.top - inside.top;
        else if (inside.bottom > around.bottom) nav.scrollTop += inside.bottom - around.bottom;
    };
    let waiting = false;
    const later = () => {
        if (waiting) return;
        waiting = true;
        requestAnimationFrame(() => {
            waiting = false;
            mark();
        });
    };
    addEventListener("scroll", later, { passive: true });
    addEventListener("resize", later, { passive: true });
    prepared(() => {
        links.clear();
        for (const link of document.querySelectorAll(".contents a")) {
            const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
            if (heading) links.set(heading, link);
        }
        if (links.size > 0) mark();
        // Beside the text they cannot be opened by hand.
        const contents = document.querySelector(".contents details");
        if (contents && wide.matches) contents.open = true;
    });
}

// What scrolls sideways can be scrolled from the keyboard, also what is shown later or at another width.
{
    const scrolling = ".table-wrap, table, .report-body pre, .math.display, .picture";
    const check = (box) => {
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
    };
    const observer = new ResizeObserver((entries) => entries.forEach((entry) => check(entry.target)));
    prepared((roots) => {
        const boxes = roots.flatMap((root) => [...root.querySelectorAll(scrolling), ...(root.matches?.(scrolling) ? [root] : [])]);
        for (const box of boxes) observer.observe(box);
        document.fonts.ready.then(() => boxes.forEach(check));
    });
}

// The sources of all cells at once; each has a mark of its own, which needs no script.
{
    const sources = () => [...document.querySelectorAll(".cell-source")];
    const show = () => {
        const toggle = document.querySelector(".sources-toggle");
        if (!toggle) return;
        const all = sources();
        toggle.hidden = all.length === 0;
        toggle.setAttribute("aria-pressed", String(all.length > 0 && all.every((source) => source.open)));
    };
    document.addEventListener("click", (event) => {
        const toggle = event.target.closest(".sources-toggle");
        if (!toggle) return;
        const open = toggle.getAttribute("aria-pressed") !== "true";
        for (const source of sources()) source.open = open;
        show();
    });
    // The event goes to its element alone.
    document.addEventListener("toggle", (event) => event.target.matches(".cell-source") && show(), true);
    prepared(show);
}

// A click on a figure shows it at the width of the window. Its drawings move there and back: a copy would need names of
// its own for whatever they refer to.
{
    const make = (name, attributes) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        return element;
    };
    const enlarge = (figure, name, button) => {
        const drawings = [...figure.querySelectorAll("svg")].filter((svg) => svg.getClientRects().length > 0);
        if (drawings.length === 0) return;
        // Inside of the figure, so that its drawings keep their styles.
        const dialog = make("dialog", { class: "enlarged", "aria-label": name });
        const bar = make("div", { class: "enlarged-bar" });
        const close = make("button", { type: "button", class: "enlarged-close" });
        close.textContent = "Close";
        bar.append(close);
        dialog.append(bar);
        // With what 'figures.js' has put around it.
        const moved = drawings.map((svg) => svg.closest(".reader") ?? svg);
        const places = moved.map((drawing) => {
            const place = make("div", {});
            const { width, height } = drawing.getBoundingClientRect();
            place.style.height = `${height}px`;
            const picture = drawing.closest(".picture");
            const words = picture?.getAttribute("aria-label");
            const box = make("div", words ? { role: picture.getAttribute("role"), "aria-label": words } : {});
            // As large as the window shows it whole, where that is much larger than in the text; else as wide as the window.
            const shape = width / height;
            if ((innerHeight - 110) * shape > 1.5 * width) {
                box.classList.add("enlarged-whole");
                box.style.setProperty("--shape", shape);
            }
            drawing.replaceWith(place);
            box.append(drawing);
            dialog.append(box);
            return place;
        });
        const shut = () => dialog.close();
        close.addEventListener("click", shut);
        dialog.addEventListener("click", (event) => {
            if (String(getSelection()) === "" && !event.target.closest(".reader, .enlarged-bar")) shut();
        });
        addEventListener("beforeprint", shut);
        addEventListener("themechange", shut);
        dialog.addEventListener("close", () => {
            removeEventListener("beforeprint", shut);
            removeEventListener("themechange", shut);
            places.forEach((place, index) => place.replaceWith(moved[index]));
            dialog.remove();
            button.focus({ preventScroll: true });
        });
        figure.append(dialog);
        figure.dispatchEvent(new CustomEvent("enlarge", { detail: bar }));
        dialog.showModal();
        for (const box of dialog.querySelectorAll(":scope > div")) {
            if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        }
    };
    const prepare = (figure) => {
        if (!figure.querySelector("svg")) return;
        const name = figure.querySelector("figcaption .label")?.textContent.trim() || "Figure";
        const button = make("button", { type: "button", class: "enlarge", "aria-label": `Enlarge ${name}`, title: "Enlarge" });
        figure.classList.add("enlarges");
        figure.insertBefore(button, figure.querySelector(":scope > figcaption"));
        button.addEventListener("click", () => enlarge(figure, name, button));
        figure.addEventListener("click", (event) => {
            if (event.target.closest("dialog, a, button") || !event.target.closest("svg")) return;
            if (String(getSelection()) === "") enlarge(figure, name, button);
        });
    };
    prepared((roots) => roots.forEach((root) => root.querySelectorAll(".cell-figure").forEach(prepare)));
}

// Scripts that only some pages need stand packed in them. The page's policy knows what comes out, and lets nothing else run.
for (const packed of document.querySelectorAll("script.packed")) {
    const bytes = Uint8Array.from(atob(packed.textContent), (character) => character.charCodeAt(0));
    const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    new Response(unpacked).text().then((text) => {
        const script = document.createElement("script");
        script.textContent = text;
        packed.replaceWith(script);
    });
}

// A link into something folded unfolds it; paper shows the provenance.
{
    const unfold = () => {
        const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
        for (let box = target && target.closest("details"); box; box = box.parentElement.closest("details")) {
            box.open = true;
        }
    };
    addEventListener("hashchange", unfold);
    unfold();

    const provenance = () => document.querySelector(".provenance details");
    let open = false;
    addEventListener("beforeprint", () => {
        if (!provenance()) return;
        open = provenance().open;
        provenance().open = true;
    });
    addEventListener("afterprint", () => {
        if (provenance()) provenance().open = open;
    });
}
