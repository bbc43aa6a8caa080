// Colours: read from the styles, so that picture and page are one; light, dark or the system's.

const HUES = 12;

/** What tells colours: `ink(name)` a CSS variable, `palette()` the hues, `cycle()` switches. */
export function createAppearance(changed) {
  const root = document.documentElement;
  const system = matchMedia('(prefers-color-scheme: dark)');
  let read = new Map();
  const ink = (name) => {
    if (!read.has(name))
      read.set(name, getComputedStyle(root).getPropertyValue(`--${name}`).trim());
    return read.get(name);
  };
  const renew = () => {
    read = new Map();
    changed();
  };
  system.addEventListener('change', renew);
  const isDark = () =>
    root.dataset.appearance ? root.dataset.appearance === 'dark' : system.matches;
  return {
    ink,
    isDark,
    palette: () => Array.from({ length: HUES }, (_, at) => ink(`c${at}`)).concat(ink('rest')),
    ages: () => Array.from({ length: 7 }, (_, at) => ink(`age${at}`)).concat(ink('rest')),
    toggle() {
      root.dataset.appearance = isDark() ? 'light' : 'dark';
      renew();
    },
  };
}
