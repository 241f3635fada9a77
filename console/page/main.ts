import { h, render } from 'preact';
import { App } from './app.ts';
import { sentenceOf } from './data/client.ts';
import { follow } from './data/live.ts';
import { followOverview } from './data/overview.ts';
import { Fault } from './ui/states.ts';

const root = document.querySelector('#app');
if (root !== null) await start(root);

/** Nothing can be shown before it is known what there is. */
async function start(element: Element): Promise<void> {
  let isLive: boolean;
  try {
    isLive = (await followOverview()).features.live;
  } catch (error) {
    render(h(Fault, { message: sentenceOf(error), retry: () => void start(element) }), element);
    return;
  }
  render(h(App, {}), element);
  follow(isLive);
}
