/* Turns the chat's plain form into a conversation on one page; the server answers the same form either way. */

const chat = document.querySelector("[data-chat]");
const log = chat.querySelector(".chat__log");
const live = log.parentElement;
const form = chat.querySelector("[data-write]");
const box = form.elements.text;
const status = chat.querySelector("[data-status]");
const alert = chat.querySelector("[data-alert]");
const say = chat.dataset;

const SLOW = 6_000;
const GIVE_UP = 40_000;
const IDLE = 30 * 60_000;
const KEPT = 60;

/* --- what this tab remembers: plain questions and answers that the server marked as such, nothing else */

const memory = {
  name: `tro-ly ${location.pathname}`,
  read() {
    try {
      const found = JSON.parse(sessionStorage.getItem(this.name)) ?? {};
      return Date.now() - found.at < IDLE ? found.turns : [];
    } catch {
      return [];
    }
  },
  write(turns) {
    try {
      if (turns.length) sessionStorage.setItem(this.name, JSON.stringify({ at: Date.now(), turns: turns.slice(-KEPT) }));
      else sessionStorage.removeItem(this.name);
    } catch {
      // a full or forbidden storage: the conversation goes on without a memory
    }
  },
};

/** Show what was said in this tab before; nothing of it is read out again. */
function restore() {
  const turns = memory.read();
  memory.write(turns);
  if (!turns.length || log.querySelector(".chat__turn--me")) return;
  quietly(() => {
    const page = new DOMParser().parseFromString(`<ol>${turns.join("")}</ol>`, "text/html");
    log.prepend(...page.querySelector("ol").children);
  });
}

/** Stand at what was said last: where the page stood before it was loaded again is somewhere else now. */
function stand() {
  history.scrollRestoration = "manual";
  const again = performance.getEntriesByType("navigation")[0]?.type === "reload";
  const last = [...log.querySelectorAll(".chat__turn--me")].at(-1) ?? log.lastElementChild;
  if (again) last?.scrollIntoView({ block: "start" });
}

/** Change the log without having the change read out. */
function quietly(change) {
  live.ariaLive = "off";
  change();
  setTimeout(() => { live.ariaLive = "polite"; }, 1_000);
}

function forget() {
  memory.write([]);
  form.elements.earlier?.remove();
}

let idle;
function stillHere() {
  clearTimeout(idle);
  idle = setTimeout(() => {
    forget();
    if (!log.querySelector(".code")) quietly(() => log.replaceChildren(turn(say.cleared, "bot")));
  }, IDLE);
}

/* --- one turn */

function turn(text, kind) {
  const item = document.createElement("li");
  item.className = `chat__turn chat__turn--${kind}`;
  item.textContent = text;
  return item;
}

function mine(text, prefix) {
  const item = turn(text, "me");
  if (prefix) item.prepend(prefix.cloneNode(true));
  return item;
}

const fresh = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** What was sent last and not answered: the same again is the same turn, anything else a new one. */
let unanswered = "";

/** Post `data` and return the page that comes back, or throw the sentence that says what to do. */
async function post(data) {
  const gaveUp = new AbortController();
  const timer = setTimeout(() => gaveUp.abort(), GIVE_UP);
  let response;
  try {
    response = await fetch(location.pathname, { method: "POST", body: data, signal: gaveUp.signal, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const said = page.querySelector("[data-alert]")?.textContent.trim();
    if (response.status === 403) throw new Error(say.stale);
    if (said) throw new Error(said);
    if (!response.ok || !page.querySelector("[data-chat]")) throw new Error(say.broken);
    return page;
  } catch (error) {
    if (response && error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    throw new Error(navigator.onLine ? say.failed : say.offline);
  } finally {
    clearTimeout(timer);
  }
}

/** The page's token may be older than the browser's cookie: take a fresh one, once. */
async function postAgain(data) {
  try {
    return await post(data);
  } catch (error) {
    if (error.message !== say.stale) throw error;
    const page = await fetch(location.pathname, { headers: { Accept: "text/html" } }).then((response) => response.text()).catch(() => "");
    const token = new DOMParser().parseFromString(page, "text/html").querySelector("[name=csrfmiddlewaretoken]");
    if (!token) throw error;
    form.elements.csrfmiddlewaretoken.value = token.value;
    data.set("csrfmiddlewaretoken", token.value);
    return post(data);
  }
}

/** Send what was written, or the button that was pressed; take over the answers, the buttons and the next turn's token. */
async function send(button) {
  if (button?.name === "fetch") return look(SOON);
  const isButton = button?.name === "action";
  const words = isButton ? button.textContent : box.value.trim();
  if (!words || chat.ariaBusy === "true") return;
  const sent = isButton ? `action ${button.value}` : `text ${box.value}`;
  if (unanswered && unanswered !== sent) form.elements.turn.value = fresh();
  unanswered = sent;
  const data = new FormData(form);
  if (isButton) {
    data.set("action", button.value);
    data.delete("text");
  }
  alert.textContent = "";
  const shown = mine(words, log.querySelector(".chat__turn--me .sr-only"));
  quietly(() => log.append(shown));
  shown.scrollIntoView({ block: "nearest" });
  chat.ariaBusy = "true";
  status.textContent = say.waiting;
  const slow = setTimeout(() => { status.textContent = say.slow; }, SLOW);
  try {
    take(await postAgain(data), shown, isButton ? button : null);
  } catch (error) {
    shown.remove();
    alert.textContent = error.message;
    if (!isButton) box.focus({ preventScroll: true });
    alert.scrollIntoView({ block: "nearest" });
  } finally {
    clearTimeout(slow);
    status.textContent = "";
    chat.ariaBusy = "false";
  }
}

function take(page, shown, button) {
  const fresh = page.querySelector(".chat__log");
  const said = [...fresh.querySelectorAll(".chat__turn:not(.chat__turn--me)")].filter(isNew);
  const own = fresh.querySelector(".chat__turn--me");
  if (own) shown.replaceChildren(...own.childNodes);
  shown.removeAttribute("id");
  unanswered = "";
  form.elements.turn.value = page.querySelector("[data-write]").elements.turn.value;
  box.placeholder = page.querySelector("#tin").placeholder;
  box.labels[0].textContent = page.querySelector("label[for=tin]").textContent;
  const old = [...document.querySelectorAll("[data-choices]")];
  page.querySelectorAll("[data-choices]").forEach((each, place) => old[place].replaceWith(each));
  if (button?.value === "erase-yes") {
    forget();
    log.replaceChildren();
  } else if (fresh.dataset.kept !== undefined) {
    const kept = mine(fresh.dataset.kept || button?.textContent || "", shown.querySelector(".sr-only"));
    memory.write([...memory.read(), ...[kept, ...said].map((each) => each.outerHTML)]);
  }
  // Whoever typed goes on typing and hears the answer; after a button the focus stands on the answer, which is read because of that.
  if (button && said.length) {
    quietly(() => log.append(...said));
    said[0].tabIndex = -1;
    said[0].focus({ preventScroll: true });
  } else {
    log.append(...said);
    if (!button) box.value = "";
    box.focus({ preventScroll: true });
  }
  (shown.isConnected ? shown : said[0])?.scrollIntoView({ block: "start" });
  watch();
}

/* --- an officer talks: look for lines while the talk is open, seldom while nobody looks at the page */

const SOON = 4_000;
const SELDOM = 30_000;
let watching;

function watch(wait = SOON) {
  clearTimeout(watching);
  if (!chat.querySelector("[data-talk]")) return;
  watching = setTimeout(look, document.hidden ? Math.max(wait, SELDOM) : wait, wait);
}

async function look(waited) {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("fetch", "lines");
  try {
    const response = await fetch(location.pathname, { method: "POST", body: data });
    if (!response.ok) throw new Error(response.status);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    show([...page.querySelectorAll(".chat__turn")]);
    if (!page.querySelector("[data-talk]")) chat.querySelector("[data-talk]")?.remove();
    watch();
  } catch {
    watch(Math.min(Math.max(waited, SOON) * 2, 60_000));
  }
}

const isNew = (line) => !line.dataset.key || !log.querySelector(`[data-key="${CSS.escape(line.dataset.key)}"]`);

/** Add the lines that are not on the page yet. */
function show(lines) {
  const fresh = lines.filter(isNew);
  if (!fresh.length) return;
  log.append(...fresh);
  fresh[0].scrollIntoView({ block: "nearest" });
  if (document.hidden && !document.title.startsWith("●")) document.title = `● ${document.title}`;
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  document.title = document.title.replace(/^● /, "");
  watch(0);
});

/* --- leaving */

/** Leave at once: nothing stays on the screen, in this tab or in its history, and the server forgets the browser. */
function leave() {
  const data = new FormData();
  data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  data.set("leave", "1");
  forget();
  navigator.sendBeacon(location.pathname, data);
  document.title = "Wikipedia";
  document.body.replaceChildren();
  location.replace(away);
}
const away = chat.querySelector("[data-leave]").dataset.leave;

let escapes = [];
function escape(event) {
  if (event.key !== "Escape" || event.isComposing) return;
  escapes = [...escapes.filter((at) => event.timeStamp - at < 2_000), event.timeStamp];
  if (escapes.length === 3) leave();
}

/* --- the page listens, since buttons are renewed with every answer */

document.addEventListener("submit", (event) => {
  if (event.target !== form) return;
  event.preventDefault();
  send(event.submitter);
});

box.addEventListener("keydown", (event) => {
  // 229: an input method is composing, in browsers that do not say so otherwise.
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send(null);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-leave]")) return;
  event.preventDefault();
  leave();
});

document.addEventListener("keydown", escape);
for (const sign of ["keydown", "pointerdown", "scroll"]) document.addEventListener(sign, stillHere, { passive: true });
window.addEventListener("online", () => { if (alert.textContent === say.offline) alert.textContent = say.online; });
// A page that comes back from the browser's own memory may have been left in a hurry.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

form.elements.earlier?.remove();
restore();
stand();
stillHere();
watch();
