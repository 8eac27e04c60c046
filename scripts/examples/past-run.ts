/** Rows of a transcript, for the example of an import. */
export const pastRun = {
  session: '9b1f6c2e-1f0d-4a57-8c3b-6f3f6f1f7d20',
  rows: [
    {
      file: 'main',
      line: 0,
      row: {
        type: 'user',
        promptId: 'p1',
        timestamp: '2026-11-27T09:00:00.000Z',
        cwd: '/home/ada/shop',
        message: { role: 'user', content: 'Which tests are slow?' },
      },
    },
    {
      file: 'main',
      line: 1,
      row: {
        type: 'assistant',
        timestamp: '2026-11-27T09:00:04.000Z',
        message: { content: [{ type: 'text', text: 'Those of the search.' }] },
      },
    },
  ],
  is_last: true,
};
