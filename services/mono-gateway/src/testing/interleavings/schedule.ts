import { setTimeout as wait } from 'node:timers/promises';

/*
 * Plays two or more actors one step at a time. An actor goes from one named point to the next and
 * stands there until it is chosen again, so that which of them moves when is the schedule's choice and
 * not the machine's. An actor that waits for a lock of another's transaction is not chosen: it goes on
 * by itself when the lock is free. Played again with the same choices, everything happens again.
 */

/** Stops the actor at a named point until it is chosen. */
export type Reach = (point: string) => Promise<void>;

/** What an actor does, from point to point. */
export interface Actor {
  readonly name: string;
  /** `poll` stands still until another actor has moved. */
  readonly act: (reach: Reach, poll: () => Promise<void>) => Promise<void>;
}

/** A schedule that was played. */
export interface Played {
  /** Index of the actor that moved, step by step. */
  readonly choices: readonly number[];
  /** Who could have moved, step by step. */
  readonly options: readonly (readonly number[])[];
  readonly trace: readonly string[];
}

interface Running {
  readonly name: string;
  /** Where it stands; null while it moves or waits for a lock. */
  at: string | null;
  hasEnded: boolean;
  /** It stands until another one has moved. */
  isPolling: boolean;
  go: () => void;
  /** Ends it, now if it stands, or where it would stand next. */
  giveUp: () => void;
  hasGivenUp: boolean;
  moved: PromiseWithResolvers<void>;
  failure: { readonly error: unknown } | null;
}

/** Says whether the transaction of an actor waits for a lock. */
export type IsBlocked = (name: string) => Promise<boolean>;

function start({ name, act }: Actor): Running {
  const one: Running = {
    name,
    at: null,
    hasEnded: false,
    isPolling: false,
    go: () => undefined,
    giveUp: () => {
      one.hasGivenUp = true;
    },
    hasGivenUp: false,
    moved: Promise.withResolvers(),
    failure: null,
  };
  const stand = async (point: string): Promise<void> => {
    const ended = new Error('the schedule has ended');
    if (one.hasGivenUp) throw ended;
    await new Promise<void>((resolve, reject) => {
      one.go = resolve;
      one.giveUp = () => {
        one.hasGivenUp = true;
        reject(ended);
      };
      one.at = point;
      one.moved.resolve();
    });
  };
  const poll = async (): Promise<void> => {
    one.isPolling = true;
    await stand('it waits for the others');
  };
  const live = async (): Promise<void> => {
    try {
      await stand('the start');
      await act(stand, poll);
    } catch (error) {
      one.failure = { error };
    }
    one.hasEnded = true;
    one.moved.resolve();
  };
  void live();
  return one;
}

/** Most steps take less, and then nobody asks the database who waits. */
const LOCK_LOOK_MILLISECONDS = 5;

/** Waits until an actor stands, has ended, or waits for a lock. */
async function settle(one: Running, isBlocked: IsBlocked): Promise<void> {
  while (one.at === null && !one.hasEnded) {
    const moved = one.moved.promise.then(() => true);
    const isStanding = await Promise.race([moved, wait(LOCK_LOOK_MILLISECONDS, false)]);
    if (!isStanding && (await isBlocked(one.name))) return;
  }
}

function move(one: Running, all: readonly Running[]): void {
  for (const other of all) if (other !== one) other.isPolling = false;
  one.at = null;
  one.moved = Promise.withResolvers();
  one.go();
}

/** Plays the first choices as given, then always the first actor that can move. */
export async function playSchedule(
  actors: readonly Actor[],
  first: readonly number[],
  isBlocked: IsBlocked,
): Promise<Played> {
  const all = actors.map(start);
  const choices: number[] = [];
  const options: number[][] = [];
  const trace: string[] = [];
  try {
    for (;;) {
      for (const one of all) await settle(one, isBlocked);
      // Who waited for a lock at first may have got it by what another one did meanwhile.
      for (const one of all) await settle(one, isBlocked);
      const failed = all.find(({ failure }) => failure !== null);
      if (failed?.failure) throw failed.failure.error;
      if (all.every(({ hasEnded }) => hasEnded)) return { choices, options, trace };
      const able = all.flatMap((one, index) => (one.at === null || one.isPolling ? [] : [index]));
      const choice = first[choices.length] ?? able[0];
      const chosen = choice === undefined ? undefined : all[choice];
      if (choice === undefined || chosen === undefined || !able.includes(choice)) {
        throw new Error('nobody can move who should');
      }
      choices.push(choice);
      options.push(able);
      trace.push(`${chosen.name} goes on from: ${chosen.at ?? ''}`);
      move(chosen, all);
    }
  } catch (error) {
    for (const one of all) one.giveUp();
    throw new Error(`choices ${choices.join('')}\n${trace.join('\n')}`, { cause: error });
  }
}

/** Plays every schedule there is, and returns how many there were. */
export async function playEverySchedule(
  play: (first: readonly number[]) => Promise<Played>,
): Promise<number> {
  let count = 0;
  let first: readonly number[] | null = [];
  while (first !== null) {
    const played = await play(first);
    count += 1;
    first = nextChoices(played);
  }
  return count;
}

/** The last step at which somebody else could have moved, taken otherwise. */
function nextChoices({ choices, options }: Played): readonly number[] | null {
  for (let step = choices.length - 1; step >= 0; step -= 1) {
    const taken = choices[step] ?? 0;
    const other = options[step]?.find((option) => option > taken);
    if (other !== undefined) return [...choices.slice(0, step), other];
  }
  return null;
}
