import { verify as isSignedBy } from '@octokit/webhooks-methods';
import { parseJson } from '../../core/event/json.ts';

/** A payload as GitHub's API lists it, and the request that brought it. */
interface ListedRequest {
  /** JSON, compact. */
  readonly payload: string;
  readonly isForm: boolean;
  /** The header `X-Hub-Signature-256` of the request; undefined if the webhook has no secret. */
  readonly signature: string | undefined;
}

/**
 * The body that was sent, as far as the API lets one know. It parses the payload and prints it again, which may change escapes;
 * the spelling whose signature is that of the request is the one that was sent.
 * @param secrets Those of the webhook.
 * @returns the listed spelling if no other verifies.
 */
export async function sentBody(
  { payload, isForm, signature }: ListedRequest,
  secrets: readonly string[],
): Promise<string> {
  const bodies = isForm ? formsOf : (text: string) => [text];
  if (signature !== undefined) {
    for (const spelling of spellingsOf(payload)) {
      for (const body of bodies(spelling)) {
        for (const secret of secrets) if (await isSignedBy(secret, body, signature)) return body;
      }
    }
  }
  const [listed = payload] = bodies(payload);
  return listed;
}

/** The spellings that common printers of JSON make, each once: as listed, plain, with HTML escaped, in ASCII. */
function spellingsOf(json: string): ReadonlySet<string> {
  const plain = respelled(json, (text) => text);
  return new Set([json, plain, respelled(json, withoutHtml), respelled(json, inAscii), respelled(json, both)]);
}

/** Prints the texts in JSON again, and leaves everything else as it is. A text without an end is one match, so that it is read once. */
function respelled(json: string, escape: (text: string) => string): string {
  return json.replaceAll(/"(?:[^"\\]|\\[^])*(?:"|\\?$)/g, (text) => {
    const value = parseJson(text);
    return typeof value === 'string' ? escape(JSON.stringify(value)) : text;
  });
}

function withoutHtml(text: string): string {
  return text.replaceAll(/[<>&\u2028\u2029]/g, escaped);
}

function inAscii(text: string): string {
  return text.replaceAll(/[\u0080-\uFFFF]/g, escaped);
}

function both(text: string): string {
  return inAscii(withoutHtml(text));
}

function escaped(character: string): string {
  return String.raw`\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As browsers write a form, and as RFC 3986 has it. */
function formsOf(payload: string): readonly string[] {
  const form = new URLSearchParams({ payload }).toString();
  return [form, form.replaceAll('*', '%2A').replaceAll('%7E', '~')];
}
