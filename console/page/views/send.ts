import { h, type ComponentChild } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { act, apiPath, sentenceOf } from '../data/client.ts';
import type { Sample, SendResult, Variant } from '../data/contract.ts';
import { overview } from '../data/overview.ts';
import { useResource } from '../data/resource.ts';
import { go, hrefOf, route, withQuery } from '../router.ts';
import { CommandLine } from '../ui/copy.ts';
import { Segments, Select } from '../ui/fields.ts';
import { html } from '../ui/html.ts';
import { Icon } from '../ui/icon.ts';
import { Empty, Fault } from '../ui/states.ts';
import { SentResult } from './sent.ts';

const VARIANTS = ['valid', 'tampered', 'expired', 'future', 'unsigned'] as const satisfies readonly Variant[];

const WORDS: Readonly<Record<Variant, { word: string; meaning: string }>> = {
  valid: { word: 'Valid', meaning: 'Signed as the provider signs it, and sent unchanged.' },
  tampered: { word: 'Tampered', meaning: 'Changed after it was signed. It must be refused.' },
  expired: { word: 'Expired', meaning: 'Signed at a time before the provider’s window. It must be refused.' },
  future: { word: 'Future', meaning: 'Signed at a time that is yet to come. It must be refused.' },
  unsigned: { word: 'Unsigned', meaning: 'Without its signature. It must be refused.' },
};

/** Sends a sample of any provider and type, signed as the provider signs it or spoiled on purpose. */
export function Send(): ComponentChild {
  const { path, query } = route.value;
  const { providers = [], features } = overview.value ?? {};
  const [, named] = path;
  const known = named === undefined ? preferred(providers) : providers.find(({ provider }) => provider === named);
  if (features?.send !== true || providers.length === 0) return h(CannotSend, {});
  if (known === undefined) return h(UnknownProvider, { name: named ?? '' });
  const { provider, sampleTypes } = known;
  const type = path[2] ?? preferredType(sampleTypes);
  const types = sampleTypes.includes(type) ? sampleTypes : [type, ...sampleTypes];
  const variant = VARIANTS.find((one) => one === query['variant']) ?? 'valid';
  return html`<section class="page send" aria-labelledby="send-title">
    <header class="view-header"><h1 id="send-title">Send a sample</h1></header>
    <div class="page-body" tabindex="0" role="region" aria-label="Content">
      <div class="send-fields">
        <label class="labelled"
          ><span>Provider</span>
          ${h(Select, {
            label: 'Provider',
            value: provider,
            choices: providers.map((one) => ({ value: one.provider, word: one.title })),
            set: (value) => go(hrefOf(['send', value], query), { replace: true }),
          })}
        </label>
        <label class="labelled grow"
          ><span>Type</span>
          ${h(Select, {
            label: 'Type',
            value: type,
            choices: types.map((one) => ({ value: one, word: one })),
            set: (value) => go(hrefOf(['send', provider, value], query), { replace: true }),
          })}
        </label>
      </div>
      <div class="send-variant">
        ${h(Segments, {
          label: 'Variant',
          value: variant,
          choices: VARIANTS.map((value) => ({ value, word: WORDS[value].word })),
          set: (value) => go(withQuery({ variant: value === 'valid' ? undefined : value }), { replace: true }),
        })}
        <p class="dim">${WORDS[variant].meaning}</p>
      </div>
      ${h(SampleEditor, { key: `${provider} ${type}`, provider, type, variant })}
    </div>
  </section>`;
}

function UnknownProvider({ name }: { name: string }): ComponentChild {
  return h(
    Empty,
    { icon: 'search', title: `The integration ${name} does not exist or is not enabled` },
    html`<p><a class="button" href=${hrefOf(['send'])}>Choose another</a></p>`,
  );
}

function SampleEditor({
  provider,
  type,
  variant,
}: {
  provider: string;
  type: string;
  variant: Variant;
}): ComponentChild {
  const sample = useResource<Sample>(apiPath(['samples', provider, type]));
  const [edited, setEdited] = useState<string>();
  const [isSending, setSending] = useState(false);
  const [sent, setSent] = useState<SendResult>();
  const [fault, setFault] = useState<string>();
  const body = edited ?? sample.value?.body ?? '';
  const isJson = sample.value?.contentType.includes('json') === true;
  const complaint = isJson && edited !== undefined ? jsonComplaint(edited) : undefined;
  useEffect(() => setFault(undefined), [variant]);

  const send = async () => {
    setSending(true);
    setFault(undefined);
    try {
      setSent(await act<SendResult>(apiPath(['send']), { provider, type, variant, body }));
      // The next one is another event.
      if (edited === undefined) sample.reload();
    } catch (error) {
      setFault(sentenceOf(error));
    }
    setSending(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void send();
  };
  return html`${sample.error !== undefined && h(Fault, { message: sample.error, retry: sample.reload })}
    <label class="labelled editor"
      ><span>Body${sample.value && html` <span class="faint">${sample.value.contentType}</span>`}</span>
      <textarea
        class="field"
        spellcheck="false"
        autocomplete="off"
        rows="18"
        value=${body}
        aria-describedby="editor-hint"
        onInput=${({ currentTarget }: { currentTarget: HTMLTextAreaElement }) => setEdited(currentTarget.value)}
        onKeyDown=${onKeyDown}
      ></textarea>
    </label>
    <div class="send-buttons">
      <button type="button" class="button primary" disabled=${isSending || sample.value === undefined} onClick=${send}>
        ${h(Icon, { name: 'send' })}${isSending ? 'Sending …' : 'Send'}
      </button>
      ${
        edited !== undefined &&
        html`<button type="button" class="button" onClick=${() => setEdited(undefined)}>Undo my changes</button>`
      }
      <p id="editor-hint" class=${complaint === undefined ? 'hint' : 'hint warn'}>
        ${complaint ?? (edited === undefined ? 'Edit it as you like. It is signed when you send it.' : 'Edited. It will be sent byte for byte.')}
      </p>
    </div>
    ${fault !== undefined && h(Fault, { message: fault })}
    <div aria-live="polite">${sent !== undefined && h(SentResult, { provider, variant, sent })}</div>`;
}

function CannotSend(): ComponentChild {
  return h(
    Empty,
    { icon: 'send', title: 'Samples are sent to the local stack only' },
    html`<p>This console looks at a deployed project. To send it a signed event, give its endpoint and secret:</p>`,
    h(CommandLine, {
      command: 'npm run send -- stripe customer.subscription.deleted --url <endpoint> --secret-file <file>',
    }),
  );
}

/** What newcomers are told to try. */
function preferred<P extends { readonly provider: string }>(providers: readonly P[]): P | undefined {
  return providers.find(({ provider }) => provider === 'stripe') ?? providers[0];
}

function preferredType(types: readonly string[]): string {
  return types.find((type) => type === 'customer.subscription.deleted') ?? types[0] ?? '';
}

function jsonComplaint(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is not valid JSON, but it will be sent anyway: ${sentenceOf(error)}.`;
  }
}
