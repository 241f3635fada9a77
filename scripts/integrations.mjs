#!/usr/bin/env node
// @ts-check
/** `npx integrations`: the one program of this project, on a bare clone too. */
process.argv.splice(2, 0, 'integrations');
await import('./bootstrap.mjs');
