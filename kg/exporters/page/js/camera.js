// vis-network and its camera: it owns the canvas, the gestures and, of a small graph, the nodes.

/** Pixels from which on a press is a move. */
const MOVED = 4;

/** A camera on `stage`; `paint(pen, view)` is called for each frame, on pixels of the screen. */
export function createCamera(stage, nodes, edges, paint, calm) {
  const { vis } = globalThis;
  const network = new vis.Network(
    stage,
    { nodes: new vis.DataSet(nodes), edges: new vis.DataSet(edges) },
    {
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
    },
  );
  const canvas = stage.querySelector('canvas');
  stage.querySelector('.vis-network').tabIndex = -1; // the stage around it is in the tab order
  canvas.setAttribute('aria-hidden', 'true');

  const size = () => ({ width: stage.clientWidth || 1, height: stage.clientHeight || 1 });
  function view() {
    const { width, height } = size();
    const scale = network.getScale();
    const { x, y } = network.getViewPosition();
    return { scale, tx: width / 2 - x * scale, ty: height / 2 - y * scale, width, height };
  }

  network.on('beforeDrawing', (pen) => {
    const now = view();
    pen.save();
    pen.translate(-now.tx / now.scale, -now.ty / now.scale);
    pen.scale(1 / now.scale, 1 / now.scale);
    paint(pen, now);
    pen.restore();
  });

  let asked = false;
  /** Asks for a frame; however often it is asked for, one is painted. */
  function redraw() {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      network.redraw();
    });
  }

  function moveTo({ x, y, scale }, animate = true) {
    const animation = animate && !calm() && { duration: 380, easingFunction: 'easeInOutCubic' };
    network.moveTo({ position: { x, y }, scale, animation });
    redraw();
  }

  /** Shows a box of the map in a part of the stage, given as shares of its width and height. */
  function fit(
    [left, top, right, bottom],
    { within = [0, 0, 1, 1], most = 3, animate = true } = {},
  ) {
    const { width, height } = size();
    const [a, b, c, d] = [
      within[0] * width,
      within[1] * height,
      within[2] * width,
      within[3] * height,
    ];
    const scale = Math.max(
      0.004,
      Math.min(most, (c - a) / Math.max(1, right - left), (d - b) / Math.max(1, bottom - top)),
    );
    const x = (left + right) / 2 + (width / 2 - (a + c) / 2) / scale;
    const y = (top + bottom) / 2 + (height / 2 - (b + d) / 2) / scale;
    moveTo({ x, y, scale }, animate);
  }

  function zoom(factor) {
    const { x, y } = network.getViewPosition();
    moveTo({ x, y, scale: network.getScale() * factor });
  }

  function pan(right, down) {
    const { x, y } = network.getViewPosition();
    const step = 90 / network.getScale();
    moveTo({ x: x + right * step, y: y + down * step, scale: network.getScale() }, false);
  }

  return {
    network,
    canvas,
    view,
    fit,
    zoom,
    pan,
    moveTo,
    redraw,
    place: () => ({ ...network.getViewPosition(), scale: network.getScale() }),
    onClick: (see) => onClick(canvas, see),
    onMoved: (see) => ['dragEnd', 'zoom'].forEach((name) => network.on(name, see)),
    onFirstFrame: (see) => network.once('afterDrawing', see),
  };
}

/** Tells of clicks, however long they take; a press that moves the picture is none. */
function onClick(canvas, see) {
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
