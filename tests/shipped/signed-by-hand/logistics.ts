import { createHmac } from 'node:crypto';
import { SECRET, type RequestsByHand } from './request.ts';

/** Requests of providers of parcels, signed by hand. */
export const LOGISTICS: RequestsByHand = {
};
