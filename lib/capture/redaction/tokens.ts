/**
 * Finds tokens by their prefix: formats that the rules of secretlint lack, and formats of which they accept one length only. The prefixes
 * are published by the vendors.
 */
import type { Mark } from './mark';
import { rewrite } from './rewrite';

/** Prefixes by type. At least 16 letters, digits, dots, dashes or underscores follow each. */
const PREFIXES: Record<string, string[]> = {
  'agent-key': ['aes_'],
  'anthropic-token': ['sk-ant-'],
  'openai-token': ['sk-proj-', 'sk-svcacct-', 'sk-admin-'],
  'openrouter-token': ['sk-or-'],
  'langsmith-token': ['lsv2_pt_', 'lsv2_sk_'],
  'github-token': ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
  'gitlab-token': [
    'glpat-',
    'gloas-',
    'gldt-',
    'glrt-',
    'glcbt-',
    'glptt-',
    'glft-',
    'glimt-',
    'glagent-',
    'glsoat-',
  ],
  'npm-token': ['npm_'],
  'pypi-token': ['pypi-AgE'],
  'rubygems-token': ['rubygems_'],
  'docker-token': ['dckr_pat_', 'dckr_oat_'],
  'slack-token': [
    'xoxb-',
    'xoxp-',
    'xoxa-',
    'xoxr-',
    'xoxe.',
    'xoxe-',
    'xoxs-',
    'xoxc-',
    'xoxd-',
    'xapp-',
    'xwfp-',
  ],
  'stripe-token': ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'],
  'google-token': ['AIzaSy', 'ya29.', 'GOCSPX-', '1//0'],
  'digitalocean-token': ['dop_v1_', 'doo_v1_', 'dor_v1_'],
  'supabase-token': ['sbp_', 'sb_secret_'],
  'sentry-token': ['sntrys_', 'sntryu_'],
  'postman-token': ['PMAK-'],
  'newrelic-token': ['NRAK-', 'NRJS-'],
  'atlassian-token': ['ATATT3', 'ATCTT3', 'ATBB'],
  'square-token': ['sq0atp-', 'sq0csp-', 'EAAAE'],
  'doppler-token': ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'],
  'planetscale-token': ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'],
  'pulumi-token': ['pul-'],
  'vault-token': ['hvs.', 'hvb.', 'hvr.'],
  'fly-token': ['fo1_'],
  'age-key': ['AGE-SECRET-KEY-1'],
  'xai-token': ['xai-'],
  'groq-token': ['gsk_'],
  'huggingface-token': ['hf_', 'api_org_'],
  'perplexity-token': ['pplx-'],
  'replicate-token': ['r8_'],
  'netlify-token': ['nfp_'],
  'linear-token': ['lin_api_', 'lin_oauth_'],
  'notion-token': ['ntn_'],
  'figma-token': ['figd_'],
  'grafana-token': ['glsa_', 'eyJrIjoi'],
  'sendgrid-token': ['SG.'],
  'shopify-token': ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
  'mailgun-token': ['key-'],
  'databricks-token': ['dapi'],
  'tailscale-token': ['tskey-'],
};

const typeOfPrefix = new Map(
  Object.entries(PREFIXES).flatMap(([type, prefixes]) => prefixes.map((prefix) => [prefix, type] as const)),
);

const escaped = [...typeOfPrefix.keys()].map((prefix) => prefix.replace(/[.]/g, '\\.'));
const PREFIXED = new RegExp(`(?<![A-Za-z0-9_])(${escaped.join('|')})([\\w.-]*[\\w-][/+=]*)`, 'g');

/** Formats that a prefix alone does not distinguish from other words. A text without the literal has none, and that test is faster. */
const SHAPES: [type: string, literal: string, pattern: RegExp][] = [
  ['jwt', 'eyJ', /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]+)*/g],
  ['aws-access-key', 'A', /(?<![A-Za-z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g],
  ['openai-token', 'sk-', /(?<![\w-])sk-[A-Za-z0-9]{32,}/g],
  ['fly-token', 'fm', /(?<![A-Za-z0-9_])fm(?:1[ar]|2)_[\w+/=-]{40,}/g],
  ['aws-bedrock-token', 'ABSK', /(?<![A-Za-z0-9_])ABSK[\w+/=]{40,}/g],
  ['grafana-token', 'glc_', /(?<![A-Za-z0-9_])glc_[\w+/=]{32,}/g],
  ['stripe-token', 'whsec_', /(?<![A-Za-z0-9_])whsec_[\w+/=]{20,}/g],
  ['twilio-token', 'SK', /(?<![A-Za-z0-9])SK[0-9a-f]{32}(?![A-Za-z0-9])/g],
  ['telegram-token', ':AA', /(?<!\d)\d{8,10}:AA[\w-]{32,36}(?![\w-])/g],
  ['discord-token', '.', /(?<![\w.-])[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,45}(?![\w-])/g],
  ['mailchimp-token', '-us', /(?<![0-9a-f])[0-9a-f]{32}-us\d{1,2}(?!\d)/g],
  ['airtable-token', 'pat', /(?<![A-Za-z0-9])pat[A-Za-z0-9]{14}\.[0-9a-f]{64}/g],
  ['terraform-token', '.atlasv1.', /(?<![A-Za-z0-9])[A-Za-z0-9]{14}\.atlasv1\.[\w-]{40,}/g],
  ['azure-token', 'Q~', /(?<![\w~.-])[A-Za-z0-9_]{3}\dQ~[\w~.-]{31,34}/g],
  ['resend-token', 're_', /(?<![A-Za-z0-9_])re_[A-Za-z0-9]{8}_[A-Za-z0-9]{20,}/g],
  ['webhook-url', 'discord', /(?<=discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[\w-]{30,}/g],
  ['webhook-url', 'hooks.slack.com', /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/]{20,}/g],
  ['webhook-url', 'webhook.office.com', /(?<=\.webhook\.office\.com\/webhookb2\/)[\w@/-]{40,}/g],
  ['password-hash', '$', /(?<![\w$])\$(?:2[abxy]|apr1|argon2(?:id?|d)|y|5|6)\$[\w./$,=+-]{20,}/g],
];

/** Prefixes that also begin ordinary words, with the shape of what follows. */
const STRICT: Record<string, RegExp> = {
  'key-': /^[0-9a-f]{32}$/,
  dapi: /^[0-9a-f]{32}(?:-\d+)?$/,
  r8_: /^[A-Za-z0-9]{37,40}$/,
  hf_: /^[A-Za-z0-9]{30,40}$/,
  'pul-': /^[0-9a-f]{40}$/,
};

/** Returns whether the rest of a prefixed word is generated: it has a long run of letters and digits, which is not a word. */
function isToken(prefix: string, rest: string): boolean {
  const strict = STRICT[prefix];
  if (strict) return strict.test(rest);
  const run = /[A-Za-z0-9]{12,}/.exec(rest)?.[0];
  if (run === undefined || rest.length < 16) return false;
  return /\d/.test(rest) || (/[a-z]/.test(run) && /[A-Z]/.test(run.slice(1)));
}

/** Returns the text with tokens of known formats marked. */
export function redactTokens(text: string, mark: Mark): string {
  const prefixed = rewrite(text, PREFIXED, ({ 0: token, 1: prefix = '', 2: rest = '' }) =>
    isToken(prefix, rest) ? mark(typeOfPrefix.get(prefix) ?? 'token', token) : token,
  );
  return SHAPES.reduce(
    (current, [type, literal, pattern]) =>
      current.includes(literal) ? rewrite(current, pattern, ([token]) => mark(type, token)) : current,
    prefixed,
  );
}
