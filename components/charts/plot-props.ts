import type { Tone } from './tones';

export type PlotRow = Record<string, string | number | null>;

export interface PlotSeries {
  key: string;
  name: string;
  kind: 'bar' | 'line' | 'dots';
  tone: Tone;
  isDashed?: boolean;
  /** The axis on the right, instead of the left one. */
  isRight?: boolean;
  /** Bars of one stack stand on one another; all bars are one stack by default. */
  stack?: string;
}

export interface PlotAxis {
  kind?: 'category' | 'number' | 'log';
  format?: (value: string | number) => string;
  domain?: [number, number];
  ticks?: number[];
  /** The label beside the axis. */
  name?: string;
}

export interface PlotProps {
  /** Describes the chart for screen readers. */
  label: string;
  data: PlotRow[];
  /** Bars are stacked in this order. */
  series: PlotSeries[];
  x: PlotAxis & { key: string };
  y?: PlotAxis;
  /** The axis on the right, with a line across at its limit. */
  right?: PlotAxis & { limit: number };
  /** Draws the line where y equals x, between two values. */
  diagonal?: [number, number];
  /** The name of the diagonal. */
  diagonalName?: string;
  /** The address of what a bar counts, or of what a dot is; a click opens it. The table of the chart has the same links for the keyboard. */
  hrefOf?: (row: PlotRow, key: string) => string;
}
