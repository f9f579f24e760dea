// Cut the middle of a picture, classify it, and weigh the last maps by a class's row of weights.
import { bars, channelsFirst, load, onPicture, start, tensor } from "./demo.js";
import { named, say } from "./words.js";

start(async () => {
  const { about, run, difference } = await load("picture", ({ runs }) =>
    runs.length ? say("A ResNet-20, trained in {0}", ...runs) : say("A ResNet-20 with published weights of CIFAR-10"));
  const { side, weights } = about, classes = about.classes.map(named);
  const given = document.getElementById("given");
  let made = null;

  /** Grad-CAM of a class, over the size of a map: its row of weights times the maps, where that is positive. */
  function weighed(maps, number) {
    const [, count, height, width] = maps.dims;
    const size = height * width;
    return Array.from({ length: size }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += weights[number][k] * maps.data[k * size + i];
      return Math.max(sum, 0) / size;
    });
  }

  // The page's own part against PyTorch's gradients, on the first example.
  const { type, data, shape } = about.parts.resnet.inputs.pixels;
  const { maps } = await run("resnet", { pixels: tensor(type, data, shape) });
  const off = weighed(maps, about.cam.number).map((value, i) => Math.abs(value - about.cam.heat[i]));
  if (!(Math.max(...off) < 1e-3 * Math.max(1, ...about.cam.heat))) throw new Error(say("the page finds other heat than Python"));

  function heat(number) {
    document.getElementById("class").textContent = classes[number];
    const [, , height, width] = made.maps.dims;
    const values = weighed(made.maps, number);
    const most = Math.max(...values, 1e-12);
    const small = new OffscreenCanvas(width, height), pen = small.getContext("2d");
    const image = pen.createImageData(width, height);
    values.forEach((value, i) => image.data.set([255, 90, 0, (200 * value) / most], 4 * i));
    pen.putImageData(image, 0, 0);
    const canvas = document.getElementById("heat");
    canvas.width = canvas.height = 280;
    const context = canvas.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(given, 0, 0, 280, 280);
    context.imageSmoothingEnabled = true;
    context.drawImage(small, 0, 0, 280, 280);
  }

  async function show(picture) {
    const short = Math.min(picture.width, picture.height);
    given.width = given.height = side;
    const context = given.getContext("2d", { willReadFrequently: true });
    context.imageSmoothingQuality = "high";
    context.drawImage(picture, (picture.width - short) / 2, (picture.height - short) / 2, short, short, 0, 0, side, side);
    const pixels = channelsFirst(context, side);
    made = await run("resnet", { pixels: tensor("uint8", pixels, [1, 3, side, side]) });
    const probabilities = Array.from(made.probabilities.data);
    const place = document.getElementById("answer");
    const shown = bars(place, classes, probabilities, true, 5);
    shown.forEach((number, i) => {
      place.children[i].tabIndex = 0;
      place.children[i].onpointerenter = place.children[i].onfocus = () => heat(number);
    });
    heat(shown[0]);
  }
  await onPicture(about.examples, show);
  return difference;
});
