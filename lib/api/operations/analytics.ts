import { forecastPlan, planAnalytics } from '@/lib/agent-execution/analytics';
import * as contracts from '../contracts/analytics';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

export const analyticsOperations = [
  operation({
    id: 'planAnalytics',
    method: 'GET',
    path: '/analytics',
    tag: 'analytics',
    summary: 'What was done in a range of dates, and how it held against estimates and confidence',
    description: 'The last 30 days by day in UTC unless said otherwise.',
    scope: 'read',
    query: contracts.planAnalyticsQuery,
    answer: contracts.planAnalytics,
    call: (db, { query }) => planAnalytics(db, query),
  }),
  operation({
    id: 'forecastPlan',
    method: 'GET',
    path: '/plans/{id}/forecast',
    tag: 'analytics',
    summary: 'How long the open steps of a plan will take, learnt from finished ones',
    description: 'null where nothing was learnt yet, or nothing remains.',
    scope: 'read',
    params: planParams,
    answer: contracts.planForecast.nullable(),
    call: (db, { params }) => forecastPlan(db, params.id),
  }),
];
