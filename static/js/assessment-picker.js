// Says how many skills are chosen while they are; the server checks again.
class SkillPicker extends HTMLElement {
  connectedCallback() {
    this.addEventListener("change", () => this.count());
    this.querySelector("[data-count]").hidden = false;
    this.count();
  }

  count() {
    const max = Number(this.dataset.max);
    const chosen = this.querySelectorAll("input:checked").length;
    const status = this.querySelector("[role=status]");
    const text = this.dataset.countText.replace("[n]", chosen).replace("[max]", max);
    status.textContent = chosen > max ? `${text}. ${this.dataset.tooMany}` : text;
    this.classList.toggle("is-over", chosen > max);
  }
}

customElements.define("skill-picker", SkillPicker);
