import { authenticate, mayUseMonoAccount, principalOf, problem, type HttpServer } from '@riel/http';
import type { Instant, MonoAccountId, SubmissionId, TransferId } from '@riel/schemas';
import { Type } from 'typebox';
import { openStates } from '../submissions/submission.ts';
import type { AdminApi } from './admin-api.ts';
import { authored, instantText, nullable, problems, reasoned, strict } from './admin-schemas.ts';
import { ageSecondsOf, nextId, pageQuery, secondsBetween, seenBy, textOf } from './pages.ts';
import { giveUp } from './give-up.ts';
import { nudgeSubmission } from './nudge-submission.ts';
import { accountOf } from './sql/account-of.ts';
import { countWaiting, listSubmissions, type ListedSubmission } from './sql/list-submissions.ts';

const SUBMISSIONS_LISTED_MAX = 1_000;

const listed = Type.Object({
  submissionId: Type.String(),
  monoAccountId: Type.String(),
  caller: Type.String(),
  state: Type.String(),
  createdAt: instantText,
  ageSeconds: Type.Integer(),
  dueAt: instantText,
  attempts: Type.Integer(),
  hasUnknown: Type.Boolean({ description: 'an attempt of it may have been a payment' }),
  lastOutcome: nullable(Type.String()),
  monoErrorCodes: Type.Array(Type.String()),
  open: Type.Array(
    Type.Object({
      transferId: Type.String(),
      absentSeconds: Type.Integer({
        description: 'how long proven look-ups have found none of it',
      }),
    }),
  ),
});

function answerOf(submission: ListedSubmission, now: Instant) {
  const { createdAt, dueAt, open, monoErrorCodes, ...rest } = submission;
  return {
    ...rest,
    createdAt: textOf(createdAt),
    dueAt: textOf(dueAt),
    ageSeconds: ageSecondsOf(createdAt, now),
    monoErrorCodes: [...monoErrorCodes],
    open: open.map(({ transferId, absentSince, absentUntil }) => ({
      transferId,
      absentSeconds: secondsBetween(absentSince ?? absentUntil ?? 0, absentUntil ?? 0),
    })),
  };
}

const notFound = (): Error =>
  problem({ status: 404, code: 'unknown-submission', title: 'There is no such submission' });

const refusals: Readonly<Record<string, string>> = {
  sending: 'It is being sent, or it is done',
  'nothing-to-look-up': 'Nothing of it was ever sent',
  'partly-found': 'Mono holds a part of it, so it is never sent again',
  'not-waiting': 'It does not wait for a person: what becomes of it is still open',
  'not-a-member': 'The transfer is no open member of it',
  recovering: 'The database may have forgotten something: first all is looked up',
  'too-early': 'Look-ups have not yet proven for long enough that Mono does not hold it',
};

const refused = (code: string): Error =>
  problem({ status: 409, code, title: refusals[code] ?? 'It cannot be done now' });

const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const done = Type.Object({ status: Type.Literal('done') });

/** Registers what lists submissions and acts on one. */
export function registerSubmissionRoutes(server: HttpServer, api: AdminApi): void {
  const onRequest = authenticate('ops');
  server.get(
    '/admin/submissions',
    {
      onRequest,
      schema: {
        summary: 'Open submissions, oldest first',
        querystring: Type.Object({
          state: Type.Optional(Type.Enum([...openStates])),
          monoAccountId: Type.Optional(Type.String({ maxLength: 100 })),
          ...pageQuery(SUBMISSIONS_LISTED_MAX),
        }),
        response: {
          200: Type.Object({
            waiting: Type.Object({
              transfers: Type.Integer({ description: 'transfers that are in no submission yet' }),
              oldestRequestedAt: nullable(instantText),
            }),
            submissions: Type.Array(listed),
            next: nextId,
          }),
          ...problems,
        },
      },
    },
    async (request) => {
      const { state, limit, after = null } = request.query;
      const seen = seenBy(request, request.query.monoAccountId);
      const [submissions, waiting] = await Promise.all([
        listSubmissions(api.database.kysely, {
          ...seen,
          after,
          state: state ?? null,
          submissionsMax: limit,
        }),
        countWaiting(api.database.kysely, seen),
      ]);
      const { count, oldestRequestedAt } = waiting;
      const now = api.now();
      return {
        waiting: {
          transfers: count,
          oldestRequestedAt: oldestRequestedAt === null ? null : textOf(oldestRequestedAt),
        },
        submissions: submissions.map((submission) => answerOf(submission, now)),
        next: submissions.length < limit ? null : (submissions.at(-1)?.submissionId ?? null),
      };
    },
  );
  registerActions(server, api);
}

function registerActions(server: HttpServer, api: AdminApi): void {
  const onRequest = authenticate('ops');
  const allowed = async (
    request: Parameters<typeof principalOf>[0],
    id: string,
  ): Promise<SubmissionId> => {
    const submissionId = id as SubmissionId;
    const account: MonoAccountId | null = await accountOf(api.database.kysely, submissionId);
    // Another's submission and none at all must look the same.
    if (account === null || !mayUseMonoAccount(principalOf(request), account)) throw notFound();
    return submissionId;
  };
  for (const nudge of ['retry', 'look-up'] as const) {
    const schema = {
      params,
      summary: nudge === 'retry' ? 'Send it again when it may be' : 'Look it up now',
      body: Type.Object(authored, strict),
      response: { 200: done, ...problems },
    };
    server.post(`/admin/submissions/:id/${nudge}`, { onRequest, schema }, async (request) => {
      const { author, reason = null } = request.body;
      const submissionId = await allowed(request, request.params.id);
      const outcome = await nudgeSubmission(api, { submissionId, nudge, author, reason });
      if (outcome.kind === 'unknown-submission') throw notFound();
      if (outcome.kind === 'refused') throw refused(outcome.code);
      api.onChanged();
      return { status: 'done' as const };
    });
  }
  const body = Type.Object({ ...reasoned, transferId: Type.String({ format: 'uuid' }) }, strict);
  const summary = 'Give one member up: refused while it may still be a payment';
  const schema = { params, summary, body, response: { 200: done, ...problems } };
  server.post('/admin/submissions/:id/give-up', { onRequest, schema }, async (request) => {
    const { author, reason } = request.body;
    const submissionId = await allowed(request, request.params.id);
    const transferId = request.body.transferId as TransferId;
    const outcome = await giveUp(api, { submissionId, transferId, author, reason });
    if (outcome.kind === 'unknown-submission') throw notFound();
    if (outcome.kind === 'refused') throw refused(outcome.code);
    api.onChanged();
    return { status: 'done' as const };
  });
}
