// The state of the page as a hash, so that an address can be shared.

/**
 * Keys and texts as a hash without '#'; what is empty is left out.
 *
 * @param {Record<string, string>} state
 */
export function writeHash(state) {
  return Object.entries(state)
    .filter(([, value]) => value !== '')
    .map(([key, value]) => `${key}=${escapeHash(value)}`)
    .join('&');
}

/**
 * The keys and texts of a hash; what cannot be read is left out.
 *
 * @param {string} hash
 */
export function readHash(hash) {
  /** @type {Record<string, string>} */
  const state = {};
  for (const part of hash.replace(/^#/, '').split('&')) {
    const at = part.indexOf('=');
    if (at < 1) continue;
    try {
      state[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1));
    } catch {
      // not one of ours
    }
  }
  return state;
}

/** @param {string} text */
function escapeHash(text) {
  return encodeURIComponent(text).replace(/%(2C|3A|2F|40)/g, (code) => decodeURIComponent(code));
}
