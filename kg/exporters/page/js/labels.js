// Where names stand in the picture, so that none covers another.

/** Keeps boxes that are taken: `put(left, top, right, bottom)` says whether there was room. */
export function createRoom(cell = 64) {
  const grid = new Map();
  return {
    put(left, top, right, bottom) {
      const cells = [];
      for (let x = Math.floor(left / cell); x <= Math.floor(right / cell); x += 1) {
        for (let y = Math.floor(top / cell); y <= Math.floor(bottom / cell); y += 1) {
          const key = x * 100003 + y;
          const taken = grid.get(key);
          if (
            taken &&
            taken.some((b) => b[0] < right && left < b[2] && b[1] < bottom && top < b[3])
          )
            return false;
          cells.push(key);
        }
      }
      const box = [left, top, right, bottom];
      for (const key of cells) {
        if (grid.has(key)) grid.get(key).push(box);
        else grid.set(key, [box]);
      }
      return true;
    },
  };
}

/**
 * Names in a column to the left and one to the right of the picture, each beside its point:
 * for the first of `points` ({ x, y }) for which there is room, { at, side, y }.
 * Names keep the order of their points from top to bottom, so that no two leaders cross much.
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

function column(points, side, top, bottom, line) {
  points.sort((a, b) => a.y - b.y || a.at - b.at);
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
