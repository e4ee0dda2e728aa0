// Stands in for a kernel where there is none, with a trainer of the page's own: in a worker, apart from the page, or, where
// none can be made, in the page itself, slice by slice. It begins when it is first told something.

export class Apart {
  constructor(host) {
    this.host = host;
    this.news = (changes) => {
      for (const [name, value] of Object.entries(changes)) if (!this.removed) host.set(name, value);
    };
  }

  send(message) {
    this.trainer ??= this.begin();
    this.trainer.then((trainer) => trainer.hear(message)).catch((error) => {
      this.news({ work: { ...this.host.get("work"), note: `This place does not let a page train. ${error.message}` } });
    });
  }

  async begin() {
    const [material, record] = [this.host.get("material"), this.host.get("record")];
    const task = { record, material: { ...material, script: null } };
    try {
      this.worker = await working(material.script, task, this.news);
      return { hear: (message) => this.worker.postMessage(message) };
    } catch {
      const { Trainer } = await import(addressOf(material.script));
      return Trainer.from(task, this.news);
    }
  }

  remove() {
    this.removed = true;
    this.worker?.terminate();
  }
}

const addressOf = (script) => URL.createObjectURL(new Blob([script], { type: "text/javascript" }));

// A worker that has begun its task; an error where it cannot. In a page from a file no worker can be a module: it exports
// nothing.
function working(script, task, news) {
  return new Promise((ready, refused) => {
    const worker = new Worker(addressOf(`"use strict";\n${script.replace(/^export .*$/gm, "")}`));
    worker.onerror = refused;
    worker.onmessage = ({ data }) => {
      if (data.ready) ready(worker);
      else if (data.failed) refused(new Error(data.failed));
      else news(data);
    };
    worker.postMessage(task);
  });
}
