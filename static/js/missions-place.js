// The place field as a combobox (WAI-ARIA pattern, list autocomplete), and "around me". Without it the field is a plain text the
// server understands, and it offers what to choose from.
const AROUND_DIGITS = 2; // About a kilometre; nothing finer leaves the device.

class PlaceField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("#place");
    this.around = this.querySelector("[name=around]");
    this.form = this.closest("form");
    this.said = this.form.querySelector("[data-said]");
    this.list = document.createElement("ul");
    Object.assign(this.list, { className: "suggestions", id: "lieux", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.labels[0].textContent);
    this.append(this.list);
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "lieux", "aria-autocomplete": "list" })
      .forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    // mousedown: before the field loses the focus and the list goes.
    this.list.addEventListener("mousedown", (event) => { event.preventDefault(); this.take(event.target.closest("li")); });
    this.addEventListener("focusout", () => this.show([]));
    if (navigator.geolocation) this.form.querySelectorAll("[data-around]").forEach((part) => { part.hidden = false; });
    this.form.querySelector("button[data-around]").addEventListener("click", () => this.locate());
  }

  later() {
    this.around.disabled = true;
    // What is listed answers what was typed before.
    this.show([]);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 120);
  }

  async load() {
    const typed = this.input.value.trim();
    if (typed.length < 2) return this.show([]);
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(typed)}`, { signal: this.request.signal });
      if (answer.ok && document.activeElement === this.input) this.show((await answer.json()).places);
    } catch (error) {
      if (error.name !== "AbortError") this.show([]);
    }
  }

  show(places) {
    this.list.replaceChildren(...places.map((place, index) => {
      const option = document.createElement("li");
      option.setAttribute("role", "option");
      option.id = `lieu-${index}`;
      option.dataset.label = place.label;
      const detail = document.createElement("span");
      detail.className = "suggestions__detail";
      detail.textContent = place.detail;
      option.append(place.label, " ", detail);
      return option;
    }));
    this.list.hidden = !places.length;
    this.input.setAttribute("aria-expanded", String(Boolean(places.length)));
    if (places.length) this.said.textContent = this.dataset.found.replace("%n", places.length);
    this.choose(-1);
  }

  choose(index) {
    this.index = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.list.children[index].id);
    this.list.children[index]?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const count = this.list.hidden ? 0 : this.list.children.length;
    if (event.key === "Escape" && count) { event.preventDefault(); this.show([]); }
    if (event.key === "ArrowDown" && !count) this.load();
    if (!count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.index + step + 1 + count + 1) % (count + 1)) - 1);
    }
    if (event.key === "Enter" && this.index >= 0) {
      event.preventDefault();
      this.take(this.list.children[this.index]);
    }
  }

  take(option) {
    if (!option) return;
    clearTimeout(this.timer);
    this.request?.abort();
    this.input.value = option.dataset.label;
    this.show([]);
    this.said.textContent = "";
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  locate() {
    this.said.textContent = this.dataset.searching;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        this.around.value = [coords.latitude, coords.longitude].map((degrees) => degrees.toFixed(AROUND_DIGITS)).join(",");
        this.around.disabled = false;
        this.input.value = "";
        this.said.textContent = "";
        this.form.requestSubmit();
      },
      () => { this.said.textContent = this.dataset.refused; this.input.focus(); },
      { enableHighAccuracy: false, timeout: 10000, maximumAge: 600000 },
    );
  }
}

customElements.define("place-field", PlaceField);

// Short addresses: what is not filled in is not asked.
document.addEventListener("htmx:configRequest", (event) => {
  const parameters = event.detail.parameters;
  if (event.target.matches(".mission-search")) Object.keys(parameters).filter((name) => parameters[name] === "").forEach((name) => delete parameters[name]);
});

// "See the missions" at the end of the filters: they are there already, so show them.
document.addEventListener("click", (event) => {
  const panel = document.getElementById(event.target.closest("[data-close]")?.dataset.close);
  if (!panel || !panel.open || getComputedStyle(panel.querySelector("summary")).pointerEvents === "none") return;
  panel.open = false;
  panel.querySelector("summary").focus();
  document.getElementById("resultats").scrollIntoView();
});
