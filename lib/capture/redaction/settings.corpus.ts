import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { joinParts } from './tokens.corpus';

const WEAK = joinParts('sword', 'fish');
const PHRASE = joinParts('correct horse', ' battery staple');
const PASSWORD = joinParts('hunter', '2', 'Blue!');

const bash = (command: string): JsonObject => ({ tool_name: 'Bash', tool_input: { command } });

/** Secrets as shells, URLs, .env files and YAML write them. */
export const SETTINGS: [kind: string, payload: JsonObject, ...secrets: string[]][] = [
  ['printf to .env', bash(`printf 'SALT=${WEAK}\\n' >> .env`), WEAK],
  ['printf to .env', bash(`printf "SALT=%s\\n" "${WEAK}" >> .env`), WEAK],
  ['printf to .env', bash(`printf '%s\\n' 'SALT=${WEAK}' >> .env.local`), WEAK],
  ['printf to .env', bash(`printf 'A=1\\nSALT=${PHRASE}\\n' >> .env`), PHRASE],
  ['printf to .env', bash(`printf 'salt=%s\\nB=%s\\n' ${WEAK} ${PASSWORD} > .env`), WEAK, PASSWORD],
  ['echo to .env', bash(`echo "SALT=${PHRASE}" >> .env`), PHRASE],
  ['echo to .env', bash(`echo 'SALT="${PHRASE}"' >> .env`), PHRASE],
  ['echo to .env', bash(`echo "SALT='${WEAK}'" | tee -a .env`), WEAK],
  ['echo to .env', bash(`echo salt=${WEAK} >> .env`), WEAK],
  ['echo to .env', bash(`echo -e "A=1\\nSALT=${WEAK}" >> .env`), WEAK],
  ['echo to .env', bash(`echo "SALT=\\"${PHRASE}\\"" >> .env`), PHRASE],
  ['echo to .env', bash(`echo SALT=a:${WEAK}:b >> .env`), WEAK],
  ['echo to .env', bash(`echo "SALT=${WEAK};x(${WEAK})" >> .env`), WEAK],
  ['fish', bash(`set -x DB_PASSWORD ${WEAK}`), WEAK],
  ['fish', bash(`set -gx API_TOKEN '${PHRASE}'; run`), PHRASE],
  ['fish', bash(`set -Ux SECRET_KEY "${WEAK}"`), WEAK],
  ['fish', bash(`set --export --global DB_PASSWORD ${WEAK}`), WEAK],
  ['fish', bash(`fish -c 'set -lx DB_PASSWORD ${WEAK}; psql'`), WEAK],
  ['quoted url password', bash(`curl https://me:pa"${WEAK}77@host.example/x`), WEAK],
  ['quoted url password', { content: `url = 'https://me:pa"${WEAK}77@host.example/x'` }, WEAK],
  ['quoted url password', { content: `url: "https://me:pa'${WEAK}77@host.example/x"` }, WEAK],
  ['quoted url password', { content: `DATABASE=postgres://me:"${WEAK}"@db/app` }, WEAK],
  ['quoted url password', { content: `postgres://me:'${WEAK}'@db/app` }, WEAK],
  ['quoted url password', { content: `redis://:\\"${WEAK}\\"@cache` }, WEAK],
  ['.env value', { file_path: '/a/.env', content: `SALT=a:${WEAK}:b\nB=x\n` }, WEAK],
  ['.env value', { file_path: '/a/.env', content: `SALT: ${WEAK}\nPEPPER: '${PASSWORD}'\n` }, WEAK, PASSWORD],
  [
    '.env value',
    { file_path: '/a/.env', content: `KEY="line one ${WEAK}\nline two ${PASSWORD}\nend"\nB=1\n` },
    WEAK,
    PASSWORD,
  ],
  ['.env value', { file_path: '/a/.env', content: `KEY='-----\n${WEAK}\n${PASSWORD}'\n` }, WEAK, PASSWORD],
  ['.env value', bash(`cat > .env <<EOF\nSALT="a\n${WEAK}"\nEOF`), WEAK],
  ['.env value', { file_path: '/a/.env', content: `SALT="it's ${WEAK}"\n` }, WEAK],
  ['.env value', { file_path: '/a/.env', content: `SALT="say \\"${WEAK}\\" now"\n` }, WEAK],
  ['yaml of several words', { content: `db:\n  password: ${PHRASE}\n  user: me\n` }, PHRASE],
  ['yaml of several words', { content: `password: ${PHRASE} # of the db\nuser: me` }, PHRASE],
  [
    'yaml of several words',
    { content: `password: correct horse\n  battery staple\nuser: me` },
    'correct horse',
  ],
  [
    'yaml4',
    { content: `password: |\n  correct horse battery\n  staple ${WEAK}\nuser: me\n` },
    'correct horse',
    WEAK,
  ],
  ['yaml of several words', { content: `- secret: ${PHRASE}\n- token: my ${WEAK} here\n` }, PHRASE, WEAK],
];
