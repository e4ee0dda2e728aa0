// What is too long for one screen, a table or what a program prints, goes on upon the next. It is cut into portions of equal
// length, which stand behind each other in the page; leaving puts them together again.

const cut = new Map(); // the first portion of each: what puts it together
const firsts = new WeakMap(); // a later portion: the first

// The element of the page that a portion is of.
export const wholeOf = (element) => firsts.get(element) ?? element;

export const isLong = (element) => element.matches(".output") || element.querySelector(":scope > table > tbody") !== null;

// An element as `count` portions, the first of them itself.
export function portions(element, count) {
  const table = element.querySelector("table");
  return table ? ofRows(element, table, count) : ofLines(element, count);
}

function ofRows(element, table, count) {
  const rows = [...table.tBodies[0].rows];
  const others = shares(rows, count).slice(1).map((share) => {
    const copy = element.cloneNode(true);
    copy.querySelector("tbody").replaceChildren(...share);
    return copy;
  });
  return behind(element, others, () => table.tBodies[0].append(...rows));
}

function ofLines(element, count) {
  const place = element.firstElementChild;
  const text = place.textContent;
  const [first, ...rest] = shares(text.split("\n"), count).map((lines) => lines.join("\n"));
  const others = rest.map((lines) => {
    const copy = element.cloneNode(true);
    copy.firstElementChild.textContent = lines;
    return copy;
  });
  place.textContent = first;
  return behind(element, others, () => { place.textContent = text; });
}

function behind(element, others, restore) {
  element.after(...others);
  others.forEach((one) => firsts.set(one, element));
  cut.set(element, () => { others.forEach((one) => one.remove()); restore(); });
  return [element, ...others];
}

function shares(all, count) {
  const size = Math.ceil(all.length / count);
  return Array.from({ length: count }, (_, k) => all.slice(k * size, (k + 1) * size)).filter((one) => one.length);
}

export function joinPortion(element) {
  cut.get(element)?.();
  cut.delete(element);
}

export function joinAll() {
  for (const element of [...cut.keys()]) joinPortion(element);
}
