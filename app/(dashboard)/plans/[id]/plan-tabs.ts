/** The tabs beside the steps. A new tab is a line here and a case in plan-pane.tsx. */
export const planTabs = [
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

export function readPlanTab(value: unknown): PlanTab {
  return planTabs.find((tab) => tab.name === value)?.name ?? 'log';
}
