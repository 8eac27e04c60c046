/** Plans to begin from. Estimates are minutes; a step without depends_on waits for the one before it. */
import type { DraftStep } from './step-head';

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
      step('search', 'Search for sources and note where each was found', 60),
      step('select', 'Choose the sources worth reading and say why the others were left out', 30),
      step('read', 'Read each chosen source; note its claims, evidence and limits', 120),
      step('analyze', 'Compare the notes: where do the sources agree, differ, or say nothing', 60),
      step('synthesize', 'Answer the question, with how sure the answer is and what would change it', 60),
      step('verify', 'Check every quotation and number against its source', 30),
      step('deliver', 'Send the answer with its sources', 10),
    ],
  },
  {
    name: 'Implementation',
    plan_type: 'implementation',
    steps: [
      step('scope', 'Write down what it must do, how one will see that it does, and what it will not do', 30),
      step('explore', 'Read the code that it touches and list the places that will change', 45),
      step('design', 'Choose the simplest design that meets the list; note what was rejected', 45),
      step('test', 'Write the tests that fail until it works', 60, [3]),
      step('implement', 'Make the tests pass in small commits', 180, [3, 4]),
      step('document', 'Describe it where its users will look', 30, [5]),
      step('review', 'Have it reviewed and settle every remark', 60, [5, 6]),
      step('deploy', 'Release it, and watch it for errors', 30),
    ],
  },
  {
    name: 'Bug fix',
    plan_type: 'bug fix',
    steps: [
      step('reproduce', 'Make it happen on demand, with the fewest steps', 30),
      step('locate', 'Find the line where what happens first differs from what should', 45),
      step('explain', 'Say why it happens, and where else the same cause may be at work', 20),
      step('test', 'Write a test that fails because of it', 20),
      step('fix', 'Correct the cause, not what it leads to', 45),
      step('verify', 'Run all tests, and try the steps that made it happen', 20),
      step('deploy', 'Release it and tell whoever reported it', 20),
    ],
  },
  {
    name: 'Writing',
    plan_type: 'writing',
    steps: [
      step('scope', 'Name the reader, what they should know or do afterwards, and the length', 15),
      step('collect', 'Gather the facts, examples and sources that it needs', 60),
      step('outline', 'Write the outline: a line for every section, in the order the reader needs', 30),
      step('draft', 'Write a whole draft without polishing it', 120),
      step('revise', 'Cut what the reader does not need and mend the order', 60),
      step('verify', 'Check every fact, name, number and link', 30),
      step('edit', 'Read it aloud and mend the sentences', 45, [5, 6]),
      step('publish', 'Publish it where its readers are', 15),
    ],
  },
  {
    name: 'Review',
    plan_type: 'review',
    steps: [
      step('scope', 'Say what is reviewed, against what, and who decides', 15),
      step('read', 'Read it once as a whole without remarks', 45),
      step('check', 'Go through it against every criterion and note each finding with its place', 90),
      step('rank', 'Rank the findings: what must change, what should, what may', 20),
      step('discuss', 'Go through the findings with the author', 45),
      step('verify', 'See that what had to change has changed', 30),
      step('conclude', 'Write down the decision and what follows from it', 15),
    ],
  },
];
