// A small graph: every node a card with its name in full, every edge a line.

/** What paints cards; `boxes` are the nodes as Python placed them, `lines` the edges. */
export function createCards(model, appearance, scene, boxes, lines) {
  const { ink } = appearance;
  const font = (weight, size, serif) => `${weight} ${size}px ${ink(serif ? 'serif' : 'font')}`;
  const colourOf = {
    publishedBy: 'outlet',
    about: 'topic',
    broader: 'topic',
    suggestedTopic: 'topic',
    copyOf: 'story',
    relatedTo: 'soft',
  };
  const faded = (i) =>
    scene.focus >= 0
      ? i !== scene.focus && !scene.nearSet.has(i)
      : model.kind(i) === 'article' && !scene.pass[i];

  function rounded(pen, x, y, wide, tall, radius) {
    pen.beginPath();
    pen.moveTo(x + radius, y);
    pen.lineTo(x + wide - radius, y);
    pen.quadraticCurveTo(x + wide, y, x + wide, y + radius);
    pen.lineTo(x + wide, y + tall - radius);
    pen.quadraticCurveTo(x + wide, y + tall, x + wide - radius, y + tall);
    pen.lineTo(x + radius, y + tall);
    pen.quadraticCurveTo(x, y + tall, x, y + tall - radius);
    pen.lineTo(x, y + radius);
    pen.quadraticCurveTo(x, y, x + radius, y);
    pen.closePath();
  }

  function paintCard(pen, { id, label, wide, tall }, x, y) {
    const kind = model.kind(id);
    const [left, top] = [x - wide / 2, y - tall / 2];
    const open = id === scene.focus || id === scene.hovered || scene.trace.includes(id);
    pen.globalAlpha = faded(id) ? 0.22 : 1;
    pen.textBaseline = 'middle';
    const colour = kind === 'article' ? scene.colours[scene.scheme.tint[id]] : ink(kind);
    rounded(pen, left, top, wide, tall, kind === 'article' ? 6 : kind === 'topic' ? tall / 2 : 3);
    pen.fillStyle = ink('sheet');
    pen.fill();
    pen.lineWidth = open ? 2 : 1;
    pen.strokeStyle = open ? ink('ink') : kind === 'article' ? ink('line') : colour;
    pen.stroke();
    const rows = label.split('\n');
    if (kind === 'article') {
      pen.fillStyle = colour;
      pen.fillRect(left, top + 6, 4, tall - 12);
      const start = model.rightToLeft(id) ? left + wide - 14 : left + 16;
      pen.textAlign = model.rightToLeft(id) ? 'right' : 'left';
      pen.font = font(600, 14, true);
      pen.fillStyle = ink('ink');
      rows.forEach((row, at) => pen.fillText(row, start, top + 20 + 18 * at));
      const below = [
        model.outlet(id) >= 0 ? model.label(model.outlet(id)).slice(0, 26) : '',
        model.date(id),
      ]
        .filter(Boolean)
        .join(' · ');
      pen.font = font(400, 11.5);
      pen.fillStyle = ink('soft');
      pen.fillText(below, start, top + tall - 15);
    } else {
      pen.fillStyle = colour;
      if (kind === 'topic') {
        pen.beginPath();
        pen.arc(left + 19, y, 5, 0, 2 * Math.PI);
        pen.fill();
      } else {
        pen.fillRect(left + 14, y - 5, 10, 10);
      }
      pen.textAlign = 'left';
      pen.font = font(600, 13);
      pen.fillStyle = ink(kind === 'topic' ? 'topic' : 'outlet-ink');
      pen.fillText(rows.length > 1 ? `${rows[0]}…` : rows[0], left + 32, y + 0.5);
    }
    pen.globalAlpha = 1;
  }

  /** Where the line from the middle of a card leaves it. */
  function rim({ x, y, wide, tall }, { x: toX, y: toY }) {
    const [across, down] = [toX - x, toY - y];
    const share = Math.min(
      (wide / 2 + 3) / (Math.abs(across) || 1e-9),
      (tall / 2 + 3) / (Math.abs(down) || 1e-9),
      0.5,
    );
    return [x + across * share, y + down * share];
  }

  function paintLines(pen) {
    for (const { from, to, relation } of lines) {
      const here = scene.focus < 0 || from === scene.focus || to === scene.focus;
      const [x1, y1] = rim(boxes[from], boxes[to]);
      const [x2, y2] = rim(boxes[to], boxes[from]);
      pen.globalAlpha =
        here && !faded(from) && !faded(to)
          ? lines.length > 150 && scene.focus < 0
            ? 0.22
            : 0.7
          : 0.06;
      pen.strokeStyle = pen.fillStyle = ink(colourOf[relation] || 'soft');
      pen.lineWidth = relation === 'relatedTo' || relation === 'copyOf' ? 1.6 : 1.2;
      pen.setLineDash(
        relation === 'about' || relation === 'broader' || relation === 'suggestedTopic'
          ? [2, 4]
          : [],
      );
      pen.beginPath();
      pen.moveTo(x1, y1);
      pen.lineTo(x2, y2);
      pen.stroke();
      pen.setLineDash([]);
      if (!['relatedTo', 'broader', 'copyOf'].includes(relation)) continue;
      const long = Math.hypot(x2 - x1, y2 - y1) || 1;
      const [across, down] = [(x2 - x1) / long, (y2 - y1) / long];
      pen.beginPath();
      pen.moveTo(x2, y2);
      pen.lineTo(x2 - 8 * across + 4 * down, y2 - 8 * down - 4 * across);
      pen.lineTo(x2 - 8 * across - 4 * down, y2 - 8 * down + 4 * across);
      pen.closePath();
      pen.fill();
    }
    pen.globalAlpha = 1;
  }

  function paint(pen, { scale, tx, ty }) {
    pen.save();
    pen.translate(tx, ty);
    pen.scale(scale, scale);
    paintLines(pen);
    if (scene.trace.length) {
      pen.beginPath();
      scene.trace
        .filter((i) => boxes[i])
        .forEach((i, at) => pen[at ? 'lineTo' : 'moveTo'](boxes[i].x, boxes[i].y));
      pen.strokeStyle = ink('accent');
      pen.lineWidth = 3;
      pen.stroke();
    }
    pen.restore();
  }

  /** The nodes for vis-network, which draws each with `paintCard`. */
  const nodes = boxes.map((box) => ({
    ...box,
    ctxRenderer: ({ ctx, x, y }) => ({
      drawNode: () => {
        ctx.save();
        paintCard(ctx, box, x, y);
        ctx.restore();
      },
      nodeDimensions: { width: box.wide, height: box.tall },
    }),
  }));

  function paintAll(pen, view) {
    paint(pen, view);
    pen.save();
    pen.translate(view.tx, view.ty);
    pen.scale(view.scale, view.scale);
    for (const box of boxes) paintCard(pen, box, box.x, box.y);
    pen.restore();
  }

  function at({ scale, tx, ty }, px, py) {
    const [x, y] = [(px - tx) / scale, (py - ty) / scale];
    const hit = boxes.findLast(
      (box) => Math.abs(box.x - x) <= box.wide / 2 && Math.abs(box.y - y) <= box.tall / 2,
    );
    return hit ? hit.id : -1;
  }

  const boundsOf = (ids) =>
    ids
      .map((i) => boxes[i])
      .filter(Boolean)
      .reduce(
        ([l, t, r, b], box) => [
          Math.min(l, box.x - box.wide / 2),
          Math.min(t, box.y - box.tall / 2),
          Math.max(r, box.x + box.wide / 2),
          Math.max(b, box.y + box.tall / 2),
        ],
        [Infinity, Infinity, -Infinity, -Infinity],
      );

  return { nodes, paint, paintAll, at, boundsOf };
}
