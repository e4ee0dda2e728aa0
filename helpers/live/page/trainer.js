// Trains a network where there is no kernel: hears what the page would tell one, and tells the page what one would say.
// It keeps the diary that LiveTraining keeps (helpers/live/training.py, helpers/learning/recording.py), at the same pace.

import { Training, unpacked } from "./learner.js";

const SLICE = 12; // ms of work, after which others may have a turn

const { port1, port2 } = new MessageChannel(); // quicker than a timer
const others = () => new Promise((go) => { port1.onmessage = go; port2.postMessage(null); });
const pause = (ms) => (ms > 0 ? new Promise((go) => { setTimeout(go, ms); }) : others());

export class Trainer {
  // `tell` is given what has changed: {record, work, minibatches}, as the kernel would set them.
  static async from({ material, record }, tell) {
    return new Trainer(await unpacked(material), material, record, tell);
  }

  constructor(problem, { first, most, reach, frame }, record, tell) {
    Object.assign(this, { problem, first, most, reach, frame, tell, heard: 0, enough: true, trouble: record.trouble });
    this.training = new Training(problem, problem.now);
    const right = atob(record.right);
    const each = right.length / record.steps.length;
    this.entries = record.steps.map((step, k) => ({ step, loss: record.losses[k], share: record.shares[k], right: right.slice(k * each, (k + 1) * each) }));
    this.forecast = record.ahead && { tried: record.tried, ahead: record.ahead, step: record.steps.at(-1) };
    Object.assign(this, { running: false, progress: [0, 0], queue: Promise.resolve(), work: Promise.resolve() });
  }

  // One after the other; but a training goes on meanwhile, and looks at the settings itself.
  hear({ kind, name, values: { minibatches, ...settings } }) {
    this.settings = settings;
    const mine = ++this.heard;
    this.queue = this.queue.then(() => {
      if (kind === "press") return name === "train" ? this.startOrStop() : this.startOver(settings);
      return mine === this.heard && !this.running ? this.tryOut() : null;
    }).catch((error) => this.failed(error));
    return this.queue;
  }

  async startOrStop() {
    if (this.running) await this.stop();
    else this.work = this.train();
  }

  async stop() {
    this.enough = true;
    await this.work;
  }

  // ---- training -----------------------------------------------------------------------------------------------

  async train() {
    const end = this.training.steps + this.most;
    Object.assign(this, { running: true, enough: false, trouble: "" });
    try {
      for (let good = true; good && !this.enough && this.training.steps < end;) {
        this.progress = [this.most - (end - this.training.steps), this.most];
        this.show();
        const due = performance.now() + this.frame;
        this.training.set(this.settings);
        good = await this.piece(end);
        if (good) await pause(due - performance.now());
      }
      this.progress = [this.most - (end - this.training.steps), this.most];
    } catch (error) {
      this.failed(error);
    }
    this.running = false;
    await this.rest();
  }

  async startOver(settings) {
    await this.stop();
    Object.assign(this, { trouble: "", progress: [0, 0], entries: [], forecast: null });
    this.training = new Training(this.problem, this.problem.fresh, settings);
    while (this.training.steps < this.first && await this.piece(this.first));
    await this.rest();
  }

  // The minibatches up to the next entry of the diary; false where the loss is no number any more.
  async piece(end) {
    const loss = await this.go(this.training, Math.min(this.spacing(), end - this.training.steps));
    const { tested, followed } = this.problem;
    this.entries.push({ step: this.training.steps, loss: finite(loss), share: this.share(this.training),
      right: String.fromCharCode(...this.training.right(followed)) });
    return Number.isFinite(loss);
  }

  spacing() { return Math.max(10, Math.floor(this.training.steps / 40)); }

  share(training) {
    const right = training.right(this.problem.tested);
    return right.reduce((sum, one) => sum + one, 0) / right.length;
  }

  // So many minibatches, and the mean loss of every tenth; null where `still` is over before they are done.
  async go(training, minibatches, still = () => true) {
    let sum = 0;
    let begun = performance.now();
    for (let k = 0; k < minibatches; k++) {
      sum += training.step(k % 10 === 0);
      if (performance.now() - begun < SLICE) continue;
      await others();
      if (!still()) return null;
      begun = performance.now();
    }
    return sum / Math.ceil(minibatches / 10);
  }

  // ---- what would come next -----------------------------------------------------------------------------------

  async tryOut() {
    if (!this.ahead() && !this.trouble) this.forecast = await this.ventured(this.settings) ?? this.forecast;
    this.tell({ record: this.record() });
  }

  // A forecast for some settings; null where something new is heard meanwhile.
  async ventured(settings) {
    const [mine, branch, spacing] = [this.heard, this.training.fork(), this.spacing()];
    const [steps, losses, end] = [[], [], branch.steps + this.reach];
    branch.set(settings);
    while (branch.steps < end && (losses.at(-1) ?? 0) < LOST) {
      const loss = await this.go(branch, Math.min(spacing, end - branch.steps), () => mine === this.heard);
      if (loss === null) return null;
      steps.push(branch.steps);
      losses.push(finite(loss));
    }
    return { tried: settings, step: this.training.steps, ahead: { steps, losses, share: this.share(branch) } };
  }

  // What would come next, if that is known for the present settings.
  ahead() {
    const { forecast, settings } = this;
    const fits = forecast?.step === this.training.steps && Object.entries(settings).every(([name, value]) => forecast.tried[name] === value);
    return fits && !this.running ? forecast.ahead : null;
  }

  // ---- what the page is told ----------------------------------------------------------------------------------

  async rest() {
    this.show();
    await this.tryOut();
  }

  show() {
    const [done, of] = this.progress;
    this.tell({ record: this.record(), minibatches: this.entries.at(-1).step,
      work: { buttons: { train: { text: this.running ? "■ Stop" : "▶ Train" } }, done, of } });
  }

  record() {
    const column = (name) => this.entries.map((entry) => entry[name]);
    return { running: this.running, trouble: this.trouble, tried: this.settings, ahead: this.ahead(),
      steps: column("step"), losses: column("loss"), shares: column("share"), right: btoa(column("right").join("")) };
  }

  failed(error) {
    this.trouble = `Training stopped by an error. ${error} `;
    this.tell({ record: this.record() });
  }
}

const LOST = 1e300; // stands for losses that are no number, as in the kernel's diary
const finite = (loss) => (Number.isFinite(loss) ? loss : LOST);

// The same text runs in a worker, see apart.js: the first message brings what there is to learn.
if (typeof WorkerGlobalScope !== "undefined") {
  onmessage = async ({ data }) => {
    try {
      const trainer = await Trainer.from(data, (news) => postMessage(news));
      onmessage = (message) => trainer.hear(message.data);
      postMessage({ ready: true });
    } catch (error) {
      postMessage({ failed: String(error) });
    }
  };
}
