import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import { Activity } from './activity';
import { AgentsCompared } from './agents-compared';
import { BlockReasons } from './block-reasons';
import { ConfidenceCalibration } from './confidence-calibration';
import { CycleTime } from './cycle-time';
import { EstimateErrors } from './estimate-errors';
import { EstimateRatios } from './estimate-ratios';
import { EstimateScatter } from './estimate-scatter';
import { ModelUsage } from './model-usage';
import { OutcomesByType } from './outcomes-by-type';
import type { Grouping } from './period';
import { PlansOverTime } from './plans-over-time';
import { StepsOverTime } from './steps-over-time';
import { Throughput } from './throughput';

export interface ChartsProps {
  analytics: PlanAnalytics;
  grouping: Grouping;
  timeZone: string;
}

/** Shows all charts, in two columns on a wide page. */
export function Charts({ analytics, grouping, timeZone }: ChartsProps) {
  const { over_time: periods, estimates } = analytics;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <StepsOverTime periods={periods} grouping={grouping} />
      <PlansOverTime periods={periods} grouping={grouping} />
      <Throughput
        periods={periods.map((period) => period.period)}
        rates={analytics.throughput}
        grouping={grouping}
      />
      <CycleTime periods={periods} grouping={grouping} />
      <OutcomesByType planTypes={analytics.plan_types} />
      <AgentsCompared agents={analytics.agents} />
      <EstimateScatter estimates={estimates} />
      <EstimateErrors estimates={estimates} />
      <EstimateRatios groups={estimates.groups} />
      <ConfidenceCalibration calibration={analytics.calibration} />
      <ModelUsage usage={analytics.usage} />
      <BlockReasons blocks={analytics.blocks} />
      <Activity activity={analytics.activity} timeZone={timeZone} />
    </div>
  );
}
