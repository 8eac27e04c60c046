import { Validator } from '@seriousme/openapi-schema-validator';
import { baseURL, expect, test } from '../people';

test('the document of the API is served, valid, and says where it is', async ({ request }) => {
  const response = await request.get(`${baseURL}/api/openapi.json`);
  const document = await response.json();
  expect(document.servers).toEqual([{ url: `${baseURL}/api/v1` }]);
  expect((await new Validator().validate(document)).valid).toBe(true);
});

test('another method is refused with those that are possible', async ({ agent, request }) => {
  const answer = await agent.send('PUT', '/plans', {});
  expect(answer).toMatchObject({ status: 405, body: { error: { code: 'method_not_allowed' } } });
  const response = await request.fetch(`${baseURL}/api/v1/plans`, { method: 'PUT' });
  expect(response.headers().allow?.split(', ').sort()).toEqual(['GET', 'POST']);
});

test('analytics and forecast are there for agents as well', async ({ agent, plan }) => {
  const { status, body } = await agent.get('/analytics?grouping=week&plan_type=research,other');
  expect(status).toBe(200);
  expect(body.data.known_types).toEqual(['research']);
  expect((await agent.get(`/plans/${plan.id}/forecast`)).status).toBe(200);
  expect((await agent.get('/analytics?grouping=year')).status).toBe(422);
});
