/** The page that replaces all others while the database does not respond. It depends on nothing that could fail as well. */

const RELOAD_SECONDS = 5;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="${RELOAD_SECONDS}">
<title>Unavailable · Agent Execution</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; font: 0.8125rem/1.25rem system-ui, sans-serif;
  background: light-dark(#fafafa, #0d0d0e); color: light-dark(#57575e, #a5a5ad); }
main { max-width: 20rem; padding: 1rem; text-align: center; }
h1 { margin: 0 0 0.5rem; font-size: 0.9375rem; color: light-dark(#18181b, #ededef); }
p { margin: 0 0 0.5rem; }
</style>
</head>
<body>
<main>
<h1>Agent Execution is not available</h1>
<p>The database does not respond. Saved data are not lost.</p>
<p>This page reloads every ${RELOAD_SECONDS} seconds. If it stays, check the server log.</p>
</main>
</body>
</html>
`;

/** Returns the page with status 503 and a content security policy. */
export function unavailablePage(contentSecurityPolicy: string): Response {
  return new Response(page, {
    status: 503,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': contentSecurityPolicy,
      'Cache-Control': 'no-store',
      'Retry-After': String(RELOAD_SECONDS),
    },
  });
}
