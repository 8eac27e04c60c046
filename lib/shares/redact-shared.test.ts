import { expect, test } from 'vitest';
import { redactShared } from './redact-shared';

const shown = (text: string) => redactShared({ text }).text;

test.each([
  ['Ask ann.lee+ops@mail.example.co.uk today', 'Ask [e-mail address] today'],
  ['<ann@example.com>, bob@example.com', '<[e-mail address]>, [e-mail address]'],
  [
    '@@ -1 +1 @@\n-ann.lee@example.com\n+bob@example.com',
    '@@ -1 +1 @@\n-[e-mail address]\n+[e-mail address]',
  ],
  ['-cd /root\n+cd /home/ann\n-/root', '-cd ~\n+cd ~\n-~'],
  ['To:...ann@example.com', 'To:...[e-mail address]'],
  ['git clone git@github.com:shop/app.git', 'git clone git@github.com:shop/app.git'],
  ['npm install react@19.2.0 @types/node@24.1.0', 'npm install react@19.2.0 @types/node@24.1.0'],
  ['cat /home/ann/shop/.env', 'cat ~/shop/.env'],
  ['open /Users/Ann.Lee/Desktop', 'open ~/Desktop'],
  ['type C:\\Users\\ann\\notes.txt', 'type ~\\notes.txt'],
  ['{"path":"C:\\\\Users\\\\ann\\\\a"}', '{"path":"~\\\\a"}'],
  ['file:///home/ann/a.html', 'file://~/a.html'],
  ['cwd=%2Fhome%2Fann%2Fshop', 'cwd=~%2Fshop'],
  ['ls /root/.ssh and /rooted', 'ls ~/.ssh and /rooted'],
  ['~/.claude/projects/-home-ann-shop/a.jsonl', '~/.claude/projects/-~-shop/a.jsonl'],
  ['ls: -home-ann-shop\n-Users-ann-app', 'ls: -~-shop\n-~-app'],
  ['projects\\C--Users-ann-shop', 'projects\\-~-shop'],
  ['open C:\\Users\\Ann van Lee\\notes.txt', 'open ~\\notes.txt'],
  ['{"path":"C:\\\\Users\\\\Ann Lee\\\\a"}', '{"path":"~\\\\a"}'],
  ['cd C:\\Users\\ann and C:\\tmp', 'cd ~ and C:\\tmp'],
  ['https://x.example/?to=ann%40example.com', 'https://x.example/?to=[e-mail address]'],
  [`{"image":"data:image/png;base64,${'iVBORw0K/'.repeat(40)}=="}`, '{"image":"[encoded file]"}'],
  [`${'iVBORw0K'.repeat(40)}=`, '[encoded file]'],
  ['run --at-home-now', 'run --at-home-now'],
  ['the home page of users', 'the home page of users'],
])('shows %j as %j', (text, expected) => {
  expect(shown(text)).toBe(expected);
});

test('removes secrets in texts, in fields and in names, and keeps the shape', () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  const value = {
    rows: [{ password: 'hunter2!x', note: `curl -H "Authorization: Bearer ${token}"` }],
    [`/home/ann/${token}`]: 1,
    count: 3,
    nothing: null,
  };
  const redacted = redactShared(value);
  const text = JSON.stringify(redacted);
  expect(text).not.toMatch(/hunter2|ghp_|ann/);
  expect(redacted.rows).toHaveLength(1);
  expect(redacted).toMatchObject({ count: 3, nothing: null });
});

test('gives the same secret another mark in each page', () => {
  const secret = { note: 'password=hunter2!x9Q' };
  expect(redactShared(secret).note).toMatch(/redacted/);
  expect(redactShared(secret)).not.toEqual(redactShared(secret));
});
