// Enhancements of pages that work without them. Each function takes a root, so that fragments get the same.
(() => {
  "use strict";

  const language = document.documentElement.lang || "fr";
  const LINGER = 8000;

  // Messages: dismissed by hand; good news leaves by itself, unless someone is reading or reaching for it.
  function toasts(root) {
    for (const toast of root.querySelectorAll("[data-toast]")) {
      const close = toast.querySelector(".toast-close");
      close.hidden = false;
      close.addEventListener("click", () => toast.remove());
      if (toast.classList.contains("toast-success")) leaveAlone(toast);
    }
  }

  function leaveAlone(toast) {
    let timer = setTimeout(() => toast.remove(), LINGER);
    const stay = () => clearTimeout(timer);
    const go = () => { stay(); timer = setTimeout(() => toast.remove(), LINGER); };
    for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, stay);
    for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, go);
  }

  // Menus are <details>: Escape and a press elsewhere close them, one is open at a time.
  function menus() {
    const open = () => document.querySelectorAll("details.menu[open], details.drawer[open]");
    document.addEventListener("click", (event) => {
      for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const menu of open()) {
        if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
        menu.open = false;
      }
    });
  }

  // A question before an act: a disclosure without this script, a modal dialog with it.
  function confirmations(root) {
    for (const details of root.querySelectorAll("[data-confirm]")) {
      const dialog = details.querySelector("dialog");
      const summary = details.querySelector("summary");
      const cancel = details.querySelector("[data-close]");
      if (!dialog.showModal) continue;
      dialog.removeAttribute("open");
      cancel.hidden = false;
      summary.addEventListener("click", (event) => {
        event.preventDefault();
        details.open = true;
        dialog.showModal();
      });
      cancel.addEventListener("click", () => dialog.close());
      dialog.addEventListener("close", () => { details.open = false; summary.focus(); });
    }
  }

  // The browser words file inputs in its own language: ours are drawn over it.
  function files(root) {
    for (const box of root.querySelectorAll("[data-file]")) {
      const input = box.querySelector("input[type=file]");
      const name = box.querySelector(".file-name");
      const nothing = name.textContent;
      box.querySelector(".file-look").hidden = false;
      box.classList.add("ready");
      const show = () => {
        const chosen = [...input.files].map((file) => `${file.name} (${weight(file.size)})`).join(", ");
        name.textContent = chosen || nothing;
        box.classList.toggle("chosen", Boolean(chosen));
      };
      input.addEventListener("change", show);
      for (const event of ["dragenter", "dragover"]) box.addEventListener(event, () => box.classList.add("over"));
      for (const event of ["dragleave", "drop"]) box.addEventListener(event, () => box.classList.remove("over"));
      show();
    }
  }

  function weight(bytes) {
    const [unit, size] = bytes < 1e6 ? ["kilobyte", bytes / 1e3] : ["megabyte", bytes / 1e6];
    return plain(new Intl.NumberFormat(language, { style: "unit", unit, maximumFractionDigits: 1 }).format(size));
  }

  // Inter draws no narrow no-break space, which French number formats emit.
  function plain(text) {
    return text.replace(/\u202f/g, "\u00a0");
  }

  // Browsers order day and month as they please: the date is said again in words.
  function dates(root) {
    const words = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle: "full", timeZone: "UTC" });
    for (const input of root.querySelectorAll("input[data-date]")) {
      const echo = input.parentElement.querySelector("[data-date-words]");
      if (!echo) continue;
      const said = (day) => (language === "fr" ? words.format(day).replace(/\b1 /, "1er ") : words.format(day));
      const show = () => { echo.textContent = input.valueAsDate ? said(input.valueAsDate) : ""; };
      input.addEventListener("change", show);
      show();
    }
  }

  function enhance(root) {
    toasts(root);
    confirmations(root);
    files(root);
    dates(root);
    // A form that came back refused: its summary is where reading goes on.
    root.querySelector("form[method=post] [data-focus]")?.focus();
  }

  menus();
  enhance(document);
  document.addEventListener("htmx:afterSwap", (event) => enhance(event.detail.elt));
})();
