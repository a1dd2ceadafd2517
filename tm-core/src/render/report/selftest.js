// Opened as report.html#selftest the page tries itself, and lists what works as PASS and what does not as FAIL.
async function selftest() {
  const results = [];
  const check = (what, holds) => results.push(`${holds ? "PASS" : "FAIL"} ${what}`);
  const table = document.getElementById("all");
  const place = link => document.getElementById(decodeURIComponent(link.getAttribute("href").slice(1)));
  const detail = row => place(row.querySelector("td a"));
  const shown = () => all("tbody tr:not([hidden])", table);
  const field = name => document.querySelector(`#filters [name="${name}"]`);
  const set = (name, value) => { field(name).value = value; field(name).dispatchEvent(new Event("input")); };
  const reset = () => document.getElementById("reset").click();
  if (table) {
    const total = table.tBodies[0].rows.length;
    check("every finding has its place", shown().every(detail));
    for (const select of all("#filters select")) {
      set(select.name, select.options[1].value);
      const rows = shown();
      const count = document.getElementById("count").textContent;
      check(`${select.name} filters`, rows.length > 0 && count.startsWith(`${rows.length} of ${total}`));
      const address = new URLSearchParams(location.hash.split("?")[1]);
      check(`${select.name} is in the address`, address.get(select.name) === select.value);
      const details = rows.map(detail);
      check(`${select.name} leaves the findings that fit`, details.every(it => !it.closest("[hidden]"))
        && all(".finding:not([hidden]), .potential:not([hidden])").every(it => details.includes(it)));
      reset();
    }
    const id = table.querySelector(".id").textContent;
    set("text", id.toLowerCase());
    check("text filters", shown().length > 0 && shown().every(it => it.textContent.includes(id)
      || detail(it).textContent.includes(id)));
    set("text", "no finding says this");
    check("nothing fits nonsense", shown().length === 0);
    reset();
    check("all are shown again", shown().length === total
      && !document.querySelector(".target[hidden], .question[hidden]"));
    for (const button of all("thead button", table)) {
      const heading = button.closest("th");
      for (const time of ["once", "twice"]) {
        button.click();
        const cells = shown().map(it => it.cells[heading.cellIndex]);
        const keys = cells.map(it => it.dataset.rank ?? it.textContent.trim());
        const way = { ascending: 1, descending: -1 }[heading.getAttribute("aria-sort")];
        const isSorted = keys.every((key, index) => !index || way * compare(keys[index - 1], key) <= 0);
        check(`${heading.textContent} sorts ${time}`, keys.length === total && isSorted);
      }
      check(`${heading.textContent} alone says so`, all("th[aria-sort]", table).length === 1);
    }
    const cell = document.querySelector("a[data-filter]");
    if (cell) {
      cell.click();
      const said = all("b, .maybe", cell).reduce((sum, it) => sum + parseInt(it.textContent), 0);
      check("a cell of the matrix filters", shown().filter(it => it.cells[6].textContent === "open").length === said);
      reset();
    }
    const closed = document.querySelector(".question .potential");
    if (closed) {
      closed.closest("details").open = false;
      location.hash = closed.id;
      await new Promise(done => addEventListener("hashchange", () => setTimeout(done), { once: true }));
      check("an address opens what is closed", closed.closest("details").open);
    }
  }
  const canvas = all(".canvas[tabindex]").find(it => it.offsetParent);
  if (canvas) {
    const svg = canvas.querySelector("svg");
    const box = () => svg.getAttribute("viewBox");
    const press = key => canvas.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
    const changes = act => { const before = box(); act(); return box() !== before; };
    const whole = box();
    check("keys pan", changes(() => press("ArrowRight")));
    check("keys zoom", changes(() => press("+")));
    check("buttons zoom", changes(() => canvas.parentElement.querySelector(".tools button").click()));
    const turn = ctrlKey => canvas.dispatchEvent(new WheelEvent("wheel", { deltaY: 100, ctrlKey, cancelable: true }));
    check("the wheel zooms with Ctrl alone", !changes(() => turn(false)) && changes(() => turn(true)));
    check("a drag pans", changes(() => {
      canvas.dispatchEvent(new PointerEvent("pointerdown", { clientX: 200, clientY: 200 }));
      dispatchEvent(new PointerEvent("pointermove", { clientX: 250, clientY: 220 }));
      dispatchEvent(new PointerEvent("pointerup"));
    }));
    press("0");
    check("fit shows all again", box().split(/[ ,]+/).map(Number).join() === whole.split(/[ ,]+/).map(Number).join());
    const links = all(".views .canvas a").map(it => it.getAttribute("href"));
    check("what is drawn has its place", links.length > 0 && links.every(it => document.getElementById(it.slice(1))));
    const show = document.querySelector("a[data-show]");
    show?.click();
    const found = document.querySelector(".canvas a.shown")?.getAttribute("href");
    check("an element is shown in its diagram", found === "#" + show?.dataset.show);
    const seen = all(".views > .diagram").filter(it => it.getClientRects().length);
    check("one diagram is seen at a time", seen.length === 1);
  }
  const theme = () => getComputedStyle(document.body).backgroundColor;
  const before = theme();
  document.getElementById("theme").click();
  check("the colours change", theme() !== before);
  document.getElementById("theme").click();
  check("and change back", theme() === before);
  check("ids are unique", new Set(all("[id]").map(it => it.id)).size === all("[id]").length);
  check("links within the page lead somewhere", all("a[href^='#']").every(place));
  check("nothing was loaded", performance.getEntriesByType("resource").every(it => it.name.startsWith("data:")));
  check("nothing is wider than the page", document.documentElement.scrollWidth <= innerWidth);
  document.body.append(make("pre", { id: "results", textContent: results.join("\n") }));
}
