import type { FastifyReply } from 'fastify';

/** An answer that was made before, as text: Node sends it in one piece with the head. */
export interface ReadyAnswer {
  readonly status: number;
  /** Sent as it stands, without a character set being added. */
  readonly contentType: string;
  readonly text: string;
}

const asItIs = (payload: unknown): string => String(payload);

/** Sends an answer that is ready. */
export function sendReady(
  reply: Pick<FastifyReply, 'code'>,
  { status, contentType, text }: ReadyAnswer,
): void {
  void reply.code(status).header('content-type', contentType).serializer(asItIs).send(text);
}
