// What lies under the backdrop of a figure: the ground of a surface that moves, and pictures made of cells, which tell which
// minimum a start reaches, or which class a point belongs to.

import { drawGround } from "./contours.js";

export function drawUnder(figure, { cells, ground }) {
  if (figure.painted && cells === figure.painted.cells && ground === figure.painted.ground) return;
  figure.painted = { cells, ground };
  figure.cells.hidden = !cells && !ground; // an empty sheet, too, takes its time in every frame
  const context = figure.cells.getContext("2d");
  context.setTransform(figure.ratio, 0, 0, figure.ratio, 0, 0);
  context.clearRect(0, 0, figure.layout.width, figure.layout.height);
  if (cells) drawCells(context, cells, figure.layout.boxes[cells.panel]);
  if (ground) drawGround(context, ground, figure.panels[ground.panel], !cells, figure.typeOn(ground.panel));
}

function drawCells(context, { wide, high, labels, colours }, box) {
  const small = new ImageData(wide, high);
  const shades = new Uint32Array(Uint8Array.from(colours.flat()).buffer);
  const pixels = new Uint32Array(small.data.buffer);
  for (let i = 0; i < pixels.length; i++) pixels[i] = shades[labels[i]];
  const page = new OffscreenCanvas(wide, high);
  page.getContext("2d").putImageData(small, 0, 0);
  context.save();
  context.imageSmoothingEnabled = false;
  context.drawImage(page, ...box);
  context.restore();
}
