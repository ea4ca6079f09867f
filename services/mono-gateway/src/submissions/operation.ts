/*
 * What is created at Mono. Inside the gateway a collection link is an order like a transfer: it is
 * sent once in effect by the same rules, and its id of ours, which Mono holds as `external_id`,
 * stands where a transfer's id stands. What differs is what is sent, what is asked, and what the
 * log is told.
 */

export const operations = ['transfers', 'collection-link'] as const;

export type Operation = (typeof operations)[number];
