// What reviewers say: a server's page has a button at everything that can be reviewed. What is written goes into the file beside
// the report, and comes back with the page.
{
    const bar = document.querySelector(".live");
    const token = document.querySelector("meta[name=fiducial-live]").content;
    const make = (name, attributes, ...inside) => {
        const element = document.createElement(name);
        for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
        element.append(...inside);
        return element;
    };
    // What is not sent yet, by target: a page that is renewed meanwhile keeps it.
    const drafts = new Map();
    let number = 0;

    const signer = () => {
        try {
            return localStorage.getItem("fiducial-signer") ?? bar.dataset.signer ?? "";
        } catch {
            return bar.dataset.signer ?? "";
        }
    };
    const remember = (name) => {
        try {
            localStorage.setItem("fiducial-signer", name);
        } catch {
            bar.dataset.signer = name;
        }
    };

    // The page may have been renewed since.
    const boxOf = (target) => [...document.querySelectorAll(".signoff[data-target]")].find((box) => box.dataset.target === target);

    const send = async (box, form, kind) => {
        const target = box.dataset.target;
        const draft = { text: form.elements.text.value, digest: form.dataset.digest };
        // What could not be written is there again, also where the page was renewed meanwhile.
        const failed = (words) => {
            drafts.set(target, draft);
            const now = boxOf(target);
            const shown = form.isConnected || !now ? form : now.querySelector(".signoff-form") ?? open(now, draft.digest);
            shown.querySelector("output").textContent = words;
        };
        const [author, text, said] = [form.elements.author, form.elements.text, form.querySelector("output")];
        if (author.value.trim() === "") {
            said.textContent = "Who are you? The entry needs a name.";
            return author.focus();
        }
        if (kind !== "approval" && text.value.trim() === "") {
            said.textContent = kind === "note" ? "Write the note first." : "Say what is wrong.";
            return text.focus();
        }
        remember(author.value.trim());
        const buttons = [...form.querySelectorAll("button")];
        for (const button of buttons) button.disabled = true;
        said.textContent = "Writing …";
        // The entry may come back with the page before the answer does.
        drafts.delete(target);
        try {
            const answer = await fetch(bar.dataset.review, {
                method: "POST",
                headers: { "Content-Type": "application/json", "X-Fiducial-Token": token },
                body: JSON.stringify({
                    target, key: draft.digest, kind, author: author.value.trim(), text: draft.text,
                }),
            });
            if (answer.ok) {
                form.remove();
                const button = boxOf(target)?.querySelector(".signoff-open");
                button?.setAttribute("aria-expanded", "false");
                button?.focus({ preventScroll: true });
            } else {
                failed(await answer.text());
            }
        } catch {
            failed("The server does not answer; nothing was written.");
        }
        for (const button of buttons) button.disabled = false;
    };

    const open = (box, digest) => {
        const target = box.dataset.target;
        number += 1;
        const [nameId, textId] = [`_signer${number}`, `_remark${number}`];
        const author = make("input", { id: nameId, name: "author", autocomplete: "name", maxlength: "200", value: signer() });
        const text = make("textarea", { id: textId, name: "text", rows: "3", maxlength: "20000" });
        text.value = drafts.get(target)?.text ?? "";
        const say = (kind, words) => make("button", { type: "button", "data-kind": kind }, words);
        const cancel = make("button", { type: "button", class: "signoff-cancel" }, "Cancel");
        const form = make(
            "form", { class: "signoff-form", "data-digest": digest },
            make("p", {}, make("label", { for: textId }, "What you say; $…$ is math"), text),
            make("p", {}, make("label", { for: nameId }, "Your name"), author),
            make("p", { class: "signoff-buttons" }, say("approval", "Approve"), say("note", "Add a note"), say("objection", "Object"), cancel),
            make("output", { "aria-live": "polite" }));
        form.addEventListener("submit", (event) => event.preventDefault());
        text.addEventListener("input", () => drafts.set(target, { text: text.value, digest }));
        form.addEventListener("click", (event) => {
            const kind = event.target.closest("button[data-kind]")?.dataset.kind;
            if (kind) send(box, form, kind);
        });
        const button = box.querySelector(".signoff-open");
        cancel.addEventListener("click", () => {
            drafts.delete(target);
            form.remove();
            button.setAttribute("aria-expanded", "false");
            button.focus({ preventScroll: true });
        });
        drafts.set(target, { text: text.value, digest });
        button.setAttribute("aria-expanded", "true");
        box.append(form);
        return form;
    };

    const prepare = (box) => {
        if (box.querySelector(".signoff-open")) return;
        const subject = box.getAttribute("aria-label");
        const button = make("button", { type: "button", class: "signoff-open", "aria-expanded": "false", "aria-label": subject }, "Review");
        box.prepend(button);
        button.addEventListener("click", () => {
            const form = box.querySelector(".signoff-form");
            if (form) return form.querySelector(".signoff-cancel").click();
            open(box, box.dataset.digest).elements.text.focus({ preventScroll: true });
        });
        const draft = drafts.get(box.dataset.target);
        if (!draft) return;
        // What came into the place of what was looked at may be something else: the server then says so.
        const form = open(box, draft.digest);
        if (draft.digest !== box.dataset.digest) {
            form.querySelector("output").textContent = "This has changed since you began to write. Look again: cancel, and begin anew.";
        }
    };
    prepared((roots) => {
        for (const root of roots) {
            const boxes = [...root.querySelectorAll(".signoff[data-target]")];
            if (root.matches?.(".signoff[data-target]")) boxes.push(root);
            boxes.forEach(prepare);
        }
    });
}
