// The page is whole without this script. It adds filters, sorting, panning and zooming, and a choice of colours.
"use strict";
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

// Dark or light: what the reader prefers, until he presses the button. Files need not have a storage.
function colours() {
  const root = document.documentElement;
  const recall = () => { try { return sessionStorage.getItem("theme"); } catch { return null; } };
  const keep = theme => { try { sessionStorage.setItem("theme", theme); } catch { /* until the page is left */ } };
  const prefersDark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : prefersDark();
  const button = make("button", { type: "button", id: "theme" });
  const name = () => { button.textContent = isDark() ? "Light colours" : "Dark colours"; };
  button.onclick = () => { root.dataset.theme = isDark() ? "light" : "dark"; keep(root.dataset.theme); name(); };
  if (["dark", "light"].includes(recall())) root.dataset.theme = recall();
  name();
  document.querySelector("nav").append(button);
}

// A diagram is moved by its view box: dragged, with the keys, or by the wheel with Ctrl.
function movable(canvas) {
  const svg = canvas.querySelector("svg");
  const box = svg?.viewBox.baseVal;
  if (!box?.width) return;
  const whole = { x: box.x, y: box.y, width: box.width, height: box.height };
  const show = to => Object.assign(box, to);
  const zoom = (factor, x = box.x + box.width / 2, y = box.y + box.height / 2) => {
    const width = Math.min(Math.max(box.width * factor, whole.width / 40), whole.width * 2);
    const by = width / box.width;
    show({ x: x - (x - box.x) * by, y: y - (y - box.y) * by, width, height: box.height * by });
  };
  const pan = (x, y) => show({ x: box.x + x * box.width, y: box.y + y * box.height });
  const point = event => new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
  const steps = {
    ArrowLeft: () => pan(-.1, 0), ArrowRight: () => pan(.1, 0), ArrowUp: () => pan(0, -.1), ArrowDown: () => pan(0, .1),
    "+": () => zoom(.8), "=": () => zoom(.8), "-": () => zoom(1.25), 0: () => show(whole),
  };
  const start = () => {
    if (canvas.classList.contains("moving")) return;
    svg.style.height = svg.getBoundingClientRect().height + "px"; // set by the script, which the policy allows
    canvas.classList.add("moving");
  };
  canvas.tabIndex = 0;
  canvas.setAttribute("role", "group");
  canvas.setAttribute("aria-label", "Diagram: arrow keys move it, + and - zoom, 0 fits");
  canvas.addEventListener("keydown", event => {
    const step = steps[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    start();
    step();
  });
  canvas.addEventListener("wheel", event => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    start();
    const at = point(event);
    zoom(1.002 ** event.deltaY, at.x, at.y);
  }, { passive: false });
  let from = null;
  let hasMoved = false;
  canvas.addEventListener("pointerdown", event => {
    if (event.button !== 0) return;
    start();
    from = point(event);
    hasMoved = false;
  });
  addEventListener("pointermove", event => {
    if (!from) return;
    const at = point(event);
    const by = { x: from.x - at.x, y: from.y - at.y };
    if (!hasMoved && Math.hypot(by.x, by.y) * svg.clientWidth < 5 * box.width) return;
    hasMoved = true;
    canvas.classList.add("dragged");
    show({ x: box.x + by.x, y: box.y + by.y });
  });
  addEventListener("pointerup", () => { from = null; canvas.classList.remove("dragged"); });
  // What ends a drag is no click on the link below.
  canvas.addEventListener("click", event => { if (hasMoved) event.preventDefault(); hasMoved = false; }, true);
  canvas.addEventListener("dragstart", event => event.preventDefault());
  const tool = (text, label, key) => {
    const onclick = () => { start(); steps[key](); };
    const button = make("button", { type: "button", textContent: text, title: label, onclick });
    button.setAttribute("aria-label", label);
    return button;
  };
  const tools = [tool("−", "Zoom out", "-"), tool("+", "Zoom in", "+"), tool("Fit", "Fit the diagram", "0")];
  canvas.after(make("div", { className: "tools" }, ...tools));
  canvas.centre = link => {
    start();
    show(whole);
    const to = link.getBoundingClientRect();
    const at = point({ clientX: to.x + to.width / 2, clientY: to.y + to.height / 2 });
    zoom(.5);
    show({ x: at.x - box.width / 2, y: at.y - box.height / 2 });
  };
}

// From an element to where it is drawn.
function showInDiagram(anchor) {
  const link = all(".views .canvas a").find(it => it.getAttribute("href") === "#" + anchor);
  if (!link) return;
  const figure = link.closest("figure");
  figure.previousElementSibling.previousElementSibling.checked = true;
  all(".shown").forEach(it => it.classList.remove("shown"));
  link.classList.add("shown");
  figure.scrollIntoView({ block: "nearest" });
  figure.querySelector(".canvas").centre?.(link);
}

const { compare } = new Intl.Collator("en", { numeric: true });

// The table of findings, and the findings by element that go with its rows.
const FILTERS = ["Severity", "On", "STRIDE", "Likelihood", "Certainty", "Decision"];
const name = heading => ({ On: "element" })[heading] ?? heading.toLowerCase();

function filters() {
  const table = document.getElementById("all");
  if (!table) return null;
  const columns = all("thead th", table).map(it => it.textContent);
  const cell = (row, heading) => row.cells[columns.indexOf(heading)];
  const values = (row, heading) => heading === "STRIDE"
    ? all("span", cell(row, heading)).map(it => it.textContent) : [cell(row, heading).textContent];
  const rows = all("tbody tr", table).map(row => {
    const of = { element: [row.dataset.element] };
    FILTERS.filter(it => it !== "On").forEach(it => { of[name(it)] = values(row, it); });
    return { row, of, detail: document.getElementById(row.querySelector("td a").hash.slice(1)), text: null };
  });
  const bar = document.getElementById("filters");
  const text = make("input", { type: "search", name: "text" });
  const count = make("p", { id: "count" });
  count.setAttribute("aria-live", "polite");
  const selects = FILTERS.map(heading => {
    const options = new Map(rows.flatMap(({ row, of }) => of[name(heading)].map(it =>
      [it, heading === "On" ? cell(row, heading).textContent : it])));
    const sorted = heading === "Severity" ? [...options] : [...options].sort((a, b) => a[1].localeCompare(b[1]));
    const select = make("select", { name: name(heading) }, make("option", { value: "", textContent: "any" }),
      ...sorted.map(([value, textContent]) => make("option", { value, textContent })));
    return select;
  });
  const fields = [text, ...selects];
  const label = (words, field) => make("label", {}, words, field);
  const reset = make("button", { type: "button", textContent: "Show all", id: "reset" });
  const labelled = selects.map((it, index) => label(FILTERS[index] === "On" ? "Element" : FILTERS[index], it));
  bar.append(label("Text", text), ...labelled, reset, count);
  bar.hidden = false;

  const words = it => (it.text ??= (it.row.textContent + " " + (it.detail?.textContent ?? "")).toLowerCase());
  const apply = () => {
    const wanted = selects.filter(it => it.value);
    const terms = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const it of rows) {
      const fits = wanted.every(field => it.of[field.name].includes(field.value))
        && terms.every(term => words(it).includes(term));
      it.row.hidden = !fits;
      if (it.detail?.closest(".target")) it.detail.hidden = !fits;
      shown += fits;
    }
    const left = ".finding:not([hidden]), .potential:not([hidden])";
    all(".question, .target").forEach(it => { it.hidden = !it.querySelector(left); });
    count.textContent = `${shown} of ${rows.length} ${rows.length === 1 ? "finding" : "findings"}`;
  };
  const address = () => {
    const chosen = new URLSearchParams(fields.filter(it => it.value).map(it => [it.name, it.value]));
    const hash = chosen.size ? "#findings?" + chosen : "#findings";
    try { history.replaceState(null, "", hash); } catch { /* some pages may not: they filter all the same */ }
  };
  const set = chosen => { fields.forEach(it => { it.value = chosen.get(it.name) ?? ""; }); apply(); };
  fields.forEach(it => it.addEventListener("input", () => { apply(); address(); }));
  reset.onclick = () => { set(new URLSearchParams()); address(); };
  sortable(table, columns, cell);
  apply();
  return { set, address, isHidden: () => fields.some(it => it.value) };
}

function sortable(table, columns, cell) {
  const key = (row, heading) => {
    const { dataset, textContent } = cell(row, heading);
    return dataset.rank ? +dataset.rank : textContent.trim();
  };
  const order = (a, b) => typeof a === "number" ? a - b : compare(a, b);
  all("thead th", table).forEach((th, index) => {
    const heading = columns[index];
    const button = make("button", { type: "button", textContent: heading });
    button.onclick = () => {
      const isDown = th.getAttribute("aria-sort") === "ascending";
      all("th", table.tHead).forEach(it => it.removeAttribute("aria-sort"));
      th.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      const body = table.tBodies[0];
      const keyed = [...body.rows].map(row => [key(row, heading), row]);
      keyed.sort((a, b) => isDown ? order(b[0], a[0]) : order(a[0], b[0]));
      body.append(...keyed.map(it => it[1]));
    };
    th.replaceChildren(button);
  });
}

// Where an address leads is shown, whatever is closed or filtered around it.
function follow(findings) {
  const hash = decodeURIComponent(location.hash.slice(1));
  if (hash.startsWith("findings?")) {
    findings?.set(new URLSearchParams(location.hash.slice("#findings?".length)));
    document.getElementById("findings").scrollIntoView();
    return;
  }
  const target = document.getElementById(hash);
  if (!target) return;
  if (target.closest("[hidden]")) findings?.set(new URLSearchParams());
  for (let it = target.closest("details"); it; it = it.parentElement.closest("details")) it.open = true;
  target.scrollIntoView();
}

addEventListener("DOMContentLoaded", () => {
  colours();
  all(".canvas").forEach(movable);
  const findings = filters();
  addEventListener("hashchange", () => follow(findings));
  if (location.hash) follow(findings);
  addEventListener("click", event => {
    const link = event.target.closest?.("a[data-filter], a[data-show]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (link.dataset.show) return showInDiagram(link.dataset.show);
    findings?.set(new URLSearchParams(link.dataset.filter));
    findings?.address();
    document.getElementById("findings").scrollIntoView();
  });
  // Older browsers print no closed details.
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = all("details:not([open])");
    closed.forEach(it => { it.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach(it => { it.open = false; }));
  if (location.hash === "#selftest") selftest();
});
