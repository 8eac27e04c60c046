/** The tools, in the order in which work needs them. At most eight, in at most 3,000 tokens: a test counts. */
import type { Tool } from '../tool';
import { memoryTools } from './memory';
import { planTools } from './plans';
import { stepTools } from './steps';

export const tools: Tool[] = [...planTools, ...stepTools, ...memoryTools];
