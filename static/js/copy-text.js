// <copy-text>: a button that copies the text area. Without JavaScript the text is there to be selected.
customElements.define("copy-text", class extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button"), area = this.querySelector("textarea"), said = this.querySelector("[role=status]");
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(area.value);
        said.textContent = this.dataset.done;
      } catch {
        area.select();
      }
    });
  }
});
