// What a device keeps of a shift: one box for each thing that was taken along, and each mark, all of it encrypted.
//
// A box is opened by the key of its taking, which the server gives to who took it along. Here that key lies only locked
// by the phrase of the shift (PBKDF2), until the shift ends, somebody signs out or another account signs in. The marks
// stay after that, and only the server's key opens them.

const NAME = "llamkay-offline";
const ROUNDS = 600000;
const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const settled = (request) => new Promise((good, bad) => {
  request.onsuccess = () => good(request.result);
  request.onerror = () => bad(request.error);
});

let opened;
export function database() {
  opened ??= new Promise((good, bad) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("boxes", { keyPath: "code" });
      request.result.createObjectStore("entries", { keyPath: "id" }).createIndex("code", "code");
    };
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
  return opened;
}

// The work is done when the transaction is on the disk, not when the last request answers.
async function change(stores, work) {
  const transaction = (await database()).transaction(stores, "readwrite", { durability: "strict" });
  const done = new Promise((good, bad) => {
    transaction.oncomplete = good;
    transaction.onabort = transaction.onerror = () => bad(transaction.error);
  });
  const result = await work(transaction);
  await done;
  return result;
}

const read = async (store) => (await database()).transaction(store).objectStore(store);
export const boxes = async () => settled((await read("boxes")).getAll());
export const box = async (code) => settled((await read("boxes")).get(code));
export const count = async (code) => settled((await read("entries")).index("code").count(code));

const importKey = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);

async function close(key, value, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(about);
  const data = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, value);
  return { iv, data };
}
const open = async (key, { iv, data }, about) =>
  crypto.subtle.decrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(about) }, key, data);
const seal = (key, value, about) => close(key, new TextEncoder().encode(JSON.stringify(value)), about);
const unseal = async (key, sealed, about) => JSON.parse(new TextDecoder().decode(await open(key, sealed, about)));

async function phraseKey(phrase, salt) {
  const base = await crypto.subtle.importKey("raw", new TextEncoder().encode(phrase), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Keep what was taken along; gives the key of the box, which cannot be read out of the page.
export async function keep(code, taken, phrase) {
  const raw = bytes(taken.key), key = await importKey(raw), salt = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  const made = {
    code,
    account: taken.account,
    kind: taken.package.kind,
    since: now,
    shift: taken.left * 1000,
    spent: 0,
    offset: (Date.parse(taken.now) - now) / 1000,
    waiting: taken.waiting,
    next: 0,
    salt,
    lock: await close(await phraseKey(phrase, salt), raw, code),
    package: await seal(key, taken.package, code),
  };
  await change(["boxes"], (all) => settled(all.objectStore("boxes").put(made)));
  return key;
}

// The key by the phrase; null where it is another phrase.
export async function unlock(made, phrase) {
  try {
    return await importKey(await open(await phraseKey(phrase, made.salt), made.lock, made.code));
  } catch {
    return null;
  }
}
export const keyOf = (taken) => importKey(bytes(taken.key));
export const packageOf = (key, made) => unseal(key, made.package, made.code);

// What the server says now in place of what was taken; the phrase stays.
export async function renew(code, key, taken) {
  const sealed = taken.package && await seal(key, taken.package, code);
  return change(["boxes"], async (all) => {
    const store = all.objectStore("boxes"), made = await settled(store.get(code));
    if (!made) return null;
    made.waiting = taken.waiting;
    if (sealed && made.package) made.package = sealed;
    await settled(store.put(made));
    return made;
  });
}

// One mark, on the disk before anything says that it is kept; its number is the order of this device.
export async function add(code, key, entry) {
  const id = crypto.randomUUID();
  const sealed = await seal(key, entry, id);
  await change(["boxes", "entries"], async (all) => {
    const store = all.objectStore("boxes"), made = await settled(store.get(code));
    made.next += 1;
    await settled(store.put(made));
    await settled(all.objectStore("entries").put({ id, code, number: made.next, ...sealed }));
  });
}

export async function entries(code, key, most) {
  const found = await settled((await read("entries")).index("code").getAll(code));
  found.sort((one, other) => one.number - other.number);
  return Promise.all(found.slice(0, most).map(async ({ id, number, iv, data }) =>
    ({ id, number, ...await unseal(key, { iv, data }, id) })));
}

export const drop = (ids) => change(["entries"], (all) =>
  Promise.all(ids.map((id) => settled(all.objectStore("entries").delete(id)))));

// What can be read is taken away; marks that were not sent stay closed until the server gives their key.
export async function wipe(which) {
  const left = [];
  for (const made of await boxes()) if (which(made)) left.push([made.code, await count(made.code)]);
  await change(["boxes"], async (all) => {
    const store = all.objectStore("boxes");
    for (const [code, unsent] of left) {
      if (!unsent) { await settled(store.delete(code)); continue; }
      const made = await settled(store.get(code));
      made.lock = made.package = null;
      await settled(store.put(made));
    }
  });
}

// Whether the shift is over by the time that this device saw pass; a clock that is set back gives no more of it.
export async function over(code) {
  return change(["boxes"], async (all) => {
    const store = all.objectStore("boxes"), made = await settled(store.get(code));
    if (!made) return true;
    made.spent = Math.max(made.spent, Date.now() - made.since);
    await settled(store.put(made));
    return made.spent >= made.shift;
  });
}
