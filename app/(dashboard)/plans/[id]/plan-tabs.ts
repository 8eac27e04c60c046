import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** The tabs beside the steps. A new tab is a line here and a case in plan-pane.tsx. */
export const planTabs = [
  { name: 'transcript', label: 'Transcript' },
  { name: 'log', label: 'Log' },
  { name: 'steering', label: 'Steering' },
  { name: 'evidence', label: 'Evidence' },
  { name: 'context', label: 'Context' },
  { name: 'subtasks', label: 'Subtasks' },
  { name: 'versions', label: 'Versions' },
  { name: 'history', label: 'History' },
  { name: 'raw', label: 'Raw' },
] as const;

export type PlanTab = (typeof planTabs)[number]['name'];

/** Returns the tab that opens first. A captured or imported run is read as a transcript. */
export function defaultPlanTab(metadata: JsonObject): PlanTab {
  return metadata.captured === true || metadata.imported === true ? 'transcript' : 'log';
}

export function readPlanTab(value: unknown, fallback: PlanTab): PlanTab {
  return planTabs.find((tab) => tab.name === value)?.name ?? fallback;
}
