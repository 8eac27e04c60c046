/** Submits "Continue as local owner" as a program that ignores the rules of browsers. */
import type { APIRequestContext } from '@playwright/test';

const OFFER = 'Continue as local owner';

export async function isOwnerOffered(
  request: APIRequestContext,
  origin: string,
  headers = {},
): Promise<boolean> {
  const response = await request.get(`${origin}/login`, { headers });
  return (await response.text()).includes(OFFER);
}

const readText = (text = '') => text.replaceAll('&quot;', '"').replaceAll('&amp;', '&');

/** Reads the form's fields from the page, with the proof that a browser on this machine gets. */
export async function readOwnerForm(
  request: APIRequestContext,
  origin: string,
): Promise<Record<string, string>> {
  const page = await (await request.get(`${origin}/login`)).text();
  const form = page.split('<form').find((part) => part.includes(OFFER)) ?? '';
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?/g)];
  const fields = Object.fromEntries(inputs.map(([, name, value]) => [readText(name), readText(value)]));
  const proofOrigin = /data-origin="([^"]+)"/.exec(form)?.[1];
  if (!proofOrigin) return fields;
  const proof = await request.get(proofOrigin, { headers: { Origin: origin } });
  return { ...fields, proof: await proof.text() };
}

/** Sends the form and returns the session cookies, or none if it was refused. */
export async function submitOwnerForm(
  request: APIRequestContext,
  origin: string,
  form: Record<string, string>,
  headers: Record<string, string>,
): Promise<string[]> {
  const response = await request.post(`${origin}/login`, { headers, multipart: form, maxRedirects: 0 });
  const cookies = response.headersArray().filter(({ name }) => name.toLowerCase() === 'set-cookie');
  return cookies.map(({ value }) => value).filter((value) => value.startsWith('aes-session'));
}
