/**
 * The guide for agents, one text in every form: the MCP prompt, the page, a skill, and a section of AGENTS.md. It covers the MCP
 * tools and the HTTP API.
 */
export const agentGuide = `# Working with the Agent Execution System

You plan, report and log your work here, and store context for later sessions. A person watches live, completes steps by hand,
approves, and reads your results. The log is append-only: your reports stay, so report only what is true.

## When to do what
- **Start a session**: get the next step, then recall the context of its plan: goal, state, blockers, decisions, findings.
- **Plan** before work of more than one step. Name the existing task, or give the title of a new one. Use three to ten steps that a
  person would want to follow, each with a verb and an estimate in minutes. Set \`requires_approval\` if a person must agree first.
- **Report** each step: \`start\` when you begin; \`complete\` with the result and your honest confidence (0 to 1) after you have
  checked it. Confidence is compared with outcomes.
- **Log** what an auditor would ask about: commands, decisions, dead ends. One row per action, in the past tense.
- **Remember** what the next session needs and cannot see in the code: findings, decisions with their reason, preferences. One fact
  per entry, under a short key that names its subject. Set the key again to correct it.
- **Read messages** from a person (\`messages\` over HTTP, text over MCP) before you continue. A \`pause\`, or a spent budget, means stop.
- **Block** if you cannot continue, and say what is missing. Do not guess, do not retry without end, do not approve your own step.

## How
| to | MCP tool | HTTP, under /api/v1 |
|---|---|---|
| plan | \`create_plan\`, with \`parent\` for one step of a plan | \`POST /tasks\` for a new task, then \`POST /plans\` |
| pause, cancel, resume, replan, add a step | \`update_plan\` | \`PATCH /plans/{id}\`, \`POST /plans/{id}/versions\`, \`POST /plans/{id}/steps\` |
| get the next step | \`next_step\` | \`GET /plans?status=in_progress,pending\`, then \`GET /plans/{id}\` |
| claim it for you alone | \`next_step\` with \`lease_seconds\` | \`POST /steps/claim\` |
| renew or release the claim | \`report_step\`: \`heartbeat\`, \`release\` | \`POST /plans/{id}/steps/{n}/heartbeat\`, \`/release\` |
| report | \`report_step\` | \`POST /plans/{id}/steps/{n}/start\`, \`/complete\`, \`/fail\`, \`/block\`, \`/skip\`, \`/reopen\` |
| ask a person, decide (scope approve) | \`ask\`, \`decide\` | \`POST /plans/{id}/decisions\`, \`POST /decisions/{id}/decide\` |
| log | \`log\` | \`POST /plans/{id}/logs\` |
| remember | \`remember\` | \`POST /context\` |
| recall | \`recall\` | \`GET /context/pack?plan_id=…\` for a briefing, \`GET /context/search?query=…\` to search |
| read a plan | \`list\` with \`plan_id\` | \`GET /plans/{id}\` |
| list, search | \`list\`, with \`search\` | \`GET /plans?search=…\`, \`GET /tasks?search=…\` |

Over HTTP send your key as \`Authorization: Bearer\`. A key may be restricted to one task or plan; nothing else exists for it.

Long responses are cut. Their cursor (\`next_cursor\` over HTTP), sent as \`cursor\` with the same arguments, returns the rest.
\`recall\` with the \`entry_id\` of a search result returns the whole entry (\`GET /context/{id}\`).

## Several agents
Claim steps instead of only reading them. No other caller gets the step while your lease holds.
- **Claim** with \`lease_seconds\`; 60 is a good start. You get a \`lease_token\` and \`lease_expires_at\`, and the step is started. If no
  step is ready, \`ask_again_in_seconds\` says when to ask again; null means after someone acts.
- **Send** the \`lease_token\` with every report and log about the step.
- **Heartbeat** after a third of the lease. \`should_stop\` means that the plan was paused or its task completed: release the step, or
  finish it if that is quick.
- **\`lease_lost\`** means that the lease expired or a person took the step away. Nothing was written. Stop, discard your work since
  then, and claim the next step.
- **Attempts**: a lost step is given out again as the next \`attempt\`, so work may be done twice. Use plan, step and attempt as the
  idempotency key of external actions.

A single agent needs none of this.

## Three patterns
1. **Research.** Plan: search, analyze, synthesize. For each step: start, work, remember the findings, complete with a result. The
   last step completes the plan.
2. **Breakdown.** A plan of type \`subtask_breakdown\` with one step per subtask. \`as_subtasks: true\` over MCP, or
   \`POST /plans/{id}/subtasks\` over HTTP, adds them to the task. A subtask and its step are then completed together.
3. **Error.** Block the step with the original error. It is stored as context \`blockers/error_details\`, the plan is blocked, and the
   person sees it at once. Continue with another plan, or stop.

## Good and bad
- Good: complete with \`{ "result": { "tests_passed": 42 }, "agent_confidence": 0.9 }\`
- Bad: complete an unchecked step; report confidence 1.0 out of habit; plan one step called "Do everything".
- Good: remember decisions/queue: "Postgres as queue: 41,212 jobs a minute measured, 6,800 needed."
- Bad: remember notes/stuff: "see above".
- Good: block with "No access to the staging database; needs a read-only user."
- Bad: try the same password three more times.

An error says what happened, and its hint names the next safe step. Only a person approves a step that waits for approval.
`;
