// The house's own script. Every page works without it; it only saves a reload or a look at the clock.

const all = (selector, root = document) => root.querySelectorAll(selector);
const cookies = document.cookie;  // read once: the page stands still until another process has told it

// The visitor's time zone, so that the server can write times in it. Intl would first load how dates are written in every
// language, a tenth of a second of a phone, so it is asked only by browsers that do not know Temporal yet.
if (!/(^|; )tz=/.test(cookies)) {
  const zone = globalThis.Temporal?.Now.timeZoneId() ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax`;
}

// How much is in the basket: a cookie knows, so that pages are the same for everybody.
function number(root) {
  const many = /(?:^|; )basket=(\d+)/.exec(cookies)?.[1] ?? "";
  for (const mark of all("[data-basket]", root)) {
    mark.textContent = many;
    mark.hidden = !many;
  }
}

number(document);

// Day or night: kept at once, without leaving the page.
document.addEventListener("change", ({ target }) => {
  if (target.name !== "scheme" || !target.form) return;
  const root = document.documentElement;
  if (target.value === "auto") delete root.dataset.scheme;
  else root.dataset.scheme = target.value;
  fetch(target.form.action, { method: "POST", body: new FormData(target.form), keepalive: true, redirect: "manual" })
    .catch(() => target.form.submit());
});

// A held time: the clock, the bar, two quiet announcements, and what to do when it ends.
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

function count(hold) {
  const end = Date.now() + hold.dataset.left * 1000;
  const text = hold.querySelector("[data-clock]");
  const bar = hold.querySelector("progress");
  const said = hold.querySelector("[role=status]");
  const notes = [[60, hold.dataset.one], [120, hold.dataset.two]];
  hold.dataset.counting = "";
  let note = "";
  const timer = setInterval(() => {
    if (!hold.isConnected) return clearInterval(timer);
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    text.textContent = clock(left);
    bar.value = left;
    const due = left && notes.find(([at]) => left <= at);
    if (due && due[1] !== note) said.textContent = note = due[1];
    if (left) return;
    clearInterval(timer);
    const ended = hold.querySelector("template");
    if (!ended) return;
    const words = ended.content.cloneNode(true);
    for (const button of all("[data-needs-hold]")) button.disabled = true;
    hold.replaceChildren(words);
    hold.setAttribute("role", "alert");
  }, 1000);
}

// After an answer: start new clocks, and put the reader where the news is.
function settle(root) {
  for (const hold of all("[data-hold]:not([data-counting])", root)) count(hold);
  root.querySelector("[data-focus]")?.focus();
}

// A press while a sum is being reckoned waits for it, and goes on if it is still the one that was seen.
let waiting = false;
document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  const seen = form.elements.shown?.value;
  if (seen === undefined || submitter?.formNoValidate || !form.querySelector(".htmx-request")) return;
  event.preventDefault();
  if (waiting) return;
  waiting = true;
  document.addEventListener("htmx:afterRequest", () => {
    waiting = false;
    const news = form.querySelector("template[data-changed]");
    if (form.elements.shown.value === seen) form.requestSubmit(form.querySelector("[data-needs-hold]"));
    else news.replaceWith(news.content.cloneNode(true));
  }, { once: true });
});

// The chosen day, tab or chip is brought into its own strip; the page itself does not move.
function show(root) {
  for (const chosen of all(".days :checked, .tabs [aria-current]", root)) {
    const cell = chosen.closest("label, a");
    const strip = cell.parentElement;
    strip.scrollLeft = cell.offsetLeft - strip.offsetLeft - (strip.clientWidth - cell.clientWidth) / 2;
  }
}

settle(document);
show(document);
document.addEventListener("htmx:afterSettle", ({ target }) => settle(target.parentElement ?? document));
document.addEventListener("htmx:oobAfterSwap", ({ target }) => { if (target.id === "days") show(target); });

// A swap that failed falls back to the plain page, which says why.
document.addEventListener("htmx:responseError", ({ detail }) => {
  const { xhr, requestConfig } = detail;
  if (requestConfig.verb === "get" && xhr.status !== 429) location.assign(requestConfig.path);
});
