// Completions under the search field. Without it the form still searches.
class SuggestionBox extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = document.createElement("ul");
    this.list.className = "suggestions";
    this.list.id = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", this.input.labels[0].textContent);
    this.list.hidden = true;
    this.append(this.list);
    Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "suggestions", "aria-autocomplete": "list" })
      .forEach(([name, value]) => this.input.setAttribute(name, value));
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.key(event));
    // mousedown: before the field loses the focus and the list goes.
    this.list.addEventListener("mousedown", (event) => this.go(event.target.closest("[data-href]")));
    this.addEventListener("focusout", (event) => this.contains(event.relatedTarget) || this.show(""));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 150);
  }

  async load() {
    const typed = this.input.value.trim();
    if (typed.length < 2) return this.show("");
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(typed)}`, { signal: this.request.signal });
      if (answer.ok) this.show(await answer.text());
    } catch (error) {
      if (error.name !== "AbortError") this.show("");
    }
  }

  show(html) {
    // The server escapes every title; nothing here comes from elsewhere.
    this.list.innerHTML = html;
    this.list.hidden = !this.list.children.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(-1);
  }

  choose(index) {
    this.index = index;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    if (index < 0) this.input.removeAttribute("aria-activedescendant");
    else this.input.setAttribute("aria-activedescendant", this.list.children[index].id);
  }

  key(event) {
    const count = this.list.children.length;
    if (event.key === "Escape") this.show("");
    if (!count) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.index + step + 1 + count + 1) % (count + 1)) - 1);
    }
    if (event.key === "Enter" && this.index >= 0) {
      event.preventDefault();
      this.go(this.list.children[this.index]);
    }
  }

  go(option) {
    if (option) location.href = option.dataset.href;
  }
}

customElements.define("suggestion-box", SuggestionBox);
