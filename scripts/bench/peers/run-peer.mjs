// The side of a peer in the conversation with peers.ts: reports the processes, then measures each slice that it is asked for.
import { sample } from '../measure.ts';

export const STEPS = 10;

/** Announces a peer whose `runWorkflow` executes a workflow of ten steps; `store` is the process that keeps its data, if it is its own. */
export function offer(runWorkflow, store = null) {
  process.on('message', async ({ clients, seconds }) =>
    process.send(await sample(clients, seconds, { job: runWorkflow })),
  );
  process.send({ store });
}
