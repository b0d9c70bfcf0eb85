// Lists that are sent and read: a bar while the file goes up, and one while it is read. Without this script both work by plain pages.
"use strict";

const form = document.querySelector("form[data-upload]");
if (form) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const box = form.querySelector(".reading");
    const said = box.querySelector(".reading__said");
    const words = said.textContent;
    const button = form.querySelector("button[type=submit]");
    const request = new XMLHttpRequest();
    button.disabled = true;
    box.hidden = false;
    request.upload.addEventListener("progress", (step) => {
      if (!step.lengthComputable) return;
      box.querySelector("progress").value = step.loaded / step.total;
      said.textContent = `${words}: ${Math.round((100 * step.loaded) / step.total)} %`;
    });
    request.addEventListener("load", () => {
      if (request.status < 400) {
        window.location.assign(request.responseURL);
        return;
      }
      document.open();
      document.write(request.responseText);
      document.close();
    });
    request.addEventListener("error", () => form.submit());
    request.open("POST", form.action);
    request.send(new FormData(form));
  });
}

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
