import { z } from 'zod';

export const connectorParams = z.strictObject({
  client: z.string().min(1).max(100).describe('Such as claude-code'),
});

export const connectorFiles = z.strictObject({
  client: z.string(),
  files: z.array(
    z.strictObject({
      path: z.string().describe("Begins with ~/, the person's home folder"),
      mode: z
        .enum(['create', 'merge'])
        .describe('merge: JSON or TOML to add to a file that may exist already'),
      content: z.string(),
    }),
  ),
  env: z.record(z.string(), z.string()).optional(),
  notes: z.array(z.string()),
});
