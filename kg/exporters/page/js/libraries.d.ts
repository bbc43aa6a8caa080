// What the page uses of its libraries: `libraries.js` is made by tests/vendor.py.

/** An interval of time in UTC (d3-time). */
export interface Interval {
  /** The latest start of an interval that is not after the date. */
  (date: Date): Date;
  floor(date: Date): Date;
  ceil(date: Date): Date;
  offset(date: Date, step?: number): Date;
  /** The starts of all intervals from `start` to before `stop`. */
  range(start: Date, stop: Date, step?: number): Date[];
  count(start: Date, end: Date): number;
  every(step: number): Interval | null;
}

export const utcDay: Interval;
export const utcMonday: Interval;
export const utcMonth: Interval;
export const utcYear: Interval;

/** Round dates between two, about as many as asked for (d3-time). */
export function utcTicks(start: Date, stop: Date, count: number): Date[];

/** Round numbers between two, about as many as asked for (d3-array). */
export function ticks(start: number, stop: number, count: number): number[];

export interface SearchOptions {
  fuzzy?: number | ((term: string) => number);
  prefix?: boolean | ((term: string) => boolean);
  combineWith?: 'AND' | 'OR';
  boostDocument?: (id: number, term: string) => number;
}

/** An index of texts (MiniSearch). */
export class MiniSearch<T> {
  constructor(options: {
    fields: string[];
    idField?: string;
    tokenize?: (text: string) => string[];
    processTerm?: (term: string) => string | null;
    searchOptions?: SearchOptions;
  });
  add(document: T): void;
  addAll(documents: readonly T[]): void;
  search(
    query: string,
    options?: SearchOptions,
  ): { id: number; score: number; terms: string[]; queryTerms: string[] }[];
  readonly documentCount: number;
  readonly termCount: number;
}
