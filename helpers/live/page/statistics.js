// Two groups of numbers compared: the same as helpers/learning/comparison.py, whose p-values come from SciPy.

const TINY = 1e-17; // where a continued fraction or a series has come to rest

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function variance(values) {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}

export const standardError = (values) => Math.sqrt(variance(values) / values.length);

// The interval that holds the true mean in 95 of 100 experiments with normal numbers.
export function meanInterval(values) {
  const [middle, reach] = [mean(values), quantileOfT(values.length - 1) * standardError(values)];
  return [middle - reach, middle + reach];
}

// The spread of single numbers in two groups together.
const pooled = (first, second) =>
  Math.sqrt(((first.length - 1) * variance(first) + (second.length - 1) * variance(second)) / freedomOf(first, second));

const freedomOf = (first, second) => first.length + second.length - 2;

const errorOf = (first, second) => pooled(first, second) * Math.sqrt(1 / first.length + 1 / second.length);

// Difference of the means, second - first, and the ends of its 95 % interval by Student's t.
export function differenceInterval(first, second) {
  const difference = mean(second) - mean(first);
  const reach = quantileOfT(freedomOf(first, second)) * errorOf(first, second);
  return [difference, difference - reach, difference + reach];
}

// Student's t and its p, the p of Mann and Whitney's U, Cohen's d.
export function compare(first, second) {
  const difference = mean(second) - mean(first);
  const t = difference / errorOf(first, second);
  return { t, p: chanceOfT(t, freedomOf(first, second)), u_p: chanceOfU(first, second), d: difference / pooled(first, second) };
}

// How often chance alone gives a t as large, of either sign, with so many degrees of freedom.
export function chanceOfT(t, freedom) {
  if (!Number.isFinite(t)) return Number.isNaN(t) ? NaN : 0;
  const [near, far] = [freedom / (freedom + t * t), (t * t) / (freedom + t * t)];
  const [a, b, beta] = [freedom / 2, 1 / 2, betaWithHalf(freedom)];
  // The fraction is quick below the middle of the distribution; above it the other tail is taken.
  return near < (a + 1) / (a + b + 2) ? incompleteBeta(near, far, a, b, beta) : 1 - incompleteBeta(far, near, b, a, beta);
}

const quantiles = new Map();

// The t that chance exceeds in 5 of 100 cases. Newton's steps approach it from below: p(t) is convex.
export function quantileOfT(freedom) {
  if (!quantiles.has(freedom)) {
    let t = 1.9;
    for (let step = 1; step > 1e-15 * t; t += step) {
      const density = (1 + (t * t) / freedom) ** (-(freedom + 1) / 2) / (Math.sqrt(freedom) * betaWithHalf(freedom));
      step = (chanceOfT(t, freedom) - 0.05) / (2 * density);
    }
    quantiles.set(freedom, t);
  }
  return quantiles.get(freedom);
}

// The p of Mann and Whitney's U, of either side: normal, with a correction for ties and half a meeting for continuity.
export function chanceOfU(first, second) {
  const [n, m] = [first.length, second.length];
  let wins = 0;
  for (const a of first) for (const b of second) wins += b > a ? 1 : b === a ? 0.5 : 0;
  const counts = new Map();
  for (const value of [...first, ...second]) counts.set(value, (counts.get(value) ?? 0) + 1);
  const ties = [...counts.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
  const spread = Math.sqrt(((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1))));
  return Math.min(1, complementOfError((Math.max(wins, n * m - wins) - (n * m) / 2 - 0.5) / spread / Math.SQRT2));
}

// B(freedom/2, 1/2), from B(1/2, 1/2) = π or B(1, 1/2) = 2.
function betaWithHalf(freedom) {
  let beta = freedom % 2 ? Math.PI : 2;
  for (let a = freedom % 2 ? 0.5 : 1; a < freedom / 2; a++) beta *= a / (a + 0.5);
  return beta;
}

// The regularized incomplete beta function I_x(a, b) with y = 1 - x (DLMF 8.17.22).
function incompleteBeta(x, y, a, b, beta) {
  const fraction = continued((k) => {
    const m = Math.floor(k / 2);
    const top = k % 2 ? -(a + m) * (a + b + m) : m * (b - m);
    return (top * x) / ((a + k - 1) * (a + k));
  });
  return (x ** a * y ** b) / (a * beta * fraction);
}

// 1 - erf(x): the series of erf where x is small, a continued fraction elsewhere (DLMF 7.6.2 and 7.9.1).
function complementOfError(x) {
  if (x === -Infinity) return 2;
  const bell = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x > 2) return bell / (x * continued((k) => k / (2 * x * x)));
  let [term, sum] = [2 * x, 0];
  for (let k = 1; Math.abs(term) > TINY; k++) {
    sum += term;
    term *= (2 * x * x) / (2 * k + 1);
  }
  return 1 - bell * sum;
}

// 1 + t₁/(1 + t₂/(1 + ...)) by Lentz's method.
function continued(term) {
  let [value, above, below, factor] = [1, 1, 0, 0];
  for (let k = 1; Math.abs(factor - 1) > TINY && k < 10_000; k++) {
    below = 1 / (1 + term(k) * below);
    above = 1 + term(k) / above;
    factor = above * below;
    value *= factor;
  }
  return value;
}
