import { createHash } from 'node:crypto';

/** How a command reaches Riel. */
export type Door = 'http' | 'kafka';

/** What the stand-in for Mono will do with a transfer, decided by the payee's document number. */
export interface Expectation {
  readonly state: 'settled' | 'declined';
  /** The rail that must stand in the books; null where the stand-in chooses. */
  readonly actualRail: string | null;
}

/** One transfer of the demonstration. */
export interface PlannedTransfer {
  readonly idempotencyKey: string;
  readonly door: Door;
  readonly monoAccountId: string;
  /** Minor units of COP. */
  readonly amount: bigint;
  readonly rail: string | null;
  readonly documentNumber: string;
  readonly bankCode: string;
  readonly expectation: Expectation;
  readonly story: string;
}

interface Scene {
  readonly story: string;
  readonly rail: string | null;
  /** Documented magic numbers; the middle digits are filled in. */
  readonly document: readonly [prefix: string, suffix: string];
  readonly expectation: Expectation;
}

const settledOn = (actualRail: string | null): Expectation => ({ state: 'settled', actualRail });
const declinedOn = (actualRail: string | null): Expectation => ({ state: 'declined', actualRail });

/** The scenes, played in turn. Every second round of them is paid without incident. */
const scenes: readonly Scene[] = [
  { story: 'turbo', rail: 'turbo', document: ['103', '7'], expectation: settledOn('turbo') },
  { story: 'ach', rail: 'ach', document: ['112', '5'], expectation: settledOn('ach') },
  {
    story: 'transfiya',
    rail: 'transfiya',
    document: ['798', '3'],
    expectation: settledOn('transfiya'),
  },
  { story: 'no rail asked', rail: null, document: ['521', '4'], expectation: settledOn(null) },
  {
    story: 'turbo settles as ach',
    rail: 'turbo',
    document: ['555', '000'],
    expectation: settledOn('ach'),
  },
  {
    story: 'declined at origin',
    rail: 'ach',
    document: ['888', '000'],
    expectation: declinedOn('ach'),
  },
  {
    story: 'declined at destination',
    rail: 'ach',
    document: ['999', '000'],
    expectation: declinedOn('ach'),
  },
  {
    story: 'turbo declined',
    rail: 'turbo',
    document: ['777', '111'],
    expectation: declinedOn('turbo'),
  },
];

const calmScenes = scenes.slice(0, 4);

/** Fewest transfers that show every scene through both doors. */
export const DEMO_TRANSFERS_MIN = 2 * scenes.length + 2 * calmScenes.length;
/** Most transfers that the demonstration takes. */
export const DEMO_TRANSFERS_MAX = 100_000;

const bankCodes = ['007', '051', '013'] as const;

function digitsOf(seed: string, count: number): string {
  const digest = createHash('sha256').update(seed).digest();
  return [...digest.subarray(0, count)].map((byte) => String(byte % 10)).join('');
}

/** Plans the transfers: the same number and run id give the same plan. */
export function planTransfers(options: {
  readonly transfers: number;
  readonly runId: string;
  readonly monoAccountIds: readonly string[];
}): readonly PlannedTransfer[] {
  const rounds = [...scenes, ...calmScenes];
  return Array.from({ length: options.transfers }, (_, index) => {
    const scene = rounds[index % rounds.length] ?? scenes[0];
    const account = options.monoAccountIds[index % options.monoAccountIds.length];
    if (scene === undefined || account === undefined) throw new RangeError('nothing to plan with');
    const idempotencyKey = `${options.runId}-${String(index + 1).padStart(6, '0')}`;
    const [prefix, suffix] = scene.document;
    const pesos = 20_000 + (Number(digitsOf(`${idempotencyKey}/amount`, 6)) % 480_000);
    return {
      idempotencyKey,
      door: Math.floor(index / rounds.length) % 2 === 0 ? 'kafka' : 'http',
      monoAccountId: account,
      amount: BigInt(pesos) * 100n + BigInt(index % 100),
      rail: scene.rail,
      documentNumber: `${prefix}${digitsOf(`${idempotencyKey}/document`, 4)}${suffix}`,
      bankCode: bankCodes[index % bankCodes.length] ?? bankCodes[0],
      expectation: scene.expectation,
      story: scene.story,
    };
  });
}
