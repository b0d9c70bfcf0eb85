// The desk where people talk with officers: what changed is read anew every few seconds. Without this script "Tải lại" does it.
"use strict";

const live = document.getElementById("live");

const renew = async () => {
  if (live.querySelector("details[open]")) return;
  try {
    const answer = await fetch(window.location.href.split("#")[0], { headers: { "X-Requested-With": "fetch" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("live");
    document.title = page.title;
    if (!fresh || fresh.textContent === live.textContent) return;
    const focused = live.contains(document.activeElement) ? document.activeElement.id : "";
    live.replaceChildren(...fresh.childNodes);
    if (focused) document.getElementById(focused)?.focus();
    if (!fresh.dataset.live) window.clearInterval(timer);
  } catch {
    // The network is away; the next turn tries again.
  }
};

const timer = live?.dataset.live ? window.setInterval(renew, Number(live.dataset.live) * 1000) : 0;
document.querySelector("form[data-write] textarea")?.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
});
