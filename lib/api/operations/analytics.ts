import { endedSteps, forecastPlan, listAttempts, planAnalytics } from '@/lib/agent-execution/analytics';
import * as contracts from '../contracts/analytics';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

export const analyticsOperations = [
  operation({
    id: 'planAnalytics',
    method: 'GET',
    path: '/analytics',
    tag: 'analytics',
    summary: 'Report the work in a range of dates, compared with estimates and confidence',
    description: 'The default is the last 30 days by day in UTC.',
    scope: 'read',
    query: contracts.planAnalyticsQuery,
    answer: contracts.planAnalytics,
    call: (db, { query }) => planAnalytics(db, query),
  }),
  operation({
    id: 'endedSteps',
    method: 'GET',
    path: '/analytics/steps',
    tag: 'analytics',
    summary: 'List the steps that ended in a range of dates, latest first',
    description: 'The default is the last 30 days. total counts all of them, also those after the limit.',
    scope: 'read',
    query: contracts.endedStepsQuery,
    answer: contracts.endedSteps,
    call: (db, { query }) => endedSteps(db, query),
  }),
  operation({
    id: 'listAttempts',
    method: 'GET',
    path: '/analytics/attempts',
    tag: 'analytics',
    summary: 'List the attempts at steps that ended in a range of dates, latest first',
    description: 'The default is the last 30 days. total counts all of them, also those after the limit.',
    scope: 'read',
    query: contracts.attemptsQuery,
    answer: contracts.attempts,
    call: (db, { query }) => listAttempts(db, query),
  }),
  operation({
    id: 'forecastPlan',
    method: 'GET',
    path: '/plans/{id}/forecast',
    tag: 'analytics',
    summary: 'Forecast the duration of the open steps of a plan from finished steps',
    description: 'Returns null if no finished step is comparable, or no step is open.',
    scope: 'read',
    params: planParams,
    answer: contracts.planForecast.nullable(),
    call: (db, { params }) => forecastPlan(db, params.id),
  }),
];
