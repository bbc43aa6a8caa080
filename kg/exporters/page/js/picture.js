// The picture as a file: PNG, at twice the size for print, or SVG with texts that stay texts.

import { byId, make, penOf } from './dom.js';
import { extend } from './extend.js';
import { fileName, saveFile } from './files.js';
import { svgPen } from './svg.js';

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

/** @param {App} app */
function saveSvg(app) {
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
