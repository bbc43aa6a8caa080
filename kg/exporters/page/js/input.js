// Hands on the page: the pointer, the keys and the buttons around the picture.

import { keep } from './address.js';
import { setLinks, setScheme } from './choices.js';
import { byId, inputById, inside, selectById } from './dom.js';
import { follow } from './follow.js';
import { frame } from './framing.js';
import { homeOf } from './tabs.js';
import { setView } from './views.js';

/** @import { Page } from './page.js' */

const REST = 200; // milliseconds after which the camera is taken to stand still
/** @type {Record<string, [right: number, down: number]>} */
const ARROWS = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** @param {Page} page */
export function listen(page) {
  listenToCamera(page);
  listenToPointer(page);
  listenToKeys(page);
  listenToButtons(page);
  addEventListener('resize', () => {
    if (!page.place) frame(page, false);
    page.bar.draw(page.appearance.ink);
  });
  addEventListener('popstate', () => follow(page, true));
}

/** @param {Page} page */
function listenToCamera(page) {
  const { camera, painter, scene } = page;
  let waiting = 0;
  camera.onMoved(() => {
    clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      const { x, y, scale } = camera.place();
      page.place = `${Math.round(x)},${Math.round(y)},${Number(scale.toPrecision(4))}`;
      keep(page);
    }, REST);
  });
  camera.onClick((x, y) => {
    const hit = painter.at(camera.view(), x, y);
    if (hit !== scene.focus) page.open(hit);
  });
}

/** @param {Page} page */
function listenToPointer(page) {
  const { stage, camera, painter } = page;
  let pointed = false;
  stage.addEventListener('pointermove', (event) => {
    if (pointed || event.buttons || event.pointerType === 'touch') return;
    pointed = true;
    requestAnimationFrame(() => {
      pointed = false;
      const { left, top } = stage.getBoundingClientRect();
      hover(page, painter.at(camera.view(), event.clientX - left, event.clientY - top));
    });
  });
  stage.addEventListener('pointerleave', () => hover(page, -1));
}

/**
 * @param {Page} page
 * @param {number} i
 */
function hover({ stage, scene, camera }, i) {
  stage.style.cursor = i >= 0 ? 'pointer' : '';
  if (i === scene.hovered) return;
  scene.hovered = i;
  camera.redraw();
}

/** @param {Page} page */
function listenToKeys(page) {
  const { stage, camera } = page;
  stage.addEventListener('keydown', (event) => {
    const arrow = ARROWS[event.key];
    if (arrow) {
      event.preventDefault();
      camera.pan(...arrow);
    }
    if (event.key === '+' || event.key === '=') camera.zoom(1.3);
    if (event.key === '-') camera.zoom(1 / 1.3);
    if (event.key === '0') frame(page);
  });
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    if (page.scene.focus >= 0 || page.filled) page.open(-1);
    else setView(page, homeOf(page));
  });
}

/** @param {Page} page */
function listenToButtons(page) {
  const { appearance, camera } = page;
  byId('closer').addEventListener('click', () => camera.zoom(1.5));
  byId('wider').addEventListener('click', () => camera.zoom(1 / 1.5));
  byId('whole').addEventListener('click', () => {
    page.place = '';
    frame(page);
    keep(page);
  });
  byId('back').addEventListener('click', () => {
    // Who came by a shared address has nothing of this page to go back to.
    if (history.state?.within) history.back();
    else page.open(-1);
  });
  byId('appearance').addEventListener('click', () => appearance.toggle());
  const colour = selectById('colour');
  colour.addEventListener('change', () => {
    setScheme(page, colour.value);
    keep(page);
  });
  const links = inputById('bundles');
  links.addEventListener('change', () => setLinks(page, links.checked));
  const map = inside(byId('views'), '[data-view=map]');
  map.addEventListener('click', () => setView(page, 'map'));
}
