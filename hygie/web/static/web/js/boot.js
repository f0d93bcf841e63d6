// Before the first paint: styles that need the enhancements of hygie.js apply from the start.
document.documentElement.classList.add("js");
