// Where an axis has its marks and what stands there; the same as helpers/drawing/scales.py.

import { fixed, minus, powerOfTen, whole } from "./numbers.js";

// Up to `most` round numbers between two ends, as [value, text].
export function ticks([low, high], scale, most = 5, width = 1) {
  if (scale === "asinh") return bothWays(high, width, most);
  return scale === "log" ? decades(low, high, most) : even(low, high, most);
}

// 0, and up to half as many powers of ten on each side, not too near to it.
function bothWays(high, width, most) {
  const [first, last, half] = [Math.log10(width), Math.floor(Math.log10(high) + 1e-9), Math.floor(most / 2)];
  const stride = Math.max(1, Math.ceil((last - first) / half));
  const powers = Array.from({ length: half }, (_, k) => last - stride * k).filter((power) => power > first + 0.4 * stride);
  const ends = powers.reverse().map((power) => [10 ** power, powerOfTen(10 ** power)]);
  return [...ends.map(([value, text]) => [-value, `−${text}`]).reverse(), [0, "0"], ...ends];
}

function decades(low, high, most) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const stride = Math.max(1, Math.ceil((last - first) / (most - 1)));
  const found = [];
  for (let power = last; power >= first; power -= stride) found.unshift(10 ** power);
  return found.map((value) => [value, powerOfTen(value)]);
}

function even(low, high, most) {
  const rough = (high - low) / most;
  const unit = 10 ** Math.floor(Math.log10(rough) + 1e-9);
  const stride = unit * [1, 2, 5, 10].find((s) => s * unit >= rough * (1 - 1e-9));
  const digits = Math.max(0, -Math.floor(Math.log10(stride) + 1e-9));
  const found = [];
  for (let k = Math.ceil(low / stride - 1e-9); k * stride <= high + 1e-9 * stride; k++) found.push(k * stride || 0);
  return found.map((value) => [value, digits ? minus(fixed(value, digits)) : minus(whole(value))]);
}

// Limits in whole decades that hold all heights, or a little more than their range.
export function fitted(heights, scale) {
  const finite = heights.filter((h) => Number.isFinite(h) && Math.abs(h) < 1e12 && (scale !== "log" || h > 1e-15));
  let [low, high] = [Infinity, -Infinity];
  for (const h of finite) { low = Math.min(low, h); high = Math.max(high, h); }
  if (scale !== "log") {
    const room = 0.08 * (high - low || 1);
    return finite.length ? [low - room, high + room] : [0, 1];
  }
  if (!finite.length) return [1e-2, 1e2];
  const bottom = Math.floor(Math.max(Math.log10(low), -14) + 1e-9);
  const top = Math.ceil(Math.log10(high) + 0.05);
  return [10 ** Math.min(bottom, top - 1), 10 ** top];
}
