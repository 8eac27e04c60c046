import { describe, expect, it } from 'vitest';
import { layoutGraph, NODE } from './step-graph-layout';

const chain = (length: number) =>
  Array.from({ length }, (_, index) => ({
    step_number: index + 1,
    depends_on: index === 0 ? [] : [index],
    estimated_duration: 10,
  }));

/** Twenty steps that wait for one, and one that waits for all of them, again and again. */
const wide = (length: number) =>
  chain(length).map((step, index) => {
    const place = index % 21;
    if (place === 0)
      return { ...step, depends_on: index === 0 ? [] : Array.from({ length: 20 }, (_, i) => index - i) };
    return { ...step, depends_on: [index - place + 1] };
  });

describe('a large graph', () => {
  it.each([
    ['a chain of 93 steps', chain(93)],
    ['93 steps with twenty branches', wide(93)],
    ['300 steps with twenty branches', wide(300)],
  ])('has about the shape of its pane: %s', (_, steps) => {
    const { nodes, width, height } = layoutGraph(steps);
    expect(nodes).toHaveLength(steps.length);
    expect(width / height).toBeGreaterThan(0.4);
    expect(width / height).toBeLessThan(2.5);
    const places = new Set(nodes.map(({ x, y }) => `${x} ${y}`));
    expect(places.size).toBe(steps.length);
    for (const { x, y } of nodes) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + NODE.width).toBeLessThanOrEqual(width);
      expect(y + NODE.height).toBeLessThanOrEqual(height);
    }
  });

  it('reads from left to right', () => {
    const branches = [[], [1], [1], [1], [2], [3], [4], [5, 6, 7]].map((depends_on, index) => ({
      step_number: index + 1,
      depends_on,
      estimated_duration: 10,
    }));
    const { nodes } = layoutGraph(branches);
    const x = (number: number) => nodes.find(({ step_number }) => step_number === number)?.x ?? Number.NaN;
    expect(x(2)).toBeLessThan(x(3));
    expect(x(3)).toBeLessThan(x(4));
    expect(x(5)).toBe(x(2));
  });

  it('keeps the order of steps within a column', () => {
    const { nodes } = layoutGraph(chain(93));
    const first = nodes.filter(({ x }) => x === nodes[0]?.x);
    const heights = first.map(({ y }) => y);
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
    expect(first.length).toBeLessThan(93);
  });
});
