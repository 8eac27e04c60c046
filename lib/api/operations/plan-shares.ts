import { z } from 'zod';
import { listPlanShares, revokePlanShare, sharePlan } from '@/lib/agent-execution/plan-shares';
import { deleted } from '../contracts/answers';
import * as contract from '../contracts/plan-shares';
import { planParams } from '../contracts/plans';
import { operation } from '../operation';

const OWNER_ONLY = 'Only for the owner of the plan; agent keys are refused.';

export const planShareOperations = [
  operation({
    id: 'sharePlan',
    method: 'POST',
    path: '/plans/{id}/shares',
    tag: 'shares',
    summary: 'Make a link that shows a plan without a sign-in',
    description: `The page is read-only, and secrets, e-mail addresses and home folders are removed from it. The link is shown only here. ${OWNER_ONLY}`,
    isForPeople: true,
    scope: 'write',
    params: planParams,
    body: contract.sharePlanBody,
    answer: contract.newPlanShare,
    status: 201,
    async call(db, { params, body }, { origin }) {
      const share = await sharePlan(db, params.id, body);
      return { ...share, url: `${origin()}/shared/${share.token}` };
    },
  }),
  operation({
    id: 'listPlanShares',
    method: 'GET',
    path: '/shares',
    tag: 'shares',
    summary: 'List the active links to your plans, with the time when each was last opened',
    description: OWNER_ONLY,
    isForPeople: true,
    scope: 'read',
    query: contract.planSharesQuery,
    answer: z.array(contract.planShare),
    call: (db, { query }) => listPlanShares(db, query),
  }),
  operation({
    id: 'revokePlanShare',
    method: 'DELETE',
    path: '/shares/{share}',
    tag: 'shares',
    summary: 'Revoke a link, which ends at once',
    description: OWNER_ONLY,
    isForPeople: true,
    scope: 'write',
    params: contract.planShareParams,
    answer: deleted,
    call: (db, { params }) => revokePlanShare(db, params.share),
  }),
];
