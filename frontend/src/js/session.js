// <div data-session-seconds="1800" data-stay="/address" hidden>: shown two minutes before the session ends.
const NOTICE = 120;

export function tellWhenSessionEnds() {
  const box = document.querySelector("[data-session-seconds]");
  if (!box) return;
  const stay = box.querySelector("[data-stay-signed-in]");
  let waiting;
  const start = () => {
    box.hidden = true;
    clearTimeout(waiting);
    const wait = Math.max(0, Number(box.dataset.sessionSeconds) - NOTICE) * 1000;
    waiting = setTimeout(() => { box.hidden = false; }, wait);
  };
  stay?.addEventListener("click", async () => {
    const answer = await fetch(box.dataset.stay, { credentials: "same-origin", redirect: "manual" }).catch(() => null);
    const line = box.querySelector("[data-session-words]");
    if (answer?.ok) start();
    else line.textContent = "You could not be kept signed in. Copy what you have written before you go on.";
  });
  start();
}
