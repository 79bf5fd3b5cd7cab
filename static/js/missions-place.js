// Communes for the list of a place field. Without it the field is a plain text the server understands.
class PlaceField extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = this.querySelector("datalist");
    this.input.addEventListener("input", () => this.later());
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.load(), 120);
  }

  async load() {
    const typed = this.input.value.trim();
    const chosen = [...this.list.options].some((option) => option.value === typed);
    if (typed.length < 2 || chosen) return;
    this.request?.abort();
    this.request = new AbortController();
    try {
      const answer = await fetch(`${this.dataset.url}?q=${encodeURIComponent(typed)}`, { signal: this.request.signal });
      if (answer.ok) this.show((await answer.json()).places);
    } catch (error) {
      if (error.name !== "AbortError") this.show([]);
    }
  }

  show(places) {
    this.list.replaceChildren(...places.map((place) => {
      const option = document.createElement("option");
      option.value = place.label;
      return option;
    }));
  }
}

customElements.define("place-field", PlaceField);
