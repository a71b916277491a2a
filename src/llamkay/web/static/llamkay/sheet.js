// The monthly sheet as a spreadsheet: moves with the keyboard, keeps totals alive, saves as you go.
// Without this module the same form is filled and sent whole; nothing here decides a rule.

const form = document.querySelector("form[data-sheet]");
if (form) start(form);

function start(form) {
  const marks = JSON.parse(form.dataset.marks);
  const table = form.querySelector("table.sheet");
  const status = document.querySelector("[data-status]");
  const minutes = [...table.querySelectorAll("thead th[data-minutes]")].map((cell) => Number(cell.dataset.minutes));
  const rows = [...table.tBodies[0].rows];
  const columns = minutes.length;
  const before = [...table.tHead.rows[0].cells].findIndex((cell) => "minutes" in cell.dataset); // cells before day 1
  const rest = [...table.querySelectorAll("thead th[data-minutes]")].map((cell) => "rest" in cell.dataset);
  const length = Number(form.dataset.length), most = Number(form.dataset.most); // of a day that counts, where the law says it
  const saved = new Map(); // input name → the text the server holds
  const waiting = new Map(); // input name → the text to be saved
  const undo = []; // what each act wrote over: lists of [input, text before]
  const UNDO = 50; // acts kept
  let sending = false;
  let timer = 0;

  for (const input of table.querySelectorAll("input")) saved.set(input.name, input.defaultValue);

  const read = (text, scheduled) => {
    const found = /^([A-ZÑ]?)\s*(\d{1,3}(?:[.,]\d{1,2}|:[0-5]\d)?)?$/.exec(text.trim().toUpperCase());
    if (!text.trim()) return { key: "", minutes: 0 };
    if (!found) return null;
    const key = found[1] || "P";
    const reason = marks[key];
    if (!reason) return null;
    if (found[2] === undefined) return { key, minutes: reason.p ? scheduled : 0 };
    const [hours, rest] = found[2].split(":");
    const total = rest === undefined ? Math.round(Number(hours.replace(",", ".")) * 60) : Number(hours) * 60 + Number(rest);
    return total > 960 || (total && !reason.h) ? null : { key, minutes: total };
  };
  const hours = (total) => `${Math.floor(total / 60)}${total % 60 ? `:${String(total % 60).padStart(2, "0")}` : ""}`;
  const cellAt = (row, column) => rows[row]?.cells[column + before];
  const textAt = (cell) => cell.querySelector("input")?.value ?? cell.textContent;
  const pieces = table.classList.contains("sheet--pieces");

  const put = (element, text) => { if (element && element.textContent !== text) element.textContent = text; };

  function totals() {
    let allDays = 0, allMinutes = 0, allPieces = 0, blank = 0;
    const present = new Array(columns).fill(0);
    rows.forEach((row) => {
      let days = 0, sum = 0, count = 0, gathered = 0;
      const out = (row.dataset.out ?? "").split(",");
      for (let at = 0; at < columns; at += 1) {
        const cell = row.cells[at + before];
        if (pieces) { count += cell.classList.contains("is-wrong") ? 0 : Math.max(Number(textAt(cell)) || 0, 0); continue; }
        const mark = cell.classList.contains("is-wrong") ? null : read(textAt(cell), minutes[at]);
        if (!mark) continue; // what the server refused counts for nothing
        if (!mark.key) {
          if (minutes[at] && cell.querySelector("input") && !cell.classList.contains("is-rest")) blank += 1;
          continue;
        }
        sum += mark.minutes;
        if (marks[mark.key].p && !rest[at]) days += 1;
        if (marks[mark.key].c && !rest[at] && !out.includes(String(at + 1))) gathered += Math.min(mark.minutes, most);
        if (marks[mark.key].h) present[at] += 1;
      }
      if (length) days = Math.floor(gathered / length);
      if ("counted" in form.dataset) days = Number(row.querySelector("[data-days]").textContent);
      if (pieces) put(row.querySelector("[data-pieces]"), String(count));
      else { put(row.querySelector("[data-days]"), String(days)); put(row.querySelector("[data-hours]"), hours(sum)); }
      allDays += days; allMinutes += sum; allPieces += count;
    });
    if (pieces) return put(table.querySelector("[data-all-pieces]"), String(allPieces));
    put(table.querySelector("[data-all-days]"), String(allDays));
    put(table.querySelector("[data-all-hours]"), hours(allMinutes));
    table.querySelectorAll("[data-present]").forEach((cell, at) => put(cell, present[at] ? String(present[at]) : ""));
    const left = document.querySelector("[data-blank]");
    if (left) left.textContent = left.textContent.replace(/^\s*[\d,]+/, String(blank));
    return undefined;
  }

  // Signing in again in another tab gives a new token: the cookie has it, the page the former one.
  const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.elements.csrfmiddlewaretoken.value;

  function say(text, wrong = false) {
    status.textContent = text;
    status.classList.toggle("is-wrong", wrong);
  }

  // A cell in words: what it holds, whose it is, of which day.
  function where(input) {
    const name = input.closest("tr").querySelector("th.sheet__name").firstChild.textContent.trim();
    return `«${input.value}», ${name}, ${input.name.split("-")[1]}`;
  }

  function mark(input, tone, text = "") {
    const cell = input.closest("td");
    cell.classList.remove("is-wrong", "is-unsaved");
    if (tone) cell.classList.add(tone);
    input.toggleAttribute("aria-invalid", tone === "is-wrong");
    if (text) cell.title = text;
  }

  // A mark that needs a note goes to the form of observations, already filled in.
  function askNote(input) {
    const box = document.querySelector("form[data-note]");
    const [row, day] = input.name.slice(1).split("-");
    box.closest("details").open = true;
    box.elements.row.value = row;
    box.elements.day.value = day;
    box.elements.mark.value = input.value.trim().toUpperCase();
    input.value = saved.get(input.name);
    mark(input, "");
    totals();
    setTimeout(() => box.elements.note.focus());  // after the key that left the cell has moved on
  }

  function changed(input) {
    const cell = input.closest("td");
    const text = input.value.trim().toUpperCase();
    if (text === saved.get(input.name) && !waiting.has(input.name)) {
      mark(input, "");
      if (!table.querySelector("td.is-wrong")) say("");
      return;
    }
    const column = cell.cellIndex - before;
    if (!pieces) {
      const found = read(text, minutes[column]);
      if (!found) {
        waiting.delete(input.name);
        mark(input, "is-wrong");
        say(`«${input.value}» ${form.dataset.wrong}.`, true);
        return;
      }
      if (found.key && marks[found.key].n && !("noted" in cell.dataset)) { askNote(input); return; }
      input.value = text;
    }
    waiting.set(input.name, text);
    mark(input, "is-unsaved");
    clearTimeout(timer);
    timer = setTimeout(send, 500);
  }

  // With the reason written, what was refused for want of it goes again.
  const late = form.elements.tarde;
  late?.addEventListener("change", () => {
    for (const input of table.querySelectorAll("td.is-wrong input")) changed(input);
  });

  async function send() {
    timer = 0;
    if (sending || !waiting.size) return;
    sending = true;
    const batch = new Map(waiting);
    const body = new FormData();
    if (late) body.set("tarde", late.value);
    for (const [name, text] of batch) {
      body.set(name, text);
      if (name[0] === "c") body.set(`w${name.slice(1)}`, saved.get(name));
    }
    say(form.dataset.saving);
    try {
      const answer = await fetch(form.dataset.sheet, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token() },
      });
      if (answer.redirected) {
        // Signed out meanwhile: what is written waits here until somebody signs in again in another tab.
        say(`${form.dataset.signedOut} (${waiting.size} ${form.dataset.pending})`, true);
        timer = setTimeout(send, 15000);
      } else {
        if (!(answer.headers.get("content-type") ?? "").includes("json")) throw new Error("offline");
        settle(batch, answer.ok, await answer.json());
      }
    } catch {
      say(`${form.dataset.offline} (${waiting.size} ${form.dataset.pending})`, true);
      timer = setTimeout(send, 5000);
    }
    sending = false;
    if (waiting.size && !timer) timer = setTimeout(send, 300);
  }

  function settle(batch, good, said) {
    for (const [name, text] of batch) {
      if (waiting.get(name) === text) waiting.delete(name);
      const input = form.elements[name];
      if (good) {
        saved.set(name, text);
        if (input.value.trim().toUpperCase() === text) mark(input, "");
      } else {
        mark(input, said.faults?.[name] ? "is-wrong" : "is-unsaved", said.faults?.[name]);
      }
    }
    if (good) form.elements.version.value = said.version;
    for (const [name, text] of Object.entries(said.now ?? {})) {
      // Somebody else wrote this cell: what was typed stays; to save it again is to prefer it.
      saved.set(name, text);
      mark(form.elements[name], "is-wrong", said.message);
      const cell = form.elements[name].closest("td");
      const who = cell.parentElement.querySelector(".sheet__name").firstChild.textContent.trim();
      said.message = `${said.message} ${who}, ${cell.cellIndex - before + 1}: «${text}».`;
    }
    // One wrong cell must not hold back the good ones that travelled with it.
    if (!good && batch.size > 1 && said.faults) {
      for (const [name, text] of batch) if (!said.faults[name] && !(name in (said.now ?? {}))) waiting.set(name, text);
      if (waiting.size < batch.size) setTimeout(send, 0);
    }
    const wrong = good && table.querySelector("td.is-wrong input");
    say(wrong ? `${said.message} · ${form.dataset.left}: ${where(wrong)}` : said.message, !good || Boolean(wrong));
    totals();
  }

  // Writes many cells as one act, which one Ctrl+Z takes back.
  function write(cells) {
    const before = [];
    for (const [input, text] of cells) {
      if (input.value === text) continue;
      before.push([input, input.value]);
      input.value = input.dataset.before = text;
      changed(input);
    }
    remember(before);
    totals();
    return before.length;
  }

  function remember(before) {
    if (!before.length) return;
    undo.push(before);
    if (undo.length > UNDO) undo.shift();
  }

  function fill(column) {
    if (!minutes[column]) { say(form.dataset.unscheduled, true); return; }
    const blank = rows.map((_, at) => cellAt(at, column)?.querySelector("input")).filter((input) => input && !input.value);
    write(blank.map((input) => [input, "P"]));
  }

  // A block copied from a spreadsheet: one line a person, one tab a day, from this cell on.
  function paste(input, text) {
    const cell = input.closest("td");
    const top = rows.indexOf(cell.parentElement), left = cell.cellIndex - before;
    const cells = [];
    let outside = 0;
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) => line.split("\t").forEach((raw, right) => {
      const target = cellAt(top + down, left + right)?.querySelector("input");
      const value = raw.trim().toUpperCase();
      const noted = !pieces && marks[read(value, 0)?.key]?.n;
      if (!value) return;
      if (!target || left + right >= columns || noted) { outside += 1; return; }
      cells.push([target, value]);
    }));
    const done = write(cells);
    say(`${done} ${form.dataset.pasted}${outside ? `; ${outside} ${form.dataset.outside}` : ""}`, Boolean(outside));
  }

  // No further than needed: the row of days stays in sight above the cell.
  function goTo(input) {
    input.focus({ preventScroll: true });
    input.select();
    input.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  function move(input, down, right) {
    const cell = input.closest("td");
    let row = rows.indexOf(cell.parentElement) + down, column = cell.cellIndex - before + right;
    for (; row >= 0 && row < rows.length && column >= 0 && column < columns; row += down, column += right) {
      const next = cellAt(row, column).querySelector("input");
      if (next) { goTo(next); return true; }
    }
    return false;
  }

  table.addEventListener("focusin", (event) => event.target.matches("input") && event.target.select());
  table.addEventListener("input", (event) => {
    const input = event.target;
    if (!pieces) {
      // A second letter takes the place of the first; hours may follow a letter, so it is not selected again.
      input.value = input.value.toUpperCase().replace(/^[A-ZÑ](?=[A-ZÑ]$)/, "");
      // One letter that is a mark needs no Enter: the cell is done, unless a note must be asked for it.
      if (/^[A-ZÑ]$/.test(input.value) && !marks[input.value]?.n) changed(input);
    }
    totals();
  });
  table.addEventListener("focusin", (event) => { event.target.dataset.before = event.target.value; });
  table.addEventListener("change", (event) => {
    remember([[event.target, event.target.dataset.before ?? ""]]);
    event.target.dataset.before = event.target.value;
    changed(event.target);
    totals();
  });
  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text");
    if (!event.target.matches("input") || !/[\t\n]/.test(text.replace(/\r?\n$/, ""))) return;
    event.preventDefault();
    paste(event.target, text);
  });
  table.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches("input")) return;
    const steps = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    if (event.altKey && event.key.toLowerCase() === "t") {
      event.preventDefault();
      input.closest("tr").querySelector("button[name=fill_row]")?.click();
      return;
    }
    if (event.key === "Tab" && move(input, 0, event.shiftKey ? -1 : 1)) { event.preventDefault(); return; }
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    if (event.altKey && event.key.toLowerCase() === "p") { event.preventDefault(); fill(input.closest("td").cellIndex - before); return; }
    if (event.ctrlKey && event.key.toLowerCase() === "z" && undo.length && input.value === (input.dataset.before ?? "")) {
      event.preventDefault();
      for (const [cell, text] of undo.pop()) { cell.value = text; cell.dataset.before = text; changed(cell); }
      totals();
      return;
    }
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowLeft" && !whole && input.selectionStart > 0) return;
    if (event.key === "ArrowRight" && !whole && input.selectionEnd < input.value.length) return;
    event.preventDefault();
    move(input, ...steps[event.key]);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=fill]");
    if (!button) return;
    event.preventDefault();
    fill(Number(button.value) - 1);
  });
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; });
  window.addEventListener("online", send);
  // The first stop of the keyboard is today, or the last day that can be written: one stop a sheet, arrows from there;
  // what the buttons do, Alt+P and Alt+T do.
  for (const button of table.querySelectorAll("button")) button.tabIndex = -1;
  const stops = [...table.querySelectorAll("tbody input")];
  const column = [...table.tHead.rows[0].cells].findIndex((cell) => cell.classList.contains("is-today"));
  const first = rows.map((row) => row.cells[column]?.querySelector("input")).find(Boolean)
    ?? rows[0]?.querySelectorAll("input")[rows[0].querySelectorAll("input").length - 1] ?? stops[0];
  const stop = (input) => { stops.forEach((each) => { each.tabIndex = each === input ? 0 : -1; }); };
  if (first) stop(first);
  const wrap = table.parentElement;
  if (first) wrap.scrollLeft = Math.max(0, first.closest("td").offsetLeft - wrap.clientWidth / 2);
  table.addEventListener("focusin", (event) => { if (event.target.matches("tbody input")) stop(event.target); });
  form.dataset.ready = "";
  window.addEventListener("beforeunload", (event) => { if (waiting.size && !leaving) event.preventDefault(); });
}
