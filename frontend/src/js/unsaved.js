// <form data-unsaved>: the browser asks before a page with unsaved words is left.
export function warnOfUnsavedWork() {
  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    const written = () => new URLSearchParams([...new FormData(form)].map(([k, v]) => [k, typeof v === "string" ? v : v.name])).toString();
    const before = written();
    let sending = false;
    form.addEventListener("submit", (event) => { sending = !event.defaultPrevented; });
    window.addEventListener("beforeunload", (event) => {
      if (!sending && written() !== before) event.preventDefault();
    });
    window.addEventListener("pageshow", () => { sending = false; });
  }
}
