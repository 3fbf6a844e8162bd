// <section id="…" data-look-again>: while work is under way it is looked at again every few seconds, and what is new
// takes its place; when the work is over, the page is loaded anew. Without this there is a link.
const EVERY = 3000;

export function lookAgain() {
  const box = document.querySelector("[data-look-again]");
  if (box) setTimeout(look, EVERY, box);
}

async function look(box) {
  const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
  const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
  const now = page?.getElementById(box.id);
  if (page && !now?.hasAttribute("data-look-again")) return location.reload();
  if (now && now.textContent !== box.textContent) box.replaceChildren(...now.childNodes);
  setTimeout(look, EVERY, box);
}
