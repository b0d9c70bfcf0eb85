/* Turns the chat's plain forms into a conversation on one page; the server answers the same form either way. */

const chat = document.querySelector("[data-chat]");
const log = chat.querySelector(".chat__log");
const write = chat.querySelector("[data-write]");
const box = write.elements.text;

function turn(text, kind) {
  const item = document.createElement("li");
  item.className = `chat__turn chat__turn--${kind}`;
  item.textContent = text;
  log.append(item);
  item.scrollIntoView({ block: "nearest" });
  return item;
}

/** Post the form, then take over the answers, the buttons and the next turn's token of the page that comes back. */
async function send(form, button) {
  const data = new FormData(form, button);
  const mine = button && button.name === "action" ? button.textContent : box.value;
  if (!mine.trim() || chat.ariaBusy === "true") return;
  if (button && button.name === "action") data.set("label", mine);
  const shown = turn(mine, "me");
  const waiting = turn(chat.dataset.waiting, "bot");
  chat.ariaBusy = "true";
  try {
    const response = await fetch(window.location.pathname, { method: "POST", body: data, headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const said = page.querySelectorAll(".chat__log > .chat__turn--bot");
    if (!response.ok || !said.length) throw new Error(page.querySelector("main p")?.textContent ?? "");
    waiting.replaceWith(...said);
    page.querySelectorAll("[data-choices]").forEach((fresh, place) => document.querySelectorAll("[data-choices]")[place].replaceWith(fresh));
    write.elements.turn.value = page.querySelector("[data-write]").elements.turn.value;
    if (form === write) box.value = "";
    said[0].tabIndex = -1;
    said[0].scrollIntoView({ block: "start" });
    // Whoever typed goes on typing; after a button the focus stands on the answer, and no keyboard covers it on a phone.
    (form === write ? box : said[0]).focus({ preventScroll: true });
  } catch (error) {
    shown.remove();
    waiting.textContent = error instanceof TypeError || !error.message ? chat.dataset.failed : error.message;
    box.focus({ preventScroll: true });
  } finally {
    chat.ariaBusy = "false";
  }
}

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-write], [data-choices]")) {
    event.preventDefault();
    send(event.target, event.submitter);
  }
});

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    write.requestSubmit();
  }
});

// The button is renewed with every answer, so the page listens in its place.
document.addEventListener("click", (event) => {
  const leave = event.target.closest("[data-leave]");
  if (!leave) return;
  event.preventDefault();
  log.replaceChildren();
  box.value = "";
  window.location.replace(leave.href);
});
