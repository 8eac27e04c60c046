/** Secrets in the contexts in which coding agents meet them. They are built from parts, so that no scanner takes this file for a leak. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { SETTINGS } from './settings.corpus';
import { joinParts, random, TOKENS } from './tokens.corpus';

interface Sample {
  kind: string;
  payload: JsonObject;
  /** No text of these may remain. */
  secrets: string[];
}

const CONTEXTS: ((token: string) => JsonObject)[] = [
  (token) => ({ tool_input: { command: `deploy --with ${token} --region eu` } }),
  (token) => ({ tool_response: { stdout: `client:\n  value: "${token}"\n`, stderr: '' } }),
  (token) => ({ arguments: JSON.stringify({ content: `const client = connect('${token}');\nrun();` }) }),
  (token) => ({ error: `Error: 401 for ${token}\n    at send (/app/src/client.ts:12:9)` }),
  (token) => ({ structuredPatch: [{ lines: [' a', `+const x = "${token}"`, `-  ${token}`] }] }),
  (token) => ({ prompt: `Use this one: ${token}. It works!` }),
];

const tokenSamples = Object.entries(TOKENS).flatMap(([kind, token]): Sample[] =>
  CONTEXTS.map((context) => ({ kind, payload: context(token), secrets: [token] })),
);

const PASSWORD = joinParts('hunter', '2', 'Blue!');
const WEAK = joinParts('sword', 'fish');
const PHRASE = joinParts('correct horse', ' battery staple');
const SECRET = random(40, 4);
const BASE64 = `${random(86)}==`;

const bash = (command: string): JsonObject => ({ tool_name: 'Bash', tool_input: { command } });
const file = (file_path: string, content: string): JsonObject => ({
  tool_name: 'Read',
  tool_input: { file_path },
  tool_response: { type: 'text', file: { filePath: file_path, content } },
});

const keyBody = Array.from({ length: 8 }, (_, at) => joinParts('MI', random(62, at)));
const keyBlock = (type: string, lines = keyBody, newline = '\n') =>
  [
    joinParts('-----BEGIN ', type, 'PRIVATE', ' KEY-----'),
    ...lines,
    joinParts('-----END ', type, 'PRIVATE', ' KEY-----'),
  ].join(newline);

const CONTEXTUAL: [kind: string, payload: JsonObject, ...secrets: string[]][] = [
  [
    'authorization header',
    bash(`curl -sS -H "Authorization: Bearer ${SECRET}" https://api.example.com/v1`),
    SECRET,
  ],
  ['authorization header', bash(`curl -H 'authorization: token ${SECRET}' https://api.example.com`), SECRET],
  ['authorization header', bash(`http GET example.com "Authorization:Basic ${BASE64}"`), BASE64],
  ['authorization header', { headers: { Authorization: `Bearer ${WEAK}`, Accept: '*/*' } }, WEAK],
  [
    'authorization header',
    { log: `> GET / HTTP/1.1\n> Authorization: Basic ${BASE64}\n> Accept: */*` },
    BASE64,
  ],
  [
    'authorization header',
    { content: `fetch(url, { headers: { Authorization: 'Bearer ${SECRET}' } })` },
    SECRET,
  ],
  [
    'authorization header',
    { arguments: JSON.stringify({ cmd: `curl -H "Authorization: Bearer ${SECRET}" x` }) },
    SECRET,
  ],
  [
    'authorization header',
    bash(`curl -H "X-Api-Key: ${SECRET}" -H "Accept: text/plain" https://x.example`),
    SECRET,
  ],
  ['authorization header', { rawHeaders: ['Authorization', `Bearer ${SECRET}`] }, SECRET],
  ['authorization header', bash(`curl -H "PRIVATE-TOKEN: ${SECRET}" https://gitlab.example`), SECRET],
  ['cookie', { text: `GET / HTTP/1.1\nCookie: sid=${SECRET}; theme=dark\n` }, SECRET],
  ['cookie', bash(`curl --cookie "session=${SECRET}" https://x.example`), SECRET],
  ['cookie', { headers: [{ name: 'Set-Cookie', value: `sid=${SECRET}; HttpOnly` }] }, SECRET],
  ['user option', bash(`curl -u admin:${PASSWORD} https://x.example`), PASSWORD],
  ['user option', bash(`curl -fsS --user 'admin:${WEAK}' https://x.example`), WEAK],
  ['user option', { command: ['curl', '-u', `admin:${WEAK}`, 'https://x.example'] }, WEAK],
  ['password option', bash(`tool login --user me --password ${WEAK}`), WEAK],
  ['password option', bash(`tool login --password=${WEAK} --force`), WEAK],
  ['password option', bash(`tool --api-key "${SECRET}" run`), SECRET],
  ['password option', { argv: ['tool', '--password', WEAK, '--force'] }, WEAK],
  ['password option', bash(`mysql -u root -p${WEAK} app < dump.sql`), WEAK],
  ['password option', bash(`sshpass -p '${PASSWORD}' ssh root@host`), PASSWORD],
  ['password option', bash(`redis-cli -h cache -a ${WEAK} ping`), WEAK],
  ['password option', bash(`docker login -u me -p ${WEAK} registry.example`), WEAK],
  ['password option', bash(`echo "${WEAK}" | docker login -u me --password-stdin`), WEAK],
  ['password option', bash(`openssl rsa -in k.pem -passin pass:${WEAK}`), WEAK],
  ['password option', bash(`psql -c "ALTER USER app WITH PASSWORD '${WEAK}'"`), WEAK],
  ['environment', bash(`PGPASSWORD=${WEAK} psql -h db -U app`), WEAK],
  ['environment', bash(`export OPENAI_API_KEY="${SECRET}" && npm start`), SECRET],
  ['environment', bash(`docker run -e MYSQL_ROOT_PASSWORD=${WEAK} mysql:8`), WEAK],
  ['environment', bash(`aws configure set aws_secret_access_key ${SECRET}`), SECRET],
  ['environment', { stdout: `HOME=/root\nDB_PASS=${WEAK}\nGH_TOKEN=${SECRET}\n` }, WEAK, SECRET],
  [
    'environment',
    { content: `services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: ${WEAK}\n` },
    WEAK,
  ],
  ['environment', { content: `POSTGRES_PASSWORD: \${DB_PASSWORD:-${WEAK}}` }, WEAK],
  ['environment', { content: `FROM node\nENV API_TOKEN ${SECRET}\n` }, SECRET],
  ['env file', file('/app/.env', `# local\nPORT=3000\nFOO=${WEAK}\nBAR="${PHRASE}"\n`), WEAK, PHRASE, '3000'],
  ['env file', file('/app/.env.production', `STRIPE=${SECRET}\nexport SALT='${PASSWORD}'`), SECRET, PASSWORD],
  ['env file', file('C:\\app\\.env', `     1→FOO=${WEAK}\n     2→BAR=${PASSWORD}`), WEAK, PASSWORD],
  ['env file', { tool_input: { command: 'cat .env' }, tool_response: { stdout: `SALT=${WEAK}` } }, WEAK],
  ['env file', bash(`cat > .env <<'EOF'\nSALT=${WEAK}\nEOF`), WEAK],
  ['env file', { command: `*** Begin Patch\n*** Update File: .env\n+SALT=${WEAK}\n*** End Patch` }, WEAK],
  [
    'env file',
    { tool_input: { file_path: '/a/.env' }, structuredPatch: [{ lines: [`+SALT=${WEAK}`] }] },
    WEAK,
  ],
  [
    'env file',
    { arguments: JSON.stringify({ file_path: '/a/.env', content: `SALT=${WEAK}\nX=${PASSWORD}` }) },
    WEAK,
    PASSWORD,
  ],
  ['env file', { stdout: `.env:3:SALT=${WEAK}\nsrc/.env.local:4:X=${PASSWORD}` }, WEAK, PASSWORD],
  ['private key', { content: keyBlock('RSA ') }, ...keyBody],
  ['private key', { content: keyBlock('') }, ...keyBody],
  ['private key', { content: keyBlock('OPENSSH ') }, ...keyBody],
  ['private key', { content: keyBlock('EC ', keyBody.slice(0, 2)) }, ...keyBody.slice(0, 2)],
  ['private key', { key: JSON.stringify({ private_key: keyBlock('') }) }, ...keyBody],
  [
    'private key',
    {
      structuredPatch: [
        {
          lines: keyBlock('')
            .split('\n')
            .map((line) => `+${line}`),
        },
      ],
    },
    ...keyBody,
  ],
  [
    'private key',
    {
      content: keyBlock('RSA ')
        .split('\n')
        .map((line, at) => `    ${at}→${line}`)
        .join('\n'),
    },
    ...keyBody,
  ],
  ['private key', { content: keyBlock('RSA ').split('\n').slice(0, -2).join('\n') }, ...keyBody.slice(0, -1)],
  ['private key', { content: keyBlock('', keyBody, '\\n" +\n  "') }, ...keyBody],
  ['connection string', bash(`psql postgres://app:${WEAK}@db.example:5432/app`), WEAK],
  [
    'connection string',
    { content: `DATABASE_URL=postgresql://app:${PASSWORD}@db/app?sslmode=require` },
    PASSWORD,
  ],
  ['connection string', { url: `mongodb+srv://app:${WEAK}@cluster.example/app` }, WEAK],
  ['connection string', { url: `redis://:${WEAK}@cache:6379/0` }, WEAK],
  ['connection string', { text: `amqp://guest:p@ss/${WEAK}@mq/` }, WEAK],
  [
    'connection string',
    { text: `Server=db;Database=app;User Id=sa;Password=${PASSWORD};Encrypt=true` },
    PASSWORD,
  ],
  [
    'connection string',
    { text: `AccountName=app;AccountKey=${BASE64};EndpointSuffix=core.windows.net` },
    BASE64,
  ],
  ['connection string', { text: `sql.Open("mysql", "app:${WEAK}@tcp(db:3306)/app")` }, WEAK],
  ['connection string', { text: `jdbc:postgresql://db/app?user=app&password=${WEAK}` }, WEAK],
  ['url', bash(`git clone https://me:${WEAK}@git.example/a/b.git`), WEAK],
  ['url', bash(`git push https://${SECRET}@github.com/a/b.git`), SECRET],
  ['url', { url: `https://x.example/cb?access_token=${SECRET}&state=1` }, SECRET],
  ['url', { url: `https://maps.example/api?key=${SECRET}` }, SECRET],
  ['url', { url: `https://blob.example/a?sv=2024&sig=${SECRET}%3D` }, SECRET],
  [
    'webhook',
    { text: joinParts('https://discord', '.com/api/webhooks/123456789012345678/', random(68)) },
    random(68),
  ],
  [
    'webhook',
    { text: joinParts('https://hooks.sl', 'ack.com/services/', 'T01234567/B01234567/', random(24)) },
    random(24),
  ],
  ['field', { user: 'me', password: WEAK }, WEAK],
  ['field', { password: 24681357 }, '24681357'],
  [
    'field',
    { config: { apiKey: WEAK, client_secret: SECRET, 'x-api-key': PASSWORD } },
    WEAK,
    SECRET,
    PASSWORD,
  ],
  ['field', { secrets: { a: WEAK, b: [PASSWORD] } }, WEAK, PASSWORD],
  ['field', { attributes: [{ key: 'db.password', value: { stringValue: WEAK } }] }, WEAK],
  ['field', { tokens: { accessToken: WEAK } }, WEAK],
  ['json', { stdout: `{"user":"me","password":"${WEAK}","token":"${SECRET}"}` }, WEAK, SECRET],
  ['json', { output: JSON.stringify({ body: JSON.stringify({ password: WEAK }) }) }, WEAK],
  ['yaml', { content: `user: me\npassword: ${WEAK}\nauth:\n  - token: ${SECRET}\n` }, WEAK, SECRET],
  ['ini', { content: `[default]\naws_secret_access_key = ${SECRET}\npassword = ${WEAK}\n` }, SECRET, WEAK],
  ['toml', { content: `api_key = "${WEAK}"\npassphrase = '${PHRASE}'\n` }, WEAK, PHRASE],
  ['properties', { content: `spring.datasource.password=${WEAK}\n` }, WEAK],
  [
    'xml',
    { content: `<add key="a" connectionString="Server=x;Password=${WEAK};" /><password>${WEAK}</password>` },
    WEAK,
  ],
  ['npmrc', { content: `//packages.example.com/:_authToken=${SECRET}\n_auth=${BASE64}` }, SECRET, BASE64],
  ['netrc', { content: `machine x.example login me password ${WEAK}` }, WEAK],
  ['pgpass', { content: `db.example:5432:app:me:${WEAK}\n` }, WEAK],
  [
    'code',
    { content: `const password = '${PASSWORD}';\nconst apiKey: string = "${SECRET}";` },
    PASSWORD,
    SECRET,
  ],
  ['code', { content: `client = Client(user="me", token="${SECRET}", password='${WEAK}')` }, SECRET, WEAK],
  ['code', { content: `headers['X-Api-Key'] = '${SECRET}'` }, SECRET],
  ['code', { content: `if (password === '${PASSWORD}') return` }, PASSWORD],
  ['code', { content: `define('DB_PASSWORD', '${PASSWORD}'); user.setPassword("${PASSWORD}");` }, PASSWORD],
  [
    'code',
    { content: `const key = process.env.API_KEY || '${SECRET}';\nsecret_key = b"${PASSWORD}"` },
    SECRET,
    PASSWORD,
  ],
  ['code', { content: `SECRET_KEY_BASE=${WEAK}` }, WEAK],
  ['password option', bash(`ssh-keygen -t rsa -N "${WEAK}" -f key && zip -P ${WEAK} a.zip b`), WEAK],
  ['prompt', { prompt: `the api key is ${SECRET}, pw: ${PASSWORD}` }, SECRET, PASSWORD],
  ['log', { error: `Login failed for user=admin, password=${WEAK}` }, WEAK],
  ['log', { error: `AuthError: bad token: ${SECRET}\n    at login (/a/b.js:1:2)` }, SECRET],
  ['prompt', { prompt: `The admin password is ${PASSWORD} and the user is bob.` }, PASSWORD],
];

export const SECRET_SAMPLES: Sample[] = [
  ...tokenSamples,
  ...[...CONTEXTUAL, ...SETTINGS].map(([kind, payload, ...secrets]) => ({ kind, payload, secrets })),
];
