/** Rejects values that the database cannot store, before they are sent. */
import { AgentExecutionError } from './agent-execution.error';
import { cleanErrorText, cleanErrorTexts } from './error-texts';
import { refuseUnknownFields } from './known-fields';
import { findUnstorable } from './storable';

/** Throws invalid_input for a value that the database cannot store. The error names the field. */
export function refuseUnstorable(value: unknown): void {
  const found = findUnstorable(value);
  if (!found) return;
  throw new AgentExecutionError(
    'invalid_input',
    `${found.path || 'The input'} ${found.problem}.`,
    `Correct ${found.path || 'it'} and send it again; nothing was written.`,
    [found],
  );
}

type Method = (...args: never[]) => unknown;

/** Methods with an error text as an argument, and the argument's index. */
const errorArguments: Partial<Record<string, number>> = { blockStep: 2 };
/** Methods that report invalid rows themselves. */
const SELF_CHECKING_METHODS = new Set(['ingestLogs']);

/** Returns the arguments with storable error texts; throws invalid_input for any other value that the database cannot store. */
function storableArguments<Args extends unknown[]>(name: string, args: Args): Args {
  const cleaned = args.map((argument, index) =>
    index === errorArguments[name] && typeof argument === 'string'
      ? cleanErrorText(argument)
      : cleanErrorTexts(argument),
  );
  if (!SELF_CHECKING_METHODS.has(name)) for (const argument of cleaned) refuseUnstorable(argument);
  return cleaned as Args; // each argument keeps its type
}

/** Returns the methods with checks: they reject unknown fields and values that cannot be stored, and make error texts storable. */
export function checkingArguments<T extends Record<string, Method>>(methods: T): T {
  const checked = Object.entries(methods).map(([name, method]) => [
    name,
    (...args: never[]) => {
      try {
        refuseUnknownFields(name, args);
        args = storableArguments(name, args);
      } catch (error) {
        return Promise.reject(error);
      }
      return method(...args);
    },
  ]);
  return Object.fromEntries(checked) as T; // each method keeps its parameters and result
}
