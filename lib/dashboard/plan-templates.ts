/** Built-in templates. Estimates are minutes; a step without depends_on depends on the one before it. */
import type { DraftStep } from '@/lib/plan-markdown/step-head';

export interface PlanTemplate {
  name: string;
  plan_type: string;
  steps: DraftStep[];
}

const step = (
  action: string,
  description: string,
  estimated_duration: number,
  depends_on?: number[],
): DraftStep => ({ action, description, estimated_duration, ...(depends_on && { depends_on }) });

export const planTemplates: PlanTemplate[] = [
  {
    name: 'Research',
    plan_type: 'research',
    steps: [
      step('scope', 'Write down the question, what would answer it, and what is out of scope', 20),
      step('search', 'Search for sources and note where you found each one', 60),
      step('select', 'Choose the sources worth reading and note why you rejected the others', 30),
      step('read', 'Read each chosen source; note its claims, evidence and limits', 120),
      step('analyze', 'Compare the notes: where do the sources agree, differ, or say nothing', 60),
      step('synthesize', 'Answer the question; state your confidence and what would change the answer', 60),
      step('verify', 'Check every quotation and number against its source', 30),
      step('deliver', 'Send the answer with its sources', 10),
    ],
  },
  {
    name: 'Implementation',
    plan_type: 'implementation',
    steps: [
      step('scope', 'Write down the requirements, how to verify them, and what is out of scope', 30),
      step('explore', 'Read the affected code and list the places to change', 45),
      step('design', 'Choose the simplest design that meets the requirements; note the rejected ones', 45),
      step('test', 'Write tests that fail until the change works', 60, [3]),
      step('implement', 'Make the tests pass in small commits', 180, [3, 4]),
      step('document', 'Document the change where its users will look', 30, [5]),
      step('review', 'Request a review and resolve every comment', 60, [5, 6]),
      step('deploy', 'Release the change and monitor it for errors', 30),
    ],
  },
  {
    name: 'Bug fix',
    plan_type: 'bug fix',
    steps: [
      step('reproduce', 'Reproduce the bug with as few steps as possible', 30),
      step('locate', 'Find the line where the behavior first deviates from the expected one', 45),
      step('explain', 'Explain the cause, and where else it may have an effect', 20),
      step('test', 'Write a test that fails because of the bug', 20),
      step('fix', 'Fix the cause, not the symptom', 45),
      step('verify', 'Run all tests and repeat the steps that reproduced the bug', 20),
      step('deploy', 'Release the fix and notify the reporter', 20),
    ],
  },
  {
    name: 'Writing',
    plan_type: 'writing',
    steps: [
      step('scope', 'Name the reader, what they should know or do afterwards, and the length', 15),
      step('collect', 'Collect the facts, examples and sources', 60),
      step('outline', 'Write the outline: a line for every section, in the order the reader needs', 30),
      step('draft', 'Write a complete draft without polishing it', 120),
      step('revise', 'Remove what the reader does not need and improve the order', 60),
      step('verify', 'Check every fact, name, number and link', 30),
      step('edit', 'Read the text aloud and improve the sentences', 45, [5, 6]),
      step('publish', 'Publish the text where its readers are', 15),
    ],
  },
  {
    name: 'Review',
    plan_type: 'review',
    steps: [
      step('scope', 'State what to review, the criteria, and who decides', 15),
      step('read', 'Read the whole work once without commenting', 45),
      step('check', 'Check the work against every criterion and note the location of each finding', 90),
      step('rank', 'Rank the findings: what must change, what should, what may', 20),
      step('discuss', 'Discuss the findings with the author', 45),
      step('verify', 'Verify the required changes', 30),
      step('conclude', 'Write down the decision and its consequences', 15),
    ],
  },
];
