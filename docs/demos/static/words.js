// The words of a page in the reader's language: English stands in the pages, a table of the other beside them.
const LANGUAGES = { en: "English", "zh-CN": "中文" };
const asked = new URLSearchParams(location.search).get("lang");
const first = navigator.languages.find((one) => /^(en|zh)\b/.test(one)) ?? "en";

/** "en" or "zh-CN": what the address asks for, else the first that the browser knows. */
export const language = Object.hasOwn(LANGUAGES, asked) ? asked : first.startsWith("zh") ? "zh-CN" : "en";

const table = language === "en" ? { words: {}, names: {} } : await (await fetch(`./words.${language}.json`)).json();
const words = new Map(Object.entries(table.words)), names = new Map(Object.entries(table.names));
window.missing = []; // for check.py

/** A sentence in the reader's language, with values in the places {0}, {1} … */
export function say(text, ...values) {
  if (language !== "en" && !words.has(text)) window.missing.push(text);
  return (words.get(text) ?? text).replace(/\{(\d)\}/g, (_, place) => values[place]);
}

/** The name of a class or of a column; one that the table does not have stays as it is. */
export const named = (name) => names.get(name) ?? name;

document.documentElement.lang = language;
for (const place of document.querySelectorAll("[data-word]"))
  place.innerHTML = say(place.innerHTML.replace(/\s+/g, " ").trim());
for (const link of document.querySelectorAll("[data-switch]")) {
  const other = language === "en" ? "zh-CN" : "en";
  Object.assign(link, { href: `?lang=${other}`, lang: other, hreflang: other, textContent: LANGUAGES[other] });
}
// A choice stays from page to page.
if (language === asked)
  for (const link of document.querySelectorAll('a[href$=".html"]')) link.href += `?lang=${language}`;
document.documentElement.dataset.language = language;
