// A pen that draws SVG: it takes the calls that the painters make to a canvas, and gives text.
//
// Points are put through the transformation when a path is made, as a canvas does; what turns or
// skews unevenly is not needed here and not supported.

/** @import { Pen } from './shapes.js' */

const CONTROLS = new RegExp(
  String.raw`[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]` +
    String.raw`|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]`,
  'g',
);
/** @type {Record<string, string>} */
const SVG_ANCHOR = { center: 'middle', right: 'end', end: 'end' };
/** @type {Record<string, string>} */
const SVG_BASELINE = {
  middle: 'central',
  top: 'text-before-edge',
  hanging: 'hanging',
  bottom: 'text-after-edge',
};

/**
 * A text as it can stand in XML.
 *
 * @param {unknown} text
 */
function xml(text) {
  return String(text)
    .replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(CONTROLS, '\ufffd');
}

/** @param {number} number */
function rounded(number) {
  return String(Math.round(number * 100) / 100);
}

/**
 * What a canvas keeps when it is told to save.
 *
 * @typedef {object} PenState
 * @property {[xx: number, yx: number, xy: number, yy: number, x: number, y: number]} matrix
 * @property {number[]} dash
 * @property {Pen['fillStyle']} fillStyle
 * @property {Pen['strokeStyle']} strokeStyle
 * @property {number} lineWidth
 * @property {number} globalAlpha
 * @property {string} font
 * @property {CanvasTextAlign} textAlign
 * @property {CanvasTextBaseline} textBaseline
 * @property {CanvasLineJoin} lineJoin
 * @property {CanvasDirection} direction
 */

/** @returns {PenState} */
function newPen() {
  return {
    matrix: [1, 0, 0, 1, 0, 0],
    dash: [],
    fillStyle: '#000',
    strokeStyle: '#000',
    lineWidth: 1,
    globalAlpha: 1,
    font: '10px sans-serif',
    textAlign: 'start',
    textBaseline: 'alphabetic',
    lineJoin: 'miter',
    direction: 'inherit',
  };
}

/**
 * A pen to draw with.
 *
 * @param {number} width
 * @param {number} height
 * @param {(text: string, font: string) => TextMetrics} measure How wide a text is on a canvas.
 */
export function svgPen(width, height, measure) {
  return new SvgPen(width, height, measure);
}

/** @implements {Pen} */
class SvgPen {
  /**
   * @param {number} width
   * @param {number} height
   * @param {(text: string, font: string) => TextMetrics} measure
   */
  constructor(width, height, measure) {
    this.size = { width, height };
    this.measure = measure;
    /** @type {string[]} */
    this.out = [];
    /** @type {PenState[]} */
    this.kept = [];
    /** @type {string[]} */
    this.path = [];
    const now = newPen();
    /** @type {PenState['matrix']} */
    this.matrix = now.matrix;
    this.dash = now.dash;
    this.fillStyle = now.fillStyle;
    this.strokeStyle = now.strokeStyle;
    this.lineWidth = now.lineWidth;
    this.globalAlpha = now.globalAlpha;
    this.font = now.font;
    this.textAlign = now.textAlign;
    this.textBaseline = now.textBaseline;
    this.lineJoin = now.lineJoin;
    this.direction = now.direction;
  }

  // ---- state

  save() {
    const { matrix, dash, fillStyle, strokeStyle, lineWidth, globalAlpha, font } = this;
    const { textAlign, textBaseline, lineJoin, direction } = this;
    const look = { fillStyle, strokeStyle, lineWidth, globalAlpha, lineJoin };
    this.kept.push({ matrix, dash, ...look, font, textAlign, textBaseline, direction });
  }

  restore() {
    Object.assign(this, this.kept.pop());
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  translate(x, y) {
    const [xx, yx, xy, yy] = this.matrix;
    this.matrix = [xx, yx, xy, yy, ...this.put(x, y)];
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  scale(x, y) {
    const [xx, yx, xy, yy, left, top] = this.matrix;
    this.matrix = [xx * x, yx * x, xy * y, yy * y, left, top];
  }

  /** @param {number[]} dash */
  setLineDash(dash) {
    this.dash = dash;
  }

  // ---- paths

  beginPath() {
    this.path = [];
  }

  closePath() {
    if (this.path.length) this.path.push('Z');
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  moveTo(x, y) {
    this.path.push(`M${this.at(x, y)}`);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  lineTo(x, y) {
    this.path.push(`${this.path.length ? 'L' : 'M'}${this.at(x, y)}`);
  }

  /**
   * @param {number} a
   * @param {number} b
   * @param {number} x
   * @param {number} y
   */
  quadraticCurveTo(a, b, x, y) {
    this.path.push(`Q${this.at(a, b)} ${this.at(x, y)}`);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   */
  rect(x, y, w, h) {
    this.path.push(this.box(x, y, w, h));
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} radius
   * @param {number} from
   * @param {number} to
   * @param {boolean} [back]
   */
  arc(x, y, radius, from, to, back = false) {
    const r = rounded(radius * this.zoom());
    const on = (/** @type {number} */ angle) =>
      this.at(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    const whole = Math.abs(to - from) >= 2 * Math.PI - 1e-9;
    const last = this.path[this.path.length - 1];
    this.path.push(`${last && !whole && last !== 'Z' ? 'L' : 'M'}${on(from)}`);
    if (whole) {
      this.path.push(`A${r} ${r} 0 1 1 ${on(from + Math.PI)}A${r} ${r} 0 1 1 ${on(from)}`);
    } else {
      const turn = back ? from - to : to - from;
      const swept = ((turn % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
      this.path.push(`A${r} ${r} 0 ${swept > Math.PI ? 1 : 0} ${back ? 0 : 1} ${on(to)}`);
    }
  }

  // ---- what is drawn

  fill() {
    this.draw(` fill="${xml(this.fillStyle)}"`, this.path.join(''));
  }

  stroke() {
    const { strokeStyle, lineWidth, lineJoin, dash } = this;
    const zoom = this.zoom();
    const dashes = dash.map((each) => rounded(each * zoom)).join(' ');
    const look =
      ` fill="none" stroke="${xml(strokeStyle)}" stroke-width="${rounded(lineWidth * zoom)}"` +
      ` stroke-linejoin="${xml(lineJoin)}" stroke-linecap="butt"` +
      (dashes && ` stroke-dasharray="${dashes}"`);
    this.draw(look, this.path.join(''));
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   */
  fillRect(x, y, w, h) {
    this.draw(` fill="${xml(this.fillStyle)}"`, this.box(x, y, w, h));
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  fillText(text, x, y) {
    this.write(text, x, y, ` fill="${xml(this.fillStyle)}"`);
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  strokeText(text, x, y) {
    // The width of a line scales with the matrix of the text itself.
    const width = rounded(this.lineWidth);
    const look = ` fill="none" stroke="${xml(this.strokeStyle)}" stroke-width="${width}"`;
    this.write(text, x, y, `${look} stroke-linejoin="round"`);
  }

  /** @param {string} text */
  measureText(text) {
    return this.measure(text, this.font);
  }

  /**
   * The whole picture, on a ground of one colour.
   *
   * @param {string} ground
   * @param {string} title
   */
  text(ground, title) {
    const [width, height] = [rounded(this.size.width), rounded(this.size.height)];
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"` +
      ` viewBox="0 0 ${width} ${height}"><title>${xml(title)}</title>` +
      `<rect width="100%" height="100%" fill="${xml(ground)}"/>${this.out.join('\n')}</svg>\n`
    );
  }

  // ---- helpers

  /**
   * A point put through the transformation.
   *
   * @param {number} x
   * @param {number} y
   * @returns {[x: number, y: number]}
   */
  put(x, y) {
    const [xx, yx, xy, yy, left, top] = this.matrix;
    return [xx * x + xy * y + left, yx * x + yy * y + top];
  }

  /**
   * The same as text.
   *
   * @param {number} x
   * @param {number} y
   */
  at(x, y) {
    return this.put(x, y).map(rounded).join(' ');
  }

  zoom() {
    return Math.hypot(this.matrix[0], this.matrix[1]);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} w
   * @param {number} h
   */
  box(x, y, w, h) {
    const corners = [this.at(x, y), this.at(x + w, y), this.at(x + w, y + h), this.at(x, y + h)];
    return `M${corners.join('L')}Z`;
  }

  opacity() {
    return this.globalAlpha < 1 ? ` opacity="${rounded(this.globalAlpha)}"` : '';
  }

  /**
   * @param {string} look
   * @param {string} d
   */
  draw(look, d) {
    if (d) this.out.push(`<path d="${d}"${look}${this.opacity()}/>`);
  }

  /**
   * @param {string} text
   * @param {number} x
   * @param {number} y
   * @param {string} look
   */
  write(text, x, y, look) {
    const turn = this.matrix.slice(0, 4).map((each) => Math.round(each * 1e5) / 1e5);
    const place = this.put(x, y).map(rounded);
    const anchor = SVG_ANCHOR[this.textAlign] || 'start';
    const baseline = SVG_BASELINE[this.textBaseline] || 'auto';
    this.out.push(
      `<text transform="matrix(${[...turn, ...place].join(' ')})" style="font:${xml(this.font)}"` +
        ` text-anchor="${anchor}" dominant-baseline="${baseline}"` +
        `${look}${this.opacity()}>${xml(text)}</text>`,
    );
  }
}
