/** Tokens of vendors, built from parts, so that no scanner takes this file for a leak. */
const LETTERS = 'aB3dE5fG7hJ9kL2mN4pQ6rS8tU1vW0xYz';

/** Returns letters and digits that look generated, and differ by seed. */
export function random(length: number, seed = 0): string {
  return Array.from({ length }, (_, at) => LETTERS[(at * 7 + seed * 5 + Math.floor(at / 33) * 11) % 33]).join(
    '',
  );
}

function hex(length: number, seed = 0): string {
  return Array.from({ length }, (_, at) =>
    ((at * 7 + seed * 3 + Math.floor(at / 16) * 5 + 9) % 16).toString(16),
  ).join('');
}

export const joinParts = (...parts: string[]) => parts.join('');

const jwt = joinParts('ey', 'JhbGciOiJIUzI1NiJ9', '.ey', 'JzdWIiOiIxMjM0NTY3ODkwIn0', `.${random(43, 3)}`);

/** Tokens by kind. */
export const TOKENS: Record<string, string> = {
  'agent key': joinParts('ae', 's_', hex(64)),
  'aws access key': joinParts('AK', 'IA', 'Q7ZLM2XK4T9WB3HD'),
  'aws session key': joinParts('AS', 'IA', 'Q7ZLM2XK4T9WB3HE'),
  'github classic': joinParts('gh', 'p_', random(36)),
  'github server': joinParts('gh', 's_', random(36, 1)),
  'github fine-grained': joinParts('github', '_pat_', random(22), '_', random(59, 2)),
  gitlab: joinParts('gl', 'pat-', random(20)),
  anthropic: joinParts('sk-', 'ant-', 'api03-', random(93), 'AA'),
  'openai project': joinParts('sk-', 'proj-', random(74), 'T3Blbk', 'FJ', random(74, 1)),
  'openai legacy': joinParts('sk', '-', random(48)),
  openrouter: joinParts('sk-', 'or-v1-', hex(64)),
  'slack bot': joinParts('xo', 'xb-', '123456789012-1234567890123-', random(24)),
  'slack app': joinParts('xa', 'pp-', '1-A0123456789-1234567890123-', hex(64)),
  'stripe live': joinParts('sk_', 'live_', random(24)),
  'stripe webhook': joinParts('wh', 'sec_', random(32)),
  'google api': joinParts('AI', 'zaSy', random(33)),
  'google oauth': joinParts('ya', '29.', random(60)),
  'google client': joinParts('GOC', 'SPX-', random(28)),
  npm: joinParts('np', 'm_', random(36)),
  pypi: joinParts('pypi', '-AgEIcHlwaS5vcmc', random(60)),
  sendgrid: joinParts('S', 'G.', random(22), '.', random(43)),
  twilio: joinParts('S', 'K', hex(32)),
  huggingface: joinParts('h', 'f_', random(34).replace(/\d/g, 'q')),
  groq: joinParts('gs', 'k_', random(52)),
  databricks: joinParts('da', 'pi', hex(32)),
  digitalocean: joinParts('do', 'p_v1_', hex(64)),
  'docker hub': joinParts('dckr', '_pat_', random(27)),
  shopify: joinParts('sh', 'pat_', hex(32)),
  linear: joinParts('lin', '_api_', random(40)),
  notion: joinParts('nt', 'n_', '12345678901', random(35)),
  figma: joinParts('fi', 'gd_', random(43)),
  vault: joinParts('hv', 's.', random(95)),
  grafana: joinParts('gl', 'sa_', random(32), '_', hex(8)),
  tailscale: joinParts('ts', 'key-auth-', random(17), '-', random(32)),
  supabase: joinParts('sb', 'p_', hex(40)),
  telegram: joinParts('1234567890', ':AA', random(33)),
  discord: joinParts('MT', random(24), '.', random(6), '.', random(38)),
  mailgun: joinParts('ke', 'y-', hex(32)),
  mailchimp: joinParts(hex(32), '-us', '12'),
  postman: joinParts('PM', 'AK-', hex(24), '-', hex(34)),
  'age key': joinParts('AGE-', 'SECRET-KEY-1', random(58).toUpperCase()),
  jwt,
  'password hash': joinParts('$2b', '$12$', random(53)),
};
