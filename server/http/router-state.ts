/** Handles the header in which Next's client sends the state of its router. */
import type { IncomingMessage } from 'node:http';
import { parseAndValidateFlightRouterState } from 'next/dist/server/app-render/parse-and-validate-flight-router-state.js';

const HEADER = 'next-router-state-tree';

/** Removes a router state on which Next would fail with 500, so that it renders the whole page. Uses Next's own check. */
export function dropUnreadableRouterState({ headers }: IncomingMessage): void {
  try {
    parseAndValidateFlightRouterState(headers[HEADER]);
  } catch {
    delete headers[HEADER];
  }
}
