'use client';

/** The panes beside a plan's steps that are not open at first: each is fetched when its tab is. */
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
