// Where names stand in the picture, so that none covers another.

/**
 * @typedef {[left: number, top: number, right: number, bottom: number]} Box
 *
 * @typedef {object} Room Keeps boxes that are taken.
 * @property {(...box: Box) => boolean} put Takes a box, and says whether there was room.
 *
 * @typedef {{ x: number, y: number }} Point
 * @typedef {{ at: number, side: 'left' | 'right', y: number }} Callout
 */

/** @returns {Room} */
export function createRoom(cell = 64) {
  /** @type {Map<number, Box[]>} */
  const grid = new Map();
  return {
    put(left, top, right, bottom) {
      /** @type {number[]} */
      const cells = [];
      for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x += 1) {
        for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y += 1) {
          const key = x * 100003 + y;
          const meets = (/** @type {Box} */ box) =>
            box[0] < right && left < box[2] && box[1] < bottom && top < box[3];
          if (grid.get(key)?.some(meets)) return false;
          cells.push(key);
        }
      }
      /** @type {Box} */
      const box = [left, top, right, bottom];
      for (const key of cells) {
        const taken = grid.get(key);
        if (taken) taken.push(box);
        else grid.set(key, [box]);
      }
      return true;
    },
  };
}

/**
 * Names in a column to the left and one to the right of the picture, each beside its point:
 * for the first points for which there is room.
 * Names keep the order of their points from top to bottom, so that no two leaders cross much.
 *
 * @param {Point[]} points
 * @param {{ top: number, bottom: number, line: number }} column
 * @returns {Callout[]}
 */
export function callouts(points, { top, bottom, line }) {
  const room = Math.max(0, Math.floor((bottom - top) / line));
  const chosen = points.slice(0, 2 * room).map((point, at) => ({ ...point, at }));
  chosen.sort((a, b) => a.x - b.x || a.at - b.at);
  const half = Math.min(room, Math.ceil(chosen.length / 2));
  return [
    ...column(chosen.slice(0, half), 'left', top, bottom, line),
    ...column(chosen.slice(half), 'right', top, bottom, line),
  ];
}

/**
 * @param {(Point & { at: number })[]} points
 * @param {Callout['side']} side
 * @param {number} top
 * @param {number} bottom
 * @param {number} line
 */
function column(points, side, top, bottom, line) {
  points.sort((a, b) => a.y - b.y || a.at - b.at);
  /** @type {Callout[]} */
  const placed = [];
  let next = top;
  points.forEach((point, rank) => {
    // As near to the point as those above and the room for those below allow.
    const last = bottom - (points.length - rank) * line;
    const y = Math.max(next, Math.min(point.y - line / 2, last));
    placed.push({ at: point.at, side, y: y + line / 2 });
    next = y + line;
  });
  return placed;
}
