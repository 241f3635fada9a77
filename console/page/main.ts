import { h, render } from 'preact';
import { App } from './app.ts';
import { apiPath, getJson, sentenceOf } from './data/client.ts';
import type { Overview } from './data/contract.ts';
import { follow } from './data/live.ts';
import { overview } from './data/overview.ts';
import { Fault } from './ui/states.ts';

const root = document.querySelector('#app');
if (root !== null) await start(root);

/** Nothing can be shown before it is known what there is. */
async function start(element: Element): Promise<void> {
  try {
    overview.value = await getJson<Overview>(apiPath(['overview']));
  } catch (error) {
    render(h(Fault, { message: sentenceOf(error), retry: () => void start(element) }), element);
    return;
  }
  render(h(App, {}), element);
  follow(overview.value.features.live);
}
