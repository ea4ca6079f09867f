import type { LinkFact, LinkRequest, LinkSubject } from '../subject.ts';
import {
  amountAt,
  amountJson,
  listAt,
  numberAt,
  textAt,
  textOrNullAt,
  trimmed,
  wordAt,
  type Json,
} from './json.ts';
import { decodeMarks, encodeMarks } from './mark-codec.ts';
import { packEventId, unpackEventId } from './pack-event-id.ts';

const kinds: readonly LinkFact['kind'][] = ['link-requested', 'link-created', 'link-refused'];

/** A link subject as a list: facts, marks, request, what Mono created, reason of the refusal. */
export function encodeLink({ facts, marks, ...told }: LinkSubject): Json[] {
  const { request, created, refusalReason } = told;
  return trimmed([
    facts.map(({ kind, eventId, occurredAt }) => [
      kinds.indexOf(kind),
      packEventId(eventId),
      occurredAt,
    ]),
    encodeMarks(marks),
    request === null ? 0 : encodeRequest(request),
    created === null ? 0 : [created.monoCollectionLinkId, created.link],
    refusalReason ?? 0,
  ]);
}

/** Undoes `encodeLink`. */
export function decodeLink(list: readonly Json[]): LinkSubject {
  const facts = listAt(list, 0);
  const request = listAt(list, 2);
  const created = listAt(list, 3);
  return {
    type: 'link',
    request: request.length === 0 ? null : decodeRequest(request),
    created:
      created.length === 0
        ? null
        : { monoCollectionLinkId: textAt(created, 0), link: textAt(created, 1) },
    refusalReason: textOrNullAt(list, 4),
    facts: facts.map((_, index): LinkFact => {
      const fact = listAt(facts, index);
      const kind = wordAt(kinds, numberAt(fact, 0));
      return { kind, eventId: unpackEventId(textAt(fact, 1)), occurredAt: numberAt(fact, 2) };
    }),
    marks: decodeMarks(listAt(list, 1)),
  };
}

function encodeRequest(request: LinkRequest): Json {
  const { expiresAt } = request;
  return [
    request.monoAccountId,
    amountJson(request.amount),
    request.currency,
    request.amountValidation,
    request.usageType,
    request.caller,
    expiresAt === null ? 0 : [expiresAt],
    request.redirectUrl ?? 0,
  ];
}

function decodeRequest(list: readonly Json[]): LinkRequest {
  const expiresAt = listAt(list, 6);
  return {
    monoAccountId: textAt(list, 0),
    amount: amountAt(list, 1),
    currency: textAt(list, 2),
    amountValidation: textAt(list, 3),
    usageType: textAt(list, 4),
    caller: textAt(list, 5),
    expiresAt: expiresAt.length === 0 ? null : numberAt(expiresAt, 0),
    redirectUrl: textOrNullAt(list, 7),
  };
}
