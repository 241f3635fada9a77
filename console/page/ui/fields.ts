import { h, type ComponentChild } from 'preact';
import { overview, SAGAS, titleOf } from '../data/overview.ts';
import { go, withQuery } from '../router.ts';
import { html } from './html.ts';

export interface Choice {
  readonly value: string;
  readonly word: string;
}

/** A list to choose one from. */
export function Select(props: {
  label: string;
  value: string;
  choices: readonly Choice[];
  set: (value: string) => void;
}): ComponentChild {
  return html`<select
    class="field"
    aria-label=${props.label}
    value=${props.value}
    onChange=${({ currentTarget }: { currentTarget: HTMLSelectElement }) => props.set(currentTarget.value)}
  >
    ${props.choices.map(({ value, word }) => html`<option value=${value}>${word}</option>`)}
  </select>`;
}

/** A few words of which one is chosen. */
export function Segments(props: {
  label: string;
  value: string;
  choices: readonly Choice[];
  set: (value: string) => void;
}): ComponentChild {
  return html`<div class="segments" role="group" aria-label=${props.label}>
    ${props.choices.map(
      ({ value, word }) =>
        html`<button type="button" aria-pressed=${String(value === props.value)} onClick=${() => props.set(value)}>
          ${word}
        </button>`,
    )}
  </div>`;
}

/** All providers to choose from. @param withSagas Also what durable sagas share, if there are any. */
export function providerChoices({ withSagas }: { withSagas: boolean }): readonly Choice[] {
  const { providers = [], durableSagas = [] } = overview.value ?? {};
  return [
    { value: '', word: 'All providers' },
    ...providers.map(({ provider, title }) => ({ value: provider, word: title })),
    ...(withSagas && durableSagas.length > 0 ? [{ value: SAGAS, word: titleOf(SAGAS) }] : []),
  ];
}

/** Narrows a list to one provider; the choice is in the address. */
export function ProviderFilter(props: { value: string; withSagas?: boolean }): ComponentChild {
  const { value, withSagas = false } = props;
  return h(Select, {
    label: 'Provider',
    value,
    choices: providerChoices({ withSagas }),
    set: (provider) => go(withQuery({ provider }), { replace: true }),
  });
}
