/** What an agent has to know to work with the system: the one text, whatever form it is asked for in. */
export const agentGuide = `# Working with the Agent Execution System

You plan, log, remember and report here. A person watches live, completes steps by hand, approves, and reads what you left behind.

## When to do what
- **Plan** before work of more than one step: \`create_plan\`. Name the task by \`task_id\` if \`list\` shows it, else by \`task_title\`.
  Steps are what a person would want to see ticked off: three to ten, each with a verb and an estimate in minutes.
- **Begin a session** with \`next_step\` and \`recall\` (with the \`plan_id\`): goal, state, blockers, decisions and what earlier sessions found.
- **Report** each step with \`report_step\`: \`start\` when you begin, \`complete\` with the result and your honest confidence (0 to 1) when it
  is done. Confidence is held against what happened.
- **Log** what a reader of the audit would ask about: commands, decisions, dead ends. One row an action, in the past tense.
- **Remember** what the next session needs and cannot see in the code: findings, decisions with their reason, preferences. One fact an
  entry; a short key that says what it is about; set it again to correct it.
- **Block** when you cannot go on: \`report_step\` with \`block\` and what is missing. Do not guess, and do not retry for ever.

## Three patterns
1. Research: plan search, analyze, synthesize; for each step start, work, remember the findings, complete with a result.
2. Breakdown: plan one step a subtask; the person sees them on the task.
3. Error: report_step block with the error as it was; it is kept as context blockers/error_details and the plan is blocked.

## Good and bad
- Good: { "outcome": "complete", "result": { "tests_passed": 42 }, "agent_confidence": 0.9 }
- Bad: completing a step that was not checked; confidence 1.0 out of habit; one step called "Do everything".
- Good: remember decisions/queue "Postgres as queue: 41,212 jobs a minute measured, 6,800 needed."
- Bad: remember notes/stuff "see above".

An error says what happened, and its hint names the next safe step. A step that waits for approval is a person's to approve.
`;
