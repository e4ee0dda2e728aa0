// What a reader has solved, remembered in the browser. Where it refuses to remember, it lasts for this visit.

const KEY = "downhill.solved"; // one for the course, also beside other courses at the same address
const NAME = /^(\d\d|[A-Z])\.\d{1,2}$/;

export class Memory {
  constructor(storage = stored()) {
    this.storage = storage;
    this.visit = new Set();
    this.heard = new Set();
    globalThis.addEventListener?.("storage", (event) => this.elsewhere(event));
  }

  // The names of all solved exercises.
  solved() {
    return new Set([...this.visit, ...this.kept()]);
  }

  add(name) {
    this.write(this.solved().add(name));
  }

  remove(name) {
    const names = this.solved();
    names.delete(name);
    this.write(names);
  }

  forget() {
    this.write(new Set());
  }

  // Call `act` now, and whenever something was solved or forgotten, in this page or in another.
  onChange(act) {
    this.heard.add(act);
    act();
  }

  // What the browser keeps; anything that we have not written ourselves is nothing.
  kept() {
    try {
      const names = JSON.parse(this.storage.getItem(KEY));
      return names.filter((name) => typeof name === "string" && NAME.test(name));
    } catch {
      return [];
    }
  }

  write(names) {
    this.visit = names;
    try {
      if (names.size) this.storage.setItem(KEY, JSON.stringify([...names].sort()));
      else this.storage.removeItem(KEY);
    } catch {
      // full, or forbidden: then for this visit only
    }
    this.heard.forEach((act) => act());
  }

  // Another page of the course has solved or forgotten something.
  elsewhere({ key }) {
    if (key !== KEY && key !== null) return;
    this.visit = new Set();
    this.heard.forEach((act) => act());
  }
}

function stored() {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
