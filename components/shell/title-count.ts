/** Returns a title with a count in front, in place of an earlier one; without one if it is 0. */
export function withCount(title: string, count: number): string {
  const plain = title.replace(/^\(\d+\+?\) /, '');
  if (count === 0 || plain === '') return plain;
  return `(${count > 99 ? '99+' : count}) ${plain}`;
}
