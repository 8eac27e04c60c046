import { describe, expect, it } from 'vitest';
import { openingView, wholeView } from './graph-view';
import { layerSteps } from './step-graph-layout';
import { countTextLines } from './text-lines';
import { type GraphNode, type PlacedGraph, wrapGraph } from './wrap-graph';

interface Shape {
  step_number: number;
  depends_on: number[];
}

const chain = (length: number): Shape[] =>
  Array.from({ length }, (_, index) => ({ step_number: index + 1, depends_on: index === 0 ? [] : [index] }));

/** Twenty steps that wait for one, and one that waits for all of them, again and again. */
const wide = (length: number): Shape[] =>
  chain(length).map((step, index) => {
    const place = index % 21;
    if (place === 0)
      return { ...step, depends_on: index === 0 ? [] : Array.from({ length: 20 }, (_, i) => index - i) };
    return { ...step, depends_on: [index - place + 1] };
  });

/** Six pixels a character. */
const linesIn = (text: string, width: number) => countTextLines(text, width, (part) => part.length * 6);

const PHONE = 356;
const TABLET = 311;
const DESKTOP = 560;
const place = (steps: Shape[], paneWidth: number, text = 'Port the module'): PlacedGraph =>
  wrapGraph(layerSteps(steps).layers, (_, width) => linesIn(text, width), paneWidth);

describe('layerSteps', () => {
  it('puts steps below their dependencies, and reads from left to right', () => {
    const branches = [[], [1], [1], [1], [2], [3], [4], [5, 6, 7]].map((depends_on, index) => ({
      step_number: index + 1,
      depends_on,
    }));
    expect(layerSteps(branches).layers).toEqual([[1], [2, 3, 4], [5, 6, 7], [8]]);
    expect(layerSteps(branches).edges).toHaveLength(9);
  });
});

describe('wrapGraph', () => {
  it.each([
    ['a chain', chain(93)],
    ['twenty branches', wide(93)],
    ['300 steps with twenty branches', wide(300)],
  ])('places every node within the graph, none above another: %s', (_, steps) => {
    for (const paneWidth of [TABLET, PHONE, DESKTOP, 900]) {
      const { nodes, width, height } = place(steps, paneWidth);
      expect(nodes).toHaveLength(steps.length);
      for (const node of nodes) {
        expect(node.x).toBeGreaterThanOrEqual(0);
        expect(node.x + node.width).toBeLessThanOrEqual(width);
        expect(node.y + node.height).toBeLessThanOrEqual(height);
      }
      const isAbove = (a: GraphNode, b: GraphNode) =>
        a !== b && Math.abs(a.x - b.x) < a.width && a.y < b.y + b.height && b.y < a.y + a.height;
      expect(nodes.filter((node) => nodes.some((other) => isAbove(node, other)))).toEqual([]);
    }
  });

  it.each([
    [PHONE, chain(20)],
    [TABLET, chain(20)],
    [PHONE, wide(42)],
    [TABLET, wide(42)],
  ])('fills the width of a narrow pane of %i px from top to bottom', (paneWidth, steps) => {
    const graph = place(steps, paneWidth);
    expect(graph.width).toBeGreaterThan(paneWidth - 4);
    expect(graph.width).toBeLessThanOrEqual(paneWidth);
  });

  it('has about the shape of a wide pane if it is long', () => {
    for (const steps of [chain(93), wide(93), wide(300)]) {
      const { width, height } = place(steps, DESKTOP);
      expect(width / height).toBeGreaterThan(0.4);
      expect(width / height).toBeLessThan(2.5);
    }
  });

  it('gives a node the lines of its text, and no empty one', () => {
    const [short] = place(chain(1), PHONE, 'Read').nodes;
    const [long] = place(chain(1), PHONE, 'Compare '.repeat(20)).nodes;
    expect(short).toMatchObject({ lines: 1, height: 48 });
    expect(long).toMatchObject({ lines: 2, height: 64 });
  });
});

describe('countTextLines', () => {
  it('breaks between words, and within a word that has no room', () => {
    expect(linesIn('Port module', 100)).toBe(1);
    expect(linesIn('Port the billing module', 100)).toBe(2);
    expect(linesIn('x'.repeat(40), 100)).toBe(3);
    expect(linesIn('', 100)).toBe(1);
  });
});

describe('openingView', () => {
  it('opens at a readable size around a step, without an empty side', () => {
    const pane = { width: DESKTOP, height: 400 };
    const graph = place(chain(60), DESKTOP);
    const at = (number: number) => graph.nodes.find(({ step_number }) => step_number === number);
    expect(openingView(graph, pane, at(1))).toEqual({ x: 0, y: 0, zoom: 1 });
    const node = at(10);
    const { x, y, zoom } = openingView(graph, pane, node);
    expect(zoom).toBe(1);
    expect((node?.x ?? 0) + x).toBeGreaterThanOrEqual(0);
    expect((node?.y ?? 0) + (node?.height ?? 0) / 2 + y).toBe(200);
    const last = openingView(graph, pane, at(60));
    expect(last.x).toBe(pane.width - graph.width);
  });

  it('shows a small graph in the middle, and a whole one without enlarging it', () => {
    const graph = place(chain(2), DESKTOP);
    const pane = { width: DESKTOP, height: graph.height };
    expect(openingView(graph, pane, undefined)).toEqual({ x: (DESKTOP - graph.width) / 2, y: 0, zoom: 1 });
    expect(wholeView(graph, pane).zoom).toBe(1);
    const small = wholeView(place(chain(60), PHONE), { width: PHONE, height: 400 });
    expect(small.zoom).toBeLessThan(0.2);
    expect(small.y).toBe(0);
  });
});
