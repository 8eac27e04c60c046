/**
 * Reads the browser bundle of Scalar. Its own package installs 284 packages; the plugin for Fastify contains the same bundle and
 * installs 13. The plugin serves the bundle by a route, and the route is read here without a server.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const PACKAGE = '@scalar/fastify-api-reference';

interface Route {
  url: string;
  handler: (request: unknown, reply: Reply) => unknown;
}

interface Reply {
  header(name: string, value: string): Reply;
  send(body: string): unknown;
}

/** What the plugin uses of a Fastify server. */
interface Registry {
  initialConfig: object;
  hasPlugin(name: string): boolean;
  route(route: Route): void;
}

type Plugin = (server: Registry, options: { configuration: { url: string } }, done: () => void) => unknown;

/** Returns the version of the bundle. */
export function scalarVersion(): string {
  return JSON.parse(readFileSync(join('node_modules', PACKAGE, 'package.json'), 'utf8')).version;
}

let script: Promise<string> | undefined;

/** Returns the JavaScript of the reference, which is read once; throws an error if the plugin serves none. */
export function readScalar(): Promise<string> {
  script ??= loadScalar();
  return script;
}

async function loadScalar(): Promise<string> {
  const { default: plugin } = await import('@scalar/fastify-api-reference');
  const routes: Route[] = [];
  const registry: Registry = {
    initialConfig: {},
    hasPlugin: () => false,
    route: (route) => routes.push(route),
  };
  // The plugin's type describes a whole Fastify server.
  await (plugin as unknown as Plugin)(registry, { configuration: { url: '/' } }, () => {});
  const sent: string[] = [];
  const reply: Reply = { header: () => reply, send: (body) => sent.push(body) };
  await routes.find(({ url }) => url.endsWith('.js'))?.handler({}, reply);
  const [javaScript] = sent;
  if (javaScript === undefined) throw new Error(`${PACKAGE} serves no JavaScript.`);
  return javaScript;
}
