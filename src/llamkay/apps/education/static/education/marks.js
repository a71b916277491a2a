// Enter goes on to the next mark, Shift+Enter back; after the last one it stands on the button, which saves.
const form = document.querySelector("form[data-marks-form]");
form?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("input:not([type=hidden])")) return;
  event.preventDefault();
  const stops = [...form.querySelectorAll("input:not([type=hidden]), button")];
  const next = stops[stops.indexOf(event.target) + (event.shiftKey ? -1 : 1)];
  next?.focus();
  next?.select?.();
});
