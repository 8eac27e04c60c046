/** Finds images in what a tool returned: content blocks of MCP and of models, and data URLs. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';

export interface FoundImage {
  /** A data URL of a bitmap, which runs nothing and loads nothing. */
  url: string;
}

const BITMAP = /^image\/(?:png|jpeg|gif|webp)$/;
const DATA_URL = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/;
const BASE64 = /^[A-Za-z0-9+/=]+$/;
const MAX_IMAGES = 8;
const MAX_DEPTH = 8;

/** Returns the images in a value. A result that is JSON as text is read, too. */
export function findImages(value: Json): FoundImage[] {
  const found: string[] = [];
  visit(value, found, 0);
  return [...new Set(found)].slice(0, MAX_IMAGES).map((url) => ({ url }));
}

function visit(value: Json | undefined, found: string[], depth: number): void {
  if (depth > MAX_DEPTH || value === null || value === undefined) return;
  if (typeof value === 'string') {
    if (DATA_URL.test(value)) found.push(value);
    else if (/^\s*[[{]/.test(value) && value.includes('image')) visit(parse(value), found, depth + 1);
    return;
  }
  if (typeof value !== 'object') return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found, depth + 1);
    return;
  }
  const type = value.mimeType ?? value.media_type ?? value.type;
  const data = value.data ?? value.base64;
  if (typeof type === 'string' && BITMAP.test(type) && typeof data === 'string' && BASE64.test(data)) {
    found.push(`data:${type};base64,${data}`);
    return;
  }
  for (const item of Object.values(value)) visit(item, found, depth + 1);
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
