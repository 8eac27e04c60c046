/** Finds the plans that coding agents keep as Markdown files of their own. */

import type { ContextFact } from '../facts';
import { baseName } from '../payload';
import { cutContext } from '../text/cut-text';

const PLAN_PATHS = [
  /[\\/]\.gemini[\\/](?:.*[\\/])?plans[\\/][^\\/]+\.md$/,
  /[\\/]\.copilot[\\/]session-state[\\/][^\\/]+[\\/]plan\.md$/,
  /[\\/]\.?opencode[\\/]plans?[\\/][^\\/]+\.md$/,
];

/** Returns the plan as context, if the file is a plan and its whole text is known. */
export function planFacts(path: string | undefined, text: string | undefined): ContextFact[] {
  if (path === undefined || !text?.trim() || !PLAN_PATHS.some((pattern) => pattern.test(path))) return [];
  return [
    {
      kind: 'context',
      entry: { context_type: 'plan', context_key: baseName(path), context_value: cutContext(text) },
    },
  ];
}
