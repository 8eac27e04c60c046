/** A value that is no rate of calls. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** The target, if there is one: the most or the least that is acceptable. */
  atMost?: number;
  atLeast?: number;
}
