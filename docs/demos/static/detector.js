// What stands behind the network: scores, boxes, non-maximum suppression, and the picture.
import { channelsFirst, load, onPicture, start, tensor } from "./demo.js";
import { named, say } from "./words.js";

const CANDIDATES = 400;
const COLORS = ["#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"];

start(async () => {
  const { about, run, difference } = await load("detector", ({ runs }) => say("A detector, trained in {0}", ...runs));
  const { side, anchors, variances, classes } = about;

  /** All pairs of anchor and class above the lowest score, best first, with their boxes. */
  function candidates({ logits, offsets }) {
    const [, count, width] = logits.dims, found = [];
    for (let a = 0; a < count; a++) {
      const row = Array.from(logits.data.slice(a * width, (a + 1) * width));
      let scores;
      if (about.sigmoid) scores = row.map((x) => 1 / (1 + Math.exp(-x)));
      else {
        const most = Math.max(...row), powers = row.map((x) => Math.exp(x - most));
        const sum = powers.reduce((x, y) => x + y);
        scores = powers.slice(1).map((p) => p / sum);
      }
      scores.forEach((score, label) => {
        if (score > about.lowest) found.push({ score, label, a });
      });
    }
    found.sort((x, y) => y.score - x.score);
    return found.slice(0, CANDIDATES).map(({ score, label, a }) => {
      const [x1, y1, x2, y2] = anchors.slice(4 * a, 4 * a + 4);
      const [dx, dy, dw, dh] = offsets.data.slice(4 * a, 4 * a + 4);
      const width = x2 - x1, height = y2 - y1;
      const x = dx * variances[0] * width + (x1 + x2) / 2, y = dy * variances[0] * height + (y1 + y2) / 2;
      const w = Math.exp(Math.min(dw * variances[1], about.largest_growth)) * width;
      const h = Math.exp(Math.min(dh * variances[1], about.largest_growth)) * height;
      const inside = (value) => Math.min(Math.max(value, 0), side);
      return { score, label, box: [x - w / 2, y - h / 2, x + w / 2, y + h / 2].map(inside) };
    });
  }

  function iou([a1, b1, a2, b2], [c1, d1, c2, d2]) {
    const both = Math.max(0, Math.min(a2, c2) - Math.max(a1, c1)) * Math.max(0, Math.min(b2, d2) - Math.max(b1, d1));
    return both / ((a2 - a1) * (b2 - b1) + (c2 - c1) * (d2 - d1) - both) || 0;
  }

  /** Keep the best box, drop those of its class that overlap it by more, and so on. */
  function suppress(found, overlap) {
    const kept = [];
    for (const one of found)
      if (!kept.some((other) => other.label === one.label && iou(one.box, other.box) > overlap)) kept.push(one);
    return kept.slice(0, about.kept);
  }

  async function detect(pixels) {
    return candidates(await run("detector", { images: tensor("uint8", pixels, [1, 3, side, side]) }));
  }

  // The page's own part against Python's, on the first example.
  const first = suppress(await detect(about.parts.detector.inputs.images.data), 0.5);
  const same = first.length === about.found.scores.length && first.every(({ score, label, box }, i) =>
    label === about.found.classes[i] && Math.abs(score - about.found.scores[i]) < 1e-3 &&
    box.every((edge, k) => Math.abs(edge - about.found.boxes[i][k]) < 1e-2));
  if (!same) throw new Error(say("the page decodes other boxes than Python"));

  const canvas = document.getElementById("picture"), context = canvas.getContext("2d");
  let shown = null, found = [];
  function draw() {
    const threshold = Number(document.getElementById("threshold").value);
    const overlap = Number(document.getElementById("overlap").value);
    document.getElementById("shown").textContent = threshold.toFixed(2);
    document.getElementById("overlap_shown").textContent = overlap.toFixed(2);
    const boxes = suppress(found.filter(({ score }) => score >= threshold), overlap);
    const scale = Math.max(1, Math.round(576 / Math.max(shown.width, shown.height)));
    canvas.width = shown.width * scale;
    canvas.height = shown.height * scale;
    context.imageSmoothingEnabled = scale === 1;
    context.drawImage(shown, 0, 0, canvas.width, canvas.height);
    const [kx, ky] = [canvas.width / side, canvas.height / side];
    const unit = canvas.width / (canvas.clientWidth || canvas.width); // of a pixel that one sees: photos are shown smaller
    context.font = `${14 * unit}px system-ui, sans-serif`;
    context.lineWidth = 3 * unit;
    for (const { score, label, box: [x1, y1, x2, y2] } of [...boxes].reverse()) {
      context.strokeStyle = context.fillStyle = COLORS[label % COLORS.length];
      context.strokeRect(x1 * kx, y1 * ky, (x2 - x1) * kx, (y2 - y1) * ky);
      const text = `${named(classes[label])} ${(100 * score).toFixed(0)} %`;
      const width = context.measureText(text).width + 8 * unit, top = Math.max(y1 * ky - 18 * unit, 0);
      const left = Math.max(Math.min(x1 * kx - 1.5 * unit, canvas.width - width), 0);
      context.fillRect(left, top, width, 18 * unit);
      context.fillStyle = "#000";
      context.fillText(text, left + 4 * unit, top + 14 * unit);
    }
    document.getElementById("count").textContent = say("Boxes: {0}", boxes.length);
  }
  document.getElementById("threshold").oninput = document.getElementById("overlap").oninput = draw;

  async function show(picture) {
    shown = picture;
    const small = new OffscreenCanvas(side, side).getContext("2d", { willReadFrequently: true });
    small.imageSmoothingQuality = "high";
    small.drawImage(picture, 0, 0, side, side);
    const pixels = channelsFirst(small, side);
    found = await detect(pixels);
    draw();
  }
  await onPicture(about.examples, show);
  return difference;
});
