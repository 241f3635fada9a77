/** The deploy surface: one group of functions for each integration that is on, and nothing else. */
export * from './generated/index.ts';
