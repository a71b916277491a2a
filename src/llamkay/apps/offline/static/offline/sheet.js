// The roll call of one day: a name, a mark. Enter and the arrows go on to the next.

export function draw(place, taken, { words, kept, mark }) {
  place.replaceChildren(document.querySelector("template[data-sheet]").content.cloneNode(true));
  const legend = Object.fromEntries(taken.marks.map((each) => [each.key, each]));
  place.querySelector("[data-legend]").textContent = taken.marks.map((each) => `${each.key} ${each.label}`).join(" · ");
  const list = place.querySelector("[data-lines]");
  const rows = new Map();

  const wrong = (text) => {
    const found = /^([A-ZÑ]?)\s*(\d{1,3}(?:[.,]\d{1,2}|:[0-5]\d)?)?$/.exec(text);
    if (!text) return "";
    const reason = found && legend[found[1] || "P"];
    if (!reason || (found[2] && !reason.present)) return words.notMark;
    return reason.counts && !found[2] && !taken.scheduled ? words.needsHours : "";
  };
  const noted = (text) => Boolean(legend[text[0]]?.note);

  for (const line of taken.lines) {
    const item = document.querySelector("template[data-person]").content.cloneNode(true).firstElementChild;
    const [input, note] = item.querySelectorAll("input");
    const said = item.querySelector("[data-kept]");
    item.querySelector("[data-name]").textContent = line.name;
    item.querySelector("[data-code]").textContent = line.code;
    input.id = `m${line.about}`;
    item.querySelector("label").htmlFor = input.id;
    input.disabled = Boolean(line.shut);
    note.setAttribute("aria-label", `${note.getAttribute("aria-label")}: ${line.name}`);
    const row = { line, input, note, seen: line.value, value: line.value };
    row.say = (text, bad = false) => {
      said.textContent = text;
      said.classList.toggle("is-wrong", bad);
      input.toggleAttribute("aria-invalid", bad);
    };
    row.write = async () => {
      const value = input.value.trim().toUpperCase();
      input.value = value;
      note.hidden = !noted(value);
      if (value === row.value && (note.hidden || !note.value)) return;
      const fault = wrong(value);
      if (fault) { row.say(fault, true); return; }
      if (!note.hidden && !note.value.trim()) { row.say(words.needsNote, true); note.focus(); return; }
      const seen = row.value;
      row.value = value;
      await mark({ about: line.about, value, seen, note: note.hidden ? "" : note.value.trim() });
      row.say(words.kept);
    };
    input.value = line.value;
    row.say(line.shut);
    input.addEventListener("change", row.write);
    note.addEventListener("change", row.write);
    input.addEventListener("focus", () => input.select());
    input.addEventListener("keydown", (event) => {
      const step = { Enter: event.shiftKey ? -1 : 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const all = [...list.querySelectorAll(".offline-mark:not(:disabled)")];
      const next = all[all.indexOf(input) + step];
      if (next) next.focus(); else row.write();
    });
    rows.set(line.about, row);
    list.append(item);
  }
  // What was marked before and has not gone yet, after the tab was closed.
  for (const entry of kept) {
    const row = rows.get(entry.about);
    row.value = row.input.value = entry.value;
    row.note.value = entry.note;
    row.note.hidden = !entry.note;
    row.say(words.kept);
  }
  place.querySelector("[data-all]").addEventListener("click", async () => {
    for (const row of rows.values()) {
      if (row.input.disabled || row.input.value || wrong("P")) continue;
      row.input.value = "P";
      await row.write();
    }
  });
  return {
    // What the server says now; what is being typed stays as it is.
    renew(fresh) {
      for (const line of fresh.lines) {
        const row = rows.get(line.about);
        if (!row || row.input.value !== row.value) continue;
        row.value = row.input.value = line.value;
        row.say(line.shut);
        row.note.hidden = true;
        row.note.value = "";
      }
    },
    answered(answer) {
      const text = `${words[answer.state]}${answer.why ? `: ${answer.why}` : ""}`;
      rows.get(answer.about)?.say(text, ["conflict", "refused"].includes(answer.state));
    },
  };
}
