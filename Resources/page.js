// The theme: a choice that differs from the system's is remembered, one that agrees with it is forgotten again.
{
    const root = document.documentElement;
    const toggle = document.querySelector(".theme-toggle");
    const show = () => {
        const dark = root.dataset.theme === "dark";
        toggle.setAttribute("aria-pressed", String(dark));
        toggle.title = dark ? "Switch to the light theme" : "Switch to the dark theme";
    };
    toggle?.addEventListener("click", () => {
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
    if (toggle) {
        addEventListener("themechange", show);
        show();
    }
}

// The contents: open beside the text, folded above it; the section in view is marked.
{
    const contents = document.querySelector(".contents details");
    const wide = matchMedia("(min-width: 72rem)");
    if (contents) {
        wide.addEventListener("change", () => {
            contents.open = wide.matches;
        });
        contents.addEventListener("click", (event) => {
            if (event.target.closest("a") && !wide.matches) contents.open = false;
        });
    }
    const links = new Map();
    for (const link of document.querySelectorAll(".contents a")) {
        const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
        if (heading) links.set(heading, link);
    }
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
    if (links.size > 0) {
        addEventListener("scroll", later, { passive: true });
        addEventListener("resize", later, { passive: true });
        mark();
    }
}

// What scrolls sideways can be scrolled from the keyboard.
for (const box of document.querySelectorAll(".table-wrap, table, .report-body pre, .math.display, .figure-light, .figure-dark")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
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

    const provenance = document.querySelector(".provenance details");
    if (provenance) {
        let open = provenance.open;
        addEventListener("beforeprint", () => {
            open = provenance.open;
            provenance.open = true;
        });
        addEventListener("afterprint", () => {
            provenance.open = open;
        });
    }
}
