// Reading what a person types into a field: numbers, + - * / ^ **, brackets, pi, e, sqrt, ln, exp, and the names of a
// formula. Nothing is ever run as code. What cannot be read is told.

const CONSTANTS = { pi: Math.PI, π: Math.PI, e: Math.E };
const FUNCTIONS = { sqrt: Math.sqrt, "√": Math.sqrt, ln: Math.log, log: Math.log, exp: Math.exp };
const OPERATORS = { "**": "^", "−": "-", "–": "-", "·": "*", "×": "*", "÷": "/" };
const POWERS = { "²": 2, "³": 3 };
const NUMBER = /^(\d[\d_]*(\.\d*)?|\.\d+)(e[+\-−]?\d+)?/i;
const NAME = /^(√|[\p{L}][\p{L}\d_]*)/u;
const LONGEST = 200;

class Unread extends Error {}

// The values that a text holds, separated by commas: { parts } with a function of the named values for each, or
// { complaint }, a sentence that says what cannot be read.
export function read(text, names = []) {
  try {
    if (text.length > LONGEST) throw new Unread("That is too long to be read.");
    return { parts: new Reader(tokens(text), names).list() };
  } catch (error) {
    if (error instanceof Unread) return { complaint: error.message };
    throw error;
  }
}

function tokens(text) {
  const found = [];
  for (let rest = text.trim(); rest; rest = rest.trimStart()) {
    const number = rest.match(NUMBER)?.[0];
    const word = rest.match(NAME)?.[0];
    const sign = rest.startsWith("**") ? "**" : rest[0];
    const token = number ?? word ?? sign;
    if (/["'“”‘’]/.test(sign)) throw new Unread("Write it without quotation marks.");
    if (number) found.push({ value: Number(number.replaceAll("_", "").replace("−", "-")), text: number });
    else if (word) found.push({ name: word, text: word });
    else if ("+-*/^()[],".includes(OPERATORS[sign] ?? sign) || sign in POWERS) {
      found.push({ sign: OPERATORS[sign] ?? sign, text: sign });
    } else throw new Unread(`“${String.fromCodePoint(rest.codePointAt(0))}” has no place here.`);
    rest = rest.slice(token.length);
  }
  return found;
}

class Reader {
  constructor(found, names) {
    this.tokens = withoutBrackets(found);
    this.names = names;
    this.at = 0;
  }

  list() {
    const parts = [this.sum()];
    while (this.take(",")) parts.push(this.sum());
    if (this.next) throw new Unread(this.tooMuch());
    return parts;
  }

  get next() {
    return this.tokens[this.at];
  }

  take(...signs) {
    if (!signs.includes(this.next?.sign)) return null;
    return this.tokens[this.at++].sign;
  }

  sum() {
    let left = this.product();
    for (let sign; (sign = this.take("+", "-")); ) left = joined(left, sign, this.product());
    return left;
  }

  product() {
    let left = this.signed();
    for (let sign; (sign = this.take("*", "/")); ) left = joined(left, sign, this.signed());
    return left;
  }

  signed() {
    if (this.take("+")) return this.signed();
    if (!this.take("-")) return this.power();
    const value = this.signed();
    return (at) => -value(at);
  }

  power() {
    let base = this.atom();
    for (let sign; (sign = this.take("²", "³")); ) base = joined(base, "^", () => POWERS[sign]);
    return this.take("^") ? joined(base, "^", this.signed()) : base;
  }

  atom() {
    const token = this.next;
    if (!token) throw new Unread("Something is missing at the end.");
    this.at += 1;
    if (token.value !== undefined) return () => token.value;
    if (token.name) return this.named(token.name);
    if (token.sign === "(") return this.bracketed();
    throw new Unread(`Something is missing before “${token.text}”.`);
  }

  bracketed() {
    const inside = this.sum();
    if (this.take(")")) return inside;
    throw new Unread(this.next && this.next.sign !== "," ? this.tooMuch() : "A bracket is not closed.");
  }

  named(typed) {
    if (this.names.includes(typed)) return (at) => at[typed];
    const name = typed.toLowerCase();
    if (Object.hasOwn(CONSTANTS, name)) return () => CONSTANTS[name];
    if (!Object.hasOwn(FUNCTIONS, name)) throw new Unread(`I do not know “${typed}”. ${this.known()}`);
    if (name !== "√" && this.next?.sign !== "(") throw new Unread(`Put brackets behind ${name}, as in ${name}(2).`);
    const inside = this.atom();
    return (at) => FUNCTIONS[name](inside(at));
  }

  known() {
    const words = [...this.names, "pi", "e", "sqrt", "ln"];
    return `Write it with numbers, + - * / ^ ( ) and ${words.slice(0, -1).join(", ")} or ${words.at(-1)}.`;
  }

  tooMuch() {
    const before = this.tokens[this.at - 1].text;
    const here = this.next;
    if (here.sign) return `“${here.text}” does not fit behind “${before}”.`;
    if (/^\d/.test(before) && /^\d/.test(here.text)) return `There is a gap between “${before}” and “${here.text}”.`;
    return `Write * between “${before}” and “${here.text}” if you want to multiply.`;
  }
}

// (3, 4) and [3, 4] mean 3, 4: brackets around the whole go, if there is a comma right inside them.
function withoutBrackets(found) {
  if (!["(", "["].includes(found[0]?.sign)) return found;
  let depth = 0;
  let comma = false;
  for (const [k, { sign }] of found.entries()) {
    if ("([".includes(sign ?? "none")) depth += 1;
    if (")]".includes(sign ?? "none")) depth -= 1;
    if (sign === "," && depth === 1) comma = true;
    if (depth === 0 && k < found.length - 1) return found;
  }
  const closed = found.at(-1).sign === { "(": ")", "[": "]" }[found[0].sign];
  return comma && closed && depth === 0 ? found.slice(1, -1) : found;
}

function joined(left, sign, right) {
  if (sign === "+") return (at) => left(at) + right(at);
  if (sign === "-") return (at) => left(at) - right(at);
  if (sign === "*") return (at) => left(at) * right(at);
  if (sign === "/") return (at) => left(at) / right(at);
  return (at) => left(at) ** right(at);
}
