/** Where people read what happens: standard output, one line at a time. */
export type Say = (line: string) => void;

/** Writes lines to standard output. */
export const say: Say = (line) => {
  process.stdout.write(`${line}\n`);
};

/** Writes nothing; for runs inside tests, whose runner owns the output. */
export const sayNothing: Say = () => undefined;
