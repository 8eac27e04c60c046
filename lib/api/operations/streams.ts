/** The streams of events, which never end and have handlers of their own (lib/feed): what the document says of them. */

export const streams = [
  {
    id: 'followEvents',
    path: '/events',
    summary: 'Follow the log: every row that the caller may see, as server-sent events',
  },
  {
    id: 'followPlanEvents',
    path: '/plans/{id}/events',
    summary: 'Follow the log of a plan, as server-sent events',
  },
] as const;
