// What was marked goes to the server when there is a line; each mark leaves the device only when it was answered.

import * as store from "./store.js";

const MOST = 200; // marks of one sending
const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

// The answer as JSON; «signedOut», «forbidden» or «offline» where there is none.
export async function ask(address, body) {
  let answer;
  try {
    answer = await fetch(address, {
      method: body ? "POST" : "GET",
      body: body && JSON.stringify(body),
      headers: body ? { "Content-Type": "application/json", "X-CSRFToken": token() } : {},
      redirect: "manual",
      cache: "no-store",
    });
  } catch {
    return { fault: "offline" };
  }
  if (answer.type === "opaqueredirect") return { fault: "signedOut" };
  const json = (answer.headers.get("content-type") ?? "").includes("json");
  if (answer.ok && json) return answer.json();
  if (json) return { fault: "message", message: (await answer.json()).message };
  return { fault: answer.status >= 500 ? "offline" : "forbidden" };
}

// Sends all of a box; gives the answers by entry, or a fault. Twice at once does no harm: the server counts each once.
export async function send(address, code, key, offset) {
  const answers = new Map();
  let skew = null;
  for (;;) {
    const batch = await store.entries(code, key, MOST);
    if (!batch.length) return { answers, skew };
    const said = await ask(address, { now: new Date().toISOString(), offset, entries: batch });
    if (said.fault) return { ...said, answers, skew };
    const done = batch.filter((entry) => said.answers[entry.id]);
    for (const entry of done) answers.set(entry.id, { ...said.answers[entry.id], about: entry.about });
    skew = said.skew;
    await store.drop(done.map((entry) => entry.id));
    if (!done.length) return { fault: "offline", answers, skew };
  }
}
