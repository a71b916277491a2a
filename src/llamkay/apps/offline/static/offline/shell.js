// The page that goes on without a line. It opens what was taken along, keeps each mark, and sends when it can.

import { draw as drawDay } from "./day.js";
import { ask, send } from "./sending.js";
import { draw as drawSheet } from "./sheet.js";
import * as store from "./store.js";

const main = document.querySelector("[data-shell]");
const words = JSON.parse(document.querySelector("#palabras").textContent);
const part = (name) => main.querySelector(`[data-${name}]`);
const at = (name, code) => main.dataset[name].replace("00000000-0000-0000-0000-000000000000", code);
const EVERY = 10000; // between two tries to send
const REST = 15 * 60000; // without a touch the box is closed again
let box = null, key = null, page = null, busy = false, again = false;

function say(name, n = 0, more = "") {
  const state = part("state");
  state.textContent = `${(words[name] ?? name).replace("{n}", n)}${more}`;
  state.classList.toggle("is-off", ["offline", "signedOut", "forbidden"].includes(name));
}

async function state(fault, message = "") {
  const unsent = await store.count(box.code);
  const waiting = box.waiting ? ` ${words.waiting.replace("{n}", box.waiting)}` : "";
  part("signin").hidden = fault !== "signedOut";
  part("settle").hidden = !box.waiting;
  part("end").hidden = unsent > 0;
  if (message) say(message);
  else say(fault ?? (unsent ? "queued" : "sent"), unsent, waiting);
}

function tellSkew(seconds) {
  const minutes = Math.round(Math.abs(seconds) / 60), hours = Math.floor(minutes / 60);
  const text = `${hours ? `${hours} h ` : ""}${minutes % 60} min`;
  part("skew").hidden = minutes < 5;
  part("skew").textContent = words[seconds > 0 ? "ahead" : "behind"].replace("{h}", text);
}

// Everything that waits goes; then the page shows what the server says now.
async function deliver() {
  if (!key) return;
  if (busy) { again = true; return; }
  busy = true;
  again = false;
  try {
    const unsent = await store.count(box.code);
    if (unsent && navigator.onLine) say("sending", unsent);
    const done = unsent ? await send(at("send", box.code), box.code, key, box.offset) : { answers: new Map() };
    let fault = done.fault;
    if (!fault) {
      const taken = await ask(at("taken", box.code));
      fault = taken.fault;
      if (!fault) {
        if (!taken.left && box.package) { // the shift is over, or somebody ended it
          await store.wipe((each) => each.code === box.code);
          location.reload();
          return;
        }
        box = await store.renew(box.code, key, taken) ?? box;
        if (taken.package && !(await store.count(box.code))) page?.renew(taken.package);
      }
    }
    for (const answer of done.answers.values()) page?.answered(answer);
    if (done.skew !== undefined && done.skew !== null) tellSkew(done.skew);
    await state(fault === "message" ? "queued" : fault, done.message);
  } finally {
    busy = false;
  }
  if (again) await deliver();
}

async function mark(entry) {
  await store.add(box.code, key, { ...entry, at: new Date().toISOString() });
  if (navigator.onLine) deliver(); else await state("offline");
}

// The hour by the server's clock, as far as this device can know it.
function now() {
  const parts = new Intl.DateTimeFormat("en-GB", { timeZone: "America/Lima", hour: "2-digit", minute: "2-digit" });
  return parts.format(new Date(Date.now() + box.offset * 1000));
}

async function show() {
  part("open").hidden = part("boxes").hidden = true;
  if (box.package && await store.over(box.code)) {
    await store.wipe((each) => each.code === box.code);
    box = await store.box(box.code) ?? { ...box, package: null };
  }
  if (!box.package) { say("over"); await deliver(); return; }
  const taken = await store.packageOf(key, box), kept = await store.entries(box.code, key);
  part("title").textContent = `${taken.title}, ${taken.day.split("-").reverse().join("/")}`;
  page = (taken.kind === "sheet" ? drawSheet : drawDay)(part("work"), taken, { words, kept, mark, now });
  part("work").hidden = false;
  tellSkew(-box.offset);
  await deliver();
  if (!navigator.onLine) await state("offline");
}

const wrong = (text) => {
  part("wrong").textContent = text;
  part("wrong").hidden = !text;
};

function askPhrase(then) {
  part("open").hidden = false;
  part("open").onsubmit = async (event) => {
    event.preventDefault();
    const phrase = main.querySelector("#clave");
    if (phrase.value.length < 8) { wrong(words.shortKey); return; }
    wrong("");
    if (await then(phrase.value)) { phrase.value = ""; await show(); } else wrong(words.wrongKey);
  };
  main.querySelector("#clave").focus();
}

async function choose(code) {
  box = await store.box(code);
  if (box.package) {
    say("locked");
    askPhrase(async (phrase) => { key = await store.unlock(box, phrase); return Boolean(key); });
  }
  // With a line and the account that took it along, what was kept goes without the phrase.
  const taken = await store.count(code) || !box.package ? await ask(at("taken", code)) : { fault: "offline" };
  if (!taken.fault) {
    const own = await store.keyOf(taken), done = await send(at("send", code), code, own, box.offset);
    if (done.skew) tellSkew(done.skew);
    box.waiting = (await store.renew(code, own, await ask(at("taken", code))))?.waiting ?? 0;
    if (!box.package) await store.wipe((each) => each.code === code);
    await state(done.fault, done.message);
  } else if (await store.count(code)) await state(taken.fault);
  else if (!box.package) { await store.wipe((each) => each.code === code); await list(); }
}

async function list() {
  for (const each of await store.boxes()) {
    if (each.package && await store.over(each.code)) await store.wipe((one) => one.code === each.code);
  }
  const all = await store.boxes();
  if (!all.length) { say("nothing"); return; }
  if (all.length === 1) { await choose(all[0].code); return; }
  part("boxes").hidden = false;
  part("boxes").replaceChildren(...all.map((each) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.className = "govuk-button govuk-button--secondary";
    button.textContent = `${words[each.kind]}, ${new Date(each.since + each.offset * 1000).toLocaleString(document.documentElement.lang)}`;
    button.onclick = () => choose(each.code);
    item.append(button);
    return item;
  }));
}

async function take(code) {
  history.replaceState(null, "", main.dataset.scope);
  if (await store.box(code)) { await choose(code); return; }
  const taken = await ask(at("taken", code));
  if (taken.fault || !taken.package) { say(taken.fault ?? "over"); return; }
  askPhrase(async (phrase) => {
    key = await store.keep(code, taken, phrase);
    box = await store.box(code);
    await navigator.storage?.persist?.();
    await navigator.serviceWorker.ready;
    part("note").hidden = false;
    return true;
  });
}

part("finish").addEventListener("click", async () => {
  await store.wipe((each) => each.code === box.code);
  location.replace(main.dataset.scope);
});
addEventListener("online", deliver);
addEventListener("offline", () => { if (key) state("offline"); });
setInterval(async () => {
  if (!key) return;
  if (page && await store.over(box.code)) { location.reload(); return; }
  if (await store.count(box.code)) await deliver();
}, EVERY);
let rest = 0;
for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, () => {
  clearTimeout(rest);
  rest = setTimeout(() => { if (key) location.reload(); }, REST);
});

if (!("serviceWorker" in navigator) || !crypto.subtle) say("noWorker");
else {
  navigator.serviceWorker.register(main.dataset.worker, { scope: main.dataset.scope });
  const code = new URLSearchParams(location.search).get("llevar");
  if (/^[0-9a-f-]{36}$/.test(code ?? "")) await take(code); else await list();
  main.dataset.ready = "";
}
