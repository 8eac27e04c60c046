/** Splits a migration into its statements without running it, like psql and the supabase CLI. */

export interface Statement {
  text: string;
  /** The line of the statement's first word, from 1. */
  line: number;
}

/** Matches tokens in which a semicolon does not end the statement. */
const opaque = [
  /--[^\n]*/y,
  /\b[eE]'(?:[^'\\]|''|\\[\s\S])*'/y,
  /'(?:[^']|'')*'/y,
  /"(?:[^"]|"")*"/y,
  /(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[\s\S]*?\1/y,
];
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

/** Returns the length of the block comment at a position; block comments nest. */
function commentLength(source: string, at: number): number {
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  for (let mark = marks.exec(source); mark; mark = marks.exec(source)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.index + 2 - at;
  }
  return source.length - at;
}

/** Tracks `begin atomic … end` bodies, whose inner semicolons belong to the function. */
class AtomicBodies {
  private depth = 0;
  private previous = '';

  get isInside(): boolean {
    return this.depth > 0;
  }

  read(token: string): void {
    const lower = token.toLowerCase();
    if (lower === 'atomic' && this.previous === 'begin') this.depth += 1;
    else if (lower === 'case' && this.depth > 0 && this.previous !== 'end') this.depth += 1;
    else if (lower === 'end' && this.depth > 0) this.depth -= 1;
    this.previous = lower;
  }
}

/** Creates a function that returns the line of a position, from 1. It may only be called with increasing positions. */
function createLineCounter(source: string): (at: number) => number {
  let line = 1;
  let next = source.indexOf('\n');
  return (at) => {
    for (; next >= 0 && next < at; next = source.indexOf('\n', next + 1)) line += 1;
    return line;
  };
}

export function splitSql(source: string): Statement[] {
  const statements: Statement[] = [];
  const bodies = new AtomicBodies();
  const lineAt = createLineCounter(source);
  let start = -1;
  let at = 0;
  const push = (end: number) => {
    if (start < 0) return;
    statements.push({ text: source.slice(start, end).trim(), line: lineAt(start) });
    start = -1;
  };
  while (at < source.length) {
    const character = source.charAt(at);
    const isComment = source.startsWith('--', at) || source.startsWith('/*', at);
    if (character === ';' && !bodies.isInside) push(at);
    else if (start < 0 && !isComment && !/[\s;]/.test(character)) start = at;
    at += tokenLength(source, at, bodies);
  }
  push(source.length);
  return statements;
}

function tokenLength(source: string, at: number, bodies: AtomicBodies): number {
  if (source.startsWith('/*', at)) return commentLength(source, at);
  for (const pattern of opaque) {
    const token = match(pattern, source, at);
    if (token) return token.length;
  }
  const token = match(word, source, at);
  if (token) bodies.read(token);
  return token?.length ?? 1;
}
