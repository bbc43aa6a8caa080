// vis-network and its camera: it owns the canvas, the gestures and, of a small graph, the nodes.
// Everything is told in pixels of the screen, but for places of the map.

/**
 * @import { Bounds } from './shapes.js'
 *
 * @typedef {object} View What is in sight: a place (x, y) of the map is at (x·scale + tx, …).
 * @property {number} scale
 * @property {number} tx
 * @property {number} ty
 * @property {number} width
 * @property {number} height
 *
 * @typedef {{ x: number, y: number, scale: number }} Position
 *
 * @typedef {object} FitOptions
 * @property {Bounds} [within] The part of the stage to fill, as shares of its width and height.
 * @property {number} [most] The largest scale.
 * @property {boolean} [animate]
 *
 * @typedef {object} Camera
 * @property {() => View} view
 * @property {() => Position} place What stands in the middle of the stage.
 * @property {(bounds: Bounds, options?: FitOptions) => void} fit Shows a box of the map.
 * @property {(factor: number) => void} zoom
 * @property {(right: number, down: number) => void} pan
 * @property {(position: Position, animate?: boolean) => void} moveTo
 * @property {() => void} redraw Asks for a frame; however often it is asked for, one is painted.
 * @property {(see: (x: number, y: number) => void) => void} onClick
 * @property {(see: () => void) => void} onMoved Calls when the reader moved the camera.
 * @property {(see: () => void) => void} onFirstFrame
 */

/** Pixels from which on a press is a move. */
const MOVED = 4;
const SMALLEST = 0.004;

/** @type {vis.Options} */
const NETWORK_OPTIONS = {
  physics: false,
  layout: { improvedLayout: false, randomSeed: 1 },
  interaction: {
    hover: false,
    dragNodes: false,
    selectable: false,
    zoomSpeed: 0.8,
    keyboard: false,
  },
  edges: { hidden: true, smooth: false, chosen: false },
  nodes: { chosen: false },
};

/**
 * A camera on a stage.
 *
 * @param {HTMLElement} stage
 * @param {vis.Node[]} nodes
 * @param {vis.Edge[]} edges
 * @param {(pen: CanvasRenderingContext2D, view: View) => void} paint Called for each frame.
 * @param {() => boolean} calm Whether the reader asked for less motion.
 * @returns {Camera}
 */
export function createCamera(stage, nodes, edges, paint, calm) {
  const data = { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) };
  const network = new vis.Network(stage, data, NETWORK_OPTIONS);
  const canvas = hideFromKeys(stage);
  const view = () => viewOf(network, stage);
  const redraw = oncePerFrame(() => network.redraw());

  network.on('beforeDrawing', (pen) => {
    const now = view();
    pen.save();
    pen.translate(-now.tx / now.scale, -now.ty / now.scale);
    pen.scale(1 / now.scale, 1 / now.scale);
    paint(pen, now);
    pen.restore();
  });

  /** @type {Camera['moveTo']} */
  function moveTo({ x, y, scale }, animate = true) {
    /** @type {vis.MoveToOptions['animation']} */
    const animation = animate && !calm() && { duration: 380, easingFunction: 'easeInOutCubic' };
    network.moveTo({ position: { x, y }, scale, animation });
    redraw();
  }

  const place = () => ({ ...network.getViewPosition(), scale: network.getScale() });
  return {
    view,
    place,
    fit: (bounds, options = {}) => moveTo(fitted(bounds, view(), options), options.animate),
    zoom(factor) {
      const { x, y, scale } = place();
      moveTo({ x, y, scale: scale * factor });
    },
    pan(right, down) {
      const { x, y, scale } = place();
      const step = 90 / scale;
      moveTo({ x: x + right * step, y: y + down * step, scale }, false);
    },
    moveTo,
    redraw,
    onClick: (see) => onClick(canvas, see),
    onMoved(see) {
      network.on('dragEnd', see);
      network.on('zoom', see);
    },
    onFirstFrame: (see) => network.once('afterDrawing', see),
  };
}

/**
 * The canvas of vis-network: the stage around it is in the tab order, and described.
 *
 * @param {HTMLElement} stage
 */
function hideFromKeys(stage) {
  const frame = /** @type {HTMLElement} */ (stage.querySelector('.vis-network'));
  frame.tabIndex = -1;
  const canvas = /** @type {HTMLCanvasElement} */ (stage.querySelector('canvas'));
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}

/**
 * @param {vis.Network} network
 * @param {HTMLElement} stage
 * @returns {View}
 */
function viewOf(network, stage) {
  const width = stage.clientWidth || 1;
  const height = stage.clientHeight || 1;
  const scale = network.getScale();
  const { x, y } = network.getViewPosition();
  return { scale, tx: width / 2 - x * scale, ty: height / 2 - y * scale, width, height };
}

/**
 * The position from which a box of the map fills a part of the stage.
 *
 * @param {Bounds} bounds
 * @param {{ width: number, height: number }} stage
 * @param {FitOptions} options
 * @returns {Position}
 */
function fitted(
  [left, top, right, bottom],
  { width, height },
  { within = [0, 0, 1, 1], most = 3 },
) {
  const [a, c] = [within[0] * width, within[2] * width];
  const [b, d] = [within[1] * height, within[3] * height];
  const largest = Math.min(
    most,
    (c - a) / Math.max(1, right - left),
    (d - b) / Math.max(1, bottom - top),
  );
  const scale = Math.max(SMALLEST, largest);
  return {
    x: (left + right) / 2 + (width / 2 - (a + c) / 2) / scale,
    y: (top + bottom) / 2 + (height / 2 - (b + d) / 2) / scale,
    scale,
  };
}

/**
 * A function that runs `work` at the next frame, however often it is called before.
 *
 * @param {() => void} work
 */
function oncePerFrame(work) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work();
    });
  };
}

/**
 * Tells of clicks, however long they take; a press that moves the picture is none.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {(x: number, y: number) => void} see
 */
function onClick(canvas, see) {
  /** @type {[x: number, y: number] | null} */
  let from = null;
  canvas.addEventListener('pointerdown', (event) => {
    from = [event.clientX, event.clientY];
  });
  canvas.addEventListener('click', (event) => {
    if (!from || Math.hypot(event.clientX - from[0], event.clientY - from[1]) > MOVED) return;
    const { left, top } = canvas.getBoundingClientRect();
    see(event.clientX - left, event.clientY - top);
  });
}
