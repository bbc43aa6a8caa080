// The picture as a file: PNG, at twice the size for print, or SVG with texts that stay texts.
import { extend } from './extend.js';
import { svgPen } from './svg.js';
import { make } from './dom.js';

/** Gives a file to the reader; nothing leaves the browser. */
export function saveFile(name, content, type) {
  const url = URL.createObjectURL(
    content instanceof Blob ? content : new Blob([content], { type }),
  );
  make('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A name for a file, of letters of any script, made from a title. */
export function fileName(title, end) {
  const words = title
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .toLowerCase();
  return `${words || 'graph'}.${end}`;
}

extend((app) => {
  const size = () => {
    const { width, height } = document.getElementById('picture').getBoundingClientRect();
    return [Math.round(width) || 1200, Math.round(height) || 800];
  };
  app.addTool({
    id: 'png',
    label: 'PNG',
    title: 'Save the picture as PNG',
    run() {
      app.setView('map');
      const [width, height] = size();
      const canvas = make('canvas', { width: width * 2, height: height * 2 });
      const pen = canvas.getContext('2d');
      pen.scale(2, 2);
      pen.fillStyle = app.ink('ground');
      pen.fillRect(0, 0, width, height);
      app.paint(pen, width, height);
      canvas.toBlob((blob) => {
        saveFile(fileName(app.model.title, 'png'), blob);
        app.say('The picture was saved as PNG.');
      });
    },
  });
  app.addTool({
    id: 'svg',
    label: 'SVG',
    title: 'Save the picture as SVG',
    run() {
      app.setView('map');
      const [width, height] = size();
      const ruler = make('canvas').getContext('2d');
      const pen = svgPen(width, height, (text, font) => {
        ruler.font = font;
        return ruler.measureText(text);
      });
      app.paint(pen, width, height);
      saveFile(
        fileName(app.model.title, 'svg'),
        pen.text(app.ink('ground'), app.model.title),
        'image/svg+xml',
      );
      app.say('The picture was saved as SVG.');
    },
  });
});
