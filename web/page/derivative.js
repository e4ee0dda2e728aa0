// Value, gradient and Hessian of a formula's tree: derivatives by rule, and lists of instructions over an array of numbers.
//
// Terms that are equal are one node, worked out once. A list is run by a loop with a switch: no text ever becomes code.

import { mentions } from "./formula.js";

const OF_ONE = ["sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "exp", "log", "sqrt", "abs"];
const FOLDED = {
  "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "^": (a, b) => a ** b,
  neg: (a) => -a, max: (a, b) => Math.max(a, b), min: (a, b) => Math.min(a, b), sign: Math.sign,
  ...Object.fromEntries(OF_ONE.map((name) => [name, Math[name]])),
};
const OPS = ["+", "-", "*", "/", "^", "neg", ...OF_ONE, "max", "min", "sign", "where"];

// A formula as the page knows surfaces: dimension, value(x, y), gradient(x, y), hessian(x, y); and how long it is.
export function functionsOf(tree) {
  const algebra = new Algebra();
  const dimension = mentions(tree, "y") ? 2 : 1;
  const f = algebra.of(tree);
  const slopes = ["x", "y"].slice(0, dimension).map((name) => algebra.derivative(f, name));
  const bends = dimension === 1 ? [algebra.derivative(slopes[0], "x")]
    : [algebra.derivative(slopes[0], "x"), algebra.derivative(slopes[0], "y"), algebra.derivative(slopes[1], "y")];
  const value = algebra.program([f]);
  return { dimension, size: algebra.nodes.length, value: (x, y) => value(x, y)[0], gradient: algebra.program(slopes), hessian: algebra.program(bends) };
}

class Algebra {
  constructor() {
    this.known = new Map();
    this.nodes = [];
    [this.x, this.y] = [this.node("x"), this.node("y")];
    [this.zero, this.one, this.two] = [0, 1, 2].map((value) => this.number(value));
  }

  node(op, a = null, b = null, c = null, value = NaN) {
    const key = `${op} ${a?.id} ${b?.id} ${c?.id} ${Object.is(value, -0) ? "-0" : value}`;
    if (!this.known.has(key)) {
      const made = { op, a, b, c, value, id: this.nodes.length, slopes: {} };
      this.known.set(key, made);
      this.nodes.push(made);
    }
    return this.known.get(key);
  }

  number(value) { return this.node("number", null, null, null, value); }

  of([op, ...parts]) {
    if (op === "number") return this.number(parts[0]);
    return op === "x" || op === "y" ? this[op] : this.make(op, ...parts.map((part) => this.of(part)));
  }

  // A term, simpler where that changes no value that is finite.
  make(op, a, b = null) {
    if (a.op === "number" && (!b || b.op === "number")) return this.number(FOLDED[op](a.value, b?.value));
    const { zero, one } = this;
    if (op === "+" && (a === zero || b === zero)) return a === zero ? b : a;
    if (op === "-" && (a === zero || b === zero)) return b === zero ? a : this.make("neg", b);
    if (op === "*" && (a === zero || b === zero)) return zero;
    if (op === "*" && (a === one || b === one)) return a === one ? b : a;
    if (op === "/" && (a === zero || b === one)) return a;
    if (op === "neg" && a.op === "neg") return a.a;
    if (op === "^") return this.power(a, b);
    return this.node(op, a, b);
  }

  power(a, b) {
    if (b === this.zero) return this.one;
    if (b === this.one) return a;
    if (b === this.two) return this.node("*", a, a);
    return b.value === 3 ? this.node("*", this.node("*", a, a), a) : this.node("^", a, b);
  }

  derivative(node, name) {
    node.slopes[name] ??= this.slope(node, name);
    return node.slopes[name];
  }

  slope(node, name) {
    const { op, a, b, c } = node;
    const make = (...parts) => this.make(...parts);
    if (op === name) return this.one;
    if (["x", "y", "number", "sign"].includes(op)) return this.zero;
    const da = this.derivative(op === "where" ? b : a, name);
    const db = op === "where" ? this.derivative(c, name) : b && this.derivative(b, name);
    if (op === "+" || op === "-") return make(op, da, db);
    if (op === "neg") return make("neg", da);
    if (op === "*") return make("+", make("*", da, b), make("*", a, db));
    if (op === "/") return make("/", make("-", da, make("*", node, db)), b);
    if (op === "^") return this.powerSlope(node, da, db);
    if (op === "max") return this.where(make("-", a, b), da, db);
    if (op === "min") return this.where(make("-", b, a), da, db);
    if (op === "where") return this.where(a, da, db);
    return da === this.zero ? da : make("*", da, this.outer(op, a, node));
  }

  // b where a is at least zero, else c.
  where(a, b, c) { return b === c ? b : this.node("where", a, b, c); }

  powerSlope(node, da, db) {
    const { a, b } = node;
    const make = (...parts) => this.make(...parts);
    const byBase = da === this.zero ? da : make("*", make("*", b, make("^", a, make("-", b, this.one))), da);
    return db === this.zero ? byBase : make("+", byBase, make("*", make("*", node, make("log", a)), db));
  }

  // The derivative of a function of one number at a, where its value is `node`.
  outer(op, a, node) {
    const { one } = this;
    const make = (...parts) => this.make(...parts);
    const square = (u) => make("*", u, u);
    if (op === "sin") return make("cos", a);
    if (op === "cos") return make("neg", make("sin", a));
    if (op === "tan") return make("+", one, square(node));
    if (op === "asin") return make("/", one, make("sqrt", make("-", one, square(a))));
    if (op === "acos") return make("neg", make("/", one, make("sqrt", make("-", one, square(a)))));
    if (op === "atan") return make("/", one, make("+", one, square(a)));
    if (op === "sinh") return make("cosh", a);
    if (op === "cosh") return make("sinh", a);
    if (op === "tanh") return make("-", one, square(node));
    if (op === "exp") return node;
    if (op === "log") return make("/", one, a);
    if (op === "sqrt") return make("/", this.number(0.5), node);
    return make("sign", a); // of abs
  }

  // A function of (x, y) that works out some nodes, each of those that they need once.
  program(wanted) {
    const needed = new Set();
    const need = (node) => {
      if (!node || needed.has(node)) return;
      needed.add(node);
      [node.a, node.b, node.c].forEach(need);
    };
    [this.x, this.y, ...wanted].forEach(need);
    const order = [...needed].sort((p, q) => p.id - q.id); // what a node needs was made before it
    const place = new Map(order.map((node, i) => [node, i]));
    const registers = Float64Array.from(order, (node) => node.value);
    const steps = order.filter((node) => OPS.includes(node.op));
    const at = (node) => place.get(node) ?? 0;
    const code = Int32Array.from(steps.flatMap((node) => [OPS.indexOf(node.op), at(node), at(node.a), at(node.b), at(node.c)]));
    return runner(code, registers, wanted.map((node) => place.get(node)));
  }
}

// Each instruction is five numbers: what to do, where the result goes, and where its parts are.
function runner(code, r, places) {
  const [first, second] = places;
  const results = { 1: () => [r[first]], 2: () => [r[first], r[second]] }[places.length] ?? (() => places.map((k) => r[k]));
  return (x, y = NaN) => {
    r[0] = x;
    r[1] = y;
    for (let i = 0; i < code.length; i += 5) {
      const a = r[code[i + 2]];
      const b = r[code[i + 3]];
      let v;
      switch (code[i]) { // in the order of OPS
        case 0: v = a + b; break;
        case 1: v = a - b; break;
        case 2: v = a * b; break;
        case 3: v = a / b; break;
        case 4: v = a ** b; break;
        case 5: v = -a; break;
        case 6: v = Math.sin(a); break;
        case 7: v = Math.cos(a); break;
        case 8: v = Math.tan(a); break;
        case 9: v = Math.asin(a); break;
        case 10: v = Math.acos(a); break;
        case 11: v = Math.atan(a); break;
        case 12: v = Math.sinh(a); break;
        case 13: v = Math.cosh(a); break;
        case 14: v = Math.tanh(a); break;
        case 15: v = Math.exp(a); break;
        case 16: v = Math.log(a); break;
        case 17: v = Math.sqrt(a); break;
        case 18: v = Math.abs(a); break;
        case 19: v = Math.max(a, b); break;
        case 20: v = Math.min(a, b); break;
        case 21: v = Math.sign(a); break;
        default: v = a >= 0 ? b : r[code[i + 4]];
      }
      r[code[i + 1]] = v;
    }
    return results();
  };
}
