// Numbers as a person would write them; letter for letter what helpers/drawing/words.py writes.

const MINUS = "−";

// Python rounds a decimal that lies exactly in the middle to the even digit, JavaScript's toFixed upwards.
export function fixed(value, digits) {
  const text = Math.abs(value).toFixed(digits);
  const rest = Math.abs(value).toFixed(Math.min(100, digits + 60)).slice(text.length + (digits ? 0 : 1));
  const odd = Number(text.at(-1)) % 2 === 1;
  const even = odd && /^50*$/.test(rest) ? (Number(text) - 10 ** -digits).toFixed(digits) : text;
  return (value < 0 || Object.is(value, -0) ? "-" : "") + even;
}

export const withCommas = (text) => text.replace(/\d(?=(\d{3})+(?!\d))(?<!\.\d*)/g, "$&,");

export const minus = (text) => text.replaceAll("-", MINUS);

export const whole = (value) => withCommas(fixed(value, 0));

// A number that a person has typed; NaN where it is none.
export const read = (text) => (text.trim() ? Number(text.replaceAll(MINUS, "-").replaceAll(",", "")) : NaN);

// Some significant digits: 0.0301, 25,600, 5e−6.
export function number(value, digits = 3) {
  if (!Number.isFinite(value)) return "beyond all numbers";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e5) {
    const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
    const text = minus(withCommas(fixed(value, places)));
    return places ? trimmed(text) : text;
  }
  const [mantissa, exponent] = scientific(value, 2);
  return minus(`${trimmed(mantissa)}e${exponent}`);
}

const trimmed = (text) => text.replace(/0+$/, "").replace(/\.$/, "");

// Mantissa with some decimals, and exponent.
export function scientific(value, decimals) {
  const [mantissa, exponent] = value.toExponential(decimals).split("e");
  return [mantissa, Number(exponent)];
}

export function place(point) {
  const values = point.map((value) => number(value));
  return values.length === 1 ? values[0] : `(${values.join(", ")})`;
}

// Three decimals, or as many as tell a factor from one.
export function precise(factor) {
  const gap = Math.max(Math.abs(Math.abs(factor) - 1), 1e-9);
  return minus(fixed(factor, gap > 5e-4 ? 3 : 1 - Math.floor(Math.log10(gap))));
}

export function powerOfTen(value) {
  const digits = String(Math.round(Math.log10(value)));
  return `10${digits.replace("-", "⁻").replace(/\d/g, (d) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[d])}`;
}
