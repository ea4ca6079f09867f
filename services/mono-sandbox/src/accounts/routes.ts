import { formatInstant } from '@riel/runtime';
import type { FastifyInstance } from 'fastify';
import { problem } from '../api/mono-error.ts';
import { paginate } from '../api/paginate.ts';
import { reading } from '../api/reading.ts';
import { requireRole } from '../api/require-role.ts';
import type { World } from '../core/world.ts';
import type { Reading, SandboxAccount } from './account-book.ts';
import { pseBanks, transferBanks } from './banks.ts';

const availableView = ({ available }: Reading): object => ({
  amount: Number(available),
  currency: 'COP',
});

/** The cached reading, renewed unless the fault says that the bank was not asked lately. */
function cachedReading({ faults }: World, account: SandboxAccount): Reading {
  const subject = { on: 'balance' as const, accountId: account.id };
  if (faults.strike('stale-balance', subject) === null) account.cached = account.live;
  return account.cached;
}

function accountView(world: World, account: SandboxAccount): object {
  const cached = cachedReading(world, account);
  return {
    balance: { available: availableView(cached), updated_at: formatInstant(cached.updatedAt) },
    id: account.id,
    inserted_at: formatInstant(account.insertedAt),
    name: account.name,
    number: account.number,
    provider: 'coopcentral',
    state: 'active',
    type: 'savings_account',
    updated_at: formatInstant(account.insertedAt),
  };
}

function balanceView(world: World, accountId: string, isLive: boolean): object {
  const account = world.accounts.get(accountId);
  if (account === undefined) throw problem(400, 'item_not_found', 'The account does not exist.');
  const { available, updatedAt } = isLive
    ? { available: account.live.available, updatedAt: world.clock.stamp() }
    : cachedReading(world, account);
  return {
    available: availableView({ available, updatedAt }),
    id: account.id,
    inserted_at: formatInstant(account.insertedAt),
    updated_at: formatInstant(updatedAt),
  };
}

function banksView(kind: 'transfers' | 'pse'): object {
  if (kind === 'pse') return { banks: pseBanks, kind };
  const banks = [...transferBanks.values()].map(({ code, id, name, accountTypes }) => ({
    code,
    id,
    name,
    supported_account_types: accountTypes,
  }));
  return { banks, kind };
}

/** `GET /v1/accounts`, `GET /v1/accounts/{id}/balances` and `GET /v1/banks`. */
export function accountRoutes(world: World) {
  return (app: FastifyInstance): void => {
    const onRequest = requireRole(world, ['Administrator', 'Preparer', 'Viewer']);
    app.get(
      '/v1/accounts',
      { onRequest },
      reading(world, 'accounts', (query) => {
        const page = query.page();
        query.check();
        const all = world.accounts.all();
        const { items, pagination } = paginate(all, { page, isAscending: true });
        return { accounts: items.map((one) => accountView(world, one)), pagination };
      }),
    );
    app.get(
      '/v1/accounts/:accountId/balances',
      { onRequest },
      reading(world, 'balance', (query, { accountId }) => {
        const live = query.oneOf('live', ['true', 'false'], 'false');
        query.check();
        return balanceView(world, accountId ?? '', live === 'true');
      }),
    );
    app.get(
      '/v1/banks',
      { onRequest },
      reading(world, 'banks', (query) => {
        const kind = query.oneOf('kind', ['transfers', 'pse'], 'transfers');
        query.check();
        return banksView(kind);
      }),
    );
  };
}
