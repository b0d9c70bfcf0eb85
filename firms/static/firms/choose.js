// Offers firms while an officer types. The field works without this: the form then asks which firm was meant.
const WAIT = 120;
const SHORTEST = 2;

function element(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text) made.textContent = text;
  return made;
}

function enhance(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "1";
  const input = box.querySelector("input[type=text], input[type=search]");
  const chosen = box.querySelector("input[type=hidden]");
  const list = element("ul", { role: "listbox", id: `${input.id}-offers`, class: "firm-choice__offers", hidden: "" });
  list.setAttribute("aria-label", "Đơn vị");
  const said = element("p", { class: "firm-choice__said", role: "status" });
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.after(list, said);

  let offers = [];
  let at = -1;
  let timer = 0;
  let asking = null;

  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function mark(place) {
    at = place;
    [...list.children].forEach((row, number) => row.setAttribute("aria-selected", String(number === place)));
    const row = list.children[place];
    if (!row) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }

  function choose(offer) {
    close();
    if (box.dataset.go !== undefined) {
      window.location.assign(offer.url);
      return;
    }
    input.value = offer.name;
    chosen.disabled = false;
    chosen.value = offer.id;
    box.querySelector("fieldset")?.remove();
    said.textContent = [offer.name, offer.code, offer.place].filter(Boolean).join(", ");
  }

  function show(answer) {
    offers = answer.offers;
    list.replaceChildren(
      ...offers.map((offer, number) => {
        const row = element("li", { role: "option", id: `${list.id}-${number}`, "aria-selected": "false" });
        row.append(element("strong", {}, offer.name), element("span", {}, [offer.code, offer.place, offer.why].filter(Boolean).join(" · ")));
        if (offer.shared) row.append(element("em", {}, "Có đơn vị khác cùng tên"));
        row.addEventListener("mousedown", (event) => event.preventDefault());
        row.addEventListener("click", () => choose(offer));
        return row;
      }),
    );
    list.hidden = !offers.length;
    at = -1;
    input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-expanded", String(Boolean(offers.length)));
    const counted = offers.length ? `${answer.more ? "Hơn " : ""}${offers.length} đơn vị` : "Không có đơn vị nào như vậy";
    said.textContent = answer.corrected ? `Đã tìm theo: ${answer.corrected}. ${counted}` : counted;
  }

  async function ask() {
    asking?.abort();
    const query = input.value.trim();
    if (query.length < SHORTEST) {
      said.textContent = "";
      return close();
    }
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.offers}?q=${encodeURIComponent(query)}`, { signal: asking.signal });
      if (answer.ok) show(await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  input.addEventListener("input", () => {
    if (chosen) chosen.value = "";
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      return close();
    }
    if (event.key === "Enter" && !list.hidden && at >= 0) {
      event.preventDefault();
      return choose(offers[at]);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (list.hidden) return offers.length ? show({ offers, corrected: "", more: false }) : ask();
    const step = event.key === "ArrowDown" ? 1 : -1;
    mark((at + step + offers.length + (at < 0 && step < 0 ? 1 : 0)) % offers.length);
  });
}

document.querySelectorAll("[data-firm-choice]").forEach(enhance);
