// On every page of the office: what another account took along on this device is closed, and what is of a shift that is
// over; what was not sent is told; signing out closes one's own.

const script = document.querySelector("script[data-account]");
const known = indexedDB.databases ? (await indexedDB.databases()).some((each) => each.name === "llamkay-offline") : true;
if (script && known) {
  const store = await import("./store.js");
  await store.wipe((box) => box.account !== script.dataset.account || Date.now() - box.since >= box.shift);
  let unsent = 0;
  for (const box of await store.boxes()) if (box.account === script.dataset.account) unsent += await store.count(box.code);
  const note = document.querySelector("[data-unsent]");
  if (unsent) {
    note.hidden = false;
    note.querySelector("a").textContent = note.dataset.unsent.replace("{n}", unsent);
  }
  const leave = document.querySelector("form[data-leave]");
  leave?.addEventListener("submit", async (event) => {
    event.preventDefault();
    await store.wipe(() => true);
    leave.submit();
  }, { once: true });
}
