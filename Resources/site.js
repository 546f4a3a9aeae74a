// The search of a site: all that its reports say, show and found stands packed in the list, so that no server is asked.
{
    const form = document.querySelector(".site-search");
    const field = form.querySelector("input");
    const said = document.getElementById("_found");
    const list = document.querySelector(".site-found");
    const most = 60;
    const kinds = { text: "Text", figure: "Figure", table: "Table", claim: "Claim", values: "Value" };
    const make = (name, attributes, ...inside) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...inside);
        return element;
    };
    // Capitals, accents and the two kinds of minus signs mean nothing in a search.
    const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[−–]/g, "-").toLowerCase();

    let entries = [];
    const read = async () => {
        const packed = document.getElementById("_index").textContent;
        const bytes = Uint8Array.from(atob(packed), (character) => character.charCodeAt(0));
        const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).text();
        entries = JSON.parse(text).flatMap((report) => report.entries.flatMap(([kind, anchor, title, body]) => {
            // Each value is a thing of its own.
            const bodies = kind === "values" ? body.split("\n") : [body];
            return bodies.map((words) => ({
                report: report.title, page: report.page, kind, anchor, title, words,
                inTitle: folded(title), inWords: folded(words), around: folded(report.title),
            }));
        }));
    };

    // A word in a title counts more than one in a text, and one that begins a word more than one inside.
    const score = (entry, words) => {
        let sum = 0;
        let isOwn = false;
        for (const word of words) {
            const [title, text] = [entry.inTitle.indexOf(word), entry.inWords.indexOf(word)];
            if (title < 0 && text < 0 && !entry.around.includes(word)) return 0;
            if (title < 0 && text < 0) continue;
            isOwn = true;
            const begins = (whole, at) => at === 0 || !/[\p{L}\p{N}]/u.test(whole[at - 1]);
            if (title >= 0) sum += begins(entry.inTitle, title) ? 8 : 5;
            if (text >= 0) sum += begins(entry.inWords, text) ? 3 : 1;
        }
        if (!isOwn) return 0;
        const phrase = words.join(" ");
        if (words.length > 1 && `${entry.inTitle}\n${entry.inWords}`.includes(phrase)) sum += 6;
        return sum;
    };

    // The text around the first word that was found, with all of them marked.
    const excerpt = (text, words) => {
        const characters = [...text];
        const places = [];
        let whole = "";
        characters.forEach((character, index) => {
            const letters = folded(character);
            for (let count = 0; count < letters.length; count += 1) places.push(index);
            whole += letters;
        });
        const spans = [];
        for (const word of words) {
            for (let at = whole.indexOf(word); at >= 0; at = whole.indexOf(word, at + word.length)) {
                spans.push([places[at], places[at + word.length - 1] + 1]);
            }
        }
        spans.sort((a, b) => a[0] - b[0]);
        const first = spans.length > 0 ? spans[0][0] : 0;
        const [start, end] = [Math.max(0, first - 70), Math.min(characters.length, first + 170)];
        const pieces = [start > 0 ? "…" : ""];
        let done = start;
        for (const [from, to] of spans) {
            if (from < done || to > end) continue;
            pieces.push(characters.slice(done, from).join(""), make("mark", {}, characters.slice(from, to).join("")));
            done = to;
        }
        pieces.push(characters.slice(done, end).join(""), end < characters.length ? "…" : "");
        return pieces;
    };

    const search = () => {
        const words = folded(field.value).split(/\s+/).filter((word) => word !== "");
        // A link to the list holds what was looked for.
        history.replaceState(null, "", words.length > 0 ? `#q=${encodeURIComponent(field.value.trim())}` : location.pathname);
        list.hidden = words.length === 0;
        list.replaceChildren();
        if (words.length === 0) {
            said.textContent = "";
            return;
        }
        const found = entries.map((entry) => ({ entry, score: score(entry, words) })).filter(({ score }) => score > 0);
        found.sort((a, b) => b.score - a.score);
        const count = found.length === 1 ? "One place" : `${found.length} places`;
        said.textContent = found.length === 0 ? "Nothing was found." : found.length > most ? `${count}; the best ${most} of them:` : `${count}:`;
        for (const { entry } of found.slice(0, most)) {
            const target = entry.page + (entry.anchor ? `#${encodeURIComponent(entry.anchor)}` : "");
            const name = entry.kind === "values" ? entry.words.split(" = ")[0] : entry.title || entry.report;
            const link = make("a", { href: target }, ...excerpt(name, words));
            const where = make("span", { class: "site-where" }, ` ${kinds[entry.kind]} in ${entry.report}`);
            const text = make("p", entry.kind === "values" ? { class: "site-value" } : {}, ...excerpt(entry.words, words));
            list.append(make("li", {}, make("p", {}, link, where), entry.words ? text : ""));
        }
    };

    let waiting = 0;
    field.addEventListener("input", () => {
        clearTimeout(waiting);
        waiting = setTimeout(search, 80);
    });
    form.addEventListener("submit", (event) => {
        event.preventDefault();
        search();
    });
    addEventListener("keydown", (event) => {
        if (event.key !== "/" || event.target.closest("input, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        field.focus();
    });
    const asked = () => {
        const query = /^#q=(.*)$/.exec(location.hash);
        if (!query) return;
        field.value = decodeURIComponent(query[1]);
        search();
    };
    addEventListener("hashchange", asked);
    read().then(() => {
        form.hidden = false;
        asked();
    });
}
