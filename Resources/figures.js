// Figures answer the pointer and the keyboard: what a place stands for, which series are shown, a closer look. All of it is
// read from the drawing. 'rect[data-x]' says what a frame's axes map; 'data-curve', 'data-point' and 'data-band' name the
// series of a path, whose places are its values; 'data-legend' is an entry, 'data-mark' what has no values.
{
    const make = (name, attributes = {}, svg = true) => {
        const made = svg ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        return made;
    };
    const kinds = ["curve", "point", "band", "mark"];
    const series = kinds.map((kind) => `[data-${kind}]`).join();
    const kindOf = (holder) => kinds.find((kind) => holder.dataset[kind] !== undefined);
    const leavesOf = (holder) => (holder.matches("g") ? [...holder.querySelectorAll("path, text, image")] : [holder]);
    const nameOf = (holder) => holder.dataset[kindOf(holder)];
    const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
    const between = (value, low, high, margin = 0) => value >= low - margin && value <= high + margin;

    // A path's pieces: their corners, and whether they close. Of an arc its ends are enough: markers alone have any.
    const parse = (path) => {
        const tokens = path.match(/[a-z]|-?\d*\.?\d+/gi) ?? [];
        const pieces = [];
        let [piece, letter, x, y, at] = [null, "", 0, 0, 0];
        const number = () => Number(tokens[at++]);
        const go = () => {
            if (piece.closed) pieces.push((piece = { points: [piece.points[0]], closed: false }));
            piece.points.push([x, y]);
        };
        while (at < tokens.length) {
            if (/[a-z]/i.test(tokens[at])) letter = tokens[at++];
            const relative = letter === letter.toLowerCase();
            const step = letter.toLowerCase();
            const [fromX, fromY] = relative ? [x, y] : [0, 0];
            if (step === "z") {
                piece.closed = true;
                [x, y] = piece.points[0];
            } else if (step === "m") {
                [x, y] = [fromX + number(), fromY + number()];
                pieces.push((piece = { points: [[x, y]], closed: false }));
                letter = relative ? "l" : "L";
            } else {
                if (step === "a") {
                    piece.radius = number();
                    at += 4;
                }
                if (step === "c") at += 4;
                if (step !== "v") x = fromX + number();
                if (step !== "h") y = fromY + number();
                go();
            }
        }
        return pieces;
    };
    const fixed = (value) => String(Math.round(100 * value) / 100);
    const written = ({ points, closed, radius }) => {
        if (radius) {
            const arc = (way) => `a${radius} ${radius} 0 1 0 ${way} 0`;
            return `M${fixed(points[0][0])} ${fixed(points[0][1])}${arc(-2 * radius)}${arc(2 * radius)}z`;
        }
        return `M${points.map(([x, y]) => `${fixed(x)} ${fixed(y)}`).join("L")}${closed ? "z" : ""}`;
    };
    const box = (points) => {
        const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
        return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    };
    // Of a marker: the mean of its corners, which a star and a triangle share with the circle around them.
    const centre = ({ points }) => {
        const last = points[points.length - 1];
        const repeats = points.length > 1 && points[0][0] === last[0] && points[0][1] === last[1];
        const corners = repeats ? points.slice(1) : points;
        return [0, 1].map((axis) => corners.reduce((sum, point) => sum + point[axis], 0) / corners.length);
    };

    // Of an address that someone typed, as far as it can be read.
    const plain = (text) => {
        try {
            return decodeURIComponent(text);
        } catch {
            return text;
        }
    };
    // "ν_shift" with its index below.
    const rich = (text) => text.split(/_(\w+)/).map((part, index) => {
        if (index % 2 === 0) return part;
        const script = make("sub", {}, false);
        script.textContent = part;
        return script;
    });

    // Numbers as fine as a place in the window.
    const sign = (text) => text.replaceAll("-", "−");
    const word = (value, step) => {
        if (value !== 0 && !between(Math.abs(value), 1e-4, 1e6)) return sign(value.toPrecision(4));
        return sign(value.toFixed(clamp(Math.ceil(-Math.log10(step)), 0, 8))).replace(/^−(0\.?0*)$/, "$1");
    };

    class Axis {
        constructor(panel, name, start, length) {
            const [low, high, kind] = panel.getAttribute(`data-${name}`).split(" ");
            const [, title, unit] = (panel.getAttribute(`data-${name}-name`) ?? name).match(/^(.*?)(?: \[(.*)\])?$/);
            Object.assign(this, { low: Number(low), high: Number(high), kind, title, unit, name, start, length });
            this.view = [0, 1];
        }
        value(place) {
            const part = this.name === "y" ? 1 - (place - this.start) / this.length : (place - this.start) / this.length;
            return this.kind === "log" ? this.low * (this.high / this.low) ** part : this.low + (this.high - this.low) * part;
        }
        part(value) {
            if (this.kind === "log") return Math.log(value / this.low) / Math.log(this.high / this.low);
            return (value - this.low) / (this.high - this.low);
        }
        // From a place of the whole to one of the view, and back.
        shown(place) {
            const part = (place - this.start) / this.length;
            const [low, high] = this.name === "y" ? [1 - this.view[1], 1 - this.view[0]] : this.view;
            return this.start + (this.length * (part - low)) / (high - low);
        }
        original(place) {
            const [low, high] = this.name === "y" ? [1 - this.view[1], 1 - this.view[0]] : this.view;
            return this.start + this.length * (low + ((place - this.start) / this.length) * (high - low));
        }
        place(value) {
            const part = this.part(value);
            return this.start + this.length * (this.name === "y" ? 1 - part : part);
        }
        get window() {
            const value = (part) => this.value(this.start + this.length * (this.name === "y" ? 1 - part : part));
            return this.view.map(value);
        }
        text(place) {
            const value = this.value(place);
            const near = this.value(place + this.length / 2000 / this.zoom);
            return word(value, Math.abs(near - value) * 2) + (this.unit ? ` ${this.unit}` : "");
        }
        get zoom() {
            return 1 / (this.view[1] - this.view[0]);
        }
        get isWhole() {
            return this.view[0] === 0 && this.view[1] === 1;
        }
    }

    // What of a path lies in a frame.
    const clipLine = (points, [left, top, right, bottom]) => {
        const lines = [];
        points.slice(1).forEach((end, index) => {
            const start = points[index];
            let [first, last] = [0, 1];
            for (const [at, way, low, high] of [
                [start[0], end[0] - start[0], left, right],
                [start[1], end[1] - start[1], top, bottom],
            ]) {
                if (way === 0) {
                    if (!between(at, low, high)) return;
                    continue;
                }
                const [a, b] = [(low - at) / way, (high - at) / way];
                first = Math.max(first, Math.min(a, b));
                last = Math.min(last, Math.max(a, b));
            }
            if (first > last) return;
            const place = (part) => [0, 1].map((axis) => start[axis] + part * (end[axis] - start[axis]));
            const line = lines[lines.length - 1];
            if (line && first === 0 && line.goesOn) line.points.push(place(last));
            else lines.push({ points: [place(first), place(last)] });
            lines[lines.length - 1].goesOn = last === 1;
        });
        return lines;
    };
    const clipArea = (points, [left, top, right, bottom]) =>
        [
            [0, left, 1],
            [0, right, -1],
            [1, top, 1],
            [1, bottom, -1],
        ].reduce((corners, [axis, edge, side]) => {
            const inside = (point) => side * (point[axis] - edge) >= 0;
            return corners.flatMap((point, index) => {
                const before = corners[(index || corners.length) - 1];
                const result = inside(point) ? [point] : [];
                if (inside(point) === inside(before)) return result;
                const part = (edge - before[axis]) / (point[axis] - before[axis]);
                return [[0, 1].map((other) => before[other] + part * (point[other] - before[other])), ...result];
            });
        }, points);

    const steps = (low, high, most) => {
        const raw = (high - low) / Math.max(1, most);
        const ten = 10 ** Math.floor(Math.log10(raw));
        const digit = [1, 2, 5, 10].find((candidate) => candidate * ten >= raw * 0.999);
        const step = digit * ten;
        const every = (by) => {
            const first = Math.ceil(low / by - 1e-9);
            return Array.from({ length: Math.max(0, Math.floor(high / by + 1e-9) - first + 1) }, (_, index) => (first + index) * by);
        };
        return { step, major: every(step), minor: every(step / (digit === 2 ? 4 : 5)) };
    };
    const raised = (exponent) => `10${String(exponent).replaceAll("-", "⁻").replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit])}`;

    class Panel {
        constructor(rect, index) {
            const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
            Object.assign(this, { index, frame: [x, y, x + width, y + height], width, height });
            this.x = new Axis(rect, "x", x, width);
            this.y = new Axis(rect, "y", y, height);
            this.z = rect.dataset.z?.split(" ").map(Number);
            this.zName = rect.dataset.zName;
            this.key = ["x", "y"].map((name) => rect.getAttribute(`data-${name}`) + rect.getAttribute(`data-${name}-name`));
        }
        holds([x, y], margin = 0.5) {
            const [left, top, right, bottom] = this.frame;
            return between(x, left, right, margin) && between(y, top, bottom, margin);
        }
        shown([x, y]) {
            return [this.x.shown(x), this.y.shown(y)];
        }
        get isWhole() {
            return this.x.isWhole && this.y.isWhole;
        }
        // Frames that show the same axis: the ratio below its histogram, a grid with shared axes.
        mates(panels, axis) {
            const across = axis === "x" ? 0 : 1;
            return panels.filter((other) => {
                const [own, others] = [this, other].map(({ frame }) => [frame[across], frame[across + 2]]);
                return this.key[across] === other.key[across] && own.every((edge, end) => Math.abs(edge - others[end]) < 0.1);
            });
        }
    }

    // One drawing with what stands on it.
    class Reader {
        constructor(svg, view, first) {
            Object.assign(this, { svg, view });
            this.panels = [...svg.querySelectorAll("rect[data-x]")].map((rect, index) => new Panel(rect, first + index));
            this.frame = make("div", { class: "reader", tabindex: "0", role: "group" }, false);
            this.frame.setAttribute("aria-label", "Values of the figure: arrow keys walk along a curve and from one to the next, Escape leaves");
            this.frame.style.setProperty("--figure-width", svg.style.getPropertyValue("--figure-width"));
            svg.replaceWith(this.frame);
            this.note = make("div", { class: "reading", "aria-live": "polite", role: "status" }, false);
            this.cross = make("path", { class: "crosshair" });
            this.rubber = make("rect", { class: "rubber" });
            this.frame.append(svg, this.note);
            this.legend();
            this.frame.addEventListener("pointermove", (event) => this.move(event));
            this.frame.addEventListener("pointerdown", (event) => this.press(event));
            this.frame.addEventListener("pointerleave", () => this.clear());
            this.frame.addEventListener("keydown", (event) => this.walk(event));
            this.frame.addEventListener("blur", () => this.clear());
            svg.addEventListener("redrawn", () => {
                this.parsed = undefined;
                if (this.isMoved) this.draw();
                this.clear();
            });
            this.frame.addEventListener("dblclick", (event) => {
                const panel = this.isEnlarged && this.at(event).panel;
                if (panel) this.view.zoom(this.panels, panel, [0, 1], [0, 1]);
            });
        }
        get isEnlarged() {
            return this.frame.closest("dialog") !== null;
        }
        get shapes() {
            this.parsed ??= [...this.svg.querySelectorAll(series)].flatMap((holder) => {
                const [kind, name] = [kindOf(holder), nameOf(holder)];
                return leavesOf(holder).map((element) => {
                    const clip = element.closest("[clip-path]")?.getAttribute("clip-path").slice(5, -1);
                    const edges = clip && parse(this.svg.querySelector(`#${CSS.escape(clip)} path`).getAttribute("d"))[0];
                    const own = edges && this.panels.find((panel) => panel.holds(centre(edges)));
                    const path = element.getAttribute("d");
                    const pieces = (path ? parse(path) : []).map((piece) => {
                        const panel = own ?? this.panels.find((one) => piece.points.some((point) => one.holds(point, 0.1)))
                            ?? this.panels.find((one) => piece.points.some((point) => one.holds(point, 12)));
                        return { ...piece, panel };
                    });
                    return { holder, kind, name, element, path, pieces };
                });
            });
            return this.parsed;
        }

        // Entries of the legend are buttons above the drawing.
        legend() {
            const named = new Set([...this.svg.querySelectorAll(series)].map((holder) => nameOf(holder)));
            const [, , width, height] = this.svg.getAttribute("viewBox").split(" ").map(Number);
            const boxes = new Map();
            for (const holder of this.svg.querySelectorAll("[data-legend]")) {
                const name = holder.dataset.legend;
                if (!named.has(name)) continue;
                if (!boxes.has(name)) boxes.set(name, []);
                for (const leaf of leavesOf(holder)) {
                    if (leaf.matches("path")) boxes.get(name).push(...parse(leaf.getAttribute("d")).map(({ points }) => box(points)));
                    else boxes.get(name).push([leaf, Number(leaf.getAttribute("x")), Number(leaf.getAttribute("y"))]);
                }
            }
            this.buttons = [];
            for (const [name, parts] of boxes) {
                const texts = parts.filter(([leaf]) => leaf instanceof Element);
                const samples = parts.filter(([leaf]) => !(leaf instanceof Element));
                // A text may take two lines, of which the first is the button's.
                const entries = [];
                for (const [leaf, x, y] of texts) {
                    const entry = entries.find((other) => Math.abs(other.x - x) < 1 && Math.abs(other.bottom - y) < 14);
                    if (entry) entry.bottom = y + 3;
                    else entries.push({ leaf, x, top: y - 8, bottom: y + 3 });
                }
                for (const entry of entries) {
                    const near = samples.filter(([, top, right, bottom]) =>
                        right < entry.x && right > entry.x - 12 && bottom > entry.top - 4 && top < entry.bottom + 4);
                    const left = Math.min(entry.x - 5, ...near.map(([start]) => start)) - 2;
                    const button = make("button", { type: "button", class: "legend-toggle", "aria-label": name }, false);
                    Object.assign(button.style, {
                        left: `${(100 * left) / width}%`,
                        top: `${(100 * entry.top) / height}%`,
                        height: `${(100 * (entry.bottom - entry.top)) / height}%`,
                    });
                    button.addEventListener("click", () => this.view.toggle(name));
                    this.buttons.push({ button, name, leaf: entry.leaf, left, width });
                    this.frame.append(button);
                }
            }
            // A text has a width once it is shown.
            new ResizeObserver(() => {
                for (const { button, leaf, left, width: whole } of this.buttons) {
                    const length = this.frame.clientWidth > 0 ? leaf.getComputedTextLength() : 0;
                    const right = Number(leaf.getAttribute("x")) + length;
                    button.style.width = `${(100 * (right + 2 - left)) / whole}%`;
                }
            }).observe(this.frame);
        }

        show() {
            const { hidden, windows } = this.view;
            for (const holder of this.svg.querySelectorAll(series)) holder.classList.toggle("series-hidden", hidden.has(nameOf(holder)));
            for (const entry of this.svg.querySelectorAll("[data-legend]")) entry.classList.toggle("series-off", hidden.has(entry.dataset.legend));
            for (const { button, name } of this.buttons) {
                button.setAttribute("aria-pressed", String(!hidden.has(name)));
                button.title = hidden.has(name) ? "Show this series" : "Hide this series";
            }
            for (const panel of this.panels) {
                const given = windows.get(panel.index);
                for (const [axis, values] of [[panel.x, given?.slice(0, 2)], [panel.y, given?.slice(2)]]) {
                    const parts = values?.map((value) => clamp(axis.part(value), 0, 1)) ?? [0, 1];
                    axis.view = axis.kind !== "names" && parts[1] - parts[0] > 1e-3 ? parts : [0, 1];
                }
            }
            // Frames that share an axis go along.
            for (const panel of this.panels.filter(({ index }) => windows.has(index))) {
                for (const axis of ["x", "y"]) {
                    for (const mate of panel.mates(this.panels, axis)) {
                        if (!windows.has(mate.index)) mate[axis].view = panel[axis].view;
                    }
                }
            }
            if (this.isMoved || this.panels.some((panel) => !panel.isWhole)) this.draw();
            this.clear();
        }

        // The view: lines and areas clipped to their frames, markers moved, ticks laid out anew.
        draw() {
            this.isMoved = this.panels.some((panel) => !panel.isWhole);
            for (const shape of this.shapes) {
                const { element, kind, path, pieces } = shape;
                if (path) {
                    const moved = pieces.flatMap((piece) => this.moved(piece, kind)).map(written).join("");
                    if (this.isMoved) element.setAttribute("d", moved || "M0 0");
                    else element.setAttribute("d", path);
                } else if (element.matches("image")) {
                    this.moveImage(element);
                } else {
                    this.moveText(element);
                }
            }
            for (const old of this.svg.querySelectorAll(".view-ticks, .legend-paper")) old.remove();
            for (const label of this.svg.querySelectorAll("[data-tick] text, text[data-tick]")) label.classList.remove("out-of-view");
            for (const text of this.svg.querySelectorAll("[data-tick=side] text, text[data-tick=side]")) this.moveSideLabel(text);
            for (const text of this.svg.querySelectorAll("[data-tick=title] text, text[data-tick=title]")) this.shift(text, 0, 0);
            this.lines ??= [...this.svg.querySelectorAll("[data-tick=line]")].flatMap(leavesOf).map((path) => [path, path.getAttribute("d")]);
            const zoomed = this.panels.filter((panel) => !panel.isWhole);
            for (const panel of zoomed) this.cover(panel);
            const isKept = ({ points }) => !zoomed.some((panel) => points.every((point) => panel.holds(point)));
            this.lines.forEach(([path, whole], index) => {
                const kept = zoomed.length === 0 ? whole : parse(whole).filter(isKept).map(written).join("");
                path.setAttribute("d", kept + (index === 0 ? zoomed.map((panel) => this.ticks(panel)).join("") : "") || "M0 0");
            });
        }
        // Paper beneath a legend inside of a frame: in this view lines may run there.
        cover(panel) {
            const boxes = (holder) => leavesOf(holder).flatMap((leaf) => {
                if (leaf.matches("path")) return parse(leaf.getAttribute("d")).map(({ points }) => box(points));
                const [x, y] = ["x", "y"].map((name) => Number(leaf.getAttribute(name)));
                return [[x, y - 8, x + leaf.getComputedTextLength(), y + 3]];
            });
            const isInside = ([left, top, right, bottom]) => panel.holds([(left + right) / 2, (top + bottom) / 2]);
            const holders = [...this.svg.querySelectorAll("[data-legend]")].filter((holder) => boxes(holder).some(isInside));
            if (holders.length === 0) return;
            const all = holders.flatMap(boxes);
            const [left, top] = [0, 1].map((side) => Math.min(...all.map((one) => one[side])) - 3);
            const [right, bottom] = [2, 3].map((side) => Math.max(...all.map((one) => one[side])) + 3);
            const paper = { class: "legend-paper fp", x: fixed(left), y: fixed(top), width: fixed(right - left), height: fixed(bottom - top) };
            holders[0].before(make("rect", paper));
        }
        moved(piece, kind) {
            const { panel, points } = piece;
            if (!panel || panel.isWhole) return [piece];
            const [left, top, right, bottom] = box(points);
            const isBar = kind === "point" && points.length === 2 && left === right && top !== bottom;
            const isSign = (kind === "point" && !isBar) || (kind === "mark" && piece.closed && right - left < 12 && bottom - top < 12);
            if (isSign) {
                const [from, to] = [centre(piece), panel.shown(centre(piece))];
                if (!panel.holds(to)) return [];
                return [{ ...piece, points: points.map(([x, y]) => [x + to[0] - from[0], y + to[1] - from[1]]) }];
            }
            const moved = points.map((point) => panel.shown(point));
            if (piece.closed && kind !== "curve") {
                const area = clipArea(moved, panel.frame);
                return area.length > 2 ? [{ points: area, closed: true }] : [];
            }
            return clipLine(piece.closed ? [...moved, moved[0]] : moved, panel.frame);
        }
        shift(text, x, y) {
            const turned = text.dataset.turned ?? text.getAttribute("transform") ?? "";
            text.dataset.turned = turned;
            text.setAttribute("transform", (x || y ? `translate(${fixed(x)} ${fixed(y)}) ` : "") + turned);
        }
        // At a value of y, beside the frame.
        moveSideLabel(text) {
            const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
            const middle = y - 0.36 * parseFloat(getComputedStyle(text).fontSize);
            const panel = this.panels.find(({ frame: [, top, right, bottom] }) => between(x, right, right + 12) && between(middle, top, bottom, 2));
            if (!panel) return;
            const to = panel.y.shown(middle);
            text.classList.toggle("out-of-view", !between(to, panel.frame[1], panel.frame[3], 1));
            this.shift(text, 0, to - middle);
        }
        moveText(text) {
            const from = ["x", "y"].map((name) => Number(text.getAttribute(name)));
            const panel = this.panels.find((one) => one.holds(from, 4));
            const to = panel && !panel.isWhole ? panel.shown(from) : from;
            text.classList.toggle("out-of-view", Boolean(panel) && !panel.holds(to, 4));
            this.shift(text, to[0] - from[0], to[1] - from[1]);
        }
        moveImage(image) {
            this.places ??= new Map();
            const names = ["x", "y", "width", "height"];
            if (!this.places.has(image)) this.places.set(image, names.map((name) => Number(image.getAttribute(name))));
            const [x, y, width, height] = this.places.get(image);
            const panel = this.panels.find((one) => one.holds([x + width / 2, y + height / 2]));
            if (!panel) return;
            const [start, end] = [panel.shown([x, y]), panel.shown([x + width, y + height])];
            const [wide, high] = [end[0] - start[0], end[1] - start[1]];
            [start[0], start[1], wide, high].forEach((value, index) => image.setAttribute(names[index], value));
            const [left, top, right, bottom] = panel.frame;
            const cut = [(top - start[1]) / high, (end[0] - right) / wide, (end[1] - bottom) / high, (left - start[0]) / wide];
            image.style.clipPath = panel.isWhole ? "" : `inset(${cut.map((part) => `${Math.max(0, 100 * part)}%`).join(" ")})`;
        }
        ticks(panel) {
            let path = "";
            for (const axis of [panel.x, panel.y]) {
                const isX = axis.name === "x";
                const labels = [...this.svg.querySelectorAll(`[data-tick=${axis.name}] text, text[data-tick=${axis.name}]`)].filter((text) => {
                    const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
                    const [left, top, right, bottom] = panel.frame;
                    return isX ? between(x, left, right, 1) && between(y, bottom, bottom + 24) : between(y, top, bottom, 6) && between(x, left - 24, left);
                });
                const [low, high] = axis.window;
                const most = axis.length / (isX ? 42 : 24);
                const isDecades = axis.kind === "log" && high / low > 30;
                let { step, major, minor } = steps(low, high, most);
                let write = (value) => word(value, step * 1.001);
                if (isDecades) {
                    const [first, last] = [low, high].map((value) => Math.log10(value));
                    major = steps(first, last, most).major.filter(Number.isInteger).map((power) => 10 ** power);
                    minor = [];
                    write = (value) => raised(Math.round(Math.log10(value)));
                } else if (axis.kind !== "log") {
                    // The power of ten that stands at the axis' end.
                    const first = labels.find((text) => Number(text.textContent.replace("−", "-")));
                    const shown = first && Number(first.textContent.replace("−", "-"));
                    const place = first && Number(first.getAttribute(axis.name)) - (isX ? 0 : 0.36 * parseFloat(getComputedStyle(first).fontSize));
                    const exponent = first ? Math.round(Math.log10(Math.abs(axis.value(place) / shown))) : 0;
                    if (Number.isFinite(exponent) && exponent !== 0) write = (value) => word(value / 10 ** exponent, (step / 10 ** exponent) * 1.001);
                }
                const model = labels[0];
                const [left, top, right, bottom] = panel.frame;
                const group = model && make("g", { class: "view-ticks ff", "font-size": parseFloat(getComputedStyle(model).fontSize), "text-anchor": isX ? "middle" : "end" });
                const widest = Math.max(0, ...labels.map((text) => text.getComputedTextLength()));
                for (const text of labels) text.classList.add("out-of-view");
                if (group) this.svg.append(group);
                for (const [values, length] of [[major, 4.2], [minor, 2.2]]) {
                    for (const value of values) {
                        const at = axis.shown(axis.place(value));
                        if (!between(at, axis.start - 0.1, axis.start + axis.length + 0.1)) continue;
                        path += isX
                            ? `M${fixed(at)} ${bottom}v${-length}M${fixed(at)} ${top}v${length}`
                            : `M${left} ${fixed(at)}h${length}M${right} ${fixed(at)}h${-length}`;
                        if (!group || values !== major) continue;
                        const size = Number(group.getAttribute("font-size"));
                        const label = make("text", isX ? { x: fixed(at), y: model.getAttribute("y") } : { x: left - 3.5, y: fixed(at + 0.36 * size) });
                        label.textContent = write(value);
                        group.append(label);
                    }
                }
                if (isX || !group) continue;
                // What y shows stands clear of wider numbers.
                const wider = Math.max(0, ...[...group.children].map((text) => text.getComputedTextLength() - widest));
                for (const text of this.svg.querySelectorAll("[data-tick=title] text, text[data-tick=title]")) {
                    const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
                    if (between(x, left - 70, left) && between(y, top, bottom, 1)) this.shift(text, -wider, 0);
                }
            }
            return path;
        }

        // Reading.
        at(event) {
            const matrix = this.svg.getScreenCTM();
            const place = matrix ? new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse()) : { x: -1, y: -1 };
            const point = [place.x, place.y];
            return { point, panel: this.panels.find((panel) => panel.holds(point, 1)), scale: matrix?.a ?? 1 };
        }
        get visible() {
            return this.shapes.filter(({ name }) => !this.view.hidden.has(name));
        }
        // The nearest place that has a value: [distance, place of the whole drawing, shape, piece].
        nearest(panel, [x, y]) {
            let best = null;
            const offer = (distance, place, shape, piece) => {
                if (!panel.holds(panel.shown(place), 1)) return;
                if (!best || distance < best.distance) best = { distance, place, shape, piece };
            };
            for (const shape of this.visible) {
                if (shape.kind !== "curve" && shape.kind !== "point") continue;
                for (const piece of shape.pieces) {
                    if (piece.panel !== panel) continue;
                    if (shape.kind === "point") {
                        if (this.bar(piece)) continue;
                        const place = centre(piece);
                        const [shownX, shownY] = panel.shown(place);
                        // A marker lies on its curve more often than beside it.
                        offer(Math.hypot(shownX - x, shownY - y) - 3, place, shape, piece);
                        continue;
                    }
                    const points = piece.closed ? [...piece.points, piece.points[0]] : piece.points;
                    const isStaircase = points.length > 4 && points.every((point, index) =>
                        index === 0 || point[0] === points[index - 1][0] || point[1] === points[index - 1][1]);
                    points.slice(1).forEach((end, index) => {
                        const start = points[index];
                        if (isStaircase && start[0] === end[0]) return;
                        const [a, b] = [panel.shown(start), panel.shown(end)];
                        const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
                        const length = dx * dx + dy * dy;
                        const part = length > 0 ? clamp(((x - a[0]) * dx + (y - a[1]) * dy) / length, 0, 1) : 0;
                        const place = [0, 1].map((axis) => start[axis] + part * (end[axis] - start[axis]));
                        const shown = panel.shown(place);
                        offer(Math.hypot(shown[0] - x, shown[1] - y), place, shape, piece);
                    });
                }
            }
            return best;
        }
        bar(piece) {
            const [left, top, right, bottom] = box(piece.points);
            return piece.points.length === 2 && left === right && top !== bottom ? [top, bottom] : null;
        }
        // The error bar through a marker, in the axis' words.
        interval(panel, name, [x, y]) {
            for (const shape of this.visible) {
                if (shape.kind !== "point" || shape.name !== name) continue;
                for (const piece of shape.pieces) {
                    const ends = piece.panel === panel && Math.abs(piece.points[0][0] - x) < 0.05 ? this.bar(piece) : null;
                    if (!ends || !between(y, ...ends, 0.1)) continue;
                    const [high, low] = ends.map((end) => (between(end, panel.frame[1] - 9.9, panel.frame[3] + 9.9) ? panel.y.text(end) : null));
                    return `${low ?? "beyond the window"} to ${high ?? "beyond the window"}`;
                }
            }
            return null;
        }
        bands(panel, x) {
            const found = [];
            for (const shape of this.visible) {
                if (shape.kind !== "band") continue;
                for (const { panel: own, points } of shape.pieces) {
                    if (own !== panel || found.length > 3) continue;
                    const crossings = points.flatMap((start, index) => {
                        const end = points[(index + 1) % points.length];
                        if ((start[0] - x) * (end[0] - x) > 0 || start[0] === end[0]) return [];
                        return [start[1] + ((x - start[0]) / (end[0] - start[0])) * (end[1] - start[1])];
                    });
                    // What reaches down to the frame is an area, and no interval.
                    if (crossings.length < 2 || Math.max(...crossings) > panel.frame[3] - 0.05) continue;
                    const [low, high] = [Math.max(...crossings), Math.min(...crossings)].map((end) => panel.y.text(end));
                    if (low !== high) found.push([shape.name, `${low} to ${high}`]);
                }
            }
            return found;
        }
        // The value that a map's colour stands for; the colours of the bar beside it say which.
        colour(panel, [x, y]) {
            if (!panel.z) return null;
            this.pictures ??= [...this.svg.querySelectorAll("image")].map((element) => {
                const picture = new Image();
                const entry = { element, box: ["x", "y", "width", "height"].map((name) => Number(element.getAttribute(name))) };
                picture.addEventListener("load", () => {
                    const canvas = make("canvas", { width: picture.naturalWidth, height: picture.naturalHeight }, false);
                    const context = canvas.getContext("2d", { willReadFrequently: true });
                    context.drawImage(picture, 0, 0);
                    Object.assign(entry, { pixels: context.getImageData(0, 0, canvas.width, canvas.height) });
                });
                picture.src = element.getAttribute("href");
                return entry;
            });
            const [left, top, right, bottom] = panel.frame;
            const map = this.pictures.find(({ box: [mapX, mapY, width, height] }) => panel.holds([mapX + width / 2, mapY + height / 2]));
            const bar = this.pictures.find((one) => one.box[0] > right && one.box[0] < right + 30 && Math.abs(one.box[1] - top) < 1);
            if (!map?.pixels || !bar?.pixels) return null;
            const [mapX, mapY, width, height] = map.box;
            const column = clamp(Math.floor(((x - mapX) / width) * map.pixels.width), 0, map.pixels.width - 1);
            const row = clamp(Math.floor(((y - mapY) / height) * map.pixels.height), 0, map.pixels.height - 1);
            const seen = map.pixels.data.subarray(4 * (row * map.pixels.width + column));
            if (seen[3] === 0) return null;
            let best = [Infinity, 0];
            for (let index = 0; index < bar.pixels.height; index += 1) {
                const entry = bar.pixels.data.subarray(4 * index * bar.pixels.width);
                const distance = [0, 1, 2].reduce((sum, part) => sum + (entry[part] - seen[part]) ** 2, 0);
                if (distance < best[0]) best = [distance, index];
            }
            const part = 1 - (best[1] + 0.5) / bar.pixels.height;
            const [low, high] = panel.z;
            return [panel.zName, `${best[1] === 0 ? "≥" : "≈"} ${word(low + (high - low) * part, (high - low) / 100)}`];
        }
        category(axis, panel, place) {
            const isX = axis.name === "x";
            const step = axis.length / (axis.high - axis.low);
            const parts = [...this.svg.querySelectorAll(`[data-tick=${axis.name}] text, text[data-tick=${axis.name}]`)].filter((text) => {
                const [x, y] = ["x", "y"].map((name) => Number(text.getAttribute(name)));
                return isX ? Math.abs(x - place) < step / 2 && y > panel.frame[3] : Math.abs(y - 3 - place) < step / 2 && x < panel.frame[0];
            });
            return parts.map((text) => text.textContent).join(" ");
        }
        axisRow(axis, panel, place) {
            const words = axis.kind === "names" ? this.category(axis, panel, place) : axis.text(place);
            return [axis.kind === "names" ? "" : axis.title, words];
        }
        read(panel, hit, pointer) {
            const place = hit?.place ?? [panel.x.original(pointer[0]), panel.y.original(pointer[1])];
            const [x, y] = panel.shown(place);
            const name = hit?.shape.name;
            const points = hit?.piece.points;
            const spans = (axis, across) => points?.length === 2 && hit.shape.kind === "curve" && points[0][axis] === points[1][axis]
                && Math.abs(points[0][across] - points[1][across]) > 0.99 * (across ? panel.height : panel.width);
            const rows = [];
            if (!spans(1, 0)) rows.push(this.axisRow(panel.x, panel, place[0]));
            if (!spans(0, 1)) rows.push(this.axisRow(panel.y, panel, place[1]));
            const error = hit?.shape.kind === "point" && this.interval(panel, name, place);
            if (error) rows.push(["interval", error]);
            if (!spans(0, 1)) rows.push(...this.bands(panel, place[0] + 0.005));
            const value = this.colour(panel, place);
            if (value) rows.push(value);
            this.say(panel, [x, y], name, rows.filter(([, words]) => words));
        }
        say(panel, [x, y], name, rows) {
            const [left, top, right, bottom] = panel.frame.map(fixed);
            const ring = name ? `M${fixed(x - 3)} ${fixed(y)}a3 3 0 1 0 6 0a3 3 0 1 0-6 0z` : "";
            this.cross.setAttribute("d", `M${fixed(x)} ${top}V${bottom}M${left} ${fixed(y)}H${right}${ring}`);
            this.svg.append(this.cross);
            const key = JSON.stringify([name, rows]);
            if (this.said !== key) {
                this.said = key;
                this.note.replaceChildren();
                if (name) {
                    const heading = make("b", {}, false);
                    heading.append(...rich(name));
                    this.note.append(heading);
                }
                for (const [quantity, words] of rows) {
                    const line = make("div", {}, false);
                    const relation = quantity === "interval" || /^[≈≥]/.test(words) ? " " : " = ";
                    line.append(...rich(quantity), quantity ? relation + words : words);
                    this.note.append(line);
                }
            }
            const [, , width, height] = this.svg.getAttribute("viewBox").split(" ").map(Number);
            const scale = this.frame.clientWidth / width;
            const room = [this.frame.clientWidth - this.note.offsetWidth, height * scale - this.note.offsetHeight];
            const beside = x * scale + 14 > room[0] ? x * scale - 14 - this.note.offsetWidth : x * scale + 14;
            this.note.style.left = `${clamp(beside, 0, Math.max(0, room[0]))}px`;
            this.note.style.top = `${clamp(y * scale - 14 - this.note.offsetHeight, 0, Math.max(0, room[1]))}px`;
            this.note.classList.add("shown");
        }
        clear() {
            this.cross.remove();
            this.rubber.remove();
            this.note.classList.remove("shown");
            this.note.replaceChildren();
            this.said = null;
            this.stop = null;
        }
        move(event) {
            if (this.drag) return;
            const { point, panel } = this.at(event);
            if (!panel || event.target.closest?.("button")) return this.clear();
            const hit = this.nearest(panel, point);
            // Of a map every place has a value, and of an empty corner only its coordinates.
            this.read(panel, hit && hit.distance < (panel.z ? 5 : 45) ? hit : null, point);
        }

        // Drag in the enlarged figure.
        press(event) {
            const { point: start, panel } = this.at(event);
            if (event.pointerType === "touch") return this.move(event);
            if (!panel || !this.isEnlarged || event.button !== 0 || event.target.closest("button")) return;
            event.preventDefault();
            this.frame.focus({ preventScroll: true });
            const [left, top, right, bottom] = panel.frame;
            const corners = (now) => {
                const { point } = this.at(now);
                const end = [clamp(point[0], left, right), clamp(point[1], top, bottom)];
                return [0, 1].map((axis) => [start[axis], end[axis]].sort((a, b) => a - b));
            };
            const pull = (now) => {
                const [[x0, x1], [y0, y1]] = corners(now);
                if (!this.drag && x1 - x0 < 4 && y1 - y0 < 4) return;
                if (!this.drag) this.clear();
                this.drag = true;
                for (const [name, value] of Object.entries({ x: x0, y: y0, width: x1 - x0, height: y1 - y0 })) this.rubber.setAttribute(name, value);
                this.svg.append(this.rubber);
            };
            const end = (now) => {
                removeEventListener("pointermove", pull);
                removeEventListener("pointerup", end);
                removeEventListener("pointercancel", end);
                this.rubber.remove();
                if (!this.drag) return;
                this.drag = false;
                if (now.type === "pointercancel") return;
                const ranges = corners(now).map(([low, high], index) => {
                    const axis = index === 0 ? panel.x : panel.y;
                    if (high - low < 4) return axis.view;
                    const parts = [low, high].map((place) => (axis.original(place) - axis.start) / axis.length);
                    return index === 0 ? parts : [1 - parts[1], 1 - parts[0]];
                });
                this.view.zoom(this.panels, panel, ...ranges);
            };
            addEventListener("pointermove", pull);
            addEventListener("pointerup", end);
            addEventListener("pointercancel", end);
        }

        // Stops of the keyboard: every place of every series, panel by panel, from the left.
        walk(event) {
            if (event.target !== this.frame) return;
            if (event.key === "Escape") {
                if (!this.stop) return;
                event.preventDefault();
                event.stopPropagation();
                this.clear();
                return;
            }
            const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
            if (!way) return;
            event.preventDefault();
            const tracks = this.tracks();
            if (tracks.length === 0) return;
            const now = this.stop ?? { track: 0, step: -1 };
            const last = tracks[clamp(now.track, 0, tracks.length - 1)];
            let track = clamp(now.track + way[1], 0, tracks.length - 1);
            let step = clamp(now.step + way[0], 0, last.stops.length - 1);
            if (track !== now.track && now.step >= 0) {
                // To the same x of the next series.
                const x = last.stops[clamp(now.step, 0, last.stops.length - 1)].place[0];
                const distances = tracks[track].stops.map(({ place }) => Math.abs(place[0] - x));
                step = distances.indexOf(Math.min(...distances));
            }
            const { panel, stops } = tracks[track];
            const { place, shape, piece } = stops[step];
            this.read(panel, { place, shape, piece });
            this.stop = { track, step };
        }
        tracks() {
            const tracks = new Map();
            for (const panel of this.panels) {
                for (const shape of this.visible) {
                    if (shape.kind !== "curve" && shape.kind !== "point") continue;
                    const key = `${panel.index} ${shape.kind} ${shape.name}`;
                    for (const piece of shape.pieces) {
                        if (piece.panel !== panel || (shape.kind === "point" && this.bar(piece))) continue;
                        const places = shape.kind === "point" ? [centre(piece)] : this.dense(piece, panel.width / 40);
                        const stops = places.filter((place) => panel.holds(panel.shown(place))).map((place) => ({ place, shape, piece }));
                        if (stops.length === 0) continue;
                        if (!tracks.has(key)) tracks.set(key, { panel, stops: [], isClosed: piece.closed });
                        tracks.get(key).stops.push(...stops);
                    }
                }
            }
            // Lines straight up come last: they have one x.
            const width = ({ stops }) => Math.max(...stops.map(({ place }) => place[0])) - Math.min(...stops.map(({ place }) => place[0]));
            const isUpright = (track) => track.stops[0].shape.kind === "curve" && width(track) < 0.5;
            const all = [...tracks.values()].sort((a, b) => isUpright(a) - isUpright(b));
            for (const { stops, isClosed } of all) {
                if (!isClosed || stops[0].shape.kind === "point") stops.sort((a, b) => a.place[0] - b.place[0] || a.place[1] - b.place[1]);
            }
            for (const track of all) {
                track.stops = track.stops.filter(({ place }, index, list) => index === 0 || Math.hypot(place[0] - list[index - 1].place[0], place[1] - list[index - 1].place[1]) > 0.05);
            }
            return all;
        }
        dense({ points, closed }, longest) {
            const path = closed ? [...points, points[0]] : points;
            return path.flatMap((end, index) => {
                if (index === 0) return [end];
                const start = path[index - 1];
                const parts = Math.ceil(Math.hypot(end[0] - start[0], end[1] - start[1]) / longest) || 1;
                return Array.from({ length: parts }, (_, part) => [0, 1].map((axis) => start[axis] + ((part + 1) / parts) * (end[axis] - start[axis])));
            });
        }
    }

    // What is shown of a figure, in all of its layouts; the page's address holds it.
    class View {
        constructor(figure) {
            this.figure = figure;
            this.hidden = new Set();
            this.windows = new Map();
            this.readers = [];
            const count = (svg) => svg.querySelectorAll("rect[data-x]").length;
            let first = 0;
            for (const picture of figure.querySelectorAll(".picture")) {
                const drawings = [...picture.querySelectorAll("svg.plot")].filter((svg) => count(svg) > 0);
                if (drawings.length === 0) continue;
                // What can be pressed may not stand in a picture.
                picture.setAttribute("role", "group");
                for (const svg of drawings) this.readers.push(new Reader(svg, this, first));
                first += count(drawings[0]);
            }
            this.reset = make("button", { type: "button", class: "view-reset" }, false);
            this.reset.textContent = "Reset view";
            this.reset.addEventListener("click", () => this.clear());
            figure.querySelector(".picture")?.before(this.reset);
            figure.addEventListener("enlarge", ({ detail: bar }) => this.equip(bar));
            this.show();
        }
        // On paper stands what stands there without a script.
        print(hidden, windows) {
            const kept = [this.hidden, this.windows];
            Object.assign(this, { hidden, windows });
            this.show();
            return kept;
        }
        show() {
            for (const reader of this.readers) reader.show();
            this.reset.hidden = this.hidden.size === 0 && this.windows.size === 0;
            if (this.second) this.second.hidden = this.reset.hidden;
        }
        changed() {
            this.show();
            try {
                history.replaceState(history.state, "", this.link);
            } catch {
                // The page's address cannot be changed, so the view is not kept.
                this.figure.dataset.link = "unkept";
            }
        }
        toggle(name) {
            if (!this.hidden.delete(name)) this.hidden.add(name);
            this.changed();
        }
        zoom(panels, panel, x, y) {
            for (const [axis, range] of [["x", x], ["y", y]]) {
                for (const mate of panel.mates(panels, axis)) mate[axis].view = range;
            }
            for (const one of panels.filter((other) => other === panel || this.windows.has(other.index))) {
                if (one.isWhole) this.windows.delete(one.index);
                else this.windows.set(one.index, [...one.x.window, ...one.y.window].map((value) => Number(value.toPrecision(6))));
            }
            this.changed();
        }
        clear() {
            this.hidden.clear();
            this.windows.clear();
            this.changed();
        }
        get link() {
            // What else the address says of this figure stays.
            const { view, options } = address();
            const kept = view === this ? [...options].filter(([name]) => name !== "hide" && name !== "zoom") : [];
            const windows = [...this.windows].map(([index, values]) => `${index}:${values.join(",")}`);
            if (this.hidden.size > 0) kept.push(["hide", [...this.hidden].map(encodeURIComponent).join(",")]);
            if (windows.length > 0) kept.push(["zoom", windows.join(";")]);
            const text = kept.map((option) => option.join("=")).join("&");
            return `#${encodeURIComponent(this.figure.id)}${text ? "?" : ""}${text}`;
        }
        apply(options) {
            this.hidden = new Set((options.get("hide") ?? "").split(",").filter(Boolean).map(plain));
            const windows = (options.get("zoom") ?? "").split(";").map((text) => text.split(":"));
            this.windows = new Map(windows.flatMap(([index, values]) => {
                const numbers = values?.split(",").map(Number) ?? [];
                return numbers.length === 4 && numbers.every(Number.isFinite) ? [[Number(index), numbers]] : [];
            }));
            this.show();
        }
        // The bar of the enlarged figure.
        equip(bar) {
            const copy = make("button", { type: "button" }, false);
            copy.textContent = "Copy link";
            copy.addEventListener("click", async () => {
                const address = new URL(this.link, location.href).href;
                try {
                    await navigator.clipboard.writeText(address);
                    copy.textContent = "Copied";
                } catch {
                    history.replaceState(history.state, "", this.link);
                    copy.textContent = "It stands in the address bar";
                }
            });
            const hint = make("span", {}, false);
            hint.textContent = "Drag to zoom, double click to undo";
            this.second = make("button", { type: "button" }, false);
            this.second.textContent = "Reset view";
            this.second.hidden = this.reset.hidden;
            this.second.addEventListener("click", () => this.clear());
            bar.prepend(hint, this.second, copy);
        }
    }

    const views = new Map();
    for (const figure of document.querySelectorAll(".cell-figure")) {
        if (figure.querySelector("svg.plot rect[data-x]")) views.set(figure.id, new View(figure));
    }
    // The figure or cell that the address names, and what it says of it. Not URLSearchParams: a plus is a plus, and the commas
    // are still to be split at.
    const address = () => {
        const [name, options = ""] = location.hash.slice(1).split("?");
        const label = plain(name);
        const pairs = options.split("&").filter(Boolean).map((option) => option.split("="));
        return { view: views.get(label) ?? views.get(`${label}_figure`), options: new Map(pairs) };
    };
    const follow = () => {
        const { view, options } = address();
        if (!view || options.size === 0) return;
        view.apply(options);
        view.figure.scrollIntoView({ block: "center", behavior: "instant" });
    };
    addEventListener("beforeprint", () => {
        for (const view of views.values()) view.kept = view.print(new Set(), new Map());
    });
    addEventListener("afterprint", () => {
        for (const view of views.values()) view.print(...view.kept);
    });
    addEventListener("hashchange", follow);
    follow();
}
