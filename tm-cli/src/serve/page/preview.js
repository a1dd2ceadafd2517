"use strict";
// Follows the build: says what it is at, shows what went wrong, and loads the report anew where the reader was.
(() => {
  const { body } = document;
  const report = document.getElementById("report");
  const failure = document.getElementById("failure");
  const state = document.getElementById("state");
  const { session, models } = body.dataset;
  let { revision, serial } = body.dataset;
  let events = null;

  const refresh = () => {
    if (!report) {
      location.reload();
      return;
    }
    try {
      const { scrollX, scrollY } = report.contentWindow;
      const back = () => report.contentWindow.scrollTo({ left: scrollX, top: scrollY, behavior: "instant" });
      report.addEventListener("load", back, { once: true });
      report.contentWindow.location.reload(); // which keeps what stands behind the #
    } catch {
      report.src = report.src; // a page of others stands there, about which we may know nothing
    }
  };

  const show = ({ data }) => {
    const now = JSON.parse(data);
    if (now.session !== session || String(now.models) !== models) {
      // The program was started anew and counts from one again, or there are other models now.
      location.reload();
      return;
    }
    state.textContent = now.words;
    body.dataset.phase = now.phase;
    if (String(now.revision) !== revision) {
      revision = String(now.revision);
      refresh();
    }
    if (now.failed && now.phase === "failed" && String(now.serial) !== serial) {
      failure.contentWindow.location.replace("/failure");
    }
    failure.hidden = !now.failed;
    serial = String(now.serial);
  };

  const listen = () => {
    events?.close();
    events = new EventSource("/events");
    events.onmessage = show;
    events.onerror = () => {
      body.dataset.phase = "gone";
      state.textContent = "cargo tm serve does not answer";
      if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    };
  };

  // A browser keeps few connections to one host: pages that nobody sees leave theirs to others.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) listen();
    else events?.close();
  });

  const arrived = () => {
    const page = report.contentDocument;
    if (!page) return;
    for (const link of page.links) if (link.origin !== location.origin) link.target = "_blank";
    document.title = page.title || document.title;
    const remember = () => history.replaceState(null, "", report.contentWindow.location.hash || " ");
    report.contentWindow.addEventListener("hashchange", remember);
  };
  if (report) {
    if (location.hash) report.contentWindow.location.replace(report.src + location.hash);
    report.addEventListener("load", arrived);
    if (report.contentDocument?.readyState === "complete") arrived();
  }
  listen();
})();
