/** Next calls this once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startBackground } = await import('./lib/background/background');
  startBackground();
  // In development Next compiles the handler again when its sources change, so only Next has the newest one.
  if (process.env.NODE_ENV !== 'production') return;
  const { answerWithSignal } = await import('./lib/api/answer');
  const { setApiHandler } = await import('./server/api-handler');
  setApiHandler(answerWithSignal);
}
