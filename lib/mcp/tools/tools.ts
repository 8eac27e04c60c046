/** The tools, in the order of a working session. A test limits them to ten tools and 4,000 tokens. */
import type { Tool } from '../tool';
import { createPlanTool } from './create-plan';
import { decisionTools } from './decisions';
import { listTool } from './list';
import { memoryTools } from './memory';
import { stepTools } from './steps';
import { updatePlanTool } from './update-plan';

export const tools: Tool[] = [
  createPlanTool,
  updatePlanTool,
  listTool,
  ...stepTools,
  ...decisionTools,
  ...memoryTools,
];
