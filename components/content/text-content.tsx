import dynamic from 'next/dynamic';
import { textOf } from '@/lib/agent-execution/exact-json';
import { formatBytes } from '@/lib/format/words';
import { guessLanguage, languageNamed, readFence } from './code-language';
import { type ContentSource, detectContent, readJson } from './content-kind';
import { DiffView } from './diff-view';
import { OutputBox } from './output-box';

/** Its parser is large, and few texts need it. */
const Markdown = dynamic(() => import('./markdown').then((module) => module.Markdown), {
  loading: () => <span className="block h-5" />,
});

/** Longer prose is folded. */
const MAX_PROSE_CHARACTERS = 4000;

export interface TextContentProps {
  text: string;
  label: string;
  /** Who wrote it: a model or a person, or a program. */
  source?: ContentSource;
  /** The language, if the text is code of a known file. */
  language?: string;
  /** The file, if the text is its patch. */
  path?: string;
  /** The lines of output and of diffs that are shown at first. */
  lines?: number;
}

/** Shows untrusted text as what it is: a diff, JSON, code, Markdown, terminal output or prose. HTML shows as text. */
export function TextContent({ text, label, source = 'prose', language, path, lines }: TextContentProps) {
  const kind = detectContent(text, source);
  if (kind === 'diff')
    return <DiffView patch={text} label={label} path={path} lines={lines} source={source} />;
  if (kind === 'binary') return <Binary text={text} label={label} lines={lines} />;
  if (language !== undefined && kind !== 'ansi')
    return <OutputBox text={text} label={label} language={language} lines={lines} />;
  if (kind === 'json')
    return <OutputBox text={textOf(readJson(text), 2)} label={label} language="json" lines={lines} />;
  if (kind === 'code') return <Code text={text} label={label} lines={lines} />;
  if (kind === 'markdown') return <Markdown text={text} />;
  if (source === 'output' || kind === 'ansi' || text.length > MAX_PROSE_CHARACTERS)
    return <OutputBox text={text} label={label} lines={lines} />;
  return (
    <p dir="auto" className="break-text whitespace-pre-line">
      {text}
    </p>
  );
}

interface BoxProps {
  text: string;
  label: string;
  lines: number | undefined;
}

function Code({ text, label, lines }: BoxProps) {
  const fence = readFence(text);
  const code = fence?.code ?? text;
  if (fence?.language === 'diff') return <DiffView patch={code} label={label} lines={lines} />;
  const language = languageNamed(fence?.language ?? '') ?? guessLanguage(code);
  return <OutputBox text={code} label={label} language={language} lines={lines} />;
}

/** Returns the character that stands for a control character. */
const picture = (control: string) => String.fromCharCode(0x2400 + control.charCodeAt(0));

function Binary({ text, label, lines }: BoxProps) {
  return (
    <div className="grid gap-1.5">
      <p className="text-meta text-muted">Binary data, about {formatBytes(text.length)}</p>
      <OutputBox
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
        text={text.replace(/[\u0000-\u0008\u000b-\u001f]/g, picture)}
        label={label}
        lines={lines}
      />
    </div>
  );
}
