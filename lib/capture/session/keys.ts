/** The keys by which the state and the commands name plans and steps. Only the database knows their numbers. */
import { firstLine } from '../payload';

/** The plan of the session. */
export const MAIN = 'main';
/** The step of the sub-plan of a subagent. */
export const WORK = 'work';

/** The key of the step of a turn. */
export const turnKey = (turn: string) => `turn:${turn}`;

/** The key of the sub-plan of a subagent, and of the step that it executes. */
export const subagentKey = (subagent: string) => `subagent:${subagent}`;

const ID_PREFIX = 'todo:';

/** The key of the step of a todo with an id. */
export const todoKey = (id: string) => `${ID_PREFIX}${id}`;

const TEXT_PREFIX = 'todo_text:';

/** The key of the step of a todo of a whole list, which its text identifies. */
export const todoTextKey = (text: string) => `${TEXT_PREFIX}${firstLine(text, 200)}`;

export const isTodoTextKey = (key: string) => key.startsWith(TEXT_PREFIX);

export const isTodoKey = (key: string) => key.startsWith(ID_PREFIX) || isTodoTextKey(key);

const GATE_PREFIX = 'gate:';

/** The key of the gate of a plan that the agent proposed with this call. */
export const gateKey = (call: string) => `${GATE_PREFIX}${call}`;

export const isGateKey = (key: string) => key.startsWith(GATE_PREFIX);
