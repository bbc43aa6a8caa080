// The blocks of data in the page: gzip in base64.

/**
 * A text from its compressed form in base64.
 *
 * @param {string} text
 * @returns {Promise<string>}
 */
export async function unpackText(text) {
  return gunzip(bytesFromBase64(text)).text();
}

/**
 * Data from their compressed form in base64.
 *
 * @param {string} text
 * @returns {Promise<any>} What `JSON.parse` gives: the caller says which type it is.
 */
export async function unpack(text) {
  return JSON.parse(await unpackText(text));
}

/**
 * The uncompressed bytes, as a response whose `text()` or `arrayBuffer()` is to be awaited.
 *
 * @param {Uint8Array<ArrayBuffer>} packed
 * @returns {Response}
 */
export function gunzip(packed) {
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip')));
}

/**
 * @param {string} text
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function bytesFromBase64(text) {
  // Browsers of 2023 do not have it yet.
  const { fromBase64 } = /** @type {{ fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }} */ (
    Uint8Array
  );
  if (fromBase64) return fromBase64.call(Uint8Array, text);
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
