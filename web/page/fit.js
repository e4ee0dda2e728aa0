// Makes what stands on a screen fit it: type as large as may be, figures as wide as the room allows.

const SIZES = [1.3, 1.15, 1, 0.92, 0.85, 0.78, 0.72]; // of the usual size; the last is 24 px for code at 1920×1080
const LAST_RESORT = [0.64, 0.56, 0.48, 0.4, 0.33];

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

// Long lines of code and output get smaller type than the text around them, down to the size of the smallest
// screen; what is longer still goes on in the next line.
function narrowed(screen, room, share) {
  const least = Math.min(SIZES.at(-1) / share, 1);
  for (const pre of screen.querySelectorAll("pre")) {
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

// Whether elements of the page fit a screen at a share of the usual size. `probe` is put where the first one stands.
export function fits(elements, probe, share) {
  const places = elements.map((one) => { const mark = document.createComment(""); one.before(mark); return mark; });
  probe.firstChild.append(...elements);
  size(probe, share);
  const answer = seen(probe, share);
  probe.querySelectorAll("pre").forEach(usual);
  elements.forEach((one, k) => places[k].replaceWith(one));
  return answer;
}

// The screen as large as it may be. Where code is shown and there is no room for it, it stands alone.
export function fit(screen, figures) {
  screen.classList.remove("code-alone");
  if (screen.querySelector("figure.live, figure.picture img") && !screen.classList.contains("with-code")) fitFigures(screen, figures);
  else if (!grow(screen, SIZES) && screen.classList.contains("with-code")) {
    screen.classList.add("code-alone");
    if (!grow(screen, SIZES)) grow(screen, LAST_RESORT);
  } else if (screen.dataset.fits === "no") grow(screen, LAST_RESORT);
}

function grow(screen, sizes) {
  screen.querySelectorAll("figure").forEach((figure) => sized(figure, ""));
  const found = sizes.some((share) => {
    size(screen, share);
    return seen(screen, share);
  });
  screen.dataset.fits = found ? "yes" : "no";
  return found;
}

// What stands beside the figures has its usual size, or less; they share the rest of the height.
function fitFigures(screen, figures) {
  const all = [...screen.querySelectorAll("figure")];
  for (const share of [1, 0.85, 0.72]) {
    size(screen, share);
    for (const one of all) sized(one, "0px");
    const room = roomOf(screen);
    narrowed(screen, room, share);
    const high = (room.height - screen.firstChild.offsetHeight) / all.length;
    for (const one of all) fill(one, room.width, high, figures);
    if (high > 0.5 * room.height) return;
  }
}

function sized(figure, height) {
  figure.style.height = height;
  figure.style.width = "";
}

function fill(figure, width, height, figures) {
  const inside = figure.querySelector(".downhill-view, img");
  const [wide, high] = inside.matches("img") ? [inside.naturalWidth, inside.naturalHeight] : [inside.offsetWidth, inside.offsetHeight];
  if (!wide || !high) return;
  const scale = Math.min(width / wide, height / high, inside.matches("img") ? 3 : 2);
  figure.style.width = `${Math.floor(wide * scale)}px`;
  figure.style.height = `${Math.floor(high * scale)}px`;
  figure.style.setProperty("--scale", scale);
  figures[figure.id]?.magnify(scale);
}

// All as it stands in the chapter.
export function asBefore(main, figures) {
  main.querySelectorAll("pre").forEach(usual);
  for (const figure of main.querySelectorAll("figure")) {
    sized(figure, "");
    figures[figure.id]?.magnify(1);
  }
}
