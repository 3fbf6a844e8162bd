// <details class="account">: closed by Escape, and by a press anywhere else.
export function closeMenus() {
  for (const menu of document.querySelectorAll("details.account")) {
    document.addEventListener("click", (event) => { if (!menu.contains(event.target)) menu.open = false; });
    menu.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && menu.open) { menu.open = false; menu.querySelector("summary").focus(); }
    });
  }
}
