/** Ends requests that no page has answered: the person answered in the client, or the agent continued. */
import type { RequestEndFact, ResultFact } from '../facts';
import type { Draft } from './draft';
import { MAIN } from './keys';

/** Ends the request of a call that ran or was refused: if it is still open, the person answered in the client. */
export function closeRequest(draft: Draft, { call, row }: Pick<ResultFact, 'call' | 'row'>): void {
  for (const [key, asked] of Object.entries(draft.state.asked))
    if (asked.call === call) close(draft, key, answeredReason(row.metadata?.is_refused === true));
}

/** Ends the request that the client says was answered, also if a page has answered it. */
export function endRequest(draft: Draft, { key, is_refused }: RequestEndFact): void {
  if (Object.hasOwn(draft.state.asked, key)) close(draft, key, answeredReason(is_refused === true));
}

const answeredReason = (isRefused: boolean) =>
  isRefused ? 'Denied at the terminal' : 'Answered at the terminal';

/** Ends the requests of an agent that continues, by default of the main one: it no longer waits for them. */
export function closeRequests(draft: Draft, subagent?: string): void {
  for (const [key, asked] of Object.entries(draft.state.asked))
    if (asked.subagent === subagent) close(draft, key, 'The agent went on without it');
}

function close(draft: Draft, key: string, reason: string): void {
  const { plan, step } = draft.state.asked[key] ?? { plan: MAIN, step: '' };
  delete draft.state.asked[key];
  draft.emit({ do: 'close', plan, step, decision_key: key, status: 'answered_elsewhere', reason });
}
