import type { PlanAnalytics } from '@/lib/agent-execution/analytics.types';
import type { NamedBudget } from '@/lib/dashboard/named-budgets';
import { Activity } from './activity';
import { AgentsCompared } from './agents-compared';
import { BlockReasons } from './block-reasons';
import { BudgetsSpent } from './budgets-spent';
import type { ChartScope } from './chart-hrefs';
import { ConfidenceCalibration } from './confidence-calibration';
import { CostOverTime } from './cost-over-time';
import { CycleTime } from './cycle-time';
import { EstimateErrors } from './estimate-errors';
import { EstimateRatios } from './estimate-ratios';
import { EstimateScatter } from './estimate-scatter';
import { ModelUsage } from './model-usage';
import { OutcomesByType } from './outcomes-by-type';
import { PlansOverTime } from './plans-over-time';
import { StepsOverTime } from './steps-over-time';
import { Throughput } from './throughput';

export interface ChartsProps {
  analytics: PlanAnalytics;
  scope: ChartScope;
  budgets: NamedBudget[];
  timeZone: string;
}

/** Shows all charts, in two columns on a wide page. */
export function Charts({ analytics, scope, budgets, timeZone }: ChartsProps) {
  const { grouping } = scope;
  const { over_time: periods, estimates } = analytics;
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <StepsOverTime periods={periods} scope={scope} />
      <PlansOverTime periods={periods} scope={scope} />
      <CostOverTime
        periods={periods.map((period) => period.period)}
        usage={analytics.usage_over_time}
        scope={scope}
        budgets={analytics.budgets}
        budgetNames={budgets}
      />
      <ModelUsage usage={analytics.usage} scope={scope} />
      <BudgetsSpent budgets={budgets} />
      <Throughput
        periods={periods.map((period) => period.period)}
        rates={analytics.throughput}
        scope={scope}
        knownTypes={analytics.known_types}
      />
      <CycleTime periods={periods} grouping={grouping} />
      <OutcomesByType planTypes={analytics.plan_types} scope={scope} />
      <AgentsCompared agents={analytics.agents} scope={scope} />
      <EstimateScatter estimates={estimates} />
      <EstimateErrors estimates={estimates} scope={scope} />
      <EstimateRatios groups={estimates.groups} scope={scope} />
      <ConfidenceCalibration calibration={analytics.calibration} />
      <BlockReasons blocks={analytics.blocks} scope={scope} />
      <Activity activity={analytics.activity} timeZone={timeZone} />
    </div>
  );
}
