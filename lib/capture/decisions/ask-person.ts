/**
 * The event by which our hook asks a person about a call, because a rule asks. It is for clients without a usable event of their own. The
 * hook has sent the call before, and got the response that makes the client ask at the terminal. It sends the same call again, wrapped as
 * `{ hook: 'askPerson', input }`, and the response waits.
 */
export const ASK_PERSON = 'askPerson';
