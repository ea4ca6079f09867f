const WIDTH_CHARACTERS = 40;

/** A progress bar on one line of a terminal; on anything else it prints a line now and then. */
export interface ProgressBar {
  readonly update: (done: number, label: string) => void;
  readonly finish: () => void;
}

/** Makes a bar that goes from 0 to `total`. */
export function createProgressBar(output: NodeJS.WriteStream, total: number): ProgressBar {
  let lastTenth = -1;
  let lastLine = '';
  return {
    update: (done, label) => {
      const share = total === 0 ? 1 : Math.min(done / total, 1);
      const filled = Math.round(share * WIDTH_CHARACTERS);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH_CHARACTERS - filled)}`;
      const line = `  ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${label}`;
      const tenth = Math.floor(share * 10);
      if (output.isTTY && line !== lastLine) output.write(`\r${line}\u001b[K`);
      if (!output.isTTY && tenth > lastTenth) output.write(`${line}\n`);
      lastTenth = Math.max(lastTenth, tenth);
      lastLine = line;
    },
    finish: () => {
      if (output.isTTY) output.write('\n');
    },
  };
}
