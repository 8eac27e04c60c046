/** Next calls this once when the server starts. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startBackground } = await import('./lib/background/background');
  startBackground();
  // In development the handler that Next has may be newer.
  if (process.env.NODE_ENV !== 'production') return;
  const { answer } = await import('./lib/api/answer');
  globalThis.answerApi = answer;
}
