// <skill-select>: a field above the list of skills that narrows it while typing, accents or not.
// Enter takes the first that is left, arrow down goes to the list. The list itself stays what is sent.

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

class SkillSelect extends HTMLElement {
  connectedCallback() {
    if (this.search) return;
    this.select = this.querySelector("select");
    this.groups = [...this.select.querySelectorAll("optgroup")].map((group) => ({ group, options: [...group.children] }));
    this.search = document.createElement("input");
    Object.assign(this.search, { type: "search", autocomplete: "off", placeholder: this.dataset.label });
    this.search.setAttribute("aria-label", this.dataset.label);
    this.search.setAttribute("aria-controls", this.select.id);
    this.said = document.createElement("p");
    this.said.setAttribute("role", "status");
    this.said.className = "help";
    this.empty = this.select.querySelector("option[value='']");
    this.search.addEventListener("input", () => this.narrow());
    this.select.addEventListener("change", () => this.search.value && this.clear());
    this.search.addEventListener("keydown", (event) => this.onKey(event));
    this.prepend(this.search);
    this.append(this.said);
  }

  narrow() {
    const words = plain(this.search.value).split(/\s+/).filter(Boolean);
    let left = 0;
    this.empty.hidden = Boolean(words.length);
    for (const { group, options } of this.groups) {
      const family = plain(group.label);
      const kept = options.filter((option) => words.every((word) => plain(option.text).includes(word) || family.includes(word)));
      // The chosen one stays: narrowing a list must not change what it says.
      group.replaceChildren(...options.filter((option) => kept.includes(option) || option.selected));
      group.hidden = !group.children.length;
      left += kept.length;
    }
    // Open while something is looked for: as many lines as are left, families included.
    this.select.size = words.length && left ? Math.min(8, left + this.groups.filter(({ group }) => !group.hidden).length) : 0;
    this.first = words.length ? this.groups.flatMap(({ group }) => [...group.children]).find((option) => words.every((word) => plain(option.text).includes(word))) : null;
    this.said.textContent = words.length && !left ? this.dataset.none : "";
  }

  onKey(event) {
    if (event.key === "ArrowDown") {
      event.preventDefault();
      this.select.focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (this.first) this.take(this.first);
    } else if (event.key === "Escape" && this.search.value) {
      event.stopPropagation();
      this.clear();
    }
  }

  take(option) {
    this.select.value = option.value;
    this.select.dispatchEvent(new Event("change", { bubbles: true }));
    this.clear();
    this.select.focus();
  }

  clear() {
    this.search.value = "";
    this.narrow();
  }
}

customElements.define("skill-select", SkillSelect);
