// The day of a room: who, what, at what hour. The hour is the person's; the clock only proposes it.

export function draw(place, taken, { words, kept, mark, now }) {
  place.replaceChildren(document.querySelector("template[data-day]").content.cloneNode(true));
  const form = place.querySelector("form"), list = place.querySelector("[data-lines]");
  const field = form.elements, problem = form.querySelector("[data-wrong]");
  const kinds = Object.fromEntries(taken.kinds), lines = new Map(taken.lines.map((line) => [line.about, line]));
  const said = new Map(); // child → what was marked here
  const fill = (select, choices) => select.replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
  const called = (line) => (line.allergy ? `${line.name} (${words.allergy.replace("{what}", line.allergy)})` : line.name);
  const open = taken.lines.filter((line) => !line.shut);

  fill(field.about, open.map((line) => [line.about, called(line)]));
  fill(field.value, taken.kinds);
  fill(field.amount, taken.amounts);
  fill(field.glance, taken.glances);
  const adapt = () => {
    fill(field.who, lines.get(Number(field.about.value))?.who ?? []);
    for (const part of form.querySelectorAll("[data-of]")) part.hidden = !part.dataset.of.split(" ").includes(field.value.value);
  };
  const propose = () => { field.hour.value = now(); };
  form.addEventListener("change", adapt);
  adapt();
  propose();

  function show() {
    list.replaceChildren(...taken.lines.map((line) => {
      const item = document.createElement("li"), name = document.createElement("strong"), what = document.createElement("span");
      item.className = "offline-plain";
      name.textContent = called(line);
      what.textContent = ` ${[...line.today, ...(said.get(line.about) ?? []).map((each) => each.text), line.shut].filter(Boolean).join(" · ")}`;
      item.append(name, what);
      return item;
    }));
  }
  const note = (entry, text) => {
    const all = said.get(entry.about) ?? [];
    all.push({ text: `${entry.hour} ${kinds[entry.value]} (${text})` });
    said.set(entry.about, all);
    show();
  };
  show();
  for (const entry of kept) note(entry, words.kept);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const moves = ["in", "out"].includes(field.value.value), line = lines.get(Number(field.about.value));
    problem.hidden = true;
    if (!line || !field.hour.value) return;
    if (moves && field.glance.value !== "well" && !field.note.value.trim()) {
      problem.textContent = words.needsSeen;
      problem.hidden = false;
      field.note.focus();
      return;
    }
    const entry = {
      about: line.about,
      value: field.value.value,
      seen: line.seen,
      hour: field.hour.value,
      amount: field.value.value === "meal" ? field.amount.value : "",
      who: moves ? field.who.value : "",
      glance: moves ? field.glance.value : "",
      note: moves ? field.note.value.trim() : "",
    };
    await mark(entry);
    note(entry, words.kept);
    field.note.value = "";
    field.glance.value = "well";
    propose();
    field.about.focus();
  });
  return {
    renew(fresh) {
      for (const line of fresh.lines) Object.assign(lines.get(line.about) ?? {}, { seen: line.seen, today: line.today, shut: line.shut });
      show();
    },
    answered(answer) {
      const each = (said.get(answer.about) ?? []).find((one) => one.text.endsWith(`(${words.kept})`));
      if (each) each.text = each.text.replace(`(${words.kept})`, `(${words[answer.state]}${answer.why ? `: ${answer.why}` : ""})`);
      show();
    },
  };
}
