/**
 * The event by which a hook of ours asks a person about a call that a rule asks about, for clients that have no usable event of their own.
 * The hook has sent the call before, and got the response that makes the client ask at the terminal. It sends the same call again, wrapped
 * as `{ hook: 'askPerson', input }`, and the response waits.
 */
export const ASK_PERSON = 'askPerson';
