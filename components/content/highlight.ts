/** Splits code into runs by the grammars of highlight.js. Its grammars are large, so this module is only imported dynamically. */
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import php from 'highlight.js/lib/languages/php';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  c,
  cpp,
  csharp,
  css,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  php,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
});

/** How a run is shown: by weight and shade, because colour means state. */
export type CodeShade = 'keyword' | 'quiet' | 'comment';

export interface CodeRun {
  text: string;
  shade?: CodeShade;
}

const SHADES: Readonly<Record<string, CodeShade>> = {
  'hljs-built_in': 'keyword',
  'hljs-comment': 'comment',
  'hljs-doctag': 'comment',
  'hljs-keyword': 'keyword',
  'hljs-literal': 'quiet',
  'hljs-meta': 'quiet',
  'hljs-name': 'keyword',
  'hljs-number': 'quiet',
  'hljs-quote': 'comment',
  'hljs-regexp': 'quiet',
  'hljs-section': 'keyword',
  'hljs-selector-tag': 'keyword',
  'hljs-string': 'quiet',
  'hljs-symbol': 'quiet',
};

type Nodes = ReturnType<typeof lowlight.highlight>['children'];

/** Returns the runs of the code, one run for a language that is not known. */
export function highlightCode(code: string, language: string): CodeRun[] {
  if (!lowlight.registered(language)) return [{ text: code }];
  return runsOf(lowlight.highlight(language, code).children, undefined);
}

function runsOf(nodes: Nodes, shade: CodeShade | undefined): CodeRun[] {
  return nodes.flatMap((node): CodeRun[] => {
    if (node.type === 'text')
      return [shade === undefined ? { text: node.value } : { text: node.value, shade }];
    if (node.type !== 'element') return [];
    const names = Array.isArray(node.properties.className) ? node.properties.className : [];
    const own = names.map((name) => SHADES[String(name)]).find((found) => found !== undefined);
    return runsOf(node.children, own ?? shade);
  });
}
