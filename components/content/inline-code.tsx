/** Shows a short text with its code in the font of code: `npm test`. */
export function InlineCode({ text }: { text: string }) {
  const parts = text.split(/`([^`\n]{1,200})`/);
  if (parts.length === 1) return text;
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts never change and have no other identity
      <code key={index} className="font-mono text-[0.92em]">
        {part}
      </code>
    ) : (
      part
    ),
  );
}
