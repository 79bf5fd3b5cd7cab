// <keep-offline data-url …>: keeps a page on the device, or lets it go. Absent without this module.
class KeepOffline extends HTMLElement {
  async connectedCallback() {
    if (!globalThis.askWorker || !navigator.serviceWorker) return this.remove();
    this.button = this.querySelector("button");
    this.status = this.querySelector("[role=status]");
    this.film = this.querySelector("input");
    this.button.addEventListener("click", () => this.toggle());
    this.show(await this.kept());
  }

  async kept() {
    const { url, personal } = this.dataset;
    return caches.has(`tremplin-${personal === undefined ? "kept" : "personal"}:${url}`);
  }

  async toggle() {
    const { url, personal } = this.dataset;
    const kept = await this.kept();
    this.button.disabled = true;
    this.status.textContent = kept ? "" : this.dataset.busy;
    try {
      if (kept) await askWorker("remove", { url });
      else await askWorker("keep", { url, personal: personal !== undefined, video: this.film?.checked ? this.film.value : "" });
      this.show(!kept);
      this.status.textContent = kept ? this.dataset.gone : this.dataset.done;
    } catch (error) {
      this.status.textContent = this.dataset[error.message] ?? this.dataset.network;
    }
    this.button.disabled = false;
    this.button.focus();
  }

  show(kept) {
    this.classList.toggle("is-kept", kept);
    this.querySelector("[data-label]").textContent = kept ? this.dataset.drop : this.dataset.keep;
    if (this.film) this.film.closest("label").hidden = kept;
  }
}

customElements.define("keep-offline", KeepOffline);
