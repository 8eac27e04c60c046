// The peer's side of the protocol with peers.ts: reports the process of its store, then measures each slice on request.
import { sample } from '../measure.ts';

export const STEPS = 10;

/**
 * Announces a peer whose `runWorkflow` executes a workflow of ten steps; `store` is the process that keeps its data, if there is a separate
 * one.
 */
export function offer(runWorkflow, store = null) {
  process.on('message', async ({ clients, seconds }) =>
    process.send(await sample(clients, seconds, { job: runWorkflow })),
  );
  process.send({ store });
}
