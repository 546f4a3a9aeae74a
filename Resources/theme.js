// Runs before the first paint, so that the page never flashes in the other theme.
(() => {
    const root = document.documentElement;
    const system = matchMedia("(prefers-color-scheme: dark)");
    const remembered = () => {
        try {
            return localStorage.getItem("fiducial-theme");
        } catch {
            return null; // Storage is closed to this page: follow the system.
        }
    };
    const resolve = () => {
        root.dataset.theme = remembered() ?? (system.matches ? "dark" : "light");
    };
    root.classList.add("scripted");
    resolve();
    system.addEventListener("change", () => {
        resolve();
        dispatchEvent(new Event("themechange"));
    });
})();
