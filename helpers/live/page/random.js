// NumPy's random numbers: its generator PCG64 from a state that it had, the orders that `permutation` makes, and `integers`.

const FACTOR = 0x2360ed051fc65da44385df649fccf645n;

export class Random {
  // `state` and `inc` are whole numbers of 128 bits, as text; `spare` are 32 bits that were drawn and not yet used. Another
  // Random will do as well: the new one goes on as that one would.
  constructor({ state, inc, spare = null }) {
    this.state = BigInt(state);
    this.inc = BigInt(inc);
    this.words = new BigUint64Array(2);
    this.parts = new Uint32Array(this.words.buffer); // the state in four parts, the lowest first
    this.spare = spare;
  }

  // 32 random bits: each step of the state gives two lots of them, its halves folded together and turned.
  bits() {
    if (this.spare !== null) {
      const spare = this.spare;
      this.spare = null;
      return spare;
    }
    this.state = BigInt.asUintN(128, this.state * FACTOR + this.inc);
    this.words[0] = BigInt.asUintN(64, this.state);
    this.words[1] = this.state >> 64n;
    const [a, b, c, d] = this.parts;
    const turn = d >>> 26;
    const [low, high] = turn < 32 ? [a ^ c, b ^ d] : [b ^ d, a ^ c];
    this.spare = turned(high, low, turn & 31);
    return turned(low, high, turn & 31);
  }

  // A whole number from 0 to `most`: as many bits as it has, drawn again where they make more than that.
  upTo(most) {
    const mask = 2 ** (32 - Math.clz32(most)) - 1;
    let drawn;
    do drawn = this.bits() & mask; while (drawn > most);
    return drawn;
  }

  // A whole number below `count`, as `integers` draws it: the upper half of a product, drawn again where that were unfair.
  below(count) {
    if (count === 1) return 0;
    const unfair = 2 ** 32 % count;
    let bits;
    do bits = this.bits(); while (Math.imul(bits, count) >>> 0 < unfair);
    return Math.floor(((bits >>> 0) * count) / 2 ** 32);
  }

  // 0, 1, ... count − 1 in a random order.
  permutation(count) {
    const order = Uint8Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.upTo(i);
      const other = order[j];
      order[j] = order[i];
      order[i] = other;
    }
    return order;
  }
}

// The lower half of 64 bits that are turned to the right.
const turned = (low, high, by) => (by ? (low >>> by) | (high << (32 - by)) : low);
