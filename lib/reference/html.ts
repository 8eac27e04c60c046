/**
 * The page of the reference: Swagger UI over /api/openapi.json, with nothing from elsewhere. It asks no validator, reports to nobody
 * and stores no key; "Try it out" calls this server alone, as the person who is signed in or with the key given to it.
 */
import type { Theme } from '@/components/shell/themes';
import { addressOf } from './files';
import { referenceStyle } from './style';

/** Runs in the browser: follows the theme, then draws the reference. */
const script = `
const dark = matchMedia('(prefers-color-scheme: dark)');
const root = document.documentElement;
const paint = () =>
  root.classList.toggle('dark-mode', root.dataset.theme === 'dark' || (root.dataset.theme === 'system' && dark.matches));
dark.addEventListener('change', paint);
paint();
addEventListener('DOMContentLoaded', () => {
  SwaggerUIBundle({
    url: '/api/openapi.json',
    dom_id: '#reference',
    validatorUrl: null,
    deepLinking: true,
    filter: true,
    persistAuthorization: false,
    defaultModelsExpandDepth: 0,
    defaultModelExpandDepth: 2,
    displayRequestDuration: true,
    syntaxHighlight: { theme: 'agate' },
  });
});`;

export function referenceHtml({ nonce, theme }: { nonce: string; theme: Theme }): string {
  return `<!doctype html>
<html lang="en" data-theme="${theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API reference · Agent Execution</title>
<link rel="icon" href="/icon.svg">
<link rel="stylesheet" href="${addressOf('swagger-ui.css')}">
<style>${referenceStyle}</style>
<script nonce="${nonce}">${script}</script>
<script nonce="${nonce}" src="${addressOf('swagger-ui-bundle.js')}" defer></script>
</head>
<body>
<header class="frame">
<a href="/" class="home">Agent Execution</a>
<a href="/api/openapi.json">openapi.json</a>
</header>
<main id="reference"></main>
</body>
</html>
`;
}
