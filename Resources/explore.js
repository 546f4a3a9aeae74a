// Figures that follow sliders of the nuisances. What they show is a polynomial in ν, computed when the page was made: the
// lines of the drawings are drawn anew from it, in the frames that 'rect[data-x]' describes.
for (const box of document.querySelectorAll(".explore")) {
    const figure = document.getElementById(box.dataset.figure);
    const data = JSON.parse(box.querySelector("script").textContent);
    const { nuisances, histograms, deviance, arrows } = data;
    const names = { model: "Model at ν", data: "Data", slice: "Slice, others fixed", arrows: "From ν̂ to ν" };
    const make = (name, attributes = {}, text = "") => {
        const made = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
        made.textContent = text;
        return made;
    };
    const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
    // "x_1" with its index below.
    const rich = (text) => text.split(/_(\w+)/).map((part, index) => (index % 2 ? make("sub", {}, part) : part));
    const sign = (text) => text.replaceAll("-", "−");
    const best = nuisances.map((nuisance) => nuisance.best);
    let nu = best;

    // The products of Chebyshev polynomials up to a total degree, the first nuisance slowest.
    const terms = (point, degree) => {
        let rows = [[0, 1]];
        nuisances.forEach(({ low, high }, index) => {
            const x = (2 * (point[index] - low)) / (high - low) - 1;
            const powers = [1, x];
            for (let k = 2; k <= degree; k += 1) powers.push(2 * x * powers[k - 1] - powers[k - 2]);
            rows = rows.flatMap(([sum, product]) =>
                Array.from({ length: degree - sum + 1 }, (_, k) => [sum + k, product * powers[k]]));
        });
        return rows.map(([, product]) => product);
    };
    const sum = (coefficients, products) => coefficients.reduce((total, one, index) => total + one * products[index], 0);
    const devianceAt = (point) => deviance.quantum * sum(deviance.coefficients, terms(point, deviance.degree));
    // Expected events by class, and in all.
    const expected = (histogram, point) => {
        const products = terms(point, histogram.degree);
        const classes = histogram.classes.map(({ bins }) => bins.map((bin) => histogram.quantum * sum(bin, products)));
        const total = histogram.data.map((_, bin) => classes.reduce((all, one) => all + one[bin], 0));
        return { classes, total };
    };
    const chiSquared = (histogram, total) => {
        let [value, bins] = [0, -histogram.degreesLost];
        total.forEach((model, bin) => {
            if (!(model > 0)) return;
            value += (histogram.data[bin] - model) ** 2 / (model + histogram.error[bin] ** 2);
            bins += 1;
        });
        return { value, bins };
    };

    // Frames of a drawing: places of values, kept inside.
    const frames = (svg) => [...svg.querySelectorAll("rect[data-x]")].map((rect) => {
        const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
        const [[x0, x1], [y0, y1]] = ["x", "y"].map((name) => rect.getAttribute(`data-${name}`).split(" ").map(Number));
        return {
            left, top, right: left + width, bottom: top + height, limits: [x0, x1],
            x: (value) => left + (width * (value - x0)) / (x1 - x0),
            y: (value) => top + height - (height * (value - y0)) / (y1 - y0),
        };
    });
    const fixed = (value) => String(Math.round(100 * value) / 100);
    const stairs = (frame, { first, width }, values) => {
        const place = (value) => fixed(clamp(frame.y(value), frame.top, frame.bottom));
        const edge = (index) => fixed(frame.x(first + width * index));
        return `M${edge(0)} ${values.map((value, bin) => `${place(value)}H${edge(bin + 1)}`).join("V")}`;
    };
    // Points with bars: those beyond the frame end as a sign on its edge.
    const points = (frame, { first, width, data: counts, lower, upper }, norms, skipsEmpty) => {
        let [dots, bars] = ["", ""];
        counts.forEach((count, bin) => {
            if (!(norms[bin] > 0) || (skipsEmpty && count === 0)) return;
            const x = fixed(frame.x(first + width * (bin + 0.5)));
            const [low, middle, high] = [lower[bin], count, upper[bin]].map((value) => frame.y(value / norms[bin]));
            if (high < frame.bottom && low > frame.top) {
                bars += `M${x} ${fixed(Math.max(high, frame.top))}V${fixed(Math.min(low, frame.bottom))}`;
            }
            if (middle >= frame.top && middle <= frame.bottom) dots += `M${x} ${fixed(middle)}h0`;
            else if (middle < frame.top) bars += `M${x} ${fixed(frame.top + 1)}l2 3.4h-4z`;
            else bars += `M${x} ${fixed(frame.bottom - 1)}l2-3.4h-4z`;
        });
        return { dots, bars };
    };
    const leaves = (svg, attribute, name) =>
        [...svg.querySelectorAll(`[${attribute}="${CSS.escape(name)}"]`)].flatMap((holder) => (holder.matches("g") ? [...holder.querySelectorAll("path")] : [holder]));
    // All of a series in its first path, which no frame cuts off any more: what is written here lies inside.
    const write = (paths, text) => paths.forEach((path, index) => {
        path.closest("[clip-path]")?.removeAttribute("clip-path");
        path.setAttribute("d", index === 0 && text ? text : "M0 0");
    });
    const isDot = (path) => path.closest("[stroke-linecap=round]") !== null;
    // A path of a class, on top of a drawing.
    const own = (svg, name, mark) => {
        let path = svg.querySelector(`.${name}`);
        if (path) return path;
        path = document.createElementNS("http://www.w3.org/2000/svg", "path");
        path.setAttribute("class", name);
        path.setAttribute("data-mark", mark);
        svg.append(path);
        return path;
    };
    const here = (svg) => own(svg, "explore-here", "here");

    const drawings = [...figure.querySelectorAll(".picture")].map((picture) => [...picture.querySelectorAll("svg.plot")]);
    const isCurves = (svg) => leaves(svg, "data-curve", names.slice).length > 0;
    const isArrows = (svg) => leaves(svg, "data-mark", names.arrows).length > 0;
    const drawDistributions = (svg, all) => {
        const panels = frames(svg);
        const [lines, classes] = [[], data.histograms[0].classes.map(() => [])];
        let [dots, bars] = ["", ""];
        all.forEach(({ total, classes: parts }, index) => {
            const [main, ratio] = panels.slice(2 * index);
            const histogram = histograms[index];
            lines.push(stairs(main, histogram, total));
            parts.forEach((part, kind) => classes[kind].push(stairs(main, histogram, part)));
            for (const drawn of [points(main, histogram, total.map(() => 1), false), points(ratio, histogram, total, true)]) {
                dots += drawn.dots;
                bars += drawn.bars;
            }
        });
        write(leaves(svg, "data-curve", names.model), lines.join(""));
        histograms[0].classes.forEach(({ name }, kind) => write(leaves(svg, "data-curve", name), classes[kind].join("")));
        const marks = leaves(svg, "data-point", names.data);
        write(marks.filter(isDot), dots);
        write(marks.filter((mark) => !isDot(mark)), bars);
    };
    const ring = (x, y) => `M${fixed(x - 3)} ${fixed(y)}L${fixed(x)} ${fixed(y - 3)}L${fixed(x + 3)} ${fixed(y)}L${fixed(x)} ${fixed(y + 3)}L${fixed(x - 3)} ${fixed(y)}`;
    // The star of the best fit stands there already.
    const isBest = () => nu.every((value, index) => value === best[index]);
    const drawCurves = (svg) => {
        const panels = frames(svg);
        const slices = panels.map((frame, index) => {
            const [low, high] = [Math.max(nuisances[index].low, frame.limits[0]), Math.min(nuisances[index].high, frame.limits[1])];
            let [text, isDrawn] = ["", false];
            for (let step = 0; step <= 120; step += 1) {
                const value = low + ((high - low) * step) / 120;
                const y = frame.y(devianceAt(nu.map((own, other) => (other === index ? value : own))));
                const isInside = y >= frame.top - 1 && y <= frame.bottom + 1;
                if (isInside) text += `${isDrawn ? "L" : "M"}${fixed(frame.x(value))} ${fixed(clamp(y, frame.top, frame.bottom))}`;
                isDrawn = isInside;
            }
            return text;
        });
        write(leaves(svg, "data-curve", names.slice), slices.join(""));
        here(svg).setAttribute("d", panels.map((frame, index) => {
            const x = frame.x(nu[index]);
            if (x < frame.left || x > frame.right) return "";
            const y = frame.y(devianceAt(nu));
            const isInside = y >= frame.top && y <= frame.bottom;
            // The line ends above the place of ν, and of the star.
            const star = Math.abs(x - frame.x(best[index])) < 6 ? frame.y(0) : frame.bottom + 7;
            return `M${fixed(x)} ${fixed(frame.top)}V${fixed(Math.max(frame.top, Math.min(isInside ? y : star, star) - 7))}${isInside && !isBest() ? ring(x, y) : ""}`;
        }).join(""));
    };
    // Shafts and heads; where nothing moves, a dot.
    const drawArrows = (svg) => {
        const [shafts, heads] = [[], []];
        frames(svg).slice(0, arrows.length).forEach((frame, index) => {
            const { tails, magnification, quantum, degree, x, y } = arrows[index];
            const products = terms(nu, degree);
            tails.forEach(([left, up], arrow) => {
                const from = [frame.x(left), frame.y(up)];
                const moved = [x, y].map((one) => magnification * quantum * sum(one[arrow], products));
                const to = [frame.x(left + moved[0]), frame.y(up + moved[1])];
                const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
                const length = Math.hypot(dx, dy);
                if (length < 0.3) {
                    shafts.push(`M${from.map(fixed).join(" ")}h0`);
                    return;
                }
                const size = Math.min(4.7, 0.45 * length + 0.8) / length;
                const base = [to[0] - dx * size, to[1] - dy * size];
                const side = [-dy * size * 0.42, dx * size * 0.42];
                shafts.push(`M${from.map(fixed).join(" ")}L${base.map(fixed).join(" ")}`);
                heads.push(`M${to.map(fixed).join(" ")}L${fixed(base[0] + side[0])} ${fixed(base[1] + side[1])}L${fixed(base[0] - side[0])} ${fixed(base[1] - side[1])}z`);
            });
        });
        write(leaves(svg, "data-mark", names.arrows).filter((path) => path.matches("path") && !path.matches("[class^=explore]")), "");
        own(svg, "explore-shafts", names.arrows).setAttribute("d", shafts.join("") || "M0 0");
        own(svg, "explore-heads", names.arrows).setAttribute("d", heads.join("") || "M0 0");
    };
    const drawPlane = (svg) => {
        const [frame] = frames(svg);
        const [x, y] = [clamp(frame.x(nu[0]), frame.left, frame.right), clamp(frame.y(nu[1]), frame.top, frame.bottom)];
        // A cross around the point and its place on the edges: whole lines would run through labels and the star.
        const [gap, arm, mark] = [7, 18, 9];
        const [across, up] = [(value) => fixed(clamp(value, frame.left, frame.right)), (value) => fixed(clamp(value, frame.top, frame.bottom))];
        const upright = [[y - gap, y - arm], [y + gap, y + arm], [frame.top, frame.top + mark], [frame.bottom, frame.bottom - mark]];
        const level = [[x - gap, x - arm], [x + gap, x + arm], [frame.left, frame.left + mark], [frame.right, frame.right - mark]];
        const lines = upright.map(([from, to]) => `M${fixed(x)} ${up(from)}V${up(to)}`).concat(level.map(([from, to]) => `M${across(from)} ${fixed(y)}H${across(to)}`));
        here(svg).setAttribute("d", lines.join("") + (isBest() ? "" : ring(x, y)));
    };
    const draw = () => {
        const all = histograms.map((histogram) => expected(histogram, nu));
        drawings.forEach((svgs, index) => {
            for (const svg of svgs) {
                if (index === 0) drawDistributions(svg, all);
                else if (isCurves(svg)) drawCurves(svg);
                else if (isArrows(svg)) drawArrows(svg);
                else drawPlane(svg);
                svg.dispatchEvent(new Event("redrawn"));
            }
        });
        const likelihood = sign(devianceAt(nu).toFixed(2)).replace(/^−0\.00$/, "0.00");
        rows.forEach(({ slider, shown, nuisance }, index) => {
            const digits = clamp(2 - Math.floor(Math.log10(nuisance.high - nuisance.low)), 0, 8);
            const pull = nuisance.sigma ? (nu[index] - nuisance.best) / nuisance.sigma : null;
            const far = pull === null ? "" : ` = ν̂ ${pull < 0 ? "−" : "+"} ${Math.abs(pull).toFixed(2)} σ`;
            slider.value = nu[index];
            shown.textContent = sign(nu[index].toFixed(digits)) + far;
            slider.setAttribute("aria-valuetext", `${shown.textContent}; −2Δln L ${likelihood}`);
        });
        const tests = histograms.map((histogram, index) => {
            const { value, bins } = chiSquared(histogram, all[index].total);
            return `${histogram.name} ${value.toFixed(1)}/${bins}`;
        });
        values.replaceChildren(...rich(`−2Δln L = ${likelihood}; χ²/ndf: ${tests.join(", ")}`));
    };

    // Of an address that someone typed, as far as it can be read.
    const plain = (text) => {
        try {
            return decodeURIComponent(text);
        } catch {
            return text;
        }
    };
    // The page's address holds ν, beside what it holds of the figure's view.
    const address = () => {
        const [name, options = ""] = location.hash.slice(1).split("?");
        const own = [figure.id, figure.id.replace(/_figure$/, "")].includes(plain(name));
        return { own, options: new Map(own ? options.split("&").filter(Boolean).map((option) => option.split("=")) : []) };
    };
    const keep = () => {
        const { options } = address();
        nuisances.forEach(({ name, best: value }, index) => {
            const key = encodeURIComponent(name);
            if (nu[index] === value) options.delete(key);
            else options.set(key, Number(nu[index].toPrecision(6)));
        });
        const text = [...options].map((option) => option.join("=")).join("&");
        try {
            history.replaceState(history.state, "", `#${encodeURIComponent(figure.id)}${text ? "?" : ""}${text}`);
        } catch {
            // The page's address cannot be changed, so ν is not kept.
            box.dataset.link = "unkept";
        }
    };
    const follow = () => {
        const { own, options } = address();
        const wanted = nuisances.map(({ name }) => options.get(encodeURIComponent(name)));
        if (!own || wanted.every((value) => value === undefined)) return false;
        nu = nuisances.map(({ low, high, best: value }, index) => {
            const number = Number(wanted[index] ?? value);
            return Number.isFinite(number) ? clamp(number, low, high) : value;
        });
        return true;
    };

    const rows = nuisances.map((nuisance, index) => {
        const id = `${figure.id}_nu_${index}`;
        const row = make("div", { class: "explore-row" });
        const label = make("label", { for: id }, "ν");
        label.append(make("sub", {}, nuisance.name));
        const { low, high } = nuisance;
        const slider = make("input", { type: "range", id, min: low, max: high, step: (high - low) / 240 });
        const shown = make("output", { for: id });
        slider.addEventListener("input", () => {
            nu = nu.map((value, other) => (other === index ? Number(slider.value) : value));
            draw();
        });
        slider.addEventListener("change", keep);
        row.append(label, slider, shown);
        box.append(row);
        return { slider, shown, nuisance };
    });
    const places = make("div", { class: "explore-places" });
    for (const [key, words] of [["best", "Best fit ν̂"], ["anchor", "Anchor ν⁰"], ["truth", "Truth"]]) {
        if (!nuisances.every((nuisance) => Number.isFinite(nuisance[key]))) continue;
        const button = make("button", { type: "button" }, words);
        button.addEventListener("click", () => {
            nu = nuisances.map((nuisance) => clamp(nuisance[key], nuisance.low, nuisance.high));
            draw();
            keep();
        });
        places.append(button);
    }
    const values = make("p", { class: "explore-values" });
    box.append(places, values);
    box.hidden = false;
    if (follow()) figure.scrollIntoView({ block: "center", behavior: "instant" });
    draw();
    addEventListener("hashchange", () => {
        if (follow()) draw();
    });
    // On paper stands the best fit.
    let kept = nu;
    addEventListener("beforeprint", () => {
        kept = nu;
        nu = best;
        draw();
    });
    addEventListener("afterprint", () => {
        nu = kept;
        draw();
    });
}
