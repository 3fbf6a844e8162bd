// <textarea data-max-words="500">, with <p data-words-of="its id"> beneath it.
const PAUSE_BEFORE_SPEAKING = 900;

export function wordsIn(text) {
  const trimmed = text.trim();
  return trimmed === "" ? 0 : trimmed.split(/\s+/).length;
}

export function told(count, most) {
  const plural = (n) => `${n.toLocaleString("en-GB")} ${n === 1 ? "word" : "words"}`;
  return count > most ? `${plural(count - most)} too many` : `${plural(most - count)} left of ${most.toLocaleString("en-GB")}`;
}

export function countWords() {
  for (const area of document.querySelectorAll("textarea[data-max-words]")) {
    const line = document.querySelector(`[data-words-of="${CSS.escape(area.id)}"]`);
    if (!line) continue;
    const most = Number(area.dataset.maxWords);
    const spoken = document.createElement("span");
    spoken.className = "visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    line.after(spoken);
    let waiting;
    const show = () => {
      const count = wordsIn(area.value);
      line.textContent = told(count, most);
      line.classList.toggle("over", count > most);
    };
    area.addEventListener("input", () => {
      show();
      clearTimeout(waiting);
      waiting = setTimeout(() => { spoken.textContent = line.textContent; }, PAUSE_BEFORE_SPEAKING);
    });
    show();
  }
}
