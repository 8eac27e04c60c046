import { Validator } from '@seriousme/openapi-schema-validator';
import { baseURL, expect, test } from '../people';

test('serves a valid OpenAPI document with the URL of the server', async ({ request }) => {
  const response = await request.get(`${baseURL}/api/openapi.json`);
  const document = await response.json();
  expect(document.servers).toEqual([{ url: `${baseURL}/api/v1` }]);
  expect((await new Validator().validate(document)).valid).toBe(true);
});

test('refuses a wrong method and lists the allowed methods', async ({ agent, request }) => {
  const refused = await agent.send('PUT', '/plans', {});
  expect(refused).toMatchObject({ status: 405, body: { error: { code: 'method_not_allowed' } } });
  const response = await request.fetch(`${baseURL}/api/v1/plans`, { method: 'PUT' });
  expect(response.headers().allow?.split(', ').sort()).toEqual(['GET', 'POST']);
});

test('returns analytics and a forecast to agents', async ({ agent, plan }) => {
  const { status, body } = await agent.get('/analytics?grouping=week&plan_type=research,other');
  expect(status).toBe(200);
  expect(body.data.known_types).toEqual(['research']);
  expect((await agent.get(`/plans/${plan.id}/forecast`)).status).toBe(200);
  expect((await agent.get('/analytics?grouping=year')).status).toBe(422);
});
