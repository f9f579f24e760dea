// Draw on a canvas; each stroke is scaled to what LeNet was trained on, and all maps are drawn again.
import { bars, drawMap, load, soon, start, tensor } from "./demo.js";
import { named, say } from "./words.js";

const canvas = document.getElementById("drawing");
const context = canvas.getContext("2d", { willReadFrequently: true });
const size = canvas.width;

/** The drawing's ink, moved to the middle and averaged over squares: grid × grid numbers up to 255. */
function pixelsOf(grid, margin) {
  const ink = context.getImageData(0, 0, size, size).data;
  let [left, top, right, bottom] = [size, size, 0, 0];
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      if (ink[4 * (y * size + x)] > 40)
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  const small = new OffscreenCanvas(grid, grid).getContext("2d", { willReadFrequently: true });
  small.fillRect(0, 0, grid, grid);
  if (right < left) return { values: new Array(grid * grid).fill(0), empty: true };
  const scale = (grid - 2 * margin) / Math.max(right - left, bottom - top, 1);
  // Halve until the last step is small, so that thin strokes are not lost between samples.
  let from = canvas, factor = 1;
  while (factor / 2 > scale) {
    factor /= 2;
    const next = new OffscreenCanvas(Math.ceil(size * factor), Math.ceil(size * factor));
    next.getContext("2d").drawImage(from, 0, 0, next.width, next.height);
    from = next;
  }
  const rest = scale / factor;
  small.drawImage(from,
    grid / 2 - (scale * (left + right)) / 2, grid / 2 - (scale * (top + bottom)) / 2,
    from.width * rest, from.height * rest);
  const found = small.getImageData(0, 0, grid, grid).data;
  const values = Array.from({ length: grid * grid }, (_, i) => found[4 * i]);
  const most = Math.max(...values, 1);
  return { values: values.map((value) => Math.round((value * 255) / most)), empty: false };
}

start(async () => {
  const { about, run, difference } = await load("garment", ({ runs }) => say("LeNet, trained in {0}", ...runs));
  const { side, channels, cell } = about;
  const grid = side / cell;
  const shown = { first: [], second: [] };
  for (const [name, count] of [["first", 6], ["second", 16]])
    for (let i = 0; i < count; i++) {
      const figure = document.createElement("figure");
      figure.innerHTML = `<canvas></canvas><figcaption>${i + 1}</figcaption>`;
      document.getElementById(name).append(figure);
      shown[name].push(figure.firstChild);
    }

  async function answer(values) {
    drawMap(document.getElementById("given"), values, grid, grid, 0, 255);
    const pixels = [];
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++) {
        const value = values[Math.floor(y / cell) * grid + Math.floor(x / cell)];
        for (let c = 0; c < channels; c++) pixels.push(value);
      }
    const made = await run("lenet", { pixels: tensor("uint8", pixels, [1, side, side, channels]) });
    bars(document.getElementById("answer"), about.classes.map(named), made.probabilities.data);
    for (const name of ["first", "second"]) {
      const [, count, height, width] = made[name].dims;
      const all = made[name].data, high = Math.max(...all);
      for (let i = 0; i < count; i++)
        drawMap(shown[name][i], all.slice(i * width * height, (i + 1) * width * height), width, height, 0, high);
    }
  }

  const again = soon(() => answer(pixelsOf(grid, cell > 1 ? 0 : 4).values));
  let number = 0;
  document.getElementById("example").onclick = () => {
    const values = about.examples[number++ % about.examples.length];
    const small = new OffscreenCanvas(grid, grid), pen = small.getContext("2d");
    const image = pen.createImageData(grid, grid);
    values.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
    pen.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, size, size);
    answer(values);
  };
  document.getElementById("example").hidden = !about.examples.length;
  document.getElementById("clear").onclick = () => {
    context.fillRect(0, 0, size, size);
    again();
  };
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return [((event.clientX - box.left) * size) / box.width, ((event.clientY - box.top) * size) / box.height];
  };
  canvas.onpointerdown = (event) => {
    canvas.setPointerCapture(event.pointerId);
    context.beginPath();
    context.moveTo(...place(event));
    canvas.onpointermove(event);
  };
  canvas.onpointermove = (event) => {
    if (!event.buttons) return;
    context.lineTo(...place(event));
    context.stroke();
    again();
  };
  Object.assign(context, { strokeStyle: "#fff", lineWidth: 22, lineCap: "round", lineJoin: "round" });
  context.fillRect(0, 0, size, size);
  if (about.examples.length) document.getElementById("example").click();
  else again();
  return difference;
});
