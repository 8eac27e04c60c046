import { describe, expect, it } from 'vitest';
import { laneNodes, layoutLanes } from './step-lanes';
import { sharedLanesText, widthOfLanes } from './step-lanes-view';

/** Lays out steps from their dependencies; the first step is number 1. */
const lay = (...depends: number[][]) =>
  layoutLanes(depends.map((depends_on, index) => ({ id: index + 1, depends_on })));

describe('the lanes of a list of steps', () => {
  it('keeps a chain in one lane, also if steps repeat indirect dependencies', () => {
    const { lanes, rows } = lay([], [1], [1, 2], [1, 2, 3]);
    expect(lanes).toBe(1);
    expect(rows.get(3)).toEqual({ lane: 0, up: [0], down: [0], through: [] });
    expect(rows.get(4)).toEqual({ lane: 0, up: [0], down: [], through: [] });
  });

  it('puts two branches side by side and joins them', () => {
    const { lanes, rows } = lay([], [1], [1], [2, 3]);
    expect(lanes).toBe(2);
    expect(rows.get(1)).toEqual({ lane: 0, up: [], down: [0], through: [] });
    // The line from step 1 continues to step 3.
    expect(rows.get(2)).toEqual({ lane: 1, up: [0], down: [1], through: [0] });
    expect(rows.get(3)).toEqual({ lane: 0, up: [0], down: [1], through: [1] });
    expect(rows.get(4)).toEqual({ lane: 1, up: [1], down: [], through: [] });
  });

  it('needs three lanes for twenty parallel steps between two others', () => {
    const branches = Array.from({ length: 20 }, () => [1]);
    const { lanes, rows } = lay(
      [],
      ...branches,
      branches.map((_, i) => i + 2),
    );
    expect(lanes).toBe(3);
    expect(rows.get(10)).toEqual({ lane: 2, up: [0], down: [1], through: [0, 1] });
  });

  it('begins a lane for a step without dependencies', () => {
    const { lanes, rows } = lay([], [], [1], [2]);
    expect(lanes).toBe(2);
    expect(rows.get(2)).toEqual({ lane: 1, up: [], down: [1], through: [0] });
    expect(rows.get(4)?.lane).toBe(1);
  });

  it('draws each edge once: every line that enters a node left an earlier one', () => {
    const { rows } = lay([], [1], [1], [2], [3], [4, 5], [1], [6, 7]);
    const open = new Set<number>();
    for (const { up, down, through } of rows.values()) {
      for (const lane of [...up, ...through]) expect(open.has(lane)).toBe(true);
      for (const lane of up) if (!through.includes(lane)) open.delete(lane);
      for (const lane of down) open.add(lane);
    }
    expect(open.size).toBe(0);
  });

  it('omits dependencies on later and unknown steps', () => {
    expect(lay([2], [9]).lanes).toBe(1);
  });
});

it('makes one node of a closed fold, with the dependencies of its steps on others', () => {
  const steps = [[], [1], [2], [3, 2]].map((depends_on, index) => ({ step_number: index + 1, depends_on }));
  const fold = { kind: 'fold' as const, first: 2, isOpen: false, steps: steps.slice(1, 3) };
  const asItem = (step: (typeof steps)[number]) => ({ kind: 'step' as const, step });
  const [one, two, three, four] = steps.map(asItem);
  if (!one || !two || !three || !four) throw new Error('There are four steps.');
  expect(laneNodes([one, fold, four])).toEqual([
    { id: 1, depends_on: [] },
    { id: -2, depends_on: [1] },
    { id: 4, depends_on: [-2, -2] },
  ]);
  expect(laneNodes([one, { ...fold, isOpen: true }, two, three, four]).map(({ id }) => id)).toEqual([
    1, 2, 3, 4,
  ]);
});

it('says which lanes share a line', () => {
  expect(sharedLanesText(16)).toBeNull();
  expect(sharedLanesText(30)).toBe('Lanes 16 to 30 share the dashed line.');
  expect([1, 3, 9, 30].map(widthOfLanes)).toEqual([0, 24, 60, 60]);
});
