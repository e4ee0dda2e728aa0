// A formula that a reader types, read as a tree: ["+", a, b], ["sin", a], ["x"], ["number", 2]. Nothing is run as code.

export const FUNCTIONS = {
  sin: 1, cos: 1, tan: 1, asin: 1, acos: 1, atan: 1, sinh: 1, cosh: 1, tanh: 1, exp: 1, log: 1, sqrt: 1, abs: 1, max: 2, min: 2,
};
const OTHER_NAMES = { ln: "log", arcsin: "asin", arccos: "acos", arctan: "atan", "√": "sqrt", "π": "pi" };
const WORDS = [...Object.keys(FUNCTIONS), ...Object.keys(OTHER_NAMES), "pi", "x", "y", "e"].sort((a, b) => b.length - a.length);
const LOOKALIKES = { "−": "-", "–": "-", "·": "*", "×": "*", "⋅": "*", "÷": "/", ":": "/", "²": "^2", "³": "^3" };
const NOTHING = "Type a formula in x and y, for example x^2 + 3*sin(y).";
const LONGEST = 400; // characters
const DEEPEST = 60; // brackets in brackets, and signs before signs

// What cannot be read, in words, and where: `at` and `length` count characters of what was typed.
export class FormulaError extends Error {
  constructor(message, at, length = 1) {
    super(message);
    Object.assign(this, { at, length });
  }
}

// The tree of a formula in x and y; FormulaError where it cannot be read.
export function parse(text) {
  if (!text.trim()) throw new FormulaError(NOTHING, 0, 0);
  if (text.length > LONGEST) throw new FormulaError(`A formula may have ${LONGEST} characters; this one has ${text.length}.`, LONGEST);
  const tree = new Reader(tokens(text), text).whole();
  if (!mentions(tree, "x") && !mentions(tree, "y")) {
    throw new FormulaError("There is no x and no y in it, so there is no slope to walk down.", 0, text.length);
  }
  return tree;
}

export const mentions = ([op, ...parts], name) => op === name || parts.some((part) => Array.isArray(part) && mentions(part, name));

// ---- characters to tokens: {kind, value, at, length} ----------------------------------------------------------------

function tokens(text) {
  const found = [];
  const named = /^\s*(?:[fz]|f\s*\(\s*x\s*(?:,\s*y\s*)?\))\s*=(?!=)/i.exec(text); // "f(x, y) =" says nothing new
  let at = named ? named[0].length : 0;
  while (at < text.length) {
    const token = tokenAt(text, at);
    if (token) found.push(...token);
    at += token ? token.reduce((sum, { length }) => sum + length, 0) : 1;
  }
  return found;
}

function tokenAt(text, at) {
  const [rest, char] = [text.slice(at), text[at]];
  if (/\s/.test(char)) return null;
  const number = /^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?/i.exec(rest);
  if (number) return [numberToken(number[0], rest, at)];
  if (rest.startsWith("**")) return [{ kind: "^", value: "^", at, length: 2 }];
  if ("+-*/^(),".includes(char)) return [{ kind: char, value: char, at, length: 1 }];
  if (LOOKALIKES[char]) return lookalike(LOOKALIKES[char], at);
  const run = /^[\p{L}√_]+/u.exec(rest);
  if (run) return names(run[0], at);
  throw new FormulaError(strange(char), at);
}

function numberToken(value, rest, at) {
  if (rest[value.length] === ".") throw new FormulaError(`A number has one decimal point; “${value}.” has two.`, at + value.length);
  return { kind: "number", value: Number(value), at, length: value.length };
}

// "²" is one character and two tokens.
function lookalike([operator, exponent], at) {
  const token = { kind: operator, value: operator, at, length: 1 };
  return exponent ? [token, { kind: "number", value: Number(exponent), at, length: 0 }] : [token];
}

// Letters that stand together: "xy" is x times y, "xsin" is x times sin.
function names(run, at) {
  const found = [];
  for (let i = 0; i < run.length;) {
    const word = WORDS.find((known) => run.slice(i).toLowerCase().startsWith(known));
    const inside = word && (OTHER_NAMES[word] ?? word) in FUNCTIONS && i + word.length < run.length;
    if (!word || inside) throw new FormulaError(unknown(run, inside && word), at, run.length);
    found.push({ kind: "name", value: OTHER_NAMES[word] ?? word, at: at + i, length: word.length });
    i += word.length;
  }
  return found;
}

function unknown(run, word) {
  if (word) return `I do not know “${run}”. A function takes brackets: ${word}(x).`;
  return `I do not know “${run}”. The variables are x and y, the numbers pi and e, the functions ${Object.keys(FUNCTIONS).join(", ")}.`;
}

function strange(char) {
  if (char === "=") return "“=” says that two things are equal; write only what the height is, such as x^2 + y^2.";
  if ("[]{}".includes(char)) return `Round brackets, please, in place of “${char}”.`;
  if (char === "|") return "Write abs(x) for the absolute value.";
  return `“${char}” means nothing in a formula.`;
}

// ---- tokens to a tree -------------------------------------------------------------------------------------------------

class Reader {
  constructor(tokens, text) {
    this.tokens = tokens;
    this.next = 0;
    this.depth = 0;
    this.end = { kind: "end", value: "the end", at: text.trimEnd().length, length: 1 };
  }

  get token() { return this.tokens[this.next] ?? this.end; }

  get before() { return this.tokens[this.next - 1]; }

  take(...kinds) { return kinds.includes(this.token.kind) ? this.tokens[this.next++] : null; }

  whole() {
    const tree = this.sum();
    const { kind, at } = this.token;
    if (kind === ")") throw new FormulaError("This bracket closes nothing.", at);
    if (kind === ",") throw new FormulaError("What does this comma part? Decimals take a point: 0.5.", at);
    return tree;
  }

  sum() {
    let left = this.product();
    for (let sign; (sign = this.take("+", "-"));) left = [sign.kind, left, this.product()];
    return left;
  }

  // Two factors without a sign between them are multiplied: 2x, (x+1)(y-1).
  product() {
    let left = this.signed();
    for (;;) {
      const sign = this.take("*", "/");
      if (sign) left = [sign.kind, left, this.signed()];
      else if (["name", "("].includes(this.token.kind)) left = ["*", left, this.power()];
      else if (this.token.kind === "number") throw this.numberBehind();
      else return left;
    }
  }

  numberBehind() {
    const { value, at, length } = this.token;
    return new FormulaError(`A sign is missing between “${this.before.value}” and ${value}: *, ^ or +.`, at, length);
  }

  signed() {
    const sign = this.take("-", "+");
    if (!sign) return this.power();
    const inner = this.deeper(() => this.signed(), sign);
    return sign.kind === "-" ? ["neg", inner] : inner;
  }

  // Powers bind from the right: 2^3^2 is 2^9, -x^2 is -(x^2).
  power() {
    const base = this.atom();
    const sign = this.take("^");
    return sign ? ["^", base, this.deeper(() => this.signed(), sign)] : base;
  }

  atom() {
    const token = this.take("number", "name", "(");
    if (!token) throw this.missing();
    if (token.kind === "number") return ["number", token.value];
    if (token.kind === "(") return this.inBrackets(token, 1)[0];
    if (token.value === "pi") return ["number", Math.PI];
    if (token.value === "e") return ["number", Math.E];
    return token.value in FUNCTIONS ? this.call(token) : [token.value];
  }

  call(token) {
    const [name, wanted] = [token.value, FUNCTIONS[token.value]];
    const example = `${name}(${wanted === 2 ? "x, y" : "x"})`;
    if (this.token.kind === "^") throw new FormulaError(`The power goes behind the brackets: ${example}^2.`, this.token.at);
    const bracket = this.take("(");
    if (!bracket) throw new FormulaError(`Brackets, please: ${example}.`, token.at, token.length);
    return [name, ...this.inBrackets(bracket, wanted, name)];
  }

  inBrackets(bracket, wanted, name) {
    if (this.token.kind === ")") {
      throw new FormulaError("There is nothing in these brackets.", bracket.at, this.token.at + 1 - bracket.at);
    }
    const parts = [this.deeper(() => this.sum(), bracket)];
    while (name && this.take(",")) parts.push(this.deeper(() => this.sum(), bracket));
    if (this.token.kind === ",") throw new FormulaError("What does this comma part? Decimals take a point: 0.5.", this.token.at);
    if (!this.take(")")) throw new FormulaError("This bracket is never closed.", bracket.at);
    if (parts.length === wanted) return parts;
    const [takes, came] = [wanted === 1 ? "one number" : "two numbers", parts.length === 1 ? "one" : parts.length];
    throw new FormulaError(`${name} takes ${takes}, ${came} came.`, bracket.at, this.before.at + 1 - bracket.at);
  }

  deeper(read, token) {
    if (++this.depth > DEEPEST) throw new FormulaError("Too many brackets and signs in each other.", token.at);
    const tree = read();
    this.depth -= 1;
    return tree;
  }

  // An operator or a bracket stands where a number, a variable or a function should be.
  missing() {
    const [{ kind, value, at, length }, before] = [this.token, this.before];
    if (kind === ")" && !before) return new FormulaError("This bracket closes nothing.", at);
    if (kind === "end" && !before) return new FormulaError(NOTHING, 0, 0);
    if (!before) return new FormulaError(`Something must stand before “${value}”.`, at, length);
    if (["end", ")", ","].includes(kind)) return new FormulaError(`Something must follow “${before.value}”.`, before.at, before.length);
    return new FormulaError(`“${value}” cannot follow “${before.value}”.`, at, length);
  }
}

// ---- a tree as text -----------------------------------------------------------------------------------------------------

const RANKS = { "+": 1, "-": 1, neg: 2, "*": 2, "/": 2, "^": 3 };
const RAISED = { 2: "²", 3: "³", 4: "⁴" };

// As a book would print it, in one line: 3·sin(y) + x².
export function printed(tree, least = 0) {
  const [op, a, b] = tree;
  if (op === "number") return a === Math.PI ? "π" : a === Math.E ? "e" : String(a).replace("-", "−");
  if (op === "x" || op === "y") return op;
  if (op in FUNCTIONS) return `${op}(${tree.slice(1).map((part) => printed(part)).join(", ")})`;
  const rank = RANKS[op];
  const text = inLine(op, a, b, rank);
  return rank < least ? `(${text})` : text;
}

function inLine(op, a, b, rank) {
  if (op === "neg") return `−${printed(a, 3)}`;
  if (op === "^" && RAISED[b[1]] && b[0] === "number") return `${printed(a, 4)}${RAISED[b[1]]}`;
  if (op === "^") return `${printed(a, 4)}^${printed(b, 3)}`;
  if (op === "*") return `${printed(a, 2)}${/^[−\d.]+$/.test(printed(a, 2)) && !/^\d/.test(printed(b, 3)) ? "" : "·"}${printed(b, 3)}`;
  if (op === "/") return `${printed(a, 2)}/${printed(b, 3)}`;
  return `${printed(a, rank)} ${op === "-" ? "−" : "+"} ${printed(b, op === "-" ? 2 : 1)}`;
}
