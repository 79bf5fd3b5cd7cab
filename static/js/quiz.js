// <quiz-region data-offline>: what htmx leaves open when a quiz is answered in place.
// Focus goes to the result by its `autofocus`; without this module or htmx the whole page comes back.
class QuizRegion extends HTMLElement {
  connectedCallback() {
    this.addEventListener("htmx:beforeSwap", (event) => {
      // 422 says what went wrong with the answers: it is to be read, not dropped.
      if (event.detail.xhr.status === 422) {
        event.detail.shouldSwap = true;
        event.detail.isError = false;
      }
    });
    this.addEventListener("htmx:sendError", () => this.say(this.dataset.offline));
    this.addEventListener("htmx:responseError", () => this.say(this.dataset.offline));
  }

  /** Tell what happened above the form, whose answers stay as they are. */
  say(text) {
    const form = this.querySelector("form");
    const old = form.querySelector("[data-say]");
    const notice = old ?? document.createElement("p");
    notice.className = "notice notice--warning";
    notice.dataset.say = "";
    notice.setAttribute("role", "alert");
    notice.textContent = text;
    if (!old) form.prepend(notice);
    notice.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("quiz-region", QuizRegion);
