import { expect, test } from 'vitest';
import { isTestCommand } from './test-commands';

const run = (command: string) => ({
  action_type: 'command',
  description: `Ran ${command}`,
  after_state: { command },
});

test.each([
  'npm test',
  'npm run test:unit',
  'cd app && npx vitest run',
  'pytest -q',
  'cargo test',
  'python -m pytest',
  'make check',
])('knows %j as a test command', (command) => expect(isTestCommand(run(command))).toBe(true));

test.each(['cat test.txt', 'rm -r spec', 'grep test src', 'npm install', 'git commit -m "test"'])(
  'knows %j as no test command',
  (command) => expect(isTestCommand(run(command))).toBe(false),
);
