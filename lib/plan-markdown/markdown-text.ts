/** Returns the visible text of Markdown tokens, with list items as lines with a dash. */
import type { Token, Tokens } from 'marked';

const INDENT = '  ';

export function plainText(tokens: readonly Token[], depth = 0): string {
  return tokens
    .map((token) => textOf(token, depth))
    .join('')
    .replace(/\n{2,}/g, '\n');
}

function textOf(token: Token, depth: number): string {
  switch (token.type) {
    case 'list':
      return (token as Tokens.List).items.map((item) => itemText(item, depth)).join(''); // a generic token may have any name
    case 'space':
    case 'br':
      return '\n';
    case 'hr':
    case 'checkbox':
      return '';
    case 'link':
      return linkText(token as Tokens.Link); // as above
    case 'image':
      return `${String(token.text)} (${String(token.href)})`;
    case 'paragraph':
    case 'heading':
    case 'blockquote':
      return `${plainText(token.tokens ?? [], depth)}\n`;
    case 'code':
      return `${String(token.text)}\n`;
    case 'table':
    case 'html':
      return token.raw;
    default:
      if ('tokens' in token && token.tokens) return plainText(token.tokens, depth);
      return 'text' in token ? String(token.text) : token.raw;
  }
}

function itemText(item: Tokens.ListItem, depth: number): string {
  const text = plainText(item.tokens, depth + 1).replace(/\n+$/, '');
  // A list within the item begins on a line of its own.
  return `\n${INDENT.repeat(depth)}- ${text.trimStart()}\n`;
}

function linkText({ href, text, tokens }: Tokens.Link): string {
  const label = plainText(tokens);
  return text === href || href === `mailto:${text}` ? label : `${label} (${href})`;
}
