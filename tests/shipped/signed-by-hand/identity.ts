import { createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of identities and their checks, signed by hand. */
export const IDENTITY: RequestsByHand = {
};
