/** What agents ask, over HTTP, and where the page of approvals shows it. */
import type { Page } from '@playwright/test';
import type { Api, Person } from './people';

export const bash = (command: string) => ({
  kind: 'tool_call',
  question: `Bash ${command}`,
  request: { tool: 'Bash', input: { command } },
});

export const ask = (agent: Api, planId: string, body: object): Promise<{ id: string }> =>
  agent.make(`/plans/${planId}/decisions`, body);

export const row = (page: Page, question: string) =>
  page.getByRole('list', { name: 'What waits for you' }).getByRole('button', { name: question });
export const card = (page: Page, question: string) => page.getByRole('article', { name: question });
export const stateOf = async (person: Person, id: string) => {
  const { status, outcome, answer } = await person.service.getDecision(id);
  return { status, outcome, answer };
};
