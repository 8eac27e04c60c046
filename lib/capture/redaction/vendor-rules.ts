/**
 * Finds the token formats of vendors with the rules of secretlint, which are synchronous functions that report ranges of a text. Only its
 * core is asynchronous, so the rules run without it.
 */
import { rules } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretLintRuleContext, SecretLintSourceCode } from '@secretlint/types';
import { hasMark, type Mark } from './mark';
import { SEPARATOR } from './rewrite';

/** These report a whole URL or a wrong range, or read files. Rules of our own find more: see credentials.ts and assignments.ts. */
const OMITTED = new Set([
  'aws',
  'basicauth',
  'database-connection-string',
  'filter-comments',
  'gcp',
  'npm',
  'privatekey',
]);

interface Finding {
  type: string;
  start: number;
  end: number;
}

/** Some formats take digits, letters and dashes without end; shorter texts hold none. */
const MIN_LENGTH = 20;

function unsupported(): never {
  throw new Error('Secretlint asked for a line. Omit the rule that needs it.');
}

/** The only state of this module: rules report into the list of the text that is searched now. */
let findings: Finding[] = [];

const searches = rules.flatMap((rule) => {
  const vendor = rule.meta.id.replace('@secretlint/secretlint-rule-', '');
  if (OMITTED.has(vendor)) return [];
  const context: SecretLintRuleContext = {
    sharedOptions: {},
    createTranslator: () => (messageId, data) => ({ message: '', messageId: String(messageId), data }),
    report: ({ range: [start, end] }) => findings.push({ type: `${vendor}-token`, start, end }),
    ignore: () => undefined,
  };
  const { file } = rule.create(context, {});
  return file ? [file] : [];
});

function findTokens(content: string): Finding[] {
  findings = [];
  const source: SecretLintSourceCode = {
    hasBOM: false,
    content,
    filePath: undefined,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: '',
    getFilePath: () => undefined,
    getPhysicalFilePath: () => undefined,
    locationToRange: unsupported,
    rangeToLocation: unsupported,
    positionToIndex: unsupported,
    indexToPosition: unsupported,
  };
  for (const search of searches) search(source);
  return findings.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Returns the text with the tokens that secretlint knows marked. */
export function redactVendorTokens(text: string, mark: Mark): string {
  if (text.length < MIN_LENGTH) return text;
  let result = '';
  let end = 0;
  for (const found of findTokens(text)) {
    const secret = text.slice(found.start, found.end);
    if (found.start < end || secret.includes(SEPARATOR) || hasMark(secret)) continue;
    result += text.slice(end, found.start) + mark(found.type, secret);
    end = found.end;
  }
  return end === 0 ? text : result + text.slice(end);
}
