/** The introduction of the reference, in Markdown. docs/http-api.md explains each point in full. */
export const introduction = `
Plan and report the work of agents, store context and verify the log. All addresses take and return JSON. Times are
ISO 8601 in UTC, durations are minutes.

## Authentication

Send an agent key with each request: \`Authorization: Bearer aes_…\`. [Create a key](/connect) with the scopes
\`read\`, \`write\` and \`approve\`; each operation names the scope that it requires. On this page, requests without
a key run as the person who is signed in.

## Responses

A response is \`{ "data": … }\`, and a list also has \`next_cursor\`: pass it as \`cursor\` to get the next page.
An agent key gets the short view of a row, which saves tokens; \`view=full\` returns all fields that are documented here.

## Errors

An error is \`{ "error": { "code", "message", "hint", "details" } }\` with a matching HTTP status. The hint names the next
safe step. An unknown field is refused, with the nearest known one.

## Safe repeats

Send an \`Idempotency-Key\` with a write: for 24 hours the same request with the same key runs once and returns the
first response. Send the \`ETag\` of a plan as \`If-Match\` to change it only if it has not changed since.

## Rate limits

An agent key may make 6,000 requests a minute, unless the server sets another limit. \`RateLimit\` reports the rest; a 429 says
in \`Retry-After\` when to try again.
`.trim();
