/** Fills for charts: theme colours that differ by texture or lightness in greyscale. */
import type { CSSProperties } from 'react';

interface Look {
  colour: string;
  texture: 'solid' | 'hatched' | 'striped';
}

const shade = (percent: number): Look => ({
  colour: `color-mix(in srgb, var(--ink) ${percent}%, var(--surface))`,
  texture: 'solid',
});

export const tones = {
  ink: { colour: 'var(--ink)', texture: 'solid' },
  muted: { colour: 'var(--faint)', texture: 'solid' },
  light: { colour: 'var(--line-strong)', texture: 'solid' },
  completed: { colour: 'var(--completed)', texture: 'solid' },
  failed: { colour: 'var(--failed)', texture: 'hatched' },
  blocked: { colour: 'var(--blocked)', texture: 'striped' },
  shade1: shade(92),
  shade2: shade(72),
  shade3: shade(54),
  shade4: shade(38),
  shade5: shade(24),
  shade6: shade(12),
} satisfies Record<string, Look>;

export type Tone = keyof typeof tones;

/** Shades from dark to light, for series without a colour. */
export const shades: Tone[] = ['shade1', 'shade2', 'shade3', 'shade4', 'shade5', 'shade6'];

/** Returns the fill as a CSS background. */
export function backgroundOf(tone: Tone): CSSProperties {
  const { colour, texture } = tones[tone];
  if (texture === 'solid') return { background: colour };
  const angle = texture === 'hatched' ? '135deg' : '90deg';
  return { background: `repeating-linear-gradient(${angle}, ${colour} 0 2px, transparent 2px 4px)` };
}
