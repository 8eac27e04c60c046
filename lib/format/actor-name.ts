/** Returns the name of an actor without who imported its run: `claude-code (imported by ada@example.com)` is claude-code. */
export const actorName = (actor: string): string => actor.replace(/ \(imported by .*\)$/, '');
