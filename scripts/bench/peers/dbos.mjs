// DBOS Transact: runs a workflow of ten steps that do nothing. It keeps its data in the Postgres database of DATABASE_URL.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { offer, STEPS } from './run-peer.mjs';

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: process.env.DATABASE_URL, logLevel: 'error' });

const runWorkflow = DBOS.registerWorkflow(
  async () => {
    for (let step = 1; step <= STEPS; step += 1)
      await DBOS.runStep(async () => ({ step }), { name: `step ${step}` });
  },
  { name: 'bench' },
);

await DBOS.launch();
process.once('disconnect', () => DBOS.shutdown().finally(() => process.exit(0)));
offer(() => runWorkflow());
