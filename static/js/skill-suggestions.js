// <skill-suggestions data-url>: sends the form as it stands, shows the skills proposed, adds one on a click.
// Without this module the link leads to the proposals for the last draft.
class SkillSuggestions extends HTMLElement {
  connectedCallback() {
    this.answer = this.querySelector("[data-answer]");
    this.addEventListener("click", (event) => {
      const ask = event.target.closest("[data-ask]");
      const add = event.target.closest("[data-skill]");
      if (ask) event.preventDefault();
      if (ask) this.ask();
      if (add) this.add(add);
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
    const row = this.emptyRow() ?? this.newRow();
    if (row === undefined) return button.insertAdjacentText("afterend", ` ${this.dataset.full}`);
    for (const name of ["skill", "level", "weight"]) {
      const field = document.getElementById(`id_skill_rows-${row}-${name}`);
      field.value = button.dataset[name];
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    button.disabled = true;
    button.textContent = this.dataset.taken;
  }

  get rows() {
    return Number(document.getElementById("id_skill_rows-TOTAL_FORMS").value);
  }

  emptyRow() {
    const unused = (row) => !document.getElementById(`id_skill_rows-${row}-DELETE`)?.value && document.getElementById(`id_skill_rows-${row}-skill`)?.value === "";
    return [...Array(this.rows).keys()].find(unused);
  }

  newRow() {
    const before = this.rows;
    document.getElementById("id_skill_rows-ADD").click();
    return this.rows > before ? before : undefined;
  }
}

customElements.define("skill-suggestions", SkillSuggestions);
