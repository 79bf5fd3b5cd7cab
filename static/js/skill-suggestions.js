// <skill-suggestions data-url data-rows>: sends the form as it stands, shows the skills proposed, adds one to the form's
// rows on a click, or takes it out of them. Without this module the link leads to the proposals for the last draft.
class SkillSuggestions extends HTMLElement {
  connectedCallback() {
    this.answer = this.querySelector("[data-answer]");
    this.addEventListener("click", (event) => {
      const ask = event.target.closest("[data-ask]");
      const add = event.target.closest("[data-skill]");
      const remove = event.target.closest("[data-remove]");
      if (ask) event.preventDefault();
      if (ask) this.ask();
      if (add) this.add(add);
      if (remove) this.remove(remove);
    });
  }

  async ask() {
    this.setAttribute("aria-busy", "true");
    try {
      const reply = await fetch(this.dataset.url, { method: "POST", body: new FormData(this.closest("form")) });
      // Made by our own templates, which escape the text that was sent.
      if (reply.ok) this.answer.innerHTML = await reply.text();
      else this.answer.textContent = this.dataset.failed;
    } catch {
      this.answer.textContent = this.dataset.failed;
    }
    this.removeAttribute("aria-busy");
  }

  add(button) {
    const row = this.row("") ?? this.newRow();
    if (row === undefined) return button.insertAdjacentText("afterend", ` ${this.dataset.full}`);
    for (const name of ["skill", "level", "weight", "evidence"].filter((known) => known in button.dataset)) {
      const field = this.field(row, name);
      field.value = button.dataset[name];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    const back = button.parentElement.querySelector("[data-remove]");
    if (back) return this.turn(button, back);
    button.disabled = true;
    button.textContent = this.dataset.taken;
  }

  remove(button) {
    const row = this.row(button.dataset.remove);
    if (row !== undefined) document.getElementById(`id_${this.prefix}-${row}-DELETE-button`).click();
    this.turn(button, button.parentElement.querySelector("[data-skill]"));
  }

  turn(pressed, other) {
    pressed.hidden = true;
    other.hidden = false;
    other.focus();
  }

  get prefix() {
    return this.dataset.rows ?? "skill_rows";
  }

  field(row, name) {
    return document.getElementById(`id_${this.prefix}-${row}-${name}`);
  }

  get rows() {
    return Number(document.getElementById(`id_${this.prefix}-TOTAL_FORMS`).value);
  }

  // The first row, among those not about to be deleted, that holds a skill ("" for none yet).
  row(skill) {
    return [...Array(this.rows).keys()].find((row) => !this.field(row, "DELETE")?.value && this.field(row, "skill")?.value === skill);
  }

  newRow() {
    const before = this.rows;
    document.getElementById(`id_${this.prefix}-ADD`).click();
    return this.rows > before ? before : undefined;
  }
}

customElements.define("skill-suggestions", SkillSuggestions);
