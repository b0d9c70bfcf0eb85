// Lists that are sent and read: a bar while the file goes up, and one while it is read. Without this script both work by plain pages.
(() => {
  "use strict";

  // The answer names the page to go to, so that what is said there is not used up by a page that nobody sees.
  const follow = (request) => {
    const isNamed = (request.getResponseHeader("Content-Type") || "").startsWith("application/json");
    window.location.assign(isNamed ? JSON.parse(request.responseText).page : request.responseURL);
  };

  // A refused form takes the place of the one that was sent; any other page is shown as it came.
  const show = (form, text) => {
    const answer = new DOMParser().parseFromString(text, "text/html");
    const fresh = answer.querySelector("form[data-upload]");
    if (!fresh) {
      document.open();
      document.write(text);
      document.close();
      return;
    }
    form.replaceWith(fresh);
    const wrong = fresh.querySelector(".error-message");
    if (wrong) {
      wrong.tabIndex = -1;
      wrong.focus();
    }
  };

  const send = (form) => {
    const box = form.querySelector(".reading");
    const said = box.querySelector(".reading__said");
    const words = said.textContent;
    const request = new XMLHttpRequest();
    form.querySelector("button[type=submit]").disabled = true;
    box.hidden = false;
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      box.querySelector("progress").value = step.loaded / step.total;
      said.textContent = `${words}: ${Math.round((100 * step.loaded) / step.total)} %`;
    });
    request.addEventListener("load", () => (request.status < 400 ? follow(request) : show(form, request.responseText)));
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json, text/html");
    request.send(new FormData(form));
  };

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-upload]")) return;
    event.preventDefault();
    send(event.target);
  });

  const reading = document.querySelector("[data-progress]");
  if (reading) {
    const ask = async () => {
      try {
        const answer = await fetch(reading.dataset.progress, { headers: { Accept: "application/json" } });
        const now = await answer.json();
        if (!now.busy || now.state !== reading.dataset.state) {
          window.location.reload();
          return;
        }
        const bar = reading.querySelector("progress");
        bar.max = now.total || 1;
        bar.value = now.done;
        reading.querySelector(".reading__said").textContent = now.said;
      } catch {
        // the next turn asks again
      }
      setTimeout(ask, 1000);
    };
    setTimeout(ask, 1000);
  }
})();
