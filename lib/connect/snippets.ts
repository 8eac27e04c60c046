/** Snippets for each kind of client. e2e/connect.spec.ts runs each text unchanged. */

export const connectClients = [
  { name: 'claude-code', label: 'Claude Code' },
  { name: 'cursor', label: 'Cursor' },
  { name: 'codex', label: 'Codex' },
  { name: 'gemini', label: 'Gemini CLI' },
  { name: 'copilot', label: 'Copilot CLI' },
  { name: 'opencode', label: 'OpenCode' },
  { name: 'mcp', label: 'Other MCP client' },
  { name: 'supabase-js', label: 'supabase-js' },
  { name: 'curl', label: 'curl' },
  { name: 'python', label: 'Python' },
] as const;

export type ConnectClient = (typeof connectClients)[number]['name'];

export interface Connection {
  origin: string;
  key: string;
  /** Names the project and grants nothing. supabase-js requires it beside the key. */
  publishableKey: string;
  /** The folder of this app, for clients that start its MCP server. */
  folder: string;
}

export interface Snippet {
  title: string;
  /** Where to put the text, or what it does. */
  hint: string;
  text: string;
}

const SERVER = 'agent-execution';
const json = (value: unknown) => JSON.stringify(value, null, 2);
const mcpUrl = ({ origin }: Connection) => `${origin}/api/mcp`;
const bearer = ({ key }: Connection) => ({ Authorization: `Bearer ${key}` });

function claudeCode(connection: Connection): Snippet[] {
  return [
    {
      title: 'In a terminal',
      hint: 'Adds the server for this folder; --scope user adds it for all folders.',
      text: `claude mcp add --transport http ${SERVER} ${mcpUrl(connection)} \\\n  --header "Authorization: Bearer ${connection.key}"`,
    },
  ];
}

function cursor(connection: Connection): Snippet[] {
  return [
    {
      title: '~/.cursor/mcp.json',
      hint: 'For all projects; use .cursor/mcp.json for one. Keep the key out of version control.',
      text: json({ mcpServers: { [SERVER]: { url: mcpUrl(connection), headers: bearer(connection) } } }),
    },
  ];
}

function codex(connection: Connection): Snippet[] {
  return [
    {
      title: 'In the shell that starts Codex',
      hint: 'Codex reads the key from the environment.',
      text: `export AES_KEY='${connection.key}'`,
    },
    {
      title: '~/.codex/config.toml',
      hint: 'Or .codex/config.toml in a trusted project.',
      text: `[mcp_servers.${SERVER}]\nurl = "${mcpUrl(connection)}"\nbearer_token_env_var = "AES_KEY"`,
    },
  ];
}

function otherMcp(connection: Connection): Snippet[] {
  return [
    {
      title: 'Streamable HTTP',
      hint: 'Most clients read this form; some call the type streamable-http.',
      text: json({
        mcpServers: { [SERVER]: { type: 'http', url: mcpUrl(connection), headers: bearer(connection) } },
      }),
    },
    {
      title: 'stdio',
      hint: 'For clients without HTTP, on a machine with this app. It forwards everything to this server.',
      text: json({
        mcpServers: {
          [SERVER]: {
            command: 'node',
            args: [`${connection.folder}/scripts/mcp.mjs`],
            env: { AES_KEY: connection.key, AES_URL: connection.origin },
          },
        },
      }),
    },
  ];
}

function supabaseJs({ origin, key, publishableKey }: Connection): Snippet[] {
  return [
    {
      title: 'agent.mjs',
      hint: 'Run npm install @supabase/supabase-js, then node agent.mjs. This address accepts the key in place of an access token.',
      text: `import { createClient } from '@supabase/supabase-js';

const supabase = createClient('${origin}', '${publishableKey}', {
  accessToken: async () => '${key}',
});

const { data, error } = await supabase
  .from('agent_execution_plans')
  .select('id, plan_type, status')
  .order('updated_at', { ascending: false })
  .limit(5);
if (error) throw error;
console.log(data);`,
    },
  ];
}

function curl({ origin, key }: Connection): Snippet[] {
  return [
    {
      title: 'A first call',
      hint: 'Lists the plans that the key may read.',
      text: `export AES_KEY='${key}'\ncurl -sS --fail-with-body "${origin}/api/v1/plans?limit=5" -H "Authorization: Bearer $AES_KEY"`,
    },
    {
      title: 'A task with a plan',
      hint: 'Run it in the same shell. Needs an unrestricted key with the scope write.',
      text: `TASK=$(curl -sS --fail-with-body "${origin}/api/v1/tasks" -H "Authorization: Bearer $AES_KEY" \\
  -H 'Content-Type: application/json' -d '{"title": "Try a first plan"}' | sed -E 's/.*"id": ?"([^"]+)".*/\\1/')

curl -sS --fail-with-body "${origin}/api/v1/plans" -H "Authorization: Bearer $AES_KEY" \\
  -H 'Content-Type: application/json' -d '{
    "task_id": "'"$TASK"'", "plan_type": "research", "steps": [
      {"step": 1, "action": "search", "description": "Search literature", "estimated_duration": 30},
      {"step": 2, "action": "analyze", "description": "Analyze sources", "estimated_duration": 45}
    ]}'`,
    },
  ];
}

function python({ origin, key }: Connection): Snippet[] {
  return [
    {
      title: 'agent.py',
      hint: 'Needs only Python 3. Lists the plans that the key may read.',
      text: `import json
import urllib.request

API = "${origin}/api/v1"
KEY = "${key}"


def call(method, path, body=None):
    request = urllib.request.Request(
        API + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + KEY, "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)["data"]


for plan in call("GET", "/plans?limit=5"):
    print(plan["status"], plan["plan_type"], plan["id"])`,
    },
    {
      title: 'A plan from start to end',
      hint: 'Append it to agent.py. Needs an unrestricted key with the scope write.',
      text: `task = call("POST", "/tasks", {"title": "Try a first plan"})
plan = call("POST", "/plans", {
    "task_id": task["id"],
    "plan_type": "research",
    "steps": [
        {"step": 1, "action": "search", "description": "Search literature"},
        {"step": 2, "action": "analyze", "description": "Analyze sources"},
    ],
})
for step in (1, 2):
    path = "/plans/%s/steps/%d" % (plan["id"], step)
    call("POST", path + "/start", {})
    call("POST", path + "/complete", {"result": {"findings": step}, "agent_confidence": 0.9})
print(call("GET", "/plans/" + plan["id"])["status"])`,
    },
  ];
}

const makers: Record<ConnectClient, (connection: Connection) => Snippet[]> = {
  'claude-code': claudeCode,
  cursor,
  codex,
  gemini: otherMcp,
  copilot: otherMcp,
  opencode: otherMcp,
  mcp: otherMcp,
  'supabase-js': supabaseJs,
  curl,
  python,
};

export function snippetsOf(client: ConnectClient, connection: Connection): Snippet[] {
  return makers[client](connection);
}
