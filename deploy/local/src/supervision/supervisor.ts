import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, openSync, closeSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LocalStackError } from '../errors.ts';
import { limits } from '../limits.ts';
import type { ChildExit, ChildSpec } from './child-spec.ts';
import type { Keep, ParentMessage, SupervisorMessage } from './messages.ts';

/** A child as its run sees it. */
export interface SupervisedChild {
  readonly name: string;
  readonly pid: number;
  readonly exited: Promise<ChildExit>;
  /** Ends it, by its own stop signal unless another is named, and waits for it. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** A child that is gone, and how it went. */
export interface EndedChild {
  readonly name: string;
  readonly exit: ChildExit;
}

/** A run's hold on its processes. They end with this process at the latest, however it ends. */
export interface Supervisor {
  start(spec: ChildSpec): Promise<SupervisedChild>;
  /** Settles at the next end of a child that nobody has asked for. */
  nextUnexpectedEnd(): Promise<EndedChild>;
  /** Has a folder outside the run folder removed at the end. */
  ownFolder(path: string): void;
  /** Ends every child, removes the run folder except for what is kept, and waits for that. */
  end(keep: Keep): Promise<void>;
}

const supervisorMain = fileURLToPath(new URL('supervisor-main.ts', import.meta.url));

/** Starts a supervisor for the run of that folder, which is made. */
export async function startSupervisor(runFolder: string): Promise<Supervisor> {
  mkdirSync(join(runFolder, 'logs'), { recursive: true, mode: 0o700 });
  const log = openSync(join(runFolder, 'logs/supervisor.log'), 'a', 0o600);
  const process = fork(supervisorMain, [runFolder], {
    cwd: '/',
    detached: true,
    execArgv: [],
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => process.once('exit', () => resolve()));
  const link = createLink(process, ended);
  await within(link.ready, limits.supervisorStartMilliseconds, 'did not get ready');
  return {
    start: link.start,
    nextUnexpectedEnd: link.nextUnexpectedEnd,
    ownFolder: (path) => link.send({ kind: 'own-folder', path }),
    end: async (keep) => {
      if (!process.connected) return;
      link.send({ kind: 'keep', keep });
      process.disconnect();
      await within(ended, limits.supervisorEndMilliseconds, 'did not end its children');
    },
  };
}

function createLink(process: ChildProcess, ended: Promise<void>) {
  const exits = new Map<string, (exit: ChildExit) => void>();
  const stopping = new Set<string>();
  const listeners: ((ended: EndedChild) => void)[] = [];
  const starts = new Map<string, (message: SupervisorMessage) => void>();
  let setReady: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    setReady = resolve;
  });
  process.on('message', (received) => {
    const message = received as SupervisorMessage;
    if (message.kind === 'ready') setReady();
    else if (message.kind === 'exited') takeExit(message);
    else starts.get(message.name)?.(message);
  });
  const takeExit = ({ name, exit }: EndedChild): void => {
    exits.get(name)?.(exit);
    if (!stopping.delete(name)) for (const tell of listeners.splice(0)) tell({ name, exit });
  };
  const send = (message: ParentMessage): void => {
    if (process.connected) process.send(message);
  };
  const start = async (spec: ChildSpec): Promise<SupervisedChild> => {
    const { name } = spec;
    // Listened for before the start is asked: a child may end at once.
    const exited = new Promise<ChildExit>((resolve) => exits.set(name, resolve));
    const answered = new Promise<SupervisorMessage>((resolve) => starts.set(name, resolve));
    send({ kind: 'start', spec });
    const answer = await Promise.race([answered, ended]);
    if (answer?.kind !== 'started') {
      const reason = answer?.kind === 'not-started' ? answer.reason : 'the supervisor has ended';
      throw new LocalStackError('RIEL_LOCAL_SUPERVISOR', `${name} was not started: ${reason}`);
    }
    const stop = async (signal?: NodeJS.Signals): Promise<void> => {
      stopping.add(name);
      send({ kind: 'stop', name, signal: signal ?? null });
      await Promise.race([exited, ended]);
    };
    return { name, pid: answer.pid, exited, stop };
  };
  const nextUnexpectedEnd = (): Promise<EndedChild> =>
    new Promise((resolve) => listeners.push(resolve));
  return { ready, send, start, nextUnexpectedEnd };
}

async function within(work: Promise<void>, limitMilliseconds: number, what: string): Promise<void> {
  let limit: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const message = `The supervisor ${what} within ${limitMilliseconds} ms`;
    const error = new LocalStackError('RIEL_LOCAL_SUPERVISOR', message);
    limit = setTimeout(() => reject(error), limitMilliseconds);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(limit);
  }
}
