// The map is a row of links; this makes it one stop of the Tab key, arrow keys moving to the nearest dot that way.
(() => {
  "use strict";

  const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  const centre = (dot) => {
    const box = dot.lastElementChild.getBoundingClientRect();
    return [box.left + box.width / 2, box.top + box.height / 2];
  };

  function nearest(dots, from, [dx, dy]) {
    const [x, y] = centre(from);
    let best = null;
    let least = Infinity;
    for (const dot of dots) {
      const [along, across] = ((a, b) => [a * dx + b * dy, Math.abs(a * dy + b * dx)])(centre(dot)[0] - x, centre(dot)[1] - y);
      const far = along + 2 * across;
      if (dot !== from && along > 0.5 && far < least) [best, least] = [dot, far];
    }
    return best;
  }

  function roving(dots) {
    const select = (dot) => { for (const other of dots) other.tabIndex = other === dot ? 0 : -1; };
    if (dots.length) select(dots[0]);
    for (const dot of dots) {
      dot.addEventListener("focus", () => select(dot));
      dot.addEventListener("keydown", (event) => {
        const ends = { Home: dots[0], End: dots[dots.length - 1] };
        const next = WAYS[event.key] ? nearest(dots, dot, WAYS[event.key]) : ends[event.key];
        if (!next) return;
        event.preventDefault();
        next.focus();
      });
    }
  }

  function tip(dots, box) {
    let told = null;
    const show = (dot) => {
      told = dot;
      const [x, y] = centre(dot);
      box.textContent = dot.getAttribute("aria-label");
      box.hidden = false;
      const left = Math.min(Math.max(x - box.offsetWidth / 2, 8), innerWidth - box.offsetWidth - 8);
      const above = y - box.offsetHeight - 14;
      box.style.transform = `translate(${left}px, ${above > 8 ? above : y + 14}px)`;
    };
    const hide = () => { box.hidden = true; told = null; };
    for (const dot of dots) {
      for (const event of ["mouseenter", "focus"]) dot.addEventListener(event, () => show(dot));
      for (const event of ["mouseleave", "blur"]) dot.addEventListener(event, hide);
    }
    // What appears on hover can be sent away without moving.
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
    addEventListener("scroll", () => { if (told) show(told); }, { passive: true });
  }

  function enhance(root) {
    for (const map of root.querySelectorAll("[data-map]")) {
      const dots = [...map.querySelectorAll(".map-dots a")];
      roving(dots);
      tip(dots, map.querySelector("[data-map-tip]"));
    }
  }

  enhance(document);
  document.addEventListener("htmx:afterSwap", (event) => enhance(event.detail.elt));
})();
