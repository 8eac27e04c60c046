'use client';

/** What of a plan's page is not needed for it to come alive: each is fetched when it is shown. */
import dynamic from 'next/dynamic';

export const ContextPane = dynamic(() =>
  import('@/components/context/context-tab').then((module) => module.ContextTab),
);
export const HistoryPane = dynamic(() => import('./plan-history').then((module) => module.PlanHistory));
export const VersionsPane = dynamic(() => import('./plan-versions').then((module) => module.PlanVersions));
export const RawPane = dynamic(() => import('@/components/ui/output-box').then((module) => module.OutputBox));
export const SubtasksPane = dynamic(() =>
  import('@/components/tasks/subtask-list').then((module) => module.SubtaskList),
);
export const PlanTimeSlider = dynamic(() =>
  import('./plan-time-slider').then((module) => module.PlanTimeSlider),
);
export const LogProof = dynamic(() =>
  import('@/components/logs/log-proof').then((module) => module.LogProof),
);
