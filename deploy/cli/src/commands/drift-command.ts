import { exitCodes } from '../command.ts';
import type { Command, CommandContext } from '../command.ts';
import { UsageError } from '../errors.ts';
import { callService } from '../services/call-service.ts';

import { pesosText } from './pesos-text.ts';
import { authorOf, readWords, required } from './read-words.ts';
import { textTable } from './text-table.ts';

const help = `Usage: riel drift list [--status open|resolved|all] [--kind KIND] [--account ID] [--limit N]
       riel drift show DRIFT
       riel drift resolve DRIFT --reason TEXT [--rail RAIL] [--author NAME]

Shows the differences between the books and Mono, and resolves one with a reason. --rail says on which
rail the transfer really settled: the correction is published and booked as a person's word.

--author defaults to RIEL_AUTHOR, then to the user of this machine.
Address and key: RECONCILIATION_URL and RIEL_API_KEY (scope ops), else .riel/stack.json.

Exit codes: 0 done, 1 failed or refused, 2 not understood.`;

interface DriftAnswer {
  readonly driftId: string;
  readonly kind: string;
  readonly subject: string;
  readonly amount: string;
  readonly currency: string;
  readonly explanation: string;
  readonly firstFoundAt: string;
  readonly status: string;
  readonly resolution: string | null;
  readonly author: string | null;
  readonly reason: string | null;
}

export const driftCommand: Command = {
  name: 'drift',
  summary: 'list, show and resolve differences between books and Mono',
  help,
  async run({ words: [action, ...words], ...context }) {
    const actions = { list, show, resolve };
    if (action !== 'list' && action !== 'show' && action !== 'resolve') {
      throw new UsageError('say list, show or resolve');
    }
    await actions[action]({ ...context, words });
    return exitCodes.done;
  },
};

async function list({ words, environment, print }: CommandContext): Promise<void> {
  const { values } = readWords(words, {
    positionals: [],
    values: ['status', 'kind', 'account', 'limit'],
  });
  const { status = 'open', kind, account, limit } = values;
  const query = new URLSearchParams({
    ...(status === 'all' ? {} : { status }),
    ...(kind === undefined ? {} : { kind }),
    ...(account === undefined ? {} : { monoAccountId: account }),
    ...(limit === undefined ? {} : { limit }),
  });
  const path = `/v1/drift?${query.toString()}`;
  const call = { service: 'reconciliation', method: 'GET', path } as const;
  const { drift } = (await callService(call, environment)) as { drift: readonly DriftAnswer[] };
  if (drift.length === 0) {
    print(status === 'open' ? 'no open drift' : 'no drift');
    return;
  }
  const rows = drift.map((one) => [
    one.driftId,
    one.kind,
    one.subject,
    `${pesosText(one.amount)} ${one.currency}`,
    one.firstFoundAt,
    one.resolution ?? one.status,
  ]);
  const head = ['drift', 'kind', 'subject', 'amount', 'first found', 'state'];
  for (const line of textTable(head, rows)) print(line);
}

async function show({ words, environment, print }: CommandContext): Promise<void> {
  const [driftId = ''] = readWords(words, { positionals: ['DRIFT'], values: [] }).positionals;
  const path = `/v1/drift/${encodeURIComponent(driftId)}`;
  const call = { service: 'reconciliation', method: 'GET', path } as const;
  print(JSON.stringify(await callService(call, environment), null, 2));
}

async function resolve({ words, environment, print }: CommandContext): Promise<void> {
  const given = readWords(words, { positionals: ['DRIFT'], values: ['reason', 'rail', 'author'] });
  const [driftId = ''] = given.positionals;
  const { rail } = given.values;
  const body = {
    author: authorOf(given, environment),
    reason: required(given, 'reason'),
    ...(rail === undefined ? {} : { rail }),
  };
  const path = `/v1/drift/${encodeURIComponent(driftId)}/resolve`;
  const call = { service: 'reconciliation', method: 'POST', path, body } as const;
  const drift = (await callService(call, environment)) as DriftAnswer;
  print(
    `${drift.resolution ?? 'resolved'}: ${drift.kind} of ${drift.subject}, by ${drift.author ?? ''}`,
  );
}
