/**
 * Adds to JSON, and removes what was added, as edits of its text: comments, order and spaces of the rest stay as they are.
 * An addition is `{ path, key, value }` for a member, `{ path, value }` for an element of a list, and `{ path, key, isContainer }` for an
 * object or a list that was created to hold others.
 */
const SPACE = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const STRING = /"(?:[^"\\\n]|\\.)*"/y;
const SCALAR = /"(?:[^"\\\n]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const COMMA_AFTER_COMMENTS = /^((?:\s|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*),/;

/** Reads JSON with comments into nodes that know their place in the text. Throws a SyntaxError that names the line. */
export function parseJson(text) {
  let at = text.startsWith('\ufeff') ? 1 : 0;
  const take = (pattern) => {
    pattern.lastIndex = at;
    const [found] = pattern.exec(text) ?? [''];
    at += found.length;
    return found;
  };
  const fail = () => {
    throw new SyntaxError(`line ${text.slice(0, at).split('\n').length}`);
  };
  const readItems = (close, readItem) => {
    for (const items = []; ; ) {
      take(SPACE);
      if (take(close)) return items;
      items.push(readItem());
      take(SPACE);
      if (!take(/,/y)) return take(close) ? items : fail();
    }
  };
  const readElement = () => {
    const start = at;
    const node = readNode();
    return { start, end: at, node };
  };
  const readMember = () => {
    const start = at;
    const key = JSON.parse(take(STRING) || fail());
    take(SPACE);
    if (!take(/:/y)) fail();
    const node = readNode();
    return { key, start, end: at, node };
  };
  const readNode = () => {
    take(SPACE);
    const start = at;
    if (take(/\{/y)) return { kind: 'object', start, items: readItems(/\}/y, readMember), end: at };
    if (take(/\[/y)) return { kind: 'list', start, items: readItems(/\]/y, readElement), end: at };
    return { kind: 'scalar', value: JSON.parse(take(SCALAR) || fail()) };
  };
  const root = readNode();
  take(SPACE);
  return at === text.length ? root : fail();
}

function readValue({ kind, items, value }) {
  if (kind === 'object') return Object.fromEntries(items.map(({ key, node }) => [key, readValue(node)]));
  return kind === 'list' ? items.map(({ node }) => readValue(node)) : value;
}

const kindOf = (value) =>
  Array.isArray(value) ? 'list' : typeof value === 'object' && value !== null ? 'object' : 'scalar';

/** Returns the JSON of a value with sorted keys, to compare values by. */
const sorted = (value) =>
  JSON.stringify(value, (_, inner) =>
    kindOf(inner) === 'object' ? Object.fromEntries(Object.entries(inner).sort()) : inner,
  );
const isEqual = (node, value) => sorted(readValue(node)) === sorted(value);
const memberOf = (node, key) => node.items.findLast((item) => item.key === key);
const nodeAt = (text, path) => path.reduce((node, key) => node && memberOf(node, key)?.node, parseJson(text));

const indentAt = (text, place) => /[ \t]*/.exec(text.slice(text.lastIndexOf('\n', place - 1) + 1))[0];
const unitOf = (text) => /\n([ \t]+)/.exec(text)?.[1] ?? '  ';

/** Appends an item to an object or a list. */
function append(text, node, key, value) {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const last = node.items.at(-1);
  const outer = indentAt(text, node.start);
  const startsLine = last && text.slice(text.lastIndexOf('\n', last.start) + 1, last.start).trim() === '';
  const inner = startsLine ? indentAt(text, last.start) : outer + unitOf(text);
  const name = key === undefined ? '' : `${JSON.stringify(key)}: `;
  const item = name + JSON.stringify(value, null, unitOf(text)).replaceAll('\n', eol + inner);
  if (last) return `${text.slice(0, last.end)},${eol}${inner}${item}${text.slice(last.end)}`;
  const comments = text.slice(node.start + 1, node.end - 1);
  const rest = comments.trim() === '' ? eol + outer : comments;
  return `${text.slice(0, node.start + 1)}${eol}${inner}${item}${rest}${text.slice(node.end - 1)}`;
}

/** Removes an item with its comma. Comments beside it stay. */
function removeItem(text, node, index) {
  const item = node.items[index];
  const [before, after] = [node.items[index - 1], node.items[index + 1]];
  const from = before?.end ?? node.start + 1;
  const to = before ? item.end : (after?.start ?? node.end - 1);
  const lead = before || after ? text.slice(from, item.start) : '';
  const rest = (lead + text.slice(item.end, to)).replace(COMMA_AFTER_COMMENTS, '$1');
  const kept = rest.trim() !== '' ? rest : before ? '' : lead;
  return text.slice(0, from) + kept + text.slice(to);
}

/** Variables of telemetry belong together: half of them would send the key elsewhere. */
const isTelemetryKey = (key) => key.startsWith('OTEL_') || key === 'CLAUDE_CODE_ENABLE_TELEMETRY';

/** Returns the keys that have other values already. With variables of telemetry, any other one of telemetry is in the way. */
function conflictsIn(node, wanted, path, others) {
  const present = Object.fromEntries(node.items.map(({ key, node: inner }) => [key, inner]));
  const scalars = Object.entries(wanted).filter(([, value]) => kindOf(value) === 'scalar');
  const changed = scalars.filter(([key, value]) => present[key] && !isEqual(present[key], value));
  const isTelemetry = 'OTEL_EXPORTER_OTLP_ENDPOINT' in wanted;
  const foreign = Object.keys({ ...(isTelemetry ? others : {}), ...present }).filter(
    (key) => isTelemetry && key.startsWith('OTEL_') && !(key in wanted && !(key in others)),
  );
  return [...new Set([...changed.map(([key]) => key), ...foreign])].map((key) => [...path, key].join('.'));
}

/**
 * Adds what is wanted and not there. An object in which a key has another value stays as it is; variables of telemetry count apart.
 * @returns the text, the additions, and the keys that are in the way
 */
export function mergeJson(text, wanted, variables = {}) {
  const added = [];
  const kept = [];
  const result = { text: text.trim() === '' ? '{}\n' : text, added, kept };
  const add = (path, key, value) => {
    result.text = append(result.text, nodeAt(result.text, path), key, value);
  };
  const mergeInto = (path, value) => {
    for (const isTelemetry of [false, true]) {
      const wantedHere = Object.entries(value).filter(([key]) => isTelemetryKey(key) === isTelemetry);
      const node = nodeAt(result.text, path);
      const conflicts = conflictsIn(node, Object.fromEntries(wantedHere), path, variables);
      kept.push(...conflicts);
      if (conflicts.length === 0) for (const [key, inner] of wantedHere) mergeMember(path, key, inner);
    }
  };
  const mergeMember = (path, key, value) => {
    const kind = kindOf(value);
    const present = memberOf(nodeAt(result.text, path), key)?.node;
    if (present && present.kind !== kind) return kept.push([...path, key].join('.'));
    if (!present) {
      add(path, key, kind === 'list' ? [] : kind === 'object' ? {} : value);
      added.push(kind === 'scalar' ? { path, key, value } : { path, key, isContainer: true });
    }
    if (kind === 'object') mergeInto([...path, key], value);
    if (kind === 'list') for (const element of value) mergeElement([...path, key], element);
  };
  const mergeElement = (path, value) => {
    if (nodeAt(result.text, path).items.some(({ node }) => isEqual(node, value))) return;
    add(path, undefined, value);
    added.push({ path, value });
  };
  if (parseJson(result.text).kind !== 'object') throw new SyntaxError('line 1');
  mergeInto([], wanted);
  return result;
}

/** Removes the additions. What has been changed since stays, and is named. */
export function unmergeJson(text, added) {
  const kept = [];
  for (const { path, key, value, isContainer } of added.toReversed()) {
    const node = nodeAt(text, path);
    const index = node?.items?.findLastIndex((item) =>
      key === undefined ? isEqual(item.node, value) : item.key === key,
    );
    const item = node?.items?.[index];
    if (!item) {
      if (node && key === undefined) kept.push(path.join('.'));
    } else if (isContainer ? item.node.items?.length === 0 : isEqual(item.node, value))
      text = removeItem(text, node, index);
    else if (!isContainer) kept.push([...path, key].join('.'));
  }
  return { text, kept };
}
