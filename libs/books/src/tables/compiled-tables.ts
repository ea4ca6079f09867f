import { bogotaDateOf } from '../booking-date.ts';
import type { MonoAccountRules, Tables, Tariff } from './tables.ts';

/** Tables arranged for the look-ups of the hot path. */
export interface CompiledTables {
  readonly rules: ReadonlyMap<string, MonoAccountRules>;
  readonly rails: ReadonlySet<string>;
  /** By `<account> <rail>`, newest first. */
  readonly tariffs: ReadonlyMap<string, readonly Tariff[]>;
}

const compiled = new WeakMap<Tables, CompiledTables>();

/** The arranged form of the tables, made once per tables object. */
export function compiledTables(tables: Tables): CompiledTables {
  const known = compiled.get(tables);
  if (known !== undefined) return known;
  const made = compile(tables);
  compiled.set(tables, made);
  return made;
}

/** Rules of a Mono account: its own, else those of `*`; null if the tables do not know it. */
export function rulesOf(tables: Tables, monoAccountId: string): MonoAccountRules | null {
  const { rules } = compiledTables(tables);
  return rules.get(monoAccountId) ?? rules.get('*') ?? null;
}

/** A look-up of a tariff. */
export interface TariffQuestion {
  readonly monoAccountId: string;
  readonly rail: string;
  /** Microseconds since the epoch, UTC. */
  readonly at: number;
}

/** Tariff of a Mono account and rail in force at an instant; null if there is none. */
export function tariffOf(tables: Tables, question: TariffQuestion): Tariff | null {
  const { tariffs } = compiledTables(tables);
  const own = tariffs.get(`${question.monoAccountId} ${question.rail}`);
  const date = bogotaDateOf(question.at);
  return inForce(own, date) ?? inForce(tariffs.get(`* ${question.rail}`), date);
}

function inForce(versions: readonly Tariff[] | undefined, date: string): Tariff | null {
  if (versions === undefined) return null;
  for (const version of versions) if (version.effectiveFrom <= date) return version;
  return null;
}

function compile(tables: Tables): CompiledTables {
  const tariffs = new Map<string, Tariff[]>();
  for (const tariff of tables.tariffs) {
    const place = `${tariff.monoAccount} ${tariff.rail}`;
    const versions = tariffs.get(place) ?? [];
    versions.push(tariff);
    tariffs.set(place, versions);
  }
  for (const versions of tariffs.values()) {
    versions.sort((one, other) => (one.effectiveFrom < other.effectiveFrom ? 1 : -1));
  }
  return {
    rules: new Map(tables.monoAccounts.map((rules) => [rules.monoAccount, rules])),
    rails: new Set(tables.rails),
    tariffs,
  };
}
