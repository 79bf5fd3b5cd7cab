// A tapped answer is sent at once and the next statement takes the place of this one.
// Without this module the form works by itself: choose, then "Suivant".
const SETTLE = 350; // ms: a second tap of a double tap must not answer the next statement

class AssessmentQuestion extends HTMLElement {
  connectedCallback() {
    this.region = this.querySelector("[data-region]");
    this.busy = false;
    this.pointed = false;
    this.querySelector("[data-hint]")?.removeAttribute("hidden");
    this.addEventListener("click", (event) => this.tapped(event));
    this.addEventListener("submit", (event) => this.submitted(event));
    this.addEventListener("keydown", (event) => this.typed(event));
    addEventListener("popstate", () => location.reload());
    this.early()?.form.requestSubmit();
  }

  // A tap that came before this module did. A mark the browser restored (reload, back) or the arrow keys made is no tap.
  early() {
    if (performance.getEntriesByType("navigation")[0]?.type !== "navigate") return null;
    const input = this.querySelector("input[type=radio]:checked");
    return input && !input.defaultChecked && !input.matches(":focus-visible") ? input : null;
  }

  // Arrow keys move a radio's mark with a click that no finger made (detail 0): those wait for Enter.
  tapped(event) {
    if (!event.target.closest("label.choice")) return;
    if (this.busy) {
      event.preventDefault();
      return;
    }
    this.pointed ||= event.detail > 0;
    if (!event.target.matches("input")) return; // the label's click; the input's own follows
    if (this.pointed) event.target.form.requestSubmit();
    this.pointed = false;
  }

  // Only while the focus is in the question, so no key is taken from a screen reader or the browser.
  typed(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !/^[0-5]$/.test(event.key)) return;
    const inputs = [...this.querySelectorAll("input[type=radio]")];
    const input = event.key === "0" ? inputs.at(-1) : inputs[Number(event.key) - 1];
    if (!input) return;
    event.preventDefault();
    input.checked = true;
    input.form.requestSubmit();
  }

  async submitted(event) {
    event.preventDefault();
    if (this.busy) return;
    const form = event.target;
    const body = new URLSearchParams(new FormData(form));
    this.busy = true;
    this.setAttribute("aria-busy", "true");
    this.setAttribute("data-settling", "");
    this.trouble("");
    try {
      const response = await fetch(form.action, { method: "POST", body, headers: { "X-Partial": "question" } });
      await this.take(response, form);
    } catch {
      this.trouble(this.dataset.offline);
    }
    this.removeAttribute("aria-busy");
    setTimeout(() => {
      this.busy = false;
      this.removeAttribute("data-settling");
    }, SETTLE);
  }

  async take(response, form) {
    const next = response.headers.get("X-Next");
    if (response.status === 204 && next) {
      location.assign(next);
    } else if (response.status === 200 && next) {
      this.show(await response.text());
      history.pushState(null, "", next);
    } else if (response.status === 422) {
      this.show(await response.text());
    } else {
      form.submit(); // let the browser show the page that says what is wrong
    }
  }

  show(html) {
    this.region.innerHTML = html;
    const form = this.region.querySelector("form");
    document.title = form.dataset.title;
    this.querySelector("[data-announce]").textContent = form.dataset.place;
    scrollTo({ top: 0, behavior: "instant" });
    form.querySelector("h1").focus({ preventScroll: true });
  }

  trouble(text) {
    const notice = this.querySelector("[data-trouble]");
    notice.textContent = text;
    notice.hidden = !text;
  }
}

customElements.define("assessment-question", AssessmentQuestion);
