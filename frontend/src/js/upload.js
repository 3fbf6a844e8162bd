// <input type="file" data-max-bytes="20000000">, with <p data-upload-note="its id"> beneath it.
const size = (bytes) => `${(bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 })} MB`;

export function checkUploads() {
  for (const input of document.querySelectorAll('input[type="file"][data-max-bytes]')) {
    const note = document.querySelector(`[data-upload-note="${CSS.escape(input.id)}"]`);
    if (!note || !input.form) continue;
    const most = Number(input.dataset.maxBytes);
    const tooLarge = () => [...input.files].find((file) => file.size > most);
    const say = () => {
      const file = tooLarge();
      note.textContent = file ? `“${file.name}” has ${size(file.size)}; at most ${size(most)} can be sent. Choose a smaller file.` : "";
      return file;
    };
    input.addEventListener("change", say);
    // Before other listeners, so that an upload that is stopped does not count as sent.
    input.form.addEventListener("submit", (event) => {
      if (say()) { event.preventDefault(); input.focus(); }
    }, { capture: true });
  }
}
