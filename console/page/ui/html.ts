import htm from 'htm';
import { h } from 'preact';

/** Markup as a tagged template. Components go in as `${h(Component, props)}`, so that their props are checked. */
export const html = htm.bind(h);
