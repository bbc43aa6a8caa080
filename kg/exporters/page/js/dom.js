// Elements. Every text is set as text, never as markup.

/** An element; attributes that begin with 'on' are listeners, those that are false are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** A text whose direction is its own. */
export function words(text) {
  return make('bdi', {}, String(text));
}

export function byId(id) {
  return document.getElementById(id);
}
