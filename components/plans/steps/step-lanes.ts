/**
 * Lays out lanes beside a list of steps, as a history of commits is drawn. Steps that can run at the same time are in
 * different lanes. All lines from a step share a lane until they branch, and all lines to a step share one once they meet.
 */

export interface LaneNode {
  id: number;
  depends_on: readonly number[];
}

export interface LaneRow {
  lane: number;
  /** Lanes whose line enters the node from above. */
  up: number[];
  /** Lanes whose line leaves the node downwards. */
  down: number[];
  /** Lanes whose line passes the whole row. */
  through: number[];
}

export interface LaneLayout {
  lanes: number;
  rows: Map<number, LaneRow>;
}

type LaneItem =
  | { kind: 'step'; step: { step_number: number; depends_on: readonly number[] } }
  | {
      kind: 'fold';
      first: number;
      isOpen: boolean;
      steps: { step_number: number; depends_on: readonly number[] }[];
    };

/** Returns the number of a closed fold among the nodes. */
export const foldId = (first: number) => -first;

/** Returns the nodes of a list: its steps, and each closed fold as one node. The line of an open fold has none. */
export function laneNodes(items: LaneItem[]): LaneNode[] {
  const nodeOf = new Map<number, number>();
  for (const item of items) {
    if (item.kind === 'step') nodeOf.set(item.step.step_number, item.step.step_number);
    else if (!item.isOpen) for (const step of item.steps) nodeOf.set(step.step_number, foldId(item.first));
  }
  return items.flatMap((item) => {
    if (item.kind === 'fold' && item.isOpen) return [];
    const id = item.kind === 'step' ? item.step.step_number : foldId(item.first);
    const steps = item.kind === 'step' ? [item.step] : item.steps;
    const depends_on = steps
      .flatMap((step) => step.depends_on.map((other) => nodeOf.get(other) ?? other))
      .filter((other) => other !== id);
    return [{ id, depends_on }];
  });
}

/** A line that waits for later nodes: from one node to its children, or from several nodes to one child. */
interface Line {
  /** The nodes that the line still has to reach. */
  targets: Set<number>;
  kind: 'from' | 'to';
  node: number;
}

/** Returns the lanes of nodes in the order of the list. Dependencies on later nodes are not drawn. */
export function layoutLanes(nodes: LaneNode[]): LaneLayout {
  const { parents, children } = directEdges(nodes);
  const lines: (Line | undefined)[] = [];
  const rows = new Map<number, LaneRow>();
  let lanes = 0;
  for (const { id } of nodes) {
    const above = parents.get(id) ?? [];
    const up = lines.flatMap((line, lane) => (line && leadsTo(line, id, above) ? [lane] : []));
    for (const lane of up) {
      const line = lines[lane];
      line?.targets.delete(id);
      if (line?.targets.size === 0) lines[lane] = undefined;
    }
    // A node with a parent stays in a lane that ends here, or else opens one beside the lanes in use.
    const own = up.find((lane) => lines[lane] === undefined) ?? freeLane(lines);
    const through = lines.flatMap((line, lane) => (line ? [lane] : []));
    const down = placeLines(lines, id, own, children.get(id) ?? []);
    rows.set(id, { lane: own, up, down, through });
    lanes = Math.max(lanes, own + 1, ...down.map((lane) => lane + 1));
  }
  return { lanes, rows };
}

function leadsTo(line: Line, id: number, parents: readonly number[]): boolean {
  if (!line.targets.has(id)) return false;
  return line.kind === 'to' ? line.node === id : parents.includes(line.node);
}

function freeLane(lines: (Line | undefined)[]): number {
  const free = lines.indexOf(undefined);
  return free === -1 ? lines.length : free;
}

/** Reserves the lines from a node to its children and returns their lanes. */
function placeLines(
  lines: (Line | undefined)[],
  id: number,
  own: number,
  children: readonly number[],
): number[] {
  const [child] = children;
  if (child === undefined) return [];
  if (children.length > 1) {
    lines[own] = { targets: new Set(children), kind: 'from', node: id };
    return [own];
  }
  const joined = lines.findIndex((line) => line?.kind === 'to' && line.node === child);
  if (joined !== -1) return [joined];
  lines[own] = { targets: new Set([child]), kind: 'to', node: child };
  return [own];
}

/** Returns the edges between nodes, without those that a longer path repeats. */
function directEdges(nodes: LaneNode[]) {
  const ancestors = new Map<number, Set<number>>();
  const parents = new Map<number, number[]>();
  const children = new Map<number, number[]>();
  for (const { id, depends_on } of nodes) {
    const earlier = [...new Set(depends_on)].filter((other) => ancestors.has(other));
    const indirect = new Set(earlier.flatMap((other) => [...(ancestors.get(other) ?? [])]));
    const direct = earlier.filter((other) => !indirect.has(other));
    ancestors.set(id, new Set([...indirect, ...earlier]));
    parents.set(id, direct);
    for (const other of direct) children.set(other, [...(children.get(other) ?? []), id]);
  }
  return { parents, children };
}
