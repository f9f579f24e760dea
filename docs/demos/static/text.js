// Read the end of the text, show what may come next and where each head looks, and draw a character.
import { bars, load, start, tensor } from "./demo.js";
import { say } from "./words.js";

const box = document.getElementById("prompt");
const SHOWN = 40; // characters of the attention

start(async () => {
  const { about, run, difference } = await load("text", ({ layers, runs }) =>
    say("A GPT of {0} layers, trained in {1}", layers, ...runs));
  const { alphabet, context } = about;
  const number = new Map(alphabet.map((character, i) => [character, i]));
  const visible = (c) => ({ " ": "␣", "\n": "⏎", "\t": "⇥" })[c] ?? c;
  const known = (text) => [...text].filter((c) => number.has(c));

  /** The model's logits for what follows `text`, and its attention weights from the last position. */
  async function read(text) {
    const last = known(text).slice(-context);
    const tokens = new Array(context).fill(0);
    last.forEach((c, i) => (tokens[i] = number.get(c)));
    const { logits, weights } = await run("gpt", { tokens: tensor("int64", tokens, [1, context]) });
    const at = Math.max(last.length - 1, 0);
    const [layers, heads] = weights.dims;
    const rows = [];
    for (let layer = 0; layer < layers; layer++)
      for (let head = 0; head < heads; head++) {
        const from = ((layer * heads + head) * context + at) * context;
        rows.push({ name: say("layer {0}, head {1}", layer + 1, head + 1), weights: weights.data.slice(from, from + last.length) });
      }
    return { last, rows, logits: logits.data.slice(at * alphabet.length, (at + 1) * alphabet.length) };
  }

  function softmax(logits, temperature) {
    const most = Math.max(...logits);
    const powers = Array.from(logits, (x) => Math.exp((x - most) / Math.max(temperature, 1e-3)));
    const sum = powers.reduce((a, b) => a + b);
    return powers.map((p) => p / sum);
  }

  const temperature = () => Number(document.getElementById("temperature").value);

  async function show() {
    document.getElementById("shown").textContent = temperature().toFixed(1);
    const left = [...new Set([...box.value].filter((c) => !number.has(c)))];
    document.getElementById("unknown").textContent =
      left.length ? say("Not in the model's alphabet, passed over: {0}", left.map(visible).join(" ")) : "";
    const { last, rows, logits } = await read(box.value);
    bars(document.getElementById("next"), alphabet.map(visible), softmax(logits, temperature()), true, 10);
    document.getElementById("heads").replaceChildren(...rows.map((row) => {
      const line = document.createElement("div");
      line.className = "head";
      line.append(Object.assign(document.createElement("span"), { textContent: row.name }));
      const text = document.createElement("code");
      last.slice(-SHOWN).forEach((c, i) => {
        const one = document.createElement("span");
        const weight = row.weights[Math.max(last.length - SHOWN, 0) + i];
        one.textContent = visible(c);
        one.title = weight.toFixed(3);
        one.style.background = `color-mix(in srgb, var(--blue) ${100 * weight}%, transparent)`;
        one.style.color = weight > 0.75 ? "var(--paper)" : ""; // what can be read on that blue, dark page or light
        text.append(one);
      });
      line.append(text);
      return line;
    }));
    return logits;
  }

  let writing = 0;
  async function write(count) {
    const mine = ++writing; // typing, or another click, ends this one
    for (let i = 0; i < count && mine === writing; i++) {
      const probabilities = softmax((await read(box.value)).logits, temperature());
      let rest = Math.random();
      const drawn = probabilities.findIndex((p) => (rest -= p) < 0);
      if (mine !== writing) return;
      box.value += alphabet[drawn < 0 ? probabilities.length - 1 : drawn];
      await show();
    }
  }
  box.oninput = () => { writing++; show(); };
  document.getElementById("temperature").oninput = show;
  document.getElementById("more").onclick = () => write(60);
  document.getElementById("one").onclick = () => write(1);
  box.value = about.prompt;
  await show();
  return difference;
});
