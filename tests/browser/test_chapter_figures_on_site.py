"""Each chapter's page as it is opened from a folder, without a network: every figure alive, every control moves it."""

from chapters import every_chapter, figures
from site_tools import bars_nobody, built_in, open_page

LIMIT = 2_000_000  # bytes of a page

# Moves every control of a figure to its ends by the events that a hand would cause; returns those that change nothing.
MOVE_ALL = """async root => {
    const frame = () => new Promise(done => requestAnimationFrame(done)); // a figure has asked for the same one before
    const look = () => {
        const sheets = ["cells", "canvas"].map(name => root.querySelector(`canvas.downhill-${name}`));
        const paper = new OffscreenCanvas(sheets[0].width, sheets[0].height);
        const copy = paper.getContext("2d", { willReadFrequently: true });
        for (const sheet of sheets) copy.drawImage(sheet, 0, 0);
        const pixels = new Uint32Array(copy.getImageData(0, 0, paper.width, paper.height).data.buffer);
        let sum = 0;
        for (let i = 0; i < pixels.length; i++) sum = (sum * 31 + pixels[i]) | 0;
        return sum + root.querySelector(".downhill-summary").textContent;
    };
    const trains = root.querySelector(".downhill-work") !== null; // what would come next takes its time
    const idle = [];
    for (const row of root.querySelectorAll(".downhill-control:not([hidden])")) {
        const range = row.querySelector("input[type=range]");
        const before = range.value, seen = new Set();
        for (const value of [range.min, range.max]) {
            range.value = value;
            range.dispatchEvent(new Event("input", { bubbles: true }));
            range.dispatchEvent(new Event("change", { bubbles: true }));
            root.querySelector(".downhill-guess")?.click(); // what has to be guessed is hidden at every change
            await frame();
            const end = performance.now() + 10000;
            while (trains && seen.has(look()) && performance.now() < end) await frame();
            seen.add(look());
        }
        if (seen.size < 2) idle.push(row.textContent);
        range.value = before;
        range.dispatchEvent(new Event("input", { bubbles: true }));
        range.dispatchEvent(new Event("change", { bubbles: true }));
    }
    return idle;
}"""


@every_chapter
def test_every_control_of_every_figure_moves_it(browser, tmp_path, path):
    page = built_in(tmp_path, path) / f"{path.stem}.html"
    with open_page(browser, page.as_uri(), reduced_motion="reduce") as one:  # so that what is guessed shows at once
        roots = one.page.locator(".downhill-view").all()
        assert len(roots) == len(figures(path))
        for number, root in enumerate(roots, 1):
            idle = [name for name in root.evaluate(MOVE_ALL) if not name.startswith("ε")]
            assert not idle, f"figure {number}: nothing changes by {idle}"
        bars_nobody(one.page, code=False)  # test_site_pages.py looks at code as well
        outside = [url for url in one.asked if not url.startswith(("blob:", "data:", page.as_uri()))]
        assert (one.told, outside) == ([], [])
    assert page.stat().st_size <= LIMIT
