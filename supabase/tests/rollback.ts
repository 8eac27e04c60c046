/** Runs statements as an identity in a transaction that is rolled back. */
import type postgres from 'postgres';
import type { Database, Identity } from './identities.ts';

export async function setIdentity(tx: postgres.TransactionSql, identity?: Identity): Promise<void> {
  await tx`select set_config('request.jwt.claims', ${identity ? JSON.stringify(identity.claims) : ''}, true),
    set_config('role', ${identity?.role ?? 'none'}, true)`;
}

class Undo extends Error {}

const ignoreUndo = (error: unknown) => {
  if (!(error instanceof Undo)) throw error;
};

/** Runs the work as the superuser in a transaction that is rolled back. */
export const withRollback = (db: Database, work: (tx: postgres.TransactionSql) => Promise<void>) =>
  db.sql
    .begin(async (tx) => {
      await work(tx);
      throw new Undo();
    })
    .catch(ignoreUndo);

/** Returns the result of a statement run as an identity, or the SQLSTATE of its error; `look` sees its effects before the rollback. */
export async function tryStatement(
  tx: postgres.TransactionSql,
  identity: Identity,
  statement: string,
  look: () => Promise<void> = async () => {},
): Promise<{ result?: unknown; refusal?: string }> {
  let outcome = {};
  await tx
    .savepoint(async (sp) => {
      await setIdentity(sp, identity);
      try {
        outcome = { result: await sp.savepoint((inner) => inner.unsafe(statement)) };
      } catch (error) {
        if (!(error instanceof Error && 'code' in error)) throw error;
        outcome = { refusal: error.code };
      }
      await setIdentity(sp);
      await look();
      throw new Undo();
    })
    .catch(ignoreUndo);
  return outcome;
}
