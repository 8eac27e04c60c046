/** The names of the coding agents whose runs are captured or imported. */
const NAMES: Readonly<Record<string, string>> = {
  'claude-code': 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  copilot: 'Copilot CLI',
  cursor: 'Cursor',
  opencode: 'OpenCode',
  otel: 'OpenTelemetry',
  'task-master': 'Task Master',
};

/** Returns the name that its vendor gives a client; that of the client itself if it is not known. */
export function clientName(client: string): string {
  return (Object.hasOwn(NAMES, client) ? NAMES[client] : undefined) ?? client;
}
