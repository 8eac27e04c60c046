/** Returns Markdown without its marks, for excerpts of a line or two. Text that is not Markdown is unchanged. */
export function plainText(markdown: string): string {
  return markdown
    .replace(/^[ \t]{0,3}(?:#{1,6}|>|[-*+](?: \[[ xX]\])?)\s+/gm, '')
    .replace(/^[ \t]*(?:```|~~~).*\n?/gm, '')
    .replace(/!?\[([^\]\n]{1,300})\]\([^)\s]{1,2000}\)/g, '$1')
    .replace(/(\*\*|__|~~)(?=\S)([^\n]{1,1000}?\S)\1/g, '$2')
    .replace(/`([^`\n]{1,1000})`/g, '$1');
}
