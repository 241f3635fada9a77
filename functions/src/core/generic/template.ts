/** What a provider signs, as text with gaps: `{timestamp}.{body}`. */

const GAPS = ['body', 'timestamp', 'id', 'url', 'method'] as const;

/** A part of a signed text that differs from one request to the next. */
export type Gap = (typeof GAPS)[number];

/** A template in its parts: texts that are always there, and gaps. */
export interface Template {
  readonly parts: readonly (string | { readonly gap: Gap })[];
  /** The gaps that it has. */
  readonly gaps: ReadonlySet<Gap>;
}

/** Takes a template apart. @returns what is wrong with it, as half a sentence, where it is none. */
export function parseTemplate(text: string): Template | { readonly fault: string } {
  const parts: (string | { readonly gap: Gap })[] = [];
  for (const piece of text.split(/(\{[^{}]*\})/)) {
    const name = /^\{(.*)\}$/.exec(piece)?.[1];
    if (name === undefined) {
      if (/[{}]/.test(piece)) return { fault: 'has a brace without its counterpart' };
      if (piece !== '') parts.push(piece);
      continue;
    }
    const gap = GAPS.find((one) => one === name);
    if (gap === undefined)
      return { fault: `knows no {${name}}; there are ${GAPS.map((one) => `{${one}}`).join(', ')}` };
    parts.push({ gap });
  }
  const gaps = new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.gap])));
  // What is not signed can be changed by anyone who sees a request.
  return gaps.has('body') ? { parts, gaps } : { fault: 'must contain {body}' };
}

/** Fills the gaps. */
export function fill(
  { parts }: Template,
  values: Readonly<Record<Gap, string | Uint8Array>>,
): readonly (string | Uint8Array)[] {
  return parts.map((part) => (typeof part === 'string' ? part : values[part.gap]));
}
