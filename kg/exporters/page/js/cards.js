// A small graph: every node a card with its name in full, every edge a line.

import { boxAround, roundedBox } from './shapes.js';

/**
 * @import { Appearance } from './appearance.js'
 * @import { View } from './camera.js'
 * @import { Model } from './model.js'
 * @import { Painter } from './paint.js'
 * @import { Scene } from './scene.js'
 * @import { Bounds, Pen } from './shapes.js'
 *
 * @typedef {object} Card A node as Python placed it.
 * @property {number} id The node.
 * @property {string} label Its name in rows.
 * @property {number} x The middle.
 * @property {number} y
 * @property {number} wide
 * @property {number} tall
 *
 * @typedef {{ from: number, to: number, relation: string }} CardLine
 *
 * @typedef {object} Deck What the parts of this painter share.
 * @property {Model} model
 * @property {Appearance['ink']} ink
 * @property {Scene} scene
 * @property {Card[]} cards By node.
 * @property {CardLine[]} lines
 *
 * @typedef {object} CardExtras
 * @property {vis.Node[]} nodes The cards for vis-network, which draws each.
 * @property {(ids: number[]) => Bounds} boundsOf
 * @property {Painter['paint']} paintAll Paints lines and cards, without vis-network.
 *
 * @typedef {Painter & CardExtras} CardPainter
 */

/** @type {Record<string, string>} */
const LINE_INKS = {
  publishedBy: 'outlet',
  about: 'topic',
  broader: 'topic',
  suggestedTopic: 'topic',
  copyOf: 'story',
  relatedTo: 'soft',
};
const DOTTED = ['about', 'broader', 'suggestedTopic'];
const ARROWED = ['relatedTo', 'broader', 'copyOf'];

/**
 * What paints cards.
 *
 * @param {Model} model
 * @param {Appearance} appearance
 * @param {Scene} scene
 * @param {Card[]} cards
 * @param {CardLine[]} lines
 * @returns {CardPainter}
 */
export function createCards(model, appearance, scene, cards, lines) {
  const deck = { model, ink: appearance.ink, scene, cards, lines };
  const nodes = cards.map((card) => ({
    ...card,
    ctxRenderer: (/** @type {vis.RenderArguments} */ { ctx, x, y }) => ({
      drawNode() {
        ctx.save();
        paintCard(deck, ctx, card, x, y);
        ctx.restore();
      },
      nodeDimensions: { width: card.wide, height: card.tall },
    }),
  }));
  return {
    nodes,
    paint: (pen, view) => paintLinesOf(deck, pen, view),
    paintAll(pen, view) {
      paintLinesOf(deck, pen, view);
      onMap(pen, view, () => {
        for (const card of cards) paintCard(deck, pen, card, card.x, card.y);
      });
    },
    at: (view, x, y) => cardAt(cards, view, x, y),
    boundsOf: (ids) => boxAround(ids.flatMap((i) => (cards[i] ? [edgesOfCard(cards[i])] : []))),
  };
}

/**
 * Paints in places of the map.
 *
 * @param {Pen} pen
 * @param {View} view
 * @param {() => void} work
 */
function onMap(pen, { scale, tx, ty }, work) {
  pen.save();
  pen.translate(tx, ty);
  pen.scale(scale, scale);
  work();
  pen.restore();
}

/**
 * @param {Card} card
 * @returns {Bounds}
 */
function edgesOfCard({ x, y, wide, tall }) {
  return [x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2];
}

/**
 * The node whose card is at a place of the screen, or -1.
 *
 * @param {Card[]} cards
 * @param {View} view
 * @param {number} px
 * @param {number} py
 */
function cardAt(cards, { scale, tx, ty }, px, py) {
  const [x, y] = [(px - tx) / scale, (py - ty) / scale];
  const hit = cards.findLast(
    (card) => Math.abs(card.x - x) <= card.wide / 2 && Math.abs(card.y - y) <= card.tall / 2,
  );
  return hit ? hit.id : -1;
}

/**
 * @param {Deck} deck
 * @param {number} i
 */
function isFaded({ model, scene }, i) {
  if (scene.focus >= 0) return i !== scene.focus && !scene.nearSet.has(i);
  return model.kind(i) === 'article' && !scene.pass[i];
}

/** @type {(weight: number, size: number, family: string) => string} */
const cardFont = (weight, size, family) => `${weight} ${size}px ${family}`;

/**
 * @param {Deck} deck
 * @param {Pen} pen
 * @param {Card} card
 * @param {number} x
 * @param {number} y
 */
function paintCard(deck, pen, card, x, y) {
  const { model, ink, scene } = deck;
  const { id, tall } = card;
  const kind = model.kind(id);
  const bounds = edgesOfCard({ ...card, x, y });
  const open = id === scene.focus || id === scene.hovered || scene.trace.includes(id);
  pen.globalAlpha = isFaded(deck, id) ? 0.22 : 1;
  pen.textBaseline = 'middle';
  const colour = kind === 'article' ? scene.colours[scene.scheme.tint[id]] : ink(kind);
  roundedBox(pen, bounds, kind === 'article' ? 6 : kind === 'topic' ? tall / 2 : 3);
  pen.fillStyle = ink('sheet');
  pen.fill();
  pen.lineWidth = open ? 2 : 1;
  pen.strokeStyle = open ? ink('ink') : kind === 'article' ? ink('line') : colour;
  pen.stroke();
  if (kind === 'article') fillArticle(deck, pen, card, bounds, colour);
  else fillGroup(deck, pen, card, bounds, colour);
  pen.globalAlpha = 1;
}

/**
 * The headline of an article, its outlet and date.
 *
 * @param {Deck} deck
 * @param {Pen} pen
 * @param {Card} card
 * @param {Bounds} bounds
 * @param {string} colour
 */
function fillArticle({ model, ink }, pen, { id, label, wide, tall }, [left, top], colour) {
  pen.fillStyle = colour;
  pen.fillRect(left, top + 6, 4, tall - 12);
  const fromRight = model.rightToLeft(id);
  const start = fromRight ? left + wide - 14 : left + 16;
  pen.textAlign = fromRight ? 'right' : 'left';
  pen.font = cardFont(600, 14, ink('serif'));
  pen.fillStyle = ink('ink');
  for (const [at, row] of label.split('\n').entries()) {
    pen.fillText(row, start, top + 20 + 18 * at);
  }
  const outlet = model.outlet(id) >= 0 ? model.label(model.outlet(id)).slice(0, 26) : '';
  pen.font = cardFont(400, 11.5, ink('font'));
  pen.fillStyle = ink('soft');
  pen.fillText([outlet, model.date(id)].filter(Boolean).join(' · '), start, top + tall - 15);
}

/**
 * The name of an outlet, topic or story.
 *
 * @param {Deck} deck
 * @param {Pen} pen
 * @param {Card} card
 * @param {Bounds} bounds
 * @param {string} colour
 */
function fillGroup({ model, ink }, pen, { id, label }, [left, top, , bottom], colour) {
  const isTopic = model.kind(id) === 'topic';
  const y = (top + bottom) / 2;
  pen.fillStyle = colour;
  if (isTopic) {
    pen.beginPath();
    pen.arc(left + 19, y, 5, 0, 2 * Math.PI);
    pen.fill();
  } else {
    pen.fillRect(left + 14, y - 5, 10, 10);
  }
  const rows = label.split('\n');
  pen.textAlign = 'left';
  pen.font = cardFont(600, 13, ink('font'));
  pen.fillStyle = ink(isTopic ? 'topic' : 'outlet-ink');
  pen.fillText(rows.length > 1 ? `${rows[0]}…` : rows[0], left + 32, y + 0.5);
}

/**
 * All lines, and the path of the trace.
 *
 * @param {Deck} deck
 * @param {Pen} pen
 * @param {View} view
 */
function paintLinesOf(deck, pen, view) {
  const { ink, scene, cards, lines } = deck;
  onMap(pen, view, () => {
    for (const line of lines) paintLine(deck, pen, line);
    pen.globalAlpha = 1;
    if (!scene.trace.length) return;
    pen.beginPath();
    for (const [at, { x, y }] of scene.trace.flatMap((i) => cards[i] ?? []).entries()) {
      if (at) pen.lineTo(x, y);
      else pen.moveTo(x, y);
    }
    pen.strokeStyle = ink('accent');
    pen.lineWidth = 3;
    pen.stroke();
  });
}

/**
 * @param {Deck} deck
 * @param {Pen} pen
 * @param {CardLine} line
 */
function paintLine(deck, pen, { from, to, relation }) {
  const { ink, scene, cards, lines } = deck;
  const here = scene.focus < 0 || from === scene.focus || to === scene.focus;
  const clear = here && !isFaded(deck, from) && !isFaded(deck, to);
  const [x1, y1] = rimOf(cards[from], cards[to]);
  const [x2, y2] = rimOf(cards[to], cards[from]);
  pen.globalAlpha = clear ? (lines.length > 150 && scene.focus < 0 ? 0.22 : 0.7) : 0.06;
  const colour = ink(LINE_INKS[relation] || 'soft');
  pen.strokeStyle = colour;
  pen.fillStyle = colour;
  pen.lineWidth = relation === 'relatedTo' || relation === 'copyOf' ? 1.6 : 1.2;
  pen.setLineDash(DOTTED.includes(relation) ? [2, 4] : []);
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
  pen.setLineDash([]);
  if (!ARROWED.includes(relation)) return;
  const long = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [across, down] = [(x2 - x1) / long, (y2 - y1) / long];
  pen.beginPath();
  pen.moveTo(x2, y2);
  pen.lineTo(x2 - 8 * across + 4 * down, y2 - 8 * down - 4 * across);
  pen.lineTo(x2 - 8 * across - 4 * down, y2 - 8 * down + 4 * across);
  pen.closePath();
  pen.fill();
}

/**
 * Where the line from the middle of a card leaves it.
 *
 * @param {Card} card
 * @param {Card} other
 */
function rimOf({ x, y, wide, tall }, { x: toX, y: toY }) {
  const [across, down] = [toX - x, toY - y];
  const share = Math.min(
    (wide / 2 + 3) / (Math.abs(across) || 1e-9),
    (tall / 2 + 3) / (Math.abs(down) || 1e-9),
    0.5,
  );
  return [x + across * share, y + down * share];
}
