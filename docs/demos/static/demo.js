// What every page does: load a model's parts, run them, and compare with what PyTorch computed.
import * as ort from "./ort/ort.wasm.min.mjs";
import { say } from "./words.js";

ort.env.wasm.numThreads = 1;
ort.env.wasm.wasmPaths = new URL("./ort/", import.meta.url).href;

const arrays = { float32: Float32Array, int64: BigInt64Array, uint8: Uint8Array, bool: Uint8Array };

/** A tensor from numbers. */
export function tensor(type, data, shape) {
  const values = type === "int64" ? Array.from(data, BigInt) : data;
  return new ort.Tensor(type, arrays[type].from(values), shape);
}

/** Load about.json and all parts of a demo; `run(part, inputs)` gives its outputs by name.
 *  `model(about)` is a sentence: which model it is. */
export async function load(name, model) {
  const about = await (await fetch(`./${name}/about.json`)).json();
  const sessions = {};
  for (const part of Object.keys(about.parts))
    sessions[part] = await ort.InferenceSession.create(`./${name}/${part}.onnx`);
  let last = Promise.resolve(); // a session does one call at a time
  const run = (part, inputs) => (last = last.catch(() => {}).then(() => sessions[part].run(inputs)));
  const difference = await compare(about, run);
  document.querySelectorAll("[data-model]").forEach((place) => {
    place.textContent = say("{0}. In your browser it computes what PyTorch computed: the largest difference is {1}.",
      model(about), difference.toExponential(1).replace("-", "−"));
  });
  return { about, run, difference };
}

/** The largest difference to PyTorch, relative where numbers are larger than 1, over all parts. */
async function compare(about, run) {
  let largest = 0;
  for (const [part, { inputs, outputs }] of Object.entries(about.parts)) {
    const given = Object.fromEntries(
      Object.entries(inputs).map(([key, { type, data, shape }]) => [key, tensor(type, data, shape)]));
    const found = await run(part, given);
    for (const [key, { data }] of Object.entries(outputs))
      data.forEach((wanted, i) => {
        const off = Math.abs(Number(found[key].data[i]) - wanted) / Math.max(1, Math.abs(wanted));
        if (!(off <= largest)) largest = off; // NaN counts as a difference
      });
  }
  return largest;
}

/** Say that something fails, in the page; for Playwright and for people. */
export async function start(main) {
  try {
    window.difference = await main();
    document.body.dataset.state = "ready";
  } catch (error) {
    document.body.dataset.state = "failed";
    document.querySelectorAll("[data-model]").forEach((place) => (place.textContent = `${error}`));
    throw error;
  }
}

/** Bars of probabilities, the largest first or in the given order; returns the numbers shown. */
export function bars(place, names, probabilities, sorted = false, count = names.length) {
  let order = names.map((_, i) => i);
  if (sorted) order.sort((a, b) => probabilities[b] - probabilities[a]);
  const best = order.reduce((a, b) => (probabilities[b] > probabilities[a] ? b : a));
  place.replaceChildren(...order.slice(0, count).map((i) => {
    const row = document.createElement("div");
    row.className = i === best ? "bar best" : "bar";
    const percent = (100 * probabilities[i]).toFixed(1);
    row.innerHTML = "<span></span><i></i><b></b>";
    row.children[0].textContent = names[i];
    row.children[1].style.setProperty("--share", `${percent}%`);
    row.children[2].textContent = `${percent} %`;
    return row;
  }));
  return order.slice(0, count);
}

/** Draw a map of numbers, row by row, as an image that fills a canvas; blue is high. */
export function drawMap(canvas, values, width, height, low = Math.min(...values), high = Math.max(...values)) {
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  values.forEach((value, i) => {
    const t = high > low ? (value - low) / (high - low) : 0;
    image.data.set([255 - 222 * t, 255 - 142 * t, 255 - 75 * t, 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
}

/** The bytes of a square canvas as networks take them: all of red, of green, of blue. */
export function channelsFirst(context, side) {
  const rgba = context.getImageData(0, 0, side, side).data;
  const pixels = new Uint8Array(3 * side * side);
  for (let i = 0; i < side * side; i++) for (let c = 0; c < 3; c++) pixels[c * side * side + i] = rgba[4 * i + c];
  return pixels;
}

/** Call `action` soon, once for many calls. */
export function soon(action) {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      action();
    });
  };
}

/** Call `show` with the picture that is chosen, dropped on the page, or next among the examples. */
export async function onPicture(examples, show) {
  const button = document.getElementById("example");
  let number = 0;
  const next = async () => show(await createImageBitmap(await (await fetch(examples[number++ % examples.length])).blob()));
  const own = async (file) => {
    try {
      await show(await createImageBitmap(file));
    } catch {
      alert(say("{0} is no picture that a browser can read.", file.name));
    }
  };
  button.onclick = next;
  button.hidden = !examples.length;
  document.getElementById("file").onchange = ({ target }) => target.files[0] && own(target.files[0]);
  document.body.ondragover = (event) => event.preventDefault();
  document.body.ondrop = (event) => {
    event.preventDefault();
    if (event.dataTransfer.files[0]) own(event.dataTransfer.files[0]);
  };
  if (examples.length) await next();
}
