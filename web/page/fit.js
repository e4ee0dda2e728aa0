// Makes what stands on a screen fit it: type as large as may be, figures as wide as the room allows.

export const LEAST = 0.88; // of the usual size of type: with it, code has 20 px at 1280×720, to be read from the last row
const SIZES = [1.3, 1.15, 1, 0.94, LEAST];
const LAST_RESORT = [0.8, 0.72, 0.64, 0.56, 0.48, 0.4, 0.33];
const IN_FIGURES = 0.79; // the type of a figure's words and controls
const COLUMN = 11; // the least width of controls beside a picture, in letters of that type

export function newScreen() {
  const screen = document.createElement("section");
  screen.className = "screen";
  screen.append(document.createElement("div"));
  screen.firstChild.className = "thought";
  return screen;
}

const size = (screen, share) => screen.style.setProperty("--share", share);

function roomOf(screen) {
  const look = getComputedStyle(screen);
  return { width: screen.clientWidth - 2 * parseFloat(look.paddingLeft), height: screen.clientHeight - 2 * parseFloat(look.paddingTop) };
}

// Long lines of code and output get smaller type than the text around them, down to the least; what is longer still goes
// on in the next line.
function narrowed(screen, room, share) {
  const least = Math.min(LEAST / share, 1);
  for (const pre of screen.querySelectorAll(".thought > pre, .code pre")) {
    usual(pre);
    const wide = pre.getBoundingClientRect().width && Math.max(pre.scrollWidth, pre.offsetWidth);
    if (wide <= room.width) continue;
    pre.style.fontSize = `${0.9 * Math.max(0.99 * room.width / wide, least)}em`;
    if (0.99 * room.width / wide < least) pre.style.whiteSpace = "pre-wrap";
  }
}

function usual(pre) { pre.style.fontSize = pre.style.whiteSpace = ""; }

// Whether all of it is seen: nothing higher than the room, no line longer than it.
function seen(screen, share) {
  const [thought, room] = [screen.firstChild, roomOf(screen)];
  narrowed(screen, room, share);
  if (thought.offsetHeight > room.height + 1) return false;
  const edge = screen.getBoundingClientRect().left + screen.clientWidth - 8;
  return [...thought.querySelectorAll(".thought > *, pre > *, table, math")].every((one) => {
    const box = one.getBoundingClientRect();
    return box.width === 0 || box.right <= edge;
  });
}

// Whether elements of the page fit a screen at a share of the usual size.
export function fits(elements, probe, share) {
  return placed(elements, probe, share, () => seen(probe, share));
}

// What is measured while elements stand on a screen to measure in.
function placed(elements, probe, share, measure) {
  const places = elements.map((one) => { const mark = document.createComment(""); one.before(mark); return mark; });
  probe.firstChild.append(...elements);
  size(probe, share);
  const answer = measure();
  probe.querySelectorAll("pre").forEach(usual);
  elements.forEach((one, k) => places[k].replaceWith(one));
  return answer;
}

// The room of a screen, and how much of its height elements take.
export function roomBeside(elements, probe) {
  return { ...roomOf(probe), taken: placed(elements, probe, 1, () => probe.firstChild.offsetHeight) };
}

// The screen as large as it may be. Where code is shown and there is no room for all, it stands with what it prints, or alone.
export function fit(screen, figures) {
  screen.classList.remove(...CROWDED);
  if (!screen.classList.contains("with-code")) {
    if (screen.querySelector("figure.live, figure.picture img")) fitFigures(screen, figures);
    else if (!grow(screen, SIZES)) grow(screen, LAST_RESORT);
  } else if (!grow(screen, SIZES) && !CROWDED.some((kind) => (screen.classList.add(kind), grow(screen, SIZES)))) grow(screen, LAST_RESORT);
}

const CROWDED = ["no-words", "code-alone"];

function grow(screen, sizes) {
  screen.querySelectorAll("figure").forEach((figure) => sized(figure, ""));
  return sizes.some((share) => {
    size(screen, share);
    return seen(screen, share);
  });
}

// What stands beside the figures has its usual size, or less; they share the rest of the height.
function fitFigures(screen, figures) {
  const all = [...screen.querySelectorAll("figure")];
  for (const share of [1, LEAST]) {
    size(screen, share);
    for (const one of all) sized(one, "0px");
    const room = roomOf(screen);
    narrowed(screen, room, share);
    const high = (room.height - screen.firstChild.offsetHeight) / all.length;
    const type = (IN_FIGURES * parseFloat(getComputedStyle(screen).fontSize)) / share;
    for (const one of all) fill(one, room.width, high, type, figures);
    if (high > 0.5 * room.height) return;
  }
}

function sized(figure, height) {
  figure.style.height = height;
  figure.style.width = "";
}

function fill(figure, width, height, type, figures) {
  const picture = figure.querySelector(":scope > img");
  const [wide, high, scale] = picture ? ofPicture(picture, width, height) : ofLive(figure, width, height, type, figures[figure.id]);
  figure.style.width = `${Math.floor(wide * scale)}px`;
  figure.style.height = `${Math.floor(high * scale)}px`;
  if (!picture) figures[figure.id].magnify(scale);
}

function ofPicture({ naturalWidth, naturalHeight }, width, height) {
  return [naturalWidth, naturalHeight, Math.min(width / naturalWidth, height / naturalHeight, 3)];
}

// A live figure takes the whole width. Its controls stand beside its picture or below it, wherever that leaves the picture
// more room; its words and controls have the same type, however large the picture is.
function ofLive(figure, width, height, type, { spec }) {
  const view = figure.querySelector(".downhill-view");
  const column = view.querySelector(".downhill-control") ? COLUMN * type : 0;
  const lay = (beside, scale) => {
    figure.classList.toggle("beside", beside);
    const set = { "--scale": scale, "--room": `${width / scale}px`, "--canvas": `${spec.size[0]}px`, "--type": `${type / scale}px` };
    for (const [name, value] of Object.entries(set)) figure.style.setProperty(name, value);
  };
  const largest = (beside) => {
    let [low, high] = [0.2, Math.min(2, (width - (beside ? column : 0)) / (spec.size[0] + 48))];
    while (high - low > 0.01) {
      const scale = (low + high) / 2;
      lay(beside, scale);
      if (view.offsetHeight * scale <= height) low = scale;
      else high = scale;
    }
    return low;
  };
  const scales = [largest(false), column ? largest(true) : 0];
  const scale = Math.max(...scales);
  lay(scales[1] === scale, scale);
  return [view.offsetWidth, view.offsetHeight, scale];
}

// All as it stands in the chapter.
export function asBefore(main, figures) {
  main.querySelectorAll("pre").forEach(usual);
  for (const figure of main.querySelectorAll("figure")) {
    sized(figure, "");
    figure.classList.remove("beside");
    figures[figure.id]?.magnify(1);
  }
}
