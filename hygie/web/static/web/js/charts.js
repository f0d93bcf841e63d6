// Draws each [data-chart] from its JSON with Chart.js, fetched only by pages that have one. The table stays.
(() => {
  "use strict";

  const library = document.currentScript.dataset.library;
  const language = document.documentElement.lang || "fr";
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const drawn = new Map();
  let loading;

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const colour = (tone, index) => token(tone ? `chart-${tone}` : `chart-${(index % 6) + 1}`);
  // Inter draws no narrow no-break space, which French number formats emit.
  // English writes a percentage without a gap.
  const gap = (unit) => (unit === "%" && language === "en" ? "" : "\u00a0");
  const written = (value, unit) => numbers.format(value).replace(/\u202f/g, "\u00a0") + (unit ? gap(unit) + unit : "");

  function load() {
    loading ||= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = library;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
    return loading;
  }

  function dataset(data, series, index) {
    const ink = colour(series.tone, index);
    if (data.kind === "donut") {
      const slices = data.labels.map((_, slice) => colour(data.tones[slice], slice));
      return { label: series.label, data: series.values, backgroundColor: slices, borderColor: token("surface"), borderWidth: 2 };
    }
    if (data.kind === "line") {
      return {
        label: series.label, data: series.values, borderColor: ink, backgroundColor: ink, borderWidth: 2, tension: 0.25,
        borderDash: series.dashed ? [5, 4] : [], pointRadius: series.dashed ? 0 : 2.5, pointHoverRadius: 5,
        pointStyle: ["circle", "rect", "triangle", "rectRot"][index % 4],
      };
    }
    return {
      label: series.label, data: series.values, backgroundColor: ink, borderColor: token("surface"),
      borderWidth: data.kind === "stacked" ? 1 : 0, borderRadius: 3, maxBarThickness: 44, borderSkipped: false,
    };
  }

  function options(data) {
    const round = data.kind === "donut";
    const stacked = data.kind === "stacked";
    const axis = (grid) => ({
      stacked, border: { display: false }, grid: { display: grid, color: token("line") }, ticks: { color: token("ink-2") },
    });
    const words = (item) => ` ${round ? item.label : item.dataset.label}: ${written(item.raw ?? 0, data.unit)}`;
    const vertical = axis(true);
    vertical.beginAtZero = data.kind !== "line";
    vertical.ticks = { ...vertical.ticks, maxTicksLimit: 6, precision: 0, callback: (value) => written(value, data.unit) };
    return {
      animation: false, responsive: true, maintainAspectRatio: false, locale: language,
      interaction: { mode: round ? "nearest" : "index", intersect: round },
      cutout: round ? "68%" : undefined,
      scales: round ? {} : { x: axis(false), y: vertical },
      plugins: {
        legend: {
          display: round || data.series.length > 1, position: round ? "right" : "bottom", align: round ? "center" : "start",
          labels: { color: token("ink-2"), usePointStyle: true, pointStyleWidth: 9, boxHeight: 7, padding: 14 },
        },
        tooltip: { backgroundColor: token("ink"), titleColor: token("surface"), bodyColor: token("surface"), callbacks: { label: words } },
      },
    };
  }

  function draw(figure) {
    const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
    const frame = figure.querySelector(".chart-canvas");
    frame.hidden = false;
    drawn.get(figure)?.destroy();
    Chart.defaults.font = { family: token("font"), size: 12 };
    drawn.set(figure, new Chart(frame.querySelector("canvas"), {
      type: { donut: "doughnut", line: "line" }[data.kind] || "bar",
      data: { labels: data.labels, datasets: data.series.map((series, index) => dataset(data, series, index)) },
      options: options(data),
    }));
  }

  async function drawAll(root) {
    const figures = [...root.querySelectorAll("[data-chart]")];
    if (!figures.length) return;
    await Promise.all([load(), document.fonts.ready]);
    figures.forEach(draw);
  }

  function redraw() {
    for (const figure of drawn.keys()) figure.isConnected ? draw(figure) : drawn.delete(figure);
  }

  drawAll(document);
  document.addEventListener("htmx:afterSwap", (event) => drawAll(event.detail.elt));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();
