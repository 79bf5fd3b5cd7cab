// <held-picture>: in the low-data mode an image comes in place of its link, once asked for.
// Without this module the link opens the image by itself.
class HeldPicture extends HTMLElement {
  connectedCallback() {
    const link = this.querySelector("a");
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      this.replaceChildren(this.image(link));
      this.classList.remove("held-picture");
    });
  }

  image(link) {
    const image = new Image(link.dataset.width, link.dataset.height);
    image.alt = this.querySelector("p").textContent;
    image.src = link.href;
    return image;
  }
}

customElements.define("held-picture", HeldPicture);
