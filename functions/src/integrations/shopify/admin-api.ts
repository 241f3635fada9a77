/** The version of Shopify's Admin API: that of `shopifyClients`. */
export const API_VERSION = '2026-10';
