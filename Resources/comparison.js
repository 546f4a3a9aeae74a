
// Figures of two reports: side by side, one over the other, or in turn, once a second and a half.
for (const figure of document.querySelectorAll(".comparison-figure")) {
    const controls = figure.querySelector(".comparison-controls");
    const pause = figure.querySelector(".comparison-pause");
    const shown = figure.querySelector("output");
    // Who asked for little motion turns by hand.
    let paused = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let timer = 0;
    const show = (which) => {
        figure.dataset.shown = which;
        shown.textContent = which === "old" ? "Old" : "New";
    };
    const swap = () => show(figure.dataset.shown === "old" ? "new" : "old");
    const run = () => {
        clearInterval(timer);
        pause.setAttribute("aria-pressed", String(paused));
        if (figure.dataset.mode === "turn" && !paused) timer = setInterval(swap, 750);
    };
    controls.hidden = false;
    show("new");
    controls.addEventListener("change", (event) => {
        if (event.target.type !== "radio") return;
        figure.dataset.mode = event.target.value;
        run();
    });
    controls.querySelector("input[type=range]").addEventListener("input", (event) => {
        figure.style.setProperty("--fade", String(event.target.value / 100));
    });
    pause.addEventListener("click", () => {
        paused = !paused;
        run();
    });
    figure.querySelector(".comparison-swap").addEventListener("click", swap);
    run();
}
