import { createCodec, type Codec } from '@riel/avro';
import { connect, sql, type Database } from '@riel/database';
import type { NormalisedEvent } from '@riel/mono-client';
import { generateSigningKey } from '@riel/sealing';
import {
  COLLECTIONS_TOPIC,
  TRANSFERS_TOPIC,
  eventNames,
  type AnyEvent,
  type Instant,
  type ThirdPartyId,
} from '@riel/schemas';
import { bankingHoursDefault } from '@riel/calendar';
import { createEventWriter, writtenEvents } from '../healing/event-writer.ts';
import { createTablesReader } from '../ledger/read-tables.ts';
import { createReadAhead } from '../mono/read-ahead.ts';
import { createReportSigner } from '../report/report-signer.ts';
import { openRuns, type OpenPorts } from '../runs/open-runs.ts';
import type { WindowWish } from '../runs/plan-window.ts';
import type { Run } from '../runs/run.ts';
import { readRun } from '../runs/sql/runs.ts';
import { stepRun, type StepOutcome } from '../runs/step-run.ts';
import type { RunLimits, RunPorts } from '../runs/step.ts';
import { acceptedEvent, ourIdOfTest, publishedEvent, requestedEvent } from './our-events.ts';
import type { MonoModel, ModelTransfer } from './mono-model.ts';
import { createModelReader, type Interference } from './model-reader.ts';

/** The books of a test, as the projector's testing entry gives them. */
export interface BooksOfTest {
  book(
    place: { readonly topic: string; readonly partition: number },
    ...events: readonly never[]
  ): Promise<void>;
}

const MICROSECONDS_PER_SECOND = 1_000_000;
const STEPS_MAX = 10_000;

const limitsDefault: RunLimits = {
  quietMicroseconds: 5 * MICROSECONDS_PER_SECOND,
  pageTransfers: 10,
  sweepsMax: 3,
  lookUpsMax: 1_000,
  lookUpsAtOnce: 4,
  healing: 'publish',
  healWaitMicroseconds: 60 * MICROSECONDS_PER_SECOND,
  reportRowsMax: 1_000,
  stepAttemptsMax: 5,
  retryMillisecondsMin: 100,
  retryMillisecondsMax: 1_000,
};

/** What a bed is made from. */
export interface RunBedOptions {
  readonly databaseUrl: string;
  readonly schemaRegistryUrl: string;
  readonly books: BooksOfTest;
  readonly model: MonoModel;
  readonly limits?: Partial<RunLimits>;
  readonly interfere?: Interference;
  readonly hidden?: ReadonlySet<string>;
}

/**
 * Runs on a real database against a model of Mono and real books. Everything happens on the clock of
 * the model; what runs publish is booked when `deliver` is called, as the projector would.
 */
export class RunBed {
  readonly ports: RunPorts;
  readonly model: MonoModel;
  /** Everything that was published so far, in order. */
  readonly published: AnyEvent[] = [];
  readonly #books: BooksOfTest;
  readonly #codec: Codec;
  readonly #opening: OpenPorts;
  #keys = 0;

  private constructor(options: RunBedOptions, ports: RunPorts, codec: Codec) {
    this.ports = ports;
    this.model = options.model;
    this.#books = options.books;
    this.#codec = codec;
    const rules = { lookBackDays: 35, fullSweepDayOfMonth: 1, fullSweepFromDate: '2020-01-01' };
    this.#opening = { ...ports, rules };
  }

  static async open(options: RunBedOptions): Promise<RunBed> {
    const { model } = options;
    const codec = await createCodec({
      registryUrl: options.schemaRegistryUrl,
      writes: [...writtenEvents],
      reads: [...eventNames],
    });
    const now = (): Instant => model.now as Instant;
    const ports: RunPorts = {
      database: await openDatabase(options.databaseUrl),
      reader: createModelReader(model, options),
      apiKeys: () => [{ id: 'viewer', secret: 'viewer' }],
      now,
      tables: createTablesReader(),
      readAhead: createReadAhead(4),
      expectations: { realTimeMinutes: 15, achBankingHours: 12, bankingHours: bankingHoursDefault },
      events: createEventWriter({
        encode: (event) => codec.encode(event.name, event.value),
        sealer: {
          prepare: async () => undefined,
          seal: () => {
            throw new TypeError('nothing to seal');
          },
        },
        thirdPartyIdOf: () => 'third-party' as ThirdPartyId,
        now,
      }),
      signer: createReportSigner([generateSigningKey('report-1')]),
      limits: { ...limitsDefault, ...options.limits },
    };
    return new RunBed(options, ports, codec);
  }

  /** A second instance: the same database and Mono, other connections. */
  get database(): Database {
    return this.ports.database;
  }

  /** Asks for a transfer, hands it to Mono and books both; `null` rail lets Mono choose turbo. */
  async pay(
    wish: { readonly amount?: bigint; readonly rail?: string; readonly accountId?: string } = {},
  ): Promise<ModelTransfer> {
    const { amount = 10_000_000n, rail = 'turbo' } = wish;
    const accountId = wish.accountId ?? [...this.model.balances.keys()][0] ?? '';
    this.#keys += 1;
    const transferId = ourIdOfTest(`key-${this.#keys}`);
    await this.book(requestedEvent({ transferId, accountId, amount, rail, at: this.model.pass() }));
    const transfer = this.model.create({ accountId, amount, rail, ourId: transferId });
    await this.book(acceptedEvent(transfer, this.model.pass()));
    return transfer;
  }

  async settle(wish: Parameters<RunBed['pay']>[0] = {}): Promise<ModelTransfer> {
    const transfer = await this.pay(wish);
    await this.deliver(this.model.approve(transfer));
    return transfer;
  }

  /** Books events of Mono as the webhook service publishes them. */
  async deliver(...events: readonly NormalisedEvent[]): Promise<void> {
    for (const event of events) await this.book(publishedEvent(event));
  }

  async book(event: AnyEvent): Promise<void> {
    const isCollection = ['AccountCredited', 'CollectionCredited', 'CollectionFailed'].includes(
      event.name,
    );
    const topic = isCollection ? COLLECTIONS_TOPIC : TRANSFERS_TOPIC;
    await this.#books.book({ topic, partition: 0 }, event as never);
  }

  /** Takes what was published out of the outbox; with `isBooked` the facts among it are booked. */
  async drainOutbox({ isBooked = true } = {}): Promise<readonly AnyEvent[]> {
    const { rows } = await sql<{ payload: Buffer; topic: string }>`
      with taken as (delete from reconciliation.outbox returning id, payload, topic)
      select payload, topic from taken order by id`.execute(this.database.kysely);
    await this.#codec.prepare(rows.map((row) => row.payload));
    const events = rows.map((row) => {
      const decoded = this.#codec.decode(row.payload);
      if (decoded.kind !== 'event') throw new TypeError(decoded.reason);
      return decoded.event;
    });
    for (const [index, event] of events.entries()) {
      const topic = rows[index]?.topic ?? '';
      if (isBooked && topic !== 'riel.reconciliation.v1') {
        await this.#books.book({ topic, partition: 0 }, event as never);
      }
    }
    this.published.push(...events);
    return events;
  }

  /** Opens a run of the account and gives its id. */
  async openRun(accountId: string, window?: WindowWish): Promise<string> {
    const today = new Date(this.model.now / 1_000 - 5 * 3_600_000).toISOString().slice(0, 10);
    const wish = { window: window ?? ({ kind: 'day', date: today } as const), askedBy: 'test' };
    const [opened] = await openRuns([accountId], wish, this.#opening);
    if (opened?.runId == null) throw new TypeError('another run is under way');
    return opened.runId;
  }

  /** One step; time passes if the run waits. */
  async step(runId: string): Promise<StepOutcome> {
    const { runNumber } = await this.runOf(runId);
    const outcome = await stepRun(runNumber, this.ports);
    await this.drainOutbox();
    if (outcome.kind !== 'stepped') this.model.pass(MICROSECONDS_PER_SECOND);
    return outcome;
  }

  /** Steps until the run has ended. */
  async finish(runId: string): Promise<Run> {
    for (let steps = 0; steps < STEPS_MAX; steps += 1) {
      const outcome = await this.step(runId);
      if (outcome.kind === 'completed' || outcome.kind === 'failed') return await this.runOf(runId);
    }
    throw new TypeError('the run does not end');
  }

  async reconcile(accountId: string, window?: WindowWish): Promise<Run> {
    // What happened just now lies before the balance that is read next.
    this.model.pass(MICROSECONDS_PER_SECOND);
    return await this.finish(await this.openRun(accountId, window));
  }

  async runOf(runId: string): Promise<Run> {
    const run = await readRun(this.database.kysely, runId);
    if (run === null) throw new TypeError('no such run');
    return run;
  }

  async close(): Promise<void> {
    await this.database.close();
  }
}

async function openDatabase(url: string): Promise<Database> {
  return await connect({ url, schema: 'reconciliation', applicationName: 'test-reconciliation' });
}
