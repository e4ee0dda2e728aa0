// How fast a rule goes on a bowl; the same as helpers/descent/stability.py.

// The factor a step on a quadratic of curvature λ; null for rules that are not linear.
export function predictedFactor(rule, settings, curvature) {
  const step = settings.learning_rate * curvature;
  const mu = settings.momentum;
  if (rule === "GradientDescent") return 1 - step;
  if (rule === "Momentum") return largerRoot(1 + mu - step, mu);
  if (rule === "Nesterov") return largerRoot((1 + mu) * (1 - step), mu * (1 - step));
  return null;
}

// The root of z² − trace·z + product that is larger in size; its size alone where the two are complex.
function largerRoot(trace, product) {
  const inside = trace ** 2 - 4 * product;
  if (inside < 0) return Math.sqrt(Math.abs(product));
  return (trace + (trace >= 0 ? 1 : -1) * Math.sqrt(inside)) / 2;
}

// The factor a step of a run, from its signed distances: d″ = a d′ + b d, fitted to its end.
export function measuredFactor(distances) {
  let last = distances.length - 1;
  while (last >= 0 && !(Math.abs(distances[last]) > 1e-11)) last -= 1;
  const end = Array.from(distances.slice(Math.max(0, last - 11), last + 1));
  if (end.length < 5) {
    const [before, after] = end.slice(-2);
    return end.length > 1 && before ? after / before : end.length === 1 ? 0 : NaN;
  }
  const [a, b] = leastSquares(end.slice(1, -1), end.slice(0, -2), end.slice(2));
  return largerRoot(a, -b);
}

const dot = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);

// The shortest (a, b) that brings a·u + b·v nearest to w: one-sided Jacobi, which holds where u and v are nearly parallel.
function leastSquares(u, v, w) {
  let [c, s] = [1, 0];
  for (let round = 0; round < 4; round++) {
    const [uu, vv, uv] = [dot(u, u), dot(v, v), dot(u, v)];
    if (Math.abs(uv) <= 1e-17 * Math.sqrt(uu * vv)) break;
    const turn = Math.atan2(2 * uv, uu - vv) / 2;
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    [u, v] = [u.map((x, i) => cos * x + sin * v[i]), v.map((x, i) => cos * x - sin * u[i])];
    [c, s] = [cos * c - sin * s, sin * c + cos * s];
  }
  const sizes = [dot(u, u), dot(v, v)];
  const most = Math.max(...sizes);
  const [p, q] = [u, v].map((side, i) => (sizes[i] > 1e-24 * most ? dot(side, w) / sizes[i] : 0));
  return [c * p - s * q, s * p + c * q];
}

export function stableLimit(rule, { momentum }) {
  if (rule === "Momentum" || rule === "RMSprop") return 2 * (1 + momentum);
  return rule === "Nesterov" ? (2 * (1 + momentum)) / (1 + 2 * momentum) : 2;
}

// The ranges of ηλ as [end, name], the last endless; none for rules that are not linear.
export function zones(rule, settings) {
  if (rule === "GradientDescent") return [[1, "closes in"], [2, "zigzags"], [Infinity, "diverges"]];
  if (rule !== "Momentum" && rule !== "Nesterov") return [];
  const mu = settings.momentum;
  const ends = rule === "Momentum" ? [(1 - Math.sqrt(mu)) ** 2, (1 + Math.sqrt(mu)) ** 2] : [((1 - mu) / (1 + mu)) ** 2, 1];
  return [...ends, stableLimit(rule, settings), Infinity].map((end, i) => [end, ["closes in", "spirals", "zigzags", "diverges"][i]]);
}

// Eigenvalues of the Hessian at a point, smallest first, each with its direction.
export function eigen(hessian) {
  if (hessian.length === 1) return [{ value: hessian[0], direction: [1] }];
  const [xx, xy, yy] = hessian;
  const [middle, half] = [(xx + yy) / 2, (xx - yy) / 2];
  const spread = Math.hypot(half, xy);
  const turn = Math.atan2(xy, half) / 2; // of the larger one
  return [{ value: middle - spread, direction: [-Math.sin(turn), Math.cos(turn)] },
    { value: middle + spread, direction: [Math.cos(turn), Math.sin(turn)] }];
}
