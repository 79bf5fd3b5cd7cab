// In the admin's rich text: what another program calls a title comes in as a heading of ours. Draftail knows no
// first-level heading (the page has its own) and would make a plain paragraph of it. Everything else of Word and
// Google Docs Draftail cleans itself; kit/rich_text.py sees to the text when it is saved.
const FOREIGN = /<(\/?)h([1456])\b/gi;

document.addEventListener(
  "paste",
  (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!event.target.closest?.(".public-DraftEditor-content") || html.search(FOREIGN) < 0) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/html", html.replace(FOREIGN, (_tag, slash, level) => `<${slash}h${level === "1" ? 2 : 3}`));
    clipboardData.setData("text/plain", event.clipboardData.getData("text/plain"));
    // It has none of these headings any more, and goes past this listener.
    event.target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  },
  true,
);
