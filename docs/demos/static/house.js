// Sliders and lists for the columns of a table; the features are a base plus what each column changes.
import { load, soon, start, tensor } from "./demo.js";
import { named, say } from "./words.js";

start(async () => {
  const { about, run, difference } = await load("house", ({ networks, runs }) =>
    say("{0} networks, one for each fold, trained in {1}", networks, ...runs));
  const [folds, width] = about.shape;
  const chosen = about.columns.map((column) => column.usual);

  /** Features for the chosen place of every column. */
  function features(places) {
    const made = Float32Array.from(about.base);
    about.columns.forEach(({ changes }, c) => {
      const { at, by } = changes[places[c]];
      for (let fold = 0; fold < folds; fold++)
        at.forEach((column, i) => (made[fold * width + column] += by[fold * at.length + i]));
    });
    return made;
  }
  const price = async (places) =>
    Number((await run("price", { features: tensor("float32", features(places), about.shape) })).price.data[0]);

  const last = await price(about.columns.map(({ values }) => values.length - 1));
  const off = Math.abs(last - about.all_last) / Math.abs(about.all_last);
  if (!(off < 1e-3)) throw new Error(say("the price of a house is {0} here and {1} in Python", last, about.all_last));

  const words = (x) => x.toLocaleString("en", { maximumFractionDigits: x > 1000 ? 0 : 2 });
  const plain = (name, value) => (/year|yr/i.test(name) ? String(value) : words(value));
  document.getElementById("target").textContent = named(about.target);
  const rows = about.columns.map((column, c) => {
    const row = document.createElement("div");
    row.className = "quality";
    const label = document.createElement("label");
    label.textContent = named(column.name);
    label.htmlFor = `column-${c}`;
    const control = document.createElement(column.number ? "input" : "select");
    control.id = label.htmlFor;
    if (column.number) Object.assign(control, { type: "range", min: 0, max: column.values.length - 1, value: column.usual });
    else column.values.forEach((value, i) => control.add(new Option(value, i, i === column.usual, i === column.usual)));
    const shown = document.createElement("output");
    const curve = document.createElement("div");
    row.append(label, control, shown, curve);
    control.oninput = () => {
      chosen[c] = Number(control.value);
      show();
    };
    return { row, control, shown, curve };
  });
  document.getElementById("columns").replaceChildren(...rows.map(({ row }) => row));
  document.getElementById("reset").onclick = () => {
    about.columns.forEach((column, c) => (rows[c].control.value = chosen[c] = column.usual));
    show();
  };

  let latest = 0;
  const show = soon(async () => {
    const mine = ++latest;
    const now = await price(chosen);
    document.getElementById("price").textContent = words(now);
    about.columns.forEach((column, c) => (rows[c].shown.textContent = column.number ? plain(column.name, column.values[chosen[c]]) : ""));
    const curves = [];
    for (let c = 0; c < about.columns.length; c++) {
      const prices = [];
      for (let i = 0; i < about.columns[c].values.length; i++) prices.push(await price(chosen.with(c, i)));
      if (mine !== latest) return;
      curves.push(prices);
    }
    const all = curves.flat(), low = Math.min(...all), high = Math.max(...all);
    curves.forEach((prices, c) => {
      const x = (i) => 4 + (152 * i) / Math.max(prices.length - 1, 1), y = (p) => 36 - (32 * (p - low)) / (high - low || 1);
      const mark = `<circle cx="${x(chosen[c])}" cy="${y(now)}" r="3.5" fill="var(--blue)"/>`;
      const inner = about.columns[c].number
        ? `<polyline fill="none" stroke="var(--blue)" stroke-width="1.5" points="${prices.map((p, i) => `${x(i)},${y(p)}`).join(" ")}"/>`
        : prices.map((p, i) => `<circle cx="${x(i)}" cy="${y(p)}" r="1.8" fill="var(--soft)"/>`).join("");
      rows[c].curve.innerHTML = `<svg viewBox="0 0 160 40" width="160" height="40"><title>${say("{0} to {1}", words(Math.min(...prices)), words(Math.max(...prices)))}</title>${inner}${mark}</svg>`;
    });
  });
  show();
  return difference;
});
