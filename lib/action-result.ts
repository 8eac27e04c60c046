/** What a server action returns, and the failure where its response never arrives. */
export interface Failure {
  message: string;
  /** What to do next. */
  hint: string;
}

/** The data of an action, or its failure; an action without data returns `{}`. */
export type ActionResult<Data extends object = object> = (Data & { error?: undefined }) | { error: Failure };

/** What a callback of a component may return; nothing means success. */
// biome-ignore lint/suspicious/noConfusingVoidType: product.md lets a callback return nothing
export type CallbackResult = void | ActionResult;

export const INPUT_KEPT = 'What you typed is still here. Try again in a moment.';

/** Returns the failure of a request that got no response. */
export function noResponse(hint = 'Try again in a moment.'): Failure {
  return { message: 'The server did not respond.', hint };
}

/** A failure that is thrown, for callers that expect a rejection. */
export class FailureError extends Error implements Failure {
  override name = 'FailureError';
  readonly hint: string;
  constructor({ message, hint }: Failure) {
    super(message);
    this.hint = hint;
  }
}

/** Runs an action; a response that never arrives becomes a failure, because a rejection would replace the page. */
export async function settleAction<Result>(
  action: () => Result | Promise<Result>,
  hint?: string,
): Promise<Result | { error: Failure }> {
  try {
    return await action();
  } catch {
    return { error: noResponse(hint) };
  }
}

/** Runs an action for React Query: returns its data, or throws a FailureError. */
export async function dataOfAction<Data extends object>(
  action: () => Promise<ActionResult<Data>>,
  hint?: string,
): Promise<Data> {
  const result = await settleAction(action, hint);
  if (result.error) throw new FailureError(result.error);
  return result;
}
