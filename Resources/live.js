// Keeps the page as its report is: takes what is new from the server, and puts only that in the place of what was there.
{
    const mark = document.querySelector("meta[name=fiducial-live]");
    const bar = document.querySelector(".live");
    const text = (selector, words) => {
        const element = bar.querySelector(selector);
        if (element.textContent !== words) element.textContent = words;
    };
    const make = (name, attributes, ...inside) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...inside);
        return element;
    };
    const clock = (seconds) => {
        const whole = Math.max(0, Math.round(seconds));
        const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
        const two = (number) => String(number).padStart(2, "0");
        return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
    };

    // The blocks of the page: by container, the elements and the keys of what they hold. A key that begins with @ is a container.
    let revision = mark.dataset.revision;
    const blocks = new Map();
    for (const [container, keys] of JSON.parse(document.getElementById("_blocks").textContent)) {
        const children = [...document.querySelector(container).children];
        blocks.set(container, keys.map((key, index) => ({ key, element: children[index] })));
    }

    const parsed = (html) => {
        const template = document.createElement("template");
        template.innerHTML = html;
        return template.content.firstElementChild;
    };

    // What the reader has opened, and where the reader is, in what goes: found again in what comes by the names around it.
    const name = (element, kind) => {
        const named = element.closest("[id]");
        const around = named ?? element.closest("header, nav, footer, section") ?? element;
        const same = [...around.querySelectorAll(kind)];
        return `${named ? named.id : around.tagName + around.className} ${kind} ${same.indexOf(element)}`;
    };
    const opened = (elements) => {
        const states = new Map();
        for (const element of elements) {
            for (const details of element.querySelectorAll("details")) states.set(name(details, "details"), details.open);
        }
        return states;
    };
    const focusable = "a[href], button, summary, input";

    // Where the reader looks: the first block that reaches below the line on top, and where on the screen it begins.
    const looked = (container = ".page", edge = bar.getBoundingClientRect().bottom) => {
        const list = blocks.get(container) ?? [];
        for (let index = 0; index < list.length; index += 1) {
            const { key, element } = list[index];
            if (key.startsWith("@")) {
                const inside = looked(key.slice(1), edge);
                if (inside) return inside;
            } else if (!element.matches(".contents")) {
                const box = element.getBoundingClientRect();
                if (box.height > 0 && box.bottom > edge) return { container, index, element, top: box.top };
            }
        }
        return null;
    };

    const swap = (page) => {
        const place = scrollY > 0 ? looked() : null;
        // The browser would hold on to a block of its own choice.
        document.documentElement.style.overflowAnchor = "none";
        const active = document.activeElement;
        let focus = null;
        const gone = [];
        const added = [];
        for (const [container, keys] of page.containers) {
            const parent = document.querySelector(container);
            const old = blocks.get(container) ?? [];
            const left = new Map();
            for (const block of old) left.set(block.key, [...(left.get(block.key) ?? []), block.element]);
            const list = keys.map((key) => {
                const kept = left.get(key)?.shift();
                if (kept) return { key, element: kept };
                if (key.startsWith("@")) return { key, element: document.querySelector(key.slice(1)) };
                if (!(key in page.blocks)) throw new Error(`the server did not send ${key}`);
                const element = parsed(page.blocks[key]);
                added.push(element);
                return { key, element };
            });
            const removed = [...left.values()].flat();
            gone.push(...removed.map((element) => ({ element, states: opened([element]) })));
            const focused = removed.find((element) => element.contains(active));
            if (focused && active.matches(focusable)) focus = name(active, focusable);
            for (const element of removed) element.remove();
            list.forEach(({ element }, index) => {
                if (parent.children[index] !== element) parent.insertBefore(element, parent.children[index] ?? null);
            });
            blocks.set(container, list);
        }
        const states = new Map(gone.flatMap(({ states }) => [...states]));
        for (const element of added) {
            for (const details of element.querySelectorAll("details")) {
                details.open = states.get(name(details, "details")) ?? details.open;
            }
        }
        if (page.styles) restyle(page.styles);
        document.title = page.title;
        document.querySelector("link[rel=icon]").href = page.icon;
        dispatchEvent(new CustomEvent("blockschange", { detail: added }));
        if (run) showRun();
        if (focus) {
            const all = added.flatMap((element) => [...element.querySelectorAll(focusable)]);
            all.find((element) => name(element, focusable) === focus)?.focus({ preventScroll: true });
        }
        if (place) {
            // The block itself, or what has come to its place.
            const list = blocks.get(place.container);
            const element = place.element.isConnected ? place.element : list[Math.min(place.index, list.length - 1)]?.element;
            const moved = element ? element.getBoundingClientRect().top - place.top : 0;
            if (Math.abs(moved) >= 1) scrollTo({ top: scrollY + moved, behavior: "instant" });
        }
        requestAnimationFrame(() => {
            document.documentElement.style.overflowAnchor = "";
        });
        revision = page.revision;
        mark.dataset.revision = revision;
    };

    // Styles that come later are no text of the page, whose policy names the ones that it came with.
    const restyle = (styles) => {
        const sheets = styles.map(({ media, text }) => {
            const sheet = new CSSStyleSheet({ media });
            sheet.replaceSync(text);
            return sheet;
        });
        document.adoptedStyleSheets = sheets;
        for (const style of document.head.querySelectorAll("style")) style.media = "not all";
    };

    // What is wrong with the text, over the last page that was right.
    let problems = [];
    const showProblems = () => {
        const panel = bar.querySelector(".live-problems");
        panel.hidden = problems.length === 0;
        if (run) showRun();
        if (panel.hidden) return panel.replaceChildren();
        const below = document.querySelector(".report-body").firstElementChild ? "; below stands the last page without any" : "";
        const count = problems.length === 1 ? "One mistake" : `${problems.length} mistakes`;
        const list = make("ul", {}, ...problems.map((problem) => {
            const place = problem.line ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
            const line = make("li", {}, make("code", {}, place), ` ${problem.message}`);
            if (problem.remedy) line.append(make("span", { class: "live-remedy" }, problem.remedy));
            return line;
        }));
        panel.replaceChildren(make("h2", {}, `${count} in the text${below}`), list);
    };

    // How far the run is, and each of its cells.
    let run = null;
    const sentence = () => {
        if (run.state === "stopping") return "Stopping …";
        if (run.state === "running") {
            const names = Object.keys(run.cells).filter((label) => run.cells[label].state === "running");
            return `Running ${names.length > 0 ? names.join(", ") : "…"} (${run.done} of ${run.total} cells done)`;
        }
        if (problems.length > 0) return "The text has mistakes";
        if (run.problem) return run.problem;
        if (run.outOfDate === 0) return "Up to date";
        return run.outOfDate === 1 ? "One cell is out of date" : `${run.outOfDate} cells are out of date`;
    };
    const showRun = () => {
        const isRunning = run.state !== "idle";
        bar.dataset.state = isRunning ? run.state : run.problem || problems.length > 0 ? "wrong" : run.outOfDate > 0 ? "behind" : "current";
        text(".live-state", sentence());
        const time = typeof run.left === "number" ? `${run.atLeast ? "more than" : "about"} ${clock(run.left)}` : null;
        text(".live-left", time && problems.length === 0 ? (isRunning ? `${time} left` : `takes ${time}`) : "");
        for (const button of document.querySelectorAll(".run-cells")) {
            button.hidden = button.closest(".live") && (isRunning || run.outOfDate === 0 || problems.length > 0);
            button.disabled = isRunning;
        }
        const stop = bar.querySelector(".stop-cells");
        if (stop) {
            stop.hidden = !isRunning;
            stop.disabled = run.state === "stopping";
        }
        const progress = bar.querySelector(".live-progress");
        progress.hidden = !isRunning;
        progress.value = run.fraction ?? 0;
        showCells();
    };
    const words = (cell) => {
        if (cell.state === "waiting") return ["Waiting"];
        if (cell.state === "done") return ["Done; its result comes in"];
        if (cell.state === "failed") return [cell.message];
        const steps = cell.total ? `${cell.step} of ${cell.total}` : cell.step > 0 ? `${cell.step}` : null;
        const loss = typeof cell.loss === "number" ? `loss ${cell.loss.toPrecision(5)}` : null;
        const left = typeof cell.left === "number" ? `${clock(cell.left)} left` : null;
        return ["Running", steps, loss, left, cell.message].filter((word) => word);
    };
    const curve = (points) => {
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
        const [steps, losses] = [points.map(([step]) => step), points.map(([, loss]) => loss)];
        const sorted = [...losses].sort((a, b) => a - b);
        // The first steps of a training would press the rest into a line.
        const [low, high] = [sorted[0], sorted[Math.floor(0.95 * (sorted.length - 1))]];
        const [start, end] = [steps[0], steps[steps.length - 1]];
        const line = document.createElementNS("http://www.w3.org/2000/svg", "polyline");
        const at = ([step, loss]) => {
            const y = 100 * (1 - (Math.min(loss, high) - low) / (high - low || 1));
            return `${((100 * (step - start)) / (end - start || 1)).toFixed(2)},${y.toFixed(2)}`;
        };
        line.setAttribute("points", points.map(at).join(" "));
        svg.setAttribute("viewBox", "0 0 100 100");
        svg.setAttribute("preserveAspectRatio", "none");
        svg.setAttribute("class", "loss-curve");
        svg.setAttribute("role", "img");
        svg.setAttribute("aria-label", `The loss, from step ${start} to ${end}: ${losses[losses.length - 1].toPrecision(5)} at the end`);
        svg.append(line);
        const cut = losses.some((loss) => loss > high) ? "; what is higher is cut" : "";
        const range = `loss from ${low.toPrecision(4)} (bottom) to ${high.toPrecision(4)} (top), steps ${start} to ${end}${cut}`;
        return [svg, make("div", { class: "loss-range" }, range)];
    };
    const showCells = () => {
        if (!run) return;
        for (const line of document.querySelectorAll(".cell-progress")) {
            if (!run.cells[line.parentElement.id]) line.remove();
        }
        for (const [label, cell] of Object.entries(run.cells)) {
            const section = document.getElementById(label);
            if (!section || !section.classList.contains("cell")) continue;
            let line = section.querySelector(":scope > .cell-progress");
            if (!line) {
                line = make("div", { class: "cell-progress" });
                section.prepend(line);
            }
            line.dataset.state = cell.state;
            const parts = [make("p", {}, ...words(cell).map((word) => make("span", {}, word)))];
            if (cell.state === "running" && typeof cell.fraction === "number") {
                parts.push(make("progress", { max: 1, value: cell.fraction, "aria-label": label }));
            }
            if (cell.curve && cell.curve.length > 2) parts.push(...curve(cell.curve));
            line.replaceChildren(...parts);
        }
    };

    // What the reader asks for.
    const ask = async (path, what) => {
        if (!path) return;
        try {
            const answer = await fetch(path, {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-Fiducial-Token": mark.content },
                body: JSON.stringify(what),
            });
            // The server was started anew, and knows this page no longer.
            if (answer.status === 403) location.reload();
            else if (!answer.ok) text(".live-state", await answer.text());
        } catch {
            text(".live-state", "The server does not answer.");
        }
    };
    document.addEventListener("click", (event) => {
        const button = event.target.closest(".run-cells, .stop-cells");
        if (!button) return;
        button.disabled = true;
        if (button.classList.contains("stop-cells")) ask(bar.dataset.stop, {});
        else ask(bar.dataset.run, button.dataset.cell ? { refresh: [button.dataset.cell] } : {});
    });

    // What the server has to say. The browser asks again by itself where the connection breaks; where it gives up, this does.
    let source = null;
    const listen = () => {
        source = new EventSource(`${bar.dataset.events}?revision=${encodeURIComponent(revision)}`);
        source.addEventListener("page", (event) => {
            try {
                swap(JSON.parse(event.data));
            } catch {
                location.reload();
            }
        });
        source.addEventListener("run", (event) => {
            run = JSON.parse(event.data);
            showRun();
        });
        source.addEventListener("problems", (event) => {
            problems = JSON.parse(event.data);
            showProblems();
        });
        source.addEventListener("open", () => {
            if (bar.dataset.run) return;
            bar.dataset.state = "current";
            text(".live-state", "Up to date");
        });
        source.addEventListener("error", () => {
            bar.dataset.state = "lost";
            text(".live-state", "The server does not answer; this is the last page.");
            if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
        });
    };
    addEventListener("pagehide", () => source?.close());
    addEventListener("pageshow", (event) => {
        if (event.persisted) listen();
    });
    listen();
}
