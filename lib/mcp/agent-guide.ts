/**
 * What an agent has to know to work with the system: the one text, whatever form it is asked for in - the MCP prompt, the page, a
 * skill, a section of AGENTS.md. It holds for the tools of MCP and for the HTTP API alike.
 */
export const agentGuide = `# Working with the Agent Execution System

You plan, log, remember and report here. A person watches live, completes steps by hand, approves, and reads what you left behind.
Everything is a row of an append-only log: what you report stays, so report what is so.

## When to do what
- **Begin a session**: ask for the next step, and recall what is known about its plan: goal, state, blockers, decisions, findings.
- **Plan** before work of more than one step. Name the task if it exists, else its title. Three to ten steps that a person would
  want to see ticked off, each with a verb and an estimate in minutes; \`requires_approval\` where a person must agree first.
- **Report** each step: \`start\` when you begin; \`complete\` with its result and your honest confidence (0 to 1) once you have checked it.
  Confidence is held against what happened.
- **Log** what a reader of the audit would ask about: commands, decisions, dead ends. One row an action, in the past tense.
- **Remember** what the next session needs and cannot see in the code: findings, decisions with their reason, preferences. One fact an
  entry, under a short key that says what it is about; set the key again to correct it.
- **Block** when you cannot go on, and say what is missing. Do not guess, do not retry for ever, do not approve your own step.

## How
| to | MCP tool | HTTP, under /api/v1 |
|---|---|---|
| plan | \`create_plan\` | \`POST /tasks\` for a new task, then \`POST /plans\` |
| find the next step | \`next_step\` | \`GET /plans?status=in_progress,pending\`, then \`GET /plans/{id}\` |
| claim it, as yours alone | \`next_step\` with \`lease_seconds\` | \`POST /steps/claim\` |
| keep it, give it back | \`report_step\`: \`heartbeat\`, \`release\` | \`POST /plans/{id}/steps/{n}/heartbeat\`, \`/release\` |
| report | \`report_step\` | \`POST /plans/{id}/steps/{n}/start\`, \`/complete\`, \`/fail\`, \`/block\`, \`/skip\`, \`/reopen\` |
| log | \`log\` | \`POST /plans/{id}/logs\` |
| remember | \`remember\` | \`POST /context\` |
| recall | \`recall\` | \`GET /context/pack?plan_id=…\` for a briefing, \`GET /context/search?query=…\` to look something up |
| look around | \`get_plan\`, \`list\` | \`GET /plans\`, \`GET /tasks\` |

Over HTTP send \`Authorization: Bearer\` with your key. A key may be for one task or one plan: the rest is not there for it.

What is long is cut: \`next_cursor\`, sent back as \`cursor\` with the same arguments, gives the rest. \`recall\` with the \`entry_id\` of a search
result gives that entry whole (\`GET /context/{id}\`).

## When several agents work
Claim steps instead of only reading them: nobody else gets the step while your lease holds.
- **Claim** with \`lease_seconds\`, 60 for a start. You get a \`lease_token\` and \`lease_expires_at\`; the step is started. Where nothing is ready,
  \`ask_again_in_seconds\` says when to ask again; null means not before somebody acts.
- **Name** the \`lease_token\` in every report and log about the step.
- **Heartbeat** well before the lease ends, at a third of it. \`should_stop\` says that the plan was paused or cancelled: release the step, or
  finish it if that is soon.
- **\`lease_lost\`** means that the lease ended, or a person took the step away; nothing was written. Stop, drop what you did since, claim the
  next step.
- **Attempts**: a lost step is given out again as the next \`attempt\`, so work may be done twice. Use plan, step and attempt as the
  idempotency key of what you do outside.

Alone you need none of this.

## Three patterns
1. **Research.** Plan: search, analyze, synthesize. For each step: start, work, remember the findings, complete with a result. The
   last one completes the plan.
2. **Breakdown.** A plan of type \`subtask_breakdown\`, one step a subtask; \`as_subtasks: true\` over MCP, \`POST /plans/{id}/subtasks\` over HTTP
   puts them on the task. A subtask and its step are then completed together.
3. **Error.** Block the step with the error as it was. It is kept as context \`blockers/error_details\`, the plan is blocked, and the person
   sees it at once. Go on with another plan, or stop.

## Good and bad
- Good: complete with \`{ "result": { "tests_passed": 42 }, "agent_confidence": 0.9 }\`
- Bad: completing a step that was not checked; confidence 1.0 out of habit; one step called "Do everything".
- Good: remember decisions/queue: "Postgres as queue: 41,212 jobs a minute measured, 6,800 needed."
- Bad: remember notes/stuff: "see above".
- Good: block with "No access to the staging database; needs a read-only user."
- Bad: three more attempts with the same password.

An error says what happened, and its hint names the next safe step. A step that waits for approval is a person's to approve.
`;
