/** The event streams in the OpenAPI document. They never end, so lib/feed has separate handlers for them. */

export const streams = [
  {
    id: 'followEvents',
    path: '/events',
    summary: 'Follow the log as server-sent events: every row that the caller may read',
  },
  {
    id: 'followPlanEvents',
    path: '/plans/{id}/events',
    summary: 'Follow the log of a plan, as server-sent events',
  },
] as const;
