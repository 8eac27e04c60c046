import { createPlan, queryPlans } from '@/lib/agent-execution/plans';
import { createPlanBody, queryPlansQuery } from '@/lib/api/contracts/plans';
import { route } from '@/lib/api/route';

export const GET = route({ query: queryPlansQuery }, (db, { query }) => queryPlans(db, query));

export const POST = route({ body: createPlanBody, status: 201 }, (db, { body }) => createPlan(db, body));
