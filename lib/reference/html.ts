/**
 * The page of the API reference: Scalar for /api/openapi.json. It loads nothing from other servers and stores no key. "Test request"
 * calls only this server, as the signed-in person or with the key that they enter.
 */
import type { Theme } from '@/lib/themes';
import { addressOf } from './files';
import { referenceStyle } from './style';

/**
 * Runs in the browser: renders the reference in the theme, which may follow the system's. Scalar sends an empty key as
 * `Bearer `, which the server refuses; without a key the person's session counts. Its client for requests leaves out two
 * attributes that screen readers need.
 */
const script = `
const theme = document.documentElement.dataset.theme;
const dark = matchMedia('(prefers-color-scheme: dark)');
const configuration = () => ({
  url: '/api/openapi.json',
  theme: 'none',
  layout: 'modern',
  forceDarkModeState: theme === 'dark' || (theme === 'system' && dark.matches) ? 'dark' : 'light',
  hideDarkModeToggle: true,
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  persistAuth: false,
  defaultOpenAllTags: false,
  documentDownloadType: 'none',
  defaultHttpClient: { targetKey: 'shell', clientKey: 'curl' },
  onRequestBuilt: ({ request }) => {
    if (/^bearer\\s*$/i.test(request.headers.get('authorization') ?? '')) request.headers.delete('authorization');
  },
  metaData: { title: 'API reference · Agent Execution' },
});
const complete = () => {
  for (const input of document.querySelectorAll('[role=combobox]:not([aria-expanded])')) input.ariaExpanded = 'false';
  for (const button of document.querySelectorAll('button[role=none][aria-label]')) button.removeAttribute('role');
};
addEventListener('DOMContentLoaded', () => {
  new MutationObserver(complete).observe(document.body, { childList: true, subtree: true });
  const reference = Scalar.createApiReference('#reference', configuration());
  dark.addEventListener('change', () => reference.updateConfiguration(configuration()));
});`;

export function referenceHtml({ nonce, theme }: { nonce: string; theme: Theme }): string {
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Agent Execution</title>
<link rel="icon" href="/icon.svg">
<style>${referenceStyle}</style>
<script nonce="${nonce}">${script}</script>
<script nonce="${nonce}" src="${addressOf('scalar.js')}" defer></script>
</head>
<body>
<nav class="frame" aria-label="Site">
<a href="/" class="home">Agent Execution</a>
<a href="/api/openapi.json">openapi.json</a>
</nav>
<div id="reference"></div>
</body>
</html>
`;
}
