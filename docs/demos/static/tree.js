// Spell a number, let both networks translate it, and draw the gates and the attention weights.
import { load, soon, start, tensor } from "./demo.js";
import { say } from "./words.js";

const GLUE = "￭", BEGIN = 2, END = 3, UNKNOWN = 1;
const ONES = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen " +
  "seventeen eighteen nineteen").split(" ");
const TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split(" ");

/** An English number up to 999,999 in words, as the course's corpus spells it. */
function spelled(n) {
  if (n < 20) return ONES[n];
  if (n < 100) return TENS[Math.floor(n / 10) - 2] + (n % 10 ? `-${ONES[n % 10]}` : "");
  if (n < 1000) return `${ONES[Math.floor(n / 100)]} hundred` + (n % 100 ? ` and ${spelled(n % 100)}` : "");
  const rest = n % 1000;
  const tail = rest === 0 ? "" : rest < 100 ? ` and ${spelled(rest)}` : `, ${spelled(rest)}`;
  return `${spelled(Math.floor(n / 1000))} thousand${tail}`;
}

/** Cut a text into words as `text/words.py` does. */
function split(text, lowercase) {
  const clean = text.normalize("NFC").replace(/[’‘‚‛]/g, "'").replace(/[‑–]/g, "-").replace(/\s+/g, " ").trim();
  const tokens = [];
  let end = 0;
  for (const match of (lowercase ? clean.toLowerCase() : clean).matchAll(/\p{L}+['-](?=\p{L})|\p{L}+|\d|[^\p{L}\p{N}_\s]|_/gu)) {
    const bound = tokens.length && match.index === end && !/^\p{L}+['-]$/u.test(tokens.at(-1).replace(GLUE, ""));
    tokens.push((bound ? GLUE : "") + match[0]);
    end = match.index + match[0].length;
  }
  return tokens;
}

function join(tokens) {
  let text = "", bound = true;
  for (const token of tokens) {
    const word = token.replaceAll(GLUE, "");
    text += (bound || token.startsWith(GLUE) ? "" : " ") + word;
    bound = /^\p{L}+['-]$/u.test(word);
  }
  return text;
}

start(async () => {
  const { about, run, difference } = await load("tree", ({ runs }) =>
    say("Two translators of English numbers into French, trained in {0} and {1}", ...runs));
  for (const side of [about.grconv, about.attention])
    side.numbers = new Map(side.source.tokens.map((token, i) => [token, i]));
  const encode = (side, tokens) => tokens.map((token) =>
    side.numbers.get(token) ?? side.numbers.get(token.replace(GLUE, "")) ?? UNKNOWN);
  const one = (number) => tensor("int64", [number], [1]);
  const likeliest = (logits) => logits.data.reduce((best, x, i, all) => (x > all[best] ? i : best), 0);

  /** Greedy search; `step` takes a token and a state. */
  async function greedy(side, state, longest, step) {
    const tokens = [], rows = [];
    let token = BEGIN;
    while (tokens.length < longest) {
      const made = await step(token, state);
      state = made.new;
      token = likeliest(made.logits);
      if (made.weights) rows.push(Array.from(made.weights.data));
      tokens.push(side.target.tokens[token]);
      if (token === END) break;
    }
    return { tokens, rows, text: join(tokens.filter((t) => t !== side.target.tokens[END])) };
  }

  async function byTree(numbers) {
    const side = about.grconv;
    let { nodes } = await run("words", { tokens: tensor("int64", numbers, [numbers.length]) });
    const gates = [];
    while (nodes.dims[0] > 1) {
      const made = await run("level", { nodes });
      const flat = made.gates.data;
      gates.push(Array.from({ length: made.gates.dims[0] }, (_, i) => Array.from(flat.slice(3 * i, 3 * i + 3))));
      nodes = made.merged;
    }
    const code = nodes;
    const { start: first } = await run("first", { code });
    const said = await greedy(side, first, 2 * numbers.length + 10, (token, state) =>
      run("next", { code, token: one(token), state }));
    return { gates, ...said };
  }

  async function byAttention(numbers) {
    const side = about.attention, n = numbers.length, hidden = side.hidden;
    let ahead = tensor("float32", new Float32Array(hidden), [1, hidden]), back = ahead;
    const rows = Array.from({ length: n }, () => new Float32Array(2 * hidden));
    for (let i = 0; i < n; i++) {
      ({ ahead, back } = await run("read", { first: one(numbers[i]), last: one(numbers[n - 1 - i]), forward: ahead, backward: back }));
      rows[i].set(ahead.data, 0);
      rows[n - 1 - i].set(back.data, hidden);
    }
    const code = tensor("float32", [...ahead.data, ...back.data], [1, 2 * hidden]);
    const states = tensor("float32", rows.flatMap((row) => [...row]), [1, n, 2 * hidden]);
    const { start: first } = await run("first_looking", { code });
    return greedy(side, first, 2 * n + 10, (token, state) => run("look", { states, token: one(token), state }));
  }

  // What the page does beside the models is checked, too: cutting words, search, putting together.
  for (const [name, by] of [["grconv", byTree], ["attention", byAttention]])
    for (const { text, numbers, translation } of about[name].examples) {
      const found = encode(about[name], split(text, about[name].source.lowercase));
      const said = (await by(found)).text;
      if (`${found}` !== `${numbers}` || said !== translation)
        throw new Error(say("{0}: “{1}” is [{2}] and “{3}” here, [{4}] and “{5}” in Python", name, text, found, said, numbers, translation));
    }

  function svg(width, height, inner) {
    return `<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">${inner}</svg>`;
  }
  const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

  const within = (low, value, high) => Math.max(low, Math.min(value, high));
  const room = () => document.getElementById("tree").clientWidth;

  function drawTree(words, gates) {
    const n = words.length, row = 44, step = within(34, (room() - 110) / Math.max(n - 1, 1), 96);
    const width = step * (n - 1) + 110, base = 24 + row * (n - 1), slanted = step < 70;
    const at = (level, node) => [55 + step * (node + level / 2), base - row * level];
    const lines = [], circles = [];
    for (let level = n - 1; level >= 0; level--)
      for (let node = 0; node < n - level; node++) {
        const [x, y] = at(level, node);
        const gate = level ? gates[level - 1][node] : null;
        if (gate)
          for (const side of [0, 1]) {
            const [bx, by] = at(level - 1, node + side);
            lines.push(`<line x1="${x}" y1="${y}" x2="${bx}" y2="${by}" stroke="var(--ink)" stroke-width="2.5" stroke-opacity="${gate[0] + gate[1 + side]}"/>`);
          }
        const label = gate ? say("merge {0}, left {1}, right {2}", ...gate.map((one) => one.toFixed(2))) : words[node];
        circles.push(`<circle cx="${x}" cy="${y}" r="7" fill="var(--paper)" stroke="var(--ink)"/>` +
          `<circle cx="${x}" cy="${y}" r="7" fill="var(--blue)" fill-opacity="${gate ? gate[0] : 0}"><title>${escape(label)}</title></circle>`);
      }
    const names = words.map((word, i) => slanted
      ? `<text transform="translate(${at(0, i)[0] + 4} ${base + 22}) rotate(-45)" text-anchor="end">${escape(word)}</text>`
      : `<text x="${at(0, i)[0]}" y="${base + 26}" text-anchor="middle">${escape(word)}</text>`);
    return svg(width, base + (slanted ? 80 : 40), lines.join("") + circles.join("") + names.join(""));
  }

  function drawAttention(words, { tokens, rows }) {
    const left = 100, top = 90, cell = within(22, (room() - left - 60) / words.length, 34);
    const parts = words.map((word, i) =>
      `<text transform="translate(${left + cell * (i + 0.6)} ${top - 8}) rotate(-45)">${escape(word)}</text>`);
    tokens.forEach((token, j) => {
      parts.push(`<text x="${left - 8}" y="${top + cell * (j + 0.62)}" text-anchor="end">${escape(token.replace(GLUE, "").replace("<eos>", say("(end)")))}</text>`);
      words.forEach((_, i) => parts.push(
        `<rect x="${left + cell * i}" y="${top + cell * j}" width="${cell - 2}" height="${cell - 2}" fill="var(--blue)" fill-opacity="${rows[j][i]}" stroke="var(--line)"><title>${rows[j][i].toFixed(3)}</title></rect>`));
    });
    return svg(left + cell * words.length + 60, top + cell * tokens.length + 4, parts.join(""));
  }

  const field = document.getElementById("words"), number = document.getElementById("number");
  let latest = 0;
  const show = soon(async () => {
    const mine = ++latest;
    const tokens = split(field.value, about.grconv.source.lowercase).slice(0, 24);
    if (!tokens.length) return;
    const words = tokens.map((token) => token.replace(GLUE, ""));
    const numbers = encode(about.grconv, tokens);
    const tree = await byTree(numbers);
    const looking = await byAttention(encode(about.attention, tokens));
    if (mine !== latest) return;
    const unknown = words.filter((_, i) => numbers[i] === UNKNOWN);
    document.getElementById("unknown").textContent = unknown.length ? say("Words that the networks do not know: {0}", unknown.join(", ")) : "";
    document.getElementById("said").textContent = tree.text;
    document.getElementById("looked").textContent = looking.text;
    document.getElementById("tree").innerHTML = drawTree(words, tree.gates);
    document.getElementById("map").innerHTML = drawAttention(words, looking);
  });
  field.oninput = window.onresize = show;
  number.oninput = () => {
    if (!number.checkValidity() || number.value === "") return;
    field.value = spelled(Math.floor(Number(number.value)));
    show();
  };
  document.getElementById("random").onclick = () => {
    number.value = Math.floor(10 ** (1 + 5 * Math.random()));
    number.oninput();
  };
  number.oninput();
  return difference;
});
