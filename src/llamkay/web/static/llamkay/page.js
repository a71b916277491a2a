// What every page does once it is drawn; without this module all of it still works by hand.

// On a narrow screen the tab one is on is brought into view.
for (const here of document.querySelectorAll(".nav [aria-current], .tabs [aria-current]")) {
  const row = here.closest("ul");
  row.scrollLeft = here.offsetLeft - row.offsetLeft - 16;
}

// What moves sideways inside the window can be reached and moved by the keyboard.
const reach = () => {
  for (const wide of document.querySelectorAll(".govuk-table, .scroll, .sheet-wrap, .curve, pre")) {
    const moves = wide.scrollWidth > wide.clientWidth + 1 && getComputedStyle(wide).overflowX !== "visible";
    if (moves && !wide.hasAttribute("tabindex")) wide.tabIndex = 0;
  }
};
reach();
addEventListener("resize", reach);
