'use client';

/** Parts of a plan's page that load when they are shown, to keep the first load small. */
import dynamic from 'next/dynamic';

export const ContextPane = dynamic(() =>
  import('@/components/context/context-tab').then((module) => module.ContextTab),
);
export const EvidencePane = dynamic(() =>
  import('@/components/plans/evidence/evidence-pane').then((module) => module.EvidencePane),
);
export const SteeringPane = dynamic(() =>
  import('@/components/plans/steering/steering-pane').then((module) => module.SteeringPane),
);
export const HistoryPane = dynamic(() =>
  import('@/components/plans/versions/plan-history').then((module) => module.PlanHistory),
);
export const VersionsPane = dynamic(() =>
  import('@/components/plans/versions/plan-versions').then((module) => module.PlanVersions),
);
export const RawPane = dynamic(() =>
  import('@/components/content/output-box').then((module) => module.OutputBox),
);
export const SubtasksPane = dynamic(() =>
  import('@/components/tasks/subtask-list').then((module) => module.SubtaskList),
);
export const PlanTimeSlider = dynamic(() =>
  import('@/components/plans/versions/plan-time-slider').then((module) => module.PlanTimeSlider),
);
export const LogProof = dynamic(() =>
  import('@/components/logs/log-proof').then((module) => module.LogProof),
);
export const TranscriptPane = dynamic(() =>
  import('@/components/transcript/transcript').then((module) => module.Transcript),
);
/** Its parts are requested together: one after the other, they would delay the hydration of the log. */
export const LogPane = dynamic(() =>
  Promise.all([
    import('@/components/logs/log-explorer'),
    import('@/components/logs/log-filters'),
    import('@/components/logs/log-histogram'),
  ]).then(([module]) => module.LogExplorer),
);
