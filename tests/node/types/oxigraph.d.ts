// The part of Oxigraph that the worker of the page uses. It stands with it in one script, so its
// names are global there.

declare function initSync(options: { module: BufferSource }): unknown;

declare class Store {
  /** JSON if a format is given; else, of a CONSTRUCT or DESCRIBE, a list of quads. */
  query(query: string, options?: { results_format: string }): unknown;
  load(data: string, options: { format: string; no_transaction: boolean }): void;
}
