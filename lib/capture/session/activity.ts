/** What an agent is doing: its open tool call, or else the call that ended last. */
import { firstLine } from '../payload';
import type { StepPlace } from './commands';
import type { Draft } from './draft';
import type { OpenCall } from './state';

const MAX_DESCRIPTION_LENGTH = 200;

const DOING: Readonly<Record<string, string>> = {
  agent: 'Running agent:',
  code: 'Running code:',
  command: 'Running',
  edit: 'Editing',
  question: 'Asking:',
  read: 'Reading',
  search: 'Searching for',
  todo: 'Updating the list:',
};

function describeOpen({ tool, action_type, target }: OpenCall): string {
  const doing = DOING[action_type] ?? `Calling ${tool}:`;
  return firstLine(target === '' ? doing.replace(/:$/, '') : `${doing} ${target}`, MAX_DESCRIPTION_LENGTH);
}

/** Keeps what an agent does. If several calls are open, keeps the oldest one; if none is open, keeps `ended`, which has just ended. */
export function showActivity(draft: Draft, { plan }: StepPlace, subagent?: string, ended?: string): void {
  const { calls, activities } = draft.state;
  const open = Object.values(calls).filter((call) => call.subagent === subagent);
  const [longest] = open.toSorted((one, other) => one.at - other.at);
  const description = longest ? describeOpen(longest) : ended;
  if (description === undefined) return;
  const since = new Date(longest?.at ?? draft.context.now).toISOString();
  activities[plan] = { description, since, is_open: longest !== undefined };
}
