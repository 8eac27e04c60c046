import { Square, SquareCheck } from 'lucide-react';
import type { ComponentProps } from 'react';
import ReactMarkdown, { type ExtraProps } from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { classNames } from '@/lib/class-names';
import { languageNamed } from './code-language';
import { CodeText } from './code-text';
import { DiffView } from './diff-view';

const heading = 'mt-3 mb-1 font-semibold first:mt-0';

/**
 * Renders untrusted Markdown. HTML shows as text, unsafe URLs are removed, and pictures are links, so that viewing an
 * entry loads nothing from other servers.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <div dir="auto" className="break-text grid min-w-0 gap-2">
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        components={{
          h1: ({ children }) => <h3 className={classNames(heading, 'text-heading')}>{children}</h3>,
          h2: ({ children }) => <h3 className={classNames(heading, 'text-heading')}>{children}</h3>,
          h3: ({ children }) => <h4 className={heading}>{children}</h4>,
          h4: ({ children }) => <h4 className={heading}>{children}</h4>,
          h5: ({ children }) => <h4 className={heading}>{children}</h4>,
          h6: ({ children }) => <h4 className={heading}>{children}</h4>,
          p: ({ children }) => <p dir="auto">{children}</p>,
          a: ({ href, children }) => <OutsideLink href={href}>{children}</OutsideLink>,
          img: ({ src, alt }) => (
            <OutsideLink href={typeof src === 'string' ? src : ''}>{alt || 'Picture'}</OutsideLink>
          ),
          ul: ({ className, children }) => (
            <ul className={classNames('grid gap-1', isTaskList(className) ? 'list-none' : 'list-disc ps-5')}>
              {children}
            </ul>
          ),
          input: ({ checked }) => <TaskMark isDone={checked === true} />,
          ol: ({ children, start }) => (
            <ol start={start} className="grid list-decimal gap-1 ps-5">
              {children}
            </ol>
          ),
          blockquote: ({ children }) => (
            <blockquote className="border-line-strong border-s-2 ps-3 text-muted">{children}</blockquote>
          ),
          code: ({ children }) => (
            <code className="rounded-sm bg-sunken px-1 font-mono text-meta">{children}</code>
          ),
          pre: Fence,
          table: ({ children }) => (
            <div
              // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
              tabIndex={0}
              className="overflow-auto"
            >
              <table className="border-collapse">{children}</table>
            </div>
          ),
          th: ({ children }) => (
            <th className="border border-line px-2 py-1 text-left font-medium">{children}</th>
          ),
          td: ({ children }) => <td className="border border-line px-2 py-1">{children}</td>,
          hr: () => <hr className="border-line" />,
        }}
      >
        {text}
      </ReactMarkdown>
    </div>
  );
}

const isTaskList = (className = '') => className.includes('contains-task-list');

/** Shows the box of an item of a task list. Markdown has no other inputs. */
function TaskMark({ isDone }: { isDone: boolean }) {
  const Icon = isDone ? SquareCheck : Square;
  return (
    <>
      <Icon aria-hidden className="me-1 inline size-3.5 align-[-0.15em] text-muted" />
      <span className="sr-only">{isDone ? 'Done: ' : 'Open: '}</span>
    </>
  );
}

/** Shows a fenced or indented block: a diff, or code in the language that the fence names. */
function Fence({ node }: ComponentProps<'pre'> & ExtraProps) {
  const block = node?.children[0];
  if (block?.type !== 'element') return null;
  const code = block.children.map((child) => (child.type === 'text' ? child.value : '')).join('');
  const names = Array.isArray(block.properties.className) ? block.properties.className : [];
  const name =
    names
      .map(String)
      .find((each) => each.startsWith('language-'))
      ?.slice('language-'.length) ?? '';
  if (name === 'diff' || name === 'patch') return <DiffView patch={code} label="the diff" />;
  const language = languageNamed(name);
  return (
    <pre
      dir="ltr"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must reach a scrollable box
      tabIndex={0}
      className="overflow-auto rounded-md border border-line bg-sunken p-2.5 font-mono text-meta"
    >
      {language ? <CodeText text={code.trimEnd()} language={language} /> : code.trimEnd()}
    </pre>
  );
}

function OutsideLink({ href, children }: { href: string | undefined; children: React.ReactNode }) {
  if (!href) return children;
  return (
    <a
      href={href}
      rel="noopener noreferrer nofollow"
      target="_blank"
      className="underline underline-offset-2"
    >
      {children}
    </a>
  );
}
