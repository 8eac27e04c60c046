/**
 * The page of the API reference: Swagger UI for /api/openapi.json. It loads nothing from other servers, sends nothing to a validator
 * and stores no key. "Try it out" calls only this server, as the signed-in person or with the key that they enter.
 */
import type { Theme } from '@/lib/themes';
import { addressOf } from './files';
import { referenceStyle } from './style';

/** Runs in the browser: applies the theme, then renders the reference. */
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
