// A pen that draws SVG: it takes the calls that the page makes to a canvas, and gives text.
//
// Points are put through the transformation when a path is made, as a canvas does; what turns or
// skews unevenly is not needed here and not supported.

const xml = (text) =>
  String(text)
    .replace(/[<>&"]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(
      /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
      '\ufffd',
    );
const rounded = (number) => String(Math.round(number * 100) / 100);
const SVG_ANCHOR = { center: 'middle', right: 'end', end: 'end' };
const SVG_BASELINE = {
  middle: 'central',
  top: 'text-before-edge',
  hanging: 'hanging',
  bottom: 'text-after-edge',
};
const NEW_PEN = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
  lineCap: 'butt',
  lineJoin: 'miter',
  direction: 'inherit',
  shadowColor: 'rgba(0,0,0,0)',
  shadowBlur: 0,
  shadowOffsetX: 0,
  shadowOffsetY: 0,
};

// Returns an object to draw with; `measure(text, font)` says how wide a text is, as a canvas would.
export function svgPen(width, height, measure) {
  const out = [];
  const kept = [];
  const clips = [];
  let matrix = [1, 0, 0, 1, 0, 0];
  let path = [];
  let dash = [];
  let clip = null;

  const put = (x, y) => [
    matrix[0] * x + matrix[2] * y + matrix[4],
    matrix[1] * x + matrix[3] * y + matrix[5],
  ];
  const at = (x, y) => put(x, y).map(rounded).join(' ');
  const scale = () => Math.hypot(matrix[0], matrix[1]);
  const times = ([a, b, c, d, e, f]) => {
    const [p, q, r, s, t, u] = matrix;
    matrix = [
      p * a + r * b,
      q * a + s * b,
      p * c + r * d,
      q * c + s * d,
      p * e + r * f + t,
      q * e + s * f + u,
    ];
  };
  const shared = () =>
    (pen.globalAlpha < 1 ? ` opacity="${rounded(pen.globalAlpha)}"` : '') +
    (clip ? ` clip-path="url(#${clip})"` : '');
  const stroked = () =>
    ` stroke="${xml(pen.strokeStyle)}" stroke-width="${rounded(pen.lineWidth * scale())}" stroke-linejoin="${xml(pen.lineJoin)}" stroke-linecap="${xml(pen.lineCap)}"` +
    (dash.length
      ? ` stroke-dasharray="${dash.map((each) => rounded(each * scale())).join(' ')}"`
      : '');
  const drawn = (look, d = path.join('')) => {
    if (d) out.push(`<path d="${d}"${look}${shared()}/>`);
  };
  const box = (x, y, w, h) => `M${at(x, y)}L${at(x + w, y)}L${at(x + w, y + h)}L${at(x, y + h)}Z`;
  const write = (text, x, y, look) => {
    const turn = matrix
      .slice(0, 4)
      .map((each) => Math.round(each * 1e5) / 1e5)
      .join(' ');
    const [tx, ty] = put(x, y);
    const style = xml(pen.font);
    out.push(
      `<text transform="matrix(${turn} ${rounded(tx)} ${rounded(ty)})" style="font:${style}" text-anchor="${SVG_ANCHOR[pen.textAlign] || 'start'}"` +
        ` dominant-baseline="${SVG_BASELINE[pen.textBaseline] || 'auto'}"${look}${shared()}>${xml(text)}</text>`,
    );
  };

  const pen = {
    ...NEW_PEN,
    save() {
      kept.push([
        Object.fromEntries(Object.keys(NEW_PEN).map((name) => [name, pen[name]])),
        matrix,
        dash,
        clip,
      ]);
    },
    restore() {
      const last = kept.pop();
      if (last) [, matrix, dash, clip] = [Object.assign(pen, last[0]), last[1], last[2], last[3]];
    },
    setTransform(a, b, c, d, e, f) {
      matrix = typeof a === 'object' ? [a.a, a.b, a.c, a.d, a.e, a.f] : [a, b, c, d, e, f];
    },
    resetTransform() {
      matrix = [1, 0, 0, 1, 0, 0];
    },
    getTransform: () => ({
      a: matrix[0],
      b: matrix[1],
      c: matrix[2],
      d: matrix[3],
      e: matrix[4],
      f: matrix[5],
    }),
    transform: (...values) => times(values),
    translate: (x, y) => times([1, 0, 0, 1, x, y]),
    scale: (x, y) => times([x, 0, 0, y, 0, 0]),
    rotate: (angle) =>
      times([Math.cos(angle), Math.sin(angle), -Math.sin(angle), Math.cos(angle), 0, 0]),
    setLineDash(values) {
      dash = values;
    },
    getLineDash: () => dash,
    beginPath() {
      path = [];
    },
    closePath() {
      if (path.length) path.push('Z');
    },
    moveTo(x, y) {
      path.push(`M${at(x, y)}`);
    },
    lineTo(x, y) {
      path.push(`${path.length ? 'L' : 'M'}${at(x, y)}`);
    },
    quadraticCurveTo(a, b, x, y) {
      path.push(`Q${at(a, b)} ${at(x, y)}`);
    },
    bezierCurveTo(a, b, c, d, x, y) {
      path.push(`C${at(a, b)} ${at(c, d)} ${at(x, y)}`);
    },
    rect(x, y, w, h) {
      path.push(box(x, y, w, h));
    },
    roundRect(x, y, w, h, radii = 0) {
      const r = Math.min([].concat(radii)[0] || 0, w / 2, h / 2);
      path.push(
        `M${at(x + r, y)}L${at(x + w - r, y)}Q${at(x + w, y)} ${at(x + w, y + r)}L${at(x + w, y + h - r)}Q${at(x + w, y + h)} ${at(x + w - r, y + h)}` +
          `L${at(x + r, y + h)}Q${at(x, y + h)} ${at(x, y + h - r)}L${at(x, y + r)}Q${at(x, y)} ${at(x + r, y)}Z`,
      );
    },
    arc(x, y, radius, from, to, back = false) {
      const r = rounded(radius * scale());
      const on = (angle) => at(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
      const whole = Math.abs(to - from) >= 2 * Math.PI - 1e-9;
      path.push(`${path.length && !whole && path[path.length - 1] !== 'Z' ? 'L' : 'M'}${on(from)}`);
      if (whole) {
        path.push(`A${r} ${r} 0 1 1 ${on(from + Math.PI)}A${r} ${r} 0 1 1 ${on(from)}`);
      } else {
        const turn = back ? from - to : to - from;
        const swept = ((turn % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
        path.push(`A${r} ${r} 0 ${swept > Math.PI ? 1 : 0} ${back ? 0 : 1} ${on(to)}`);
      }
    },
    ellipse(x, y, wide, tall, turn, from, to, back) {
      pen.arc(x, y, Math.max(wide, tall), from + turn, to + turn, back);
    },
    fill() {
      drawn(` fill="${xml(pen.fillStyle)}"`);
    },
    stroke() {
      drawn(` fill="none"${stroked()}`);
    },
    fillRect(x, y, w, h) {
      drawn(` fill="${xml(pen.fillStyle)}"`, box(x, y, w, h));
    },
    strokeRect(x, y, w, h) {
      drawn(` fill="none"${stroked()}`, box(x, y, w, h));
    },
    clearRect() {},
    clip() {
      clips.push(`<clipPath id="clip${clips.length}"><path d="${path.join('')}"/></clipPath>`);
      clip = `clip${clips.length - 1}`;
    },
    fillText(text, x, y) {
      write(text, x, y, ` fill="${xml(pen.fillStyle)}"`);
    },
    // The width of a line scales with the matrix of the text itself.
    strokeText(text, x, y) {
      write(
        text,
        x,
        y,
        ` fill="none" stroke="${xml(pen.strokeStyle)}" stroke-width="${rounded(pen.lineWidth)}" stroke-linejoin="round"`,
      );
    },
    measureText: (text) => measure(text, pen.font),
    drawImage(image, x, y, w = image.width, h = image.height) {
      if (!image.toDataURL) return;
      const [left, top] = put(x, y);
      out.push(
        `<image x="${rounded(left)}" y="${rounded(top)}" width="${rounded(w * scale())}" height="${rounded(h * scale())}" href="${xml(image.toDataURL())}"${shared()}/>`,
      );
    },
    // The whole picture, on a ground of one colour.
    text: (ground, title) =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${rounded(width)}" height="${rounded(height)}" viewBox="0 0 ${rounded(width)} ${rounded(height)}">` +
      `<title>${xml(title)}</title><defs>${clips.join('')}</defs><rect width="100%" height="100%" fill="${xml(ground)}"/>${out.join('\n')}</svg>\n`,
  };
  return pen;
}
