// A network's outputs and its gradient on one minibatch: the same as helpers/learning/models.py.
// Parameters are one flat vector, layer by layer, in each row a unit's weights and its bias. Pictures stand in rows as well,
// each with a 1 at its end, so that all sums run along rows; two units and four pictures go side by side.

const TINY = 2.2250738585072014e-308; // no logarithm of zero

export class Network {
  constructor({ sizes, loss, penalty, units }) {
    Object.assign(this, { sizes, penalty, loss: LOSSES[loss], units: UNITS[units], classes: sizes.at(-1), layers: [], size: 0 });
    sizes.slice(1).forEach((rows, k) => {
      this.layers.push({ at: this.size, rows, columns: sizes[k] + 1 });
      this.size += rows * (sizes[k] + 1);
    });
  }

  // λ Σ w²; biases carry no penalty.
  penaltyOf(w) {
    if (!this.penalty) return 0;
    let sum = 0;
    for (const { at, rows, columns } of this.layers) {
      for (let k = at; k < at + rows * columns; k++) if ((k - at + 1) % columns) sum += w[k] * w[k];
    }
    return this.penalty * sum;
  }
}

// Memory for so many pictures at a time, and what is done with them. Rows are added until they are a multiple of four;
// their deltas stay 0.
export class Pass {
  constructor(network, count) {
    Object.assign(this, { network, count, rows: 4 * Math.ceil(count / 4) });
    const { sizes } = network;
    this.outputs = sizes.map((size, k) => new Float64Array(this.rows * (k + 1 < sizes.length ? size + 1 : size)));
    sizes.slice(0, -1).forEach((size, k) => { for (let b = 0; b < count; b++) this.outputs[k][b * (size + 1) + size] = 1; });
    this.deltas = sizes.map((size, k) => new Float64Array(k ? this.rows * size : 0));
    this.labels = new Uint8Array(count);
    this.out = this.outputs.at(-1);
  }

  // Picture b of this pass is row `row` of some pictures without the ones.
  take(b, pictures, labels, row) {
    const [features] = this.network.sizes;
    const [to, from, inputs] = [b * (features + 1), row * features, this.outputs[0]];
    for (let i = 0; i < features; i++) inputs[to + i] = pictures[from + i];
    this.labels[b] = labels[row];
  }

  // z = W a, layer by layer.
  forward(w) {
    const { layers, classes, loss, units } = this.network;
    layers.forEach((layer, k) => {
      const [below, above] = [this.outputs[k], this.outputs[k + 1]];
      const stride = k + 1 < layers.length ? layer.rows + 1 : layer.rows;
      products(w, layer, below, above, stride, this.rows);
      if (stride > layer.rows) units.squash(above, layer.rows, stride, this.rows);
    });
    for (let b = 0; b < this.count; b++) loss.squash(this.out, b * classes, classes);
  }

  // The mean loss after `forward`, without the penalty.
  meanLoss() {
    const { classes, loss } = this.network;
    let sum = 0;
    for (let b = 0; b < this.count; b++) sum += loss.of(this.out, b * classes, classes, this.labels[b]);
    return sum / this.count;
  }

  // Fills g: ∂L/∂W = δ aᵀ, and δ for the layer below = Wᵀδ times the slope of its units.
  backward(w, g) {
    const { layers, classes, loss, penalty, units } = this.network;
    const top = this.deltas.at(-1);
    for (let b = 0; b < this.count; b++) loss.delta(this.out, b * classes, classes, this.labels[b], top, 1 / this.count);
    for (let k = layers.length - 1; k >= 0; k--) {
      slopes(this.deltas[k + 1], layers[k], this.outputs[k], g, this.rows);
      if (k) down(this.deltas[k + 1], layers[k], w, this.outputs[k], this.deltas[k], this.count, units.slope);
    }
    if (penalty) layers.forEach((layer) => shrink(w, layer, g, 2 * penalty));
  }

  // Which class has the highest score, for each picture; as in NumPy, no number at all counts as the highest.
  said() {
    const { classes } = this.network;
    return Uint8Array.from({ length: this.count }, (_, b) => {
      let best = 0;
      for (let c = 1; c < classes && !Number.isNaN(this.out[b * classes + best]); c++) {
        if (!(this.out[b * classes + c] <= this.out[b * classes + best])) best = c;
      }
      return best;
    });
  }
}

// above[b][j] = Σᵢ w[j][i] below[b][i]
function products(w, { at, rows, columns }, below, above, stride, count) {
  for (let b = 0; b < count; b += 4) {
    const a0 = b * columns, a1 = a0 + columns, a2 = a1 + columns, a3 = a2 + columns;
    for (let j = 0; j < rows; j += 2) {
      const u = at + j * columns, v = j + 1 < rows ? u + columns : u; // an odd last unit is worked out twice
      let p0 = 0, p1 = 0, p2 = 0, p3 = 0, q0 = 0, q1 = 0, q2 = 0, q3 = 0;
      for (let i = 0; i < columns; i++) {
        const wu = w[u + i], wv = w[v + i];
        const x0 = below[a0 + i], x1 = below[a1 + i], x2 = below[a2 + i], x3 = below[a3 + i];
        p0 += wu * x0; p1 += wu * x1; p2 += wu * x2; p3 += wu * x3;
        q0 += wv * x0; q1 += wv * x1; q2 += wv * x2; q3 += wv * x3;
      }
      const to = b * stride + j, second = to + stride, third = second + stride, fourth = third + stride;
      above[to] = p0; above[second] = p1; above[third] = p2; above[fourth] = p3;
      if (v === u) continue;
      above[to + 1] = q0; above[second + 1] = q1; above[third + 1] = q2; above[fourth + 1] = q3;
    }
  }
}

function relus(z, rows, stride, count) {
  for (let b = 0; b < count; b++) {
    for (let k = b * stride; k < b * stride + rows; k++) z[k] = Math.max(z[k], 0);
  }
}

// What a layer makes of its sums, in place, and the slope of that where it gave a.
const UNITS = {
  sigmoid: { squash: sigmoids, slope: (a) => a * (1 - a) },
  relu: { squash: relus, slope: (a) => Number(a > 0) },
};

function sigmoids(z, rows, stride, count) {
  for (let b = 0; b < count; b++) {
    for (let k = b * stride; k < b * stride + rows; k++) z[k] = 1 / (1 + Math.exp(-z[k]));
  }
}

// g[j][i] = Σ_b delta[b][j] below[b][i]
function slopes(delta, { at, rows, columns }, below, g, count) {
  g.fill(0, at, at + rows * columns);
  for (let j = 0; j < rows; j += 2) {
    const u = at + j * columns, next = j + 1 < rows ? 1 : 0; // an odd last unit goes with itself, and adds nothing
    const v = u + next * columns;
    for (let b = 0; b < count; b += 4) {
      const d = b * rows + j, d0 = delta[d], d1 = delta[d + rows], d2 = delta[d + 2 * rows], d3 = delta[d + 3 * rows];
      const e = d + 1, e0 = next && delta[e], e1 = next && delta[e + rows], e2 = next && delta[e + 2 * rows], e3 = next && delta[e + 3 * rows];
      const a0 = b * columns, a1 = a0 + columns, a2 = a1 + columns, a3 = a2 + columns;
      for (let i = 0; i < columns; i++) {
        const x0 = below[a0 + i], x1 = below[a1 + i], x2 = below[a2 + i], x3 = below[a3 + i];
        g[u + i] += d0 * x0 + d1 * x1 + d2 * x2 + d3 * x3;
        g[v + i] += e0 * x0 + e1 * x1 + e2 * x2 + e3 * x3;
      }
    }
  }
}

// under[b][i] = (Σⱼ w[j][i] delta[b][j]) · slope(a), where a is below[b][i]
function down(delta, { at, rows, columns }, w, below, under, count, slope) {
  const units = columns - 1;
  for (let b = 0; b < count; b++) {
    const to = b * units;
    under.fill(0, to, to + units);
    for (let j = 0; j < rows; j++) {
      const d = delta[b * rows + j], u = at + j * columns;
      for (let i = 0; i < units; i++) under[to + i] += d * w[u + i];
    }
    for (let i = 0; i < units; i++) under[to + i] *= slope(below[b * columns + i]);
  }
}

function shrink(w, { at, rows, columns }, g, twice) {
  for (let k = at; k < at + rows * columns; k++) if ((k - at + 1) % columns) g[k] += twice * w[k];
}

// What stands on top: the scores z[from], z[from + 1], … of one picture. `squash` works in place, `of` gives the loss,
// `delta` its slope with respect to the scores, times `share`.
const LOSSES = {
  squares: {
    squash: (z, from, classes) => sigmoids(z.subarray(from, from + classes), classes, classes, 1),
    of(out, from, classes, label) {
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += (out[from + c] - (c === label)) ** 2;
      return sum / 2;
    },
    delta(out, from, classes, label, delta, share) {
      for (let c = 0; c < classes; c++) {
        const a = out[from + c];
        delta[from + c] = (a - (c === label)) * a * (1 - a) * share;
      }
    },
  },
  softmax: {
    squash(z, from, classes) {
      let [most, sum, end] = [z[from], 0, from + classes];
      for (let k = from; k < end; k++) most = Math.max(most, z[k]);
      for (let k = from; k < end; k++) sum += z[k] = Math.exp(z[k] - most);
      for (let k = from; k < end; k++) z[k] /= sum;
    },
    of: (out, from, _, label) => -Math.log(Math.max(out[from + label], TINY)),
    delta(out, from, classes, label, delta, share) {
      for (let c = 0; c < classes; c++) delta[from + c] = (out[from + c] - (c === label)) * share;
    },
  },
  hinge: {
    squash() {},
    of(out, from, classes, label) {
      let sum = 0;
      for (let c = 0; c < classes; c++) if (c !== label) sum += Math.max(out[from + c] - out[from + label] + 1, 0);
      return sum;
    },
    delta(out, from, classes, label, delta, share) {
      let wrong = 0;
      for (let c = 0; c < classes; c++) {
        const near = c !== label && out[from + c] - out[from + label] + 1 > 0;
        delta[from + c] = near ? share : 0;
        wrong += near;
      }
      delta[from + label] = -wrong * share;
    },
  },
};
