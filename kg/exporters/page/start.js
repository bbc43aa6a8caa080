// Unpacks the program of the page, vis-network and the modules under js/, and runs it. The policy
// of the page lets exactly this script and that one run, by their hashes.
'use strict';
(async () => {
  const text = /** @type {HTMLElement} */ (document.getElementById('program')).textContent;
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at += 1) bytes[at] = binary.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  const script = document.createElement('script');
  script.textContent = await new Response(stream).text();
  document.head.append(script);
})().catch(() => {
  /** @type {HTMLElement} */ (document.getElementById('panel')).textContent =
    'This page needs a browser of 2023 or later.';
});
