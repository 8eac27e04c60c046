/** A measured value other than a rate of calls. */
export interface Figure {
  what: string;
  value: number;
  unit: string;
  /** The target, if there is one: the highest or the lowest acceptable value. */
  atMost?: number;
  atLeast?: number;
}
