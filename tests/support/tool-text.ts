/** Reads ids, leases and cursors from the texts of the MCP tools. */

/** Returns the id of the plan that a text names. */
export const planIdIn = (text: string) => /plan ([0-9a-f]{8}-[0-9a-f-]{27})/.exec(text)?.[1] ?? '';
/** Returns the id of the task that a text names. */
export const taskIdIn = (text: string) => /task (deep-[\w-]+)/.exec(text)?.[1] ?? '';
/** Returns the lease token in a text; 0 without one. */
export const leaseTokenIn = (text: string) => Number(/lease_token (\d+)/.exec(text)?.[1] ?? 0);
/** Returns the cursor in a text. */
export const cursorIn = (text: string) => /\nMore: .* cursor (.+)$/.exec(text)?.[1];
