/** Calls the functions of the database that only the pages use. */
import { createCall } from '@/lib/agent-execution/call';
import type { DashboardResults } from './rpc-results';

export const call = createCall<DashboardResults>();
