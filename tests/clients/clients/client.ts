/** The run that every client is asked for, and what a client needs to be run. */
import type { Dialect, ModelCall, ModelScript, ModelTurn } from '../model/script';

export interface TestedClient {
  /** As in `/api/v1/ingest/{name}`. */
  name: string;
  dialect: Dialect;
  /** The calls of its tools, in the client's words. `folder` is the working directory. */
  calls(folder: string): GreetingCalls;
  /** The program and its arguments. `model` is the address of the model. */
  command(prompt: string, model: string): string[];
  /** The environment that leads it to the model. */
  env(model: string): Record<string, string>;
  /** Its own settings, by their paths in its HOME (`~/`) or in the working directory. */
  settings?(model: string): Record<string, object>;
  /** Whether its events say which calls are those of a subagent. */
  hasSubagentRows: boolean;
  /** Whether its telemetry says which session a subagent belongs to: only then its exit codes and tokens are known. */
  hasSubagentTelemetry: boolean;
  /** Whether it sends the cost, or the price table has its model. */
  hasCost: boolean;
  /** Whether it sends the last message of a turn. */
  hasFinalMessage: boolean;
  /** What it asks of the server of the model besides the model. */
  others?: string[];
}

type Status = 'pending' | 'in_progress' | 'completed';

interface GreetingCalls {
  /** Writes the list, or changes it. */
  list(statuses: [Status, Status], isFirst: boolean): ModelCall[];
  write(content: string): ModelCall;
  edit(before: string, after: string): ModelCall;
  run(command: string): ModelCall;
  /** Runs a subagent to its end. */
  delegate(description: string, prompt: string): ModelCall[];
  /** The last turn of a subagent. */
  finish(result: string): ModelTurn;
}

export const PROMPT = 'Write a greeting and test it';
export const ITEMS = ['Write greet.sh', 'Test greet.sh'] as const;
export const FAILING = 'echo oops >&2; exit 3';
export const PURPOSE = 'Count the greeting';
export const SUBAGENT_PROMPT = 'Count the characters of greet.sh';
export const RESULT = 'Done: greet.sh is written and counted.';
export const COUNT = '21 characters';
export const COUNTING = 'wc -c greet.sh';

export const ENDLESS_PROMPT = 'Wait for the mail';
/** It ends after the test, should it survive its client. */
export const ENDLESS = 'timeout 120 tail -f /dev/null';

/** Returns what the model says in both runs: the greeting, and a command that does not end. */
export function scriptOf(client: TestedClient, folder: string): ModelScript {
  const { list, write, edit, run, delegate, finish } = client.calls(folder);
  return {
    [PROMPT]: [
      { text: 'First a list.', calls: list(['in_progress', 'pending'], true) },
      { calls: [write('#!/bin/sh\necho helo\n')] },
      { calls: [edit('echo helo', 'echo hello')] },
      { calls: [run('sh greet.sh')] },
      { calls: [run(FAILING)] },
      { calls: list(['completed', 'in_progress'], false) },
      { calls: delegate(PURPOSE, SUBAGENT_PROMPT) },
      { calls: list(['completed', 'completed'], false) },
      { text: RESULT },
    ],
    [SUBAGENT_PROMPT]: [{ calls: [run(COUNTING)] }, finish(COUNT)],
    [ENDLESS_PROMPT]: [{ calls: [run(ENDLESS)] }],
  };
}
