// <kept-list>: what is kept on this device, each with its size and a way to let it go.
class KeptList extends HTMLElement {
  connectedCallback() {
    this.row = this.querySelector("template");
    this.items = this.querySelector("ul");
    this.addEventListener("click", (event) => this.clicked(event.target.closest("button")));
    if (globalThis.askWorker && navigator.serviceWorker) this.show();
  }

  async show() {
    const cards = await askWorker("list");
    this.items.replaceChildren(...cards.map((card) => this.item(card)));
    this.querySelector("[data-none]").hidden = cards.length > 0;
    this.querySelector("[data-some]").hidden = cards.length === 0;
    this.querySelector("[data-total]").textContent = this.bytes(cards.reduce((sum, card) => sum + card.size, 0));
  }

  item(card) {
    const item = this.row.content.cloneNode(true);
    const link = item.querySelector("a");
    link.href = card.url;
    // As the page has it, with its entities; read as text, never as markup.
    link.textContent = new DOMParser().parseFromString(card.title, "text/html").documentElement.textContent;
    const date = new Intl.DateTimeFormat(this.language, { dateStyle: "long" }).format(card.saved);
    item.querySelector("[data-facts]").textContent = `${this.bytes(card.size)} · ${date}`;
    const button = item.querySelector("button");
    button.value = card.url;
    button.querySelector("[data-title]").textContent = link.textContent;
    return item;
  }

  async clicked(button) {
    if (!button) return;
    const urls = button.value ? [button.value] : [...this.items.querySelectorAll("button")].map((other) => other.value);
    for (const url of urls) await askWorker("remove", { url });
    await this.show();
    this.querySelector("[role=status]").textContent = this.dataset.gone;
    this.querySelector("h2").focus();
  }

  get language() {
    return document.documentElement.lang;
  }

  /** French counts in octets: 84 ko, 1,2 Mo. */
  bytes(size) {
    const unit = size < 1e6 ? "kilobyte" : "megabyte";
    const number = size < 1e6 ? Math.ceil(size / 1e3) : size / 1e6;
    return new Intl.NumberFormat(this.language, { style: "unit", unit, maximumFractionDigits: 1 }).format(number);
  }
}

customElements.define("kept-list", KeptList);
