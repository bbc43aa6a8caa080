// The picture as a file: PNG, at twice the size for print, or SVG with texts that stay texts.

import { byId, make, penOf } from './dom.js';
import { draw } from './drawing.js';
import { extend } from './extend.js';
import { fileName, saveFile } from './files.js';
import { svgPen } from './svg.js';
import { cut } from './text.js';

/** @import { App } from './app.js' */

extend((app) => {
  app.addTool({
    id: 'png',
    label: 'PNG',
    title: 'Save the picture as PNG',
    run: () => savePng(app),
  });
  app.addTool({
    id: 'svg',
    label: 'SVG',
    title: 'Save the picture as SVG',
    run: () => saveSvg(app),
  });
});

/** @returns {[width: number, height: number]} */
function pictureSize() {
  const { width, height } = byId('picture').getBoundingClientRect();
  return [Math.round(width) || 1200, Math.round(height) || 800];
}

/** @param {App} app */
function savePng(app) {
  app.setView('map');
  const [width, height] = pictureSize();
  const canvas = make('canvas', { width: width * 2, height: height * 2 });
  const pen = penOf(canvas);
  pen.scale(2, 2);
  pen.fillStyle = app.ink('ground');
  pen.fillRect(0, 0, width, height);
  app.paint(pen, width, height);
  canvas.toBlob((blob) => {
    if (!blob) return; // a canvas of no size, or too large
    saveFile(fileName(app.model.title, 'png'), blob);
    app.say('The picture was saved as PNG.');
  });
}

/** What is taken over from the styles of the page: a file of its own has none. */
const STYLES = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'display',
];
const HEAD = 64; // pixels above the drawing, for its title

/**
 * A drawing of the page as a file that stands alone, with a title above it.
 *
 * @param {App} app
 * @param {SVGSVGElement} drawing
 */
function saveDrawing(app, drawing) {
  const { width, height } = drawing.getBoundingClientRect();
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const [shown, copied] = [drawing, copy].map((root) => [...root.querySelectorAll('*')]);
  for (const [at, element] of shown.entries()) {
    const style = getComputedStyle(element);
    copied[at].removeAttribute('style');
    for (const name of STYLES) {
      const value = style.getPropertyValue(name);
      if (value) copied[at].setAttribute(name, value);
    }
  }
  for (const element of copy.querySelectorAll('.brush, .brushed')) element.remove();
  const [head] = byId('view').querySelectorAll('.headline');
  const text = (/** @type {string} */ words, /** @type {number} */ y, /** @type {string} */ size) =>
    draw(
      'text',
      { x: 0, y, 'font-size': size, 'font-family': 'serif', fill: app.ink('ink') },
      words,
    );
  const notes = [app.model.title, new Date().toISOString().slice(0, 10)].join(' · ');
  const place = { x: -24, y: -HEAD, width: width + 48, height: height + HEAD + 24 };
  copy.prepend(
    draw('rect', { ...place, fill: app.ink('sheet') }),
    text(cut(head?.textContent ?? '', 120), 26 - HEAD, '22'),
    text(notes, 48 - HEAD, '13'),
  );
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('viewBox', `${place.x} ${place.y} ${place.width} ${place.height}`);
  copy.setAttribute('width', String(place.width));
  copy.setAttribute('height', String(place.height));
  const file = fileName(app.model.title, 'svg');
  saveFile(file, new XMLSerializer().serializeToString(copy), 'image/svg+xml');
  app.say('The picture was saved as SVG.');
}

/** @param {App} app */
function saveSvg(app) {
  const drawing = byId('view').querySelector('figure svg');
  if (drawing instanceof SVGSVGElement) {
    saveDrawing(app, drawing);
    return;
  }
  app.setView('map');
  const [width, height] = pictureSize();
  const ruler = penOf(make('canvas'));
  const pen = svgPen(width, height, (text, font) => {
    ruler.font = font;
    return ruler.measureText(text);
  });
  app.paint(pen, width, height);
  const text = pen.text(app.ink('ground'), app.model.title);
  saveFile(fileName(app.model.title, 'svg'), text, 'image/svg+xml');
  app.say('The picture was saved as SVG.');
}
